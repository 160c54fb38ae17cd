package api

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// metricItem is a number that can be asked for.
type metricItem struct {
	ID         *uid.ID          `json:"id" validate:"required" swaggertype:"string" format:"uuid" extensions:"x-nullable"` // of an own metric
	Key        string           `json:"key" validate:"required" example:"demands.resolved"`
	Name       string           `json:"name" validate:"required" example:"解决群众诉求"`
	Unit       string           `json:"unit" validate:"required" example:"件"`
	Aggregate  metric.Aggregate `json:"aggregate" validate:"required" swaggertype:"string" extensions:"x-nullable" example:"count"`
	Definition string           `json:"definition" validate:"required"`
	Source     string           `json:"source" validate:"required" example:"grid-events"`
}

type metricsQuery struct {
	OrgID  uid.ID // with this organisation's own metrics and figures; default yours
	Limit  int    `minimum:"1" maximum:"200"` // how many at most; default all
	Cursor string // the next_cursor of the page before
}

// listMetrics answers every number that can be asked for.
//
//	@Summary  List metrics
//	@Tags     metrics
//	@Param    query    query     metricsQuery  false  "whose"
//	@Success  200      {object}  page[metricItem]
//	@Failure  default  {object}  Problem
//	@Router   /metrics [get]
func (a *API) listMetrics(c echo.Context) error {
	q := newQuery(c)
	org, asked := q.id("org_id"), a.part(q)
	if !q.has("limit") { // whoever looks one up wants them all
		asked.limit = math.MaxInt
	}
	if err := q.err(); err != nil {
		return err
	}
	if org.IsZero() {
		org = callerOf(c).OrgID
	}
	defs := metric.Catalogue
	if !org.IsZero() {
		var err error
		if defs, err = a.store.Metrics(c.Request().Context(), org); err != nil {
			return err
		}
	}
	items := make([]metricItem, len(defs))
	for i := range defs {
		d := &defs[i]
		items[i] = metricItem{Key: d.Key, Name: d.Name, Unit: d.Unit, Aggregate: d.Aggregate, Definition: d.Sentence(), Source: d.Source}
		if !d.ID.IsZero() {
			items[i].ID = &d.ID
		}
	}
	some, next := cut(a, asked, items)
	answer := page[metricItem]{Items: some}
	if next != "" {
		answer.NextCursor = &next
		linkNext(c, next)
	}
	return c.JSON(http.StatusOK, answer)
}

type valuesQuery struct {
	OrgID   uid.ID // whose; default yours
	Subtree bool   `default:"true"` // with the organisations below
	AreaID  uid.ID // with the areas below
	spanQuery
	Metrics []string // keys, with commas between them; default all
	By      metric.By
	Tag     string // only records with this tag
}

// metricValues are the numbers of an organisation over a span.
type metricValues struct {
	OrgID   uid.ID         `json:"org_id" validate:"required" swaggertype:"string" format:"uuid"`
	Period  calendar.Span  `json:"period" validate:"required"`
	Subtree bool           `json:"subtree" validate:"required"`
	Values  []metric.Value `json:"values" validate:"required"`
}

// getValues answers the numbers of an organisation over a year or any other span.
//
//	@Summary  Totals
//	@Tags     metrics
//	@Param    query    query     valuesQuery  false  "which"
//	@Success  200      {object}  metricValues
//	@Header   200      {string}  ETag  "a hash of the answer, for If-None-Match"
//	@Failure  default  {object}  Problem
//	@Router   /metrics/values [get]
func (a *API) getValues(c echo.Context) error {
	q := newQuery(c)
	asked := a.metricQuery(c, q)
	asked.Metrics = q.list("metrics")
	asked.By = metric.By(q.oneOf("by", string(metric.ByMonth), string(metric.ByQuarter), string(metric.ByOrg), string(metric.ByArea)))
	if err := q.err(); err != nil {
		return err
	}
	answer, err := a.store.Answer(c.Request().Context(), asked, func(values []metric.Value) ([]byte, error) {
		return json.Marshal(metricValues{asked.OrgID, asked.Span, asked.Subtree, values})
	})
	if err != nil {
		return err
	}
	return tagged(c, answer)
}

// metricQuery reads what every question for a number says.
func (a *API) metricQuery(c echo.Context, q *query) metric.Query {
	asked := metric.Query{OrgID: q.id("org_id"), Span: q.span(a.store.Today()), Subtree: q.bool("subtree", true), AreaID: q.id("area_id"), Tag: q.text("tag")}
	if asked.OrgID.IsZero() && !q.has("org_id") {
		asked.OrgID = callerOf(c).OrgID
	}
	return asked
}

// tagged answers JSON with a hash of it as ETag, or 304 where the caller has it.
func tagged(c echo.Context, answer store.Answer) error {
	c.Response().Header().Set("ETag", answer.Tag)
	if ifNoneMatch(c, answer.Tag) {
		return c.NoContent(http.StatusNotModified)
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(answer.Body)))
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, answer.Body)
}

