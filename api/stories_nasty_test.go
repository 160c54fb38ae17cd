package api_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"shuzhi/internal/apitest"
)

// values that no field wants, or that some field does not.
var nastyValues = []string{
	`null`, `true`, `0`, `-1`, `1.5`, `1e400`, `-1e-400`, `9223372036854775808`, `-9223372036854775809`, `00`, `1e99999999999`, `""`, `" "`, `"\u0000"`, `"\ud800"`, `"\uFFFF"`, `"\u202E"`, `"😀"`, `"a\nb"`,
	`"2023-02-30"`, `"2023-13-01"`, `"0000-00-00"`, `"9999-12-31"`, `"2023-03"`, `"9999-99"`, `"'; DROP TABLE activities; --"`, `"%"`, `"{{org_name}}"`, `"=1+1"`, `"<script>"`, `"${jndi:x}"`, `"../../etc/passwd"`,
	`[]`, `[null]`, `[[]]`, `[1,"x",null,{}]`, `{}`, `{"":""}`, `{"members":null}`, `{"members":-1}`, `{"x":{"y":{"z":[]}}}`, `"00000000-0000-0000-0000-000000000000"`, `"$payer"`, `"$north1"`, `["$payer"]`, `["$nothing","$nothing"]`,
	`"{$payer}"`, `"urn:uuid:$payer"`, `[` + strings.Repeat(`"$payer",`, 2500) + `"$payer"]`, `"` + strings.Repeat("长", 25_000) + `"`,
}

