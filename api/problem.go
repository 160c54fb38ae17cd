package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/problem"
)

// statusOf is the only table from what went wrong to an HTTP status. What is not in it is a fault of ours: 500.
var statusOf = map[problem.Kind]int{
	problem.Malformed:    http.StatusBadRequest,
	problem.Unauthorized: http.StatusUnauthorized,
	problem.Forbidden:    http.StatusForbidden,
	problem.NotFound:     http.StatusNotFound,
	problem.WrongMethod:  http.StatusMethodNotAllowed,
	problem.Conflict:     http.StatusConflict,
	problem.Stale:        http.StatusPreconditionFailed,
	problem.TooLarge:     http.StatusRequestEntityTooLarge,
	problem.WrongType:    http.StatusUnsupportedMediaType,
	problem.Invalid:      http.StatusUnprocessableEntity,
	problem.Precondition: http.StatusPreconditionRequired,
	problem.TooMany:      http.StatusTooManyRequests,
	problem.Unavailable:  http.StatusServiceUnavailable,
}

// Problem is what a caller is told when something went wrong (RFC 9457). Programs decide by its type.
type Problem struct {
	Type      string         `json:"type" validate:"required" format:"uri" example:"urn:shuzhi:problem:invalid"`
	Title     string         `json:"title" validate:"required" example:"内容有误"`
	Status    int            `json:"status" validate:"required" example:"422"`
	Detail    string         `json:"detail" validate:"required" example:"有 1 处不符合要求，详见 errors"`
	RequestID string         `json:"request_id" validate:"required" example:"01890a5d-ac96-774b-bcce-b302099a8057"`
	Errors    []ProblemField `json:"errors,omitempty"`
}

// ProblemField is a bad field of a body (a JSON pointer, RFC 6901), or a bad parameter of a query (?name).
type ProblemField struct {
	Pointer string `json:"pointer" validate:"required" example:"/held_on"`
	Code    string `json:"code" validate:"required" example:"future"`
	Detail  string `json:"detail" validate:"required" example:"不能晚于今天"`
}

// fail answers every error that a handler returns. It is Echo's HTTPErrorHandler.
func (a *API) fail(err error, c echo.Context) {
	e, p := a.tell(c, err)
	if c.Response().Committed {
		return // too late to say so
	}
	h := c.Response().Header()
	for _, name := range []string{"Content-Disposition", "Content-Length", "ETag", "Last-Modified", "Link", "Location"} {
		h.Del(name) // they described the answer that did not come
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", langOf(c).tag())
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
	switch e.Kind {
	case problem.Unauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="shuzhi"`)
	case problem.TooMany, problem.Unavailable:
		h.Set("Retry-After", strconv.Itoa(max(1, int((e.RetryAfter+time.Second-1)/time.Second))))
	case problem.WrongMethod:
		if allow, ok := c.Get(echo.ContextKeyHeaderAllow).(string); ok {
			h.Set("Allow", allow)
		}
	}
	c.Response().WriteHeader(p.Status)
	if c.Request().Method == http.MethodHead {
		return
	}
	out := json.NewEncoder(c.Response())
	out.SetEscapeHTML(false)
	_ = out.Encode(p) // it fails when the caller has gone
}

// tell gives the problem that an error is, and what the caller is told of it. A fault of ours is logged: its text, never what was sent.
func (a *API) tell(c echo.Context, err error) (*problem.Error, Problem) {
	e, l := problemOf(err), langOf(c)
	p := Problem{Status: statusOf[e.Kind], RequestID: c.Response().Header().Get(echo.HeaderXRequestID)}
	level := slog.LevelDebug
	switch {
	case p.Status == 0:
		e, p.Status, level = &problem.Error{Code: "internal"}, http.StatusInternalServerError, slog.LevelError
	case e.Kind == problem.Unavailable && e.Unwrap() != nil:
		level = slog.LevelWarn
	}
	if level > slog.LevelDebug {
		a.log.LogAttrs(c.Request().Context(), level, "failed", slog.String("id", p.RequestID), slog.String("method", c.Request().Method),
			slog.String("route", c.Path()), slog.Any("error", err))
	}
	p.Type = "urn:shuzhi:problem:" + e.Code
	p.Title, p.Detail = saidOf(e, l)
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{f.Pointer, f.Code, fieldSaid(f, l)})
	}
	return e, p
}

// byStatus is what Echo and its middleware mean by a status.
var byStatus = map[int]*problem.Error{
	http.StatusBadRequest:            problem.New(problem.Malformed, "bad-request"),
	http.StatusUnauthorized:          problem.New(problem.Unauthorized, "not-logged-in"),
	http.StatusForbidden:             problem.New(problem.Forbidden, "role-may-not"),
	http.StatusNotFound:              problem.New(problem.NotFound, "no-such-path"),
	http.StatusMethodNotAllowed:      problem.New(problem.WrongMethod, "wrong-method"),
	http.StatusRequestEntityTooLarge: problem.New(problem.TooLarge, "too-large"),
	http.StatusUnsupportedMediaType:  problem.New(problem.WrongType, "wrong-type"),
	http.StatusTooManyRequests:       problem.New(problem.TooMany, "too-many"),
	http.StatusServiceUnavailable:    problem.New(problem.Unavailable, "unavailable"),
}

// problemOf gives the problem that an error is or stands for; one without a kind is a fault of ours.
func problemOf(err error) *problem.Error {
	var (
		ours  *problem.Error
		large *http.MaxBytesError
		echos *echo.HTTPError
	)
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &large):
		return problem.New(problem.TooLarge, "too-large", large.Limit)
	case errors.Is(err, context.DeadlineExceeded):
		return problem.New(problem.Unavailable, "too-slow").Because(err)
	case errors.Is(err, context.Canceled): // the caller has gone, or the server is going
		return problem.New(problem.Unavailable, "too-slow")
	case errors.As(err, &echos) && byStatus[echos.Code] != nil:
		return byStatus[echos.Code]
	case errors.As(err, &echos) && echos.Code >= 400 && echos.Code < 500:
		return byStatus[http.StatusBadRequest]
	}
	return new(problem.Error)
}

// mostFaults bounds an answer; who made more has plenty to do.
const mostFaults = 500

// faults gathers bad fields as problem.Check does, where a million of them may come.
type faults struct {
	fields []problem.Field
	count  int
}

func (f *faults) note(pointer, code string, args ...any) {
	f.count++
	if len(f.fields) < mostFaults {
		f.fields = append(f.fields, problem.Field{Pointer: pointer, Code: code, Args: args})
	}
}

// err is nil, or an Invalid problem with every field noted. One pointer is named once, by its first fault.
func (f *faults) err() error {
	if f.count == 0 {
		return nil
	}
	return &problem.Error{Kind: problem.Invalid, Code: "invalid", Fields: problem.Firsts(f.fields)}
}
