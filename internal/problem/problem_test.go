package problem

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestMerge(t *testing.T) {
	invalid := func(fields ...string) error {
		var c Check
		for i := 0; i < len(fields); i += 2 {
			c.Want(false, fields[i], fields[i+1])
		}
		return c.Err()
	}
	fault, malformed := errors.New("a fault"), New(Malformed, "malformed-json")
	for _, test := range []struct {
		what string
		errs []error
		want string
	}{
		{"nothing", nil, ""},
		{"nils", []error{nil, nil}, ""},
		{"one", []error{nil, invalid("/a", "x")}, "/a x"},
		{"two", []error{invalid("/a", "x", "/b", "x"), invalid("/b", "y", "/c", "y")}, "/a x\n/b x\n/c y"},
		{"wrapped", []error{fmt.Errorf("w: %w", invalid("/a", "x")), invalid("/c", "y")}, "/a x\n/c y"},
		{"a fault first", []error{invalid("/a", "x"), fault}, "a fault"},
		{"malformed first", []error{invalid("/a", "x"), malformed, fault}, "malformed-json"},
	} {
		if got := shown(Merge(test.errs...)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.what, got, test.want)
		}
	}
	one, two := invalid("/a", "x"), invalid("/b", "y")
	_ = Merge(one, two)
	if shown(one) != "/a x" || shown(two) != "/b y" {
		t.Error("merge writes to what it merges")
	}
	if e := asProblem(Merge(one, New(Invalid, "own-code", 1))); e.Code != "own-code" || shown(e) != "/a x" {
		t.Errorf("%+v", e)
	}
}

func asProblem(err error) *Error {
	e := new(Error)
	errors.As(err, &e)
	return e
}

// shown is an error with every bad field on a line of its own.
func shown(err error) string {
	if err == nil {
		return ""
	}
	e := asProblem(err)
	if e.Kind != Invalid {
		return err.Error()
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, f.Pointer+" "+f.Code)
	}
	return strings.Join(lines, "\n")
}
