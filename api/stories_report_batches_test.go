package api_test

import (
	"strings"
	"testing"
	"time"

	"shuzhi/internal/apitest"
)

// finished waits until all reports of a batch are made.
func (v *town) finished(who, id string) apitest.Response {
	v.t.Helper()
	for range 200 {
		r := v.as(who).Want("GET", "/reports/batch/"+v.id(id), nil, 200)
		if r.String("status") == "done" {
			return r
		}
		time.Sleep(10 * time.Millisecond)
	}
	v.t.Fatal("the batch does not end")
	return apitest.Response{}
}

// TestManyReportsAtOnce: a street fills one template for its communities, sees how far it is, and takes all home in one zip.
func TestManyReportsAtOnce(t *testing.T) {
	v := yearOfNorth(t)
	v.template("secretary street", "t1", "年度表.docx", word(paragraph("XX社区解决群众诉求xx件。")).pack())
	r := v.take(turn{"recorder street", "POST /reports/batch", `{"id":"$b1","template_id":"$t1","org_ids":["$north","$south"],"year":2023}`, 202, "id=b1 org_id=street total=2 items.*.org_id=[north,south] year=2023"})
	if r.Header.Get("Location") != "/api/v1/reports/batch/"+v.id("b1") {
		t.Error(r.Header)
	}
	r = v.finished("viewer street", "b1")
	if r.Int("made") != 2 || r.Int("failed") != 0 || v.say(v.placed(r, "items.*.status")) != "[done,done]" {
		t.Errorf("%s", r.Body)
	}
	one := r.String("items.0.report_id")
	if got := v.as("recorder north").Want("GET", "/reports/"+one, nil, 200).String("text"); got != "北苑社区解决群众诉求3件。" {
		t.Error(got)
	}
	v.play([]turn{
		{"recorder street", "POST /reports/batch", `{"id":"$b1","template_id":"$t1","org_ids":["$north","$south"],"year":2023}`, 200, "made=2 status=done"}, // a resend
		{"recorder street", "POST /reports/batch", `{"id":"$b1","template_id":"$t1","org_ids":["$north"],"year":2023}`, 409, "id-taken"},
		{"viewer north", "GET /reports/batch/$b1", ``, 404, ""},
		{"viewer street", "POST /reports/batch", `{"template_id":"$t1","org_ids":["$north"],"year":2023}`, 403, ""},
		{"recorder street", "POST /reports/batch", `{"template_id":"$nothing","org_ids":["$north","$nothing","$north"],"year":2023}`, 422, "/org_ids/2:repeated"},
		{"recorder street", "POST /reports/batch", `{"template_id":"$nothing","org_ids":["$north","$nothing"],"year":2023}`, 422, "/template_id:unknown-reference /org_ids/1:unknown-organisation"},
		{"recorder north", "POST /reports/batch", `{"template_id":"$t1","org_ids":["$north1","$south"],"year":2023}`, 422, "/org_ids/1:unknown-organisation"},
		{"recorder street", "POST /reports/batch", `{"template_id":"$t1","org_ids":[]}`, 422, "/year:required /org_ids:required"},
		{"viewer street", "GET /reports/batch/$b1/documents?format=xlsx", ``, 422, "?format:format-of-template"},
	})
	zip := v.take(turn{"viewer street", "GET /reports/batch/$b1/documents", ``, 200, ""})
	files := unpack(t, zip.Body)
	if got := strings.Join(sortedKeys(files), " | "); got != "北苑社区党委 年度表（2023年）.docx | 南苑社区党委 年度表（2023年）.docx" || zip.Header.Get("Content-Type") != "application/zip" {
		t.Error(got, zip.Header)
	}
	if got := opened(t, []byte(files["北苑社区党委 年度表（2023年）.docx"])).Text(); got != "北苑社区解决群众诉求3件。" {
		t.Error(got)
	}
	// A report that was voided since is missing in the zip, which says so.
	v.as("recorder north").Want("DELETE", "/reports/"+one+"?reason=x", nil, 204, "If-Match", `"1"`)
	files = unpack(t, v.take(turn{"viewer street", "GET /reports/batch/$b1/documents?format=txt", ``, 200, ""}).Body)
	if got := strings.Join(sortedKeys(files), " | "); got != "南苑社区党委 年度表（2023年）.txt | 未生成.txt" || !strings.Contains(files["未生成.txt"], v.id("north")) {
		t.Error(got, files["未生成.txt"])
	}
}
