// Package metric says what is counted, and how. It is pure: the store does the counting.
package metric

import (
	"reflect"
	"strings"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Definition says how a number is counted. Those that everybody has and those of an organisation are the same type.
type Definition struct {
	ID        uid.ID      `json:"id,omitzero" swaggertype:"string" format:"uuid"` // of an own metric
	Key       string      `json:"key"`
	Name      string      `json:"name"` // 中文
	Unit      string      `json:"unit"`
	Source    string      `json:"source"`          // of Sources
	On        string      `json:"on,omitempty"`    // the day by which it counts; empty: the source's first
	Where     Filter      `json:"where,omitempty"` // which records
	Or        Filter      `json:"or,omitempty"`    // or which beside them
	And       Filter      `json:"and,omitempty"`   // narrows both
	Aggregate Aggregate   `json:"aggregate" swaggertype:"string"`
	Share     Filter      `json:"share,omitempty"` // of a rate: which of the records are in its numerator
	Alone     bool        `json:"alone,omitzero"`  // what organisations below hold stays out
	Also      *Definition `json:"also,omitempty"`  // of a distinct count: whoever this one finds is counted too
}

// Aggregate is what is made of the records: Count, Rate, Stock, Sum or Distinct of a field.
// Figures have none: each follows its own kind.
type Aggregate string

// The aggregates that need no field.
const (
	Count   Aggregate = "count"
	Rate    Aggregate = "rate"  // the share of the records that Share names
	Stock   Aggregate = "stock" // as it stands on the last day; never summed over days
	Follows Aggregate = ""
)

// Sum adds up a field of Source.Sums.
func Sum(field string) Aggregate { return Aggregate("sum:" + field) }

// Distinct counts what a field of Source.Named names, each once.
func Distinct(field string) Aggregate { return Aggregate("distinct:" + field) }

// cut gives the word of the aggregate and its field.
func (a Aggregate) cut() (word, field string) {
	word, field, _ = strings.Cut(string(a), ":")
	return word, field
}

// MarshalJSON writes the aggregate, and null for none.
func (a Aggregate) MarshalJSON() ([]byte, error) { return record.Text(a).MarshalJSON() }

// Same reports whether two definitions say the same, so that they count alike.
func (d *Definition) Same(other *Definition) bool { return d == other || reflect.DeepEqual(d, other) }

// From is the source; nil for an unknown one.
func (d *Definition) From() *Source { return SourceOf(d.Source) }

// Day is the day by which records count; nil for a stock of what stands. (Figures have days, of a stock too.)
func (d *Definition) Day() *Day {
	s := d.From()
	if d.Aggregate == Stock && s.Since != "" {
		return nil
	}
	return find(s.Days, func(day *Day) bool { return d.On == "" || day.Column == d.On })
}

// Sum is what is added up; nil if the definition is no sum.
func (d *Definition) Sum() *Amount {
	if word, field := d.Aggregate.cut(); word == "sum" {
		return d.From().Sum(field)
	}
	return nil
}

// Distinct is what is counted once each; nil if the definition is no distinct count.
func (d *Definition) Distinct() *Naming {
	if word, field := d.Aggregate.cut(); word == "distinct" {
		return d.From().Naming(field)
	}
	return nil
}

// Scale is how its values relate to what a report prints.
func (d *Definition) Scale() Scale {
	switch sum := d.Sum(); {
	case d.Aggregate == Rate:
		return Percent
	case d.Source == Figures:
		return Hundredths
	case sum != nil:
		return sum.Scale
	}
	return Whole
}

// Narrow is the definition over the records that also match the filter, in place of any it was narrowed by before.
// Problems: Invalid, with each field that the records do not have or whose values are unknown.
func (d Definition) Narrow(f Filter) (Definition, error) {
	d.And = f
	if d.Also != nil {
		also, err := d.Also.Narrow(f)
		if d.Also = &also; err != nil {
			d.Also = nil // none of its records can match
		}
	}
	var c problem.Check
	d.From().check(&c, f)
	return d, c.Err()
}

// FiguresPrefix begins the key of the metric that every name among an organisation's figures is.
const FiguresPrefix = "figures:"

// FigureMetric is the metric that a name among figures is. kind is flow or stock; unit and kind are empty where several
// communities differ, or where nothing of the name was noted.
func FigureMetric(name, unit, kind string) Definition {
	d := Definition{Key: FiguresPrefix + name, Name: name, Unit: unit, Source: Figures, Where: Filter{"name": {name}}}
	switch record.FigureKind(kind) {
	case record.FigureFlow:
		d.Aggregate = Sum("amount")
	case record.FigureStock:
		d.Aggregate = Stock
	}
	return d
}
