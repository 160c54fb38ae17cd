package api_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestListsAreEmpty: a list of nothing is [], and its cursor null.
func TestListsAreEmpty(t *testing.T) {
	v := newTown(t)
	for _, path := range []string{"/areas", "/people", "/partners", "/activities", "/wishes", "/grid-events", "/dues/payments", "/dues/remittances", "/rectifications", "/figures", "/reports", "/users?q=nobody", "/orgs?voided=true", "/report-templates?voided=true", "/audit?id=$nothing"} {
		r := v.take(turn{"", "GET " + path, "", 200, "items=[] next_cursor=null"})
		if !strings.Contains(string(r.Body), `"items":[]`) || r.Header.Get("Link") != "" {
			t.Errorf("%s: %s, Link %q", path, r.Body, r.Header.Get("Link"))
		}
	}
}

var nextLink = regexp.MustCompile(`^<(/api/v1)(/[^>]*)>; rel="next"$`)

// TestPages: a list goes on at its cursor, the newest day first and the id as its last key; what is added meanwhile moves nothing.
func TestPages(t *testing.T) {
	v := newLedger(t)
	var want []string
	for i, day := range []string{"2023-03-01", "2023-03-02", "2023-03-02", "2023-03-02", "2023-03-03", "2022-12-31", "2023-12-20"} {
		name := fmt.Sprint("a", i)
		v.take(turn{"", "POST /activities", fmt.Sprintf(`{"id":"$%s","org_id":"$north1","kind":"talk","topic":"谈心%d","held_on":"%s"}`, name, i, day), 201, ""})
		want = append(want, day+" "+name)
	}
	slices.Sort(want) // ids are in the order of their making
	slices.Reverse(want)
	for i := range want {
		want[i] = want[i][11:]
	}
	v.take(turn{"", "GET /activities", "", 200, "items.*.id=[" + strings.Join(want, ",") + "] next_cursor=null"})
	for _, limit := range []int{1, 2, 3, 6, 7, 8} {
		var found []string
		pages := 0
		for path := fmt.Sprintf("/activities?subtree=true&limit=%d&org_id=%s", limit, v.id("north")); path != ""; pages++ {
			r := v.Want("GET", path, nil, 200)
			for i := range r.Len("items") {
				found = append(found, v.names[r.String(fmt.Sprintf("items.%d.id", i))])
			}
			link := nextLink.FindStringSubmatch(r.Header.Get("Link"))
			switch cursor := r.At("next_cursor"); {
			case cursor == nil && link == nil:
				path = ""
			case cursor != nil && link != nil && strings.Contains(link[2], "cursor="+cursor.(string)) && strings.Contains(link[2], fmt.Sprintf("limit=%d", limit)):
				path = link[2]
			default:
				t.Fatalf("next_cursor %v, Link %q", cursor, r.Header.Get("Link"))
			}
			v.take(turn{"", "POST /activities", fmt.Sprintf(`{"id":"$late_%d_%d","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-12-20"}`, limit, pages), 201, ""})
		}
		if got := strings.Join(found, " "); got != strings.Join(want, " ") || pages != (len(want)+limit-1)/limit {
			t.Errorf("by %d: %s in %d pages, want %s", limit, got, pages, want)
		}
		for page := range pages {
			v.take(turn{"", fmt.Sprintf("DELETE /activities/$late_%d_%d?reason=x @1", limit, page), "", 204, ""})
		}
	}
	v.play([]turn{
		{"", "GET /activities?voided=true&limit=200", "", 200, "items.#=18"},
		{"", "GET /activities?voided=false", "", 200, "items.#=7"},
		{"", "GET /activities?limit=0", "", 422, "?limit:minimum"},
		{"", "GET /activities?limit=201", "", 422, "?limit:maximum"},
		{"", "GET /activities?limit=-1", "", 422, "?limit:minimum"},
		{"", "GET /activities?limit=1.5", "", 422, "?limit:type"},
		{"", "GET /activities?limit=99999999999999999999", "", 422, "?limit:maximum"},
		{"", "GET /activities?limit=200", "", 200, "items.#=7"},
	})
}

