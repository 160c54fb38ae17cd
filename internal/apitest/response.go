package apitest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Response is what was answered.
type Response struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// JSON reads the body into a value.
func (r Response) JSON(into any) {
	r.t.Helper()
	if err := json.Unmarshal(r.Body, into); err != nil {
		r.t.Fatalf("%v\n%s", err, r.Body)
	}
}

// At gives what stands at a place in the body, as items.0.id names it; nil if there is nothing.
func (r Response) At(place string) any {
	r.t.Helper()
	var v any
	r.JSON(&v)
	for step := range strings.SplitSeq(place, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// String gives the text at a place.
func (r Response) String(place string) string { return at[string](r, place) }

// Int gives the whole number at a place.
func (r Response) Int(place string) int { return int(at[float64](r, place)) }

// Len is how many elements the list at a place has.
func (r Response) Len(place string) int { return len(at[[]any](r, place)) }

func at[T any](r Response, place string) T {
	r.t.Helper()
	v, ok := r.At(place).(T)
	if !ok {
		r.t.Fatalf("%s is %v, no %T\n%s", place, r.At(place), v, r.Body)
	}
	return v
}

// ID is the id of the record that was answered.
func (r Response) ID() string { return r.String("id") }

// ETag is the version that was answered, as If-Match takes it.
func (r Response) ETag() string { return r.Header.Get("ETag") }

// Problem is the last part of the problem's type: invalid, stale, id-taken.
func (r Response) Problem() string {
	return strings.TrimPrefix(r.String("type"), "urn:shuzhi:problem:")
}

// Faults gives the code of each bad field by its pointer, as "/held_on:future /topic:required", in the order of the answer.
func (r Response) Faults() string {
	r.t.Helper()
	var p struct {
		Errors []struct{ Pointer, Code string }
	}
	r.JSON(&p)
	var all []string
	for _, e := range p.Errors {
		all = append(all, fmt.Sprint(e.Pointer, ":", e.Code))
	}
	return strings.Join(all, " ")
}
