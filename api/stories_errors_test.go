package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestRequired: each sort of record wants what the contract says it wants, and nothing more; null is as good as nothing.
func TestRequired(t *testing.T) {
	v := newLedger(t)
	for _, s := range samples {
		var members map[string]any
		if err := json.Unmarshal([]byte(s.body), &members); err != nil {
			t.Fatal(err)
		}
		for member := range members {
			if member == "org_id" && s.path == "/report-templates" || member == "parent_id" { // an admin's are everybody's; a root has none
				continue
			}
			for _, value := range []string{"", "null"} {
				v.take(turn{"", "POST " + s.path, s.sent(member, value), 422, "/" + member + ":required"})
			}
			switch members[member].(type) {
			case string:
				v.take(turn{"", "POST " + s.path, s.sent(member, "7"), 422, "/" + member + ":type"})
			case float64:
				v.take(turn{"", "POST " + s.path, s.sent(member, `"7"`), 422, "/" + member + ":type"})
			}
			v.take(turn{"", "POST " + s.path, s.sent(member, "{}"), 422, "/" + member + ":type"})
			v.take(turn{"", "POST " + s.path, s.sent(member, `[""]`), 422, "/" + member + ":type"})
		}
		v.take(turn{"", "POST " + s.path, s.sent("colour", `"red"`, "version", "1", "created_at", "null"), 422, ""})
		v.take(turn{"", "POST " + s.path, s.sent("colour", `null`), 422, "/colour:unknown-field"})
		v.take(turn{"", "POST " + s.path, s.sent("id", `"x"`), 422, "/id:id"})
		v.take(turn{"", "POST " + s.path, s.sent("id", `"00000000-0000-0000-0000-000000000000"`), 422, "/id:id"})
		v.take(turn{"", "POST " + s.path, "{}", 422, ""})
		v.take(turn{"", "GET " + s.at(), "", 404, "not-found"})
	}
	v.take(turn{"recorder north1", "POST /areas", `{"org_id":"$north1","kind":"precinct","name":"x"}`, 403, "role-may-not"})
	v.right()
}

