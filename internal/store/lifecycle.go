package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
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
	err = s.tx(ctx, r.Org(), made.in)
	return made.Kept, made.Created, err
}

// Made is a record that is to be created, and what became of it.
type Made struct {
	Record  record.Record
	Sent    []byte
	Kept    Kept
	Created bool
	Err     error
}

func (m *Made) in(t *tx) (err error) {
	m.Kept, m.Created, err = t.create(kindOf(m.Record), m.Record, m.Sent)
	return err
}

// turn is how many records of a batch are written before others have theirs.
const turn = 32

// CreateAll is Create for many, in order and each on its own: an item may name an earlier one.
func (s *Store) CreateAll(ctx context.Context, all []*Made) {
	if len(all) == 0 {
		return
	}
	org := all[0].Record.Org() // one lane keeps the order
	for some := range slices.Chunk(all, turn) {
		jobs := make([]*job, len(some))
		for i, m := range some {
			jobs[i], m.Err = s.enqueue(ctx, org, m.in)
		}
		for i, m := range some {
			if m.Err == nil {
				m.Err = jobs[i].wait()
			}
		}
	}
}

func (t *tx) create(k *kind, r record.Record, sent []byte) (kept Kept, created bool, err error) {
	h := r.Head()
	if kept, err = t.resent(k, h.ID, sent); err != nil || kept.Version > 0 {
		return kept, false, err
	}
	now := t.s.now()
	h.Version, h.CreatedAt, h.UpdatedAt = 1, now.Truncate(time.Millisecond), now.Truncate(time.Millisecond)
	if err := r.Validate(calendar.Of(now)); err != nil {
		return kept, false, err
	}
	steps, err := begin(r, now)
	if err != nil {
		return kept, false, err
	}
	if err := t.permit(k, r); err != nil {
		return kept, false, err
	}
	if err := t.references(k, r, allLinks(r, steps), nil); err != nil {
		return kept, false, err
	}
	extra, err := k.extras(t, nil, r)
	if err != nil {
		return kept, false, err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return kept, false, err
	}
	args := append([]any{h.ID, nullable(r.Org()), 1, nil, shape, sent, nil, string(body)}, values(r.Row(), extra)...)
	rows, err := t.exec(k.insert, args...)
	if err != nil {
		return kept, false, err
	}
	if rows == 0 { // somebody else's row came first
		kept, err = t.resent(k, h.ID, sent)
		return kept, false, err
	}
	if err := t.keepSteps(h.ID, steps, nil); err != nil {
		return kept, false, err
	}
	if err := t.link(r, allLinks(r, steps)); err != nil {
		return kept, false, err
	}
	if err := k.follow(t, nil, r, steps); err != nil {
		return kept, false, err
	}
	if err := t.audit(r.Org(), "create", k.resource, h.ID, 1, body); err != nil {
		return kept, false, err
	}
	warnings, err := t.warnings(k, r)
	return Kept{h.ID, 1, body, warnings}, true, err
}

