package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// deepest is how far objects and lists may nest, those in unknown fields included.
const deepest = 32

// decode reads a JSON object strictly into a zero struct, given by pointer. The error is a Malformed problem, or an Invalid
// one that names every bad field. The struct then holds what was good, so that its Validate may add to the list by merge.
func decode(body []byte, into any) error { return walk(body, reflect.ValueOf(into).Elem(), false) }

// walk goes over the tokens of a body once. With merge it is a merge patch (RFC 7396) of what v holds.
func walk(body []byte, v reflect.Value, merge bool) error {
	w := walkers.Get().(*walker)
	defer w.release()
	w.body = body
	w.d.Reset(bytes.NewBuffer(body))
	if err := w.document(v, merge); err != nil {
		return err
	}
	return w.err()
}

var walkers = sync.Pool{New: func() any { return new(walker) }}

// walker reads one body. Its methods return an error only for a body that is malformed; a bad field is noted.
type walker struct {
	d       jsontext.Decoder
	body    []byte
	scratch []byte
	faults
}

func (w *walker) release() {
	w.d.Reset(http.NoBody) // forget the body
	w.body, w.faults = nil, faults{}
	walkers.Put(w)
}

func (w *walker) document(v reflect.Value, merge bool) error {
	if w.d.PeekKind() == '{' {
		if err := w.object(v, merge); err != nil {
			return err
		}
	} else {
		if err := w.skip(); err != nil {
			return err
		}
		w.note("", "not-an-object")
	}
	if _, err := w.d.ReadToken(); err == nil {
		return problem.New(problem.Malformed, "malformed-json", "trailing", w.d.InputOffset())
	} else if !errors.Is(err, io.EOF) {
		return w.malformed(err)
	}
	return nil
}

// bad notes the value that was read last.
func (w *walker) bad(code string, args ...any) { w.note(string(w.d.StackPointer()), code, args...) }

// malformed says why a body is no JSON, and from which byte on.
func (w *walker) malformed(err error) error {
	var s *jsontext.SyntacticError
	if !errors.As(err, &s) {
		s = new(jsontext.SyntacticError)
	}
	args := []any{"syntax", s.ByteOffset}
	switch {
	case errors.Is(err, io.EOF):
		args = []any{"empty"}
	case errors.Is(err, jsontext.ErrDuplicateName):
		args = []any{"duplicate-key", s.ByteOffset, string(s.JSONPointer)}
	case !utf8.Valid(w.body):
		args[0] = "not-utf-8"
	case errors.Is(err, io.ErrUnexpectedEOF):
		args[0] = "truncated"
	}
	return problem.New(problem.Malformed, "malformed-json", args...).Because(err)
}

// token reads the next token. Where it is said which comes next, any other is malformed.
func (w *walker) token() error {
	if _, err := w.d.ReadToken(); err != nil {
		return w.malformed(err)
	}
	if w.d.StackDepth() > deepest {
		return problem.New(problem.Malformed, "malformed-json", "too-deep", w.d.InputOffset())
	}
	return nil
}

// skip reads a whole value and keeps nothing of it.
func (w *walker) skip() error {
	for outer := w.d.StackDepth(); ; {
		if err := w.token(); err != nil || w.d.StackDepth() <= outer {
			return err
		}
	}
}

// object reads an object into a struct.
func (w *walker) object(v reflect.Value, merge bool) error {
	if err := w.token(); err != nil {
		return err
	}
	p := planOf(v.Type())
	var seen uint64
	for w.d.PeekKind() == '"' {
		name, err := w.d.ReadValue()
		if err != nil {
			return w.malformed(err)
		}
		f := p.byName[string(w.unquote(name))]
		if f == nil {
			if err := w.skip(); err != nil {
				return err
			}
			w.bad("unknown-field")
			continue
		}
		seen |= f.bit
		if err := w.member(f, v, merge); err != nil {
			return err
		}
	}
	if err := w.token(); err != nil {
		return err
	}
	if missing := p.required &^ seen; missing != 0 && !merge {
		for _, f := range p.fields {
			if f.bit&missing != 0 {
				w.note(string(w.d.StackPointer().AppendToken(f.name)), "required")
			}
		}
	}
	return nil
}

func (w *walker) member(f *planField, v reflect.Value, merge bool) error {
	code := ""
	switch {
	case f.readOnly:
		code = "read-only"
	case f.createOnly && merge:
		code = "create-only"
	case w.d.PeekKind() != 'n':
		return w.value(f.shape, v.FieldByIndex(f.index), merge)
	case f.bit != 0:
		code = "required"
	case merge:
		v.FieldByIndex(f.index).SetZero()
	}
	if err := w.skip(); err != nil {
		return err
	}
	if code != "" {
		w.bad(code)
	}
	return nil
}

// value reads the next value as its shape wants it. A bad one leaves v alone.
func (w *walker) value(s *shape, v reflect.Value, merge bool) error {
	if !s.takes(w.d.PeekKind()) {
		if err := w.skip(); err != nil {
			return err
		}
		w.bad("type", s.wants...)
		return nil
	}
	if s.pointer {
		fresh, before := reflect.New(v.Type().Elem()), w.count
		if merge && !v.IsNil() {
			fresh.Elem().Set(v.Elem()) // a copy, since somebody may hold the value as it was
		}
		if err := w.simple(s, fresh.Elem(), merge); err != nil {
			return err
		}
		if w.count == before || s.want == wantObject {
			v.Set(fresh)
		}
		return nil
	}
	return w.simple(s, v, merge)
}

