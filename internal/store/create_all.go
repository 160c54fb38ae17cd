package store

import (
	"context"
	"errors"
	"slices"

	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// turn is how many records of a batch are written before others have theirs, if others wait.
const turn = 32

// turn is how many records of a batch may be written now: as many as share a commit where nobody else waits.
func (l *lane) turn() int {
	if len(l.queue) > 0 {
		return turn
	}
	return groupLength
}

// CreateAll is Create for many, in order and each on its own: an item may name an earlier one.
func (s *Store) CreateAll(ctx context.Context, all []*Made) {
	sound, bad := make([]*Made, 0, len(all)), []*Made{}
	for _, m := range all {
		if m.Err == nil {
			m.Err = s.ready(ctx, m)
		}
		switch {
		case m.Err != nil:
			bad = append(bad, m)
		case m.Kept.Version == 0:
			sound = append(sound, m)
		}
	}
	for left := sound; len(left) > 0; { // one lane keeps the order
		left = left[s.createSome(ctx, sound[0].Record.Org(), left):]
	}
	if len(bad) > 0 && !slices.ContainsFunc(sound, (*Made).pending) {
		s.amissAll(ctx, bad)
	}
}

// pending reports whether the record may be kept when it is sent again as it is.
func (m *Made) pending() bool {
	var refused *problem.Error
	return m.Err != nil && (!errors.As(m.Err, &refused) || refused.Kind == problem.Unavailable)
}

// amissAll is Amiss for many, now that those whom they may name are there.
func (s *Store) amissAll(ctx context.Context, bad []*Made) {
	_ = s.snapshot(ctx, func(t *tx) error { // what cannot be asked is told when it is sent again
		for _, m := range bad {
			if problem.Is(m.Err, problem.Invalid) {
				m.Err = t.amiss(m.Record, m.Err)
			}
		}
		return nil
	})
}

// createSome is a turn of a batch, and says how many it took. While as many batches as the queue has room for have theirs, it waits.
func (s *Store) createSome(ctx context.Context, org uid.ID, all []*Made) (n int) {
	l := s.laneOf(org)
	select {
	case l.turns <- struct{}{}:
		defer func() { <-l.turns }()
	case <-ctx.Done():
		for _, m := range all {
			m.Err = ctx.Err()
		}
		return len(all)
	}
	n = min(len(all), l.turn())
	jobs := make([]*job, n)
	for i, m := range all[:n] {
		if jobs[i], m.Err = s.enqueue(ctx, org, m.in); m.Err != nil {
			n = i
			break
		}
	}
	var away error
	for i, m := range all[:n] {
		if m.Err = jobs[i].wait(); problem.Is(m.Err, problem.Unavailable) {
			away = m.Err
		}
	}
	if n < len(jobs) {
		away = all[n].Err
	}
	if away == nil {
		return n
	}
	for _, m := range all[n:] { // which may name what could not be written: to be sent again, all of it
		m.Err = away
	}
	return len(all)
}
