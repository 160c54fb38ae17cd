// Package demo fills empty books with an invented street, so that every page has something to show.
package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// Fill writes down an invented street from 1 January of last year to today, which is the store's own. Books that hold an
// organisation, be it a voided one, stay as they are. The same day makes the same street, but for ids and instants.
// It makes no users. After an error the books hold a part of the street.
func Fill(ctx context.Context, s *store.Store, today calendar.Date) error {
	ctx = access.With(ctx, access.Caller{Name: "演示", Role: access.Admin})
	for _, voided := range []bool{false, true} {
		page, err := s.List(ctx, new(record.Org), store.Query{Limit: 1, Voided: voided})
		if err != nil {
			return fmt.Errorf("look for organisations: %w", err)
		}
		if len(page.Items) > 0 {
			return nil
		}
	}
	d := &demo{today: today, year: today.Year() - 1, rand: rand.New(rand.NewPCG(2023, 12)), named: map[string]bool{}, collected: map[purse]int64{}}
	if err := d.settle(); err != nil {
		return err
	}
	if err := d.write(ctx, s); err != nil {
		return err
	}
	if err := d.appoint(ctx, s); err != nil {
		return err
	}
	for year := d.year; year <= today.Year(); year++ {
		d.meet(year)
		d.pay(year)
		d.wish(year)
		d.patrol(year)
		d.figure(year)
		d.rectify(year)
	}
	return d.write(ctx, s)
}

// demo is the street while it is written down.
type demo struct {
	today calendar.Date
	year  int // in which the books begin
	rand  *rand.Rand

	street      *record.Org
	communities []*community
	people      []*person
	named       map[string]bool // whose name is taken
	collected   map[purse]int64

	drafts []draft
	walks  []walk
}

// draft is a record that is to be written on a day.
type draft struct {
	day    calendar.Date
	record record.Record
}

// walk is the steps that a record takes once it is written.
type walk struct {
	record record.Record
	steps  []record.Step
}

// on is a day of a year, the month's last where the month has no such day.
func on(year, month, day int) calendar.Date {
	return calendar.MustDay(year, month, min(day, calendar.DaysIn(year, month)))
}

// chance is true so many times in a hundred.
func (d *demo) chance(percent int) bool { return d.rand.IntN(100) < percent }

// about is a number within a fifth of the usual one.
func (d *demo) about(usual int) int { return usual - usual/5 + d.rand.IntN(usual/5*2+1) }

// pick is one of a list.
func pick[T any](d *demo, from []T) T { return from[d.rand.IntN(len(from))] }

// some are n distinct ones of a list, in its order; all of a shorter one.
func some[T any](d *demo, from []T, n int) []T {
	places := d.rand.Perm(len(from))[:min(n, len(from))]
	slices.Sort(places)
	chosen := make([]T, len(places))
	for i, place := range places {
		chosen[i] = from[place]
	}
	return chosen
}

// add notes a record for its day, unless that is yet to come.
func (d *demo) add(day calendar.Date, r record.Record) bool {
	if day > d.today {
		return false
	}
	d.drafts = append(d.drafts, draft{day, r})
	return true
}

// walk lets a record take those of the steps whose day has come.
func (d *demo) walk(r record.Record, steps ...record.Step) {
	steps = slices.DeleteFunc(steps, func(s record.Step) bool { return s.On > d.today })
	d.walks = append(d.walks, walk{r, steps})
}

// write keeps what was noted since the last time: the records by their days, as they would have come in, then their steps.
func (d *demo) write(ctx context.Context, s *store.Store) error {
	slices.SortStableFunc(d.drafts, func(a, b draft) int { return cmp.Compare(a.day, b.day) })
	made := make([]*store.Made, len(d.drafts))
	for i, each := range d.drafts {
		if h := each.record.Head(); h.ID.IsZero() {
			h.ID = uid.New()
		}
		made[i] = &store.Made{Record: each.record}
	}
	s.CreateAll(ctx, made)
	for i, m := range made {
		if m.Err != nil {
			return fmt.Errorf("write one of %s, %s: %w", store.Resource(m.Record), d.drafts[i].day, m.Err)
		}
	}
	failed := make([]error, len(d.walks))
	var all sync.WaitGroup // records walk side by side, so that their steps share commits
	for i, w := range d.walks {
		all.Go(func() { failed[i] = w.take(ctx, s) })
	}
	all.Wait()
	d.drafts, d.walks = nil, nil
	return errors.Join(failed...)
}

// take takes the steps one after the other.
func (w walk) take(ctx context.Context, s *store.Store) error {
	for _, step := range w.steps {
		step.ID = uid.New()
		if _, err := s.AddStep(ctx, w.record, w.record.Head().ID, step, nil); err != nil {
			return fmt.Errorf("take a step of %s, %s: %w", store.Resource(w.record), step.On, err)
		}
	}
	return nil
}
