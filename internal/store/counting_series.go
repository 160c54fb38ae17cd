package store

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// series is the parts into which the values are cut, and what says in which cells a row counts.
type series struct {
	keys   []string
	spans  []calendar.Span    // of months and quarters
	months map[string][]int   // the cells of a month
	orgs   map[uid.ID][]int   // the cells of what an organisation holds
	alone  map[uid.ID][]int   // the same, for numbers that leave out what is below
	areas  map[uid.ID][]int   // the cells of what lies in an area
	owned  map[orgMonth][]int // the cells of a month of what an organisation holds itself
}

// cut lays out the series: no part is left out because nothing lies in it.
func (c *counting) cut() (s series, err error) {
	switch c.q.By {
	case metric.ByMonth:
		s.inMonths(c.q.Span.Months())
	case metric.ByQuarter:
		s.inMonths(c.q.Span.Quarters())
	case metric.ByOrg:
		err = c.inOrgs(&s)
	case metric.ByArea:
		err = c.inAreas(&s)
	}
	return s, err
}

func (s *series) add(key string) int {
	s.keys = append(s.keys, key)
	return parts + len(s.keys) - 1
}

func (s *series) inMonths(of []calendar.Part) {
	s.months = map[string][]int{}
	for _, p := range of {
		s.spans = append(s.spans, p.Span)
		i := s.add(p.Key)
		for _, month := range p.Span.Months() {
			s.months[month.Key] = []int{whole, i}
		}
	}
}

// inOrgs makes a part of each organisation directly below, with all below it.
func (c *counting) inOrgs(s *series) error {
	s.orgs, s.alone = map[uid.ID][]int{}, map[uid.ID][]int{}
	part := map[uid.ID]int{}
	depth := len(c.org.path)
	from, until := pathRange(c.org.path)
	return c.t.each("SELECT id, path, voided_on FROM orgs WHERE path >= ? AND path < ? ORDER BY path", []any{from, until}, func(scan func(...any) error) error {
		var id uid.ID
		var path []byte
		var voided *string
		if err := scan(&id, &path, &voided); err != nil {
			return err
		}
		asked := len(path) == depth
		if asked {
			s.alone[id] = []int{whole}
		}
		if asked || c.q.Subtree {
			s.orgs[id] = []int{whole}
		}
		if asked {
			return nil
		}
		child := uid.ID(path[depth : depth+16])
		if child == id && voided == nil {
			part[id] = s.add(id.String())
			s.alone[id] = []int{part[id]}
		}
		if i, living := part[child]; living {
			s.orgs[id] = append(s.orgs[id], i)
		}
		return nil
	})
}

// inAreas makes a part of each area that the organisation may name, with the areas below it.
func (c *counting) inAreas(s *series) error {
	s.areas = map[uid.ID][]int{}
	part := map[uid.ID]int{}
	sql, args := below("org_id", c.org)
	var w where
	w.and("voided_on IS NULL")
	w.and(sql+" OR org_id = ?", append(args, c.org.community)...)
	if c.area != nil {
		inside, more := inPath("id", c.area)
		w.and(inside, more...)
	}
	return c.t.each("SELECT id, path FROM areas WHERE "+w.sql+" ORDER BY path", w.args, func(scan func(...any) error) error {
		var id uid.ID
		var path []byte
		if err := scan(&id, &path); err != nil {
			return err
		}
		part[id] = s.add(id.String())
		s.areas[id] = []int{whole}
		for above := range slices.Chunk(path, 16) {
			if i, listed := part[uid.ID(above)]; listed {
				s.areas[id] = append(s.areas[id], i)
			}
		}
		return nil
	})
}

// placing says in which cells a row counts: always the same, or by a column that rows are grouped by.
type placing struct {
	fixed  []int
	column string
	month  string // the row's, where the column is one of days
	months map[string][]int
	id     uid.ID // the row's, where the column is one of ids
	ids    map[uid.ID][]int
	owned  map[orgMonth][]int // by the month of the column and the organisation
}

