package api_test

import (
	"testing"
)

// TestAreasAreFourLevels 社区—片区—网格—楼栋, of which the community is the first: a parent is exactly one level up.
func TestAreasAreFourLevels(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /areas", `{"org_id":"$north"}`, 422, "/kind:required /name:required"},
		{"secretary north", "POST /areas", `{"org_id":"$north","kind":"street","name":"甲"}`, 422, "/kind:unknown"},
		{"secretary north", "POST /areas", `{"org_id":"$north","kind":"grid","name":"甲"}`, 422, "/parent_id:required"},
		{"secretary north", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区","since":"2020-01-01"}`, 201, "parent_id=null version=1"},
		{"secretary north", "POST /areas", `{"id":"$west","org_id":"$north","kind":"precinct","name":"西片区"}`, 201, ""},
		{"secretary north", "POST /areas", `{"org_id":"$north","kind":"precinct","name":"甲","parent_id":"$east"}`, 422, "/parent_id:precinct-has-no-parent"},
		{"secretary north", "POST /areas", `{"org_id":"$north","kind":"building","name":"甲","parent_id":"$east"}`, 422, "/parent_id:not-one-level-up"},
		{"secretary north", "POST /areas", `{"id":"$grid1","org_id":"$north","kind":"grid","name":"第一网格","parent_id":"$east"}`, 201, "parent_id=east"},
		{"secretary north", "POST /areas", `{"org_id":"$north","kind":"grid","name":"甲","parent_id":"$grid1"}`, 422, "/parent_id:not-one-level-up"},
		{"secretary north", "POST /areas", `{"id":"$house1","org_id":"$north","kind":"building","name":"1栋","parent_id":"$grid1"}`, 201, ""},
		{"secretary north", "POST /areas", `{"org_id":"$north","kind":"building","name":"甲","parent_id":"$house1"}`, 422, "/parent_id:not-one-level-up"},
		{"secretary south", "POST /areas", `{"org_id":"$south","kind":"grid","name":"甲","parent_id":"$east"}`, 422, "/parent_id:unknown-reference"},
		{"secretary north", "PATCH /areas/$grid1 @1", `{"parent_id":"$house1"}`, 422, "/parent_id:not-one-level-up"},
		{"secretary north", "PATCH /areas/$grid1 @1", `{"parent_id":null}`, 422, "/parent_id:required"},
		{"secretary north", "PATCH /areas/$grid1 @1", `{"kind":"precinct","parent_id":null}`, 409, "still-named"}, // its building would stand two levels below
		{"secretary north", "PATCH /areas/$grid1 @1", `{"org_id":"$south"}`, 422, "/org_id:create-only"},
	})
}

// TestAreasLiveTheLifeOfRecords and move with what lies below them.
func TestAreasLiveTheLifeOfRecords(t *testing.T) {
	v := newTown(t)
	const demands = "/metrics/values?org_id=$north&year=2023&metrics=demands.received"
	v.play([]turn{
		{"secretary north", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"secretary north", "POST /areas", `{"id":"$west","org_id":"$north","kind":"precinct","name":"西片区"}`, 201, ""},
		{"secretary north", "POST /areas", `{"id":"$grid1","org_id":"$north","kind":"grid","name":"第一网格","parent_id":"$east"}`, 201, ""},
		{"secretary north", "POST /areas", `{"id":"$house1","org_id":"$north","kind":"building","name":"1栋","parent_id":"$grid1"}`, 201, ""},
		{"recorder north1", "POST /grid-events", `{"id":"$e1","org_id":"$north1","area_id":"$house1","type":"demand","title":"路灯","reported_on":"2023-05-01"}`, 201, ""},
		{"recorder north1", "GET /grid-events?area_id=$east", ``, 200, "items.*.id=[e1]"},
		{"recorder north1", "GET /grid-events?area_id=$grid1", ``, 200, "items.*.id=[e1]"},
		{"recorder north1", "GET /grid-events?area_id=$west", ``, 200, "items.*.id=[]"},
		{"viewer north", "GET " + demands + "&area_id=$east", ``, 200, "values.0.value=1"},
		{"secretary north", "PATCH /areas/$grid1 @1", `{"parent_id":"$west","name":"第二网格"}`, 200, "parent_id=west version=2"},
		{"recorder north1", "GET /grid-events?area_id=$east", ``, 200, "items.*.id=[]"},
		{"recorder north1", "GET /grid-events?area_id=$west", ``, 200, "items.*.id=[e1]"},
		{"viewer north", "GET " + demands + "&area_id=$east", ``, 200, "values.0.value=0"},
		{"viewer north", "GET " + demands + "&by=area", ``, 200, "values.0.value=1 values.0.series=[{key:east,value:0},{key:west,value:1},{key:grid1,value:1},{key:house1,value:1}]"},
		{"secretary north", "DELETE /areas/$west?reason=x @1", ``, 409, "still-named"},
		{"secretary north", "DELETE /areas/$house1?reason=x @1", ``, 409, "still-named"}, // by the grid event
		{"recorder north1", "DELETE /grid-events/$e1?reason=x @1", ``, 204, ""},
		{"secretary north", "DELETE /areas/$house1 @1", ``, 422, "?reason:required"},
		{"secretary north", "DELETE /areas/$house1?reason=拆除", ``, 428, "if-match-required"},
		{"secretary north", "DELETE /areas/$house1?reason=拆除 @1", ``, 204, ""},
		{"recorder north1", "POST /grid-events", `{"org_id":"$north1","area_id":"$house1","type":"demand","title":"路灯","reported_on":"2023-05-01"}`, 422, "/area_id:voided-reference"},
		{"recorder north1", "POST /grid-events/$e1/restore", ``, 409, "reference-voided"},
		{"", "GET /areas?org_id=$north&kind=grid", ``, 200, "items.*.id=[grid1] items.*.name=[第二网格]"},
		{"", "GET /areas?q=栋&voided=true", ``, 200, "items.*.id=[house1]"},
		{"secretary north", "POST /areas/$house1/restore", ``, 200, "version=3"},
		{"recorder north1", "POST /grid-events/$e1/restore", ``, 200, ""},
		{"secretary north", "GET /areas/$grid1/history", ``, 200, "items.*.name=[第一网格] items.*.version=[1]"},
	})
}

