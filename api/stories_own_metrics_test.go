package api_test

import (
	"fmt"
	"testing"
)

// TestOwnMetrics are counted without code, from the records of the past too: and between fields, or between the values of one.
func TestOwnMetrics(t *testing.T) {
	v := yearOfNorth(t)
	for _, each := range []struct {
		source, filter, aggregate string
		value                     int
		records                   string // behind it
	}{
		{"activities", `{"kind":["collective_study"]}`, `"count"`, 2, "[x1,collective_study]"}, // also_kinds too
		{"activities", `{"kind":["collective_study","visit"],"tags":["反诈宣传"]}`, `"count"`, 0, "[]"},
		{"activities", `{"tags":["反诈宣传","夜校"],"includes_study":["true"]}`, `"count"`, 1, "[x2]"},
		{"activities", `{"area_id":["$grid1"]}`, `"sum:headcount"`, 102, "[x2,x1]"}, // with the areas below
		{"activities", `{}`, `"sum:households"`, 12, "[x4]"},
		{"activities", `{"kind":["theme_day","debrief_meeting"]}`, `"distinct:participant_ids"`, 3, "[x3,x1]"},
		{"activities", `{"kind":["debrief_meeting"]}`, `"distinct:presenters"`, 2, "[x3]"},
		{"activities", `{}`, `"distinct:partner_ids"`, 1, "[x1]"},
		{"wishes", `{"category":["生活用品"]}`, `"count"`, 1, "[w1]"},
		{"wishes", `{"status":["fulfilled"]}`, `"count"`, 2, "[w2,w1]"}, // by the first day: registered
		{"wishes", `{}`, `"distinct:helper_ids"`, 4, "[w3,w2,w1]"},
		{"grid-events", `{"type":["demand","dispute"],"category":["供水","邻里纠纷"]}`, `"count"`, 3, "[d5,q1,d2]"},
		{"grid-events", `{"type":["demand"],"category":["供水"],"tags":["反诈宣传"]}`, `"count"`, 1, "[d5]"},
		{"grid-events", `{}`, `"distinct:area_id"`, 2, "[d5,d2]"},
		{"dues/payments", `{"large":["false"]}`, `"sum:amount_fen"`, 2520, "[p2,p1,p3]"},
		{"dues/payments", `{}`, `"distinct:person_id"`, 3, "[p2,p1,p3]"},
		{"dues/remittances", `{}`, `"sum:amount_fen"`, 3500, "[m1,m2]"},
		{"rectifications", `{"status":["open"]}`, `"count"`, 1, "[r2]"},
		{"people", `{"roles":["网格员"]}`, `"stock"`, 1, "[wang]"},
		{"people", `{"kind":["member","probationary"],"tags":["青年"]}`, `"stock"`, 1, "[zhao]"},
		{"orgs", `{"kind":["branch","group"]}`, `"stock"`, 4, "[north4,north2,group1,north1]"},
		{"areas", `{"kind":["building"]}`, `"stock"`, 2, "[house2,house1]"},
		{"partners", `{"kind":["joint"]}`, `"stock"`, 1, "[school]"},
		{"figures", `{"name":["传单"]}`, `null`, 2000000, "[f1]"},
		{"figures", `{"name":["阵地"],"area_id":["$grid1"]}`, `null`, 80050, "[f2]"},
	} {
		body := fmt.Sprintf(`{"key":"mine","name":"自定","unit":"个","source":"%s","filter":%s,"aggregate":%s}`, each.source, each.filter, each.aggregate)
		r := v.take(turn{"secretary north", "POST /metrics", body, 201, "org_id=north version=1"})
		v.play([]turn{
			{"viewer north", "GET /metrics/values?year=2023&metrics=mine", ``, 200, fmt.Sprint("values.0.value=", each.value)},
			{"recorder north", "GET /metrics/mine/records?year=2023", ``, 200, "items.*.id=" + each.records},
			{"secretary north", "DELETE /metrics/" + r.ID() + "?reason=x @1", ``, 204, ""},
		})
		if t.Failed() {
			t.Fatal(body)
		}
	}
}

