package api_test

import (
	"fmt"
	"strings"
	"testing"

	"shuzhi/internal/apitest"
)

// upload keeps a small picture for an organisation, and names it.
func (v *town) upload(who, name, org string) {
	v.t.Helper()
	r := v.as(who).Want("POST", "/attachments", apitest.Form{"id": v.id(name), "org_id": v.id(org), "file": apitest.File{Name: name + ".pdf", Content: []byte("%PDF-1.7 " + name)}}, 201)
	if r.ID() != v.id(name) {
		v.t.Errorf("%s", r.Body)
	}
}

// known writes down somebody and something of each organisation: people p_north, partners u_north, areas x_north, files f_north.
func (v *town) known(orgs ...string) {
	v.t.Helper()
	for _, org := range orgs {
		v.play([]turn{
			{"", "POST /people", fmt.Sprintf(`{"id":"$p_%s","org_id":"$%s","name":"某%s","kind":"member","work_unit":"三中"}`, org, org, org), 201, ""},
			{"", "POST /partners", fmt.Sprintf(`{"id":"$u_%s","org_id":"$%s","name":"单位%s"}`, org, org, org), 201, ""},
			{"", "POST /areas", fmt.Sprintf(`{"id":"$x_%s","org_id":"$%s","name":"片区%s","kind":"precinct"}`, org, org, org), 201, ""},
		})
		v.upload("", "f_"+org, org)
	}
}

