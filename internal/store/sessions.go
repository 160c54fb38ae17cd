package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

const (
	sessionLife = 14 * 24 * time.Hour // from the login on, however much it is used
	usedEvery   = 5 * time.Minute     // last_used is written no more often, or each GET would be a write
)

// What is shown begins with what it is: a session's or a token's. Only its SHA-256 is kept: it is random, so nobody can guess it from that.
const (
	sessionPrefix = "ss_"
	tokenPrefix   = "sz_"
)

var (
	errWrongCredentials = problem.New(problem.Unauthorized, "wrong-credentials")
	errBadToken         = problem.New(problem.Unauthorized, "bad-token")
	errNotForTokens     = problem.New(problem.Forbidden, "not-for-tokens")
)

// nobodysHash is compared where there is no user, so that an unknown username takes as long as a wrong password.
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$b557pdS7Tkro7lPqargN3Q$uaUR3SOVHl70ZOhnMxIBsB6i20NQCyDsMzhYLAgDQkk"

// Session is a login as it is answered.
type Session struct {
	Token   string
	Expires time.Time
	User    []byte // the JSON of the user
}

// Login begins a session. Problems: Unauthorized "wrong-credentials", which never tells whether the user exists.
func (s *Store) Login(ctx context.Context, username, password string) (session Session, err error) {
	var id uid.ID
	kept := nobodysHash
	found, err := s.glance(ctx, "SELECT u.id, u.password FROM usernames n JOIN users u ON u.id = n.user_id WHERE n.username = ? AND u.voided_on IS NULL",
		[]any{record.NormalUsername(username)}, &id, &kept)
	if err != nil {
		return session, err
	}
	right, err := argon2id.ComparePasswordAndHash(password, kept) // outside of any transaction: it takes its time
	if err != nil {
		return session, err
	}
	if !found || !right {
		return session, errWrongCredentials
	}
	now := s.now()
	session.Token = newSecret(sessionPrefix)
	session.Expires = now.Add(sessionLife).Truncate(time.Second)
	err = s.tx(ctx, anyLane, func(t *tx) error {
		var body string
		still, err := t.one("SELECT body FROM users WHERE id = ? AND password = ? AND voided_on IS NULL"+s.dialect.forUpdate, []any{id, kept}, &body)
		if err == nil && !still {
			err = errWrongCredentials // voided, or given another password meanwhile
		}
		if err != nil {
			return err
		}
		session.User = []byte(body)
		if _, err := t.exec("DELETE FROM sessions WHERE expires_at <= ?", moment(now)); err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO sessions (secret, user_id, expires_at, last_used) VALUES (?, ?, ?, ?)", hashSecret(session.Token), id, moment(session.Expires), moment(now))
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return session, nil
}

// Caller says who shows a session's or a token's secret. Problems: Unauthorized "bad-token" for one that is unknown, ended or expired.
func (s *Store) Caller(ctx context.Context, secret string) (access.Caller, error) {
	hash := hashSecret(secret)
	beat := s.pulse.of(uid.ID{})
	if c, known := s.callers.get([32]byte(hash), beat.logins, s.now()); known {
		return c, nil
	}
	c, until, err := s.lookUp(ctx, secret, hash)
	if err == nil && !s.dialect.shared {
		s.callers.put([32]byte(hash), known{c, beat.logins, until})
	}
	return c, err
}

// lookUp asks the books who shows a secret, and says until when that holds unless something changes.
func (s *Store) lookUp(ctx context.Context, secret string, hash []byte) (c access.Caller, until time.Time, err error) {
	c.Secret = hash
	now := s.now()
	known := knownFor
	var role, lastUsed, expires string
	found := false
	switch {
	case strings.HasPrefix(secret, sessionPrefix):
		found, err = s.glance(ctx, "SELECT u.id, u.name, u.role, u.org_id, s.last_used, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.secret = ? AND s.expires_at > ? AND u.voided_on IS NULL",
			[]any{c.Secret, moment(now)}, &c.ID, &c.Name, &role, &c.OrgID, &lastUsed, &expires)
	case strings.HasPrefix(secret, tokenPrefix):
		c.Token = true
		found, err = s.glance(ctx, "SELECT id, name, role, org_id FROM tokens WHERE secret = ? AND voided_on IS NULL AND (expires_on IS NULL OR expires_on >= ?)",
			[]any{c.Secret, s.Today()}, &c.ID, &c.Name, &role, &c.OrgID)
	}
	if err != nil {
		return access.Caller{}, now, err
	}
	if !found {
		return access.Caller{}, now, errBadToken
	}
	c.Role = access.Role(role)
	if c.Token {
		midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
		return c, now.Add(min(known, midnight.Sub(now))), nil
	}
	if lastUsed <= moment(now.Add(-usedEvery)) || lastUsed > moment(now.Add(usedEvery)) { // not for long, or by a clock that was ahead
		s.noteUse(ctx, c.Secret, lastUsed)
	} else if used, err := time.Parse(instant, lastUsed); err == nil {
		known = min(known, used.Add(usedEvery).Sub(now))
	}
	if ends, err := time.Parse(instant, expires); err == nil {
		known = min(known, ends.Sub(now))
	}
	return c, now.Add(known), nil // by the clock that is never set, where it tells that too: none that is set back makes it longer
}

// noteUse writes that a session is in use, and that it ends no later than if it began now: it may have begun by a clock that was
// ahead. Whoever shows it must not fail for that.
func (s *Store) noteUse(ctx context.Context, secret []byte, before string) {
	now := s.now()
	last := moment(now.Add(sessionLife))
	err := s.tx(ctx, anyLane, func(t *tx) error {
		_, err := t.exec("UPDATE sessions SET last_used = ?, expires_at = CASE WHEN expires_at > ? THEN ? ELSE expires_at END WHERE secret = ? AND last_used = ?",
			moment(now), last, last, secret, before)
		return err
	})
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "the use of a session was not noted", slog.Any("error", err))
	}
}

