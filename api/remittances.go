package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
)

type remittanceQuery struct {
	pageQuery
	spanQuery
}

// listRemittances answers remittances of dues, newest day first.
//
//	@Summary  List remittances of dues
//	@Tags     dues
//	@Param    query    query     remittanceQuery  false  "which"
//	@Success  200      {object}  page[record.Remittance]
//	@Failure  default  {object}  Problem
//	@Router   /dues/remittances [get]
func (a *API) listRemittances(c echo.Context) error { return a.list(c, new(record.Remittance)) }

// createRemittance writes a remittance of dues down.
//
//	@Summary  Record a remittance of dues
//	@Tags     dues
//	@Param    body     body      record.Remittance  true  "the remittance of dues"
//	@Success  201      {object}  record.Remittance
//	@Success  200      {object}  record.Remittance  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /dues/remittances [post]
func (a *API) createRemittance(c echo.Context) error { return a.create(c, new(record.Remittance)) }

// getRemittance answers a remittance of dues.
//
//	@Summary  Get a remittance of dues
//	@Tags     dues
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Remittance
//	@Failure  default  {object}  Problem
//	@Router   /dues/remittances/{id} [get]
func (a *API) getRemittance(c echo.Context) error { return a.get(c, new(record.Remittance)) }

// amendRemittance changes a remittance of dues by a merge patch.
//
//	@Summary  Amend a remittance of dues
//	@Tags     dues
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Remittance  true  "what changes"
//	@Success  200       {object}  record.Remittance
//	@Failure  default   {object}  Problem
//	@Router   /dues/remittances/{id} [patch]
func (a *API) amendRemittance(c echo.Context) error { return amend[record.Remittance](a, c) }

// voidRemittance takes a remittance of dues out of every total.
//
//	@Summary  Void a remittance of dues
//	@Tags     dues
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /dues/remittances/{id} [delete]
func (a *API) voidRemittance(c echo.Context) error { return a.void(c, new(record.Remittance)) }

// restoreRemittance brings a voided remittance of dues back.
//
//	@Summary  Restore a remittance of dues
//	@Tags     dues
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Remittance
//	@Failure  default  {object}  Problem
//	@Router   /dues/remittances/{id}/restore [post]
func (a *API) restoreRemittance(c echo.Context) error { return a.restore(c, new(record.Remittance)) }

// historyOfRemittance answers the earlier versions of a remittance of dues, the newest first.
//
//	@Summary  Earlier versions of a remittance of dues
//	@Tags     dues
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Remittance]
//	@Failure  default  {object}  Problem
//	@Router   /dues/remittances/{id}/history [get]
func (a *API) historyOfRemittance(c echo.Context) error { return a.history(c, new(record.Remittance)) }
