package api_test

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"

	"shuzhi/internal/apitest"
)

// TestRetry: what is sent again under its id and with its content is the record, for ever; with other content it is refused.
func TestRetry(t *testing.T) {
	v := newLedger(t)
	for _, s := range samples {
		t.Run(s.name(), func(t *testing.T) { v.in(t).resend(s) })
	}
	v.in(t).right()
}

func (v *town) resend(s sample) {
	post, list := "POST "+s.path, v.listed(s.path)
	first := v.take(turn{"", post, s.sent(), 201, "id=" + s.name() + " version=1"})
	if at := v.with("/api/v1" + s.at()); first.Header.Get("Location") != at || first.ETag() != `"1"` {
		v.t.Errorf("Location %s and ETag %s, want %s", first.Header.Get("Location"), first.ETag(), at)
	}
	same := func(body string, than apitest.Response) {
		v.t.Helper()
		again := v.take(turn{"", post, body, 200, ""})
		if again.Header.Get("Location") != "" || again.ETag() != than.ETag() {
			v.t.Errorf("sent again: Location %q, ETag %s", again.Header.Get("Location"), again.ETag())
		}
		if s.path != "/tokens" && !bytes.Equal(again.Body, than.Body) { // a token's secret is shown once
			v.t.Errorf("sent again: %s\nit was %s", again.Body, than.Body)
		}
	}
	same(s.sent(), first)
	same(s.otherwise(), first)
	v.refuseOther(s)
	if now := v.listed(s.path); now != list+1 {
		v.t.Errorf("%d are listed, and were %d", now, list)
	}

	version := "1"
	if !s.fixed { // what was sent first is compared, not what became of it
		amended := v.take(turn{"", "PATCH " + s.at() + " @1", s.patch(), 200, "version=2"})
		same(s.sent(), amended)
		same(s.otherwise(), amended)
		v.refuseOther(s)
		version = "2"
	}
	v.take(turn{"", "DELETE " + s.at() + "?reason=x @" + version, "", 204, ""})
	voided := v.take(turn{"", "GET " + s.at(), "", 200, "voided_on=2023-12-20"})
	same(s.sent(), voided)
	same(s.otherwise(), voided)
	v.refuseOther(s)
	if now := v.listed(s.path); now != list {
		v.t.Errorf("it was voided: %d are listed, and were %d", now, list)
	}
}

// refuseOther wants other content under the id refused, and nothing told of the record.
func (v *town) refuseOther(s sample) {
	v.t.Helper()
	r := v.take(turn{"", "POST " + s.path, s.sent(s.field, s.other), 409, "id-taken"})
	if r.At("errors") != nil || anyID.MatchString(r.String("detail")+r.String("title")) {
		v.t.Errorf("refused with %s", r.Body)
	}
}

// TestRetryOfStrangers: the id of a record outside one's organisations is taken, and nothing more is said of it; one id names
// one thing, of whatever sort.
func TestRetryOfStrangers(t *testing.T) {
	v := newLedger(t)
	meeting := `{"id":"$secret","org_id":"$south1","kind":"talk","topic":"密谈","held_on":"2023-04-05"}`
	v.take(turn{"recorder south", "POST /activities", meeting, 201, ""})
	for _, turn := range []turn{
		{"recorder north", "POST /activities", meeting, 409, "id-taken"},
		{"recorder north", "POST /activities", strings.Replace(meeting, "$south1", "$north1", 1), 409, "id-taken"},
		{"recorder north", "POST /wishes", `{"id":"$secret","org_id":"$north1","content":"x","registered_on":"2023-04-05"}`, 409, "id-taken"},
		{"", "POST /people", `{"id":"$secret","org_id":"$north1","name":"x","kind":"member"}`, 409, "id-taken"},
		{"", "POST /wishes", `{"id":"$north1","org_id":"$north1","content":"x","registered_on":"2023-04-05"}`, 409, "id-taken"},
	} {
		if r := v.take(turn); bytes.Contains(r.Body, []byte("密谈")) || bytes.Contains(r.Body, []byte(v.id("south1"))) {
			t.Errorf("%s tells of it: %s", turn.do, r.Body)
		}
	}
	batch := `{"items":[{"resource":"activities","body":` + meeting + `},{"resource":"activities","body":` + strings.Replace(meeting, "密谈", "密", 1) + `}]}`
	v.take(turn{"recorder north", "POST /batch", batch, 200, "results.*.status=[409,409]"})
	v.take(turn{"recorder south", "POST /batch", batch, 200, "results.*.status=[200,409] results.0.id=secret"})
	v.right()
}

