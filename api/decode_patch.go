package api

import (
	"cmp"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// patch is a JSON merge patch (RFC 7396) that was looked at once, and may be applied as often as the store tries.
type patch struct {
	body []byte // nobody may write to it
	of   reflect.Type
}

// decodePatch reads a merge patch of a T as decode reads a T. null takes an optional field back to its zero value; objects and
// tables are merged member by member, lists replaced. Beside an Invalid problem it gives the patch too: what is bad in it
// is left out when it is applied, so that Validate may add to the list by merge. It never looks for what a nested object lacks.
func decodePatch[T any](body []byte) (*patch, error) {
	var scratch T
	err := walk(body, reflect.ValueOf(&scratch).Elem(), true)
	if problem.Is(err, problem.Malformed) {
		return nil, err
	}
	return &patch{body, reflect.TypeFor[T]()}, err
}

// apply changes a T, given by pointer. It writes to nothing that the T points to, and shares nothing with other applications.
func (p *patch) apply(into any) {
	v := reflect.ValueOf(into).Elem()
	if v.Type() != p.of {
		panic("api: a patch of " + p.of.String() + " is applied to " + v.Type().String())
	}
	_ = walk(p.body, v, true) // what is bad was named by decodePatch
}

// has reports whether the patch says something of a field, be it null.
func (p *patch) has(name string) bool {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(p.body, &fields) // it was read before
	_, said := fields[name]
	return said
}

// plan is what a struct wants of an object, and shape what a field wants of a value.
type plan struct {
	fields   []*planField
	byName   map[string]*planField
	required uint64
}

type planField struct {
	name                 string
	index                []int
	bit                  uint64 // one of its own if the field is required
	readOnly, createOnly bool
	*shape
}

type shape struct {
	want
	pointer             bool
	filled              bool   // a blank text is as good as none
	elem                *shape // of a list or a table
	maxLength, maxItems int
	min, max            int64
	wants               []any // the word for want, as the argument of "type"
	empty               reflect.Value
}

type want uint8

const (
	wantObject want = iota
	wantTable
	wantList
	wantText
	wantWhole
	wantFlag
	wantDate
	wantMonth
	wantID
	wantInstant
	wantOwn // the type reads itself
)

// wantTokens are what values of each sort may begin with, and wantWords what a caller is told to send.
var (
	wantTokens = [...]string{"{", "{", "[", `"`, "0", "tf", `"`, `"`, `"`, `"`, `"0tf{[`}
	wantWords  = [...]string{"object", "object", "array", "string", "integer", "boolean", "date", "month", "id", "instant", ""}
)

// Without tags a text has at most usualLength characters, and a list or table usualItems elements.
const (
	usualLength = 200
	usualItems  = 200
)

func (s *shape) takes(k jsontext.Kind) bool {
	return strings.IndexByte(wantTokens[s.want], byte(k)) >= 0
}

var plans sync.Map // reflect.Type → *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{byName: map[string]*planField{}}
	p.add(t, nil)
	for _, f := range p.fields {
		if f.filled {
			f.bit = p.required + 1 // the lowest that is free
			p.required |= f.bit
		}
	}
	kept, _ := plans.LoadOrStore(t, p)
	return kept.(*plan)
}

// add takes in the fields of a struct, and those of embedded structs as its own. As in encoding/json the outer hides the inner.
func (p *plan) add(t reflect.Type, outer []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		index := append(slices.Clone(outer), i)
		if sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct {
			p.add(sf.Type, index)
			continue
		}
		if !sf.IsExported() || name == "-" {
			continue
		}
		if sf.Anonymous && name == "" {
			panic("api: " + t.String() + " embeds " + sf.Type.String() + ", which is no struct")
		}
		f := &planField{name: cmp.Or(name, sf.Name), index: index, shape: shapeOf(sf.Type, sf.Tag)}
		f.filled = hasTag(sf.Tag, "validate", "required")
		f.readOnly = sf.Tag.Get("readonly") == "true"
		f.createOnly = hasTag(sf.Tag, "extensions", "x-create-only")
		old := p.byName[f.name]
		switch {
		case old == nil:
		case len(old.index) == len(index):
			panic("api: two fields are named " + f.name + " in " + t.String())
		case len(old.index) < len(index):
			continue
		default:
			p.fields = slices.DeleteFunc(p.fields, func(f *planField) bool { return f == old })
		}
		p.fields, p.byName[f.name] = append(p.fields, f), f
	}
}

