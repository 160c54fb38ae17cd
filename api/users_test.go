package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/store"
)

// door is the handler of the whole program over a fresh store, at noon of 9 March 2024, and who is asking.
type door struct {
	t       *testing.T
	handler http.Handler
	bearer  string
	headers []string
	ids     map[string]string // what was answered before, to be named in paths and bodies as {name}
}

const adminPassword = "海棠依旧-2023"

func newDoor(t *testing.T) *door {
	t.Helper()
	noon := time.Date(2024, 3, 9, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Now: func() time.Time { return noon }, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.EnsureAdmin(context.Background(), adminPassword); err != nil {
		t.Fatal(err)
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} // where httptest comes from
	return &door{t: t, handler: New(s, Options{Log: log, TrustedProxies: proxies}), ids: map[string]string{}}
}

// as is the same door for somebody else; headers are pairs of a name and a value.
func (d *door) as(bearer string, headers ...string) *door {
	other := *d
	other.bearer, other.headers = bearer, headers
	return &other
}

// ask sends a request and wants a status. {name} in path and body is the id that was answered under the name.
func (d *door) ask(method, path, body string, want int) *httptest.ResponseRecorder {
	d.t.Helper()
	for name, id := range d.ids {
		path, body = strings.ReplaceAll(path, "{"+name+"}", id), strings.ReplaceAll(body, "{"+name+"}", id)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Accept-Language", "en")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if d.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+d.bearer)
	}
	for i := 0; i < len(d.headers); i += 2 {
		r.Header.Set(d.headers[i], d.headers[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if w.Code != want {
		d.t.Fatalf("%s %s %s: %d %s, want %d", method, path, body, w.Code, w.Body, want)
	}
	return w
}

// make creates something and keeps its id under the name.
func (d *door) make(name, path, body string) map[string]any {
	d.t.Helper()
	made := object(d.t, d.ask("POST", path, body, http.StatusCreated))
	d.ids[name] = made["id"].(string)
	return made
}

func (d *door) login(username, password string) (token string) {
	d.t.Helper()
	answer := object(d.t, d.as("", d.headers...).ask("POST", "/sessions", `{"username":"`+username+`","password":"`+password+`"}`, http.StatusCreated))
	return answer["token"].(string)
}

func object(t *testing.T, w *httptest.ResponseRecorder) (o map[string]any) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &o); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return o
}

// says wants a problem with the code, or with the pointer and code of a field.
func says(t *testing.T, w *httptest.ResponseRecorder, code string) {
	t.Helper()
	o := object(t, w)
	said := strings.TrimPrefix(o["type"].(string), "urn:shuzhi:problem:")
	fields, _ := o["errors"].([]any)
	for _, f := range fields {
		f := f.(map[string]any)
		said += " " + f["pointer"].(string) + ":" + f["code"].(string)
	}
	if said != code {
		t.Errorf("said %q, want %q", said, code)
	}
}

func TestStoryOfUsers(t *testing.T) {
	d := newDoor(t)
	w := d.ask("POST", "/sessions", `{"username":"admin","password":"`+adminPassword+`"}`, 201)
	answer, cookie := object(t, w), w.Result().Cookies()[0]
	token := answer["token"].(string)
	if cookie.Name != "shuzhi_session" || cookie.Value != token || !cookie.HttpOnly || cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
		t.Errorf("cookie %v", cookie)
	}
	if answer["expires_at"] != "2024-03-23T12:00:00+08:00" || answer["user"].(map[string]any)["username"] != "admin" {
		t.Errorf("login answered %v", answer)
	}
	secure := d.as("", "X-Forwarded-Proto", "https", "X-Forwarded-For", "203.0.113.9").ask("POST", "/sessions", `{"username":"admin","password":"`+adminPassword+`"}`, 201)
	if !secure.Result().Cookies()[0].Secure {
		t.Error("over TLS the cookie is not Secure")
	}

	says(t, d.ask("GET", "/me", "", 401), "not-logged-in")
	says(t, d.as("", "Authorization", "Bearer nonsense", "Cookie", cookie.String()).ask("GET", "/me", "", 401), "bad-token")
	d.as("", "Cookie", cookie.String()).ask("GET", "/me", "", 200)
	d.as("", "Authorization", "Basic cHJveHk6cHJveHk=", "Cookie", cookie.String()).ask("GET", "/me", "", 200)

	root := d.as(token)
	if me := object(t, root.ask("GET", "/me", "", 200)); !reflect.DeepEqual(me, answer["user"]) {
		t.Errorf("I am %v, but logged in as %v", me, answer["user"])
	}
	root.make("street", "/orgs", `{"name":"青山街道党工委","kind":"committee"}`)
	root.make("community", "/orgs", `{"name":"青山社区党委","kind":"community","parent_id":"{street}"}`)
	says(t, root.ask("POST", "/users", `{"username":"x y","password":"short","name":"","role":"boss"}`, 422),
		"invalid /name:required /username:bad-username /role:unknown /password:too-short")
	says(t, root.ask("POST", "/users", `{"username":"li.na","password":"long enough","name":"李娜","role":"secretary"}`, 422), "invalid /org_id:required")
	const li = `{"id":"01890a5d-ac96-774b-bcce-b302099a8057","username":"Li.Na","password":"long enough","name":"李娜","role":"secretary","org_id":"{community}"}`
	made := root.make("li", "/users", li)
	if _, leaks := made["password"]; leaks || made["username"] != "li.na" || made["version"] != 1.0 {
		t.Errorf("made %v", made)
	}
	root.ask("POST", "/users", li, 200)
	says(t, root.ask("POST", "/users", strings.Replace(li, "李娜", "李纳", 1), 409), "id-taken")
	says(t, root.ask("POST", "/users", strings.Replace(li, "8057", "8058", 1), 409), "username-taken")

	// the secretary and those of her organisation
	secretary := root.as(root.login("li.na", "long enough"))
	says(t, secretary.ask("POST", "/users", `{"username":"boss","password":"long enough","name":"上级","role":"admin"}`, 403), "role-above-own")
	says(t, secretary.ask("POST", "/users", `{"username":"boss","password":"long enough","name":"上级","role":"viewer","org_id":"{street}"}`, 422), "invalid /org_id:unknown-organisation")
	wang := secretary.make("wang", "/users", `{"username":"wang","password":"long enough","name":"王芳","role":"recorder"}`)
	if wang["org_id"] != d.ids["community"] {
		t.Errorf("without org_id the user is of %v", wang["org_id"])
	}
	recorder := root.as(root.login("wang", "long enough"))
	says(t, recorder.ask("GET", "/users", "", 403), "role-may-not")
	recorder.ask("GET", "/me", "", 200)
	if list := object(t, secretary.ask("GET", "/users?q=WANG", "", 200)); len(list["items"].([]any)) != 1 {
		t.Errorf("found %v", list)
	}

	// passwords
	says(t, recorder.ask("PATCH", "/me", `{"password":"long enough 2","current_password":"wrong"}`, 422), "invalid /current_password:wrong-password")
	says(t, recorder.ask("PATCH", "/me", `{"password":"short"}`, 422), "invalid /current_password:required /password:too-short")
	recorder.ask("PATCH", "/me", `{"password":"long enough 2","current_password":"long enough"}`, 200)
	says(t, recorder.ask("GET", "/me", "", 401), "bad-token")
	recorder = root.as(root.login("wang", "long enough 2"))
	says(t, secretary.ask("PATCH", "/users/{wang}", `{"password":"long enough 3"}`, 428), "if-match-required")
	second := secretary.as(secretary.bearer, "If-Match", `"2"`)
	second.ask("PATCH", "/users/{wang}", `{"password":"long enough 3"}`, 200)
	recorder.ask("GET", "/me", "", 401)
	second.ask("PATCH", "/users/{wang}", `{"password":"long enough 3"}`, 200) // sent again
	says(t, second.ask("PATCH", "/users/{wang}", `{"password":"long enough 4"}`, 412), "stale")
	third := secretary.as(secretary.bearer, "If-Match", `"3"`)
	says(t, third.ask("PATCH", "/users/{wang}", `{"password":"short","role":"boss"}`, 422), "invalid /password:too-short /role:unknown")
	says(t, third.ask("PATCH", "/users/{wang}", `{"role":"admin","org_id":null}`, 403), "role-above-own")
	third.ask("PATCH", "/users/{wang}", `{"name":"王芳芳"}`, 200)
	recorder = root.as(root.login("wang", "long enough 3"))

	// the end
	third.ask("DELETE", "/users/{wang}?reason=x", "", 412)
	secretary.as(secretary.bearer, "If-Match", `"4"`).ask("DELETE", "/users/{wang}?reason=%E7%A6%BB%E4%BB%BB", "", 204)
	recorder.ask("GET", "/me", "", 401)
	says(t, secretary.as(secretary.bearer, "If-Match", `"1"`).ask("DELETE", "/users/{li}?reason=x", "", 409), "own-user")
	secretary.ask("POST", "/users/{wang}/restore", "", 200)
	if list := object(t, secretary.ask("GET", "/users/{wang}/history", "", 200)); len(list["items"].([]any)) != 5 || strings.Contains(string(must(json.Marshal(list))), "argon2") {
		t.Errorf("history %v", list)
	}
	secretary.ask("DELETE", "/sessions/current", "", 204)
	secretary.ask("GET", "/me", "", 401)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestStoryOfTokens(t *testing.T) {
	d := newDoor(t)
	root := d.as(d.login("admin", adminPassword))
	root.make("street", "/orgs", `{"name":"青山街道党工委","kind":"committee"}`)
	says(t, root.ask("POST", "/tokens", `{"name":"平台","role":"viewer","expires_on":"2024-03-08"}`, 422), "invalid /org_id:required /expires_on:past")
	const platform = `{"id":"01890a5d-ac96-774b-bcce-b302099a8057","name":"平台","role":"secretary","org_id":"{street}","expires_on":"2024-03-09"}`
	made := root.make("platform", "/tokens", platform)
	shown := made["token"].(string)
	if !strings.HasPrefix(shown, "sz_") {
		t.Errorf("the token is %q", shown)
	}
	for _, w := range []*httptest.ResponseRecorder{root.ask("POST", "/tokens", platform, 200), root.ask("GET", "/tokens/{platform}", "", 200)} {
		if _, leaks := object(t, w)["token"]; leaks {
			t.Errorf("the secret is answered again: %s", w.Body)
		}
	}
	platformDoor := root.as(shown)
	platformDoor.ask("GET", "/users", "", 200)
	says(t, platformDoor.ask("GET", "/me", "", 403), "not-for-tokens")
	says(t, platformDoor.ask("DELETE", "/sessions/current", "", 403), "not-for-tokens")
	says(t, root.ask("DELETE", "/tokens/{platform}?reason=x", "", 428), "if-match-required")
	root.as(root.bearer, "If-Match", `"1"`).ask("DELETE", "/tokens/{platform}?reason=x", "", 204)
	says(t, platformDoor.ask("GET", "/users", "", 401), "bad-token")
}

func TestStoryOfGuessing(t *testing.T) {
	d := newDoor(t)
	for _, username := range []string{"admin", "nobody"} {
		var said string
		for i := range 6 {
			want := 401
			if i == 5 {
				want = 429
			}
			w := d.ask("POST", "/sessions", `{"username":"`+username+`","password":"wrong password"}`, want)
			if said = w.Header().Get("Retry-After"); (said == "1") != (i == 5) {
				t.Errorf("guess %d of %s: Retry-After %q", i, username, said)
			}
		}
	}
	d.as("", "X-Forwarded-For", "203.0.113.9").login("admin", adminPassword) // nobody is locked out by others
	says(t, d.ask("POST", "/sessions", `{"username":"admin"}`, 422), "invalid /password:required")
}
