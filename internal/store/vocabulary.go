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

// told are the fields by whose words a sentence may narrow its number, by source: the column, and whether it holds several.
var told = []struct {
	source, table, field string
	several              bool
}{
	{"activities", "activities", "tags", true},
	{"wishes", "wishes", "category", false},
	{"grid-events", "grid_events", "category", false},
	{"grid-events", "grid_events", "tags", true},
	{"people", "people", "tags", true},
	{"people", "people", "roles", true},
	{"partners", "partners", "tags", true},
	{"figures", "figures", "tags", true},
	{"orgs", "orgs", "tags", true},
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

// scope is whose text it is, with what the organisation and all below it call things by, and what a person corrected before.
func (t *tx) scope(org uid.ID, period calendar.Span) (s report.Scope, err error) {
	o, err := t.reach(org)
	if err != nil {
		return s, err
	}
	s.Period, s.Words.Values = period, map[string]map[string][]string{}
	if s.Known, err = t.metrics(org, nil); err != nil {
		return s, err
	}
	if s.Corrected, err = t.corrections(o); err != nil {
		return s, err
	}
	for _, f := range told {
		values, err := t.wordsIn(o, f.table, f.field, f.several)
		if err != nil {
			return s, err
		}
		if s.Words.Values[f.source] == nil {
			s.Words.Values[f.source] = map[string][]string{}
		}
		s.Words.Values[f.source][f.field] = values
	}
	if err := t.namesAround(o, &s.Words); err != nil {
		return s, err
	}
	return s, t.areasOf(o, &s.Words)
}

// wordsIn are the distinct words of a column, in their order.
func (t *tx) wordsIn(o *org, table, column string, several bool) (words []string, err error) {
	sql, args := below("org_id", o)
	err = t.each("SELECT DISTINCT "+column+" FROM "+table+" WHERE voided_on IS NULL AND "+sql, args, func(scan func(...any) error) error {
		var kept string
		if err := scan(&kept); err != nil {
			return err
		}
		if several {
			words = append(words, strings.Split(strings.Trim(kept, "\n"), "\n")...)
		} else {
			words = append(words, kept)
		}
		return nil
	})
	slices.Sort(words)
	return slices.DeleteFunc(slices.Compact(words), func(w string) bool { return w == "" }), err
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