// TestAllFaultsAtOnce: every bad field is named, in each sort of record, and nothing is written.
func TestAllFaultsAtOnce(t *testing.T) {
	v := newLedger(t)
	v.take(turn{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`, 201, ""})
	before := v.state()
	v.play([]turn{
		{"", "POST /activities", `{"org_id":"$north1","kind":"party","also_kinds":["talk","talk",""],"topic":"\u0007","held_on":"2023-02-30","place":7,"study_minutes":-1,"headcount":{"members":-3,"volunteers":1.5,"residents":1e9},
			"participant_ids":["$payer","$payer","x"],"presenters":[{"name":"王"}],"tags":["","a\nb"],"for_year":1899,"households":"3","summary":"a\u0000","colour":1,"version":2}`, 422,
			"/topic:control-character /held_on:date /place:type /study_minutes:minimum /headcount/members:minimum /headcount/volunteers:type /headcount/residents:maximum /participant_ids/2:id /presenters/0/organization:required /tags/1:one-line " +
				"/for_year:minimum /households:type /summary:control-character /colour:unknown-field /version:read-only /kind:unknown /also_kinds/1:repeated /also_kinds/2:unknown /participant_ids/1:repeated /tags/0:required"},
		{"", "POST /activities", `{"kind":"talk","topic":"谈","held_on":"2023-12-21","for_year":2021}`, 422, "/org_id:required /held_on:future /for_year:not-the-year-before"},
		{"", "POST /wishes", `{"org_id":"$north1","content":"","registered_on":"2024-01-01","fulfilled_on":"2023-01-01","helper_ids":["$payer","$payer"]}`, 422, "/content:required /registered_on:future /helper_ids/1:repeated /fulfilled_on:before-the-first-day"},
		{"", "POST /grid-events", `{"org_id":"$north1","type":"x","title":"\t","source":"dream","reported_on":"2023-12-21","resolved_on":"2023-12-22"}`, 422, "/title:required /type:unknown /source:unknown /reported_on:future /resolved_on:future"},
		{"", "POST /dues/payments", `{"org_id":"$north1","person_id":"$payer","month":"2023-13","amount_fen":-5,"paid_on":"2023-12-21","large":"yes"}`, 422, "/month:month /amount_fen:minimum /large:type /paid_on:future"},
		{"", "POST /dues/payments", `{"org_id":"$north1","person_id":"$payer","month":"2023-03","amount_fen":15.5,"paid_on":"2023-03-01"}`, 422, "/amount_fen:type"},
		{"", "POST /dues/payments", `{"org_id":"$north1","person_id":"$payer","month":"2023-03","amount_fen":0,"paid_on":"2023-03-01"}`, 422, "/amount_fen:minimum"},
		{"", "POST /dues/remittances", `{"org_id":"$north1","amount_fen":1e30,"remitted_on":"2023-12-21","for_year":3000}`, 422, "/amount_fen:maximum /for_year:maximum /remitted_on:future"},
		{"", "POST /rectifications", `{"org_id":"$north1","year":3000,"problem":"","done_on":"2023-12-21","due_on":"9999-01-01","status":"done"}`, 422, "/year:maximum /problem:required /due_on:date /status:read-only /done_on:future"},
		{"", "POST /figures", `{"org_id":"$north1","name":"a,b","unit":"","kind":"x","amount":1.234,"on":"2023-12-21"}`, 422, "/unit:required /amount:two-decimals /name:comma-or-slash /kind:unknown /on:future"},
		{"", "POST /people", `{"org_id":"$north1","name":"","kind":"boss","since":"2023-12-21","left_on":"2023-12-20","tags":["a","a"],"birth_date":"1950-01-01"}`, 422, "/name:required /birth_date:unknown-field /kind:unknown /since:future /left_on:before-since /tags/1:repeated"},
		{"", "POST /partners", `{"org_id":"$north1","name":"","kind":"boss","since":"2023-12-21","left_on":"x"}`, 422, "/name:required /left_on:date /kind:unknown /since:future"},
		{"", "POST /areas", `{"org_id":"$north1","name":"","kind":"grid","since":"2023-12-21"}`, 422, "/name:required /parent_id:required /since:future"},
		{"", "POST /orgs", `{"name":"","kind":"club","remit_share":101,"since":"2023-12-21","committee_ids":["$payer","$payer"]}`, 422, "/name:required /remit_share:maximum /kind:unknown /committee_ids/1:repeated /since:future /committee_ids/0:unknown-reference"},
		{"", "POST /metrics", `{"org_id":"$north1","key":"A","name":"","unit":"","source":"dreams","filter":{"kind":"talk"}}`, 422, ""},
		{"", "POST /users", `{"username":"a b","password":"短","name":"","role":"boss","org_id":"$north1"}`, 422, ""},
		{"", "POST /tokens", `{"name":"","role":"boss","org_id":"$north1","expires_on":"2023-12-19"}`, 422, "/name:required /role:unknown /expires_on:past"},
		{"", "POST /wishes/$a/claim", `{"helper_ids":null,"on":"2023-12-21","colour":1}`, 422, ""},
		{"", "POST /people/$payer/development-steps", `{"step":"hero","on":"2023-12-21","talked_on":"2023-12-21"}`, 422, "/on:future /step:unknown /talked_on:future"},
		{"", "PATCH /activities/$a @1", `{"kind":"party","topic":null,"held_on":"2023-12-21","headcount":{"members":-1},"for_year":2000,"participant_ids":["$payer","$payer"],"colour":1}`, 422,
			"/topic:required /headcount/members:minimum /colour:unknown-field /kind:unknown /held_on:future /for_year:not-the-year-before /participant_ids/1:repeated"},
		{"", "PATCH /people/$payer @1", `{"name":"","kind":"x","since":"2023-12-21"}`, 422, "/name:required /kind:unknown /since:future"},
	})
	if after := v.state(); after != before {
		t.Errorf("something was written:\n%s\n%s", before, after)
	}
	v.right()
}

// state is what all the refused must leave alone: the totals of everything, and how long the audit is.
func (v *town) state() string {
	v.t.Helper()
	r := v.Want("GET", v.with("/metrics/values?org_id=$street&from=1900-01-01&to=2999-12-31"), nil, 200)
	audit := v.Want("GET", "/audit?limit=1", nil, 200)
	return string(r.Body) + audit.String("items.0.hash")
}

// TestFutureDays: a day after today is refused but for those that may lie ahead.
func TestFutureDays(t *testing.T) {
	v := newLedger(t)
	v.play([]turn{
		{"", "POST /rectifications", `{"org_id":"$north1","year":2023,"problem":"x","due_on":"2024-06-30"}`, 201, "due_on=2024-06-30"},
		{"", "POST /orgs", `{"name":"x","kind":"branch","parent_id":"$north","term_ends_on":"2026-06-30","closed_on":"2025-01-01"}`, 201, ""},
		{"", "POST /areas", `{"org_id":"$north1","name":"x","kind":"precinct","closed_on":"2025-01-01"}`, 201, ""},
		{"", "POST /people", `{"org_id":"$north1","name":"x","kind":"member","left_on":"2025-01-01"}`, 201, ""},
		{"", "POST /partners", `{"org_id":"$north1","name":"x","left_on":"2025-01-01"}`, 201, ""},
		{"", "POST /tokens", `{"name":"x","role":"viewer","org_id":"$north1","expires_on":"2025-01-01"}`, 201, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"今天","held_on":"2023-12-20"}`, 201, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"明天","held_on":"2023-12-21"}`, 422, "/held_on:future"},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"古时","held_on":"1899-12-31"}`, 422, "/held_on:date"},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"早","held_on":"1900-01-01"}`, 201, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"闰","held_on":"2023-02-29"}`, 422, "/held_on:date"},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"闰","held_on":"2020-02-29"}`, 201, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"时","held_on":"2023-03-01T00:00:00Z"}`, 422, "/held_on:date"},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"短","held_on":"2023-3-1"}`, 422, "/held_on:date"},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"空","held_on":""}`, 422, ""},
	})
	v.MoveTo("2023-12-21") // the day goes on where the community lives
	v.take(turn{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"明天","held_on":"2023-12-21"}`, 201, ""})
}

var requestID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// TestEveryStatus: each failure of the contract's table, as a problem, in Chinese and in English.
func TestEveryStatus(t *testing.T) {
	v := newLedger(t)
	v.take(turn{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`, 201, ""})
	const good = `{"org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`
	const form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7"
	for _, c := range []struct {
		name, who, do, body string
		status              int
		headers             []string
	}{
		{"malformed", "", "POST /activities", `{"org_id":`, 400, nil},
		{"no body", "", "POST /activities", ``, 400, nil},
		{"blank body", "", "POST /activities", ` `, 400, nil},
		{"trailing", "", "POST /activities", good + "x", 400, nil},
		{"two bodies", "", "POST /activities", good + good, 400, nil},
		{"no JSON", "", "POST /activities", `{'org_id':1}`, 400, nil},
		{"comment", "", "POST /activities", `{/**/}`, 400, nil},
		{"NaN", "", "POST /activities", `{"study_minutes":NaN}`, 400, nil},
		{"byte order mark", "", "POST /activities", "\uFEFF" + good, 400, nil},
		{"UTF-16", "", "POST /activities", "\xff\xfe{\x00}\x00", 400, nil},
		{"GBK", "", "POST /activities", strings.Replace(good, "谈心", "\xcc\xb8\xd0\xc4", 1), 400, nil},
		{"half a surrogate", "", "POST /activities", strings.Replace(good, "谈", `\ud83d`, 1), 400, nil},
		{"a key twice", "", "POST /activities", `{"topic":"a","topic":"b"}`, 400, nil},
		{"a key twice, escaped", "", "POST /activities", `{"topic":"a","t\u006fpic":"b"}`, 400, nil},
		{"a key twice within", "", "POST /activities", `{"headcount":{"members":1,"members":2}}`, 400, nil},
		{"a key twice in an unknown field", "", "POST /activities", `{"x":{"a":1,"a":2}}`, 400, nil},
		{"deep", "", "POST /activities", `{"x":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`, 400, nil},
		{"deep in a patch", "", "PATCH /activities/$a", strings.Repeat(`{"headcount":`, 1000) + "1" + strings.Repeat("}", 1000), 400, []string{"If-Match", `"1"`}},
		{"not logged in", "nobody", "GET /activities", "", 401, nil},
		{"bad token", "nobody", "GET /activities", "", 401, []string{"Authorization", "Bearer nonsense"}},
		{"another scheme", "nobody", "GET /activities", "", 401, []string{"Authorization", "Basic YWRtaW46YWRtaW4="}},
		{"bad cookie", "nobody", "GET /activities", "", 401, []string{"Cookie", "shuzhi_session=ss_x"}},
		{"not logged in, unknown path", "nobody", "GET /nothing", "", 404, nil},
		{"not allowed", "viewer north", "GET /activities", "", 403, nil},
		{"not there", "", "GET /activities/$nothing", "", 404, nil},
		{"no id", "", "GET /activities/1", "", 404, nil},
		{"outside", "recorder south", "GET /activities/$a", "", 404, nil},
		{"outside, a change", "secretary south", "DELETE /activities/$a?reason=x", "", 404, []string{"If-Match", `"1"`}},
		{"no path", "", "GET /nothing", "", 404, nil},
		{"no path, posted", "", "POST /nothing/at/all", "{}", 404, nil},
		{"no path, a viewer", "viewer north", "GET /nothing", "", 404, nil},
		{"another version of the API", "", "GET /api/v2/activities", "", 404, nil},
		{"a slash too many", "", "GET /activities/", "", 404, nil},
		{"wrong method", "", "PUT /activities", "{}", 405, nil},
		{"wrong method, a viewer", "viewer north", "DELETE /activities", "", 405, nil},
		{"wrong method of one", "", "PUT /activities/$a", "{}", 405, nil},
		{"wrong method, not logged in", "nobody", "PUT /sessions", "{}", 405, nil},
		{"conflict", "", "POST /wishes/$wish/release", `{"on":"2023-03-02"}`, 409, nil},
		{"stale", "", "PATCH /activities/$a", `{}`, 412, []string{"If-Match", `"2"`}},
		{"too large", "", "POST /activities", `{"summary":"` + strings.Repeat("x", 4<<20) + `"}`, 413, nil},
		{"too large, a form", "", "POST /attachments", form + strings.Repeat("x", 11<<20), 413, []string{"Content-Type", "multipart/form-data; boundary=x"}},
		{"too large, a file", "", "POST /attachments", form + strings.Repeat("x", 10<<20+1) + "\r\n--x--\r\n", 413, []string{"Content-Type", "multipart/form-data; boundary=x"}},
		{"a form cut off", "", "POST /attachments", form, 400, []string{"Content-Type", "multipart/form-data; boundary=x"}},
		{"a form without boundary", "", "POST /attachments", form, 400, []string{"Content-Type", "multipart/form-data"}},
		{"wrong type", "", "POST /activities", good, 415, []string{"Content-Type", "text/plain"}},
		{"a form", "", "POST /activities", "topic=x", 415, []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"no type", "", "POST /activities", good, 415, []string{"Content-Type", ""}},
		{"another charset", "", "POST /activities", good, 415, []string{"Content-Type", "application/json; charset=gbk"}},
		{"compressed", "", "POST /activities", good, 415, []string{"Content-Encoding", "gzip"}},
		{"JSON for a file", "", "POST /attachments", "{}", 415, nil},
		{"bad content", "", "POST /activities", `{}`, 422, nil},
		{"a list", "", "POST /activities", `[]`, 422, nil},
		{"null", "", "POST /activities", `null`, 422, nil},
		{"a text", "", "PATCH /activities/$a", `"x"`, 422, []string{"If-Match", `"1"`}},
		{"a bad query", "", "GET /activities?limit=x", "", 422, nil},
		{"without If-Match", "", "PATCH /activities/$a", `{}`, 428, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := v.in(t)
			if strings.Contains(c.do, "$wish") {
				v.take(turn{"", "POST /wishes", `{"id":"$wish","org_id":"$north1","content":"x","registered_on":"2023-03-01"}`, 201, ""})
			}
			for _, lang := range []string{"", "zh-CN", "en", "en-GB;q=0.9, zh;q=0.1", "fr"} {
				v.fails(c.who, c.do, c.body, c.status, append(slices.Clone(c.headers), "Accept-Language", lang))
			}
		})
	}
	v.in(t).take(turn{"", "GET /activities", "", 200, "items.#=1 items.0.version=1"})
}

