package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestHotOrganisation lets all writers of all servers write to one organisation, and so to one chain and one month; some of the
// activities are held jointly with a neighbour who writes too, so that servers hold rows that others want. Nobody is refused,
// nobody waits for others without end, and everything is kept once, in an unbroken chain.
func TestHotOrganisation(t *testing.T) {
	servers, writers, each := hotServers(t), 16, 25
	if !storetest.OnPostgres() {
		writers *= 3
	}
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	street, hot, neighbour := uid.New(), uid.New(), uid.New()
	neighbour[15] = hot[15] // they share a lane, and so commits
	write(t, ctx, servers[0], []*store.Made{
		{Record: &record.Org{Header: record.Header{ID: street}, Kind: record.Committee, Name: "青山街道党工委"}},
		{Record: &record.Org{Header: record.Header{ID: hot}, Kind: record.Community, Name: "北苑", ParentID: street}},
		{Record: &record.Org{Header: record.Header{ID: neighbour}, Kind: record.Community, Name: "南苑", ParentID: street}},
	})
	var writing sync.WaitGroup
	var refused atomic.Int64
	kept := 0
	for i, s := range servers {
		for w := range writers {
			org, other := hot, neighbour
			if w == 0 { // one of the neighbour's own
				org, other = neighbour, hot
			} else {
				kept += each
			}
			writing.Go(func() {
				for n := range each {
					a := &record.Activity{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: org}, Kind: record.Visit, Topic: fmt.Sprintf("第%d次走访", n), HeldOn: calendar.MustDay(2023, 3, 1)}
					if n%5 == 0 {
						a.JointOrgIDs = record.IDs{other}
					}
					if _, created, err := s.Create(ctx, a, nil); err != nil || !created {
						refused.Add(1)
						t.Errorf("server %d refuses writer %d its record %d: %v", i, w, n, err)
						return
					}
				}
			})
		}
	}
	writing.Wait()
	q := &queue{T: t, s: servers[0], ctx: ctx, org: hot}
	if n := len(q.chain()) - 1; n != kept || refused.Load() != 0 {
		t.Errorf("%d of %d records stand in the chain", n, kept)
	}
	q.sound()
}

// hotServers are three servers on one PostgreSQL; on SQLite there is one.
func hotServers(t *testing.T) (all []*store.Store) {
	t.Helper()
	n := 1
	if storetest.OnPostgres() {
		n = 3
	}
	return serversOn(t, place(t, storetest.Database(t)), n)
}

func serversOn(t *testing.T, o store.Options, n int) (all []*store.Store) {
	t.Helper()
	for range n {
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		all = append(all, s)
	}
	return all
}
