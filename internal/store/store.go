// Package store keeps the books: every record, its versions and its audit chain, in SQLite or PostgreSQL.
// It is the only package that knows GORM. An exported method is one transaction.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Store is the books, open. It is safe for concurrent use.
type Store struct {
	dialect dialect
	writer  *gorm.DB
	readers *gorm.DB
	writes  *statements
	reads   *statements
	lanes   []*lane
	now     func() time.Time // in the program's time zone
	key     []byte           // of digests and cursors, this database's own
	pulse   pulse
	answers answers
	callers callers
	keeper  keeper
	filling sync.Map // batches of reports that are being filled, by id
	log     *slog.Logger

	recounts  recounts
	helpers   chan struct{} // a place for each
	arrivals  arrivals
	ahead     ahead
	snapshots snapshots
	wal       wal

	working context.Context // ends when the store closes
	stop    context.CancelFunc
	work    sync.WaitGroup // what goes on behind the scenes
}

// Options say which books to open.
type Options struct {
	Database string           // postgres://… or empty: shuzhi.db in Dir
	Dir      string           // the data folder
	Now      func() time.Time // in the program's time zone
	Log      *slog.Logger
	AsIs     bool // tables of an older program are not migrated, since that program may be serving them: ErrOlder

	tracer pgx.QueryTracer // sees the statements of a test
}

// dialect is what differs between the two databases; all else is portable SQL.
type dialect struct {
	name       string // as the migration tool calls it
	numbered   bool   // $1, $2 instead of ?
	savepoints bool   // a failed statement spoils the transaction
	shared     bool   // other servers write to it too
	forUpdate  string // locks a row; forShare only against that
	forShare   string
	breach     func(error) breach
	check      func(*gorm.DB) ([]string, error)
	columns    string // asks for table, column and type of every column, in the tables' order
	indexes    string // asks for the name of every index that is no key, and the statement that makes it
	load       loader
}

// breach is what a failed statement means, whatever the database calls it.
type breach uint8

const (
	none      breach = iota
	duplicate        // a unique key is taken
	again            // another transaction came between; trying again may succeed
	away             // the database cannot be reached, or cannot write
)

// Open opens the books, making or migrating the tables first.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{now: o.Now, log: o.Log, helpers: make(chan struct{}, mostHelpers)}
	s.working, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	var err error
	if s.dialect, s.writer, s.readers, err = openPools(o); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if o.Database == "" {
		s.wal = wal{filepath.Join(o.Dir, sqliteFile+"-wal"), mostLog}
	}
	if err := s.migrate(ctx, !o.AsIs); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate the database: %w", err), s.closePools())
	}
	if s.writes, err = newStatements(s.writer, s.dialect.shared); err != nil {
		return nil, err
	}
	if s.reads, err = newStatements(s.readers, s.dialect.shared); err != nil {
		return nil, err
	}
	if err := s.whole(ctx); err != nil {
		return nil, errors.Join(err, s.closePools())
	}
	lanes := 1
	if s.dialect.savepoints {
		lanes = postgresLanes
	}
	for range lanes {
		s.lanes = append(s.lanes, s.newLane())
	}
	s.keeper.waiting = make(chan []*keptPart, mostWaiting)
	s.work.Go(s.keepBehind)
	if s.key, err = s.setting(ctx, "digest-key"); err != nil {
		return nil, errors.Join(fmt.Errorf("read the database's key: %w", err), s.Close())
	}
	return s, nil
}

// sqliteFile is the database within the data folder.
const sqliteFile = "shuzhi.db"

func openPools(o Options) (d dialect, writer, readers *gorm.DB, err error) {
	if o.Database == "" {
		return openSQLite(filepath.Join(o.Dir, sqliteFile))
	}
	return openPostgres(o)
}

func openGORM(d gorm.Dialector, connections int) (*gorm.DB, error) {
	db, err := gorm.Open(d, &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard, DisableAutomaticPing: true})
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return db, pool.Ping()
}

// Close finishes what was accepted, then closes the database.
func (s *Store) Close() error {
	s.stop()
	s.work.Wait()
	for _, l := range s.lanes {
		l.close()
	}
	return s.closePools()
}

