package store

import (
	"slices"
	"sync"
)

// recounts are the parts that are being counted, or wait to be kept, so that many who find a part stale count it once: whoever comes
// first. Under one stamp a part comes to the same in every snapshot.
type recounts struct {
	mutex sync.Mutex
	known map[orgMonth]*recount
}

// recount is a part under a stamp.
type recount struct {
	n      int64
	done   chan struct{}
	counts *counts // once it is done; nil where the count broke off
}

// claim says of each part who counts it: the caller where mine is true, else somebody else who did or is about it.
func (r *recounts) claim(some []*keptPart) (all []*recount, mine []bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.known == nil {
		r.known = map[orgMonth]*recount{}
	}
	for _, p := range some {
		at := p.at()
		has := r.known[at]
		theirs := has != nil && has.n == p.n
		if !theirs {
			one := &recount{n: p.n, done: make(chan struct{})}
			if has == nil || has.n < p.n {
				r.known[at] = one
			}
			has = one
		}
		all, mine = append(all, has), append(mine, !theirs)
	}
	return all, mine
}

// forget drops parts that are kept by now, or will not be.
func (r *recounts) forget(some []*keptPart) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, p := range some {
		if at := (p.at()); r.known[at] != nil && r.known[at].n <= p.n {
			delete(r.known, at)
		}
	}
}

// partsAtOnce is how many parts are claimed together. Who breaks off loses no more than these; who comes meanwhile counts the next.
const partsAtOnce = 240

// awaited is a part that somebody else counts.
type awaited struct {
	part *keptPart
	by   *recount
}

// countOnce counts parts that are not kept, each unless somebody else does, and lets them be kept. Nobody waits for others while
// others wait for them: months are counted straight from the records, and only years wait for months. Where there are many, others help
// (kept_together.go).
func (t *tx) countOnce(parts []*keptPart, count recounter) error {
	inOrder(parts) // so that an organisation's months are counted together
	w := &pieces{count: count, left: slices.Collect(slices.Chunk(parts, partsAtOnce))}
	if err := t.countTogether(w); err != nil {
		return err
	}
	var left []*keptPart // whose count broke off
	for _, a := range w.theirs {
		select {
		case <-a.by.done:
		case <-t.ctx.Done():
			return t.ctx.Err()
		}
		if a.part.counts = a.by.counts; a.part.counts == nil {
			left = append(left, a.part)
		}
	}
	return count(t, left)
}

// recounter counts parts on a snapshot.
type recounter func(*tx, []*keptPart) error

// countPiece counts the parts that nobody else counts, and gives the others.
func (t *tx) countPiece(some []*keptPart, count recounter) (theirs []awaited, err error) {
	all, mine := t.s.recounts.claim(some)
	if err := t.countOurs(some, all, mine, count); err != nil {
		return nil, err
	}
	for i, p := range some {
		if !mine[i] {
			theirs = append(theirs, awaited{p, all[i]})
		}
	}
	return theirs, nil
}

// countOurs counts the parts that fell to the caller, and tells those who wait, whatever happens.
func (t *tx) countOurs(some []*keptPart, all []*recount, mine []bool, count recounter) (err error) {
	var ours []*keptPart
	for i, p := range some {
		if mine[i] {
			ours = append(ours, p)
		}
	}
	whole := false
	defer func() {
		for i, p := range some {
			if mine[i] {
				if whole {
					all[i].counts = p.counts
				}
				close(all[i].done)
			}
		}
		if !whole {
			t.s.recounts.forget(ours)
		}
	}()
	if err := count(t, ours); err != nil {
		return err
	}
	whole = true
	t.s.keep(ours)
	return nil
}
