package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

type auditQuery struct {
	OrgID    uid.ID // only of this organisation; without it all that you may read
	Subtree  bool   `default:"true"` // with the organisations below
	Resource string // of which kind of record: activities, wishes, development-steps …
	ID       uid.ID // of which record
	Limit    int    `minimum:"1" maximum:"200" default:"50"`
	Cursor   string // of the page before
}

// listAudit answers who did what, when, and what the record was before and after, the newest first.
//
//	@Summary  The audit
//	@Tags     audit
//	@Param    query    query     auditQuery  false  "which"
//	@Success  200      {object}  page[store.AuditEntry]
//	@Failure  default  {object}  Problem
//	@Router   /audit [get]
func (a *API) listAudit(c echo.Context) error {
	q := newQuery(c)
	asked := store.AuditQuery{OrgID: q.id("org_id"), Exactly: !q.bool("subtree", true), Resource: q.text("resource"), Record: q.id("id"), Limit: q.int("limit", 50, 1, 200)}
	print := q.fingerprint()
	asked.After.Day, asked.After.ID = q.cursor(a.store.Key(), print)
	if err := q.err(); err != nil {
		return err
	}
	found, err := a.store.Audit(c.Request().Context(), asked)
	if err != nil {
		return err
	}
	return answerPage(a, c, found.Items, found.Next, print)
}

// answerPage answers a page of values, with the cursor of the next.
func answerPage[T any](a *API, c echo.Context, items []T, next store.Place, print string) error {
	answer := page[T]{Items: items}
	if !next.ID.IsZero() {
		cursor := encodeCursor(a.store.Key(), next.Day, next.ID, print)
		answer.NextCursor = &cursor
		linkNext(c, cursor)
	}
	return c.JSON(http.StatusOK, answer)
}
