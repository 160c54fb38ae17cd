package api_test

import (
	"testing"
)

// wishing is a town where three can help, and one wishes.
func wishing(t *testing.T) *town {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member","in_service":true}`, 201, ""},
		{"", "POST /people", `{"id":"$wang","org_id":"$north1","name":"王芳","kind":"volunteer"}`, 201, ""},
		{"", "POST /people", `{"id":"$zhao","org_id":"$north","name":"赵刚","kind":"volunteer"}`, 201, ""},
		{"", "POST /people", `{"id":"$aunt","org_id":"$north1","name":"3栋独居老人","kind":"resident"}`, 201, ""},
		{"", "POST /people", `{"id":"$zhou","org_id":"$south1","name":"周强","kind":"volunteer"}`, 201, ""},
	})
	return v
}

// TestWishes are registered, claimed, given up, claimed again and fulfilled.
func TestWishes(t *testing.T) {
	v := wishing(t)
	v.play([]turn{
		{"", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"", "POST /partners", `{"id":"$school","org_id":"$north","name":"第一小学"}`, 201, ""},
		{"recorder north1", "POST /wishes", `{}`, 422, "/org_id:required /content:required /registered_on:required"},
		{"recorder north1", "POST /wishes", `{"org_id":"$north1","content":"收音机","registered_on":"2023-12-21","status":"claimed","claimed_on":"2023-01-01"}`, 422, "/status:read-only /claimed_on:read-only /registered_on:future"},
		{"recorder north1", "POST /wishes", `{"org_id":"$north1","content":"收音机","registered_on":"2023-03-01","helper_ids":["$zhou"],"beneficiary_id":"$nobody"}`, 422, ""},
	})
	v.golden("wishes/created.json", v.take(turn{"recorder north1", "POST /wishes", `{"id":"$w1","org_id":"$north1","area_id":"$east","beneficiary_id":"$aunt","content":"想要一台收音机","category":"生活用品","registered_on":"2023-03-01","partner_ids":["$school"]}`, 201, ""}).Body)
	v.play([]turn{
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":["$li"]}`, 422, "/on:required"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"on":"2023-03-05"}`, 422, "/helper_ids:required"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":[],"on":"2023-03-05"}`, 422, "/helper_ids:required"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":["$li"],"on":"2023-02-28"}`, 422, "/on:before-the-first-day"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":["$li"],"on":"2023-12-21"}`, 422, "/on:future"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":["$zhou"],"on":"2023-03-05"}`, 422, "/helper_ids/0:unknown-reference"},
		{"recorder north1", "POST /wishes/$w1/release", `{"on":"2023-03-05"}`, 409, "wish-not-claimed"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"id":"$c1","helper_ids":["$li"],"on":"2023-03-05"}`, 200, "id=w1 status=claimed helper_ids=[li] claimed_on=2023-03-05 version=2"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"id":"$c1","helper_ids":["$li"],"on":"2023-03-05"}`, 200, "version=2"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"id":"$c1","helper_ids":["$wang"],"on":"2023-03-05"}`, 409, "id-taken"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":["$wang"],"on":"2023-03-06"}`, 409, "wish-not-open"},
		{"recorder north1", "POST /wishes/$w1/release", `{"on":"2023-03-04"}`, 422, "/on:before-the-last-step"},
		{"recorder north1", "POST /wishes/$w1/release", `{"id":"$r1","on":"2023-03-06"}`, 200, "status=open helper_ids=[] claimed_on=2023-03-05 version=3"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"id":"$c1","helper_ids":["$li"],"on":"2023-03-05"}`, 200, "status=open version=3"}, // the record as it stands
		{"recorder north1", "POST /wishes/$w1/claim", `{"id":"$c2","helper_ids":["$wang","$zhao"],"on":"2023-03-07"}`, 200, "status=claimed helper_ids=[wang,zhao] claimed_on=2023-03-05"},
		{"recorder north1", "POST /wishes/$w1/fulfil", `{}`, 422, "/on:required"},
		{"recorder north1", "POST /wishes/$w1/fulfil", `{"id":"$f1","on":"2023-03-09"}`, 200, "status=fulfilled helper_ids=[wang,zhao] fulfilled_on=2023-03-09 version=5"}, // those who claimed
		{"recorder north1", "POST /wishes/$w1/fulfil", `{"id":"$f1","on":"2023-03-09"}`, 200, "version=5"},
		{"recorder north1", "POST /wishes/$w1/fulfil", `{"on":"2023-03-09"}`, 409, "wish-already-fulfilled"},
		{"recorder north1", "POST /wishes/$w1/claim", `{"helper_ids":["$li"],"on":"2023-03-10"}`, 409, "wish-already-fulfilled"},
		{"recorder north1", "POST /wishes/$w1/release", `{"on":"2023-03-10"}`, 409, "wish-already-fulfilled"},
		{"recorder north1", "POST /wishes/$w1/withdraw", `{"on":"2023-03-10"}`, 409, "wish-already-fulfilled"},
		{"recorder north1", "GET /wishes/$w1/steps", ``, 200, "items.*.id=[c1,r1,c2,f1] items.*.sort=[claim,release,claim,fulfil] items.*.helper_ids=[[li],[],[wang,zhao],[]]"},
		{"recorder north2", "POST /wishes/$w1/fulfil", `{"on":"2023-03-09"}`, 404, ""},
		{"viewer north1", "POST /wishes/$w1/fulfil", `{"on":"2023-03-09"}`, 403, ""},
		{"recorder north1", "PATCH /wishes/$w1 @5", `{"helper_ids":["$li"],"fulfilled_on":"2023-03-08","status":"open"}`, 422, "/helper_ids:create-only /fulfilled_on:create-only /status:read-only"},
		{"recorder north1", "PATCH /wishes/$w1 @5", `{"registered_on":"2023-03-06"}`, 422, "/registered_on:after-the-first-step"},
		{"recorder north1", "PATCH /wishes/$w1 @5", `{"content":"想要一台半导体","registered_on":"2023-03-05","beneficiary_id":null,"area_id":null}`, 200, "version=6 status=fulfilled beneficiary_id=null"},
		{"recorder north1", "DELETE /people/$zhao?reason=x @1", ``, 403, ""},         // held by the community
		{"recorder north", "DELETE /people/$li?reason=x @1", ``, 409, "still-named"}, // by a claim that was given up
		{"recorder north1", "GET /wishes?status=fulfilled&q=半导体", ``, 200, "items.*.id=[w1]"},
		{"recorder north1", "GET /wishes?status=done", ``, 422, "?status:one-of"},
		{"recorder north1", "GET /wishes?area_id=$east", ``, 200, "items=[]"},
	})
}

// TestWishesMadeAtOnce are version 1, and their steps follow from what was given.
func TestWishesMadeAtOnce(t *testing.T) {
	v := wishing(t)
	v.play([]turn{
		{"", "POST /wishes", `{"id":"$w1","org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li","$wang"],"fulfilled_on":"2023-03-03"}`, 201, "version=1 status=fulfilled helper_ids=[li,wang] fulfilled_on=2023-03-03 claimed_on=2023-03-03"},
		{"", "GET /wishes/$w1/steps", ``, 200, "items.*.sort=[fulfil] items.0.on=2023-03-03 items.0.helper_ids=[li,wang]"},
		{"", "POST /wishes", `{"id":"$w1","org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li","$wang"],"fulfilled_on":"2023-03-03"}`, 200, "version=1"},
		{"", "POST /wishes", `{"id":"$w2","org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li"]}`, 201, "version=1 status=claimed claimed_on=2023-03-01"},
		{"", "GET /wishes/$w2/steps", ``, 200, "items.*.sort=[claim] items.0.on=2023-03-01"},
		{"", "POST /wishes", `{"id":"$w3","org_id":"$north1","content":"甲","registered_on":"2023-03-01","fulfilled_on":"2023-03-01"}`, 201, "version=1 status=fulfilled helper_ids=[]"},
		{"", "POST /wishes", `{"org_id":"$north1","content":"甲","registered_on":"2023-03-01","fulfilled_on":"2023-02-28"}`, 422, "/fulfilled_on:before-the-first-day"},
		{"", "POST /wishes", `{"org_id":"$north1","content":"甲","registered_on":"2023-03-01","fulfilled_on":"2023-12-21"}`, 422, "/fulfilled_on:future"},
		{"", "POST /wishes", `{"org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li","$li"]}`, 422, "/helper_ids/1:repeated"},
		// The steps of a wish made at once are corrected like any other.
		{"", "GET /wishes/$w1/steps", ``, 200, "items.0.id:=s1"},
		{"", "PATCH /wishes/$w1/steps/$s1 @1", `{"helper_ids":["$zhao"],"on":"2023-03-04"}`, 200, "id=w1 version=2 helper_ids=[zhao] fulfilled_on=2023-03-04"},
		{"", "DELETE /wishes/$w1/steps/$s1?reason=未完成 @2", ``, 204, ""},
		{"", "GET /wishes/$w1", ``, 200, "version=3 status=open helper_ids=[] fulfilled_on=null claimed_on=null"},
		{"", "POST /wishes", `{"id":"$w1","org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li","$wang"],"fulfilled_on":"2023-03-03"}`, 200, "version=3 status=open"},
	})
}

// TestWishesEnd fulfilled without a claim, or withdrawn open or claimed.
func TestWishesEnd(t *testing.T) {
	v := wishing(t)
	v.play([]turn{
		{"", "POST /wishes", `{"id":"$w1","org_id":"$north1","content":"甲","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /wishes/$w1/fulfil", `{"helper_ids":["$li"],"on":"2023-03-01"}`, 200, "status=fulfilled helper_ids=[li] claimed_on=2023-03-01"}, // an open wish at once
		{"", "POST /wishes", `{"id":"$w2","org_id":"$north1","content":"甲","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /wishes/$w2/fulfil", `{"on":"2023-03-02"}`, 200, "status=fulfilled helper_ids=[]"}, // by nobody that was noted
		{"", "POST /wishes", `{"id":"$w3","org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li"]}`, 201, ""},
		{"", "POST /wishes/$w3/fulfil", `{"helper_ids":["$wang"],"on":"2023-03-02"}`, 200, "status=fulfilled helper_ids=[wang] claimed_on=2023-03-01"}, // another than claimed it
		{"", "POST /wishes", `{"id":"$w4","org_id":"$north1","content":"甲","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /wishes/$w4/withdraw", `{"reason":"已搬走"}`, 422, "/on:required"},
		{"", "POST /wishes/$w4/withdraw", `{"id":"$x4","on":"2023-03-02","reason":"已搬走"}`, 200, "status=withdrawn withdrawn_on=2023-03-02 helper_ids=[]"},
		{"", "POST /wishes/$w4/withdraw", `{"on":"2023-03-02"}`, 409, "wish-withdrawn"},
		{"", "POST /wishes/$w4/claim", `{"helper_ids":["$li"],"on":"2023-03-02"}`, 409, "wish-withdrawn"},
		{"", "POST /wishes/$w4/fulfil", `{"on":"2023-03-02"}`, 409, "wish-withdrawn"},
		{"", "GET /wishes/$w4/steps", ``, 200, "items.*.sort=[withdraw] items.*.reason=[已搬走]"},
		{"", "DELETE /wishes/$w4/steps/$x4?reason=误记 @2", ``, 204, ""},
		{"", "GET /wishes/$w4", ``, 200, "status=open withdrawn_on=null version=3"},
		{"", "POST /wishes", `{"id":"$w5","org_id":"$north1","content":"甲","registered_on":"2023-03-01","helper_ids":["$li"]}`, 201, ""},
		{"", "POST /wishes/$w5/withdraw", `{"on":"2023-03-02"}`, 200, "status=withdrawn helper_ids=[] claimed_on=2023-03-01"},
		// Corrections keep the order of all steps of a wish, of whatever sort.
		{"", "GET /wishes/$w3/steps", ``, 200, "items.0.id:=c3 items.1.id:=f3"},
		{"", "DELETE /wishes/$w3/steps/$c3?reason=x @2", ``, 409, "not-the-last-step"},
		{"", "PATCH /wishes/$w3/steps/$c3 @2", `{"on":"2023-03-03"}`, 422, "/on:after-the-next-step"},
		{"", "PATCH /wishes/$w3/steps/$f3 @2", `{"on":"2023-02-28"}`, 422, "/on:before-the-first-day"},
		{"", "PATCH /wishes/$w3/steps/$f3 @1", `{"on":"2023-03-05"}`, 412, "stale"},
		{"", "PATCH /wishes/$w3/steps/$f3 @2", `{"on":"2023-03-05","reason":"x"}`, 422, "/reason:not-of-this-step"},
		{"", "PATCH /wishes/$w3/steps/$f3 @2", `{"on":"2023-03-05","helper_ids":[]}`, 200, "fulfilled_on=2023-03-05 helper_ids=[li] version=3"}, // then those who claimed
		{"", "PATCH /wishes/$w3/steps/$c3 @3", `{"helper_ids":[]}`, 422, "/helper_ids:required"},
		{"", "DELETE /wishes/$w5?reason=重复 @2", ``, 204, ""},
		{"", "POST /wishes/$w5/claim", `{"helper_ids":["$li"],"on":"2023-03-02"}`, 409, "voided"},
		{"", "POST /wishes/$w5/restore", ``, 200, "status=withdrawn version=4"},
	})
}