// TestReferences: each field that names something takes what its community itself holds and what lies at or below the
// record's organisations, and refuses all else with its pointer, to admins too.
func TestReferences(t *testing.T) {
	v := newTown(t)
	v.known("street", "north", "north1", "group1", "north2", "south", "south1")
	v.play([]turn{
		{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"x","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /grid-events", `{"id":"$e","org_id":"$north1","type":"demand","title":"x","reported_on":"2023-03-01"}`, 201, ""},
	})
	for _, f := range []struct{ sort, path, body, at string }{
		{"p", "/activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$north1"]}`, "/participant_ids/0"},
		{"u", "/activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","partner_ids":["$north1"]}`, "/partner_ids/0"},
		{"x", "/activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","area_id":"$north1"}`, "/area_id"},
		{"f", "/activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"p", "/wishes", `{"org_id":"$north1","content":"x","registered_on":"2023-03-01","beneficiary_id":"$north1"}`, "/beneficiary_id"},
		{"p", "/wishes", `{"org_id":"$north1","content":"x","registered_on":"2023-03-01","helper_ids":["$north1"]}`, "/helper_ids/0"},
		{"u", "/wishes", `{"org_id":"$north1","content":"x","registered_on":"2023-03-01","partner_ids":["$north1"]}`, "/partner_ids/0"},
		{"x", "/wishes", `{"org_id":"$north1","content":"x","registered_on":"2023-03-01","area_id":"$north1"}`, "/area_id"},
		{"f", "/wishes", `{"org_id":"$north1","content":"x","registered_on":"2023-03-01","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"x", "/grid-events", `{"org_id":"$north1","type":"demand","title":"x","reported_on":"2023-03-01","area_id":"$north1"}`, "/area_id"},
		{"f", "/grid-events", `{"org_id":"$north1","type":"demand","title":"x","reported_on":"2023-03-01","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"p", "/dues/payments", `{"org_id":"$north1","person_id":"$north1","month":"2023-03","amount_fen":15,"paid_on":"2023-03-01"}`, "/person_id"},
		{"f", "/dues/payments", `{"org_id":"$north1","person_id":"$p_north1","month":"2023-03","amount_fen":15,"paid_on":"2023-03-01","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"f", "/dues/remittances", `{"org_id":"$north1","amount_fen":15,"remitted_on":"2023-03-01","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"f", "/rectifications", `{"org_id":"$north1","year":2023,"problem":"x","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"x", "/figures", `{"org_id":"$north1","name":"x","unit":"个","kind":"flow","amount":1,"on":"2023-03-01","area_id":"$north1"}`, "/area_id"},
		{"f", "/figures", `{"org_id":"$north1","name":"x","unit":"个","kind":"flow","amount":1,"on":"2023-03-01","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"f", "/people", `{"org_id":"$north1","name":"x","kind":"member","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"f", "/partners", `{"org_id":"$north1","name":"x","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"f", "/areas", `{"org_id":"$north1","name":"x","kind":"precinct","attachment_ids":["$north1"]}`, "/attachment_ids/0"},
		{"x", "/areas", `{"org_id":"$north1","name":"x","kind":"grid","parent_id":"$north1"}`, "/parent_id"},
		{"f", "/orgs", `{"name":"x","kind":"branch","parent_id":"$north","attachment_ids":["$north1"]}`, ""},
		{"p", "/grid-events/$e/transitions", `{"to":"accepted","on":"2023-03-02","handler_id":"$north1"}`, "/handler_id"},
		{"p", "/wishes/$w/claim", `{"helper_ids":["$north1"],"on":"2023-03-02"}`, "/helper_ids/0"},
		{"p", "/wishes/$w/fulfil", `{"helper_ids":["$north1"],"on":"2023-03-02"}`, "/helper_ids/0"},
	} {
		if f.at == "" { // a new organisation has nothing yet but what its community holds
			continue
		}
		naming := func(target string) string {
			last := strings.LastIndex(f.body, "$north1")
			return f.body[:last] + target + f.body[last+len("$north1"):]
		}
		for _, stranger := range []string{"$" + f.sort + "_street", "$" + f.sort + "_north2", "$" + f.sort + "_south", "$" + f.sort + "_south1", "$nothing", "$w"} {
			v.take(turn{"", "POST " + f.path, naming(stranger), 422, f.at + ":unknown-reference"})
			v.take(turn{"recorder north", "POST " + f.path, naming(stranger), map[bool]int{true: 403, false: 422}[f.path == "/areas" || f.path == "/rectifications"], ""})
		}
		for _, known := range []string{"$" + f.sort + "_north", "$" + f.sort + "_north1", "$" + f.sort + "_group1"} {
			if strings.Contains(f.path, "/$") { // one step alone
				continue
			}
			v.take(turn{"secretary north1", "POST " + f.path, naming(known), 201, ""})
		}
	}
	v.play([]turn{
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north","$p_south","$nothing"],"partner_ids":["$u_south"],"area_id":"$x_south","attachment_ids":["$f_south"],"joint_org_ids":["$south1"]}`, 422, ""},
		{"", "PATCH /people/$p_north1 @1", `{"attachment_ids":["$f_south"]}`, 422, "/attachment_ids/0:unknown-reference"},
		{"", "POST /activities", `{"org_id":"$nobody","kind":"talk","topic":"x","held_on":"2023-03-01"}`, 422, "/org_id:unknown-organisation"},
		{"recorder north", "POST /activities", `{"org_id":"$south1","kind":"talk","topic":"x","held_on":"2023-03-01"}`, 422, "/org_id:unknown-organisation"},
		{"recorder north1", "POST /activities", `{"org_id":"$north","kind":"talk","topic":"x","held_on":"2023-03-01"}`, 422, "/org_id:unknown-organisation"},
		{"recorder north1", "POST /people/$p_north1/transfers", `{"to_org_id":"$north2","on":"2023-03-01"}`, 422, "/to_org_id:unknown-reference"},
		{"recorder north", "POST /people/$p_north1/transfers", `{"to_org_id":"$south1","on":"2023-03-01"}`, 422, "/to_org_id:unknown-reference"},
		{"recorder street", "POST /people/$p_north1/transfers", `{"to_org_id":"$south1","on":"2023-03-01"}`, 201, ""},
		{"secretary north", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 422, "/parent_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"name":"x","kind":"branch","parent_id":"$south"}`, 422, "/parent_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"name":"x","kind":"branch"}`, 422, "/parent_id:required"},
		{"secretary north", "PATCH /orgs/$north @1", `{"parent_id":null}`, 422, "/parent_id:required"},
		{"secretary north", "PATCH /orgs/$north @1", `{"brand_name":"红心"}`, 200, "brand_name=红心"},
		{"", "PATCH /orgs/$north @2", `{"parent_id":"$group1"}`, 422, "/parent_id:own-descendant"},
		{"", "PATCH /orgs/$north @2", `{"parent_id":"$north"}`, 422, "/parent_id:own-descendant"},
		{"", "PATCH /orgs/$north1 @1", `{"secretary_id":"$p_south","committee_ids":["$p_north","$p_south1"]}`, 422, "/secretary_id:unknown-reference /committee_ids/1:unknown-reference"},
	})
	v.right()
}

// TestJointReferences: with a joint organisation come its people, and it must be of the community, or a community of the street.
func TestJointReferences(t *testing.T) {
	v := newTown(t)
	v.known("north", "north1", "north2", "south", "south1")
	const meeting = `{"id":"$%s","org_id":"$%s","kind":"talk","topic":"联学","held_on":"2023-03-01","joint_org_ids":["$%s"],"participant_ids":["$p_%s"]}`
	joint := func(name, own, with, person string) string { return fmt.Sprintf(meeting, name, own, with, person) }
	v.play([]turn{
		{"recorder north1", "POST /activities", joint("j1", "north1", "north2", "north2"), 201, ""},
		{"recorder north1", "POST /activities", joint("j2", "north1", "north2", "south"), 422, "/participant_ids/0:unknown-reference"},
		{"recorder north1", "POST /activities", joint("j2", "north1", "south1", "north1"), 422, "/joint_org_ids/0:unknown-reference"},
		{"recorder north", "POST /activities", joint("j2", "north", "south", "south1"), 201, ""},
		{"", "POST /activities", joint("j3", "north", "south1", "south1"), 422, ""},
		{"", "POST /activities", joint("j3", "north1", "nobody", "north1"), 422, "/joint_org_ids/0:unknown-reference"},
		{"", "POST /activities", joint("j3", "north1", "north1", "north1"), 422, "/joint_org_ids/0:own-organisation"},
		{"recorder south", "GET /activities/$j2", "", 200, "topic=联学"},
		{"recorder south", "GET /activities?org_id=$south", "", 200, "items.*.id=[j2]"},
		{"recorder south", "PATCH /activities/$j2 @1", `{"place":"x"}`, 403, "not-yours-to-change"},
		{"recorder south", "DELETE /activities/$j2?reason=x @1", "", 403, "not-yours-to-change"},
		{"recorder south", "POST /activities/$j2/restore", "", 403, "not-yours-to-change"},
		{"recorder south1", "GET /activities/$j2", "", 404, ""},
		{"recorder north2", "GET /activities/$j1/history", "", 200, ""},
		{"recorder street", "GET /activities?org_id=$street", "", 200, "items.*.id=[j2,j1]"},
		{"", "GET /metrics/values?org_id=$street&year=2023&metrics=activities.talk", "", 200, "values.0.value=2"},
		{"", "GET /metrics/values?org_id=$south&year=2023&metrics=activities.talk", "", 200, "values.0.value=1"},
		{"recorder north", "PATCH /activities/$j2 @1", `{"joint_org_ids":[]}`, 200, ""}, // its participant was within reach when they were named
	})
	v.right()
}

// TestVoidedReferences: what is voided is not named anew, and not voided while something names it.
func TestVoidedReferences(t *testing.T) {
	v := newTown(t)
	v.known("north1", "north2")
	v.play([]turn{
		{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north1"],"area_id":"$x_north1","partner_ids":["$u_north1"]}`, 201, ""},
		{"", "DELETE /people/$p_north1?reason=x @1", "", 409, "still-named"},
		{"", "DELETE /areas/$x_north1?reason=x @1", "", 409, "still-named"},
		{"", "DELETE /partners/$u_north1?reason=x @1", "", 409, "still-named"},
		{"", "DELETE /orgs/$north1?reason=x @1", "", 409, "still-named"},
		{"", "GET /people/$p_north1", "", 200, "version=1 voided_on=null"},
		{"", "DELETE /activities/$a?reason=x @1", "", 204, ""},
		{"", "DELETE /people/$p_north1?reason=x @1", "", 204, ""},
		{"", "DELETE /partners/$u_north1?reason=x @1", "", 204, ""},
		{"", "POST /activities/$a/restore", "", 409, "reference-voided"},
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north1"],"partner_ids":["$u_north1"]}`, 422, ""},
		{"", "POST /people/$p_north1/restore", "", 200, "voided_on=null"},
		{"", "POST /activities/$a/restore", "", 409, "reference-voided"},
		{"", "POST /partners/$u_north1/restore", "", 200, ""},
		{"", "POST /activities/$a/restore", "", 200, "version=3"},
		// organisations and areas above
		{"", "POST /areas", `{"id":"$grid","org_id":"$north2","name":"网格","kind":"grid","parent_id":"$x_north2"}`, 201, ""},
		{"", "DELETE /areas/$x_north2?reason=x @1", "", 409, "still-named"},
		{"", "DELETE /areas/$grid?reason=x @1", "", 204, ""},
		{"", "DELETE /areas/$x_north2?reason=x @1", "", 204, ""},
		{"", "POST /areas/$grid/restore", "", 409, "reference-voided"},
		{"", "POST /areas", `{"org_id":"$north2","name":"网格","kind":"grid","parent_id":"$x_north2"}`, 422, "/parent_id:voided-reference"},
		{"", "DELETE /orgs/$north?reason=x @1", "", 409, "still-named"},
		{"", "DELETE /orgs/$north2?reason=x @1", "", 409, "still-named"},
		{"", "DELETE /people/$p_north2?reason=x @1", "", 204, ""},
		{"", "DELETE /partners/$u_north2?reason=x @1", "", 204, ""},
		{"", "DELETE /orgs/$north2?reason=x @1", "", 204, ""}, // its file alone does not hold it
		{"", "POST /people/$p_north2/restore", "", 409, "reference-voided"},
		{"", "POST /people", `{"org_id":"$north2","name":"x","kind":"member"}`, 422, "/org_id:unknown-organisation"},
		{"", "POST /orgs", `{"name":"x","kind":"group","parent_id":"$north2"}`, 422, "/parent_id:voided-reference"},
		{"", "POST /orgs/$north2/restore", "", 200, ""},
		{"", "POST /people/$p_north2/restore", "", 200, ""},
		// who names a person in a step
		{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"x","registered_on":"2023-03-01","helper_ids":["$p_north1"]}`, 201, ""},
		{"", "POST /wishes/$w/release", `{"on":"2023-03-02"}`, 200, "status=open"},
		{"", "DELETE /activities/$a?reason=x @3", "", 204, ""},
		{"", "DELETE /people/$p_north1?reason=x @3", "", 409, "still-named"}, // by the claim
		{"", "POST /users", `{"id":"$user","username":"wang","password":"海棠依旧-2023","name":"王","role":"viewer","org_id":"$group1"}`, 201, ""},
		{"", "DELETE /orgs/$group1?reason=x @1", "", 409, "still-named"},
	})
	v.right()
}

// TestMovesLeaveWhatStands: a reference is looked at when it is written.
func TestMovesLeaveWhatStands(t *testing.T) {
	v := newTown(t)
	v.known("north", "north1")
	v.play([]turn{
		{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north"]}`, 201, ""},
		{"", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 200, "parent_id=south"},
		{"", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north"]}`, 200, ""}, // sent again
		{"", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","participant_ids":["$p_north"]}`, 422, "/participant_ids/0:unknown-reference"},
		{"", "PATCH /activities/$a @1", `{"place":"x","participant_ids":["$p_north","$p_north1"]}`, 200, ""},
		{"", "PATCH /activities/$a @2", `{"participant_ids":["$p_north1"]}`, 200, ""},
		{"", "PATCH /activities/$a @3", `{"participant_ids":["$p_north"]}`, 422, "/participant_ids/0:unknown-reference"},
		{"", "DELETE /activities/$a?reason=x @3", "", 204, ""},
		{"", "POST /activities/$a/restore", "", 200, ""},
	})
	v.right()
}

