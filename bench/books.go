package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"shuzhi/bench/city"
	"shuzhi/bench/drive"
	"shuzhi/bench/process"
)

const password = "bench-2025-bench"

// bench is the machinery of one run: the programs that are measured, and what must be put away at the end.
type bench struct {
	dir    string // of this run alone
	shuzhi string // the built program
	self   string // this program, which is the peers too
	ends   []func() error
}

// prepare builds Shuzhi from its source in root.
func prepare(ctx context.Context, root string) (b *bench, err error) {
	b = &bench{}
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if b.dir, err = os.MkdirTemp("", "bench-"); err != nil {
		return nil, err
	}
	b.ends = append(b.ends, func() error { return os.RemoveAll(b.dir) })
	b.shuzhi = filepath.Join(b.dir, "shuzhi.exe") // a name that every system runs
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", b.shuzhi, "./cmd/shuzhi")
	build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("build shuzhi: %w: %s", err, out), b.close())
	}
	return b, nil
}

// close puts everything away, the last first.
func (b *bench) close() (err error) {
	for len(b.ends) > 0 {
		end := b.ends[len(b.ends)-1]
		b.ends = b.ends[:len(b.ends)-1]
		err = errors.Join(err, end())
	}
	return err
}

// peer starts a peer of this program's.
func (b *bench) peer(args ...string) (drive.Target, error) {
	p, err := process.Start(nil, b.self, append([]string{"peer"}, args...)...)
	if err != nil {
		return drive.Target{}, err
	}
	b.ends = append(b.ends, p.Stop)
	return drive.Target{Address: p.Address}, nil
}

// books are a running Shuzhi and what it keeps.
type books struct {
	drive.Target
	*process.Process
	program, dir, database string
}

// open starts Shuzhi on a folder of its own, or on a PostgreSQL database if one is named.
func (b *bench) open(name, database string) (*books, error) {
	k := &books{program: b.shuzhi, dir: filepath.Join(b.dir, name), database: database}
	if err := k.start(); err != nil {
		return nil, err
	}
	b.ends = append(b.ends, func() error { return k.Stop() })
	answer, err := k.once("POST", "/api/v1/sessions", map[string]string{"username": "admin", "password": password}, 201)
	if err != nil {
		return nil, err
	}
	var session struct{ Token string }
	err = json.Unmarshal(answer, &session)
	k.Token = session.Token
	return k, err
}

// start starts the program; what it kept is there.
func (k *books) start() (err error) {
	k.Process, err = process.Start([]string{"SHUZHI_ADDR=127.0.0.1:0", "SHUZHI_OPS_ADDR=", "SHUZHI_DATA_DIR=" + k.dir, "SHUZHI_DATABASE=" + k.database,
		"SHUZHI_ADMIN_PASSWORD=" + password}, k.program, "serve")
	if err != nil {
		return err
	}
	k.Target.Address = k.Process.Address
	return nil
}

// once asks one thing by a connection of its own, and wants the status.
func (k *books) once(method, path string, body any, status int) ([]byte, error) {
	c, err := drive.Dial(k.Target.Address, k.Token)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var sent []byte
	if body != nil {
		if sent, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	return c.Want(status, method, path, sent)
}

// size is how many bytes the books take on the disk.
func (k *books) size() (sum int64, err error) {
	err = filepath.WalkDir(k.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}

// totals is the path of a year's totals, all that are built in.
func totals(org fmt.Stringer) string {
	return fmt.Sprintf("/api/v1/metrics/values?org_id=%s&year=%d", org, year)
}

// year is the year of the totals. It is fixed, so that a seed gives the same books on every day.
const year = 2025

// town is a plan of so many streets of 20 communities, over the year.
func town(seed uint64, streets int) city.Plan {
	return city.Plan{Seed: seed, Streets: streets, Communities: 20, FirstYear: year, Years: 1}
}

// alone is a plan of one community.
func alone(seed uint64, scale float64) city.Plan {
	return city.Plan{Seed: seed, Streets: 1, Communities: 1, FirstYear: year, Years: 1, Scale: scale}
}
