package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"shuzhi/bench/city"
	"shuzhi/bench/drive"
	"shuzhi/bench/process"
)

// median is how long one of n requests takes, one after the other.
func median(t drive.Target, n int, do func(*drive.Client) error) (float64, error) {
	run, err := drive.Serial(t, n, do)
	return milliseconds(run.Quantile(0.5)), err
}

// roundReach asks for a year's totals of ever more organisations: at rest, and just after a post to one of its communities.
func (f *field) roundReach(context.Context) error {
	community := map[string]float64{}
	for _, of := range []struct {
		name string
		org  uuid.UUID
	}{{"community", f.plan.Community(0)}, {"street", f.plan.Street(0)}, {"city", f.plan.City()}} {
		if _, err := f.city.once("GET", totals(of.org), nil, 200); err != nil {
			return err
		}
		rest, err := median(f.city.Target, 50, get(totals(of.org)))
		if err != nil {
			return err
		}
		stale, err := justAfter(f.city.Target, 10, f.plan, of.org)
		if err != nil {
			return err
		}
		for key, took := range map[string]float64{"reach.": rest, "after.": stale} {
			f.add(key+of.name+".time", took)
			if of.name == "community" {
				community[key] = took
				continue
			}
			f.add(key+of.name, took/community[key])
		}
	}
	return nil
}

