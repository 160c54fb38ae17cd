package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// Postgres is a PostgreSQL server of our own, in a temporary folder.
type Postgres struct {
	bin, dir string
}

// ErrNoPostgres says that initdb is not on this machine.
var ErrNoPostgres = errors.New("no initdb is found")

// StartPostgres starts a server with PostgreSQL's own settings, under which what is acknowledged is durable. Root lends it to the user postgres.
// Errors: ErrNoPostgres.
func StartPostgres(ctx context.Context) (p *Postgres, err error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return nil, err
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return nil, ErrNoPostgres
	}
	initdb, err := filepath.EvalSymlinks(slices.Max(found))
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bench-postgres-")
	if err != nil {
		return nil, err
	}
	p = &Postgres{filepath.Dir(initdb), dir}
	if os.Getuid() == 0 {
		if out, err := exec.CommandContext(ctx, "chown", "postgres", dir).CombinedOutput(); err != nil {
			return nil, errors.Join(fmt.Errorf("lend the folder to postgres: %w: %s", err, out), os.RemoveAll(dir))
		}
	}
	books := filepath.Join(dir, "books")
	err = p.run(ctx, "initdb", "-D", books, "-U", "shuzhi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	if err == nil {
		err = p.run(ctx, "pg_ctl", "-D", books, "-l", filepath.Join(dir, "log"), "-w", "-s", "start", "-o", "-c listen_addresses='' -c max_connections=200 -k "+dir)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return p, nil
}

// Address is where programs reach the server: a database, by a socket in the server's folder.
func (p *Postgres) Address() string { return "postgres://shuzhi@/postgres?host=" + p.dir }

// Stop ends the server and removes what it kept.
func (p *Postgres) Stop() error {
	return errors.Join(p.run(context.Background(), "pg_ctl", "-D", filepath.Join(p.dir, "books"), "-m", "fast", "-s", "stop"), os.RemoveAll(p.dir))
}

// run runs a command of PostgreSQL's, which refuses to be root.
func (p *Postgres) run(ctx context.Context, command string, args ...string) error {
	args = append([]string{filepath.Join(p.bin, command)}, args...)
	if os.Getuid() == 0 {
		args = append([]string{"runuser", "-u", "postgres", "--"}, args...)
	}
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir = p.dir // postgres may not look where we stand
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}
