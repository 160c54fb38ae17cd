package store

import (
	"errors"
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestSilentHost wants a host that takes connections and says nothing to be given up, as one is whose machine hangs.
func TestSilentHost(t *testing.T) {
	t.Parallel()
	host, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = host.Close() }()
	ended := make(chan error, 1)
	go func() {
		_, _, _, err := openPostgres(Options{Database: "postgres://shuzhi@" + host.Addr().String() + "/shuzhi?sslmode=disable"})
		ended <- err
	}()
	select {
	case err := <-ended:
		if connect := new(pgconn.ConnectError); !errors.As(err, &connect) {
			t.Errorf("a silent host: %v", err)
		}
	case <-time.After(4 * postgresPatience):
		t.Error("a silent host is waited for without end")
	}
}
