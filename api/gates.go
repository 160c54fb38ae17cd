package api

import (
	"container/list"
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"shuzhi/internal/problem"
)

const (
	hashesAtOnce  = 2   // each takes 19 MiB
	hashesWaiting = 128 // some seconds' worth; one more is answered 503

	freeForAccount = 5   // the wrong password of an account from an address that begins the pauses
	freeForAddress = 201 // the same for an address alone, which may be an office's
	longestPause   = 20 * time.Second
	remembered     = 15 * time.Minute // after the first wrong password all is forgotten
	mostTallied    = 4096             // accounts or addresses; the oldest gives way
)

// gates stand before whatever compares a password. Wrong ones meet growing pauses: for an account from an address, so that
// nobody locks others out, and for an address that tries many accounts. And only a few passwords are hashed at a time.
type gates struct {
	now       func() time.Time
	mu        sync.Mutex
	accounts  tally
	addresses tally
	waiting   chan struct{}
	turns     chan struct{}
}

func newGates(now func() time.Time) *gates {
	return &gates{now: now, accounts: newTally(freeForAccount), addresses: newTally(freeForAddress),
		waiting: make(chan struct{}, hashesWaiting), turns: make(chan struct{}, hashesAtOnce)}
}

// guess lets check compare a password of the account for somebody at the address. Unauthorized from check means that it was wrong.
// Problems: TooMany before check is asked, Unavailable when too many wait, and those of check.
func (g *gates) guess(ctx context.Context, account, address string, check func() error) error {
	address = network(address)
	if err := g.paused(account, address); err != nil {
		return err
	}
	done, err := g.turn(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := g.paused(account, address); err != nil { // others failed while this one waited
		return err
	}
	err = check()
	g.judge(account, address, err)
	return err
}

// turn waits for a turn at hashing, which ends with done.
func (g *gates) turn(ctx context.Context) (done func(), err error) {
	select {
	case g.waiting <- struct{}{}:
	default:
		return nil, problem.New(problem.Unavailable, "queue-full").After(2 * time.Second)
	}
	defer func() { <-g.waiting }()
	select {
	case g.turns <- struct{}{}:
		return func() { <-g.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (g *gates) paused(account, address string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	pause := max(g.accounts.pause(account+" "+address, now), g.addresses.pause(address, now))
	if pause <= 0 {
		return nil
	}
	return problem.New(problem.TooMany, "too-many-wrong-passwords", int((pause+time.Second-1)/time.Second)).After(pause)
}

func (g *gates) judge(account, address string, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case err == nil:
		g.accounts.forget(account + " " + address)
	case isUnauthorized(err):
		g.accounts.wrong(account+" "+address, g.now())
		g.addresses.wrong(address, g.now())
	}
}

// tally counts wrong passwords. Its entries stand in the order of their first.
type tally struct {
	free    int // the wrong password that begins the pauses
	entries *list.List
	known   map[string]*list.Element
}

type tries struct {
	key          string
	wrong        int
	since, until time.Time
}

func newTally(free int) tally { return tally{free, list.New(), map[string]*list.Element{}} }

func (l *tally) pause(key string, now time.Time) time.Duration {
	e := l.known[key]
	if e == nil {
		return 0
	}
	t := e.Value.(*tries)
	t.setBack(now)
	if now.Sub(t.since) >= remembered {
		return 0
	}
	return t.until.Sub(now)
}

// setBack lets no pause grow, and nothing be remembered for longer, because the clock was set back.
func (t *tries) setBack(now time.Time) {
	if now.Before(t.since) {
		t.since = now
	}
	if last := now.Add(longestPause); last.Before(t.until) {
		t.until = last
	}
}

func (l *tally) wrong(key string, now time.Time) {
	for first := l.entries.Front(); first != nil && now.Sub(first.Value.(*tries).since) >= remembered; first = l.entries.Front() {
		l.forget(first.Value.(*tries).key)
	}
	e := l.known[key]
	if e == nil {
		if l.entries.Len() >= mostTallied {
			l.forget(l.entries.Front().Value.(*tries).key)
		}
		e = l.entries.PushBack(&tries{key: key, since: now})
		l.known[key] = e
	}
	t := e.Value.(*tries)
	t.wrong++
	if over := t.wrong - l.free; over >= 0 {
		t.until = now.Add(min(longestPause, time.Second<<min(over, 5)))
	}
}

func (l *tally) forget(key string) {
	if e := l.known[key]; e != nil {
		l.entries.Remove(e)
		delete(l.known, key)
	}
}

// network is what counts as one address: of IPv6 the half that a provider gives to one customer.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return strings.Clone(address)
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64) // never fails
		return p.String()
	}
	return a.String()
}
