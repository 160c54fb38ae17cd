package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// activityBody is a usual activity, 580 bytes long.
const activityBody = `{"id":"01890a5d-ac96-774b-bcce-b302099a8057","org_id":"01890a5d-ac96-774b-bcce-b302099a8058","area_id":null,` +
	`"kind":"member_assembly","topic":"学习贯彻党的二十大精神","held_on":"2023-03-15","place":"社区党群服务中心二楼会议室","host":"王建国","includes_study":true,` +
	`"participant_ids":["01890a5d-ac96-774b-bcce-b302099a8059","01890a5d-ac96-774b-bcce-b302099a8060"],` +
	`"headcount":{"members":2300,"volunteers":0,"residents":0},"tags":["反诈宣传"],` +
	`"presenters":[{"organization":"社区妇联","name":"李明"}],"summary":"会上大家交流了新体会。"}`

const anID = "01890a5d-ac96-774b-bcce-b302099a8057"

// everything has a field of each sort that a body can fill.
type everything struct {
	Base
	Name    string              `json:"name" validate:"required" maxLength:"5"`
	Long    record.Text         `json:"long" maxLength:"1000"`
	Kind    record.ActivityKind `json:"kind"`
	On      calendar.Date       `json:"on"`
	Until   *calendar.Date      `json:"until"`
	Month   calendar.Month      `json:"month"`
	Person  uid.ID              `json:"person_id"`
	At      time.Time           `json:"at"`
	Count   int                 `json:"count" minimum:"0" maximum:"100"`
	Small   int8                `json:"small"`
	Fen     *int64              `json:"fen"`
	Yes     bool                `json:"yes"`
	Maybe   *bool               `json:"maybe"`
	Tags    record.Strings      `json:"tags" maxItems:"3" maxLength:"4"`
	IDs     record.IDs          `json:"ids"`
	Parts   []subject           `json:"parts"`
	Span    *calendar.Span      `json:"span"`
	Part    *subject            `json:"part"`
	Filter  map[string][]string `json:"filter" maxItems:"3"`
	Slots   map[string]*subject `json:"slots"`
	Raw     json.RawMessage     `json:"raw"`
	Amount  amount              `json:"amount" swaggertype:"number"`
	Coded   coded               `json:"coded"`
	Slash   string              `json:"a/b~c"`
	Hidden  string              `json:"-"`
	private string              //nolint:unused // that it is not read is what is tested
}

// Base is embedded, so its fields are those of everything.
type Base struct {
	ID      uid.ID `json:"id" extensions:"x-create-only"`
	Version int    `json:"version" readonly:"true"`
	Name    int    `json:"name"` // hidden by the outer
}

type subject struct {
	Word string      `json:"word" validate:"required"`
	Note record.Text `json:"note" extensions:"x-nullable,x-create-only"`
	N    *int        `json:"n"`
}

// amount reads itself and has no code for what it can't read; coded has.
type amount int64

func (a *amount) UnmarshalJSON(b []byte) error {
	var n float64
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*a = amount(n * 100)
	return nil
}

type coded struct{ said string }

func (c *coded) UnmarshalJSON(b []byte) error {
	switch c.said = string(b); c.said {
	case `"whole"`:
		return problem.New(problem.Invalid, "decimals", 2)
	case `"inner"`:
		var check problem.Check
		check.Want(false, "/x", "unknown")
		return check.Err()
	}
	return nil
}

// badFields writes an error as lines of a pointer, a code and what its sentence names; a malformed body is one line with its reason.
func badFields(err error) string {
	var e *problem.Error
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &e):
		return "fault: " + err.Error()
	case e.Kind == problem.Malformed:
		return strings.TrimSpace(fmt.Sprintln(append([]any{"malformed"}, e.Args...)...))
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, strings.TrimSpace(fmt.Sprintln(append([]any{f.Pointer, f.Code}, f.Args...)...)))
	}
	return strings.Join(lines, "\n")
}

