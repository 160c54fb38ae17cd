package store

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Behind is the records behind a number, newest first, as far as one page holds them. Behind an admission stand steps,
// behind a stock those who stand on its day.
type Behind struct {
	Page
	Named []Named // of a distinct count: all whom it counts
}

// Named is somebody, or something, that a distinct count counts. Organisations that reported at a debrief are words, and
// have no id; who lies outside the caller's organisations has no name.
type Named struct {
	ID   uid.ID      `json:"id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Name record.Text `json:"name" swaggertype:"string" extensions:"x-nullable" example:"李明"`
}

// MetricRecords gives a page of the very records behind a number, after the place where the page before ended.
// Problems: NotFound for an unknown metric, and an organisation or area out of reach; Invalid.
func (s *Store) MetricRecords(ctx context.Context, key string, q metric.Query, limit int, after Place) (b Behind, err error) {
	q.Metrics, q.By = []string{key}, ""
	if err := q.Validate(); err != nil {
		return b, err
	}
	personal := false
	err = s.snapshot(ctx, func(t *tx) error {
		known, err := t.metrics(q.OrgID, q.Metrics)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(key, metric.FiguresPrefix) && !slices.ContainsFunc(known, func(d metric.Definition) bool { return d.Key == key }) {
			return problem.New(problem.NotFound, "not-found")
		}
		chosen, err := q.Choose(known)
		if err != nil {
			return err
		}
		c, err := t.counting(q)
		if err != nil {
			return err
		}
		if b.Page, err = c.page(chosen[0], limit, after); err != nil {
			return err
		}
		b.Named, err = c.named(chosen[0])
		personal = chosen[0].Source == "people" || len(b.Named) > 0
		return err
	})
	if err == nil && personal {
		err = s.look(ctx, "list", q.OrgID, uid.ID{})
	}
	return b, err
}

// arm is the records of one ground behind a number.
type arm struct {
	source *metric.Source
	naming *metric.Naming
	day    string // the column of the day by which they count; empty for a stock
	from   string
	where  where
}

// arms are where the records behind a number lie.
func (c *counting) arms(d *metric.Definition) (arms []arm, err error) {
	for ; d != nil; d = d.Also {
		s := d.From()
		a := arm{source: s, naming: d.Distinct()}
		if a.where, err = c.filtered(s); err != nil {
			return nil, err
		}
		a.where.and(s.Living)
		if err := c.matching(&a.where, d); err != nil {
			return nil, err
		}
		switch day := d.Day(); {
		case day == nil && c.q.Span.From > c.today:
			a.where.and("1 = 0")
		case day == nil:
			stands := standing(s, c.standingOn(c.q.Span))
			a.where.and(stands.sql, stands.args...)
		case s.Name != metric.Figures:
			days := viewOf(s, day).on(c.q.Span)
			a.where.and(days.sql, days.args...)
			fallthrough
		default:
			a.day = day.Column
		}
		if sum := d.Sum(); sum != nil && !sum.Always {
			a.where.and(sum.Column + " IS NOT NULL")
		}
		switch {
		case a.naming != nil && a.naming.Column != "":
			a.where.and(a.naming.Column + " <> ''")
		case a.naming != nil:
			a.where.and("EXISTS (SELECT 1 FROM links WHERE links.record = "+s.Table+".id AND links.role = ?)", string(a.naming.Role))
		}
		for _, g := range c.grounds(s, viewOf(s, nil), c.q.Subtree && !d.Alone, false) {
			at := a
			at.from = g.from
			at.where = g.and(a.where.sql, a.where.args...).where
			if s.Name == metric.Figures {
				c.standingFigures(&at)
			}
			arms = append(arms, at)
		}
	}
	return arms, nil
}

// standingFigures keeps the flows of the span, and of a stock the latest of each organisation and area.
func (c *counting) standingFigures(a *arm) {
	a.where.and("noted_on <= ?", c.q.Span.To)
	a.from = "(SELECT figures.*, row_number() OVER (PARTITION BY name, org_id, area_id ORDER BY noted_on DESC, id DESC) AS latest FROM figures WHERE " + a.where.sql + ") figures"
	a.where.sql = ""
	a.where.and("kind = ? AND noted_on >= ? OR kind = ? AND latest = 1", string(record.FigureFlow), c.q.Span.From, string(record.FigureStock))
}

// matching is the conditions of a definition's filters.
func (c *counting) matching(w *where, d *metric.Definition) error {
	counts, err := c.passing(d.From(), d.Where)
	if err != nil {
		return err
	}
	if len(d.Or) > 0 {
		or, err := c.passing(d.From(), d.Or)
		if err != nil {
			return err
		}
		counts.sql, counts.args = "("+counts.sql+") OR ("+or.sql+")", append(counts.args, or.args...)
	}
	and, err := c.passing(d.From(), d.And)
	w.and(counts.sql, counts.args...)
	w.and(and.sql, and.args...)
	return err
}

func (c *counting) passing(s *metric.Source, f metric.Filter) (w where, err error) {
	for i := range s.Fields {
		values, asked := f[s.Fields[i].Name]
		if !asked {
			continue
		}
		sql, args, err := c.condition(&s.Fields[i], values)
		if err != nil {
			return w, err
		}
		w.and(sql, args...)
	}
	return w, nil
}

// page reads one page of the records behind a number.
func (c *counting) page(d *metric.Definition, limit int, after Place) (page Page, err error) {
	arms, err := c.arms(d)
	if err != nil {
		return page, err
	}
	var selects []string
	var args []any
	for i, a := range arms {
		id, org, day := a.source.Table+".id", a.source.Table+".org_id", cmp.Or(a.day, "''")
		if k := byResource[a.source.Name]; k == nil {
			org = a.source.Org // steps
		}
		if !after.ID.IsZero() {
			a.where.and(day+" < ? OR "+day+" = ? AND "+id+" < ?", after.Day, after.Day, after.ID)
		}
		selects = append(selects, "SELECT "+strings.Join([]string{id, org, a.source.Table + ".version", a.source.Table + ".body", day, strconv.Itoa(i)}, ", ")+" FROM "+a.from+" WHERE "+a.where.sql)
		args = append(args, a.where.args...)
	}
	type found struct {
		row
		day  string
		kind *kind // nil: a step
	}
	var all []found
	err = c.t.each(strings.Join(selects, " UNION ALL ")+" ORDER BY 5 DESC, 1 DESC LIMIT ?", append(args, limit+1), func(scan func(...any) error) error {
		var f found
		var body string
		var arm int
		err := scan(&f.ID, &f.org, &f.Version, &body, &f.day, &arm)
		f.Body, f.kind = []byte(body), byResource[arms[arm].source.Name]
		all = append(all, f)
		return err
	})
	if err != nil {
		return page, err
	}
	page.Items = []Kept{}
	for i, f := range all {
		if i == limit {
			page.Next = Place{all[i-1].day, all[i-1].ID}
			break
		}
		if f.kind != nil {
			if f.Kept, err = c.t.show(f.kind, f.row); err != nil {
				return page, err
			}
		}
		page.Items = append(page.Items, f.Kept)
	}
	return page, nil
}

// named are all whom a distinct count counts, by name; nil for another number.
func (c *counting) named(d *metric.Definition) (all []Named, err error) {
	naming := d.Distinct()
	if naming == nil {
		return nil, nil
	}
	arms, err := c.arms(d)
	if err != nil {
		return nil, err
	}
	ids, texts := map[uid.ID]bool{}, map[string]bool{}
	for _, a := range arms {
		if naming.Column != "" {
			err = c.t.each("SELECT DISTINCT "+naming.Column+" FROM "+a.from+" WHERE "+a.where.sql, a.where.args, func(scan func(...any) error) error {
				var list string
				err := scan(&list)
				for text := range strings.SplitSeq(list, "\n") {
					texts[text] = text != ""
				}
				return err
			})
		} else {
			a.where.and("named.role = ?", string(a.naming.Role))
			err = c.t.each("SELECT DISTINCT named.target FROM "+a.from+" JOIN links named ON named.record = "+a.source.Table+".id WHERE "+a.where.sql, a.where.args, func(scan func(...any) error) error {
				var id uid.ID
				err := scan(&id)
				ids[id] = true
				return err
			})
		}
		if err != nil {
			return nil, err
		}
	}
	all = []Named{}
	for text, is := range texts {
		if is {
			all = append(all, Named{Name: record.Text(text)})
		}
	}
	names, err := c.t.names(targets[naming.Role], slices.Collect(maps.Keys(ids)))
	for id := range ids {
		all = append(all, Named{id, names[id]})
	}
	slices.SortFunc(all, func(a, b Named) int { return cmp.Or(cmp.Compare(a.Name, b.Name), bytes.Compare(a.ID[:], b.ID[:])) })
	return all, err
}

// names are those of what a table holds, as far as the caller may see it.
func (t *tx) names(table string, ids []uid.ID) (map[uid.ID]record.Text, error) {
	k := byResource[table]
	names := make(map[uid.ID]record.Text, len(ids))
	for chunk := range slices.Chunk(ids, 500) {
		w, err := t.visible(k)
		if err != nil {
			return nil, err
		}
		args := make([]any, len(chunk))
		for i, id := range chunk {
			args[i] = id
		}
		w.and("id IN ("+placesFor(len(chunk))+")", args...)
		err = t.each("SELECT id, body FROM "+k.table+" WHERE "+w.sql, w.args, func(scan func(...any) error) error {
			var id uid.ID
			var body string
			var named struct {
				Name record.Text `json:"name"`
			}
			if err := scan(&id, &body); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(body), &named)
			names[id] = named.Name
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}
