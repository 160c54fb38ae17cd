package api_test

import (
	"fmt"
	"testing"
)

// TestGridEvents are reported, accepted, perhaps escalated, resolved and closed, or rejected.
func TestGridEvents(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$zhou","org_id":"$south1","name":"周强","kind":"member"}`, 201, ""},
		{"recorder north1", "POST /grid-events", `{}`, 422, "/org_id:required /type:required /title:required /reported_on:required"},
		{"recorder north1", "POST /grid-events", `{"org_id":"$north1","type":"noise","title":" ","source":"rumour","reported_on":"2023-12-21","resolved_on":"2023-12-22","status":"closed","tags":[" "]}`, 422, ""},
		{"recorder north1", "POST /grid-events", `{"org_id":"$north1","type":"demand","title":"甲","reported_on":"2023-03-02","resolved_on":"2023-03-01"}`, 422, "/resolved_on:before-the-first-day"},
		{"recorder north1", "POST /grid-events", `{"org_id":"$north1","type":"demand","title":"甲","description":"电话13812345678","reported_on":"2023-03-02"}`, 201, "warnings.*.rule=[looks-personal] category=null source=null area_id=null tags=[] resolved_on=null status=reported"},
	})
	v.golden("grid-events/created.json", v.take(turn{"recorder north1", "POST /grid-events", `{"id":"$e1","org_id":"$north1","area_id":"$east","type":"dispute","category":"邻里纠纷","title":"3栋漏水","description":"首行\n次行","source":"deliberation","reported_on":"2023-03-15","tags":["漏水"]}`, 201, ""}).Body)
	v.play([]turn{
		{"recorder north1", "POST /grid-events/$e1/transitions", `{}`, 422, "/to:required /on:required"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"to":"gone","on":"2023-03-16"}`, 422, "/to:unknown"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"to":"accepted","on":"2023-03-14"}`, 422, "/on:before-the-first-day"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"to":"accepted","on":"2023-12-21"}`, 422, "/on:future"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"to":"accepted","on":"2023-03-16","handler_id":"$zhou"}`, 422, "/handler_id:unknown-reference"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"to":"accepted","on":"2023-03-16","handler_id":"$north1"}`, 422, "/handler_id:unknown-reference"}, // a person
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"id":"$s1","to":"accepted","on":"2023-03-16","handler_id":"$li","note":"已上门"}`, 200, "id=e1 status=accepted resolved_on=null version=2"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"id":"$s1","to":"accepted","on":"2023-03-16","handler_id":"$li","note":"已上门"}`, 200, "version=2"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"id":"$s1","to":"escalated","on":"2023-03-16"}`, 409, "id-taken"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"id":"$s2","to":"escalated","on":"2023-03-16"}`, 200, "status=escalated version=3"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"to":"resolved","on":"2023-03-15"}`, 422, "/on:before-the-last-step"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"id":"$s3","to":"resolved","on":"2023-04-01"}`, 200, "status=resolved resolved_on=2023-04-01"},
		{"recorder north1", "POST /grid-events/$e1/transitions", `{"id":"$s4","to":"closed","on":"2023-04-02"}`, 200, "status=closed resolved_on=2023-04-01 version=5"},
		{"recorder north1", "GET /grid-events/$e1/steps", ``, 200, "items.*.id=[s1,s2,s3,s4] items.*.to=[accepted,escalated,resolved,closed] items.0.note=已上门 items.0.handler_id=li items.0.record_id=e1"},
		{"recorder north1", "DELETE /people/$li?reason=x @1", ``, 409, "still-named"},
		{"recorder north1", "PATCH /grid-events/$e1 @5", `{"status":"resolved","resolved_on":"2023-03-20"}`, 422, "/status:read-only /resolved_on:create-only"},
		{"recorder north1", "PATCH /grid-events/$e1 @5", `{"reported_on":"2023-03-17"}`, 422, "/reported_on:after-the-first-step"},
		{"recorder north1", "PATCH /grid-events/$e1 @5", `{"type":"demand","source":null,"reported_on":"2023-03-16"}`, 200, "type=demand source=null status=closed version=6"},
		// Steps are corrected with the event's If-Match, and only the last is taken back.
		{"recorder north1", "PATCH /grid-events/$e1/steps/$s3 @6", `{"on":"2023-04-03"}`, 422, "/on:after-the-next-step"},
		{"recorder north1", "PATCH /grid-events/$e1/steps/$s3 @6", `{"to":"rejected"}`, 409, "transition-not-allowed"},
		{"recorder north1", "PATCH /grid-events/$e1/steps/$s3 @6", `{"on":"2023-04-02","handler_id":"$li"}`, 200, "resolved_on=2023-04-02 version=7"},
		{"recorder north1", "DELETE /grid-events/$e1/steps/$s3?reason=x @7", ``, 409, "not-the-last-step"},
		{"recorder north1", "DELETE /grid-events/$e1/steps/$s4?reason=x @7", ``, 204, ""},
		{"recorder north1", "DELETE /grid-events/$e1/steps/$s3?reason=x @8", ``, 204, ""},
		{"recorder north1", "GET /grid-events/$e1", ``, 200, "status=escalated resolved_on=null version=9"},
		{"recorder north1", "GET /grid-events?type=demand&status=escalated&tag=漏水&area_id=$east&q=次行", ``, 200, "items.*.id=[e1]"},
		{"recorder north1", "GET /grid-events?type=noise&status=gone", ``, 422, ""},
		{"recorder north2", "GET /grid-events/$e1", ``, 404, ""},
	})
}

// TestGridEventsGoOnlyOnward: reported → accepted → resolved → closed, accepted → escalated → resolved, reported → rejected.
func TestGridEventsGoOnlyOnward(t *testing.T) {
	v := newTown(t)
	statuses := []string{"reported", "accepted", "escalated", "resolved", "closed", "rejected"}
	paths := map[string][]string{"reported": nil, "accepted": {"accepted"}, "escalated": {"accepted", "escalated"}, "resolved": {"accepted", "resolved"}, "closed": {"accepted", "resolved", "closed"}, "rejected": {"rejected"}}
	onward := map[string]bool{"reported accepted": true, "reported rejected": true, "accepted resolved": true, "accepted escalated": true, "escalated resolved": true, "resolved closed": true}
	for _, from := range statuses {
		for _, to := range statuses {
			id := "$" + from + "_" + to
			v.take(turn{"recorder north1", "POST /grid-events", fmt.Sprintf(`{"id":"%s","org_id":"$north1","type":"demand","title":"甲","reported_on":"2023-03-15"}`, id), 201, "status=reported"})
			for _, step := range paths[from] {
				v.take(turn{"recorder north1", "POST /grid-events/" + id + "/transitions", fmt.Sprintf(`{"to":"%s","on":"2023-03-15"}`, step), 200, "status=" + step})
			}
			want := turn{"recorder north1", "POST /grid-events/" + id + "/transitions", fmt.Sprintf(`{"to":"%s","on":"2023-03-15"}`, to), 409, "transition-not-allowed"}
			if onward[from+" "+to] {
				want.status, want.want = 200, "status="+to
			}
			v.take(want)
		}
	}
}

// TestGridEventsMadeAtOnce are version 1: accepted on the day they were reported, then resolved.
func TestGridEventsMadeAtOnce(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /grid-events", `{"id":"$e1","org_id":"$north1","type":"hazard","title":"甲","reported_on":"2023-03-15","resolved_on":"2023-03-17"}`, 201, "version=1 status=resolved resolved_on=2023-03-17"},
		{"", "POST /grid-events", `{"id":"$e1","org_id":"$north1","type":"hazard","title":"甲","reported_on":"2023-03-15","resolved_on":"2023-03-17"}`, 200, "version=1"},
		{"", "GET /grid-events/$e1/steps", ``, 200, "items.*.to=[accepted,resolved] items.*.on=[2023-03-15,2023-03-17] items.0.id:=s1 items.1.id:=s2"},
		{"", "PATCH /grid-events/$e1 @1", `{"reported_on":"2023-03-16"}`, 422, "/reported_on:after-the-first-step"},
		{"", "PATCH /grid-events/$e1 @1", `{"reported_on":"2023-03-10"}`, 200, "version=2"},
		{"", "PATCH /grid-events/$e1/steps/$s2 @2", `{"on":"2023-03-16"}`, 200, "resolved_on=2023-03-16 version=3"},
		{"", "DELETE /grid-events/$e1/steps/$s2?reason=x @3", ``, 204, ""},
		{"", "DELETE /grid-events/$e1/steps/$s1?reason=x @4", ``, 204, ""},
		{"", "GET /grid-events/$e1", ``, 200, "status=reported resolved_on=null version=5"},
		{"", "GET /grid-events/$e1/steps", ``, 200, "items=[]"},
		{"", "POST /grid-events", `{"id":"$e2","org_id":"$north1","type":"service","title":"甲","reported_on":"2023-03-15","resolved_on":"2023-03-15"}`, 201, "status=resolved"},
	})
}

// TestGridEventsAreCounted by the day reported or resolved; a rate is of those reported in the span and not rejected, as of today.
func TestGridEventsAreCounted(t *testing.T) {
	v := newTown(t)
	const numbers = "/metrics/values?org_id=$north&metrics=demands.received,demands.resolved,demands.resolution_rate,disputes.found,disputes.mediated,disputes.success_rate,hazards.found,hazards.resolved,services.received,services.done,services.completion_rate"
	add := func(id, kind, reported, resolved string) {
		v.take(turn{"", "POST /grid-events", fmt.Sprintf(`{"id":"$%s","org_id":"$north1","type":"%s","title":"甲","reported_on":"%s","resolved_on":%s}`, id, kind, reported, resolved), 201, ""})
	}
	add("d1", "demand", "2022-12-31", `"2023-01-02"`)
	add("d2", "demand", "2023-03-01", `"2023-03-01"`)
	add("d3", "demand", "2023-03-01", `null`)
	add("d4", "demand", "2023-04-01", `null`)
	add("p1", "dispute", "2023-04-01", `"2023-05-01"`)
	add("h1", "hazard", "2023-04-01", `"2023-12-01"`)
	add("s1", "service", "2023-12-20", `"2023-12-20"`)
	v.play([]turn{
		{"", "POST /grid-events/$d4/transitions", `{"to":"rejected","on":"2023-04-02"}`, 200, ""},
		{"", "POST /grid-events/$d2/transitions", `{"to":"closed","on":"2023-04-02"}`, 200, ""},
		{"viewer north", "GET " + numbers + "&year=2023&by=month", ``, 200, "values.*.value=[3,2,5000,1,1,10000,1,1,1,1,10000] values.*.previous=[1,null,10000,null,null,null,null,null,null,null,null] values.*.records=[3,2,2,1,1,1,1,1,1,1,1]" +
			" values.1.series.*.value=[1,0,1,0,0,0,0,0,0,0,0,0] values.2.series.*.value=[null,null,5000,null,null,null,null,null,null,null,null,null] values.2.display=50% values.2.numerator=1 values.2.denominator=2"},
		{"viewer north", "GET " + numbers + "&year=2022", ``, 200, "values.*.value=[1,0,10000,0,0,null,0,0,0,0,null] values.5.display= values.5.numerator=0 values.5.denominator=0"},
		{"", "GET /metrics/demands.resolution_rate/records?org_id=$north&year=2023", ``, 200, "items.*.id=[d3,d2]"},
		{"", "GET /metrics/demands.resolved/records?org_id=$north&year=2023", ``, 200, "items.*.id=[d2,d1]"},
		{"", "GET /metrics/demands.received/records?org_id=$north&year=2023", ``, 200, "items.*.id=[d4,d3,d2]"},
		{"", "DELETE /grid-events/$d1?reason=x @1", ``, 204, ""},
		{"viewer north", "GET " + numbers + "&year=2023", ``, 200, "values.1.value=1 values.2.previous=null"},
	})
}