func TestDecode(t *testing.T) {
	day := calendar.MustDay(2023, 3, 15)
	n, yes, fen := 7, false, int64(-5)
	id, err := uid.Parse(anID)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"id":"` + anID + `","name":"社区述职会","long":"一\n二\u2028","kind":"other","on":"2023-03-15","until":"2023\u002d03-15","month":"2023-03",
		"person_id":"` + strings.ToUpper(anID) + `","at":"2023-03-15T08:00:00+08:00","count":1e2,"small":-128.0,"fen":-5,"yes":true,"maybe":false,
		"tags":["反诈","","\"\\"],"ids":["` + anID + `"],"parts":[{"word":"a","n":7},{"word":"b","note":null}],"span":{"from":"2023-03-15"},
		"part":{"word":"c"},"filter":{"kind":["a","b"],"tags":null},"slots":{"3":{"word":"d"}},"raw": [1, {"x":null}] ,"amount":20.5,
		"coded":{"deep":[]},"a/b~c":"x"}`
	var got everything
	if err := decode([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	at := got.At
	want := everything{
		Base: Base{ID: id}, Name: "社区述职会", Long: "一\n二\u2028", Kind: "other", On: day, Until: &day, Month: 202303, Person: id, At: at,
		Count: 100, Small: -128, Fen: &fen, Yes: true, Maybe: &yes, Tags: record.Strings{"反诈", "", `"\`}, IDs: record.IDs{id},
		Parts: []subject{{Word: "a", N: &n}, {Word: "b"}}, Span: &calendar.Span{From: day}, Part: &subject{Word: "c"},
		Filter: map[string][]string{"kind": {"a", "b"}}, Slots: map[string]*subject{"3": {Word: "d"}}, Raw: json.RawMessage(`[1, {"x":null}]`),
		Amount: 2050, Coded: coded{`{"deep":[]}`}, Slash: "x",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if s := at.Format(time.RFC3339); s != "2023-03-15T08:00:00+08:00" {
		t.Error("at", s)
	}
}

