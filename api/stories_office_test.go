package api_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/apitest"
	"shuzhi/internal/document"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// template makes a template of a file.
func (v *town) template(who, id, name string, content []byte) apitest.Response {
	return v.as(who).Want("POST", "/report-templates", apitest.Form{"id": v.id(id), "file": apitest.File{Name: name, Content: content}}, 201)
}

// opened is the text of an office file.
func opened(t *testing.T, content []byte) *document.File {
	t.Helper()
	f, err := document.Open(content)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestWordIsFilledInPlace: only the blanks change, what nobody filled is highlighted, and a row with a list is written once an entry.
func TestWordIsFilledInPlace(t *testing.T) {
	v := yearOfNorth(t)
	form := word(
		paragraph("X¦X社区20¦xx年度述职报告"),
		paragraph("解决群众诉求x¦x件，完成微心愿xx个，走访企业xx家。"),
		table("序号,问题,整改情况", "{{rectifications/no}},{{rectifications/problem}},{{rectifications/progress}}"),
		table("党组织,党课（次）", "{{orgs/name}},{{orgs/activities.party_lecture}}"),
		paragraph("{{quarters/name}}解决诉求{{quarters/demands.resolved}}件"),
		paragraph("各季度：{{demands.resolved|by=quarter}}。"),
	)
	v.play([]turn{
		{"secretary north", "POST /rectifications", `{"org_id":"$north","year":2023,"problem":"议事不够","due_on":"2023-11-30","done_on":"2023-11-20"}`, 201, ""},
		{"secretary north", "POST /rectifications", `{"org_id":"$north","year":2023,"problem":"走访偏少"}`, 201, ""},
	})
	r := v.template("secretary north", "t1", "年度述职.docx", form.pack())
	if got := v.say(v.placed(r, "slots.*.kind")); got != "[org_name,year,metric,metric,text,text,text,text,text,metric,text,metric,metric]" || r.String("name") != "年度述职" || r.String("file.format") != "docx" {
		t.Errorf("%s %s", got, r.Body)
	}
	original := v.take(turn{"viewer north", "GET /report-templates/$t1/file", ``, 200, ""})
	if !bytes.Equal(original.Body, form.pack()) || !strings.Contains(original.Header.Get("Content-Disposition"), ".docx") {
		t.Error("the template's file is not what was uploaded")
	}
	r = v.take(turn{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "file.format=docx slots.9.rows.#=4 slots.4.unfilled=true"})
	v.golden("reports/word.txt", []byte(r.String("text")))
	file := v.take(turn{"viewer north", "GET /reports/$b1/document?format=docx", ``, 200, ""})
	if !strings.Contains(file.Header.Get("Content-Disposition"), "%EF%BC%882023%E5%B9%B4%EF%BC%89.docx") {
		t.Error(file.Header)
	}
	filled := unpack(t, file.Body)
	for name, content := range form {
		if name != "word/document.xml" && filled[name] != content {
			t.Errorf("%s is not as it was", name)
		}
	}
	if len(filled) != len(form) {
		t.Errorf("a draft has the parts %v", sortedKeys(filled))
	}
	v.golden("reports/word-filled.txt", []byte(opened(t, file.Body).Text()))
	if n := strings.Count(filled["word/document.xml"], "<w:highlight"); n != 1 {
		t.Errorf("%d blanks are highlighted, want 1", n)
	}
	// The first character of a blank decides how it looks: its runs were of sizes 21 and 22.
	if !strings.Contains(filled["word/document.xml"], `<w:sz w:val="21"/></w:rPr><w:t xml:space="preserve">解决群众诉求3</w:t>`) {
		t.Error(filled["word/document.xml"])
	}
	v.play([]turn{
		{"recorder north", "GET /reports/$b1/document?format=docx&missing=refuse", ``, 409, "report-unfilled"},
		{"recorder north", "GET /reports/$b1/document?format=docx&missing=maybe", ``, 422, "?missing:one-of"},
		{"recorder north", "GET /reports/$b1/document?format=xlsx", ``, 422, "?format:format-of-template"},
		{"recorder north", "GET /reports/$b1/document?format=pdf", ``, 200, ""},
		{"recorder north", "GET /reports/$b1/document?format=md", ``, 200, ""},
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"4":"7"}}`, 200, ""},
		{"recorder north", "GET /reports/$b1/document?format=docx&missing=refuse", ``, 200, ""},
		// The template's fate does not reach it.
		{"secretary north", "DELETE /report-templates/$t1?reason=x @1", ``, 204, ""},
		{"recorder north", "GET /reports/$b1/document?format=docx", ``, 200, ""},
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2023}`, 422, "/template_id:voided-reference"},
		{"recorder south", "GET /report-templates/$t1/file", ``, 404, ""},
		{"recorder north", "GET /report-templates/annual-debrief/file", ``, 404, ""},
	})
}

