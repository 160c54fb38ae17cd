package store

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// What an organisation's own records of a month come to is kept beside the stamp of that month, and of a year that of its months.
// It holds while the stamp does. Who asks counts anew what does not hold, on the same snapshot, and lets it be kept
// (kept_writing.go). Joint records are kept under their owner; whoever asks adds those whose owner lies elsewhere.

// keptNumbers are the numbers that everybody has of what single records give on a day of their own. They add up over days and
// organisations, but those that count somebody once, which come first: theirs are kept with the names.
var keptNumbers = func() (all []*metric.Definition) {
	for i := range metric.Catalogue {
		if d := &metric.Catalogue[i]; keeps(d) {
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b *metric.Definition) int {
		switch named := a.Distinct() != nil; {
		case named == (b.Distinct() != nil):
			return 0
		case named:
			return -1
		}
		return 1
	})
	return all
}()

// keptNames is how many of keptNumbers count somebody once.
var keptNames = slices.IndexFunc(keptNumbers, func(d *metric.Definition) bool { return d.Distinct() == nil })

// keptPlace is where a number stands among keptNumbers, by its key.
var keptPlace = func() map[string]int {
	places := map[string]int{}
	for i, d := range keptNumbers {
		places[d.Key] = i
	}
	return places
}()

// keeps reports whether a number is made of what single records give on a day of their own.
func keeps(d *metric.Definition) bool {
	return d.Aggregate != metric.Stock && d.And == nil && monthly(d.From()) && (d.Also == nil || keeps(d.Also))
}

// monthly reports whether records of a source are counted month by month.
func monthly(s *metric.Source) bool {
	return s.Name != metric.Figures && s.Since == ""
}

// keptPart is a month or a year of what an organisation itself holds, and the stamp under which it was counted.
type keptPart struct {
	org    uid.ID
	part   string // 2023-03, 2023
	n      int64
	counts *counts // nil: to be counted
}

func (p keptPart) at() orgMonth { return orgMonth{p.org, p.part} }

func (p keptPart) year() bool { return len(p.part) == len("2023") }

// usesKept reports whether the query asks of whole months, of all records, by no more than time or organisation.
func (c *counting) usesKept() bool {
	return c.q.By != metric.ByArea && c.q.Tag == "" && c.area == nil && wholeMonths(c.q.Span) && wholeMonths(c.q.Span.YearBefore(1))
}

func wholeMonths(s calendar.Span) bool {
	return s.From.Day() == 1 && s.To.Day() == calendar.DaysIn(s.To.Year(), s.To.Month())
}

// readKept fills the numbers that are kept, and gives those that are left to count.
func (c *counting) readKept() (rest []*number, err error) {
	slots, named := map[*number]int{}, false
	for _, n := range c.numbers {
		if i, kept := keptPlace[n.def.Key]; kept && n.def.Same(keptNumbers[i]) {
			slots[n], named = i, named || i < keptNames
		} else {
			rest = append(rest, n)
		}
	}
	if len(slots) == 0 {
		return rest, nil
	}
	places := c.keptPlaces()
	err = c.eachPart(places, named, func(p *keptPart) {
		for n, i := range slots {
			for _, at := range c.keptCells(n, p, places[p.part]) {
				n.cells[at].take(p.counts, i)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return rest, c.addGuests(slots)
}

// keptPlaces are the parts that the query needs, each with the cells in which it counts.
func (c *counting) keptPlaces() map[string][]int {
	places := map[string][]int{}
	add := func(part string, cells ...int) { places[part] = append(places[part], cells...) }
	if c.series.months != nil {
		for month, cells := range c.series.months {
			add(month, cells...)
		}
	} else {
		for _, part := range yearsAndMonths(c.q.Span) {
			add(part, whole)
		}
	}
	for _, part := range yearsAndMonths(c.q.Span.YearBefore(1)) {
		add(part, before)
	}
	return places
}

// keptCells are those in which a part counts of a number, of those in which it counts by its days.
func (c *counting) keptCells(n *number, p *keptPart, days []int) (cells []int) {
	if c.series.orgs == nil {
		if n.def.Alone && p.org != c.org.id {
			return nil
		}
		return days
	}
	orgs := c.series.orgs
	if n.def.Alone {
		orgs = c.series.alone
	}
	for _, at := range days {
		switch {
		case at == whole:
			cells = append(cells, orgs[p.org]...)
		case !n.def.Alone && c.q.Subtree || p.org == c.org.id:
			cells = append(cells, at)
		}
	}
	return cells
}

// yearsAndMonths cuts a span of whole months into as few parts as can be.
func yearsAndMonths(s calendar.Span) (parts []string) {
	for _, m := range s.Months() {
		year := m.Key[:len("2023")]
		whole := calendar.YearSpan(m.Span.From.Year())
		switch {
		case whole.From < s.From || whole.To > s.To:
			parts = append(parts, m.Key)
		case m.Span.From == whole.From:
			parts = append(parts, year)
		}
	}
	return parts
}

// addGuests adds the joint records of owners that lie outside what is asked for; by organisation, outside of a part.
func (c *counting) addGuests(slots map[*number]int) error {
	if c.series.orgs == nil {
		if some, err := c.hasGuests(); err != nil || !some {
			return err
		}
	}
	guests := *c
	guests.only, guests.numbers = guestGrounds, nil
	for n := range slots {
		if n.def.From().Joint {
			guests.numbers = append(guests.numbers, n)
		}
	}
	return guests.readStraight()
}

// hasGuests reports whether there are joint records of owners elsewhere, in the span or the year before. Most have none.
func (c *counting) hasGuests() (bool, error) {
	target, args := c.within("target", c.q.Subtree)
	owner, more := c.within("org", c.q.Subtree)
	args = append(append(args, string(record.RoleJoint), c.q.Span.YearBefore(1).From, c.q.Span.To), more...)
	var n int64 // without LIMIT, which makes PostgreSQL believe that it will soon find one wherever it begins
	_, err := c.t.one("SELECT count(*) FROM links WHERE "+target+" AND role = ? AND day >= ? AND day <= ? AND NOT ("+owner+")", args, &n)
	return n > 0, err
}
