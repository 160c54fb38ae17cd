package store

import (
	"context"
	"crypto/rand"

	"github.com/alexedwards/argon2id"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// byUsernames looks for words in the names of users.
var byUsernames = filter{sql: "lower(username || ' ' || name) LIKE ? ESCAPE '!'", value: likeWords}

func init() {
	keep(&kind{resource: "users", table: "users", stale: staleLogins, fresh: func() record.Record { return new(record.User) },
		least: access.Secretary, anywhere: true, filters: filters{"q": byUsernames},
		extra: []string{"password"}, before: userFits, after: userFollows})
	keep(&kind{resource: "tokens", table: "tokens", stale: staleLogins, fresh: func() record.Record { return new(record.Token) },
		least: access.Secretary, anywhere: true, extra: []string{"secret"}, before: tokenFits})
}

// userFits looks at what binds users alone, and gives the hash of the password: the new one, or the kept.
func userFits(t *tx, was, is record.Record) ([]record.Column, error) {
	u := is.(*record.User)
	old, _ := was.(*record.User)
	if u.Voided() && u.ID == t.caller.ID {
		return nil, problem.New(problem.Conflict, "own-user")
	}
	if !u.Voided() {
		if err := t.mayGrant(u.Role, u.OrgID); err != nil {
			return nil, err
		}
		if err := t.freeUsername(u); err != nil {
			return nil, err
		}
	}
	if old != nil && livingAdmin(old) && !livingAdmin(u) {
		if err := t.otherAdmin(u.ID); err != nil {
			return nil, err
		}
	}
	secret := u.Secret
	if secret == "" {
		if _, err := t.one("SELECT password FROM users WHERE id = ?", []any{u.ID}, &secret); err != nil {
			return nil, err
		}
	}
	return []record.Column{{Name: "password", Value: secret}}, nil
}

func livingAdmin(u *record.User) bool { return u.Role == access.Admin && !u.Voided() }

// mayGrant wants a role that is not above the caller's own, and an organisation within the caller's; only admins give none.
func (t *tx) mayGrant(role access.Role, id uid.ID) error {
	if err := t.caller.MayGrant(role); err != nil {
		return err
	}
	if id.IsZero() {
		return nil // an admin's: Validate has seen to it
	}
	o, err := t.reach(id)
	if problem.Is(err, problem.NotFound) || err == nil && o.voided {
		return field("/org_id", "unknown-organisation")
	}
	return err
}

var errUsernameTaken = problem.New(problem.Conflict, "username-taken")

// freeUsername wants a username that no other living user has.
func (t *tx) freeUsername(u *record.User) error {
	var holder uid.ID
	taken, err := t.one("SELECT user_id FROM usernames WHERE username = ?", []any{u.Username}, &holder)
	if err == nil && taken && holder != u.ID {
		err = errUsernameTaken
	}
	return err
}

// otherAdmin wants another living admin to be there. The lock on the chain of admins' users keeps two from leaving at once.
func (t *tx) otherAdmin(id uid.ID) error {
	if _, err := t.head(noOrg); err != nil {
		return err
	}
	there, err := t.one("SELECT 1 FROM users WHERE role = ? AND voided_on IS NULL AND id <> ? LIMIT 1", []any{string(access.Admin), id}, new(int))
	if err == nil && !there {
		err = problem.New(problem.Conflict, "last-admin")
	}
	return err
}

// userFollows takes the username while its user lives, and ends the sessions of who was voided or has a new password.
func userFollows(t *tx, was, is record.Record, _ []record.Step) error {
	u := is.(*record.User)
	old, _ := was.(*record.User)
	before, now := "", ""
	if old != nil && !old.Voided() {
		before = old.Username
	}
	if !u.Voided() {
		now = u.Username
	}
	if before != now && before != "" {
		if _, err := t.exec("DELETE FROM usernames WHERE username = ?", before); err != nil {
			return err
		}
	}
	if before != now && now != "" {
		rows, err := t.exec("INSERT INTO usernames (username, user_id) VALUES (?, ?) ON CONFLICT (username) DO NOTHING", now, u.ID)
		if err != nil {
			return err
		}
		if rows == 0 { // somebody else's came first
			return errUsernameTaken
		}
	}
	if old != nil && (u.Voided() || u.Secret != "") {
		_, err := t.exec("DELETE FROM sessions WHERE user_id = ?", u.ID)
		return err
	}
	return nil
}

// tokenFits looks at what binds tokens alone, and gives the hash of what is shown.
func tokenFits(t *tx, was, is record.Record) ([]record.Column, error) {
	k := is.(*record.Token)
	if !k.Voided() {
		if err := t.mayGrant(k.Role, k.OrgID); err != nil {
			return nil, err
		}
	}
	secret := k.Secret
	if was != nil {
		if _, err := t.one("SELECT secret FROM tokens WHERE id = ?", []any{k.ID}, &secret); err != nil {
			return nil, err
		}
	}
	return []record.Column{{Name: "secret", Value: secret}}, nil
}

// hashing is argon2id with 19 MiB and two rounds, OWASP's least; who hashes many at once pays that memory for each.
var hashing = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword gives what is kept of a password, for record.User.Secret.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, &hashing)
}

