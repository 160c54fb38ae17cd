package metric

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// contract is every key of the contract's table, in its order; <kind> is each kind of activity.
const contract = `theory_study.sessions demands.resolved disputes.mediated wishes.fulfilled wishes.helpers wishes.beneficiaries
debriefs.held debriefs.organizations members.admitted members.confirmed activists.admitted applicants.received dues.collected dues.remitted
strict_governance.sessions party_building.sessions activities.<kind> attendance.<kind> activities.total attendance.total
participants.distinct visits.households three_meetings.sessions demands.received disputes.found hazards.found services.received wishes.collected
hazards.resolved services.done wishes.claimed rectifications.total rectifications.done branches.founded partners.active
demands.resolution_rate disputes.success_rate services.completion_rate wishes.fulfilment_rate rectifications.done_rate
members.total members.full.total members.probationary.total members.in_service activists.total applicants.total volunteers.total
branches.total groups.total communities.total orgs.total partners.total grids.total precincts.total buildings.total`

func TestCatalogueHoldsTheContract(t *testing.T) {
	var want []string
	for _, key := range strings.Fields(contract) {
		prefix, generated := strings.CutSuffix(key, "<kind>")
		if !generated {
			want = append(want, key)
			continue
		}
		for _, w := range record.ActivityWords {
			want = append(want, prefix+string(w.Kind))
		}
	}
	var have []string
	for _, d := range Catalogue {
		have = append(have, d.Key)
	}
	if !slices.Equal(have, want) {
		t.Errorf("the catalogue holds\n%v\nwant\n%v", have, want)
	}
}

// definitions are all of the catalogue, with those that they count too.
func definitions() (all []Definition) {
	for _, d := range Catalogue {
		all = append(all, d)
		if d.Also != nil {
			all = append(all, *d.Also)
		}
	}
	return append(all, FigureMetric("传单", "份", "flow"), FigureMetric("志愿队", "支", "stock"))
}

func TestDefinitionsNameOnlySources(t *testing.T) {
	for _, d := range definitions() {
		s := d.From()
		if s == nil {
			t.Fatalf("%s: unknown source %q", d.Key, d.Source)
		}
		var c problem.Check
		for _, f := range []Filter{d.Where, d.Or, d.Share} {
			s.check(&c, f)
		}
		if c.Err() != nil {
			t.Errorf("%s: %v", d.Key, c.Err())
		}
		if (d.Day() == nil) != (d.Aggregate == Stock && d.Source != Figures) {
			t.Errorf("%s: no day %q", d.Key, d.On)
		}
		word, field := d.Aggregate.cut()
		known := map[string]bool{"count": true, "rate": d.Share != nil, "stock": s.Since != "" || d.Source == Figures, "sum": s.Sum(field) != nil, "distinct": s.Naming(field) != nil}
		if !known[word] {
			t.Errorf("%s: unknown aggregate %q", d.Key, d.Aggregate)
		}
		if d.Name == "" && d.Key != "" || d.Unit == "" && d.Key != "" {
			t.Errorf("%s: no name or unit", d.Key)
		}
	}
}

// Whatever reaches SQL from here is a name of a column, perhaps with its table's before it.
func TestSourcesHoldOnlyNames(t *testing.T) {
	name := regexp.MustCompile(`^([a-z]+\.)?[a-z_]+$`)
	for _, s := range Sources {
		columns := []string{s.Table, s.Org}
		for _, optional := range []string{s.Area, s.Since, s.Until} {
			if optional != "" {
				columns = append(columns, optional)
			}
		}
		for _, d := range s.Days {
			columns = append(columns, d.Column)
		}
		for _, f := range s.Fields {
			columns = append(columns, f.Column)
			if f.Sort == 0 || f.Word == "" || (f.Sort == Known || f.Sort == Kinds) != (f.Values != nil) {
				t.Errorf("%s: field %s is incomplete", s.Name, f.Name)
			}
		}
		for _, a := range s.Sums {
			columns = append(columns, a.Column)
		}
		for _, n := range s.Named {
			if (n.Role == "") == (n.Column == "") {
				t.Errorf("%s: %s names by a role or by a column", s.Name, n.Name)
			}
		}
		for _, column := range columns {
			if !name.MatchString(column) {
				t.Errorf("%s: %q is no name of a column", s.Name, column)
			}
		}
	}
}