// TestWorkbookIsFilledInPlace, has no other guise, and a cell that holds nothing else becomes a number.
func TestWorkbookIsFilledInPlace(t *testing.T) {
	v := yearOfNorth(t)
	form := workbook("2023年度统计表", "解决群众诉求xx件，化解矛盾纠纷xx起", "收缴党费（元）,{{dues.collected}}", "合计,=SUM(B3:B3)")
	v.template("secretary north", "t1", "统计表.xlsx", form.pack())
	v.take(turn{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "file.format=xlsx"})
	file := v.take(turn{"recorder north", "GET /reports/$b1/document?format=xlsx", ``, 200, ""})
	if got := file.Header.Get("Content-Type"); got != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" {
		t.Error(got)
	}
	sheet := unpack(t, file.Body)["xl/worksheets/sheet1.xml"]
	if !strings.Contains(sheet, "<v>25.2</v>") || !strings.Contains(sheet, "<f>SUM(B3:B3)</f>") || strings.Contains(sheet, "xx") {
		t.Error(sheet)
	}
	for _, format := range []string{"docx", "pdf", "txt", "md"} {
		v.take(turn{"recorder north", "GET /reports/$b1/document?format=" + format, ``, 422, "?format:format-of-template"})
	}
}

// TestFinishedReportBecomesTemplate: its numbers turn into blanks, in Word where they stand.
func TestFinishedReportBecomesTemplate(t *testing.T) {
	v := yearOfNorth(t)
	const finished = "2022年，社区党委解决群众诉求35件，走访企业12家，党课每月1次。2023年计划发展党员4名。"
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"去年","text":"` + finished + `","finished_year":2022}`, 201,
			"text={{year}}年，社区党委解决群众诉求xx件，走访企业xx家，党课每月1次。{{next_year}}年计划发展党员xx名。 slots.1.metric=demands.resolved"},
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"去年","text":"` + finished + `","finished_year":2022}`, 200, ""},
		{"secretary north", "POST /report-templates", `{"name":"去年","text":"` + finished + `","finished_year":22}`, 422, "/finished_year:minimum"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2023}`, 201, "text=2023年，社区党委解决群众诉求3件，走访企业xx家，党课每月1次。2024年计划发展党员xx名。"},
	})
	content := word(paragraph("2022年，解决群众诉求3¦5件。"), paragraph("收缴党费1.2万元。")).pack()
	form := apitest.Form{"id": v.id("t2"), "file": apitest.File{Name: "去年.docx", Content: content}, "finished_year": "2022"}
	r := v.as("secretary north").Want("POST", "/report-templates", form, 201)
	if r.String("text") != "{{year}}年，解决群众诉求xx件。\n收缴党费xx万元。" {
		t.Errorf("%s", r.Body)
	}
	v.as("secretary north").Want("POST", "/report-templates", form, 200)
	v.take(turn{"recorder north", "POST /reports", `{"id":"$b2","template_id":"$t2","year":2023}`, 201, ""})
	if got := opened(t, v.take(turn{"recorder north", "GET /reports/$b2/document?format=docx", ``, 200, ""}).Body).Text(); got != "2023年，解决群众诉求3件。\n收缴党费0.00252万元。" {
		t.Error(got)
	}
	if r := v.as("secretary north").Do("POST", "/report-templates", apitest.Form{"file": apitest.File{Name: "去年.docx", Content: content}, "finished_year": "去年"}); r.Faults() != "/finished_year:out-of-range" {
		t.Errorf("%s", r.Body)
	}
}

// TestPlainTextIsReadAsWindowsWritesIt, in UTF-8 with a mark, or in GB 18030.
func TestPlainTextIsReadAsWindowsWritesIt(t *testing.T) {
	v := newTown(t)
	for name, content := range map[string]string{
		"utf-8":    "\xEF\xBB\xBF解决群众诉求xx件\r\n完成微心愿xx个",
		"gb 18030": "\xBD\xE2\xBE\xF6\xC8\xBA\xD6\xDA\xCB\xDF\xC7\xF3xx\xBC\xFE\r\n\xCD\xEA\xB3\xC9\xCE\xA2\xD0\xC4\xD4\xB8xx\xB8\xF6",
	} {
		r := v.as("secretary north").Want("POST", "/report-templates", apitest.Form{"file": apitest.File{Name: "述职.TXT", Content: []byte(content)}}, 201)
		if r.String("text") != "解决群众诉求xx件\n完成微心愿xx个" || v.say(v.placed(r, "slots.*.metric")) != "[demands.resolved,wishes.fulfilled]" || r.String("name") != "述职" {
			t.Errorf("%s: %s", name, r.Body)
		}
	}
}

// TestCorrectionsAreRemembered: the next report with the same sentence is bound as a person bound it, in the organisation and below.
func TestCorrectionsAreRemembered(t *testing.T) {
	v := yearOfNorth(t)
	const text = `"text":"2023年，社区开展便民活动xx次，服务居民xx人。"`
	v.play([]turn{
		{"recorder north", "POST /figures", `{"org_id":"$north","name":"便民活动","unit":"次","kind":"flow","amount":8,"on":"2023-03-05"}`, 201, ""},
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲",` + text + `}`, 201, "slots.1.kind=text"},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"metric":"attendance.volunteer_service"}`, 200, "slots.1.confidence=1"},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "slots.1.metric=attendance.volunteer_service"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"metric":"activities.volunteer_service","span":{"from":"01-01","to":"06-30"}}}}`, 200, ""},
		// Next year's text, from elsewhere, another year in it.
		{"secretary north", "POST /report-templates", `{"id":"$t2","name":"乙","text":"前言。2024年，社区开展便民活动____次，服务居民 ×× 人。后记。"}`, 201,
			"slots.*.metric=[activities.volunteer_service,attendance.volunteer_service] slots.*.confidence=[1,1] slots.0.span={from:01-01,to:06-30,years:1,years_back:0}"},
		{"secretary north1", "POST /report-templates", `{"name":"丙",` + text + `}`, 201, "slots.*.metric=[activities.volunteer_service,attendance.volunteer_service]"},
		{"secretary south", "POST /report-templates", `{"name":"丁",` + text + `}`, 201, "slots.1.kind=text"},
		// The latest word counts, and a person may take a binding away.
		{"secretary north", "PATCH /report-templates/$t2/slots/1", `{"kind":"year","metric":"demands.resolved"}`, 422, "/metric:only-of-metrics"},
		{"secretary north", "PATCH /report-templates/$t2/slots/1", `{"kind":"metric","metric":null}`, 422, "/metric:required"},
		{"secretary north", "PATCH /report-templates/$t2/slots/01", `{"kind":"text"}`, 404, ""},
		{"secretary north", "PATCH /report-templates/$t2/slots/1", `{"kind":"text"}`, 200, ""},
		{"secretary north", "POST /report-templates", `{"name":"戊",` + text + `}`, 201, "slots.1.kind=text slots.1.confidence=1"},
		// Whom a sentence names is bound when a report is made, since a template may serve many.
		{"secretary north", "POST /report-templates", `{"id":"$t3","name":"己","text":"第一网格开展楼道清理行动xx次。"}`, 201, "slots.0.kind=text"},
		{"recorder north", "POST /reports", `{"id":"$b3","template_id":"$t3","year":2023}`, 201, ""},
		{"recorder north", "PATCH /reports/$b3", `{"slots":{"0":{"metric":"activities.other","area_id":"$grid1"}}}`, 200, "slots.0.area_id=grid1"},
		{"secretary north", "POST /report-templates", `{"id":"$t4","name":"庚","text":"第一网格开展楼道清理行动xx次。"}`, 201, "slots.0.area_id=null slots.0.kind=text"},
		{"recorder north", "POST /reports", `{"template_id":"$t4","year":2023}`, 201, "slots.0.metric=activities.other slots.0.area_id=grid1"},
		// In a finished text the same sentence is checked so.
		{"recorder north", "POST /reports/check", `{"year":2023,"text":"2023年，社区开展便民活动1次，服务居民30人。"}`, 200, "claims.0.metric=activities.volunteer_service claims.0.period={from:2023-01-01,to:2023-06-30}"},
	})
}
