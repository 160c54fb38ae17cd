package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestPlans does what people do all day in books of 20,000 records, has PostgreSQL explain every statement that it saw, and
// wants no big table to be read through. Small tables may be.
func TestPlans(t *testing.T) {
	if !storetest.OnPostgres() || testing.Short() {
		t.Skip("PostgreSQL explains")
	}
	seen := &statements{names: map[string]string{}, args: map[string][]any{}}
	o := place(t, storetest.Database(t)).Traced(seen)
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	c := gather(t, s, 40, 450)
	db := raw(t, o)
	execute(t, db, "INSERT INTO versions (record, version, body) SELECT id, 0, body FROM activities",
		"INSERT INTO touched (org, month, n) SELECT gen_random_uuid(), '2023-' || lpad(month::text, 2, '0'), 1 FROM generate_series(1, 1000), generate_series(1, 12) month", // of a city
		"INSERT INTO stamps (org, n) SELECT gen_random_uuid(), 1 FROM generate_series(1, 3000)",
		"INSERT INTO kept (org, month, n, counts) SELECT org, month, n, decode(repeat('00', 200), 'hex') FROM touched",
		"ANALYZE")
	seen.clear()
	everyday(t, s, c)
	for query, args := range seen.all() {
		for _, table := range readThrough(t, o.Database, query, args) {
			if store.Spread[table] != store.Everywhere && table != "chains" { // of which there is one a community
				t.Errorf("%s is read through by %s", table, query)
			}
		}
	}
	if n := len(seen.all()); n < 60 {
		t.Errorf("only %d statements were seen", n)
	}
}

// statements is a tracer that keeps every statement with the values it was first sent with.
type statements struct {
	mutex sync.Mutex
	names map[string]string // of prepared ones
	args  map[string][]any
}

func (s *statements) TracePrepareStart(ctx context.Context, _ *pgx.Conn, data pgx.TracePrepareStartData) context.Context {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.names[data.Name] = data.SQL
	return ctx
}

func (s *statements) TracePrepareEnd(context.Context, *pgx.Conn, pgx.TracePrepareEndData) {}

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	query := data.SQL
	if prepared, is := s.names[query]; is {
		query = prepared
	}
	if _, known := s.args[query]; !known {
		s.args[query] = slices.Clone(data.Args)
	}
	return ctx
}

func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (s *statements) clear() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	clear(s.args)
}

// all are those that read or write tables.
func (s *statements) all() map[string][]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := maps.Clone(s.args)
	maps.DeleteFunc(found, func(query string, _ []any) bool {
		verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
		return !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}, strings.ToUpper(verb))
	})
	return found
}

// readThrough names the tables that a statement would read from end to end.
func readThrough(t *testing.T, address, query string, args []any) (tables []string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close(context.Background()) }()
	var said string
	if err := connection.QueryRow(t.Context(), "EXPLAIN (FORMAT JSON) "+query, args...).Scan(&said); err != nil {
		t.Fatalf("explain %s: %v", query, err)
	}
	var plans []map[string]any
	if err := json.Unmarshal([]byte(said), &plans); err != nil {
		t.Fatal(err)
	}
	var walk func(map[string]any)
	walk = func(node map[string]any) {
		if node["Node Type"] == "Seq Scan" {
			tables = append(tables, fmt.Sprint(node["Relation Name"]))
		}
		below, _ := node["Plans"].([]any)
		for _, b := range below {
			walk(b.(map[string]any))
		}
	}
	walk(plans[0]["Plan"].(map[string]any))
	return tables
}