// TestNastyBodies: whatever stands in whichever field, the answer is no fault of ours, and what is refused is not written.
func TestNastyBodies(t *testing.T) {
	v := newLedger(t)
	for _, s := range samples {
		v.take(turn{"", "POST " + s.path, s.sent(), 201, ""})
	}
	v.play([]turn{
		{"", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"x","registered_on":"2023-03-01"}`, 201, ""},
		{"", "POST /grid-events", `{"id":"$e","org_id":"$north1","type":"demand","title":"x","reported_on":"2023-03-01"}`, 201, ""},
	})
	for path, item := range apitest.Document().Paths.Map() {
		for method, o := range item.Operations() {
			if o.RequestBody == nil || o.RequestBody.Value.Content["application/json"] == nil && o.RequestBody.Value.Content["application/merge-patch+json"] == nil || path == "/sessions" {
				continue // guesses of passwords are slow, and paused
			}
			media := o.RequestBody.Value.Content["application/json"]
			if media == nil {
				media = o.RequestBody.Value.Content["application/merge-patch+json"]
			}
			v.abuse(method, strings.NewReplacer("{id}", v.of(path), "{step_id}", v.id("nothing"), "{year}", "2023", "{index}", "0").Replace(path), media.Schema.Value)
		}
	}
	v.right()
}

// of is the id of the record that a path is about.
func (v *town) of(path string) string {
	for _, s := range samples {
		if strings.HasPrefix(path, s.path+"/") {
			return v.id(s.name())
		}
	}
	return v.id("nothing")
}

// abuse puts nasty values into every field of a body that is good otherwise.
func (v *town) abuse(method, path string, body *openapi3.Schema) {
	good := sample{body: "{}"}
	for _, s := range samples {
		if s.path == path {
			good = s
		}
	}
	for i, field := range slices.Sorted(maps.Keys(body.Properties)) {
		if field == "password" {
			continue // hashing is dear
		}
		for j, value := range nastyValues {
			if (i+j)%3 != 0 { // each field has a third of them, each value a third of the fields
				continue
			}
			sent := v.with(good.sent("id", "", "password", "", field, value))
			v.harmless(method, path, sent, "If-Match", "*")
		}
	}
}

// harmless wants an answer that is no fault of ours.
func (v *town) harmless(method, path, body string, headers ...string) {
	r := httptest.NewRequestWithContext(v.t.Context(), method, "/", strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut("/api/v1"+path, "?")
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	v.answers(r, body)
}

func (v *town) answers(r *http.Request, body string) {
	v.t.Helper()
	if r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", v.bearer())
	}
	w := httptest.NewRecorder()
	v.Handler.ServeHTTP(w, r)
	if w.Code >= 500 || w.Code == 0 {
		v.t.Errorf("%s %s %.300s: %d %s", r.Method, r.URL, body, w.Code, w.Body)
	}
	if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" && strings.HasPrefix(r.URL.Path, "/api/") {
		v.t.Errorf("%s %s: %d is no problem: %s", r.Method, r.URL, w.Code, w.Body)
	}
	if bytes.Contains(w.Body.Bytes(), []byte("SQL")) || bytes.Contains(w.Body.Bytes(), []byte("panic")) {
		v.t.Errorf("%s %s: %s", r.Method, r.URL, w.Body)
	}
}

// TestNastyQueries: whatever is asked.
func TestNastyQueries(t *testing.T) {
	v := newLedger(t)
	values := []string{"", "%00", "%ff", "%F0%9F%98%80", "%", "%zz", "a+b", "'", "%27%3B--", "%25%5F!", "-1", "0", "1e9", "99999999999999999999", "true", "null", "2023-02-30", "2023", "1900", "2999", "00000000-0000-0000-0000-000000000000",
		v.id("north"), v.id("nothing"), strings.Repeat("a", 5000), strings.Repeat("%E5%AD%A6", 200), strings.Repeat(",", 300), "a,b,c", "figures:", "figures:%2C", "..", "*", "[]", "%5B%5D", "%0d%0aX-Evil:1"}
	for path, item := range apitest.Document().Paths.Map() {
		if item.Get == nil || strings.Contains(path, "{") && !strings.Contains(path, "{id}/records") {
			continue
		}
		for _, parameter := range item.Get.Parameters {
			if parameter.Value.In != "query" {
				continue
			}
			for _, value := range values {
				for _, org := range []string{"", "&org_id=" + v.id("north")} {
					v.harmless("GET", strings.Replace(path, "{id}", "activities.talk", 1)+"?"+parameter.Value.Name+"="+value+org, "")
				}
			}
		}
		for _, query := range []string{"?", "?&&&", "?=", "?=x", "?x", "?x=1;y=2", "?limit=1&limit=2", "?q=a&q=b", "?%00=1", "?%ff=1", "?" + strings.Repeat("a=1&", 5000), "?subtree", "?cursor=AAAA", "?cursor=" + strings.Repeat("A", 4000)} {
			v.harmless("GET", path+query, "")
		}
	}
}

// TestNastyPaths and headers.
func TestNastyPaths(t *testing.T) {
	v := newLedger(t)
	for _, method := range []string{"GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"} {
		for _, path := range []string{"/activities/\x00", "/activities/../orgs", "/activities//", "//activities", "/activities/%2e%2e", "/activities/" + strings.Repeat("a", 9000), "/activities/{id}", "/activities/" + v.id("payer") + "/steps", "/people/" + v.id("payer") + "/steps/x",
			"/people/" + strings.ToUpper(v.id("payer")), "/people/" + v.id("payer") + " ", "/metrics/values/records", "/metrics/figures:x/records", "/metrics/../records", "/metrics/%/records", "/report-templates/annual-debrief", "/report-templates/annual-debrief/slots/-1", "/report-templates/annual-debrief/slots/99999999999999999999",
			"/people/" + v.id("payer") + "/assessed-dues/99999999999999999999", "/people/" + v.id("payer") + "/assessed-dues/-1", "/dues", "/dues/", "/", "", "/sessions/current/x", "/sessions", "/学习", "/activities/%E5%AD", "/reports/" + v.id("nothing") + "/document"} {
			v.harmless(method, path, "")
			v.harmless(method, path, "{}", "If-Match", "*")
		}
	}
	for _, name := range []string{"If-Match", "If-None-Match", "Accept", "Accept-Language", "Accept-Encoding", "Content-Type", "Content-Encoding", "Content-Length", "Authorization", "Cookie", "X-Request-Id", "X-Forwarded-For", "X-Forwarded-Proto", "Range", "Expect", "Origin", "Host", "Transfer-Encoding", "X-HTTP-Method-Override"} {
		for _, value := range []string{"", " ", "\x00", "\xff", "*", `"`, `"1`, "W/", `W/"1"`, strings.Repeat(`"1",`, 3000), strings.Repeat("a", 20_000), "Bearer", "Bearer  ", "bearer " + strings.Repeat("x", 10_000), "Bearer ss_" + strings.Repeat("x", 43), "Basic ====", "shuzhi_session=", "shuzhi_session=\"", "en;q=", "en;q=9,zh;q=-1", strings.Repeat("en,", 5000), "bytes=0-", "学习", "application/json; charset=", "multipart/form-data; boundary=", "-1", "chunked", "DELETE"} {
			v.harmless("GET", "/people/"+v.id("payer"), "", name, value)
			v.harmless("PATCH", "/people/"+v.id("payer"), `{}`, name, value)
			v.harmless("POST", "/attachments", "x", name, value)
		}
	}
	if n := v.listed("/people"); n != 1 {
		t.Errorf("%d people", n)
	}
	v.right()
}

// bearer is an admin's, as the header says it.
func (v *town) bearer() string {
	v.t.Helper()
	if v.ids["bearer"] == "" {
		v.ids["bearer"] = "Bearer " + v.Want("POST", "/tokens", `{"name":"集成","role":"admin"}`, 201).String("token")
	}
	return v.ids["bearer"]
}
