package store_test

import (
	"context"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestBatchesGoOnAfterAStop: what was asked for is kept before anything of it is done, and is taken up when the program starts again.
func TestBatchesGoOnAfterAStop(t *testing.T) {
	s := storetest.New(t)
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	var orgs []uid.ID
	for range 3 {
		o := &record.Org{Kind: record.Community, Name: "社区"}
		o.ID = uid.New()
		if _, _, err := s.Create(ctx, o, nil); err != nil {
			t.Fatal(err)
		}
		orgs = append(orgs, o.ID)
	}
	year := 2023
	b := report.NewBatch(report.AnnualDebriefID, &year, calendar.YearSpan(year), orgs)
	b.ID = uid.New()
	if _, _, err := s.Create(ctx, b, nil); err != nil { // and here the program was killed
		t.Fatal(err)
	}
	if _, _, err := s.CreateReport(ctx, b.Draft(0), store.BatchItemSent(b, 0)); err != nil { // or a little later
		t.Fatal(err)
	}
	gone := new(record.Org)
	if err := s.Void(ctx, gone, orgs[2], 1, nil, "撤并"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // two servers may take it up at once
		if err := s.Resume(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var now report.Batch
	for range 500 {
		var err error
		if now, err = s.Batch(ctx, b.ID); err != nil {
			t.Fatal(err)
		}
		if now.Status == report.BatchDone {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if now.Status != report.BatchDone || now.Made != 2 || now.Failed != 1 || now.Items[2].Problem != "unknown-organisation" {
		t.Errorf("%+v", now)
	}
}
