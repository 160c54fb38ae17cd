package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
)

type orgQuery struct {
	pageQuery
	Kind record.OrgKind
	Tag  string
	Q    string // words in its name
}

// listOrgs answers organisations, parents first.
//
//	@Summary  List organisations
//	@Tags     orgs
//	@Param    query    query     orgQuery  false  "which"
//	@Success  200      {object}  page[record.Org]
//	@Failure  default  {object}  Problem
//	@Router   /orgs [get]
func (a *API) listOrgs(c echo.Context) error { return a.list(c, new(record.Org)) }

// createOrg writes an organisation down.
//
//	@Summary  Record an organisation
//	@Tags     orgs
//	@Param    body     body      record.Org  true  "the organisation"
//	@Success  201      {object}  record.Org
//	@Success  200      {object}  record.Org  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /orgs [post]
func (a *API) createOrg(c echo.Context) error { return a.create(c, new(record.Org)) }

// getOrg answers an organisation.
//
//	@Summary  Get an organisation
//	@Tags     orgs
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Org
//	@Failure  default  {object}  Problem
//	@Router   /orgs/{id} [get]
func (a *API) getOrg(c echo.Context) error { return a.get(c, new(record.Org)) }

// amendOrg changes an organisation by a merge patch.
//
//	@Summary  Amend an organisation
//	@Tags     orgs
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Org  true  "what changes"
//	@Success  200       {object}  record.Org
//	@Failure  default   {object}  Problem
//	@Router   /orgs/{id} [patch]
func (a *API) amendOrg(c echo.Context) error { return amend[record.Org](a, c) }

// voidOrg takes an organisation out of every total.
//
//	@Summary  Void an organisation
//	@Tags     orgs
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /orgs/{id} [delete]
func (a *API) voidOrg(c echo.Context) error { return a.void(c, new(record.Org)) }

// restoreOrg brings a voided organisation back.
//
//	@Summary  Restore an organisation
//	@Tags     orgs
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Org
//	@Failure  default  {object}  Problem
//	@Router   /orgs/{id}/restore [post]
func (a *API) restoreOrg(c echo.Context) error { return a.restore(c, new(record.Org)) }

// historyOfOrg answers the earlier versions of an organisation, the newest first.
//
//	@Summary  Earlier versions of an organisation
//	@Tags     orgs
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Org]
//	@Failure  default  {object}  Problem
//	@Router   /orgs/{id}/history [get]
func (a *API) historyOfOrg(c echo.Context) error { return a.history(c, new(record.Org)) }
