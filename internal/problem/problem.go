// Package problem says what went wrong, in words of the domain and without HTTP.
package problem

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Kind is the sort of a problem; the caller of the program decides by it, never by a code.
type Kind uint8

// The kinds, in the order in which a request can meet them.
const (
	Malformed    Kind = iota + 1 // not JSON, or not UTF-8
	Unauthorized                 // nobody is logged in
	Forbidden                    // logged in, but the role may not
	NotFound                     // not there, or outside the caller's organisations
	Invalid                      // understood, but the content is bad
	Conflict                     // good by itself, but not in the present state
	Stale                        // If-Match names an older version
	Precondition                 // If-Match is missing
	TooLarge
	WrongType
	WrongMethod
	TooMany     // try again after RetryAfter
	Unavailable // the database is away, or its queue is full; try again after RetryAfter
)

// Error is a problem to show to the caller. Any other error is a fault of ours.
type Error struct {
	Kind       Kind
	Code       string // stable and translatable: "wish-already-fulfilled"
	Args       []any  // what the sentence of the code names
	Fields     []Field
	RetryAfter time.Duration
	cause      error
}

// Field is one bad value: where it stands (a JSON pointer, RFC 6901, or "?name" for a query parameter) and what is wrong with it.
type Field struct {
	Pointer string
	Code    string // "required", "unknown", "future" …
	Args    []any
}

// New makes a problem of a kind; args are named by the code's sentence.
func New(kind Kind, code string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Args: args}
}

// Because keeps the error that led to the problem for the log; callers never see it.
func (e *Error) Because(err error) *Error {
	e.cause = err
	return e
}

// After says when another try may succeed.
func (e *Error) After(d time.Duration) *Error {
	e.RetryAfter = d
	return e
}

func (e *Error) Error() string {
	s := e.Code
	for _, f := range e.Fields {
		s += fmt.Sprintf(" %s:%s", f.Pointer, f.Code)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Check gathers bad fields, so that all are named at once.
type Check struct{ fields []Field }

// Want notes the field unless ok. One pointer is named once, by its first fault.
func (c *Check) Want(ok bool, pointer, code string, args ...any) {
	if !ok && !slices.ContainsFunc(c.fields, func(f Field) bool { return f.Pointer == pointer }) {
		c.fields = append(c.fields, Field{pointer, code, args})
	}
}

// OK reports whether nothing was noted yet.
func (c *Check) OK() bool { return len(c.fields) == 0 }

// Err is nil, or an Invalid problem with every field noted.
func (c *Check) Err() error {
	if c.OK() {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid", Fields: c.fields}
}

// Firsts are the fields, each pointer by its first fault.
func Firsts(fields []Field) []Field {
	seen := make(map[string]bool, len(fields))
	return slices.DeleteFunc(fields, func(f Field) bool {
		again := seen[f.Pointer]
		seen[f.Pointer] = true
		return again
	})
}

// Merge makes one error of several looks at the same content, so that all bad fields are named at once; one pointer by its
// first fault. An error that is no Invalid problem comes before all others.
func Merge(errs ...error) error {
	var bad []*Error
	for _, err := range errs {
		var e *Error
		switch {
		case err == nil:
		case errors.As(err, &e) && e.Kind == Invalid:
			bad = append(bad, e)
		default:
			return err
		}
	}
	if len(bad) == 0 {
		return nil
	}
	all := *bad[0]
	all.Fields = slices.Clone(all.Fields)
	for _, e := range bad[1:] {
		if all.Code == "invalid" {
			all.Code, all.Args = e.Code, e.Args
		}
		all.Fields = append(all.Fields, e.Fields...)
	}
	all.Fields = Firsts(all.Fields)
	return &all
}

// Is reports whether an error is a problem of the kind.
func Is(err error, kind Kind) bool {
	var p *Error
	return errors.As(err, &p) && p.Kind == kind
}
