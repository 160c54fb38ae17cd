package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// statements are the statements of a pool that were prepared, by their text. GORM's own cache prepares anew in every
// transaction what was first met in one, and parsing would then cost as much as running.
type statements struct {
	pool   *sql.DB
	mutex  sync.RWMutex
	known  map[string]*sql.Stmt
	wanted map[string]bool
	behind atomic.Bool // something is wanted
	shared bool        // the database is another program, which may keep what it is not seen to
}

// mostStatements bounds the cache: lists of many ids make many texts.
const mostStatements = 500

func newStatements(db *gorm.DB, shared bool) (*statements, error) {
	pool, err := db.DB()
	return &statements{pool: pool, shared: shared, known: map[string]*sql.Stmt{}, wanted: map[string]bool{}}, err
}

// of gives the prepared statement; nil for one that is met for the first time, which is noted.
func (s *statements) of(query string) *sql.Stmt {
	s.mutex.RLock()
	prepared, full := s.known[query], len(s.known)+len(s.wanted) >= mostStatements
	s.mutex.RUnlock()
	if prepared == nil && !full {
		s.mutex.Lock()
		s.wanted[query] = true
		s.mutex.Unlock()
		s.behind.Store(true)
	}
	return prepared
}

// catchUp prepares what was met for the first time. It must not be called within a transaction: the pool may have no other
// connection. What cannot be prepared fails where it is run.
func (s *statements) catchUp(ctx context.Context) {
	if !s.behind.CompareAndSwap(true, false) {
		return
	}
	s.mutex.Lock()
	wanted := s.wanted
	s.wanted = map[string]bool{}
	s.mutex.Unlock()
	for query := range wanted {
		s.prepare(ctx, query)
	}
}

func (s *statements) prepare(ctx context.Context, query string) {
	s.mutex.RLock()
	known := s.known[query] != nil
	s.mutex.RUnlock()
	if known {
		return
	}
	prepared, err := s.pool.PrepareContext(ctx, query)
	if err != nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.known[query] = prepared
}

// transact runs do in a transaction of the pool.
func (s *statements) transact(ctx context.Context, options *sql.TxOptions, do func(*conn) error) (err error) {
	defer s.catchUp(context.WithoutCancel(ctx))
	begun, err := s.pool.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = begun.Rollback() // the failure that led here is the one to tell
		}
	}()
	if err := do(&conn{begun, s, map[string]*sql.Stmt{}}); err != nil {
		return err
	}
	err = begun.Commit()
	var refused *pgconn.PgError
	if err != nil && s.shared && !errors.As(err, &refused) {
		err = errors.Join(errUnsure, err)
	}
	return err
}

// errUnsure says that the connection was lost while the database was to commit: it may have.
var errUnsure = errors.New("whether it was committed is not known")

// conn runs the statements of one transaction.
type conn struct {
	*sql.Tx
	statements *statements
	bound      map[string]*sql.Stmt // to this transaction
}

func (c *conn) statement(ctx context.Context, query string) *sql.Stmt {
	if bound := c.bound[query]; bound != nil {
		return bound
	}
	prepared := c.statements.of(query)
	if prepared == nil {
		return nil
	}
	bound := c.StmtContext(ctx, prepared)
	c.bound[query] = bound
	return bound
}

// ExecContext runs a statement, prepared if it was met before.
func (c *conn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if prepared := c.statement(ctx, query); prepared != nil {
		return prepared.ExecContext(ctx, args...)
	}
	return c.Tx.ExecContext(ctx, query, args...)
}

// QueryContext asks a query, prepared if it was met before.
func (c *conn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if prepared := c.statement(ctx, query); prepared != nil {
		return prepared.QueryContext(ctx, args...)
	}
	return c.Tx.QueryContext(ctx, query, args...)
}
