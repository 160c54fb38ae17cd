package store

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// ground is rows that a view has within reach. Where they are the guests of joint activities, owner is the column of who holds the
// record: it counts once in a cell, and not where its owner counts.
type ground struct {
	view
	where where
	owner string
}

func (g ground) and(sql string, args ...any) ground {
	g.where.args = slices.Clone(g.where.args)
	g.where.and(sql, args...)
	return g
}

// viewOf sees the records themselves.
func viewOf(s *metric.Source, day *metric.Day) view {
	v := view{from: cmp.Or(s.From, s.Table), id: s.Table + ".id", org: s.Org}
	if day != nil {
		v.day = day.Column
	}
	return v
}

// within is the condition that a column names the organisation asked for, or with the subtree one below it.
func (c *counting) within(column string, subtree bool) (string, []any) {
	if subtree {
		return below(column, c.org)
	}
	return column + " = ?", []any{c.org.id}
}

// grounds are where the records lie that count for the organisation asked for, and for those below it. A joint activity
// counts for each organisation that took part: where each is told apart it stands on a row for each guest beside the
// owner's, else it is found with its owner, or apart where the owner lies outside.
func (c *counting) grounds(s *metric.Source, v view, subtree, each bool) []ground {
	if c.of != nil {
		sql, args := oneOf(v.id, c.of.ids)
		return []ground{ground{view: v}.and(sql, args...)}
	}
	if c.only == ownGrounds {
		sql, args := oneOf(v.org, c.owners)
		return []ground{ground{view: v}.and(sql, args...)}
	}
	within := func(column string) (string, []any) { return c.within(column, subtree) }
	sql, args := within(v.org)
	all := []ground{ground{view: v}.and(sql, args...)}
	switch {
	case !s.Joint:
	case each:
		guests := v
		guests.from, guests.org = v.from+" JOIN links joined ON joined.record = "+v.id, "joined.target"
		sql, args := within(guests.org)
		all = append(all, ground{view: guests, owner: v.org}.and("joined.role = ?", string(record.RoleJoint)).and(sql, args...))
	default: // links of joint activities bear their owner
		target, more := within("target")
		owner, outside := within("org")
		more = append(append([]any{string(record.RoleJoint)}, more...), outside...)
		all = append(all, ground{view: v}.and(v.id+" IN (SELECT record FROM links WHERE role = ? AND "+target+" AND NOT ("+owner+"))", more...))
	}
	if c.only == guestGrounds {
		return all[1:]
	}
	return all
}

// read takes every look that the reading needs: for a distinct count first at the records that name somebody, then at whom they name.
func (r *reading) read(day *metric.Day) error {
	asked, err := r.c.filtered(r.source)
	if err != nil {
		return err
	}
	asked.and(r.where.sql, r.where.args...)
	if r.naming != nil && r.naming.Day == r.view.day && asked.sql == "" && len(r.dims) == 0 && r.c.series.areas == nil {
		return r.readLinks()
	}
	asked.and(r.source.Living)
	if r.naming == nil {
		return r.each(r.c.passes(r.source, r.view, r.alone), asked, r.groups)
	}
	names := asked
	if r.naming.Column != "" {
		asked.and(r.naming.Column + " <> ''")
		names = asked
	} else {
		asked.and("EXISTS (SELECT 1 FROM links WHERE links.record = "+r.view.id+" AND links.role = ?)", string(r.naming.Role))
	}
	if err := r.each(r.c.spans(r.view), asked, r.groups); err != nil {
		return err
	}
	return r.each(r.c.passes(r.source, r.view, r.alone), names, r.names)
}

// readLinks counts whom records name without looking at the records: their links bear organisation and day, and stand
// only while the record is not voided.
func (r *reading) readLinks() error {
	r.view = view{from: "links named", id: "named.record", org: "named.org", day: "named.day"}
	var asked where
	asked.and("named.role = ?", string(r.naming.Role))
	if shared(r.naming.Role) {
		r.view.from += " JOIN " + r.source.Table + " ON " + r.source.Table + ".id = named.record"
	}
	if err := r.each(r.c.spans(r.view), asked, r.distinctRecords); err != nil {
		return err
	}
	return r.each(r.c.passes(r.source, r.view, r.alone), asked, r.names)
}

