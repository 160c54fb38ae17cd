package metric

import (
	"slices"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Query is which numbers are asked for, of whom, and over which days.
type Query struct {
	OrgID   uid.ID
	Span    calendar.Span
	Subtree bool     // with all organisations below
	AreaID  uid.ID   // only what lies in the area or below it; none: anywhere
	Tag     string   // only records with the tag; empty: all
	Metrics []string // keys, in the order of the answer; none: all that the organisation has
	By      By
}

// Same reports whether two queries ask of the same records, whatever numbers and parts.
func (q *Query) Same(other Query) bool {
	return q.OrgID == other.OrgID && q.Span == other.Span && q.Subtree == other.Subtree && q.AreaID == other.AreaID && q.Tag == other.Tag
}

// By is how a value is cut into a series, each part of which is counted anew.
type By string

// The series; the empty By is none.
const (
	ByMonth   By = "month"
	ByQuarter By = "quarter"
	ByOrg     By = "org"  // the organisations directly below, each with all below it
	ByArea    By = "area" // every area, with the areas below it
)

// longestSeries is how many years may be cut into months or quarters.
const longestSeries = 100

// Validate names every bad parameter; whether the metrics are known is for Choose to say.
func (q *Query) Validate() error {
	var c problem.Check
	c.Want(!q.OrgID.IsZero(), "?org_id", "required")
	c.Want(!q.Span.From.IsZero(), "?from", "required")
	c.Want(!q.Span.To.IsZero(), "?to", "required")
	c.Want(q.Span.From <= q.Span.To, "?from", "after-to")
	c.Want(slices.Contains([]By{"", ByMonth, ByQuarter, ByOrg, ByArea}, q.By), "?by", "unknown")
	if q.By == ByMonth || q.By == ByQuarter {
		c.Want(q.Span.To.Year()-q.Span.From.Year() < longestSeries, "?by", "span-too-long", longestSeries)
	}
	return c.Err()
}

// Choose picks the definitions that are asked for from those that the organisation has. One whose records carry no tags
// or areas has no answer where the query wants these: named it is refused, unnamed it is left out. A name among
// figures may be asked for before anything was noted under it. Problems: Invalid.
func (q *Query) Choose(known []Definition) (chosen []*Definition, err error) {
	var c problem.Check
	if q.Metrics == nil {
		for i := range known {
			if q.lacks(&known[i]) == "" {
				chosen = append(chosen, &known[i])
			}
		}
		return chosen, nil
	}
	lacking := map[string][]string{}
	for _, key := range q.Metrics {
		d := find(known, func(d *Definition) bool { return d.Key == key })
		if name, figure := strings.CutPrefix(key, FiguresPrefix); d == nil && figure && SourceOf(Figures).Field("name").may(name) {
			none := FigureMetric(name, "", "")
			d = &none
		}
		if d == nil {
			lacking["?metrics"] = append(lacking["?metrics"], key)
			continue
		}
		parameter := q.lacks(d)
		lacking[parameter] = append(lacking[parameter], key)
		chosen = append(chosen, d)
	}
	for _, fault := range [...][2]string{{"?metrics", "unknown-metric"}, {"?tag", "metric-without-tags"}, {"?area_id", "metric-without-areas"}, {"?by", "metric-without-areas"}} {
		c.Want(len(lacking[fault[0]]) == 0, fault[0], fault[1], strings.Join(lacking[fault[0]], ", "))
	}
	return chosen, c.Err()
}

// lacks names the parameter that asks for what the records of a metric do not carry; empty if there is none.
func (q *Query) lacks(d *Definition) string {
	switch s := d.From(); {
	case q.Tag != "" && s.Field("tags") == nil:
		return "?tag"
	case !q.AreaID.IsZero() && s.Area == "":
		return "?area_id"
	case q.By == ByArea && s.Area == "":
		return "?by"
	}
	return ""
}
