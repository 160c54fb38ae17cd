package api_test

import (
	"strings"
	"testing"
)

// TestPeopleLiveTheLifeOfRecords of which no more is kept than a count needs.
func TestPeopleLiveTheLifeOfRecords(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /people", `{}`, 422, "/org_id:required /name:required /kind:required"},
		{"recorder north1", "POST /people", `{"org_id":"$north1","name":"李明","kind":"cadre","since":"2023-12-21","roles":["网格员","网格员"]}`, 422, "/kind:unknown /since:future /roles/1:repeated"},
		{"recorder north1", "POST /people", `{"org_id":"$north1","name":"李明","kind":"member","since":"2023-02-01","left_on":"2023-01-31"}`, 422, "/left_on:before-since"},
		{"recorder north1", "POST /people", `{"org_id":"$north1","name":"李明","kind":"member","birth_date":"1970-01-01","sex":"男","identity_number":"450000197001011234"}`, 422,
			"/birth_date:unknown-field /sex:unknown-field /identity_number:unknown-field"},
		{"recorder north1", "POST /people", `{"org_id":"$north1","name":"李明","kind":"member","stage":"full","version":3}`, 422, "/stage:read-only /version:read-only"},
		{"recorder north1", "POST /people", `{"org_id":"$north2","name":"李明","kind":"member"}`, 422, "/org_id:unknown-organisation"},
		{"recorder north1", "POST /people", `{"id":"$aunt","org_id":"$north1","name":"3栋独居老人","kind":"resident"}`, 201, "since=null left_on=null in_service=false roles=[] tags=[] assessed_dues=[]"},
		{"recorder north1", "POST /people", `{"org_id":"$north1","name":"张三 13812345678","kind":"resident"}`, 201, "warnings.*.rule=[looks-personal]"},
	})
	v.golden("people/created.json", v.take(turn{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member","work_unit":"市水务局","in_service":true,
		"since":"2020-05-01","left_on":"2030-01-01","tags":["退役军人"],"roles":["网格员","调解员"],"study_exempt":true}`, 201, ""}).Body)
	v.play([]turn{
		{"recorder north1", "PATCH /people/$li @1", `{"kind":"probationary","in_service":false,"left_on":null,"work_unit":null}`, 200, "kind=probationary in_service=false left_on=null work_unit=null version=2"},
		{"recorder north1", "PATCH /people/$li @2", `{"org_id":"$north"}`, 422, "/org_id:create-only"},
		{"recorder north1", "PATCH /people/$li @2", `{"org_id":"$north1"}`, 422, "/org_id:create-only"},
		{"recorder north1", "GET /people?kind=probationary&tag=退役军人&q=李", ``, 200, "items.*.id=[li]"},
		{"recorder north", "GET /people?org_id=$north", ``, 200, "items.#=3"},
		{"recorder north", "GET /people?org_id=$north&subtree=false", ``, 200, "items=[]"},
		{"viewer north", "GET /people", ``, 403, ""},
		{"viewer north", "GET /people/$li", ``, 403, ""},
		{"recorder north1", "POST /wishes", `{"id":"$w1","org_id":"$north1","beneficiary_id":"$aunt","content":"收音机","registered_on":"2023-03-01"}`, 201, ""},
		{"recorder north1", "DELETE /people/$aunt?reason=x @1", ``, 409, "still-named"},
		{"recorder north1", "DELETE /wishes/$w1?reason=x @1", ``, 204, ""},
		{"recorder north1", "DELETE /people/$aunt?reason=迁出 @1", ``, 204, ""},
		{"recorder north1", "POST /wishes/$w1/restore", ``, 409, "reference-voided"},
		{"recorder north1", "POST /wishes", `{"org_id":"$north1","beneficiary_id":"$aunt","content":"收音机","registered_on":"2023-03-01"}`, 422, "/beneficiary_id:voided-reference"},
		{"recorder north1", "GET /people/$li/history", ``, 200, "items.*.kind=[member]"},
	})
}

// TestStocksOfPeople hold exactly their kind, on each day as it was then; what has no days of its own corrects the whole time.
func TestStocksOfPeople(t *testing.T) {
	v := newTown(t)
	const stocks = "/metrics/values?org_id=$north&metrics=members.total,members.full.total,members.probationary.total,members.in_service,activists.total,applicants.total,volunteers.total"
	v.play([]turn{
		{"", "POST /people", `{"id":"$p1","org_id":"$north1","name":"甲","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$p2","org_id":"$north1","name":"乙","kind":"member","since":"2023-03-01"}`, 201, ""},
		{"", "POST /people", `{"id":"$p3","org_id":"$north2","name":"丙","kind":"probationary","left_on":"2023-03-01"}`, 201, ""},
		{"", "POST /people", `{"id":"$p4","org_id":"$north","name":"丁","kind":"member","in_service":true}`, 201, ""},
		{"", "POST /people", `{"id":"$p5","org_id":"$north","name":"戊","kind":"activist"}`, 201, ""},
		{"", "POST /people", `{"id":"$p6","org_id":"$north","name":"己","kind":"candidate"}`, 201, ""},
		{"", "POST /people", `{"id":"$p7","org_id":"$north","name":"庚","kind":"applicant"}`, 201, ""},
		{"", "POST /people", `{"id":"$p8","org_id":"$north","name":"辛","kind":"volunteer","in_service":true}`, 201, ""},
		{"", "POST /people", `{"id":"$p9","org_id":"$north","name":"壬","kind":"resident"}`, 201, ""},
		{"viewer north", "GET " + stocks + "&from=2023-01-01&to=2023-02-28", ``, 200, "values.*.value=[2,1,1,1,1,1,1]"},
		{"viewer north", "GET " + stocks + "&from=2023-01-01&to=2023-03-01", ``, 200, "values.*.value=[2,2,0,1,1,1,1] values.*.previous=[2,1,1,1,1,1,1]"},
		{"viewer north", "GET " + stocks + "&year=2023&subtree=false", ``, 200, "values.*.value=[0,0,0,1,1,1,1]"},
		{"", "PATCH /people/$p1 @1", `{"in_service":true}`, 200, ""},
		{"viewer north", "GET " + stocks + "&from=2021-01-01&to=2021-12-31", ``, 200, "values.*.value=[1,0,1,2,1,1,1]"},
		{"", "DELETE /people/$p4?reason=重复 @1", ``, 204, ""},
		{"viewer north", "GET " + stocks + "&from=2021-01-01&to=2021-12-31", ``, 200, "values.*.value=[1,0,1,1,1,1,1]"},
		{"", "POST /people/$p4/restore", ``, 200, ""},
		{"viewer north", "GET " + stocks + "&from=2021-01-01&to=2021-12-31", ``, 200, "values.*.value=[1,0,1,2,1,1,1]"},
	})
}

// TestAssessedDues keep what is owed, one amount a year, never the pay it comes from.
func TestAssessedDues(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"recorder north1", "GET /people/$li/assessed-dues", ``, 200, "items=[] next_cursor=null"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":1500}`, 200, "year=2023 monthly_fen=1500"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2022", `{"monthly_fen":0}`, 200, "year=2022 monthly_fen=0"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":1600}`, 200, "monthly_fen=1600"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":1600}`, 200, "monthly_fen=1600"}, // a resend changes nothing
		{"recorder north1", "GET /people/$li/assessed-dues", ``, 200, "items=[{monthly_fen:0,year:2022},{monthly_fen:1600,year:2023}]"},
		{"recorder north1", "GET /people/$li", ``, 200, "version=4 assessed_dues=[{monthly_fen:0,year:2022},{monthly_fen:1600,year:2023}]"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{}`, 422, "/monthly_fen:required"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":-1}`, 422, "/monthly_fen:minimum"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":15.5}`, 422, "/monthly_fen:type"},
		{"recorder north1", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":1500,"pay_fen":500000}`, 422, "/pay_fen:unknown-field"},
		{"recorder north1", "PUT /people/$li/assessed-dues/1899", `{"monthly_fen":1500}`, 422, ""},
		{"recorder north2", "PUT /people/$li/assessed-dues/2023", `{"monthly_fen":1500}`, 404, ""},
		{"recorder north2", "GET /people/$li/assessed-dues", ``, 404, ""},
		{"viewer north1", "GET /people/$li/assessed-dues", ``, 403, ""},
	})
}

