package api_test

import (
	"testing"
)

// TestPayments of dues count on the day paid, whatever the month; what deserves a word is taken with a warning.
func TestPayments(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$wang","org_id":"$north1","name":"王芳","kind":"member","in_service":true}`, 201, ""},
		{"", "POST /people", `{"id":"$zhou","org_id":"$north2","name":"周强","kind":"member"}`, 201, ""},
		{"recorder north1", "POST /dues/payments", `{}`, 422, "/org_id:required /person_id:required /month:required /amount_fen:required /paid_on:required"},
		{"recorder north1", "POST /dues/payments", `{"org_id":"$north1","person_id":"$li","month":"2023-13","amount_fen":0,"paid_on":"2023-12-21"}`, 422, "/month:month /amount_fen:minimum /paid_on:future"},
		{"recorder north1", "POST /dues/payments", `{"org_id":"$north1","person_id":"$li","month":"2023-03","amount_fen":15.5,"paid_on":"2023-03-05"}`, 422, "/amount_fen:type"},
		{"recorder north1", "POST /dues/payments", `{"org_id":"$north1","person_id":"$zhou","month":"2023-03","amount_fen":1500,"paid_on":"2023-03-05"}`, 422, "/person_id:unknown-reference"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d1","org_id":"$north1","person_id":"$li","month":"2023-03","amount_fen":20,"paid_on":"2023-03-05"}`, 201, "amount_fen=20 month=2023-03 large=false warnings=null version=1"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d2","org_id":"$north1","person_id":"$li","month":"2023-04","amount_fen":99999,"paid_on":"2023-04-05"}`, 201, "warnings=null"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d3","org_id":"$north1","person_id":"$li","month":"2023-05","amount_fen":100000,"paid_on":"2023-05-05"}`, 201, "warnings.*.rule=[large-dues]"}, // from 1,000 yuan on
		{"recorder north1", "PATCH /dues/payments/$d3 @1", `{"large":true}`, 200, "large=true warnings=null"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d4","org_id":"$north1","person_id":"$wang","month":"2023-05","amount_fen":1500,"paid_on":"2023-05-05"}`, 201, "warnings.*.rule=[in-service-dues]"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d5","org_id":"$north1","person_id":"$li","month":"2022-10","amount_fen":1500,"paid_on":"2023-05-05"}`, 201, "warnings.*.rule=[late-dues]"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d6","org_id":"$north1","person_id":"$li","month":"2022-11","amount_fen":1500,"paid_on":"2023-05-05"}`, 201, "warnings=null"},
		{"recorder north1", "POST /dues/payments", `{"id":"$d7","org_id":"$north1","person_id":"$li","month":"2024-01","amount_fen":1500,"paid_on":"2023-12-20"}`, 201, "warnings=null"}, // ahead
		{"recorder north1", "GET /dues/payments?person_id=$li&from=2023-05-01&to=2023-05-31", ``, 200, "items.*.id=[d6,d5,d3]"},
		{"recorder north1", "GET /dues/payments/$d3/history", ``, 200, "items.*.large=[false]"},
		{"recorder north2", "GET /dues/payments/$d3", ``, 404, ""},
		{"recorder north1", "DELETE /people/$wang?reason=x @1", ``, 409, "still-named"},
		{"recorder north1", "DELETE /dues/payments/$d4?reason=退回 @1", ``, 204, ""},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=dues.collected&by=month", ``, 200, "values.0.value=204519 values.0.display=2045.19 values.0.series.*.value=[0,0,20,99999,103000,0,0,0,0,0,0,1500] values.0.unit=元"},
	})
}

