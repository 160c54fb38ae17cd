package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestStormOnADirtyCity: after a write to each community many ask for the totals of many spans, as many callers. Each month, and each
// year, is counted by one of them, though nothing has been kept yet when the others come.
func TestStormOnADirtyCity(t *testing.T) {
	s := storetest.New(t)
	c := gather(t, s, 4, 80)
	admin := access.Caller{ID: uid.New(), Role: access.Admin}
	ask := func(readers int) {
		t.Helper()
		var reading sync.WaitGroup
		for i := range readers {
			reading.Go(func() {
				caller := admin
				if i%3 == 0 {
					caller = access.Caller{ID: uid.New(), Role: access.Viewer, OrgID: c.street}
				}
				q := metric.Query{OrgID: c.street, Subtree: true, Span: calendar.Span{From: calendar.MustDay(2022, 1+i%12, 1), To: calendar.MustDay(2023, 12, 31)}}
				if i%2 == 0 {
					q.Metrics = []string{"activities.visit"}
				}
				if _, err := s.Values(access.With(context.Background(), caller), q); err != nil {
					t.Error(err)
				}
			})
		}
		reading.Wait()
	}
	release, counted, err := s.HoldKeeper()
	if err != nil {
		t.Fatal(err)
	}
	free := sync.OnceFunc(release)
	t.Cleanup(free)
	ask(64)
	for part, times := range counted() {
		if times != 1 {
			t.Errorf("%s was counted %d times", part, times)
		}
	}
	free()
	var made []*store.Made
	for i, org := range c.communities {
		made = append(made, &store.Made{Record: &record.Activity{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: org}, Kind: record.Visit, Topic: fmt.Sprint(i), HeldOn: calendar.MustDay(2023, 3, 1)}})
	}
	write(t, access.With(context.Background(), admin), s, made)
	ask(8)
	s.KeepNow()
	if right, err := s.Verify(context.Background(), func(fault string) { t.Error(fault) }); err != nil || !right {
		t.Errorf("verify: %v %v", right, err)
	}
}

// TestACountThatBreaksOffIsNotLost: whoever asks again for what was too much for one request goes on where it ended.
func TestACountThatBreaksOffIsNotLost(t *testing.T) {
	ctx, leave := context.WithCancel(access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin}))
	var watched atomic.Pointer[store.Store]
	s := storetest.Open(t, t.TempDir(), func() time.Time { // at which every count looks now and then
		if s := watched.Load(); s != nil && s.Waiting() > 0 {
			leave()
		}
		return time.Now()
	})
	c := gather(t, s, 50, 88)
	release, counted, err := s.HoldKeeper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	q := metric.Query{OrgID: c.street, Subtree: true, Span: calendar.Span{From: calendar.MustDay(2022, 1, 1), To: calendar.MustDay(2022, 11, 30)}}
	watched.Store(s) // until something waits to be kept
	if _, err := s.Values(ctx, q); !errors.Is(err, context.Canceled) {
		t.Fatalf("a count that is broken off answers %v", err)
	}
	first := counted()
	if _, err := s.Values(context.WithoutCancel(ctx), q); err != nil {
		t.Fatal(err)
	}
	second := counted()
	if len(first) == 0 || len(second) == 0 {
		t.Fatalf("%d parts were counted at first, %d when asked again", len(first), len(second))
	}
	for part := range second {
		if first[part] > 0 {
			t.Errorf("%s was counted twice", part)
		}
	}
}

// TestHelpersCountTheAskersMoment: a helper looks later than the asker. What was written between is none of the asker's, so it leaves the months that
// changed.
func TestHelpersCountTheAskersMoment(t *testing.T) {
	s := storetest.New(t)
	c := gather(t, s, 4, 80)
	ctx := access.With(t.Context(), access.Caller{ID: uid.New(), Role: access.Admin})
	again, wrong, err := s.Help(ctx, c.street, 2022, func() {
		a := &record.Activity{Owned: record.Owned{OrgID: c.communities[2]}, Kind: record.Visit, Topic: "走访", HeldOn: 20220305}
		a.ID = uid.New()
		if _, _, err := s.Create(ctx, a, nil); err != nil {
			t.Fatal(err)
		}
	})
	if err != nil || len(wrong) > 0 || len(again) != 1 || again[0] != c.communities[2].String()+" 2022-03" {
		t.Errorf("left to the asker: %v, counted otherwise: %v, %v", again, wrong, err)
	}
}
