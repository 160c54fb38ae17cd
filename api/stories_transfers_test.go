package api_test

import (
	"testing"
)

// TestTransfers move a person from a day on; what was counted before stays where it was.
func TestTransfers(t *testing.T) {
	v := newTown(t)
	const counts = "/metrics/values?year=2023&metrics=members.total,activists.admitted,members.admitted,wishes.helpers,dues.collected&org_id="
	v.play([]turn{
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"applicant","work_unit":"市水务局","since":"2022-01-01"}`, 201, ""},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"activist","on":"2023-02-01"}`, 201, ""},
		{"recorder north1", "POST /wishes", `{"id":"$w1","org_id":"$north1","content":"收音机","registered_on":"2023-03-01","helper_ids":["$li"],"fulfilled_on":"2023-03-02"}`, 201, ""},
		{"recorder north1", "POST /dues/payments", `{"id":"$d1","org_id":"$north1","person_id":"$li","month":"2023-03","amount_fen":100,"paid_on":"2023-03-05"}`, 201, ""},
		{"recorder north1", "POST /people/$li/transfers", `{"to_org_id":"$north2","on":"2023-06-01"}`, 422, "/to_org_id:unknown-reference"},
		{"secretary north", "POST /people/$li/transfers", `{"to_org_id":"$south1","on":"2023-06-01"}`, 422, "/to_org_id:unknown-reference"}, // between communities their street moves
		{"secretary north", "POST /people/$li/transfers", `{}`, 422, "/to_org_id:required /on:required"},
		{"secretary north", "POST /people/$li/transfers", `{"to_org_id":"$north2","on":"2023-12-21"}`, 422, "/on:future"},
		{"secretary north", "POST /people/$li/transfers", `{"to_org_id":"$north2","on":"2021-12-31"}`, 422, "/on:before-the-first-day"},
		{"secretary north", "POST /people/$li/transfers", `{"to_org_id":"$north1","on":"2023-06-01"}`, 422, "/to_org_id:already-there"},
		{"secretary north", "POST /people/$li/transfers", `{"id":"$t1","to_org_id":"$north2","on":"2023-06-01"}`, 201, "id=t1 sort=transfer record_id=li from_org_id=north1 to_org_id=north2 on=2023-06-01"},
		{"secretary north", "POST /people/$li/transfers", `{"id":"$t1","to_org_id":"$north2","on":"2023-06-01"}`, 200, "id=t1"},
		{"secretary north", "POST /people/$li/transfers", `{"id":"$t1","to_org_id":"$north2","on":"2023-06-02"}`, 409, "id-taken"},
		{"recorder north2", "GET /people/$li", ``, 200, "org_id=north2 entered_org_id=north1 work_unit=市水务局 version=3"},
		{"recorder north2", "POST /people/$li/development-steps", `{"step":"candidate","on":"2023-06-01"}`, 201, "warnings.*.rule=[activist_under_one_year]"},
		{"recorder north2", "POST /people/$li/development-steps", `{"step":"probationary","on":"2023-07-01"}`, 201, ""},
		// What was counted before stays where it was.
		{"viewer north1", "GET " + counts + "$north1", ``, 200, "values.*.value=[0,1,0,1,100]"},
		{"viewer north2", "GET " + counts + "$north2", ``, 200, "values.*.value=[1,0,1,0,0]"},
		{"viewer north", "GET " + counts + "$north", ``, 200, "values.*.value=[1,1,1,1,100]"},
		{"viewer north", "GET /metrics/values?org_id=$north1&from=2023-01-01&to=2023-05-31&metrics=activists.total", ``, 200, "values.0.value=1"},
		{"viewer north", "GET /metrics/values?org_id=$north1&from=2023-01-01&to=2023-06-01&metrics=activists.total", ``, 200, "values.0.value=0"},
		{"viewer north", "GET /metrics/values?org_id=$north&from=2023-05-01&to=2023-07-31&metrics=activists.total,members.total&by=month", ``, 200,
			"values.0.series.*.value=[1,0,0] values.1.series.*.value=[0,0,1]"},
		// Every organisation a person ever stood in may name them, and sees name and kind; the present one changes them.
		{"recorder north1", "GET /people/$li", ``, 200, "name=李明 kind=probationary org_id=north2 work_unit=null since=null"},
		{"recorder north1", "GET /people?kind=probationary", ``, 200, "items.*.id=[li] items.0.work_unit=null"},
		{"recorder north1", "PATCH /people/$li @5", `{"name":"李明明"}`, 403, "not-yours-to-change"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"full","on":"2023-12-01"}`, 403, "not-yours-to-change"},
		{"recorder north1", "GET /people/$li/steps", ``, 404, ""},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-08-01","participant_ids":["$li"]}`, 201, ""},
		{"recorder north2", "POST /activities", `{"org_id":"$north2","kind":"visit","topic":"走访","held_on":"2023-08-01","participant_ids":["$li"]}`, 201, ""},
		{"recorder south1", "GET /people/$li", ``, 404, ""},
	})
}

