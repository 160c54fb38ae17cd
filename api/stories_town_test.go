package api_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"shuzhi/internal/apitest"
)

func init() {
	if flag.Lookup("update") == nil {
		flag.Bool("update", false, "write the golden answers anew")
	}
}

// anew logs the admin in anew, after the clock went on; the others' tokens last.
func (v *town) anew() {
	v.t.Helper()
	v.Client = v.As("admin")
}

// town is a street with two communities and their branches, and whoever speaks there. Its stories are tables of turns.
//
//	street 青山街道党工委
//	├── north 北苑社区党委 ── north1 第一党支部 ── group1 党小组, north2 第二党支部
//	└── south 南苑社区党委 ── south1 南苑党支部
type town struct {
	*apitest.Client // the admin
	t               *testing.T
	speakers        map[string]*apitest.Client
	tokens          map[string]string
	ids             map[string]string // by name, where the server gave them
	names           map[string]string // of ids
	naming          *sync.Mutex       // some stories are told at once
}

// turn is what somebody asks, and what the answer must be.
type turn struct {
	who    string // a role and an organisation, as "recorder north1"; the admin where it is empty
	do     string // method, path, and "@2" for If-Match: "2"; $name stands for the id of that name
	body   string
	status int
	// want is places of the answer and what stands there: status=open helper_ids=[p1] items.#=2 items.*.id=[a,b] items.0.id:=w1 (which
	// names an id). Of a problem it is the last part of its type, or the bad fields: /on:future /topic:required.
	want string
}

func newTown(t *testing.T) *town {
	t.Helper()
	v := &town{Client: apitest.New(t), t: t, speakers: map[string]*apitest.Client{}, tokens: map[string]string{}, ids: map[string]string{}, names: map[string]string{}, naming: new(sync.Mutex)}
	v.play([]turn{
		{"", "POST /orgs", `{"id":"$street","kind":"committee","name":"青山街道党工委"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$north","kind":"community","name":"北苑社区党委","parent_id":"$street"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$north1","kind":"branch","name":"北苑第一党支部","parent_id":"$north"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$group1","kind":"group","name":"第一党小组","parent_id":"$north1"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$north2","kind":"branch","name":"北苑第二党支部","parent_id":"$north"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$south","kind":"community","name":"南苑社区党委","parent_id":"$street"}`, 201, ""},
		{"", "POST /orgs", `{"id":"$south1","kind":"branch","name":"南苑党支部","parent_id":"$south"}`, 201, ""},
	})
	return v
}

// in is the town for a subtest.
func (v *town) in(t *testing.T) *town {
	sub := *v
	sub.t, sub.Client, sub.speakers = t, v.Client.In(t), map[string]*apitest.Client{}
	for who, c := range v.speakers {
		sub.speakers[who] = c.In(t)
	}
	return &sub
}

// play takes the turns one after another.
func (v *town) play(turns []turn) {
	v.t.Helper()
	for _, turn := range turns {
		v.take(turn)
	}
}

// take asks what the turn says, and holds the answer against it.
func (v *town) take(turn turn) apitest.Response {
	v.t.Helper()
	r := v.ask(turn.who, turn.do, turn.body)
	if r.Status != turn.status {
		v.t.Errorf("%s %s: %d, want %d\n%s\n%s", turn.who, turn.do, r.Status, turn.status, turn.body, v.plain(string(r.Body)))
		return r
	}
	if r.Status >= 400 {
		if said := v.problem(r); turn.want != "" && said != turn.want {
			v.t.Errorf("%s %s: %q, want %q\n%s", turn.who, turn.do, said, turn.want, turn.body)
		}
		return r
	}
	var body any
	if len(r.Body) > 0 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		r.JSON(&body)
	}
	for pair := range strings.FieldsSeq(turn.want) {
		place, want, _ := strings.Cut(pair, "=")
		at := look(body, splitPlace(strings.TrimSuffix(place, ":")))
		if strings.HasSuffix(place, ":") {
			id, _ := at.(string)
			v.ids[want], v.names[id] = id, want
			continue
		}
		if said := v.say(at); said != want {
			v.t.Errorf("%s %s: %s is %s, want %s\n%.800s", turn.who, turn.do, place, said, want, v.plain(string(r.Body)))
		}
	}
	return r
}

// problem is what a problem says: its bad fields, or its code where it names none.
func (v *town) problem(r apitest.Response) string {
	if code := r.Problem(); code != "invalid" {
		return code
	}
	return r.Faults()
}

// ask sends a request as somebody.
func (v *town) ask(who, do, body string) apitest.Response {
	v.t.Helper()
	method, rest, _ := strings.Cut(do, " ")
	path, version, matching := strings.Cut(rest, " @")
	var headers []string
	if matching {
		headers = []string{"If-Match", `"` + version + `"`}
	}
	var content any
	if body != "" {
		content = v.with(body)
	}
	return v.as(who).Do(method, v.with(path), content, headers...)
}

