package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

// outside are the paths that do not stand under the base path. They ask for no login.
var outside = []string{"/healthz", "/readyz", "/openapi.json"}

// document gives the OpenAPI document of the package in the folder, as it is kept.
func document(folder string) ([]byte, error) {
	c, err := readCode(folder)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", folder, err)
	}
	forms := takeForms(c.swagger)
	doc, err := openapi2conv.ToV3(c.swagger)
	if err != nil {
		return nil, fmt.Errorf("convert to OpenAPI 3: %w", err)
	}
	if err := putForms(doc, forms); err != nil {
		return nil, err
	}
	if err := derive(doc, c.handlers); err != nil {
		return nil, err
	}
	return written(doc)
}

// derive makes of the converted document what the contract wants.
func derive(doc *openapi3.T, handlers map[string]handler) error {
	s := newSchemas(doc.Components.Schemas)
	all := operations(doc)
	tags := map[string]bool{}
	for _, o := range all {
		o.describe(handlers[o.key()])
		o.answers(s)
		for _, tag := range o.Tags {
			tags[tag] = true
		}
	}
	for _, o := range all {
		o.body(s)
	}
	for _, path := range outside {
		if item := doc.Paths.Value(path); item != nil {
			item.Servers = openapi3.Servers{{URL: "/"}}
		}
	}
	for _, tag := range sorted(tags) {
		doc.Tags = append(doc.Tags, &openapi3.Tag{Name: tag})
	}
	doc.Info.Contact = nil
	doc.Info.License = &openapi3.License{Name: "MIT"}
	doc.Security = openapi3.SecurityRequirements{{"bearer": {}}}
	doc.Components = &openapi3.Components{
		Schemas:   s.made,
		Responses: openapi3.ResponseBodies{"Problem": failure(s)},
		SecuritySchemes: openapi3.SecuritySchemes{"bearer": {Value: &openapi3.SecurityScheme{
			Type: "http", Scheme: "bearer", Description: "the token of a session (POST /sessions) or of an integration (POST /tokens)",
		}}},
	}
	return errors.Join(s.err(), unique(all), s.prune(doc))
}

// unique wants a handler of its own for every operation.
func unique(all []operation) error {
	var errs []error
	seen := map[string]string{}
	for _, o := range all {
		if other, again := seen[o.OperationID]; again || o.OperationID == "" {
			errs = append(errs, fmt.Errorf("%s and %s are both answered by %q", o.key(), other, o.OperationID))
		}
		seen[o.OperationID] = o.key()
	}
	return errors.Join(errs...)
}

// written gives the bytes of a document that is valid.
func written(doc *openapi3.T) ([]byte, error) {
	tree, err := plain(doc)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(tree); err != nil {
		return nil, err
	}
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`))
	read, err := openapi3.NewLoader().LoadFromData(b.Bytes()) // references made in code have no value yet
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	if err := read.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("validate the document: %w", err)
	}
	return b.Bytes(), nil
}

// plain gives the document as maps and lists, in which JSON sorts the names.
func plain(doc *openapi3.T) (tree any, err error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&tree)
	return tree, err
}