func TestDecodeNames(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, test := range []struct{ what, body, want string }{
		{"absent is not given", `{"name":"a"}`, ""},
		{"null is not given", `{"name":"a","on":null,"count":null,"tags":null,"part":null,"filter":null,"raw":null,"amount":null,"id":null}`, ""},
		{"required", `{}`, "/name required"},
		{"required, null", `{"name":null}`, "/name required"},
		{"required, blank", `{"name":" \u3000\u200b\t"}`, "/name required"},
		{"required, within", `{"name":"a","parts":[{"word":"x"},{}],"part":{"note":"y"},"slots":{"a/b":{}}}`, "/parts/1/word required\n/part/word required\n/slots/a~1b/word required"},
		{"every bad field", `{"name":1,"on":"2023-02-30","x":{"y":[1]},"tags":["a",2],"version":3}`,
			"/name type string\n/on date\n/x unknown-field\n/tags/1 type string\n/version read-only"},
		{"pointers are escaped", `{"name":"a","a/b~c":1,"~/":2}`, "/a~1b~0c type string\n/~0~1 unknown-field"},
		{"names are exact", `{"name":"a","Name":"b","Hidden":"c","-":"d","private":"e"}`, "/Name unknown-field\n/Hidden unknown-field\n/- unknown-field\n/private unknown-field"},
		{"read-only, null", `{"name":"a","version":null}`, "/version read-only"},
		{"types", `{"name":[],"on":3,"month":{},"person_id":false,"at":1,"count":"1","yes":"true","tags":{},"parts":"","part":[],"filter":[],"amount":"x"}`,
			"/name type string\n/on type date\n/month type month\n/person_id type id\n/at type instant\n/count type integer\n/yes type boolean\n/tags type array\n" +
				"/parts type array\n/part type object\n/filter type object\n/amount type number"},
		{"elements", `{"name":"a","tags":[null],"ids":["x",null],"parts":[null,1],"filter":{"k":"v","l":["x",1]}}`,
			"/tags/0 type string\n/ids/0 id\n/ids/1 type id\n/parts/0 type object\n/parts/1 type object\n/filter/k type array\n/filter/l/1 type string"},
		{"dates", `{"name":"a","on":"2023-2-3","until":"1899-12-31","month":"2023-13","person_id":"00000000-0000-0000-0000-000000000000","at":"2023-03-15 08:00"}`,
			"/on date\n/until date\n/month month\n/person_id id\n/at instant"},
		{"no zone", `{"name":"a","at":"2023-03-15T08:00:00"}`, "/at instant"},
		{"whole numbers", `{"name":"a","count":1.5}`, "/count type integer"},
		{"bounds", `{"name":"a","count":-1,"small":128}`, "/count minimum 0\n/small maximum 127"},
		{"far bounds", `{"name":"a","count":1e400,"small":-1e30,"fen":9223372036854775808}`, "/count maximum 100\n/small minimum -128\n/fen maximum 9223372036854775807"},
		{"edges", `{"name":"a","count":100,"small":127,"fen":-9223372036854775808}`, ""},
		{"exponents without reason", `{"name":"a","count":1e99999999999999999999}`, "/count type integer"},
		{"characters, not bytes", `{"name":"一二三四五"}`, ""},
		{"too long", `{"name":"一二三四五六","a/b~c":"` + strings.Repeat("x", 201) + `","tags":["12345"]}`, "/name too-long 5\n/a~1b~0c too-long 200\n/tags/0 too-long 4"},
		{"one line", `{"name":"a\nb","a/b~c":"a\tb","kind":"a\u2028","tags":["\r."]}`, "/name one-line\n/a~1b~0c one-line\n/kind one-line\n/tags/0 one-line"},
		{"control characters", `{"name":"a\u0000","long":"\u001b","kind":"\u007f","tags":["\u0085"],"a/b~c":"\uffff"}`,
			"/name control-character\n/long control-character\n/kind control-character\n/tags/0 control-character\n/a~1b~0c control-character"},
		{"emoji and bidi are text", `{"name":"👨‍👩‍👧","long":"\u202a"}`, ""},
		{"too many items", `{"name":"a","tags":["","","",1,2],"filter":{"a":[],"b":[],"c":[],"d":1}}`, "/tags too-many-items 3\n/filter too-many-items 3"},
		{"usual items", `{"name":"a","ids":[` + strings.Repeat(`"`+anID+`",`, 200) + `"` + anID + `"]}`, "/ids too-many-items 200"},
		{"names in a table", `{"name":"a","filter":{"":["x"],"a\nb":{"c":1}}}`, "/filter/ required\n/filter/a\nb one-line"},
		{"codes of their own", `{"name":"a","coded":"whole"}`, "/coded decimals 2"},
		{"fields of their own", `{"name":"a","coded":"inner"}`, "/coded/x unknown"},
		{"no object", `[{"name":"a"}]`, "not-an-object"},
		{"no object, null", `null`, "not-an-object"},

		{"empty", "", "malformed empty"},
		{"blank", " \n ", "malformed empty"},
		{"cut off", `{"name":"a"`, "malformed truncated 11"},
		{"trailing comma", `{"name":"a",}`, "malformed syntax 11"},
		{"two bodies", `{"name":"a"} {}`, "malformed trailing 14"},
		{"trailing word", `{"name":"a"}x`, "malformed syntax 12"},
		{"no object, then more", `1 2`, "malformed trailing 3"},
		{"comment", `{/**/}`, "malformed syntax 1"},
		{"single quotes", `{'name':'a'}`, "malformed syntax 1"},
		{"byte order mark", "\ufeff{}", "malformed syntax 0"},
		{"raw control character", "{\"name\":\"a\n\"}", "malformed syntax 10"},
		{"not a number", `{"count":01}`, "malformed syntax 10"},
		{"NaN", `{"count":NaN}`, "malformed syntax 9"},
		{"lone surrogate", `{"name":"\ud800"}`, "malformed syntax 9"},
		{"not UTF-8", "{\"name\":\"\xff\"}", "malformed not-utf-8 9"},
		{"not UTF-8, unknown field", "{\"x\":[\"\xc3\x28\"]}", "malformed not-utf-8 7"},
		{"same key twice", `{"name":"a","name":"a"}`, "malformed duplicate-key 12 /name"},
		{"same key twice, escaped", `{"name":"a","n\u0061me":"a"}`, "malformed duplicate-key 12 /name"},
		{"same key twice, within", `{"name":"a","part":{"word":"a","word":"b"}}`, "malformed duplicate-key 31 /part/word"},
		{"same key twice, unknown field", `{"x":[{"y":1,"y":1}]}`, "malformed duplicate-key 13 /x/0/y"},
		{"same key twice, raw", `{"raw":[{"y":1,"y":1}]}`, "malformed duplicate-key 15 /raw/0/y"},
		{"same key twice, table", `{"filter":{"y":[],"y":[]}}`, "malformed duplicate-key 18 /filter/y"},
		{"malformed wins", `{"name":1,"x":2,`, "malformed truncated 16"},
		{"deep enough", `{"name":"a","x":` + deep(31) + `,"raw":` + deep(31) + `}`, "/x unknown-field"},
		{"too deep", `{"x":` + deep(32) + `}`, "malformed too-deep 37"},
		{"too deep, raw", `{"raw":` + deep(32) + `}`, "malformed too-deep 39"},
		{"too deep, no object", deep(33), "malformed too-deep 33"},
	} {
		t.Run(test.what, func(t *testing.T) {
			if got := badFields(decode([]byte(test.body), new(everything))); got != test.want {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", test.body, got, test.want)
			}
		})
	}
}

