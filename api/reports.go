package api

import (
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// newReport asks for a template to be filled, for a year or any other days.
type newReport struct {
	ID         uid.ID            `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	TemplateID string            `json:"template_id" validate:"required" maxLength:"36" example:"annual-debrief"`
	OrgID      uid.ID            `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-create-only"` // default yours
	Year       *int              `json:"year" minimum:"1900" maximum:"2999" example:"2023"`
	From       calendar.Date     `json:"from" swaggertype:"string" format:"date"`
	To         calendar.Date     `json:"to" swaggertype:"string" format:"date"`
	Texts      map[string]string `json:"texts" maxLength:"20000" maxItems:"5000"` // typed, by the slot's index
}

type reportQuery struct {
	pageQuery
	spanQuery
	Status report.Status
}

// listReports answers reports, the latest period first, each draft with today's numbers.
//
//	@Summary  List reports
//	@Tags     reports
//	@Param    query    query     reportQuery  false  "which"
//	@Success  200      {object}  page[report.Report]
//	@Failure  default  {object}  Problem
//	@Router   /reports [get]
func (a *API) listReports(c echo.Context) error {
	q := newQuery(c)
	asked, print := a.listQuery(q, new(report.Draft))
	if err := q.err(); err != nil {
		return err
	}
	found, next, err := a.store.Reports(c.Request().Context(), asked)
	if err != nil {
		return err
	}
	return answerPage(a, c, found, next, print)
}

// createReport fills a template.
//
//	@Summary  Fill a template
//	@Tags     reports
//	@Param    body     body      newReport  true  "which template, for whom, for when"
//	@Success  201      {object}  report.Report
//	@Success  200      {object}  report.Report  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /reports [post]
func (a *API) createReport(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	draft, err := a.draftFrom(c, body)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	kept, created, err := a.store.CreateReport(ctx, draft, digest(a.store.Key(), "POST reports", body))
	if err != nil {
		return err
	}
	filled, err := a.store.Report(ctx, kept.ID)
	if err != nil {
		return err
	}
	if !created {
		return answerReport(c, http.StatusOK, filled)
	}
	c.Response().Header().Set(echo.HeaderLocation, base+"/reports/"+kept.ID.String())
	return answerReport(c, http.StatusCreated, filled)
}

// draftFrom reads what a report is asked for.
func (a *API) draftFrom(c echo.Context, body []byte) (*report.Draft, error) {
	var asked newReport
	bad := decode(body, &asked)
	var check problem.Check
	d := &report.Draft{TemplateID: asked.TemplateID, Status: report.StatusDraft}
	if d.ID = asked.ID; d.ID.IsZero() {
		d.ID = uid.New()
	}
	if d.OrgID = asked.OrgID; d.OrgID.IsZero() {
		d.OrgID = callerOf(c).OrgID
	}
	check.Want(!d.OrgID.IsZero(), "/org_id", "required")
	d.Period, d.Year = periodOf(&check, asked.Year, asked.From, asked.To)
	d.Typed = asked.Texts
	return d, problem.Merge(bad, check.Err())
}

// periodOf gives the days that are asked for by a year or by its ends, and the year if they are one.
func periodOf(c *problem.Check, year *int, from, to calendar.Date) (calendar.Span, *int) {
	c.Want(year == nil || from.IsZero() && to.IsZero(), "/year", "year-or-days")
	c.Want(from.IsZero() == to.IsZero(), "/from", "from-and-to")
	c.Want(year != nil || !from.IsZero() || !to.IsZero(), "/year", "required")
	if year != nil {
		return calendar.YearSpan(*year), year
	}
	span := calendar.Span{From: from, To: to}
	c.Want(from <= to, "/from", "after-to")
	if whole := from.Year(); span == calendar.YearSpan(whole) {
		return span, &whole
	}
	return span, nil
}

// getReport answers a report; a draft with today's numbers.
//
//	@Summary  Get a report
//	@Tags     reports
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  report.Report
//	@Failure  default  {object}  Problem
//	@Router   /reports/{id} [get]
func (a *API) getReport(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	filled, err := a.store.Report(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return answerReport(c, http.StatusOK, filled)
}

// amendReport types into a draft, and corrects slots of this report alone.
//
//	@Summary  Type into a draft, correct its slots
//	@Tags     reports
//	@Param    id        path      string       true   "id"  format(uuid)
//	@Param    If-Match  header    string       false  "the version that you have"
//	@Param    body      body      report.Edit  true   "what changes"
//	@Success  200       {object}  report.Report
//	@Failure  default   {object}  Problem
//	@Router   /reports/{id} [patch]
func (a *API) amendReport(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	version, body, err := maybeChanging(c)
	if err != nil {
		return err
	}
	p, err := decodePatch[report.Edit](body)
	if err != nil {
		return err
	}
	sum := digestPatch(a.store.Key(), "PATCH "+id.String(), body)
	filled, err := a.store.AmendReport(c.Request().Context(), id, version, sum, func(e *report.Edit) { p.apply(e) })
	if err != nil {
		return err
	}
	return answerReport(c, http.StatusOK, filled)
}

// voidReport takes a report away.
//
//	@Summary  Void a report
//	@Tags     reports
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /reports/{id} [delete]
func (a *API) voidReport(c echo.Context) error { return a.void(c, new(report.Draft)) }

// answerReport writes a report. A draft's ETag serves If-Match alone, since its numbers are today's; what is final never changes.
func answerReport(c echo.Context, status int, filled report.Report) error {
	if filled.Status == report.StatusFinal && c.Request().Method == http.MethodGet && ifNoneMatch(c, etag(filled.Version)) {
		c.Response().Header().Set("ETag", etag(filled.Version))
		return c.NoContent(http.StatusNotModified)
	}
	filled.Warnings = slices.Clone(filled.Warnings)
	for i := range filled.Warnings {
		filled.Warnings[i].Detail = detailOf(filled.Warnings[i].Warning, langOf(c))
	}
	body, err := json.Marshal(&filled)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", etag(filled.Version))
	c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}
