package store_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// BenchmarkYear asks for all built-in totals of a community's year, counted straight from 100,000 activities over four years.
//
//	go test ./internal/store -run '^$' -bench BenchmarkYear
func BenchmarkYear(b *testing.B) {
	now := func() time.Time { return time.Date(2023, 12, 20, 12, 0, 0, 0, time.FixedZone("", 8*3600)) }
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir(), Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	ctx := access.With(b.Context(), access.Caller{Role: access.Admin})
	org := &record.Org{Kind: record.Community, Name: "翠湖社区"}
	org.ID = uid.New()
	if _, _, err := s.Create(ctx, org, nil); err != nil {
		b.Fatal(err)
	}
	const activities, days = 100_000, 4 * 365
	first := calendar.MustDay(2020, 1, 1)
	for from := 0; from < activities; from += 1000 {
		var batch []*store.Made
		for n := from; n < from+1000; n++ {
			members := n % 40
			a := &record.Activity{Owned: record.Owned{OrgID: org.ID}, Kind: record.ActivityWords[n%len(record.ActivityWords)].Kind, Topic: fmt.Sprintf("第%d次活动", n),
				HeldOn: first.AddDays(n % (days - 20)), Headcount: &record.Headcount{Members: &members}}
			a.ID = uid.New()
			batch = append(batch, &store.Made{Record: a})
		}
		s.CreateAll(ctx, batch)
		for _, made := range batch {
			if made.Err != nil {
				b.Fatal(made.Err)
			}
		}
	}
	for b.Loop() {
		values, err := s.Values(ctx, metric.Query{OrgID: org.ID, Span: calendar.YearSpan(2023), Subtree: true})
		if err != nil || len(values) == 0 {
			b.Fatal(err)
		}
	}
}
