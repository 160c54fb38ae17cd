package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// town is a street of two communities, each with a branch, at noon of 20 December 2023.
type town struct {
	*testing.T
	*store.Store
	admin                             context.Context
	street, east, west, north, harbor uid.ID // north is a branch of the east, harbor of the west
}

func newTown(t *testing.T) *town {
	w := &town{T: t, Store: storetest.New(t), admin: as(access.Admin, uid.ID{})}
	org := func(kind record.OrgKind, name string, parent uid.ID) uid.ID {
		return w.keep(&record.Org{Kind: kind, Name: name, ParentID: parent})
	}
	w.street = org(record.Committee, "青山街道", uid.ID{})
	w.east, w.west = org(record.Community, "东社区", w.street), org(record.Community, "西社区", w.street)
	w.north, w.harbor = org(record.Branch, "北支部", w.east), org(record.Branch, "港支部", w.west)
	return w
}

func as(role access.Role, org uid.ID) context.Context {
	return access.With(context.Background(), access.Caller{ID: uid.New(), Role: role, OrgID: org})
}

func (w *town) keep(r record.Record) uid.ID {
	w.Helper()
	r.Head().ID = uid.New()
	if _, _, err := w.Create(w.admin, r, nil); err != nil {
		w.Fatal(err)
	}
	return r.Head().ID
}

func day(month, day int) calendar.Date { return calendar.MustDay(2023, month, day) }

func heldBy(org uid.ID) record.Owned { return record.Owned{OrgID: org} }

// one asks for one number of the year.
func (w *town) one(org uid.ID, key string, by metric.By) metric.Value {
	w.Helper()
	values, err := w.Values(w.admin, metric.Query{OrgID: org, Subtree: true, Span: calendar.YearSpan(2023), Metrics: []string{key}, By: by})
	if err != nil || len(values) != 1 {
		w.Fatalf("%s: %v", key, err)
	}
	return values[0]
}

func code(err error) string {
	var p *problem.Error
	if !errors.As(err, &p) {
		return ""
	}
	if len(p.Fields) > 0 {
		return p.Fields[0].Pointer + " " + p.Fields[0].Code
	}
	return p.Code
}

func TestNumbersEndAtTheCallersOrganisation(t *testing.T) {
	w := newTown(t)
	caller := as(access.Recorder, w.east)
	for org, want := range map[uid.ID]string{w.east: "", w.north: "", w.street: "not-found", w.west: "not-found", w.harbor: "not-found", uid.New(): "not-found"} {
		q := metric.Query{OrgID: org, Span: calendar.YearSpan(2023)}
		if _, err := w.Values(caller, q); code(err) != want {
			t.Errorf("values: %v, want %q", err, want)
		}
		if _, err := w.MetricRecords(caller, "activities.total", q, 10, store.Place{}); code(err) != want {
			t.Errorf("records: %v, want %q", err, want)
		}
		if _, err := w.Metrics(caller, org); code(err) != want {
			t.Errorf("metrics: %v, want %q", err, want)
		}
		if _, err := w.DuesBalance(caller, org, 2023); code(err) != want {
			t.Errorf("balance: %v, want %q", err, want)
		}
	}
}

func TestUnknownNumbersAndPlaces(t *testing.T) {
	w := newTown(t)
	foreign := w.keep(&record.Area{Owned: heldBy(w.west), Kind: record.Precinct, Name: "片"})
	year := metric.Query{OrgID: w.east, Span: calendar.YearSpan(2023)}
	if _, err := w.MetricRecords(w.admin, "wishes.granted", year, 10, store.Place{}); code(err) != "not-found" {
		t.Errorf("records of an unknown number: %v", err)
	}
	year.Metrics = []string{"wishes.granted"}
	if _, err := w.Values(w.admin, year); code(err) != "?metrics unknown-metric" {
		t.Errorf("an unknown number: %v", err)
	}
	year.Metrics, year.AreaID = nil, foreign
	if _, err := w.Values(as(access.Secretary, w.east), year); code(err) != "not-found" {
		t.Errorf("an area out of reach: %v", err)
	}
}

// A joint meeting counts for both communities, and shows each only the names that are its own.
func TestNamesBehindAJointMeeting(t *testing.T) {
	w := newTown(t)
	ours, theirs := w.keep(&record.Person{Owned: heldBy(w.north), Name: "李明", Kind: record.Member}), w.keep(&record.Person{Owned: heldBy(w.harbor), Name: "王芳", Kind: record.Member})
	meeting := w.keep(&record.Activity{Owned: heldBy(w.west), Kind: record.JointBuilding, Topic: "共建", HeldOn: day(5, 4), JointOrgIDs: record.IDs{w.east}, Participants: record.IDs{ours, theirs}})
	for _, org := range []uid.ID{w.east, w.west, w.street} {
		if v := w.one(org, "activities.total", ""); *v.Value != 1 {
			t.Errorf("%d meetings", *v.Value)
		}
	}
	behind, err := w.MetricRecords(as(access.Recorder, w.east), "participants.distinct", metric.Query{OrgID: w.east, Subtree: true, Span: calendar.YearSpan(2023)}, 10, store.Place{})
	if err != nil || len(behind.Items) != 1 || behind.Items[0].ID != meeting {
		t.Fatalf("%+v, %v", behind, err)
	}
	if len(behind.Named) != 2 || behind.Named[0] != (store.Named{ID: theirs}) || behind.Named[1] != (store.Named{ID: ours, Name: "李明"}) {
		t.Errorf("named are %+v", behind.Named)
	}
}

