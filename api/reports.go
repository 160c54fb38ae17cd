package api

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/document"
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
	kept, created, err := a.store.Create(ctx, draft, digest(a.store.Key(), "POST reports", body))
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
	d := &report.Draft{TemplateID: asked.TemplateID, Status: report.StatusDraft, Year: asked.Year}
	if d.ID = asked.ID; d.ID.IsZero() {
		d.ID = uid.New()
	}
	if d.OrgID = asked.OrgID; d.OrgID.IsZero() {
		d.OrgID = callerOf(c).OrgID
	}
	check.Want(!d.OrgID.IsZero(), "/org_id", "required")
	check.Want(asked.Year == nil || asked.From.IsZero() && asked.To.IsZero(), "/year", "year-or-days")
	check.Want(asked.From.IsZero() == asked.To.IsZero(), "/from", "from-and-to")
	check.Want(asked.Year != nil || !asked.From.IsZero() || !asked.To.IsZero(), "/year", "required")
	d.Period = calendar.Span{From: asked.From, To: asked.To}
	if asked.Year != nil {
		d.Period = calendar.YearSpan(*asked.Year)
	} else if d.Period == calendar.YearSpan(asked.From.Year()) {
		year := asked.From.Year()
		d.Year = &year
	}
	check.Want(d.Period.From <= d.Period.To, "/from", "after-to")
	d.Typed = asked.Texts
	return d, merge(bad, check.Err())
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

// getDocument answers a report as a file.
//
//	@Summary  Download a report
//	@Tags     reports
//	@Produce  application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/pdf,text/plain,text/markdown
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    format   query     string  true  "in which guise"  Enums(docx, pdf, txt, md)
//	@Success  200      {file}    binary
//	@Failure  default  {object}  Problem
//	@Router   /reports/{id}/document [get]
func (a *API) getDocument(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	format := q.oneOf("format", document.Formats()...)
	if !q.has("format") {
		q.note("?format", "required")
	}
	if err := q.err(); err != nil {
		return err
	}
	filled, err := a.store.Report(c.Request().Context(), id)
	if err != nil {
		return err
	}
	marks := make([]document.Range, len(filled.Marks))
	for i, m := range filled.Marks {
		marks[i] = document.Range{From: m.From, To: m.To}
	}
	var file bytes.Buffer
	err = document.Write(&file, format, document.Parse(filled.Text, marks...))
	var unknown document.ErrGlyph
	if errors.As(err, &unknown) {
		return fieldProblem("?format", "no-glyph", string(unknown.Runes))
	}
	if err != nil {
		return err
	}
	media, _ := document.MediaType(format)
	c.Response().Header().Set(echo.HeaderContentDisposition, document.Disposition(filled.FileName(), format))
	return c.Blob(http.StatusOK, media, file.Bytes())
}

// answerReport writes a report. Its ETag is the draft's version and serves If-Match alone: the numbers are today's.
func answerReport(c echo.Context, status int, filled report.Report) error {
	body, err := json.Marshal(&filled)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", etag(filled.Version))
	c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}
