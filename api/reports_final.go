package api

import (
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

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

// verified is the final report of which a file in hand is.
type verified struct {
	Code     string        `json:"code" example:"7K3M-9QXA-2B4D"`
	OrgName  string        `json:"org_name" example:"幸福社区党委"`
	ReportID uid.ID        `json:"report_id" swaggertype:"string" format:"uuid"`
	Voided   bool          `json:"voided"` // it was withdrawn since
	Report   report.Report `json:"report"` // to be held beside the file
}

// verifyReport says of which final report a file in hand is, by the code at its foot or in its properties, and how that reads.
//
//	@Summary  Whether a file in hand is the one
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
	code, ok := report.Code(typed)
	if !ok {
		return problem.New(problem.NotFound, "unknown-code")
	}
	found, org, err := a.store.ReportByCode(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return answerJSON(c, http.StatusOK, &verified{Code: code, OrgName: org, ReportID: found.ID, Voided: found.Voided(), Report: found})
}

// answerJSON writes an answer that is no record.
func answerJSON(c echo.Context, status int, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}
