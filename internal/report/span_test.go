package report

import (
	"errors"
	"fmt"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

func of(from, to string, more ...int) *SlotSpan {
	s := SlotSpan{From: record.Text(from), To: record.Text(to)}
	if len(more) > 0 {
		s.YearsBack = &more[0]
	}
	if len(more) > 1 {
		s.Years = &more[1]
	}
	return &s
}

func TestResolve(t *testing.T) {
	year := calendar.YearSpan(2023)
	half := calendar.Span{From: 20240101, To: 20240630}
	for _, c := range []struct {
		span   *SlotSpan
		report calendar.Span
		want   string
	}{
		{nil, year, "2023-01-01 2023-12-31"},
		{of("01-01", "06-30"), year, "2023-01-01 2023-06-30"},
		{of("01-01", "10-31", 0, 1), year, "2023-01-01 2023-10-31"},
		{of("07-01", "09-30", 1), year, "2022-07-01 2022-09-30"},
		{of("01-01", "12-31", 0, 3), year, "2021-01-01 2023-12-31"},
		{of("", "", 1, 1), year, "2022-01-01 2022-12-31"},
		{of("", "", 1), half, "2023-01-01 2023-06-30"},
		{of("", "", 0, 3), half, "2022-01-01 2024-06-30"},
		{of("02-01", "02-29"), year, "2023-02-01 2023-02-28"},
		{of("02-29", "02-29"), half, "2024-02-29 2024-02-29"},
		{of("02-01", "02-28"), half, "2024-02-01 2024-02-28"},
		{of("12-01", "02-29", 0, 2), year, "2022-12-01 2023-02-28"},
		{of("2023-03-01", "2023-08-31"), half, "2023-03-01 2023-08-31"},
		{of("2023-03-01", "2023-08-31", 0, 1), half, "2023-03-01 2023-08-31"},
		{of("01-01", "12-31", 50, 50), calendar.YearSpan(2023), "1924-01-01 1973-12-31"},
	} {
		got, err := c.span.Resolve(c.report)
		if s := fmt.Sprint(got.From, " ", got.To); s != c.want || err != nil {
			t.Errorf("%+v: %s %v, want %s", c.span, s, err, c.want)
		}
	}
}

func TestBadSpans(t *testing.T) {
	for _, c := range []struct {
		span *SlotSpan
		want string
	}{
		{of("06-30", "01-01"), "/span/from:after-to"},
		{of("2023-08-31", "2023-03-01"), "/span/from:after-to"},
		{of("01-01", ""), "/span/to:required"},
		{of("", "12-31"), "/span/from:required"},
		{of("02-30", "13-01"), "/span/from:date /span/to:date"},
		{of("1-1", "2023"), "/span/from:date /span/to:date"},
		{of("01-01", "2023-03-01"), "/span/to:not-like-from"},
		{of("01-01", "06-30", -1, 0), "/span/years_back:minimum /span/years:minimum"},
		{of("", "", 51, 51), "/span/years_back:maximum /span/years:maximum"},
		{of("2023-03-01", "2023-08-31", 1, 3), "/span/years_back:with-whole-dates /span/years:with-whole-dates"},
	} {
		_, err := c.span.Resolve(calendar.YearSpan(2023))
		if got := faults(err); got != c.want {
			t.Errorf("%+v: %s, want %s", c.span, got, c.want)
		}
	}
	if _, err := of("", "", 50, 50).Resolve(calendar.YearSpan(1950)); faults(err) != "/span:outside-the-ledger" {
		t.Error(err)
	}
}

// faults lists the bad fields of a problem.
func faults(err error) (list string) {
	var p *problem.Error
	if !errors.As(err, &p) {
		return ""
	}
	for i, f := range p.Fields {
		if i > 0 {
			list += " "
		}
		list += f.Pointer + ":" + f.Code
	}
	return list
}

func TestCorrect(t *testing.T) {
	id := uid.New()
	text := Slot{Binding: Binding{Kind: KindText, Measure: MeasureValue}}
	number := Slot{Binding: Binding{Kind: KindMetric, Metric: "demands.resolved", Measure: MeasureValue, Span: of("01-01", "06-30", 0, 1)}}
	for name, c := range map[string]struct {
		slot Slot
		edit func(*Binding)
		want string // kind, metric, measure; or what is bad
	}{
		"a metric makes a text a number":   {text, func(b *Binding) { b.Metric = "visits.households" }, "metric visits.households value"},
		"without one it is text":           {number, func(b *Binding) { b.Metric = "" }, "text  value"},
		"another kind drops it":            {number, func(b *Binding) { b.Kind = KindOrgName }, "org_name  value"},
		"literal":                          {text, func(b *Binding) { b.Kind = KindLiteral }, "literal  value"},
		"growth":                           {number, func(b *Binding) { b.Measure = MeasureGrowth }, "metric demands.resolved growth"},
		"no measure is the value":          {number, func(b *Binding) { b.Measure = "" }, "metric demands.resolved value"},
		"filter":                           {number, func(b *Binding) { b.Filter = metric.Filter{"category": {"物业"}} }, "metric demands.resolved value"},
		"area and organisation":            {number, func(b *Binding) { b.AreaID, b.OrgID = id, id }, "metric demands.resolved value"},
		"figures nobody noted yet":         {text, func(b *Binding) { b.Metric = "figures:传单" }, "metric figures:传单 value"},
		"a metric without its key":         {text, func(b *Binding) { b.Kind = KindMetric }, "/slots/3/metric:required"},
		"a key on another kind":            {text, func(b *Binding) { b.Kind, b.Metric = KindYear, "visits.households" }, "/slots/3/metric:only-of-metrics"},
		"unknown kind, measure and metric": {text, func(b *Binding) { b.Kind, b.Measure = "sum", "trend" }, "/slots/3/kind:unknown /slots/3/measure:unknown"},
		"unknown metric and a bad span":    {number, func(b *Binding) { b.Metric, b.Span = "no.such", of("06-30", "01-01") }, "/slots/3/metric:unknown /slots/3/span/from:after-to"},
		"growth of a rate":                 {text, func(b *Binding) { b.Metric, b.Measure = "disputes.success_rate", MeasureGrowth }, "/slots/3/measure:no-growth-of-a-rate"},
		"dues have no areas":               {text, func(b *Binding) { b.Metric, b.AreaID = "dues.collected", id }, "/slots/3/area_id:metric-without-areas"},
		"a field that demands do not have": {number, func(b *Binding) { b.Filter = metric.Filter{"presenters": {"妇联"}} }, "/slots/3/filter/presenters:unknown-field"},
	} {
		b := c.slot.Binding
		c.edit(&b)
		var check problem.Check
		c.slot.Correct(b, metric.Catalogue, &check, "/slots/3")
		got := faults(check.Err())
		if got == "" {
			got = fmt.Sprint(c.slot.Kind, " ", c.slot.Metric, " ", c.slot.Measure)
			if c.slot.Confidence != 1 || c.slot.Kind != KindMetric && c.slot.Span != nil {
				t.Errorf("%s: %+v", name, c.slot)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestSpansAreTidied(t *testing.T) {
	s := Slot{Binding: Binding{Kind: KindMetric, Metric: "demands.resolved", Measure: MeasureValue}}
	for _, c := range []struct {
		span *SlotSpan
		want string
	}{{of("01-01", "06-30"), "01-01 06-30 0 1"}, {of("", "", 1), "  1 1"}, {of("2023-03-01", "2023-08-31", 0, 1), "2023-03-01 2023-08-31 null null"}, {of("", "", 0, 1), "null"}} {
		b := s.Binding
		b.Span = c.span
		var check problem.Check
		s.Correct(b, metric.Catalogue, &check, "")
		got := "null"
		if s.Span != nil {
			got = fmt.Sprint(s.Span.From, " ", s.Span.To, " ", said(s.Span.YearsBack), " ", said(s.Span.Years))
		}
		if got != c.want || !check.OK() {
			t.Errorf("%+v: %s, want %s", c.span, got, c.want)
		}
	}
}

func said(n *int) string {
	if n == nil {
		return "null"
	}
	return fmt.Sprint(*n)
}
