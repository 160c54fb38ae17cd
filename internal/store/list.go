package store

import (
	"context"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Query is which records of a kind a list holds.
type Query struct {
	OrgID   uid.ID            // whose; none: all that the caller may read
	Exactly bool              // of that organisation alone, not of those below
	Where   map[string]string // the conditions of Filters, but from and to
	Span    calendar.Span     // of the first day; the zero span is any
	Voided  bool              // the voided alone, instead of the living
	Limit   int
	After   Place // the last record of the page before; the zero Place begins
}

// Place is where a record stands in the order of its list.
type Place struct {
	Day string
	ID  uid.ID
}

// Page is a part of a list. Next is where it goes on; the zero Place ends it.
type Page struct {
	Items []Kept
	Next  Place
}

// List gives a page of the records that the caller may see, newest day first. Organisations come parents first.
// Problems: NotFound for an organisation or area out of reach, Invalid for a bad condition.
func (s *Store) List(ctx context.Context, of record.Record, q Query) (page Page, err error) {
	k := kindOf(of)
	err = s.snapshot(ctx, func(t *tx) error {
		arms, err := t.listed(k, q)
		if err != nil {
			return err
		}
		page, err = t.page(k, arms, q)
		return err
	})
	if err == nil && k.personal {
		err = s.look(ctx, "list", q.OrgID, uid.ID{})
	}
	return page, err
}

// listed are the conditions of a list, of which a record meets any. They stand apart because a database that reads by OR reads
// the whole table, and each of them alone by an index, in order, as far as the page goes.
func (t *tx) listed(k *kind, q Query) (arms []where, err error) {
	ways, err := t.ways(k)
	if err != nil {
		return nil, err
	}
	var seen where
	if !q.OrgID.IsZero() {
		seen = anyOf(ways)
		if ways, err = t.inOrg(k, q.OrgID, !q.Exactly); err != nil {
			return nil, err
		}
	}
	rest, err := t.conditions(k, q)
	if err != nil {
		return nil, err
	}
	if len(ways) == 0 {
		return []where{rest}, nil
	}
	for _, way := range ways {
		var arm where
		for _, w := range []where{way, seen, rest} {
			arm.and(w.sql, w.args...)
		}
		arms = append(arms, arm)
	}
	return arms, nil
}

// conditions are what the query itself wants of each record.
func (t *tx) conditions(k *kind, q Query) (w where, err error) {
	for name, value := range q.Where {
		if name == "area_id" {
			id, _ := uid.Parse(value)
			sql, args, err := t.inArea(id)
			if err != nil {
				return w, err
			}
			w.and(sql, args...)
			continue
		}
		f, known := k.filters[name]
		if !known {
			return w, field("?"+name, "unknown-parameter")
		}
		if name == "q" { // each of its words, wherever
			for word := range strings.FieldsSeq(value) {
				w.and(f.sql, f.value(word))
			}
			continue
		}
		var arg any = value
		if f.value != nil {
			arg = f.value(value)
		}
		w.and(f.sql, arg)
	}
	if q.Span.To != 0 {
		w.and(k.day+" >= ? AND "+k.day+" <= ?", q.Span.From, q.Span.To)
	}
	if q.Voided {
		w.and("voided_on IS NOT NULL")
	} else {
		w.and("voided_on IS NULL")
	}
	return w, nil
}

// inOrg are the ways in which an organisation, or also one below it, holds a record; a joint activity is held by each that took
// part. What a community holds may be asked for by everybody of it.
func (t *tx) inOrg(k *kind, id uid.ID, subtree bool) ([]where, error) {
	o, err := t.reach(id)
	if problem.Is(err, problem.NotFound) && k.also != nil && k.table != "activities" {
		home, homeErr := t.home()
		if homeErr != nil {
			return nil, homeErr
		}
		if home != nil && id == home.community {
			return []where{{"org_id = ?", []any{id}}}, nil
		}
	}
	if err != nil {
		return nil, err
	}
	own, joint := where{"org_id = ?", []any{id}}, where{"target = ?", []any{id}}
	if subtree {
		own.sql, own.args = below("org_id", o)
		joint.sql, joint.args = below("target", o)
	}
	if k.table != "activities" {
		return []where{own}, nil
	}
	joint.sql = "id IN (SELECT record FROM links WHERE role = 'joint' AND " + joint.sql + ")"
	return []where{own, joint}, nil
}

// inArea keeps what lies in an area or in those below it.
func (t *tx) inArea(id uid.ID) (sql string, args []any, err error) {
	r, err := t.find(kindOf(new(record.Area)), id)
	if err != nil {
		return "", nil, err
	}
	path, err := t.areaPath(r.ID)
	if err != nil {
		return "", nil, err
	}
	sql, args = inPath("area_id", path)
	return sql, args, nil
}

// page reads one page in the order of the kind. Of what has days it looks at the last few first, and at more and more of them until the
// page is full: a page of a whole city costs what its days hold, not what the years do, however deep it lies.
func (t *tx) page(k *kind, arms []where, q Query) (page Page, err error) {
	if k.day != "" {
		last := t.s.Today()
		if q.Span.To != 0 {
			last = min(last, q.Span.To)
		}
		if d, err := calendar.ParseDate(q.After.Day); err == nil {
			last = min(last, d)
		}
		for days := fewDays; days <= manyDays; days *= 8 {
			from := last.AddDays(-days)
			if page, err = t.pageFrom(k, arms, q, from); err != nil || !page.Next.ID.IsZero() || from <= q.Span.From {
				return page, err
			}
		}
	}
	return t.pageFrom(k, arms, q, 0)
}

// fewDays are those that a page looks at first, and manyDays about three years.
const (
	fewDays  = 2
	manyDays = 1024
)

// pageFrom reads one page of what is of a day or later ones: from each arm the first records, and of them the first.
func (t *tx) pageFrom(k *kind, arms []where, q Query, from calendar.Date) (page Page, err error) {
	key, order := "''", "1 DESC"
	var rest where
	switch {
	case k.table == "orgs":
		key, order = "path", "5"
		if !q.After.ID.IsZero() {
			rest.and("path > (SELECT path FROM orgs WHERE id = ?)", q.After.ID)
		}
	case k.day != "":
		key, order = k.day, "5 DESC, 1 DESC"
		if from != 0 {
			rest.and(k.day+" >= ?", from)
		}
		if !q.After.ID.IsZero() {
			rest.and(k.day+" <= ?", q.After.Day)
			rest.and(k.day+" < ? OR id < ?", q.After.Day, q.After.ID)
		}
	case !q.After.ID.IsZero():
		rest.and("id < ?", q.After.ID)
	}
	var query string
	var args []any
	for i, w := range arms {
		w.and(rest.sql, rest.args...)
		if i > 0 {
			query += " UNION " // a record may meet several
		}
		query += "SELECT * FROM (SELECT id, org_id, version, body, " + key + " FROM " + k.table + " WHERE " + w.sql + " ORDER BY " + order + " LIMIT ?) arm"
		args = append(append(args, w.args...), q.Limit+1)
	}
	page.Items = []Kept{}
	var found []row
	var days []string
	err = t.each(query+" ORDER BY "+order+" LIMIT ?", append(args, q.Limit+1), func(scan func(...any) error) error {
		var r row
		var body, on string
		err := scan(&r.ID, &r.org, &r.Version, &body, &on)
		if k.day == "" {
			on = ""
		}
		r.Body = []byte(body)
		found, days = append(found, r), append(days, on)
		return err
	})
	if err != nil {
		return page, err
	}
	for i, r := range found {
		if i == q.Limit {
			page.Next = Place{days[i-1], found[i-1].ID}
			break
		}
		shown, err := t.show(k, r)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, shown)
	}
	return page, nil
}