// TestShortLists: history, steps and metrics are lists, too.
func TestShortLists(t *testing.T) {
	v := newLedger(t)
	v.take(turn{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"收音机","registered_on":"2023-03-01"}`, 201, ""})
	for i := range 3 {
		v.play([]turn{
			{"", "POST /wishes/$w/claim", fmt.Sprintf(`{"id":"$c%d","helper_ids":["$payer"],"on":"2023-03-02"}`, i), 200, ""},
			{"", "POST /wishes/$w/release", fmt.Sprintf(`{"id":"$r%d","on":"2023-03-02"}`, i), 200, ""},
		})
	}
	for _, c := range []struct{ path, key, want string }{
		{"/wishes/$w/history?limit=4", "version", "6 5 4 3 2 1"}, {"/wishes/$w/steps?limit=5", "id", "c0 r0 c1 r1 c2 r2"}, {"/wishes/$w/steps?limit=6", "id", "c0 r0 c1 r1 c2 r2"},
	} {
		var found []string
		for path := v.with(c.path); path != ""; {
			r := v.Want("GET", path, nil, 200)
			for i := range r.Len("items") {
				found = append(found, v.say(r.At(fmt.Sprintf("items.%d.%s", i, c.key))))
			}
			path = ""
			if link := nextLink.FindStringSubmatch(r.Header.Get("Link")); link != nil && strings.Contains(link[2], r.String("next_cursor")) {
				path = link[2]
			}
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
	}
	all := v.Want("GET", v.with("/metrics?org_id=$north"), nil, 200)
	first := v.Want("GET", v.with("/metrics?org_id=$north&limit=7"), nil, 200)
	rest := v.Want("GET", v.with("/metrics?org_id=$north&cursor=")+first.String("next_cursor"), nil, 200)
	if first.Len("items") != 7 || rest.Len("items") != all.Len("items")-7 || rest.At("next_cursor") != nil || all.At("next_cursor") != nil || rest.String("items.0.key") != all.String("items.7.key") {
		t.Errorf("%d and %d of %d", first.Len("items"), rest.Len("items"), all.Len("items"))
	}
	v.play([]turn{
		{"", "GET /wishes/$w/history?limit=0", "", 422, "?limit:minimum"},
		{"", "GET /wishes/$w/steps?cursor=x", "", 422, "?cursor:cursor"},
		{"", "GET /metrics?limit=201", "", 422, "?limit:maximum"},
	})
}

// TestCursors: nobody makes one up, or takes it to another list.
func TestCursors(t *testing.T) {
	v := newLedger(t)
	for i := range 3 {
		v.take(turn{"", "POST /activities", fmt.Sprintf(`{"org_id":"$north1","kind":"talk","topic":"谈心%d","held_on":"2023-03-01"}`, i), 201, ""})
	}
	cursor := v.Want("GET", "/activities?limit=1&kind=talk", nil, 200).String("next_cursor")
	for _, c := range []struct {
		path   string
		status int
	}{
		{"/activities?limit=1&kind=talk&cursor=" + cursor, 200},
		{"/activities?kind=talk&limit=2&cursor=" + cursor, 200},
		{"/activities?cursor=" + cursor, 422},
		{"/activities?kind=visit&cursor=" + cursor, 422},
		{"/activities?kind=talk&voided=true&cursor=" + cursor, 422},
		{"/wishes?cursor=" + cursor, 422},
		{"/activities?kind=talk&cursor=" + cursor + "A", 422},
		{"/activities?kind=talk&cursor=" + cursor[1:], 422},
		{"/activities?kind=talk&cursor=" + strings.Map(func(c rune) rune {
			if c == 'A' {
				return 'B'
			}
			return c
		}, cursor), 422},
		{"/activities?kind=talk&cursor=x", 422},
		{"/activities?kind=talk&cursor=%F0%9F%98%80", 422},
		{"/activities?kind=talk&cursor=", 422},
	} {
		if r := v.Want("GET", c.path, nil, c.status); c.status == 422 && !strings.HasPrefix(r.Faults(), "?cursor:") {
			t.Errorf("%s: %s", c.path, r.Faults())
		}
	}
	north := v.as("recorder north")
	mine := north.Want("GET", "/activities?limit=1", nil, 200).String("next_cursor")
	v.as("recorder south").Want("GET", "/activities?cursor="+mine, nil, 200) // it shows a place, never a record
	if n := v.as("recorder south").Want("GET", "/activities?cursor="+mine, nil, 200).Len("items"); n != 0 {
		t.Errorf("%d of another's", n)
	}
}

// TestFilters of every list: what they let through, and that they are held against the contract's words.
func TestFilters(t *testing.T) {
	v := newLedger(t)
	v.play([]turn{
		{"", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"", "POST /areas", `{"id":"$grid","org_id":"$north","kind":"grid","name":"第一网格","parent_id":"$east"}`, 201, ""},
		{"", "POST /areas", `{"id":"$tower","org_id":"$north","kind":"building","name":"1栋","parent_id":"$grid"}`, 201, ""},
		{"", "POST /areas", `{"id":"$west","org_id":"$north","kind":"precinct","name":"西片区"}`, 201, ""},
		{"", "POST /activities", `{"id":"$a1","org_id":"$north1","kind":"theme_day","also_kinds":["collective_study","volunteer_service"],"topic":"清扫100%楼道_A","held_on":"2023-03-15","area_id":"$tower","tags":["反诈宣传","养老"]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a2","org_id":"$north2","kind":"visit","topic":"Visit Li","held_on":"2023-06-30","area_id":"$west","tags":["反诈"]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a3","org_id":"$north","kind":"collective_study","topic":"学习\\二十大","held_on":"2022-12-31","summary":"内容摘要"}`, 201, ""},
		{"", "POST /activities", `{"id":"$a4","org_id":"$south1","kind":"talk","topic":"100楼道xA","held_on":"2023-01-01"}`, 201, ""},
		{"", "POST /wishes", `{"id":"$w1","org_id":"$north1","content":"想要Radio","registered_on":"2023-03-01","area_id":"$grid","helper_ids":["$payer"],"fulfilled_on":"2023-05-01"}`, 201, ""},
		{"", "POST /wishes", `{"id":"$w2","org_id":"$north1","content":"想要轮椅","registered_on":"2023-04-01"}`, 201, ""},
		{"", "POST /grid-events", `{"id":"$e1","org_id":"$north1","type":"demand","title":"灯","description":"楼道灯不亮","reported_on":"2023-03-01","area_id":"$east","tags":["照明"]}`, 201, ""},
		{"", "POST /grid-events", `{"id":"$e2","org_id":"$north1","type":"dispute","title":"漏水","reported_on":"2023-03-02","resolved_on":"2023-03-03"}`, 201, ""},
		{"", "POST /people", `{"id":"$p1","org_id":"$north1","name":"Zhao Liu","kind":"volunteer","tags":["骨干"]}`, 201, ""},
		{"", "POST /partners", `{"id":"$u1","org_id":"$north","name":"第三医院","kind":"reporting","tags":["医疗"]}`, 201, ""},
		{"", "POST /rectifications", `{"id":"$r1","org_id":"$north","year":2022,"problem":"学习单一","done_on":"2023-01-05"}`, 201, ""},
		{"", "POST /rectifications", `{"id":"$r2","org_id":"$north1","year":2023,"problem":"队伍老化"}`, 201, ""},
		{"", "POST /figures", `{"id":"$f1","org_id":"$north1","name":"传单","unit":"份","kind":"flow","amount":20,"on":"2023-03-01","area_id":"$tower","tags":["反诈"]}`, 201, ""},
		{"", "POST /figures", `{"id":"$f2","org_id":"$north1","name":"阵地","unit":"平方米","kind":"stock","amount":20,"on":"2023-03-02"}`, 201, ""},
		{"", "POST /dues/payments", `{"id":"$d1","org_id":"$north1","person_id":"$payer","month":"2023-03","amount_fen":15,"paid_on":"2023-03-05"}`, 201, ""},
		{"", "POST /dues/remittances", `{"id":"$m1","org_id":"$north","amount_fen":15,"remitted_on":"2023-12-05"}`, 201, ""},
	})
	for _, c := range []struct{ query, ids string }{
		{"/activities", "a2,a1,a4,a3"}, {"/activities?org_id=$north", "a2,a1,a3"}, {"/activities?org_id=$north&subtree=true", "a2,a1,a3"}, {"/activities?org_id=$north&subtree=false", "a3"},
		{"/activities?subtree=false&org_id=$north2", "a2"}, {"/activities?org_id=$group1", ""}, {"/activities?org_id=$street", "a2,a1,a4,a3"},
		{"/activities?area_id=$east", "a1"}, {"/activities?area_id=$grid", "a1"}, {"/activities?area_id=$tower", "a1"}, {"/activities?area_id=$west", "a2"}, {"/activities?area_id=$east&org_id=$north2", ""},
		{"/activities?kind=theme_day", "a1"}, {"/activities?kind=collective_study", "a1,a3"}, {"/activities?kind=volunteer_service", "a1"}, {"/activities?kind=reception", ""},
		{"/activities?year=2023", "a2,a1,a4"}, {"/activities?from=2023-01-01&to=2023-03-15", "a1,a4"}, {"/activities?from=2022-12-31&to=2022-12-31", "a3"}, {"/activities?year=1900", ""}, {"/activities?year=2999", ""},
		{"/activities?tag=反诈宣传", "a1"}, {"/activities?tag=反诈", "a2"}, {"/activities?tag=养老", "a1"}, {"/activities?tag=诈", ""},
		{"/activities?q=楼道", "a1,a4"}, {"/activities?q=100%25", "a1"}, {"/activities?q=道_A", "a1"}, {"/activities?q=道_a", "a1"}, {"/activities?q=visit", "a2"}, {"/activities?q=VISIT+LI", "a2"}, {"/activities?q=li+visit", "a2"},
		{"/activities?q=\\", "a3"}, {"/activities?q='", ""}, {"/activities?q=%25", "a1"}, {"/activities?q=_", "a1"}, {"/activities?q=!", ""}, {"/activities?q=二十大&kind=collective_study&org_id=$north", "a3"},
		{"/wishes?status=fulfilled", "w1"}, {"/wishes?status=open", "w2"}, {"/wishes?status=claimed", ""}, {"/wishes?q=radio", "w1"}, {"/wishes?area_id=$east", "w1"}, {"/wishes?from=2023-05-01&to=2023-05-01", ""}, {"/wishes?from=2023-03-01&to=2023-03-01", "w1"},
		{"/grid-events?type=demand", "e1"}, {"/grid-events?status=resolved", "e2"}, {"/grid-events?status=reported&type=demand&tag=照明&q=灯不亮&area_id=$east&year=2023", "e1"}, {"/grid-events?from=2023-03-03&to=2023-03-03", ""},
		{"/people?q=zhao", "p1"}, {"/people?kind=member", "payer"}, {"/people?tag=骨干", "p1"}, {"/people?org_id=$north2", ""},
		{"/partners?kind=reporting&tag=医疗&q=医院", "u1"}, {"/partners?kind=joint", ""},
		{"/rectifications?status=done", "r1"}, {"/rectifications?status=open", "r2"}, {"/rectifications?year=2022", "r1"}, {"/rectifications?q=老化", "r2"}, {"/rectifications", "r2,r1"},
		{"/figures?kind=stock", "f2"}, {"/figures?tag=反诈&area_id=$grid", "f1"}, {"/figures?q=传单", "f1"}, {"/figures?from=2023-03-02&to=2023-03-31", "f2"},
		{"/dues/payments?year=2023", "d1"}, {"/dues/payments?from=2023-03-01&to=2023-03-04", ""}, {"/dues/remittances?year=2023", "m1"}, {"/dues/remittances?year=2022", ""},
		{"/areas?kind=grid", "grid"}, {"/areas?q=片区&org_id=$north", "west,east"}, {"/orgs?kind=branch&org_id=$north", "north1,north2"}, {"/orgs?q=南苑", "south,south1"},
		{"/orgs", "street,north,north1,group1,north2,south,south1"}, {"/orgs?org_id=$north1", "north1,group1"}, {"/orgs?org_id=$north&subtree=false", "north"},
	} {
		v.take(turn{"", "GET " + strings.ReplaceAll(c.query, " ", "+"), "", 200, "items.*.id=[" + c.ids + "]"})
	}
}

// TestBadQueries: what is no question of the list is named, all of it at once.
func TestBadQueries(t *testing.T) {
	v := newLedger(t)
	v.take(turn{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`, 201, ""})
	for _, c := range []struct{ query, want string }{
		{"/activities?kinds=talk", "?kinds:unknown-parameter"}, {"/activities?kind=party", "?kind:one-of"}, {"/activities?kind=", "?kind:empty"}, {"/activities?kind=talk&kind=talk", "?kind:repeated-parameter"},
		{"/activities?kind=talk,visit", "?kind:one-of"}, {"/wishes?status=done", "?status:one-of"}, {"/grid-events?type=x&status=y", "?status:one-of ?type:one-of"}, {"/people?kind=x", "?kind:one-of"}, {"/partners?kind=x", "?kind:one-of"},
		{"/orgs?kind=x", "?kind:one-of"}, {"/areas?kind=x", "?kind:one-of"}, {"/figures?kind=x", "?kind:one-of"}, {"/rectifications?status=x", "?status:one-of"}, {"/reports?status=x", "?status:one-of"},
		{"/activities?year=2023&from=2023-01-01&to=2023-12-31", "?year:year-or-span"}, {"/activities?year=2023&to=2023-12-31", "?year:year-or-span"},
		{"/activities?from=2023-01-01", "?to:required"}, {"/activities?to=2023-01-01", "?from:required"}, {"/activities?from=2023-01-02&to=2023-01-01", "?from:after-to"}, {"/activities?from=2023-02-30&to=2023-03-01", "?from:date"},
		{"/activities?from=2023-1-1&to=2023-03-01", "?from:date"}, {"/activities?from=&to=2023-03-01", "?from:empty"}, {"/activities?from=2023-01-01T00:00:00Z&to=2023-03-01", "?from:date"},
		{"/activities?year=1899", "?year:minimum"}, {"/activities?year=3000", "?year:maximum"}, {"/activities?year=x", "?year:type"}, {"/activities?year=2023.0", "?year:type"}, {"/activities?from=1899-12-31&to=2000-01-01", "?from:date"}, {"/activities?from=2000-01-01&to=3000-01-01", "?to:date"},
		{"/activities?org_id=x", "?org_id:id"}, {"/activities?org_id=00000000-0000-0000-0000-000000000000", "?org_id:id"}, {"/activities?area_id=1", "?area_id:id"}, {"/activities?subtree=yes", "?subtree:type"}, {"/activities?voided=1", "?voided:type"}, {"/activities?voided=TRUE", "?voided:type"},
		{"/activities?q=%00", "?q:control-character"}, {"/activities?q=%ff", "?q:encoding"}, {"/activities?q=%zz", "?q:encoding"}, {"/activities?q=" + strings.Repeat("学", 201), "?q:too-long"}, {"/activities?tag=", "?tag:empty"}, {"/activities?q=%20", "?q:empty"}, {"/activities?tag=a%0ab", "?tag:one-line"},
		{"/activities?org_id=x&limit=0&kind=&z=1&year=1", "?kind:empty ?org_id:id ?limit:minimum ?year:minimum ?z:unknown-parameter"},
		{"/people?year=2023", "?year:unknown-parameter"}, {"/people?status=x", "?status:unknown-parameter"}, {"/dues/payments?kind=x", "?kind:unknown-parameter"}, {"/wishes?tag=x", "?tag:unknown-parameter"}, {"/orgs?from=2023-01-01&to=2023-01-01", "?from:unknown-parameter ?to:unknown-parameter"},
		{"/metrics/values?org_id=$north&by=week", "?by:one-of"}, {"/metrics/values?org_id=$north&metrics=", "?metrics:empty"}, {"/metrics/values?org_id=$north&year=2023&from=2023-01-01&to=2023-01-02", "?year:year-or-span"}, {"/metrics/values?org_id=$north&from=2023-01-01", "?to:required"},
		{"/metrics/values?org_id=$north&kind=x", "?kind:unknown-parameter"}, {"/metrics/values", "?org_id:required"}, {"/dues/balance?org_id=$north&year=1899", "?year:minimum"}, {"/dues/balance", "?org_id:required"}, {"/audit?resource=x", "?resource:unknown"}, {"/audit?from=2023-01-01", "?from:unknown-parameter"},
		{"/activities/$a?x=1", "?x:unknown-parameter"}, {"/activities/$a?voided=", "?voided:empty"}, {"/activities/$a/history?x=1", "?x:unknown-parameter"}, {"/me?x=1", "?x:unknown-parameter"}, {"/people/$payer/steps?x=1", "?x:unknown-parameter"},
		{"/orgs/$north?x=1", "?x:unknown-parameter"}, {"/reports/$a?x=1", "?x:unknown-parameter"}, {"/report-templates/annual-debrief?x=1", "?x:unknown-parameter"}, {"/people/$payer/assessed-dues?x=1", "?x:unknown-parameter"}, {"/tokens?x=1", "?x:unknown-parameter"},
	} {
		v.take(turn{"", "GET " + c.query, "", 422, c.want})
	}
	for _, c := range []struct{ do, body string }{
		{"POST /activities?x=1", `{"org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`}, {"PATCH /activities/$a?x=1 @1", `{"place":"x"}`}, {"POST /activities/$a/restore?x=1", ""}, {"POST /batch?x=1", `{"items":[]}`},
		{"POST /users?x=1", `{"username":"wang.fang","password":"海棠依旧-2023","name":"王芳","role":"recorder","org_id":"$north1"}`}, {"POST /people/$payer/anonymize?x=1", ""}, {"PATCH /me?x=1", `{}`}, {"DELETE /sessions/current?x=1", ""},
		{"PUT /people/$payer/assessed-dues/2023?x=1", `{"monthly_fen":1}`}, {"POST /people/$payer/transfers?x=1", `{"to_org_id":"$north2","on":"2023-03-04"}`},
	} {
		v.take(turn{"", c.do, c.body, 422, "?x:unknown-parameter"})
	}
	v.play([]turn{
		{"", "GET /activities", "", 200, "items.#=1 items.0.version=1"},
		{"", "GET /people/$payer", "", 200, "version=1"},
		{"", "GET /me", "", 200, ""},
		{"recorder south", "GET /activities?org_id=$north", "", 404, "not-found"},
		{"recorder south", "GET /metrics/values?org_id=$north", "", 404, "not-found"},
		{"", "GET /activities?org_id=$nobody", "", 404, "not-found"},
		{"", "GET /activities?area_id=$nowhere", "", 404, "not-found"},
	})
}
