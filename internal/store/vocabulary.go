package store

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// told are the fields by whose words a sentence may narrow its number, by source: the columns, and whether they hold several.
var told = []struct {
	source, table string
	fields        []toldField
}{
	{"activities", "activities", []toldField{{"tags", true}}},
	{"wishes", "wishes", []toldField{{"category", false}}},
	{"grid-events", "grid_events", []toldField{{"category", false}, {"tags", true}}},
	{"people", "people", []toldField{{"tags", true}, {"roles", true}}},
	{"partners", "partners", []toldField{{"tags", true}}},
	{"figures", "figures", []toldField{{"tags", true}}},
	{"orgs", "orgs", []toldField{{"tags", true}}},
}

type toldField struct {
	name    string
	several bool
}

// Reading is how templates of an organisation are read: by its metrics, and by what people corrected before. What its records, and
// those below, call things by is for the report, since a template may serve many. Problems: NotFound.
func (s *Store) Reading(ctx context.Context, org uid.ID) (scope report.Scope, err error) {
	if org.IsZero() {
		return report.Scope{Known: metric.Catalogue}, nil
	}
	err = s.snapshot(ctx, func(t *tx) error {
		scope, err = t.reading(org)
		return err
	})
	return scope, err
}

func (t *tx) reading(org uid.ID) (s report.Scope, err error) {
	o, err := t.reach(org)
	if err != nil {
		return s, err
	}
	if s.Known, err = t.metrics(org, nil); err != nil {
		return s, err
	}
	s.Corrected, err = t.corrections(o)
	return s, err
}

// Scope is how texts of an organisation are read, for a period. Problems: NotFound.
func (s *Store) Scope(ctx context.Context, org uid.ID, period calendar.Span) (scope report.Scope, err error) {
	if org.IsZero() {
		return report.Scope{Period: period, Known: metric.Catalogue}, nil
	}
	err = s.snapshot(ctx, func(t *tx) error {
		scope, err = t.scope(org, period)
		return err
	})
	return scope, err
}

// scope is whose text it is, with what the organisation and all below it call things by.
func (t *tx) scope(org uid.ID, period calendar.Span) (s report.Scope, err error) {
	if s, err = t.reading(org); err != nil {
		return s, err
	}
	o, err := t.org(org)
	if err != nil {
		return s, err
	}
	s.Period, s.Words.Values = period, make(map[string]map[string][]string, len(told))
	for _, f := range told {
		if s.Words.Values[f.source], err = t.wordsIn(o, f.table, f.fields); err != nil {
			return s, err
		}
	}
	if err := t.namesAround(o, &s.Words); err != nil {
		return s, err
	}
	return s, t.areasOf(o, &s.Words)
}

// wordsIn are the distinct words of some columns of a table, in their order, by the column's name. The table is read once.
func (t *tx) wordsIn(o *org, table string, fields []toldField) (map[string][]string, error) {
	names, cells, dest := make([]string, len(fields)), make([]string, len(fields)), make([]any, len(fields))
	words := map[string][]string{}
	for i, f := range fields {
		names[i], dest[i], words[f.name] = f.name, &cells[i], nil
	}
	sql, args := below("org_id", o)
	err := t.each("SELECT DISTINCT "+strings.Join(names, ", ")+" FROM "+table+" WHERE voided_on IS NULL AND "+sql, args, func(scan func(...any) error) error {
		err := scan(dest...)
		for i, f := range fields {
			if f.several {
				words[f.name] = append(words[f.name], strings.Split(strings.Trim(cells[i], "\n"), "\n")...)
			} else {
				words[f.name] = append(words[f.name], cells[i])
			}
		}
		return err
	})
	for name, all := range words {
		slices.Sort(all)
		words[name] = slices.DeleteFunc(slices.Compact(all), func(w string) bool { return w == "" })
	}
	return words, err
}

// namesAround are the names of the organisations below, and those by which the organisation and all above it are called.
func (t *tx) namesAround(o *org, w *report.Words) error {
	above := map[uid.ID]bool{}
	for i := 0; i+16 <= len(o.path); i += 16 {
		above[uid.ID(o.path[i:i+16])] = true
	}
	root := &org{path: o.path[:16]}
	sql, args := below("id", root)
	return t.each("SELECT id, name, path FROM orgs WHERE voided_on IS NULL AND "+sql+" ORDER BY path", args, func(scan func(...any) error) error {
		var n report.Named
		var path []byte
		if err := scan(&n.ID, &n.Name, &path); err != nil {
			return err
		}
		switch {
		case above[n.ID]:
			w.Own = append(w.Own, n.Name)
		case (&org{path: path}).below(o):
			w.Orgs = append(w.Orgs, n)
		}
		return nil
	})
}

// areasOf are the areas of the organisation, of all below it, and of its community.
func (t *tx) areasOf(o *org, w *report.Words) error {
	sql, args := below("org_id", o)
	return t.each("SELECT body FROM areas WHERE voided_on IS NULL AND ("+sql+" OR org_id = ?) ORDER BY path", append(args, o.community), func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var a record.Area
		err := json.Unmarshal([]byte(body), &a)
		w.Areas = append(w.Areas, report.Named{Name: a.Name, ID: a.ID})
		return err
	})
}