// HashFor is HashPassword for a user who may be there already: their very password gives the very hash that is kept, so
// that a change which is sent again is known by it.
func (s *Store) HashFor(ctx context.Context, id uid.ID, password string) (string, error) {
	var kept string
	err := s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(kindOf(new(record.User)), id)
		if err != nil {
			return err
		}
		_, err = t.one("SELECT password FROM users WHERE id = ?", []any{r.ID}, &kept)
		return err
	})
	if err != nil {
		return "", err
	}
	same, err := argon2id.ComparePasswordAndHash(password, kept)
	if err != nil || same {
		return kept, err
	}
	return HashPassword(password)
}

// asProgram is a context in which the program itself acts, as no user asked it to.
func asProgram(ctx context.Context) context.Context {
	return access.With(ctx, access.Caller{Name: "shuzhi", Role: access.Admin})
}

// EnsureAdmin makes the user admin if there is no user at all: with the password, or with a random one that it gives back.
// Problems: Invalid for a password that is too short or too long.
func (s *Store) EnsureAdmin(ctx context.Context, password string) (generated string, err error) {
	known, err := s.glance(ctx, "SELECT 1 FROM users LIMIT 1", nil, new(int))
	if err != nil || known {
		return "", err
	}
	if password == "" {
		generated = randomPassword()
		password = generated
	}
	secret, err := hashChecked(password)
	if err != nil {
		return "", err
	}
	admin := record.User{Username: "admin", Name: "管理员", Role: access.Admin, Secret: secret}
	admin.ID = uid.New()
	made := Made{Record: &admin}
	if err := made.prepare(s.now()); err != nil {
		return "", err
	}
	err = s.tx(asProgram(ctx), anyLane, func(t *tx) (err error) {
		if known, err = t.one("SELECT 1 FROM users LIMIT 1", nil, new(int)); err != nil || known {
			return err
		}
		return made.in(t)
	})
	if known || problem.Is(err, problem.Conflict) { // another server came first
		return "", nil
	}
	return generated, err
}

// SetPassword gives a living user a new password, which ends their sessions. Problems: NotFound, Invalid.
func (s *Store) SetPassword(ctx context.Context, username, password string) error {
	var id uid.ID
	found, err := s.glance(ctx, "SELECT user_id FROM usernames WHERE username = ?", []any{record.NormalUsername(username)}, &id)
	if err == nil && !found {
		err = problem.New(problem.NotFound, "not-found")
	}
	if err != nil {
		return err
	}
	secret, err := hashChecked(password)
	if err != nil {
		return err
	}
	_, err = s.alter(asProgram(ctx), kindOf(new(record.User)), id, alteration{what: "amend", change: func(_ *tx, r record.Record, _ *[]record.Step) error {
		r.(*record.User).Secret = secret
		return nil
	}})
	return err
}

// ChangePassword gives the caller a new password in place of the current one, and ends all their sessions. The password
// itself grants that: no role is asked for. Problems: Unauthorized "wrong-credentials", Forbidden for a token.
func (s *Store) ChangePassword(ctx context.Context, current, fresh string) (kept Kept, err error) {
	caller := access.From(ctx)
	if caller.Token {
		return kept, errNotForTokens
	}
	var was string
	if _, err := s.glance(ctx, "SELECT password FROM users WHERE id = ?", []any{caller.ID}, &was); err != nil {
		return kept, err
	}
	right, err := argon2id.ComparePasswordAndHash(current, was)
	if err == nil && !right {
		err = errWrongCredentials
	}
	if err != nil {
		return kept, err
	}
	secret, err := HashPassword(fresh)
	if err != nil {
		return kept, err
	}
	caller.Role = access.Admin
	return s.alter(access.With(ctx, caller), kindOf(new(record.User)), caller.ID, alteration{what: "amend", change: func(t *tx, r record.Record, _ *[]record.Step) error {
		var now string
		if _, err := t.one("SELECT password FROM users WHERE id = ?", []any{caller.ID}, &now); err != nil {
			return err
		}
		if now != was {
			return errWrongCredentials
		}
		r.(*record.User).Secret = secret
		return nil
	}})
}

func hashChecked(password string) (string, error) {
	var c problem.Check
	record.CheckPassword(&c, password, "/password")
	if err := c.Err(); err != nil {
		return "", err
	}
	return HashPassword(password)
}

// unambiguous has 32 characters, none of which is taken for another when it is read from a screen.
const unambiguous = "23456789abcdefghijkmnpqrstuvwxyz"

// randomPassword has 20 characters, so 100 bits.
func randomPassword() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = unambiguous[b[i]%32]
	}
	return string(b)
}
