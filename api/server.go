package api

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// requestTimeout bounds every request but streams.
const requestTimeout = 60 * time.Second

// echo is the framework, set up: ids, logs, recovery, addresses, errors.
func (a *API) echo() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = a.fail
	e.IPExtractor = extractIP(a.options.TrustedProxies)
	e.Use(
		middleware.RequestIDWithConfig(middleware.RequestIDConfig{Generator: func() string { return uid.New().String() }, RequestIDHandler: keepRequestID}),
		a.logged,
		middleware.RecoverWithConfig(middleware.RecoverConfig{DisableErrorHandler: true, DisablePrintStack: true}),
		middleware.SecureWithConfig(middleware.SecureConfig{ContentTypeNosniff: "nosniff", XFrameOptions: "DENY", ReferrerPolicy: "no-referrer"}),
		middleware.ContextTimeout(requestTimeout),
	)
	return e
}

// keepRequestID overwrites an id of the client's that could spoil a log.
func keepRequestID(c echo.Context, id string) {
	clean := len(id) <= 64
	for i := range len(id) {
		clean = clean && id[i] > ' ' && id[i] < 0x7F
	}
	if !clean {
		c.Response().Header().Set(echo.HeaderXRequestID, uid.New().String())
	}
}

// extractIP believes X-Forwarded-For of the trusted networks alone.
func extractIP(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// logged writes a line a request: what was asked of which route, the answer and how long it took. No query, no body, no name.
func (a *API) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := a.store.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		level := slog.LevelInfo
		if c.Response().Status >= http.StatusInternalServerError {
			level = slog.LevelWarn
		}
		a.log.LogAttrs(c.Request().Context(), level, "request", slog.String("id", c.Response().Header().Get(echo.HeaderXRequestID)),
			slog.String("method", c.Request().Method), slog.String("route", c.Path()), slog.Int("status", c.Response().Status), slog.Duration("took", a.store.Now().Sub(begun)))
		return nil
	}
}

// alive answers as long as the program runs.
//
//	@Summary  Is the program alive
//	@Tags     health
//	@Success  200  {object}  health
//	@Router   /healthz [get]
func (a *API) alive(c echo.Context) error { return c.JSON(http.StatusOK, health{"ok"}) }

// ready answers 200 while the database does.
//
//	@Summary  Is the program ready
//	@Tags     health
//	@Success  200      {object}  health
//	@Failure  default  {object}  Problem
//	@Router   /readyz [get]
func (a *API) ready(c echo.Context) error {
	if err := a.store.Ready(c.Request().Context()); err != nil {
		return problem.New(problem.Unavailable, "database-away").After(time.Second).Because(err)
	}
	return c.JSON(http.StatusOK, health{"ok"})
}

type health struct {
	Status string `json:"status" validate:"required" example:"ok"`
}