// TestTransfersBetweenCommunities are their street's to make, and stand in both chains.
func TestTransfersBetweenCommunities(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member","since":"2022-01-01"}`, 201, ""},
		{"secretary street", "POST /people/$li/transfers", `{"id":"$t1","to_org_id":"$south1","on":"2023-06-01"}`, 201, ""},
		{"secretary street", "POST /people/$li/transfers", `{"id":"$t2","to_org_id":"$north2","on":"2023-06-01"}`, 201, "from_org_id=south1"}, // on one day, in order
		{"secretary street", "POST /people/$li/transfers", `{"to_org_id":"$south1","on":"2023-05-01"}`, 422, "/on:before-the-last-step"},
		{"secretary north1", "GET /audit?resource=people&id=$li", ``, 200, "items.*.what=[transfer,create]"},
		{"secretary south1", "GET /audit?resource=people&id=$li", ``, 200, "items.*.what=[transfer,transfer]"},
		{"secretary north2", "GET /audit?resource=people&id=$li", ``, 200, "items.*.what=[transfer]"},
		{"viewer street", "GET /metrics/values?org_id=$street&year=2023&metrics=members.total&by=org", ``, 200, "values.0.series=[{key:north,value:1},{key:south,value:0}]"},
		// Corrections: with the record's If-Match, of each sort only the last may be deleted, and the days stay in order.
		{"secretary street", "GET /people/$li/steps", ``, 200, "items.*.id=[t1,t2]"},
		{"secretary street", "PATCH /people/$li/steps/$t2 @2", `{"on":"2023-07-01"}`, 412, "stale"},
		{"secretary street", "PATCH /people/$li/steps/$t2", `{"on":"2023-07-01"}`, 428, ""},
		{"secretary street", "PATCH /people/$li/steps/$t2 @3", `{"on":"2023-07-01"}`, 200, "on=2023-07-01 version=2"},
		{"secretary street", "PATCH /people/$li/steps/$t1 @4", `{"to_org_id":"$north2"}`, 422, ""}, // where the next leads
		{"secretary street", "PATCH /people/$li/steps/$t1 @4", `{"to_org_id":"$nowhere"}`, 422, "/to_org_id:unknown-reference"},
		{"secretary street", "PATCH /people/$li/steps/$t1 @4", `{"on":"2023-07-02"}`, 422, "/on:after-the-next-step"},
		{"secretary street", "PATCH /people/$li/steps/$t1 @4", `{"on":"2021-12-31"}`, 422, "/on:before-the-first-day"},
		{"secretary street", "PATCH /people/$li/steps/$t1 @4", `{"helper_ids":["$li"]}`, 422, "/helper_ids:not-of-this-step"},
		{"viewer street", "GET /metrics/values?org_id=$south&from=2023-06-01&to=2023-06-30&metrics=members.total", ``, 200, "values.0.value=1"},
		{"secretary street", "DELETE /people/$li/steps/$t1?reason=x @4", ``, 409, "not-the-last-step"},
		{"secretary street", "DELETE /people/$li/steps/$t2 @4", ``, 422, "?reason:required"},
		{"secretary street", "DELETE /people/$li/steps/$t2?reason=误记 @3", ``, 412, "stale"},
		{"secretary street", "DELETE /people/$li/steps/$t2?reason=误记 @4", ``, 204, ""},
		{"secretary street", "DELETE /people/$li/steps/$t2?reason=误记 @4", ``, 412, "stale"}, // no resend
		{"secretary street", "GET /people/$li", ``, 200, "org_id=south1 entered_org_id=north1 version=5"},
		{"secretary street", "PATCH /people/$li @5", `{"since":"2023-06-02"}`, 422, "/since:after-the-first-step"},
		{"secretary street", "PATCH /people/$li @5", `{"left_on":"2023-06-01"}`, 422, "/left_on:not-after-the-last-step"},
		{"secretary street", "DELETE /people/$li/steps/$t1?reason=误记 @5", ``, 204, ""},
		{"secretary street", "GET /people/$li", ``, 200, "org_id=north1 entered_org_id=null version=6"},
		{"secretary street", "GET /people/$li/steps", ``, 200, "items=[]"},
		{"recorder south1", "GET /people/$li", ``, 404, ""}, // never stood there after all
		{"secretary street", "DELETE /people/$li?reason=x @6", ``, 204, ""},
		{"secretary street", "POST /people/$li/transfers", `{"to_org_id":"$south1","on":"2023-06-01"}`, 409, "voided"},
	})
}