// TestCommunityHolds what all of it read and name, and its own alone change: areas, partners and people.
func TestCommunityHolds(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"secretary north1", "POST /areas", `{"id":"$yard","org_id":"$north1","kind":"grid","name":"大院","parent_id":"$east"}`, 201, ""},
		{"recorder north", "POST /partners", `{"id":"$hospital","org_id":"$north","name":"市第三人民医院","kind":"reporting","since":"2022-01-01","tags":["医疗"]}`, 201, "version=1"},
		{"recorder north1", "POST /partners", `{"id":"$school","org_id":"$north1","name":"第一小学"}`, 201, "kind=null"},
		{"recorder north", "POST /people", `{"id":"$aunt","org_id":"$north","name":"张阿姨","kind":"resident","tags":["独居"],"roles":["楼栋长"],"work_unit":"退休"}`, 201, ""},
		// A branch lists its community's people, areas and partners by org_id.
		{"recorder north1", "GET /areas?org_id=$north", ``, 200, "items.*.id=[east]"},
		{"recorder north1", "GET /partners?org_id=$north", ``, 200, "items.*.id=[hospital] items.0.tags=[医疗]"},
		{"recorder north1", "GET /people?org_id=$north", ``, 200, "items.*.id=[aunt] items.0.name=张阿姨 items.0.roles=[楼栋长] items.0.tags=[独居]"},
		{"recorder north1", "GET /people/$aunt", ``, 200, "kind=resident work_unit=退休"},
		{"recorder north1", "GET /partners", ``, 200, "items.*.id=[school,hospital]"},
		{"recorder north1", "GET /partners?tag=医疗", ``, 200, "items.*.id=[hospital]"},
		{"viewer north1", "GET /areas?org_id=$north", ``, 200, "items.*.id=[east]"},
		{"viewer north1", "GET /partners?org_id=$north", ``, 403, "role-may-not"},
		{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","area_id":"$east","kind":"visit","topic":"走访","held_on":"2023-03-01","participant_ids":["$aunt"],"partner_ids":["$hospital","$school"]}`, 201, ""},
		{"recorder north1", "PATCH /partners/$hospital @1", `{"name":"甲"}`, 403, "not-yours-to-change"},
		{"recorder north1", "PATCH /people/$aunt @1", `{"name":"甲"}`, 403, "not-yours-to-change"},
		{"secretary north1", "PATCH /areas/$east @1", `{"name":"甲"}`, 403, "not-yours-to-change"},
		{"secretary north1", "DELETE /areas/$east?reason=x @1", ``, 403, "not-yours-to-change"},
		// What a branch holds, another does not see; the community does.
		{"recorder north2", "GET /areas", ``, 200, "items.*.id=[east]"},
		{"recorder north2", "GET /partners/$school", ``, 404, ""},
		{"recorder north2", "POST /activities", `{"org_id":"$north2","area_id":"$yard","kind":"visit","topic":"走访","held_on":"2023-03-01","partner_ids":["$school"]}`, 422, ""},
		{"recorder north", "POST /activities", `{"org_id":"$north","area_id":"$yard","kind":"visit","topic":"走访","held_on":"2023-03-01","partner_ids":["$school"]}`, 201, ""},
		{"recorder south", "GET /areas?org_id=$north", ``, 404, ""},
		{"recorder north", "DELETE /partners/$hospital?reason=x @1", ``, 409, "still-named"},
		{"recorder north", "PATCH /partners/$hospital @1", `{"kind":"club","left_on":"2021-01-01"}`, 422, "/kind:unknown /left_on:before-since"},
		{"recorder north", "PATCH /partners/$hospital @1", `{"kind":null,"left_on":"2023-06-01"}`, 200, "kind=null left_on=2023-06-01"},
	})
}
