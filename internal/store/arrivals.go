package store

import (
	"cmp"
	"slices"
	"sync"

	"shuzhi/internal/uid"
)

// A month that is written to while it is read would be counted from all its records after every commit. But what new records add to it
// depends on no other record. So the stamps that this program gives a month are remembered with the records that were new under them;
// and a month that was counted under one stamp is, under a later one, what it was and what came with each stamp between. Both are
// counted by the same statements. Where any stamp between is not known, or told of another change, all of the month is counted.

// arrivals are the months that were counted lately, and what came to them since.
type arrivals struct {
	mutex  sync.Mutex
	months map[orgMonth]*lately
}

// lately is a month as it was counted under some stamps, and the changes under those after the first.
type lately struct {
	counted []countedAt // ascending
	changes map[int64]*news
	records int // of all changes
}

// at is where a stamp stands among those under which the month was counted, or would.
func (l *lately) at(n int64) (place int, known bool) {
	return slices.BinarySearchFunc(l.counted, n, func(c countedAt, n int64) int { return cmp.Compare(c.n, n) })
}

// countedAt is what a month came to under a stamp.
type countedAt struct {
	n      int64
	counts *counts
}

// news are what a group made of a month, under the stamp that it gave it.
type news struct {
	n      int64
	before int64                  // the stamp that it raised
	fresh  map[string]*handpicked // new records, by their table
	other  bool                   // there are other changes too
}

const (
	mostLately = 1000 // months of which that is remembered
	mostCounts = 8    // stamps of a month: readers of earlier moments come after readers of later ones
	mostFresh  = 2000 // new records of a month, of which whoever counts it next looks at each
)

// note remembers what a group made of months that were counted lately.
func (a *arrivals) note(months map[orgMonth]*news) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for at, c := range months {
		l := a.months[at]
		if l == nil || c.n <= l.counted[0].n {
			continue
		}
		l.changes[c.n] = c
		l.records += c.records()
		if c.other || l.records > mostFresh {
			delete(a.months, at)
		}
	}
}

func (c *news) records() (n int) {
	for _, f := range c.fresh {
		n += len(f.ids)
	}
	return n
}

// forget drops what is known of months.
func (a *arrivals) forget(months map[orgMonth]*news) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for at := range months {
		delete(a.months, at)
	}
}

// counted remembers what a month came to.
func (a *arrivals) counted(p *keptPart) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.months == nil || len(a.months) >= mostLately {
		a.months = map[orgMonth]*lately{}
	}
	at := p.at()
	l := a.months[at]
	if l == nil {
		l = &lately{changes: map[int64]*news{}}
		a.months[at] = l
	}
	i, known := l.at(p.n)
	if known || i == 0 && len(l.counted) > 0 { // what came between is not known
		return
	}
	l.counted = slices.Insert(l.counted, i, countedAt{p.n, p.counts})
	if len(l.counted) > mostCounts {
		l.counted = l.counted[1:]
	}
	for n, c := range l.changes {
		if n <= l.counted[0].n {
			l.records -= c.records()
			delete(l.changes, n)
		}
	}
}

// since gives what a month came to under the last stamp, up to the part's own, under which it was counted, and the new records, by their
// tables, that came after that.
func (a *arrivals) since(p *keptPart) (was *counts, fresh map[string]*handpicked, known bool) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	l := a.months[p.at()]
	if l == nil {
		return nil, nil, false
	}
	fresh = map[string]*handpicked{}
	for n := p.n; ; {
		if i, exactly := l.at(n); exactly {
			return l.counted[i].counts, fresh, true
		}
		c := l.changes[n]
		if c == nil {
			return nil, nil, false
		}
		for table, f := range c.fresh {
			if fresh[table] == nil {
				fresh[table] = &handpicked{}
			}
			fresh[table].add(f.facets, f.ids...)
		}
		n = c.before
	}
}

// countStale counts months that are not kept: what came to those that were counted lately, and all of the others.
func (t *tx) countStale(months []*keptPart) error {
	var all []*keptPart
	for _, p := range months {
		was, fresh, known := t.s.arrivals.since(p)
		if !known {
			all = append(all, p)
			continue
		}
		came, err := t.countFresh(p, fresh)
		if err != nil {
			return err
		}
		p.counts = was.clone()
		p.counts.add(came)
	}
	if err := t.countMonths(all); err != nil {
		return err
	}
	for _, p := range months {
		t.s.arrivals.counted(p)
	}
	return nil
}

// countFresh counts what single records, by their tables, give to a month.
func (t *tx) countFresh(p *keptPart, fresh map[string]*handpicked) (*counts, error) {
	sum := newCounts()
	for _, f := range fresh {
		slices.SortFunc(f.ids, uid.Compare)
		for ids := range slices.Chunk(slices.Compact(f.ids), mostNamed) {
			came := &keptPart{org: p.org, part: p.part}
			if err := t.countRuns(monthSpan{p.part, p.part}, [][]*keptPart{{came}}, &handpicked{ids, f.facets}); err != nil {
				return nil, err
			}
			sum.add(came.counts)
		}
	}
	return sum, nil
}

// handpicked are single records of a table, and the facets that they bear on.
type handpicked struct {
	ids    []uid.ID
	facets facets
}

func (h *handpicked) add(bearing facets, ids ...uid.ID) {
	h.ids, h.facets = append(h.ids, ids...), h.facets|bearing
}
