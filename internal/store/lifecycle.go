package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Kept is a record as the books have it.
type Kept struct {
	ID       uid.ID
	Version  int
	Body     []byte // the JSON that is answered
	Warnings []record.Warning
}

// row is a kept record with what decides about it.
type row struct {
	Kept
	org     uid.ID
	voided  bool
	sent    []byte
	changed []byte
}

// shape is the shape of the bodies that this program writes.
const shape = 1

// Create keeps the record as its version 1, in one transaction with its links and its audit entry. sent is the digest
// of what the client sent: the same again gives the kept record and created is false. The record must carry its id.
// Problems: Invalid with every bad field, Conflict "id-taken", Forbidden.
func (s *Store) Create(ctx context.Context, r record.Record, sent []byte) (kept Kept, created bool, err error) {
	made := Made{Record: r, Sent: sent}
	if err := s.ready(ctx, &made); err != nil || made.Kept.Version > 0 {
		return made.Kept, false, s.Amiss(ctx, r, err)
	}
	err = s.tx(ctx, r.Org(), made.in)
	return made.Kept, made.Created, err
}

// ready makes a record ready to be written. One that cannot be is looked for: what was sent before may not be valid any more.
func (s *Store) ready(ctx context.Context, m *Made) error {
	err := m.prepare(s.now())
	if err == nil {
		return nil
	}
	return s.snapshot(ctx, func(t *tx) error {
		kept, _, again := t.again(m, err)
		if m.Kept = kept; again == nil || !problem.Is(again, problem.Conflict) {
			err = again
		}
		return err
	})
}

// Made is a record that is to be created, and what became of it.
type Made struct {
	Record  record.Record
	Sent    []byte
	Kept    Kept
	Created bool
	Err     error // whoever sets it knows that the record cannot be created, and why

	// What it comes to is made before its turn to be written, for which others wait.
	kind     *kind
	steps    []record.Step
	links    []record.Link
	columns  []record.Column
	body     []byte
	warnings []record.Warning
}

// prepare makes the record's first version.
func (m *Made) prepare(now time.Time) (err error) {
	r := m.Record
	m.kind = kindOf(r)
	h := r.Head()
	h.Version, h.CreatedAt, h.UpdatedAt = 1, now.Truncate(time.Millisecond), now.Truncate(time.Millisecond)
	bad := r.Validate(calendar.Of(now))
	m.steps, err = begin(r, now)
	if err = problem.Merge(bad, err); err != nil {
		return err
	}
	m.links, m.columns = allLinks(r, m.steps), r.Row()
	m.warnings = ownWarnings(r)
	m.body, err = json.Marshal(r)
	return err
}

func (m *Made) in(t *tx) (err error) {
	m.Kept, m.Created, err = t.create(m)
	return err
}

// create writes what was prepared. Whether the id is known is asked when something is wrong: an insert fails where it is.
func (t *tx) create(m *Made) (kept Kept, created bool, err error) {
	extra, err := t.allowed(m)
	if err != nil {
		return t.again(m, err)
	}
	args := append([]any{m.Record.Head().ID, m.Record.Org(), 1, nil, shape, m.Sent, nil, string(m.body)}, values(m.columns, extra)...)
	rows, err := t.exec(m.kind.inserts[t.s.dialect.shared], args...)
	if err != nil {
		return kept, false, err
	}
	if rows == 0 {
		return t.again(m, problem.New(problem.Conflict, "id-taken"))
	}
	kept, err = t.arrive(m)
	return kept, true, err
}

// again answers a record that was not created for what was sent before, if it was; else by why it was not.
func (t *tx) again(m *Made, why error) (kept Kept, created bool, err error) {
	var refused *problem.Error
	if !errors.As(why, &refused) {
		return kept, false, why
	}
	if kept, err = t.resent(m.kind, m.Record.Head().ID, m.Sent); err != nil || kept.Version > 0 {
		return kept, false, err
	}
	return kept, false, why
}

// allowed is all that a new record can be refused for, and gives the columns that only the store can fill.
func (t *tx) allowed(m *Made) (extra []record.Column, err error) {
	if err := t.hold(m.kind, m.Record.Org()); err != nil {
		return nil, err
	}
	if _, err := t.holdShared(m.Record.Org()); err != nil {
		return nil, err
	}
	if err := t.permit(m.kind, m.Record); err != nil {
		return nil, err
	}
	if err := t.references(m.kind, m.Record, m.links, nil); err != nil {
		return nil, err
	}
	return m.kind.extras(t, nil, m.Record)
}

// arrive writes what follows from a record that was inserted.
func (t *tx) arrive(m *Made) (kept Kept, err error) {
	k, r := m.kind, m.Record
	id := r.Head().ID
	if err := t.keepSteps(id, slices.Clone(m.steps), nil); err != nil { // they may be kept twice: see tx
		return kept, err
	}
	if err := t.link(r, m.links); err != nil {
		return kept, err
	}
	if err := k.follow(t, nil, r, m.steps); err != nil {
		return kept, err
	}
	t.mark(k, side{r, m.columns, m.links})
	if err := t.audit(r.Org(), "create", k.resource, id, 1, m.body); err != nil {
		return kept, err
	}
	warnings, err := t.warnings(k, r, m.warnings)
	return Kept{id, 1, m.body, warnings}, err
}