// justAfter is how long one of n questions for an organisation's totals takes, each just after a post to the plan's first community that
// names who took part.
func justAfter(t drive.Target, n int, p city.Plan, asked uuid.UUID) (float64, error) {
	do, err := post("/api/v1/activities", naming(p, 0))
	if err != nil {
		return 0, err
	}
	c, err := drive.Dial(t.Address, t.Token)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	var took []time.Duration
	for range n {
		if err := do(c); err != nil {
			return 0, err
		}
		begin := time.Now()
		if _, err := c.Want(200, "GET", totals(asked), nil); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return milliseconds(took[n/2]), nil
}

// readyTen loads books with a tenth of the communities, which are the city's first ones, and two communities of which one has ten times the records.
func (f *field) readyTen(ctx context.Context) (err error) {
	if f.tenth, err = f.open("tenth", ""); err != nil {
		return err
	}
	few := f.plan
	few.Streets, few.Communities = 1, max(1, f.plan.Size()/10)
	f.say("loading a tenth: %d communities", few.Size())
	if _, err = f.tenth.load(ctx, few); err != nil {
		return err
	}
	if err := f.tenth.found(ctx, f.desk, &loaded{}); err != nil {
		return err
	}
	f.usual = sized(f.seed+2, 1000)
	if _, err := f.city.load(ctx, f.usual); err != nil {
		return err
	}
	return f.readyReport(ctx)
}

// sized is a plan of one community with a year of about so many records.
func sized(seed uint64, records int) city.Plan {
	p := alone(seed, 1)
	usual := 0
	for month := 1; month <= 12; month++ {
		usual += len(p.Month(0, year, month))
	}
	p.Scale = float64(records) / float64(usual)
	return p
}

func (f *field) roundTen(context.Context) error {
	do, err := post("/api/v1/activities", plain(f.desk.Community(0)))
	if err != nil {
		return err
	}
	var posts, times [2]float64
	for i, k := range []*books{f.tenth, f.city} {
		run, err := drive.Closed(k.Target, many, f.phase, do)
		if err != nil {
			return err
		}
		posts[i] = run.Rate()
		if times[i], err = median(k.Target, 50, get(totals(f.plan.Community(0)))); err != nil {
			return err
		}
	}
	f.add("ten.post", posts[0]/posts[1])
	f.add("ten.totals", times[1]/times[0])
	var own, after [2]float64
	for i, plan := range []city.Plan{f.usual, f.large} {
		if own[i], err = median(f.city.Target, 20, get(totals(plan.Community(0)))); err != nil {
			return err
		}
		if after[i], err = justAfter(f.city.Target, 10, plan, plan.Community(0)); err != nil {
			return err
		}
	}
	f.add("ten.own", own[1]/own[0])
	f.add("ten.after", after[1]/after[0])
	return nil
}

// batchOf is one request for drive: a batch of the activities, under ids of their own.
func batchOf(activities []city.Activity) (send func(*drive.Client) error, err error) {
	items := make([]city.Item, batchSize)
	for i := range items {
		a := activities[i%len(activities)]
		if a.ID, err = uuid.NewV7(); err != nil {
			return nil, err
		}
		items[i] = city.Item{Resource: "activities", Body: a}
	}
	body, err := json.Marshal(map[string]any{"items": items})
	return func(c *drive.Client) error {
		answer, err := c.Want(200, "POST", "/api/v1/batch", body)
		if err != nil {
			return err
		}
		return new(loaded).judge(items, answer)
	}, err
}

// roundBatch writes 500 activities down by one request, and by 500.
func (f *field) roundBatch(context.Context) error {
	activities := plain(f.desk.Community(0))
	send, err := batchOf(activities)
	if err != nil {
		return err
	}
	together, err := drive.Serial(f.city.Target, 1, send)
	if err != nil {
		return err
	}
	do, err := post("/api/v1/activities", activities)
	if err != nil {
		return err
	}
	apart, err := drive.Serial(f.city.Target, batchSize, do)
	f.add("batch.time", milliseconds(together.Took))
	f.add("batch", apart.Took.Seconds()/together.Took.Seconds())
	return err
}

// readyReport loads a community with a year of some 10,000 records, unless another group did.
func (f *field) readyReport(ctx context.Context) error {
	if f.large.Streets != 0 {
		return nil
	}
	f.large = sized(f.seed+3, 10_000)
	l, err := f.city.load(ctx, f.large)
	if err == nil {
		f.notes = append(f.notes, fmt.Sprintf("The community of the report: %d records.", l.records.Load()))
	}
	return err
}

// roundReport fills the built-in report and fetches it as a file, once a guise.
func (f *field) roundReport(context.Context) error {
	for _, format := range []string{"docx", "pdf"} {
		run, err := drive.Serial(f.city.Target, 1, func(c *drive.Client) error {
			id := uuid.New()
			_, err := c.Want(201, "POST", "/api/v1/reports", fmt.Appendf(nil, `{"id":"%s","template_id":"annual-debrief","org_id":"%s","year":%d}`, id, f.large.Community(0), year))
			if err == nil {
				_, err = c.Want(200, "GET", fmt.Sprintf("/api/v1/reports/%s/document?format=%s", id, format), nil)
			}
			return err
		})
		if err != nil {
			return err
		}
		f.add("report."+format, milliseconds(run.Took))
	}
	return nil
}

// postgres is the address of the PostgreSQL that the books are to share; a server of our own is started once. Empty: there is none.
func (f *field) postgres(ctx context.Context) (address string, err error) {
	if f.shared == "" {
		f.shared = f.database
	}
	if f.shared != "" {
		return f.shared, nil
	}
	server, err := process.StartPostgres(ctx)
	if errors.Is(err, process.ErrNoPostgres) {
		f.notes = append(f.notes, "Left out: PostgreSQL, since initdb is not found and SHUZHI_BENCH_DATABASE is not set.")
		return "", nil
	}
	if err != nil {
		return "", err
	}
	f.ends = append(f.ends, server.Stop)
	f.shared = server.Address()
	return f.shared, nil
}

// readyPostgres loads a community into PostgreSQL, and the same number of activities beside it.
func (f *field) readyPostgres(ctx context.Context) error {
	address, err := f.postgres(ctx)
	if err != nil || address == "" {
		return err
	}
	if f.pg, err = f.open("postgres", address); err != nil {
		return err
	}
	if err := f.pg.found(ctx, f.desk, &loaded{}); err != nil {
		return err
	}
	plan := alone(f.seed+4, 1)
	if _, err := f.pg.load(ctx, plan); err != nil {
		return err
	}
	if f.pgx, err = f.peer("pgx", "-database", address); err != nil {
		return err
	}
	activities := mixed(plan, 0)
	do, err := post("/activities", activities)
	if err != nil {
		return err
	}
	_, err = drive.Serial(f.pgx, len(activities), do)
	return err
}

func (f *field) roundPostgres(context.Context) error {
	if f.pg == nil {
		return nil
	}
	org := alone(f.seed+4, 1).Community(0)
	var posts, reads [2]float64
	for i, side := range []struct {
		target        drive.Target
		posted, asked string
	}{
		{f.pg.Target, "/api/v1/activities", totals(org)},
		{f.pgx, "/activities", fmt.Sprintf("/totals?org_id=%s&from=%d-01-01&to=%d-12-31", org, year, year)},
	} {
		do, err := post(side.posted, plain(f.desk.Community(0)))
		if err != nil {
			return err
		}
		run, err := drive.Closed(side.target, many, f.phase, do)
		if err != nil {
			return err
		}
		posts[i] = run.Rate()
		if run, err = drive.Closed(side.target, writers, f.phase, get(side.asked)); err != nil {
			return err
		}
		reads[i] = run.Rate()
	}
	f.add("postgres.shuzhi", posts[0])
	f.add("postgres.pgx.rate", posts[1])
	f.add("postgres.post", posts[0]/posts[1])
	f.add("postgres.totals", reads[0]/reads[1])
	return nil
}

// roundStart looks at the memory, stops and starts the program on the books that have grown, and asks for what it remembers nothing of.
func (f *field) roundStart(context.Context) error {
	if memory := f.city.Memory(); memory > 0 {
		f.add("memory", mebibytes(memory))
	}
	if err := f.city.Stop(); err != nil {
		return err
	}
	begin := time.Now()
	if err := f.city.start(); err != nil {
		return err
	}
	c, err := drive.Dial(f.city.Target.Address, "")
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err = c.Want(200, "GET", "/readyz", nil); err != nil {
		return err
	}
	f.add("start", time.Since(begin).Seconds())
	cold, err := drive.Serial(f.city.Target, 1, get(totals(f.plan.City())))
	f.add("cold.city", milliseconds(cold.Took))
	return err
}
