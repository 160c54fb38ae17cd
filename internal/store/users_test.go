package store

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// clock is a time that only the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// newBooks opens a store for one test, at noon of 9 March 2024.
func newBooks(t *testing.T) (*Store, *clock) {
	t.Helper()
	c := &clock{time.Date(2024, 3, 9, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))}
	s, err := Open(context.Background(), Options{Dir: t.TempDir(), Now: c.now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, c
}

// must stops the test on an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused wants a problem with the code, or with a field's.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) {
		t.Fatalf("%v, want %s", err, code)
	}
	if p.Code != code && (len(p.Fields) == 0 || p.Fields[0].Code != code) {
		t.Fatalf("%v, want %s", err, code)
	}
}

func admin() context.Context { return asProgram(context.Background()) }

// acting is a context in which a user acts.
func acting(u *record.User) context.Context {
	return access.With(context.Background(), access.Caller{ID: u.ID, Name: u.Name, Role: u.Role, OrgID: u.OrgID})
}

func addOrg(t *testing.T, s *Store, kind record.OrgKind, name string, parent uid.ID) uid.ID {
	t.Helper()
	o := &record.Org{Kind: kind, Name: name, ParentID: parent}
	o.ID = uid.New()
	if _, _, err := s.Create(admin(), o, []byte(name)); err != nil {
		t.Fatal(err)
	}
	return o.ID
}

const password = "海棠依旧-2023"

// keptPassword is hashed once for all tests: hashing is slow by design.
var keptPassword, _ = HashPassword(password)

func newUser(username string, role access.Role, org uid.ID) *record.User {
	u := &record.User{Username: username, Name: "名 " + username, Role: role, OrgID: org, Secret: keptPassword}
	u.ID = uid.New()
	return u
}

func addUser(t *testing.T, s *Store, ctx context.Context, username string, role access.Role, org uid.ID) *record.User {
	t.Helper()
	u := newUser(username, role, org)
	if _, _, err := s.Create(ctx, u, []byte(username)); err != nil {
		t.Fatal(err)
	}
	return u
}

func change(s *Store, ctx context.Context, id uid.ID, how func(*record.User)) error {
	_, err := s.Amend(ctx, new(record.User), id, 0, nil, func(r record.Record) error {
		how(r.(*record.User))
		return nil
	})
	return err
}

func void(s *Store, ctx context.Context, of record.Record, id uid.ID) error {
	return s.Void(ctx, of, id, 0, nil, "离任")
}

func TestFirstAdmin(t *testing.T) {
	s, _ := newBooks(t)
	ctx := context.Background()
	_, err := s.EnsureAdmin(ctx, "short")
	refused(t, err, "too-short")
	generated := must[string](t)(s.EnsureAdmin(ctx, ""))
	if len(generated) != 20 || strings.ContainsAny(generated, "01lo") {
		t.Errorf("generated %q", generated)
	}
	if again := must[string](t)(s.EnsureAdmin(ctx, "another password")); again != "" {
		t.Errorf("made a second admin with %q", again)
	}
	must[Session](t)(s.Login(ctx, " ADMIN ", generated))
	if err := s.SetPassword(ctx, "admin", password); err != nil {
		t.Fatal(err)
	}
	_, err = s.Login(ctx, "admin", generated)
	refused(t, err, "wrong-credentials")
	must[Session](t)(s.Login(ctx, "admin", password))
	refused(t, s.SetPassword(ctx, "nobody", password), "not-found")
}

