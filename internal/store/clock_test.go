package store_test

import (
	"context"
	"encoding/json"
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

// TestTotalsWhileTheClockJumps: wherever the clock is set, totals from memory and from what is kept are those of the records, before a
// write and after it.
func TestTotalsWhileTheClockJumps(t *testing.T) {
	now := storetest.Noon
	s := storetest.Open(t, t.TempDir(), func() time.Time { return now })
	c := gather(t, s, 2, 80)
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	encode := func(v []metric.Value) ([]byte, error) { return json.Marshal(v) }
	hold := func() {
		t.Helper()
		for _, q := range []metric.Query{
			{OrgID: c.street, Subtree: true, Span: calendar.YearSpan(2023)},
			{OrgID: c.communities[0], Subtree: true, Span: calendar.YearSpan(2022)},
			{OrgID: c.communities[0], Subtree: true, Span: calendar.YearSpan(2023), By: metric.ByMonth},
		} {
			is, err := s.Answer(ctx, q, encode)
			if err != nil {
				t.Fatal(err)
			}
			straight, err := s.Straight(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			if want, _ := encode(straight); string(want) != string(is.Body) {
				t.Errorf("by %s: %v is answered %s\nthe records say %s", now, q.Span, is.Body, want)
			}
		}
	}
	for _, jump := range []time.Duration{0, -time.Hour, -24 * time.Hour, -365 * 24 * time.Hour, time.Hour, 400 * 24 * time.Hour, 0} {
		now = storetest.Noon.Add(jump)
		hold()
		write(t, ctx, s, []*store.Made{
			{Record: &record.Activity{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: c.communities[0]}, Kind: record.Visit, Topic: "走访", HeldOn: calendar.Of(now)}},
			{Record: &record.Person{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: c.communities[0]}, Kind: record.Member, Name: "李明", Since: calendar.Of(now)}},
		})
		s.KeepNow()
		hold()
	}
	if right, err := s.Verify(ctx, func(fault string) { t.Error(fault) }); err != nil || !right {
		t.Errorf("verify: %v %v", right, err)
	}
}