// A joint meeting counts once in each part in which somebody took part, whoever holds it; and so it is kept.
func TestJointMeetingsByOrganization(t *testing.T) {
	w := newTown(t)
	south, group := w.keep(&record.Org{Kind: record.Branch, Name: "南支部", ParentID: w.east}), w.keep(&record.Org{Kind: record.Group, Name: "第一党小组", ParentID: w.north})
	ours, theirs := w.keep(&record.Person{Owned: heldBy(w.north), Name: "李明", Kind: record.Member}), w.keep(&record.Person{Owned: heldBy(w.harbor), Name: "王芳", Kind: record.Member})
	meet := func(owner uid.ID, held calendar.Date, who uid.ID, guests ...uid.ID) {
		w.keep(&record.Activity{Owned: heldBy(owner), Kind: record.JointBuilding, Topic: "共建", HeldOn: held, JointOrgIDs: guests, Participants: record.IDs{who}})
	}
	meet(w.east, day(5, 4), theirs, w.west)
	meet(w.north, day(5, 5), ours, w.east, south)
	meet(w.north, day(5, 6), ours)
	meet(w.east, day(5, 7), ours, w.north, group)
	meet(w.north, calendar.MustDay(2022, 5, 6), ours)
	for _, c := range []struct {
		org     uid.ID
		subtree bool
		key     string
		want    string // the whole, the year before, the parts
	}{
		{w.street, true, "activities.total", "4 1 4 1"},
		{w.street, true, "participants.distinct", "2 1 2 1"},
		{w.east, true, "activities.total", "4 1 3 1"},
		{w.east, true, "participants.distinct", "2 1 1 1"},
		{w.east, false, "activities.total", "3 null 3 1"},
		{w.east, false, "participants.distinct", "2 null 1 1"},
		{w.west, true, "activities.total", "1 null 0"},
		{south, true, "participants.distinct", "1 null"},
	} {
		q := metric.Query{OrgID: c.org, Subtree: c.subtree, Span: calendar.YearSpan(2023), Metrics: []string{c.key}, By: metric.ByOrg}
		for name, values := range map[string]func(context.Context, metric.Query) ([]metric.Value, error){"counted": w.Straight, "to be kept": w.Values, "kept": w.Values} {
			if name == "kept" {
				w.KeepNow()
			}
			v, err := values(w.admin, q)
			if err != nil {
				t.Fatal(err)
			}
			got := show(v[0].Value) + " " + show(v[0].Previous)
			for _, p := range v[0].Series {
				got += " " + show(p.Value)
			}
			if got != c.want {
				t.Errorf("%s of %+v, %s: %s, want %s", c.key, q, name, got, c.want)
			}
		}
	}
}

