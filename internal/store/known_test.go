package store

import (
	"context"
	"log/slog"
	"testing"
	"time"
)

// TestKnownByTheSteadyClock: how long a login is remembered without asking is told by the clock that is never set, also where it ends
// with an instant of the wall's.
func TestKnownByTheSteadyClock(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	s, err := Open(ctx, Options{Dir: t.TempDir(), Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.EnsureAdmin(ctx, "海棠依旧-2023"); err != nil {
		t.Fatal(err)
	}
	session, err := s.Login(ctx, "admin", "海棠依旧-2023")
	if err != nil {
		t.Fatal(err)
	}
	for column, ago := range map[string]time.Duration{"last_used": usedEvery - time.Second, "expires_at": -time.Second} {
		if err := s.writer.Exec("UPDATE sessions SET "+column+" = ?", moment(now.Add(-ago))).Error; err != nil {
			t.Fatal(err)
		}
		_, until, err := s.lookUp(ctx, session.Token, hashSecret(session.Token))
		if left := until.Sub(now); err != nil || left != time.Second {
			t.Errorf("%s: it is remembered for %s: %v", column, left, err)
		}
		if until == until.Round(0) {
			t.Errorf("%s: it is remembered until %s of a clock that may be set back", column, until)
		}
	}
}
