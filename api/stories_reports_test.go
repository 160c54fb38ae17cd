package api_test

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/document"
)

// TestAnnualDebrief is the built-in template filled from a year's books.
func TestAnnualDebrief(t *testing.T) {
	v := yearOfNorth(t)
	r := v.take(turn{"recorder north", "POST /reports", `{"id":"$b1","template_id":"annual-debrief","year":2023}`, 201,
		"id=b1 org_id=north template_id=annual-debrief year=2023 period={from:2023-01-01,to:2023-12-31} status=draft version=1 warnings=[] texts={}"})
	if r.Header.Get("Location") != "/api/v1/reports/"+v.id("b1") || r.ETag() != `"1"` {
		t.Error(r.Header)
	}
	v.golden("reports/annual-debrief.txt", []byte(r.String("text")))
	if unfilled := v.say(v.placed(r, "slots.*.unfilled")); strings.Contains(unfilled, "true") {
		t.Error(unfilled)
	}
	// A community of which nothing is known yet says so, and claims nothing.
	r = v.take(turn{"secretary south", "POST /reports", `{"template_id":"annual-debrief","year":2023}`, 201, "org_id=south"})
	v.golden("reports/nothing-known.txt", []byte(r.String("text")))
	v.golden("reports/slot.json", first(t, v.take(turn{"recorder north", "GET /reports/$b1", ``, 200, ""}), "theory_study.sessions"))
}

// first is the JSON of the first slot of the metric.
func first(t *testing.T, r interface{ At(string) any }, metric string) []byte {
	t.Helper()
	for _, slot := range r.At("slots").([]any) {
		if slot := slot.(map[string]any); slot["metric"] == metric {
			return encoded(t, slot)
		}
	}
	t.Fatal("no such slot: ", metric)
	return nil
}

// TestPastedReport fills what was pasted, and warns where a sentence around a blank would be untrue.
func TestPastedReport(t *testing.T) {
	v := yearOfNorth(t)
	v.as("secretary north").Want("POST", "/report-templates", map[string]string{"id": v.id("t1"), "name": "年度述职", "text": pasted}, 201)
	r := v.take(turn{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "warnings.*.rule=[dues-outstanding] warnings.*.index=[14] slots.14.display=25.2 slots.14.value=2520 slots.14.records=3" +
		" slots.0.display=2023 slots.9.display=2023 slots.10.display=2024 slots.1.display=青山街道 slots.2.display=XX slots.2.unfilled=false slots.19.display=红心北苑 slots.20.unfilled=true slots.20.display= slots.20.value=null"})
	v.golden("reports/pasted.txt", []byte(r.String("text")))
	v.play([]turn{
		// 已全部上缴 stands unquestioned only when it is true.
		{"recorder north", "POST /dues/remittances", `{"org_id":"$north","amount_fen":520,"remitted_on":"2023-12-20"}`, 201, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "warnings=[]"},
		{"recorder north", "POST /dues/payments", `{"id":"$late","org_id":"$north1","person_id":"$li","month":"2023-12","amount_fen":1,"paid_on":"2023-12-20"}`, 201, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "warnings.*.rule=[dues-outstanding] slots.14.display=25.21"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2022}`, 201, "warnings.*.rule=[dues-outstanding]"}, // of its own year
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2021}`, 201, "warnings=[]"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","from":"2021-01-01","to":"2023-01-31"}`, 201, "warnings.#=2"}, // every year that the span touches
	})
	v.play([]turn{ // what somebody types stands, in a literal too
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2021,"texts":{"2":"二十"}}`, 201, "slots.2.kind=literal slots.2.display=二十"},
	})
	for place, want := range map[string]string{ // a number and its text stand where the answer says
		"slots.14": "25.21", "slots.2": "XX", "slots.18": "先锋", "slots.20": "X",
	} {
		r := v.take(turn{"recorder north", "GET /reports/$b1", ``, 200, ""})
		if got := string([]rune(r.String("text"))[r.Int(place+".start"):r.Int(place+".end")]); got != want {
			t.Errorf("%s is %q, want %q", place, got, want)
		}
	}
}

// TestDraftsShowTodaysNumbers whenever they are read, and keep only what was typed and chosen.
func TestDraftsShowTodaysNumbers(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"解决群众诉求xx件，走访企业{{text}}家，全年{{text}}。"}`, 201, ""},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023,"texts":{"1":"6"}}`, 201, "text=解决群众诉求0件，走访企业6家，全年____。 texts={1:6} slots.0.value=0 slots.0.records=0 slots.0.unfilled=false slots.1.unfilled=false slots.2.unfilled=true"},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023,"texts":{"1":"6"}}`, 200, "version=1"},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2022}`, 409, "id-taken"},
		{"recorder north1", "POST /grid-events", `{"id":"$e1","org_id":"$north1","type":"demand","title":"甲","reported_on":"2023-03-15","resolved_on":"2023-03-17"}`, 201, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "version=1 text=解决群众诉求1件，走访企业6家，全年____。"},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023,"texts":{"1":"6"}}`, 200, "text=解决群众诉求1件，走访企业6家，全年____。"},
		{"recorder north", "GET /reports", ``, 200, "items.*.id=[b1] items.0.text=解决群众诉求1件，走访企业6家，全年____。"},
		// Typing into it, with If-Match where it is given.
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"0":"两","2":" 平稳 "}}`, 200, "version=2 text=解决群众诉求两件，走访企业6家，全年平稳。 slots.0.value=null"},
		{"recorder north", "PATCH /reports/$b1 @1", `{"texts":{"0":"三"}}`, 412, "stale"},
		{"recorder north", "PATCH /reports/$b1 @2", `{"texts":{"0":null,"1":null}}`, 200, "version=3 text=解决群众诉求1件，走访企业____家，全年平稳。"},
		{"recorder north", "PATCH /reports/$b1 @2", `{"texts":{"0":null,"1":null}}`, 200, "version=3"}, // a resend
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"3":"甲"}}`, 422, "/texts/3:no-such-slot"},
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"x":"甲"}}`, 422, "/texts/x:no-such-slot"},
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"01":"甲"}}`, 422, "/texts/01:no-such-slot"},
		{"recorder north", "PATCH /reports/$b1", `{"text":"甲"}`, 422, "/text:unknown-field"},
		{"recorder north", "PATCH /reports/$b1", `{"year":2022}`, 422, "/year:unknown-field"},
		// The template's later fate does not reach it.
		{"secretary north", "PATCH /report-templates/$t1/slots/0", `{"kind":"text"}`, 200, ""},
		{"secretary north", "DELETE /report-templates/$t1?reason=x @2", ``, 204, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "text=解决群众诉求1件，走访企业____家，全年平稳。 template_name=甲"},
		{"viewer north", "PATCH /reports/$b1", `{"texts":{"0":"三"}}`, 403, "role-may-not"},
		{"recorder north1", "GET /reports/$b1", ``, 404, ""},
		{"recorder north", "DELETE /reports/$b1 @3", ``, 422, "?reason:required"},
		{"recorder north", "DELETE /reports/$b1?reason=x", ``, 428, ""},
		{"recorder north", "DELETE /reports/$b1?reason=x @3", ``, 204, ""},
		{"recorder north", "GET /reports/$b1", ``, 200, "voided_on=2023-12-20"},
		{"recorder north", "GET /reports", ``, 200, "items=[]"},
		{"recorder north", "PATCH /reports/$b1", `{"texts":{"0":"三"}}`, 409, "voided"},
	})
}

