package store

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"
	"os"
	"syscall"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

func TestZZBench(t *testing.T) {
	now := time.Date(2023, 12, 20, 12, 0, 0, 0, time.UTC)
	s, err := Open(context.Background(), Options{Database: os.Getenv("BENCHDB"), Dir: os.Getenv("BENCHDIR"), Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	var n, per int
	fmt.Sscan(os.Getenv("BENCHN"), &n)
	fmt.Sscan(os.Getenv("BENCHP"), &per)
	com := uid.ID{0: 1, 15: 1}
	var orgs, people []uid.ID
	body := fmt.Sprintf("{\"name\":\"x\",\"t\":\"%0580d\"}", 1)
	err = s.tx(ctx, anyLane, func(t *tx) error {
		if there, _ := t.one("SELECT 1 FROM activities LIMIT 1", nil, new(int)); there {
			return nil
		}
		x := func(q string, a ...any) {
			if _, err := t.exec(q, a...); err != nil {
				panic(err)
			}
		}
		x("INSERT INTO orgs (id,org_id,version,shape,body,kind,name,tags,words,path,community_id) VALUES (?,?,1,1,?,'community','c','','',?,?)", com, com, body, com[:], com)
		for range 10 {
			o := uid.New()
			orgs = append(orgs, o)
			x("INSERT INTO orgs (id,org_id,version,shape,body,kind,name,tags,words,path,community_id,parent_id) VALUES (?,?,1,1,?,'branch','c','','',?,?,?)", o, o, body, append(com[:], o[:]...), com, com)
		}
		var areas []uid.ID
		for range 200 {
			a := uid.New()
			areas = append(areas, a)
			x("INSERT INTO areas (id,org_id,version,shape,body,kind,words,path) VALUES (?,?,1,1,?,'grid','',?)", a, com, body, a[:])
		}
		for range 1000 {
			p := uid.New()
			people = append(people, p)
			o := orgs[rand.IntN(10)]
			x("INSERT INTO people (id,org_id,version,shape,body,kind,in_service,tags,roles,words) VALUES (?,?,1,1,?,'member',?,'','','')", p, o, body, false)
			x("INSERT INTO standing (person,org,kind,in_service,from_day,until_day) VALUES (?,?,'member',?,'1900-01-01','3000-01-01')", p, o, false)
		}
		for i := range n {
			id := uid.New()
			o := orgs[rand.IntN(10)]
			d := calendar.MustDay(2022+i%2, 1+rand.IntN(12), 1+rand.IntN(28))
			joint := rand.IntN(20) == 0
			x("INSERT INTO activities (id,org_id,version,shape,body,held_on,kinds,includes_study,attendance,households,area_id,joint,presenters,tags,words) VALUES (?,?,1,1,?,?,?,?,?,NULL,?,?,'','','')",
				id, o, body, d, int64(1)<<rand.IntN(24), i%2 == 0, int64(rand.IntN(40)), areas[rand.IntN(200)], joint)
			if joint {
				x("INSERT INTO links (record,role,target,org,day) VALUES (?,'joint',?,?,?)", id, com, o, d)
			}
			for range per {
				x("INSERT INTO links (record,role,target,org,day) VALUES (?,'participant',?,?,?) ON CONFLICT (record,role,target) DO NOTHING", id, people[rand.IntN(1000)], o, d)
			}
			if i%5 == 0 {
				e := uid.New()
				x("INSERT INTO grid_events (id,org_id,version,shape,body,reported_on,resolved_on,type,category,source,status,tags,words) VALUES (?,?,1,1,?,?,?,'demand','','patrol','resolved','','')", e, o, body, d, d)
				w := uid.New()
				x("INSERT INTO wishes (id,org_id,version,shape,body,registered_on,claimed_on,fulfilled_on,status,category,words) VALUES (?,?,1,1,?,?,?,?,'fulfilled','','')", w, o, body, d, d, d)
				x("INSERT INTO links (record,role,target,org,day) VALUES (?,'helper',?,?,?)", w, people[rand.IntN(1000)], o, d)
				x("INSERT INTO payments (id,org_id,version,shape,body,paid_on,month,person_id,amount_fen,large) VALUES (?,?,1,1,?,?,'2023-01',?,100,?)", uid.New(), o, body, d, people[0], false)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, q metric.Query) {
		q.OrgID, q.Subtree = com, true
		if q.Span.To == 0 {
			q.Span = calendar.YearSpan(2023)
		}
		best := time.Hour
		for range 3 {
			t0 := cpu()
			v, err := s.Values(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			_ = v
			best = min(best, cpu()-t0)
		}
		fmt.Println(name, best)
	}
	if os.Getenv("BENCHX") != "" {
		if err := s.tx(ctx, anyLane, func(t *tx) error {
			for _, q := range []string{
				"DROP INDEX activities_org", "CREATE INDEX activities_org ON activities (org_id, held_on, id, voided_on, kinds, includes_study, attendance, households)",
				"CREATE INDEX links_org ON links (org, role, day, record, target)",
			} {
				if _, err := t.exec(q); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		times := func(name, q string, a ...any) {
			for range 2 {
				t0 := cpu()
				_ = s.snapshot(ctx, func(t *tx) error {
					n := 0
					err := t.each(q, a, func(scan func(...any) error) error { n++; return nil })
					fmt.Println(name, n, cpu()-t0, err)
					return nil
				})
			}
		}
		in := "org IN (SELECT id FROM orgs WHERE path >= ? AND path < ?) AND role = 'participant' AND day >= '2023-01-01' AND day <= '2023-12-31'"
		from, until := pathRange(com[:])
		times("targets", "SELECT DISTINCT target FROM links WHERE "+in, from, until)
		times("records", "SELECT count(DISTINCT record) FROM links WHERE "+in, from, until)
		times("records group", "SELECT count(*) FROM (SELECT DISTINCT org, day, record FROM links WHERE "+in+") AS d", from, until)
	}
	run("all", metric.Query{})
	run("all by month", metric.Query{By: metric.ByMonth})
	run("all by org", metric.Query{By: metric.ByOrg})
	run("all by area", metric.Query{By: metric.ByArea})
	for _, key := range []string{"activities.total", "participants.distinct", "partners.active", "demands.resolved", "wishes.helpers", "members.total", "dues.collected", "debriefs.organizations"} {
		run(key, metric.Query{Metrics: []string{key}})
	}
	t0 := cpu()
	b, err := s.MetricRecords(ctx, "activities.total", metric.Query{OrgID: com, Subtree: true, Span: calendar.YearSpan(2023)}, 50, Place{})
	fmt.Println("records", cpu()-t0, len(b.Items), err)
	t0 = cpu()
	b, err = s.MetricRecords(ctx, "participants.distinct", metric.Query{OrgID: com, Subtree: true, Span: calendar.YearSpan(2023)}, 50, Place{})
	fmt.Println("records of participants", cpu()-t0, len(b.Items), len(b.Named), err)
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
