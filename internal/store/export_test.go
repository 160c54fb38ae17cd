package store

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// KeepNow writes what waits to be kept, and does not wait for the pause.
func (s *Store) KeepNow() {
	select {
	case some := <-s.keeper.waiting:
		s.keepAll(some)
	default:
	}
}

// BatchItemSent is what the report of an item is known again by.
var BatchItemSent = batchItemSent

// Straight counts as Values does, from the records alone.
func (s *Store) Straight(ctx context.Context, q metric.Query) (values []metric.Value, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		known, err := t.metrics(q.OrgID, q.Metrics)
		if err != nil {
			return err
		}
		chosen, err := q.Choose(known)
		if err != nil {
			return err
		}
		c, err := t.counting(q)
		if err != nil {
			return err
		}
		if c.series, err = c.cut(); err != nil {
			return err
		}
		for _, d := range chosen {
			c.numbers = append(c.numbers, &number{d, make([]cell, parts+len(c.series.keys))})
		}
		if err := c.readStraight(); err != nil {
			return err
		}
		for _, n := range c.numbers {
			values = append(values, c.value(n))
		}
		return nil
	})
	return values, err
}

// Occupy takes the lane of an organisation, and holds it until release is called. All that comes meanwhile waits.
func (s *Store) Occupy(org uid.ID) (release func(), err error) {
	begun, free := make(chan struct{}), make(chan struct{})
	j, err := s.enqueue(context.Background(), org, func(*tx) error {
		close(begun)
		<-free
		return nil
	})
	if err != nil {
		return nil, err
	}
	<-begun
	return func() {
		close(free)
		_ = j.wait()
	}, nil
}

// Queued is how many closures wait in the lane of an organisation.
func (s *Store) Queued(org uid.ID) int { return len(s.laneOf(org).queue) }

// Enqueue puts the creation of records, in one closure, at the end of their lane; between is called before each. wait gives its outcome.
func (s *Store) Enqueue(ctx context.Context, between func(), all ...record.Record) (wait func() error, err error) {
	made := make([]*Made, len(all))
	for i, r := range all {
		made[i] = &Made{Record: r}
		if err := made[i].prepare(s.now()); err != nil {
			return nil, err
		}
	}
	j, err := s.enqueue(ctx, all[0].Org(), func(t *tx) error {
		for _, m := range made {
			between()
			if err := m.in(t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return j.wait, nil
}

// Hold reads one moment, for as long as read takes; ask reads something of it, until gone is closed.
func (s *Store) Hold(ctx context.Context, read func(ask func() error, gone <-chan struct{}) error) error {
	return s.snapshot(ctx, func(t *tx) error {
		return read(func() error {
			_, err := t.one("SELECT count(*) FROM ids", nil, new(int))
			return err
		}, t.ctx.Done())
	})
}

// Log sets how long SQLite's log may become, and after how many pages a commit brings it into the database.
func (s *Store) Log(most int64, pages int) error {
	s.wal.most = most
	return s.writer.Exec(fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", pages)).Error
}

// LookAtLog is one look of BoundLog.
func (s *Store) LookAtLog(ctx context.Context) error { return s.lookAtLog(ctx) }

// HoldKeeper lets nothing be kept until release is called. counted then gives how often each part was counted meanwhile.
func (s *Store) HoldKeeper() (release func(), counted func() map[string]int, err error) {
	if release, err = s.Occupy(anyLane); err != nil {
		return nil, nil, err
	}
	s.keep([]*keptPart{{org: uid.New(), part: "1900-01", counts: newCounts()}})
	for s.Queued(anyLane) == 0 { // until it waits for the lane
		runtime.Gosched()
	}
	return release, func() map[string]int {
		times := map[string]int{}
		for {
			select {
			case some := <-s.keeper.waiting:
				for _, p := range some {
					times[fmt.Sprint(p.org, p.part, p.n)]++
				}
			default:
				return times
			}
		}
	}, nil
}

// CountBy counts by a definition of any origin.
func (s *Store) CountBy(ctx context.Context, d *metric.Definition, q metric.Query) (values []metric.Value, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		values, err = t.count([]*metric.Definition{d}, q)
		return err
	})
	return values, err
}

// EnqueueStatements lets a closure wait that asks for rows by statements, whatever these are, until one fails.
func (s *Store) EnqueueStatements(ctx context.Context, org uid.ID, statements ...string) (wait func() error, err error) {
	j, err := s.enqueue(ctx, org, func(t *tx) error {
		for _, statement := range statements {
			if _, err := t.one(statement, nil, new(int)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return j.wait, nil
}

// Help lets a helper count, after meanwhile, the months of a year that an asker wants who looked before. again are those, by organisation and
// month, that it left to the asker; wrong are those that it counted otherwise than the asker does.
func (s *Store) Help(ctx context.Context, org uid.ID, year int, meanwhile func()) (again, wrong []string, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		top, err := t.reach(org)
		if err != nil {
			return err
		}
		sql, args := below("t.org", top)
		parts, err := t.keptRows(sql, args, yearsAndMonths(calendar.Span{From: calendar.MustDay(year, 1, 1), To: calendar.MustDay(year, 11, 30)}), true)
		if err != nil {
			return err
		}
		inOrder(parts)
		meanwhile()
		w := &pieces{count: (*tx).countStale, left: slices.Collect(slices.Chunk(parts, partsAtOnce))}
		if err := s.snapshot(ctx, func(helper *tx) error { return helper.help(w) }); err != nil {
			return err
		}
		for _, p := range parts {
			key := p.org.String() + " " + p.part
			if slices.Contains(w.again, p) {
				again = append(again, key)
				continue
			}
			mine := &keptPart{org: p.org, part: p.part}
			if err := t.countMonths([]*keptPart{mine}); err != nil {
				return err
			}
			if !reflect.DeepEqual(mine.counts, p.counts) {
				wrong = append(wrong, key)
			}
		}
		return nil
	})
	return again, wrong, err
}

// CountRipe counts months that were left alone, as CountAhead does now and then.
func (s *Store) CountRipe(ctx context.Context) error { return s.countRipe(ctx) }

// Waiting is how many pieces wait to be kept.
func (s *Store) Waiting() int { return len(s.keeper.waiting) }