// rest waits, and says whether the store is still open.
func (s *Store) rest(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-s.working.Done():
		return false
	}
}

func (s *Store) closePools() (err error) {
	for _, db := range []*gorm.DB{s.readers, s.writer} {
		err = errors.Join(err, closePool(db))
	}
	return err
}

func closePool(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// Ready is nil if the database answers.
func (s *Store) Ready(ctx context.Context) error {
	pool, err := s.readers.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Today is the day in the program's time zone.
func (s *Store) Today() calendar.Date { return calendar.Of(s.now()) }

// Key signs cursors and digests; it belongs to this database.
func (s *Store) Key() []byte { return s.key }

// setting gives 32 random bytes that are made once for each name.
func (s *Store) setting(ctx context.Context, name string) (value []byte, err error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	err = s.tx(ctx, anyLane, func(t *tx) error {
		if _, err := t.exec("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, fresh); err != nil {
			return err
		}
		_, err := t.one("SELECT value FROM settings WHERE name = ?", []any{name}, &value)
		return err
	})
	return value, err
}

// tx is one transaction: a turn of a writer, or a snapshot.
type tx struct {
	ctx    context.Context
	conn   *conn
	s      *Store
	caller access.Caller
	group  *group // nil in a snapshot
	orgs   map[uid.ID]*org
	wrote  bool
	failed bool     // a statement did
	undo   []func() // puts back what the closure changed outside the database
}

// exec runs a statement and says how many rows it touched.
func (t *tx) exec(query string, args ...any) (rows int64, err error) {
	t.wrote = true
	result, err := t.conn.ExecContext(t.ctx, t.s.dialect.bind(query), args...)
	if err != nil {
		return 0, t.fault(query, err)
	}
	return result.RowsAffected()
}

// one reads the first row into dest; found is false when there is none.
func (t *tx) one(query string, args []any, dest ...any) (found bool, err error) {
	rows, err := t.conn.QueryContext(t.ctx, t.s.dialect.bind(query), args...)
	if err != nil {
		return false, t.fault(query, err)
	}
	defer func() { _ = rows.Close() }()
	if found = rows.Next(); found {
		if err := rows.Scan(dest...); err != nil {
			return false, t.fault(query, err)
		}
	}
	return found, t.fault(query, rows.Err())
}

// each calls row for every row, with a function that reads it.
func (t *tx) each(query string, args []any, row func(scan func(...any) error) error) error {
	rows, err := t.conn.QueryContext(t.ctx, t.s.dialect.bind(query), args...)
	if err != nil {
		return t.fault(query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return t.fault(query, rows.Err())
}

// fault says at which statement the database failed.
func (t *tx) fault(query string, err error) error {
	if err == nil {
		return nil
	}
	t.failed = true
	return fmt.Errorf("%.60s: %w", query, err)
}

// bind writes ? as the database wants it. No query holds a ? that is not a place for a value.
func (d dialect) bind(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		fmt.Fprintf(&b, "$%d", n)
		query = after
	}
}

// snapshot reads one moment. Problems: Unavailable "read-too-long" when it must give way (wal.go), and those of read.
func (s *Store) snapshot(ctx context.Context, read func(*tx) error) error {
	ctx, done := s.snapshots.begin(ctx, s.now())
	defer done()
	err := s.reads.transact(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot()}, func(c *conn) error {
		return read(&tx{ctx: ctx, conn: c, s: s, caller: access.From(ctx), orgs: map[uid.ID]*org{}})
	})
	if err != nil && errors.Is(context.Cause(ctx), errReadTooLong) {
		return errReadTooLong
	}
	return s.outcome(err)
}

func (d dialect) snapshot() sql.IsolationLevel {
	if d.savepoints {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// outcome says what a failure of the database means to a caller; a problem stays what it is.
func (s *Store) outcome(err error) error {
	var p *problem.Error
	if err == nil || errors.As(err, &p) {
		return err
	}
	if s.dialect.breach(err) == away {
		return problem.New(problem.Unavailable, "database-away").After(time.Second).Because(err)
	}
	return err
}
