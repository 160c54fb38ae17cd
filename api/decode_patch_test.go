package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

// beforePatch is what the patches of these tests change.
const beforePatch = `{"name":"a","long":"b","on":"2023-03-15","until":"2023-12-31","count":7,"fen":5,"tags":["x","y"],"part":{"word":"c","note":"d","n":1},
	"span":{"from":"2023-01-01","to":"2023-12-31"},"filter":{"kind":["a"],"tags":["b"]},"slots":{"1":{"word":"e","n":2}},"raw":{"k":1},"amount":2.5}`

func TestPatch(t *testing.T) {
	for _, test := range []struct{ what, patch, want string }{
		{"empty", `{}`, `{}`},
		{"a value", `{"name":"z","count":8,"until":"2024-01-01"}`, `{"name":"z","count":8,"until":"2024-01-01"}`},
		{"null resets", `{"long":null,"on":null,"until":null,"count":null,"fen":null,"tags":null,"part":null,"filter":null,"raw":null,"amount":null}`,
			`{"long":null,"on":null,"until":null,"count":0,"fen":null,"tags":null,"part":null,"filter":null,"raw":null,"amount":0}`},
		{"lists are replaced", `{"tags":["z"]}`, `{"tags":["z"]}`},
		{"objects are merged", `{"part":{"word":"z"}}`, `{"part":{"word":"z","note":"d","n":1}}`},
		{"within, null resets", `{"part":{"n":null},"span":{"to":null}}`, `{"part":{"word":"c","note":"d","n":null},"span":{"from":"2023-01-01","to":null}}`},
		{"an empty object changes nothing", `{"part":{}}`, `{}`},
		{"tables are merged", `{"filter":{"kind":["z","y"],"tags":null,"type":["x"]}}`, `{"filter":{"kind":["z","y"],"type":["x"]}}`},
		{"objects in tables too", `{"slots":{"1":{"n":3},"2":{"word":"z"}}}`, `{"slots":{"1":{"word":"e","note":null,"n":3},"2":{"word":"z","note":null,"n":null}}}`},
		{"elements are whole", `{"parts":[{"word":"z","note":"new"}]}`, `{"parts":[{"word":"z","note":"new","n":null}]}`},
		{"what reads itself is replaced", `{"raw":{"m":2},"amount":1}`, `{"raw":{"m":2},"amount":100}`},
	} {
		t.Run(test.what, func(t *testing.T) {
			p, err := decodePatch[everything]([]byte(test.patch))
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // as often as the store tries
				var got everything
				if err := decode([]byte(beforePatch), &got); err != nil {
					t.Fatal(err)
				}
				want := membersOf(t, got)
				maps.Copy(want, membersOf(t, json.RawMessage(test.want)))
				p.apply(&got)
				if have := membersOf(t, got); !reflect.DeepEqual(have, want) {
					t.Errorf("got  %v\nwant %v", have, want)
				}
			}
		})
	}
}

