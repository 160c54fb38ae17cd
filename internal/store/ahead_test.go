package store_test

import (
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestMonthsAreCountedAhead: what was left alone for a while is kept before anybody asks; what is still written to is not counted again and again.
func TestMonthsAreCountedAhead(t *testing.T) {
	now := storetest.Noon
	s := storetest.Open(t, t.TempDir(), func() time.Time { return now })
	k := &kept{T: t, s: s, ctx: access.With(t.Context(), access.Caller{ID: uid.New(), Role: access.Admin})}
	street := k.add(&record.Org{Kind: record.Committee, Name: "街道"})
	community := k.add(&record.Org{Kind: record.Community, Name: "北苑", ParentID: street})
	visit := func(on calendar.Date) {
		k.add(&record.Activity{Owned: record.Owned{OrgID: community}, Kind: record.Visit, Topic: "走访", HeldOn: on})
	}
	visit(20230301)
	visit(20230402)
	visit(20220402)
	now = now.Add(10 * time.Minute)
	visit(20210503)
	if err := s.CountRipe(k.ctx); err != nil {
		t.Fatal(err)
	}
	s.KeepNow()
	release, counted, err := s.HoldKeeper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	for _, c := range []struct{ year, visits, before, counted int }{{2023, 2, 1, 0}, {2022, 1, 1, 2}} {
		for _, by := range []metric.By{"", metric.ByMonth} {
			v, err := s.Values(k.ctx, metric.Query{OrgID: street, Subtree: true, Span: calendar.YearSpan(c.year), Metrics: []string{"activities.visit"}, By: by})
			if err != nil || *v[0].Value != int64(c.visits) || *v[0].Previous != int64(c.before) {
				t.Fatalf("%d: %+v, %v", c.year, v, err)
			}
		}
		if n := counted(); len(n) != c.counted {
			t.Errorf("%d: counted when asked: %v, want %d parts", c.year, n, c.counted)
		}
	}
}