// TestRetryOfSteps: a step that is sent again is the same step, whatever became of the record.
func TestRetryOfSteps(t *testing.T) {
	v := newLedger(t)
	v.play([]turn{
		{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"收音机","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /grid-events", `{"id":"$e","org_id":"$north1","type":"demand","title":"灯","reported_on":"2023-03-01"}`, 201, ""},
		{"", "POST /people", `{"id":"$p","org_id":"$north1","name":"赵强","kind":"applicant"}`, 201, ""},
	})
	for _, s := range []struct {
		path, body, other, state string
		status                   int
	}{
		{"/wishes/$w/claim", `{"id":"$claim","helper_ids":["$payer"],"on":"2023-03-02"}`, `{"id":"$claim","helper_ids":["$payer"],"on":"2023-03-03"}`, "status=claimed", 200},
		{"/wishes/$w/release", `{"id":"$release","on":"2023-03-03"}`, `{"id":"$release","on":"2023-03-04"}`, "status=open", 200},
		{"/wishes/$w/fulfil", `{"id":"$fulfil","on":"2023-03-04"}`, `{"id":"$fulfil","on":"2023-03-04","helper_ids":["$payer"]}`, "status=fulfilled", 200},
		{"/grid-events/$e/transitions", `{"id":"$to","to":"accepted","on":"2023-03-04"}`, `{"id":"$to","to":"rejected","on":"2023-03-04"}`, "status=accepted", 200},
		{"/people/$p/development-steps", `{"id":"$step","step":"activist","on":"2023-03-04"}`, `{"id":"$step","step":"activist","on":"2023-03-04","note":"x"}`, "step=activist", 201},
		{"/people/$p/transfers", `{"id":"$move","to_org_id":"$north2","on":"2023-03-04"}`, `{"id":"$move","to_org_id":"$south1","on":"2023-03-04"}`, "to_org_id=north2", 201},
	} {
		first := v.take(turn{"", "POST " + s.path, s.body, s.status, s.state})
		if id := v.with(s.path[:strings.Index(s.path, "/$")+len("/$w")]); s.status == 201 && !strings.HasPrefix(first.Header.Get("Location"), "/api/v1"+id+"/steps/") {
			t.Errorf("Location %q", first.Header.Get("Location"))
		}
		for _, body := range []string{s.body, strings.TrimSuffix(s.body, "}") + ` , "note":null}`, s.body} {
			if strings.Contains(body, "note") && !strings.HasPrefix(s.path, "/p") && !strings.HasPrefix(s.path, "/g") || strings.HasSuffix(s.path, "transfers") {
				body = strings.Replace(body, ` , "note":null`, "", 1)
			}
			if again := v.take(turn{"", "POST " + s.path, body, 200, s.state}); !bytes.Equal(again.Body, first.Body) || again.ETag() != first.ETag() {
				t.Errorf("%s again: %s\nit was %s", s.path, again.Body, first.Body)
			}
		}
		v.take(turn{"", "POST " + s.path, s.other, 409, "id-taken"})
	}
	v.play([]turn{ // earlier steps, after later ones and after the record was voided, answer the record as it stands
		{"", "POST /wishes/$w/claim", `{"id":"$claim","helper_ids":["$payer"],"on":"2023-03-02"}`, 200, "status=fulfilled version=4"},
		{"", "DELETE /wishes/$w?reason=x @4", "", 204, ""},
		{"", "POST /wishes/$w/claim", `{"id":"$claim","helper_ids":["$payer"],"on":"2023-03-02"}`, 200, "version=5 voided_on=2023-12-20"},
		{"", "POST /wishes/$w/claim", `{"id":"$claim","helper_ids":["$payer"],"on":"2023-03-03"}`, 409, "id-taken"},
		{"", "POST /wishes/$w/release", `{"id":"$new","on":"2023-03-05"}`, 409, "voided"},
		{"", "GET /wishes/$w/steps", "", 200, "items.*.id=[claim,release,fulfil]"},
		{"", "DELETE /people/$p/steps/$move?reason=x @3", "", 204, ""},
		{"", "POST /people/$p/transfers", `{"id":"$move","to_org_id":"$north2","on":"2023-03-04"}`, 200, ""},
		{"", "GET /people/$p", "", 200, "org_id=north1 version=4"},
	})
	v.right()
}

