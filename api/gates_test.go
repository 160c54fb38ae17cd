package api

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"shuzhi/internal/problem"
)

var (
	errWrong = problem.New(problem.Unauthorized, "wrong-credentials")
	errAway  = problem.New(problem.Unavailable, "database-away")
)

// tried is a guess and what the gates made of it: how long the pause is, and whether the password was looked at.
type tried struct {
	after            time.Duration // since the guess before
	account, address string
	outcome          error // of the password, if it is looked at
	pause            time.Duration
}

func TestPausesGrow(t *testing.T) {
	const a, b = "zhang.wei", "li.na"
	const home, office = "203.0.113.7", "198.51.100.9"
	wrong := func(n int) (list []tried) {
		for range n {
			list = append(list, tried{0, a, home, errWrong, 0})
		}
		return list
	}
	for name, guesses := range map[string][]tried{
		"none before the fifth": append(wrong(5), tried{0, a, home, errWrong, time.Second}),
		"they grow to twenty seconds": append(wrong(5),
			tried{time.Second, a, home, errWrong, 0}, tried{0, a, home, nil, 2 * time.Second},
			tried{2 * time.Second, a, home, errWrong, 0}, tried{time.Second, a, home, nil, 3 * time.Second},
			tried{3 * time.Second, a, home, errWrong, 0}, tried{8 * time.Second, a, home, errWrong, 0}, tried{0, a, home, nil, 16 * time.Second},
			tried{16 * time.Second, a, home, errWrong, 0}, tried{20 * time.Second, a, home, errWrong, 0}, tried{0, a, home, nil, 20 * time.Second}),
		"who is refused does not wait longer": append(wrong(5), tried{0, a, home, nil, time.Second}, tried{0, a, home, nil, time.Second}, tried{time.Second, a, home, nil, 0}),
		"success forgets":                     append(wrong(4), append([]tried{{0, a, home, nil, 0}}, wrong(5)...)...),
		"a quarter of an hour forgets":        append(wrong(5), append([]tried{{remembered, a, home, errWrong, 0}}, wrong(4)...)...),
		"a clock set back locks nobody out": append(wrong(5), tried{-365 * 24 * time.Hour, a, home, nil, longestPause}, tried{longestPause, a, home, errWrong, 0}, tried{0, a, home, nil, 2 * time.Second},
			tried{remembered - longestPause, a, home, errWrong, 0}, tried{0, a, home, nil, 0}),
		"a clock set back opens nothing":       append(wrong(4), tried{-time.Hour, a, home, errWrong, 0}, tried{0, a, home, nil, time.Second}),
		"a clock set back a little":            append(wrong(5), tried{-time.Second, a, home, nil, 2 * time.Second}, tried{2 * time.Second, a, home, nil, 0}),
		"a clock set on begins the count anew": append(wrong(5), append([]tried{{365 * 24 * time.Hour, a, home, errWrong, 0}}, append(wrong(4), tried{0, a, home, nil, time.Second})...)...),
		"others are not locked out":            append(wrong(5), tried{0, a, office, nil, 0}, tried{0, b, home, nil, 0}),
		"one customer's IPv6": {{0, a, "2001:db8::1", errWrong, 0}, {0, a, "2001:db8::2", errWrong, 0}, {0, a, "2001:db8::3", errWrong, 0}, {0, a, "2001:db8::4", errWrong, 0},
			{0, a, "2001:db8::5", errWrong, 0}, {0, a, "2001:db8::6", nil, time.Second}, {0, a, "2001:db8:0:1::1", nil, 0}},
		"a fault is no wrong password": append(wrong(4), tried{0, a, home, errAway, 0}, tried{0, a, home, errAway, 0}, tried{0, a, home, errWrong, 0}, tried{0, a, home, nil, time.Second}),
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2024, 3, 9, 12, 0, 0, 0, time.UTC)
			g := newGates(func() time.Time { return now })
			for i, guess := range guesses {
				now = now.Add(guess.after)
				hold(t, g, i, guess)
			}
		})
	}
}

func TestAddressAlone(t *testing.T) {
	now := time.Date(2024, 3, 9, 12, 0, 0, 0, time.UTC)
	g := newGates(func() time.Time { return now })
	for i := range 201 {
		hold(t, g, i, tried{account: strconv.Itoa(i), address: "203.0.113.7", outcome: errWrong})
	}
	hold(t, g, 201, tried{account: "new", address: "203.0.113.7", pause: time.Second})
	hold(t, g, 202, tried{account: "new", address: "203.0.113.8"})
	for i := range 2 * mostTallied {
		hold(t, g, i, tried{account: "a", address: "10.0." + strconv.Itoa(i/250) + "." + strconv.Itoa(i%250), outcome: errWrong})
	}
	if n, m := g.accounts.entries.Len(), len(g.addresses.known); n != mostTallied || m != mostTallied {
		t.Errorf("%d accounts and %d addresses are remembered, want %d", n, m, mostTallied)
	}
}

func hold(t *testing.T, g *gates, i int, guess tried) {
	t.Helper()
	asked := false
	err := g.guess(context.Background(), guess.account, guess.address, func() error {
		asked = true
		return guess.outcome
	})
	var p *problem.Error
	switch {
	case asked != (guess.pause == 0):
		t.Fatalf("guess %d: the password was looked at: %v", i, asked)
	case asked && !errors.Is(err, guess.outcome):
		t.Fatalf("guess %d: %v, want %v", i, err, guess.outcome)
	case !asked && (!errors.As(err, &p) || p.Kind != problem.TooMany || p.RetryAfter != guess.pause):
		t.Fatalf("guess %d: %v, want a pause of %v", i, err, guess.pause)
	}
}

func TestTurns(t *testing.T) {
	g := newGates(time.Now)
	var done []func()
	for range hashesAtOnce {
		end, err := g.turn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		done = append(done, end)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := g.turn(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("a third turn: %v", err)
	}
	for range hashesWaiting {
		g.waiting <- struct{}{}
	}
	var p *problem.Error
	if _, err := g.turn(context.Background()); !errors.As(err, &p) || p.Kind != problem.Unavailable || p.RetryAfter <= 0 {
		t.Errorf("a full queue: %v", err)
	}
	<-g.waiting
	done[0]()
	if _, err := g.turn(context.Background()); err != nil {
		t.Errorf("after a turn has ended: %v", err)
	}
}
