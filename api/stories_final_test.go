package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"shuzhi/internal/apitest"
	"shuzhi/internal/report"
)

// TestReportsBecomeFinal: what is final never changes, whatever happens to the records, and says which numbers differ today.
func TestReportsBecomeFinal(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /grid-events", `{"id":"$e1","org_id":"$north1","type":"demand","title":"甲","reported_on":"2023-03-15","resolved_on":"2023-03-17"}`, 201, ""},
		{"recorder north1", "POST /grid-events", `{"id":"$e2","org_id":"$north1","type":"demand","title":"乙","reported_on":"2023-03-15","resolved_on":"2023-03-17"}`, 201, ""},
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"解决群众诉求xx件，走访企业xx家，同比增长xx%。"}`, 201, ""},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "status=draft finalized_at=null sha256=null code=null"},
		{"recorder north", "POST /reports/$b1/finalize", ``, 403, "role-may-not"},
		{"viewer north", "POST /reports/$b1/finalize", ``, 403, "role-may-not"},
		{"secretary south", "POST /reports/$b1/finalize", ``, 404, "not-found"},
		{"secretary north", "GET /reports/$b1/drift", ``, 409, "report-not-final"},
		{"recorder north", "GET /reports/$b1/proof", ``, 409, "report-not-final"},
		{"secretary north", "POST /reports/$b1/finalize", ``, 409, "report-unfilled"},
		{"secretary north", "POST /reports/$b1/finalize", `{"allow_unfilled":false}`, 409, "report-unfilled"},
		{"secretary north", "POST /reports/$b1/finalize", `{"allow":true}`, 422, "/allow:unknown-field"},
		{"secretary north", "POST /reports/$b1/finalize", `{`, 400, ""},
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"1":"7"}}`, 200, "version=2"},
		{"secretary north", "POST /reports/$b1/finalize @1", `{"allow_unfilled":true}`, 412, "stale"},
		{"secretary north", "POST /reports/$b1/finalize @2", `{"allow_unfilled":true}`, 200, "version=3 status=final slots.0.value=2 text=解决群众诉求2件，走访企业7家，同比增长xx%。"},
		{"secretary north", "POST /reports/$b1/finalize", `{"allow_unfilled":true}`, 200, "version=3 status=final"}, // said again
		{"secretary north", "POST /reports/$b1/finalize", ``, 200, "version=3"},
		{"secretary north", "GET /reports/$b1/drift", ``, 200, "items=[]"},
		// The books go on.
		{"recorder north1", "POST /grid-events", `{"id":"$e3","org_id":"$north1","type":"demand","title":"丙","reported_on":"2023-04-15","resolved_on":"2023-04-17"}`, 201, ""},
		{"recorder north1", "POST /grid-events", `{"id":"$e4","org_id":"$north1","type":"demand","title":"丁","reported_on":"2023-04-15","resolved_on":"2023-04-17"}`, 201, ""},
		{"recorder north1", "DELETE /grid-events/$e1?reason=重复 @1", ``, 204, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "slots.0.value=2 text=解决群众诉求2件，走访企业7家，同比增长xx%。"},
		{"secretary north", "GET /reports/$b1/drift", ``, 200, "items.#=1 items.0.metric=demands.resolved items.0.frozen=2 items.0.now=3 items.0.records=[e1,e3,e4] items.0.changes.*.what=[removed,added,added] items.0.slots=[0]"},
		{"viewer north", "GET /reports/$b1/drift", ``, 200, "items.0.now=3 items.0.records=[] items.0.changes=[]"},
		{"viewer north", "GET /reports/$b1/proof", ``, 403, "role-may-not"},
		{"recorder north1", "DELETE /grid-events/$e3?reason=重复 @1", ``, 204, ""},
		{"secretary north", "GET /reports/$b1/drift", ``, 200, "items=[]"}, // as many as then
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"0":"9"}}`, 409, "report-final"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"kind":"text"}}}`, 409, "report-final"},
		{"recorder north", "GET /reports?status=final", ``, 200, "items.*.id=[b1] items.0.text=解决群众诉求2件，走访企业7家，同比增长xx%。"},
		{"recorder north", "GET /reports?status=draft", ``, 200, "items=[]"},
		// It is withdrawn by a secretary alone, and comes back as it was.
		{"recorder north", "DELETE /reports/$b1?reason=x @3", ``, 403, "role-may-not"},
		{"secretary north", "DELETE /reports/$b1?reason=x @3", ``, 204, ""},
		{"secretary north", "POST /reports/$b1/finalize", ``, 409, "voided"},
		{"secretary north", "GET /reports/$b1", ``, 200, "voided_on=2023-12-20 text=解决群众诉求2件，走访企业7家，同比增长xx%。"},
		{"secretary north", "GET /audit?resource=reports", ``, 200, "items.*.what=[void,finalize,amend,create]"},
	})
	me := v.as("recorder north")
	if r := me.Want("GET", "/reports/"+v.id("b1"), nil, 304, "If-None-Match", `"4"`); len(r.Body) > 0 {
		t.Errorf("%s", r.Body)
	}
}