func (w *walker) simple(s *shape, v reflect.Value, merge bool) error {
	switch s.want {
	case wantObject:
		return w.object(v, merge)
	case wantTable:
		return w.table(s, v, merge)
	case wantList:
		return w.list(s, v)
	case wantOwn:
		return w.own(s, v)
	}
	raw, err := w.d.ReadValue()
	if err != nil {
		return w.malformed(err)
	}
	switch s.want {
	case wantText:
		said := string(w.unquote(raw)) // a copy: the body is the connection's
		if code, args := wrongText(said, s.maxLength, s.filled); code != "" {
			w.bad(code, args...)
			return nil
		}
		v.SetString(said)
	case wantWhole:
		w.whole(s, raw, v)
	case wantFlag:
		v.SetBool(raw[0] == 't')
	case wantDate:
		scalar(w, "date", raw, v, calendar.ParseDate)
	case wantMonth:
		scalar(w, "month", raw, v, calendar.ParseMonth)
	case wantID:
		scalar(w, "id", raw, v, uid.Parse)
	case wantInstant:
		scalar(w, "instant", raw, v, parseInstant)
	}
	return nil
}

// scalar reads a text that stands for something else; a bad one is noted by the code.
func scalar[T any](w *walker, code string, raw []byte, v reflect.Value, parse func(string) (T, error)) {
	t, err := parse(string(w.unquote(raw)))
	if err != nil {
		w.bad(code)
		return
	}
	*v.Addr().Interface().(*T) = t
}

func parseInstant(s string) (t time.Time, err error) {
	err = t.UnmarshalText([]byte(s)) // RFC 3339 to the letter, unlike time.Parse
	return t, err
}

// unquote gives what a JSON text says. It lives until the next token at most.
func (w *walker) unquote(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	w.scratch, _ = jsontext.AppendUnquote(w.scratch[:0], raw) // the decoder has checked it
	return w.scratch
}

func (w *walker) whole(s *shape, raw []byte, v reflect.Value) {
	switch n, fits, exact := wholeNumber(raw); {
	case !exact:
		w.bad("type", s.wants...)
	case n < s.min, !fits && n < 0:
		w.bad("minimum", s.min)
	case n > s.max, !fits:
		w.bad("maximum", s.max)
	default:
		v.SetInt(n)
	}
}

// own lets a type read itself; what it finds wrong may have a code, or bad fields, of its own.
func (w *walker) own(s *shape, v reflect.Value) error {
	from := w.d.InputOffset()
	if err := w.skip(); err != nil {
		return err
	}
	fresh := reflect.New(v.Type())
	raw := bytes.TrimLeft(w.body[from:w.d.InputOffset()], " \t\r\n:,")
	err := fresh.Interface().(json.Unmarshaler).UnmarshalJSON(raw)
	var said *problem.Error
	switch {
	case err == nil:
		v.Set(fresh.Elem())
	case !errors.As(err, &said):
		w.bad("type", s.wants...)
	case len(said.Fields) == 0:
		w.bad(said.Code, said.Args...)
	default:
		for _, f := range said.Fields {
			w.note(string(w.d.StackPointer())+f.Pointer, f.Code, f.Args...)
		}
	}
	return nil
}

// list reads a list into new memory. A bad element keeps its place, so that Validate counts as the caller does.
func (w *walker) list(s *shape, v reflect.Value) error {
	if err := w.token(); err != nil {
		return err
	}
	v.Set(s.empty)
	n := 0
	for k := w.d.PeekKind(); k != ']' && k != jsontext.KindInvalid; k = w.d.PeekKind() {
		var err error
		if n++; n > s.maxItems {
			err = w.skip()
		} else {
			v.Grow(1)
			v.SetLen(n)
			err = w.value(s.elem, v.Index(n-1), false)
		}
		if err != nil {
			return err
		}
	}
	if err := w.token(); err != nil {
		return err
	}
	if n > s.maxItems {
		w.bad("too-many-items", s.maxItems)
	}
	return nil
}

// table reads an object into a new map. In a merge patch the members of the old one stay, but for those that are null.
func (w *walker) table(s *shape, v reflect.Value, merge bool) error {
	if err := w.token(); err != nil {
		return err
	}
	m := reflect.MakeMap(v.Type())
	if merge {
		for old := v.MapRange(); old.Next(); {
			m.SetMapIndex(old.Key(), old.Value())
		}
	}
	n := 0
	for w.d.PeekKind() == '"' {
		raw, err := w.d.ReadValue()
		if err != nil {
			return w.malformed(err)
		}
		if n++; n > s.maxItems {
			err = w.skip()
		} else {
			err = w.entry(s, m, string(w.unquote(raw)), merge)
		}
		if err != nil {
			return err
		}
	}
	if err := w.token(); err != nil {
		return err
	}
	if n > s.maxItems {
		w.bad("too-many-items", s.maxItems)
	}
	v.Set(m)
	return nil
}

func (w *walker) entry(s *shape, m reflect.Value, name string, merge bool) error {
	key := reflect.ValueOf(name).Convert(m.Type().Key())
	code, args := wrongText(name, usualLength, true)
	if null := w.d.PeekKind() == 'n'; null || code != "" {
		if err := w.skip(); err != nil {
			return err
		}
		if code != "" {
			w.bad(code, args...)
		} else {
			m.SetMapIndex(key, reflect.Value{})
		}
		return nil
	}
	value := reflect.New(m.Type().Elem()).Elem()
	if old := m.MapIndex(key); old.IsValid() {
		value.Set(old)
	}
	if err := w.value(s.elem, value, merge); err != nil {
		return err
	}
	m.SetMapIndex(key, value)
	return nil
}
