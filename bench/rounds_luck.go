package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"shuzhi/bench/city"
	"shuzhi/bench/drive"
)

// phones is how many records a second people send while others import.
const phones = 100

// readyLuck lets two servers share a PostgreSQL, with a street of communities.
func (f *field) readyLuck(ctx context.Context) error {
	address, err := f.postgres(ctx)
	if err != nil || address == "" {
		return err
	}
	for i, k := range []**books{&f.pg, &f.pgOther} {
		if *k == nil {
			if *k, err = f.open(fmt.Sprintf("postgres%d", i), address); err != nil {
				return err
			}
		}
	}
	f.street = town(f.seed+5, 1)
	return f.pg.found(ctx, f.street, &loaded{})
}

// roundLuck measures what happens when everything comes at once.
func (f *field) roundLuck(context.Context) error {
	if err := f.storm(); err != nil {
		return err
	}
	if err := f.imports(); err != nil {
		return err
	}
	if f.pg == nil {
		return nil
	}
	return f.hot()
}

// storm lets many ask for the city's totals at once, just after a post to it: all for the same, and each for one of twelve spans.
func (f *field) storm() error {
	write, err := post("/api/v1/activities", plain(f.plan.Community(0)))
	if err != nil {
		return err
	}
	for key, months := range map[string]int{"luck.storm": 1, "luck.spans": 12} {
		var all drive.Run
		for begin := time.Now(); time.Since(begin) < f.phase || len(all.Latencies) == 0; {
			if _, err := drive.Serial(f.city.Target, 1, write); err != nil {
				return err
			}
			run, err := drive.AtOnce(f.city.Target, many, func(c *drive.Client, n int) error {
				_, err := c.Want(200, "GET", fmt.Sprintf("/api/v1/metrics/values?org_id=%s&from=%d-%02d-01&to=%d-12-31", f.plan.City(), year, 1+n%months, year), nil)
				return err
			})
			if err != nil {
				return err
			}
			all = all.With(run)
		}
		f.add(key, milliseconds(all.Quantile(0.95)))
	}
	return nil
}

// imports lets phones send single records, alone and while four clients import years.
func (f *field) imports() error {
	activities := plain(f.desk.Community(0))
	single, err := post("/api/v1/activities", activities)
	if err != nil {
		return err
	}
	alone, err := drive.Paced(f.city.Target, writers, phones, f.phase, single)
	if err != nil {
		return err
	}
	var wait sync.WaitGroup
	var imported drive.Run
	var failed error
	wait.Go(func() {
		imported, failed = drive.Closed(f.city.Target, loaders, f.phase, func(c *drive.Client) error {
			send, err := batchOf(activities)
			if err != nil {
				return err
			}
			return send(c)
		})
	})
	beside, err := drive.Paced(f.city.Target, writers, phones, f.phase, single)
	wait.Wait()
	f.add("luck.alone", milliseconds(alone.Quantile(0.95)))
	f.add("luck.import", milliseconds(beside.Quantile(0.95)))
	f.add("luck.import.rate", batchSize*imported.Rate())
	return errors.Join(err, failed)
}

// hot lets many post to one community, and to all of a street; on one server, and on two that share the database.
func (f *field) hot() error {
	var spread []city.Activity
	for i, a := range plain(uuid.Nil) {
		a.OrgID = f.street.Community(i % f.street.Size())
		spread = append(spread, a)
	}
	one, err := post("/api/v1/activities", plain(f.street.Community(0)))
	if err != nil {
		return err
	}
	street, err := post("/api/v1/activities", spread)
	if err != nil {
		return err
	}
	apart, err := drive.Closed(f.pg.Target, many, f.phase, street)
	if err != nil {
		return err
	}
	together, err := drive.Closed(f.pg.Target, many, f.phase, one)
	if err != nil {
		return err
	}
	var wait sync.WaitGroup
	var servers [2]drive.Run
	var failed [2]error
	for i, k := range []*books{f.pg, f.pgOther} {
		wait.Go(func() { servers[i], failed[i] = drive.Closed(k.Target, many/2, f.phase, one) })
	}
	wait.Wait()
	f.add("luck.hot", together.Rate()/apart.Rate())
	f.add("luck.hot.rate", together.Rate())
	f.add("luck.hot.two", servers[0].Rate()+servers[1].Rate())
	f.add("luck.spread", apart.Rate())
	return errors.Join(failed[:]...)
}
