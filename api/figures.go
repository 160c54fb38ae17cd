package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

type figureQuery struct {
	pageQuery
	spanQuery
	AreaID uid.ID // with the areas below
	Kind   record.FigureKind
	Tag    string
	Q      string // words in its name
}

// listFigures answers figures, newest day first.
//
//	@Summary  List figures
//	@Tags     figures
//	@Param    query    query     figureQuery  false  "which"
//	@Success  200      {object}  page[record.Figure]
//	@Failure  default  {object}  Problem
//	@Router   /figures [get]
func (a *API) listFigures(c echo.Context) error { return a.list(c, new(record.Figure)) }

// createFigure writes a figure down.
//
//	@Summary  Record a figure
//	@Tags     figures
//	@Param    body     body      record.Figure  true  "the figure"
//	@Success  201      {object}  record.Figure
//	@Success  200      {object}  record.Figure  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /figures [post]
func (a *API) createFigure(c echo.Context) error { return a.create(c, new(record.Figure)) }

// getFigure answers a figure.
//
//	@Summary  Get a figure
//	@Tags     figures
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Figure
//	@Failure  default  {object}  Problem
//	@Router   /figures/{id} [get]
func (a *API) getFigure(c echo.Context) error { return a.get(c, new(record.Figure)) }

// amendFigure changes a figure by a merge patch.
//
//	@Summary  Amend a figure
//	@Tags     figures
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Figure  true  "what changes"
//	@Success  200       {object}  record.Figure
//	@Failure  default   {object}  Problem
//	@Router   /figures/{id} [patch]
func (a *API) amendFigure(c echo.Context) error { return amend[record.Figure](a, c) }

// voidFigure takes a figure out of every total.
//
//	@Summary  Void a figure
//	@Tags     figures
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /figures/{id} [delete]
func (a *API) voidFigure(c echo.Context) error { return a.void(c, new(record.Figure)) }

// restoreFigure brings a voided figure back.
//
//	@Summary  Restore a figure
//	@Tags     figures
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Figure
//	@Failure  default  {object}  Problem
//	@Router   /figures/{id}/restore [post]
func (a *API) restoreFigure(c echo.Context) error { return a.restore(c, new(record.Figure)) }

// historyOfFigure answers the earlier versions of a figure, the newest first.
//
//	@Summary  Earlier versions of a figure
//	@Tags     figures
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Figure]
//	@Failure  default  {object}  Problem
//	@Router   /figures/{id}/history [get]
func (a *API) historyOfFigure(c echo.Context) error { return a.history(c, new(record.Figure)) }
