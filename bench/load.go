package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"shuzhi/bench/city"
	"shuzhi/bench/drive"
)

const (
	loaders   = 4   // clients that send batches
	batchSize = 500 // the most that a batch may hold
)

// loaded is what was written down, and how long it took.
type loaded struct {
	records, activities atomic.Int64
	took                time.Duration
}

func (l *loaded) String() string {
	return fmt.Sprintf("%d records (%d activities) in %.1f s, %.0f/s", l.records.Load(), l.activities.Load(), l.took.Seconds(), float64(l.records.Load())/l.took.Seconds())
}

// load writes a city down through POST /batch: the last year month by month as it came in, those before it as they are imported, each
// community's year at once. A record that is refused is an error.
func (k *books) load(ctx context.Context, p city.Plan) (*loaded, error) {
	l := &loaded{}
	begin := time.Now()
	err := k.found(ctx, p, l)
	last := p.FirstYear + p.Years - 1
	for year := p.FirstYear; year < last && err == nil; year++ {
		err = k.inParallel(ctx, p.Size(), func(c *drive.Client, n int) error { return l.send(c, p.Year(n, year)) })
	}
	for month := 1; month <= 12 && err == nil; month++ {
		err = k.inParallel(ctx, p.Size(), func(c *drive.Client, n int) error { return l.send(c, p.Month(n, last, month)) })
	}
	l.took = time.Since(begin)
	return l, err
}

// found writes down what a city has before the first day: organisations, grids, people, partners.
func (k *books) found(ctx context.Context, p city.Plan, l *loaded) error {
	for org := range p.Orgs() {
		if _, err := k.once("POST", "/api/v1/orgs", org, 201); err != nil {
			return err
		}
	}
	return k.inParallel(ctx, p.Size(), func(c *drive.Client, n int) error { return l.send(c, p.Founding(n)) })
}

// inParallel lets the loaders do the work from 0 to n. The first error ends it.
func (k *books) inParallel(ctx context.Context, n int, do func(*drive.Client, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range loaders {
		wait.Go(func() {
			c, err := drive.Dial(k.Target.Address, k.Token)
			if err != nil {
				cancel(err)
				return
			}
			defer c.Close()
			for at := int(next.Add(1)) - 1; at < n && ctx.Err() == nil; at = int(next.Add(1)) - 1 {
				if err := do(c, at); err != nil {
					cancel(err)
				}
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// send writes the items down, in order.
func (l *loaded) send(c *drive.Client, items []city.Item) error {
	for len(items) > 0 {
		some := items[:min(len(items), batchSize)]
		items = items[len(some):]
		body, err := json.Marshal(map[string]any{"items": some})
		if err != nil {
			return err
		}
		answer, err := c.Want(200, "POST", "/api/v1/batch", body)
		if err != nil {
			return err
		}
		if err := l.judge(some, answer); err != nil {
			return err
		}
	}
	return nil
}

// judge counts what a batch wrote down.
func (l *loaded) judge(items []city.Item, answer []byte) error {
	var became struct {
		Results []struct {
			Status  int
			Problem json.RawMessage
		}
	}
	if err := json.Unmarshal(answer, &became); err != nil {
		return err
	}
	if len(became.Results) != len(items) {
		return errors.New("a batch answers fewer results than it had items")
	}
	for i, r := range became.Results {
		if r.Status != 201 {
			return fmt.Errorf("one of %s was refused: %d %s", items[i].Resource, r.Status, r.Problem)
		}
		l.records.Add(1)
		if items[i].Resource == "activities" {
			l.activities.Add(1)
		}
	}
	return nil
}
