package report

import (
	"slices"
	"strconv"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// A list is written where its keys stand: {{orgs/name}} {{orgs/demands.resolved}}. The line, or the row of a table, is repeated
// for each entry. {{demands.resolved|by=month}} writes a number part by part in its sentence.

// list is what a row is repeated for. Of by, a column may be any metric, counted part by part.
type list struct {
	name    string
	by      metric.By
	columns []string // beside no, the entry's place from 1, and name
}

var rowLists = []list{
	{name: "rectifications", columns: []string{"problem", "measures", "due_on", "done_on", "progress"}},
	{name: "kinds", columns: []string{"sessions", "attendance"}},
	{name: "orgs", by: metric.ByOrg},
	{name: "areas", by: metric.ByArea},
	{name: "months", by: metric.ByMonth},
	{name: "quarters", by: metric.ByQuarter},
}

func listOf(name string) *list {
	if i := slices.IndexFunc(rowLists, func(l list) bool { return l.name == name }); i >= 0 {
		return &rowLists[i]
	}
	return nil
}

// cut reads what stands between {{ and }}: a key; a list and its column; a key and by what it is cut.
func cut(inner string) (key string, of *list, by metric.By) {
	inner = strings.TrimSpace(inner)
	if name, column, listed := strings.Cut(inner, "/"); listed {
		return strings.TrimSpace(column), listOf(strings.TrimSpace(name)), ""
	}
	key, parted, _ := strings.Cut(inner, "|")
	if word, ok := strings.CutPrefix(strings.ReplaceAll(parted, " ", ""), "by="); ok {
		by = metric.By(word)
	}
	return strings.TrimSpace(key), nil, by
}

// inner is what stands between the braces of a slot, and empty if it has none.
func (s *Slot) inner() string {
	k, braced := strings.CutPrefix(s.Text, "{{")
	if !braced {
		return ""
	}
	return strings.TrimSuffix(k, "}}")
}

// by is what the slot's number is cut by.
func (s *Slot) by() metric.By {
	_, of, by := cut(s.inner())
	if of != nil {
		return of.by
	}
	return by
}

// listed gives what belongs in {{list/column}} or {{key|by=month}}. ok is false where it is neither.
func listed(inner string) (b Binding, reason string, ok bool) {
	if !strings.ContainsAny(inner, "/|") || strings.HasPrefix(inner, metric.FiguresPrefix) && !strings.Contains(inner, "|") {
		return b, "", false
	}
	column, of, by := cut(inner)
	bound := func(key string) (Binding, string, bool) {
		if builtin.knows(key) || strings.HasPrefix(key, metric.FiguresPrefix) {
			return Binding{Kind: KindMetric, Metric: record.Text(key)}, "", true
		}
		return Binding{Kind: KindText}, "unknown-metric", true
	}
	switch {
	case strings.Contains(inner, "|"):
		if !slices.Contains([]metric.By{metric.ByMonth, metric.ByQuarter, metric.ByOrg, metric.ByArea}, by) {
			return Binding{Kind: KindText}, "unknown-form", true
		}
		return bound(column)
	case of == nil:
		return Binding{Kind: KindText}, "unknown-form", true
	case column == "no", column == "name", slices.Contains(of.columns, column):
		return Binding{Kind: KindText}, "", true
	case of.by != "":
		return bound(column)
	}
	return Binding{Kind: KindText}, "unknown-form", true
}

// ActivitiesOfKind is the activities of one kind.
type ActivitiesOfKind struct {
	Word       string
	Sessions   int64
	Attendance int64
}

// Lists says which lists the slots are of: what Subject needs for them.
func Lists(slots []Slot) (kinds, orgs, areas bool) {
	for i := range slots {
		_, of, by := cut(slots[i].inner())
		switch {
		case of == nil:
			orgs, areas = orgs || by == metric.ByOrg, areas || by == metric.ByArea
		case of.name == "kinds":
			kinds = true
		default:
			orgs, areas = orgs || of.by == metric.ByOrg, areas || of.by == metric.ByArea
		}
	}
	return kinds, orgs, areas
}

// rows fills a slot of a list: what stands in it in each row.
func (f *filling) rows(s *FilledSlot, column string, of *list) {
	s.Rows = []string{}
	add := func(i int, name string, cell func() string) {
		switch column {
		case "no":
			s.Rows = append(s.Rows, strconv.Itoa(i+1))
		case "name":
			s.Rows = append(s.Rows, name)
		default:
			s.Rows = append(s.Rows, cell())
		}
	}
	switch of.name {
	case "rectifications":
		for i, r := range f.Rectifications {
			add(i, oneLine(r.Problem), func() string { return r.cell(column, f) })
		}
	case "kinds":
		for i, k := range f.Kinds {
			add(i, k.Word, func() string {
				if column == "sessions" {
					return strconv.FormatInt(k.Sessions, 10)
				}
				return strconv.FormatInt(k.Attendance, 10)
			})
		}
	default:
		for i, p := range f.parts(of.by) {
			add(i, p.name, func() string { return f.part(s, p.key) })
		}
	}
	s.Display = strings.Join(s.Rows, "、")
	s.Unfilled = len(s.Rows) == 0
}

func dayOrNone(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return dayInWords(d)
}

// cell is what a rectification says in a column.
func (r Rectification) cell(column string, f *filling) string {
	switch column {
	case "problem":
		return oneLine(r.Problem)
	case "measures":
		return oneLine(r.Measures)
	case "due_on":
		return dayOrNone(r.DueOn)
	case "done_on":
		return dayOrNone(r.DoneOn)
	}
	return r.progress(f.Period.To)
}

// entry is a part of a period, or of an organisation.
type entry struct{ key, name string }

// parts are the entries of a list that is cut by something.
func (f *filling) parts(by metric.By) (all []entry) {
	named := func(list []Named) {
		for _, n := range list {
			all = append(all, entry{n.ID.String(), n.Name})
		}
	}
	switch by {
	case metric.ByOrg:
		named(f.Orgs)
	case metric.ByArea:
		named(f.Areas)
	case metric.ByMonth:
		for _, p := range f.Period.Months() {
			all = append(all, entry{p.Key, f.partName(p.Key)})
		}
	case metric.ByQuarter:
		for _, p := range f.Period.Quarters() {
			all = append(all, entry{p.Key, f.partName(p.Key)})
		}
	}
	return all
}

// partName is how a report calls 2023-03 and 2023-Q1, or an organisation or area by its id.
func (f *filling) partName(key string) string {
	year, part, _ := strings.Cut(key, "-")
	long := f.Period.From.Year() != f.Period.To.Year()
	before := ""
	if long {
		before = year + "年"
	}
	if q, ok := strings.CutPrefix(part, "Q"); ok && len(key) == len("2023-Q1") {
		n, _ := strconv.Atoi(q)
		return before + "第" + inWords(n) + "季度"
	}
	if n, err := strconv.Atoi(part); err == nil && len(key) == len("2023-03") {
		return before + strconv.Itoa(n) + "月"
	}
	id, err := uid.Parse(key)
	for _, n := range slices.Concat(f.Orgs, f.Areas) {
		if err == nil && n.ID == id {
			return n.Name
		}
	}
	return key
}

// part is what a slot's number is in one part; empty where nobody can say.
func (f *filling) part(s *FilledSlot, key string) string {
	a := f.answers[s.Index]
	i := slices.IndexFunc(a.Series, func(p metric.Point) bool { return p.Key == key })
	if i < 0 || a.Series[i].Value == nil || f.ahead(key) {
		return ""
	}
	return a.Scale.Display(*a.Series[i].Value)
}

// ahead reports whether a month or quarter is still to come.
func (f *filling) ahead(key string) bool {
	if f.Today.IsZero() || len(key) > len("2023-Q1") {
		return false
	}
	today := calendar.Span{From: f.Today, To: f.Today}
	part := today.Months()[0].Key
	if strings.Contains(key, "Q") {
		part = today.Quarters()[0].Key
	}
	return key > part // 2023-11 < 2023-12, 2023-Q3 < 2023-Q4
}

// inParts writes a number part by part: 1月3件、2月0件. What nobody can say yet is left out.
func (f *filling) inParts(s *FilledSlot) {
	if span, err := s.Span.Resolve(f.Period); err == nil {
		s.Period = &span
	}
	a, ok := f.answers[s.Index]
	if !ok {
		return
	}
	s.Value, s.Records = a.Value.Value, &a.Records
	var all []string
	unit := strings.TrimPrefix(a.Unit, "%")
	for _, p := range a.Series {
		if p.Value != nil && !f.ahead(p.Key) {
			all = append(all, f.partName(p.Key)+a.Scale.Display(*p.Value)+unit)
		}
	}
	s.Display = strings.Join(all, "、")
}
