package metric

import (
	"regexp"
	"strconv"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// OwnMetric is a number that an organisation counts beside those that everybody has; it holds there and below.
type OwnMetric struct {
	record.Header
	OrgID     uid.ID    `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-create-only,x-nullable"` // default: the caller's
	Key       string    `json:"key" validate:"required" maxLength:"60" example:"anti_fraud.sessions"`
	Name      string    `json:"name" validate:"required" maxLength:"100" example:"反诈宣传"`
	Unit      string    `json:"unit" validate:"required" maxLength:"20" example:"场"`
	Source    string    `json:"source" validate:"required" maxLength:"40" example:"activities"`
	Filter    Filter    `json:"filter"`
	Aggregate Aggregate `json:"aggregate" swaggertype:"string" maxLength:"60" extensions:"x-nullable" example:"count"` // left out over figures
}

// Org is the organisation that holds the metric.
func (m *OwnMetric) Org() uid.ID { return m.OrgID }

// keySyntax is lower-case words with . and _ between them.
var keySyntax = regexp.MustCompile(`^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$`)

const longestKey = 60

// Validate names every bad field. A filter that was left out asks nothing.
func (m *OwnMetric) Validate(calendar.Date) error {
	if m.Filter == nil {
		m.Filter = Filter{}
	}
	var c problem.Check
	c.Want(m.Key != "", "/key", "required")
	c.Want(len(m.Key) <= longestKey && keySyntax.MatchString(m.Key), "/key", "metric-key")
	c.Want(m.Key != "values" && BuiltIn(m.Key) == nil, "/key", "built-in-key")
	c.Want(strings.TrimSpace(m.Name) != "", "/name", "required")
	c.Want(strings.TrimSpace(m.Unit) != "", "/unit", "required")
	source := SourceOf(m.Source)
	c.Want(m.Source != "", "/source", "required")
	c.Want(source != nil, "/source", "unknown")
	if source != nil {
		source.check(&c, m.Filter)
		c.Want(m.Aggregate != "" || source.Name == Figures, "/aggregate", "required")
		c.Want(source.may(m.Aggregate), "/aggregate", "unknown")
	}
	return c.Err()
}

// may reports whether an own metric can make the aggregate of the records: figures follow their kind, and what stands
// in the tree or on file is counted as a stock.
func (s *Source) may(a Aggregate) bool {
	word, field := a.cut()
	switch {
	case s.Name == Figures:
		return a == Follows
	case s.Since != "":
		return a == Stock
	case word == "sum":
		return s.Sum(field) != nil
	case word == "distinct":
		return s.Naming(field) != nil
	}
	return a == Count
}

// Row is what is searched.
func (m *OwnMetric) Row() []record.Column { return []record.Column{{Name: "key", Value: m.Key}} }

// Links are the areas of the filter.
func (m *OwnMetric) Links() (links []record.Link) {
	for i, value := range m.Filter["area_id"] {
		if id, err := uid.Parse(value); err == nil {
			links = append(links, record.Link{Role: record.RoleArea, Target: id, Pointer: "/filter/area_id/" + strconv.Itoa(i)})
		}
	}
	return links
}

// Definition is the metric as it is counted.
func (m *OwnMetric) Definition() Definition {
	return Definition{ID: m.ID, Key: m.Key, Name: m.Name, Unit: m.Unit, Source: m.Source, Where: m.Filter, Aggregate: m.Aggregate}
}