// TestAllThatIsBadAtOnce: what a record says and what it names are told in one answer, each field by its first fault.
func TestAllThatIsBadAtOnce(t *testing.T) {
	v := newTown(t)
	v.known("north1", "south")
	v.play([]turn{
		{"", "POST /activities", `{"org_id":"$north1","kind":"tea","topic":"","held_on":"2023-02-30","participant_ids":["$p_north1","$p_south"],"area_id":"$x_south"}`, 422,
			"/topic:required /held_on:date /kind:unknown /area_id:unknown-reference /participant_ids/1:unknown-reference"},
		{"", "POST /activities", `{"org_id":"$nobody","kind":"talk","topic":"","held_on":"2023-03-01","participant_ids":["$p_south"]}`, 422, "/topic:required /org_id:unknown-organisation"},
		{"recorder north", "POST /wishes", `{"org_id":"$north1","content":"x","registered_on":"2033-03-01","helper_ids":["$p_south"]}`, 422, "/registered_on:future /helper_ids/0:unknown-reference"},
		{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"x","registered_on":"2023-03-01"}`, 201, ""},
		{"", "PATCH /wishes/$w @1", `{"content":"","beneficiary_id":"$p_south"}`, 422, "/content:required /beneficiary_id:unknown-reference"},
		{"", "PATCH /wishes/$w @1", `{"content":7,"beneficiary_id":"$p_south"}`, 422, "/content:type /beneficiary_id:unknown-reference"},
		{"", "POST /wishes/$w/claim", `{"helper_ids":["$p_south"],"on":"2033-03-01"}`, 422, "/on:future /helper_ids/0:unknown-reference"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"","held_on":"2023-03-01","joint_org_ids":["x"],"participant_ids":["$p_south","$p_north1"],"area_id":"$none"}`, 422,
			"/topic:required /joint_org_ids/0:id"}, // with whom they met decides whom they may name
		{"", "POST /orgs", `{"kind":"branch","name":"","parent_id":"x","secretary_id":"$p_north1"}`, 422, "/name:required /parent_id:id"},
		{"", "POST /batch", `{"items":[
			{"resource":"people","body":{"id":"$late","org_id":"$north1","name":"某人","kind":"member"}},
			{"resource":"activities","body":{"org_id":"$north1","kind":"talk","topic":"","held_on":"2023-03-01","participant_ids":["$late","$p_south"]}}]}`, 200, "results.0.status=201 results.1.status=422 results.1.problem.errors.0.pointer=/topic results.1.problem.errors.1.pointer=/participant_ids/1"},
	})
}

