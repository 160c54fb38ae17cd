package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

// unfinished is the setting that marks a copy until it is known to be whole.
const unfinished = "unfinished-copy"

// openReading opens a database that is not written, whatever it holds. Its file must be there.
func openReading(ctx context.Context, o Options) (s *Store, err error) {
	s = &Store{now: o.Now, log: o.Log}
	s.working, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	if o.Database != "" {
		s.dialect = postgresDialect
		s.readers, err = postgresPool(o, 2, 0)
	} else {
		s.dialect = sqliteDialect
		s.readers, err = openSQLiteReaders(filepath.Join(o.Dir, sqliteFile))
	}
	if err != nil {
		return nil, err
	}
	s.writer = s.readers
	s.reads, err = newStatements(s.readers, s.dialect.shared)
	return s, err
}

// openSource opens whole books of this program's version.
func openSource(ctx context.Context, o Options) (*Store, error) {
	if there, err := o.there(); err != nil || !there {
		return nil, errors.Join(err, ErrNoBooks)
	}
	s, err := openReading(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.snapshot(ctx, (*tx).current); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.whole(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// there reports whether a database can be looked into: a file that is missing or empty is none yet.
func (o Options) there() (bool, error) {
	if o.Database != "" {
		return true, nil
	}
	file, err := os.Stat(filepath.Join(o.Dir, sqliteFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && file.Size() > 0, err
}

// current wants the tables as this program makes them.
func (t *tx) current() error {
	_, migrated, err := t.tables()
	if err != nil {
		return err
	}
	if !migrated {
		return ErrNoBooks
	}
	var have int64
	if _, err := t.one("SELECT max(version_id) FROM "+ledgerOfMigrations+" WHERE is_applied", nil, &have); err != nil {
		return err
	}
	want, err := newestMigration()
	switch {
	case err != nil:
		return err
	case have < want:
		return ErrOlder
	case have > want:
		return ErrNewer{have, want}
	}
	return nil
}

func newestMigration() (newest int64, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql") // in order
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1])
}

// openTarget makes the tables of an empty place, and marks it.
func openTarget(ctx context.Context, o Options) (*Store, error) {
	there, err := o.there()
	if err != nil {
		return nil, err
	}
	if there {
		if err := empty(ctx, o); err != nil {
			return nil, err
		}
	}
	s := &Store{now: o.Now, log: o.Log}
	s.working, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	if s.dialect, s.writer, s.readers, err = openPools(o); err != nil {
		return nil, err
	}
	if err := s.fit(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// fit makes the tables and the mark of a target.
func (s *Store) fit(ctx context.Context) (err error) {
	if err := s.migrate(ctx, true); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	if s.reads, err = newStatements(s.readers, s.dialect.shared); err != nil {
		return err
	}
	pool, err := s.writer.DB()
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, s.dialect.bind("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"), unfinished, []byte{})
	return err
}

// empty wants a place without tables, or with this program's tables and nothing in them but the mark of a copy that broke off.
func empty(ctx context.Context, o Options) (err error) {
	s, err := openReading(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.snapshot(ctx, func(t *tx) error {
		tables, migrated, err := t.tables()
		if err != nil || len(tables) == 0 {
			return err
		}
		if !migrated {
			return fmt.Errorf("%w: there are tables of another program", ErrNotEmpty)
		}
		for _, each := range tables {
			rows, err := t.rows(each)
			if err != nil {
				return err
			}
			filled := rows.Next()
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
			if filled {
				return fmt.Errorf("%w: there are rows in %s", ErrNotEmpty, each.name)
			}
		}
		return t.current()
	})
}

// whole refuses books that are half a copy.
func (s *Store) whole(ctx context.Context) error {
	return s.snapshot(ctx, func(t *tx) error {
		half, err := t.one("SELECT 1 FROM settings WHERE name = ?", []any{unfinished}, new(int))
		if err == nil && half {
			err = ErrHalfCopied
		}
		return err
	})
}

// unmark says that a copy is whole.
func (s *Store) unmark(ctx context.Context) error {
	pool, err := s.writer.DB()
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, s.dialect.bind("DELETE FROM settings WHERE name = ?"), unfinished)
	return err
}

// measure lets PostgreSQL look at tables that were filled at a stroke: until it has, it plans as if they were empty.
func (s *Store) measure(ctx context.Context, tables []table) error {
	if !s.dialect.numbered {
		return nil
	}
	pool, err := s.writer.DB()
	if err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := pool.ExecContext(ctx, "ANALYZE "+t.name); err != nil {
			return err
		}
	}
	return nil
}
