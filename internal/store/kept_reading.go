package store

import (
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
	of := map[string][]*keptPart{}
	for _, year := range years {
		of[year.part] = append(of[year.part], year)
	}
	for _, year := range slices.Sorted(maps.Keys(of)) {
		for some := range slices.Chunk(of[year], mostNamed) {
			if err := t.countYear(year, some); err != nil {
				return err
			}
		}
	}
	return nil
}

// countYear adds up the months of one year, of at most so many organisations as a statement names.
func (t *tx) countYear(year string, of []*keptPart) error {
	number, _ := strconv.Atoi(year)
	var keys []string
	for _, m := range calendar.YearSpan(number).Months() {
		keys = append(keys, m.Key)
	}
	var orgs []uid.ID
	sums := map[uid.ID]*counts{}
	for _, p := range of {
		orgs, sums[p.org] = append(orgs, p.org), newCounts()
	}
	sql, args := oneOf("t.org", orgs)
	months, err := t.keptRows(sql, args, keys, true)
	if err != nil {
		return err
	}
	if err := t.countKept(months); err != nil {
		return err
	}
	for _, m := range months {
		sums[m.org].add(m.counts)
	}
	for _, p := range of {
		p.counts = sums[p.org]
	}
	return nil
}

// monthSpan is from the first of months that follow one another to the last.
type monthSpan struct{ from, to string }

// countMonths counts months of what organisations themselves hold straight from the records: those that follow one another, of all who
// want the same, at once.
func (t *tx) countMonths(months []*keptPart) error {
	inOrder(months)
	wanted := map[monthSpan][][]*keptPart{}
	for len(months) > 0 {
		n := 1
		for n < len(months) && months[n].org == months[0].org && months[n].part == nextMonth(months[n-1].part) {
			n++
		}
		at := monthSpan{months[0].part, months[n-1].part}
		wanted[at] = append(wanted[at], months[:n])
		months = months[n:]
	}
	for at, runs := range wanted {
		for some := range slices.Chunk(runs, runsAtOnce) {
			if err := t.countRuns(at, some, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// runsAtOnce is how many organisations' months one statement counts.
const runsAtOnce = 32

// inOrder puts the months of an organisation one after another.
func inOrder(parts []*keptPart) {
	slices.SortFunc(parts, func(a, b *keptPart) int {
		return cmp.Or(a.at().compare(b.at()), cmp.Compare(a.n, b.n))
	})
}

func firstOf(month string) calendar.Date {
	d, _ := calendar.ParseDate(month + "-01")
	return d
}

func nextMonth(month string) string { return monthOf(firstOf(month).AddMonths(1)) }

// countRuns counts the same months of some organisations: of all their records, or of some.
func (t *tx) countRuns(at monthSpan, runs [][]*keptPart, of *handpicked) error {
	c := &counting{t: t, today: t.s.Today(), only: ownGrounds, of: of}
	c.q = metric.Query{Span: calendar.Span{From: firstOf(at.from), To: firstOf(at.to).AddMonths(1).AddDays(-1)}}
	c.series.owned = map[orgMonth][]int{}
	all := slices.Concat(runs...)
	for i, p := range all {
		c.series.owned[p.at()] = []int{parts + i}
	}
	for _, run := range runs {
		c.owners = append(c.owners, run[0].org)
	}
	for _, d := range keptNumbers {
		if of == nil || of.facets&facetsOf(d) != 0 {
			c.numbers = append(c.numbers, &number{d, make([]cell, parts+len(all))})
		}
	}
	if err := c.readStraight(); err != nil {
		return err
	}
	for i, p := range all {
		p.counts = newCounts()
		for _, n := range c.numbers {
			p.counts.give(keptPlace[n.def.Key], &n.cells[parts+i])
		}
	}
	return nil
}