func TestDisplay(t *testing.T) {
	for _, test := range []struct {
		scale Scale
		value int64
		want  string
	}{
		{Whole, 0, "0"}, {Whole, 1234, "1234"}, {Whole, -3, "-3"},
		{Hundredths, 123450, "1234.5"}, {Hundredths, 123400, "1234"}, {Hundredths, 5, "0.05"}, {Hundredths, -5, "-0.05"}, {Hundredths, 50, "0.5"}, {Hundredths, 0, "0"}, {Hundredths, -12345, "-123.45"},
		{Percent, 9231, "92.3%"}, {Percent, 9235, "92.4%"}, {Percent, 10000, "100%"}, {Percent, 9200, "92%"}, {Percent, 0, "0%"}, {Percent, 4, "0%"}, {Percent, 5, "0.1%"}, {Percent, -235, "-2.4%"}, {Percent, 14999, "150%"},
	} {
		if got := test.scale.Display(test.value); got != test.want {
			t.Errorf("scale %d displays %d as %s, want %s", test.scale, test.value, got, test.want)
		}
	}
}

func TestShare(t *testing.T) {
	for _, test := range [][3]int64{{12, 13, 9231}, {1, 3, 3333}, {2, 3, 6667}, {1, 8, 1250}, {1, 32, 313}, {0, 5, 0}, {7, 7, 10000}} {
		if got := Share(test[0], test[1]); got == nil || *got != test[2] {
			t.Errorf("%d of %d is %v, want %d", test[0], test[1], got, test[2])
		}
	}
	if Share(0, 0) != nil {
		t.Error("a share of nothing is a number")
	}
}

func TestSentences(t *testing.T) {
	for key, want := range map[string]string{
		"theory_study.sessions":   "类别为集中学习、党课，或含学习内容的活动，按举行日期计，一条记录计一次。",
		"demands.resolved":        "类型为群众诉求的网格事项，按办结日期计，一条记录计一件。",
		"wishes.helpers":          "微心愿，按完成日期计，其中的帮助人不重复计数。",
		"partners.active":         "活动，按举行日期计，连同微心愿（按完成日期），其中的参与单位不重复计数。",
		"dues.remitted":           "党费上缴，按上缴日期计，合计金额。只计所查组织自己的，不含下级。",
		"members.total":           "统计期末日（末日未到的为今天）的类别为正式党员、预备党员、非双报到的人员数。",
		"wishes.fulfilment_rate":  "状态为待认领、已认领、已完成的微心愿，按登记日期计，其中状态为已完成的占比（按今天的状态）。",
		"attendance.theme_day":    "类别为主题党日的活动，按举行日期计，合计参加人数（未填人数的按点名的人）。",
		"rectifications.done":     "问题整改，按完成整改日期计，一条记录计一个。",
		"three_meetings.sessions": "类别为支部党员大会、支部委员会会议、党小组会、党课的活动，按举行日期计，一条记录计一次。",
	} {
		if got := BuiltIn(key).Sentence(); got != want {
			t.Errorf("%s: %s", key, got)
		}
	}
	for _, d := range definitions() {
		if d.Sentence() == "" {
			t.Errorf("%s has no sentence", d.Key)
		}
	}
	narrowed, err := BuiltIn("disputes.mediated").Narrow(Filter{"category": {"邻里纠纷"}})
	if want := "类型为矛盾纠纷，且分类为「邻里纠纷」的网格事项，按办结日期计，一条记录计一件。"; err != nil || narrowed.Sentence() != want {
		t.Errorf("%s, %v", narrowed.Sentence(), err)
	}
}

