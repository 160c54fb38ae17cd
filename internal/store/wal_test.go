package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// log is a store whose write-ahead log is short, and a clock that goes on by hand.
type log struct {
	*testing.T
	s    *store.Store
	ctx  context.Context
	file string
	now  time.Time
	org  uid.ID
}

const (
	mostLog = 2 << 20
	slack   = 1 << 20 // what a turn writes, and more
)

func newLog(t *testing.T) *log {
	if storetest.OnPostgres() {
		t.Skip("the log is SQLite's")
	}
	dir := t.TempDir()
	l := &log{T: t, ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin}), file: filepath.Join(dir, "shuzhi.db-wal"), now: storetest.Noon, org: uid.New()}
	l.s = storetest.Open(t, dir, func() time.Time { return l.now })
	if err := l.s.Log(mostLog, 100); err != nil {
		t.Fatal(err)
	}
	write(t, l.ctx, l.s, []*store.Made{{Record: &record.Org{Header: record.Header{ID: l.org}, Kind: record.Community, Name: "北苑"}}})
	return l
}

// turn writes near half a mebibyte, and says how long the log is.
func (l *log) turn() int64 {
	l.Helper()
	var some []*store.Made
	for range 32 {
		some = append(some, &store.Made{Record: &record.Activity{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: l.org}, Kind: record.Visit, Topic: "走访",
			HeldOn: calendar.MustDay(2023, 3, 1), Summary: record.Text(strings.Repeat("问需于民", 900))}})
	}
	write(l.T, l.ctx, l.s, some)
	return l.size()
}

func (l *log) size() int64 {
	l.Helper()
	info, err := os.Stat(l.file)
	if err != nil {
		l.Fatal(err)
	}
	return info.Size()
}

// hold opens a snapshot that stays until it must give way, or until leave is called. outcome is what its reader is told.
func (l *log) hold() (leave func(), outcome <-chan error) {
	l.Helper()
	open, left, told := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		told <- l.s.Hold(l.ctx, func(ask func() error, gone <-chan struct{}) error {
			err := ask()
			close(open)
			select {
			case <-gone:
			case <-left:
			}
			return errors.Join(err, ask())
		})
	}()
	<-open
	return func() { close(left) }, told
}

// TestLogIsBounded: a reader that stays makes the log grow; once it is too long the reader must give way, and the log begins anew.
func TestLogIsBounded(t *testing.T) {
	const turns = 30
	t.Run("nobody stays", func(t *testing.T) {
		l := newLog(t)
		for range turns {
			if size := l.turn(); size > mostLog+slack {
				t.Fatalf("the log has %d bytes though nobody reads", size)
			}
		}
	})
	t.Run("nobody looks", func(t *testing.T) { // what the looks are for
		l := newLog(t)
		leave, told := l.hold()
		for range turns {
			l.turn()
		}
		if size := l.size(); size < 3*(mostLog+slack) {
			t.Errorf("the log has %d bytes: the reader does not hold it, and this test shows nothing", size)
		}
		leave()
		if err := <-told; err != nil {
			t.Errorf("nobody asked the reader to give way: %v", err)
		}
	})
	t.Run("somebody looks", func(t *testing.T) {
		l := newLog(t)
		_, told := l.hold()
		ended := false
		for range turns {
			if size := l.turn(); size > mostLog+slack {
				t.Errorf("the log has %d bytes", size)
			}
			l.now = l.now.Add(6 * time.Second)
			before := l.size()
			if err := l.s.LookAtLog(l.ctx); err != nil {
				t.Fatal(err)
			}
			if before <= mostLog || ended {
				continue
			}
			ended = true
			var p *problem.Error
			select {
			case err := <-told:
				if !errors.As(err, &p) || p.Kind != problem.Unavailable || p.Code != "read-too-long" || p.RetryAfter <= 0 {
					t.Errorf("the reader is told %v", err)
				}
			case <-time.After(time.Minute):
				t.Fatal("the reader need not give way")
			}
			if err := l.s.LookAtLog(l.ctx); err != nil {
				t.Fatal(err)
			}
			if size := l.size(); size != 0 {
				t.Errorf("after the reader went the log has %d bytes", size)
			}
		}
		if !ended {
			t.Error("the log never grew too long")
		}
	})
}

// TestShortReadingsStay: who has not read for long is left alone, however long the log is.
func TestShortReadingsStay(t *testing.T) {
	l := newLog(t)
	leave, told := l.hold()
	for range 10 {
		l.turn()
		if err := l.s.LookAtLog(l.ctx); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	if err := <-told; err != nil {
		t.Errorf("a short reading was ended: %v", err)
	}
	if err := l.s.LookAtLog(l.ctx); err != nil || l.size() != 0 {
		t.Errorf("afterwards the log has %d bytes: %v", l.size(), err)
	}
}

// TestLogIsBoundedAmongMany: readers who come and go, each before the last has left, can keep the log from ever beginning anew by
// itself. A look makes room among them.
func TestLogIsBoundedAmongMany(t *testing.T) {
	l := newLog(t)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		leave, told := l.hold()
		for {
			next, nextTold := l.hold()
			leave()
			if err := <-told; err != nil {
				t.Error(err)
			}
			leave, told = next, nextTold
			select {
			case <-stop:
				leave()
				if err := <-told; err != nil {
					t.Error(err)
				}
				return
			default:
			}
		}
	}()
	for range 10 {
		l.turn()
	}
	if err := l.s.Log(0, 100); err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(time.Minute); l.size() > 0 && time.Now().Before(late); {
		if err := l.s.LookAtLog(l.ctx); err != nil {
			t.Fatal(err)
		}
	}
	if size := l.size(); size > 0 {
		t.Errorf("while readers come and go the log keeps %d bytes", size)
	}
	close(stop)
	<-stopped
}
