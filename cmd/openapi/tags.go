package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-openapi/spec"
	"github.com/swaggo/swag"
)

// The extensions by which a property carries what Swagger 2 has no word for. None of them reaches the document.
const (
	createOnly = "x-create-only" // in a body that creates, not in a patch
	writeOnly  = "x-write-only"  // never answered
	omitEmpty  = "x-omitempty"   // not always answered
)

// field reads the tags of a struct's field as the decoder of package api does. The parser that swag brings knows no maxItems,
// and does not tell fields that may be left out of an answer.
type field struct {
	parser *swag.Parser
	ast    *ast.Field
	tag    reflect.StructTag
}

func newField(p *swag.Parser, f *ast.Field) swag.FieldParser {
	parsed := &field{parser: p, ast: f}
	if f.Tag != nil {
		parsed.tag = reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
	}
	return parsed
}

// onWire is how types of ours are written: as swaggertype has it, and in which format.
var onWire = map[string][2]string{
	"time.Time": {"string", "date-time"}, "calendar.Date": {"string", "date"}, "calendar.Month": {"string", "month"},
	"uid.ID": {"string", "uuid"}, "IDs": {"array,string", "uuid"}, "[]uid.ID": {"array,string", "uuid"},
	"Text": {"string"}, "Strings": {"array,string"}, "any": {"object"},
	"json.RawMessage": {"object"}, "jsontext.Value": {"object"}, "[]json.RawMessage": {"array,object"}, "[]jsontext.Value": {"array,object"},
}

func (f *field) onWire() (swaggerType, format string) {
	name := strings.TrimPrefix(types.ExprString(f.ast.Type), "*")
	known := onWire[strings.TrimPrefix(name, "record.")]
	swaggerType, format = known[0], known[1]
	if said := f.tag.Get("swaggertype"); said != "" {
		swaggerType = said
	}
	if said := f.tag.Get("format"); said != "" {
		format = said
	}
	return swaggerType, format
}

func (f *field) ShouldSkip() bool {
	return f.tag.Get("json") == "-" || len(f.ast.Names) > 0 && !f.ast.Names[0].IsExported()
}

// FieldNames gives the name in JSON or in a query. An embedded struct has none: its fields stand for it.
func (f *field) FieldNames() ([]string, error) {
	if name, _, _ := strings.Cut(f.tag.Get("json"), ","); name != "" {
		return []string{name}, nil
	}
	var names []string
	for _, name := range f.ast.Names {
		names = append(names, snake(name.Name))
	}
	return names, nil
}

// snake writes OrgID as org_id.
func snake(name string) string {
	var b strings.Builder
	letters := []rune(name)
	for i, c := range letters {
		begins := i > 0 && (!unicode.IsUpper(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1]))
		if unicode.IsUpper(c) && begins {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

func (f *field) FirstTagValue(tag string) string {
	value, _, _ := strings.Cut(f.tag.Get(tag), ",")
	return value
}

func (f *field) FormName() string   { return "" }
func (f *field) HeaderName() string { return "" }
func (f *field) PathName() string   { return "" }

func (f *field) IsRequired() (bool, error) { return f.says("validate", "required"), nil }

// says reports whether a word stands in the list of a tag.
func (f *field) says(tag, word string) bool {
	return strings.Contains(","+f.tag.Get(tag)+",", ","+word+",")
}

func (f *field) CustomSchema() (*spec.Schema, error) {
	swaggerType, _ := f.onWire()
	if swaggerType == "" {
		return nil, nil
	}
	return swag.BuildCustomSchema(strings.Split(swaggerType, ","))
}

// ComplementSchema adds what the tags say. What they say of a type with a name is put around the reference to it.
func (f *field) ComplementSchema(s *spec.Schema) error {
	path := f.parser.GetSchemaTypePath(s, 2)
	if len(path) == 0 {
		path = []string{""} // anything
	}
	own := s
	if swag.IsRefSchema(s) {
		own = &spec.Schema{}
	}
	if err := f.complement(own, path); err != nil {
		return err
	}
	if own != s && !reflect.DeepEqual(own, &spec.Schema{}) {
		*s = *own.WithAllOf(*s)
	}
	return nil
}

func (f *field) complement(s *spec.Schema, path []string) (err error) {
	s.Description = strings.TrimSpace(f.ast.Doc.Text())
	if s.Description == "" {
		s.Description = strings.TrimSpace(f.ast.Comment.Text())
	}
	s.ReadOnly = f.tag.Get("readonly") == "true"
	for word := range strings.SplitSeq(f.tag.Get("extensions"), ",") {
		if word != "" {
			s.AddExtension(word, true)
		}
	}
	if f.says("json", "omitempty") || f.says("json", "omitzero") {
		s.AddExtension(omitEmpty, true)
	}
	if s.Example, err = f.value("example", path); err != nil {
		return err
	}
	if s.Default, err = f.value("default", path); err != nil {
		return err
	}
	return f.bound(s)
}

// bound sets the bounds of a value. Those of a text or number belong to the elements of a list or table.
func (f *field) bound(s *spec.Schema) (err error) {
	element := s
	switch {
	case s.Items != nil:
		own := *s.Items.Schema // swag shares one among all fields of a type
		element, s.Items = &own, &spec.SchemaOrArray{Schema: &own}
		err = f.number("maxItems", &s.MaxItems)
	case s.AdditionalProperties != nil && s.AdditionalProperties.Schema != nil:
		own := *s.AdditionalProperties.Schema
		element, s.AdditionalProperties = &own, &spec.SchemaOrBool{Allows: true, Schema: &own}
		err = f.number("maxItems", &s.MaxProperties)
	}
	if err != nil || swag.IsRefSchema(element) {
		return err
	}
	if _, format := f.onWire(); format == "month" { // no format that programs know
		element.Pattern = `^\d{4}-(0[1-9]|1[0-2])$`
	} else if format != "" {
		element.Format = format
	}
	for word := range strings.SplitSeq(f.tag.Get("enums"), ",") {
		if word != "" {
			element.Enum = append(element.Enum, word)
		}
	}
	for tag, into := range map[string]any{"minLength": &element.MinLength, "maxLength": &element.MaxLength, "minimum": &element.Minimum, "maximum": &element.Maximum} {
		if err := f.number(tag, into); err != nil {
			return err
		}
	}
	return nil
}

// number reads a tag into a **int64 or **float64, if it is there.
func (f *field) number(tag string, into any) error {
	text, ok := f.tag.Lookup(tag)
	if !ok {
		return nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return fmt.Errorf("%s: %w", tag, err)
	}
	switch into := into.(type) {
	case **int64:
		whole := int64(n)
		*into = &whole
	case **float64:
		*into = &n
	}
	return nil
}

// value reads a tag as a value of the type: a text as it stands, a list of texts with commas, all else as JSON.
func (f *field) value(tag string, path []string) (v any, err error) {
	text, ok := f.tag.Lookup(tag)
	switch {
	case !ok:
		return nil, nil
	case path[0] == swag.STRING:
		return text, nil
	case path[0] == swag.ARRAY && len(path) > 1 && path[1] == swag.STRING:
		return strings.Split(text, ","), nil
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, fmt.Errorf("%s %q: %w", tag, text, err)
	}
	return v, nil
}
