package api

import (
	"github.com/labstack/echo/v4"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// userBody is a user as it is sent: with a password, which is never answered.
type userBody struct {
	record.User
	Password string `json:"password" validate:"required" minLength:"8" maxLength:"128" format:"password" example:"海棠依旧-2023"`
}

type userQuery struct {
	pageQuery
	Q string // words in username and name
}

// listUsers answers the users of the caller's organisations.
//
//	@Summary  List users
//	@Tags     users
//	@Param    query    query     userQuery  false  "which"
//	@Success  200      {object}  page[record.User]
//	@Failure  default  {object}  Problem
//	@Router   /users [get]
func (a *API) listUsers(c echo.Context) error { return a.list(c, new(record.User)) }

// createUser lets somebody in. Without org_id the user is of the caller's organisation.
//
//	@Summary  Add a user
//	@Tags     users
//	@Param    body     body      userBody  true  "the user"
//	@Success  201      {object}  record.User
//	@Success  200      {object}  record.User  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /users [post]
func (a *API) createUser(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	var in userBody
	err = decode(body, &in)
	u, ctx := &in.User, c.Request().Context()
	u.OrgID = usualOrg(access.From(ctx), u.Role, u.OrgID)
	if err := access.From(ctx).MayGrant(u.Role); err != nil {
		return err
	}
	if err := problem.Merge(err, u.Validate(a.store.Today()), fitPassword(in.Password)); err != nil {
		return err
	}
	if u.ID.IsZero() {
		u.ID = uid.New()
	}
	done, err := a.gates.turn(ctx)
	if err != nil {
		return err
	}
	u.Secret, err = store.HashPassword(in.Password)
	done()
	if err != nil {
		return err
	}
	kept, created, err := a.store.Create(ctx, u, digest(a.store.Key(), "POST "+store.Resource(u), body, "password"))
	if err != nil {
		return err
	}
	return a.made(c, kept, created)
}

// getUser answers a user.
//
//	@Summary  Get a user
//	@Tags     users
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.User
//	@Failure  default  {object}  Problem
//	@Router   /users/{id} [get]
func (a *API) getUser(c echo.Context) error { return a.get(c, new(record.User)) }

// amendUser changes a user by a merge patch. A new password ends the user's sessions.
//
//	@Summary  Amend a user
//	@Tags     users
//	@Param    id        path      string    true  "id"  format(uuid)
//	@Param    If-Match  header    string    true  "the version that you have"
//	@Param    body      body      userBody  true  "what changes"
//	@Success  200       {object}  record.User
//	@Failure  default   {object}  Problem
//	@Router   /users/{id} [patch]
func (a *API) amendUser(c echo.Context) error {
	id, version, body, err := a.changing(c)
	if err != nil {
		return err
	}
	p, bad := decodePatch[userBody](body)
	if p == nil {
		return bad
	}
	var asked userBody
	p.apply(&asked)
	secret := ""
	if asked.Password != "" {
		if bad = problem.Merge(bad, fitPassword(asked.Password)); bad == nil {
			if secret, err = a.hashFor(c, id, asked.Password); err != nil {
				return err
			}
		}
	}
	// The digest holds the salted hash in place of the password: two passwords are two changes, and none can be guessed from it.
	sum := digestPatch(a.store.Key(), "PATCH "+id.String()+" "+secret, body, "password")
	kept, err := a.store.Amend(c.Request().Context(), new(record.User), id, version, sum, func(r record.Record) error {
		u := r.(*record.User)
		changed := userBody{User: *u}
		p.apply(&changed)
		*u, u.Secret = changed.User, secret
		if err := access.From(c.Request().Context()).MayGrant(u.Role); err != nil {
			return err
		}
		if bad != nil {
			return problem.Merge(bad, u.Validate(a.store.Today()))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.answer(c, 200, kept)
}

func (a *API) hashFor(c echo.Context, id uid.ID, password string) (string, error) {
	ctx := c.Request().Context()
	done, err := a.gates.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return a.store.HashFor(ctx, id, password)
}

// voidUser keeps somebody out: their sessions end, and their username is free again.
//
//	@Summary  Void a user
//	@Tags     users
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /users/{id} [delete]
func (a *API) voidUser(c echo.Context) error { return a.void(c, new(record.User)) }

// restoreUser lets somebody in again, with the password they had.
//
//	@Summary  Restore a user
//	@Tags     users
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.User
//	@Failure  default  {object}  Problem
//	@Router   /users/{id}/restore [post]
func (a *API) restoreUser(c echo.Context) error { return a.restore(c, new(record.User)) }

// historyOfUser answers the earlier versions of a user, the newest first.
//
//	@Summary  Earlier versions of a user
//	@Tags     users
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.User]
//	@Failure  default  {object}  Problem
//	@Router   /users/{id}/history [get]
func (a *API) historyOfUser(c echo.Context) error { return a.history(c, new(record.User)) }

// fitPassword is an Invalid problem for a password that is no good as a new one.
func fitPassword(password string) error {
	var c problem.Check
	record.CheckPassword(&c, password, "/password")
	return c.Err()
}

// usualOrg is the organisation of a user or token: that which was given, else the caller's, but none for an admin.
func usualOrg(caller access.Caller, role access.Role, given uid.ID) uid.ID {
	if given.IsZero() && role != access.Admin {
		return caller.OrgID
	}
	return given
}
