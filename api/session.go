package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
)

// sessionCookie carries the session of the web app.
const sessionCookie = "shuzhi_session"

// credentials are what somebody logs in with.
type credentials struct {
	Username string `json:"username" validate:"required" maxLength:"64" example:"zhang.wei"`
	Password string `json:"password" validate:"required" maxLength:"128" format:"password" example:"海棠依旧-2023"`
}

// session is a login. Its token is shown as Authorization: Bearer; the web app has it in a cookie.
type session struct {
	Token     string      `json:"token" validate:"required" example:"ss_5n1rYk0p9cX2mZt7uQb3wLd6fHj8gVe4aKs0iNo1RyM"`
	ExpiresAt time.Time   `json:"expires_at" validate:"required" swaggertype:"string" format:"date-time"`
	User      record.User `json:"user" validate:"required"`
}

// ownPassword is what somebody changes of their own user.
type ownPassword struct {
	Password        string `json:"password" validate:"required" minLength:"8" maxLength:"128" format:"password" example:"春风又绿-2024"`
	CurrentPassword string `json:"current_password" validate:"required" maxLength:"128" format:"password" example:"海棠依旧-2023"`
}

// login begins a session of 14 days.
//
//	@Summary   Log in
//	@Tags      sessions
//	@Param     body     body      credentials  true  "who"
//	@Success   201      {object}  session
//	@Failure   default  {object}  Problem
//	@Security
//	@Router    /sessions [post]
func (a *API) login(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	var who credentials
	if err := decode(body, &who); err != nil {
		return err
	}
	ctx := c.Request().Context()
	var s store.Session
	err = a.gates.guess(ctx, record.NormalUsername(who.Username), c.RealIP(), func() error {
		s, err = a.store.Login(ctx, who.Username, who.Password)
		return err
	})
	if err != nil {
		return err
	}
	answer := session{Token: s.Token, ExpiresAt: s.Expires}
	if err := json.Unmarshal(s.User, &answer.User); err != nil {
		return err
	}
	a.setCookie(c, s.Token, s.Expires)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	c.Response().Header().Set(echo.HeaderLocation, base+"/sessions/current")
	return c.JSON(http.StatusCreated, answer)
}

// logout ends the session that the request came with.
//
//	@Summary  Log out
//	@Tags     sessions
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /sessions/current [delete]
func (a *API) logout(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	if err := a.store.Logout(c.Request().Context()); err != nil {
		return err
	}
	a.setCookie(c, "", time.Time{})
	return c.NoContent(http.StatusNoContent)
}

// me answers the user who is logged in.
//
//	@Summary  Who am I
//	@Tags     sessions
//	@Success  200      {object}  record.User
//	@Failure  default  {object}  Problem
//	@Router   /me [get]
func (a *API) me(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	kept, err := a.store.Me(c.Request().Context())
	if err != nil {
		return err
	}
	return a.answerOnce(c, kept)
}

// amendMe gives the user who is logged in a new password, and ends all sessions of theirs, this one too.
//
//	@Summary  Change my password
//	@Tags     sessions
//	@Param    body     body      ownPassword  true  "the new password and the current one"
//	@Success  200      {object}  record.User
//	@Failure  default  {object}  Problem
//	@Router   /me [patch]
func (a *API) amendMe(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	var change ownPassword
	if err := problem.Merge(decode(body, &change), fitPassword(change.Password)); err != nil {
		return err
	}
	ctx := c.Request().Context()
	var kept store.Kept
	err = a.gates.guess(ctx, access.From(ctx).ID.String(), c.RealIP(), func() error {
		kept, err = a.store.ChangePassword(ctx, change.CurrentPassword, change.Password)
		return err
	})
	if isUnauthorized(err) {
		var wrong problem.Check
		wrong.Want(false, "/current_password", "wrong-password")
		return wrong.Err()
	}
	if err != nil {
		return err
	}
	a.setCookie(c, "", time.Time{})
	return a.answer(c, http.StatusOK, kept)
}

// loggedIn lets nobody through but callers, and puts the caller into the context.
func (a *API) loggedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		caller, err := a.caller(c)
		if err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(access.With(c.Request().Context(), caller)))
		return next(c)
	}
}

// caller is who shows a token, or has a session's cookie. A token that is no good is not made up for by a good cookie;
// another scheme of Authorization is somebody else's, such as a proxy's.
func (a *API) caller(c echo.Context) (access.Caller, error) {
	scheme, shown, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		cookie, err := c.Cookie(sessionCookie)
		if err != nil || cookie.Value == "" {
			return access.Caller{}, problem.New(problem.Unauthorized, "not-logged-in")
		}
		shown = cookie.Value
	}
	return a.store.Caller(c.Request().Context(), strings.TrimSpace(shown))
}

// setCookie gives the web app its session; the empty one takes it away.
func (a *API) setCookie(c echo.Context, token string, expires time.Time) {
	cookie := &http.Cookie{Name: sessionCookie, Value: token, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.secure(c)}
	if token == "" {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}

// secure reports whether the request came over TLS, to us or to a proxy that is trusted.
func (a *API) secure(c echo.Context) bool {
	r := c.Request()
	if r.TLS != nil {
		return true
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !strings.EqualFold(r.Header.Get(echo.HeaderXForwardedProto), "https") {
		return false
	}
	for _, trusted := range a.options.TrustedProxies {
		if trusted.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}

func isUnauthorized(err error) bool {
	var p *problem.Error
	return errors.As(err, &p) && p.Kind == problem.Unauthorized
}
