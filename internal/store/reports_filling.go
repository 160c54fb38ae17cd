package store

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// fill counts what the slots of a draft ask for, and writes it into the text.
func (t *tx) fill(r row) (filled report.Report, err error) {
	var d report.Draft
	if err := json.Unmarshal(r.Body, &d); err != nil {
		return filled, err
	}
	if d.Status == report.StatusFinal {
		return d.Frozen(), nil
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

// answers are what the slots of a draft ask for, by the slot's index.
func (t *tx) answers(d *report.Draft) (map[int]report.Answer, error) {
	all, err := t.ask(report.Questions(d.Slots, d.Period), d.OrgID)
	return answersOf(all), err
}

func answersOf(all []counted) map[int]report.Answer {
	answers := map[int]report.Answer{}
	for _, c := range all {
		for _, slot := range c.Slots {
			answers[slot] = report.Answer{Value: c.value, Scale: c.def.Scale()}
		}
	}
	return answers
}

// counted is a question with what it counts and its answer, if there is one.
type counted struct {
	report.Question
	def      *metric.Definition
	query    metric.Query
	value    metric.Value
	asked    bool
	answered bool
}

// ask counts each question once. One that the organisation cannot answer is left out: its blank stays.
func (t *tx) ask(questions []report.Question, org uid.ID) (all []counted, err error) {
	known, err := t.metrics(org, nil)
	if err != nil {
		return nil, err
	}
	for _, q := range questions {
		if def := define(known, q); def != nil {
			query := metric.Query{OrgID: q.OrgID, Span: q.Span, Subtree: true, AreaID: q.AreaID, By: q.By}
			if query.OrgID.IsZero() {
				query.OrgID = org
			}
			all = append(all, counted{Question: q, def: def, query: query})
		}
	}
	err = t.countEach(all)
	return slices.DeleteFunc(all, func(c counted) bool { return !c.answered }), err
}

// countEach answers what is asked, all of the same days and place in one go; not of an organisation or area that has gone.
func (t *tx) countEach(all []counted) error {
	for i := range all {
		var defs []*metric.Definition
		var alike []*counted
		for n := i; n < len(all); n++ {
			if c := &all[n]; !c.asked && c.query.By == all[i].query.By && c.query.Same(all[i].query) {
				c.asked = true
				defs, alike = append(defs, c.def), append(alike, c)
			}
		}
		if alike == nil {
			continue
		}
		values, err := t.count(defs, all[i].query)
		if err != nil && !notFound(err) {
			return err
		}
		for n, v := range values {
			alike[n].value, alike[n].answered = v, true
		}
	}
	return nil
}

// define finds what a question counts; nil where the organisation does not have it, or its records lack what the question filters.
func define(known []metric.Definition, q report.Question) *metric.Definition {
	i := slices.IndexFunc(known, func(d metric.Definition) bool { return d.Key == q.Metric })
	if i < 0 || (!q.AreaID.IsZero() || q.By == metric.ByArea) && known[i].From().Area == "" {
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
	s = report.Subject{Period: d.Period, Today: t.s.Today(), Name: o.Name, SuperiorName: string(o.SuperiorName), BrandName: string(o.BrandName), ChatGroupName: string(o.ChatGroupName)}
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
	if err := t.lists(&s, own, d); err != nil {
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

// lists adds what the lists of a draft are written from.
func (t *tx) lists(s *report.Subject, own *org, d *report.Draft) (err error) {
	kinds, orgs, areas := report.Lists(d.Slots)
	if kinds {
		if s.Kinds, err = t.activityKinds(own, d.Period); err != nil {
			return err
		}
	}
	if orgs {
		err = t.each("SELECT id, name FROM orgs WHERE parent_id = ? AND voided_on IS NULL ORDER BY path", []any{own.id}, func(scan func(...any) error) error {
			var n report.Named
			err := scan(&n.ID, &n.Name)
			s.Orgs = append(s.Orgs, n)
			return err
		})
	}
	if areas && err == nil {
		var w report.Words
		err = t.areasOf(own, &w)
		s.Areas = w.Areas
	}
	return err
}

// activityKinds counts the activities of each kind of which there were any.
func (t *tx) activityKinds(own *org, period calendar.Span) (kinds []report.ActivitiesOfKind, err error) {
	var defs []*metric.Definition
	for _, w := range record.ActivityWords {
		defs = append(defs, metric.BuiltIn("activities."+string(w.Kind)), metric.BuiltIn("attendance."+string(w.Kind)))
	}
	values, err := t.count(defs, metric.Query{OrgID: own.id, Span: period, Subtree: true})
	for i := 0; i < len(values); i += 2 {
		if sessions, attendance := values[i], values[i+1]; sessions.Records > 0 {
			kinds = append(kinds, report.ActivitiesOfKind{Word: sessions.Name, Sessions: *sessions.Value, Attendance: *attendance.Value})
		}
	}
	return kinds, err
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

// Answers counts what is asked of an organisation, by the index that each question bears. What it cannot answer is left out.
// Problems: NotFound.
func (s *Store) Answers(ctx context.Context, org uid.ID, questions []report.Question) (answers map[int]report.Answer, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		if _, err := t.reach(org); err != nil {
			return err
		}
		all, err := t.ask(questions, org)
		answers = answersOf(all)
		return err
	})
	return answers, err
}
