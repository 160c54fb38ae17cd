package api_test

import (
	"testing"

	"shuzhi/internal/apitest"
)

// pasted is a report as it comes out of a drawer: numbers and names left as marks, and marks that are no blanks.
const pasted = `20XX年度社区党总支书记述职报告

在xxx党工委的领导下，深入学习贯彻党的XX大精神，履行党总支书记职责。
一、工作情况
（一）学习
组织开展理论学习活动xx次，现有党员XX名。
（二）服务
解决群众诉求xx件，排查调处矛盾纠纷xxx起。组织xx名在职党员、志愿者为xx名困难群众完成微心愿。
（三）组织建设
由妇联、团委、物业等负责人分别就xxx年工作成果及xxx年的工作计划进行了述职。发展党员x名，吸收入党积极分子x名，入党申请人xx名，共收缴党费x元，已全部上缴到xx党工委党费专户。
专题研究全面从严治党工作会议xx次，专题研究基层党建工作会议x次。
二、打算
通过AAA群推送时事，深入打造“xxxx”党建品牌，走访企业X家，制作3×4米展板、XXL马甲。
- 附件：□有 □无
述职人（签字）：____
`

// TestTemplates are pasted as text: every blank is found, in order, and bound by the words around it.
func TestTemplates(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{}`, 422, ""},
		{"secretary north", "POST /report-templates", `{"name":" ","text":" "}`, 422, ""},
		{"secretary north", "POST /report-templates", `{"name":"甲","text":"x次","org_id":"$south"}`, 422, "/org_id:unknown-organisation"},
		{"recorder north", "POST /report-templates", `{"name":"甲","text":"x次"}`, 403, "role-may-not"},
	})
	r := v.Want("GET", "/report-templates/annual-debrief", nil, 200)
	if r.String("slots.0.kind") != "org_name" || r.Int("slots.0.index") != 0 || r.At("org_id") != nil {
		t.Errorf("%s", r.Body)
	}
	r = v.as("secretary north").Want("POST", "/report-templates", map[string]string{"id": v.id("t1"), "name": "年度述职", "text": pasted}, 201)
	for place, want := range map[string]string{
		"org_id": "north", "name": "年度述职", "version": "1", "slots.*.index": "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]",
		"slots.*.text": "[20XX,xxx,XX,xx,XX,xx,xxx,xx,xx,xxx,xxx,x,x,xx,x,xx,xx,x,AAA,xxxx,X]",
		"slots.*.kind": "[year,superior_name,literal,metric,metric,metric,metric,metric,metric,year,next_year,metric,metric,metric,metric,superior_name,metric,metric,chat_group_name,brand_name,text]",
		"slots.*.metric": "[null,null,null,theory_study.sessions,members.total,demands.resolved,disputes.mediated,wishes.helpers,wishes.beneficiaries,null,null," +
			"members.admitted,activists.admitted,applicants.received,dues.collected,null,strict_governance.sessions,party_building.sessions,null,null,null]",
		"slots.5.after": "件", "slots.5.span": "null", "slots.5.measure": "value", "slots.5.filter": "null", "slots.5.org_id": "null", "slots.5.area_id": "null",
	} {
		if got := v.say(v.placed(r, place)); got != want {
			t.Errorf("%s is %s, want %s", place, got, want)
		}
	}
	v.play([]turn{
		{"secretary north", "GET /report-templates/$t1", ``, 200, "name=年度述职 version=1"},
		{"viewer north1", "GET /report-templates/$t1", ``, 200, "version=1"}, // there and below
		{"viewer street", "GET /report-templates/$t1", ``, 200, ""},
		{"viewer south", "GET /report-templates/$t1", ``, 404, ""},
		{"viewer north1", "GET /report-templates", ``, 200, "items.*.name=[社区党组织书记抓基层党建工作述职报告,年度述职]"},
		{"viewer south", "GET /report-templates", ``, 200, "items.*.id=[annual-debrief]"},
		{"secretary north1", "DELETE /report-templates/$t1?reason=x @1", ``, 403, "not-yours-to-change"},
		{"secretary north", "DELETE /report-templates/$t1 @1", ``, 422, "?reason:required"},
		{"secretary north", "DELETE /report-templates/$t1?reason=x @1", ``, 204, ""},
		{"secretary north", "GET /report-templates/$t1", ``, 200, "voided_on=2023-12-20"},
		{"secretary north", "GET /report-templates", ``, 200, "items.*.id=[annual-debrief]"},
		{"secretary north", "GET /report-templates?voided=true", ``, 200, "items.*.id=[t1]"},
		{"secretary north", "POST /reports", `{"template_id":"$t1","year":2023}`, 422, "/template_id:voided-reference"},
		// An admin's without an organisation is everybody's.
		{"", "POST /report-templates", `{"id":"$t2","name":"全市模板","text":"解决群众诉求x件"}`, 201, "org_id=null"},
		{"viewer south1", "GET /report-templates/$t2", ``, 200, ""},
		{"secretary south1", "PATCH /report-templates/$t2/slots/0", `{"kind":"text"}`, 403, "not-yours-to-change"},
		{"", "POST /report-templates", `{"id":"$t2","name":"全市模板","text":"解决群众诉求x件"}`, 200, "version=1"},
		{"", "POST /report-templates", `{"id":"$t2","name":"全市模板","text":"解决群众诉求y件"}`, 409, "id-taken"},
	})
}

// TestTemplateFiles of plain text are read like what is pasted.
func TestTemplateFiles(t *testing.T) {
	v := newTown(t)
	me := v.as("secretary north")
	file := func(name, content string) apitest.File { return apitest.File{Name: name, Content: []byte(content)} }
	r := me.Want("POST", "/report-templates", apitest.Form{"name": "述职", "file": file("模板.txt", "\uFEFF解决群众诉求xx件\r\n收缴党费x元"), "id": v.id("t1")}, 201)
	if got := v.say(r.At("text")) + v.say(v.placed(r, "slots.*.metric")); got != `解决群众诉求xx件\n收缴党费x元[demands.resolved,dues.collected]` {
		t.Error(got)
	}
	me.Want("POST", "/report-templates", apitest.Form{"name": "述职", "file": file("模板.txt", "\uFEFF解决群众诉求xx件\r\n收缴党费x元"), "id": v.id("t1")}, 200)
	if r := me.Want("POST", "/report-templates", apitest.Form{"file": file("年终小结.txt", "x次")}, 201); r.String("name") != "年终小结" {
		t.Errorf("%s", r.Body)
	}
	for _, each := range []apitest.Form{
		{"name": "述职", "file": file("模板.pdf", "%PDF-1.4")},
		{"name": "述职", "file": file("模板.txt", "\xff\xfe")},
		{"name": "述职", "file": file("模板.txt", "")},
		{"name": "述职"},
		{"name": "述职", "file": file("模板.txt", "x次"), "colour": "red"},
	} {
		if r := me.Do("POST", "/report-templates", each); r.Status != 422 {
			t.Errorf("%v: %d %s", each, r.Status, r.Body)
		}
	}
}

// TestSlotsAreCorrected with If-Match where it is given; what is chosen by a person is sure.
func TestSlotsAreCorrected(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"全年xx，解决群众诉求x件。"}`, 201, "slots.*.kind=[text,metric] version=1"},
		{"secretary north", "PATCH /report-templates/$t1/slots/0", `{"metric":"wishes.fulfilled"}`, 200, "version=2 slots.0.kind=metric slots.0.metric=wishes.fulfilled slots.0.confidence=1"},
		{"secretary north", "PATCH /report-templates/$t1/slots/0 @1", `{"metric":"wishes.helpers"}`, 412, "stale"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1 @2", `{"span":{"from":"01-01","to":"06-30","years_back":1,"years":2},"measure":"increase","filter":{"category":["供水"]}}`, 200,
			"version=3 slots.1.metric=demands.resolved slots.1.span={from:01-01,to:06-30,years:2,years_back:1} slots.1.measure=increase slots.1.filter={category:[供水]}"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1 @2", `{"span":{"from":"01-01","to":"06-30","years_back":1,"years":2},"measure":"increase","filter":{"category":["供水"]}}`, 200, "version=3"}, // a resend
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"span":null,"measure":null,"filter":null}`, 200, "slots.1.span=null slots.1.measure=value slots.1.filter=null"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"span":{"from":"2023-03-01","to":"2023-08-31"}}`, 200, "slots.1.span={from:2023-03-01,to:2023-08-31,years:null,years_back:null}"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"metric":"nothing"}`, 422, "/metric:unknown"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"kind":"poem","measure":"square"}`, 422, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"span":{"from":"02-30","to":"06-30"}}`, 422, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"span":{"from":"07-01","to":"06-30","years_back":null,"years":null}}`, 422, "/span/from:after-to"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"filter":{"topic":["甲"]}}`, 422, "/filter/topic:unknown-field"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"metric":"demands.resolution_rate","measure":"growth","filter":null}`, 422, "/measure:no-growth-of-a-rate"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"kind":"literal"}`, 200, "slots.1.kind=literal slots.1.metric=null slots.1.span=null"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"kind":"metric"}`, 422, "/metric:required"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"kind":"next_year"}`, 200, "slots.1.kind=next_year"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"text":"x"}`, 422, "/text:unknown-field"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"org_id":"$north1","area_id":null}`, 422, "/org_id:unknown-field /area_id:unknown-field"}, // bound when the report is made
		{"secretary north", "PATCH /report-templates/$t1/slots/2", `{"kind":"text"}`, 404, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/-1", `{"kind":"text"}`, 404, ""},
		{"recorder north", "PATCH /report-templates/$t1/slots/1", `{"kind":"text"}`, 403, ""},
		{"secretary north", "PATCH /report-templates/annual-debrief/slots/1", `{"kind":"text"}`, 409, "built-in-template"},
		{"", "DELETE /report-templates/annual-debrief?reason=x @1", ``, 409, "built-in-template"},
	})
}
