package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/apitest"
	"shuzhi/internal/store/storetest"
)

const newPassword = "春风又绿-2024"

// TestLogin: a token for programs, a cookie for the web app, until they are given back.
func TestLogin(t *testing.T) {
	v := newTown(t)
	v.take(turn{"", "POST /users", `{"id":"$wang","username":"wang.fang","password":"` + apitest.Password + `","name":"王芳","role":"recorder","org_id":"$north1"}`, 201, "username=wang.fang version=1"})
	nobody := v.Nobody()
	r := nobody.Want("POST", "/sessions", `{"username":" Wang.Fang ","password":"`+apitest.Password+`"}`, 201)
	v.golden("login.json", bytes.Replace(r.Body, []byte(r.String("token")), []byte("ss_…"), 1))
	cookie := cookieOf(t, r)
	if cookie.Value != r.String("token") || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure {
		t.Errorf("cookie %v", cookie)
	}
	if r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a token may be kept by others: %v", r.Header)
	}
	expires, err := time.Parse(time.RFC3339, r.String("expires_at"))
	if err != nil || !expires.Equal(storetest.Noon.Add(14*24*time.Hour)) {
		t.Errorf("expires at %v, %v", expires, err)
	}
	me := nobody.Want("GET", "/me", nil, 200, "Cookie", cookie.Name+"="+cookie.Value)
	if string(me.Body) != string(v.With(cookie.Value).Want("GET", "/me", nil, 200).Body) || me.ID() != v.id("wang") || bytes.Contains(me.Body, []byte("password")) {
		t.Errorf("%s", me.Body)
	}
	nobody.Want("GET", "/me", nil, 200, "Authorization", "bearer "+cookie.Value)
	nobody.Want("GET", "/me", nil, 401, "Authorization", "Bearer x", "Cookie", cookie.Name+"="+cookie.Value)
	nobody.Want("GET", "/me", nil, 401)

	other := v.As("wang.fang") // several sessions live beside one another
	gone := nobody.Want("DELETE", "/sessions/current", nil, 204, "Cookie", cookie.Name+"="+cookie.Value)
	if c := cookieOf(t, gone); c.Name != cookie.Name || c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("logged out with the cookie %v", c)
	}
	nobody.Want("GET", "/me", nil, 401, "Cookie", cookie.Name+"="+cookie.Value)
	nobody.Want("DELETE", "/sessions/current", nil, 401, "Cookie", cookie.Name+"="+cookie.Value)
	other.Want("GET", "/me", nil, 200)

	v.Move(expires.Add(-time.Second))
	other.Want("GET", "/me", nil, 200)
	v.Move(expires.Add(time.Second))
	other.Want("GET", "/me", nil, 401)
}

func cookieOf(t *testing.T, r apitest.Response) *http.Cookie {
	t.Helper()
	answer := http.Response{Header: r.Header}
	cookies := answer.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies %v", cookies)
	}
	return cookies[0]
}

// TestLoginBodies: bad ones are told from wrong ones, and wrong ones from nothing.
func TestLoginBodies(t *testing.T) {
	v := newTown(t)
	v.take(turn{"", "POST /users", `{"id":"$wang","username":"wang","password":"` + apitest.Password + `","name":"王芳","role":"recorder","org_id":"$north1"}`, 201, ""})
	for _, c := range []struct {
		body   string
		status int
		faults string
	}{
		{`{}`, 422, "/username:required /password:required"}, {`{"username":"wang"}`, 422, "/password:required"}, {`{"username":1,"password":null,"remember":true}`, 422, "/username:type /password:required /remember:unknown-field"},
		{`{"username":"wang","password":"` + apitest.Password + ` "}`, 401, ""}, {`{"username":"nobody","password":"` + apitest.Password + `"}`, 401, ""}, {`{"username":"wang","password":"x"}`, 401, ""}, {`{"username":"' OR 1=1 --","password":"x"}`, 401, ""},
		{`{"username":"wang","password":"x","password":"y"}`, 400, ""}, {`x`, 400, ""}, {`[]`, 422, ":not-an-object"}, {`{"username":"` + strings.Repeat("x", 65) + `","password":"x"}`, 422, "/username:too-long"}, {`{"username":"wang","password":"` + strings.Repeat("x", 129) + `"}`, 422, "/password:too-long"},
	} {
		r := v.Nobody().Want("POST", "/sessions", c.body, c.status)
		if c.status == 422 && r.Faults() != c.faults || c.status == 401 && (r.Problem() != "wrong-credentials" || r.Header.Get("Set-Cookie") != "") {
			t.Errorf("%s: %s", c.body, r.Body)
		}
	}
	v.play([]turn{
		{"", "DELETE /users/$wang?reason=离任 @1", "", 204, ""},
	})
	v.Nobody().Want("POST", "/sessions", `{"username":"wang","password":"`+apitest.Password+`"}`, 401)
}

