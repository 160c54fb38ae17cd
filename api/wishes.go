package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

type wishQuery struct {
	pageQuery
	spanQuery
	AreaID uid.ID // with the areas below
	Status record.WishStatus
	Q      string // words in it
}

// listWishes answers wishes, newest day first.
//
//	@Summary  List wishes
//	@Tags     wishes
//	@Param    query    query     wishQuery  false  "which"
//	@Success  200      {object}  page[record.Wish]
//	@Failure  default  {object}  Problem
//	@Router   /wishes [get]
func (a *API) listWishes(c echo.Context) error { return a.list(c, new(record.Wish)) }

// createWish writes a wish down.
//
//	@Summary  Record a wish
//	@Tags     wishes
//	@Param    body     body      record.Wish  true  "the wish"
//	@Success  201      {object}  record.Wish
//	@Success  200      {object}  record.Wish  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /wishes [post]
func (a *API) createWish(c echo.Context) error { return a.create(c, new(record.Wish)) }

// getWish answers a wish.
//
//	@Summary  Get a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Wish
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id} [get]
func (a *API) getWish(c echo.Context) error { return a.get(c, new(record.Wish)) }

// amendWish changes a wish by a merge patch.
//
//	@Summary  Amend a wish
//	@Tags     wishes
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Wish  true  "what changes"
//	@Success  200       {object}  record.Wish
//	@Failure  default   {object}  Problem
//	@Router   /wishes/{id} [patch]
func (a *API) amendWish(c echo.Context) error { return amend[record.Wish](a, c) }

// voidWish takes a wish out of every total.
//
//	@Summary  Void a wish
//	@Tags     wishes
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id} [delete]
func (a *API) voidWish(c echo.Context) error { return a.void(c, new(record.Wish)) }

// restoreWish brings a voided wish back.
//
//	@Summary  Restore a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Wish
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/restore [post]
func (a *API) restoreWish(c echo.Context) error { return a.restore(c, new(record.Wish)) }

// historyOfWish answers the earlier versions of a wish, the newest first.
//
//	@Summary  Earlier versions of a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Wish]
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/history [get]
func (a *API) historyOfWish(c echo.Context) error { return a.history(c, new(record.Wish)) }

// claimWish notes who takes a wish upon themselves.
//
//	@Summary  Claim a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.Claim  true  "the step"
//	@Success  200      {object}  record.Wish
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/claim [post]
func (a *API) claimWish(c echo.Context) error { return addStep[record.Claim](a, c, new(record.Wish)) }

// releaseWish gives a claim up.
//
//	@Summary  Give a claim up
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.Release  true  "the step"
//	@Success  200      {object}  record.Wish
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/release [post]
func (a *API) releaseWish(c echo.Context) error {
	return addStep[record.Release](a, c, new(record.Wish))
}

// fulfilWish notes who made a wish come true.
//
//	@Summary  Fulfil a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.Fulfilment  true  "the step"
//	@Success  200      {object}  record.Wish
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/fulfil [post]
func (a *API) fulfilWish(c echo.Context) error {
	return addStep[record.Fulfilment](a, c, new(record.Wish))
}

// withdrawWish takes a wish back.
//
//	@Summary  Withdraw a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.Withdrawal  true  "the step"
//	@Success  200      {object}  record.Wish
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/withdraw [post]
func (a *API) withdrawWish(c echo.Context) error {
	return addStep[record.Withdrawal](a, c, new(record.Wish))
}

// listWishSteps answers all that befell a wish, in order.
//
//	@Summary  Steps of a wish
//	@Tags     wishes
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Step]
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/steps [get]
func (a *API) listWishSteps(c echo.Context) error { return a.listSteps(c, new(record.Wish)) }

// amendWishStep corrects a step of a wish by a merge patch.
//
//	@Summary  Correct a step of a wish
//	@Tags     wishes
//	@Param    id        path      string            true  "id"  format(uuid)
//	@Param    step_id   path      string            true  "the step's id"  format(uuid)
//	@Param    If-Match  header    string            true  "the version of the wish that you have"
//	@Param    body      body      record.StepPatch  true  "what changes"
//	@Success  200       {object}  record.Wish
//	@Failure  default   {object}  Problem
//	@Router   /wishes/{id}/steps/{step_id} [patch]
func (a *API) amendWishStep(c echo.Context) error { return a.amendStep(c, new(record.Wish)) }

// deleteWishStep takes back the last step of its sort.
//
//	@Summary  Take back the last step of a wish
//	@Tags     wishes
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    step_id   path    string  true  "the step's id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version of the wish that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /wishes/{id}/steps/{step_id} [delete]
func (a *API) deleteWishStep(c echo.Context) error { return a.deleteStep(c, new(record.Wish)) }
