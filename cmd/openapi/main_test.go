package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestUpToDate runs what CI and make docs run: the document is that of the code.
func TestUpToDate(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	fresh, err := document(source)
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(target, fresh); err != nil {
		t.Error(err)
	}
}

func TestClean(t *testing.T) {
	for goType, want := range map[string]string{
		"record.Activity": "Activity", "api.health": "Health", "api.page-record_Activity": "ActivityPage", "api.page-api_shownToken": "ShownTokenPage",
	} {
		if got := clean(goType); got != want {
			t.Errorf("%s: %s, want %s", goType, got, want)
		}
	}
}

// TestRoles makes three schemas of one type.
func TestRoles(t *testing.T) {
	s := newSchemas(someTypes())
	ref := openapi3.NewSchemaRef("#/components/schemas/record.Wish", nil)
	for _, each := range []struct {
		as                                  role
		name, fields, required, mayNullable string
	}{
		{answer, "Wish", "content count helpers id org_id version", "content helpers id org_id version", ""},
		{create, "WishCreate", "content count helpers id org_id", "content org_id", "count helpers id"},
		{patch, "WishPatch", "content count helpers", "", "count helpers"},
	} {
		made := s.schema(ref, each.as)
		if made.Ref != "#/components/schemas/"+each.name {
			t.Fatalf("%s, want %s", made.Ref, each.name)
		}
		v := s.resolve(made)
		var nullable []string
		for _, name := range sorted(v.Properties) {
			if v.Properties[name].Value.Nullable {
				nullable = append(nullable, name)
			}
		}
		for _, pair := range [][2]string{
			{strings.Join(sorted(v.Properties), " "), each.fields}, {strings.Join(v.Required, " "), each.required}, {strings.Join(nullable, " "), each.mayNullable},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %q, want %q", each.name, pair[0], pair[1])
			}
		}
		if strict := v.AdditionalProperties.Has != nil; strict != (each.as != answer) {
			t.Errorf("%s: strict is %v", each.name, strict)
		}
	}
	if err := s.err(); err != nil {
		t.Error(err)
	}
}

// TestTwoTypesMeet refuses a name that two types would share.
func TestTwoTypesMeet(t *testing.T) {
	types := someTypes()
	types["api.wish"] = types["record.Wish"]
	s := newSchemas(types)
	s.named("record.Wish", answer)
	s.named("api.wish", answer)
	if err := s.err(); err == nil || !strings.Contains(err.Error(), "both named Wish") {
		t.Errorf("%v", err)
	}
}

func someTypes() openapi3.Schemas {
	wish := openapi3.NewObjectSchema()
	text := func(change func(*openapi3.Schema)) *openapi3.SchemaRef {
		v := openapi3.NewStringSchema()
		v.Extensions = map[string]any{}
		change(v)
		return v.NewRef()
	}
	wish.Properties = openapi3.Schemas{
		"version": text(func(v *openapi3.Schema) { v.ReadOnly = true }),
		"id":      text(func(v *openapi3.Schema) { v.Extensions[createOnly] = true }),
		"org_id":  text(func(v *openapi3.Schema) { v.Extensions[createOnly] = true }),
		"count":   text(func(v *openapi3.Schema) { v.Extensions[omitEmpty] = true }),
		"content": text(func(*openapi3.Schema) {}),
		"helpers": openapi3.NewArraySchema().WithItems(openapi3.NewUUIDSchema()).NewRef(),
	}
	wish.Required = []string{"content", "org_id"}
	return openapi3.Schemas{"record.Wish": wish.NewRef()}
}
