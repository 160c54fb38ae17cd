package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"shuzhi/internal/problem"
)

// answered is what a caller gets for an error that a handler returns, and what is logged.
func answered(t *testing.T, method string, err error, headers ...string) (*httptest.ResponseRecorder, Problem, string) {
	t.Helper()
	var log bytes.Buffer
	a := &API{log: slog.New(slog.NewJSONHandler(&log, nil))}
	c, w := asked(method, "/api/v1/people?q=%E5%BC%A0%E4%B8%89", "", headers...)
	c.SetPath("/api/v1/people")
	c.Response().Header().Set(echo.HeaderXRequestID, "r1")
	a.fail(err, c)
	var p Problem
	if w.Body.Len() > 0 {
		d := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
	}
	return w, p, log.String()
}

func TestFail(t *testing.T) {
	secret := errors.New("pq: duplicate key")
	for _, test := range []struct {
		what   string
		err    error
		status int
		code   string
		logged bool
	}{
		{"malformed", problem.New(problem.Malformed, "malformed-json", "syntax", int64(3)), 400, "malformed-json", false},
		{"nobody", problem.New(problem.Unauthorized, "not-logged-in"), 401, "not-logged-in", false},
		{"forbidden", problem.New(problem.Forbidden, "role-may-not"), 403, "role-may-not", false},
		{"not found", fmt.Errorf("get: %w", problem.New(problem.NotFound, "not-found")), 404, "not-found", false},
		{"conflict", problem.New(problem.Conflict, "id-taken"), 409, "id-taken", false},
		{"stale", problem.New(problem.Stale, "stale", 4), 412, "stale", false},
		{"too large", problem.New(problem.TooLarge, "too-large", int64(4<<20)), 413, "too-large", false},
		{"wrong type", problem.New(problem.WrongType, "wrong-type", "application/json"), 415, "wrong-type", false},
		{"invalid", problem.New(problem.Invalid, "invalid"), 422, "invalid", false},
		{"precondition", problem.New(problem.Precondition, "if-match-required"), 428, "if-match-required", false},
		{"too many", problem.New(problem.TooMany, "too-many"), 429, "too-many", false},
		{"unavailable", problem.New(problem.Unavailable, "queue-full"), 503, "queue-full", false},
		{"unavailable, because", problem.New(problem.Unavailable, "database-away").Because(secret), 503, "database-away", true},
		{"a fault", fmt.Errorf("count: %w", secret), 500, "internal", true},
		{"a problem without a kind", &problem.Error{Code: "odd"}, 500, "internal", true},
		{"echo: no route", echo.ErrNotFound, 404, "no-such-path", false},
		{"echo: no method", echo.ErrMethodNotAllowed, 405, "wrong-method", false},
		{"echo: large", echo.ErrStatusRequestEntityTooLarge, 413, "too-large", false},
		{"echo: type", echo.ErrUnsupportedMediaType, 415, "wrong-type", false},
		{"echo: too many", echo.ErrTooManyRequests, 429, "too-many", false},
		{"echo: bad request", echo.NewHTTPError(400, "missing csrf token"), 400, "bad-request", false},
		{"echo: another 4xx", echo.NewHTTPError(418), 400, "bad-request", false},
		{"echo: forbidden", echo.ErrForbidden, 403, "role-may-not", false},
		{"echo: unavailable", echo.ErrServiceUnavailable, 503, "unavailable", false},
		{"echo: fault", echo.NewHTTPError(500, "oh"), 500, "internal", true},
		{"echo: of ours", echo.ErrBadRequest.WithInternal(problem.New(problem.Conflict, "voided")), 409, "voided", false},
		{"echo: timeout", echo.ErrServiceUnavailable.WithInternal(context.DeadlineExceeded), 503, "too-slow", true},
		{"long body", fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 4 << 20}), 413, "too-large", false},
		{"caller gone", fmt.Errorf("query: %w", context.Canceled), 503, "too-slow", false},
	} {
		t.Run(test.what, func(t *testing.T) {
			w, p, log := answered(t, "GET", test.err)
			if w.Code != test.status || p.Status != test.status || p.Type != "urn:shuzhi:problem:"+test.code || p.RequestID != "r1" || p.Title == "" || p.Detail == "" {
				t.Errorf("%d %+v", w.Code, p)
			}
			if (log != "") != test.logged {
				t.Errorf("logged: %s", log)
			}
			if strings.Contains(w.Body.String(), "pq:") || strings.Contains(log, "张") || strings.Contains(log, "q=") {
				t.Errorf("too much is told: %s %s", w.Body, log)
			}
			if test.logged && (!strings.Contains(log, `"id":"r1"`) || !strings.Contains(log, `"route":"/api/v1/people"`)) {
				t.Errorf("too little is logged: %s", log)
			}
		})
	}
	for k := problem.Malformed; k <= problem.Unavailable; k++ {
		if statusOf[k] == 0 || kindsSaid[k] == (sentence{}) {
			t.Errorf("kind %d has no status or title", k)
		}
	}
}

