package store_test

import (
	"flag"
	"os"
	"testing"

	"shuzhi/internal/store/storetest"
)

// TestMain lets fewer histories be drawn on PostgreSQL, where each costs several times as much: SQLite has them all.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); storetest.OnPostgres() && !testing.Short() && checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set("40"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// alone skips a long test in which nothing happens at the same time: a race detector finds nothing there, nor does an isolation level.
func alone(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("nothing happens at the same time")
	}
}
