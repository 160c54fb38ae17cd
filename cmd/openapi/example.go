package main

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// example makes a valid value: what must be given, and what has an example of its own.
func (s *schemas) example(of *openapi3.SchemaRef) any {
	v := s.resolve(of)
	made := map[string]any{}
	for _, name := range sorted(v.Properties) {
		if slices.Contains(v.Required, name) || s.shown(v.Properties[name]) && name != "id" {
			made[name] = s.value(v.Properties[name])
		}
	}
	if names := sorted(v.Properties); len(made) == 0 && len(names) > 0 {
		made[names[0]] = s.value(v.Properties[names[0]])
	}
	return made
}

// shown reports whether somebody gave an example of the value, or of a part of it.
func (s *schemas) shown(of *openapi3.SchemaRef) bool {
	v := s.resolve(of)
	if v.Example != nil {
		return true
	}
	if v.Items != nil {
		return s.shown(v.Items)
	}
	for _, p := range v.Properties {
		if s.shown(p) {
			return true
		}
	}
	return false
}

// someID is an id as clients make them.
const someID = "01890a5d-ac96-774b-bcce-b302099a8057"

var byFormat = map[string]string{"uuid": someID, "date": "2023-03-15", "date-time": "2023-03-15T12:00:00+08:00", "uri": "https://example.org/", "binary": "(a file)"}

// value is a value of the schema.
func (s *schemas) value(of *openapi3.SchemaRef) any {
	v := s.resolve(of)
	switch {
	case v.Example != nil:
		return v.Example
	case len(v.AllOf) == 1:
		return s.value(v.AllOf[0])
	case len(v.Enum) > 0:
		return v.Enum[0]
	case v.Type.Is("array"):
		return []any{s.value(v.Items)}
	case v.Type.Is("boolean"):
		return true
	case v.Type.Is("integer"), v.Type.Is("number"):
		if v.Min != nil {
			return *v.Min
		}
		return 1
	case v.Type.Is("object"):
		if v.AdditionalProperties.Schema != nil {
			return map[string]any{"…": s.value(v.AdditionalProperties.Schema)}
		}
		return s.example(of)
	case v.Pattern != "":
		return "2023-03" // a month; any other pattern wants an example tag
	case byFormat[v.Format] != "":
		return byFormat[v.Format]
	}
	return "…"
}