// fails wants a problem with the status, and in the language.
func (v *town) fails(who, do, body string, status int, headers []string) {
	v.t.Helper()
	method, path, _ := strings.Cut(do, " ")
	c := v.Nobody()
	if who != "nobody" {
		c = v.as(who)
	}
	var content any
	if body != "" {
		content = v.with(body)
	}
	r := c.Want(method, v.with(path), content, status, headers...)
	var p struct {
		Type, Title, Detail string
		Status              int
		RequestID           string `json:"request_id"`
		Errors              []struct{ Pointer, Code, Detail string }
	}
	r.JSON(&p)
	english := strings.HasPrefix(headers[len(headers)-1], "en")
	for _, said := range append([]string{p.Title, p.Detail}, details(p.Errors)...) {
		if han := strings.ContainsFunc(said, func(c rune) bool { return unicode.Is(unicode.Han, c) }); said == "" || han == english {
			v.t.Errorf("%v: %q", headers, said)
		}
	}
	if p.Status != status || !strings.HasPrefix(p.Type, "urn:shuzhi:problem:") || !requestID.MatchString(p.RequestID) || p.RequestID != r.Header.Get("X-Request-Id") ||
		r.Header.Get("Content-Type") != "application/problem+json" || (status == 422) != (len(p.Errors) > 0) {
		v.t.Errorf("%s %v", r.Body, r.Header)
	}
	if allow := r.Header.Get("Allow"); status == 405 && (allow == "" || strings.Contains(allow, method)) {
		v.t.Errorf("Allow: %q", allow)
	}
	if (status == 401) != (r.Header.Get("WWW-Authenticate") != "") {
		v.t.Errorf("WWW-Authenticate: %q", r.Header.Get("WWW-Authenticate"))
	}
}