func hasTag(tag reflect.StructTag, key, word string) bool {
	return slices.Contains(strings.Split(tag.Get(key), ","), word)
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// shapeOf panics for a type that no body can fill.
func shapeOf(t reflect.Type, tag reflect.StructTag) *shape {
	s := &shape{maxLength: boundOf(tag, "maxLength", usualLength), maxItems: boundOf(tag, "maxItems", usualItems)}
	switch kind := t.Kind(); {
	case kind == reflect.Pointer:
		s = shapeOf(t.Elem(), tag)
		s.pointer = true
		return s
	case t == reflect.TypeFor[calendar.Date]():
		s.want = wantDate
	case t == reflect.TypeFor[calendar.Month]():
		s.want = wantMonth
	case t == reflect.TypeFor[uid.ID]():
		s.want = wantID
	case t == reflect.TypeFor[time.Time]():
		s.want = wantInstant
	case reflect.PointerTo(t).Implements(unmarshaler):
		s.want = wantOwn
	case kind == reflect.String:
		s.want = wantText
	case kind == reflect.Bool:
		s.want = wantFlag
	case kind >= reflect.Int && kind <= reflect.Int64:
		s.want = wantWhole
		s.min = boundOf[int64](tag, "minimum", math.MinInt64>>(64-t.Bits()))
		s.max = boundOf[int64](tag, "maximum", math.MaxInt64>>(64-t.Bits()))
	case kind == reflect.Struct:
		s.want = wantObject
	case kind == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		s.want, s.elem, s.empty = wantList, shapeOf(t.Elem(), tag), reflect.MakeSlice(t, 0, 0)
	case kind == reflect.Map && t.Key().Kind() == reflect.String:
		s.want, s.elem = wantTable, shapeOf(t.Elem(), tag)
	default:
		panic("api: no body can fill a " + t.String())
	}
	if word := cmp.Or(wantWords[s.want], strings.TrimPrefix(tag.Get("swaggertype"), "primitive,")); word != "" {
		s.wants = []any{word}
	}
	return s
}

// boundOf is a limit that a tag sets, or the usual one.
func boundOf[T int | int64](tag reflect.StructTag, key string, usual T) T {
	text, ok := tag.Lookup(key)
	if !ok {
		return usual
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic("api: " + key + " is no number: " + text)
	}
	return T(n)
}

// wrongText says what is wrong with a text, if anything: the code and what its sentence names. Most characters are counted,
// not bytes. A text that may have 200 of them at most is one line.
func wrongText(s string, most int, filled bool) (code string, args []any) {
	n, seen, control, broken := 0, false, false, false
	for _, c := range s {
		n++
		switch {
		case c > ' ' && c < 0x7f:
			seen = true
		case c == '\n', c == '\r', c == '\t', c == 0x2028, c == 0x2029:
			broken = true
		case c < ' ', c >= 0x7f && c < 0xa0, c == 0xfffe, c == 0xffff: // XML, and so a .docx, can't hold the last two
			control = true
		case !seen:
			seen = unicode.IsGraphic(c) && !unicode.IsSpace(c)
		}
	}
	switch {
	case control:
		return "control-character", nil
	case filled && !seen:
		return "required", nil
	case broken && most <= usualLength:
		return "one-line", nil
	case n > most:
		return "too-long", []any{most}
	}
	return "", nil
}
