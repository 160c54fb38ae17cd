package api_test

import (
	"testing"
)

// TestValues come in the order asked, for any span, in series without gaps.
func TestValues(t *testing.T) {
	v := yearOfNorth(t)
	const ask = "GET /metrics/values?org_id=$north&"
	v.play([]turn{
		{"viewer north", ask + "year=2023&metrics=wishes.helpers,demands.resolved", ``, 200, "org_id=north period={from:2023-01-01,to:2023-12-31} subtree=true values.*.metric=[wishes.helpers,demands.resolved] values.*.name=[在职党员、志愿者,解决群众诉求] values.*.unit=[名,件]"},
		{"viewer north", "GET /metrics/values?metrics=activities.total", ``, 200, "org_id=north period={from:2023-01-01,to:2023-12-31} values.0.value=29 values.0.series=null"}, // yours, this year
		{"", "GET /metrics/values?metrics=activities.total", ``, 422, "?org_id:required"},
		{"viewer north", ask + "metrics=activities.total,nothing,figures:", ``, 422, "?metrics:unknown-metric"},
		{"viewer north", ask + "metrics=activities.total,activities.total", ``, 422, "?metrics:repeated"},
		{"viewer north", ask + "metrics=activities.total,", ``, 422, "?metrics:empty-item"},
		{"viewer north", ask + "by=week&colour=red", ``, 422, "?by:one-of ?colour:unknown-parameter"},
		{"viewer south", ask + "year=2023", ``, 404, "not-found"},
		{"viewer north", ask + "from=2023-02-03&to=2023-02-03&metrics=activities.total,demands.resolved,members.total", ``, 200, "values.*.value=[1,1,3]"}, // to the day: li, chen and gone
		{"viewer north", ask + "year=2023&subtree=false&metrics=activities.total,wishes.helpers,members.total,branches.total,communities.total", ``, 200, "subtree=false values.*.value=[4,3,0,0,1]"},
		// Months and quarters: the first and the last perhaps broken, none left out.
		{"viewer north", ask + "year=2023&by=month&metrics=activities.total,wishes.helpers,members.total", ``, 200, "values.0.series.*.key=[2023-01,2023-02,2023-03,2023-04,2023-05,2023-06,2023-07,2023-08,2023-09,2023-10,2023-11,2023-12]" +
			" values.0.series.*.value=[0,24,1,1,1,1,0,0,0,0,1,0] values.1.series.*.value=[1,0,2,2,0,0,0,0,0,0,0,0] values.2.series.*.value=[3,3,4,4,3,4,4,4,4,4,4,4]"},
		{"viewer north", ask + "from=2023-02-10&to=2023-04-09&by=month&metrics=activities.total,three_meetings.sessions", ``, 200, "values.0.value=16 values.0.series=[{key:2023-02,value:15},{key:2023-03,value:1},{key:2023-04,value:0}] values.1.value=0 values.1.records=0"},
		{"viewer north", ask + "from=2022-11-01&to=2023-06-30&by=quarter&metrics=activities.total,dues.collected", ``, 200, "values.0.series.*.key=[2022-Q4,2023-Q1,2023-Q2] values.0.series.*.value=[0,25,3] values.1.series.*.value=[0,2500,0]"},
		{"viewer north", ask + "from=2023-11-01&to=2024-02-29&by=month&metrics=members.total,activities.total,demands.resolution_rate,figures:阵地,figures:传单", ``, 200,
			"values.*.value=[4,1,null,80050,0] values.0.series.*.value=[4,4,null,null] values.1.series.*.value=[1,0,0,0] values.2.series.*.value=[null,null,null,null] values.3.series.*.value=[80050,80050,null,null] values.4.series.*.value=[0,0,0,0]"}, // months to come have no stock
		{"viewer north", ask + "from=2024-01-01&to=2024-12-31&metrics=members.total,activities.total,branches.total", ``, 200, "values.*.value=[null,0,null] values.*.display=[,0,] values.*.previous=[4,29,3] values.*.records=[0,0,0]"},
		{"viewer north", ask + "from=1900-01-01&to=2000-12-31&by=month&metrics=activities.total", ``, 422, "?by:span-too-long"},
		// Organisations: the direct children, each with all below it; what the asked one holds itself is in no part.
		{"viewer north", ask + "year=2023&by=org&metrics=activities.total,wishes.helpers,dues.remitted,members.total,branches.total", ``, 200,
			"values.0.series=[{key:north1,value:25},{key:north2,value:1},{key:north4,value:0},{key:north5,value:0}] values.1.series.*.value=[1,0,0,0] values.2.series.*.value=[1500,0,0,0] values.3.series.*.value=[3,1,0,0] values.4.series.*.value=[1,1,1,0]"},
		{"viewer street", "GET /metrics/values?org_id=$street&year=2023&by=org&metrics=activities.total,participants.distinct,groups.total", ``, 200, "values.*.value=[30,3,1] values.0.series=[{key:north,value:29},{key:south,value:2}] values.1.series.*.value=[3,0]"},
		{"viewer north1", "GET /metrics/values?org_id=$group1&year=2023&by=org&metrics=activities.total", ``, 200, "values.0.value=0 values.0.series=[]"},
		// Areas: all of them, with the areas below.
		{"viewer north", ask + "year=2023&by=area&metrics=activities.total,demands.resolved,wishes.helpers,buildings.total", ``, 200, "values.*.value=[29,3,3,2]" +
			" values.0.series=[{key:east,value:2},{key:grid1,value:2},{key:house1,value:1},{key:house2,value:0},{key:grid2,value:0},{key:west,value:0}] values.1.series.*.value=[2,1,0,1,0,0] values.2.series.*.value=[2,2,2,0,0,0] values.3.series.*.value=[2,2,1,1,0,0]"},
		{"viewer north", ask + "year=2023&by=area&metrics=activities.total,members.total", ``, 422, "?by:metric-without-areas"},
		{"viewer north", ask + "year=2023&area_id=$grid1&metrics=activities.total,demands.resolved,wishes.helpers", ``, 200, "values.*.value=[2,1,2]"},
		{"viewer north", ask + "year=2023&area_id=$grid1&metrics=dues.collected", ``, 422, "?area_id:metric-without-areas"},
		{"viewer south", "GET /metrics/values?year=2023&area_id=$grid1&metrics=activities.total", ``, 404, ""},
		// Tags: only records with that tag; a metric named whose records have none is refused, unnamed it is left out.
		{"viewer north", ask + "year=2023&tag=反诈宣传&metrics=activities.total,demands.received,theory_study.sessions,attendance.total", ``, 200, "values.*.value=[1,1,1,100]"},
		{"viewer north", ask + "year=2023&tag=反诈&metrics=activities.total", ``, 200, "values.0.value=0"},
		{"viewer north", ask + "year=2023&tag=青年&metrics=members.total,members.probationary.total", ``, 200, "values.*.value=[1,1]"},
		{"viewer north", ask + "year=2023&tag=反诈宣传&metrics=activities.total,wishes.helpers", ``, 422, "?tag:metric-without-tags"},
		{"viewer north", ask + "year=2023&tag=反诈宣传", ``, 200, "values.0.metric=theory_study.sessions values.1.metric=demands.resolved values.3.metric=debriefs.held"},
	})
}