// TestOwnMetricsAreChecked before they count.
func TestOwnMetricsAreChecked(t *testing.T) {
	v := newTown(t)
	const body = `{"key":"%s","name":"反诈宣传","unit":"场","source":"%s","filter":%s,"aggregate":"%s"}`
	for _, each := range []struct{ key, source, filter, aggregate, want string }{
		{"members.total", "activities", `{}`, "count", "/key:built-in-key"},
		{"values", "activities", `{}`, "count", "/key:built-in-key"},
		{"figures:传单", "activities", `{}`, "count", "/key:metric-key"},
		{"Anti.Fraud", "activities", `{}`, "count", "/key:metric-key"},
		{"anti_fraud", "users", `{}`, "count", "/source:unknown"},
		{"anti_fraud", "activities", `{"topic":["反诈"]}`, "count", "/filter/topic:unknown-field"},
		{"anti_fraud", "activities", `{"kind":["party"]}`, "count", "/filter/kind/0:unknown"},
		{"anti_fraud", "activities", `{"kind":[]}`, "count", "/filter/kind:required"},
		{"anti_fraud", "activities", `{"kind":"visit"}`, "count", "/filter/kind:type"},
		{"anti_fraud", "activities", `{"area_id":["$north"]}`, "count", "/filter/area_id/0:unknown-reference"},
		{"anti_fraud", "activities", `{}`, "mean", "/aggregate:unknown"},
		{"anti_fraud", "activities", `{}`, "sum:topic", "/aggregate:unknown"},
		{"anti_fraud", "activities", `{}`, "distinct:topic", "/aggregate:unknown"},
		{"anti_fraud", "activities", `{}`, "stock", "/aggregate:unknown"},
		{"anti_fraud", "people", `{}`, "count", "/aggregate:unknown"},
		{"anti_fraud", "figures", `{}`, "sum:amount", "/aggregate:unknown"},
		{"anti_fraud", "people", `{"name":["李明"]}`, "stock", "/filter/name:unknown-field"},
	} {
		v.take(turn{"secretary north", "POST /metrics", fmt.Sprintf(body, each.key, each.source, each.filter, each.aggregate), 422, each.want})
	}
	v.play([]turn{
		{"secretary north", "POST /metrics", `{}`, 422, "/key:required /name:required /unit:required /source:required"},
		{"secretary north", "POST /metrics", `{"key":"a","name":"甲","unit":"场","source":"activities"}`, 422, "/aggregate:required"},
		{"", "POST /metrics", `{"key":"a","name":"甲","unit":"场","source":"activities","aggregate":"count"}`, 422, "/org_id:required"}, // an admin has none
		{"recorder north", "POST /metrics", `{"key":"a","name":"甲","unit":"场","source":"activities","aggregate":"count"}`, 403, "role-may-not"},
		{"secretary north", "POST /metrics", `{"org_id":"$street","key":"a","name":"甲","unit":"场","source":"activities","aggregate":"count"}`, 422, "/org_id:unknown-organisation"},
	})
}

