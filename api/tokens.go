package api

import (
	"encoding/json"
	"slices"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// shownToken is a token as it is answered once, when it is made: with its secret.
type shownToken struct {
	record.Token
	Shown string `json:"token" validate:"required" example:"sz_5n1rYk0p9cX2mZt7uQb3wLd6fHj8gVe4aKs0iNo1RyM"`
}

// listTokens answers the tokens of the caller's organisations, without their secrets.
//
//	@Summary  List integration tokens
//	@Tags     tokens
//	@Param    query    query     pageQuery   false  "which"
//	@Success  200      {object}  page[record.Token]
//	@Failure  default  {object}  Problem
//	@Router   /tokens [get]
func (a *API) listTokens(c echo.Context) error { return a.list(c, new(record.Token)) }

// createToken makes a token for another program. Its secret is answered this once: sent again, it is not.
//
//	@Summary  Make an integration token
//	@Tags     tokens
//	@Param    body     body      record.Token  true  "the token"
//	@Success  201      {object}  shownToken
//	@Success  200      {object}  record.Token  "sent before: without its secret"
//	@Failure  default  {object}  Problem
//	@Router   /tokens [post]
func (a *API) createToken(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	k, ctx := new(record.Token), c.Request().Context()
	err = decode(body, k)
	k.OrgID = usualOrg(access.From(ctx), k.Role, k.OrgID)
	if err := access.From(ctx).MayGrant(k.Role); err != nil {
		return err
	}
	if err != nil { // else the store looks at what it says, once it knows that this was not sent before the last day of the token
		return problem.Merge(err, k.Validate(a.store.Today()))
	}
	if k.ID.IsZero() {
		k.ID = uid.New()
	}
	shown, hash := store.NewTokenSecret()
	k.Secret = hash
	kept, created, err := a.store.Create(ctx, k, digest(a.store.Key(), "POST "+store.Resource(k), body))
	if err != nil {
		return err
	}
	if created {
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		quoted, err := json.Marshal(shown)
		if err != nil {
			return err
		}
		kept.Body = slices.Concat(kept.Body[:len(kept.Body)-1], []byte(`,"token":`), quoted, []byte("}"))
	}
	return a.made(c, kept, created)
}

// getToken answers a token, without its secret.
//
//	@Summary  Get an integration token
//	@Tags     tokens
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Token
//	@Failure  default  {object}  Problem
//	@Router   /tokens/{id} [get]
func (a *API) getToken(c echo.Context) error { return a.get(c, new(record.Token)) }

// voidToken ends a token at once.
//
//	@Summary  Void an integration token
//	@Tags     tokens
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /tokens/{id} [delete]
func (a *API) voidToken(c echo.Context) error { return a.void(c, new(record.Token)) }