func TestRecordsBehindComeByTheDayThatCounts(t *testing.T) {
	w := newTown(t)
	var want []string
	for _, days := range [][2]calendar.Date{{day(1, 1), day(9, 9)}, {day(3, 3), day(5, 5)}, {day(2, 2), day(4, 4)}} {
		id := w.keep(&record.GridEvent{Owned: heldBy(w.north), Type: record.Demand, Title: "路灯", ReportedOn: days[0], ResolvedOn: days[1]})
		want = append(want, id.String())
	}
	q := metric.Query{OrgID: w.east, Subtree: true, Span: calendar.YearSpan(2023)}
	var got []string
	var after store.Place
	for more := true; more; more = !after.ID.IsZero() {
		behind, err := w.MetricRecords(w.admin, "demands.resolved", q, 2, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, kept := range behind.Items {
			got = append(got, kept.ID.String())
		}
		after = behind.Next
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("they come as %v, want %v", got, want)
	}
}

func TestAdmissionsShowTheirSteps(t *testing.T) {
	w := newTown(t)
	p := &record.Person{Owned: heldBy(w.north), Name: "李明", Kind: record.Candidate}
	w.keep(p)
	step := record.Step{ID: uid.New(), Sort: record.SortDevelopment, Stage: record.StageProbationary, On: day(6, 28)}
	if _, err := w.AddStep(w.admin, p, p.ID, step, nil); err != nil {
		t.Fatal(err)
	}
	behind, err := w.MetricRecords(w.admin, "members.admitted", metric.Query{OrgID: w.east, Subtree: true, Span: calendar.YearSpan(2023)}, 10, store.Place{})
	var shown record.Step
	if err != nil || len(behind.Items) != 1 || json.Unmarshal(behind.Items[0].Body, &shown) != nil || shown.ID != step.ID || shown.RecordID != p.ID || shown.Stage != record.StageProbationary {
		t.Errorf("%+v, %v", behind, err)
	}
}

func TestFiguresThatDiffer(t *testing.T) {
	w := newTown(t)
	for org, unit := range map[uid.ID]string{w.east: "份", w.west: "张"} {
		w.keep(&record.Figure{Owned: heldBy(org), Name: "传单", Unit: unit, Kind: record.FigureFlow, Amount: 150, On: day(3, 1)})
	}
	if v := w.one(w.street, "figures:传单", metric.ByOrg); v.Value != nil || v.Display != "" || v.Reason != "figures-differ" || len(v.Series) != 2 || *v.Series[0].Value != 150 || *v.Series[1].Value != 150 {
		t.Errorf("the street's: %+v", v)
	}
	if v := w.one(w.east, "figures:传单", ""); *v.Value != 150 || v.Display != "1.5" || v.Unit != "份" || v.Reason != "" {
		t.Errorf("the community's: %+v", v)
	}
	if v := w.one(w.east, "figures:横幅", ""); *v.Value != 0 || v.Records != 0 || v.Previous != nil {
		t.Errorf("never noted: %+v", v)
	}
	defs, err := w.Metrics(w.admin, w.street)
	if d := defs[len(defs)-1]; err != nil || d.Key != "figures:传单" || d.Unit != "" || d.Aggregate != metric.Follows {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestStocksOfMonthsToCome(t *testing.T) {
	w := newTown(t)
	w.keep(&record.Person{Owned: heldBy(w.north), Name: "李明", Kind: record.Member, Since: day(3, 15), LeftOn: day(12, 25)})
	values, err := w.Values(w.admin, metric.Query{OrgID: w.east, Subtree: true, Span: calendar.Span{From: day(2, 10), To: calendar.MustDay(2024, 1, 31)}, Metrics: []string{"members.total"}, By: metric.ByMonth})
	if err != nil {
		t.Fatal(err)
	}
	v := values[0]
	var series []string
	for _, p := range v.Series {
		series = append(series, p.Key[2:]+"="+show(p.Value))
	}
	want := "23-02=0 23-03=1 23-04=1 23-05=1 23-06=1 23-07=1 23-08=1 23-09=1 23-10=1 23-11=1 23-12=1 24-01=null"
	if got := strings.Join(series, " "); got != want || *v.Value != 1 || v.Previous != nil {
		t.Errorf("%s, in all %d, want %s", got, *v.Value, want)
	}
}

func TestRatesSayTheirParts(t *testing.T) {
	w := newTown(t)
	for i := range 13 {
		e := &record.GridEvent{Owned: heldBy(w.north), Type: record.Dispute, Title: "邻里", ReportedOn: day(2, 1)}
		if i > 0 {
			e.ResolvedOn = day(3, 1)
		}
		w.keep(e)
	}
	if v := w.one(w.east, "disputes.success_rate", ""); *v.Value != 9231 || v.Display != "92.3%" || *v.Numerator != 12 || *v.Denominator != 13 || v.Records != 13 {
		t.Errorf("%+v", v)
	}
	if v := w.one(w.east, "demands.resolution_rate", ""); v.Value != nil || v.Display != "" || *v.Denominator != 0 {
		t.Errorf("of nothing: %+v", v)
	}
}

func TestDuesBalance(t *testing.T) {
	w := newTown(t)
	payer := w.keep(&record.Person{Owned: heldBy(w.north), Name: "李明", Kind: record.Member})
	pay := func(fen int64, on calendar.Date) {
		w.keep(&record.Payment{Owned: heldBy(w.north), PersonID: payer, Month: 202301, AmountFen: fen, PaidOn: on})
	}
	remit := func(org uid.ID, fen int64, forYear *int) {
		w.keep(&record.Remittance{Owned: heldBy(org), AmountFen: fen, RemittedOn: day(12, 1), ForYear: forYear})
	}
	balance := func(want store.Balance) {
		t.Helper()
		if b, err := w.DuesBalance(w.admin, w.east, 2023); err != nil || b != want {
			t.Errorf("%+v, %v, want %+v", b, err, want)
		}
	}
	balance(store.Balance{})
	pay(1001, day(1, 31))
	pay(500, calendar.MustDay(2022, 12, 31))
	balance(store.Balance{CollectedFen: 1001, OutstandingFen: 1001})
	remit(w.north, 1001, nil)
	last := 2022
	remit(w.east, 300, &last)
	balance(store.Balance{CollectedFen: 1001, OutstandingFen: 1001})
	if _, err := w.Amend(w.admin, new(record.Org), w.east, 0, nil, func(r record.Record) error {
		r.(*record.Org).RemitShare = record.ShareOf(50)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	remit(w.east, 499, nil)
	balance(store.Balance{CollectedFen: 1001, RemittedFen: 499, OutstandingFen: 1})
	remit(w.east, 1, nil)
	balance(store.Balance{CollectedFen: 1001, RemittedFen: 500, FullyRemitted: true})
	remit(w.east, 100, nil)
	balance(store.Balance{CollectedFen: 1001, RemittedFen: 600, FullyRemitted: true})
	if v := w.one(w.east, "dues.remitted", ""); *v.Value != 900 || v.Display != "9" {
		t.Errorf("remitted by the day: %+v", v)
	}
}
