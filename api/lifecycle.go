package api

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// page is a part of a list, as it is answered.
type page[T any] struct {
	Items      []T     `json:"items" validate:"required"`
	NextCursor *string `json:"next_cursor" validate:"required" extensions:"x-nullable"`
}

const (
	base    = "/api/v1"
	maxJSON = 4 << 20
)

// create writes a record down: 201 the first time, 200 when the same is sent again.
func (a *API) create(c echo.Context, r record.Record) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	kept, created, err := a.createDecoded(c, r, decode(body, r), body)
	if err != nil {
		return err
	}
	return a.made(c, kept, created)
}

// createDecoded is create for a record that was decoded, and what was bad about that.
func (a *API) createDecoded(c echo.Context, r record.Record, bad error, body []byte) (kept store.Kept, created bool, err error) {
	if bad != nil {
		return kept, false, a.store.Amiss(c.Request().Context(), r, a.unsound(r, bad))
	}
	if r.Head().ID.IsZero() {
		r.Head().ID = uid.New()
	}
	return a.store.Create(c.Request().Context(), r, digest(a.store.Key(), "POST "+store.Resource(r), body))
}

// unsound adds to the bad form of a new record what is bad about its content, and about the steps that it was made with, so that all is
// named at once.
func (a *API) unsound(r record.Record, bad error) error {
	today := a.store.Today()
	bad = problem.Merge(bad, r.Validate(today))
	if stepped, ok := r.(record.Stepped); ok {
		bad = problem.Merge(bad, stepped.Follow(stepped.FirstSteps(), today))
	}
	return bad
}

// made answers a record that was created, or was there already.
func (a *API) made(c echo.Context, kept store.Kept, created bool) error {
	if !created {
		return a.answer(c, http.StatusOK, kept)
	}
	c.Response().Header().Set(echo.HeaderLocation, strings.TrimSuffix(c.Request().URL.Path, "/")+"/"+kept.ID.String())
	return a.answer(c, http.StatusCreated, kept)
}

// get answers a record, or 304 where the caller has this version.
func (a *API) get(c echo.Context, of record.Record) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	kept, err := a.store.Get(c.Request().Context(), of, id)
	if err != nil {
		return err
	}
	return a.answerOnce(c, kept)
}

// answerOnce answers a record that was asked for, or 304 where the caller has this version.
func (a *API) answerOnce(c echo.Context, kept store.Kept) error {
	if ifNoneMatch(c, etag(kept.Version)) {
		c.Response().Header().Set("ETag", etag(kept.Version))
		return c.NoContent(http.StatusNotModified)
	}
	return a.answer(c, http.StatusOK, kept)
}

// amend changes a record by a merge patch of the type T.
func amend[T any, R interface {
	*T
	record.Record
}](a *API, c echo.Context) error {
	id, version, body, err := a.changing(c)
	if err != nil {
		return err
	}
	p, bad := decodePatch[T](body)
	if problem.Is(bad, problem.Malformed) {
		return bad
	}
	of := R(new(T))
	kept, err := a.store.Amend(c.Request().Context(), of, id, version, digestPatch(a.store.Key(), "PATCH "+id.String(), body), func(r record.Record) error {
		if p.apply(r); bad != nil {
			return problem.Merge(bad, r.Validate(a.store.Today()))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.answer(c, http.StatusOK, kept)
}

// changing reads what every change of a record carries: its id, the version that the caller has, and a body.
func (a *API) changing(c echo.Context) (id uid.ID, version int, body []byte, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, 0, nil, err
	}
	if version, err = ifMatch(c); err != nil {
		return id, 0, nil, err
	}
	body, err = readBody(c, maxJSON)
	return id, version, body, err
}

// void takes a record out of every total.
func (a *API) void(c echo.Context, of record.Record) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	q := newQuery(c)
	reason := q.reason()
	if err := q.err(); err != nil {
		return err
	}
	sum := digest(a.store.Key(), "DELETE "+id.String(), quoted(reason))
	if err := a.store.Void(c.Request().Context(), of, id, version, sum, reason); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// quoted is a text as JSON, to be digested as bodies are.
func quoted(s string) []byte {
	b, _ := json.Marshal(map[string]string{"reason": s})
	return b
}

// restore brings a voided record back.
func (a *API) restore(c echo.Context, of record.Record) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	kept, err := a.store.Restore(c.Request().Context(), of, id)
	if err != nil {
		return err
	}
	return a.answer(c, http.StatusOK, kept)
}

// history answers the earlier versions of a record, the newest first.
func (a *API) history(c echo.Context, of record.Record) error {
	return a.whole(c, func(ctx context.Context, id uid.ID) ([][]byte, error) {
		versions, err := a.store.History(ctx, of, id)
		bodies := make([][]byte, len(versions))
		for i, v := range versions {
			bodies[i] = v.Body
		}
		return bodies, err
	})
}

// whole answers a page of a list that the store gives whole, of the record in the path.
func (a *API) whole(c echo.Context, read func(context.Context, uid.ID) ([][]byte, error)) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	asked := a.part(q)
	if err := q.err(); err != nil {
		return err
	}
	bodies, err := read(c.Request().Context(), id)
	if err != nil {
		return err
	}
	some, next := cut(a, asked, bodies)
	return a.items(c, some, next)
}

