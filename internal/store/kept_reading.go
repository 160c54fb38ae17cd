package store

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// eachPart gives every part that the query needs of every organisation that it asks of, counted where nothing that holds is kept.
func (c *counting) eachPart(places map[string][]int, named bool, use func(*keptPart)) error {
	sql, args := c.within("t.org", c.q.Subtree || c.series.orgs != nil)
	var stale []*keptPart
	err := c.t.eachKept(sql, args, slices.Sorted(maps.Keys(places)), named, func(p *keptPart) {
		if p.counts == nil {
			stale = append(stale, p)
		} else {
			use(p) // and forgets it: a city has many
		}
	})
	if err != nil {
		return err
	}
	if err := c.t.countKept(stale); err != nil {
		return err
	}
	for _, p := range stale {
		use(p)
	}
	return nil
}

// keptRows are what eachKept gives.
func (t *tx) keptRows(sql string, args []any, parts []string, named bool) (all []*keptPart, err error) {
	err = t.eachKept(sql, args, parts, named, func(p *keptPart) { all = append(all, p) })
	return all, err
}

// eachKept reads what was touched of some organisations in some parts, with what is kept of it, and with the names if they are asked for.
// What was never touched is nothing.
func (t *tx) eachKept(sql string, args []any, parts []string, named bool, use func(*keptPart)) error {
	args = slices.Clone(args)
	column := "NULL"
	if named {
		column = "k.names"
	}
	for i := range powerOfTwo(len(parts)) {
		args = append(args, parts[min(i, len(parts)-1)])
	}
	return t.each("SELECT t.org, t.month, t.n, k.n, k.counts, "+column+" FROM touched t LEFT JOIN kept k ON k.org = t.org AND k.month = t.month WHERE "+sql+
		" AND t.month IN ("+placesFor(powerOfTwo(len(parts)))+")", args, func(scan func(...any) error) error {
		var p keptPart
		var n *int64
		var sums, names []byte
		if err := scan(&p.org, &p.part, &p.n, &n, &sums, &names); err != nil {
			return err
		}
		if n != nil && *n == p.n {
			if p.counts = decodeCounts(sums); p.counts != nil {
				p.counts.decodeNames(string(names))
			}
		}
		use(&p)
		return nil
	})
}

// countKept counts the parts that are not kept: months from the records, years from their months; and lets all of it be kept.
func (t *tx) countKept(all []*keptPart) error {
	var months, years []*keptPart
	for _, p := range all {
		switch {
		case p.counts != nil:
		case p.year():
			years = append(years, p)
		default:
			months = append(months, p)
		}
	}
	if err := t.countOnce(months, (*tx).countStale); err != nil {
		return err
	}
	return t.countOnce(years, (*tx).countYears)
}

// countYears adds up the months of each year, those that are kept and those that must be counted.
func (t *tx) countYears(years []*keptPart) error {
	for _, year := range years {
		number, _ := strconv.Atoi(year.part)
		var keys []string
		for _, m := range calendar.YearSpan(number).Months() {
			keys = append(keys, m.Key)
		}
		months, err := t.keptRows("t.org = ?", []any{year.org}, keys, true)
		if err != nil {
			return err
		}
		if err := t.countKept(months); err != nil {
			return err
		}
		sum := newCounts()
		for _, m := range months {
			sum.add(m.counts)
		}
		year.counts = sum
	}
	return nil
}

// countMonths counts months of what organisations themselves hold straight from the records, those that follow one another at once.
func (t *tx) countMonths(months []*keptPart) error {
	inOrder(months)
	for len(months) > 0 {
		n := 1
		for n < len(months) && months[n].org == months[0].org && months[n].part == nextMonth(months[n-1].part) {
			n++
		}
		if err := t.countRun(months[0].org, months[:n], nil); err != nil {
			return err
		}
		months = months[n:]
	}
	return nil
}

// inOrder puts the months of an organisation one after another.
func inOrder(parts []*keptPart) {
	slices.SortFunc(parts, func(a, b *keptPart) int {
		return cmp.Or(bytes.Compare(a.org[:], b.org[:]), cmp.Compare(a.part, b.part), cmp.Compare(a.n, b.n))
	})
}

func firstOf(month string) calendar.Date {
	d, _ := calendar.ParseDate(month + "-01")
	return d
}

func nextMonth(month string) string { return monthOf(firstOf(month).AddMonths(1)) }

// countRun counts months that follow one another: of all records, or of some.
func (t *tx) countRun(org uid.ID, run []*keptPart, of *handpicked) error {
	o, err := t.org(org)
	if err != nil {
		return err
	}
	c := &counting{t: t, org: o, today: t.s.Today(), only: ownGrounds, of: of}
	c.q = metric.Query{OrgID: org, By: metric.ByMonth, Span: calendar.Span{From: firstOf(run[0].part), To: firstOf(run[len(run)-1].part).AddMonths(1).AddDays(-1)}}
	if c.series, err = c.cut(); err != nil {
		return err
	}
	for _, d := range keptNumbers {
		if of == nil || of.facets&facetsOf(d) != 0 {
			c.numbers = append(c.numbers, &number{d, make([]cell, parts+len(c.series.keys))})
		}
	}
	if err := c.readStraight(); err != nil {
		return err
	}
	for m, p := range run {
		p.counts = newCounts()
		for _, n := range c.numbers {
			p.counts.give(keptPlace[n.def.Key], &n.cells[parts+m])
		}
	}
	return nil
}
