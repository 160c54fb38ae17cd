package api_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"shuzhi/internal/apitest"
)

// permissions are every operation with the least role that may ask for it, and what that role is answered: a write that lacks
// something is refused for that, and so changes nothing.
var permissions = []struct {
	least, do, body string
	status          int
}{
	{"viewer", "GET /orgs", "", 200}, {"secretary", "POST /orgs", "{}", 422}, {"viewer", "GET /orgs/$north1", "", 200}, {"secretary", "PATCH /orgs/$north1", "{}", 428},
	{"secretary", "DELETE /orgs/$north1", "", 428}, {"secretary", "POST /orgs/$north1/restore", "", 200}, {"viewer", "GET /orgs/$north1/history", "", 200},
	{"viewer", "GET /areas", "", 200}, {"secretary", "POST /areas", "{}", 422}, {"viewer", "GET /areas/$one_areas", "", 200}, {"secretary", "PATCH /areas/$one_areas", "{}", 428},
	{"secretary", "DELETE /areas/$one_areas", "", 428}, {"secretary", "POST /areas/$one_areas/restore", "", 200}, {"viewer", "GET /areas/$one_areas/history", "", 200},
	{"recorder", "GET /people", "", 200}, {"recorder", "POST /people", "{}", 422}, {"recorder", "GET /people/$payer", "", 200}, {"recorder", "PATCH /people/$payer", "{}", 428},
	{"recorder", "DELETE /people/$payer", "", 428}, {"recorder", "POST /people/$payer/restore", "", 200}, {"recorder", "GET /people/$payer/history", "", 200}, {"recorder", "GET /people/$payer/steps", "", 200},
	{"recorder", "PATCH /people/$payer/steps/$nothing", "{}", 428}, {"recorder", "DELETE /people/$payer/steps/$nothing", "", 428}, {"recorder", "POST /people/$payer/development-steps", "{}", 422},
	{"recorder", "POST /people/$payer/transfers", "{}", 422}, {"recorder", "GET /people/$payer/assessed-dues", "", 200}, {"recorder", "PUT /people/$payer/assessed-dues/2023", "{}", 422}, {"secretary", "POST /people/$one_people/anonymize", "", 200},
	{"recorder", "GET /partners", "", 200}, {"recorder", "POST /partners", "{}", 422}, {"recorder", "GET /partners/$one_partners", "", 200}, {"recorder", "PATCH /partners/$one_partners", "{}", 428},
	{"recorder", "DELETE /partners/$one_partners", "", 428}, {"recorder", "POST /partners/$one_partners/restore", "", 200}, {"recorder", "GET /partners/$one_partners/history", "", 200},
	{"recorder", "GET /activities", "", 200}, {"recorder", "POST /activities", "{}", 422}, {"recorder", "GET /activities/$one_activities", "", 200}, {"recorder", "PATCH /activities/$one_activities", "{}", 428},
	{"recorder", "DELETE /activities/$one_activities", "", 428}, {"recorder", "POST /activities/$one_activities/restore", "", 200}, {"recorder", "GET /activities/$one_activities/history", "", 200},
	{"recorder", "GET /wishes", "", 200}, {"recorder", "POST /wishes", "{}", 422}, {"recorder", "GET /wishes/$one_wishes", "", 200}, {"recorder", "PATCH /wishes/$one_wishes", "{}", 428},
	{"recorder", "DELETE /wishes/$one_wishes", "", 428}, {"recorder", "POST /wishes/$one_wishes/restore", "", 200}, {"recorder", "GET /wishes/$one_wishes/history", "", 200}, {"recorder", "GET /wishes/$one_wishes/steps", "", 200},
	{"recorder", "PATCH /wishes/$one_wishes/steps/$nothing", "{}", 428}, {"recorder", "DELETE /wishes/$one_wishes/steps/$nothing", "", 428}, {"recorder", "POST /wishes/$one_wishes/claim", "{}", 422},
	{"recorder", "POST /wishes/$one_wishes/release", "{}", 422}, {"recorder", "POST /wishes/$one_wishes/fulfil", "{}", 422}, {"recorder", "POST /wishes/$one_wishes/withdraw", "{}", 422},
	{"recorder", "GET /grid-events", "", 200}, {"recorder", "POST /grid-events", "{}", 422}, {"recorder", "GET /grid-events/$one_grid_events", "", 200}, {"recorder", "PATCH /grid-events/$one_grid_events", "{}", 428},
	{"recorder", "DELETE /grid-events/$one_grid_events", "", 428}, {"recorder", "POST /grid-events/$one_grid_events/restore", "", 200}, {"recorder", "GET /grid-events/$one_grid_events/history", "", 200},
	{"recorder", "GET /grid-events/$one_grid_events/steps", "", 200}, {"recorder", "PATCH /grid-events/$one_grid_events/steps/$nothing", "{}", 428}, {"recorder", "DELETE /grid-events/$one_grid_events/steps/$nothing", "", 428}, {"recorder", "POST /grid-events/$one_grid_events/transitions", "{}", 422},
	{"recorder", "GET /dues/payments", "", 200}, {"recorder", "POST /dues/payments", "{}", 422}, {"recorder", "GET /dues/payments/$one_dues_payments", "", 200}, {"recorder", "PATCH /dues/payments/$one_dues_payments", "{}", 428},
	{"recorder", "DELETE /dues/payments/$one_dues_payments", "", 428}, {"recorder", "POST /dues/payments/$one_dues_payments/restore", "", 200}, {"recorder", "GET /dues/payments/$one_dues_payments/history", "", 200},
	{"recorder", "GET /dues/remittances", "", 200}, {"recorder", "POST /dues/remittances", "{}", 422}, {"recorder", "GET /dues/remittances/$one_dues_remittances", "", 200}, {"recorder", "PATCH /dues/remittances/$one_dues_remittances", "{}", 428},
	{"recorder", "DELETE /dues/remittances/$one_dues_remittances", "", 428}, {"recorder", "POST /dues/remittances/$one_dues_remittances/restore", "", 200}, {"recorder", "GET /dues/remittances/$one_dues_remittances/history", "", 200},
	{"viewer", "GET /dues/balance?org_id=$north1&year=2023", "", 200},
	{"recorder", "GET /rectifications", "", 200}, {"secretary", "POST /rectifications", "{}", 422}, {"recorder", "GET /rectifications/$one_rectifications", "", 200}, {"secretary", "PATCH /rectifications/$one_rectifications", "{}", 428},
	{"secretary", "DELETE /rectifications/$one_rectifications", "", 428}, {"secretary", "POST /rectifications/$one_rectifications/restore", "", 200}, {"recorder", "GET /rectifications/$one_rectifications/history", "", 200},
	{"recorder", "GET /figures", "", 200}, {"recorder", "POST /figures", "{}", 422}, {"recorder", "GET /figures/$one_figures", "", 200}, {"recorder", "PATCH /figures/$one_figures", "{}", 428},
	{"recorder", "DELETE /figures/$one_figures", "", 428}, {"recorder", "POST /figures/$one_figures/restore", "", 200}, {"recorder", "GET /figures/$one_figures/history", "", 200},
	{"recorder", "POST /batch", "{}", 422}, {"recorder", "POST /attachments", "{}", 415}, {"recorder", "GET /attachments/$file", "", 200},
	{"viewer", "GET /metrics", "", 200}, {"viewer", "GET /metrics/values?org_id=$north1", "", 200}, {"secretary", "POST /metrics", "{}", 422}, {"recorder", "GET /metrics/activities.talk/records?org_id=$north1", "", 200},
	{"viewer", "GET /metrics/$one_metrics", "", 200}, {"secretary", "PATCH /metrics/$one_metrics", "{}", 428}, {"secretary", "DELETE /metrics/$one_metrics", "", 428}, {"secretary", "POST /metrics/$one_metrics/restore", "", 200}, {"viewer", "GET /metrics/$one_metrics/history", "", 200},
	{"viewer", "GET /report-templates", "", 200}, {"secretary", "POST /report-templates", "{}", 422}, {"viewer", "GET /report-templates/$one_report_templates", "", 200},
	{"secretary", "PATCH /report-templates/$one_report_templates/slots/0", `{"colour":1}`, 422}, {"secretary", "DELETE /report-templates/$one_report_templates", "", 428},
	{"viewer", "GET /reports", "", 200}, {"recorder", "POST /reports", "{}", 422}, {"viewer", "GET /reports/$one_reports", "", 200}, {"recorder", "PATCH /reports/$one_reports", `{"colour":1}`, 422},
	{"recorder", "DELETE /reports/$one_reports", "", 428}, {"viewer", "GET /reports/$one_reports/document?format=txt", "", 200},
	{"secretary", "GET /audit", "", 200},
	{"secretary", "GET /users", "", 200}, {"secretary", "POST /users", "{}", 422}, {"secretary", "GET /users/$one_users", "", 200}, {"secretary", "PATCH /users/$one_users", "{}", 428},
	{"secretary", "DELETE /users/$one_users", "", 428}, {"secretary", "POST /users/$one_users/restore", "", 200}, {"secretary", "GET /users/$one_users/history", "", 200},
	{"secretary", "GET /tokens", "", 200}, {"secretary", "POST /tokens", "{}", 422}, {"secretary", "GET /tokens/$one_tokens", "", 200}, {"secretary", "DELETE /tokens/$one_tokens", "", 428},
	{"viewer", "PATCH /me", "{}", 422},
	{"", "GET /me", "", 200}, {"", "DELETE /sessions/current", "", 204}, // a token is nobody: it is refused, whatever its role
}