// TestPreviousIsTheSameSpanAYearEarlier, each end moved by a year and the last day of a month staying the last day.
func TestPreviousIsTheSameSpanAYearEarlier(t *testing.T) {
	v := newTown(t)
	v.MoveTo("2025-06-01")
	v.anew()
	for _, day := range []string{"2023-02-28", "2024-02-28", "2024-02-29", "2024-03-01"} {
		v.take(turn{"", "POST /activities", `{"org_id":"$north","kind":"talk","topic":"甲","held_on":"` + day + `","headcount":{"members":1}}`, 201, ""})
	}
	const ask = "GET /metrics/values?org_id=$north&metrics=activities.total,attendance.talk&"
	v.play([]turn{
		{"", ask + "from=2025-02-01&to=2025-02-28", ``, 200, "values.*.value=[0,0] values.*.previous=[2,2]"},
		{"", ask + "from=2024-02-01&to=2024-02-29", ``, 200, "values.*.value=[2,2] values.*.previous=[1,1]"},
		{"", ask + "from=2025-01-15&to=2025-02-27", ``, 200, "values.*.previous=[null,null]"},
		{"", ask + "from=2025-02-28&to=2025-03-01", ``, 200, "values.*.previous=[2,2]"}, // 29 February to 1 March
		{"", ask + "from=2023-02-01&to=2023-02-28", ``, 200, "values.*.value=[1,1] values.*.previous=[null,null]"},
	})
}

