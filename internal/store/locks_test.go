package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// clash is two changes by two servers of one database, the second begun while the first has not committed.
type clash struct {
	*kept
	db       *sql.DB
	one, two *store.Store
	branch   uid.ID // of the north
}

func newClash(t *testing.T) *clash {
	t.Helper()
	if !storetest.OnPostgres() {
		t.Skip("one writer never meets another")
	}
	o := place(t, storetest.Database(t))
	servers := serversOn(t, o, 2)
	k := &kept{T: t, s: servers[0], ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})}
	k.street = k.add(&record.Org{Kind: record.Committee, Name: "青山街道党工委"})
	k.north = k.add(&record.Org{Kind: record.Community, Name: "北苑", ParentID: k.street})
	k.south = k.add(&record.Org{Kind: record.Community, Name: "南苑", ParentID: k.street})
	c := &clash{kept: k, db: raw(t, o), one: servers[0], two: servers[1]}
	c.branch = k.add(&record.Org{Kind: record.Branch, Name: "第一党支部", ParentID: k.north})
	for _, org := range []uid.ID{c.north, c.branch} { // their stamps are there
		k.add(&record.Partner{Owned: record.Owned{OrgID: org}, Name: "银行", Kind: record.ReportingPartner})
	}
	return c
}

// theTree is the stamp that every change of the tree raises.
var theTree = uid.ID{15: 1}

// meet lets the first change come as far as the stamp of org, which it raises last, begins the second, and lets both end.
func (c *clash) meet(org uid.ID, first, second func(*store.Store) error) (one, two error) {
	c.Helper()
	hold, err := c.db.Begin()
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = hold.Rollback() }()
	var me int
	if err := hold.QueryRow("SELECT pg_backend_pid() FROM stamps WHERE org = $1 FOR UPDATE", org.String()).Scan(&me); err != nil {
		c.Fatal(err)
	}
	var both sync.WaitGroup
	both.Go(func() { one = first(c.one) })
	for waits := 0; waits == 0; time.Sleep(time.Millisecond) {
		if err := c.db.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))", me).Scan(&waits); err != nil {
			c.Fatal(err)
		}
	}
	both.Go(func() { two = second(c.two) })
	time.Sleep(100 * time.Millisecond) // the second has ended by now, or waits for the first
	if err := hold.Rollback(); err != nil {
		c.Fatal(err)
	}
	both.Wait()
	return one, two
}

func (c *clash) create(r record.Record) (id uid.ID, do func(*store.Store) error) {
	r.Head().ID = uid.New()
	return r.Head().ID, func(s *store.Store) error {
		_, _, err := s.Create(c.ctx, r, nil)
		return err
	}
}

func (c *clash) move(org, to uid.ID) func(*store.Store) error {
	return func(s *store.Store) error {
		_, err := s.Amend(c.ctx, new(record.Org), org, 0, nil, func(r record.Record) error { r.(*record.Org).ParentID = to; return nil })
		return err
	}
}

func (c *clash) both(one, two error) {
	c.Helper()
	if one != nil || two != nil {
		c.Fatalf("refused: %v · %v", one, two)
	}
}

// value wants what both servers say of a number.
func (c *clash) value(q metric.Query, want int64) {
	c.Helper()
	q.Subtree, q.Span = true, calendar.YearSpan(2023)
	for _, s := range []*store.Store{c.one, c.two} {
		v, err := s.Values(c.ctx, q)
		if err != nil {
			c.Fatal(err)
		}
		if v[0].Value == nil || *v[0].Value != want {
			c.Errorf("%s of %s: %+v, want %d", v[0].Metric, q.OrgID, v[0], want)
		}
	}
}

func (c *clash) visits(org uid.ID, want int64) {
	c.Helper()
	c.value(metric.Query{OrgID: org, Metrics: []string{"activities.visit"}}, want)
}

func (c *clash) visit(org uid.ID) *record.Activity {
	return &record.Activity{Owned: record.Owned{OrgID: org}, Kind: record.Visit, Topic: "走访", HeldOn: 20230301}
}

// refusedAs reports whether a change was refused, and as what.
func refusedAs(err error, kind problem.Kind) bool {
	var p *problem.Error
	return errors.As(err, &p) && p.Kind == kind
}

func (c *clash) sound() {
	c.Helper()
	if right, err := c.one.Verify(c.ctx, func(fault string) { c.Error(fault) }); err != nil || !right {
		c.Errorf("verify: %v %v", right, err)
	}
}

func TestAGroupIsFoundedWhileItsBranchMoves(t *testing.T) {
	c := newClash(t)
	group, found := c.create(&record.Org{Kind: record.Group, Name: "第一党小组", ParentID: c.branch})
	c.both(c.meet(theTree, found, c.move(c.branch, c.south)))
	c.add(c.visit(group))
	c.visits(c.north, 0)
	c.visits(c.south, 1)
	c.sound()
}