// createMetric adds a number of an organisation's own, counted from the records of the past too.
//
//	@Summary  Add an own metric
//	@Tags     metrics
//	@Param    body     body      metric.OwnMetric  true  "the metric"
//	@Success  201      {object}  metric.OwnMetric
//	@Success  200      {object}  metric.OwnMetric  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /metrics [post]
func (a *API) createMetric(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	m := new(metric.OwnMetric)
	bad := decode(body, m)
	if m.OrgID.IsZero() {
		m.OrgID = callerOf(c).OrgID
	}
	if m.OrgID.IsZero() {
		bad = problem.Merge(bad, fieldProblem("/org_id", "required"))
	}
	kept, created, err := a.createDecoded(c, m, bad, body)
	if err != nil {
		return err
	}
	return a.made(c, kept, created)
}

// getMetric answers an own metric.
//
//	@Summary  Get an own metric
//	@Tags     metrics
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  metric.OwnMetric
//	@Failure  default  {object}  Problem
//	@Router   /metrics/{id} [get]
func (a *API) getMetric(c echo.Context) error { return a.get(c, new(metric.OwnMetric)) }

// amendMetric changes an own metric by a merge patch.
//
//	@Summary  Amend an own metric
//	@Tags     metrics
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      metric.OwnMetric  true  "what changes"
//	@Success  200       {object}  metric.OwnMetric
//	@Failure  default   {object}  Problem
//	@Router   /metrics/{id} [patch]
func (a *API) amendMetric(c echo.Context) error { return amend[metric.OwnMetric](a, c) }

// voidMetric takes an own metric out of every total.
//
//	@Summary  Void an own metric
//	@Tags     metrics
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /metrics/{id} [delete]
func (a *API) voidMetric(c echo.Context) error { return a.void(c, new(metric.OwnMetric)) }

// restoreMetric brings a voided own metric back.
//
//	@Summary  Restore an own metric
//	@Tags     metrics
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  metric.OwnMetric
//	@Failure  default  {object}  Problem
//	@Router   /metrics/{id}/restore [post]
func (a *API) restoreMetric(c echo.Context) error { return a.restore(c, new(metric.OwnMetric)) }

// historyOfMetric answers the earlier versions of an own metric, the newest first.
//
//	@Summary  Earlier versions of an own metric
//	@Tags     metrics
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[metric.OwnMetric]
//	@Failure  default  {object}  Problem
//	@Router   /metrics/{id}/history [get]
func (a *API) historyOfMetric(c echo.Context) error { return a.history(c, new(metric.OwnMetric)) }

type metricRecordsQuery struct {
	OrgID   uid.ID // whose; default yours
	Subtree bool   `default:"true"` // with the organisations below
	AreaID  uid.ID // with the areas below
	spanQuery
	Tag    string // only records with this tag
	Limit  int    `minimum:"1" maximum:"200" default:"50"`
	Cursor string // of the page before
}

// metricRecords are the very records behind a number, and of a distinct count whom it counts.
type metricRecords struct {
	page[jsontext.Value]
	People []store.Named `json:"people,omitzero"`
}

// listMetricRecords answers the very records behind a number, the newest first.
//
//	@Summary  The records behind a number
//	@Tags     metrics
//	@Param    id       path      string              true   "the metric's key"
//	@Param    query    query     metricRecordsQuery  false  "which"
//	@Success  200      {object}  metricRecords
//	@Failure  default  {object}  Problem
//	@Router   /metrics/{id}/records [get]
func (a *API) listMetricRecords(c echo.Context) error {
	q := newQuery(c)
	asked := a.metricQuery(c, q)
	limit := q.int("limit", 50, 1, 200)
	print := q.fingerprint()
	var after store.Place
	after.Day, after.ID = q.cursor(a.store.Key(), print)
	if err := q.err(); err != nil {
		return err
	}
	key := c.Param("id")
	if c.Request().URL.RawPath != "" { // else it is unescaped already, and a % in it is the name's own
		var err error
		if key, err = url.PathUnescape(key); err != nil {
			return problem.New(problem.NotFound, "not-found")
		}
	}
	behind, err := a.store.MetricRecords(c.Request().Context(), key, asked, limit, after)
	if err != nil {
		return err
	}
	answer := metricRecords{page[jsontext.Value]{Items: []jsontext.Value{}}, behind.Named}
	for _, kept := range behind.Items {
		answer.Items = append(answer.Items, kept.Body)
	}
	if !behind.Next.ID.IsZero() {
		cursor := encodeCursor(a.store.Key(), behind.Next.Day, behind.Next.ID, print)
		answer.NextCursor = &cursor
		linkNext(c, cursor)
	}
	return c.JSON(http.StatusOK, answer)
}
