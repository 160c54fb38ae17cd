package api_test

import (
	"fmt"
	"testing"

	"shuzhi/internal/record"
)

// TestActivities are recorded with no more than what, whose, when and about what.
func TestActivities(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /activities", `{}`, 422, "/org_id:required /kind:required /topic:required /held_on:required"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"party","also_kinds":["talk","talk"],"topic":" ","held_on":"2023-12-21","study_minutes":-1,"households":-1,"tags":["甲","甲"],
			"headcount":{"members":-1},"presenters":[{"name":"某"}],"participant_ids":["$x1","$x1"],"partner_ids":["$x1","$x1"],"joint_org_ids":["$north1"]}`, 422, ""},
		{"recorder north1", "POST /activities", `{"org_id":"$north2","kind":"talk","topic":"甲","held_on":"2023-03-01"}`, 422, "/org_id:unknown-organisation"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"甲","held_on":"2023-03-01","also_kinds":["talk"]}`, 422, "/also_kinds/0:repeated"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"talk","topic":"电话13812345678","held_on":"2023-03-01","summary":"身份证45000019700101123X"}`, 201, "warnings.*.rule=[looks-personal] topic=电话13812345678"},
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"secretary north", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"recorder north", "POST /partners", `{"id":"$school","org_id":"$north","name":"第一小学"}`, 201, ""},
	})
	v.golden("activities/created.json", v.take(turn{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","area_id":"$east","kind":"theme_day","also_kinds":["collective_study","debrief_meeting"],"topic":"学习二十大精神",
		"held_on":"2023-03-15","place":"党群服务中心","host":"李明","includes_study":true,"study_minutes":90,"participant_ids":["$li"],"headcount":{"members":23,"volunteers":0},"households":12,"partner_ids":["$school"],
		"joint_org_ids":["$north2"],"presenters":[{"organization":"妇联","name":"王芳"},{"organization":"物业"}],"tags":["反诈宣传"],"for_year":2022,"summary":"首行\n次行"}`, 201, ""}).Body)
	v.play([]turn{
		{"recorder north1", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15"}`, 201,
			"area_id=null also_kinds=[] place=null host=null includes_study=false study_minutes=null participant_ids=[] headcount=null households=null joint_org_ids=[] partner_ids=[] presenters=[] tags=[] for_year=null summary=null"},
		{"recorder north1", "PATCH /activities/$a1 @1", `{"headcount":{"residents":7,"members":null},"presenters":[{"organization":"团委"}],"also_kinds":[],"summary":null,"for_year":null}`, 200,
			"version=2 headcount={members:null,residents:7,volunteers:0} presenters=[{name:null,organization:团委}] also_kinds=[] summary=null tags=[反诈宣传]"},
		{"recorder north1", "PATCH /activities/$a1 @2", `{"held_on":null}`, 422, "/held_on:required"},
		{"recorder north1", "PATCH /activities/$a1 @2", `{"participant_ids":["$nobody"]}`, 422, "/participant_ids/0:unknown-reference"},
		{"recorder north1", "GET /activities?area_id=$east&kind=theme_day&tag=反诈宣传&q=二十大&from=2023-03-15&to=2023-03-15", ``, 200, "items.*.id=[a1]"},
		{"recorder north1", "GET /activities?from=2023-03-16&to=2023-12-31", ``, 200, "items=[]"},
		{"recorder north1", "GET /activities?kind=party", ``, 422, "?kind:one-of"},
		{"recorder north1", "GET /activities/$a1/history", ``, 200, "items.*.version=[1]"},
	})
	for _, kind := range record.ActivityWords {
		v.take(turn{"recorder north1", "POST /activities", fmt.Sprintf(`{"org_id":"$north1","kind":"%s","topic":"甲","held_on":"2022-03-15"}`, kind.Kind), 201, ""})
	}
	v.take(turn{"viewer north", "GET /metrics/values?org_id=$north&year=2022&metrics=activities.total", ``, 200, fmt.Sprint("values.0.value=", len(record.ActivityWords))})
}