// TestRetryOfFiles: a form is recognised as well.
func TestRetryOfFiles(t *testing.T) {
	v := newTown(t)
	form := func(name, content string) apitest.Form {
		return apitest.Form{"id": v.id("f"), "org_id": v.id("north1"), "file": apitest.File{Name: name, Content: []byte("%PDF-1.7 " + content)}}
	}
	first := v.Want("POST", "/attachments", form("签到表.pdf", "一"), 201)
	if at := v.with("/api/v1/attachments/$f"); first.Header.Get("Location") != at || first.ETag() != `"1"` {
		t.Errorf("%v", first.Header)
	}
	if again := v.Want("POST", "/attachments", form("签到表.pdf", "一"), 200); !bytes.Equal(again.Body, first.Body) {
		t.Errorf("%s", again.Body)
	}
	for _, other := range []apitest.Form{form("签到表.pdf", "二"), form("照片.pdf", "一")} {
		if r := v.Want("POST", "/attachments", other, 409); r.Problem() != "id-taken" {
			t.Errorf("%s", r.Body)
		}
	}
	v.as("recorder south").Want("POST", "/attachments", apitest.Form{"id": v.id("f"), "file": apitest.File{Name: "a.pdf", Content: []byte("%PDF-1.7 三")}}, 409)
	v.right()
}

// TestStepsHaveDays: each step wants its day.
func TestStepsHaveDays(t *testing.T) {
	v := newLedger(t)
	for _, s := range samples {
		v.take(turn{"", "POST " + s.path, s.sent(), 201, ""})
	}
	for _, c := range []struct{ path, body, want string }{
		{"/wishes/$one_wishes/claim", `{"helper_ids":["$payer"]}`, "/on:required"}, {"/wishes/$one_wishes/release", `{}`, "/on:required"}, {"/wishes/$one_wishes/fulfil", `{"on":null}`, "/on:required"},
		{"/wishes/$one_wishes/withdraw", `{"reason":"x","on":""}`, "/on:date"}, {"/grid-events/$one_grid_events/transitions", `{"to":"accepted"}`, "/on:required"}, {"/people/$payer/development-steps", `{"step":"full"}`, "/on:required"},
		{"/people/$payer/transfers", `{"to_org_id":"$north2"}`, "/on:required"}, {"/people/$payer/transfers", `{"id":"x","on":"2023-12-21","note":"x"}`, "/id:id /note:unknown-field /to_org_id:required"},
	} {
		v.take(turn{"", "POST " + c.path, c.body, 422, c.want})
	}
	v.right()
}

var (
	ofVersion7 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	withOffset = regexp.MustCompile(`^2023-12-20T12:00:00(\.\d+)?\+08:00$`)
)