func TestAGroupLeavesABranchThatMoves(t *testing.T) {
	c := newClash(t)
	other := c.add(&record.Org{Kind: record.Branch, Name: "第二党支部", ParentID: c.north})
	group := c.add(&record.Org{Kind: record.Group, Name: "第一党小组", ParentID: c.branch})
	c.add(c.visit(group))
	c.both(c.meet(theTree, c.move(group, other), c.move(c.branch, c.south)))
	c.visits(c.north, 1)
	c.visits(c.south, 0)
	c.sound()
}

func TestTwoMoveBelowEachOther(t *testing.T) {
	c := newClash(t)
	other := c.add(&record.Org{Kind: record.Branch, Name: "第二党支部", ParentID: c.north})
	c.add(c.visit(c.branch))
	one, two := c.meet(theTree, c.move(c.branch, other), c.move(other, c.branch))
	if one != nil || !refusedAs(two, problem.Invalid) {
		t.Errorf("%v · %v", one, two)
	}
	c.visits(c.north, 1)
	c.sound()
}

func TestABuildingComesWhileItsGridMoves(t *testing.T) {
	c := newClash(t)
	own := record.Owned{OrgID: c.north}
	east := c.add(&record.Area{Owned: own, Kind: record.Precinct, Name: "东片"})
	west := c.add(&record.Area{Owned: own, Kind: record.Precinct, Name: "西片"})
	grid := c.add(&record.Area{Owned: own, Kind: record.Grid, Name: "第一网格", ParentID: east})
	building, come := c.create(&record.Area{Owned: record.Owned{OrgID: c.branch}, Kind: record.Building, Name: "3栋", ParentID: grid})
	c.both(c.meet(theTree, come, func(s *store.Store) error {
		_, err := s.Amend(c.ctx, new(record.Area), grid, 0, nil, func(r record.Record) error { r.(*record.Area).ParentID = west; return nil })
		return err
	}))
	visit := c.visit(c.branch)
	visit.AreaID = building
	c.add(visit)
	c.value(metric.Query{OrgID: c.north, AreaID: east, Metrics: []string{"activities.visit"}}, 0)
	c.value(metric.Query{OrgID: c.north, AreaID: west, Metrics: []string{"activities.visit"}}, 1)
	c.sound()
}

func TestAnOwnMetricComesWhileABranchIsFounded(t *testing.T) {
	c := newClash(t)
	branch, found := c.create(&record.Org{Kind: record.Branch, Name: "第二党支部", ParentID: c.north})
	_, come := c.create(&metric.OwnMetric{OrgID: c.north, Key: "anti_fraud.sessions", Name: "反诈宣传", Unit: "场", Source: "activities", Aggregate: metric.Count})
	c.both(c.meet(theTree, found, come))
	c.value(metric.Query{OrgID: branch, Metrics: []string{"anti_fraud.sessions"}}, 0)
	c.sound()
}

func TestTwoUnitsForOneName(t *testing.T) {
	c := newClash(t)
	other := c.add(&record.Org{Kind: record.Branch, Name: "第二党支部", ParentID: c.north})
	post := func(org uid.ID, unit string) func(*store.Store) error {
		_, do := c.create(&record.Figure{Owned: record.Owned{OrgID: org}, Name: "绿地", Unit: unit, Kind: record.FigureFlow, On: 20230301, Amount: 100})
		return do
	}
	one, two := c.meet(c.branch, post(c.branch, "亩"), post(other, "公顷"))
	if one != nil || !refusedAs(two, problem.Invalid) {
		t.Errorf("%v · %v", one, two)
	}
	c.value(metric.Query{OrgID: c.north, Metrics: []string{"figures:绿地"}}, 100)
	c.sound()
}

func TestAFigureComesWhileItsBranchMoves(t *testing.T) {
	c := newClash(t)
	group := c.add(&record.Org{Kind: record.Group, Name: "第一党小组", ParentID: c.branch})
	c.add(&record.Partner{Owned: record.Owned{OrgID: group}, Name: "医院", Kind: record.ReportingPartner})
	c.add(&record.Figure{Owned: record.Owned{OrgID: c.south}, Name: "绿地", Unit: "公顷", Kind: record.FigureFlow, On: 20230301, Amount: 100})
	_, post := c.create(&record.Figure{Owned: record.Owned{OrgID: group}, Name: "绿地", Unit: "亩", Kind: record.FigureFlow, On: 20230301, Amount: 100})
	one, two := c.meet(group, post, c.move(c.branch, c.south))
	if one != nil || !refusedAs(two, problem.Conflict) {
		t.Errorf("%v · %v", one, two)
	}
	c.sound()
}

