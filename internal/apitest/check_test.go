package apitest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCheckFinds what the document does not say.
func TestCheckFinds(t *testing.T) {
	json := http.Header{"Content-Type": {"application/json"}}
	problem := http.Header{"Content-Type": {"application/problem+json"}}
	const sorry = `{"type":"urn:shuzhi:problem:x","title":"t","status":404,"detail":"d","request_id":"r"}`
	for _, each := range []struct {
		name, method, target, sent string
		status                     int
		header                     http.Header
		body, want                 string
	}{
		{"right", "GET", "/healthz", "", 200, json, `{"status":"ok"}`, ""},
		{"a field too many", "GET", "/healthz", "", 200, json, `{"status":"ok","since":1}`, "since"},
		{"a field missing", "GET", "/healthz", "", 200, json, `{}`, "status"},
		{"another type", "GET", "/healthz", "", 200, http.Header{"Content-Type": {"text/plain"}}, `ok`, "Content-Type"},
		{"another status", "GET", "/healthz", "", 202, json, `{"status":"ok"}`, "no such status"},
		{"an unknown parameter", "GET", "/healthz?x=1", "", 200, json, `{"status":"ok"}`, "no parameter x"},
		{"a problem", "GET", "/api/v1/activities", "", 401, problem, sorry, ""},
		{"a failure that is no problem", "GET", "/api/v1/activities", "", 401, json, `{"message":"no"}`, "Content-Type"},
		{"no ETag", "GET", "/api/v1/me", "", 200, json, `{}`, "ETag"},
		{"a bad request refused", "POST", "/api/v1/activities", `{"x":1}`, 422, problem, sorry, ""},
		{"a bad request taken", "POST", "/api/v1/activities", `{"x":1}`, 201, json, `{}`, "the request"},
		{"no operation", "GET", "/api/v1/nothing", "", 200, json, `{}`, "no such operation"},
		{"no path", "GET", "/api/v1/nothing", "", 404, problem, sorry, ""},
		{"a page", "GET", "/", "", 200, http.Header{"Content-Type": {"text/html"}}, `<html>`, ""},
	} {
		r := httptest.NewRequest(each.method, each.target, strings.NewReader(each.sent))
		if each.sent != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		err := check(r, each.status, each.header, []byte(each.body))
		if each.want == "" && err != nil || each.want != "" && (err == nil || !strings.Contains(err.Error(), each.want)) {
			t.Errorf("%s: %v, want %q", each.name, err, each.want)
		}
	}
}