// part is which page is asked for of a list that the store gives whole.
type part struct {
	limit, after int
	print        string
}

func (a *API) part(q *query) part {
	p := part{limit: q.int("limit", 50, 1, 200), print: q.fingerprint()}
	after, _ := q.cursor(a.store.Key(), p.print)
	p.after, _ = strconv.Atoi(after)
	return p
}

// cut gives the page of a list, and the cursor of the next, which says how many came before it; none after the last.
func cut[T any](a *API, p part, all []T) (some []T, next string) {
	all = all[min(p.after, len(all)):]
	if len(all) <= p.limit {
		return all, ""
	}
	return all[:p.limit], encodeCursor(a.store.Key(), strconv.Itoa(p.after+p.limit), uid.ID{}, p.print)
}

// list answers a page of records.
func (a *API) list(c echo.Context, of record.Record) error {
	q := newQuery(c)
	query, print := a.listQuery(q, of)
	if err := q.err(); err != nil {
		return err
	}
	found, err := a.store.List(c.Request().Context(), of, query)
	if err != nil {
		return err
	}
	bodies := make([][]byte, len(found.Items))
	for i, kept := range found.Items {
		bodies[i] = kept.Body
	}
	next := ""
	if !found.Next.ID.IsZero() {
		next = encodeCursor(a.store.Key(), found.Next.Day, found.Next.ID, print)
	}
	return a.items(c, bodies, next)
}

// listQuery reads the conditions of a list, and what a cursor is bound to.
func (a *API) listQuery(q *query, of record.Record) (list store.Query, fingerprint string) {
	list = store.Query{OrgID: q.id("org_id"), Exactly: !q.bool("subtree", true), Voided: q.bool("voided", false), Limit: q.int("limit", 50, 1, 200), Where: map[string]string{}}
	for _, name := range store.Filters(of) {
		switch name {
		case "from", "to":
		case "area_id", "person_id":
			if id := q.id(name); !id.IsZero() {
				list.Where[name] = id.String()
			}
		default:
			read := q.text
			if words := store.Words(of, name); words != nil {
				read = func(name string) string { return q.oneOf(name, words...) }
			}
			if s := read(name); s != "" {
				list.Where[name] = s
			}
		}
	}
	if hasSpan(of) {
		list.Span = q.spanOrNone()
	}
	fingerprint = q.fingerprint()
	list.After.Day, list.After.ID = q.cursor(a.store.Key(), fingerprint)
	return list, fingerprint
}

func hasSpan(of record.Record) bool {
	for _, name := range store.Filters(of) {
		if name == "from" {
			return true
		}
	}
	return false
}

// items answers encoded records as a page; next is the cursor of the page after, or empty.
func (a *API) items(c echo.Context, bodies [][]byte, next string) error {
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	for i, body := range bodies {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(body)
	}
	b.WriteString(`],"next_cursor":`)
	if next == "" {
		b.WriteString("null}")
	} else {
		b.WriteString(strconv.Quote(next) + "}")
		linkNext(c, next)
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, b.Bytes())
}

// linkNext says where the page after this one is (RFC 8288).
func linkNext(c echo.Context, cursor string) {
	values := maps.Clone(c.QueryParams())
	if values == nil {
		values = url.Values{}
	}
	values.Set("cursor", cursor)
	c.Response().Header().Set("Link", "<"+c.Request().URL.Path+"?"+values.Encode()+`>; rel="next"`)
}

// answer writes a record with its version as ETag, and its warnings if there are any.
func (a *API) answer(c echo.Context, status int, kept store.Kept) error {
	c.Response().Header().Set("ETag", etag(kept.Version))
	body := kept.Body
	if len(kept.Warnings) > 0 {
		warnings, err := json.Marshal(translate(kept.Warnings, langOf(c)))
		if err != nil {
			return err
		}
		body = bytes.Join([][]byte{body[:len(body)-1], []byte(`,"warnings":`), warnings, []byte("}")}, nil)
	}
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}

func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// pathID reads an id in the path; one that is none names nothing.
func pathID(c echo.Context, name string) (uid.ID, error) {
	id, err := uid.Parse(c.Param(name))
	if err != nil {
		return id, problem.New(problem.NotFound, "not-found")
	}
	return id, nil
}

// callerOf is who is asking.
func callerOf(c echo.Context) access.Caller { return access.From(c.Request().Context()) }