// TestWishesAreCounted by the people of those that were fulfilled, each once.
func TestWishesAreCounted(t *testing.T) {
	v := wishing(t)
	const numbers = "/metrics/values?org_id=$north&metrics=wishes.collected,wishes.claimed,wishes.fulfilled,wishes.helpers,wishes.beneficiaries,wishes.fulfilment_rate"
	v.play([]turn{
		{"", "POST /wishes", `{"id":"$w1","org_id":"$north1","beneficiary_id":"$aunt","content":"甲","registered_on":"2022-12-30","helper_ids":["$li","$wang"],"fulfilled_on":"2023-01-03"}`, 201, ""},
		{"", "POST /wishes", `{"id":"$w2","org_id":"$north","beneficiary_id":"$aunt","content":"乙","registered_on":"2023-03-01","helper_ids":["$wang","$zhao"],"fulfilled_on":"2023-03-03"}`, 201, ""},
		{"", "POST /wishes", `{"id":"$w3","org_id":"$north1","content":"丙","registered_on":"2023-03-01","helper_ids":["$li"]}`, 201, ""},
		{"", "POST /wishes/$w3/release", `{"on":"2023-03-02"}`, 200, ""},
		{"", "POST /wishes/$w3/claim", `{"helper_ids":["$li"],"on":"2023-06-02"}`, 200, ""},
		{"", "POST /wishes", `{"id":"$w4","org_id":"$north1","content":"丁","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /wishes/$w4/withdraw", `{"on":"2023-03-02"}`, 200, ""},
		{"", "POST /wishes", `{"id":"$w5","org_id":"$north1","content":"戊","registered_on":"2023-03-01","fulfilled_on":"2023-12-20"}`, 201, ""},
		{"viewer north", "GET " + numbers + "&year=2023&by=quarter", ``, 200,
			"values.*.value=[4,4,3,3,1,6667] values.*.records=[4,4,3,2,2,3] values.*.previous=[1,null,null,null,null,10000] values.3.series.*.value=[3,0,0,0] values.1.series.*.value=[3,0,0,1] values.5.numerator=2 values.5.denominator=3 values.5.display=66.7% values.5.series.*.value=[6667,null,null,null]"},
		{"viewer north", "GET " + numbers + "&year=2022", ``, 200, "values.*.value=[1,0,0,0,0,10000]"},
		{"viewer north", "GET " + numbers + "&year=2023&by=org", ``, 200, "values.3.series=[{key:north1,value:2},{key:north2,value:0}]"},
		{"", "GET /metrics/wishes.helpers/records?org_id=$north&year=2023", ``, 200, "items.*.id=[w2,w1] people.*.id=[li,wang,zhao]"},
		{"", "GET /metrics/wishes.beneficiaries/records?org_id=$north&year=2023", ``, 200, "items.*.id=[w2,w1] people.*.name=[3栋独居老人]"},
		{"", "GET /metrics/wishes.claimed/records?org_id=$north&year=2023", ``, 200, "items.*.id=[w5,w2,w3,w1]"},
		{"", "GET /metrics/wishes.fulfilment_rate/records?org_id=$north&year=2023", ``, 200, "items.#=3"},
	})
}