func details(errors []struct{ Pointer, Code, Detail string }) (all []string) {
	for _, e := range errors {
		all = append(all, e.Detail)
	}
	return all
}

// TestHead: what is not described is refused as a wrong method, without a body.
func TestHead(t *testing.T) {
	v := newTown(t)
	for _, path := range []string{"/activities", "/me"} {
		if r := v.Do("HEAD", path, nil); r.Status != http.StatusMethodNotAllowed || len(r.Body) > 0 || !strings.Contains(r.Header.Get("Allow"), "GET") {
			t.Errorf("%s: %d %v %s", path, r.Status, r.Header, r.Body)
		}
	}
}

// TestBodyOfFourMiB is taken to the last byte.
func TestBodyOfFourMiB(t *testing.T) {
	v := newTown(t)
	body := v.with(`{"org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"`)
	body += strings.Repeat(" ", 4<<20-len(body)-1) + "}"
	v.Want("POST", "/activities", body, 201)
	v.Want("POST", "/activities", body+" ", 413)
	long := strings.Repeat("长", 20_000)
	v.Want("POST", "/activities", strings.TrimSpace(body[:len(body)-1])+`,"summary":"`+long+`"}`, 201)
	v.Want("POST", "/activities", strings.TrimSpace(body[:len(body)-1])+`,"summary":"`+long+`长"}`, 422)
	v.take(turn{"", "GET /activities", "", 200, "items.#=2"})
}
