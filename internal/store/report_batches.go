package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// CreateBatch keeps what is asked for, and begins to fill the template for each organisation. It goes on after a restart.
// Problems: as Create.
func (s *Store) CreateBatch(ctx context.Context, b *report.Batch, sent []byte) (kept Kept, created bool, err error) {
	kept, created, err = s.Create(ctx, b, sent)
	if err == nil { // who first sent it may not have been told
		s.begin(kept.ID)
	}
	return kept, created, err
}

// batchFits looks at what a new batch names, and adds on whose behalf it is.
func batchFits(t *tx, was, is record.Record) ([]record.Column, error) {
	b := is.(*report.Batch)
	who, role, home := t.caller.ID, string(t.caller.Role), t.caller.OrgID
	if was != nil {
		if _, err := t.one("SELECT who, role, home FROM report_batches WHERE id = ?", []any{b.ID}, &who, &role, &home); err != nil {
			return nil, err
		}
	} else if err := t.batchMay(b); err != nil {
		return nil, err
	}
	return []record.Column{{Name: "who", Value: who}, {Name: "role", Value: role}, {Name: "home", Value: home}}, nil
}

func (t *tx) batchMay(b *report.Batch) error {
	var c problem.Check
	if _, err := t.template(b.TemplateID); err != nil {
		var p *problem.Error
		if !errors.As(err, &p) || p.Kind != problem.Invalid {
			return err
		}
		c.Want(false, p.Fields[0].Pointer, p.Fields[0].Code)
	}
	for i, item := range b.Items {
		o, err := t.reach(item.OrgID)
		if err != nil && !notFound(err) {
			return err
		}
		c.Want(err == nil && !o.voided, "/org_ids/"+strconv.Itoa(i), "unknown-organisation")
	}
	return c.Err()
}

// Batch gives a batch as far as it is. Problems: NotFound.
func (s *Store) Batch(ctx context.Context, id uid.ID) (b report.Batch, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(kindOf(&b), id)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(r.Body, &b); err != nil {
			return err
		}
		for i := range b.Items {
			item := &b.Items[i]
			if item.Status != report.ItemPending {
				continue
			}
			there, err := t.one("SELECT 1 FROM reports WHERE id = ?", []any{item.ReportID}, new(int))
			if err != nil {
				return err
			}
			if there {
				item.Status = report.ItemDone
			}
		}
		b.Count()
		return nil
	})
	return b, err
}

// Resume goes on with all that a stop of the program cut short.
func (s *Store) Resume(ctx context.Context) error {
	var open []uid.ID
	err := s.snapshot(ctx, func(t *tx) error {
		return t.each("SELECT id FROM report_batches WHERE NOT done AND voided_on IS NULL", nil, func(scan func(...any) error) error {
			var id uid.ID
			err := scan(&id)
			open = append(open, id)
			return err
		})
	})
	for _, id := range open {
		s.begin(id)
	}
	return err
}

// begin fills a batch behind the scenes, until it is done or the store closes.
func (s *Store) begin(id uid.ID) {
	if _, under := s.filling.LoadOrStore(id, true); under {
		return
	}
	s.work.Go(func() {
		defer s.filling.Delete(id)
		if err := s.patiently(s.working, func() error { return s.fillBatch(id) }); err != nil && s.working.Err() == nil {
			s.log.Error("a batch of reports stopped; it goes on when the program starts again", "batch", id, "error", err)
		}
	})
}

func (s *Store) fillBatch(id uid.ID) error {
	var b report.Batch
	caller := access.Caller{}
	err := s.snapshot(s.working, func(t *tx) error {
		var body, role string
		_, err := t.one("SELECT body, who, role, home FROM report_batches WHERE id = ?", []any{id}, &body, &caller.ID, &role, &caller.OrgID)
		if err != nil {
			return err
		}
		caller.Role = access.Role(role)
		return json.Unmarshal([]byte(body), &b)
	})
	if err != nil || b.Status == report.BatchDone {
		return err
	}
	ctx := access.With(s.working, caller)
	for i := range b.Items {
		item := &b.Items[i]
		code, err := s.fillItem(ctx, &b, i)
		switch {
		case err != nil:
			return err
		case code != "":
			item.Status, item.Problem = report.ItemFailed, record.Text(code)
		default:
			item.Status = report.ItemDone
		}
	}
	_, err = s.alter(ctx, kindOf(&b), id, alteration{what: "finish", change: func(_ *tx, r record.Record, _ *[]record.Step) error {
		kept := r.(*report.Batch)
		if kept.Status == report.BatchDone { // by another server
			return errNoNews
		}
		kept.Status, kept.Items = report.BatchDone, b.Items
		kept.Count()
		return nil
	}})
	return err
}

// batchItemSent is what the report of an item is known again by.
func batchItemSent(b *report.Batch, i int) []byte {
	sum := sha256.Sum256([]byte("batch " + b.ID.String() + " " + b.Items[i].OrgID.String()))
	return sum[:]
}

// fillItem makes the report of one organisation, and gives the code of the problem that it met.
func (s *Store) fillItem(ctx context.Context, b *report.Batch, i int) (code string, err error) {
	sent := batchItemSent(b, i)
	err = s.patiently(ctx, func() error {
		_, _, err := s.CreateReport(ctx, b.Draft(i), sent)
		return err
	})
	var p *problem.Error
	switch {
	case err == nil:
		return "", nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case !errors.As(err, &p):
		s.log.Error("a report of a batch was not made", "batch", b.ID, "organisation", b.Items[i].OrgID, "error", err)
		return "internal", nil
	case p.Kind == problem.Invalid && len(p.Fields) > 0:
		return p.Fields[0].Code, nil
	}
	return p.Code, nil
}

// patiently does again what is Unavailable, until it is not or the context ends.
func (s *Store) patiently(ctx context.Context, do func() error) error {
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := do()
		if !problem.Is(err, problem.Unavailable) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// BatchReports calls do for each report of a batch that is there, in order, with its organisation's name and its template's file.
// Problems: NotFound, Conflict "batch-running".
func (s *Store) BatchReports(ctx context.Context, id uid.ID, do func(org string, filled report.Report, file []byte) error) (report.Batch, error) {
	b, err := s.Batch(ctx, id)
	if err != nil {
		return b, err
	}
	if b.Status != report.BatchDone {
		return b, problem.New(problem.Conflict, "batch-running", b.Made+b.Failed, b.Total)
	}
	for i := range b.Items {
		item := &b.Items[i]
		if item.Status != report.ItemDone {
			continue
		}
		filled, file, err := s.ReportFile(ctx, item.ReportID)
		if notFound(err) || err == nil && filled.Voided() {
			item.Status, item.Problem = report.ItemFailed, "voided"
			continue
		}
		if err != nil {
			return b, err
		}
		var org record.Org
		if kept, err := s.Get(ctx, &org, item.OrgID); err != nil {
			return b, err
		} else if err := json.Unmarshal(kept.Body, &org); err != nil {
			return b, err
		}
		if err := do(org.Name, filled, file); err != nil {
			return b, err
		}
	}
	return b, nil
}