// TestAnonymize takes name, work unit, tags and earlier versions away and leaves id and counts.
func TestAnonymize(t *testing.T) {
	v := newTown(t)
	const counts = "/metrics/values?org_id=$north1&year=2023&metrics=wishes.helpers,members.total,members.confirmed,participants.distinct"
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"probationary","work_unit":"市水务局","tags":["退役军人"],"roles":["网格员"]}`, 201, ""},
		{"", "POST /people/$li/development-steps", `{"step":"full","on":"2023-06-28","note":"李明按期转正"}`, 201, ""},
		{"", "PATCH /people/$li @2", `{"name":"李明明"}`, 200, ""},
		{"", "POST /wishes", `{"org_id":"$north1","content":"收音机","registered_on":"2023-03-01","helper_ids":["$li"],"fulfilled_on":"2023-03-02"}`, 201, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"theme_day","topic":"一","held_on":"2023-03-01","participant_ids":["$li"]}`, 201, ""},
		{"viewer north", "GET " + counts, ``, 200, "values.*.value=[1,1,1,1]"},
		{"viewer north1", "POST /people/$li/anonymize", ``, 403, ""},
		{"secretary north2", "POST /people/$li/anonymize", ``, 404, ""},
		{"secretary north1", "POST /people/$li/anonymize", ``, 200, "id=li work_unit=null tags=[] kind=member version=4"},
		{"viewer north", "GET " + counts, ``, 200, "values.*.value=[1,1,1,1]"},
		{"", "GET /people/$li/history", ``, 200, "items=[]"},
		{"", "GET /people/$li/steps", ``, 200, "items.*.step=[full] items.*.note=[null]"},
		{"", "GET /people?q=李明", ``, 200, "items=[]"},
		{"", "GET /people?tag=退役军人", ``, 200, "items=[]"},
		{"", "GET /metrics/wishes.helpers/records?org_id=$north1&year=2023", ``, 200, "people.*.id=[li]"},
		{"", "GET /audit?resource=people&id=$li", ``, 200, "items.*.what=[anonymize,amend,development,create] items.*.before=[null,null,null,null] items.1.after=null items.3.after=null"},
	})
	said := v.plain(string(v.Do("GET", v.with("/people/$li"), nil).Body)) + string(v.Do("GET", "/audit", nil).Body)
	for _, gone := range []string{"李明", "市水务局", "退役军人"} {
		if strings.Contains(said, gone) {
			t.Errorf("%s is still told:\n%s", gone, said)
		}
	}
}
