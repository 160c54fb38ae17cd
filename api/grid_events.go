package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

type gridEventQuery struct {
	pageQuery
	spanQuery
	AreaID uid.ID // with the areas below
	Type   record.GridEventType
	Status record.GridEventStatus
	Tag    string
	Q      string // words in it
}

// listGridEvents answers grid events, newest day first.
//
//	@Summary  List grid events
//	@Tags     grid-events
//	@Param    query    query     gridEventQuery  false  "which"
//	@Success  200      {object}  page[record.GridEvent]
//	@Failure  default  {object}  Problem
//	@Router   /grid-events [get]
func (a *API) listGridEvents(c echo.Context) error { return a.list(c, new(record.GridEvent)) }

// createGridEvent writes a grid event down.
//
//	@Summary  Record a grid event
//	@Tags     grid-events
//	@Param    body     body      record.GridEvent  true  "the grid event"
//	@Success  201      {object}  record.GridEvent
//	@Success  200      {object}  record.GridEvent  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /grid-events [post]
func (a *API) createGridEvent(c echo.Context) error { return a.create(c, new(record.GridEvent)) }

// getGridEvent answers a grid event.
//
//	@Summary  Get a grid event
//	@Tags     grid-events
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.GridEvent
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id} [get]
func (a *API) getGridEvent(c echo.Context) error { return a.get(c, new(record.GridEvent)) }

// amendGridEvent changes a grid event by a merge patch.
//
//	@Summary  Amend a grid event
//	@Tags     grid-events
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.GridEvent  true  "what changes"
//	@Success  200       {object}  record.GridEvent
//	@Failure  default   {object}  Problem
//	@Router   /grid-events/{id} [patch]
func (a *API) amendGridEvent(c echo.Context) error { return amend[record.GridEvent](a, c) }

// voidGridEvent takes a grid event out of every total.
//
//	@Summary  Void a grid event
//	@Tags     grid-events
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id} [delete]
func (a *API) voidGridEvent(c echo.Context) error { return a.void(c, new(record.GridEvent)) }

// restoreGridEvent brings a voided grid event back.
//
//	@Summary  Restore a grid event
//	@Tags     grid-events
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.GridEvent
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id}/restore [post]
func (a *API) restoreGridEvent(c echo.Context) error { return a.restore(c, new(record.GridEvent)) }

// historyOfGridEvent answers the earlier versions of a grid event, the newest first.
//
//	@Summary  Earlier versions of a grid event
//	@Tags     grid-events
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.GridEvent]
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id}/history [get]
func (a *API) historyOfGridEvent(c echo.Context) error { return a.history(c, new(record.GridEvent)) }

// transitGridEvent leads a grid event to its next status.
//
//	@Summary  Lead a grid event on
//	@Tags     grid-events
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.Transition  true  "the step"
//	@Success  200      {object}  record.GridEvent
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id}/transitions [post]
func (a *API) transitGridEvent(c echo.Context) error {
	return addStep[record.Transition](a, c, new(record.GridEvent))
}

// listGridEventSteps answers all that befell a grid event, in order.
//
//	@Summary  Steps of a grid event
//	@Tags     grid-events
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Step]
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id}/steps [get]
func (a *API) listGridEventSteps(c echo.Context) error { return a.listSteps(c, new(record.GridEvent)) }

// amendGridEventStep corrects a step of a grid event by a merge patch.
//
//	@Summary  Correct a step of a grid event
//	@Tags     grid-events
//	@Param    id        path      string            true  "id"  format(uuid)
//	@Param    step_id   path      string            true  "the step's id"  format(uuid)
//	@Param    If-Match  header    string            true  "the version of the grid event that you have"
//	@Param    body      body      record.StepPatch  true  "what changes"
//	@Success  200       {object}  record.GridEvent
//	@Failure  default   {object}  Problem
//	@Router   /grid-events/{id}/steps/{step_id} [patch]
func (a *API) amendGridEventStep(c echo.Context) error { return a.amendStep(c, new(record.GridEvent)) }

// deleteGridEventStep takes back the last step of its sort.
//
//	@Summary  Take back the last step of a grid event
//	@Tags     grid-events
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    step_id   path    string  true  "the step's id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version of the grid event that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /grid-events/{id}/steps/{step_id} [delete]
func (a *API) deleteGridEventStep(c echo.Context) error {
	return a.deleteStep(c, new(record.GridEvent))
}
