package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestALostAnswerToACommit: the connection ends when PostgreSQL has committed and has not said so. Whoever sent the record is not told that
// nothing was saved, and the same sent again is known.
func TestALostAnswerToACommit(t *testing.T) {
	if !storetest.OnPostgres() {
		t.Skip("SQLite always answers")
	}
	o := place(t, storetest.Database(t))
	var armed atomic.Bool
	o.Database = between(t, o.Database, &armed)
	s := serversOn(t, o, 1)[0]
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	org := &record.Org{Header: record.Header{ID: uid.New()}, Kind: record.Community, Name: "北苑"}
	armed.Store(true)
	_, _, err := s.Create(ctx, org, []byte("sent"))
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.Unavailable || p.Code != "perhaps-written" {
		t.Errorf("answered %v", err)
	}
	armed.Store(false)
	again := &record.Org{Header: record.Header{ID: org.ID}, Kind: record.Community, Name: "北苑"}
	if kept, created, err := s.Create(ctx, again, []byte("sent")); err != nil || created || kept.Version != 1 {
		t.Errorf("sent again: %+v %v %v", kept, created, err)
	}
}

// between gives the address of a way to the database that, while it is armed, ends a connection once a commit went through.
func between(t *testing.T, database string, armed *atomic.Bool) string {
	t.Helper()
	config, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	network, to := pgconn.NetworkAddress(config.Host, config.Port)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, to)
			if err != nil {
				_ = client.Close()
				continue
			}
			go forward(client, server, armed)
			go func() { _, _ = io.Copy(client, server) }()
		}
	}()
	address, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	q := address.Query()
	q.Set("host", "127.0.0.1")
	q.Set("port", strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
	address.RawQuery = q.Encode()
	return address.String()
}

// forward brings to the server what the client says.
func forward(client, server net.Conn, armed *atomic.Bool) {
	defer func() { _, _ = client.Close(), server.Close() }()
	said := make([]byte, 64<<10)
	for {
		n, err := client.Read(said)
		if err != nil {
			return
		}
		ends := armed.Load() && bytes.Contains(bytes.ToLower(said[:n]), []byte("commit\x00"))
		if ends {
			_ = client.Close() // so that no answer comes back
		}
		if _, err := server.Write(said[:n]); err != nil {
			return
		}
		if ends {
			time.Sleep(200 * time.Millisecond) // for the database to commit
			return
		}
	}
}
