// Package apitest knocks at the real door: the whole API over books of its own, with every exchange held against the
// OpenAPI document. What the document does not say fails the test.
//
// Tests that use it stand in package api_test, since it imports package api.
package apitest

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shuzhi/api"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
)

// Password is everybody's.
const Password = "海棠依旧-2023"

// Client asks as somebody. Others over the same books come from As, Nobody and With.
type Client struct {
	*World
	t     testing.TB
	token string
}

// World is the program under test.
type World struct {
	Store   *store.Store
	Handler http.Handler
	clock   *atomic.Pointer[time.Time]
}

// New opens fresh books at noon of 20 December 2023 and logs the admin in.
func New(t testing.TB) *Client {
	t.Helper()
	clock := new(atomic.Pointer[time.Time])
	clock.Store(&storetest.Noon)
	now := func() time.Time { return *clock.Load() }
	dir := t.TempDir()
	token := ""
	if !storetest.OnPostgres() {
		token = prepared(t, dir)
	}
	s := storetest.Open(t, dir, now)
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	w := &World{Store: s, Handler: api.New(s, api.Options{Log: log}), clock: clock}
	c := &Client{World: w, t: t, token: token}
	if token != "" {
		return c
	}
	if _, err := s.EnsureAdmin(t.Context(), Password); err != nil {
		t.Fatal(err)
	}
	return c.As("admin")
}

// template is SQLite's file after the first start and the admin's login: hashing passwords is dear, copying is not.
var template struct {
	sync.Once
	file  []byte
	token string
}

// prepared puts the template into the folder and gives the admin's token.
func prepared(t testing.TB, dir string) (token string) {
	t.Helper()
	template.Do(func() {
		made, now := t.TempDir(), func() time.Time { return storetest.Noon }
		s, err := store.Open(t.Context(), store.Options{Dir: made, Now: now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.EnsureAdmin(t.Context(), Password); err != nil {
			t.Fatal(err)
		}
		session, err := s.Login(t.Context(), "admin", Password)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		template.token = session.Token
		if template.file, err = os.ReadFile(filepath.Join(made, "shuzhi.db")); err != nil {
			t.Fatal(err)
		}
	})
	if template.file == nil {
		t.Fatal("the first test could not prepare the books")
	}
	if err := os.WriteFile(filepath.Join(dir, "shuzhi.db"), template.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return template.token
}

// Move sets the clock. Sessions end after 14 days: log in anew with As.
func (w *World) Move(to time.Time) { w.clock.Store(&to) }

// MoveTo sets the clock to noon of a day, 2023-12-20.
func (c *Client) MoveTo(day string) {
	c.t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, storetest.Noon.Location())
	if err != nil {
		c.t.Fatal(err)
	}
	c.Move(at.Add(12 * time.Hour))
}

// As logs somebody in.
func (c *Client) As(username string) *Client {
	c.t.Helper()
	r := c.Nobody().Want("POST", "/sessions", map[string]string{"username": username, "password": Password}, http.StatusCreated)
	return c.With(r.String("token"))
}

// User lets a user in, with a role and for an organisation, and logs them in.
func (c *Client) User(username, role, orgID string) *Client {
	c.t.Helper()
	c.Want("POST", "/users", map[string]string{"username": username, "password": Password, "name": username, "role": role, "org_id": orgID}, http.StatusCreated)
	return c.As(username)
}

// With asks with the token.
func (c *Client) With(token string) *Client { return &Client{c.World, c.t, token} }

// Nobody asks without a login.
func (c *Client) Nobody() *Client { return c.With("") }

// In asks for a subtest, which then fails instead of its parent.
func (c *Client) In(t testing.TB) *Client { return &Client{c.World, t, c.token} }

// Form is a body of multipart/form-data: texts, or Files.
type Form map[string]any

// File is a file of a form.
type File struct {
	Name    string
	Content []byte
}

// Want is Do, and wants the status.
func (c *Client) Want(method, path string, body any, status int, headers ...string) Response {
	c.t.Helper()
	r := c.Do(method, path, body, headers...)
	if r.Status != status {
		c.t.Fatalf("%s %s: %d, want %d\n%s", method, path, r.Status, status, r.Body)
	}
	return r
}

// Do asks. The path is that of the document, with a query perhaps; the body a text of JSON, bytes, a Form or a value, nil for
// none; headers are pairs of name and value.
func (c *Client) Do(method, path string, body any, headers ...string) Response {
	c.t.Helper()
	if !outside(path) {
		path = "/api/v1" + path
	}
	content, kind := encode(c.t, body)
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, bytes.NewReader(content))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.Handler.ServeHTTP(w, r)
	r.Body = io.NopCloser(bytes.NewReader(content)) // as it was sent
	Check(c.t, r, w.Code, w.Header(), w.Body.Bytes())
	return Response{c.t, w.Code, w.Header(), w.Body.Bytes()}
}

// outside reports whether a path does not stand under /api/v1.
func outside(path string) bool {
	for _, other := range []string{"/api/", "/healthz", "/readyz", "/openapi.json", "/swagger"} {
		if strings.HasPrefix(path, other) {
			return true
		}
	}
	return path == "/"
}

// encode gives the bytes of a body, and of which media type they are.
func encode(t testing.TB, body any) (content []byte, kind string) {
	t.Helper()
	switch body := body.(type) {
	case nil:
		return nil, ""
	case string:
		return []byte(body), "application/json"
	case []byte:
		return body, "application/json"
	case Form:
		return encodeForm(t, body)
	}
	content, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return content, "application/json"
}

func encodeForm(t testing.TB, form Form) (content []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range form {
		var err error
		if file, ok := value.(File); ok {
			var part io.Writer
			if part, err = w.CreateFormFile(name, file.Name); err == nil {
				_, err = part.Write(file.Content)
			}
		} else {
			err = w.WriteField(name, value.(string))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}