// What was good stays, at its place, for Validate to look at.
func TestDecodeKeepsTheGood(t *testing.T) {
	var a record.Activity
	err := decode([]byte(`{"kind":7,"topic":"课","held_on":"2999-01-01","tags":[1,"一","一"],"org_id":"`+anID+`","study_minutes":"x","headcount":{"members":-1,"residents":2}}`), &a)
	if a.Topic != "课" || len(a.Tags) != 3 || a.StudyMinutes != nil || a.Headcount == nil || a.Headcount.Members != nil || *a.Headcount.Residents != 2 {
		t.Errorf("%+v", a)
	}
	want := "/kind type string\n/tags/0 type string\n/study_minutes type integer\n/headcount/members minimum 0\n/held_on future\n/tags/2 repeated"
	if got := badFields(problem.Merge(err, a.Validate(calendar.MustDay(2023, 12, 31)))); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestDecodeNamesNoMoreThanAnybodyReads(t *testing.T) {
	body := []byte(`{"name":"a","ids":[` + strings.Repeat("1,", 100) + `1]`)
	for i := range 1000 {
		body = fmt.Appendf(body, `,"x%d":0`, i)
	}
	var e *problem.Error
	if err := decode(append(body, '}'), new(everything)); !errors.As(err, &e) || len(e.Fields) != mostFaults {
		t.Errorf("%d fields", len(e.Fields))
	}
}

func TestDecodeCopiesTexts(t *testing.T) {
	body := []byte(activityBody)
	var a, b record.Activity
	if err := errors.Join(decode(body, &a), decode([]byte(activityBody), &b)); err != nil {
		t.Fatal(err)
	}
	for i := range body {
		body[i] = 'x'
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%+v", a)
	}
}

// Every type that stands for a record can be read.
func TestPlans(t *testing.T) {
	visited := map[reflect.Type]bool{}
	var visit func(s *shape, of reflect.Type)
	visit = func(s *shape, of reflect.Type) {
		if s.pointer {
			of = of.Elem()
		}
		if s.elem != nil {
			visit(s.elem, of.Elem())
		}
		if s.want != wantObject || visited[of] {
			return
		}
		visited[of] = true
		for _, f := range planOf(of).fields {
			visit(f.shape, of.FieldByIndex(f.index).Type)
		}
	}
	for _, r := range []any{
		everything{}, record.Activity{}, record.Area{}, record.Figure{}, record.GridEvent{}, record.Org{}, record.Partner{}, record.Payment{}, record.Person{},
		record.Rectification{}, record.Remittance{}, record.Token{}, record.User{}, record.Wish{}, record.Claim{}, record.Release{}, record.Fulfilment{},
		record.Withdrawal{}, record.Transition{}, record.DevelopmentStep{}, record.Transfer{}, record.StepPatch{},
	} {
		visit(&shape{}, reflect.TypeOf(r))
	}
	if !visited[reflect.TypeFor[record.Headcount]()] || !visited[reflect.TypeFor[subject]()] {
		t.Error(visited)
	}
}

func TestPlanRefuses(t *testing.T) {
	field := func(name, tag string, of any) reflect.StructField {
		return reflect.StructField{Name: name, Tag: reflect.StructTag(tag), Type: reflect.TypeOf(of)}
	}
	for what, fields := range map[string][]reflect.StructField{
		"fractions":        {field("F", "", 0.5)},
		"bytes":            {field("F", "", []byte{})},
		"anything":         {field("F", "", new(any))},
		"numbered keys":    {field("F", "", map[int]string{})},
		"unsigned":         {field("F", "", uint(1))},
		"embedded pointer": {{Name: "Base", Anonymous: true, Type: reflect.TypeFor[*Base]()}},
		"one name twice":   {field("F", `json:"f"`, ""), field("G", `json:"f"`, "")},
		"no limit":         {field("F", `maxLength:"long"`, "")},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: there is a plan", what)
				}
			}()
			planOf(reflect.StructOf(fields))
		}()
	}
}