// resent gives the kept record if the id is known and the same was sent; a known id with other content, or outside the
// caller's organisations, is Conflict "id-taken". An unknown id gives nothing: Version 0.
func (t *tx) resent(k *kind, id uid.ID, sent []byte) (kept Kept, err error) {
	var first []byte
	found, err := t.one("SELECT sent FROM "+k.table+" WHERE id = ?", []any{id}, &first)
	if err != nil || !found {
		return kept, err
	}
	taken := problem.New(problem.Conflict, "id-taken")
	if sent == nil || !bytes.Equal(first, sent) {
		return kept, taken
	}
	r, err := t.find(k, id)
	if is(err, problem.NotFound) {
		return kept, taken
	}
	if err != nil {
		return kept, err
	}
	return t.show(k, r)
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

// Amend loads the record, lets change alter it, and keeps the result as its next version; the record is changed only
// in the books. version is the one that the caller has, 0 for any. digest is of the change as it was sent: the same sent again
// with the version before gives what it made. change may be called twice.
// Problems: NotFound, Forbidden, Stale, Conflict "voided", and what change refuses.
func (s *Store) Amend(ctx context.Context, of record.Record, id uid.ID, version int, digest []byte, change func(record.Record) error) (kept Kept, err error) {
	return s.alter(ctx, kindOf(of), id, alteration{what: "amend", version: version, digest: digest, change: func(_ *tx, r record.Record, _ *[]record.Step) error { return change(r) }})
}

// Void takes the record out of every total; it stays in the history. Voiding a voided record changes nothing.
// Problems: as Amend, and Conflict "still-named" while something living refers to it.
func (s *Store) Void(ctx context.Context, of record.Record, id uid.ID, version int, digest []byte, reason string) error {
	_, err := s.alter(ctx, kindOf(of), id, alteration{what: "void", version: version, digest: digest, change: func(t *tx, r record.Record, _ *[]record.Step) error {
		r.Head().VoidedOn, r.Head().VoidReason = t.s.Today(), record.Text(reason)
		return nil
	}})
	return err
}

// Restore brings a voided record back; a living one stays as it is.
// Problems: as Amend, and Conflict "reference-voided" when somebody whom it names was voided meanwhile.
func (s *Store) Restore(ctx context.Context, of record.Record, id uid.ID) (Kept, error) {
	return s.alter(ctx, kindOf(of), id, alteration{what: "restore", change: func(_ *tx, r record.Record, _ *[]record.Step) error {
		r.Head().VoidedOn, r.Head().VoidReason = 0, ""
		return nil
	}})
}

// alteration is a change of one record.
type alteration struct {
	what    string // as the audit says it
	version int    // that the caller has; 0 for any
	digest  []byte
	// change alters the record and its steps, freshly loaded; a step altered or added is kept.
	change func(*tx, record.Record, *[]record.Step) error
	// known looks whether the change was made before, ahead of all else; then the record stays as it is.
	known   func(*tx) (bool, error)
	sent    []byte // digest of a step that is added
	deleted uid.ID // a step that is taken back, and why
	reason  string
	kept    func(*tx, []record.Step) error // comes last, and sees the steps as they were kept
}

// errNoNews says that a change changes nothing, and that no version is to be made of it.
var errNoNews = errors.New("no news")

// alter makes the next version of a record: load, change, keep, once.
func (s *Store) alter(ctx context.Context, k *kind, id uid.ID, a alteration) (kept Kept, err error) {
	org, err := s.holder(ctx, k, id)
	if err != nil {
		return kept, err
	}
	err = s.tx(ctx, org, func(t *tx) error {
		kept, err = t.alter(k, id, a)
		return err
	})
	return kept, err
}

// holder is the organisation whose lane a change of the record takes.
func (s *Store) holder(ctx context.Context, k *kind, id uid.ID) (org uid.ID, err error) {
	if len(s.lanes) == 1 {
		return anyLane, nil
	}
	err = s.snapshot(ctx, func(t *tx) error {
		_, err := t.one("SELECT org_id FROM "+k.table+" WHERE id = ?", []any{id}, &org)
		return err
	})
	return org, err
}

func (t *tx) alter(k *kind, id uid.ID, a alteration) (kept Kept, err error) {
	old, err := t.find(k, id)
	if err != nil {
		return kept, err
	}
	if err := t.mayChange(k, old); err != nil {
		return kept, err
	}
	if a.known != nil {
		if known, err := a.known(t); err != nil || known {
			kept, _ := t.show(k, old)
			return kept, err
		}
	}
	unchanged := a.what == "void" && old.voided || a.what == "restore" && !old.voided ||
		a.version > 0 && a.version == old.Version-1 && a.digest != nil && bytes.Equal(a.digest, old.changed)
	if unchanged {
		return t.show(k, old)
	}
	if old.voided && a.what != "restore" {
		return kept, problem.New(problem.Conflict, "voided")
	}
	if a.version > 0 && a.version != old.Version {
		return kept, problem.New(problem.Stale, "stale", old.Version)
	}
	was, is, steps, err := t.load(k, old)
	if err != nil {
		return kept, err
	}
	before := allLinks(was, steps)
	if err := a.change(t, is, &steps); errors.Is(err, errNoNews) {
		return t.show(k, old)
	} else if err != nil {
		return kept, err
	}
	return t.keep(k, old, was, is, before, steps, a)
}

// load reads the record twice, to be compared and to be changed, with its steps.
func (t *tx) load(k *kind, old row) (was, is record.Record, steps []record.Step, err error) {
	was, is = k.fresh(), k.fresh()
	if err = json.Unmarshal(old.Body, was); err != nil {
		return nil, nil, nil, err
	}
	if err = json.Unmarshal(old.Body, is); err != nil {
		return nil, nil, nil, err
	}
	if _, stepped := is.(record.Stepped); stepped {
		steps, err = t.steps(old.ID)
	}
	return was, is, steps, err
}

// keep writes the changed record as the next version.
func (t *tx) keep(k *kind, old row, was, is record.Record, before []record.Link, steps []record.Step, a alteration) (kept Kept, err error) {
	today := t.s.Today()
	if err := follow(is, steps, today); err != nil {
		return kept, err
	}
	h := is.Head()
	h.Version, h.UpdatedAt = old.Version+1, t.s.now().Truncate(time.Millisecond)
	links := allLinks(is, steps)
	switch a.what {
	case "void":
		if err := t.unnamed(k, old.ID); err != nil {
			return kept, err
		}
	case "restore":
		if err := t.stillThere(k, links); err != nil {
			return kept, err
		}
	default:
		if err := is.Validate(today); err != nil {
			return kept, err
		}
		if err := t.references(k, is, links, before); err != nil {
			return kept, err
		}
	}
	extra, err := k.extras(t, was, is)
	if err != nil {
		return kept, err
	}
	body, err := json.Marshal(is)
	if err != nil {
		return kept, err
	}
	args := append([]any{nullable(is.Org()), h.Version, h.VoidedOn, shape, a.digest, string(body)}, values(is.Row(), extra)...)
	rows, err := t.exec(k.update, append(args, old.ID, old.Version)...)
	if err != nil {
		return kept, err
	}
	if rows == 0 {
		return kept, problem.New(problem.Stale, "stale", old.Version)
	}
	if _, err := t.exec("INSERT INTO versions (record, version, body) VALUES (?, ?, ?)", old.ID, old.Version, string(old.Body)); err != nil {
		return kept, err
	}
	if err := t.keepSteps(old.ID, steps, a.sent); err != nil {
		return kept, err
	}
	if !a.deleted.IsZero() {
		if _, err := t.exec("UPDATE steps SET deleted_on = ?, deleted_reason = ? WHERE record = ? AND id = ?", today, a.reason, old.ID, a.deleted); err != nil {
			return kept, err
		}
	}
	if err := t.relink(was, is, links, before); err != nil {
		return kept, err
	}
	if err := k.follow(t, was, is, steps); err != nil {
		return kept, err
	}
	if err := t.audit(is.Org(), a.what, k.resource, old.ID, h.Version, body); err != nil {
		return kept, err
	}
	if was.Org() != is.Org() { // a transfer stands in both chains
		if err := t.audit(was.Org(), a.what, k.resource, old.ID, h.Version, body); err != nil {
			return kept, err
		}
	}
	if a.kept != nil {
		if err := a.kept(t, steps); err != nil {
			return kept, err
		}
	}
	old.Version, old.Body, old.org, old.voided = h.Version, body, is.Org(), h.Voided()
	if kept, err = t.show(k, old); err == nil && !old.voided {
		kept.Warnings, err = t.warnings(k, is)
	}
	return kept, err
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
	if is(err, problem.NotFound) || err == nil && o.voided {
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
	if is(err, problem.NotFound) {
		return problem.New(problem.Forbidden, "not-yours-to-change")
	}
	return err
}

// show gives the record as the caller may see it.
func (t *tx) show(k *kind, r row) (Kept, error) {
	if k.veil == nil {
		return r.Kept, nil
	}
	inside, err := t.whole(k, r.org)
	if err != nil || inside && t.caller.Role.AtLeast(access.Recorder) {
		return r.Kept, err
	}
	full := k.fresh()
	if err := json.Unmarshal(r.Body, full); err != nil {
		return r.Kept, err
	}
	k.veil(full, inside)
	r.Body, err = json.Marshal(full)
	return r.Kept, err
}

// warnings are the words about a record that was kept all the same.
func (t *tx) warnings(k *kind, r record.Record) (found []record.Warning, err error) {
	if w, ok := r.(record.Warner); ok {
		found = w.Warnings()
	}
	if k.warn != nil {
		more, err := k.warn(t, r)
		return append(found, more...), err
	}
	return found, err
}

// Version is an earlier version of a record.
type Version struct {
	Version int
	Body    []byte
}

// History gives every version of a record, the newest first. Problems: NotFound.
func (s *Store) History(ctx context.Context, of record.Record, id uid.ID) (versions []Version, err error) {
	k := kindOf(of)
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(k, id)
		if err != nil {
			return err
		}
		rows := []row{r}
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

// columns writes the names of a row, with a mark for each value.
func columns(row []record.Column) (names string, marks string) {
	for _, c := range row {
		names += ", " + c.Name
		marks += ", ?"
	}
	return names, marks
}

func values(row, extra []record.Column) []any {
	args := make([]any, 0, len(row)+len(extra))
	for _, c := range append(row, extra...) {
		switch v := c.Value.(type) {
		case uid.ID:
			args = append(args, nullable(v))
		case calendar.Date:
			args = append(args, v)
		case *int64:
			if v == nil {
				args = append(args, nil)
			} else {
				args = append(args, *v)
			}
		case record.Text:
			args = append(args, string(v))
		default:
			args = append(args, v)
		}
	}
	return args
}

// nullable keeps no id as NULL.
func nullable(id uid.ID) any {
	if id.IsZero() {
		return nil
	}
	return id
}

func assignments(row []record.Column) string {
	var b strings.Builder
	for _, c := range row {
		b.WriteString(", " + c.Name + " = ?")
	}
	return b.String()
}
