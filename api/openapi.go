package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	echoswagger "github.com/swaggo/echo-swagger"

	"shuzhi/docs"
	"shuzhi/internal/problem"
)

// openAPI answers the description of this interface.
//
//	@Summary  This document
//	@Tags     documents
//	@Success  200      {object}  object
//	@Header   200      {string}  ETag  "what the document is now, for If-None-Match"
//	@Failure  default  {object}  Problem
//	@Router   /openapi.json [get]
func openAPI() echo.HandlerFunc {
	sum := sha256.Sum256(docs.OpenAPI)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return func(c echo.Context) error {
		c.Response().Header().Set("ETag", tag)
		c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
		if ifNoneMatch(c, tag) {
			return c.NoContent(http.StatusNotModified)
		}
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, docs.OpenAPI)
	}
}

// uiFiles are what the page is made of. The library holds more, and says in plain text what it lacks.
var uiFiles = []string{"index.html", "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "favicon-16x16.png", "favicon-32x32.png"}

// uiPolicy lets the page load its own files and nothing else. Its script and its styles stand in the page.
const uiPolicy = "default-src 'none'; connect-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"

// swaggerUI serves the page that shows the document. All of it is in the program.
func swaggerUI() echo.HandlerFunc {
	serve := echoswagger.EchoWrapHandler(func(c *echoswagger.Config) { c.URLs = []string{"/openapi.json"} })
	return func(c echo.Context) error {
		file := c.Param("*")
		switch {
		case file == "":
			return c.Redirect(http.StatusMovedPermanently, "/swagger/index.html")
		case !slices.Contains(uiFiles, file):
			return problem.New(problem.NotFound, "no-such-path")
		}
		c.Request().RequestURI = "/swagger/" + file // the library takes a query for a part of the name
		c.Response().Header().Set(echo.HeaderContentSecurityPolicy, uiPolicy)
		return serve(c)
	}
}
