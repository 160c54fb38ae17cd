package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/demo"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// place is a database that a copy may come from or go to.
func place(t *testing.T, database string) store.Options {
	t.Helper()
	return store.Options{Database: database, Dir: t.TempDir(), Now: func() time.Time { return storetest.Noon }, Log: slog.New(slog.DiscardHandler)}
}

// raw opens a place without the store.
func raw(t *testing.T, o store.Options) *sql.DB {
	t.Helper()
	driver, address := "pgx", o.Database
	if address == "" {
		driver, address = "sqlite", filepath.Join(o.Dir, "shuzhi.db")
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// fill opens a place, writes what begin says and something of each sort that is rare, and closes it again.
func fill(t *testing.T, o store.Options, begin func(context.Context, *store.Store) error) {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := begin(access.With(t.Context(), access.Caller{Role: access.Admin}), s); err != nil {
		t.Fatal(err)
	}
	if _, err := s.EnsureAdmin(t.Context(), "a long password"); err != nil {
		t.Fatal(err)
	}
	ctx := access.With(t.Context(), access.Caller{ID: uid.New(), Role: access.Admin})
	page, err := s.List(ctx, new(record.Org), store.Query{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{bytes.Repeat([]byte("述职\x00\xff"), 10<<20/8), {0}} {
		sum := sha256.Sum256(content)
		a := &record.Attachment{OrgID: page.Items[0].ID, Name: "签到表.pdf", MediaType: "application/pdf", Content: content, Size: int64(len(content)), SHA256: fmt.Sprintf("%x", sum)}
		a.ID = uid.New()
		if _, _, err := s.Create(ctx, a, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// street is an invented street of two years.
func street(ctx context.Context, s *store.Store) error { return demo.Fill(ctx, s, s.Today()) }

// community is a single one, with a few records.
func community(ctx context.Context, s *store.Store) error {
	c := &record.Org{Kind: record.Community, Name: "翠湖社区"}
	c.ID = uid.New()
	p := &record.Person{Owned: record.Owned{OrgID: c.ID}, Kind: record.Member, Name: "李明"}
	p.ID = uid.New()
	a := &record.Activity{Owned: record.Owned{OrgID: c.ID}, Kind: record.CollectiveStudy, Topic: "学习", HeldOn: calendar.MustDay(2023, 3, 15), Participants: record.IDs{p.ID}}
	a.ID = uid.New()
	all := []*store.Made{{Record: c}, {Record: p}, {Record: a}}
	s.CreateAll(ctx, all)
	return errors.Join(all[0].Err, all[1].Err, all[2].Err)
}

// copied copies and gives what was complained of.
func copied(ctx context.Context, from, to store.Options) (right bool, faults []string, err error) {
	right, err = store.Copy(ctx, store.Copying{From: from, To: to, Progress: func(store.Progress) {}, Complain: func(line string) { faults = append(faults, line) }})
	return right, faults, err
}

func mustCopy(t *testing.T, from, to store.Options) {
	t.Helper()
	if right, faults, err := copied(t.Context(), from, to); err != nil || !right {
		t.Fatalf("the copy: %v, %q", err, faults)
	}
}

// dump is every table as text, row by row in an order of its own.
func dump(t *testing.T, o store.Options, tables []string) map[string][]string {
	t.Helper()
	db, all := raw(t, o), map[string][]string{}
	for _, table := range tables {
		all[table] = dumpTable(t, db, table)
	}
	return all
}

func dumpTable(t *testing.T, db *sql.DB, table string) (lines []string) {
	t.Helper()
	found, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	names, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := found.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		var line strings.Builder
		for i, c := range cells {
			line.WriteString(names[i] + " " + alike(*c.(*any)) + "\n")
		}
		lines = append(lines, line.String())
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// alike writes a cell so that both databases write it alike.
func alike(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		if len(v) == 16 {
			return uid.ID(v).String() + " or its bytes"
		}
		return fmt.Sprintf("%x", sha256.Sum256(v))
	case bool:
		if v {
			return "1"
		}
		return "0"
	case string:
		if id, err := uid.Parse(v); err == nil {
			return id.String() + " or its bytes"
		}
		return "text " + v
	}
	return fmt.Sprint(v)
}

// odd is a table that no migration of today makes: copies must not know the tables by heart.
var odd = []string{
	"CREATE TABLE odd (id uuid PRIMARY KEY, other uuid, bytes bytea, text TEXT, number BIGINT, truth BOOLEAN)",
	"INSERT INTO odd (id, other, bytes, text, number, truth) SELECT id, NULL, NULL, NULL, NULL, NULL FROM orgs WHERE parent_id IS NULL",
	"INSERT INTO odd (id, other, bytes, text, number, truth) SELECT id, parent_id, value, '', -9223372036854775807, TRUE FROM orgs, settings WHERE kind = 'community'",
	"INSERT INTO odd (id, other, bytes, text, number, truth) SELECT a.id, a.id, c.head, '“行” 一\n''二'', \\N', 0, FALSE FROM areas a, chains c WHERE c.n = -1",
}

// TestCopyThereAndBack copies an invented street from SQLite to PostgreSQL and back, and wants every cell of every table as it was.
func TestCopyThereAndBack(t *testing.T) {
	first, second, third := place(t, ""), place(t, storetest.Database(t)), place(t, "")
	fill(t, first, street)
	execute(t, raw(t, first), odd[0]+"; "+odd[1]+"; "+odd[2]+"; INSERT INTO chains (org, n, head) VALUES ('0123456789abcdef', -1, x''); "+odd[3]+
		"; DELETE FROM chains WHERE n = -1; INSERT INTO looks (org, at, who, what) SELECT id, '', id, '' FROM orgs")
	tables := texts(t, raw(t, first), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' AND name <> 'ids'")
	for _, o := range []store.Options{second, third} {
		makeTables(t, o)
		execute(t, raw(t, o), odd[0])
	}
	mustCopy(t, first, second)
	mustCopy(t, second, third)
	want := dump(t, first, tables)
	if len(want["odd"]) < 10 || len(want["contents"]) != 2 || len(want["audit"]) < 1000 {
		t.Fatalf("there is too little to copy: %d, %d, %d", len(want["odd"]), len(want["contents"]), len(want["audit"]))
	}
	if storetest.OnPostgres() {
		if lost := texts(t, raw(t, second), "SELECT CAST(record AS TEXT) FROM audit WHERE record NOT IN (SELECT id FROM ids)"); len(lost) > 0 {
			t.Errorf("the ids of %d records are free for others", len(lost))
		}
	}
	for _, o := range []store.Options{second, third} {
		for table, rows := range dump(t, o, tables) {
			if !slices.Equal(rows, want[table]) {
				t.Errorf("%s is not as it was: %d rows of %d", table, len(rows), len(want[table]))
			}
		}
	}
}

// makeTables leaves a place with the tables and nothing in them, as a copy does that broke off at once.
func makeTables(t *testing.T, o store.Options) {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, raw(t, o), "DELETE FROM settings")
}

// TestCopyServed copies books while they are written, and gets one moment of them.
func TestCopyServed(t *testing.T) {
	from, to := place(t, storetest.Database(t)), place(t, "")
	s, err := store.Open(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ctx := access.With(t.Context(), access.Caller{Role: access.Admin})
	if err := street(ctx, s); err != nil {
		t.Fatal(err)
	}
	another := func() error {
		o := &record.Org{Kind: record.Committee, Name: "新街道党工委"}
		o.ID = uid.New()
		_, _, err := s.Create(ctx, o, nil)
		return err
	}
	written := 0
	right, err := store.Copy(ctx, store.Copying{From: from, To: to, Complain: func(line string) { t.Error(line) }, Progress: func(store.Progress) {
		if err := another(); err != nil {
			t.Error(err)
		}
		written++
	}})
	if err != nil || !right || written < 20 {
		t.Fatalf("the copy: %t, %v, with %d records written meanwhile", right, err, written)
	}
}

// TestCopyRefuses wants a place that holds anything to stay as it is, and a place without whole books not to be copied.
func TestCopyRefuses(t *testing.T) {
	from := place(t, "")
	fill(t, from, community)
	refused := func(from, to store.Options, want error) {
		t.Helper()
		if _, _, err := copied(t.Context(), from, to); !errors.Is(err, want) {
			t.Errorf("the copy: %v, want %v", err, want)
		}
	}
	served := place(t, storetest.Database(t))
	mustCopy(t, from, served)
	before := dump(t, served, []string{"settings", "orgs", "activities", "audit"})
	refused(from, served, store.ErrNotEmpty)
	for table, rows := range dump(t, served, []string{"settings", "orgs", "activities", "audit"}) {
		if !slices.Equal(rows, before[table]) {
			t.Errorf("%s of the refused target is changed", table)
		}
	}
	refused(place(t, ""), place(t, ""), store.ErrNoBooks)
	refused(place(t, storetest.Database(t)), place(t, ""), store.ErrNoBooks)
	foreign := place(t, storetest.Database(t))
	execute(t, raw(t, foreign), "CREATE TABLE invoices (id BIGINT)")
	refused(from, foreign, store.ErrNotEmpty)
	execute(t, raw(t, foreign), "INSERT INTO invoices (id) VALUES (1)")
	refused(from, foreign, store.ErrNotEmpty)
	older := place(t, "")
	mustCopy(t, from, older)
	execute(t, raw(t, older), "DELETE FROM goose_db_version WHERE version_id > 1")
	refused(older, place(t, ""), store.ErrOlder)
	execute(t, raw(t, older), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	var newer store.ErrNewer
	if _, _, err := copied(t.Context(), older, place(t, "")); !errors.As(err, &newer) {
		t.Errorf("newer books: %v", err)
	}
}

// TestCopyBroken stops a copy at each stage: what is left can never be opened, and may be copied to again as long as it is empty.
func TestCopyBroken(t *testing.T) {
	alone(t)
	from := place(t, "")
	fill(t, from, community)
	for stage := store.Loading; stage <= store.Verifying; stage++ {
		to := place(t, storetest.Database(t))
		ctx, cancel := context.WithCancel(t.Context())
		_, err := store.Copy(ctx, store.Copying{From: from, To: to, Complain: func(string) {}, Progress: func(p store.Progress) {
			if p.Stage == stage && (stage != store.Loading || p.Table == "links") {
				cancel()
			}
		}})
		if err == nil {
			t.Fatalf("a copy that was stopped at stage %d ended well", stage)
		}
		if _, err := store.Open(t.Context(), to); !errors.Is(err, store.ErrHalfCopied) {
			t.Errorf("stopped at stage %d, it is opened: %v", stage, err)
		}
		if _, _, err := copied(t.Context(), to, place(t, "")); !errors.Is(err, store.ErrHalfCopied) {
			t.Errorf("stopped at stage %d, it is copied: %v", stage, err)
		}
		if stage < store.Comparing { // nothing was committed
			mustCopy(t, from, to)
		} else if _, _, err := copied(t.Context(), from, to); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("stopped at stage %d, it is copied to: %v", stage, err)
		}
	}
}

// TestCopyDiffers spoils what arrived, and wants each fault named and the target closed.
func TestCopyDiffers(t *testing.T) {
	alone(t)
	from := place(t, "")
	fill(t, from, community)
	for spoil, says := range map[string]string{
		"DELETE FROM links":               "links: ",
		"UPDATE chains SET n = n + 1":     "chains: ",
		"UPDATE users SET password = ''":  "users: ",
		"UPDATE activities SET kinds = 0": "theory_study.sessions of 2023 differs",
		"INSERT INTO settings (name, value) SELECT 'more', head FROM chains WHERE n > 0 LIMIT 1": "settings: 1 rows left the source, ",
		"CREATE TABLE more (id uuid)": "the tables ",
	} {
		to := place(t, storetest.Database(t))
		var faults []string
		right, err := store.Copy(t.Context(), store.Copying{From: from, To: to, Complain: func(line string) { faults = append(faults, line) }, Progress: func(p store.Progress) {
			if p.Stage == store.Comparing && p.Table == "" {
				execute(t, raw(t, to), spoil)
			}
		}})
		if err != nil || right || !strings.Contains(strings.Join(faults, "\n"), says) {
			t.Errorf("after %s the copy is right: %t, %v; it says %q, not %q", spoil, right, err, faults, says)
		}
		if _, err := store.Open(t.Context(), to); !errors.Is(err, store.ErrHalfCopied) {
			t.Errorf("after %s it is opened: %v", spoil, err)
		}
	}
}
