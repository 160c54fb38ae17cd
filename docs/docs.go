// Package docs holds the OpenAPI document, which cmd/openapi writes from the code of package api.
package docs

import _ "embed"

// OpenAPI is the document as JSON.
//
//go:embed openapi.json
var OpenAPI []byte
