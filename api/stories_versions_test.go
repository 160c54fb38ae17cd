package api_test

import (
	"bytes"
	"strings"
	"testing"
)

// TestVersions: every record carries its version, and is changed by whoever has the newest.
func TestVersions(t *testing.T) {
	v := newLedger(t)
	for _, s := range samples {
		t.Run(s.name(), func(t *testing.T) { v.in(t).change(s) })
	}
	v.in(t).right()
}

func (v *town) change(s sample) {
	at, patch := s.at(), s.patch()
	field, _ := strings.CutPrefix(s.other, `"`)
	field = s.field + "=" + strings.TrimSuffix(field, `"`)
	v.take(turn{"", "POST " + s.path, s.sent(), 201, "version=1"})
	unmodified(v, "GET "+at, s.path != "/reports") // a draft's numbers are today's
	version := "1"
	if !s.fixed {
		version = "2"
		v.play([]turn{
			{"", "PATCH " + at, patch, 428, "if-match-required"},
			{"", "PATCH " + at + " @2", patch, 412, "stale"},
			{"", "PATCH " + at + " @0", patch, 412, "stale"},
			{"", "PATCH " + at + " @1", `{"org_id":"$north2","id":"$else","version":7,"created_at":null}`, 422, v.fixedFields(s)},
			{"", "GET " + at, "", 200, "version=1"},
			{"", "PATCH " + at + " @1", patch, 200, "version=2 " + field},
			{"", "PATCH " + at + " @1", " " + patch, 200, "version=2 " + field}, // sent again
			{"", "PATCH " + at + " @1", `{}`, 412, "stale"},
			{"", "GET " + at, "", 200, "version=2 " + field},
		})
	}
	v.play([]turn{
		{"", "DELETE " + at, "", 428, "if-match-required"},
		{"", "DELETE " + at + "?reason=x", "", 428, "if-match-required"},
		{"", "DELETE " + at + " @" + version, "", 422, "?reason:required"},
		{"", "DELETE " + at + "?reason= @" + version, "", 422, "?reason:empty"},
		{"", "DELETE " + at + "?reason=%20 @" + version, "", 422, "?reason:empty"},
		{"", "DELETE " + at + "?reason=x&why=y @" + version, "", 422, "?why:unknown-parameter"},
		{"", "DELETE " + at + "?reason=x @9", "", 412, "stale"},
		{"", "GET " + at, "", 200, "voided_on=null version=" + version},
	})
	living := v.listed(s.path)
	v.play([]turn{
		{"", "DELETE " + at + "?reason=录入错误 @" + version, "", 204, ""},
		{"", "DELETE " + at + "?reason=录入错误 @" + version, "", 204, ""}, // sent again
		{"", "DELETE " + at + "?reason=y @" + version, "", 204, ""},
	})
	voided := v.take(turn{"", "GET " + at, "", 200, "voided_on=2023-12-20 void_reason=录入错误"})
	newest := strings.Trim(voided.ETag(), `"`)
	v.play([]turn{
		{"", "DELETE " + at + "?reason=x @" + newest, "", 204, ""},
		{"", "GET " + at, "", 200, "version=" + newest},
	})
	if now := v.listed(s.path); now != living-1 {
		v.t.Errorf("%d are listed, and were %d", now, living)
	}
	if s.path == "/report-templates" || s.path == "/reports" || s.path == "/tokens" {
		return // they have neither restore nor history
	}
	v.play([]turn{
		{"", "PATCH " + at + " @" + newest, patch, 409, "voided"},
		{"", "PATCH " + at + " @1", patch, 409, "voided"},
		{"", "POST " + at + "/restore", "", 200, "voided_on=null void_reason=null version=4 " + field},
		{"", "POST " + at + "/restore", "", 200, "version=4"},
		{"", "DELETE " + at + "?reason=录入错误 @" + version, "", 412, "stale"},
		{"", "GET " + at + "/history", "", 200, "items.*.version=[3,2,1] items.*.voided_on=[2023-12-20,null,null] items.1." + field + " next_cursor=null"},
	})
	if now := v.listed(s.path); now != living {
		v.t.Errorf("restored: %d are listed, and were %d", now, living)
	}
}

// fixedFields are the faults of a patch of org_id, id, version and created_at, in the order of the body.
func (v *town) fixedFields(s sample) string {
	org := "/org_id:create-only "
	switch s.path {
	case "/orgs":
		org = "/org_id:unknown-field "
	case "/users": // people move to other organisations, and so do their users
		org = ""
	}
	return org + "/id:create-only /version:read-only /created_at:read-only"
}

