package store_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// queue is a community whose lane the test holds, so that what comes meanwhile waits in the order in which it came.
type queue struct {
	*testing.T
	s       *store.Store
	ctx     context.Context
	org     uid.ID
	release func()
}

func newQueue(t *testing.T) *queue {
	q := &queue{T: t, s: storetest.New(t), ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin}), org: uid.New()}
	write(t, q.ctx, q.s, []*store.Made{{Record: &record.Org{Header: record.Header{ID: q.org}, Kind: record.Community, Name: "北苑"}}})
	release, err := q.s.Occupy(q.org)
	if err != nil {
		q.Fatal(err)
	}
	q.release = sync.OnceFunc(release)
	q.Cleanup(q.release)
	return q
}

func (q *queue) visit() *record.Activity {
	return &record.Activity{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: q.org}, Kind: record.Visit, Topic: "走访", HeldOn: calendar.MustDay(2023, 3, 1)}
}

// enqueue lets records wait, and gives the function that says what became of them.
func (q *queue) enqueue(ctx context.Context, between func(), all ...record.Record) (wait func() error) {
	q.Helper()
	wait, err := q.s.Enqueue(ctx, between, all...)
	if err != nil {
		q.Fatal(err)
	}
	return wait
}

// holds wants a record there, or not.
func (q *queue) holds(r record.Record, there bool) {
	q.Helper()
	var p *problem.Error
	if _, err := q.s.Get(q.ctx, r, r.Head().ID); there && err != nil || !there && (!errors.As(err, &p) || p.Kind != problem.NotFound) {
		q.Errorf("the record is to be there: %v; reading it: %v", there, err)
	}
}

// chain gives the audit of the community, the oldest entry first.
func (q *queue) chain() (all []store.AuditEntry) {
	q.Helper()
	for after := (store.Place{}); ; {
		page, err := q.s.Audit(q.ctx, store.AuditQuery{OrgID: q.org, Limit: 500, After: after})
		if err != nil {
			q.Fatal(err)
		}
		all = append(page.Items, all...)
		if after = page.Next; after.ID.IsZero() {
			break
		}
	}
	ordered := make([]store.AuditEntry, len(all))
	for _, e := range all {
		if e.N < 1 || e.N > int64(len(all)) || ordered[e.N-1].N != 0 {
			q.Fatalf("entry %d of %d stands twice, or beyond the end", e.N, len(all))
		}
		ordered[e.N-1] = e
	}
	return ordered
}

func (q *queue) sound() {
	q.Helper()
	if right, err := q.s.Verify(q.ctx, func(fault string) { q.Error(fault) }); err != nil || !right {
		q.Errorf("verify: %v %v", right, err)
	}
}

func nothing() {}

// TestCancelledInTheQueue: who goes away before the turn came is told so at once and has written nothing; the neighbours have.
func TestCancelledInTheQueue(t *testing.T) {
	q := newQueue(t)
	before, gone, after := q.visit(), q.visit(), q.visit()
	ctx, cancel := context.WithCancel(q.ctx)
	waits := []func() error{q.enqueue(q.ctx, nothing, before)}
	wait := q.enqueue(ctx, func() { t.Error("a closure that was given up is run") }, gone)
	waits = append(waits, q.enqueue(q.ctx, nothing, after))
	cancel()
	if err := wait(); !errors.Is(err, context.Canceled) { // while the lane is held
		t.Errorf("who went away is told %v", err)
	}
	q.release()
	for _, wait := range waits {
		if err := wait(); err != nil {
			t.Error(err)
		}
	}
	q.holds(before, true)
	q.holds(gone, false)
	q.holds(after, true)
	if entries := q.chain(); len(entries) != 3 {
		t.Errorf("the chain has %d entries, want those of the community and of two visits", len(entries))
	}
	q.sound()
}

// TestCancelledOnceBegun: who goes away in the midst of the turn has written all; the neighbours of the same commit are untouched,
// those before and those after.
func TestCancelledOnceBegun(t *testing.T) {
	q := newQueue(t)
	ctx, cancel := context.WithCancel(q.ctx)
	all := []record.Record{q.visit(), q.visit(), q.visit(), q.visit()}
	waits := []func() error{q.enqueue(q.ctx, nothing, all[0])}
	begun := 0
	waits = append(waits, q.enqueue(ctx, func() {
		if begun++; begun == 2 { // the first is written
			cancel()
		}
	}, all[1], all[2]), q.enqueue(q.ctx, nothing, all[3]))
	q.release()
	for i, wait := range waits {
		if err := wait(); err != nil {
			t.Errorf("closure %d: %v", i, err)
		}
	}
	if ctx.Err() == nil {
		t.Error("nobody went away, and this test shows nothing")
	}
	for _, r := range all {
		q.holds(r, true)
	}
	q.sound()
}

