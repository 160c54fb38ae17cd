package main

import (
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// operation is what a method does at a path.
type operation struct {
	method, path string
	*openapi3.Operation
}

func (o operation) key() string { return o.method + " " + o.path }

// operations lists all operations in a fixed order.
func operations(doc *openapi3.T) (all []operation) {
	for _, path := range doc.Paths.InMatchingOrder() {
		byMethod := doc.Paths.Value(path).Operations()
		for _, method := range sorted(byMethod) {
			all = append(all, operation{method, path, byMethod[method]})
		}
	}
	return all
}

// describe names the operation after its handler, and says who may ask.
func (o operation) describe(h handler) {
	o.OperationID = h.name
	if o.Description == "" {
		o.Description = h.comment
	}
	public := slices.Contains(outside, o.path) || o.Security != nil // an @Security of nothing
	o.Security = nil
	if public {
		o.Security = openapi3.NewSecurityRequirements()
	}
	for _, p := range o.Parameters {
		p.Value.Extensions = nil
	}
}

// answers describes what the operation answers. Every failure is a problem.
func (o operation) answers(s *schemas) {
	for _, status := range sorted(o.Responses.Map()) {
		response := o.Responses.Value(status).Value
		if status == "default" || response == nil {
			continue
		}
		if isJSON := response.Content["application/json"]; isJSON != nil {
			headers(status, response, isJSON.Schema.Value)
		}
		for _, media := range response.Content {
			media.Schema = s.schema(media.Schema, answer)
		}
		if o.method == http.MethodGet && status == "200" && response.Headers["ETag"] != nil {
			o.unchanged(response.Headers["ETag"])
		}
	}
	o.Responses.Set("default", &openapi3.ResponseRef{Ref: "#/components/responses/Problem"})
}

// headers adds those that records and pages of Go types bring with them.
func headers(status string, response *openapi3.Response, of *openapi3.Schema) {
	if response.Headers == nil {
		response.Headers = openapi3.Headers{}
	}
	if isRecord(of) {
		response.Headers["ETag"] = header("the version in quotes, for If-Match", true)
	}
	if isRecord(of) && status == "201" {
		response.Headers["Location"] = header("where the record is", true)
	}
	if of.Properties["next_cursor"] != nil {
		response.Headers["Link"] = header(`the next page: <…>; rel="next"`, false)
	}
}

// unchanged describes the answer to who has it already.
func (o operation) unchanged(tag *openapi3.HeaderRef) {
	o.Parameters = append(o.Parameters, &openapi3.ParameterRef{Value: &openapi3.Parameter{
		In: "header", Name: "If-None-Match", Description: "the ETag that you have", Schema: openapi3.NewStringSchema().NewRef(),
	}})
	response := openapi3.NewResponse().WithDescription("you have it")
	response.Headers = openapi3.Headers{"ETag": tag}
	o.Responses.Set("304", &openapi3.ResponseRef{Value: response})
}

func header(description string, required bool) *openapi3.HeaderRef {
	return &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{
		Description: description, Required: required, Schema: openapi3.NewStringSchema().NewRef(),
	}}}
}

// failure is the answer to everything that went wrong.
func failure(s *schemas) *openapi3.ResponseRef {
	r := openapi3.NewResponse().WithDescription("what went wrong")
	r.Headers = openapi3.Headers{
		"Retry-After": header("seconds to wait, with 429 and 503", false),
	}
	r.Content = openapi3.Content{"application/problem+json": {Schema: s.named("api.Problem", answer)}}
	return &openapi3.ResponseRef{Value: r}
}

// body describes what the operation takes: a patch by either media type, anything else as it is written anew.
func (o operation) body(s *schemas) {
	if o.RequestBody == nil {
		return
	}
	body := o.RequestBody.Value
	body.Extensions = nil
	as := create
	if o.method == http.MethodPatch {
		as = patch
		body.Content["application/merge-patch+json"] = &openapi3.MediaType{Schema: body.Content["application/json"].Schema}
	}
	for _, kind := range sorted(body.Content) {
		media := body.Content[kind]
		if kind == multipart {
			media.Schema = form(s, media.Schema)
		} else {
			media.Schema = s.schema(media.Schema, as)
		}
		media.Example = s.example(media.Schema)
	}
}

// form is the schema of a form's fields. They are texts or files: none can be null.
func form(s *schemas, of *openapi3.SchemaRef) *openapi3.SchemaRef {
	v := *of.Value
	v.Properties = openapi3.Schemas{}
	for name, p := range of.Value.Properties {
		v.Properties[name] = s.schema(p, answer)
	}
	v.AdditionalProperties = openapi3.AdditionalProperties{Has: openapi3.Ptr(false)}
	return v.NewRef()
}