// everyday is a day of a recorder and of the secretary of one community: every kind of record is written, changed and read.
func everyday(t *testing.T, s *store.Store, c crowd) {
	t.Helper()
	org, people := c.communities[7], c.people[7]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := access.With(t.Context(), access.Caller{ID: uid.New(), Role: access.Secretary, OrgID: org})
	today := s.Today()
	owned := record.Owned{OrgID: org}
	head := func() record.Header { return record.Header{ID: uid.New()} }
	area, partner := &record.Area{Header: head(), Owned: owned, Kind: record.Precinct, Name: "第一片区"}, &record.Partner{Header: head(), Owned: owned, Name: "市第三人民医院", Kind: record.ReportingPartner}
	wish := &record.Wish{Header: head(), Owned: owned, BeneficiaryID: people[0], Content: "收音机", RegisteredOn: today}
	event := &record.GridEvent{Header: head(), Owned: owned, AreaID: area.ID, Type: record.Dispute, Title: "楼上漏水", ReportedOn: today}
	person := &record.Person{Header: head(), Owned: owned, Kind: record.Applicant, Name: "陈晨", Since: today}
	activity := &record.Activity{Header: head(), Owned: owned, AreaID: area.ID, Kind: record.ThemeDay, Topic: "主题党日", HeldOn: today, Participants: people[:20],
		PartnerIDs: record.IDs{partner.ID}, JointOrgIDs: record.IDs{c.communities[8]}}
	all := []record.Record{area, partner, person, activity, wish, event,
		&record.Payment{Header: head(), Owned: owned, PersonID: people[1], Month: 202312, PaidOn: today, AmountFen: 1550},
		&record.Remittance{Header: head(), Owned: owned, AmountFen: 1550, RemittedOn: today},
		&record.Rectification{Header: head(), Owned: owned, Year: 2023, Problem: "学习形式单一"},
		&record.Figure{Header: head(), Owned: owned, Name: "宣传单", Unit: "份", Kind: record.FigureFlow, Amount: 20000, On: today},
	}
	for _, r := range all {
		_, _, err := s.Create(ctx, r, []byte("digest"))
		must(err)
	}
	for of, step := range map[record.Record]record.Step{
		event:  {Sort: record.SortTransition, To: record.EventAccepted},
		person: {Sort: record.SortDevelopment, Stage: record.StageActivist},
		wish:   {Sort: record.SortFulfil, HelperIDs: people[2:4]},
	} {
		step.ID, step.On = uid.New(), today
		_, err := s.AddStep(ctx, of, of.Head().ID, step, nil)
		must(err)
	}
	_, err := s.Amend(ctx, activity, activity.ID, 0, nil, func(r record.Record) error { r.(*record.Activity).Topic = "改"; return nil })
	must(err)
	for _, r := range all {
		id := r.Head().ID
		_, err := s.Get(ctx, r, id)
		must(err)
		_, err = s.History(ctx, r, id)
		must(err)
		readList(t, ctx, s, r, org)
	}
	must(s.Void(ctx, activity, activity.ID, 0, nil, "记错了"))
	readNumbers(t, ctx, s, org)
	readAudit(t, ctx, s, activity.ID, org)
	_, err = s.EnsureAdmin(ctx, "a long password")
	must(err)
	session, err := s.Login(ctx, "admin", "a long password")
	must(err)
	admin, err := s.Caller(ctx, session.Token)
	must(err)
	must(s.Logout(access.With(ctx, admin)))
}

// readList turns two pages of a list, of all that the caller may read and of one organisation.
func readList(t *testing.T, ctx context.Context, s *store.Store, of record.Record, org uid.ID) {
	t.Helper()
	for _, id := range []uid.ID{{}, org} {
		q := store.Query{OrgID: id, Limit: 20}
		for range 2 {
			page, err := s.List(ctx, of, q)
			if err != nil {
				t.Fatal(err)
			}
			if q.After = page.Next; q.After.ID.IsZero() {
				break
			}
		}
	}
}

// readNumbers asks for the year's numbers and for the records behind each.
func readNumbers(t *testing.T, ctx context.Context, s *store.Store, org uid.ID) {
	t.Helper()
	q := metric.Query{OrgID: org, Subtree: true, Span: calendar.YearSpan(2023)}
	values, err := s.Values(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if _, err := s.MetricRecords(ctx, v.Metric, q, 20, store.Place{}); err != nil {
			t.Fatal(err)
		}
	}
}

// readAudit reads the newest entries of an organisation, those of one record, and the page after.
func readAudit(t *testing.T, ctx context.Context, s *store.Store, id, org uid.ID) {
	t.Helper()
	for _, q := range []store.AuditQuery{{Limit: 20}, {Limit: 20, OrgID: org}, {Limit: 20, Record: id}} {
		page, err := s.Audit(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		if q.After = page.Next; !q.After.ID.IsZero() {
			if _, err := s.Audit(ctx, q); err != nil {
				t.Fatal(err)
			}
		}
	}
}