// key is where the row's column is read into.
func (p *placing) key() any {
	if p.months != nil || p.owned != nil {
		return &p.month
	}
	return &p.id
}

// cells are those in which the row counts.
func (p *placing) cells() []int {
	if p.owned != nil {
		return p.owned[orgMonth{p.id, p.month}]
	}
	if in, placed := p.months[p.month]; placed {
		return in
	}
	if in, placed := p.ids[p.id]; placed {
		return in
	}
	return p.fixed
}

// pass is one look at the records of a source: on which days, and in which cells they count.
type pass struct {
	when where
	placing
}

// spans look at the span, cut into months where the series wants them, and at the year before as a whole.
func (c *counting) spans(v view) []pass {
	all := []pass{{v.on(c.q.Span), placing{fixed: []int{whole}}}, {v.on(c.q.Span.YearBefore(1)), placing{fixed: []int{before}}}}
	if c.series.months != nil {
		all[whole].placing = placing{column: month(v.day), months: c.series.months}
	}
	if c.only == ownGrounds {
		all[whole].placing = placing{column: month(v.day), owned: c.series.owned}
		return all[:1]
	}
	return all
}

// month is the month of a column of days.
func month(day string) string { return "substr(" + day + ", 1, 7)" }

// passes are the looks that a reading takes: at the span, cut into its parts, and at the year before; at a stock on each
// day on which it is wanted.
func (c *counting) passes(s *metric.Source, v view, alone bool) []pass {
	if v.day == "" {
		return c.standings(s, v)
	}
	all := c.spans(v)
	if c.series.months == nil && c.series.owned == nil {
		all[whole].placing = c.inPlace(s, v, alone, whole)
	}
	return all
}

// inPlace places rows by organisation or area where the series wants it, else in the cells.
func (c *counting) inPlace(s *metric.Source, v view, alone bool, cells ...int) placing {
	switch {
	case c.series.orgs == nil && c.series.areas == nil:
		return placing{fixed: cells}
	case alone:
		return placing{column: v.org, ids: c.series.alone}
	case c.series.orgs != nil:
		return placing{column: v.org, ids: c.series.orgs}
	}
	return placing{column: s.Area, ids: c.series.areas, fixed: cells}
}

func (v view) on(span calendar.Span) (w where) {
	w.and(v.day+" >= ? AND "+v.day+" <= ?", span.From, span.To)
	return w
}

// standings looks at a stock once for each day on which a cell wants it; days to come have no stock.
func (c *counting) standings(s *metric.Source, v view) (all []pass) {
	cells := map[calendar.Date][]int{}
	add := func(span calendar.Span, cell int) {
		if span.From <= c.today {
			day := c.standingOn(span)
			cells[day] = append(cells[day], cell)
		}
	}
	add(c.q.Span, whole)
	for i, span := range c.series.spans {
		add(span, parts+i)
	}
	for day, in := range cells {
		all = append(all, pass{standing(s, day), c.inPlace(s, v, false, in...)})
	}
	if earlier := c.q.Span.YearBefore(1); earlier.From <= c.today {
		all = append(all, pass{standing(s, c.standingOn(earlier)), placing{fixed: []int{before}}})
	}
	return all
}

// standing is the condition that what a source holds stands on a day.
func standing(s *metric.Source, day calendar.Date) (w where) {
	w.and(s.Since+" IS NULL OR "+s.Since+" <= ?", day)
	w.and(s.Until+" IS NULL OR "+s.Until+" > ?", day)
	return w
}

// areaPath is the path of an area; nil if there is none.
func (t *tx) areaPath(id uid.ID) (path []byte, err error) {
	_, err = t.one("SELECT path FROM areas WHERE id = ?", []any{id}, &path)
	return path, err
}

// inPath is the condition that a column names an area on or below a path; none does so where there is no path.
func inPath(column string, path []byte) (string, []any) {
	if path == nil {
		return "1 = 0", nil
	}
	from, until := pathRange(path)
	return column + " IN (SELECT id FROM areas WHERE path >= ? AND path < ?)", []any{from, until}
}