func TestSomebodyIsVoidedWhileTheyAreNamed(t *testing.T) {
	c := newClash(t)
	person := c.add(&record.Person{Owned: record.Owned{OrgID: c.north}, Name: "李明", Kind: record.Member})
	visit := c.visit(c.branch)
	visit.Participants = record.IDs{person}
	_, name := c.create(visit)
	void := func(s *store.Store) error { return s.Void(c.ctx, new(record.Person), person, 0, nil, "重复登记") }
	one, two := c.meet(c.branch, name, void)
	if one != nil || !refusedAs(two, problem.Conflict) {
		t.Errorf("named, then voided: %v · %v", one, two)
	}
	c.value(metric.Query{OrgID: c.north, Metrics: []string{"participants.distinct"}}, 1)

	other := c.add(&record.Person{Owned: record.Owned{OrgID: c.north}, Name: "王芳", Kind: record.Member})
	visit = c.visit(c.branch)
	visit.Participants = record.IDs{other}
	_, name = c.create(visit)
	one, two = c.meet(c.north, func(s *store.Store) error { return s.Void(c.ctx, new(record.Person), other, 0, nil, "重复登记") }, name)
	if one != nil || !refusedAs(two, problem.Invalid) {
		t.Errorf("voided, then named: %v · %v", one, two)
	}
	c.sound()
}

// A batch locks from the begin the chain of its first item's organisation alone.
func TestABatchWritesToAnOrganisationThatIsVoided(t *testing.T) {
	c := newClash(t)
	one, two := c.meet(theTree, func(s *store.Store) error { return s.Void(c.ctx, new(record.Org), c.south, 0, nil, "撤并") }, func(s *store.Store) error {
		made := []*store.Made{{Record: c.visit(c.north)}, {Record: c.visit(c.south)}}
		for _, m := range made {
			m.Record.Head().ID = uid.New()
		}
		s.CreateAll(c.ctx, made)
		return made[1].Err
	})
	if one != nil || !refusedAs(two, problem.Invalid) {
		t.Errorf("%v · %v", one, two)
	}
	c.visits(c.south, 0)
	c.sound()
}

// TestMovesAndFoundings lets nobody hold anything back: groups are founded below a branch that moves to and fro, by lanes and servers as they come.
func TestMovesAndFoundings(t *testing.T) {
	c := newClash(t)
	to := []uid.ID{c.south, c.north}
	for n := range 40 {
		_, found := c.create(&record.Org{Kind: record.Group, Name: fmt.Sprintf("第%d党小组", n), ParentID: c.branch})
		var both sync.WaitGroup
		var one, two error
		both.Go(func() { one = found(c.one) })
		both.Go(func() { two = c.move(c.branch, to[n%2])(c.two) })
		both.Wait()
		c.both(one, two)
	}
	c.sound()
}

// TestAStandbyThatLacksTheLastCommit: the database goes back a moment while servers live, as when a standby takes over. No server
// answers with what was lost, and none lets it be kept.
func TestAStandbyThatLacksTheLastCommit(t *testing.T) {
	c := newClash(t)
	post := func(households int) {
		visit := c.visit(c.north)
		visit.Households = &households
		c.add(visit)
	}
	say := func(want int64) {
		c.Helper()
		c.value(metric.Query{OrgID: c.street, Metrics: []string{"visits.households"}}, want)
		for _, s := range []*store.Store{c.one, c.two} {
			s.KeepNow()
		}
	}
	post(1)
	say(1)
	back := c.remember()
	post(100)
	say(101)
	back()
	post(10)
	say(11)
	c.sound()
}

// remember lets the books be put back as they are.
func (c *clash) remember() (back func()) {
	c.Helper()
	var names string
	err := c.db.QueryRow("SELECT string_agg(table_name, ' ') FROM information_schema.tables WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%'").Scan(&names)
	if err != nil {
		c.Fatal(err)
	}
	all := func(statements ...string) {
		c.Helper()
		begun, err := c.db.BeginTx(c.ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
		if err != nil {
			c.Fatal(err)
		}
		for name := range strings.FieldsSeq(names) {
			for _, s := range statements {
				if _, err := begun.Exec(fmt.Sprintf(s, name)); err != nil {
					c.Fatal(name, err)
				}
			}
		}
		if err := begun.Commit(); err != nil {
			c.Fatal(err)
		}
	}
	all("CREATE TABLE was_%[1]s AS SELECT * FROM %[1]s")
	return func() {
		c.Helper()
		all("DELETE FROM %s", "INSERT INTO %[1]s SELECT * FROM was_%[1]s", "DROP TABLE was_%s")
	}
}

// TestABranchJoinsACommunity, which changes where the names of its figures are one, and becomes a community itself.
func TestABranchJoinsACommunity(t *testing.T) {
	c := newClash(t)
	branch := c.add(&record.Org{Kind: record.Branch, Name: "机关支部", ParentID: c.street})
	c.add(&record.Figure{Owned: record.Owned{OrgID: branch}, Name: "绿地", Unit: "亩", Kind: record.FigureFlow, On: 20230301, Amount: 100})
	c.add(c.visit(branch))
	for _, change := range []func(*record.Org){
		func(o *record.Org) { o.ParentID = c.north },
		func(o *record.Org) { o.Kind = record.Community },
		func(o *record.Org) { o.Kind, o.ParentID = record.Branch, c.street },
	} {
		c.amend(new(record.Org), branch, func(r record.Record) { change(r.(*record.Org)) })
		c.sound()
	}
	c.visits(c.street, 1)
	c.visits(c.north, 0)
}