// unmodified asks again with what the answer was tagged by.
func unmodified(v *town, do string, may bool) {
	v.t.Helper()
	path := v.with(strings.TrimPrefix(do, "GET "))
	first := v.Want("GET", path, nil, 200)
	tag := first.ETag()
	if tag == "" {
		v.t.Errorf("%s has no ETag", do)
	}
	for _, c := range []struct {
		header string
		known  bool
	}{{tag, true}, {"W/" + tag, true}, {`"x", ` + tag, true}, {"*", true}, {`"x"`, false}, {strings.Trim(tag, `"`), false}, {"", false}} {
		status := 200
		if c.known && may {
			status = 304
		}
		r := v.Want("GET", path, nil, status, "If-None-Match", c.header)
		if status == 304 && (len(r.Body) > 0 || r.ETag() != tag) {
			v.t.Errorf("%s, If-None-Match %s: ETag %s and %d bytes", do, c.header, r.ETag(), len(r.Body))
		}
		if status == 200 && !bytes.Equal(r.Body, first.Body) {
			v.t.Errorf("%s, If-None-Match %s: another answer", do, c.header)
		}
	}
}

// TestTotalsUnmodified: totals are tagged, too; another record, and none but it, makes another tag.
func TestTotalsUnmodified(t *testing.T) {
	v := newLedger(t)
	const totals = "/metrics/values?org_id=$north&year=2023"
	unmodified(v, "GET "+totals, true)
	before := v.Want("GET", v.with(totals), nil, 200).ETag()
	v.take(turn{"", "POST /activities", `{"org_id":"$south","kind":"talk","topic":"谈心","held_on":"2023-01-05"}`, 201, ""})
	v.Want("GET", v.with(totals), nil, 304, "If-None-Match", before)
	v.take(turn{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-01-05"}`, 201, ""})
	v.Want("GET", v.with(totals), nil, 200, "If-None-Match", before)
	unmodified(v, "GET /me", true)
	unmodified(v, "GET /report-templates/annual-debrief", true)
}

// TestIfMatch: it is one tag as it was answered; anything else is refused before anything is changed.
func TestIfMatch(t *testing.T) {
	v := newLedger(t)
	v.take(turn{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-01-05"}`, 201, ""})
	for _, c := range []struct {
		header string
		status int
	}{
		{"", 428}, {" ", 428}, {`"1"`, 200}, {`"1"`, 200}, {"2", 400}, {`W/"2"`, 412}, {`"02"`, 412}, {`"-1"`, 412}, {`"x"`, 412}, {`"99999999999999999999"`, 412}, {`"2`, 400},
		{`"1", "2"`, 400}, {`"2", "2"`, 200}, {"*", 200}, {"\x00", 400}, {`""`, 412}, {"语", 400},
	} {
		if r := v.Do("PATCH", v.with("/activities/$a"), `{"place":"会议室"}`, "If-Match", c.header); r.Status != c.status {
			t.Errorf("If-Match %q: %d, want %d %s", c.header, r.Status, c.status, r.Body)
		}
	}
	v.take(turn{"", "GET /activities/$a", "", 200, "version=4"})
}

// TestResentChanges: a change that is sent again with the version before answers as it did; any other change between makes it stale.
func TestResentChanges(t *testing.T) {
	v := newLedger(t)
	const at = "/activities/$a"
	v.take(turn{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-01-05","place":"甲"}`, 201, ""})
	first := v.take(turn{"", "PATCH " + at + " @1", `{"place":"乙","host":null}`, 200, "version=2"})
	again := v.take(turn{"", "PATCH " + at + " @1", `{ "host":null, "place":"\u4e59" }`, 200, "version=2"})
	if !bytes.Equal(first.Body, again.Body) || again.ETag() != `"2"` {
		t.Errorf("%s %s", again.ETag(), again.Body)
	}
	v.play([]turn{
		{"", "PATCH " + at + " @1", `{"place":"乙"}`, 412, "stale"},                 // not the same: it leaves the host alone
		{"", "PATCH " + at + " @2", `{"place":"乙","host":null}`, 200, "version=3"}, // sent with the newest it is a change of its own
		{"", "PATCH " + at + " @1", `{"place":"乙","host":null}`, 412, "stale"},
		{"", "PATCH " + at + " @2", `{"place":"乙","host":null}`, 200, "version=3"},
		{"", "DELETE " + at + "?reason=x @3", "", 204, ""},
		{"", "PATCH " + at + " @2", `{"place":"乙","host":null}`, 409, "voided"},
		{"", "DELETE " + at + "?reason=x @3", "", 204, ""},
		{"", "POST " + at + "/restore", "", 200, "version=5"},
		{"", "DELETE " + at + "?reason=x @3", "", 412, "stale"},
		{"", "DELETE " + at + "?reason=x @4", "", 412, "stale"},
		{"recorder north2", "PATCH " + at + " @4", `{}`, 404, "not-found"},
		{"viewer north1", "PATCH " + at + " @5", `{}`, 403, "role-may-not"},
	})
	v.right()
}

// TestMergePatch: an object is merged member by member, null takes away, a list is replaced.
func TestMergePatch(t *testing.T) {
	v := newLedger(t)
	v.play([]turn{
		{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-01-05","place":"甲","headcount":{"members":3,"residents":4},
			"tags":["一","二"],"presenters":[{"organization":"妇联","name":"王"}],"for_year":2022,"study_minutes":30,"includes_study":true,"participant_ids":["$payer"]}`, 201, ""},
		{"", "PATCH /activities/$a @1", `{"headcount":{"volunteers":5,"residents":null}}`, 200, "headcount={members:3,residents:null,volunteers:5} tags=[一,二] place=甲"},
		{"", "PATCH /activities/$a @2", `{"headcount":null,"place":null,"tags":null,"for_year":null,"study_minutes":null,"includes_study":null}`, 200,
			"headcount=null place=null tags=[] for_year=null study_minutes=null includes_study=false participant_ids=[payer]"},
		{"", "PATCH /activities/$a @3", `{"headcount":{"members":1},"presenters":[{"organization":"团委"}],"participant_ids":[]}`, 200,
			"headcount={members:1,residents:null,volunteers:null} presenters=[{name:null,organization:团委}] participant_ids=[]"},
		{"", "PATCH /activities/$a @4", `{}`, 200, "topic=谈心"},
		{"", "PATCH /activities/$a @5", `{"topic":null,"kind":null,"held_on":null,"presenters":[{"name":"王"}],"headcount":{"members":-1,"x":1},"org_id":null,"id":null,"status":"x","version":null}`, 422,
			"/topic:required /kind:required /held_on:required /presenters/0/organization:required /headcount/members:minimum /headcount/x:unknown-field /org_id:create-only /id:create-only /status:unknown-field /version:read-only"},
		{"", "PATCH /activities/$a @5", `{"topic":" ","held_on":"2023-12-21","kind":"party"}`, 422, "/topic:required /kind:unknown /held_on:future"},
		{"", "GET /activities/$a", "", 200, "version=5 topic=谈心"},
		{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"收音机","registered_on":"2023-03-01","helper_ids":["$payer"],"fulfilled_on":"2023-03-02"}`, 201, "version=1"},
		{"", "PATCH /wishes/$w @1", `{"status":"open","helper_ids":[],"fulfilled_on":null,"claimed_on":null,"withdrawn_on":null}`, 422,
			"/status:read-only /helper_ids:create-only /fulfilled_on:create-only /claimed_on:read-only /withdrawn_on:read-only"},
		{"", "POST /grid-events", `{"id":"$e","org_id":"$north1","type":"demand","title":"灯","reported_on":"2023-03-01","resolved_on":"2023-03-02"}`, 201, "version=1"},
		{"", "PATCH /grid-events/$e @1", `{"status":"open","resolved_on":"2023-03-03"}`, 422, "/status:read-only /resolved_on:create-only"},
	})
	for _, kind := range []string{"application/json", "application/merge-patch+json", "application/merge-patch+json; charset=UTF-8"} {
		v.Want("PATCH", v.with("/activities/$a"), []byte(`{"place":"丙"}`), 200, "If-Match", "*", "Content-Type", kind)
	}
	v.Want("PATCH", v.with("/activities/$a"), []byte(`[{"op":"remove","path":"/place"}]`), 415, "If-Match", "*", "Content-Type", "application/json-patch+json")
	v.Want("PATCH", v.with("/activities/$a"), []byte(`[]`), 422, "If-Match", "*")
	v.Want("POST", "/activities", []byte(`{}`), 415, "Content-Type", "application/merge-patch+json")
}
