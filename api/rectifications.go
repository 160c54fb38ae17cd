package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
)

type rectificationQuery struct {
	pageQuery
	spanQuery
	Status record.RectificationStatus
	Q      string // words in the problem
}

// listRectifications answers rectifications, newest day first.
//
//	@Summary  List rectifications
//	@Tags     rectifications
//	@Param    query    query     rectificationQuery  false  "which"
//	@Success  200      {object}  page[record.Rectification]
//	@Failure  default  {object}  Problem
//	@Router   /rectifications [get]
func (a *API) listRectifications(c echo.Context) error { return a.list(c, new(record.Rectification)) }

// createRectification writes a rectification down.
//
//	@Summary  Record a rectification
//	@Tags     rectifications
//	@Param    body     body      record.Rectification  true  "the rectification"
//	@Success  201      {object}  record.Rectification
//	@Success  200      {object}  record.Rectification  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /rectifications [post]
func (a *API) createRectification(c echo.Context) error {
	return a.create(c, new(record.Rectification))
}

// getRectification answers a rectification.
//
//	@Summary  Get a rectification
//	@Tags     rectifications
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Rectification
//	@Failure  default  {object}  Problem
//	@Router   /rectifications/{id} [get]
func (a *API) getRectification(c echo.Context) error { return a.get(c, new(record.Rectification)) }

// amendRectification changes a rectification by a merge patch.
//
//	@Summary  Amend a rectification
//	@Tags     rectifications
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Rectification  true  "what changes"
//	@Success  200       {object}  record.Rectification
//	@Failure  default   {object}  Problem
//	@Router   /rectifications/{id} [patch]
func (a *API) amendRectification(c echo.Context) error { return amend[record.Rectification](a, c) }

// voidRectification takes a rectification out of every total.
//
//	@Summary  Void a rectification
//	@Tags     rectifications
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /rectifications/{id} [delete]
func (a *API) voidRectification(c echo.Context) error { return a.void(c, new(record.Rectification)) }

// restoreRectification brings a voided rectification back.
//
//	@Summary  Restore a rectification
//	@Tags     rectifications
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Rectification
//	@Failure  default  {object}  Problem
//	@Router   /rectifications/{id}/restore [post]
func (a *API) restoreRectification(c echo.Context) error {
	return a.restore(c, new(record.Rectification))
}

// historyOfRectification answers the earlier versions of a rectification, the newest first.
//
//	@Summary  Earlier versions of a rectification
//	@Tags     rectifications
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Rectification]
//	@Failure  default  {object}  Problem
//	@Router   /rectifications/{id}/history [get]
func (a *API) historyOfRectification(c echo.Context) error {
	return a.history(c, new(record.Rectification))
}