// TestActivitiesOfSeveralKinds count once under each, and once in any total over kinds.
func TestActivitiesOfSeveralKinds(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","kind":"theme_day","also_kinds":["party_lecture","member_assembly","collective_study"],"topic":"甲","held_on":"2023-03-15","headcount":{"members":10}}`, 201, ""},
		{"recorder north1", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"strict_governance_session","also_kinds":["party_building_session"],"topic":"乙","held_on":"2023-04-15","headcount":{"members":5}}`, 201, ""},
		{"recorder north1", "GET /activities?kind=collective_study", ``, 200, "items.*.id=[a1]"},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=activities.theme_day,activities.party_lecture,activities.member_assembly,activities.collective_study,three_meetings.sessions,theory_study.sessions,activities.total", ``, 200,
			"values.*.value=[1,1,1,1,1,1,2]"},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=attendance.theme_day,attendance.party_lecture,attendance.total,strict_governance.sessions,party_building.sessions", ``, 200, "values.*.value=[10,10,15,1,1]"},
		{"recorder north1", "PATCH /activities/$a1 @1", `{"also_kinds":["party_lecture"]}`, 200, ""},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=activities.member_assembly,theory_study.sessions", ``, 200, "values.*.value=[0,1]"},
	})
}

// TestActivitiesHeldJointly are done for each that took part, and counted once in any subtree; all of them read it, the owner's side changes it.
func TestActivitiesHeldJointly(t *testing.T) {
	v := newTown(t)
	const total = "&year=2023&metrics=activities.total,attendance.total,participants.distinct"
	v.play([]turn{
		{"", "POST /orgs", `{"id":"$river","kind":"committee","name":"临江街道党工委"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$west","kind":"community","name":"西苑社区党委","parent_id":"$river"}`, 201, ""},
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$wang","org_id":"$north2","name":"王芳","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$zhou","org_id":"$south1","name":"周强","kind":"member"}`, 201, ""},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"theme_day","topic":"甲","held_on":"2023-03-15","joint_org_ids":["$south1"]}`, 422, "/joint_org_ids/0:unknown-reference"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"theme_day","topic":"甲","held_on":"2023-03-15","joint_org_ids":["$south"]}`, 422, "/joint_org_ids/0:unknown-reference"},
		{"recorder north", "POST /activities", `{"org_id":"$north","kind":"theme_day","topic":"甲","held_on":"2023-03-15","joint_org_ids":["$west"]}`, 422, "/joint_org_ids/0:unknown-reference"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"theme_day","topic":"甲","held_on":"2023-03-15","joint_org_ids":["$north1"]}`, 422, "/joint_org_ids/0:own-organisation"},
		// A branch with its sisters and its community, whatever the caller's.
		{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","kind":"theme_day","topic":"甲","held_on":"2023-03-15","joint_org_ids":["$north2","$north"],"participant_ids":["$li","$wang"]}`, 201, ""},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"theme_day","topic":"甲","held_on":"2023-03-15","participant_ids":["$wang"]}`, 422, ""}, // not without them
		// Communities of one street.
		{"recorder north", "POST /activities", `{"id":"$a2","org_id":"$north","kind":"joint_building","topic":"乙","held_on":"2023-04-15","joint_org_ids":["$south"],"participant_ids":["$li","$zhou"],"headcount":{"members":30}}`, 201, ""},
		{"viewer street", "GET /metrics/values?org_id=$street&by=org" + total, ``, 200, "values.*.value=[2,32,3] values.0.series=[{key:north,value:2},{key:south,value:1}] values.2.series.*.value=[3,2]"},
		{"viewer street", "GET /metrics/values?org_id=$street&subtree=false" + total, ``, 200, "values.*.value=[0,0,0]"},
		{"viewer street", "GET /metrics/values?org_id=$north&by=org" + total, ``, 200, "values.*.value=[2,32,3] values.0.series.*.value=[1,1]"},
		{"viewer street", "GET /metrics/values?org_id=$north&subtree=false" + total, ``, 200, "values.*.value=[2,32,3]"},
		{"viewer street", "GET /metrics/values?org_id=$north2&by=month" + total, ``, 200, "values.*.value=[1,2,2] values.0.series.2.value=1"},
		{"viewer street", "GET /metrics/values?org_id=$south" + total, ``, 200, "values.*.value=[1,30,2]"},
		// All of them read it.
		{"recorder north2", "GET /activities/$a1", ``, 200, "org_id=north1"},
		{"recorder north2", "GET /activities", ``, 200, "items.*.id=[a1]"},
		{"recorder north2", "GET /activities?org_id=$north2&subtree=false", ``, 200, "items.*.id=[a1]"},
		{"recorder south", "GET /activities/$a2", ``, 200, ""},
		{"recorder south", "GET /activities?org_id=$south", ``, 200, "items.*.id=[a2]"},
		{"recorder south", "GET /metrics/activities.total/records?org_id=$south&year=2023", ``, 200, "items.*.id=[a2]"},
		{"recorder south", "GET /metrics/participants.distinct/records?org_id=$south&year=2023", ``, 200, "items.*.id=[a2] people.*.id=[li,zhou] people.*.name=[null,周强]"},
		{"recorder south1", "GET /activities/$a2", ``, 404, ""},
		{"recorder north2", "GET /activities/$a1/history", ``, 200, "items=[]"},
		// The owner's side changes it.
		{"recorder north2", "PATCH /activities/$a1 @1", `{"topic":"丙"}`, 403, "not-yours-to-change"},
		{"recorder north2", "DELETE /activities/$a1?reason=x @1", ``, 403, "not-yours-to-change"},
		{"recorder south", "PATCH /activities/$a2 @1", `{"topic":"丙"}`, 403, "not-yours-to-change"},
		{"recorder street", "PATCH /activities/$a2 @1", `{"topic":"丙"}`, 200, "topic=丙"},
		{"recorder north1", "PATCH /activities/$a1 @1", `{"joint_org_ids":["$north"],"participant_ids":["$li"]}`, 200, ""},
		{"recorder north2", "GET /activities/$a1", ``, 404, ""},
		{"viewer street", "GET /metrics/values?org_id=$north2" + total, ``, 200, "values.*.value=[0,0,0]"},
		{"", "DELETE /orgs/$south?reason=x @1", ``, 409, "still-named"},
		{"recorder north", "DELETE /activities/$a2?reason=x @2", ``, 204, ""},
		{"viewer street", "GET /metrics/values?org_id=$south" + total, ``, 200, "values.*.value=[0,0,0]"},
		{"recorder south", "GET /activities", ``, 200, "items=[]"},
	})
}

// TestForYear is for the year before, in January to March, and for duties only.
func TestForYear(t *testing.T) {
	v := newTown(t)
	const body = `{"org_id":"$north1","kind":"org_life_meeting","topic":"甲","held_on":"%s","for_year":%d}`
	for _, each := range []struct {
		held string
		year int
		want int
	}{{"2023-01-01", 2022, 201}, {"2023-03-31", 2022, 201}, {"2023-04-01", 2022, 422}, {"2023-02-01", 2021, 422}, {"2023-02-01", 2024, 422}, {"2023-06-01", 2023, 201}} {
		want := ""
		if each.want == 422 {
			want = "/for_year:not-the-year-before"
		}
		v.take(turn{"recorder north1", "POST /activities", fmt.Sprintf(body, each.held, each.year), each.want, want})
	}
	v.take(turn{"viewer north", "GET /metrics/values?org_id=$north&year=2022&metrics=activities.org_life_meeting", ``, 200, "values.0.value=0"})
	v.take(turn{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=activities.org_life_meeting", ``, 200, "values.0.value=3"})
}

// TestAttendance is the headcount, partial or whole, or the named participants where none was given.
func TestAttendance(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$wang","org_id":"$north1","name":"王芳","kind":"member"}`, 201, ""},
		{"", "POST /activities", `{"id":"$a1","org_id":"$north1","kind":"talk","topic":"甲","held_on":"2023-01-01","headcount":{"members":3},"participant_ids":["$li","$wang"]}`, 201, "headcount={members:3,residents:null,volunteers:null}"},
		{"", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"talk","topic":"甲","held_on":"2023-02-01","participant_ids":["$li","$wang"]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a3","org_id":"$north1","kind":"talk","topic":"甲","held_on":"2023-03-01","headcount":{},"participant_ids":["$li"]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a4","org_id":"$north1","kind":"talk","topic":"甲","held_on":"2023-04-01","headcount":{"residents":0},"participant_ids":["$li"]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a5","org_id":"$north1","kind":"visit","topic":"甲","held_on":"2023-05-01","households":12}`, 201, ""},
		{"", "POST /activities", `{"id":"$a6","org_id":"$north1","kind":"theme_day","also_kinds":["visit"],"topic":"甲","held_on":"2023-06-01","households":3}`, 201, ""},
		{"", "POST /activities", `{"id":"$a7","org_id":"$north1","kind":"outreach","topic":"甲","held_on":"2023-06-01","households":100}`, 201, ""},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=attendance.talk,attendance.visit,attendance.total,participants.distinct,visits.households&by=month", ``, 200,
			"values.*.value=[6,0,6,2,15] values.0.series.*.value=[3,2,1,0,0,0,0,0,0,0,0,0] values.3.series.*.value=[2,2,1,1,0,0,0,0,0,0,0,0] values.*.records=[4,2,7,4,2]"},
		{"", "GET /metrics/attendance.talk/records?org_id=$north&year=2023", ``, 200, "items.*.id=[a4,a3,a2,a1]"},
		{"", "GET /metrics/attendance.visit/records?org_id=$north&year=2023", ``, 200, "items.*.id=[a6,a5]"}, // meetings without a headcount are listed too
		{"", "GET /metrics/visits.households/records?org_id=$north&year=2023", ``, 200, "items.*.id=[a6,a5]"},
		{"", "GET /metrics/participants.distinct/records?org_id=$north&year=2023", ``, 200, "items.*.id=[a4,a3,a2,a1] people.*.name=[李明,王芳]"},
		{"", "PATCH /activities/$a5 @1", `{"households":null}`, 200, ""},
		{"", "GET /metrics/visits.households/records?org_id=$north&year=2023", ``, 200, "items.*.id=[a6]"}, // only records that say something
	})
}

