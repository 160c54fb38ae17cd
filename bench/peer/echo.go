// Package peer is what Shuzhi is measured beside. Each peer is a server of its own process, which says on standard output where it listens.
package peer

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shuzhi/bench/city"
)

// Echo serves handlers that do nothing but HTTP and JSON: the framework's limit. It returns when serving fails.
//
//	POST /activities   decodes the body and answers it with 201
//	GET /kilobytes/:n  answers so many kilobytes of JSON, at most 64
func Echo(out io.Writer) error {
	e := echo.New()
	e.POST("/activities", func(c echo.Context) error {
		var a city.Activity
		if err := c.Bind(&a); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, &a)
	})
	bodies := map[int][]byte{}
	for kilobytes := range 65 { // made before, as a kept answer would be
		bodies[kilobytes] = []byte(`"` + strings.Repeat("述职", kilobytes*1024/6) + `"`)
	}
	e.GET("/kilobytes/:n", func(c echo.Context) error {
		n, err := strconv.Atoi(c.Param("n"))
		if err != nil || bodies[n] == nil {
			return echo.ErrNotFound
		}
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, bodies[n])
	})
	return serve(out, e)
}

// serve listens on a free port, says where, and answers.
func serve(out io.Writer, h http.Handler) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "http://%s\n", listener.Addr()); err != nil {
		return err
	}
	return http.Serve(listener, h)
}