func TestFailBody(t *testing.T) {
	var c problem.Check
	c.Want(false, "/held_on", "future")
	c.Want(false, "/topic", "too-long", 200)
	c.Want(false, "/x", "nobody-has-said")
	const want = `{"type":"urn:shuzhi:problem:invalid","title":"内容有误","status":422,"detail":"有 3 处不符合要求，详见 errors","request_id":"r1","errors":[` +
		`{"pointer":"/held_on","code":"future","detail":"不能晚于今天"},{"pointer":"/topic","code":"too-long","detail":"不能超过 200 个字符"},` +
		`{"pointer":"/x","code":"nobody-has-said","detail":"不符合要求（nobody-has-said）"}]}` + "\n"
	if w, _, _ := answered(t, "POST", c.Err()); w.Body.String() != want {
		t.Error(w.Body)
	}
	w, p, _ := answered(t, "POST", problem.New(problem.Conflict, "wish-<&"), "Accept-Language", "en")
	if p.Title != "Conflict" || p.Detail != "Not acceptable (wish-<&)" || !strings.Contains(w.Body.String(), "wish-<&") {
		t.Error(w.Body)
	}
	w, _, _ = answered(t, "HEAD", problem.New(problem.NotFound, "not-found"))
	if w.Body.Len() != 0 || w.Code != 404 {
		t.Error("HEAD", w.Code, w.Body)
	}
}

func TestFailHeaders(t *testing.T) {
	for _, test := range []struct {
		err         error
		name, value string
	}{
		{problem.New(problem.NotFound, "not-found"), "Content-Type", "application/problem+json"},
		{problem.New(problem.NotFound, "not-found"), "Content-Language", "zh-CN"},
		{problem.New(problem.NotFound, "not-found"), "Vary", "Accept-Language"},
		{problem.New(problem.NotFound, "not-found"), "Cache-Control", "no-store"},
		{problem.New(problem.NotFound, "not-found"), "Retry-After", ""},
		{problem.New(problem.Unauthorized, "not-logged-in"), "WWW-Authenticate", `Bearer realm="shuzhi"`},
		{problem.New(problem.TooMany, "too-many").After(1500 * time.Millisecond), "Retry-After", "2"},
		{problem.New(problem.Unavailable, "queue-full").After(2 * time.Second), "Retry-After", "2"},
		{problem.New(problem.Unavailable, "queue-full").After(time.Millisecond), "Retry-After", "1"},
		{problem.New(problem.Unavailable, "queue-full"), "Retry-After", "1"},
	} {
		if w, _, _ := answered(t, "GET", test.err); w.Header().Get(test.name) != test.value {
			t.Errorf("%v: %s is %q, not %q", test.err, test.name, w.Header().Get(test.name), test.value)
		}
	}
}

// The real server: routes, methods, panics, and answers that had begun.
func TestFailBehindEcho(t *testing.T) {
	a := &API{log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	e := echo.New()
	e.HTTPErrorHandler = a.fail
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{DisableErrorHandler: true, DisablePrintStack: true}))
	e.GET("/a", func(c echo.Context) error { return c.NoContent(204) })
	e.PATCH("/a", func(c echo.Context) error { return c.NoContent(204) })
	e.GET("/panic", func(echo.Context) error { panic("no day 2023-2-30") })
	e.GET("/file", func(c echo.Context) error {
		c.Response().Header().Set("Content-Disposition", "attachment")
		c.Response().Header().Set("ETag", `"1"`)
		return problem.New(problem.NotFound, "not-found")
	})
	e.GET("/begun", func(c echo.Context) error {
		_ = c.String(200, "begun")
		return errors.New("then it failed")
	})
	s := httptest.NewServer(e)
	defer s.Close()
	for _, test := range []struct {
		method, path string
		status       int
		header       string
		value        string
	}{
		{"GET", "/nowhere", 404, "Content-Type", "application/problem+json"},
		{"DELETE", "/a", 405, "Allow", "OPTIONS, GET, PATCH"},
		{"GET", "/panic", 500, "Content-Type", "application/problem+json"},
		{"GET", "/file", 404, "Content-Disposition", ""},
		{"GET", "/file", 404, "ETag", ""},
		{"GET", "/begun", 200, "Content-Type", "text/plain; charset=UTF-8"},
	} {
		r, _ := http.NewRequest(test.method, s.URL+test.path, nil)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != test.status || answer.Header.Get(test.header) != test.value || strings.Contains(string(body), "2023-2-30") {
			t.Errorf("%s %s: %s %v %s", test.method, test.path, answer.Status, answer.Header, body)
		}
	}
}
