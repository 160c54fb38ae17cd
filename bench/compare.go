package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"shuzhi/bench/chart"
	"shuzhi/bench/city"
	"shuzhi/bench/drive"
)

// settings are what the flags say.
type settings struct {
	quick           bool
	rounds, streets int
	groups          []string // of rows; empty: all
	seed            uint64
	root, out       string
	database        string // postgres:// address of an empty database; empty: a server of our own
}

// group is rows that are measured together. Each round measures every group once, so that what disturbs one round disturbs all sides of a ratio.
type group struct {
	name  string
	ready func(*field, context.Context) error // before the first round
	round func(*field, context.Context) error
}

var groups = []group{
	{"post", (*field).readyPost, (*field).roundPost},
	{"totals", (*field).readyTotals, (*field).roundTotals},
	{"busy", (*field).readyTotals, (*field).roundBusy},
	{"reach", nil, (*field).roundReach},
	{"ten", (*field).readyTen, (*field).roundTen},
	{"batch", nil, (*field).roundBatch},
	{"report", (*field).readyReport, (*field).roundReport},
	{"postgres", (*field).readyPostgres, (*field).roundPostgres},
	{"luck", (*field).readyLuck, (*field).roundLuck},
	{"start", nil, (*field).roundStart},
}

func groupNames() (names []string) {
	for _, g := range groups {
		names = append(names, g.name)
	}
	return names
}

// field is where the rounds are run: the servers, and the rows that fill up.
type field struct {
	*bench
	settings
	out   io.Writer
	rows  []*row
	notes []string // what was left out, and why
	round int      // from 0
	phase time.Duration

	plan   city.Plan // of the city
	city   *books
	desk   city.Plan // one community in the city's books to which clients post
	echo   drive.Target
	normal drive.Target
	full   drive.Target
	tenth  *books
	usual  city.Plan // one community with a year of 1,000 records
	large  city.Plan // one with 10,000
	shared string    // address of the PostgreSQL; empty: there is none, or nobody asked yet
	pg     *books
	pgx    drive.Target

	pgOther *books    // a second server on the same PostgreSQL
	street  city.Plan // communities in its books
}

// add notes what a round measured.
func (f *field) add(key string, sample float64) {
	for _, r := range f.rows {
		if r.key == key {
			r.samples = append(r.samples, sample)
			return
		}
	}
	panic("there is no row " + key)
}

func (f *field) say(format string, args ...any) {
	_, _ = fmt.Fprintf(f.out, "%s  "+format+"\n", append([]any{time.Now().Format(time.TimeOnly)}, args...)...)
}

// compare measures the rows and writes them down.
func compare(ctx context.Context, out io.Writer, s settings) (err error) {
	var chosen []group
	for _, g := range groups {
		if len(s.groups) == 0 || slices.Contains(s.groups, g.name) {
			chosen = append(chosen, g)
		}
	}
	for _, name := range s.groups {
		if !slices.Contains(groupNames(), name) {
			return fmt.Errorf("there are no rows %q; there are %s", name, strings.Join(groupNames(), ", "))
		}
	}
	f := &field{settings: s, out: out, rows: goals(), phase: 2 * time.Second, plan: town(s.seed, s.streets), desk: alone(s.seed+1, 1)}
	if s.quick {
		f.phase, f.rounds, f.plan = 300*time.Millisecond, min(s.rounds, 2), town(s.seed, 1)
		f.plan.Scale = 0.25
	}
	before := load1()
	f.say("building Shuzhi")
	if f.bench, err = prepare(ctx, s.root); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if err := f.measure(ctx, chosen); err != nil {
		return err
	}
	return f.write(fmt.Sprintf("load average before %s, at the end %s", before, load1()))
}

func (f *field) measure(ctx context.Context, chosen []group) (err error) {
	if f.city, err = f.open("city", ""); err != nil {
		return err
	}
	f.say("loading %d communities", f.plan.Size())
	l, err := f.city.load(ctx, f.plan)
	if err != nil {
		return err
	}
	f.say("loaded %s", l)
	f.add("load", float64(l.records.Load())/l.took.Seconds())
	f.notes = append(f.notes, fmt.Sprintf("The city: %d communities, %d records (%d activities) of %d.", f.plan.Size(), l.records.Load(), l.activities.Load(), year))
	if err := f.city.found(ctx, f.desk, &loaded{}); err != nil {
		return err
	}
	for _, g := range chosen {
		if g.ready == nil {
			continue
		}
		if err := g.ready(f, ctx); err != nil {
			return fmt.Errorf("make %s ready: %w", g.name, err)
		}
	}
	for f.round = range f.rounds {
		for _, g := range chosen {
			f.say("round %d of %d: %s", f.round+1, f.rounds, g.name)
			if err := g.round(f, ctx); err != nil {
				return fmt.Errorf("%s: %w", g.name, err)
			}
			if ctx.Err() != nil {
				f.notes = append(f.notes, fmt.Sprintf("Interrupted in round %d.", f.round+1))
				return f.weigh()
			}
		}
	}
	return f.weigh()
}

// weigh looks at what the books take at the end.
func (f *field) weigh() error {
	size, err := f.city.size()
	if err != nil {
		return err
	}
	f.add("size", mebibytes(size))
	return nil
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

// write prints the tables, and keeps them as Markdown beside a chart.
func (f *field) write(load string) error {
	var failed error
	for _, t := range []table{goalsTable(f.rows), ratesTable(f.rows)} {
		_, _ = fmt.Fprintln(f.out)
		failed = errors.Join(failed, t.print(f.out))
	}
	f.notes = append(f.notes, "Left out: the phone's first screen, which is not there yet.")
	_, _ = fmt.Fprintln(f.out, "\n"+strings.Join(f.notes, "\n"))
	text := fmt.Sprintf("# What `bench run` measured\n\n%s, %d rounds of %s, %s; %s.\n\n![Each goal and what was reached](results.svg)\n\n%s\n%s\n%s\n",
		machine(), f.rounds, f.phase, time.Now().Format(time.DateOnly), load, goalsTable(f.rows).markdown(), ratesTable(f.rows).markdown(), strings.Join(f.notes, "\n"))
	var bars []chart.Bar
	for _, r := range f.rows {
		if r.goal != 0 && len(r.samples) > 0 {
			bars = append(bars, barOf(r))
		}
	}
	return errors.Join(failed, os.WriteFile(filepath.Join(f.settings.out, "results.md"), []byte(text), 0o644),
		os.WriteFile(filepath.Join(f.settings.out, "results.svg"), chart.Bars("What was reached of each goal (1 = the goal is met; right of it is better)", bars), 0o644))
}

// barOf is how much of a goal was reached: 1 is the goal itself, more is better.
func barOf(r *row) chart.Bar {
	median, least, most := r.spread()
	b := chart.Bar{Label: r.work, Said: r.measured(), Value: median / r.goal, Low: least / r.goal, High: most / r.goal}
	if r.beside != "" {
		b.Label += " : " + r.beside
	}
	if r.atMost {
		b.Value, b.Low, b.High = r.goal/median, r.goal/most, r.goal/least
	}
	return b
}

// machine says on what was measured.
func machine() string {
	return fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
}

// load1 is the load average over the last minute, where the system tells it.
func load1() string {
	said, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(said))[0]
}
