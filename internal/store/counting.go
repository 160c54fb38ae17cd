package store

import (
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// counting counts numbers straight from the records, for one query and on one snapshot. Numbers that count the same
// records by the same day share a reading (counting_reading.go): the database groups the rows by what the numbers'
// filters ask (counting_looks.go), and each number takes the groups that are its own, for each part of its series
// (counting_series.go). What is made of figures is counted apart (counting_figures.go).
type counting struct {
	t       *tx
	q       metric.Query
	org     *org
	area    []byte // the path of the area asked for
	today   calendar.Date
	series  series
	numbers []*number
	only    grounds  // which of the grounds are looked at
	owners  []uid.ID // whose own records are, of ownGrounds; the query's organisation has no part in it
	of      *handpicked
}

// grounds are which records are looked at of those that count for an organisation.
type grounds uint8

const (
	allGrounds   grounds = iota
	ownGrounds           // those that some organisations hold themselves; nothing of the year before
	guestGrounds         // joint ones of owners elsewhere
)

// number is a definition and what was counted of it: cell by cell, for the span, the year before it, and each part of the series.
type number struct {
	def   *metric.Definition
	cells []cell
}

// The cells of a number; those from parts on are its series.
const (
	whole = iota
	before
	parts
)

// cell is what was counted of one part.
type cell struct {
	records int64               // that stand behind it
	value   int64               // counted, or added up; of a rate the numerator
	ids     map[uid.ID]struct{} // of a distinct count: who, or
	texts   map[string]struct{} // what they are called
	units   []unitKind          // of figures
}

// name counts somebody once.
func (c *cell) name(who uid.ID) {
	if c.ids == nil {
		c.ids = map[uid.ID]struct{}{}
	}
	c.ids[who] = struct{}{}
}

// call counts a text once.
func (c *cell) call(text string) {
	if c.texts == nil {
		c.texts = map[string]struct{}{}
	}
	c.texts[text] = struct{}{}
}

// count answers the numbers in their order. The query's organisation must be within reach. Problems: NotFound.
func (t *tx) count(defs []*metric.Definition, q metric.Query) ([]metric.Value, error) {
	c, err := t.counting(q)
	if err != nil {
		return nil, err
	}
	if c.series, err = c.cut(); err != nil {
		return nil, err
	}
	for _, d := range defs {
		c.numbers = append(c.numbers, &number{d, make([]cell, parts+len(c.series.keys))})
	}
	if err := c.read(); err != nil {
		return nil, err
	}
	values := make([]metric.Value, len(c.numbers))
	for i, n := range c.numbers {
		values[i] = c.value(n)
	}
	return values, nil
}

// counting looks up what a query names.
func (t *tx) counting(q metric.Query) (*counting, error) {
	c := &counting{t: t, q: q, today: t.s.Today()}
	var err error
	if c.org, err = t.reach(q.OrgID); err != nil {
		return nil, err
	}
	if !q.AreaID.IsZero() {
		if _, err := t.find(kindOf(new(record.Area)), q.AreaID); err != nil {
			return nil, err
		}
		c.area, err = t.areaPath(q.AreaID)
	}
	return c, err
}

// value answers one number.
func (c *counting) value(n *number) metric.Value {
	d := n.def
	v := metric.Value{Metric: d.Key, Name: d.Name, Unit: d.Unit, Records: n.cells[whole].records, Value: c.total(n, whole, c.q.Span)}
	if n.cells[before].records > 0 {
		v.Previous = c.total(n, before, c.q.Span.YearBefore(1))
	}
	if v.Value != nil {
		v.Display = d.Scale().Display(*v.Value)
	}
	if d.Aggregate == metric.Rate {
		v.Numerator, v.Denominator = &n.cells[whole].value, &n.cells[whole].records
	}
	if d.Source == metric.Figures {
		v.Unit, v.Reason = n.cells[whole].unit(d.Unit)
	}
	if c.q.By != "" {
		v.Series = []metric.Point{} // though there be no parts
	}
	for i, key := range c.series.keys {
		span := c.q.Span
		if c.series.spans != nil {
			span = c.series.spans[i]
		}
		v.Series = append(v.Series, metric.Point{Key: key, Value: c.total(n, parts+i, span)})
	}
	return v
}

// total is a cell's value; nil where nothing can be said: a share of nothing, a stock of days to come, figures that don't add up.
func (c *counting) total(n *number, i int, span calendar.Span) *int64 {
	at := &n.cells[i]
	switch {
	case n.def.Aggregate == metric.Rate:
		return metric.Share(at.value, at.records)
	case span.From > c.today && (n.def.Day() == nil || at.stock()), at.differ():
		return nil
	case n.def.Distinct() != nil:
		distinct := int64(len(at.ids) + len(at.texts))
		return &distinct
	}
	return &at.value
}

// standingOn is the day on which a stock is looked at for a span: its last, or today if that is earlier.
func (c *counting) standingOn(span calendar.Span) calendar.Date { return min(span.To, c.today) }

// filtered is what the query asks of the records of a source. Where they carry no tags or areas, none carries the one asked for.
func (c *counting) filtered(s *metric.Source) (w where, err error) {
	tags := s.Field("tags")
	if c.q.Tag != "" && tags == nil || c.area != nil && s.Area == "" {
		w.and("1 = 0")
		return w, nil
	}
	if c.q.Tag != "" {
		sql, args, err := c.condition(tags, []string{c.q.Tag})
		if err != nil {
			return w, err
		}
		w.and(sql, args...)
	}
	if c.area != nil {
		sql, args := inPath(s.Area, c.area)
		w.and(sql, args...)
	}
	return w, nil
}

// condition is that a field has one of the values.
func (c *counting) condition(f *metric.Field, values []string) (sql string, args []any, err error) {
	var each []string
	add := func(sql string, more ...any) { each, args = append(each, sql), append(args, more...) }
	for _, value := range values {
		switch f.Sort {
		case metric.Kinds:
			add(f.Column+" & ? <> 0", record.ActivityKind(value).Bit())
		case metric.Many:
			add("replace("+f.Column+", ?, '') <> "+f.Column, record.Strings{value}.Column())
		case metric.Flag:
			add(f.Column+" = ?", value == "true")
		case metric.Place:
			id, _ := uid.Parse(value)
			path, err := c.t.areaPath(id)
			if err != nil {
				return "", nil, err
			}
			sql, more := inPath(f.Column, path)
			add(sql, more...)
		default:
			add(f.Column+" = ?", value)
		}
	}
	return strings.Join(each, " OR "), args, nil
}