// TestDebriefs count the distinct organisations that reported, spaces and a leading 社区 dropped.
func TestDebriefs(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /activities", `{"org_id":"$north","kind":"debrief_meeting","topic":"甲","held_on":"2023-11-30","presenters":[{"organization":""}]}`, 422, "/presenters/0/organization:required"},
		{"", "POST /activities", `{"id":"$a1","org_id":"$north","kind":"debrief_meeting","topic":"甲","held_on":"2023-11-30","presenters":[{"organization":"社区妇联","name":"王芳"},{"organization":"团委"},{"organization":"物业"}]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"theme_day","also_kinds":["debrief_meeting"],"topic":"甲","held_on":"2023-12-01","presenters":[{"organization":"妇 联"},{"organization":"物业"},{"organization":"业委会"}]}`, 201, ""},
		{"", "POST /activities", `{"id":"$a3","org_id":"$north","kind":"debrief_meeting","topic":"甲","held_on":"2023-12-02"}`, 201, ""},
		{"", "POST /activities", `{"id":"$a4","org_id":"$north","kind":"deliberation","topic":"甲","held_on":"2023-12-02","presenters":[{"organization":"律所"}]}`, 201, ""},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=debriefs.held,debriefs.organizations&by=quarter", ``, 200,
			"values.*.value=[3,4] values.*.records=[3,2] values.1.series=[{key:2023-Q1,value:0},{key:2023-Q2,value:0},{key:2023-Q3,value:0},{key:2023-Q4,value:4}]"},
		{"", "GET /metrics/debriefs.organizations/records?org_id=$north&year=2023", ``, 200, "items.*.id=[a2,a1] people.*.name=[业委会,团委,妇联,物业] people.0.id=null"},
	})
}