func TestSession(t *testing.T) {
	s, clock := newBooks(t)
	u := addUser(t, s, admin(), "root", access.Admin, uid.ID{})
	ctx := context.Background()
	for _, wrong := range [][2]string{{"root", "wrong password"}, {"nobody", password}, {"", ""}} {
		_, err := s.Login(ctx, wrong[0], wrong[1])
		refused(t, err, "wrong-credentials")
	}
	if a, b := strings.Split(nobodysHash, "$"), strings.Split(keptPassword, "$"); a[3] != b[3] {
		t.Errorf("nobody's hash takes %s, a user's %s", a[3], b[3])
	}
	first, second := must[Session](t)(s.Login(ctx, "root", password)), must[Session](t)(s.Login(ctx, "root", password))
	if !strings.Contains(string(first.User), `"username":"root"`) || !first.Expires.Equal(clock.at.Add(sessionLife)) {
		t.Errorf("logged in as %s until %s", first.User, first.Expires)
	}
	caller := must[access.Caller](t)(s.Caller(ctx, first.Token))
	if caller.ID != u.ID || caller.Role != access.Admin || caller.Token {
		t.Errorf("caller is %+v", caller)
	}
	for _, bad := range []string{"", "ss_", first.Token + "x", strings.TrimPrefix(first.Token, sessionPrefix), tokenPrefix + first.Token[3:]} {
		_, err := s.Caller(ctx, bad)
		refused(t, err, "bad-token")
	}
	if err := s.Logout(access.With(ctx, caller)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Caller(ctx, first.Token)
	refused(t, err, "bad-token")
	must[access.Caller](t)(s.Caller(ctx, second.Token))

	lastUsed := func() (at string) {
		if _, err := s.glance(ctx, "SELECT last_used FROM sessions", nil, &at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	begun := lastUsed()
	clock.at = clock.at.Add(usedEvery - time.Second)
	must[access.Caller](t)(s.Caller(ctx, second.Token))
	if lastUsed() != begun {
		t.Error("the use was noted within five minutes")
	}
	clock.at = clock.at.Add(time.Second)
	must[access.Caller](t)(s.Caller(ctx, second.Token))
	if lastUsed() != moment(clock.at) {
		t.Error("the use was not noted after five minutes")
	}

	clock.at = second.Expires
	_, err = s.Caller(ctx, second.Token)
	refused(t, err, "bad-token")
	must[Session](t)(s.Login(ctx, "root", password))
	var n int
	if _, err := s.glance(ctx, "SELECT COUNT(*) FROM sessions", nil, &n); err != nil || n != 1 {
		t.Errorf("%d sessions are kept, %v; the expired ones should be gone", n, err)
	}
}

func TestPasswordEndsSessions(t *testing.T) {
	s, _ := newBooks(t)
	u := addUser(t, s, admin(), "root", access.Admin, uid.ID{})
	ctx := context.Background()
	session := must[Session](t)(s.Login(ctx, "root", password))
	own := access.With(ctx, must[access.Caller](t)(s.Caller(ctx, session.Token)))
	_, err := s.ChangePassword(own, "wrong password", "a new password")
	refused(t, err, "wrong-credentials")
	if err := change(s, own, u.ID, func(u *record.User) { u.Name = "别名" }); err != nil {
		t.Fatal(err)
	}
	must[access.Caller](t)(s.Caller(ctx, session.Token)) // another change ends nothing, and keeps the password
	if kept := must[Kept](t)(s.ChangePassword(own, password, "a new password")); kept.Version != 3 {
		t.Errorf("version %d", kept.Version)
	}
	_, err = s.Caller(ctx, session.Token)
	refused(t, err, "bad-token")
	_, err = s.Login(ctx, "root", password)
	refused(t, err, "wrong-credentials")
	must[Session](t)(s.Login(ctx, "root", "a new password"))
	if same := must[string](t)(s.HashFor(admin(), u.ID, "a new password")); same != must[string](t)(s.HashFor(admin(), u.ID, "a new password")) {
		t.Error("one password has two hashes")
	}
}

func TestWhoMayGrantWhat(t *testing.T) {
	s, _ := newBooks(t)
	street := addOrg(t, s, record.Committee, "青山街道党工委", uid.ID{})
	community := addOrg(t, s, record.Community, "青山社区党委", street)
	branch := addOrg(t, s, record.Branch, "第一党支部", community)
	other := addOrg(t, s, record.Community, "红旗社区党委", street)
	root := addUser(t, s, admin(), "root", access.Admin, uid.ID{})
	secretary := addUser(t, s, acting(root), "secretary", access.Secretary, community)
	recorder := addUser(t, s, acting(secretary), "recorder", access.Recorder, branch)
	far := addUser(t, s, acting(root), "far", access.Viewer, other)

	create := func(by *record.User, username string, role access.Role, org uid.ID) error {
		_, _, err := s.Create(acting(by), newUser(username, role, org), []byte("x"))
		return err
	}
	refused(t, create(recorder, "x1", access.Viewer, branch), "role-may-not")
	refused(t, create(secretary, "x2", access.Admin, uid.ID{}), "role-above-own")
	refused(t, create(secretary, "x3", access.Viewer, street), "unknown-organisation")
	refused(t, create(secretary, "x4", access.Viewer, other), "unknown-organisation")
	refused(t, create(root, "x5", access.Viewer, uid.New()), "unknown-organisation")
	refused(t, create(root, "x6", access.Viewer, uid.ID{}), "required")
	refused(t, create(root, "RECORDER", access.Viewer, branch), "username-taken")
	refused(t, change(s, acting(secretary), recorder.ID, func(u *record.User) { u.Role, u.OrgID = access.Admin, uid.ID{} }), "role-above-own")
	refused(t, change(s, acting(secretary), recorder.ID, func(u *record.User) { u.OrgID = other }), "unknown-organisation")
	refused(t, change(s, acting(secretary), recorder.ID, func(u *record.User) { u.Username = "far" }), "username-taken")
	refused(t, change(s, acting(secretary), far.ID, func(u *record.User) { u.Name = "x" }), "not-found")
	refused(t, void(s, acting(secretary), new(record.User), root.ID), "not-found")
	refused(t, void(s, acting(secretary), new(record.User), secretary.ID), "own-user")
	if err := change(s, acting(secretary), recorder.ID, func(u *record.User) { u.Username, u.OrgID = "Renamed", community }); err != nil {
		t.Fatal(err)
	}
	if err := create(secretary, "recorder", access.Recorder, branch); err != nil {
		t.Errorf("the name that was given up is not free: %v", err)
	}
	if page := must[Page](t)(s.List(acting(secretary), new(record.User), Query{Limit: 10, Where: map[string]string{"q": "RENAMED"}})); len(page.Items) != 1 {
		t.Errorf("%d users are named renamed", len(page.Items))
	}
	if page := must[Page](t)(s.List(acting(secretary), new(record.User), Query{Limit: 10})); len(page.Items) != 3 {
		t.Errorf("the secretary sees %d users, not 3", len(page.Items))
	}
	refused(t, void(s, admin(), new(record.Org), other), "still-named")
}

func TestOneUsernameAtOnce(t *testing.T) {
	s, _ := newBooks(t)
	street := addOrg(t, s, record.Committee, "青山街道党工委", uid.ID{})
	outcomes := make(chan error)
	var communities []uid.ID
	for i := range 12 {
		communities = append(communities, addOrg(t, s, record.Community, "社区党委"+strconv.Itoa(i), street))
	}
	for _, community := range communities {
		go func() {
			_, _, err := s.Create(admin(), newUser("same", access.Viewer, community), []byte("x"))
			outcomes <- err
		}()
	}
	made := 0
	for range 12 {
		if err := <-outcomes; err == nil {
			made++
		} else {
			refused(t, err, "username-taken")
		}
	}
	if made != 1 {
		t.Errorf("%d users have the name", made)
	}
}

func TestLastAdmin(t *testing.T) {
	s, _ := newBooks(t)
	street := addOrg(t, s, record.Committee, "青山街道党工委", uid.ID{})
	root := addUser(t, s, admin(), "root", access.Admin, uid.ID{})
	refused(t, void(s, admin(), new(record.User), root.ID), "last-admin")
	demote := func(u *record.User) { u.Role, u.OrgID = access.Secretary, street }
	refused(t, change(s, acting(root), root.ID, demote), "last-admin")
	second := addUser(t, s, acting(root), "second", access.Admin, uid.ID{})
	if err := change(s, acting(second), root.ID, demote); err != nil {
		t.Fatal(err)
	}
	refused(t, void(s, admin(), new(record.User), second.ID), "last-admin")
}

func TestVoidedUser(t *testing.T) {
	s, _ := newBooks(t)
	addUser(t, s, admin(), "root", access.Admin, uid.ID{})
	u := addUser(t, s, admin(), "zhang.wei", access.Admin, uid.ID{})
	ctx := context.Background()
	session := must[Session](t)(s.Login(ctx, "zhang.wei", password))
	if err := void(s, admin(), new(record.User), u.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Caller(ctx, session.Token)
	refused(t, err, "bad-token")
	_, err = s.Login(ctx, "zhang.wei", password)
	refused(t, err, "wrong-credentials")
	heir := addUser(t, s, admin(), "zhang.wei", access.Admin, uid.ID{})
	_, err = s.Restore(admin(), new(record.User), u.ID)
	refused(t, err, "username-taken")
	if err := void(s, admin(), new(record.User), heir.ID); err != nil {
		t.Fatal(err)
	}
	must[Kept](t)(s.Restore(admin(), new(record.User), u.ID))
	must[Session](t)(s.Login(ctx, "zhang.wei", password))
	_, err = s.Caller(ctx, session.Token)
	refused(t, err, "bad-token")
}

func TestToken(t *testing.T) {
	s, clock := newBooks(t)
	street := addOrg(t, s, record.Committee, "青山街道党工委", uid.ID{})
	secretary := addUser(t, s, admin(), "secretary", access.Secretary, street)
	ctx := context.Background()
	shown, hash := NewTokenSecret()
	k := &record.Token{Name: "平台", Role: access.Recorder, OrgID: street, ExpiresOn: s.Today(), Secret: hash}
	k.ID = uid.New()
	must[bool](t)(func() (bool, error) { _, made, err := s.Create(acting(secretary), k, []byte("x")); return made, err }())
	caller := must[access.Caller](t)(s.Caller(ctx, shown))
	if !caller.Token || caller.ID != k.ID || caller.OrgID != street || caller.Role != access.Recorder {
		t.Errorf("caller is %+v", caller)
	}
	_, err := s.Me(access.With(ctx, caller))
	refused(t, err, "not-for-tokens")
	clock.at = clock.at.AddDate(0, 0, 1)
	_, err = s.Caller(ctx, shown)
	refused(t, err, "bad-token")
	clock.at = clock.at.AddDate(0, 0, -1)
	if err := void(s, acting(secretary), new(record.Token), k.ID); err != nil {
		t.Fatal(err)
	}
	_, err = s.Caller(ctx, shown)
	refused(t, err, "bad-token")
	above := &record.Token{Name: "平台", Role: access.Admin, Secret: hash}
	above.ID = uid.New()
	_, _, err = s.Create(acting(secretary), above, []byte("x"))
	refused(t, err, "role-above-own")
}

// What is secret stands nowhere in the database but as a hash.
func TestSecretsAreNotKept(t *testing.T) {
	s, _ := newBooks(t)
	addUser(t, s, admin(), "root", access.Admin, uid.ID{})
	session := must[Session](t)(s.Login(context.Background(), "root", password))
	var file string
	if _, err := s.glance(context.Background(), "SELECT file FROM pragma_database_list WHERE name = 'main'", nil, &file); err != nil {
		t.Fatal(err)
	}
	for _, name := range must[[]string](t)(filepath.Glob(file + "*")) {
		content := must[[]byte](t)(os.ReadFile(name))
		for _, secret := range []string{password, session.Token} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(name), secret)
			}
		}
	}
	var n int
	if _, err := s.glance(context.Background(), "SELECT COUNT(*) FROM users WHERE body LIKE '%argon2id%'", nil, &n); err != nil || n != 0 {
		t.Errorf("%d bodies hold a hash, %v", n, err)
	}
}
