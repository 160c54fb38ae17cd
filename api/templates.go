package api

import (
	"bytes"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/document"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// newTemplate is a text that becomes a template.
type newTemplate struct {
	ID    uid.ID `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	OrgID uid.ID `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-create-only"` // default yours; an admin's without it is everybody's
	Name  string `json:"name" validate:"required" maxLength:"100" example:"述职报告"`
	Text  string `json:"text" validate:"required" maxLength:"400000" example:"解决群众诉求xx件，收缴党费x元。"`
	// FinishedYear says that the text is the finished report of that year: its numbers become blanks.
	FinishedYear *int `json:"finished_year" minimum:"1900" maximum:"2999" example:"2023"`
}

// template is a template as it is answered: the id of the built-in one is a word.
type template struct {
	report.Template
	ID string `json:"id" validate:"required" example:"annual-debrief"`
}

type templateQuery struct {
	pageQuery
	Q string // words in its name
}

// listTemplates answers the templates that you may fill, the built-in one first.
//
//	@Summary  List templates
//	@Tags     reports
//	@Param    query    query     templateQuery  false  "which"
//	@Success  200      {object}  page[template]
//	@Failure  default  {object}  Problem
//	@Router   /report-templates [get]
func (a *API) listTemplates(c echo.Context) error {
	q := newQuery(c)
	asked, print := a.listQuery(q, new(report.Template))
	if err := q.err(); err != nil {
		return err
	}
	var bodies [][]byte
	if asked.After.ID.IsZero() && !asked.Voided && named(builtIn.Name, asked.Where["q"]) {
		bodies = append(bodies, builtInBody)
		if asked.Limit--; asked.Limit == 0 {
			return a.items(c, bodies, encodeCursor(a.store.Key(), "", beforeAll, print))
		}
	}
	found, err := a.store.List(c.Request().Context(), new(report.Template), asked)
	if err != nil {
		return err
	}
	for _, kept := range found.Items {
		bodies = append(bodies, kept.Body)
	}
	next := ""
	if !found.Next.ID.IsZero() {
		next = encodeCursor(a.store.Key(), found.Next.Day, found.Next.ID, print)
	}
	return a.items(c, bodies, next)
}

// beforeAll is the place before the newest record of a list without days.
var beforeAll = uid.ID(bytes.Repeat([]byte{0xFF}, 16))

// writtenOn is when the built-in template got its present words.
var writtenOn = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// builtIn is the template that everybody has, as it is answered. It is no record, and its id is a word.
var builtIn, builtInBody = func() (report.Template, []byte) {
	t := report.AnnualDebrief()
	t.Version, t.CreatedAt, t.UpdatedAt = 1, writtenOn, writtenOn
	body, err := json.Marshal(&t)
	if err != nil {
		panic(err)
	}
	return t, bytes.Replace(body, []byte(`"id":null`), []byte(`"id":"`+report.AnnualDebriefID+`"`), 1)
}()

// createTemplate reads a text or a file, finds its blanks and binds each to what belongs there.
//
//	@Summary  Paste or upload a template
//	@Tags     reports
//	@Param    body           body      newTemplate  true   "the text"
//	@Param    file           formData  file         true   "or a .docx, .xlsx or .txt file, which is filled in place"
//	@Param    name           formData  string       false  "default the file's"
//	@Param    id             formData  string       false  "an id of your own"  format(uuid)
//	@Param    org_id         formData  string       false  "whose it is; default yours"  format(uuid)
//	@Param    finished_year  formData  integer      false  "it is the finished report of that year: its numbers become blanks"
//	@Success  201      {object}  template
//	@Success  200      {object}  template  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /report-templates [post]
func (a *API) createTemplate(c echo.Context) error {
	asked, source, sent, err := a.templateFrom(c)
	if err != nil {
		return err
	}
	if asked.OrgID.IsZero() {
		asked.OrgID = callerOf(c).OrgID
	}
	ctx := c.Request().Context()
	reading, err := a.store.Reading(ctx, asked.OrgID)
	if err != nil {
		return unknownOrg(err)
	}
	if asked.FinishedYear != nil {
		scope, err := a.store.Scope(ctx, asked.OrgID, calendar.YearSpan(*asked.FinishedYear))
		if err != nil {
			return unknownOrg(err)
		}
		if source, err = source.blanked(scope); err != nil {
			return err
		}
	}
	t := &report.Template{OrgID: asked.OrgID, Name: asked.Name, Text: source.text, Slots: source.slots(reading), File: source.kept}
	if t.ID = asked.ID; t.ID.IsZero() {
		t.ID = uid.New()
	}
	kept, created, err := a.store.Create(ctx, t, sent)
	if err != nil {
		return source.ofFile(err)
	}
	return a.made(c, kept, created)
}

// templateFrom reads what a template is made of from a JSON body, or from a file of a form.
func (a *API) templateFrom(c echo.Context) (asked newTemplate, s source, sent []byte, err error) {
	if !isForm(c) {
		body, err := readBody(c, maxJSON)
		if err != nil {
			return asked, s, nil, err
		}
		err = decode(body, &asked)
		return asked, source{text: codeAtFoot.ReplaceAllString(asked.Text, "")}, digest(a.store.Key(), "POST report-templates", body), err
	}
	form, unknown := readForm(c, maxForm, "file", "name", "id", "org_id", "finished_year")
	if form.Form == nil {
		return asked, s, nil, unknown
	}
	var check problem.Check
	asked = newTemplate{ID: form.id(&check, "id"), OrgID: form.id(&check, "org_id"), Name: form.text("name"), FinishedYear: form.year(&check, "finished_year")}
	s, name, bad := form.source("file")
	if asked.Name == "" {
		asked.Name = strings.TrimSuffix(name, path.Ext(name))
	}
	check.Want(utf8.RuneCountInString(asked.Name) <= 100, "/name", "too-long", 100)
	if err := problem.Merge(unknown, check.Err(), bad); err != nil {
		return asked, s, nil, err
	}
	asked.Text = s.text
	sent, err = json.Marshal(asked)
	if s.kept != nil {
		sent = append(sent[:len(sent)-1], `,"sha256":"`+s.kept.SHA256+`"}`...)
	}
	return asked, s, digest(a.store.Key(), "POST report-templates", sent), err
}

// unknownOrg is what an organisation out of reach is where a body names it.
func unknownOrg(err error) error {
	if problemOf(err).Kind == problem.NotFound {
		return fieldProblem("/org_id", "unknown-organisation")
	}
	return err
}

// getTemplate answers a template.
//
//	@Summary  Get a template
//	@Tags     reports
//	@Param    id       path      string  true  "id, or annual-debrief"
//	@Success  200      {object}  template
//	@Failure  default  {object}  Problem
//	@Router   /report-templates/{id} [get]
func (a *API) getTemplate(c echo.Context) error {
	if c.Param("id") == report.AnnualDebriefID {
		if err := noQuery(c); err != nil {
			return err
		}
		return a.answerOnce(c, store.Kept{Version: 1, Body: builtInBody})
	}
	return a.get(c, new(report.Template))
}

// getTemplateFile answers the file of a template as it was uploaded, or with the numbers of a finished report made blanks.
//
//	@Summary  Download a template's file
//	@Tags     reports
//	@Produce  application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {file}    binary
//	@Header   200      {string}  ETag  "the file's SHA-256"
//	@Failure  default  {object}  Problem
//	@Router   /report-templates/{id}/file [get]
func (a *API) getTemplateFile(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	tpl, content, err := a.store.TemplateFile(c.Request().Context(), id)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", `"`+tpl.File.SHA256+`"`)
	if ifNoneMatch(c, `"`+tpl.File.SHA256+`"`) {
		return c.NoContent(http.StatusNotModified)
	}
	return answerFile(c, tpl.Name, tpl.File.Format, content)
}

// answerFile answers a file for saving.
func answerFile(c echo.Context, name, format string, content []byte) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, document.Disposition(name, format))
	return c.Blob(http.StatusOK, mediaOf(format), content)
}

