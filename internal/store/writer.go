package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Writers wait together and are just as durable: a lane takes all closures that wait, runs them in one transaction,
// commits once, and then answers each. SQLite has one lane, which owns the only writing connection.
// PostgreSQL has several; what must not be written by two is guarded by row locks, so a lane is only a way to wait less.
type lane struct {
	s       *Store
	queue   chan *job
	turns   chan struct{} // of batches, which leave half of the queue to others
	closing chan struct{}
	done    chan struct{}   // closed when the lane takes no more
	crowded bool            // several shared the last commit
	orgs    map[uid.ID]*org // where organisations stand, known from group to group where nobody else writes
}

const (
	queueLength = 1024 // closures that may wait; one more is answered 503
	groupLength = 128  // closures that share a commit
	crowd       = 4    // closures that shared the last, when more may be about to come
	mostOrgs    = 10_000
	attempts    = 64 // how often a group is begun anew when another transaction came between: of three servers that write to one chain one wins each time

	shortPause = 3 * time.Millisecond // before a group is begun anew, and as much more each time, up to the longest
	longPause  = 30 * time.Millisecond
)

// job is a closure that waits for its turn.
type job struct {
	ctx     context.Context
	org     uid.ID // whose chain it will write to; anyLane where that is not known
	do      func(*tx) error
	lane    *lane
	begun   atomic.Bool // taken by the lane, or given up by the caller: whoever comes first
	outcome chan error
}

// group is the closures of one commit, and what they keep outside the database until then.
type group struct {
	heads map[uid.ID]*head
	orgs  map[uid.ID]*org // where organisations stand
	marks marks
	locks locks
}

// anyLane is for writes that belong to no organisation.
var anyLane uid.ID

func (s *Store) newLane() *lane {
	l := &lane{s: s, queue: make(chan *job, queueLength), turns: make(chan struct{}, queueLength/2/groupLength), closing: make(chan struct{}), done: make(chan struct{})}
	go l.run()
	return l
}

// close answers all that waits, then stops the lane. Who comes later is Unavailable.
func (l *lane) close() {
	close(l.closing)
	<-l.done
}

// tx runs do in a transaction that writes, and returns when its outcome is durable. do may run several times, each with
// a fresh tx; before its first write it must have looked at all that it can be refused for. The lane is that of org.
func (s *Store) tx(ctx context.Context, org uid.ID, do func(*tx) error) error {
	j, err := s.enqueue(ctx, org, do)
	if err != nil {
		return err
	}
	return j.wait()
}

func (s *Store) laneOf(org uid.ID) *lane { return s.lanes[int(org[15])%len(s.lanes)] }

// enqueue puts a closure at the end of a lane. A full lane is Unavailable.
func (s *Store) enqueue(ctx context.Context, org uid.ID, do func(*tx) error) (*job, error) {
	l := s.laneOf(org)
	j := &job{ctx: ctx, org: org, do: do, lane: l, outcome: make(chan error, 1)}
	select {
	case l.queue <- j:
		return j, nil
	default:
		return nil, problem.New(problem.Unavailable, "queue-full").After(time.Second)
	}
}

// wait is over when the outcome is durable, or when the caller has gone, or the lane, before the closure was begun.
func (j *job) wait() error {
	select {
	case err := <-j.outcome:
		return err
	case <-j.ctx.Done():
		if j.begun.CompareAndSwap(false, true) {
			return j.ctx.Err()
		}
	case <-j.lane.done:
		if j.begun.CompareAndSwap(false, true) {
			return problem.New(problem.Unavailable, "closing").After(time.Second)
		}
	}
	return <-j.outcome
}

func (l *lane) run() {
	defer close(l.done)
	for {
		select {
		case first := <-l.queue:
			l.answer(l.gather(first))
		case <-l.closing:
			for len(l.queue) > 0 {
				l.answer(l.gather(<-l.queue))
			}
			return
		}
	}
}

// gather takes all that wait. Whoever was given up by its caller is left out. In a crowd it first lets those come who are about to:
// the more share a commit, the less each waits.
func (l *lane) gather(first *job) (jobs []*job) {
	if l.crowded {
		runtime.Gosched()
	}
	defer func() { l.crowded = len(jobs) >= crowd }()
	take := func(j *job) {
		if j.begun.CompareAndSwap(false, true) {
			jobs = append(jobs, j)
		}
	}
	take(first)
	for len(jobs) < groupLength {
		select {
		case j := <-l.queue:
			take(j)
		default:
			return jobs
		}
	}
	return jobs
}

// answer runs the jobs in one transaction and tells each its outcome.
func (l *lane) answer(jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	guarded := false
	outcomes, err := l.attempt(jobs, guarded)
	for try := 1; err != nil && try < attempts; try++ {
		switch {
		case errors.Is(err, errSpoiled):
			guarded = true
		case l.s.dialect.breach(err) == again && !errors.Is(err, errUnsure):
			time.Sleep(rand.N(min(time.Duration(try)*shortPause, longPause))) // not all at the same moment again
		default:
			try = attempts
			continue
		}
		outcomes, err = l.attempt(jobs, guarded)
	}
	code := "not-written"
	if errors.Is(err, errUnsure) {
		code = "perhaps-written"
	}
	for i, j := range jobs {
		if err != nil {
			j.outcome <- problem.New(problem.Unavailable, code).After(time.Second).Because(err)
			continue
		}
		j.outcome <- l.s.outcome(outcomes[i])
	}
}

