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
		w, err := t.listed(k, q)
		if err != nil {
			return err
		}
		page, err = t.page(k, w, q)
		return err
	})
	if err == nil && k.personal {
		err = s.look(ctx, "list", q.OrgID, uid.ID{})
	}
	return page, err
}

// listed is the condition of a list.
func (t *tx) listed(k *kind, q Query) (w where, err error) {
	if w, err = t.visible(k); err != nil {
		return w, err
	}
	if !q.OrgID.IsZero() {
		if err := t.inOrg(&w, k, q.OrgID, !q.Exactly); err != nil {
			return w, err
		}
	}
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

// inOrg keeps what an organisation, or also all below it, holds; a joint activity is held by each that took part.
// What a community holds may be asked for by everybody of it.
func (t *tx) inOrg(w *where, k *kind, id uid.ID, subtree bool) error {
	o, err := t.reach(id)
	if is(err, problem.NotFound) && k.also != nil && k.table != "activities" {
		home, homeErr := t.home()
		if homeErr != nil {
			return homeErr
		}
		if home != nil && id == home.community {
			w.and("org_id = ?", id)
			return nil
		}
	}
	if err != nil {
		return err
	}
	sql, args := "org_id = ?", []any{id}
	if subtree {
		sql, args = below("org_id", o)
	}
	if k.table == "activities" {
		joint, more := "target = ?", []any{id}
		if subtree {
			joint, more = below("target", o)
		}
		sql += " OR joint = ? AND id IN (SELECT record FROM links WHERE role = 'joint' AND " + joint + ")"
		args = append(append(args, true), more...)
	}
	w.and(sql, args...)
	return nil
}

// inArea keeps what lies in an area or in those below it.
func (t *tx) inArea(id uid.ID) (sql string, args []any, err error) {
	r, err := t.find(kindOf(new(record.Area)), id)
	if err != nil {
		return "", nil, err
	}
	var path []byte
	if _, err := t.one("SELECT path FROM areas WHERE id = ?", []any{r.ID}, &path); err != nil {
		return "", nil, err
	}
	from, until := pathRange(path)
	return "area_id IN (SELECT id FROM areas WHERE path >= ? AND path < ?)", []any{from, until}, nil
}

// page reads one page in the order of the kind.
func (t *tx) page(k *kind, w where, q Query) (page Page, err error) {
	day, order := "''", "id DESC"
	switch {
	case k.table == "orgs":
		order = "path"
		if !q.After.ID.IsZero() {
			w.and("path > (SELECT path FROM orgs WHERE id = ?)", q.After.ID)
		}
	case k.day != "":
		day, order = k.day, k.day+" DESC, id DESC"
		if !q.After.ID.IsZero() {
			w.and(k.day+" < ? OR "+k.day+" = ? AND id < ?", q.After.Day, q.After.Day, q.After.ID)
		}
	case !q.After.ID.IsZero():
		w.and("id < ?", q.After.ID)
	}
	page.Items = []Kept{}
	var found []row
	var days []string
	err = t.each("SELECT id, org_id, version, body, "+day+" FROM "+k.table+" WHERE "+w.sql+" ORDER BY "+order+" LIMIT ?", append(w.args, q.Limit+1), func(scan func(...any) error) error {
		var r row
		var body, on string
		err := scan(&r.ID, &r.org, &r.Version, &body, &on)
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
