package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/access"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// keepTemplateFile keeps the file of a new template once, whoever brought it before.
func keepTemplateFile(t *tx, was, is record.Record, _ []record.Step) error {
	tpl := is.(*report.Template)
	if was != nil || tpl.File == nil {
		return nil
	}
	return t.keepBytes(tpl.File.Sum(), tpl.File.Content)
}

// templateFits wants a template that is everybody's to be an admin's, and the organisation of any other within reach.
func templateFits(t *tx, was, is record.Record) ([]record.Column, error) {
	tpl := is.(*report.Template)
	if was != nil || tpl.Voided() {
		return nil, nil
	}
	if tpl.OrgID.IsZero() {
		if !t.caller.SeesAll() {
			return nil, field("/org_id", "required")
		}
		return nil, nil
	}
	o, err := t.reach(tpl.OrgID)
	if notFound(err) || err == nil && o.voided {
		return nil, field("/org_id", "unknown-organisation")
	}
	return nil, err
}

// reportFits looks at what the slots of a draft name. What is final is the secretary's alone.
func reportFits(t *tx, was, is record.Record) ([]record.Column, error) {
	d := is.(*report.Draft)
	if was != nil && d.Status == report.StatusFinal {
		return nil, t.caller.Need(access.Secretary)
	}
	if d.Voided() {
		return nil, nil
	}
	return nil, t.slotsFit(d)
}

// CreateReport fills a template: the draft gets its text and slots, bound for its organisation, and what was typed.
// Reading a long text takes its time, so it is done before the draft's turn to be written. Problems: as Create.
func (s *Store) CreateReport(ctx context.Context, d *report.Draft, sent []byte) (kept Kept, created bool, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		k := kindOf(d)
		if kept, err = t.resent(k, d.ID, sent); err != nil || kept.Version > 0 {
			return err
		}
		if err := t.permit(k, d); err != nil {
			return err
		}
		if err := t.copyTemplate(d); err != nil {
			return err
		}
		e := d.Edit()
		e.Texts = d.Typed
		return d.Correct(e, nil)
	})
	if err != nil || kept.Version > 0 {
		return kept, false, err
	}
	return s.Create(ctx, d, sent)
}

// template finds what a report is to be made from. Problems: Invalid.
func (t *tx) template(id string) (tpl report.Template, err error) {
	if id == report.AnnualDebriefID {
		return report.AnnualDebrief(), nil
	}
	parsed, _ := uid.Parse(id)
	r, err := t.find(kindOf(&tpl), parsed)
	switch {
	case notFound(err):
		return tpl, field("/template_id", "unknown-reference")
	case err != nil:
		return tpl, err
	case r.voided:
		return tpl, field("/template_id", "voided-reference")
	}
	return tpl, json.Unmarshal(r.Body, &tpl)
}

func (t *tx) copyTemplate(d *report.Draft) error {
	tpl, err := t.template(d.TemplateID)
	if err != nil {
		return err
	}
	d.TemplateName, d.Text, d.Slots, d.File = tpl.Name, tpl.Text, tpl.Slots, tpl.File
	if report.Settled(d.Slots) {
		_, err := t.reach(d.OrgID)
		return err
	}
	s, err := t.scope(d.OrgID, d.Period)
	if err == nil {
		report.Resolve(d.Text, d.Slots, s)
		report.Recall(d.Text, d.Slots, s)
	}
	return err
}

