package store

import "sync"

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
	counts counts // once it is done; nil where the count broke off
}

// claim says of each part who counts it: the caller where mine is true, else somebody else who did or is about it.
func (r *recounts) claim(some []*keptPart) (all []*recount, mine []bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.known == nil {
		r.known = map[orgMonth]*recount{}
	}
	for _, p := range some {
		at := orgMonth{p.org, p.part}
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
		if at := (orgMonth{p.org, p.part}); r.known[at] != nil && r.known[at].n <= p.n {
			delete(r.known, at)
		}
	}
}

// countOnce counts parts that are not kept, each unless somebody else does, and lets them be kept. Nobody waits for others while
// others wait for them: months are counted straight from the records, and only years wait for months.
func (t *tx) countOnce(some []*keptPart, count func([]*keptPart) error) error {
	all, mine := t.s.recounts.claim(some)
	var ours []*keptPart
	for i, p := range some {
		if mine[i] {
			ours = append(ours, p)
		}
	}
	if err := t.countOurs(ours, some, all, mine, count); err != nil {
		return err
	}
	var left []*keptPart // whose count broke off
	for i, p := range some {
		if mine[i] {
			continue
		}
		select {
		case <-all[i].done:
		case <-t.ctx.Done():
			return t.ctx.Err()
		}
		if p.counts = all[i].counts; p.counts == nil {
			left = append(left, p)
		}
	}
	return count(left)
}

// countOurs counts the parts that fell to the caller, and tells those who wait, whatever happens.
func (t *tx) countOurs(ours, some []*keptPart, all []*recount, mine []bool, count func([]*keptPart) error) (err error) {
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
	if err := count(ours); err != nil {
		return err
	}
	whole = true
	t.s.keep(ours)
	return nil
}
