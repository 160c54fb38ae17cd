package store_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/report"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestProofsAddUp holds every number of a final report against the contributions that were frozen with it and against a naive
// count; and, after more has happened, its drift against a naive count of then.
func TestProofsAddUp(t *testing.T) {
	now := time.Date(lastDay.Year(), time.Month(lastDay.Month()), lastDay.Day(), 12, 0, 0, 0, storetest.Noon.Location())
	s := storetest.Open(t, t.TempDir(), func() time.Time { return now })
	rapid.Check(t, func(t *rapid.T) {
		h := live(t, s)
		org := pick(h.T, h.orgs...)
		if o := h.read().orgs[org]; o == nil || o.Voided() {
			org = h.street
		}
		id := h.finalReport(org)
		p := h.proof(id)
		b := h.read()
		for _, n := range p.Numbers {
			h.addsUp(b, n)
		}
		if drift := h.drift(id); len(drift) > 0 {
			h.Fatalf("a report drifts that is just final: %+v", drift[0])
		}
		for range rapid.IntRange(1, 12).Draw(t, "more") {
			pick(t, h.activity, h.wish, h.event, h.money, h.rectification, h.figures, h.person, h.step, h.change, h.change, h.change)()
		}
		h.compareDrift(id, p)
	})
}

// finalReport freezes a third of the numbers that the organisation has, of some days; now and then as a change against the year before.
func (h *history) finalReport(org uid.ID) uid.ID {
	known, err := h.s.Metrics(h.ctx, org)
	if err != nil {
		h.Fatal(err)
	}
	var text strings.Builder
	third := pick(h.T, 0, 1, 2)
	for i, d := range known {
		if i%3 != third {
			continue
		}
		text.WriteString(d.Name + "{{" + d.Key + "}}" + d.Unit + "。\n")
	}
	tpl := &report.Template{OrgID: org, Name: "甲", Text: text.String(), Slots: report.Read(text.String(), known)}
	tpl.ID = uid.New()
	if _, _, err := h.s.Create(h.ctx, tpl, nil); err != nil {
		h.Fatal(err)
	}
	d := &report.Draft{TemplateID: tpl.ID.String(), Status: report.StatusDraft, Period: calendar.YearSpan(pick(h.T, 2022, 2023))}
	d.ID, d.OrgID = uid.New(), org
	if h.chance(30) {
		a, b := h.day(), h.day()
		d.Period = calendar.Span{From: min(a, b), To: max(a, b)}
	}
	if _, _, err := h.s.CreateReport(h.ctx, d, nil); err != nil {
		h.Fatal(err)
	}
	if h.chance(50) {
		_, err := h.s.AmendReport(h.ctx, d.ID, 0, nil, func(e *report.Edit) {
			for key, b := range e.Slots {
				b.Measure = report.MeasureIncrease
				e.Slots[key] = b
			}
		})
		if err != nil {
			h.Fatal(err)
		}
	}
	if _, err := h.s.Finalize(h.ctx, d.ID, 0, true); err != nil {
		h.Fatal(err)
	}
	return d.ID
}

func (h *history) proof(id uid.ID) (p report.Proof) {
	sealed, _, err := h.s.Proof(h.ctx, id)
	if err != nil {
		h.Fatal(err)
	}
	if err := json.Unmarshal(sealed, &p); err != nil {
		h.Fatal(err)
	}
	return p
}

func (h *history) drift(id uid.ID) []report.Drift {
	drift, err := h.s.Drift(h.ctx, id)
	if err != nil {
		h.Fatal(err)
	}
	return drift
}

// addsUp holds a frozen number against what stands behind it.
func (h *history) addsUp(b *book, n report.Number) {
	want := numbers[n.Metric].count(b, sight{n.OrgID, true, n.Period, n.AreaID, ""})
	if show(n.Value) != show(want.value) || int64(len(n.Records)) != want.records {
		h.Errorf("%s of %v froze as %s of %d records, want %s of %d", n.Metric, n.Period, show(n.Value), len(n.Records), show(want.value), want.records)
	}
	if got := added(&n.Counted, n.Records); want.value != nil && got != *want.value {
		h.Errorf("%s of %v adds up to %d, want %d: %+v", n.Metric, n.Period, got, *want.value, n.Records)
	}
	if !n.Compared {
		return
	}
	if got := added(&n.Counted, n.Before); n.Previous != nil && got != *n.Previous {
		h.Errorf("%s of the year before %v adds up to %d, want %d", n.Metric, n.Period, got, *n.Previous)
	}
}

// added is what contributions come to.
func added(d *metric.Definition, all []report.Contribution) (sum int64) {
	var named []string
	for _, c := range all {
		sum += c.Value
		named = append(named, c.Named...)
	}
	switch {
	case d.Distinct() != nil:
		slices.Sort(named)
		return int64(len(slices.Compact(named)))
	case d.Aggregate == metric.Rate && len(all) > 0:
		return *metric.Share(sum, int64(len(all)))
	}
	return sum
}

// compareDrift wants just those numbers to drift that a naive count finds to be others, and records that did it.
func (h *history) compareDrift(id uid.ID, p report.Proof) {
	b := h.read()
	drifts, figures := map[string]report.Drift{}, map[string]bool{}
	for _, n := range p.Numbers {
		figures[n.Metric] = n.Counted.Source == metric.Figures
	}
	for _, d := range h.drift(id) {
		drifts[d.Metric] = d
		disagreeing := figures[d.Metric] && (d.Frozen == nil) != (d.Now == nil) // a figure of another day, which stands behind no number, has another unit
		if len(d.Changes) == 0 && !disagreeing || len(d.Records) != len(d.Changes) {
			h.Errorf("nothing did it that %s drifts from %s to %s", d.Metric, show(d.Frozen), show(d.Now))
		}
	}
	for _, n := range p.Numbers {
		asked := sight{n.OrgID, true, n.Period, n.AreaID, ""}
		was, is := n.Value, numbers[n.Metric].count(b, asked).value
		if n.Compared {
			asked.span = n.Period.YearBefore(1)
			earlier := numbers[n.Metric].count(b, asked)
			if earlier.records == 0 {
				earlier.value = nil
			}
			was, is = less(n.Value, n.Previous), less(is, earlier.value)
		}
		if b.orgs[n.OrgID] == nil {
			is = nil
		}
		d, drifts := drifts[n.Metric]
		if drifts != (show(was) != show(is)) || drifts && (show(d.Frozen) != show(was) || show(d.Now) != show(is)) {
			h.Errorf("%s of %v was %s and is %s, its drift is %t %+v", n.Metric, n.Period, show(was), show(is), drifts, d)
		}
	}
}

// less is the change from b to a; none where one of them cannot be said.
func less(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	change := *a - *b
	return &change
}
