package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

type paymentQuery struct {
	pageQuery
	spanQuery
	PersonID uid.ID // who paid
}

// listPayments answers payments of dues, newest day first.
//
//	@Summary  List payments of dues
//	@Tags     dues
//	@Param    query    query     paymentQuery  false  "which"
//	@Success  200      {object}  page[record.Payment]
//	@Failure  default  {object}  Problem
//	@Router   /dues/payments [get]
func (a *API) listPayments(c echo.Context) error { return a.list(c, new(record.Payment)) }

// createPayment writes a payment of dues down.
//
//	@Summary  Record a payment of dues
//	@Tags     dues
//	@Param    body     body      record.Payment  true  "the payment of dues"
//	@Success  201      {object}  record.Payment
//	@Success  200      {object}  record.Payment  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /dues/payments [post]
func (a *API) createPayment(c echo.Context) error { return a.create(c, new(record.Payment)) }

// getPayment answers a payment of dues.
//
//	@Summary  Get a payment of dues
//	@Tags     dues
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Payment
//	@Failure  default  {object}  Problem
//	@Router   /dues/payments/{id} [get]
func (a *API) getPayment(c echo.Context) error { return a.get(c, new(record.Payment)) }

// amendPayment changes a payment of dues by a merge patch.
//
//	@Summary  Amend a payment of dues
//	@Tags     dues
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Payment  true  "what changes"
//	@Success  200       {object}  record.Payment
//	@Failure  default   {object}  Problem
//	@Router   /dues/payments/{id} [patch]
func (a *API) amendPayment(c echo.Context) error { return amend[record.Payment](a, c) }

// voidPayment takes a payment of dues out of every total.
//
//	@Summary  Void a payment of dues
//	@Tags     dues
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /dues/payments/{id} [delete]
func (a *API) voidPayment(c echo.Context) error { return a.void(c, new(record.Payment)) }

// restorePayment brings a voided payment of dues back.
//
//	@Summary  Restore a payment of dues
//	@Tags     dues
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Payment
//	@Failure  default  {object}  Problem
//	@Router   /dues/payments/{id}/restore [post]
func (a *API) restorePayment(c echo.Context) error { return a.restore(c, new(record.Payment)) }

// historyOfPayment answers the earlier versions of a payment of dues, the newest first.
//
//	@Summary  Earlier versions of a payment of dues
//	@Tags     dues
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Payment]
//	@Failure  default  {object}  Problem
//	@Router   /dues/payments/{id}/history [get]
func (a *API) historyOfPayment(c echo.Context) error { return a.history(c, new(record.Payment)) }
