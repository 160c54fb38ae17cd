package api_test

import (
	"fmt"
	"strings"
	"testing"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// yearOfNorth is a year of the community north, written down to be counted by hand: what counts, what just does not, and a little of the year before.
func yearOfNorth(t *testing.T) *town {
	t.Helper()
	v := newTown(t)
	v.play([]turn{
		{"", "PATCH /orgs/$north @1", `{"superior_name":"青山街道党工委","brand_name":"红心北苑","chat_group_name":"先锋群"}`, 200, ""},
		{"", "POST /orgs", `{"id":"$north4","kind":"branch","name":"北苑物业党支部","parent_id":"$north","since":"2023-05-01"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$north5","kind":"branch","name":"北苑流动党支部","parent_id":"$north","since":"2020-01-01","closed_on":"2023-06-01"}`, 201, ""},
	})
	add := func(resource, bodies string) {
		var items []string
		for body := range strings.Lines(strings.TrimSpace(bodies)) {
			items = append(items, `{"resource":"`+resource+`","body":`+strings.TrimSpace(body)+`}`)
		}
		r := v.take(turn{"", "POST /batch", `{"items":[` + strings.Join(items, ",") + `]}`, 200, ""})
		for i := range items {
			if status := r.Int(fmt.Sprintf("results.%d.status", i)); status != 201 {
				t.Fatalf("%s: %v", items[i], r.At(fmt.Sprintf("results.%d", i)))
			}
		}
	}
	add("areas", `
		{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}
		{"id":"$west","org_id":"$north","kind":"precinct","name":"西片区","since":"2023-07-01"}
		{"id":"$grid1","org_id":"$north","kind":"grid","name":"第一网格","parent_id":"$east"}
		{"id":"$grid2","org_id":"$north","kind":"grid","name":"第二网格","parent_id":"$east","closed_on":"2023-02-01"}
		{"id":"$house1","org_id":"$north","kind":"building","name":"1栋","parent_id":"$grid1"}
		{"id":"$house2","org_id":"$north","kind":"building","name":"2栋","parent_id":"$grid1"}`)
	add("partners", `
		{"id":"$hospital","org_id":"$north","name":"市三医院","kind":"reporting","since":"2022-01-01"}
		{"id":"$school","org_id":"$north","name":"第一小学","kind":"joint"}
		{"id":"$bank","org_id":"$north","name":"信用社","left_on":"2023-06-01"}`)
	add("people", `
		{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}
		{"id":"$wang","org_id":"$north1","name":"王芳","kind":"member","since":"2023-03-01","roles":["网格员"]}
		{"id":"$chen","org_id":"$north1","name":"陈静","kind":"probationary"}
		{"id":"$zhao","org_id":"$north2","name":"赵刚","kind":"candidate","tags":["青年"]}
		{"id":"$sun","org_id":"$north2","name":"孙悦","kind":"applicant"}
		{"id":"$zhou","org_id":"$north","name":"周强","kind":"resident"}
		{"id":"$wu","org_id":"$north","name":"吴敏","kind":"resident"}
		{"id":"$zheng","org_id":"$north","name":"郑涛","kind":"member","in_service":true}
		{"id":"$feng","org_id":"$north","name":"冯雪","kind":"probationary","in_service":true,"left_on":"2023-10-01"}
		{"id":"$vol1","org_id":"$north","name":"钱进","kind":"volunteer"}
		{"id":"$vol2","org_id":"$north","name":"何苗","kind":"volunteer","since":"2023-02-01"}
		{"id":"$aunt","org_id":"$north","name":"3栋独居老人","kind":"resident"}
		{"id":"$uncle","org_id":"$north","name":"5栋残疾人","kind":"resident"}
		{"id":"$gone","org_id":"$north2","name":"韩梅","kind":"member","left_on":"2023-05-01"}`)
	for _, step := range []string{"chen full 2023-07-01", "zhao probationary 2023-06-28", "sun activist 2023-04-01", "zhou application 2023-05-04", "wu application 2022-09-01"} {
		word := strings.Fields(step)
		v.take(turn{"", "POST /people/$" + word[0] + "/development-steps", fmt.Sprintf(`{"id":"$%s_%s","step":"%s","on":"%s"}`, word[0], word[1], word[1], word[2]), 201, ""})
	}
	var each strings.Builder // one of each kind, with 1, 2, 3 … members
	for i, kind := range record.ActivityWords {
		fmt.Fprintf(&each, `{"id":"$%s","org_id":"$north1","kind":"%s","topic":"%s","held_on":"2023-02-%02d","headcount":{"members":%d}}`+"\n", kind.Kind, kind.Kind, kind.Word, i+1, i+1)
	}
	add("activities", each.String())
	add("activities", `
		{"id":"$x1","org_id":"$north2","area_id":"$house1","kind":"theme_day","also_kinds":["collective_study"],"topic":"一","held_on":"2023-03-15","participant_ids":["$li","$wang"],"partner_ids":["$hospital"],"joint_org_ids":["$north1"]}
		{"id":"$x2","org_id":"$north","area_id":"$grid1","kind":"other","includes_study":true,"topic":"二","held_on":"2023-04-10","headcount":{"residents":100},"tags":["反诈宣传"]}
		{"id":"$x3","org_id":"$north","kind":"debrief_meeting","topic":"三","held_on":"2023-11-30","participant_ids":["$li","$zheng"],"presenters":[{"organization":"社区妇联","name":"王芳"},{"organization":"团委"}]}
		{"id":"$x4","org_id":"$north","kind":"visit","topic":"四","held_on":"2023-05-20","households":12}
		{"id":"$x5","org_id":"$north","kind":"collective_study","topic":"五","held_on":"2023-05-21"}
		{"id":"$x6","org_id":"$north1","kind":"party_lecture","topic":"六","held_on":"2022-05-01","headcount":{"members":9}}
		{"id":"$x7","org_id":"$south","kind":"collective_study","topic":"七","held_on":"2023-05-01"}
		{"id":"$x8","org_id":"$south","kind":"joint_building","topic":"八","held_on":"2023-06-01","headcount":{"members":7},"joint_org_ids":["$north"]}`)
	add("grid-events", `
		{"id":"$d1","org_id":"$north1","type":"demand","title":"一","reported_on":"2022-12-30","resolved_on":"2023-01-05"}
		{"id":"$d2","org_id":"$north1","area_id":"$house2","type":"demand","category":"供水","title":"二","reported_on":"2023-02-01","resolved_on":"2023-02-03"}
		{"id":"$d3","org_id":"$north2","type":"demand","title":"三","reported_on":"2023-03-01"}
		{"id":"$d4","org_id":"$north2","type":"demand","title":"四","reported_on":"2023-03-02"}
		{"id":"$d5","org_id":"$north","area_id":"$east","type":"demand","category":"供水","title":"五","reported_on":"2023-05-01","tags":["反诈宣传"]}
		{"id":"$q1","org_id":"$north1","type":"dispute","category":"邻里纠纷","title":"六","reported_on":"2023-02-01","resolved_on":"2023-02-03"}
		{"id":"$q2","org_id":"$north1","type":"dispute","title":"七","reported_on":"2023-03-01"}
		{"id":"$h1","org_id":"$north1","type":"hazard","title":"八","reported_on":"2023-02-01"}
		{"id":"$h2","org_id":"$north1","type":"hazard","title":"九","reported_on":"2022-06-01","resolved_on":"2022-07-01"}
		{"id":"$s1","org_id":"$north1","type":"service","title":"十","reported_on":"2023-02-01","resolved_on":"2023-02-03"}
		{"id":"$s2","org_id":"$south1","type":"service","title":"别处","reported_on":"2023-02-01","resolved_on":"2023-02-03"}`)
	for _, step := range []string{"d2 closed 2023-02-04", "d4 rejected 2023-03-03", "d5 accepted 2023-05-01", "d5 escalated 2023-05-02", "d5 resolved 2023-08-01", "q2 accepted 2023-03-01", "q2 escalated 2023-03-02"} {
		word := strings.Fields(step)
		v.take(turn{"", "POST /grid-events/$" + word[0] + "/transitions", fmt.Sprintf(`{"to":"%s","on":"%s"}`, word[1], word[2]), 200, ""})
	}
	add("wishes", `
		{"id":"$w1","org_id":"$north","area_id":"$house1","beneficiary_id":"$aunt","content":"一","category":"生活用品","registered_on":"2023-03-01","helper_ids":["$zheng","$vol1"],"fulfilled_on":"2023-03-03","partner_ids":["$school"]}
		{"id":"$w2","org_id":"$north","beneficiary_id":"$uncle","content":"二","registered_on":"2023-04-01"}
		{"id":"$w3","org_id":"$north1","beneficiary_id":"$aunt","content":"三","registered_on":"2023-05-01"}
		{"id":"$w4","org_id":"$north1","content":"四","registered_on":"2023-06-01"}
		{"id":"$w5","org_id":"$north1","content":"五","registered_on":"2022-12-01","helper_ids":["$zheng"],"fulfilled_on":"2023-01-10","partner_ids":["$bank"]}
		{"id":"$w6","org_id":"$north1","beneficiary_id":"$uncle","content":"六","registered_on":"2022-03-01","helper_ids":["$vol1"],"fulfilled_on":"2022-03-02"}`)
	v.play([]turn{
		{"", "POST /wishes/$w2/claim", `{"helper_ids":["$vol1"],"on":"2023-04-02"}`, 200, ""},
		{"", "POST /wishes/$w2/fulfil", `{"helper_ids":["$vol1","$vol2"],"on":"2023-04-05"}`, 200, ""},
		{"", "POST /wishes/$w3/claim", `{"helper_ids":["$li"],"on":"2023-05-02"}`, 200, ""},
		{"", "POST /wishes/$w4/withdraw", `{"on":"2023-06-02"}`, 200, ""},
		{"", "DELETE /activities/$x5?reason=重复 @1", ``, 204, ""},
	})
	add("dues/payments", `
		{"id":"$p1","org_id":"$north1","person_id":"$li","month":"2023-03","amount_fen":1500,"paid_on":"2023-03-05"}
		{"id":"$p2","org_id":"$north2","person_id":"$zhao","month":"2023-07","amount_fen":20,"paid_on":"2023-07-05"}
		{"id":"$p3","org_id":"$north1","person_id":"$chen","month":"2022-12","amount_fen":1000,"paid_on":"2023-01-03"}
		{"id":"$p4","org_id":"$north1","person_id":"$li","month":"2022-06","amount_fen":1200,"paid_on":"2022-06-05"}`)
	add("dues/remittances", `
		{"id":"$m1","org_id":"$north","amount_fen":2000,"remitted_on":"2023-07-10"}
		{"id":"$m2","org_id":"$north1","amount_fen":1500,"remitted_on":"2023-03-10"}`)
	add("rectifications", `
		{"id":"$r1","org_id":"$north","year":2023,"problem":"理论学习形式单一","measures":"每月开展一次研讨","owner":"李明","done_on":"2023-06-30"}
		{"id":"$r2","org_id":"$north1","year":2023,"problem":"联系群众不够。","due_on":"2024-06-30"}
		{"id":"$r3","org_id":"$north","year":2022,"problem":"台账不全","done_on":"2023-02-01"}`)
	add("figures", `
		{"id":"$f1","org_id":"$north","name":"传单","unit":"份","kind":"flow","amount":20000,"on":"2023-03-05"}
		{"id":"$f2","org_id":"$north1","area_id":"$grid1","name":"阵地","unit":"平方米","kind":"stock","amount":800.5,"on":"2022-03-05"}`)
	return v
}

// counted is the year's numbers as a person counts them: the value, how many records stand behind it, and the year before.
const counted = `
	theory_study.sessions          4 4 1
	demands.resolved               3 3 -
	disputes.mediated              1 1 -
	wishes.fulfilled               3 3 1
	wishes.helpers                 3 3 1
	wishes.beneficiaries           2 2 1
	debriefs.held                  2 2 -
	debriefs.organizations         2 1 -
	members.admitted               1 1 -
	members.confirmed              1 1 -
	activists.admitted             1 1 -
	applicants.received            1 1 1
	dues.collected                 2520 3 1200
	dues.remitted                  2000 1 -
	strict_governance.sessions     1 1 -
	party_building.sessions        1 1 -
	activities.member_assembly           1 1 -
	activities.committee_meeting         1 1 -
	activities.group_meeting             1 1 -
	activities.party_lecture             1 1 1
	activities.theme_day                 2 2 -
	activities.collective_study          2 2 -
	activities.org_life_meeting          1 1 -
	activities.democratic_review         1 1 -
	activities.deliberation              1 1 -
	activities.strict_governance_session 1 1 -
	activities.party_building_session    1 1 -
	activities.debrief_meeting           2 2 -
	activities.volunteer_service         1 1 -
	activities.visit                     2 2 -
	activities.talk                      1 1 -
	activities.joint_building            2 2 -
	activities.training                  1 1 -
	activities.discussion                1 1 -
	activities.outreach                  1 1 -
	activities.inspection                1 1 -
	activities.integrity_education       1 1 -
	activities.site_visit                1 1 -
	activities.reception                 1 1 -
	activities.other                     2 2 -
	attendance.member_assembly           1 1 -
	attendance.committee_meeting         2 1 -
	attendance.group_meeting             3 1 -
	attendance.party_lecture             4 1 9
	attendance.theme_day                 7 2 -
	attendance.collective_study          8 2 -
	attendance.org_life_meeting          7 1 -
	attendance.democratic_review         8 1 -
	attendance.deliberation              9 1 -
	attendance.strict_governance_session 10 1 -
	attendance.party_building_session    11 1 -
	attendance.debrief_meeting           14 2 -
	attendance.volunteer_service         13 1 -
	attendance.visit                     14 2 -
	attendance.talk                      15 1 -
	attendance.joint_building            23 2 -
	attendance.training                  17 1 -
	attendance.discussion                18 1 -
	attendance.outreach                  19 1 -
	attendance.inspection                20 1 -
	attendance.integrity_education       21 1 -
	attendance.site_visit                22 1 -
	attendance.reception                 23 1 -
	attendance.other                     124 2 -
	activities.total               29 29 1
	attendance.total               411 29 9
	participants.distinct          3 2 -
	visits.households              12 1 -
	three_meetings.sessions        4 4 1
	demands.received               4 4 1
	disputes.found                 2 2 -
	hazards.found                  1 1 1
	services.received              1 1 -
	wishes.collected               4 4 2
	hazards.resolved               0 0 1
	services.done                  1 1 -
	wishes.claimed                 4 4 1
	rectifications.total           2 2 1
	rectifications.done            2 2 -
	branches.founded               1 1 -
	partners.active                3 3 -
	demands.resolution_rate        6667 3 10000
	disputes.success_rate          5000 2 -
	services.completion_rate       10000 1 -
	wishes.fulfilment_rate         6667 3 10000
	rectifications.done_rate       5000 2 10000
	members.total                  4 4 3
	members.full.total             3 3 2
	members.probationary.total     1 1 1
	members.in_service             1 1 2
	activists.total                1 1 -
	applicants.total               2 2 2
	volunteers.total               2 2 1
	branches.total                 3 3 3
	groups.total                   1 1 1
	communities.total              1 1 1
	orgs.total                     4 4 4
	partners.total                 2 2 3
	grids.total                    1 1 2
	precincts.total                2 2 1
	buildings.total                2 2 2
	figures:传单                     2000000 1 -
	figures:阵地                     80050 1 80050`

// TestYearIsCounted as a person counts it, every number of the catalogue.
func TestYearIsCounted(t *testing.T) {
	v := yearOfNorth(t)
	var want []string
	for line := range strings.Lines(strings.TrimSpace(counted)) {
		want = append(want, strings.Join(strings.Fields(line), " "))
	}
	r := v.take(turn{"viewer north", "GET /metrics/values?org_id=$north&year=2023", ``, 200, ""})
	v.golden("metrics/year.json", r.Body)
	if n := r.Len("values"); n != len(want) || n != len(metric.Catalogue)+2 {
		t.Errorf("%d numbers, want %d", n, len(want))
	}
	for i, line := range want {
		at := func(field string) string { return v.say(r.At(fmt.Sprintf("values.%d.%s", i, field))) }
		if got := strings.ReplaceAll(strings.Join([]string{at("metric"), at("value"), at("records"), at("previous")}, " "), "null", "-"); got != line {
			t.Errorf("%s, want %s", got, line)
		}
	}
	v.golden("metrics/list.json", v.take(turn{"viewer north", "GET /metrics", ``, 200, ""}).Body)
}
