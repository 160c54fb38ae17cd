package store

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// marks are what the changes of a group make stale. A change that is undone may leave its marks: they cost a count, and no more.
type marks struct {
	months map[orgMonth]*news // in which an organisation's records count otherwise
	orgs   map[uid.ID]facets  // of which numbers may be others
	tree   bool               // or areas, or own metrics: any answer may be another
	logins bool               // who may log in, and as what
	step   int64              // by which stamps are raised
}

// stale is what a change of a kind of record makes stale.
type stale uint8

const (
	staleCounts  stale = iota // of its organisation, and of the months in which it counts
	staleTree                 // all that is counted by the tree, areas and own metrics
	staleLogins               // who may log in
	staleNothing              // that is counted
)

// orgMonth is a month of what an organisation itself holds.
type orgMonth struct {
	org   uid.ID
	month string // 2023-03
}

func (a orgMonth) compare(b orgMonth) int {
	return cmp.Or(uid.Compare(a.org, b.org), cmp.Compare(a.month, b.month))
}

// mostStep bounds by how much a stamp is raised. Each group raises by another number, so that a database that went back, as a standby
// does that takes over without the last commits, comes to no stamp that a server knows from what was lost.
const mostStep = 1 << 24

func newMarks() marks {
	return marks{months: map[orgMonth]*news{}, orgs: map[uid.ID]facets{}, step: 1 + rand.Int64N(mostStep)}
}

// monthOf is the month of a day as it stands in columns.
func monthOf(d calendar.Date) string { return d.String()[:len("2023-03")] }

// daysOf are the places in a row of the days by which its record is counted month by month.
func daysOf(table string, row []record.Column) (places []int) {
	for _, s := range metric.Sources {
		if s.Table != table || !monthly(s) {
			continue
		}
		for _, d := range s.Days {
			if i := slices.IndexFunc(row, func(c record.Column) bool { return c.Name == d.Column }); i >= 0 {
				places = append(places, i)
			}
		}
	}
	return places
}

// side is a record before a change or after it.
type side struct {
	record record.Record
	row    []record.Column
	links  []record.Link
}

// mark notes what a change of a record makes stale: of each side, where it counts and of which facets it is.
func (t *tx) mark(k *kind, sides ...side) {
	m := &t.group.marks
	switch k.stale {
	case staleTree:
		m.tree = true
		return
	case staleLogins:
		m.logins = true
		return
	case staleNothing:
		return
	}
	for _, v := range sides {
		org, touched := v.record.Org(), k.facing.touched(v.links, v.row)
		m.orgs[org] |= touched
		for _, i := range k.days {
			if d, ok := v.row[i].Value.(calendar.Date); ok && !d.IsZero() {
				m.month(org, d).of(k, v.record, len(sides) == 1, touched)
			}
		}
		if a, ok := v.record.(*record.Activity); ok {
			for _, guest := range a.JointOrgIDs {
				m.orgs[guest] |= touched
			}
		}
	}
}

// month is what the group makes of the month of a day.
func (m *marks) month(org uid.ID, day calendar.Date) *news {
	at := orgMonth{org, monthOf(day)}
	if m.months[at] == nil {
		m.months[at] = &news{fresh: map[string]*handpicked{}}
	}
	return m.months[at]
}

// doubt lets all months that were marked so far be counted anew: a record that is new there may have been undone.
func (m *marks) doubt() {
	for _, c := range m.months {
		c.other = true
	}
}

// of notes a record that bears on facets.
func (c *news) of(k *kind, r record.Record, fresh bool, bearing facets) {
	if !fresh {
		c.other = true
		return
	}
	f := c.fresh[k.table]
	if f == nil {
		f = &handpicked{}
		c.fresh[k.table] = f
	}
	if id := r.Head().ID; len(f.ids) == 0 || f.ids[len(f.ids)-1] != id { // a record may have several days in a month
		f.add(bearing, id)
	}
}

// markPerson notes where a person stands and where their steps count, before a change and after it.
func (t *tx) markPerson(id uid.ID) error {
	m, touched := &t.group.marks, kindOf(new(record.Person)).facing.counted
	err := t.each("SELECT DISTINCT org FROM standing WHERE person = ?", []any{id}, func(scan func(...any) error) error {
		var org uid.ID
		err := scan(&org)
		m.orgs[org] |= touched
		return err
	})
	if err != nil {
		return err
	}
	return t.each("SELECT org, day FROM steps WHERE record = ? AND org IS NOT NULL", []any{id}, func(scan func(...any) error) error {
		var org uid.ID
		var day calendar.Date
		err := scan(&org, &day)
		m.orgs[org] |= touched
		m.month(org, day).other = true
		return err
	})
}

// raise writes the stamps of what a group made stale, in one order everywhere.
func (m *marks) raise(t *tx) error {
	months := slices.SortedFunc(maps.Keys(m.months), orgMonth.compare)
	for i, at := range months { // a year once, with its last month of the group
		year := orgMonth{at.org, at.month[:len("2023")]}
		parts := []orgMonth{at}
		if next := i + 1; next == len(months) || months[next].org != at.org || months[next].month[:len("2023")] != year.month {
			parts = []orgMonth{year, at}
		}
		if err := m.raiseParts(t, parts...); err != nil {
			return err
		}
	}
	if !t.s.dialect.shared { // the pulse says it
		return nil
	}
	orgs := slices.SortedFunc(maps.Keys(m.orgs), uid.Compare)
	if m.tree {
		orgs = append(orgs, noOrg)
	}
	for _, org := range orgs {
		if _, err := t.exec("INSERT INTO stamps (org, n) VALUES (?, ?) ON CONFLICT (org) DO UPDATE SET n = stamps.n + excluded.n", org, m.step); err != nil {
			return err
		}
	}
	return nil
}

// raiseParts raises the stamps of parts, and notes those of months.
func (m *marks) raiseParts(t *tx, parts ...orgMonth) error {
	var args []any
	for _, at := range parts {
		args = append(args, at.org, at.month, m.step)
	}
	t.wrote = true
	query := "INSERT INTO touched (org, month, n) VALUES (?, ?, ?)" + strings.Repeat(", (?, ?, ?)", len(parts)-1) + " ON CONFLICT (org, month) DO UPDATE SET n = touched.n + excluded.n RETURNING org, month, n"
	return t.each(query, args, func(scan func(...any) error) error {
		var at orgMonth
		var n int64
		err := scan(&at.org, &at.month, &n)
		if c := m.months[at]; c != nil {
			c.n, c.before = n, n-m.step
		}
		return err
	})
}
