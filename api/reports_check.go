package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// checking is a finished text that is to be held against the ledger.
type checking struct {
	Text  string        `json:"text" validate:"required" maxLength:"400000" example:"全年解决群众诉求35件。"`
	OrgID uid.ID        `json:"org_id" swaggertype:"string" format:"uuid"` // default yours
	Year  *int          `json:"year" minimum:"1900" maximum:"2999" example:"2023"`
	From  calendar.Date `json:"from" swaggertype:"string" format:"date"`
	To    calendar.Date `json:"to" swaggertype:"string" format:"date"`
}

// checked is what came of it.
type checked struct {
	OrgID  uid.ID         `json:"org_id" swaggertype:"string" format:"uuid"`
	Period calendar.Span  `json:"period"`
	Text   string         `json:"text"` // in which the claims stand; of a file its paragraphs and cells, a line each
	Claims []report.Claim `json:"claims"`
}

// checkReport finds every number that a finished text claims, and compares it with the ledger.
//
//	@Summary  Check a finished report
//	@Tags     reports
//	@Param    body     body      checking  true   "the text, of whom and for when"
//	@Param    file     formData  file      true   "or a .docx, .xlsx or .txt file"
//	@Param    org_id   formData  string    false  "default yours"  format(uuid)
//	@Param    year     formData  integer   false  "either year"
//	@Param    from     formData  string    false  "or from and to"  format(date)
//	@Param    to       formData  string    false  "or from and to"  format(date)
//	@Success  200      {object}  checked
//	@Failure  default  {object}  Problem
//	@Router   /reports/check [post]
func (a *API) checkReport(c echo.Context) error {
	asked, s, err := checkingFrom(c)
	if asked.OrgID.IsZero() {
		asked.OrgID = callerOf(c).OrgID
	}
	var check problem.Check
	check.Want(!asked.OrgID.IsZero(), "/org_id", "required")
	period, _ := periodOf(&check, asked.Year, asked.From, asked.To)
	if err := problem.Merge(err, check.Err()); err != nil {
		return err
	}
	ctx := c.Request().Context()
	scope, err := a.store.Scope(ctx, asked.OrgID, period)
	if err != nil {
		return unknownOrg(err)
	}
	claims := s.claims(scope)
	answers, err := a.store.Answers(ctx, asked.OrgID, report.Ask(claims))
	if err != nil {
		return err
	}
	report.Judge(claims, answers)
	return answerJSON(c, http.StatusOK, &checked{asked.OrgID, period, s.text, claims})
}

// checkingFrom reads what is to be checked from a JSON body, or from a file of a form.
func checkingFrom(c echo.Context) (asked checking, s source, err error) {
	if !isForm(c) {
		body, err := readBody(c, maxJSON)
		if err != nil {
			return asked, s, err
		}
		err = decode(body, &asked)
		return asked, source{text: asked.Text}, err
	}
	form, unknown := readForm(c, maxForm, "file", "org_id", "year", "from", "to")
	if form.Form == nil {
		return asked, s, unknown
	}
	var check problem.Check
	asked = checking{OrgID: form.id(&check, "org_id"), Year: form.year(&check, "year"), From: form.date(&check, "from"), To: form.date(&check, "to")}
	s, _, bad := form.source("file")
	return asked, s, problem.Merge(unknown, check.Err(), bad)
}

// date reads a day of the form, noting a bad one.
func (f form) date(c *problem.Check, field string) calendar.Date {
	s := f.text(field)
	if s == "" {
		return 0
	}
	d, err := calendar.ParseDate(s)
	c.Want(err == nil, "/"+field, "date")
	return d
}
