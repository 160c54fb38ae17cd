package report

import (
	"fmt"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// Question is a number that the store is to count, once for all slots that show it.
type Question struct {
	Slots  []int // their indexes
	Metric string
	Span   calendar.Span
	Change bool          // some of them tell the change against the same span a year earlier: Value.Previous is needed
	Filter metric.Filter // none: all records
	OrgID  uid.ID        // none: the report's organisation
	AreaID uid.ID        // none: all areas
	By     metric.By     // the parts that are needed too
}

// Answer is what was counted, and how it relates to what a report prints.
type Answer struct {
	metric.Value
	Scale metric.Scale
}

// Questions are the distinct numbers that slots ask for in a report of the given period. A slot whose span lies outside the
// ledger's years, or whose sentence could not be matched, asks nothing, and stays unfilled.
func Questions(slots []Slot, period calendar.Span) []Question {
	var q questions
	for _, s := range slots {
		if s.Kind != KindMetric || s.Reason != "" {
			continue
		}
		if span, err := s.Span.Resolve(period); err == nil {
			q.ask(s.Index, Question{Metric: string(s.Metric), Span: span, Change: s.Measure != MeasureValue, Filter: s.Filter, OrgID: s.OrgID, AreaID: s.AreaID, By: s.by()})
		}
	}
	return q.list
}

// questions are distinct.
type questions struct {
	list  []Question
	known map[string]int
}

// ask notes that a slot or a claim asks a question.
func (q *questions) ask(index int, asked Question) {
	if q.known == nil {
		q.known = map[string]int{}
	}
	key := fmt.Sprint(asked.Metric, asked.Span, asked.Filter, asked.OrgID, asked.AreaID, asked.By) // maps are printed in order
	i, ok := q.known[key]
	if !ok {
		i = len(q.list)
		q.known[key] = i
		q.list = append(q.list, asked)
	}
	q.list[i].Slots = append(q.list[i].Slots, index)
	q.list[i].Change = q.list[i].Change || asked.Change
}

// Years are those that the period or a slot about dues touches: the years whose balance Subject.Dues should hold.
func Years(slots []Slot, period calendar.Span) (years []int) {
	touched := period
	for _, s := range slots {
		if span, err := s.Span.Resolve(period); err == nil && s.aboutDues() {
			touched.From, touched.To = min(touched.From, span.From), max(touched.To, span.To)
		}
	}
	for y := touched.From.Year(); y <= touched.To.Year(); y++ {
		years = append(years, y)
	}
	return years
}

// aboutDues reports whether the slot is a number of dues.
func (s *Slot) aboutDues() bool { return s.Metric == "dues.collected" || s.Metric == "dues.remitted" }