func membersOf(t *testing.T, v any) (m map[string]any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPatchCreates(t *testing.T) {
	p, err := decodePatch[record.Activity]([]byte(`{"headcount":{"members":3}}`))
	if err != nil {
		t.Fatal(err)
	}
	var a record.Activity
	p.apply(&a)
	if a.Headcount == nil || *a.Headcount.Members != 3 || a.Headcount.Residents != nil {
		t.Errorf("%+v", a.Headcount)
	}
}

func TestPatchNames(t *testing.T) {
	for _, test := range []struct{ what, patch, want string }{
		{"what is only said at first", `{"id":"` + anID + `"}`, "/id create-only"},
		{"that, null", `{"id":null}`, "/id create-only"},
		{"that, within", `{"part":{"note":"x"}}`, "/part/note create-only"},
		{"what is never said", `{"version":1}`, "/version read-only"},
		{"required, null", `{"name":null,"part":{"word":null}}`, "/name required\n/part/word required"},
		{"required, blank", `{"name":" "}`, "/name required"},
		{"elements lack something", `{"parts":[{}]}`, "/parts/0/word required"},
		{"every bad field", `{"x":1,"on":"x","filter":{"k":1},"slots":{"1":{"n":1.5}}}`, "/x unknown-field\n/on date\n/filter/k type array\n/slots/1/n type integer"},
		{"no object", `[]`, "not-an-object"},
		{"malformed", `{`, "malformed truncated 1"},
		{"empty", ``, "malformed empty"},
	} {
		t.Run(test.what, func(t *testing.T) {
			p, err := decodePatch[everything]([]byte(test.patch))
			if got := badFields(err); got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
			if (p == nil) != problem.Is(err, problem.Malformed) {
				t.Error("patch", p)
			}
		})
	}
	if _, err := decodePatch[record.Activity]([]byte(`{"org_id":null,"topic":null}`)); badFields(err) != "/org_id create-only\n/topic required" {
		t.Error(badFields(err))
	}
}

// The good part of a bad patch can be applied, so that Validate names what else is bad.
func TestPatchAppliesTheGood(t *testing.T) {
	p, err := decodePatch[record.Activity]([]byte(`{"kind":"x","held_on":"2999-01-01","topic":5}`))
	a := record.Activity{Kind: record.Talk, Topic: "谈心"}
	p.apply(&a)
	if a.Topic != "谈心" {
		t.Error(a.Topic)
	}
	if got, want := badFields(problem.Merge(err, a.Validate(calendar.MustDay(2023, 12, 31)))), "/topic type string\n/kind unknown\n/held_on future"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// What the record held before, and what other applications gave, is not written to.
func TestPatchSharesNothing(t *testing.T) {
	p, err := decodePatch[everything]([]byte(`{"part":{"word":"z","n":9},"filter":{"kind":["new"]},"slots":{"1":{"n":9}},"tags":["new"],"raw":"new","fen":9}`))
	if err != nil {
		t.Fatal(err)
	}
	var loaded everything
	if err := decode([]byte(beforePatch), &loaded); err != nil {
		t.Fatal(err)
	}
	held, was := loaded, membersOf(t, loaded)
	first, second := loaded, loaded
	p.apply(&first)
	if now := membersOf(t, held); !reflect.DeepEqual(now, was) {
		t.Errorf("before: %v\nafter:  %v", was, now)
	}
	want := membersOf(t, first)
	first.Part.Word, *first.Part.N, first.Filter["kind"][0], first.Slots["1"].Word, first.Tags[0], first.Raw[1], *first.Fen = "!", 0, "!", "!", "!", '!', 0
	p.apply(&second)
	if got := membersOf(t, second); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestPatchOfAnotherType(t *testing.T) {
	p, err := decodePatch[subject]([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("applied to something else")
		}
	}()
	p.apply(new(everything))
}

// FuzzPatch holds patches against the pseudocode of RFC 7396.
func FuzzPatch(f *testing.F) {
	for _, patch := range []string{`{}`, `{"long":null,"tags":["z"],"part":{"word":"z","n":null},"filter":{"kind":null,"x":["y"]},"slots":{"1":{"n":1},"2":{"word":"w"},"3":null}}`,
		`{"part":null,"span":{"from":null},"count":1e1,"parts":[{"word":"x","note":null}]}`, `{"name":null}`} {
		f.Add([]byte(beforePatch), []byte(patch))
	}
	f.Fuzz(func(t *testing.T, body, change []byte) {
		p, err := decodePatch[everything](change)
		var got, want everything
		if err != nil || decode(body, &got) != nil {
			return
		}
		said, _ := anyJSON(change).(map[string]any)
		if said["raw"] != nil || said["coded"] != nil { // what reads itself is replaced
			return
		}
		p.apply(&got)
		merged, err := json.Marshal(mergePatch(anyJSON(body), anyJSON(change)))
		if err != nil {
			t.Fatal(err)
		}
		if err := decode(merged, &want); strings.Contains(strings.ReplaceAll(badFields(err), "/word required", ""), "/") && !strings.Contains(badFields(err), "too-many") {
			t.Fatalf("%s: %v", merged, err)
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Fatalf("%q and %q\ngot  %s\nwant %s", body, change, a, b)
		}
	})
}

func anyJSON(b []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	_ = d.Decode(&v)
	return v
}

func mergePatch(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	t, ok := target.(map[string]any)
	if !ok {
		t = map[string]any{}
	}
	for name, value := range p {
		if value == nil {
			delete(t, name)
		} else {
			t[name] = mergePatch(t[name], value)
		}
	}
	return t
}

func BenchmarkPatch(b *testing.B) {
	body := []byte(`{"topic":"学习贯彻党的二十大精神","headcount":{"members":24}}`)
	b.ReportAllocs()
	for b.Loop() {
		p, err := decodePatch[record.Activity](body)
		if err != nil {
			b.Fatal(err)
		}
		p.apply(new(record.Activity))
	}
}
