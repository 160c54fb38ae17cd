package store

import (
	"slices"
	"sync/atomic"
	"time"
)

// keeper writes what was counted, behind those who asked.
type keeper struct {
	waiting chan []*keptPart
	bytes   atomic.Int64 // of the names that wait
}

const (
	mostWaiting = 512                    // pieces whose parts wait to be kept; those of one more are forgotten
	mostBytes   = 32 << 20               // of the names that wait
	keepPause   = 200 * time.Millisecond // between two commits
	keepAtOnce  = 2000                   // parts of one commit
	keepBytes   = 2 << 20                // of the names of one commit
)

// bytesOf are the bytes of the names of parts.
func bytesOf(parts []*keptPart) (n int64) {
	for _, p := range parts {
		for _, of := range p.counts.names {
			n += int64(len(of))
		}
	}
	return n
}

// keep lets parts be kept. Nobody waits for it.
func (s *Store) keep(fresh []*keptPart) {
	if len(fresh) == 0 {
		return
	}
	bytes := bytesOf(fresh)
	if waiting := s.keeper.bytes.Add(bytes); waiting <= mostBytes || waiting == bytes {
		select {
		case s.keeper.waiting <- fresh:
			return
		default:
		}
	}
	s.keeper.bytes.Add(-bytes)
	s.recounts.forget(fresh)
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
		if s.keeper.bytes.Load() < mostBytes/2 && !s.rest(keepPause) {
			return
		}
	}
}

// keepAll writes parts, and those that wait with them, in the order of all servers.
func (s *Store) keepAll(some []*keptPart) {
	bytes := bytesOf(some)
	for len(some) < keepAtOnce && bytes < keepBytes {
		select {
		case more := <-s.keeper.waiting:
			some = slices.Concat(some, more)
			bytes += bytesOf(more)
			continue
		default:
		}
		break
	}
	defer s.keeper.bytes.Add(-bytes)
	defer s.recounts.forget(some)
	inOrder(some)
	for some := range slices.Chunk(some, keepAtOnce) {
		if err := s.tx(s.working, anyLane, func(t *tx) error { return t.writeKept(some) }); err != nil && s.working.Err() == nil {
			s.log.Warn("totals that were counted could not be kept; they will be counted again", "error", err)
			return
		}
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
