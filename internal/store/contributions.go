package store

import (
	"maps"
	"slices"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// contributions are what each record behind a number gave to it, by id.
func (c *counting) contributions(d *metric.Definition) ([]report.Contribution, error) {
	found := map[uid.ID]*report.Contribution{}
	arms, err := c.arms(d)
	if err != nil {
		return nil, err
	}
	for _, a := range arms {
		gives, args, err := c.gives(d)
		if err != nil {
			return nil, err
		}
		id := a.source.Table + ".id"
		from, named := a.from, "''"
		switch {
		case a.naming == nil:
		case a.naming.Column != "":
			named = a.naming.Column
		default:
			from += " JOIN links named ON named.record = " + id
			named = "named.target"
			a.where.and("named.role = ?", string(a.naming.Role))
		}
		sql := "SELECT " + strings.Join([]string{id, a.source.Table + ".version", gives, named}, ", ") + " FROM " + from + " WHERE " + a.where.sql
		err = c.t.each(sql, append(args, a.where.args...), func(scan func(...any) error) error {
			var one report.Contribution
			var who uid.ID
			var words string
			name := any(&words)
			if a.naming != nil && a.naming.Column == "" {
				name = &who
			}
			if err := scan(&one.ID, &one.Version, &one.Value, name); err != nil {
				return err
			}
			if found[one.ID] == nil {
				found[one.ID] = &one
			}
			has := found[one.ID]
			if !who.IsZero() {
				has.Named = append(has.Named, who.String())
			}
			if words = strings.Trim(words, "\n"); words != "" {
				has.Named = append(has.Named, strings.Split(words, "\n")...)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	all := make([]report.Contribution, 0, len(found))
	for _, id := range slices.SortedFunc(maps.Keys(found), uid.Compare) {
		slices.Sort(found[id].Named)
		all = append(all, *found[id])
	}
	return all, nil
}

// gives is what one record gives to a number.
func (c *counting) gives(d *metric.Definition) (sql string, args []any, err error) {
	sum := d.Sum()
	switch {
	case d.Source == metric.Figures:
		return "amount", nil, nil
	case sum != nil:
		return "COALESCE(" + sum.Column + ", 0)", nil, nil
	case d.Aggregate != metric.Rate:
		return "1", nil, nil
	}
	hits, err := c.passing(d.From(), d.Share)
	return "CASE WHEN " + hits.sql + " THEN 1 ELSE 0 END", hits.args, err
}