// TestReportsHaveAnySpan, a year or other days.
func TestReportsHaveAnySpan(t *testing.T) {
	v := yearOfNorth(t)
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"{{year}}年，解决群众诉求{{demands.resolved}}件，党员{{members.total}}名，{{next_year}}年再接再厉"}`, 201, "slots.*.kind=[year,metric,metric,next_year] slots.*.confidence=[1,1,1,1]"},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","from":"2023-01-01","to":"2023-02-28"}`, 201, "year=null period={from:2023-01-01,to:2023-02-28} slots.1.period={from:2023-01-01,to:2023-02-28} slots.0.period=null text=2023年，解决群众诉求2件，党员3名，2024年再接再厉"},
		{"recorder north", "POST /reports", `{"id":"$b2","template_id":"$t1","from":"2022-07-01","to":"2023-02-28"}`, 201, "text=2023年，解决群众诉求2件，党员3名，2024年再接再厉"},
		{"recorder north", "POST /reports", `{"id":"$b3","template_id":"$t1","from":"2022-01-01","to":"2022-12-31"}`, 201, "year=2022 text=2022年，解决群众诉求0件，党员3名，2023年再接再厉"},
		{"recorder north", "POST /reports", `{"id":"$b4","template_id":"$t1","org_id":"$north1","year":2023}`, 201, "org_id=north1 text=2023年，解决群众诉求2件，党员3名，2024年再接再厉"},
		{"recorder north", "POST /reports", `{"template_id":"$t1"}`, 422, "/year:required"},
		{"recorder north", "POST /reports", `{"year":2023}`, 422, "/template_id:required"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2023,"from":"2023-01-01","to":"2023-02-28"}`, 422, "/year:year-or-days"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","from":"2023-01-01"}`, 422, ""},
		{"recorder north", "POST /reports", `{"template_id":"$t1","from":"2023-02-01","to":"2023-01-01"}`, 422, "/from:after-to"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2023,"texts":{"9":"甲"}}`, 422, "/texts/9:no-such-slot"},
		{"recorder north", "POST /reports", `{"template_id":"$nothing","year":2023}`, 422, "/template_id:unknown-reference"},
		{"recorder south", "POST /reports", `{"template_id":"$t1","year":2023}`, 422, "/template_id:unknown-reference"},
		{"recorder north", "POST /reports", `{"template_id":"$t1","org_id":"$south","year":2023}`, 422, "/org_id:unknown-organisation"},
		{"", "POST /reports", `{"template_id":"$t1","year":2023}`, 422, "/org_id:required"},
		{"viewer north", "POST /reports", `{"template_id":"$t1","year":2023}`, 403, "role-may-not"},
		{"recorder north", "GET /reports", ``, 200, "items.*.id=[b4,b1,b2,b3]"}, // the latest first day first
		{"recorder north", "GET /reports?from=2023-01-01&to=2023-12-31&status=draft", ``, 200, "items.*.id=[b4,b1]"},
		{"recorder north", "GET /reports?org_id=$north1", ``, 200, "items.*.id=[b4]"},
		{"recorder north", "GET /reports?limit=1", ``, 200, "items.*.id=[b4]"},
		{"recorder north1", "GET /reports", ``, 200, "items.*.id=[b4]"},
		{"recorder north", "GET /reports?status=done", ``, 422, "?status:one-of"},
	})
}

// TestReportsForViewers hold no person's name.
func TestReportsForViewers(t *testing.T) {
	v := yearOfNorth(t)
	v.play([]turn{
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"annual-debrief","year":2023}`, 201, ""},
		{"viewer north", "GET /reports/$b1", ``, 200, "id=b1"},
		{"viewer north", "GET /reports", ``, 200, "items.*.id=[b1]"},
		{"viewer street", "GET /reports/$b1", ``, 200, ""},
		{"viewer south", "GET /reports/$b1", ``, 404, ""},
		{"viewer north", "DELETE /reports/$b1?reason=x @1", ``, 403, ""},
	})
	said := string(v.as("viewer north").Want("GET", "/reports/"+v.id("b1"), nil, 200).Body) + string(v.as("viewer north").Want("GET", "/reports/"+v.id("b1")+"/document?format=md", nil, 200).Body)
	for _, name := range []string{"李明", "王芳", "郑涛", "赵刚", "钱进", "3栋独居老人"} {
		if strings.Contains(said, name) {
			t.Errorf("%s stands in it:\n%s", name, said)
		}
	}
}

