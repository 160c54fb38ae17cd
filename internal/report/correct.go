package report

import (
	"errors"
	"slices"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
)

// Correct gives a slot the binding that a person wants, and notes every bad value under the pointer at; a slot with a bad
// one stays as it was. known are the metrics that the organisation has; whether OrgID and AreaID may be named is for the
// store to say. The kind follows a metric that is given or taken away; what another kind than metric does not need is dropped.
func (s *Slot) Correct(b Binding, known []metric.Definition, c *problem.Check, at string) {
	if b.Kind == s.Kind && !b.KindSaid {
		switch {
		case b.Metric != "" && b.Metric != s.Metric:
			b.Kind = KindMetric
		case b.Metric == "" && s.Metric != "":
			b.Kind = KindText
		}
	}
	if b.Measure == "" {
		b.Measure = MeasureValue
	}
	var own problem.Check
	own.Want(slices.Contains(Kinds, b.Kind), at+"/kind", "unknown")
	own.Want(slices.Contains(Measures, b.Measure), at+"/measure", "unknown")
	if b.Kind == KindMetric {
		b.checkMetric(known, &own, at)
	} else {
		own.Want(b.Metric == "" || b.Metric == s.Metric && s.Kind != b.Kind, at+"/metric", "only-of-metrics")
		b = Binding{Kind: b.Kind, Measure: MeasureValue}
	}
	if err := own.Err(); err != nil {
		pass(c, err, "")
		return
	}
	if b.Span != nil {
		b.Span = b.Span.tidy()
	}
	if len(b.Filter) == 0 {
		b.Filter = nil
	}
	b.KindSaid = false
	s.Binding, s.Confidence, s.Reason, s.Named, s.Why = b, 1, "", "", chosen
}

// checkMetric notes what does not go with the metric.
func (b *Binding) checkMetric(known []metric.Definition, c *problem.Check, at string) {
	d := definition(string(b.Metric), known)
	c.Want(b.Metric != "", at+"/metric", "required")
	c.Want(d != nil, at+"/metric", "unknown")
	if b.Span != nil {
		b.Span.check(c, at+"/span")
	}
	if d == nil {
		return
	}
	c.Want(b.Measure != MeasureGrowth || d.Aggregate != metric.Rate, at+"/measure", "no-growth-of-a-rate")
	c.Want(b.AreaID.IsZero() || d.From().Area != "", at+"/area_id", "metric-without-areas")
	if len(b.Filter) > 0 {
		_, err := d.Narrow(b.Filter)
		pass(c, err, at)
	}
}

// definition finds a metric. A name among figures may be asked for before anything was noted under it.
func definition(key string, known []metric.Definition) *metric.Definition {
	if i := slices.IndexFunc(known, func(d metric.Definition) bool { return d.Key == key }); i >= 0 {
		return &known[i]
	}
	if name, figure := strings.CutPrefix(key, metric.FiguresPrefix); figure && name != "" {
		d := metric.FigureMetric(name, "", "")
		return &d
	}
	return nil
}

// pass notes the bad fields of a problem under the pointer at.
func pass(c *problem.Check, err error, at string) {
	var p *problem.Error
	if errors.As(err, &p) {
		for _, f := range p.Fields {
			c.Want(false, at+f.Pointer, f.Code, f.Args...)
		}
	}
}
