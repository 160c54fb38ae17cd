package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"shuzhi/bench/chart"
	"shuzhi/bench/city"
	"shuzhi/bench/drive"
)

// mostStreets is a large city; books larger than it grow by years.
const mostStreets = 150

// activitiesOfStreet is about how many activities the 20 communities of a street have in a year.
const activitiesOfStreet = 10_000

// question is what is asked of books of every size.
type question struct {
	name, unit string
	ask        func(*grown) (float64, error)
}

var questions = []question{
	{"POST an activity, 64 clients", "/s", (*grown).post},
	{"totals of the city, asked for the first time", "ms", (*grown).first},
	{"totals of a community, just after a post that names people", "ms", func(g *grown) (float64, error) { return g.after(g.plan.Community(0)) }},
	{"totals of a street, just after a post that names people", "ms", func(g *grown) (float64, error) { return g.after(g.plan.Street(0)) }},
	{"totals of the city, just after a post that names people", "ms", func(g *grown) (float64, error) { return g.after(g.plan.City()) }},
	{"totals of the city at rest", "ms", func(g *grown) (float64, error) { return g.get(20, totals(g.plan.City())) }},
	{"totals of the city by street, asked once", "ms", func(g *grown) (float64, error) { return g.get(1, totals(g.plan.City())+"&by=org") }},
	{"drill-down of a community's number", "ms", func(g *grown) (float64, error) {
		return g.get(20, fmt.Sprintf("/api/v1/metrics/activities.total/records?org_id=%s&year=%d", g.plan.Community(0), year))
	}},
	{"list, page 1", "ms", func(g *grown) (float64, error) { return g.get(20, g.list(pageLength, "")) }},
	{"list, a page as deep as 20 s lead, 1,000 at most", "ms", (*grown).deep},
	{"memory", "MiB", func(g *grown) (float64, error) { return mebibytes(g.Memory()), nil }},
	{"start-up", "ms", (*grown).restart},
	{"disk per record", "bytes", (*grown).disk},
}

// grown is books of one size.
type grown struct {
	*books
	plan, desk city.Plan
	loaded     *loaded
}

// grow loads ever larger books and asks each the same.
func grow(ctx context.Context, out io.Writer, s settings, least, most int) (err error) {
	b, err := prepare(ctx, s.root)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	t := table{head: []string{"asked"}}
	lines := make([]chart.Line, len(questions))
	for i, q := range questions {
		t.rows = append(t.rows, []string{q.name})
		lines[i].Label = q.name + ", " + q.unit
	}
	loads := []string{"load by POST /batch, 4 clients"}
	for size := least; size <= most; size *= 10 {
		years := (size + activitiesOfStreet*mostStreets - 1) / (activitiesOfStreet * mostStreets)
		g := &grown{plan: town(s.seed, size/activitiesOfStreet/years), desk: alone(s.seed+1, 1)}
		g.plan.ActivitiesOnly = true
		g.plan.Years, g.plan.FirstYear = years, year+1-years
		if g.books, err = b.open(fmt.Sprint("growth", size), ""); err != nil {
			return err
		}
		if g.loaded, err = g.load(ctx, g.plan); err != nil {
			return err
		}
		if err := g.found(ctx, g.desk, &loaded{}); err != nil {
			return err
		}
		activities := float64(g.loaded.activities.Load())
		t.head = append(t.head, grouped(fmt.Sprintf("%.0f", activities)))
		loads = append(loads, short(float64(g.loaded.records.Load())/g.loaded.took.Seconds())+" /s")
		_, _ = fmt.Fprintf(out, "%s  loaded %s\n", time.Now().Format(time.TimeOnly), g.loaded)
		for i, q := range questions {
			value, err := q.ask(g)
			if err != nil { // what took hours to load is asked the rest all the same
				_, _ = fmt.Fprintf(out, "%s  %s: %v\n", time.Now().Format(time.TimeOnly), q.name, err)
				t.rows[i] = append(t.rows[i], "failed")
				continue
			}
			_, _ = fmt.Fprintf(out, "%s  %s: %s %s\n", time.Now().Format(time.TimeOnly), q.name, short(value), q.unit)
			t.rows[i] = append(t.rows[i], short(value)+" "+q.unit)
			lines[i].X, lines[i].Y = append(lines[i].X, activities), append(lines[i].Y, value)
		}
		if err := g.Stop(); err != nil {
			return err
		}
		if err := os.RemoveAll(g.dir); err != nil {
			return err
		}
	}
	t.rows = append(t.rows, loads)
	text := fmt.Sprintf("# What `bench growth` measured\n\n%s, %s; load average at the end %s. Activities in the books:\n\n![Growth](growth.svg)\n\n%s", machine(), time.Now().Format(time.DateOnly), load1(), t.markdown())
	return errors.Join(t.print(out), os.WriteFile(filepath.Join(s.out, "growth.md"), []byte(text), 0o644),
		os.WriteFile(filepath.Join(s.out, "growth.svg"), chart.Lines("Growth", "activities in the books", "each in its own unit", lines), 0o644))
}

