package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// templateFits wants a template that is everybody's to be an admin's, and binds its blanks to what its organisation has.
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

// reportFits copies the template into a new draft, and looks at what its slots name.
func reportFits(t *tx, was, is record.Record) ([]record.Column, error) {
	d := is.(*report.Draft)
	if d.Voided() {
		return nil, nil
	}
	if was == nil {
		if err := t.copyTemplate(d); err != nil {
			return nil, err
		}
		e := d.Edit()
		e.Texts = d.Typed
		if err := d.Correct(e, nil); err != nil {
			return nil, err
		}
	}
	return nil, t.slotsFit(d)
}

func (t *tx) copyTemplate(d *report.Draft) error {
	tpl := report.AnnualDebrief()
	if d.TemplateID != report.AnnualDebriefID {
		id, _ := uid.Parse(d.TemplateID)
		r, err := t.find(kindOf(&tpl), id)
		if notFound(err) {
			return field("/template_id", "unknown-reference")
		}
		if err != nil {
			return err
		}
		if r.voided {
			return field("/template_id", "voided-reference")
		}
		if err := json.Unmarshal(r.Body, &tpl); err != nil {
			return err
		}
	}
	d.TemplateName, d.Text, d.Slots = tpl.Name, tpl.Text, tpl.Slots
	s, err := t.vocabulary(d)
	if err == nil {
		report.Resolve(d.Text, d.Slots, s)
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
		if !s.AreaID.IsZero() {
			named, err := t.named("areas", []record.Link{{Target: s.AreaID}})
			if err != nil {
				return err
			}
			holds, err := t.holds([]*org{own}, named[s.AreaID].org)
			if err != nil {
				return err
			}
			c.Want(holds, at+"/area_id", "unknown-reference")
		}
	}
	return c.Err()
}

// CorrectTemplate binds a slot of a template anew; bind alters a copy of its binding. version 0 is any. Problems: as Amend.
func (s *Store) CorrectTemplate(ctx context.Context, id uid.ID, index, version int, digest []byte, bind func(*report.Binding)) (Kept, error) {
	return s.alter(ctx, kindOf(new(report.Template)), id, alteration{what: "amend", version: version, digest: digest, change: func(t *tx, r record.Record, _ *[]record.Step) error {
		tpl := r.(*report.Template)
		if index < 0 || index >= len(tpl.Slots) {
			return problem.New(problem.NotFound, "not-found")
		}
		known, err := t.bindable(tpl.OrgID)
		if err != nil {
			return err
		}
		b := tpl.Slots[index].Binding
		bind(&b)
		var c problem.Check
		tpl.Slots[index].Correct(b, known, &c, "")
		return c.Err()
	}})
}

// bindable are the metrics that slots may be bound to.
func (t *tx) bindable(org uid.ID) ([]metric.Definition, error) {
	if org.IsZero() {
		return metric.Catalogue, nil
	}
	return t.metrics(org, nil)
}

// AmendReport types into a draft and binds slots of this report alone anew; edit alters a copy of what is there.
// version 0 is any. Problems: as Amend.
func (s *Store) AmendReport(ctx context.Context, id uid.ID, version int, digest []byte, edit func(*report.Edit)) (report.Report, error) {
	kept, err := s.alter(ctx, kindOf(new(report.Draft)), id, alteration{what: "amend", version: version, digest: digest, change: func(t *tx, r record.Record, _ *[]record.Step) error {
		d := r.(*report.Draft)
		known, err := t.bindable(d.OrgID)
		if err != nil {
			return err
		}
		e := d.Edit()
		edit(&e)
		return d.Correct(e, known)
	}})
	if err != nil {
		return report.Report{}, err
	}
	return s.Report(ctx, kept.ID)
}

// Report gives a draft with today's numbers. Problems: NotFound.
func (s *Store) Report(ctx context.Context, id uid.ID) (filled report.Report, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(kindOf(new(report.Draft)), id)
		if err != nil {
			return err
		}
		filled, err = t.fill(r)
		return err
	})
	return filled, err
}

