package store_test

import (
	"context"
	"encoding/json"
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

// BenchmarkYear asks for all built-in totals of a community's year, of 100,000 activities over four years: straight from the records,
// from what is kept, from what is kept just after another activity, and as an answer from memory.
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
	q := metric.Query{OrgID: org.ID, Span: calendar.YearSpan(2023), Subtree: true}
	ask := func(b *testing.B, values func(context.Context, metric.Query) ([]metric.Value, error)) {
		if found, err := values(ctx, q); err != nil || len(found) == 0 {
			b.Fatal(err)
		}
	}
	b.Run("straight", func(b *testing.B) {
		for b.Loop() {
			ask(b, s.Straight)
		}
	})
	ask(b, s.Values)
	s.KeepNow()
	b.Run("kept", func(b *testing.B) {
		for b.Loop() {
			ask(b, s.Values)
		}
	})
	b.Run("after a POST", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			a := &record.Activity{Owned: record.Owned{OrgID: org.ID}, Kind: record.Visit, Topic: "走访", HeldOn: 20231201}
			a.ID = uid.New()
			if _, _, err := s.Create(ctx, a, nil); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			ask(b, s.Values)
		}
	})
	b.Run("answer", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Answer(ctx, q, func(v []metric.Value) ([]byte, error) { return json.Marshal(v) }); err != nil {
				b.Fatal(err)
			}
		}
	})
}
