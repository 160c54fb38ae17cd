package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// asked makes a context of a request; headers are pairs of a name and a value.
func asked(method, target, body string, headers ...string) (echo.Context, *httptest.ResponseRecorder) {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if i := strings.IndexByte(target, '?'); i >= 0 {
		r.URL.RawQuery = target[i+1:]
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	return echo.New().NewContext(r, w), w
}

func queryOf(raw string) *query {
	c, _ := asked("GET", "/activities", "")
	c.Request().URL.RawQuery = raw
	return newQuery(c)
}

// readAll reads one parameter in each way.
func readAll(q *query) map[string]any {
	return map[string]any{
		"text": q.text("text"), "id": q.id("id"), "date": q.date("date"), "bool": q.bool("bool", true), "int": q.int("int", 50, 1, 200),
		"list": q.list("list"), "by": q.oneOf("by", "month", "org"), "span": q.spanOrNone(),
	}
}

func TestQuery(t *testing.T) {
	id, _ := uid.Parse(anID)
	none := map[string]any{"text": "", "id": uid.ID{}, "date": calendar.Date(0), "bool": true, "int": 50, "list": []string(nil), "by": "", "span": calendar.Span{}}
	for _, test := range []struct {
		what, raw string
		want      map[string]any
		bad       string
	}{
		{"nothing", "", nil, ""},
		{"all", "text=%E5%85%9A+%E8%AF%BE&id=" + anID + "&date=2023-03-15&bool=false&int=200&list=a,b&by=org&year=2023", map[string]any{
			"text": "党 课", "id": id, "date": calendar.MustDay(2023, 3, 15), "bool": false, "int": 200, "list": []string{"a", "b"}, "by": "org", "span": calendar.YearSpan(2023)}, ""},
		{"days", "from=2023-03-15&to=2023-03-15", map[string]any{"span": calendar.Span{From: 20230315, To: 20230315}}, ""},
		{"stray ampersands", "&&by=org&", map[string]any{"by": "org"}, ""},
		{"true", "bool=true", nil, ""},

		{"unknown", "x=1&y=2&by=org", map[string]any{"by": "org"}, "?x unknown-parameter\n?y unknown-parameter"},
		{"empty", "text=&id&date=%20&year=", nil, "?text empty\n?id empty\n?date empty\n?year empty"},
		{"repeated", "text=a&text=a", map[string]any{"text": "a"}, "?text repeated-parameter"},
		{"all at once", "id=1&date=2023-02-29&bool=1&int=x&list=a,,b&by=day&text=a%0a&z=1", nil,
			"?text one-line\n?id id\n?date date\n?bool type boolean\n?int type integer\n?list empty-item\n?by one-of month, org\n?z unknown-parameter"},
		{"bounds", "int=0&year=1899", nil, "?int minimum 1\n?year minimum 1900"},
		{"far bounds", "int=99999999999999999999&year=3000", nil, "?int maximum 200\n?year maximum 2999"},
		{"signs", "int=%2B5", nil, "?int type integer"},
		{"fractions", "int=1.0", nil, "?int type integer"},
		{"the same word twice", "list=a,b,a", nil, "?list repeated a"},
		{"too many words", "list=" + strings.Repeat("a,", 100) + strings.Repeat("b,", 100), nil, "?list repeated a"},
		{"long", "text=" + strings.Repeat("x", 201), nil, "?text too-long 200"},
		{"bad escapes", "text=%zz&%zz=1&id=%ff&bool=%00", nil, "?text encoding\n?%zz encoding\n?id encoding\n?bool type boolean"},
		{"year and days", "year=2023&from=2023-01-01&to=2023-12-31", nil, "?year year-or-span"},
		{"from alone", "from=2023-01-01", nil, "?to required"},
		{"to alone", "to=2023-01-01", nil, "?from required"},
		{"bad from", "from=x&to=2023-01-01", nil, "?from date"},
		{"backwards", "from=2023-01-02&to=2023-01-01", nil, "?from after-to"},
	} {
		t.Run(test.what, func(t *testing.T) {
			q := queryOf(test.raw)
			got := readAll(q)
			for name, value := range none {
				if want, ok := test.want[name]; ok {
					value = want
				}
				if !reflect.DeepEqual(got[name], value) {
					t.Errorf("%s: got %v, want %v", name, got[name], value)
				}
			}
			if bad := badFields(q.err()); bad != test.bad {
				t.Errorf("got:\n%s\nwant:\n%s", bad, test.bad)
			}
		})
	}
}

func TestQuerySpan(t *testing.T) {
	if s := queryOf("").span(20230315); s != calendar.YearSpan(2023) {
		t.Error(s)
	}
	if s := queryOf("year=2020").span(20230315); s != calendar.YearSpan(2020) {
		t.Error(s)
	}
}

func TestQueryReason(t *testing.T) {
	for raw, want := range map[string]string{"": "?reason required", "reason=": "?reason empty", "reason=%E8%AF%AF%E5%BD%95": "", "reason=a%0Ab": "?reason one-line"} {
		q := queryOf(raw)
		q.reason()
		if got := badFields(q.err()); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
}

func TestCursor(t *testing.T) {
	key := []byte("a key of the database")
	last, _ := uid.Parse(anID)
	page := queryOf("kind=talk&limit=10&org_id=" + anID)
	cursor := encodeCursor(key, "2023-03-15", last, page.fingerprint())

	next := queryOf("limit=20&org_id=" + anID + "&kind=talk&cursor=" + cursor)
	if day, id := next.cursor(key, next.fingerprint()); day != "2023-03-15" || id != last {
		t.Errorf("got %s %s: %v", day, id, next.faults)
	}
	for what, q := range map[string]*query{
		"of another query": queryOf("kind=visit&org_id=" + anID + "&cursor=" + cursor),
		"cut":              queryOf("kind=talk&org_id=" + anID + "&cursor=" + cursor[:len(cursor)-1]),
		"longer":           queryOf("kind=talk&org_id=" + anID + "&cursor=" + cursor + "A"),
		"changed":          queryOf("kind=talk&org_id=" + anID + "&cursor=" + cursor[:len(cursor)-4] + "AAAA"),
		"made up":          queryOf("kind=talk&org_id=" + anID + "&cursor=x"),
		"with a break":     queryOf("kind=talk&org_id=" + anID + "&cursor=" + cursor + "%0a"),
		"no base64":        queryOf("kind=talk&org_id=" + anID + "&cursor=%2B%2B"),
	} {
		if day, id := q.cursor(key, q.fingerprint()); day != "" || !id.IsZero() || badFields(&problem.Error{Fields: q.fields}) != "?cursor cursor" {
			t.Errorf("%s: %s %s %v", what, day, id, q.fields)
		}
	}
	if _, _, ok := decodeCursor([]byte("another key"), cursor, page.fingerprint()); ok {
		t.Error("taken under another key")
	}
	if day, id, ok := decodeCursor(key, encodeCursor(key, "", last, ""), ""); !ok || day != "" || id != last {
		t.Error("no day:", day, id, ok)
	}
}

func TestFingerprint(t *testing.T) {
	same := queryOf("a=1&b=2").fingerprint()
	for _, raw := range []string{"b=2&a=1", "a=1&b=2&limit=5&cursor=x", "a=%31&b=2"} {
		if queryOf(raw).fingerprint() != same {
			t.Error(raw, "differs")
		}
	}
	for _, raw := range []string{"", "a=1", "a=2&b=1", "a=1%0A%22b%22=%222%22", "a=1&b=2&c=3"} {
		if queryOf(raw).fingerprint() == same {
			t.Error(raw, "is the same")
		}
	}
	c, _ := asked("GET", "/wishes?a=1&b=2", "")
	if newQuery(c).fingerprint() == same {
		t.Error("another path is the same")
	}
}

func TestReadBody(t *testing.T) {
	const json = "application/json"
	for _, test := range []struct {
		what, method, body string
		headers            []string
		want               string
	}{
		{"json", "POST", "{}", []string{"Content-Type", json}, ""},
		{"with charset", "POST", "{}", []string{"Content-Type", `Application/JSON; charset="UTF-8"`}, ""},
		{"merge patch", "PATCH", "{}", []string{"Content-Type", "application/merge-patch+json"}, ""},
		{"patch by json", "PATCH", "{}", []string{"Content-Type", json}, ""},
		{"no body needs no type", "POST", "", nil, ""},
		{"just short enough", "POST", "12345678", []string{"Content-Type", json}, ""},
		{"no type", "POST", "{}", nil, "wrong-type"},
		{"another type", "POST", "{}", []string{"Content-Type", "text/plain"}, "wrong-type"},
		{"form", "POST", "a=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, "wrong-type"},
		{"merge patch is no record", "POST", "{}", []string{"Content-Type", "application/merge-patch+json"}, "wrong-type"},
		{"another charset", "POST", "{}", []string{"Content-Type", json + "; charset=gb18030"}, "wrong-type"},
		{"no media type", "POST", "{}", []string{"Content-Type", "json"}, "wrong-type"},
		{"broken parameters", "POST", "{}", []string{"Content-Type", json + "; charset"}, "wrong-type"},
		{"compressed", "POST", "{}", []string{"Content-Type", json, "Content-Encoding", "gzip"}, "wrong-type"},
		{"identity", "POST", "{}", []string{"Content-Type", json, "Content-Encoding", "identity"}, ""},
		{"too long", "POST", "123456789", []string{"Content-Type", json}, "too-large"},
	} {
		for _, chunked := range []bool{false, true} {
			c, _ := asked(test.method, "/", test.body, test.headers...)
			if chunked {
				c.Request().ContentLength = -1
			}
			body, err := readBody(c, 8)
			code := ""
			if err != nil {
				code = problemOf(err).Code
			}
			if code != test.want || err == nil && string(body) != test.body {
				t.Errorf("%s (chunked %v): got %q %v, want %q", test.what, chunked, body, err, test.want)
			}
		}
	}
	c, _ := asked("POST", "/", "", "Content-Type", json)
	c.Request().ContentLength, c.Request().Body = 100, io.NopCloser(io.MultiReader(strings.NewReader("{"), broken{}))
	if _, err := readBody(c, 200); problemOf(err).Code != "body-cut-off" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

func TestReadBodyOfWhoHasGone(t *testing.T) {
	c, _ := asked("POST", "/", "", "Content-Type", "application/json")
	gone, cancel := context.WithCancel(c.Request().Context())
	cancel()
	c.SetRequest(c.Request().WithContext(gone))
	c.Request().ContentLength, c.Request().Body = 100, io.NopCloser(broken{})
	if _, err := readBody(c, 200); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A server that reads no further still gets its answer through.
func TestReadBodyTooLong(t *testing.T) {
	e := echo.New()
	e.HTTPErrorHandler = new(API).fail
	e.POST("/", func(c echo.Context) error {
		_, err := readBody(c, 4<<20)
		return err
	})
	s := httptest.NewServer(e)
	defer s.Close()
	for _, known := range []bool{true, false} {
		var body io.Reader = strings.NewReader(strings.Repeat(" ", 5<<20))
		if !known {
			body = io.MultiReader(body)
		}
		answer, err := http.Post(s.URL, "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Error(answer.Status)
		}
	}
}

func TestIfMatch(t *testing.T) {
	for _, test := range []struct {
		headers []string
		version int
		code    string
	}{
		{[]string{`"3"`}, 3, ""},
		{[]string{` "3" `}, 3, ""},
		{[]string{`"3", "3"`}, 3, ""},
		{[]string{`"3"`, `"3"`}, 3, ""},
		{[]string{`*`}, 0, ""},
		{nil, 0, "if-match-required"},
		{[]string{" "}, 0, "if-match-required"},
		{[]string{`W/"3"`}, 0, "stale"},
		{[]string{`"03"`}, 0, "stale"},
		{[]string{`"0"`}, 0, "stale"},
		{[]string{`"-1"`}, 0, "stale"},
		{[]string{`""`}, 0, "stale"},
		{[]string{`"abc"`}, 0, "stale"},
		{[]string{`"99999999999999999999"`}, 0, "stale"},
		{[]string{`3`}, 0, "if-match-malformed"},
		{[]string{`"3`}, 0, "if-match-malformed"},
		{[]string{`"3" "4"`}, 0, "if-match-malformed"},
		{[]string{`"3", "4"`}, 0, "if-match-malformed"},
		{[]string{`"3", *`}, 0, "if-match-malformed"},
		{[]string{`w/"3"`}, 0, "if-match-malformed"},
		{[]string{`,`}, 0, "if-match-malformed"},
		{[]string{`W/`}, 0, "if-match-malformed"},
		{[]string{`"a b"`}, 0, "if-match-malformed"},
	} {
		c, _ := asked("PATCH", "/", "")
		c.Request().Header["If-Match"] = test.headers
		version, err := ifMatch(c)
		code := ""
		if err != nil {
			code = problemOf(err).Code
		}
		if version != test.version || code != test.code {
			t.Errorf("%q: got %d %s, want %d %s", test.headers, version, code, test.version, test.code)
		}
	}
}

func TestIfNoneMatch(t *testing.T) {
	for _, test := range []struct {
		header, tag string
		want        bool
	}{
		{``, `"3"`, false}, {`"3"`, `"3"`, true}, {`"2"`, `"3"`, false}, {`W/"3"`, `"3"`, true}, {`"3"`, `W/"3"`, true},
		{`"1", W/"3" ,"4"`, `"3"`, true}, {`"1",, "3"`, `"3"`, true}, {`*`, `"3"`, true}, {`3`, `"3"`, false}, {`"3", 4`, `"3"`, false},
	} {
		c, _ := asked("GET", "/", "", "If-None-Match", test.header)
		if got := ifNoneMatch(c, test.tag); got != test.want {
			t.Errorf("%s and %s: %v", test.header, test.tag, got)
		}
	}
}

func TestLangOf(t *testing.T) {
	for header, want := range map[string]lang{
		"": chinese, "en": english, "en-US": english, "EN": english, "zh": chinese, "zh-CN,zh;q=0.9,en;q=0.8": chinese, "en-GB,en;q=0.9,zh;q=0.8": english,
		"zh;q=0.5,en;q=0.6": english, "zh,en": chinese, "en,zh": english, "*": chinese, "en,*": english, "*,en": chinese, "en;q=0.4,*;q=0.5": chinese,
		"fr": chinese, "fr,en;q=0.1": english, "en;q=0": chinese, "zh;q=0,*": english, "en;q=2": chinese, "en;q=x": chinese, "en;level=1": chinese,
		"en;q=0.0001": chinese, "en; q=1.0 , zh ; q=0.9": english, ";;;,,": chinese, "english": chinese, "en-US-x-twain;q=0.3": english,
	} {
		c, _ := asked("GET", "/", "", "Accept-Language", header)
		if got := langOf(c); got != want {
			t.Errorf("%q: %s", header, got.tag())
		}
	}
}

func FuzzCursor(f *testing.F) {
	key := []byte("a key of the database")
	f.Add("2023-03-15", []byte("0123456789abcdef"), "print", "AAAA", uint(3))
	f.Fuzz(func(t *testing.T, day string, raw []byte, print, madeUp string, flip uint) {
		var last uid.ID
		copy(last[:], raw)
		cursor := encodeCursor(key, day, last, print)
		if d, id, ok := decodeCursor(key, cursor, print); !ok || d != day || id != last {
			t.Fatalf("%q %v became %q %v", day, last, d, id)
		}
		if _, _, ok := decodeCursor(key, cursor, print+"x"); ok {
			t.Fatal("taken for another list")
		}
		if _, _, ok := decodeCursor(key, madeUp, print); ok && madeUp != cursor {
			t.Fatalf("%q was made up, and taken", madeUp)
		}
		b := []byte(cursor)
		if b[flip%uint(len(b))] ^= 1; string(b) != cursor {
			if _, _, ok := decodeCursor(key, string(b), print); ok {
				t.Fatalf("%s was changed to %s, and taken", cursor, b)
			}
		}
	})
}
