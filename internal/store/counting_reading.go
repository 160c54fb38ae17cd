package store

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// reading is one way through the records of a source, shared by all numbers that count them by the same day and,
// if they count somebody once, by the same field.
type reading struct {
	c      *counting
	source *metric.Source
	day    *metric.Day // nil: a stock
	alone  bool
	naming *metric.Naming
	dims   []*dim
	sums   []*tally
	shares []share
}

// dim is what rows are told apart by: a column of few values, or whether a condition holds.
type dim struct {
	sql    string
	args   []any
	number int64  // the row's, of a mask or a condition
	text   string // the row's, of a closed list
	isText bool
}

// tally is a column that is added up, of the row at hand: its sum, and how many records say something of it.
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

// read counts every number.
func (c *counting) read() error {
	type way struct {
		source *metric.Source
		day    *metric.Day
		alone  bool
		naming *metric.Naming
	}
	ways := map[way]*reading{}
	var order []*reading
	var figures []*number
	for _, n := range c.numbers {
		if n.def.Source == metric.Figures {
			figures = append(figures, n)
			continue
		}
		for d := n.def; d != nil; d = d.Also {
			w := way{d.From(), d.Day(), d.Alone, d.Distinct()}
			r := ways[w]
			if r == nil {
				r = &reading{c: c, source: w.source, day: w.day, alone: w.alone, naming: w.naming}
				ways[w], order = r, append(order, r)
			}
			if err := r.take(n, d); err != nil {
				return err
			}
		}
	}
	for _, r := range order {
		if err := r.read(); err != nil {
			return err
		}
	}
	return c.readFigures(figures)
}