// resent gives the kept record if the id is known and the same was sent; a known id with other content, of another sort of record
// or outside the caller's organisations, is Conflict "id-taken". An id that no record has gives nothing: Version 0.
func (t *tx) resent(k *kind, id uid.ID, sent []byte) (kept Kept, err error) {
	var first []byte
	var same bool
	found, err := t.one("SELECT sent, 1 FROM "+k.table+" WHERE id = ? UNION ALL SELECT NULL, 0 FROM audit WHERE record = ? LIMIT 1", []any{id, id}, &first, &same)
	taken := problem.New(problem.Conflict, "id-taken")
	if err != nil || !found {
		return kept, err
	}
	if !same || sent == nil || !bytes.Equal(first, sent) {
		return kept, taken
	}
	r, err := t.find(k, id)
	if problem.Is(err, problem.NotFound) {
		return kept, taken
	}
	if err != nil {
		return kept, err
	}
	return t.shownAgain(k, r)
}

// shownAgain is what the change that made a record's present version answers when it is sent again.
func (t *tx) shownAgain(k *kind, r row) (kept Kept, err error) {
	if kept, err = t.show(k, r); err != nil || r.voided {
		return kept, err
	}
	is := k.fresh()
	if err := json.Unmarshal(r.Body, is); err != nil {
		return kept, err
	}
	kept.Warnings, err = t.warnings(k, is, ownWarnings(is))
	return kept, err
}

// Get gives a record as the caller may see it, voided or not. Problems: NotFound.
func (s *Store) Get(ctx context.Context, of record.Record, id uid.ID) (kept Kept, err error) {
	k := kindOf(of)
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(k, id)
		if err != nil {
			return err
		}
		kept, err = t.show(k, r)
		return err
	})
	if err == nil && k.personal {
		err = s.look(ctx, "get", uid.ID{}, id)
	}
	return kept, err
}

// find reads a record that the caller may see.
func (t *tx) find(k *kind, id uid.ID) (r row, err error) {
	w, err := t.visible(k)
	if err != nil {
		return r, err
	}
	w.and("id = ?", id)
	var body string
	var voided *string
	found, err := t.one("SELECT id, org_id, version, voided_on, sent, changed, body FROM "+k.table+" WHERE "+w.sql, w.args,
		&r.ID, &r.org, &r.Version, &voided, &r.sent, &r.changed, &body)
	if err == nil && !found {
		err = problem.New(problem.NotFound, "not-found")
	}
	r.Body, r.voided = []byte(body), voided != nil
	return r, err
}

// permit wants the new record's organisation within the caller's.
func (t *tx) permit(k *kind, r record.Record) error {
	if err := t.caller.Need(k.least); err != nil {
		return err
	}
	if k.anywhere {
		return nil
	}
	o, err := t.reach(r.Org())
	if problem.Is(err, problem.NotFound) || err == nil && o.voided {
		return field("/org_id", "unknown-organisation")
	}
	return err
}

// mayChange wants the record's organisation within the caller's: who only reads it is refused.
func (t *tx) mayChange(k *kind, r row) error {
	if err := t.caller.Need(k.least); err != nil {
		return err
	}
	if r.org.IsZero() && !t.caller.SeesAll() && r.ID != t.caller.ID {
		return problem.New(problem.Forbidden, "not-yours-to-change")
	}
	if r.org.IsZero() {
		return nil
	}
	_, err := t.reach(r.org)
	if problem.Is(err, problem.NotFound) {
		return problem.New(problem.Forbidden, "not-yours-to-change")
	}
	return err
}

// show gives the record as the caller may see it.
func (t *tx) show(k *kind, r row) (Kept, error) {
	reader := t.caller.Role.AtLeast(access.Recorder)
	if k.veil == nil && reader {
		return r.Kept, nil
	}
	inside, err := t.whole(k, r.org)
	if err != nil || inside && reader {
		return r.Kept, err
	}
	full := k.fresh()
	if err := json.Unmarshal(r.Body, full); err != nil {
		return r.Kept, err
	}
	if full.Head().VoidReason = ""; k.veil != nil { // somebody may be named there
		k.veil(full, inside)
	}
	r.Body, err = json.Marshal(full)
	return r.Kept, err
}

// ownWarnings are the words about a record that it has itself.
func ownWarnings(r record.Record) []record.Warning {
	if w, ok := r.(record.Warner); ok {
		return w.Warnings()
	}
	return nil
}

// warnings are all words about a record that was kept all the same: its own, and those that only the store can say.
func (t *tx) warnings(k *kind, r record.Record, own []record.Warning) ([]record.Warning, error) {
	if k.warn == nil {
		return own, nil
	}
	more, err := k.warn(t, r)
	return slices.Concat(own, more), err
}

// Version is an earlier version of a record.
type Version struct {
	Version int
	Body    []byte
}

// History gives the earlier versions of a record, the newest first. Problems: NotFound.
func (s *Store) History(ctx context.Context, of record.Record, id uid.ID) (versions []Version, err error) {
	k := kindOf(of)
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(k, id)
		if err != nil {
			return err
		}
		var rows []row
		err = t.each("SELECT version, body FROM versions WHERE record = ? ORDER BY version DESC", []any{id}, func(scan func(...any) error) error {
			old := r
			var body string
			err := scan(&old.Version, &body)
			old.Body = []byte(body)
			rows = append(rows, old)
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range rows {
			shown, err := t.show(k, r)
			if err != nil {
				return err
			}
			versions = append(versions, Version{shown.Version, shown.Body})
		}
		return nil
	})
	if err == nil && k.personal {
		err = s.look(ctx, "history", uid.ID{}, id)
	}
	return versions, err
}
