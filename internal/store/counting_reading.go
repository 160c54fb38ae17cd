package store

import (
	"reflect"
	"slices"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// reading is one way through the records of a source, shared by all numbers that count them by the same day and,
// if they count somebody once, by the same field.
type reading struct {
	c      *counting
	source *metric.Source
	view   view
	alone  bool
	naming *metric.Naming
	where  where // what its only number asks
	dims   []*dim
	sums   []*tally
	shares []share
}

// view is how the records of a source are seen: the tables, and the columns that say which record, whose, and of which day.
type view struct{ from, id, org, day string }

// dim is what rows are told apart by: a column of few values, or whether a condition holds.
type dim struct {
	sql    string
	args   []any
	number int64  // the row's, of a mask or a condition
	text   string // the row's, of a closed list
	isText bool
}

// tally is a column that is added up: in the row at hand its sum, and how many records say something of it.
type tally struct {
	column     string
	sum, given int64
}

// share is a number's part in a reading: which rows are its own, and what it takes of them.
type share struct {
	of     *number
	counts func() bool
	hits   func() bool // of a rate
	sum    *tally
	always bool // a record stands behind the sum even where it says nothing of the amount
}

// asking is a definition on behalf of a number.
type asking struct {
	of  *number
	def *metric.Definition
}

// read counts every number: from what is kept where that answers, else straight from the records.
func (c *counting) read() error {
	if !c.usesKept() {
		return c.readStraight()
	}
	rest, err := c.readKept()
	if err != nil {
		return err
	}
	straight := *c
	straight.numbers = rest
	return straight.readStraight()
}

// readStraight counts every number from the records.
func (c *counting) readStraight() error {
	type way struct {
		source *metric.Source
		day    *metric.Day
		alone  bool
		naming *metric.Naming
	}
	askings := map[way][]asking{}
	var order []way
	var figures []*number
	for _, n := range c.numbers {
		if n.def.Source == metric.Figures {
			figures = append(figures, n)
			continue
		}
		for d := n.def; d != nil; d = d.Also {
			w := way{d.From(), d.Day(), d.Alone, d.Distinct()}
			if askings[w] == nil {
				order = append(order, w)
			}
			askings[w] = append(askings[w], asking{n, d})
		}
	}
	for _, w := range order {
		r := &reading{c: c, source: w.source, view: viewOf(w.source, w.day), alone: w.alone, naming: w.naming}
		if err := r.share(askings[w]); err != nil {
			return err
		}
		if err := r.read(w.day); err != nil {
			return err
		}
	}
	return c.readFigures(figures)
}

// share gives each number its part. Where all count the same rows, the database picks them; else they are told apart here.
func (r *reading) share(all []asking) (err error) {
	same := !slices.ContainsFunc(all, func(a asking) bool { return !sameRecords(a.def, all[0].def) })
	if same {
		if err := r.c.matching(&r.where, all[0].def); err != nil {
			return err
		}
	}
	for _, a := range all {
		s := share{of: a.of, counts: func() bool { return true }}
		if !same {
			if s.counts, err = r.matches(a.def); err != nil {
				return err
			}
		}
		if a.def.Aggregate == metric.Rate {
			if s.hits, err = r.filter(a.def.Share); err != nil {
				return err
			}
		}
		if sum := a.def.Sum(); sum != nil {
			s.sum, s.always = r.tally(sum.Column), sum.Always
		}
		r.shares = append(r.shares, s)
	}
	return nil
}

// sameRecords reports whether two definitions of a source count the same records of a day.
func sameRecords(a, b *metric.Definition) bool {
	return reflect.DeepEqual(a.Where, b.Where) && reflect.DeepEqual(a.Or, b.Or) && reflect.DeepEqual(a.And, b.And)
}

// matches tells whether the row at hand is one that the definition counts.
func (r *reading) matches(d *metric.Definition) (func() bool, error) {
	where, err := r.filter(d.Where)
	if err != nil {
		return nil, err
	}
	and, err := r.filter(d.And)
	if err != nil {
		return nil, err
	}
	or := func() bool { return false }
	if len(d.Or) > 0 {
		if or, err = r.filter(d.Or); err != nil {
			return nil, err
		}
	}
	return func() bool { return (where() || or()) && and() }, nil
}

// filter tells whether the row at hand passes.
func (r *reading) filter(f metric.Filter) (func() bool, error) {
	var all []func() bool
	for i := range r.source.Fields {
		field := &r.source.Fields[i]
		values, asked := f[field.Name]
		if !asked {
			continue
		}
		switch field.Sort {
		case metric.Kinds:
			var mask int64
			for _, value := range values {
				mask |= record.ActivityKind(value).Bit()
			}
			d := r.dim(dim{sql: field.Column})
			all = append(all, func() bool { return d.number&mask != 0 })
		case metric.Known, metric.Few:
			d := r.dim(dim{sql: field.Column, isText: true})
			all = append(all, func() bool { return slices.Contains(values, d.text) })
		default:
			sql, args, err := r.c.condition(field, values)
			if err != nil {
				return nil, err
			}
			d := r.dim(dim{sql: "CASE WHEN " + sql + " THEN 1 ELSE 0 END", args: args})
			all = append(all, func() bool { return d.number == 1 })
		}
	}
	return func() bool {
		for _, passes := range all {
			if !passes() {
				return false
			}
		}
		return true
	}, nil
}

// dim finds or adds what rows are told apart by.
func (r *reading) dim(d dim) *dim {
	for _, has := range r.dims {
		if has.sql == d.sql && slices.EqualFunc(has.args, d.args, func(a, b any) bool { return reflect.DeepEqual(a, b) }) {
			return has
		}
	}
	r.dims = append(r.dims, &d)
	return &d
}

func (r *reading) tally(column string) *tally {
	for _, has := range r.sums {
		if has.column == column {
			return has
		}
	}
	r.sums = append(r.sums, &tally{column: column})
	return r.sums[len(r.sums)-1]
}

// add gives a group of n records to the numbers whose it is.
func (r *reading) add(cell int, n int64) {
	for _, s := range r.shares {
		if !s.counts() {
			continue
		}
		c := &s.of.cells[cell]
		switch {
		case s.sum == nil && s.hits == nil:
			c.records += n
			c.value += n
		case s.sum == nil:
			c.records += n
			if s.hits() {
				c.value += n
			}
		case s.always:
			c.records += n
			c.value += s.sum.sum
		default:
			c.records += s.sum.given
			c.value += s.sum.sum
		}
	}
}

// name gives somebody to the numbers whose the row at hand is.
func (r *reading) name(somebody func(*cell), cell int) {
	for _, s := range r.shares {
		if s.counts() {
			somebody(&s.of.cells[cell])
		}
	}
}