// TestNothingIsToldOfOthers: whether somebody is there, of organisations out of reach, is not to be learnt by naming these.
func TestNothingIsToldOfOthers(t *testing.T) {
	v := newTown(t)
	v.known("north1", "south", "south1")
	for _, who := range []string{"$p_south1", "$none"} {
		v.play([]turn{
			{"recorder north1", "POST /activities", strings.ReplaceAll(`{"org_id":"$north1","kind":"talk","topic":"x","held_on":"2023-03-01","joint_org_ids":["$south1"],"participant_ids":["WHO"]}`, "WHO", who), 422,
				"/joint_org_ids/0:unknown-reference /participant_ids/0:unknown-reference"},
			{"secretary north", "POST /orgs", strings.ReplaceAll(`{"kind":"branch","name":"x","parent_id":"$south","secretary_id":"WHO"}`, "WHO", who), 422, "/parent_id:unknown-reference /secretary_id:unknown-reference"},
			{"secretary north", "POST /orgs", strings.ReplaceAll(`{"id":"$south","kind":"","name":"","secretary_id":"WHO"}`, "WHO", who), 422, "/kind:required /name:required"},
		})
	}
	v.play([]turn{
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"x","parent_id":"$none","secretary_id":"$none"}`, 422, "/parent_id:unknown-reference /secretary_id:unknown-reference"},
		{"recorder north1", "POST /batch", `{"items":[
			{"resource":"areas","body":{"org_id":"$north1","name":"片区","kind":"precinct"}},
			{"resource":"activities","body":{"org_id":"$north1","kind":"talk","topic":"","held_on":"2023-03-01","participant_ids":["$p_south"]}}]}`, 200,
			"results.0.status=403 results.1.problem.errors.0.pointer=/topic results.1.problem.errors.1.pointer=/participant_ids/0"},
	})
}