// TestBalance is what was collected with all below, against what the organisation asked for sent up by itself.
func TestBalance(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "collected_fen=0 remitted_fen=0 outstanding_fen=0 fully_remitted=false"}, // nothing collected
		{"", "POST /dues/payments", `{"org_id":"$north1","person_id":"$li","month":"2022-12","amount_fen":1001,"paid_on":"2023-01-05"}`, 201, ""},
		{"recorder north", "POST /dues/remittances", `{}`, 422, "/org_id:required /amount_fen:required /remitted_on:required"},
		{"recorder north", "POST /dues/remittances", `{"org_id":"$north","amount_fen":-1,"remitted_on":"2023-12-21","for_year":99}`, 422, "/amount_fen:minimum /for_year:minimum /remitted_on:future"},
		{"recorder north1", "POST /dues/remittances", `{"id":"$m1","org_id":"$north1","amount_fen":1001,"remitted_on":"2023-02-05"}`, 201, "for_year=null account=null"},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "collected_fen=1001 remitted_fen=0 outstanding_fen=1001 fully_remitted=false"}, // those below it stay inside
		{"recorder north1", "GET /dues/balance?year=2023", ``, 200, "collected_fen=1001 remitted_fen=1001 outstanding_fen=0 fully_remitted=true"},
		{"recorder north", "POST /dues/remittances", `{"id":"$m2","org_id":"$north","amount_fen":500,"remitted_on":"2023-12-05","account":"党工委党费专户"}`, 201, "account=党工委党费专户"},
		{"recorder north", "GET /dues/balance?org_id=$north", ``, 200, "remitted_fen=500 outstanding_fen=501 fully_remitted=false"}, // this year
		{"", "PATCH /orgs/$north @1", `{"remit_share":50}`, 200, ""},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "remitted_fen=500 outstanding_fen=0 fully_remitted=true"}, // 500.5, rounded down to a fen
		{"", "PATCH /orgs/$north @2", `{"remit_share":51}`, 200, ""},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "outstanding_fen=10 fully_remitted=false"},
		{"", "PATCH /orgs/$north @3", `{"remit_share":0}`, 200, ""},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "outstanding_fen=0 fully_remitted=true"},
		{"", "PATCH /orgs/$north @4", `{"remit_share":null}`, 200, ""},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=dues.collected,dues.remitted", ``, 200, "values.*.value=[1001,500] values.*.display=[10.01,5]"},
		{"viewer north", "GET /metrics/values?org_id=$street&year=2023&metrics=dues.remitted", ``, 404, ""},
		{"viewer street", "GET /metrics/values?org_id=$street&year=2023&metrics=dues.collected,dues.remitted&by=org", ``, 200, "values.*.value=[1001,0] values.1.series=[{key:north,value:500},{key:south,value:0}]"},
		{"recorder north", "GET /metrics/dues.remitted/records?org_id=$north&year=2023", ``, 200, "items.*.id=[m2]"},
		{"viewer north", "GET /dues/balance?org_id=$north", ``, 200, "remitted_fen=500"}, // totals are a viewer's too
		{"recorder south", "GET /dues/balance?org_id=$north", ``, 404, ""},
		{"", "GET /dues/balance", ``, 422, "?org_id:required"},
		{"recorder north", "GET /dues/balance?year=23", ``, 422, "?year:minimum"},
		{"recorder north", "GET /dues/balance?from=2023-01-01&to=2023-12-31", ``, 422, ""},
	})
	// December's dues go up in January: a remittance is for the year that it names.
	v.MoveTo("2024-02-01")
	v.anew()
	v.play([]turn{
		{"recorder north", "POST /dues/remittances", `{"id":"$m3","org_id":"$north","amount_fen":501,"remitted_on":"2024-01-05","for_year":2023}`, 201, "for_year=2023"},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "remitted_fen=1001 outstanding_fen=0 fully_remitted=true"},
		{"recorder north", "GET /dues/balance?org_id=$north", ``, 200, "collected_fen=0 remitted_fen=0 fully_remitted=false"},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2024&metrics=dues.remitted", ``, 200, "values.0.value=501 values.0.previous=500"}, // by the day remitted
		{"recorder north", "PATCH /dues/remittances/$m3 @1", `{"for_year":null}`, 200, "for_year=null"},
		{"recorder north", "GET /dues/balance?org_id=$north&year=2023", ``, 200, "outstanding_fen=501"},
		{"recorder north", "GET /dues/balance?org_id=$north", ``, 200, "remitted_fen=501 outstanding_fen=0 fully_remitted=false"},
		{"recorder north", "GET /dues/remittances?year=2024", ``, 200, "items.*.id=[m3]"},
		{"recorder north", "DELETE /dues/remittances/$m3?reason=x @2", ``, 204, ""},
		{"recorder north", "GET /dues/balance?org_id=$north", ``, 200, "remitted_fen=0"},
	})
}

// TestRectifications are problems of a year and what puts them right; their secretary writes them down.
func TestRectifications(t *testing.T) {
	v := newTown(t)
	const numbers = "/metrics/values?org_id=$north&metrics=rectifications.total,rectifications.done,rectifications.done_rate"
	v.play([]turn{
		{"secretary north", "POST /rectifications", `{}`, 422, "/org_id:required /year:required /problem:required"},
		{"secretary north", "POST /rectifications", `{"org_id":"$north","year":1899,"problem":" ","done_on":"2023-12-21"}`, 422, "/year:minimum /problem:required /done_on:future"},
		{"recorder north", "POST /rectifications", `{"org_id":"$north","year":2023,"problem":"甲"}`, 403, "role-may-not"},
		{"secretary north", "POST /rectifications", `{"id":"$r1","org_id":"$north","year":2023,"problem":"学习形式单一","measures":"每月集中学习","owner":"李明","due_on":"2024-06-30"}`, 201, "status=open done_on=null version=1 due_on=2024-06-30"},
		{"secretary north", "POST /rectifications", `{"id":"$r2","org_id":"$north1","year":2022,"problem":"联系群众不够","done_on":"2023-05-01"}`, 201, "status=done owner=null measures=null"},
		{"secretary north", "POST /rectifications", `{"id":"$r3","org_id":"$north1","year":2023,"problem":"甲"}`, 201, ""},
		{"recorder north", "GET /rectifications?status=open", ``, 200, "items.*.id=[r3,r1]"},
		{"recorder north", "GET /rectifications?q=群众&year=2022", ``, 200, "items.*.id=[r2]"},
		{"recorder north", "GET /rectifications/$r1", ``, 200, "owner=李明"},
		{"viewer north", "GET /rectifications", ``, 403, ""},
		{"recorder north", "PATCH /rectifications/$r1 @1", `{"done_on":"2023-06-01"}`, 403, ""},
		{"secretary north", "PATCH /rectifications/$r1 @1", `{"status":"done"}`, 422, "/status:read-only"},
		{"viewer north", "GET " + numbers + "&year=2023", ``, 200, "values.*.value=[2,1,0] values.*.previous=[1,null,10000] values.2.numerator=0 values.2.denominator=2"},
		{"secretary north", "PATCH /rectifications/$r1 @1", `{"done_on":"2023-06-01"}`, 200, "status=done"},
		{"viewer north", "GET " + numbers + "&year=2023&by=month", ``, 200, "values.*.value=[2,2,5000] values.0.series.0.value=2 values.1.series.*.value=[0,0,0,0,1,1,0,0,0,0,0,0]"},
		{"recorder north", "GET /metrics/rectifications.done/records?org_id=$north&year=2023", ``, 200, "items.*.id=[r1,r2]"},
		{"secretary north", "PATCH /rectifications/$r1 @2", `{"done_on":null}`, 200, "status=open"},
	})
}
