package api

import (
	"bytes"
	"net/http"
	"regexp"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/document"
	"shuzhi/internal/problem"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// finalizing is how a report is made final.
type finalizing struct {
	AllowUnfilled bool `json:"allow_unfilled" example:"false"` // blanks in which nothing could be said may stay
}

// finalizeReport freezes a report: numbers, text, definitions and the records behind them. Said again it answers the same.
//
//	@Summary  Make a report final
//	@Tags     reports
//	@Param    id        path      string      true   "id"  format(uuid)
//	@Param    If-Match  header    string      false  "the version that you have"
//	@Param    body      body      finalizing  false  "may blanks stay"
//	@Success  200       {object}  report.Report
//	@Failure  default   {object}  Problem
//	@Router   /reports/{id}/finalize [post]
func (a *API) finalizeReport(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	var asked finalizing
	version := 0
	if c.Request().ContentLength != 0 {
		var body []byte
		if version, body, err = maybeChanging(c); err == nil {
			err = decode(body, &asked)
		}
	} else {
		version, err = maybeMatch(c)
	}
	if err != nil {
		return err
	}
	filled, err := a.store.Finalize(c.Request().Context(), id, version, asked.AllowUnfilled)
	if err != nil {
		return err
	}
	return answerReport(c, http.StatusOK, filled)
}

// drifts are the numbers of a final report that differ today.
type drifts struct {
	Items []report.Drift `json:"items" validate:"required"`
}

// getDrift says which numbers of a final report differ today, and which records did it; to a viewer it names no record.
//
//	@Summary  What differs from a final report today
//	@Tags     reports
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  drifts
//	@Failure  default  {object}  Problem
//	@Router   /reports/{id}/drift [get]
func (a *API) getDrift(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	all, err := a.store.Drift(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return answerJSON(c, http.StatusOK, &drifts{all})
}

// getProof answers all that was frozen of a final report, byte for byte: its SHA-256 is the report's.
//
//	@Summary  Download what was frozen
//	@Tags     reports
//	@Produce  json
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  report.Proof
//	@Header   200      {string}  ETag  "the SHA-256"
//	@Failure  default  {object}  Problem
//	@Router   /reports/{id}/proof [get]
func (a *API) getProof(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	sealed, sum, err := a.store.Proof(c.Request().Context(), id)
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", `"`+sum+`"`)
	if ifNoneMatch(c, `"`+sum+`"`) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, sealed)
}

// verified is the final report of which a file in hand is, or says it is.
type verified struct {
	Code     string        `json:"code" example:"7K3M-9QXA-2B4D"`
	OrgName  string        `json:"org_name" example:"幸福社区党委"`
	ReportID uid.ID        `json:"report_id" swaggertype:"string" format:"uuid"`
	Voided   bool          `json:"voided"`              // it was withdrawn since
	SameFile *bool         `json:"same_file,omitempty"` // the file in hand is the one, byte for byte
	SameText *bool         `json:"same_text,omitempty"` // it says the same, though it was saved anew; of a .pdf only bytes are told
	Report   report.Report `json:"report"`              // to be held beside the file
}

// verifyReport says of which final report a file in hand is, by the code at its foot or in its properties, and how that reads.
//
//	@Summary  Of which report a file in hand is, by its code
//	@Tags     reports
//	@Param    code     query     string  true  "the code at its foot, or the SHA-256 of its properties"
//	@Success  200      {object}  verified
//	@Failure  default  {object}  Problem
//	@Router   /reports/verify [get]
func (a *API) verifyReport(c echo.Context) error {
	q := newQuery(c)
	typed := q.text("code")
	if !q.has("code") {
		q.note("?code", "required")
	}
	if err := q.err(); err != nil {
		return err
	}
	found, err := a.verify(c, typed)
	if err != nil {
		return err
	}
	return answerJSON(c, http.StatusOK, &found)
}

// verify finds the final report of a code.
func (a *API) verify(c echo.Context, typed string) (v verified, err error) {
	code, ok := report.Code(typed)
	if !ok {
		return v, problem.New(problem.NotFound, "unknown-code")
	}
	found, org, err := a.store.ReportByCode(c.Request().Context(), code)
	return verified{Code: code, OrgName: org, ReportID: found.ID, Voided: found.Voided(), Report: found}, err
}

// verifyReportFile says whether a file in hand is the one: the code in it tells which report it says it is, and that is written again
// to be compared.
//
//	@Summary  Whether a file in hand is the one
//	@Tags     reports
//	@Accept   multipart/form-data
//	@Param    file     formData  file  true  "a .docx, .xlsx or .pdf of a final report"
//	@Success  200      {object}  verified
//	@Failure  default  {object}  Problem
//	@Router   /reports/verify [post]
func (a *API) verifyReportFile(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	form, err := readForm(c, maxForm, "file")
	if err != nil {
		return err
	}
	content, _, err := form.file("file", maxAttachment)
	if err != nil {
		return err
	}
	format, code, text, err := sealedIn(content)
	if err != nil {
		return at("/file", err)
	}
	if code == "" {
		return fieldProblem("/file", "no-code")
	}
	v, err := a.verify(c, code)
	if err != nil {
		return err
	}
	_, template, err := a.store.ReportFile(c.Request().Context(), v.ReportID)
	if err != nil {
		return err
	}
	again, err := write(v.Report, template, format)
	if err != nil {
		return err
	}
	same := bytes.Equal(again, content)
	if v.SameFile = &same; format != "pdf" {
		file, err := document.Open(again)
		if err != nil {
			return err
		}
		alike := same || file.Text() == text
		v.SameText = &alike
	}
	return answerJSON(c, http.StatusOK, &v)
}

// codeInPDF is how the information of a .pdf of ours says its code.
var codeInPDF = regexp.MustCompile(`/ShuzhiCode ?\(([0-9A-Z-]{14})\)`)

// sealedIn gives the format of a file, the code that it bears, and of an office file its text.
func sealedIn(content []byte) (format, code, text string, err error) {
	if bytes.HasPrefix(content, []byte("%PDF-")) {
		if found := codeInPDF.FindSubmatch(content); found != nil {
			code = string(found[1])
		}
		return "pdf", code, "", nil
	}
	file, err := document.Open(content)
	if err != nil {
		return "", "", "", err
	}
	for _, p := range file.Properties() {
		if p.Name == propertyCode {
			code = p.Value
		}
	}
	return file.Format(), code, file.Text(), nil
}

// answerJSON writes an answer that is no record.
func answerJSON(c echo.Context, status int, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}
