package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	postgresLanes   = 4
	postgresReaders = 16
)

// postgresPatience is how long a connection may take where the address does not say it: as long as a failover may keep a host silent.
const postgresPatience = 5 * time.Second

// idlePatience is how long the transaction of a writer may wait for its server, which may be gone.
const idlePatience = time.Minute

var postgresDialect = dialect{name: "postgres", numbered: true, savepoints: true, shared: true, forUpdate: " FOR UPDATE", forShare: " FOR KEY SHARE", breach: postgresBreach, check: postgresCheck,
	columns: `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
		WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`,
	indexes: `SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE c.relnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)`,
	load: loadPostgres}

// openPostgres opens one pool for the lanes and one for readers.
func openPostgres(o Options) (d dialect, writer, readers *gorm.DB, err error) {
	if writer, err = postgresPool(o, postgresLanes, idlePatience); err != nil {
		return d, nil, nil, err
	}
	if readers, err = postgresPool(o, postgresReaders, 0); err != nil {
		err = errors.Join(err, closePool(writer))
	}
	return postgresDialect, writer, readers, err
}

func postgresPool(o Options, connections int, idle time.Duration) (*gorm.DB, error) {
	config, err := pgx.ParseConfig(o.Database)
	if err != nil {
		return nil, err
	}
	config.Tracer = o.tracer
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = postgresPatience
	}
	// A server that vanishes within a transaction would hold its locks for hours. Engines that do not know the setting go without.
	limited := stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, fmt.Sprintf("SET idle_in_transaction_session_timeout = %d", idle.Milliseconds()))
		var refused *pgconn.PgError
		if errors.As(err, &refused) {
			return nil
		}
		return err
	})
	return openGORM(postgres.New(postgres.Config{Conn: stdlib.OpenDB(*config, limited)}), connections)
}

func postgresBreach(err error) breach {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case e.Code == "23505":
			return duplicate
		case e.Code == "40001", e.Code == "40P01":
			return again
		case e.Code[:2] == "53", e.Code[:2] == "57", e.Code[:2] == "58", e.Code[:2] == "08":
			return away
		}
		return none
	}
	var dial *net.OpError
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || errors.As(err, &dial) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) {
		return away
	}
	return none
}

// postgresCheck asks nothing: the server checks its pages as it reads them.
func postgresCheck(*gorm.DB) ([]string, error) { return nil, nil }