// errSpoiled says that a closure failed after it had written, or that a statement of it did where that spoils the transaction.
// Its neighbours must be run again, each in a savepoint.
var errSpoiled = errors.New("a closure spoiled its neighbours' transaction")

// attempt runs every job in one transaction. Guarded, each has a savepoint, so that one that fails is undone alone; that is
// rare, since what a closure can be refused for it looks at before its first write.
// outcomes are the jobs' own; err says that nothing at all was kept.
func (l *lane) attempt(jobs []*job, guarded bool) (outcomes []error, err error) {
	outcomes = make([]error, len(jobs))
	var g *group
	if l.orgs == nil || l.s.dialect.shared {
		l.orgs = map[uid.ID]*org{}
	}
	err = l.s.writes.transact(context.Background(), nil, func(c *conn) error {
		g = &group{heads: map[uid.ID]*head{}, orgs: l.orgs, marks: newMarks(), locks: newLocks()}
		if err := g.lock(&tx{ctx: context.Background(), conn: c, s: l.s, group: g, orgs: g.orgs}, jobs); err != nil {
			return err
		}
		for i, j := range jobs {
			t := &tx{ctx: context.WithoutCancel(j.ctx), conn: c, s: l.s, caller: access.From(j.ctx), group: g, orgs: g.orgs}
			if outcomes[i], err = l.step(t, j, guarded); err != nil {
				return err
			}
		}
		if err := g.settle(&tx{ctx: context.Background(), conn: c, s: l.s, group: g, orgs: g.orgs}); err != nil {
			return err
		}
		if !l.s.dialect.shared { // before readers see it
			l.s.arrivals.note(g.marks.months)
		}
		return nil
	})
	if err != nil || g.marks.tree || len(l.orgs) > mostOrgs {
		l.orgs = nil
	}
	switch {
	case err == nil: // before anybody is answered
		if l.s.dialect.shared { // where a stamp that was put back could be another server's
			l.s.arrivals.note(g.marks.months)
		}
		l.s.pulse.beat(&g.marks)
		if len(g.marks.months) > 0 {
			l.s.ahead.note(maps.Keys(g.marks.months), l.s.now())
		}
	case g != nil:
		l.s.arrivals.forget(g.marks.months)
	}
	return outcomes, err
}

// lock takes the chains of all jobs before the first is run, in one order on all servers, so that no two groups hold what the other wants.
func (g *group) lock(t *tx, jobs []*job) error {
	if !t.s.dialect.shared {
		return nil
	}
	var orgs []uid.ID
	for _, j := range jobs {
		if j.org != anyLane {
			orgs = append(orgs, j.org)
		}
	}
	slices.SortFunc(orgs, uid.Compare)
	for _, org := range slices.Compact(orgs) {
		h := &head{}
		found, err := t.one("SELECT n, head FROM chains WHERE org = ?"+t.s.dialect.forUpdate, []any{org}, &h.n, &h.hash)
		if err != nil {
			return err
		}
		if found { // or whoever writes the first entry begins it
			g.heads[org] = h
		}
	}
	return nil
}

// step runs one job. outcome is its own; err says that the transaction is lost.
func (l *lane) step(t *tx, j *job, guarded bool) (outcome, err error) {
	if guarded {
		if _, err := t.exec("SAVEPOINT turn"); err != nil {
			return nil, err
		}
		t.wrote = false
	}
	outcome = run(t, j)
	if guarded {
		if outcome != nil {
			if l.s.dialect.breach(outcome) == again {
				return nil, outcome
			}
			t.putBack()
			t.group.marks.doubt()
			if _, err := t.exec("ROLLBACK TO SAVEPOINT turn"); err != nil {
				return nil, err
			}
		}
		_, err = t.exec("RELEASE SAVEPOINT turn")
		return outcome, err
	}
	switch {
	case outcome != nil && l.s.dialect.breach(outcome) == again:
		return nil, outcome
	case outcome != nil && t.wrote, t.failed: // SQLite too may have undone the transaction, of which it then says nothing
		return nil, errSpoiled
	}
	return outcome, nil
}

// putBack undoes what the closure changed outside the database, last first.
func (t *tx) putBack() {
	for i := len(t.undo) - 1; i >= 0; i-- {
		t.undo[i]()
	}
	clear(t.orgs)
}

// run calls the job's closure; a panic is an error of that closure alone.
func run(t *tx, j *job) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked("a write", cause)
		}
	}()
	return j.do(t)
}

// panicked is the fault of ours that a panic is. It is called where that was recovered, whose stack it tells.
func panicked(in string, cause any) error {
	return fmt.Errorf("panic in %s: %v\n%s", in, cause, debug.Stack())
}