func (g *grown) post() (float64, error) {
	do, err := post("/api/v1/activities", plain(g.desk.Community(0)))
	if err != nil {
		return 0, err
	}
	run, err := drive.Closed(g.Target, many, 3*time.Second, do)
	return run.Rate(), err
}

// first is how long it takes until the city is answered. Who is told to try again does.
func (g *grown) first() (float64, error) {
	return median(g.Target, 1, func(c *drive.Client) error {
		for begin := time.Now(); time.Since(begin) < longestFirst; {
			status, answer, err := c.Do("GET", totals(g.plan.City()), nil)
			if err != nil || status == 200 {
				return err
			}
			if status != 503 {
				return fmt.Errorf("%d: %s", status, answer)
			}
		}
		return fmt.Errorf("not answered within %s", longestFirst)
	})
}

// after is the median time of totals just after a post to one of the organisation's communities that names who took part.
func (g *grown) after(org uuid.UUID) (float64, error) {
	if _, err := g.get(1, totals(org)); err != nil {
		return 0, err
	}
	return justAfter(g.Target, 10, g.plan, org)
}

// get is the median time of one client.
func (g *grown) get(n int, path string) (float64, error) { return median(g.Target, n, get(path)) }

// list is the path of a page of all activities.
func (g *grown) list(limit int, cursor string) string {
	path := fmt.Sprintf("/api/v1/activities?limit=%d&org_id=%s", limit, g.plan.City())
	if cursor != "" {
		path += "&cursor=" + url.QueryEscape(cursor)
	}
	return path
}

const (
	pageLength  = 50
	longestPage = 200
	longestTurn = 20 * time.Second

	longestFirst = 10 * time.Minute
)

// deep turns the pages towards the thousandth, by long ones as far as they lead, and times the one that it reached.
func (g *grown) deep() (float64, error) {
	c, err := drive.Dial(g.Target.Address, g.Token)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	cursor := ""
	begin := time.Now()
	for before := 999 * pageLength; before > 0 && time.Since(begin) < longestTurn; {
		limit := longestPage
		if before < limit {
			limit = pageLength
		}
		before -= limit
		answer, err := c.Want(200, "GET", g.list(limit, cursor), nil)
		if err != nil {
			return 0, err
		}
		var page struct {
			NextCursor string `json:"next_cursor"`
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return 0, err
		}
		if page.NextCursor == "" {
			break
		}
		cursor = page.NextCursor
	}
	return g.get(20, g.list(pageLength, cursor))
}

func (g *grown) restart() (float64, error) {
	if err := g.Stop(); err != nil {
		return 0, err
	}
	err := g.start()
	return milliseconds(g.Took), err
}

func (g *grown) disk() (float64, error) {
	records, err := g.posted()
	if err != nil {
		return 0, err
	}
	size, err := g.size()
	return float64(size) / float64(records), err
}

// posted is how many records there are now: what was loaded, and what was posted since.
func (g *grown) posted() (int64, error) {
	answer, err := g.once("GET", totals(g.desk.Community(0)), nil, 200)
	if err != nil {
		return 0, err
	}
	n, err := valueOf(answer, "activities.total")
	return g.loaded.records.Load() + n, err
}