// TestRecordsBehind a number are the very ones, as a list with a cursor.
func TestRecordsBehind(t *testing.T) {
	v := yearOfNorth(t)
	for _, each := range []struct{ key, want string }{
		{"theory_study.sessions", "items.*.id=[x2,x1,collective_study,party_lecture] people=null"},
		{"demands.resolved", "items.*.id=[d5,d2,d1]"},
		{"demands.resolution_rate", "items.*.id=[d5,d3,d2]"},
		{"disputes.success_rate", "items.*.id=[q2,q1]"},
		{"wishes.fulfilled", "items.*.id=[w2,w1,w5]"},
		{"wishes.helpers", "items.*.id=[w2,w1,w5] people=[{id:vol2,name:何苗},{id:zheng,name:郑涛},{id:vol1,name:钱进}]"},
		{"wishes.beneficiaries", "items.*.id=[w2,w1] people.*.id=[aunt,uncle]"},
		{"debriefs.organizations", "items.*.id=[x3] people=[{id:null,name:团委},{id:null,name:妇联}]"},
		{"members.admitted", "items.*.id=[zhao_probationary] items.0.record_id=zhao items.0.step=probationary items.0.on=2023-06-28"},
		{"members.confirmed", "items.*.id=[chen_full]"},
		{"applicants.received", "items.*.id=[zhou_application]"},
		{"dues.collected", "items.*.id=[p2,p1,p3]"},
		{"dues.remitted", "items.*.id=[m1]"},
		{"attendance.debrief_meeting", "items.*.id=[x3,debrief_meeting]"},
		{"attendance.visit", "items.*.id=[x4,visit]"},
		{"participants.distinct", "items.*.id=[x3,x1] people.*.name=[李明,王芳,郑涛]"},
		{"visits.households", "items.*.id=[x4]"},
		{"rectifications.total", "items.*.id=[r2,r1]"},
		{"rectifications.done", "items.*.id=[r1,r3]"},
		{"branches.founded", "items.*.id=[north4]"},
		{"partners.active", "items.*.id=[x1,w1,w5] people=[{id:bank,name:信用社},{id:hospital,name:市三医院},{id:school,name:第一小学}]"},
		{"members.total", "items.*.id=[zhao,chen,wang,li] items.0.name=赵刚"},
		{"members.in_service", "items.*.id=[zheng]"},
		{"branches.total", "items.*.id=[north4,north2,north1]"},
		{"partners.total", "items.*.id=[school,hospital]"},
		{"grids.total", "items.*.id=[grid1]"},
		{"figures:传单", "items.*.id=[f1] items.0.amount=20000"},
		{"figures:阵地", "items.*.id=[f2]"},
		{"hazards.resolved", "items=[] next_cursor=null"},
	} {
		v.take(turn{"recorder north", "GET /metrics/" + each.key + "/records?org_id=$north&year=2023", ``, 200, each.want})
	}
	v.play([]turn{
		{"recorder north", "GET /metrics/members.total/records?org_id=$north&from=2022-01-01&to=2022-12-31", ``, 200, "items.*.id=[gone,chen,li]"},
		{"recorder north", "GET /metrics/members.total/records?org_id=$north&from=2024-01-01&to=2024-12-31", ``, 200, "items=[]"},
		{"recorder north", "GET /metrics/activities.total/records?org_id=$north&year=2023&subtree=false", ``, 200, "items.*.id=[x3,x8,x4,x2]"},
		{"recorder north", "GET /metrics/activities.total/records?year=2023&area_id=$grid1", ``, 200, "items.*.id=[x2,x1]"},
		{"recorder north", "GET /metrics/activities.total/records?year=2023&tag=反诈宣传", ``, 200, "items.*.id=[x2]"},
		{"recorder north", "GET /metrics/wishes.helpers/records?year=2023&tag=反诈宣传", ``, 422, "?tag:metric-without-tags"},
		{"recorder north", "GET /metrics/activities.total/records?year=2023&limit=2", ``, 200, "items.*.id=[x3,x8]"},
		{"recorder north", "GET /metrics/nothing/records", ``, 404, "not-found"},
		{"recorder north", "GET /metrics/activities.total/records?org_id=$south", ``, 404, "not-found"},
		{"recorder north", "GET /metrics/activities.total/records?by=month", ``, 422, "?by:unknown-parameter"},
		{"", "GET /metrics/activities.total/records?year=2023", ``, 422, "?org_id:required"},
		{"viewer north", "GET /metrics/activities.total/records", ``, 403, "role-may-not"},
	})
	// Page after page, each record comes once; of a distinct count every page names all.
	me, path, seen := v.as("recorder north"), v.with("/metrics/wishes.helpers/records?org_id=$north&year=2023&limit=1"), ""
	for next := path; next != ""; {
		r := me.Want("GET", next, nil, 200)
		seen += v.say(r.At("items.0.id")) + " "
		if r.Len("people") != 3 {
			t.Errorf("%s", r.Body)
		}
		next = ""
		if cursor, more := r.At("next_cursor").(string); more {
			next = path + "&cursor=" + cursor
		}
	}
	if seen != "w2 w1 w5 " {
		t.Error(seen)
	}
}

// TestTotalsAreTagged so that a client that has them is told so.
func TestTotalsAreTagged(t *testing.T) {
	v := newTown(t)
	me, path := v.as("viewer north"), "/metrics/values?year=2023"
	first := me.Want("GET", path, nil, 200)
	if again := me.Do("GET", path, nil, "If-None-Match", first.ETag()); again.Status != 304 || again.ETag() != first.ETag() {
		t.Errorf("%d %s", again.Status, again.ETag())
	}
	v.take(turn{"", "POST /activities", `{"org_id":"$north","kind":"talk","topic":"甲","held_on":"2023-02-01"}`, 201, ""})
	if again := me.Do("GET", path, nil, "If-None-Match", first.ETag()); again.Status != 200 || again.ETag() == first.ETag() {
		t.Errorf("%d %s", again.Status, again.ETag())
	}
}
