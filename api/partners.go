package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
)

type partnerQuery struct {
	pageQuery
	Kind record.PartnerKind
	Tag  string
	Q    string // words in its name
}

// listPartners answers partners.
//
//	@Summary  List partners
//	@Tags     partners
//	@Param    query    query     partnerQuery  false  "which"
//	@Success  200      {object}  page[record.Partner]
//	@Failure  default  {object}  Problem
//	@Router   /partners [get]
func (a *API) listPartners(c echo.Context) error { return a.list(c, new(record.Partner)) }

// createPartner writes a partner down.
//
//	@Summary  Record a partner
//	@Tags     partners
//	@Param    body     body      record.Partner  true  "the partner"
//	@Success  201      {object}  record.Partner
//	@Success  200      {object}  record.Partner  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /partners [post]
func (a *API) createPartner(c echo.Context) error { return a.create(c, new(record.Partner)) }

// getPartner answers a partner.
//
//	@Summary  Get a partner
//	@Tags     partners
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Partner
//	@Failure  default  {object}  Problem
//	@Router   /partners/{id} [get]
func (a *API) getPartner(c echo.Context) error { return a.get(c, new(record.Partner)) }

// amendPartner changes a partner by a merge patch.
//
//	@Summary  Amend a partner
//	@Tags     partners
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Partner  true  "what changes"
//	@Success  200       {object}  record.Partner
//	@Failure  default   {object}  Problem
//	@Router   /partners/{id} [patch]
func (a *API) amendPartner(c echo.Context) error { return amend[record.Partner](a, c) }

// voidPartner takes a partner out of every total.
//
//	@Summary  Void a partner
//	@Tags     partners
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /partners/{id} [delete]
func (a *API) voidPartner(c echo.Context) error { return a.void(c, new(record.Partner)) }

// restorePartner brings a voided partner back.
//
//	@Summary  Restore a partner
//	@Tags     partners
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Partner
//	@Failure  default  {object}  Problem
//	@Router   /partners/{id}/restore [post]
func (a *API) restorePartner(c echo.Context) error { return a.restore(c, new(record.Partner)) }

// historyOfPartner answers the earlier versions of a partner, the newest first.
//
//	@Summary  Earlier versions of a partner
//	@Tags     partners
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Partner]
//	@Failure  default  {object}  Problem
//	@Router   /partners/{id}/history [get]
func (a *API) historyOfPartner(c echo.Context) error { return a.history(c, new(record.Partner)) }