// TestIDs: the server makes version 7, each later than the one before; in a path either case will do.
func TestIDs(t *testing.T) {
	v := newLedger(t)
	last := ""
	for range 20 {
		r := v.take(turn{"", "POST /partners", `{"id":null,"org_id":"$north1","name":"某单位"}`, 201, ""})
		if id := r.ID(); !ofVersion7.MatchString(id) || id <= last || !withOffset.MatchString(r.String("created_at")) || r.String("created_at") != r.String("updated_at") {
			t.Errorf("%s after %s", r.Body, last)
		}
		last = r.ID()
	}
	if r := v.Want("GET", "/partners/"+strings.ToUpper(last), nil, 200); r.ID() != last {
		t.Errorf("%s", r.Body)
	}
	for _, none := range []string{"{" + last + "}", strings.ReplaceAll(last, "-", ""), "urn:uuid:" + last, last + "0", last[1:], "00000000-0000-0000-0000-000000000000"} {
		v.Want("GET", "/partners/"+none, nil, 404)
	}
}

// TestRetryAtOnce: of many that come at once one is the first.
func TestRetryAtOnce(t *testing.T) {
	v := newLedger(t)
	v.take(turn{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"收音机","registered_on":"2023-03-01"}`, 201, ""})
	v.take(turn{"", "POST /people", `{"id":"$p","org_id":"$north1","name":"赵强","kind":"applicant"}`, 201, ""})
	for _, s := range []struct{ path, body, want string }{
		{"/activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-12-20","participant_ids":["$payer"]}`, "200:49 201:1"},
		{"/wishes/$w/fulfil", `{"id":"$f","helper_ids":["$payer"],"on":"2023-12-20"}`, "200:50"},
		{"/people/$p/development-steps", `{"id":"$s","step":"activist","on":"2023-12-20"}`, "200:49 201:1"},
		{"/people/$p/transfers", `{"id":"$m","to_org_id":"$north2","on":"2023-12-20"}`, "200:49 201:1"},
	} {
		path, body := v.with(s.path), v.with(s.body)
		if said := atOnce(50, func(int) int { return v.Do("POST", path, body).Status }); said != s.want {
			t.Errorf("%s: %s, want %s", s.path, said, s.want)
		}
	}
	other := func(i int) int { // fifty who mean another thing by the same id
		return v.Do("POST", "/activities", strings.Replace(v.with(`{"id":"$b","org_id":"$north1","kind":"talk","topic":"谈","held_on":"2023-12-20"}`), "谈", strings.Repeat("谈", i+1), 1)).Status
	}
	if said := atOnce(50, other); said != "201:1 409:49" {
		t.Errorf("others: %s", said)
	}
	changed := func(i int) int {
		return v.Do("PATCH", v.with("/activities/$a"), `{"place":"`+strings.Repeat("室", i%25+1)+`"}`, "If-Match", `"1"`).Status
	}
	if said := atOnce(50, changed); said != "200:2 412:48" { // one, and its twin
		t.Errorf("changes: %s", said)
	}
	v.play([]turn{
		{"", "GET /activities?org_id=$north1", "", 200, "items.#=2 items.1.id=a items.1.version=2"},
		{"", "GET /metrics/values?org_id=$north&year=2023&metrics=activities.talk,attendance.talk,participants.distinct,wishes.fulfilled,wishes.helpers,activists.admitted", "", 200, "values.*.value=[2,1,1,1,1,1]"},
		{"", "GET /wishes/$w", "", 200, "version=2"},
		{"", "GET /people/$p", "", 200, "version=3 org_id=north2"},
		{"", "GET /people/$p/steps", "", 200, "items.*.id=[s,m]"},
	})
	v.right()
}

// atOnce does something many times at once, and says how often each status came.
func atOnce(times int, do func(i int) int) string {
	statuses := make([]int, times)
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() { statuses[i] = do(i) })
	}
	all.Wait()
	return tallied(statuses)
}
