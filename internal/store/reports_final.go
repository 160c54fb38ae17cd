package store

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/access"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// Finalize freezes a draft: its numbers, its text and what stands behind them. A final report is answered as it stands. version 0 is
// any. Problems: as Amend, and Conflict "report-unfilled" with the slots, unless blanks may stay.
func (s *Store) Finalize(ctx context.Context, id uid.ID, version int, blanks bool) (filled report.Report, err error) {
	for range attempts {
		var d *report.Draft
		var proof report.Proof
		err := s.snapshot(ctx, func(t *tx) error {
			r, err := t.find(kindOf(d), id)
			if err != nil {
				return err
			}
			if err := t.mayFinalize(r); err != nil {
				return err
			}
			if d, err = draftOf(r); err != nil || d.Status == report.StatusFinal {
				return err
			}
			proof, err = t.prove(d)
			return err
		})
		if err != nil {
			return filled, err
		}
		if d.Status == report.StatusFinal {
			return d.Frozen(), nil
		}
		if err := report.Unfilled(proof.Slots); err != nil && !blanks {
			return filled, err
		}
		if version > 0 && version != d.Version {
			return filled, problem.New(problem.Stale, "stale", d.Version)
		}
		filled, err = s.seal(ctx, d, proof)
		if problem.Is(err, problem.Stale) && version == 0 {
			continue // somebody typed into it meanwhile
		}
		return filled, err
	}
	return filled, problem.New(problem.Unavailable, "not-written").After(time.Second)
}

// mayFinalize wants a secretary within whose organisation the report lies, and a living report.
func (t *tx) mayFinalize(r row) error {
	if err := t.caller.Need(access.Secretary); err != nil {
		return err
	}
	if err := t.mayChange(kindOf(new(report.Draft)), r); err != nil {
		return err
	}
	if r.voided {
		return problem.New(problem.Conflict, "voided")
	}
	return nil
}

func draftOf(r row) (*report.Draft, error) {
	d := new(report.Draft)
	return d, json.Unmarshal(r.Body, d)
}

// seal keeps the proof, and makes the draft final.
func (s *Store) seal(ctx context.Context, d *report.Draft, proof report.Proof) (report.Report, error) {
	sealed, sum, err := proof.Seal()
	if err != nil {
		return report.Report{}, err
	}
	kept, err := s.alter(ctx, kindOf(d), d.ID, alteration{what: "finalize", version: d.Version, change: func(_ *tx, r record.Record, _ *[]record.Step) error {
		r.(*report.Draft).Finalize(proof, sum)
		return nil
	}, kept: func(t *tx, _ []record.Step) error { return t.keepBytes(sum, sealed) }})
	if err != nil {
		return report.Report{}, err
	}
	final, err := draftOf(row{Kept: kept})
	if err != nil {
		return report.Report{}, err
	}
	return final.Frozen(), nil
}

// prove counts and fills a draft, and notes all that stands behind its numbers, of one moment.
func (t *tx) prove(d *report.Draft) (p report.Proof, err error) {
	subject, err := t.subject(d)
	if err != nil {
		return p, err
	}
	all, err := t.ask(report.Questions(d.Slots, d.Period), d.OrgID)
	if err != nil {
		return p, err
	}
	filled := report.Fill(report.Template{Name: d.TemplateName, Text: d.Text, Slots: d.Slots}, subject, answersOf(all), d.Texts)
	p = report.Proof{
		ReportID: d.ID, OrgID: d.OrgID, TemplateID: d.TemplateID, TemplateName: d.TemplateName, Period: d.Period,
		FinalizedAt: t.s.now().Truncate(time.Millisecond), Filled: filled, Numbers: []report.Number{},
	}
	if d.File != nil {
		p.TemplateFile = d.File.SHA256
	}
	for _, c := range all {
		if i := slices.IndexFunc(p.Numbers, func(n report.Number) bool { return n.Counts(c.Question, c.query) }); i >= 0 {
			p.Numbers[i].Slots = append(p.Numbers[i].Slots, c.Slots...) // it is cut into parts beside
			continue
		}
		n := report.Number{
			Slots: slices.Clone(c.Slots), Metric: c.Metric, Definition: c.def.Sentence(), Counted: *c.def, Filter: c.Filter, Period: c.Span, OrgID: c.query.OrgID, AreaID: c.AreaID,
			Value: c.value.Value, Previous: c.value.Previous, Compared: c.Change,
		}
		if n.Records, n.Before, err = t.behind(c.def, c.query, c.Change); err != nil {
			return p, err
		}
		p.Numbers = append(p.Numbers, n)
	}
	return p, nil
}

