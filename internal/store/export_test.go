package store

import (
	"context"

	"shuzhi/internal/metric"
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
