package record

import (
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"strings"
	"testing"

	v2 "github.com/go-json-experiment/json"

	"shuzhi/internal/problem"
)

func TestHundredths(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "0.00": "0", "20000": "20000", "20.5": "20.5", "20.50": "20.5", "20.05": "20.05", "0.5": "0.5", "0.05": "0.05",
		"-0.05": "-0.05", "-12.3": "-12.3", "1e2": "100", "1.25E+1": "12.5", "100e-2": "1", "1230e-3": "1.23", "0e999999999999": "0", "1.230": "1.23",
		"10000000000000": "10000000000000", "null": "0", "1.234": "two-decimals", "1e-3": "two-decimals", "0.001": "two-decimals", "1e-99999999999999": "two-decimals",
		"1e30": "too-large", "1e99999999999999": "too-large", "12345678901234567890": "too-large",
		`"1"`: "not a number", "01": "not a number", "1.": "not a number", ".5": "not a number", "+1": "not a number", "": "not a number", "1 ": "not a number", "NaN": "not a number", "１": "not a number",
	} {
		var h Hundredths
		err := h.UnmarshalJSON([]byte(in))
		var p *problem.Error
		got := ""
		switch {
		case errors.As(err, &p):
			got = p.Code
		case err != nil:
			got = "not a number"
		default:
			b, _ := h.MarshalJSON()
			got = string(b)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// Whatever is taken is exactly the number that was written, and is written as a number that is taken again.
func FuzzHundredths(f *testing.F) {
	for _, s := range []string{"0", "-0.05", "20.50", "1.234", "1e2", "12e-1", "99999999999999.99", "-1E+5", "1e400", "0.000e7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 40 {
			return
		}
		var h, again Hundredths
		err := h.UnmarshalJSON([]byte(s))
		exact, isNumber := new(big.Rat), json.Valid([]byte(s)) && strings.Trim(s, " \t\r\n") == s && strings.ContainsAny(s[:1], "-0123456789")
		if i := strings.IndexAny(s, "eE"); i >= 0 && len(s)-i > 4 {
			isNumber = false // too long for big.Rat to write out
		}
		if isNumber {
			exact.SetString(s)
			exact.Mul(exact, big.NewRat(100, 1))
		}
		if err != nil {
			if isNumber && exact.IsInt() && exact.Num().IsInt64() && exact.Num().CmpAbs(big.NewInt(int64(mostHundredths))) <= 0 {
				t.Errorf("%q refused: %v", s, err)
			}
			return
		}
		if isNumber && exact.Cmp(new(big.Rat).SetInt64(int64(h))) != 0 {
			t.Errorf("%q read as %d hundredths", s, h)
		}
		b, err := h.MarshalJSON()
		if err != nil || !json.Valid(b) || again.UnmarshalJSON(b) != nil || again != h {
			t.Errorf("%q written as %s, read as %d", s, b, again)
		}
	})
}

func TestShare(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "60": "60", "100": "100", "null": "100", "101": "maximum", "-1": "minimum", "99999999999999999999": "maximum", "6.5": "syntax", `"60"`: "syntax"} {
		var s Share
		err := s.UnmarshalJSON([]byte(in))
		var p *problem.Error
		got := "syntax"
		if errors.As(err, &p) {
			got = p.Code
		} else if err == nil {
			b, _ := s.MarshalJSON()
			got = string(b)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// A body says the same when it is read and written again; what is not recorded is null, lists are never null.
func TestBodies(t *testing.T) {
	for _, r := range []Record{new(Activity), &anOrg, new(Area), new(Person), new(Partner), new(Wish), new(GridEvent), new(Payment), new(Remittance), new(Rectification), new(Figure), &aFile,
		&Person{Header: Header{ID: id(1)}, Owned: owned, Name: "李明", Kind: Candidate, Stage: StageCandidate, EnteredKind: Applicant, EnteredOrgID: id(2), Roles: Strings{"网格员"}},
		&Figure{Amount: 2050, On: today, Tags: Strings{}}, &GridEvent{Source: FromHotline, Status: EventResolved, ResolvedOn: today}, &Org{RemitShare: ShareOf(60), HasCommittee: ptr(false)},
		&Partner{Kind: JointPartner}, &Payment{Month: 202303}} {
		first, err := v2.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		again := reflect.New(reflect.TypeOf(r).Elem()).Interface()
		if err := v2.Unmarshal(first, again); err != nil {
			t.Errorf("%s: %v", first, err)
		}
		if second, err := v2.Marshal(again); err != nil || string(second) != string(first) {
			t.Errorf("%T:\n%s\n%s %v", r, first, second, err)
		}
	}
	for part, of := range map[string]any{
		`"remit_share":100`: new(Org), `"kind":null`: new(Partner), `"source":null`: new(GridEvent), `"entered_kind":null`: new(Person), `"helper_ids":[]`: new(Wish),
		`"amount":20.5`: &Figure{Amount: 2050}, `"step":null,"to":null,"to_org_id":null,"from_org_id":null,"helper_ids":[]`: &Step{Sort: SortRelease, Seq: 3, Org: id(1)},
	} {
		if b, err := v2.Marshal(of); err != nil || !strings.Contains(string(b), part) {
			t.Errorf("%T: no %s in %s %v", of, part, b, err)
		}
	}
	if b, _ := v2.Marshal(&Step{Seq: 3, Org: id(1), given: "/on"}); strings.Contains(strings.ToLower(string(b)), "seq") || strings.Contains(string(b), `"org"`) {
		t.Errorf("a step says what only the books know: %s", b)
	}
}