// TestGuessing: wrong passwords meet growing pauses, for those who are there and those who are not alike.
func TestGuessing(t *testing.T) {
	v := newTown(t)
	now := storetest.Noon
	guess := func(username, password string) apitest.Response {
		return v.Nobody().Do("POST", "/sessions", fmt.Sprintf(`{"username":"%s","password":"%s"}`, username, password))
	}
	var said [2]string
	for i, username := range []string{"admin", "nobody"} {
		now = now.Add(time.Hour)
		v.Move(now)
		for range 4 {
			guess(username, "wrong")
		}
		if r := guess(username, apitest.Password); r.Status == http.StatusTooManyRequests {
			t.Errorf("%s is paused by four wrong passwords", username)
		}
		now = now.Add(time.Hour)
		v.Move(now)
		last := 0
		for wrong := 1; wrong <= 9; wrong++ {
			r := guess(username, "wrong")
			if r.Status != http.StatusUnauthorized {
				t.Fatalf("%s, the %d. wrong password: %d %s", username, wrong, r.Status, r.Body)
			}
			said[i] += fmt.Sprint(r.At("type"), r.At("title"), r.At("detail"), "\n")
			if wrong < 5 {
				continue
			}
			r = guess(username, apitest.Password) // the right one has to wait, too
			pause, err := strconv.Atoi(r.Header.Get("Retry-After"))
			if r.Status != http.StatusTooManyRequests || err != nil || pause < last || pause > 20 || r.Problem() != "too-many-wrong-passwords" {
				t.Fatalf("%s after %d wrong passwords: %d, Retry-After %q after %d", username, wrong, r.Status, r.Header.Get("Retry-After"), last)
			}
			said[i] += fmt.Sprint(r.At("type"), r.At("title"), r.At("detail"), pause, "\n")
			last = pause
			now = now.Add(time.Duration(pause) * time.Second)
			v.Move(now)
		}
		if last < 16 {
			t.Errorf("the pauses of %s grow to %d", username, last)
		}
	}
	if said[0] != said[1] {
		t.Errorf("it tells who is there:\n%s\n%s", said[0], said[1])
	}
	if r := guess("admin", apitest.Password); r.Status != http.StatusCreated { // after the pause the right one is as good as ever
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

// TestMyPassword: it is changed by whoever knows the present one, and ends all sessions.
func TestMyPassword(t *testing.T) {
	v := newTown(t)
	me := v.User("wang", "viewer", v.id("north1"))
	change := func(password, current string) string {
		return fmt.Sprintf(`{"password":"%s","current_password":"%s"}`, password, current)
	}
	for _, c := range []struct {
		body   string
		status int
		faults string
	}{
		{change(newPassword, "wrong"), 422, "/current_password:wrong-password"}, {change("短", apitest.Password), 422, "/password:too-short"}, {change(strings.Repeat("长", 129), apitest.Password), 422, "/password:too-long"},
		{`{"password":"` + newPassword + `"}`, 422, "/current_password:required"}, {`{"current_password":"` + apitest.Password + `"}`, 422, "/password:required"}, {`{"role":"admin"}`, 422, "/role:unknown-field /password:required /current_password:required"},
	} {
		if r := me.Want("PATCH", "/me", c.body, c.status); r.Faults() != c.faults {
			t.Errorf("%s: %s", c.body, r.Body)
		}
	}
	for range 3 { // one was wrong above
		me.Want("PATCH", "/me", change(newPassword, "wrong"), 422)
	}
	me.Want("PATCH", "/me", change(newPassword, "wrong"), 422)
	if r := me.Want("PATCH", "/me", change(newPassword, apitest.Password), 429); r.Header.Get("Retry-After") == "" {
		t.Errorf("%s", r.Body)
	}
	v.Move(storetest.Noon.Add(time.Minute))
	other := v.As("wang")
	r := me.Want("PATCH", "/me", change(newPassword, apitest.Password), 200)
	if r.Int("version") != 2 || r.ETag() != `"2"` || bytes.Contains(r.Body, []byte("argon")) {
		t.Errorf("%s", r.Body)
	}
	me.Want("GET", "/me", nil, 401)
	other.Want("GET", "/me", nil, 401)
	v.Nobody().Want("POST", "/sessions", `{"username":"wang","password":"`+apitest.Password+`"}`, 401)
	v.Nobody().Want("POST", "/sessions", `{"username":"wang","password":"`+newPassword+`"}`, 201)
	v.as("secretary north").Want("PATCH", "/me", change(newPassword, apitest.Password), 403) // a token is nobody
	v.right()
}

// TestUsers: they have a list, GET, PATCH with the same fields, and DELETE with a reason; a new password or the end of a user ends their sessions.
func TestUsers(t *testing.T) {
	v := newTown(t)
	const who = "secretary north"
	v.play([]turn{
		{who, "POST /users", `{"id":"$wang","username":"Wang","password":"` + apitest.Password + `","name":"王芳","role":"recorder"}`, 201, "username=wang org_id=north version=1"},
		{who, "POST /users", `{"id":"$wang","username":"Wang","password":"another-2023","name":"王芳","role":"recorder"}`, 200, "version=1"}, // compared without the password
		{who, "POST /users", `{"username":"WANG","password":"` + apitest.Password + `","name":"x","role":"recorder"}`, 409, "username-taken"},
		{who, "GET /users?q=芳", "", 200, "items.*.id=[wang]"},
	})
	me := v.As("wang")
	if r := v.ask(who, "GET /users/$wang", ""); bytes.Contains(r.Body, []byte("argon")) || bytes.Contains(r.Body, []byte("password")) {
		t.Errorf("%s", r.Body)
	}
	v.take(turn{who, "PATCH /users/$wang @1", `{"password":"` + newPassword + `"}`, 200, "version=2"})
	me.Want("GET", "/me", nil, 401)
	v.take(turn{who, "PATCH /users/$wang @1", `{"password":"` + newPassword + `"}`, 200, "version=2"}) // sent again
	v.take(turn{who, "PATCH /users/$wang @1", `{"password":"` + newPassword + `x"}`, 412, "stale"})
	me = v.With(v.Nobody().Want("POST", "/sessions", `{"username":"wang","password":"`+newPassword+`"}`, 201).String("token"))
	v.play([]turn{
		{who, "PATCH /users/$wang @2", `{"role":"secretary"}`, 200, "role=secretary"},
		{who, "PATCH /users/$wang @3", `{"password":null}`, 422, "/password:required"},
		{who, "PATCH /users/$wang @3", `{"username":null,"name":"","role":"boss","colour":1}`, 422, ""},
	})
	me.Want("GET", "/users", nil, 200) // the new role holds at once
	me.Want("DELETE", "/users/"+v.id("wang")+"?reason=x", nil, 409, "If-Match", `"3"`)
	v.take(turn{who, "DELETE /users/$wang?reason=离任 @3", "", 204, ""})
	me.Want("GET", "/me", nil, 401)
	v.play([]turn{
		{who, "GET /users", "", 200, "items=[]"},
		{who, "GET /users?voided=true", "", 200, "items.*.id=[wang]"},
		{who, "GET /users/$wang", "", 200, "voided_on=2023-12-20 void_reason=离任"},
		{who, "POST /users", `{"id":"$zhao","username":"wang","password":"` + apitest.Password + `","name":"赵","role":"viewer"}`, 201, ""}, // the name is free
		{who, "POST /users/$wang/restore", "", 409, "username-taken"},
		{"", "GET /users?q=admin", "", 200, "items.0.username=admin items.0.org_id=null items.0.id:=root"},
		{"", "DELETE /users/$root?reason=x @1", "", 409, ""},
		{"", "PATCH /users/$root @1", `{"role":"viewer","org_id":"$north"}`, 409, "last-admin"},
	})
	v.right()
}

// TestTokens: shown once, kept hashed, good until their last day or until they are voided.
func TestTokens(t *testing.T) {
	v := newTown(t)
	const platform = `{"id":"$platform","name":"平台","role":"recorder","org_id":"$north","expires_on":"2023-12-22"}`
	r := v.take(turn{"", "POST /tokens", platform, 201, "version=1 name=平台 role=recorder org_id=north expires_on=2023-12-22"})
	secret := r.String("token")
	for _, again := range []apitest.Response{v.take(turn{"", "POST /tokens", platform, 200, ""}), v.ask("", "GET /tokens/$platform", ""), v.ask("", "GET /tokens", ""), v.ask("", "GET /audit?resource=tokens", "")} {
		if bytes.Contains(again.Body, []byte(secret)) {
			t.Errorf("the secret is told again: %s", again.Body)
		}
	}
	p := v.With(secret)
	p.Want("GET", "/people", nil, 200)
	p.Want("GET", "/users", nil, 403)
	p.Want("GET", "/me", nil, 403)
	p.Want("DELETE", "/sessions/current", nil, 403)
	v.MoveTo("2023-12-22")
	p.Want("GET", "/people", nil, 200)
	v.MoveTo("2023-12-23")
	p.Want("GET", "/people", nil, 401)
	v.play([]turn{
		{"", "POST /tokens", platform, 200, ""}, // it was good when it was sent first
		{"", "POST /tokens", `{"id":"$late","name":"平台","role":"recorder","org_id":"$north","expires_on":"2023-12-22"}`, 422, "/expires_on:past"},
		{"", "PATCH /tokens/$platform @1", `{"name":"x"}`, 405, ""},
	})
	other := v.take(turn{"", "POST /tokens", `{"id":"$other","name":"别的","role":"viewer","org_id":"$north"}`, 201, ""})
	v.take(turn{"", "DELETE /tokens/$other?reason=泄露 @1", "", 204, ""})
	v.With(other.String("token")).Want("GET", "/orgs", nil, 401)
	v.right()
}