// TestReportsAreDownloaded as Word, plain text and Markdown, under the template's name and the year.
func TestReportsAreDownloaded(t *testing.T) {
	v := yearOfNorth(t)
	v.as("secretary north").Want("POST", "/report-templates", map[string]string{"id": v.id("t1"), "name": `述职/报告\..`, "text": pasted}, 201)
	v.play([]turn{
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, ""},
		{"recorder north", "POST /reports", `{"id":"$b2","template_id":"$t1","from":"2023-01-01","to":"2023-06-30"}`, 201, ""},
		{"recorder north", "GET /reports/$b1/document", ``, 422, "?format:required"},
		{"recorder north", "GET /reports/$b1/document?format=odt", ``, 422, "?format:one-of"},
		{"recorder north", "GET /reports/$b1/document?format=xlsx", ``, 422, ""}, // of a workbook alone
		{"recorder north", "GET /reports/$b1/document?format=txt&colour=red", ``, 422, "?colour:unknown-parameter"},
		{"recorder south", "GET /reports/$b1/document?format=txt", ``, 404, ""},
	})
	if !slices.Contains(document.Formats(), "pdf") {
		v.take(turn{"recorder north", "GET /reports/$b1/document?format=pdf", ``, 422, "?format:one-of"})
	}
	text := v.take(turn{"recorder north", "GET /reports/$b1", ``, 200, ""}).String("text")
	for format, media := range map[string]string{
		"txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	} {
		r := v.take(turn{"viewer north", "GET /reports/$b1/document?format=" + format, ``, 200, ""})
		if got := r.Header.Get("Content-Type"); !strings.EqualFold(got, media) {
			t.Errorf("%s: %s", format, got)
		}
		disposition := r.Header.Get("Content-Disposition")
		if !regexp.MustCompile(`^attachment;.*filename\*=UTF-8''%E8%BF%B0%E8%81%8C[^/\\]*2023%E5%B9%B4[^/\\]*\.` + format + `$`).MatchString(disposition) {
			t.Errorf("%s: %s", format, disposition)
		}
		switch body := string(r.Body); format {
		case "txt":
			if got := strings.ReplaceAll(strings.TrimPrefix(body, "\uFEFF"), "\r\n", "\n"); strings.TrimSpace(got) != strings.TrimSpace(text) {
				t.Errorf("%q, want %q", got, text)
			}
		case "md":
			v.golden("reports/pasted.md", r.Body)
		default:
			if got := wordText(t, r.Body); got != regexp.MustCompile(`\s`).ReplaceAllString(text, "") {
				t.Errorf("%s, want %s", got, text)
			}
		}
	}
	if got := v.take(turn{"recorder north", "GET /reports/$b2/document?format=txt", ``, 200, ""}).Header.Get("Content-Disposition"); !strings.Contains(got, "2023-01-01") || !strings.Contains(got, "2023-06-30") {
		t.Error(got)
	}
}

// wordText is the text of a .docx, without white space.
func wordText(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, run := range regexp.MustCompile(`<w:t(?: [^>]*)?>([^<]*)</w:t>`).FindAllSubmatch(content, -1) {
		said += string(run[1])
	}
	return regexp.MustCompile(`\s`).ReplaceAllString(strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&amp;", "&").Replace(said), "")
}
