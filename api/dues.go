package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/uid"
)

type balanceQuery struct {
	OrgID uid.ID // whose; default yours
	Year  int    `minimum:"1900" maximum:"2999"` // default this year
}

// getBalance answers what of a year's dues was collected and remitted, and what is outstanding.
//
//	@Summary  The balance of a year's dues
//	@Tags     dues
//	@Param    query    query     balanceQuery  false  "whose, and of which year"
//	@Success  200      {object}  store.Balance
//	@Failure  default  {object}  Problem
//	@Router   /dues/balance [get]
func (a *API) getBalance(c echo.Context) error {
	q := newQuery(c)
	org, year := q.id("org_id"), q.year()
	if year == 0 {
		year = a.store.Today().Year()
	}
	if org.IsZero() && !q.has("org_id") {
		org = callerOf(c).OrgID
		if org.IsZero() {
			q.note("?org_id", "required")
		}
	}
	if err := q.err(); err != nil {
		return err
	}
	balance, err := a.store.DuesBalance(c.Request().Context(), org, year)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, balance)
}
