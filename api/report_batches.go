package api

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/document"
	"shuzhi/internal/problem"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// newReportBatch asks for one template to be filled for many organisations.
type newReportBatch struct {
	ID         uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	TemplateID string        `json:"template_id" validate:"required" maxLength:"36" example:"annual-debrief"`
	OrgIDs     []uid.ID      `json:"org_ids" validate:"required" swaggertype:"array,string" maxItems:"5000"`
	Year       *int          `json:"year" minimum:"1900" maximum:"2999" example:"2023"`
	From       calendar.Date `json:"from" swaggertype:"string" format:"date"`
	To         calendar.Date `json:"to" swaggertype:"string" format:"date"`
}

// createReportBatch begins to fill a template for many organisations: a draft for each. It goes on after a restart of the program.
//
//	@Summary  Fill a template for many organisations
//	@Tags     reports
//	@Param    body     body      newReportBatch  true  "which template, for whom, for when"
//	@Success  202      {object}  report.Batch
//	@Success  200      {object}  report.Batch  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /reports/batch [post]
func (a *API) createReportBatch(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	var asked newReportBatch
	bad := decode(body, &asked)
	var check problem.Check
	period, year := periodOf(&check, asked.Year, asked.From, asked.To)
	b := report.NewBatch(asked.TemplateID, year, period, asked.OrgIDs)
	if err := problem.Merge(bad, check.Err(), b.Validate(a.store.Today())); err != nil {
		return err
	}
	b.OrgID = callerOf(c).OrgID
	if b.ID = asked.ID; b.ID.IsZero() {
		b.ID = uid.New()
	}
	ctx := c.Request().Context()
	kept, created, err := a.store.CreateBatch(ctx, b, digest(a.store.Key(), "POST reports/batch", body))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusAccepted
		c.Response().Header().Set(echo.HeaderLocation, base+"/reports/batch/"+kept.ID.String())
	}
	now, err := a.store.Batch(ctx, kept.ID)
	if err != nil {
		return err
	}
	return answerBatch(c, status, now)
}

// getReportBatch says how far a batch is.
//
//	@Summary  Progress of many reports
//	@Tags     reports
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  report.Batch
//	@Failure  default  {object}  Problem
//	@Router   /reports/batch/{id} [get]
func (a *API) getReportBatch(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	b, err := a.store.Batch(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return answerBatch(c, http.StatusOK, b)
}

func answerBatch(c echo.Context, status int, b report.Batch) error {
	if b.Status == report.BatchDone && c.Request().Method == http.MethodGet && ifNoneMatch(c, etag(b.Version)) {
		c.Response().Header().Set("ETag", etag(b.Version))
		return c.NoContent(http.StatusNotModified)
	}
	body, err := json.Marshal(&b)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", etag(b.Version))
	c.Response().Header().Set(echo.HeaderCacheControl, "no-cache") // how far it is has no version
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}

// getReportBatchDocuments answers the files of all reports of a batch in one zip. What could not be made is listed in it.
//
//	@Summary  Download many reports
//	@Tags     reports
//	@Produce  application/zip
//	@Param    id       path      string  true   "id"  format(uuid)
//	@Param    format   query     string  false  "in which guise; default the template's own, else docx"  Enums(docx, xlsx, pdf, txt, md)
//	@Success  200      {file}    binary
//	@Failure  default  {object}  Problem
//	@Router   /reports/batch/{id}/documents [get]
func (a *API) getReportBatchDocuments(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	format := q.oneOf("format", guises()...)
	if err := q.err(); err != nil {
		return err
	}
	out := batchZip{c: c, format: format, names: map[string]int{}, lang: langOf(c), now: a.store.Now}
	ctx := context.WithoutCancel(c.Request().Context()) // a stream may take longer than a request; it ends when nobody reads it
	b, err := a.store.BatchReports(ctx, id, out.add)
	if out.zip == nil {
		if err == nil {
			err = problem.New(problem.Conflict, "batch-without-reports")
		}
		return err
	}
	if err != nil {
		a.log.Error("a zip of reports was cut off", "batch", id, "error", err)
		panic(http.ErrAbortHandler) // so that nobody takes a part for the whole
	}
	return out.close(b)
}

// batchZip is a zip while it is sent.
type batchZip struct {
	c      echo.Context
	format string
	zip    *zip.Writer
	names  map[string]int
	lang   lang
	failed []string
	now    func() time.Time
}

// patience is how long a reader may take over one file.
const patience = time.Minute

// add writes the file of one report. The first decides whether there is a zip at all.
func (z *batchZip) add(org string, r report.Report, template []byte) error {
	if z.format == "" {
		if z.format = "docx"; r.File != nil {
			z.format = r.File.Format
		}
	}
	content, err := write(r, template, z.format)
	if err != nil && z.zip == nil {
		return err
	}
	name := document.FileName(org + " " + r.FileName())
	if err != nil {
		e := problemOf(err)
		for _, f := range e.Fields {
			z.failed = append(z.failed, name+"："+fieldSaid(f, z.lang))
		}
		return nil
	}
	if z.zip == nil {
		z.c.Response().Header().Set(echo.HeaderContentDisposition, document.Disposition(r.FileName(), "zip"))
		z.c.Response().Header().Set(echo.HeaderContentType, "application/zip")
		z.c.Response().WriteHeader(http.StatusOK)
		z.zip = zip.NewWriter(z.c.Response())
	}
	if z.names[name]++; z.names[name] > 1 {
		name += fmt.Sprintf("（%d）", z.names[name])
	}
	if err := http.NewResponseController(z.c.Response()).SetWriteDeadline(z.now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	f, err := z.zip.Create(name + "." + z.format)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return err
}

// close lists what could not be made, and ends the zip.
func (z *batchZip) close(b report.Batch) error {
	for _, item := range b.Items {
		if item.Status == report.ItemFailed {
			z.failed = append(z.failed, item.OrgID.String()+"："+codeSaid(string(item.Problem), z.lang))
		}
	}
	if len(z.failed) > 0 {
		f, err := z.zip.Create("未生成.txt")
		if err != nil {
			return err
		}
		if _, err := f.Write([]byte(strings.Join(z.failed, "\n") + "\n")); err != nil {
			return err
		}
	}
	return z.zip.Close()
}
