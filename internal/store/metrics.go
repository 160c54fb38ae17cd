package store

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// Values answers the numbers that the query asks for, in its order: of all metrics that the organisation has where it
// names none. Problems: NotFound for an organisation or area out of reach, Invalid for unknown metrics and bad parameters.
func (s *Store) Values(ctx context.Context, q metric.Query) (values []metric.Value, err error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(t *tx) error {
		values, err = t.values(q, nil)
		return err
	})
	return values, err
}

// still gives the value of a number where one is known that holds.
type still func(*metric.Definition) (v metric.Value, holds bool)

// values counts what the query asks for, but for what still holds.
func (t *tx) values(q metric.Query, known still) ([]metric.Value, error) {
	all, err := t.metrics(q.OrgID, q.Metrics)
	if err != nil {
		return nil, err
	}
	chosen, err := q.Choose(all)
	if err != nil {
		return nil, err
	}
	values := make([]metric.Value, len(chosen))
	var open []*metric.Definition
	var places []int
	for i, d := range chosen {
		if known != nil {
			if v, holds := known(d); holds {
				values[i] = v
				continue
			}
		}
		open, places = append(open, d), append(places, i)
	}
	counted, err := t.count(open, q)
	for i, v := range counted {
		values[places[i]] = v
	}
	return values, err
}

// Metrics are the numbers that the organisation has: those that everybody has, its own, and each name among its
// figures and those below it. Problems: NotFound for an organisation out of reach.
func (s *Store) Metrics(ctx context.Context, org uid.ID) (defs []metric.Definition, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		defs, err = t.metrics(org, nil)
		return err
	})
	return defs, err
}

// metrics are the numbers that the organisation has; where keys are given, at least those of them that it has.
func (t *tx) metrics(id uid.ID, keys []string) (defs []metric.Definition, err error) {
	o, err := t.reach(id)
	if err != nil {
		return nil, err
	}
	defs = slices.Clone(metric.Catalogue)
	if keys == nil || slices.ContainsFunc(keys, func(key string) bool { return metric.BuiltIn(key) == nil }) {
		own, err := t.ownMetrics(o)
		if err != nil {
			return nil, err
		}
		defs = append(defs, own...)
	}
	if keys == nil || slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, metric.FiguresPrefix) }) {
		figures, err := t.figureMetrics(o)
		if err != nil {
			return nil, err
		}
		defs = append(defs, figures...)
	}
	return defs, nil
}

// ownMetrics are those that hold for the organisation, by key.
func (t *tx) ownMetrics(o *org) (defs []metric.Definition, err error) {
	err = t.each("SELECT m.body FROM metric_keys k JOIN own_metrics m ON m.id = k.metric WHERE k.org = ? ORDER BY k.key", []any{o.id}, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var m metric.OwnMetric
		err := json.Unmarshal([]byte(body), &m)
		defs = append(defs, m.Definition())
		return err
	})
	return defs, err
}

// figureMetrics are one for each name, in the order of the names; unit and kind are empty where they differ.
func (t *tx) figureMetrics(o *org) (defs []metric.Definition, err error) {
	figures, err := t.figuresBelow(o)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(figures, func(a, b figureNamed) int { return strings.Compare(a.name, b.name) })
	for i, f := range figures {
		switch first := i == 0 || figures[i-1].name != f.name; {
		case !first:
		case i+1 < len(figures) && figures[i+1].name == f.name:
			defs = append(defs, metric.FigureMetric(f.name, "", ""))
		default:
			defs = append(defs, metric.FigureMetric(f.name, f.unit, f.kind))
		}
	}
	return defs, nil
}
