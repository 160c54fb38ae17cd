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
	"shuzhi/web"
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
	a := &API{store: s, log: o.Log, options: o, gates: newGates(s.Now)}
	e := a.echo()
	e.GET("/healthz", a.alive)
	e.GET("/readyz", a.ready)
	e.GET("/openapi.json", openAPI())
	e.GET("/swagger", swaggerUI())
	e.GET("/swagger/*", swaggerUI())
	page := echo.WrapHandler(web.Handler())
	for _, path := range web.Paths() {
		e.GET(path, page)
	}

	nobody := e.Group(base)
	nobody.POST("/sessions", a.login)

	viewer, recorder, secretary := a.needs(e, access.Viewer), a.needs(e, access.Recorder), a.needs(e, access.Secretary)

	viewer.GET("/orgs", a.listOrgs)
	secretary.POST("/orgs", a.createOrg)
	viewer.GET("/orgs/:id", a.getOrg)
	secretary.PATCH("/orgs/:id", a.amendOrg)
	secretary.DELETE("/orgs/:id", a.voidOrg)
	secretary.POST("/orgs/:id/restore", a.restoreOrg)
	viewer.GET("/orgs/:id/history", a.historyOfOrg)

	viewer.GET("/areas", a.listAreas)
	secretary.POST("/areas", a.createArea)
	viewer.GET("/areas/:id", a.getArea)
	secretary.PATCH("/areas/:id", a.amendArea)
	secretary.DELETE("/areas/:id", a.voidArea)
	secretary.POST("/areas/:id/restore", a.restoreArea)
	viewer.GET("/areas/:id/history", a.historyOfArea)

	recorder.GET("/people", a.listPeople)
	recorder.POST("/people", a.createPerson)
	recorder.GET("/people/:id", a.getPerson)
	recorder.PATCH("/people/:id", a.amendPerson)
	recorder.DELETE("/people/:id", a.voidPerson)
	recorder.POST("/people/:id/restore", a.restorePerson)
	recorder.GET("/people/:id/history", a.historyOfPerson)
	recorder.GET("/people/:id/steps", a.listPersonSteps)
	recorder.GET("/people/:id/steps/:step_id", a.getPersonStep)
	recorder.PATCH("/people/:id/steps/:step_id", a.amendPersonStep)
	recorder.DELETE("/people/:id/steps/:step_id", a.deletePersonStep)
	recorder.POST("/people/:id/development-steps", a.developPerson)
	recorder.POST("/people/:id/transfers", a.transferPerson)
	recorder.GET("/people/:id/assessed-dues", a.listAssessedDues)
	recorder.PUT("/people/:id/assessed-dues/:year", a.assessDues)
	secretary.POST("/people/:id/anonymize", a.anonymizePerson)

	recorder.GET("/partners", a.listPartners)
	recorder.POST("/partners", a.createPartner)
	recorder.GET("/partners/:id", a.getPartner)
	recorder.PATCH("/partners/:id", a.amendPartner)
	recorder.DELETE("/partners/:id", a.voidPartner)
	recorder.POST("/partners/:id/restore", a.restorePartner)
	recorder.GET("/partners/:id/history", a.historyOfPartner)

	recorder.GET("/activities", a.listActivities)
	recorder.POST("/activities", a.createActivity)
	recorder.GET("/activities/:id", a.getActivity)
	recorder.PATCH("/activities/:id", a.amendActivity)
	recorder.DELETE("/activities/:id", a.voidActivity)
	recorder.POST("/activities/:id/restore", a.restoreActivity)
	recorder.GET("/activities/:id/history", a.historyOfActivity)

	recorder.GET("/wishes", a.listWishes)
	recorder.POST("/wishes", a.createWish)
	recorder.GET("/wishes/:id", a.getWish)
	recorder.PATCH("/wishes/:id", a.amendWish)
	recorder.DELETE("/wishes/:id", a.voidWish)
	recorder.POST("/wishes/:id/restore", a.restoreWish)
	recorder.GET("/wishes/:id/history", a.historyOfWish)
	recorder.GET("/wishes/:id/steps", a.listWishSteps)
	recorder.PATCH("/wishes/:id/steps/:step_id", a.amendWishStep)
	recorder.DELETE("/wishes/:id/steps/:step_id", a.deleteWishStep)
	recorder.POST("/wishes/:id/claim", a.claimWish)
	recorder.POST("/wishes/:id/release", a.releaseWish)
	recorder.POST("/wishes/:id/fulfil", a.fulfilWish)
	recorder.POST("/wishes/:id/withdraw", a.withdrawWish)

	recorder.GET("/grid-events", a.listGridEvents)
	recorder.POST("/grid-events", a.createGridEvent)
	recorder.GET("/grid-events/:id", a.getGridEvent)
	recorder.PATCH("/grid-events/:id", a.amendGridEvent)
	recorder.DELETE("/grid-events/:id", a.voidGridEvent)
	recorder.POST("/grid-events/:id/restore", a.restoreGridEvent)
	recorder.GET("/grid-events/:id/history", a.historyOfGridEvent)
	recorder.GET("/grid-events/:id/steps", a.listGridEventSteps)
	recorder.PATCH("/grid-events/:id/steps/:step_id", a.amendGridEventStep)
	recorder.DELETE("/grid-events/:id/steps/:step_id", a.deleteGridEventStep)
	recorder.POST("/grid-events/:id/transitions", a.transitGridEvent)

	recorder.GET("/dues/payments", a.listPayments)
	recorder.POST("/dues/payments", a.createPayment)
	recorder.GET("/dues/payments/:id", a.getPayment)
	recorder.PATCH("/dues/payments/:id", a.amendPayment)
	recorder.DELETE("/dues/payments/:id", a.voidPayment)
	recorder.POST("/dues/payments/:id/restore", a.restorePayment)
	recorder.GET("/dues/payments/:id/history", a.historyOfPayment)

	recorder.GET("/dues/remittances", a.listRemittances)
	recorder.POST("/dues/remittances", a.createRemittance)
	recorder.GET("/dues/remittances/:id", a.getRemittance)
	recorder.PATCH("/dues/remittances/:id", a.amendRemittance)
	recorder.DELETE("/dues/remittances/:id", a.voidRemittance)
	recorder.POST("/dues/remittances/:id/restore", a.restoreRemittance)
	recorder.GET("/dues/remittances/:id/history", a.historyOfRemittance)

	recorder.GET("/rectifications", a.listRectifications)
	secretary.POST("/rectifications", a.createRectification)
	recorder.GET("/rectifications/:id", a.getRectification)
	secretary.PATCH("/rectifications/:id", a.amendRectification)
	secretary.DELETE("/rectifications/:id", a.voidRectification)
	secretary.POST("/rectifications/:id/restore", a.restoreRectification)
	recorder.GET("/rectifications/:id/history", a.historyOfRectification)

	recorder.GET("/figures", a.listFigures)
	recorder.POST("/figures", a.createFigure)
	recorder.GET("/figures/:id", a.getFigure)
	recorder.PATCH("/figures/:id", a.amendFigure)
	recorder.DELETE("/figures/:id", a.voidFigure)
	recorder.POST("/figures/:id/restore", a.restoreFigure)
	recorder.GET("/figures/:id/history", a.historyOfFigure)

	viewer.GET("/dues/balance", a.getBalance)

	recorder.POST("/batch", a.createBatch)
	recorder.POST("/attachments", a.createAttachment)
	recorder.GET("/attachments/:id", a.getAttachment)

	viewer.GET("/metrics", a.listMetrics)
	viewer.GET("/metrics/values", a.getValues)
	secretary.POST("/metrics", a.createMetric)
	recorder.GET("/metrics/:id/records", a.listMetricRecords)
	viewer.GET("/metrics/:id", a.getMetric)
	secretary.PATCH("/metrics/:id", a.amendMetric)
	secretary.DELETE("/metrics/:id", a.voidMetric)
	secretary.POST("/metrics/:id/restore", a.restoreMetric)
	viewer.GET("/metrics/:id/history", a.historyOfMetric)

	viewer.GET("/report-templates", a.listTemplates)
	secretary.POST("/report-templates", a.createTemplate)
	viewer.GET("/report-templates/:id", a.getTemplate)
	viewer.GET("/report-templates/:id/file", a.getTemplateFile)
	secretary.PATCH("/report-templates/:id/slots/:index", a.amendSlot)
	secretary.DELETE("/report-templates/:id", a.voidTemplate)

	viewer.GET("/reports", a.listReports)
	recorder.POST("/reports", a.createReport)
	recorder.POST("/reports/check", a.checkReport)
	viewer.GET("/reports/verify", a.verifyReport)
	viewer.POST("/reports/verify", a.verifyReportFile)
	recorder.POST("/reports/batch", a.createReportBatch)
	viewer.GET("/reports/batch/:id", a.getReportBatch)
	viewer.GET("/reports/batch/:id/documents", a.getReportBatchDocuments)
	viewer.GET("/reports/:id", a.getReport)
	recorder.PATCH("/reports/:id", a.amendReport)
	recorder.DELETE("/reports/:id", a.voidReport)
	viewer.GET("/reports/:id/document", a.getDocument)
	secretary.POST("/reports/:id/finalize", a.finalizeReport)
	viewer.GET("/reports/:id/drift", a.getDrift)
	recorder.GET("/reports/:id/proof", a.getProof)

	secretary.GET("/audit", a.listAudit)

	viewer.DELETE("/sessions/current", a.logout)
	viewer.GET("/me", a.me)
	viewer.PATCH("/me", a.amendMe)

	secretary.GET("/users", a.listUsers)
	secretary.POST("/users", a.createUser)
	secretary.GET("/users/:id", a.getUser)
	secretary.PATCH("/users/:id", a.amendUser)
	secretary.DELETE("/users/:id", a.voidUser)
	secretary.POST("/users/:id/restore", a.restoreUser)
	secretary.GET("/users/:id/history", a.historyOfUser)

	secretary.GET("/tokens", a.listTokens)
	secretary.POST("/tokens", a.createToken)
	secretary.GET("/tokens/:id", a.getToken)
	secretary.DELETE("/tokens/:id", a.voidToken)
	return e
}

// routes are added for callers whose role may all that least may. They are no group of Echo's with middleware: that would
// answer unknown paths and methods too, by 401 and 403.
type routes struct {
	group  *echo.Group
	checks []echo.MiddlewareFunc
}

func (a *API) needs(e *echo.Echo, least access.Role) routes {
	return routes{e.Group(base), []echo.MiddlewareFunc{a.loggedIn, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := callerOf(c).Need(least); err != nil {
				return err
			}
			return next(c)
		}
	}}}
}

func (r routes) GET(path string, h echo.HandlerFunc)    { r.group.GET(path, h, r.checks...) }
func (r routes) POST(path string, h echo.HandlerFunc)   { r.group.POST(path, h, r.checks...) }
func (r routes) PUT(path string, h echo.HandlerFunc)    { r.group.PUT(path, h, r.checks...) }
func (r routes) PATCH(path string, h echo.HandlerFunc)  { r.group.PATCH(path, h, r.checks...) }
func (r routes) DELETE(path string, h echo.HandlerFunc) { r.group.DELETE(path, h, r.checks...) }