// Reports gives a page of drafts, each with today's numbers. Problems: as List.
func (s *Store) Reports(ctx context.Context, q Query) (reports []report.Report, next Place, err error) {
	k := kindOf(new(report.Draft))
	reports = []report.Report{}
	err = s.snapshot(ctx, func(t *tx) error {
		w, err := t.listed(k, q)
		if err != nil {
			return err
		}
		page, err := t.page(k, w, q)
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

// fill counts what the slots of a draft ask for, and writes it into the text.
func (t *tx) fill(r row) (filled report.Report, err error) {
	var d report.Draft
	if err := json.Unmarshal(r.Body, &d); err != nil {
		return filled, err
	}
	subject, err := t.subject(&d)
	if err != nil {
		return filled, err
	}
	answers, err := t.answers(&d)
	if err != nil {
		return filled, err
	}
	return d.Filled(subject, answers), nil
}

// answers counts each distinct question once, those of the same days and place in one go.
func (t *tx) answers(d *report.Draft) (map[int]report.Answer, error) {
	known, err := t.metrics(d.OrgID, nil)
	if err != nil {
		return nil, err
	}
	type place struct {
		span      calendar.Span
		org, area uid.ID
	}
	asked := map[place][]report.Question{}
	for _, q := range report.Questions(d.Slots, d.Period) {
		at := place{q.Span, q.OrgID, q.AreaID}
		if at.org.IsZero() {
			at.org = d.OrgID
		}
		asked[at] = append(asked[at], q)
	}
	answers := map[int]report.Answer{}
	for at, questions := range asked {
		var defs []*metric.Definition
		var answered []report.Question
		for _, q := range questions {
			if def := define(known, q); def != nil {
				defs, answered = append(defs, def), append(answered, q)
			}
		}
		values, err := t.count(defs, metric.Query{OrgID: at.org, Span: at.span, Subtree: true, AreaID: at.area})
		if notFound(err) {
			continue // the organisation or area has gone: the blank stays
		}
		if err != nil {
			return nil, err
		}
		for i, q := range answered {
			for _, slot := range q.Slots {
				answers[slot] = report.Answer{Value: values[i], Scale: defs[i].Scale()}
			}
		}
	}
	return answers, nil
}

// define finds what a question counts; nil where the organisation does not have it, or its records lack what the question filters.
func define(known []metric.Definition, q report.Question) *metric.Definition {
	i := slices.IndexFunc(known, func(d metric.Definition) bool { return d.Key == q.Metric })
	if i < 0 || !q.AreaID.IsZero() && known[i].From().Area == "" {
		return nil
	}
	if len(q.Filter) == 0 {
		return &known[i]
	}
	narrow, err := known[i].Narrow(q.Filter)
	if err != nil {
		return nil
	}
	return &narrow
}

// subject is whose report it is.
func (t *tx) subject(d *report.Draft) (s report.Subject, err error) {
	var o record.Org
	if o, err = t.orgRecord(d.OrgID); err != nil {
		return s, err
	}
	s = report.Subject{Period: d.Period, Name: o.Name, SuperiorName: string(o.SuperiorName), BrandName: string(o.BrandName), ChatGroupName: string(o.ChatGroupName)}
	if s.SuperiorName == "" && !o.ParentID.IsZero() {
		above, err := t.orgRecord(o.ParentID)
		if err != nil {
			return s, err
		}
		s.SuperiorName = above.Name
	}
	own, err := t.org(d.OrgID)
	if err != nil {
		return s, err
	}
	if s.Rectifications, err = t.rectifications(own, d.Period); err != nil {
		return s, err
	}
	for _, year := range report.Years(d.Slots, d.Period) {
		b, err := t.duesBalance(d.OrgID, year)
		if err != nil {
			return s, err
		}
		s.Dues = append(s.Dues, report.DuesYear{Year: year, CollectedFen: b.CollectedFen, RemittedFen: b.RemittedFen, OutstandingFen: b.OutstandingFen})
	}
	return s, nil
}

func (t *tx) orgRecord(id uid.ID) (o record.Org, err error) {
	var body string
	if _, err = t.one("SELECT body FROM orgs WHERE id = ?", []any{id}, &body); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(body), &o)
}

// rectifications are those of the years that the period touches, of the organisation and all below.
func (t *tx) rectifications(o *org, period calendar.Span) (found []report.Rectification, err error) {
	sql, args := below("org_id", o)
	first := calendar.YearSpan(period.From.Year()).From
	err = t.each("SELECT body FROM rectifications WHERE voided_on IS NULL AND counted_on >= ? AND counted_on <= ? AND "+sql+" ORDER BY counted_on, id",
		append([]any{first, period.To}, args...), func(scan func(...any) error) error {
			var body string
			if err := scan(&body); err != nil {
				return err
			}
			var r record.Rectification
			err := json.Unmarshal([]byte(body), &r)
			found = append(found, report.Rectification{Problem: r.Problem, Measures: string(r.Measures), DueOn: r.DueOn, DoneOn: r.DoneOn})
			return err
		})
	return found, err
}