// TestProofOfReport is kept byte for byte, and a file in hand is told by it.
func TestProofOfReport(t *testing.T) {
	v := yearOfNorth(t)
	v.template("secretary north", "t1", "表.docx", word(paragraph("完成微心愿xx个，共xx名在职党员、志愿者参与，收缴党费xx元。")).pack())
	v.play([]turn{
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, ""},
		{"recorder north", "POST /reports", `{"id":"$b2","template_id":"annual-debrief","year":2023}`, 201, ""},
	})
	for _, b := range []string{"b1", "b2"} {
		final := v.take(turn{"secretary north", "POST /reports/$" + b + "/finalize", `{"allow_unfilled":true}`, 200, ""})
		sealed := v.take(turn{"recorder north", "GET /reports/$" + b + "/proof", ``, 200, ""})
		if sum := fmt.Sprintf("%x", sha256.Sum256(sealed.Body)); sum != final.String("sha256") || sealed.ETag() != `"`+sum+`"` {
			t.Errorf("%s is not the SHA-256 of the proof: %s", final.String("sha256"), sum)
		}
		var p report.Proof
		if err := json.Unmarshal(sealed.Body, &p); err != nil || p.Text != final.String("text") || len(p.Numbers) == 0 {
			t.Errorf("%v %+v", err, p)
		}
		for _, n := range p.Numbers {
			if n.Definition == "" || n.Records == nil {
				t.Errorf("%s has no definition or records", n.Metric)
			}
		}
		code := final.String("code")
		if !regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$`).MatchString(code) {
			t.Error(code)
		}
		for _, typed := range []string{code, strings.ToLower(strings.ReplaceAll(code, "-", "")), strings.ReplaceAll(code, "0", "o"), final.String("sha256")} {
			v.take(turn{"viewer north", "GET /reports/verify?code=" + typed, ``, 200, "report_id=" + b + " code=" + code + " org_name=北苑社区党委 voided=false report.status=final"})
		}
		v.take(turn{"secretary south", "GET /reports/verify?code=" + code, ``, 404, "unknown-code"})
		for _, format := range []string{"docx", "pdf"} {
			v.inHand(b, format)
		}
	}
	// A filled template says it in its properties alone, and only once it is final.
	file := unpack(t, v.take(turn{"recorder north", "GET /reports/$b1/document?format=docx", ``, 200, ""}).Body)
	if names := strings.Join(sortedKeys(file), " "); names != "[Content_Types].xml _rels/.rels docProps/custom.xml word/document.xml word/styles.xml" {
		t.Error(names)
	}
	v.play([]turn{
		{"viewer north", "GET /reports/verify?code=0000-0000-0000", ``, 404, "unknown-code"},
		{"viewer north", "GET /reports/verify?code=甲", ``, 404, "unknown-code"},
		{"viewer north", "GET /reports/verify", ``, 422, "?code:required"},
		{"viewer north", "GET /reports/verify?code=1&x=2", ``, 422, "?x:unknown-parameter"},
	})
}

// TestNextYearsTemplateForgetsTheCode: what is made of a file of a final report is another report.
func TestNextYearsTemplateForgetsTheCode(t *testing.T) {
	v := yearOfNorth(t)
	v.take(turn{"recorder north", "POST /reports", `{"id":"$b1","template_id":"annual-debrief","year":2022}`, 201, ""})
	code := v.take(turn{"secretary north", "POST /reports/$b1/finalize", `{"allow_unfilled":true}`, 200, ""}).String("code")
	file := v.take(turn{"recorder north", "GET /reports/$b1/document?format=docx", ``, 200, ""}).Body
	if !strings.Contains(opened(t, file).Text(), code) {
		t.Fatal("the code is not at its foot")
	}
	r := v.as("secretary north").Want("POST", "/report-templates", apitest.Form{"id": v.id("t1"), "file": apitest.File{Name: "去年.docx", Content: file}, "finished_year": "2022"}, 201)
	if strings.Contains(r.String("text"), code) || strings.Contains(r.String("text"), "核验码") {
		t.Errorf("%s", r.Body)
	}
	kept := v.take(turn{"secretary north", "GET /report-templates/$t1/file", ``, 200, ""}).Body
	if r := v.as("viewer north").Do("POST", "/reports/verify", apitest.Form{"file": apitest.File{Name: "去年.docx", Content: kept}}); r.Status != 422 || r.Faults() != "/file:no-code" {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

// inHand uploads a file of a final report, as it was and altered.
func (v *town) inHand(id, format string) {
	v.t.Helper()
	content := v.take(turn{"recorder north", "GET /reports/$" + id + "/document?format=" + format, ``, 200, ""}).Body
	ask := func(content []byte) apitest.Response {
		return v.as("viewer north").Do("POST", "/reports/verify", apitest.Form{"file": apitest.File{Name: "在手." + format, Content: content}})
	}
	if r := ask(content); r.Status != 200 || r.String("report_id") != v.id(id) || r.At("same_file") != true {
		v.t.Errorf("%s: %d %s", format, r.Status, r.Body)
	}
	switch format {
	case "docx":
		f := unpack(v.t, content)
		saved := f.pack() // as another program saves it
		if r := ask(saved); r.At("same_file") != false || r.At("same_text") != true {
			v.t.Errorf("saved anew: %s", r.Body)
		}
		f["word/document.xml"] = strings.Replace(f["word/document.xml"], "微心愿", "大心愿", 1)
		if r := ask(f.pack()); r.At("same_text") != false {
			v.t.Errorf("altered: %s", r.Body)
		}
		delete(f, "docProps/custom.xml")
		f["_rels/.rels"] = fmt.Sprintf(links, "officeDocument", "word/document.xml")
		if r := ask(f.pack()); r.Status != 422 || r.Faults() != "/file:no-code" {
			v.t.Errorf("without its properties: %d %s", r.Status, r.Body)
		}
	case "pdf":
		if r := ask(append(bytes.Clone(content), '\n')); r.At("same_file") != false {
			v.t.Errorf("altered: %s", r.Body)
		}
	}
}

// TestFinalNumbersKeepTheirDefinition holds a number by its definition of then: an own metric that is gone or changed drifts by its old one.
func TestFinalNumbersKeepTheirDefinition(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /metrics", `{"id":"$m1","org_id":"$north","key":"fraud.sessions","name":"反诈宣传","unit":"场","source":"activities","filter":{"tags":["反诈"]},"aggregate":"count"}`, 201, ""},
		{"recorder north", "POST /activities", `{"id":"$a1","org_id":"$north","kind":"outreach","topic":"甲","held_on":"2023-03-15","tags":["反诈"]}`, 201, ""},
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"{{fraud.sessions}}场"}`, 201, ""},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "text=1场"},
		{"secretary north", "POST /reports/$b1/finalize", ``, 200, "text=1场"},
		{"secretary north", "PATCH /metrics/$m1 @1", `{"filter":{"tags":["防火"]}}`, 200, ""},
		{"secretary north", "GET /reports/$b1/drift", ``, 200, "items=[]"},
		{"secretary north", "DELETE /metrics/$m1?reason=x @2", ``, 204, ""},
		{"secretary north", "GET /reports/$b1/drift", ``, 200, "items=[]"},
		{"recorder north", "PATCH /activities/$a1 @1", `{"tags":[]}`, 200, ""},
		{"secretary north", "GET /reports/$b1/drift", ``, 200, "items.0.metric=fraud.sessions items.0.now=0 items.0.records=[a1]"},
	})
}
