package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"shuzhi/bench/city"
	"shuzhi/bench/drive"
)

const (
	many        = 64 // clients
	writers     = 16
	pagesOfPost = 9 // that a post touches at least: of the record and its two indexes, of the audit and its two, of chains and stamps, and the first
)

// readyPeer starts the empty Echo, unless another group did.
func (f *field) readyPeer() (err error) {
	if f.echo.Address == "" {
		f.echo, err = f.peer("echo")
	}
	return err
}

func (f *field) readyPost(context.Context) (err error) {
	if err := f.readyPeer(); err != nil {
		return err
	}
	if f.normal, err = f.peer("pocketbase", "-dir", f.dir+"/normal"); err != nil {
		return err
	}
	f.full, err = f.peer("pocketbase", "-full", "-dir", f.dir+"/full")
	return err
}

// roundPost posts activities by many clients and by one, to Shuzhi and to its peers; and asks the disk what one sync costs.
func (f *field) roundPost(context.Context) error {
	rate, err := drive.Syncs(f.dir, pagesOfPost, f.phase/2)
	if err != nil {
		return err
	}
	f.add("one.disk", rate)
	org := f.desk.Community(0)
	sides := []struct {
		name, path string
		target     drive.Target
	}{
		{"shuzhi", "/api/v1/activities", f.city.Target}, {"echo", "/activities", f.echo},
		{"normal", "/api/collections/activities/records", f.normal}, {"full", "/api/collections/activities/records", f.full},
	}
	for key, clients := range map[string]int{"post.": many, "one.": 1} {
		var ours float64
		for _, side := range sides {
			do, err := post(side.path, plain(org))
			if err != nil {
				return err
			}
			run, err := drive.Closed(side.target, clients, f.phase, do)
			if err != nil {
				return fmt.Errorf("%s: %w", side.name, err)
			}
			if side.name == "shuzhi" {
				ours = run.Rate()
				f.add(key+"shuzhi", ours)
				continue
			}
			f.add(key+side.name, ours/run.Rate())
			f.add(key+side.name+".rate", run.Rate())
		}
		if clients == many {
			if err := f.postOtherwise(ours); err != nil {
				return err
			}
		}
	}
	return nil
}

// postOtherwise posts at half the rate that was reached, and posts activities that name people, or fall on every day of a year.
func (f *field) postOtherwise(rate float64) error {
	do, err := post("/api/v1/activities", plain(f.desk.Community(0)))
	if err != nil {
		return err
	}
	paced, err := drive.Paced(f.city.Target, many, rate/2, f.phase, do)
	if err != nil {
		return err
	}
	f.add("post.p95", milliseconds(paced.Quantile(0.95)))
	for _, other := range []struct {
		key        string
		activities []city.Activity
	}{{"post.mixed", mixed(f.desk, 0)}, {"post.year", imported(f.desk.Community(0))}} {
		if do, err = post("/api/v1/activities", other.activities); err != nil {
			return err
		}
		run, err := drive.Closed(f.city.Target, many, f.phase, do)
		if err != nil {
			return err
		}
		f.add(other.key, run.Rate())
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func (f *field) readyTotals(context.Context) error { return f.readyPeer() }

// roundTotals asks for a community's year, and the empty Echo for a body of that size.
func (f *field) roundTotals(context.Context) error {
	path := totals(f.plan.Community(0))
	ours, err := drive.Closed(f.city.Target, many, f.phase, get(path))
	if err != nil {
		return err
	}
	theirs, err := f.sameSize(path)
	if err != nil {
		return err
	}
	f.add("totals.shuzhi", ours.Rate())
	f.add("totals.echo.rate", theirs)
	f.add("totals.echo", ours.Rate()/theirs)
	return nil
}

// sameSize is the rate at which the empty Echo answers a body of the size that Shuzhi's answer has.
func (f *field) sameSize(path string) (rate float64, err error) {
	answer, err := f.city.once("GET", path, nil, 200)
	if err != nil {
		return 0, err
	}
	run, err := drive.Closed(f.echo, many, f.phase, get(fmt.Sprintf("/kilobytes/%d", (len(answer)+512)/1024)))
	return run.Rate(), err
}

// roundBusy asks for a community's year while others post to it: activities that name nobody, and such as name who took part. Each time it
// is a community of its own, with a usual year.
func (f *field) roundBusy(ctx context.Context) error {
	for i, kind := range []struct {
		key        string
		activities func(city.Plan) []city.Activity
	}{
		{"busy", func(p city.Plan) []city.Activity { return plain(p.Community(0)) }},
		{"named", func(p city.Plan) []city.Activity { return naming(p, 0) }},
	} {
		plan := alone(f.seed+100+uint64(2*f.round+i), 1)
		if _, err := f.city.load(ctx, plan); err != nil {
			return err
		}
		path := totals(plan.Community(0))
		theirs, err := f.sameSize(path)
		if err != nil {
			return err
		}
		if err := f.busy(kind.key, path, theirs, kind.activities(plan)); err != nil {
			return err
		}
	}
	return nil
}

// busy holds every answer to what was acknowledged, while others post: as fast as answers come, then at half that rate.
func (f *field) busy(key, path string, theirs float64, activities []city.Activity) error {
	var begun, acknowledged atomic.Int64
	write, err := post("/api/v1/activities", activities)
	if err != nil {
		return err
	}
	counted := func(c *drive.Client) error {
		begun.Add(1)
		if err := write(c); err != nil {
			return err
		}
		acknowledged.Add(1)
		return nil
	}
	answer, err := f.city.once("GET", path, nil, 200)
	if err != nil {
		return err
	}
	first, err := valueOf(answer, "activities.total")
	if err != nil {
		return err
	}
	read := func(c *drive.Client) error {
		atLeast := first + acknowledged.Load()
		answer, err := c.Want(200, "GET", path, nil)
		if err != nil {
			return err
		}
		got, err := valueOf(answer, "activities.total")
		if atMost := first + begun.Load(); err == nil && (got < atLeast || got > atMost) {
			err = fmt.Errorf("the totals say %d activities, when %d to %d were written", got, atLeast, atMost)
		}
		return err
	}
	closed, posts, err := f.beside(counted, func() (drive.Run, error) { return drive.Closed(f.city.Target, many, f.phase, read) })
	if err != nil {
		return err
	}
	paced, _, err := f.beside(counted, func() (drive.Run, error) { return drive.Paced(f.city.Target, many, closed.Rate()/2, f.phase, read) })
	f.add(key+".shuzhi", closed.Rate())
	f.add(key+".posts", posts.Rate())
	f.add(key+".echo", closed.Rate()/theirs)
	f.add(key+".p95", milliseconds(paced.Quantile(0.95)))
	return err
}

// beside measures while writers write.
func (f *field) beside(write func(*drive.Client) error, measure func() (drive.Run, error)) (run, writes drive.Run, err error) {
	var wait sync.WaitGroup
	var failed error
	wait.Go(func() { writes, failed = drive.Closed(f.city.Target, writers, f.phase, write) })
	run, err = measure()
	wait.Wait()
	return run, writes, errors.Join(err, failed)
}