// Logout ends the caller's session. Problems: Forbidden for a token, which is voided instead.
func (s *Store) Logout(ctx context.Context) error {
	caller := access.From(ctx)
	if caller.Token {
		return errNotForTokens
	}
	return s.tx(ctx, anyLane, func(t *tx) error {
		t.group.marks.logins = true
		_, err := t.exec("DELETE FROM sessions WHERE secret = ?", caller.Secret)
		return err
	})
}

// Me gives the caller's own user. Problems: Forbidden for a token, behind which no user stands.
func (s *Store) Me(ctx context.Context) (kept Kept, err error) {
	caller := access.From(ctx)
	if caller.Token {
		return kept, errNotForTokens
	}
	var body string
	found, err := s.glance(ctx, "SELECT id, version, body FROM users WHERE id = ?", []any{caller.ID}, &kept.ID, &kept.Version, &body)
	if err == nil && !found {
		err = problem.New(problem.NotFound, "not-found")
	}
	kept.Body = []byte(body)
	return kept, err
}

// NewTokenSecret makes what a token shows, and what is kept of it, for record.Token.Secret.
func NewTokenSecret() (shown string, hash []byte) {
	shown = newSecret(tokenPrefix)
	return shown, hashSecret(shown)
}

func newSecret(prefix string) string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

func hashSecret(shown string) []byte {
	sum := sha256.Sum256([]byte(shown))
	return sum[:]
}

// glance reads the only row of a single statement, which needs no transaction around it.
func (s *Store) glance(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	defer s.reads.catchUp(context.WithoutCancel(ctx))
	query = s.dialect.bind(query)
	var rows *sql.Rows
	if prepared := s.reads.of(query); prepared != nil {
		rows, err = prepared.QueryContext(ctx, args...)
	} else {
		rows, err = s.reads.pool.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return false, s.outcome(err)
	}
	defer func() { _ = rows.Close() }()
	if found = rows.Next(); found {
		err = rows.Scan(dest...)
	}
	return found, s.outcome(errors.Join(err, rows.Err()))
}

// moment is an instant as it stands in columns.
func moment(t time.Time) string { return t.UTC().Format(instant) }

// Now is the present instant in the program's time zone.
func (s *Store) Now() time.Time { return s.now() }