// behind are the contributions to a number, and to that of the year before where it is compared.
func (t *tx) behind(d *metric.Definition, q metric.Query, compared bool) (records, before []report.Contribution, err error) {
	c, err := t.counting(q)
	if err != nil {
		return nil, nil, err
	}
	if records, err = c.contributions(d); err != nil || !compared {
		return records, nil, err
	}
	c.q.Span = q.Span.YearBefore(1)
	before, err = c.contributions(d)
	return records, before, err
}

// Proof gives what was frozen of a final report, byte for byte. Problems: NotFound, Conflict "report-not-final".
func (s *Store) Proof(ctx context.Context, id uid.ID) (sealed []byte, sum string, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		d, content, err := t.sealed(id)
		if err == nil {
			sealed, sum = content, d.Final.SHA256
		}
		return err
	})
	return sealed, sum, err
}

func (t *tx) sealed(id uid.ID) (d *report.Draft, content []byte, err error) {
	r, err := t.find(kindOf(d), id)
	if err != nil {
		return nil, nil, err
	}
	if d, err = draftOf(r); err != nil {
		return nil, nil, err
	}
	if d.Final == nil {
		return nil, nil, problem.New(problem.Conflict, "report-not-final")
	}
	content, err = t.bytesOf(d.Final.Sum())
	return d, content, err
}

// Drift compares the numbers of a final report with today's, as they were defined then, and says which records did it; to a
// viewer it names none. Problems: NotFound, Conflict "report-not-final".
func (s *Store) Drift(ctx context.Context, id uid.ID) (all []report.Drift, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		_, content, err := t.sealed(id)
		if err != nil {
			return err
		}
		var p report.Proof
		if err := json.Unmarshal(content, &p); err != nil {
			return err
		}
		all, err = t.drift(p)
		return err
	})
	if !access.From(ctx).Role.AtLeast(access.Recorder) {
		for i := range all {
			all[i].Records, all[i].Changes = []uid.ID{}, []report.Change{}
		}
	}
	return all, err
}

// drift counts frozen numbers anew, and looks behind those that differ. Nothing is left of one whose organisation or area has gone.
func (t *tx) drift(p report.Proof) (all []report.Drift, err error) {
	all = []report.Drift{}
	today := make([]counted, len(p.Numbers))
	for i := range p.Numbers {
		today[i].def, today[i].query = &p.Numbers[i].Counted, p.Numbers[i].Query()
	}
	if err := t.countEach(today); err != nil {
		return nil, err
	}
	for i, c := range today {
		was, now := p.Numbers[i], p.Numbers[i]
		now.Value, now.Previous, now.Records, now.Before = c.value.Value, c.value.Previous, nil, nil
		if len(was.Drifts(now, p.Slots)) == 0 {
			continue
		}
		if c.answered {
			if now.Records, now.Before, err = t.behind(c.def, c.query, now.Compared); err != nil {
				return nil, err
			}
		}
		all = append(all, was.Drifts(now, p.Slots)...)
	}
	return all, nil
}

// ReportByCode finds the final report that a file in hand was made from. Problems: NotFound.
func (s *Store) ReportByCode(ctx context.Context, code string) (found report.Report, org string, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		var id uid.ID
		w, err := t.visible(kindOf(new(report.Draft)))
		if err != nil {
			return err
		}
		w.and("code = ?", code)
		there, err := t.one("SELECT id FROM reports WHERE "+w.sql+" ORDER BY id LIMIT 1", w.args, &id)
		if err == nil && !there {
			err = problem.New(problem.NotFound, "unknown-code")
		}
		if err != nil {
			return err
		}
		r, err := t.find(kindOf(new(report.Draft)), id)
		if err != nil {
			return err
		}
		d, err := draftOf(r)
		if err != nil {
			return err
		}
		o, err := t.orgRecord(d.OrgID)
		found, org = d.Frozen(), o.Name
		return err
	})
	return found, org, err
}

// ReportFile gives a report with the file of its template, where it has one. Problems: NotFound.
func (s *Store) ReportFile(ctx context.Context, id uid.ID) (filled report.Report, file []byte, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		if filled, err = t.filled(id); err != nil || filled.File == nil {
			return err
		}
		file, err = t.bytesOf(filled.File.Sum())
		return err
	})
	return filled, file, err
}

// TemplateFile gives a template's file. Problems: NotFound, also for one that is text.
func (s *Store) TemplateFile(ctx context.Context, id uid.ID) (tpl report.Template, file []byte, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(kindOf(&tpl), id)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(r.Body, &tpl); err != nil {
			return err
		}
		if tpl.File == nil {
			return problem.New(problem.NotFound, "not-found")
		}
		file, err = t.bytesOf(tpl.File.Sum())
		return err
	})
	return tpl, file, err
}
