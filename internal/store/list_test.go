package store_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestPagesReachEveryDay: however far the days lie apart, pages of every length hold every record once, the
// newest first; of a span only its own.
func TestPagesReachEveryDay(t *testing.T) {
	s := storetest.New(t)
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	street, north := uid.New(), uid.New()
	made := []*store.Made{
		{Record: &record.Org{Header: record.Header{ID: street}, Kind: record.Committee, Name: "青山街道党工委"}},
		{Record: &record.Org{Header: record.Header{ID: north}, Kind: record.Community, Name: "北苑", ParentID: street}},
	}
	var want []calendar.Date
	for i, ago := range []int{0, 0, 0, 1, 2, 3, 15, 16, 17, 127, 128, 129, 1023, 1024, 1025, 1026, 9000} {
		on := s.Today().AddDays(-ago)
		want = append(want, on)
		org := []uid.ID{street, north}[i%2]
		made = append(made, &store.Made{Record: &record.Activity{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: org}, Kind: record.Visit, Topic: "走访", HeldOn: on}})
	}
	write(t, ctx, s, made)
	for _, span := range []calendar.Span{{}, {From: want[14], To: want[4]}, calendar.YearSpan(1999), calendar.YearSpan(want[16].Year())} {
		var within []calendar.Date
		for _, on := range want {
			if span.To == 0 || span.Contains(on) {
				within = append(within, on)
			}
		}
		for limit := 1; limit <= len(want)+1; limit++ {
			if got := turnPages(t, ctx, s, store.Query{OrgID: street, Span: span, Limit: limit}); !slices.Equal(got, within) {
				t.Errorf("%v by pages of %d: %v, want %v", span, limit, got, within)
			}
		}
	}
}

// turnPages gives the days of all activities that a query finds, page by page, each activity once.
func turnPages(t *testing.T, ctx context.Context, s *store.Store, q store.Query) (days []calendar.Date) {
	t.Helper()
	seen := map[uid.ID]bool{}
	for {
		page, err := s.List(ctx, new(record.Activity), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, kept := range page.Items {
			var a record.Activity
			if err := json.Unmarshal(kept.Body, &a); err != nil {
				t.Fatal(err)
			}
			if seen[kept.ID] {
				t.Fatalf("%s stands on two pages", kept.ID)
			}
			seen[kept.ID] = true
			days = append(days, a.HeldOn)
		}
		if q.After = page.Next; q.After.ID.IsZero() {
			return days
		}
	}
}
