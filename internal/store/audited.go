package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// AuditEntry is who did what, when, and what the record was before and after.
type AuditEntry struct {
	OrgID    *uid.ID        `json:"org_id" validate:"required" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	N        int64          `json:"n" validate:"required" example:"1"` // the entry's place in its organisation's chain, from 1
	At       string         `json:"at" validate:"required" format:"date-time"`
	Who      uid.ID         `json:"who" validate:"required" swaggertype:"string" format:"uuid"`
	WhoName  string         `json:"who_name" validate:"required"` // empty where the user is not known any more
	What     string         `json:"what" validate:"required" example:"create"`
	Resource string         `json:"resource" validate:"required" example:"activities"`
	ID       uid.ID         `json:"id" validate:"required" swaggertype:"string" format:"uuid"`
	Version  int            `json:"version" validate:"required"`
	Before   jsontext.Value `json:"before" validate:"required" swaggertype:"object" extensions:"x-nullable"`
	After    jsontext.Value `json:"after" validate:"required" swaggertype:"object" extensions:"x-nullable"`
	Hash     string         `json:"hash" validate:"required"`
	Previous string         `json:"previous_hash" validate:"required"`
}

// developmentSteps is what the audit of people's steps of development is asked for by. They are changes of their person.
const developmentSteps = "development-steps"

// AuditQuery is which entries are asked for.
type AuditQuery struct {
	OrgID    uid.ID // none: all that the caller may read
	Exactly  bool
	Resource string
	Record   uid.ID
	Limit    int
	After    Place // Day holds the instant
}

// AuditPage is a part of the audit, the newest entry first.
type AuditPage struct {
	Items []AuditEntry
	Next  Place
}

// Audit gives the entries of the caller's organisations, the newest first. What has no organisation is admins' alone.
// Problems: NotFound, and Invalid for an unknown resource.
func (s *Store) Audit(ctx context.Context, q AuditQuery) (page AuditPage, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		w, err := t.audited(q)
		if err != nil {
			return err
		}
		page, err = t.auditPage(w, q)
		return err
	})
	return page, err
}

func (t *tx) audited(q AuditQuery) (w where, err error) {
	o, err := t.home()
	if err != nil {
		return w, err
	}
	if !q.OrgID.IsZero() {
		if o, err = t.reach(q.OrgID); err != nil {
			return w, err
		}
	}
	switch {
	case o == nil:
	case q.Exactly:
		w.and("a.org = ?", o.id)
	default:
		sql, args := below("a.org", o)
		w.and(sql, args...)
	}
	switch {
	case q.Resource == "":
	case q.Resource == developmentSteps:
		const sort = string(record.SortDevelopment)
		w.and("a.resource = 'people' AND a.what IN (?, ?, ?)", sort, "amend-"+sort, "delete-"+sort)
	case byResource[q.Resource] == nil:
		return w, field("?resource", "unknown")
	default:
		w.and("a.resource = ?", q.Resource)
	}
	if !q.Record.IsZero() {
		w.and("a.record = ?", q.Record)
	}
	if !q.After.ID.IsZero() {
		at, number, _ := strings.Cut(q.After.Day, "#")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return w, field("?cursor", "cursor")
		}
		w.and("a.at < ? OR a.at = ? AND (a.org < ? OR a.org = ? AND a.n < ?)", at, at, q.After.ID, q.After.ID, n)
	}
	w.and("1 = 1")
	return w, nil
}

func (t *tx) auditPage(w where, q AuditQuery) (page AuditPage, err error) {
	page.Items = []AuditEntry{}
	var entries []entry
	err = t.each(`SELECT a.org, a.n, a.prev, a.at, a.who, COALESCE(u.name, k.name, ''), a.what, a.resource, a.record, a.version, a.digest FROM audit a
		LEFT JOIN users u ON u.id = a.who LEFT JOIN tokens k ON k.id = a.who WHERE `+w.sql+" ORDER BY a.at DESC, a.org DESC, a.n DESC LIMIT ?", append(w.args, q.Limit+1), func(scan func(...any) error) error {
		var e entry
		var name string
		if err := scan(&e.org, &e.n, &e.prev, &e.at, &e.who, &name, &e.what, &e.resource, &e.record, &e.version, &e.digest); err != nil {
			return err
		}
		entries = append(entries, e)
		item := AuditEntry{N: e.n, At: e.at, Who: e.who, WhoName: name, What: e.what, Resource: e.resource, ID: e.record, Version: e.version,
			Hash: hex.EncodeToString(e.hash()), Previous: hex.EncodeToString(e.prev)}
		if e.org != noOrg {
			item.OrgID = &e.org
		}
		page.Items = append(page.Items, item)
		return nil
	})
	if err != nil {
		return page, err
	}
	if len(entries) > q.Limit {
		last := entries[q.Limit-1]
		page.Next, page.Items = Place{fmt.Sprintf("%s#%d", last.at, last.n), last.org}, page.Items[:q.Limit]
	}
	for i := range page.Items {
		item := &page.Items[i]
		if item.Before, err = t.version(item.Resource, item.ID, item.Version-1); err != nil {
			return page, err
		}
		if item.After, err = t.version(item.Resource, item.ID, item.Version); err != nil {
			return page, err
		}
	}
	return page, nil
}

// version is the body of one version of a record; null where it was erased, or there is none.
func (t *tx) version(resource string, id uid.ID, version int) (jsontext.Value, error) {
	k := byResource[resource]
	if k == nil {
		return nil, problem.New(problem.NotFound, "not-found")
	}
	var body string
	found, err := t.one("SELECT body FROM versions WHERE record = ? AND version = ? UNION ALL SELECT body FROM "+k.table+" WHERE id = ? AND version = ?",
		[]any{id, version, id, version}, &body)
	if err != nil || !found {
		return jsontext.Value("null"), err
	}
	return jsontext.Value(body), nil
}
