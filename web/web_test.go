package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shuzhi/web"
)

func get(t *testing.T, path, etag string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header.Set("If-None-Match", etag)
	web.Handler().ServeHTTP(w, r)
	return w
}

func TestHandler(t *testing.T) {
	page := get(t, "/", "")
	if page.Code != http.StatusOK || page.Header().Get("Content-Type") != "text/html; charset=utf-8" || page.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("/ answered %d with %v", page.Code, page.Header())
	}
	if again := get(t, "/", page.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("/ asked again answered %d", again.Code)
	}
	for _, path := range []string{"/nothing", "/dist/index.html", "/../web.go"} {
		if w := get(t, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s answered %d", path, w.Code)
		}
	}
	if !slices.Contains(web.Paths(), "/") {
		t.Errorf("the paths are %q", web.Paths())
	}
}

// TestSelfContained holds the page to its promise: an office without internet sees all of it.
func TestSelfContained(t *testing.T) {
	page := get(t, "/", "").Body.String()
	for _, link := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(link[1], "/") && !strings.HasPrefix(link[1], "data:") || strings.HasPrefix(link[1], "//") {
			t.Errorf("the page needs %s", link[1])
		}
	}
}
