package store

import (
	"time"
)

// keeper writes what was counted, behind those who asked.
type keeper struct {
	waiting chan []*keptPart
}

const (
	mostWaiting = 512                    // pieces whose parts wait to be kept; those of one more are forgotten
	keepPause   = 200 * time.Millisecond // between two commits
	keepAtOnce  = 2000                   // parts of one commit
)

// keep lets parts be kept. Nobody waits for it.
func (s *Store) keep(fresh []*keptPart) {
	if len(fresh) == 0 {
		return
	}
	select {
	case s.keeper.waiting <- fresh:
	default:
		s.recounts.forget(fresh)
	}
}

// keepBehind writes what waits, until the store closes.
func (s *Store) keepBehind() {
	for {
		select {
		case some := <-s.keeper.waiting:
			s.keepAll(some)
		case <-s.working.Done():
			return
		}
		if !s.rest(keepPause) {
			return
		}
	}
}

// keepAll writes parts, and all that wait with them.
func (s *Store) keepAll(some []*keptPart) {
	for len(some) < keepAtOnce {
		select {
		case more := <-s.keeper.waiting:
			some = append(some, more...)
			continue
		default:
		}
		break
	}
	defer s.recounts.forget(some)
	for len(some) > 0 {
		n := min(len(some), keepAtOnce)
		if err := s.tx(s.working, anyLane, func(t *tx) error { return t.writeKept(some[:n]) }); err != nil && s.working.Err() == nil {
			s.log.Warn("totals that were counted could not be kept; they will be counted again", "error", err)
			return
		}
		some = some[n:]
	}
}

// writeKept writes parts, unless later ones are there.
func (t *tx) writeKept(some []*keptPart) error {
	for _, p := range some {
		sums, names := p.counts.encode()
		_, err := t.exec("INSERT INTO kept (org, month, n, counts, names) VALUES (?, ?, ?, ?, ?) ON CONFLICT (org, month) DO UPDATE SET n = excluded.n, counts = excluded.counts, names = excluded.names WHERE kept.n <= excluded.n",
			p.org, p.part, p.n, sums, names)
		if err != nil {
			return err
		}
	}
	return nil
}