var roles = []string{"viewer", "recorder", "secretary"}

// TestPermissions: each role at each route, within its organisation and without.
func TestPermissions(t *testing.T) {
	v := newLedger(t)
	for _, s := range samples {
		v.take(turn{"", "POST " + s.path, s.sent(), 201, ""})
	}
	v.upload("", "file", "north1")
	v.take(turn{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-04-05","attachment_ids":["$file"]}`, 201, ""})
	for _, p := range permissions {
		if p.least == "" {
			v.take(turn{"secretary north", p.do, p.body, 403, "not-for-tokens"})
			v.As("admin").Want(strings.Fields(p.do)[0], strings.Fields(p.do)[1], nil, p.status)
			continue
		}
		v.take(turn{"", p.do, p.body, p.status, ""}) // an admin may everything
		may := false
		for _, role := range roles {
			if may = may || role == p.least; may {
				v.take(turn{role + " north", p.do, p.body, p.status, ""})
			} else {
				v.take(turn{role + " north", p.do, p.body, 403, "role-may-not"})
			}
		}
		method, path, _ := strings.Cut(p.do, " ")
		v.Nobody().Want(method, v.with(path), []byte(p.body), 401)
		v.outside(p.least, method, path)
	}
	v.described()
	v.right()
}

var anID = regexp.MustCompile(`^/[a-z/-]+/\$`)

// outside asks from another community for what the route names.
func (v *town) outside(least, method, path string) {
	v.t.Helper()
	if strings.Contains(path, "org_id") {
		v.take(turn{"secretary south", method + " " + path, "", 404, "not-found"})
	}
	if !anID.MatchString(path) {
		return
	}
	body, version := "", ""
	switch {
	case method == "DELETE":
		path, version = path+"?reason=x", " @1"
	case method == "PATCH":
		body, version = "{}", " @1"
	case strings.HasSuffix(path, "/2023"):
		body = `{"monthly_fen":1}`
	case strings.HasSuffix(path, "development-steps"):
		body = `{"step":"full","on":"2023-03-01"}`
	case strings.HasSuffix(path, "transfers"):
		body = `{"to_org_id":"$south","on":"2023-03-01"}`
	case strings.HasSuffix(path, "claim"):
		body = `{"helper_ids":["$payer"],"on":"2023-03-01"}`
	case strings.HasSuffix(path, "transitions"):
		body = `{"to":"accepted","on":"2023-03-01"}`
	case method == "POST" && !strings.HasSuffix(path, "restore") && !strings.HasSuffix(path, "anonymize"):
		body = `{"on":"2023-03-01"}`
	}
	v.take(turn{"secretary south", method + " " + path + version, body, 404, "not-found"})
	if least != "viewer" {
		v.take(turn{"viewer south", method + " " + path + version, body, 403, "role-may-not"})
	}
}

// described wants every operation of the document among the permissions.
func (v *town) described() {
	v.t.Helper()
	var asked []string
	for _, p := range permissions {
		do, _, _ := strings.Cut(p.do, "?")
		do = regexp.MustCompile(`steps/\$\w+`).ReplaceAllString(do, "steps/{step_id}")
		do = strings.NewReplacer("/2023", "/{year}", "slots/0", "slots/{index}", "activities.talk/records", "{id}/records").Replace(do)
		asked = append(asked, named.ReplaceAllString(do, "{id}"))
	}
	for path, item := range apitest.Document().Paths.Map() {
		for method := range item.Operations() {
			known := len(item.Servers) > 0 || path == "/sessions"
			for _, do := range asked {
				known = known || do == method+" "+path
			}
			if !known {
				v.t.Logf("nobody asks for %s %s here", method, path)
			}
		}
	}
}

// TestCommunalThings: what the community itself holds is read and named by its branches, and changed by the community alone.
func TestCommunalThings(t *testing.T) {
	v := newTown(t)
	v.known("street", "north", "north1", "north2", "south")
	for _, who := range []string{"recorder north1", "secretary group1", "recorder north2"} {
		v.play([]turn{
			{who, "GET /people?org_id=$north", "", 200, "items.*.id=[p_north]"},
			{who, "GET /partners?org_id=$north", "", 200, "items.*.id=[u_north]"},
			{who, "GET /areas?org_id=$north", "", 200, "items.*.id=[x_north]"},
			{who, "GET /people/$p_north", "", 200, "name=某north work_unit=三中"},
			{who, "GET /people/$p_north/history", "", 200, ""},
			{who, "GET /people/$p_north/steps", "", 200, ""},
			{who, "GET /partners/$u_north", "", 200, "name=单位north"},
			{who, "GET /areas/$x_north", "", 200, "name=片区north"},
			{who, "GET /orgs/$north", "", 200, "name=北苑社区党委"},
			{who, "GET /orgs/$north2", "", 200, "name=北苑第二党支部"},
			{who, "PATCH /people/$p_north @1", `{}`, 403, "not-yours-to-change"},
			{who, "DELETE /people/$p_north?reason=x @1", ``, 403, "not-yours-to-change"},
			{who, "POST /people/$p_north/restore", ``, 403, "not-yours-to-change"},
			{who, "POST /people/$p_north/development-steps", `{"step":"full","on":"2023-03-01"}`, 403, "not-yours-to-change"},
			{who, "POST /people/$p_north/transfers", `{"to_org_id":"$north1","on":"2023-03-01"}`, 403, "not-yours-to-change"},
			{who, "PUT /people/$p_north/assessed-dues/2023", `{"monthly_fen":1}`, 403, "not-yours-to-change"},
			{who, "PATCH /partners/$u_north @1", `{}`, 403, "not-yours-to-change"},
			{who, "DELETE /partners/$u_north?reason=x @1", ``, 403, "not-yours-to-change"},
			{who, "POST /people", `{"org_id":"$north","name":"x","kind":"member"}`, 422, "/org_id:unknown-organisation"},
			{who, "GET /people/$p_street", "", 404, "not-found"},
			{who, "GET /people/$p_south", "", 404, "not-found"},
			{who, "GET /people?org_id=$street", "", 404, "not-found"},
			{who, "GET /activities?org_id=$north", "", 404, "not-found"},
			{who, "GET /metrics/values?org_id=$north", "", 404, "not-found"},
			{who, "GET /orgs/$street", "", 404, "not-found"},
			{who, "GET /orgs/$south", "", 404, "not-found"},
		})
	}
	v.play([]turn{
		{"recorder north1", "GET /people/$p_north2", "", 404, "not-found"},
		{"secretary north1", "PATCH /areas/$x_north @1", `{}`, 403, "not-yours-to-change"},
		{"secretary north1", "DELETE /areas/$x_north?reason=x @1", ``, 403, "not-yours-to-change"},
		{"secretary north1", "PATCH /orgs/$north @1", `{}`, 403, "not-yours-to-change"},
		{"secretary north1", "DELETE /orgs/$north2?reason=x @1", ``, 403, "not-yours-to-change"},
		{"recorder north1", "GET /people", "", 200, "items.*.id=[p_north1,p_north]"},
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north"],"partner_ids":["$u_north"],"area_id":"$x_north"}`, 201, ""},
		{"recorder north", "PATCH /people/$p_north1 @1", `{"work_unit":"四中"}`, 200, "work_unit=四中"},
		// who moved away is known by name to those whom they left
		{"secretary street", "POST /people/$p_north1/transfers", `{"id":"$move","to_org_id":"$south","on":"2023-06-01"}`, 201, ""},
		{"recorder north1", "GET /people/$p_north1", "", 200, "name=某north1 kind=member work_unit=null"},
		{"recorder north1", "GET /people/$p_north1/history", "", 200, "items.0.work_unit=null items.1.work_unit=null"},
		{"recorder north1", "GET /people/$p_north1/steps", "", 404, ""},
		{"recorder north1", "PATCH /people/$p_north1 @3", `{}`, 403, "not-yours-to-change"},
		{"recorder south", "PATCH /people/$p_north1 @3", `{"work_unit":"五中"}`, 200, "work_unit=五中"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north1"]}`, 201, ""},
		{"recorder north2", "GET /people/$p_north1", "", 404, ""},
	})
	v.right()
}

// TestViewer reads totals, and no person's name or id in whatever is answered.
func TestViewer(t *testing.T) {
	v := newTown(t)
	const somebody = "欧阳修远"
	v.play([]turn{
		{"", "POST /people", `{"id":"$hidden","org_id":"$north1","name":"` + somebody + `","kind":"member"}`, 201, ""},
		{"", "PATCH /orgs/$north1 @1", `{"secretary_id":"$hidden","committee_ids":["$hidden"]}`, 200, "secretary_id=hidden"},
		{"", "PATCH /orgs/$north1 @2", `{"brand_name":"红心"}`, 200, ""},
		{"", "POST /orgs", `{"id":"$old","name":"旧支部","kind":"branch","parent_id":"$north","committee_ids":["$hidden"]}`, 422, ""},
		{"", "POST /orgs", `{"id":"$old","name":"旧小组","kind":"group","parent_id":"$north1"}`, 201, ""},
		{"", "DELETE /orgs/$old?reason=" + somebody + " @1", "", 204, ""},
		{"", "POST /areas", `{"id":"$x","org_id":"$north1","name":"东片区","kind":"precinct"}`, 201, ""},
		{"", "DELETE /areas/$x?reason=" + somebody + " @1", "", 204, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"debrief_meeting","topic":"述职","held_on":"2023-03-01","host":"` + somebody + `","participant_ids":["$hidden"],"presenters":[{"organization":"妇联","name":"` + somebody + `"}]}`, 201, ""},
		{"", "POST /wishes", `{"org_id":"$north1","content":"x","registered_on":"2023-03-01","beneficiary_id":"$hidden","helper_ids":["$hidden"],"fulfilled_on":"2023-03-02"}`, 201, ""},
		{"", "POST /rectifications", `{"org_id":"$north1","year":2023,"problem":"队伍老化","owner":"` + somebody + `"}`, 201, ""},
		{"", "POST /dues/payments", `{"org_id":"$north1","person_id":"$hidden","month":"2023-03","amount_fen":15,"paid_on":"2023-03-05"}`, 201, ""},
		{"", "POST /metrics", `{"id":"$own","org_id":"$north1","key":"own","name":"自设","unit":"场","source":"activities","aggregate":"count"}`, 201, ""},
		{"", "POST /report-templates", `{"id":"$tpl","org_id":"$north1","name":"小结","text":"解决群众诉求xx件。"}`, 201, ""},
		{"", "POST /reports", `{"id":"$rep","template_id":"annual-debrief","org_id":"$north1","year":2023}`, 201, ""},
	})
	for _, who := range []string{"viewer north1", "viewer street"} {
		for _, path := range []string{"/orgs", "/orgs?voided=true", "/orgs/$north1", "/orgs/$north1/history", "/orgs/$old", "/areas", "/areas?voided=true", "/areas/$x", "/areas/$x/history", "/metrics", "/metrics?org_id=$north1", "/metrics/$own", "/metrics/$own/history",
			"/metrics/values?org_id=$north1&year=2023", "/metrics/values?org_id=$north1&year=2023&by=month", "/report-templates", "/report-templates/$tpl", "/reports", "/reports/$rep", "/reports/$rep/document?format=txt", "/reports/$rep/document?format=md", "/dues/balance?org_id=$north1&year=2023"} {
			r := v.as(who).Want("GET", v.with(path), nil, 200)
			if bytes.Contains(r.Body, []byte(somebody)) || bytes.Contains(r.Body, []byte(v.id("hidden"))) {
				t.Errorf("%s %s: %s", who, path, v.plain(string(r.Body)))
			}
		}
	}
	r := v.as("recorder north1").Want("GET", v.with("/orgs/$north1"), nil, 200)
	if !bytes.Contains(r.Body, []byte(v.id("hidden"))) {
		t.Errorf("a recorder sees no secretary: %s", r.Body)
	}
}

// TestRecorderInBatch: what a role may not alone, it may not among others.
func TestRecorderInBatch(t *testing.T) {
	v := newTown(t)
	const items = `{"items":[{"resource":"areas","body":{"org_id":"$north1","kind":"precinct","name":"x"}},{"resource":"rectifications","body":{"org_id":"$north1","year":2023,"problem":"x"}},
		{"resource":"partners","body":{"org_id":"$north1","name":"x"}},{"resource":"partners","body":{"org_id":"$south1","name":"x"}},{"resource":"partners","body":{"name":""}}]}`
	v.play([]turn{
		{"recorder north1", "POST /batch", items, 200, "results.*.status=[403,403,201,422,422] results.4.problem.errors.*.pointer=[/name,/org_id]"},
		{"secretary north1", "POST /batch", items, 200, "results.*.status=[201,201,201,422,422]"},
		{"viewer north1", "POST /batch", items, 403, ""},
	})
	v.right()
}

// TestAdminsHaveNoOrganisation: it is wanted from them where it has a default, but lists without it hold everything.
func TestAdminsHaveNoOrganisation(t *testing.T) {
	v := newTown(t)
	v.known("north1", "south1")
	v.play([]turn{
		{"", "GET /people", "", 200, "items.*.id=[p_south1,p_north1]"},
		{"", "GET /audit", "", 200, ""},
		{"", "GET /metrics/values", "", 422, "?org_id:required"},
		{"", "GET /dues/balance", "", 422, "?org_id:required"},
		{"", "POST /metrics", `{"key":"a","name":"x","unit":"x","source":"activities","aggregate":"count"}`, 422, "/org_id:required"},
		{"", "POST /reports", `{"template_id":"annual-debrief","year":2023}`, 422, "/org_id:required"},
		{"", "POST /users", `{"username":"wang","password":"海棠依旧-2023","name":"王","role":"viewer"}`, 422, "/org_id:required"},
		{"", "POST /tokens", `{"name":"x","role":"viewer"}`, 422, "/org_id:required"},
		{"", "POST /users", `{"username":"wang","password":"海棠依旧-2023","name":"王","role":"admin","org_id":"$north"}`, 422, "/org_id:not-for-admins"},
		{"", "POST /report-templates", `{"id":"$t","name":"x","text":"诉求xx件"}`, 201, "org_id=null"},
		{"viewer south1", "GET /report-templates/$t", "", 200, ""},
		{"secretary south1", "DELETE /report-templates/$t?reason=x @1", "", 403, "not-yours-to-change"},
		{"secretary north", "POST /report-templates", `{"id":"$u","name":"x","text":"诉求xx件"}`, 201, "org_id=north"},
		{"viewer north1", "GET /report-templates/$u", "", 200, ""},
		{"viewer south1", "GET /report-templates/$u", "", 404, ""},
		{"secretary north", "GET /metrics/values", "", 200, "org_id=north"},
		{"secretary north", "POST /reports", `{"template_id":"annual-debrief","year":2023}`, 201, "org_id=north"},
		{"secretary north", "POST /metrics", `{"key":"a","name":"x","unit":"x","source":"activities","aggregate":"count"}`, 201, "org_id=north"},
		{"secretary north", "POST /tokens", `{"name":"x","role":"viewer"}`, 201, "org_id=north"},
		{"", "POST /orgs", `{"name":"另一街道","kind":"committee"}`, 201, "parent_id=null"},
	})
	r := v.Do("POST", "/attachments", apitest.Form{"file": apitest.File{Name: "a.pdf", Content: []byte("%PDF-1.7")}})
	if r.Status != 422 || r.Faults() != "/org_id:required" {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

// TestGrants: nobody grants a role above their own, or outside their organisations.
func TestGrants(t *testing.T) {
	v := newTown(t)
	for i, c := range []struct {
		who, role, org string
		status         int
	}{
		{"secretary north", "secretary", "north", 201}, {"secretary north", "recorder", "group1", 201}, {"secretary north", "viewer", "north1", 201}, {"secretary north", "admin", "", 403}, {"secretary north", "recorder", "street", 422},
		{"secretary north", "recorder", "south1", 422}, {"secretary north", "recorder", "nobody", 422}, {"recorder north", "viewer", "north", 403}, {"viewer north", "viewer", "north", 403}, {"", "admin", "", 201}, {"", "secretary", "street", 201},
	} {
		org := ""
		if c.org != "" {
			org = `,"org_id":"$` + c.org + `"`
		}
		v.take(turn{c.who, "POST /tokens", fmt.Sprintf(`{"id":"$t%d","name":"x","role":"%s"%s}`, i, c.role, org), c.status, ""})
		v.take(turn{c.who, "POST /users", fmt.Sprintf(`{"id":"$u%d","username":"user%d","password":"海棠依旧-2023","name":"x","role":"%s"%s}`, i, i, c.role, org), c.status, ""})
	}
	v.play([]turn{
		{"secretary north", "PATCH /users/$u1 @1", `{"role":"admin","org_id":null}`, 403, "role-above-own"},
		{"secretary north", "PATCH /users/$u1 @1", `{"org_id":"$south1"}`, 422, "/org_id:unknown-organisation"},
		{"secretary north", "PATCH /users/$u1 @1", `{"org_id":"$north2","role":"viewer","name":"y","username":"User-One"}`, 200, "org_id=north2 role=viewer name=y username=user-one version=2"},
		{"secretary north", "PATCH /users/$u9 @1", `{"name":"y"}`, 404, "not-found"},
		{"secretary north", "DELETE /users/$u10?reason=x @1", "", 404, "not-found"},
		{"secretary north1", "PATCH /users/$u0 @1", `{"name":"y"}`, 404, "not-found"},
		{"secretary south", "GET /users/$u0", "", 404, "not-found"},
		{"secretary south", "GET /tokens/$t0", "", 404, "not-found"},
		{"secretary south", "GET /users", "", 200, "items=[]"},
		{"secretary north", "GET /users?limit=200", "", 200, "items.*.id=[u2,u1,u0]"},
		{"secretary north", "GET /users?q=USER-one", "", 200, "items.*.id=[u1]"},
	})
	v.right()
}
