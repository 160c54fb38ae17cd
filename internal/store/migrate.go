package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer says that the database was written by a newer program.
type ErrNewer struct{ Database, Program int64 }

func (e ErrNewer) Error() string {
	return fmt.Sprintf("the database has version %d, this program knows versions up to %d: start the newer program", e.Database, e.Program)
}

// migrate brings the tables to the program's version, each step in a transaction of its own; if it may, else older ones are ErrOlder.
func (s *Store) migrate(ctx context.Context, may bool) error {
	pool, err := s.writer.DB()
	if err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	var options []goose.ProviderOption
	if s.dialect.savepoints {
		locker, err := lock.NewPostgresTableLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithLocker(locker))
	}
	provider, err := goose.NewProvider(database.Dialect(s.dialect.name), pool, files, options...)
	if err != nil {
		return err
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	switch {
	case have > want:
		return ErrNewer{have, want}
	case have < want && !may:
		return ErrOlder
	}
	_, err = provider.Up(ctx)
	return err
}
