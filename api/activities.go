package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

type activityQuery struct {
	pageQuery
	spanQuery
	AreaID uid.ID              // with the areas below
	Kind   record.ActivityKind // what it is, or is also
	Tag    string
	Q      string // words in topic
}

// listActivities answers activities, newest day first.
//
//	@Summary  List activities
//	@Tags     activities
//	@Param    query    query     activityQuery  false  "which"
//	@Success  200      {object}  page[record.Activity]
//	@Failure  default  {object}  Problem
//	@Router   /activities [get]
func (a *API) listActivities(c echo.Context) error { return a.list(c, new(record.Activity)) }

// createActivity writes an activity down.
//
//	@Summary  Record an activity
//	@Tags     activities
//	@Param    body     body      record.Activity  true  "the activity"
//	@Success  201      {object}  record.Activity
//	@Success  200      {object}  record.Activity  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /activities [post]
func (a *API) createActivity(c echo.Context) error { return a.create(c, new(record.Activity)) }

// getActivity answers an activity.
//
//	@Summary  Get an activity
//	@Tags     activities
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Activity
//	@Failure  default  {object}  Problem
//	@Router   /activities/{id} [get]
func (a *API) getActivity(c echo.Context) error { return a.get(c, new(record.Activity)) }

// amendActivity changes an activity by a merge patch.
//
//	@Summary  Amend an activity
//	@Tags     activities
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Activity  true  "what changes"
//	@Success  200       {object}  record.Activity
//	@Failure  default   {object}  Problem
//	@Router   /activities/{id} [patch]
func (a *API) amendActivity(c echo.Context) error { return amend[record.Activity](a, c) }

// voidActivity takes an activity out of every total.
//
//	@Summary  Void an activity
//	@Tags     activities
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /activities/{id} [delete]
func (a *API) voidActivity(c echo.Context) error { return a.void(c, new(record.Activity)) }

// restoreActivity brings a voided activity back.
//
//	@Summary  Restore an activity
//	@Tags     activities
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Activity
//	@Failure  default  {object}  Problem
//	@Router   /activities/{id}/restore [post]
func (a *API) restoreActivity(c echo.Context) error { return a.restore(c, new(record.Activity)) }

// historyOfActivity answers the earlier versions of an activity, the newest first.
//
//	@Summary  Earlier versions of an activity
//	@Tags     activities
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Activity]
//	@Failure  default  {object}  Problem
//	@Router   /activities/{id}/history [get]
func (a *API) historyOfActivity(c echo.Context) error { return a.history(c, new(record.Activity)) }
