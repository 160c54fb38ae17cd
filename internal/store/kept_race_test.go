package store_test

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestTotalsAreRightWhileOthersWrite: no answer lacks a record that was acknowledged before it was asked for, and none counts one
// that nobody had sent yet; of the community, of the street above it, and of the branch below.
func TestTotalsAreRightWhileOthersWrite(t *testing.T) {
	k := &kept{T: t, s: storetest.New(t), ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})}
	k.street = k.add(&record.Org{Kind: record.Committee, Name: "街道"})
	k.north = k.add(&record.Org{Kind: record.Community, Name: "北苑", ParentID: k.street})
	k.northOwns = k.add(&record.Org{Kind: record.Branch, Name: "第一党支部", ParentID: k.north})
	const writers, readers, each = 4, 4, 40
	var begun, acknowledged atomic.Int64
	var writing, reading sync.WaitGroup
	done := make(chan struct{})
	for w := range writers {
		writing.Go(func() {
			for n := range each {
				a := &record.Activity{Owned: record.Owned{OrgID: k.northOwns}, Kind: record.Visit, Topic: "走访", HeldOn: calendar.MustDay(2023, 1+(w+n)%12, 1+n%9)}
				a.ID = uid.New()
				begun.Add(1)
				if _, _, err := k.s.Create(k.ctx, a, nil); err != nil {
					t.Error(err)
					return
				}
				acknowledged.Add(1)
			}
		})
	}
	encode := func(v []metric.Value) ([]byte, error) { return json.Marshal(v) }
	for r := range readers {
		reading.Go(func() {
			org := []uid.ID{k.street, k.north, k.northOwns}[r%3]
			q := metric.Query{OrgID: org, Subtree: true, Span: calendar.YearSpan(2023), Metrics: []string{"activities.visit"}}
			for {
				least := acknowledged.Load()
				answer, err := k.s.Answer(k.ctx, q, encode)
				if err != nil {
					t.Error(err)
					return
				}
				most := begun.Load()
				var values []metric.Value
				if err := json.Unmarshal(answer.Body, &values); err != nil {
					t.Error(err)
					return
				}
				if is := *values[0].Value; is < least || is > most {
					t.Errorf("%d visits are answered while %d were acknowledged and %d sent", is, least, most)
					return
				}
				select {
				case <-done:
					if least == writers*each {
						return
					}
				default:
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()
}

// TestAnswersFollowTheTree: what the caller may see, and what stands below, is not remembered longer than it holds.
func TestAnswersFollowTheTree(t *testing.T) {
	k := &kept{T: t, s: storetest.New(t), ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})}
	k.street = k.add(&record.Org{Kind: record.Committee, Name: "街道"})
	k.north = k.add(&record.Org{Kind: record.Community, Name: "北苑", ParentID: k.street})
	k.south = k.add(&record.Org{Kind: record.Community, Name: "南苑", ParentID: k.street})
	branch := k.add(&record.Org{Kind: record.Branch, Name: "支部", ParentID: k.north})
	k.add(&record.Activity{Owned: record.Owned{OrgID: branch}, Kind: record.Visit, Topic: "走访", HeldOn: 20230301})
	asked := func(org uid.ID, home uid.ID) string {
		caller := access.Caller{ID: uid.New(), Role: access.Viewer, OrgID: home}
		q := metric.Query{OrgID: org, Subtree: true, Span: calendar.YearSpan(2023), Metrics: []string{"activities.visit"}}
		answer, err := k.s.Answer(access.With(k.ctx, caller), q, func(v []metric.Value) ([]byte, error) { return []byte(v[0].Display), nil })
		if err != nil {
			return err.Error()
		}
		return string(answer.Body)
	}
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	for range 2 {
		expect("of north", asked(k.north, k.street), "1")
		expect("of north, for north", asked(k.north, k.north), "1")
		expect("of north, for south", asked(k.north, k.south), "not-found")
		expect("of south", asked(k.south, k.south), "0")
	}
	k.amend(new(record.Org), branch, func(r record.Record) { r.(*record.Org).ParentID = k.south })
	expect("of north, which the branch left", asked(k.north, k.street), "0")
	expect("of south, to which it came", asked(k.south, k.south), "1")
	expect("of the branch, for north", asked(branch, k.north), "not-found")
}
