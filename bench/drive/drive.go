package drive

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Target is where requests go.
type Target struct {
	Address string // host:port
	Token   string
}

// Run is what came of many requests.
type Run struct {
	Took      time.Duration
	Latencies []time.Duration // ascending
}

// Rate is how many requests a second were answered.
func (r Run) Rate() float64 { return float64(len(r.Latencies)) / r.Took.Seconds() }

// Quantile is the latency that so many of the requests kept within, 0 ≤ q ≤ 1.
func (r Run) Quantile(q float64) time.Duration {
	if len(r.Latencies) == 0 {
		return 0
	}
	return r.Latencies[min(int(q*float64(len(r.Latencies))), len(r.Latencies)-1)]
}

// Closed lets each client send its next request as soon as the last is answered, for d, after a tenth of d to warm up. What is
// under way at the end is waited for, and counts as all others do. The first error ends the run.
func Closed(t Target, clients int, d time.Duration, do func(*Client) error) (Run, error) {
	if r, err := closed(t, clients, d/10, do); err != nil {
		return r, err
	}
	return closed(t, clients, d, do)
}

func closed(t Target, clients int, d time.Duration, do func(*Client) error) (Run, error) {
	begin := time.Now()
	r, err := run(t, clients, func(c *Client, failed *atomic.Bool) (latencies []time.Duration, err error) {
		for !failed.Load() && time.Since(begin) < d {
			sent := time.Now()
			if err := do(c); err != nil {
				return nil, err
			}
			latencies = append(latencies, time.Since(sent))
		}
		return latencies, nil
	})
	r.Took = time.Since(begin)
	return r, err
}

// AtOnce lets each client, numbered from 0, send one request, all at the same moment, from which latencies count.
func AtOnce(t Target, clients int, do func(*Client, int) error) (Run, error) {
	all := make([]*Client, clients)
	for i := range all {
		c, err := Dial(t.Address, t.Token)
		if err != nil {
			return Run{}, err
		}
		defer c.Close()
		all[i] = c
	}
	r, errs := Run{Latencies: make([]time.Duration, clients)}, make([]error, clients)
	var wait sync.WaitGroup
	begin := time.Now()
	for i, c := range all {
		wait.Go(func() {
			errs[i] = do(c, i)
			r.Latencies[i] = time.Since(begin)
		})
	}
	wait.Wait()
	r.Took = time.Since(begin)
	slices.Sort(r.Latencies)
	return r, errors.Join(errs...)
}

// With is both runs as one.
func (r Run) With(other Run) Run {
	both := slices.Concat(r.Latencies, other.Latencies)
	slices.Sort(both)
	return Run{r.Took + other.Took, both}
}

// Serial lets one client send n requests, one after the other.
func Serial(t Target, n int, do func(*Client) error) (Run, error) {
	begin := time.Now()
	r, err := run(t, 1, func(c *Client, _ *atomic.Bool) (latencies []time.Duration, err error) {
		for range n {
			sent := time.Now()
			if err := do(c); err != nil {
				return nil, err
			}
			latencies = append(latencies, time.Since(sent))
		}
		return latencies, nil
	})
	r.Took = time.Since(begin)
	return r, err
}

// Paced sends a request every 1/rate of a second for d, whether or not the last is answered, as long as a client is free.
// A latency counts from when the request was due: what had to wait for a slow neighbour waited too (no coordinated omission).
func Paced(t Target, clients int, rate float64, d time.Duration, do func(*Client) error) (Run, error) {
	begin := time.Now().Add(10 * time.Millisecond) // for the clients to connect
	total := int64(rate * d.Seconds())
	var next atomic.Int64
	r, err := run(t, clients, func(c *Client, failed *atomic.Bool) (latencies []time.Duration, err error) {
		for !failed.Load() {
			n := next.Add(1) - 1
			if n >= total {
				break
			}
			due := begin.Add(time.Duration(float64(n) / rate * float64(time.Second)))
			time.Sleep(time.Until(due))
			if err := do(c); err != nil {
				return nil, err
			}
			latencies = append(latencies, time.Since(due))
		}
		return latencies, nil
	})
	r.Took = max(d, time.Since(begin))
	return r, err
}

// run connects the clients, lets them all work, and gathers what they measured.
func run(t Target, clients int, work func(*Client, *atomic.Bool) ([]time.Duration, error)) (Run, error) {
	var failed atomic.Bool
	all, errs := make([][]time.Duration, clients), make([]error, clients)
	var wait sync.WaitGroup
	for i := range clients {
		wait.Go(func() {
			c, err := Dial(t.Address, t.Token)
			if err == nil {
				defer c.Close()
				all[i], err = work(c, &failed)
			}
			if err != nil {
				failed.Store(true)
				errs[i] = err
			}
		})
	}
	wait.Wait()
	latencies := slices.Concat(all...)
	slices.Sort(latencies)
	return Run{Latencies: latencies}, errors.Join(errs...)
}