// TestOwnMetricsHold for an organisation and all below it; on one path of the tree a key is one.
func TestOwnMetricsHold(t *testing.T) {
	v := newTown(t)
	const body = `{"id":"$%s","org_id":"$%s","key":"anti_fraud.sessions","name":"反诈宣传","unit":"场","source":"activities","filter":{"tags":["反诈宣传"]},"aggregate":"count"}`
	mine := func(id, org string) string { return fmt.Sprintf(body, id, org) }
	v.play([]turn{
		{"", "POST /activities", `{"org_id":"$north1","kind":"outreach","topic":"甲","held_on":"2020-01-01","tags":["反诈宣传"]}`, 201, ""},
		{"secretary north", "POST /metrics", mine("k1", "north"), 201, "id=k1 org_id=north key=anti_fraud.sessions filter={tags:[反诈宣传]}"},
		{"secretary north", "POST /metrics", mine("k1", "north"), 200, "version=1"},
		{"", "POST /metrics", mine("k2", "north"), 409, "key-taken"},
		{"", "POST /metrics", mine("k2", "street"), 409, "key-taken"},
		{"", "POST /metrics", mine("k2", "north1"), 409, "key-taken"},
		{"", "POST /metrics", mine("k3", "south"), 201, ""}, // beside it
		{"viewer north1", "GET /metrics/values?metrics=anti_fraud.sessions&year=2020", ``, 200, "values.0.value=1 values.0.name=反诈宣传 values.0.unit=场"},
		{"viewer street", "GET /metrics/values?org_id=$street&metrics=anti_fraud.sessions&year=2020", ``, 422, "?metrics:unknown-metric"},
		{"viewer north1", "GET /metrics", ``, 200, "items.101.key=anti_fraud.sessions items.101.id=k1 items.101.source=activities items.101.aggregate=count"},
		{"viewer north1", "GET /metrics/$k1", ``, 200, "key=anti_fraud.sessions"},
		{"viewer south", "GET /metrics/$k1", ``, 404, ""},
		{"secretary north1", "PATCH /metrics/$k1 @1", `{"name":"甲"}`, 403, "not-yours-to-change"},
		{"secretary north", "PATCH /metrics/$k1", `{"name":"甲"}`, 428, ""},
		{"secretary north", "PATCH /metrics/$k1 @1", `{"filter":{"kind":["outreach"]},"unit":"次"}`, 200, "filter={kind:[outreach],tags:[反诈宣传]} version=2"}, // a merge patch goes into objects
		{"secretary north", "PATCH /metrics/$k1 @2", `{"filter":{"tags":null}}`, 200, "filter={kind:[outreach]} version=3"},
		{"secretary north", "PATCH /metrics/$k1 @3", `{"key":"values"}`, 422, "/key:built-in-key"},
		{"viewer north", "GET /metrics/values?metrics=anti_fraud.sessions&year=2020", ``, 200, "values.0.value=1 values.0.unit=次"},
		{"secretary north", "DELETE /metrics/$k1?reason=x @3", ``, 204, ""},
		{"viewer north", "GET /metrics/values?metrics=anti_fraud.sessions", ``, 422, "?metrics:unknown-metric"},
		{"", "POST /metrics", mine("k4", "north1"), 201, ""},
		{"secretary north", "POST /metrics/$k1/restore", ``, 409, "key-taken"},
		// A move under which two would meet is refused, and a new organisation has what holds above it.
		{"", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 409, "key-taken"},
		{"", "DELETE /metrics/$k4?reason=x @1", ``, 204, ""},
		{"", "PATCH /orgs/$north1 @1", `{"parent_id":"$south"}`, 200, ""},
		{"viewer north1", "GET /metrics/values?metrics=anti_fraud.sessions&year=2020", ``, 200, "values.0.value=1"},
		{"", "POST /orgs", `{"id":"$south2","kind":"branch","name":"甲","parent_id":"$south"}`, 201, ""},
		{"viewer south2", "GET /metrics/values?metrics=anti_fraud.sessions", ``, 200, "values.0.value=0"},
		{"", "POST /metrics", mine("k5", "south2"), 409, "key-taken"},
	})
}

// TestOwnMetricsInReports are named by their keys, or told by their words; one that has gone leaves its blank.
func TestOwnMetricsInReports(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /metrics", `{"id":"$k1","key":"anti_fraud.sessions","name":"反诈宣传","unit":"场","source":"activities","filter":{"tags":["反诈宣传"]},"aggregate":"count"}`, 201, ""},
		{"", "POST /figures", `{"org_id":"$north1","name":"传单","unit":"份","kind":"flow","amount":20000,"on":"2023-03-05"}`, 201, ""},
		{"", "POST /activities", `{"org_id":"$north1","kind":"outreach","topic":"甲","held_on":"2023-01-01","tags":["反诈宣传"]}`, 201, ""},
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"反诈宣传{{anti_fraud.sessions}}场，传单{{figures:传单}}份，开展反诈宣传x场，发放传单x份"}`, 201,
			"slots.*.metric=[anti_fraud.sessions,figures:传单,anti_fraud.sessions,figures:传单]"},
		{"secretary south", "POST /report-templates", `{"id":"$t2","name":"甲","text":"反诈宣传{{anti_fraud.sessions}}场"}`, 201, "slots.0.kind=text slots.0.reason=unknown-metric"},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "text=反诈宣传1场，传单20000份，开展反诈宣传1场，发放传单20000份"},
		{"recorder north", "POST /reports", `{"id":"$b2","template_id":"$t1","org_id":"$north2","year":2023}`, 201, "text=反诈宣传0场，传单____份，开展反诈宣传0场，发放传单x份 slots.0.records=0 slots.*.unfilled=[false,true,false,true]"},
		{"secretary north", "DELETE /metrics/$k1?reason=x @1", ``, 204, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "text=反诈宣传____场，传单20000份，开展反诈宣传x场，发放传单20000份 slots.*.unfilled=[true,false,true,false]"},
	})
}
