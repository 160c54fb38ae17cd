package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"shuzhi/api"
	"shuzhi/internal/apitest"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
)

// operations calls f for every operation of the document.
func operations(t *testing.T, f func(t *testing.T, method, path string, o *openapi3.Operation)) {
	for path, item := range apitest.Document().Paths.Map() {
		for method, o := range item.Operations() {
			t.Run(o.OperationID, func(t *testing.T) { f(t, method, path, o) })
		}
	}
}

// TestRoutesAreTheDocument: no route is missing in the document, and none is too many.
func TestRoutesAreTheDocument(t *testing.T) {
	var described []string
	for path, item := range apitest.Document().Paths.Map() {
		if len(item.Servers) == 0 {
			path = "/api/v1" + path
		}
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	parameter := regexp.MustCompile(`:(\w+)`)
	var routes []string
	for _, r := range api.New(storetest.New(t), api.Options{}).(*echo.Echo).Routes() {
		path := parameter.ReplaceAllString(r.Path, "{$1}")
		isPage := path == "/" || path == "/*" || strings.HasPrefix(path, "/swagger")
		if r.Method != echo.RouteNotFound && !isPage {
			routes = append(routes, r.Method+" "+path)
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	for _, r := range slices.Compact(routes) {
		if !slices.Contains(described, r) {
			t.Errorf("%s is not in the document", r)
		}
	}
	for _, d := range described {
		if !slices.Contains(routes, d) {
			t.Errorf("%s is in the document, and no route", d)
		}
	}
}

// TestAnswersHaveSchemas: whatever comes back is described, and every failure is a problem.
func TestAnswersHaveSchemas(t *testing.T) {
	operations(t, func(t *testing.T, _, _ string, o *openapi3.Operation) {
		for status, response := range o.Responses.Map() {
			if strings.HasPrefix(status, "2") && status != "204" && len(response.Value.Content) == 0 {
				t.Errorf("%s has no content", status)
			}
			for kind, media := range response.Value.Content {
				if media.Schema == nil || media.Schema.Value.IsEmpty() {
					t.Errorf("%s %s has no schema", status, kind)
				}
			}
		}
		if o.Responses.Default() == nil || o.Responses.Default().Value.Content["application/problem+json"] == nil {
			t.Error("failures are not described")
		}
		if o.Summary == "" || o.Description == "" || len(o.Tags) != 1 {
			t.Error("wants a summary, a description and one tag")
		}
	})
}

// TestBodiesHaveExamples that are valid, and say which fields they take.
func TestBodiesHaveExamples(t *testing.T) {
	operations(t, func(t *testing.T, method, _ string, o *openapi3.Operation) {
		if o.RequestBody == nil {
			return
		}
		for kind, media := range o.RequestBody.Value.Content {
			if media.Example == nil {
				t.Errorf("%s has no example", kind)
			} else if err := media.Schema.Value.VisitJSON(media.Example); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			if media.Schema.Value.AdditionalProperties.Has == nil {
				t.Errorf("%s takes any field", kind)
			}
			for name, p := range media.Schema.Value.Properties {
				required := slices.Contains(media.Schema.Value.Required, name)
				if method == http.MethodPost && kind == "application/json" && p.Value.Nullable == required {
					t.Errorf("%s: required %v, nullable %v", name, required, p.Value.Nullable)
				}
			}
		}
	})
}

// TestListsHaveTheirFilters: a list describes the parameters that the store knows, and no others.
func TestListsHaveTheirFilters(t *testing.T) {
	for _, r := range []record.Record{
		new(record.Activity), new(record.Wish), new(record.GridEvent), new(record.Payment), new(record.Remittance), new(record.Rectification),
		new(record.Figure), new(record.Org), new(record.Area), new(record.Person), new(record.Partner), new(record.User), new(record.Token),
	} {
		want := append([]string{"org_id", "subtree", "voided", "limit", "cursor"}, store.Filters(r)...)
		if slices.Contains(want, "from") {
			want = append(want, "year")
		}
		path := "/" + store.Resource(r)
		item := apitest.Document().Paths.Value(path)
		if item == nil || item.Get == nil {
			t.Errorf("%s is not described", path)
			continue
		}
		var got []string
		for _, p := range item.Get.Parameters {
			if p.Value.In == "query" {
				got = append(got, p.Value.Name)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s describes %v, and knows %v", path, got, want)
		}
	}
}

func TestOneScheme(t *testing.T) {
	doc := apitest.Document()
	if s := doc.Components.SecuritySchemes["bearer"]; len(doc.Components.SecuritySchemes) != 1 || s.Value.Type != "http" || s.Value.Scheme != "bearer" {
		t.Errorf("%v", doc.Components.SecuritySchemes)
	}
	for path, open := range map[string]bool{"/healthz": true, "/readyz": true, "/openapi.json": true, "/activities": false} {
		if o := doc.Paths.Value(path).Get; (o.Security != nil && len(*o.Security) == 0) != open {
			t.Errorf("%s: %v", path, o.Security)
		}
	}
	if o := doc.Paths.Value("/sessions").Post; o.Security == nil || len(*o.Security) != 0 {
		t.Error("a login asks for a login")
	}
}

// TestDocumentIsServed to everybody, once to those who have it.
func TestDocumentIsServed(t *testing.T) {
	c := apitest.New(t).Nobody()
	r := c.Want("GET", "/openapi.json", nil, http.StatusOK)
	if got := r.Header.Get("Content-Type"); got != "application/json" {
		t.Error(got)
	}
	if r.String("openapi") != "3.0.3" || r.String("servers.0.url") != "/api/v1" {
		t.Errorf("%.200s", r.Body)
	}
	c.Want("GET", "/openapi.json", nil, http.StatusNotModified, "If-None-Match", r.ETag())
}

// TestSwaggerUI works without a network: all that the page names is here.
func TestSwaggerUI(t *testing.T) {
	c := apitest.New(t).Nobody()
	for _, path := range []string{"/swagger", "/swagger/"} {
		if to := c.Want("GET", path, nil, http.StatusMovedPermanently).Header.Get("Location"); to != "/swagger/index.html" {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	page := string(c.Want("GET", "/swagger/index.html?anything=1", nil, http.StatusOK).Body)
	if !strings.Contains(page, `openapi.json`) {
		t.Error("the page does not name the document")
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		file, err := url.JoinPath("/swagger", m[1])
		if err != nil {
			t.Fatal(err)
		}
		if r := c.Want("GET", file, nil, http.StatusOK); len(r.Body) == 0 || r.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %v", file, r.Header)
		}
	}
	for _, none := range []string{"/swagger/doc.json", "/swagger/doc.yaml", "/swagger/swagger-ui.js.map", "/swagger/../go.mod"} {
		if got := c.Want("GET", none, nil, http.StatusNotFound).Problem(); got != "no-such-path" {
			t.Errorf("%s: %s", none, got)
		}
	}
}