// raw asks what the document does not allow and the program takes all the same, and gives the body of the answer.
func (v *town) raw(who, method, path, body string) string {
	v.t.Helper()
	r := httptest.NewRequestWithContext(v.t.Context(), method, "/api/v1"+v.with(path), strings.NewReader(v.with(body)))
	r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + v.token(who)}}
	w := httptest.NewRecorder()
	v.Handler.ServeHTTP(w, r)
	return v.plain(w.Body.String())
}

// as is who speaks: an integration token of the role, which costs no password.
func (v *town) as(who string) *apitest.Client {
	v.t.Helper()
	if who == "" {
		return v.Client
	}
	if v.speakers[who] == nil {
		role, org, _ := strings.Cut(who, " ")
		r := v.Want("POST", "/tokens", v.with(fmt.Sprintf(`{"name":"%s","role":"%s","org_id":"$%s","expires_on":"2099-12-31"}`, who, role, org)), http.StatusCreated)
		v.tokens[who] = r.String("token")
		v.speakers[who] = v.With(v.tokens[who])
	}
	return v.speakers[who]
}

func (v *town) token(who string) string {
	v.as(who)
	return v.tokens[who]
}

var named = regexp.MustCompile(`\$([a-z][a-z0-9_]*)`)

// with puts ids in place of their $names.
func (v *town) with(s string) string {
	return named.ReplaceAllStringFunc(s, func(name string) string { return v.id(name[1:]) })
}

// id is the id that bears the name: the same in every run, and later for a name that was met later in its town.
func (v *town) id(name string) string {
	v.naming.Lock()
	defer v.naming.Unlock()
	if v.ids[name] == "" {
		sum := sha256.Sum256([]byte(name))
		v.ids[name] = fmt.Sprintf("018b0000-%04x-7000-8000-%x", len(v.ids), sum[:6])
		v.names[v.ids[name]] = name
	}
	return v.ids[name]
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// plain puts names in place of ids; one that bears none is numbered.
func (v *town) plain(s string) string {
	strange := map[string]string{}
	return anyID.ReplaceAllStringFunc(s, func(id string) string {
		if name := v.names[id]; name != "" {
			return name
		}
		if strange[id] == "" {
			strange[id] = "#" + strconv.Itoa(len(strange)+1)
		}
		return strange[id]
	})
}

// placed gives what stands at a place of an answer, as want names it.
func (v *town) placed(r apitest.Response, place string) any {
	v.t.Helper()
	var body any
	r.JSON(&body)
	return look(body, splitPlace(place))
}

func splitPlace(place string) []string { return strings.Split(place, ".") }

// look gives what stands at a place: a key, an index, # for how many there are, * for the same of each.
func look(in any, place []string) any {
	if len(place) == 0 || place[0] == "" {
		return in
	}
	switch in := in.(type) {
	case map[string]any:
		return look(in[place[0]], place[1:])
	case []any:
		switch i, err := strconv.Atoi(place[0]); {
		case place[0] == "#":
			return float64(len(in))
		case place[0] == "*":
			each := make([]any, len(in))
			for i, v := range in {
				each[i] = look(v, place[1:])
			}
			return each
		case err == nil && i < len(in):
			return look(in[i], place[1:])
		}
	}
	return nil
}

// say writes a value in one word: ids by name, spaces as _, objects with their keys in order.
func (v *town) say(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		return strings.NewReplacer(" ", "_", "\n", "\\n").Replace(cmp.Or(v.names[value], value))
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case []any:
		words := make([]string, len(value))
		for i, each := range value {
			words[i] = v.say(each)
		}
		return "[" + strings.Join(words, ",") + "]"
	case map[string]any:
		var words []string
		for key, each := range value {
			words = append(words, v.say(key)+":"+v.say(each))
		}
		slices.Sort(words)
		return "{" + strings.Join(words, ",") + "}"
	}
	return fmt.Sprint(value)
}

var anInstant = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)"`)

// golden holds JSON, indented, with ids by name and instants shortened, or a plain text against a file of testdata.
func (v *town) golden(name string, content []byte) {
	v.t.Helper()
	if strings.HasSuffix(name, ".json") {
		var b bytes.Buffer
		if err := json.Indent(&b, content, "", "  "); err != nil {
			v.t.Fatalf("%v\n%s", err, content)
		}
		content = anInstant.ReplaceAll(append(b.Bytes(), '\n'), []byte(`"<instant>"`))
	}
	got := v.plain(string(content))
	file := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			v.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			v.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		v.t.Fatal(err)
	}
	if string(want) != got {
		v.t.Errorf("%s is not as it was:\n%s", file, firstDifference(string(want), got))
	}
}

// encoded is the value as JSON.
func encoded(t *testing.T, value any) []byte {
	t.Helper()
	content, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// firstDifference is the first lines that differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, strings.Join(w[min(i, len(w)):min(i+3, len(w))], "\n     "), strings.Join(g[i:min(i+3, len(g))], "\n     "))
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}
