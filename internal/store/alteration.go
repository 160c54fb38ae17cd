package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Amend loads the record, lets change alter it, and keeps the result as its next version; the record is changed only
// in the books. version is the one that the caller has, 0 for any. digest is of the change as it was sent: the same sent again
// with the version before gives what it made. change may be called several times.
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
	what    string           // as the audit says it
	of      *record.StepSort // of which sort of step, found out by change: amend-claim, delete-transfer
	version int              // that the caller has; 0 for any
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
	if err := t.hold(k, uid.ID{}); err != nil {
		return kept, err
	}
	old, err := t.find(k, id)
	if err == nil {
		err = t.hold(k, old.org)
	}
	if err != nil {
		return kept, err
	}
	if err := t.mayChange(k, old); err != nil {
		return kept, err
	}
	if a.known != nil {
		if known, err := a.known(t); err != nil || known {
			kept, _ := t.shownAgain(k, old)
			return kept, err
		}
	}
	unchanged := a.what == "void" && old.voided || a.what == "restore" && !old.voided ||
		a.version > 0 && a.version == old.Version-1 && a.digest != nil && bytes.Equal(a.digest, old.changed)
	if unchanged {
		return t.shownAgain(k, old)
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
		return kept, t.besides(err, k, is, allLinks(is, steps), before)
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
	ahead := today
	if a.what == "void" || a.what == "restore" {
		ahead = lastDay // of days that the clock has not come to since it was set back, none is asked
	}
	if err := follow(is, steps, ahead); err != nil {
		return kept, t.besides(err, k, is, allLinks(is, steps), before)
	}
	h := is.Head()
	h.Version, h.UpdatedAt = old.Version+1, t.s.now().Truncate(time.Millisecond)
	links := allLinks(is, steps)
	switch a.what {
	case "void":
		if err := t.unnamed(k, old.ID, old.org); err != nil {
			return kept, err
		}
	case "restore":
		if err := t.stillThere(k, is, links); err != nil {
			return kept, err
		}
	default:
		if err := is.Validate(today); err != nil {
			return kept, t.besides(err, k, is, links, before)
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
	columns := is.Row()
	args := append([]any{is.Org(), h.Version, h.VoidedOn, shape, a.digest, string(body)}, values(columns, extra)...)
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
	t.mark(k, side{was, was.Row(), before}, side{is, columns, links})
	what := a.what
	if a.of != nil {
		what += "-" + string(*a.of)
	}
	if err := t.audit(is.Org(), what, k.resource, old.ID, h.Version, body); err != nil {
		return kept, err
	}
	if was.Org() != is.Org() { // a transfer stands in both chains
		if err := t.audit(was.Org(), what, k.resource, old.ID, h.Version, body); err != nil {
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
		kept.Warnings, err = t.warnings(k, is, ownWarnings(is))
	}
	return kept, err
}
