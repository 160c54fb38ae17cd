package api

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shuzhi/internal/problem"
)

func TestDigest(t *testing.T) {
	key := []byte("a key of the database")
	same := [][]string{
		{`{}`, ` { } `, `{"a":null}`, `{"a":null,"b":null}`},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, "{\t\"b\" : 2 ,\n\"a\":1}", `{"\u0061":1,"b":2}`, `{"b":2,"c":null,"a":1}`},
		{`{"a":1}`, `{"a":1.0}`, `{"a":1e0}`, `{"a":10E-1}`, `{"a":0.01e+2}`},
		{`{"a":0}`, `{"a":-0}`, `{"a":0.00}`, `{"a":0e9}`},
		{`{"a":100}`, `{"a":1e2}`, `{"a":1.00e2}`},
		{`{"a":12345678901234567890.5}`, `{"a":123456789012345678905e-1}`},
		{`{"a":"é/"}`, `{"a":"\u00e9\/"}`, `{"a":"\u00E9/"}`},
		{`{"a":{"c":[{"e":1,"d":2}],"b":1}}`, `{"a":{"b":1,"c":[{"d":2,"e":1,"x":null}],"y":null}}`},
		{`{"a":[1,null]}`},
		{`{"a":[null,1]}`},
		{`{"a":[1]}`},
		{`{"a":"1"}`},
		{`{"a":true}`},
		{`{"a":"true"}`},
		{`{"a":""}`},
		{`{"a":"null"}`},
		{`{"a":{}}`, `{"a":{"b":null}}`},
		{`{"a":[]}`},
		{`{"a":["b","c"]}`},
		{`{"a":["bc"]}`},
		{`{"a":["","bc"]}`},
		{`{"a":["b"],"c":[]}`},
		{`{"ab":"c"}`},
		{`{"a":"bc"}`},
		{`{"a":-1}`},
		{`{"a":0.1}`},
		{`{"a":1e999999999999}`},
		{`{"a":1e999999999998}`},
		{`{"a":9007199254740993}`},
		{`{"a":9007199254740992}`},
		{`"a"`},
		{``},
		{`{`},
		{`{"a":1}x`},
		{`{"a":tru}`},
		{strings.Repeat("[", 40) + strings.Repeat("]", 40)},
		{strings.Repeat("[", 41) + strings.Repeat("]", 41)},
	}
	seen := map[string]string{}
	for _, bodies := range same {
		want := digest(key, "POST activities", []byte(bodies[0]))
		if other, again := seen[string(want)]; again {
			t.Errorf("%s has the digest of %s", bodies[0], other)
		}
		seen[string(want)] = bodies[0]
		for _, body := range bodies[1:] {
			if got := digest(key, "POST activities", []byte(body)); !bytes.Equal(got, want) {
				t.Errorf("%s has another digest than %s", body, bodies[0])
			}
		}
	}
}

func TestDigestKeyAndPrefix(t *testing.T) {
	body := []byte(`{"a":1}`)
	want := digest([]byte("k"), "POST activities", body)
	if bytes.Equal(digest([]byte("l"), "POST activities", body), want) || bytes.Equal(digest([]byte("k"), "POST wishes", body), want) {
		t.Error("key or prefix makes no difference")
	}
	// It stands in the books, so it must never change.
	if got := hex.EncodeToString(want); got != "9f7f7d45df8cef44dbe42ff6f25fcf91bc642a30b5531ed16c0bf9a5c5e989c5" {
		t.Error("a resend of what was sent before an update is no longer recognised:", got)
	}
}

func TestDigestOmits(t *testing.T) {
	d := func(body string) string { return string(digest([]byte("k"), "p", []byte(body), "password", "secret")) }
	if d(`{"name":"a","password":"b"}`) != d(`{"password":null,"name":"a"}`) || d(`{"name":"a","p\u0061ssword":"b","secret":{"x":1}}`) != d(`{"name":"a"}`) {
		t.Error("a password counts")
	}
	if d(`{"name":{"password":"b"}}`) == d(`{"name":{}}`) {
		t.Error("what lies deeper is no password")
	}
}

