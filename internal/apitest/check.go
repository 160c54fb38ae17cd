package apitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"shuzhi/docs"
)

// Document is the OpenAPI document as it is served.
var Document = sync.OnceValue(func() *openapi3.T { return load() })

func load() *openapi3.T {
	doc, err := openapi3.NewLoader().LoadFromData(docs.OpenAPI)
	if err != nil {
		panic(err)
	}
	return doc
}

// router finds operations of the document, made strict: an answer may hold no field that its schema does not name, and
// every media type has a decoder.
var router = sync.OnceValue(func() routers.Router {
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`))
	doc := load()
	err := doc.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error {
		v := s.Value
		if len(v.Properties) > 0 && v.AdditionalProperties.Has == nil && v.AdditionalProperties.Schema == nil {
			v.AdditionalProperties.Has = openapi3.Ptr(false)
		}
		return nil
	})
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, response := range operation.Responses.Map() {
				for kind := range response.Value.Content {
					if !strings.HasSuffix(kind, "json") {
						openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
					}
				}
			}
		}
	}
	r, routerErr := gorillamux.NewRouter(doc)
	if err := errors.Join(err, routerErr); err != nil {
		panic(err)
	}
	return r
})

// Check holds an exchange against the document. The answer must be what it says, always; the request, where it was taken:
// so a test may send what is wrong.
func Check(t testing.TB, r *http.Request, status int, header http.Header, body []byte) {
	t.Helper()
	if err := check(r, status, header, body); err != nil {
		t.Errorf("%s %s, %d: not as the document says: %v\n%.2000s", r.Method, r.URL, status, err, body)
	}
}

func check(r *http.Request, status int, header http.Header, body []byte) error {
	route, params, err := router().FindRoute(r)
	if err != nil {
		return undescribed(r, status, header)
	}
	options := &openapi3filter.Options{
		MultiError: true, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true,
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if status < 400 {
		if route.Operation.Responses.Status(status) == nil {
			return errors.New("no such status")
		}
		if err := errors.Join(openapi3filter.ValidateRequest(context.Background(), in), unknownParameters(r, route.Operation)); err != nil {
			return fmt.Errorf("the request: %w", err)
		}
	}
	if len(body) > 0 && (status == http.StatusNoContent || status == http.StatusNotModified) {
		return errors.New("a body")
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Options: options,
	})
}

// undescribed is nil for pages, which are not of the interface, and for a problem that says there is nothing.
func undescribed(r *http.Request, status int, header http.Header) error {
	page := !strings.HasPrefix(r.URL.Path, "/api/")
	refused := slices.Contains([]int{http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed}, status)
	if page || refused && header.Get("Content-Type") == "application/problem+json" {
		return nil
	}
	return errors.New("no such operation")
}

// unknownParameters names what was asked in the query and understood, and is not described.
func unknownParameters(r *http.Request, o *openapi3.Operation) (err error) {
	for name := range r.URL.Query() {
		if o.Parameters.GetByInAndName("query", name) == nil {
			err = errors.Join(err, fmt.Errorf("no parameter %s", name))
		}
	}
	return err
}