// take lets a number have its part in the reading.
func (r *reading) take(n *number, d *metric.Definition) error {
	s := share{of: n}
	counts, err := r.matches(d)
	if err != nil {
		return err
	}
	s.counts = counts
	if d.Aggregate == metric.Rate {
		if s.hits, err = r.filter(d.Share); err != nil {
			return err
		}
	}
	if sum := d.Sum(); sum != nil {
		s.sum, s.always = r.tally(sum.Column), sum.Always
	}
	r.shares = append(r.shares, s)
	return nil
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
		case metric.Known:
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

// ground is rows that a source has within reach. Where a record may stand on several rows, once says so: it counts once in a cell.
type ground struct {
	from  string
	org   string // the column of the organisation for which the row counts
	where where
	once  bool
}

// grounds are where the records of a source lie that count for the organisation asked for, and for those below it.
// A joint activity counts for each organisation that took part, and once for all of them: where rows are told apart by
// organisation it stands on a row for each, else it is found with its owner, or apart where the owner lies outside.
func (c *counting) grounds(s *metric.Source, subtree, each bool) []ground {
	within := func(column string) (string, []any) {
		if subtree {
			return below(column, c.org)
		}
		return column + " = ?", []any{c.org.id}
	}
	own := ground{from: cmp.Or(s.From, s.Table), org: s.Org}
	sql, args := within(s.Org)
	own.where.and(sql, args...)
	if !s.Joint {
		return []ground{own}
	}
	if !each {
		guests := ground{from: own.from, org: s.Org}
		guests.where.and("joint = ?", true)
		guests.where.and("NOT ("+sql+")", args...)
		sql, args = within("target")
		guests.where.and(s.Table+".id IN (SELECT record FROM links WHERE role = ? AND "+sql+")", append([]any{string(record.RoleJoint)}, args...)...)
		return []ground{own, guests}
	}
	owners := ground{from: own.from, org: s.Org, where: own.where, once: true}
	owners.where.args = slices.Clone(owners.where.args)
	own.where.and("joint = ?", false)
	owners.where.and("joint = ?", true)
	guests := ground{from: own.from + " JOIN links joined ON joined.record = " + s.Table + ".id", org: "joined.target", once: true}
	sql, args = within("joined.target")
	guests.where.and("joined.role = ?", string(record.RoleJoint))
	guests.where.and(sql, args...)
	return []ground{own, owners, guests}
}

// read takes every look that the reading needs.
func (r *reading) read() error {
	filtered, err := r.c.filtered(r.source)
	if err != nil {
		return err
	}
	if r.naming == nil || r.naming.Role == "" { // else links say it: they stand only while their record is not voided
		filtered.and(r.source.Living)
	}
	for _, p := range r.c.passes(r.source, r.day, r.alone) {
		byOrg := p.ids != nil && p.column == r.source.Org
		subtree := byOrg || r.c.q.Subtree && !r.alone
		seen := map[seat]bool{}
		for _, g := range r.c.grounds(r.source, subtree, byOrg) {
			g.where.and(filtered.sql, filtered.args...)
			g.where.and(p.when.sql, p.when.args...)
			if byOrg {
				p.column = g.org
			}
			if err := r.look(g, &p, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

// seat is a record in a cell.
type seat struct {
	record uid.ID
	cell   int
}

// look reads one ground: for a distinct count first the records that name somebody, then whom they name.
func (r *reading) look(g ground, p *pass, seen map[seat]bool) error {
	switch {
	case r.naming == nil:
		return r.groups(g, p, "", seen)
	case r.naming.Column != "":
		g.where.and(r.naming.Column + " <> ''")
		return r.groups(g, p, r.naming.Column, seen)
	}
	named := g
	named.where.args = slices.Clone(g.where.args)
	named.where.and("EXISTS (SELECT 1 FROM links WHERE links.record = "+r.source.Table+".id AND links.role = ?)", string(r.naming.Role))
	if err := r.groups(named, p, "", seen); err != nil {
		return err
	}
	return r.targets(g, p)
}

// groups lets the database group the rows, and gives each group to the numbers whose it is. texts is a column of texts between line breaks.
func (r *reading) groups(g ground, p *pass, texts string, seen map[seat]bool) error {
	var q selection
	var id uid.ID
	var n int64
	var list string
	if g.once {
		q.by(r.source.Table+".id", &id)
	}
	if texts != "" {
		q.by(texts, &list)
	}
	r.keys(&q, p)
	q.add("count(*)", &n)
	for _, s := range r.sums {
		q.add("CAST(COALESCE(sum("+s.column+"), 0) AS BIGINT)", &s.sum)
		q.add("count("+s.column+")", &s.given)
	}
	return r.c.t.each("SELECT "+q.columns+" FROM "+g.from+" WHERE "+g.where.sql+q.groupBy(), append(q.args, g.where.args...), func(scan func(...any) error) error {
		if err := scan(q.dest...); err != nil {
			return err
		}
		for _, i := range p.cells() {
			if g.once && seen[seat{id, i}] {
				continue
			}
			if g.once {
				seen[seat{id, i}] = true
			}
			for _, s := range r.shares {
				if s.counts() {
					s.add(&s.of.cells[i], n, list)
				}
			}
		}
		return nil
	})
}

// add gives a group of n records to a cell.
func (s *share) add(c *cell, n int64, list string) {
	switch {
	case s.sum != nil && s.always:
		c.records += n
		c.value += s.sum.sum
	case s.sum != nil:
		c.records += s.sum.given
		c.value += s.sum.sum
	case s.hits != nil:
		c.records += n
		if s.hits() {
			c.value += n
		}
	default:
		c.records += n
		c.value += n
	}
	for text := range strings.SplitSeq(list, "\n") {
		if text != "" {
			c.name(text)
		}
	}
}

// targets reads whom the records name.
func (r *reading) targets(g ground, p *pass) error {
	var q selection
	var who uid.ID
	q.by("named.target", &who)
	r.keys(&q, p)
	g.where.and("named.role = ?", string(r.naming.Role))
	return r.c.t.each("SELECT DISTINCT "+q.columns+" FROM "+g.from+" JOIN links named ON named.record = "+r.source.Table+".id WHERE "+g.where.sql, append(q.args, g.where.args...), func(scan func(...any) error) error {
		if err := scan(q.dest...); err != nil {
			return err
		}
		for _, i := range p.cells() {
			for _, s := range r.shares {
				if s.counts() {
					s.of.cells[i].name(string(who[:]))
				}
			}
		}
		return nil
	})
}

// keys are what every group is told apart by: where it counts, and what the filters ask.
func (r *reading) keys(q *selection, p *pass) {
	if p.column != "" {
		q.by(p.column, p.key())
	}
	for _, d := range r.dims {
		if d.isText {
			q.by(d.sql, &d.text)
		} else {
			q.by(d.sql, &d.number, d.args...)
		}
	}
}

// selection is the columns of a query, and where their values are read into.
type selection struct {
	columns string
	args    []any
	dest    []any
	groups  int // how many columns, the first, group the rows
}

func (q *selection) add(column string, dest any, args ...any) {
	if q.columns != "" {
		q.columns += ", "
	}
	q.columns, q.args, q.dest = q.columns+column, append(q.args, args...), append(q.dest, dest)
}

func (q *selection) by(column string, dest any, args ...any) {
	q.add(column, dest, args...)
	q.groups++
}

func (q *selection) groupBy() string {
	s := " GROUP BY "
	for i := 1; i <= q.groups; i++ {
		if i > 1 {
			s += ", "
		}
		s += strconv.Itoa(i)
	}
	if q.groups == 0 {
		return ""
	}
	return s
}
