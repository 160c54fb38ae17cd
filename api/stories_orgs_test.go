package api_test

import (
	"testing"
)

// TestOrgsLiveTheLifeOfRecords from their creation to their end, and back.
func TestOrgsLiveTheLifeOfRecords(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north","name":"李明","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$wang","org_id":"$north1","name":"王芳","kind":"member"}`, 201, ""},
		{"secretary north", "POST /orgs", `{}`, 422, "/kind:required /name:required /parent_id:required"},
		{"secretary north", "POST /orgs", `{"kind":"cell","name":" ","parent_id":"$north","remit_share":101,"since":"2023-12-21","closed_on":"2023-01-01","tags":["两新","两新"]}`, 422,
			"/name:required /remit_share:maximum /kind:unknown /tags/1:repeated /since:future /closed_on:before-since"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$north","secretary_id":"$wang","committee_ids":["$li","$li"]}`, 422, "/committee_ids/1:repeated /secretary_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$north","secretary_id":"$wang","committee_ids":["$li"]}`, 422, "/secretary_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲"}`, 422, "/parent_id:required"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$south"}`, 422, "/parent_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$nowhere"}`, 422, "/parent_id:unknown-reference"},
		{"recorder north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$north"}`, 403, "role-may-not"},
	})
	v.golden("orgs/created.json", v.take(turn{"secretary north", "POST /orgs", `{"id":"$north3","kind":"branch","name":"物业党支部","parent_id":"$north",
		"superior_name":"北苑社区党委","brand_name":"红心物业","chat_group_name":"红心群","tags":["两新"],"has_committee":true,"acts_as_branch":false,
		"secretary_id":"$li","committee_ids":["$li"],"term_ends_on":"2026-06-30","remit_share":80,"since":"2021-07-01","closed_on":null}`, 201, ""}).Body)
	v.play([]turn{
		{"secretary north", "PATCH /orgs/$north3 @1", `{"remit_share":null,"closed_on":"2030-01-01","tags":null}`, 200, "version=2 remit_share=100 closed_on=2030-01-01 tags=[]"},
		{"", "DELETE /people/$li?reason=x @1", ``, 409, "still-named"},
		{"", "DELETE /orgs/$north1?reason=x @1", ``, 409, "still-named"}, // a group, and a person
		{"", "DELETE /orgs/$group1?reason=并入 @1", ``, 204, ""},
		{"", "DELETE /people/$wang?reason=x @1", ``, 204, ""},
		{"secretary north", "DELETE /orgs/$north1?reason=撤销 @1", ``, 204, ""},
		{"", "GET /orgs/$north1", ``, 200, "version=2 voided_on=2023-12-20 void_reason=撤销"},
		{"", "GET /orgs?org_id=$north", ``, 200, "items.*.id=[north,north2,north3]"},
		{"", "GET /orgs?org_id=$north&voided=true", ``, 200, "items.*.id=[north1,group1]"},
		{"", "POST /orgs", `{"kind":"group","name":"乙","parent_id":"$north1"}`, 422, "/parent_id:voided-reference"},
		{"", "POST /people", `{"org_id":"$north1","name":"丙","kind":"member"}`, 422, "/org_id:unknown-organisation"},
		{"", "POST /orgs/$group1/restore", ``, 409, "reference-voided"},
		{"", "POST /people/$wang/restore", ``, 409, "reference-voided"},
		{"", "POST /orgs/$north1/restore", ``, 200, "version=3 voided_on=null"},
		{"", "POST /orgs/$group1/restore", ``, 200, "version=3"},
		{"", "GET /orgs/$north1/history", ``, 200, "items.*.version=[2,1] items.*.void_reason=[撤销,null]"},
	})
}

// TestOrgsAreATree that everybody reads as far as it concerns them, parents first.
func TestOrgsAreATree(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "GET /orgs", ``, 200, "items.*.id=[street,north,north1,group1,north2,south,south1]"},
		{"viewer street", "GET /orgs", ``, 200, "items.*.id=[street,north,north1,group1,north2,south,south1]"},
		{"viewer street", "GET /orgs?org_id=$north&subtree=false", ``, 200, "items.*.id=[north]"},
		{"viewer street", "GET /orgs?kind=branch", ``, 200, "items.*.id=[north1,north2,south1]"},
		{"viewer street", "GET /orgs?q=第一", ``, 200, "items.*.id=[north1,group1]"},
		{"secretary south", "GET /orgs", ``, 200, "items.*.id=[south,south1]"},
		{"secretary south", "GET /orgs?org_id=$north", ``, 404, "not-found"},
		{"secretary south", "GET /orgs/$north", ``, 404, "not-found"},
		{"secretary south", "GET /orgs/$street", ``, 404, "not-found"},
		// The names of a community's organisations are read by everybody of it.
		{"", "PATCH /orgs/$north2 @1", `{"brand_name":"红心","remit_share":50}`, 200, ""},
		{"recorder north1", "GET /orgs/$north2", ``, 200, "name=北苑第二党支部 kind=branch parent_id=north brand_name=null remit_share=100"},
		{"secretary north1", "PATCH /orgs/$north2 @2", `{"name":"甲"}`, 403, "not-yours-to-change"},
		{"secretary north1", "PATCH /orgs/$north1 @1", `{"brand_name":"红心"}`, 200, "brand_name=红心"},
		{"secretary north1", "PATCH /orgs/$north1 @2", `{"parent_id":"$south"}`, 422, "/parent_id:unknown-reference"},
		{"secretary north1", "PATCH /orgs/$north1 @2", `{"parent_id":null}`, 422, "/parent_id:required"},
	})
}

// TestOrgsMove with all below them, never under themselves; totals follow the tree as it is now.
func TestOrgsMove(t *testing.T) {
	v := newTown(t)
	total := "values.0.value="
	const sessions = "&year=2023&metrics=theory_study.sessions"
	v.play([]turn{
		{"", "PATCH /orgs/$north @1", `{"parent_id":"$north"}`, 422, "/parent_id:own-descendant"},
		{"", "PATCH /orgs/$north @1", `{"parent_id":"$group1"}`, 422, "/parent_id:own-descendant"},
		{"", "PATCH /orgs/$street @1", `{"parent_id":"$south1"}`, 422, "/parent_id:own-descendant"},
		{"", "POST /activities", `{"id":"$a1","org_id":"$group1","kind":"collective_study","topic":"一","held_on":"2023-03-01"}`, 201, ""},
		{"", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"collective_study","topic":"二","held_on":"2023-03-02"}`, 201, ""},
		{"", "POST /people", `{"id":"$li","org_id":"$group1","name":"李明","kind":"member"}`, 201, ""},
		{"viewer north", "GET /metrics/values?org_id=$north" + sessions, ``, 200, total + "2"},
		{"viewer south", "GET /metrics/values?org_id=$south" + sessions, ``, 200, total + "0"},
		{"recorder south", "GET /activities/$a1", ``, 404, ""},
		{"secretary north", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 422, "/parent_id:unknown-reference"}, // only their street moves it so far
		{"secretary street", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 200, "parent_id=south version=2"},
		{"viewer north", "GET /metrics/values?org_id=$north" + sessions, ``, 200, total + "0"},
		{"viewer south", "GET /metrics/values?org_id=$south" + sessions, ``, 200, total + "2"},
		{"viewer south", "GET /metrics/values?org_id=$south&year=2023&metrics=members.total", ``, 200, total + "1"},
		{"viewer street", "GET /metrics/values?org_id=$street&by=org" + sessions, ``, 200, total + "2 values.0.series=[{key:north,value:0},{key:south,value:2}]"},
		{"recorder south", "GET /activities/$a1", ``, 200, "org_id=group1"},
		{"recorder south", "PATCH /activities/$a1 @1", `{"topic":"三"}`, 200, "topic=三"},
		{"recorder north", "GET /activities/$a1", ``, 404, ""},
		{"recorder north1", "GET /orgs", ``, 200, "items.*.id=[south,north1,group1,south1]"},
		{"", "GET /orgs", ``, 200, "items.*.id=[street,north,north2,south,north1,group1,south1]"},
		// Back again, while what was written meanwhile stays.
		{"secretary street", "PATCH /orgs/$north1 @2", `{"parent_id":"$north"}`, 200, "version=3"},
		{"viewer north", "GET /metrics/values?org_id=$north" + sessions, ``, 200, total + "2"},
		{"viewer south", "GET /metrics/values?org_id=$south" + sessions, ``, 200, total + "0"},
		{"viewer north", "GET /metrics/values?org_id=$north&subtree=false" + sessions, ``, 200, total + "0 subtree=false"},
	})
}

// TestOrgsMoveAndLeaveWhatStands: references are looked at when they are written.
func TestOrgsMoveAndLeaveWhatStands(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north","name":"李明","kind":"volunteer"}`, 201, ""},
		{"", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","area_id":"$east","kind":"theme_day","topic":"一","held_on":"2023-03-01","participant_ids":["$li"],"joint_org_ids":["$north2"]}`, 201, ""},
		{"secretary street", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 200, ""},
		{"recorder north1", "GET /activities/$a1", ``, 200, "area_id=east participant_ids=[li] joint_org_ids=[north2]"},
		{"recorder north1", "PATCH /activities/$a1 @1", `{"topic":"二","participant_ids":["$li"],"area_id":"$east","joint_org_ids":["$north2"]}`, 200, "topic=二"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","area_id":"$east","kind":"theme_day","topic":"一","held_on":"2023-03-01","participant_ids":["$li"],"joint_org_ids":["$north2"]}`, 422, ""},
		{"recorder north2", "GET /activities/$a1", ``, 200, ""},
		// What names it still holds it.
		{"", "DELETE /areas/$east?reason=x @1", ``, 409, "still-named"},
		{"", "DELETE /people/$li?reason=x @1", ``, 409, "still-named"},
	})
}