// slotsFit wants the organisations and areas that slots name to lie within the report's organisation.
func (t *tx) slotsFit(d *report.Draft) error {
	own, err := t.org(d.OrgID)
	if err != nil {
		return err
	}
	var c problem.Check
	for _, s := range d.Slots {
		at := "/slots/" + strconv.Itoa(s.Index)
		if !s.OrgID.IsZero() {
			o, err := t.org(s.OrgID)
			if err != nil {
				return err
			}
			c.Want(o != nil && o.below(own), at+"/org_id", "unknown-organisation")
		}
		if err := t.areaFits(&c, own, s.AreaID, at+"/area_id"); err != nil {
			return err
		}
		for i, value := range s.Filter["area_id"] {
			area, _ := uid.Parse(value)
			if err := t.areaFits(&c, own, area, at+"/filter/area_id/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
	}
	return c.Err()
}

// areaFits wants an area that the organisation may name.
func (t *tx) areaFits(c *problem.Check, own *org, area uid.ID, at string) error {
	if area.IsZero() {
		return nil
	}
	named, err := t.held("areas", []record.Link{{Target: area}})
	if err != nil {
		return err
	}
	holds, err := t.holds([]*org{own}, named[area].org)
	c.Want(holds, at, "unknown-reference")
	return err
}

// CorrectTemplate binds a slot of a template anew; bind alters a copy of its binding. version 0 is any. Problems: as Amend.
func (s *Store) CorrectTemplate(ctx context.Context, id uid.ID, index, version int, digest []byte, bind func(*report.Binding)) (Kept, error) {
	var learnt func(*tx) error
	return s.alter(ctx, kindOf(new(report.Template)), id, alteration{what: "amend", version: version, digest: digest, change: func(t *tx, r record.Record, _ *[]record.Step) error {
		tpl := r.(*report.Template)
		if index < 0 || index >= len(tpl.Slots) {
			return problem.New(problem.NotFound, "not-found")
		}
		known, err := t.bindable(tpl.OrgID)
		if err != nil {
			return err
		}
		was := slices.Clone(tpl.Slots)
		b := was[index].Binding
		bind(&b)
		var c problem.Check
		tpl.Slots[index].Correct(b, known, &c, "")
		learnt = func(t *tx) error { return t.remember(tpl.OrgID, tpl.Text, tpl.Slots, correctedIn(was, tpl.Slots)) }
		return c.Err()
	}, kept: func(t *tx, _ []record.Step) error { return learnt(t) }})
}

// bindable are the metrics that slots may be bound to.
func (t *tx) bindable(org uid.ID) ([]metric.Definition, error) {
	if org.IsZero() {
		return metric.Catalogue, nil
	}
	return t.metrics(org, nil)
}

// AmendReport types into a draft and binds slots of this report alone anew; edit alters a copy of what is there.
// version 0 is any. Problems: as Amend, and Conflict "report-final".
func (s *Store) AmendReport(ctx context.Context, id uid.ID, version int, digest []byte, edit func(*report.Edit)) (report.Report, error) {
	var learnt func(*tx) error
	kept, err := s.alter(ctx, kindOf(new(report.Draft)), id, alteration{what: "amend", version: version, digest: digest, change: func(t *tx, r record.Record, _ *[]record.Step) error {
		d := r.(*report.Draft)
		if d.Status == report.StatusFinal {
			return problem.New(problem.Conflict, "report-final")
		}
		known, err := t.bindable(d.OrgID)
		if err != nil {
			return err
		}
		was := slices.Clone(d.Slots)
		e := d.Edit()
		edit(&e)
		learnt = func(t *tx) error { return t.remember(d.OrgID, d.Text, d.Slots, correctedIn(was, d.Slots)) }
		return d.Correct(e, known)
	}, kept: func(t *tx, _ []record.Step) error { return learnt(t) }})
	if err != nil {
		return report.Report{}, err
	}
	return s.Report(ctx, kept.ID)
}

// Report gives a draft with today's numbers, or a final report as it stands. Problems: NotFound.
func (s *Store) Report(ctx context.Context, id uid.ID) (filled report.Report, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		filled, err = t.filled(id)
		return err
	})
	return filled, err
}

func (t *tx) filled(id uid.ID) (report.Report, error) {
	r, err := t.find(kindOf(new(report.Draft)), id)
	if err != nil {
		return report.Report{}, err
	}
	return t.fill(r)
}

// Reports gives a page of drafts, each with today's numbers. Problems: as List.
func (s *Store) Reports(ctx context.Context, q Query) (reports []report.Report, next Place, err error) {
	k := kindOf(new(report.Draft))
	reports = []report.Report{}
	err = s.snapshot(ctx, func(t *tx) error {
		arms, err := t.listed(k, q)
		if err != nil {
			return err
		}
		page, err := t.page(k, arms, q)
		if err != nil {
			return err
		}
		next = page.Next
		for _, kept := range page.Items {
			filled, err := t.fill(row{Kept: kept})
			if err != nil {
				return err
			}
			reports = append(reports, filled)
		}
		return nil
	})
	return reports, next, err
}
