// Package api is the HTTP door: it understands HTTP and nothing else, and makes one call of the store a request.
//
//	@title        Shuzhi 述职
//	@version      1
//	@description  The ledger of a community's Party organisation: records all year, totals and the debrief report from them.
//	@BasePath     /api/v1
//	@accept       json
//	@produce      json
//	@securityDefinitions.apikey  bearer
//	@in           header
//	@name         Authorization
//	@security     bearer
package api

import (
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/access"
	"shuzhi/internal/store"
)

// API answers requests from the books.
type API struct {
	store   *store.Store
	log     *slog.Logger
	options Options
	gates   *gates
}

// Options are what the program's settings say to the API.
type Options struct {
	Log            *slog.Logger
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
}

// New gives the handler of every path of the program. All routes stand here, each with the role it asks for.
func New(s *store.Store, o Options) http.Handler {
	a := &API{store: s, log: o.Log, options: o, gates: newGates()}
	e := a.echo()
	e.GET("/healthz", a.alive)
	e.GET("/readyz", a.ready)

	nobody := e.Group("/api/v1")
	nobody.POST("/sessions", a.login)

	viewer, recorder, secretary := a.needs(e, access.Viewer), a.needs(e, access.Recorder), a.needs(e, access.Secretary)
	_, _ = viewer, secretary

	recorder.GET("/activities", a.listActivities)
	recorder.POST("/activities", a.createActivity)
	recorder.GET("/activities/:id", a.getActivity)
	recorder.PATCH("/activities/:id", a.amendActivity)
	recorder.DELETE("/activities/:id", a.voidActivity)
	recorder.POST("/activities/:id/restore", a.restoreActivity)
	recorder.GET("/activities/:id/history", a.historyOfActivity)
	return e
}

// needs is a group of routes for callers whose role may all that least may.
func (a *API) needs(e *echo.Echo, least access.Role) *echo.Group {
	return e.Group("/api/v1", a.loggedIn, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := access.From(c.Request().Context()).Need(least); err != nil {
				return err
			}
			return next(c)
		}
	})
}