// TestCancelledBatch: of a batch whose client goes away nothing is written that had not begun, and each item says what became of it.
func TestCancelledBatch(t *testing.T) {
	q := newQueue(t)
	ctx, cancel := context.WithCancel(q.ctx)
	made := q.batch(300)
	done := make(chan struct{})
	go func() {
		defer close(done)
		q.s.CreateAll(ctx, made)
	}()
	q.queued(128)
	cancel()
	<-done // while the lane is held
	q.release()
	for i, m := range made {
		if !errors.Is(m.Err, context.Canceled) || m.Created {
			t.Fatalf("item %d: %v", i, m.Err)
		}
	}
	if entries := q.chain(); len(entries) != 1 {
		t.Errorf("%d entries were written", len(entries)-1)
	}
	q.sound()
}

func (q *queue) batch(n int) (made []*store.Made) {
	for range n {
		made = append(made, &store.Made{Record: q.visit()})
	}
	return made
}

// created wants every record of the batches kept.
func (q *queue) created(batches [][]*store.Made) {
	q.Helper()
	for _, made := range batches {
		for i, m := range made {
			if m.Err != nil || !m.Created {
				q.Fatalf("item %d: %v", i, m.Err)
			}
		}
	}
}

// queued waits until so many stand in the queue.
func (q *queue) queued(n int) {
	for q.s.Queued(q.org) < n {
		runtime.Gosched()
	}
}

// TestImportsTakeTurns: however much four clients import at once, a record that a phone sends has no more than 32 of each before it; of
// one that came to an empty queue as many as share a commit.
func TestImportsTakeTurns(t *testing.T) {
	const clients, each, turn, group = 4, 500, 32, 128
	q := newQueue(t)
	var importing sync.WaitGroup
	var batches [clients][]*store.Made
	for i := range batches {
		batches[i] = q.batch(each)
		importing.Go(func() { q.s.CreateAll(q.ctx, batches[i]) })
		q.queued(group + i*turn)
	}
	phone := q.visit()
	wait := q.enqueue(q.ctx, nothing, phone)
	q.release()
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	importing.Wait()
	q.created(batches[:])
	place := map[uid.ID]int64{}
	for _, e := range q.chain() {
		place[e.ID] = e.N
	}
	if n := place[phone.ID]; n != 1+group+(clients-1)*turn+1 {
		t.Errorf("the phone's record is entry %d; %d of the imports stood before it, and the community", n, group+(clients-1)*turn)
	}
	for i, made := range batches { // each in its order
		for j := 1; j < len(made); j++ {
			if a, b := place[made[j-1].Kept.ID], place[made[j].Kept.ID]; a >= b {
				t.Fatalf("of batch %d item %d is entry %d and item %d is entry %d", i, j-1, a, j, b)
			}
		}
	}
	q.sound()
}

// TestManyImports: though more import at once than the queue has room for, none of their records is refused, and phones find room.
func TestManyImports(t *testing.T) {
	const clients, each = 40, 64
	q := newQueue(t)
	var importing sync.WaitGroup
	var batches [clients][]*store.Made
	for i := range batches {
		batches[i] = q.batch(each)
		importing.Go(func() { q.s.CreateAll(q.ctx, batches[i]) })
	}
	q.queued(128)
	for range 10_000 { // and all that come on
		runtime.Gosched()
	}
	wait := q.enqueue(q.ctx, nothing, q.visit())
	q.release()
	if err := wait(); err != nil {
		t.Error(err)
	}
	importing.Wait()
	q.created(batches[:])
	if n := len(q.chain()); n != 1+clients*each+1 {
		t.Errorf("the chain has %d entries", n)
	}
}

// TestFullQueue: one more than may wait is refused at once, to be sent again; those who wait are not.
func TestFullQueue(t *testing.T) {
	q := newQueue(t)
	var waits []func() error
	var p *problem.Error
	for refused := false; !refused; {
		wait, err := q.s.Enqueue(q.ctx, nothing, q.visit())
		if refused = err != nil; !refused {
			waits = append(waits, wait)
		} else if !errors.As(err, &p) || p.Code != "queue-full" || p.RetryAfter <= 0 {
			t.Errorf("one more than the queue holds: %v", err)
		}
	}
	q.release()
	for _, wait := range waits {
		if err := wait(); err != nil {
			t.Error(err)
		}
	}
	if len(waits) != 1024 {
		t.Errorf("%d waited, want 1024", len(waits))
	}
	q.sound()
}

// TestALostTransactionIsLostWhole: SQLite undoes a transaction when the disk fails, even for one who only reads, and says nothing of it
// to the next. All of the group is kept, or none, and what is answered is true.
func TestALostTransactionIsLostWhole(t *testing.T) {
	q := newQueue(t)
	first, last := q.visit(), q.visit()
	waits := []func() error{q.enqueue(q.ctx, nothing, first)}
	lost, err := q.s.EnqueueStatements(q.ctx, q.org, "ROLLBACK", "SELECT 1 FROM nowhere")
	if err != nil {
		t.Fatal(err)
	}
	waits = append(waits, q.enqueue(q.ctx, nothing, last))
	q.release()
	if err := lost(); err == nil {
		t.Error("who lost the transaction is told that all went well")
	}
	for i, r := range []*record.Activity{first, last} {
		q.holds(r, waits[i]() == nil)
	}
	q.sound()
}