// FuzzDecode holds decode against encoding/json: what it takes, that takes too, and makes the same of it.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name":"a","count":1,"part":{"word":"b","n":2},"parts":[{"word":"c"}],"filter":{"k":["v"]},"slots":{"1":{"word":"x"}},"raw":[1],"tags":["\u00e9"]}`))
	f.Add([]byte(`{"name":"a","id":"` + anID + `","ids":["` + anID + `"],"on":"2023-03-15","until":"2024-02-29","month":"2023-03","at":"2023-03-15T08:00:00.5Z","amount":1.25}`))
	f.Add([]byte(`{"x":{"y":[{"z":null}]},"version":1,"name":"` + strings.Repeat("长", 6) + `"}`))
	f.Add([]byte(`{"name":"a","name":"b"} x`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var got, want everything
		err := decode(body, &got)
		var e *problem.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != problem.Malformed && len(e.Fields) == 0) {
			t.Fatalf("%q: %v", body, err)
		}
		if valid := json.Valid(body); !valid && !problem.Is(err, problem.Malformed) {
			t.Fatalf("%q is no JSON, but: %v", body, err)
		}
		if err != nil {
			return
		}
		plain, err := json.Marshal(plainly(anyJSON(body)))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(plain, &want); err != nil {
			t.Fatalf("%q: encoding/json: %v", body, err)
		}
		got.Raw, want.Raw, got.Coded, want.Coded = nil, nil, coded{}, coded{} // they hold the spelling
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Fatalf("%q\ngot  %s\nwant %s", body, a, b)
		}
	})
}

// plainly spells whole numbers as encoding/json wants them, and drops members that are null.
func plainly(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if v[name] = plainly(value); value == nil {
				delete(v, name)
			}
		}
	case []any:
		for i := range v {
			v[i] = plainly(v[i])
		}
	case json.Number:
		if n, fits, exact := wholeNumber([]byte(v)); fits && exact {
			return n
		}
	}
	return v
}

func BenchmarkDecode(b *testing.B) {
	body := []byte(activityBody)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := decode(body, new(record.Activity)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeBad(b *testing.B) {
	body := []byte(strings.NewReplacer("2023-03-15", "2023-02-30", `"host"`, `"hots"`, "2300,", `"23",`).Replace(activityBody))
	b.ReportAllocs()
	for b.Loop() {
		if err := decode(body, new(record.Activity)); err == nil {
			b.Fatal("no error")
		}
	}
}