// shared reports whether records of several sources name somebody in the role.
func shared(role record.Role) bool {
	sources := 0
	for _, s := range metric.Sources {
		if slices.ContainsFunc(s.Named, func(n metric.Naming) bool { return n.Role == role }) {
			sources++
		}
	}
	return sources > 1
}

// each looks at every ground in every pass.
func (r *reading) each(passes []pass, asked where, look func(ground, *pass) error) error {
	for _, p := range passes {
		byOrg := p.ids != nil && p.column == r.view.org
		grounds := r.c.grounds(r.source, r.view, byOrg || r.c.q.Subtree && !r.alone, byOrg)
		for _, g := range grounds {
			if byOrg {
				p.column = g.org
			}
			if err := look(g.and(asked.sql, asked.args...).and(p.when.sql, p.when.args...), &p); err != nil {
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

// groups lets the database group the rows, and gives each group to the numbers whose it is.
func (r *reading) groups(g ground, p *pass) error {
	var q selection
	seen := map[seat]bool{}
	var id, owner uid.ID
	var n int64
	if g.owner != "" {
		q.by(g.id, &id)
		q.by(g.owner, &owner)
	}
	r.keys(&q, p)
	q.add("count(*)", &n)
	for _, s := range r.sums {
		q.add("CAST(COALESCE(sum("+s.column+"), 0) AS BIGINT)", &s.sum)
		q.add("count("+s.column+")", &s.given)
	}
	if bare := r.source.Bare; bare != "" && !strings.Contains(q.columns+g.where.sql, r.source.Table+".") {
		g.from = bare
	}
	return r.c.t.each("SELECT "+q.columns+" FROM "+g.from+" WHERE "+g.where.sql+q.groupBy(), append(q.args, g.where.args...), func(scan func(...any) error) error {
		if err := scan(q.dest...); err != nil {
			return err
		}
		for _, i := range p.cells() {
			if g.owner != "" {
				at := seat{id, i}
				if seen[at] || slices.Contains(p.ids[owner], i) {
					continue
				}
				seen[at] = true
			}
			r.add(i, n)
		}
		return nil
	})
}

// distinctRecords counts the records that links belong to. (All links of a record bear its organisation; the order of the
// columns is that of the index.)
func (r *reading) distinctRecords(g ground, p *pass) error {
	var q selection
	if p.months != nil || p.owned != nil {
		q.by(month("day"), p.key())
	}
	if p.owned != nil {
		q.by("org", &p.id)
	}
	var n int64
	q.add("count(*)", &n)
	records := "SELECT DISTINCT " + g.org + " AS org, " + g.day + " AS day, " + g.id + " FROM " + g.from + " WHERE " + g.where.sql
	return r.c.t.each("SELECT "+q.columns+" FROM ("+records+") records"+q.groupBy(), g.where.args, func(scan func(...any) error) error {
		err := scan(q.dest...)
		for _, i := range p.cells() {
			r.add(i, n)
		}
		return err
	})
}

// names reads whom the records name, each once in a group: by links, or by a column of texts between line breaks.
func (r *reading) names(g ground, p *pass) error {
	var q selection
	var who uid.ID
	var list string
	if r.naming.Column != "" {
		q.by(r.naming.Column, &list)
	} else {
		q.by("named.target", &who)
		if r.view.id != "named.record" {
			g.from += " JOIN links named ON named.record = " + g.id
			g = g.and("named.role = ?", string(r.naming.Role))
		}
	}
	r.keys(&q, p)
	return r.c.t.each("SELECT DISTINCT "+q.columns+" FROM "+g.from+" WHERE "+g.where.sql, append(q.args, g.where.args...), func(scan func(...any) error) error {
		if err := scan(q.dest...); err != nil {
			return err
		}
		for _, i := range p.cells() {
			if r.naming.Column == "" {
				r.name(func(c *cell) { c.name(who) }, i)
				continue
			}
			for text := range strings.SplitSeq(list, "\n") {
				if text != "" {
					r.name(func(c *cell) { c.call(text) }, i)
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
	if p.owned != nil {
		q.by(r.view.org, &p.id)
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
	if q.groups == 0 {
		return ""
	}
	s := " GROUP BY 1"
	for i := 2; i <= q.groups; i++ {
		s += ", " + strconv.Itoa(i)
	}
	return s
}
