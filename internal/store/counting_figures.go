package store

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Figures carry numbers of their own: those of a flow are added up, of a stock the latest of each organisation and area.

// figure is a figure as it is counted.
type figure struct {
	unitKind
	spot
	on     calendar.Date
	amount int64
}

// spot is where a stock has one latest figure.
type spot struct {
	name      string
	org, area uid.ID
}

// unitKind is what figures must share to make one number.
type unitKind struct{ unit, kind string }

func (u unitKind) stock() bool { return u.kind == string(record.FigureStock) }

// readFigures counts the numbers that are made of figures, in one reading.
func (c *counting) readFigures(numbers []*number) error {
	if len(numbers) == 0 {
		return nil
	}
	all := make([]asking, len(numbers))
	for i, n := range numbers {
		all[i] = asking{n, n.def}
	}
	r := &reading{c: c, source: metric.SourceOf(metric.Figures)}
	if err := r.share(all); err != nil {
		return err
	}
	figures, err := r.figures()
	if err != nil {
		return err
	}
	for _, n := range numbers {
		c.addFigures(n, figures[n])
	}
	return nil
}

// figures reads them in the order of their days, for each number its own. Days before the span are read too: a stock
// lasts, and whether units agree does not depend on days.
func (r *reading) figures() (map[*number][]figure, error) {
	var f figure
	var q selection
	for _, column := range []struct {
		name string
		dest any
	}{{"name", &f.name}, {"unit", &f.unit}, {"kind", &f.kind}, {"noted_on", &f.on}, {"org_id", &f.org}, {"area_id", &f.area}, {"amount", &f.amount}} {
		q.add(column.name, column.dest)
	}
	r.keys(&q, &pass{})
	w, err := r.c.filtered(r.source)
	if err != nil {
		return nil, err
	}
	w.and(r.source.Living)
	w.and(r.where.sql, r.where.args...)
	found := map[*number][]figure{}
	g := r.c.grounds(r.source, viewOf(r.source, nil), r.c.q.Subtree || r.c.series.orgs != nil, false)[0].and(w.sql, w.args...)
	err = r.c.t.each("SELECT "+q.columns+" FROM "+g.from+" WHERE "+g.where.sql+" ORDER BY noted_on, id", append(q.args, g.where.args...), func(scan func(...any) error) error {
		if err := scan(q.dest...); err != nil {
			return err
		}
		for _, s := range r.shares {
			if s.counts() {
				found[s.of] = append(found[s.of], f)
			}
		}
		return nil
	})
	return found, err
}

// addFigures fills the cells of a number: each span on its own.
func (c *counting) addFigures(n *number, figures []figure) {
	place := func(f figure) []int { return []int{whole} }
	switch {
	case c.series.orgs != nil:
		place = func(f figure) []int { return c.series.orgs[f.org] }
	case c.series.areas != nil:
		place = func(f figure) []int {
			if cells, listed := c.series.areas[f.area]; listed {
				return cells
			}
			return []int{whole}
		}
	}
	n.addFigures(figures, c.q.Span, place)
	for i, span := range c.series.spans {
		n.addFigures(figures, span, func(figure) []int { return []int{parts + i} })
	}
	n.addFigures(figures, c.q.Span.YearBefore(1), func(f figure) []int {
		if !slices.Contains(place(f), whole) {
			return nil
		}
		return []int{before}
	})
}

func (n *number) addFigures(figures []figure, span calendar.Span, place func(figure) []int) {
	add := func(f figure) {
		for _, i := range place(f) {
			n.cells[i].records++
			n.cells[i].value += f.amount
		}
	}
	latest := map[spot]figure{}
	for _, f := range figures {
		for _, i := range place(f) {
			n.cells[i].agree(f.unitKind)
		}
		switch {
		case f.stock() && f.on <= span.To:
			latest[f.spot] = f
		case !f.stock() && span.Contains(f.on):
			add(f)
		}
	}
	for _, f := range latest {
		add(f)
	}
}

// agree notes the unit and the kind of figures in the cell.
func (c *cell) agree(u unitKind) {
	if !slices.Contains(c.units, u) {
		c.units = append(c.units, u)
	}
}

// differ reports whether the figures in the cell don't add up.
func (c *cell) differ() bool { return len(c.units) > 1 }

// stock reports whether the figures in the cell are of a stock.
func (c *cell) stock() bool { return slices.ContainsFunc(c.units, unitKind.stock) }

// unit is that of the figures in the cell, or none with the reason.
func (c *cell) unit(own string) (unit, reason string) {
	switch {
	case c.differ():
		return own, "figures-differ"
	case own == "" && len(c.units) == 1:
		return c.units[0].unit, ""
	}
	return own, ""
}
