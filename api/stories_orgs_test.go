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
		{"secretary north", "POST /orgs", `{}`, 422, "/kind:required /name:required"},
		{"secretary north", "POST /orgs", `{"kind":"cell","name":" ","parent_id":"$north","remit_share":101,"since":"2023-12-21","closed_on":"2023-01-01","tags":["两新","两新"]}`, 422,
			"/name:required /remit_share:maximum /kind:unknown /tags/1:repeated /since:future /closed_on:before-since"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$north","secretary_id":"$wang","committee_ids":["$li","$li"]}`, 422, "/committee_ids/1:repeated"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$north","secretary_id":"$wang","committee_ids":["$li"]}`, 422, "/secretary_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲"}`, 422, "/parent_id:required"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$south"}`, 422, "/parent_id:unknown-reference"},
		{"secretary north", "POST /orgs", `{"kind":"branch","name":"甲","parent_id":"$nowhere"}`, 422, "/parent_id:unknown-organisation"},
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
		{"", "POST /orgs/$north1/restore", ``, 200, "version=3 voided_on=null"},
		{"", "POST /orgs/$group1/restore", ``, 200, "version=3"},
		{"", "GET /orgs/$north1/history", ``, 200, "items.*.version=[3,2,1] items.*.void_reason=[null,撤销,null]"},
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