// slotBinding is what may be corrected of a slot of a template, which may serve many: organisation and area are bound when the report is made.
type slotBinding struct {
	Kind    report.Kind      `json:"kind" enums:"metric,org_name,superior_name,brand_name,chat_group_name,year,next_year,text,literal" example:"metric"`
	Metric  record.Text      `json:"metric" swaggertype:"string" extensions:"x-nullable" example:"demands.resolved"`
	Span    *report.SlotSpan `json:"span" extensions:"x-nullable"`
	Measure report.Measure   `json:"measure" enums:"value,increase,growth" example:"value"`
	Filter  metric.Filter    `json:"filter" extensions:"x-nullable"`
}

// amendSlot corrects what a blank of a template is bound to.
//
//	@Summary  Correct a slot of a template
//	@Tags     reports
//	@Param    id        path      string          true   "id"  format(uuid)
//	@Param    index     path      int             true   "the slot's index"
//	@Param    If-Match  header    string          false  "the version that you have"
//	@Param    body      body      slotBinding  true   "what changes"
//	@Success  200       {object}  template
//	@Failure  default   {object}  Problem
//	@Router   /report-templates/{id}/slots/{index} [patch]
func (a *API) amendSlot(c echo.Context) error {
	if c.Param("id") == report.AnnualDebriefID {
		return problem.New(problem.Conflict, "built-in-template")
	}
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	index, err := strconv.Atoi(c.Param("index"))
	if err != nil || strconv.Itoa(index) != c.Param("index") {
		return problem.New(problem.NotFound, "not-found")
	}
	version, body, err := maybeChanging(c)
	if err != nil {
		return err
	}
	p, err := decodePatch[slotBinding](body)
	if err != nil {
		return err
	}
	sum := digestPatch(a.store.Key(), "PATCH "+id.String()+" "+c.Param("index"), body)
	kept, err := a.store.CorrectTemplate(c.Request().Context(), id, index, version, sum, func(b *report.Binding) {
		of := slotBinding{b.Kind, b.Metric, b.Span, b.Measure, b.Filter}
		p.apply(&of)
		b.Kind, b.Metric, b.Span, b.Measure, b.Filter = of.Kind, of.Metric, of.Span, of.Measure, of.Filter
		b.KindSaid = p.has("kind")
	})
	if err != nil {
		return err
	}
	return a.answer(c, http.StatusOK, kept)
}

// maybeChanging reads a change for which If-Match may be left out: version 0 is any.
func maybeChanging(c echo.Context) (version int, body []byte, err error) {
	if version, err = maybeMatch(c); err != nil {
		return 0, nil, err
	}
	body, err = readBody(c, maxJSON)
	return version, body, err
}

// maybeMatch reads an If-Match that may be left out: version 0 is any.
func maybeMatch(c echo.Context) (version int, err error) {
	if slices.Contains(c.Request().Header.Values("If-Match"), "") || c.Request().Header.Get("If-Match") != "" {
		return ifMatch(c)
	}
	return 0, nil
}

// voidTemplate takes a template away. Reports made from it keep their text.
//
//	@Summary  Void a template
//	@Tags     reports
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /report-templates/{id} [delete]
func (a *API) voidTemplate(c echo.Context) error {
	if c.Param("id") == report.AnnualDebriefID {
		return problem.New(problem.Conflict, "built-in-template")
	}
	return a.void(c, new(report.Template))
}

// named reports whether a name has all words of a search, in either case, as lists look for them.
func named(name, q string) bool {
	for word := range strings.FieldsSeq(q) {
		if !strings.Contains(strings.ToLower(name), strings.ToLower(word)) {
			return false
		}
	}
	return true
}
