package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
)

type areaQuery struct {
	pageQuery
	Kind record.AreaKind
	Q    string // words in its name
}

// listAreas answers areas.
//
//	@Summary  List areas
//	@Tags     areas
//	@Param    query    query     areaQuery  false  "which"
//	@Success  200      {object}  page[record.Area]
//	@Failure  default  {object}  Problem
//	@Router   /areas [get]
func (a *API) listAreas(c echo.Context) error { return a.list(c, new(record.Area)) }

// createArea writes an area down.
//
//	@Summary  Record an area
//	@Tags     areas
//	@Param    body     body      record.Area  true  "the area"
//	@Success  201      {object}  record.Area
//	@Success  200      {object}  record.Area  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /areas [post]
func (a *API) createArea(c echo.Context) error { return a.create(c, new(record.Area)) }

// getArea answers an area.
//
//	@Summary  Get an area
//	@Tags     areas
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Area
//	@Failure  default  {object}  Problem
//	@Router   /areas/{id} [get]
func (a *API) getArea(c echo.Context) error { return a.get(c, new(record.Area)) }

// amendArea changes an area by a merge patch.
//
//	@Summary  Amend an area
//	@Tags     areas
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Area  true  "what changes"
//	@Success  200       {object}  record.Area
//	@Failure  default   {object}  Problem
//	@Router   /areas/{id} [patch]
func (a *API) amendArea(c echo.Context) error { return amend[record.Area](a, c) }

// voidArea takes an area out of every total.
//
//	@Summary  Void an area
//	@Tags     areas
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /areas/{id} [delete]
func (a *API) voidArea(c echo.Context) error { return a.void(c, new(record.Area)) }

// restoreArea brings a voided area back.
//
//	@Summary  Restore an area
//	@Tags     areas
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Area
//	@Failure  default  {object}  Problem
//	@Router   /areas/{id}/restore [post]
func (a *API) restoreArea(c echo.Context) error { return a.restore(c, new(record.Area)) }

// historyOfArea answers the earlier versions of an area, the newest first.
//
//	@Summary  Earlier versions of an area
//	@Tags     areas
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Area]
//	@Failure  default  {object}  Problem
//	@Router   /areas/{id}/history [get]
func (a *API) historyOfArea(c echo.Context) error { return a.history(c, new(record.Area)) }
