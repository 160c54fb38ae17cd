package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

// role is what a Go type is used for; each makes a schema of its own from the tags of the fields.
type role uint8

const (
	answer role = iota // every field that is always there is required
	create             // a body that writes anew: no read-only fields, and those that must be given are required
	patch              // a merge patch: nothing is required, and what never changes is left out
)

// usually bounds a text or list in a body without tags, as package api does.
const usually = 200

// schemas makes the document's schemas from those that swag made of Go types.
type schemas struct {
	types  openapi3.Schemas // by the names that swag gave them
	made   openapi3.Schemas
	origin map[string]string // what a name was made of: two types must not meet in one
	errs   []error
}

func newSchemas(types openapi3.Schemas) *schemas {
	return &schemas{types: types, made: openapi3.Schemas{}, origin: map[string]string{}}
}

// schema gives a schema as the role wants it. All answers are asked for before the first body.
func (s *schemas) schema(of *openapi3.SchemaRef, as role) *openapi3.SchemaRef {
	if of.Ref != "" {
		return s.named(path.Base(of.Ref), as)
	}
	v := *of.Value
	v.Extensions, v.ReadOnly = nil, false
	if v.Format == "float64" {
		v.Format = "double"
	}
	switch {
	case len(v.AllOf) == 1:
		inner := s.schema(v.AllOf[0], as)
		if v.Description == "" {
			return inner
		}
		v.AllOf, v.Nullable, v.Example = openapi3.SchemaRefs{inner}, false, nil
	case v.Type.Is("file"):
		v.Type, v.Format = &openapi3.Types{"string"}, "binary"
	case v.Items != nil:
		v.Items = s.schema(v.Items, min(as, create)) // a patch replaces lists
	case v.AdditionalProperties.Schema != nil:
		if v.AdditionalProperties.Schema = s.schema(v.AdditionalProperties.Schema, as); as == patch { // null takes a member away
			v.AdditionalProperties.Schema = s.orNull(v.AdditionalProperties.Schema)
		}
	case len(v.Properties) > 0:
		v = *s.object(&v, as)
	case v.Type.Is("object"): // anything; generated clients want to hear it
		v.AdditionalProperties.Has = openapi3.Ptr(true)
	}
	if as != answer {
		bound(&v)
	}
	return v.NewRef()
}

// bound says what a body's text or list may be at most where no tag does.
func bound(v *openapi3.Schema) {
	most := uint64(usually)
	if v.Type.Is("string") && v.Format == "" && v.Pattern == "" && v.Enum == nil && v.MaxLength == nil {
		v.MaxLength = &most
	}
	if v.Type.Is("array") && v.MaxItems == nil {
		v.MaxItems = &most
	}
}

// named refers to the schema of a Go type. One that is no object is the same in every role.
func (s *schemas) named(goType string, as role) *openapi3.SchemaRef {
	of := s.types[goType]
	if of == nil {
		s.errs = append(s.errs, fmt.Errorf("no type %s", goType))
		return openapi3.NewObjectSchema().NewRef()
	}
	name := clean(goType)
	if len(of.Value.Properties) == 0 && of.Value.AdditionalProperties.Schema == nil {
		as = answer
	}
	if as != answer {
		bare, isBody := strings.CutSuffix(name, "Body")
		switch {
		case as == patch:
			name = bare + "Patch"
		case isBody || s.origin[name] == goType+" 0":
			name = bare + "Create"
		}
	}
	ref := openapi3.NewSchemaRef("#/components/schemas/"+name, nil)
	origin := fmt.Sprint(goType, " ", as)
	if known, ok := s.origin[name]; ok {
		if known != origin {
			s.errs = append(s.errs, fmt.Errorf("%s and %s are both named %s", known, origin, name))
		}
		return ref
	}
	s.origin[name] = origin
	if len(of.Value.Enum) > 0 {
		s.made[name] = enum(*of.Value).NewRef()
		return ref
	}
	s.made[name] = s.schema(of.Value.NewRef(), as)
	return ref
}

// clean makes Activity of record.Activity, and ActivityPage of api.page-record_Activity.
func clean(goType string) string {
	parts := strings.Split(goType, "-")
	slices.Reverse(parts)
	var b strings.Builder
	for _, part := range parts {
		letters := []rune(part[strings.LastIndexAny(part, "._")+1:])
		letters[0] = unicode.ToUpper(letters[0])
		b.WriteString(string(letters))
	}
	return b.String()
}