// In a patch null is content.
func TestDigestPatch(t *testing.T) {
	d := func(body string) string { return string(digestPatch([]byte("k"), "p", []byte(body))) }
	if d(`{"place":null}`) == d(`{"host":null}`) || d(`{"place":null}`) == d(`{}`) || d(`{"a":{"b":null}}`) == d(`{"a":{}}`) {
		t.Error("null is nothing")
	}
	if d(`{"place":null,"a":1}`) != d(`{"a":1.0, "place":null}`) {
		t.Error("order or spelling makes a difference")
	}
}

func TestWholeNumber(t *testing.T) {
	for _, test := range []struct {
		raw         string
		n           int64
		fits, exact bool
	}{
		{"0", 0, true, true}, {"-0", 0, true, true}, {"0.0", 0, true, true}, {"0e400", 0, true, true}, {"7", 7, true, true}, {"-7", -7, true, true}, {"1.0", 1, true, true},
		{"1e2", 100, true, true}, {"1.5e1", 15, true, true}, {"150e-1", 15, true, true}, {"120", 120, true, true}, {"1.5", 0, false, false}, {"15e-2", 0, false, false},
		{"9223372036854775807", math.MaxInt64, true, true}, {"9223372036854775808", math.MaxInt64, false, true},
		{"-9223372036854775808", math.MinInt64, true, true}, {"-9223372036854775809", math.MinInt64, false, true},
		{"1e18", 1e18, true, true}, {"1e19", math.MaxInt64, false, true}, {"-1e400", math.MinInt64, false, true}, {"1e99999999999999999999", 0, false, false},
	} {
		if n, fits, exact := wholeNumber([]byte(test.raw)); n != test.n || fits != test.fits || exact != test.exact {
			t.Errorf("%s: %d %v %v", test.raw, n, fits, exact)
		}
	}
}

// FuzzDigest holds digests against what encoding/json makes of the same body: blanks, order and nulls don't matter, all else does.
func FuzzDigest(f *testing.F) {
	f.Add([]byte(`{"b":[1,{"d":null,"c":"x"}],"a":"\u00e9"}`), []byte(`{"a":"é","b":[1,{"c":"x"}]}`))
	f.Add([]byte(activityBody), []byte(`[]`))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		key := []byte("k")
		a, b := digest(key, "p", one), digest(key, "p", two)
		plainOne, plainTwo := plain(one), plain(two)
		if plainOne == nil {
			return
		}
		if !bytes.Equal(a, digest(key, "p", plainOne)) {
			t.Fatalf("%q and %q differ", one, plainOne)
		}
		if plainTwo != nil && bytes.Equal(a, b) != bytes.Equal(plainOne, plainTwo) && !bytes.ContainsAny(append(one, two...), ".eE-") { // spellings of numbers
			t.Fatalf("%q and %q: equal %v", one, two, bytes.Equal(a, b))
		}
	})
}

// plain writes a body that decode would walk through with sorted keys and without nulls; nil for any other.
func plain(body []byte) []byte {
	if problem.Is(decode(body, new(struct{})), problem.Malformed) {
		return nil
	}
	b, err := json.Marshal(withoutNulls(anyJSON(body)))
	if err != nil {
		return nil
	}
	return b
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if value == nil {
				delete(v, name)
			} else {
				withoutNulls(value)
			}
		}
	case []any:
		for _, value := range v {
			withoutNulls(value)
		}
	}
	return v
}

// Whichever way round the members stand, the digest is the same.
func TestDigestOfAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.SliceOfDistinct(rapid.StringMatching(`"[a-c]{1,3}":(null|1|"x"|\[\]|\{"z":1,"y":2\})`), func(s string) string {
			return s[:strings.IndexByte(s, ':')]
		}).Draw(t, "members")
		other := rapid.Permutation(members).Draw(t, "other")
		one, two := "{"+strings.Join(members, ",")+"}", "{"+strings.Join(other, " , ")+"}"
		if !bytes.Equal(digest(nil, "", []byte(one)), digest(nil, "", []byte(two))) {
			t.Fatalf("%s and %s", one, two)
		}
	})
}

func BenchmarkDigest(b *testing.B) {
	body, key := []byte(activityBody), make([]byte, 32)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		digest(key, "POST activities", body)
	}
}
