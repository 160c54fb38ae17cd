// Package storetest opens books for one test: in SQLite, or in PostgreSQL where SHUZHI_TEST_DATABASE gives its address.
package storetest

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// Noon is when a test takes place unless it says otherwise: noon of 20 December 2023, where the community lives.
var Noon = time.Date(2023, 12, 20, 12, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

// New opens fresh books at Noon, and closes them when the test ends.
func New(t testing.TB) *store.Store {
	return Open(t, t.TempDir(), func() time.Time { return Noon })
}

// Open opens the books in the folder, by the clock of the test. In PostgreSQL each call gets a schema of its own.
func Open(t testing.TB, dir string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Database: Database(t), Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// OnPostgres reports whether the tests run on PostgreSQL.
func OnPostgres() bool { return os.Getenv("SHUZHI_TEST_DATABASE") != "" }

// Database gives the address of an empty database, which goes when the test ends: a schema of its own in PostgreSQL.
// It is empty where the tests run on SQLite.
func Database(t testing.TB) string {
	t.Helper()
	if !OnPostgres() {
		return ""
	}
	address, err := url.Parse(os.Getenv("SHUZHI_TEST_DATABASE"))
	if err != nil {
		t.Fatal(err)
	}
	schema := pgx.Identifier{"test_" + uid.New().String()}
	execute(t, address.String(), "CREATE SCHEMA "+schema.Sanitize())
	t.Cleanup(func() { execute(t, address.String(), "DROP SCHEMA "+schema.Sanitize()+" CASCADE") })
	query := address.Query()
	query.Set("search_path", schema.Sanitize())
	address.RawQuery = query.Encode()
	return address.String()
}

func execute(t testing.TB, address, statement string) {
	t.Helper()
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close(ctx) }()
	if _, err := connection.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
