package main

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

const multipart = "multipart/form-data"

// takeForms takes the form fields out of operations that take JSON too, which Swagger 2 can't say.
func takeForms(doc *openapi2.T) map[string]*openapi2.Operation {
	forms := map[string]*openapi2.Operation{}
	for path, item := range doc.Paths {
		for method, op := range item.Operations() {
			isForm := func(p *openapi2.Parameter) bool { return p.In == "formData" }
			isBody := func(p *openapi2.Parameter) bool { return p.In == "body" }
			if !slices.ContainsFunc(op.Parameters, isForm) {
				continue
			}
			op.Consumes = []string{multipart}
			if !slices.ContainsFunc(op.Parameters, isBody) {
				continue
			}
			op.Consumes = []string{"application/json"}
			form := &openapi2.Operation{}
			for _, p := range op.Parameters {
				if isForm(p) {
					form.Parameters = append(form.Parameters, p)
				}
			}
			op.Parameters = slices.DeleteFunc(op.Parameters, isForm)
			forms[method+" "+path] = form
		}
	}
	return forms
}

// putForms puts them back, beside the JSON.
func putForms(doc *openapi3.T, forms map[string]*openapi2.Operation) error {
	for _, o := range operations(doc) {
		if forms[o.key()] == nil {
			continue
		}
		form, err := openapi2conv.ToV3Operation(doc.Components, nil, forms[o.key()], []string{multipart})
		if err != nil {
			return err
		}
		maps.Copy(o.RequestBody.Value.Content, form.RequestBody.Value.Content)
	}
	return nil
}