// enum keeps what generators read of an enumeration, and tells people its words.
func enum(v openapi3.Schema) *openapi3.Schema {
	told, _ := v.Extensions["x-enum-descriptions"].([]any)
	extensions := map[string]any{}
	for _, kept := range []string{"x-enum-varnames", "x-enum-descriptions"} {
		if said, ok := v.Extensions[kept]; ok {
			extensions[kept] = said
		}
	}
	v.Extensions = extensions
	var words []string
	for i, each := range told {
		words = append(words, fmt.Sprint(v.Enum[i], " ", each))
	}
	if v.Description == "" {
		v.Description = strings.Join(words, ", ")
	}
	return &v
}

// object gives an object with the fields that the role knows.
func (s *schemas) object(of *openapi3.Schema, as role) *openapi3.Schema {
	v := *of
	v.Properties, v.Required = openapi3.Schemas{}, nil
	for _, name := range sorted(of.Properties) {
		p := of.Properties[name].Value
		has := func(extension string) bool { return p.Extensions[extension] == true }
		if as == answer && has(writeOnly) || as != answer && p.ReadOnly || as == patch && has(createOnly) {
			continue
		}
		given := slices.Contains(of.Required, name)
		kept, null := s.schema(of.Properties[name], as), p.Nullable
		if as != answer {
			null = !given
		}
		switch {
		case null:
			kept = s.orNull(kept)
		case as != answer && kept.Ref == "" && kept.Value.Type.Is("string") && kept.Value.Format == "" && kept.Value.Enum == nil:
			kept.Value.MinLength = max(kept.Value.MinLength, 1)
		}
		if as == answer && !has(omitEmpty) || as == create && given {
			v.Required = append(v.Required, name)
		}
		v.Properties[name] = kept
	}
	if as == answer && isRecord(of) && v.Properties["warnings"] == nil {
		v.Properties["warnings"] = warnings(s)
	}
	if as != answer {
		v.AdditionalProperties = openapi3.AdditionalProperties{Has: openapi3.Ptr(false)}
	}
	return &v
}

// isRecord tells what carries the header of a record.
func isRecord(v *openapi3.Schema) bool {
	version, created := v.Properties["version"], v.Properties["created_at"]
	return version != nil && created != nil && version.Value.ReadOnly
}

// warnings are what every answer to a change of a record may carry, unless its type has some of its own.
func warnings(s *schemas) *openapi3.SchemaRef {
	list := openapi3.NewArraySchema()
	list.Items = s.named("record.Warning", answer)
	list.Description = "a word about what was kept all the same; only in answers to a change"
	return list.NewRef()
}

// orNull gives the schema, null allowed. A reference can't say so: its schema is repeated.
func (s *schemas) orNull(of *openapi3.SchemaRef) *openapi3.SchemaRef {
	v, description := of.Value, ""
	if v != nil {
		description = v.Description
	}
	for v == nil || len(v.AllOf) == 1 {
		if v != nil {
			of = v.AllOf[0]
		}
		target := s.made[path.Base(of.Ref)]
		if target == nil {
			s.errs = append(s.errs, fmt.Errorf("%s holds itself, or null", of.Ref))
			return of
		}
		v = target.Value
	}
	null := *v
	null.Nullable, null.Extensions = true, nil
	if description != "" {
		null.Description = description
	}
	if len(null.Enum) > 0 {
		null.Enum = append(slices.Clip(null.Enum), nil)
	}
	return null.NewRef()
}

// resolve gives the schema that a reference means.
func (s *schemas) resolve(of *openapi3.SchemaRef) *openapi3.Schema {
	for of.Ref != "" {
		of = s.made[path.Base(of.Ref)]
	}
	return of.Value
}

// prune drops what nothing refers to, since it was repeated where null is allowed. Names that answers use stay: people know them.
func (s *schemas) prune(doc *openapi3.T) error {
	for again := true; again; {
		text, err := json.Marshal(doc)
		if err != nil {
			return err
		}
		again = false
		for name := range s.made {
			if !strings.HasSuffix(s.origin[name], " 0") && !bytes.Contains(text, []byte("/schemas/"+name+`"`)) {
				delete(s.made, name)
				again = true
			}
		}
	}
	return nil
}

func (s *schemas) err() error { return errors.Join(s.errs...) }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
