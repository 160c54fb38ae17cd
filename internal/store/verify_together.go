package store

import (
	"maps"
	"slices"

	"shuzhi/internal/uid"
)

// verifyTogether wants what no record can keep by itself.
func (t *tx) verifyTogether(fault func(string, ...any)) error {
	for _, rule := range []func(func(string, ...any)) error{t.verifyNamed, t.verifyFigureNames, t.verifyMetricKeys} {
		if err := rule(fault); err != nil {
			return err
		}
	}
	return nil
}

// verifyNamed wants nothing living to name what is voided.
func (t *tx) verifyNamed(fault func(string, ...any)) error {
	for _, table := range slices.Sorted(maps.Keys(nameable)) {
		err := t.each("SELECT l.record, gone.id FROM "+table+" gone JOIN links l ON l.target = gone.id WHERE gone.voided_on IS NOT NULL", nil, func(scan func(...any) error) error {
			var by, gone uid.ID
			err := scan(&by, &gone)
			fault("%s names %s of %s, which is voided", by, gone, table)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// verifyFigureNames wants a figure's name to have one unit and one kind where it is one.
func (t *tx) verifyFigureNames(fault func(string, ...any)) error {
	return t.each(`SELECT COALESCE(o.community_id, o.id), f.name FROM figures f JOIN orgs o ON o.id = f.org_id WHERE f.voided_on IS NULL
		GROUP BY COALESCE(o.community_id, o.id), f.name HAVING count(DISTINCT f.unit) > 1 OR count(DISTINCT f.kind) > 1`, nil, func(scan func(...any) error) error {
		var org uid.ID
		var name string
		err := scan(&org, &name)
		fault("organisation %s: the figures %s have more than one unit or kind", org, name)
		return err
	})
}

// verifyMetricKeys wants every organisation to have the own metrics that hold for it.
func (t *tx) verifyMetricKeys(fault func(string, ...any)) error {
	type holding struct {
		metric uid.ID
		key    string
		path   []byte
	}
	var all []holding
	err := t.each("SELECT m.id, m.key, o.path FROM own_metrics m JOIN orgs o ON o.id = m.org_id WHERE m.voided_on IS NULL", nil, func(scan func(...any) error) error {
		var h holding
		err := scan(&h.metric, &h.key, &h.path)
		all = append(all, h)
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range all {
		from, until := pathRange(h.path)
		err := t.each("SELECT id FROM orgs WHERE path >= ? AND path < ? AND id NOT IN (SELECT org FROM metric_keys WHERE metric = ?)", []any{from, until, h.metric}, func(scan func(...any) error) error {
			var org uid.ID
			err := scan(&org)
			fault("organisation %s: it lacks the metric %s", org, h.key)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