func pointers(err error) (all []string) {
	var p *problem.Error
	if !errors.As(err, &p) {
		return nil
	}
	for _, f := range p.Fields {
		all = append(all, f.Pointer+" "+f.Code)
	}
	return all
}

func TestOwnMetricNamesEveryBadField(t *testing.T) {
	good := func() *OwnMetric {
		return &OwnMetric{OrgID: uid.New(), Key: "anti_fraud.sessions", Name: "反诈宣传", Unit: "场", Source: "activities", Filter: Filter{"kind": {"outreach"}, "tags": {"反诈宣传"}}, Aggregate: Count}
	}
	for name, test := range map[string]struct {
		change func(*OwnMetric)
		want   []string
	}{
		"good":            {func(*OwnMetric) {}, nil},
		"no filter":       {func(m *OwnMetric) { m.Filter = nil }, nil},
		"sum":             {func(m *OwnMetric) { m.Aggregate = "sum:households" }, nil},
		"distinct":        {func(m *OwnMetric) { m.Aggregate = "distinct:participant_ids" }, nil},
		"area":            {func(m *OwnMetric) { m.Filter = Filter{"area_id": {uid.New().String()}} }, nil},
		"stock":           {func(m *OwnMetric) { m.Source, m.Aggregate, m.Filter = "people", Stock, Filter{"roles": {"网格员"}} }, nil},
		"figures":         {func(m *OwnMetric) { m.Source, m.Aggregate, m.Filter = Figures, Follows, Filter{"tags": {"宣传"}} }, nil},
		"steps":           {func(m *OwnMetric) { m.Source, m.Filter = "development-steps", Filter{"step": {"candidate"}} }, nil},
		"empty":           {func(m *OwnMetric) { *m = OwnMetric{} }, []string{"/key required", "/name required", "/unit required", "/source required"}},
		"built-in key":    {func(m *OwnMetric) { m.Key = "dues.collected" }, []string{"/key built-in-key"}},
		"values":          {func(m *OwnMetric) { m.Key = "values" }, []string{"/key built-in-key"}},
		"figures key":     {func(m *OwnMetric) { m.Key = "figures:传单" }, []string{"/key metric-key"}},
		"slash and comma": {func(m *OwnMetric) { m.Key = "a/b,c" }, []string{"/key metric-key"}},
		"long key":        {func(m *OwnMetric) { m.Key = strings.Repeat("a", 61) }, []string{"/key metric-key"}},
		"double dot":      {func(m *OwnMetric) { m.Key = "a..b" }, []string{"/key metric-key"}},
		"unknown source":  {func(m *OwnMetric) { m.Source = "attachments" }, []string{"/source unknown"}},
		"values of a filter": {func(m *OwnMetric) {
			m.Filter = Filter{"kind": {"party", "visit"}, "colour": {"red"}, "tags": {}, "area_id": {"here"}, "includes_study": {"yes"}}
		}, []string{"/filter/area_id/0 unknown", "/filter/colour unknown-field", "/filter/includes_study/0 unknown", "/filter/kind/0 unknown", "/filter/tags required"}},
		"pointer":                {func(m *OwnMetric) { m.Filter = Filter{"a/b~c": {"x"}} }, []string{"/filter/a~1b~0c unknown-field"}},
		"field of other records": {func(m *OwnMetric) { m.Source = "wishes" }, []string{"/filter/kind unknown-field", "/filter/tags unknown-field"}},
		"no aggregate":           {func(m *OwnMetric) { m.Aggregate = "" }, []string{"/aggregate required"}},
		"unknown sum":            {func(m *OwnMetric) { m.Aggregate = "sum:amount_fen" }, []string{"/aggregate unknown"}},
		"a text is no sum":       {func(m *OwnMetric) { m.Aggregate = "sum:topic" }, []string{"/aggregate unknown"}},
		"rate":                   {func(m *OwnMetric) { m.Aggregate = Rate }, []string{"/aggregate unknown"}},
		"stock of flows":         {func(m *OwnMetric) { m.Aggregate = Stock }, []string{"/aggregate unknown"}},
		"count of people":        {func(m *OwnMetric) { m.Source, m.Filter = "people", nil }, []string{"/aggregate unknown"}},
		"aggregate of figures":   {func(m *OwnMetric) { m.Source, m.Filter, m.Aggregate = Figures, nil, "sum:amount" }, []string{"/aggregate unknown"}},
	} {
		m := good()
		test.change(m)
		if got := pointers(m.Validate(0)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestChoose(t *testing.T) {
	known := append(slices.Clone(Catalogue), FigureMetric("传单", "份", "flow"))
	year := Query{OrgID: uid.New(), Span: calendar.YearSpan(2023), Subtree: true}
	with := func(change func(*Query)) Query {
		q := year
		change(&q)
		return q
	}
	for name, test := range map[string]struct {
		query Query
		keys  []string // that are chosen; nil: not looked at
		want  []string
	}{
		"named, in order": {with(func(q *Query) {
			q.Metrics = []string{"wishes.helpers", "dues.collected", "figures:传单", "figures:横幅"}
		}), []string{"wishes.helpers", "dues.collected", "figures:传单", "figures:横幅"}, nil},
		"unknown": {with(func(q *Query) { q.Metrics = []string{"wishes.helpers", "wishes", "figures:"} }), nil, []string{"?metrics unknown-metric"}},
		"tagged": {with(func(q *Query) { q.Tag, q.Metrics = "反诈宣传", []string{"activities.total", "wishes.helpers"} }), nil,
			[]string{"?tag metric-without-tags"}},
		"in an area": {with(func(q *Query) { q.AreaID, q.Metrics = uid.New(), []string{"dues.collected", "members.total", "x"} }), nil,
			[]string{"?metrics unknown-metric", "?area_id metric-without-areas"}},
		"by area": {with(func(q *Query) { q.By, q.Metrics = ByArea, []string{"dues.collected"} }), nil, []string{"?by metric-without-areas"}},
	} {
		chosen, err := test.query.Choose(known)
		if got := pointers(err); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
		var keys []string
		for _, d := range chosen {
			keys = append(keys, d.Key)
		}
		if test.keys != nil && !slices.Equal(keys, test.keys) {
			t.Errorf("%s: chose %v", name, keys)
		}
	}
	tagged := with(func(q *Query) { q.Tag = "反诈宣传" })
	chosen, err := tagged.Choose(known)
	if err != nil || slices.ContainsFunc(chosen, func(d *Definition) bool { return d.From().Field("tags") == nil }) || len(chosen) < 60 {
		t.Errorf("with a tag %d are chosen, %v", len(chosen), err)
	}
}

func TestQueryNamesEveryBadParameter(t *testing.T) {
	for name, test := range map[string]struct {
		query Query
		want  []string
	}{
		"good":     {Query{OrgID: uid.New(), Span: calendar.YearSpan(2023), By: ByQuarter}, nil},
		"nothing":  {Query{By: "week"}, []string{"?org_id required", "?from required", "?to required", "?by unknown"}},
		"backward": {Query{OrgID: uid.New(), Span: calendar.Span{From: 20230102, To: 20230101}}, []string{"?from after-to"}},
		"too long": {Query{OrgID: uid.New(), Span: calendar.Span{From: 19000101, To: 29991231}, By: ByMonth}, []string{"?by span-too-long"}},
	} {
		if got := pointers(test.query.Validate()); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestNarrow(t *testing.T) {
	d, err := BuiltIn("partners.active").Narrow(Filter{"tags": {"共建"}})
	if err != nil || d.Also != nil || !reflect.DeepEqual(d.And, Filter{"tags": {"共建"}}) || BuiltIn("partners.active").Also == nil {
		t.Errorf("wishes have no tags, yet %+v, %v", d, err)
	}
	if _, err := BuiltIn("dues.collected").Narrow(Filter{"tags": {"共建"}}); !slices.Equal(pointers(err), []string{"/filter/tags unknown-field"}) {
		t.Errorf("payments have no tags, yet %v", err)
	}
}
