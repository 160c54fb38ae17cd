package store

import (
	"encoding/binary"
	"hash/fnv"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// What an organisation's own records of a month come to is kept beside the stamp of that month, and of a year that of its months.
// It holds while the stamp does. Who asks counts anew what does not hold, on the same snapshot, and lets it be kept
// (kept_writing.go). Joint records are kept under their owner; whoever asks adds those whose owner lies elsewhere.

// keptNumbers are the numbers that add up over days and organisations, as far as everybody has them.
var keptNumbers = func() (all []*metric.Definition) {
	for i := range metric.Catalogue {
		if d := &metric.Catalogue[i]; keeps(d) {
			all = append(all, d)
		}
	}
	return all
}()

// keptPlace is where a number stands among keptNumbers, by its key.
var keptPlace = func() map[string]int {
	places := map[string]int{}
	for i, d := range keptNumbers {
		places[d.Key] = i
	}
	return places
}()

// keeps reports whether a number is the sum of what single records give on a day of their own.
func keeps(d *metric.Definition) bool {
	return d.Distinct() == nil && d.Aggregate != metric.Stock && d.And == nil && monthly(d.From())
}

// monthly reports whether records of a source are counted month by month.
func monthly(s *metric.Source) bool {
	return s.Name != metric.Figures && s.Since == ""
}

// counts are two numbers for each of keptNumbers: how many records stand behind it, and what they come to.
type counts []int64

func (c counts) add(other counts) {
	for i, n := range other {
		c[i] += n
	}
}

// keptShape tells counts of other definitions apart: those of an older program are counted anew.
var keptShape = func() uint64 {
	h := fnv.New64a()
	_ = json.MarshalWrite(h, keptNumbers, json.Deterministic(true)) // definitions can always be written
	return h.Sum64()
}()

// encode writes counts in few bytes: most are zero.
func (c counts) encode() []byte {
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, 8+len(c)), keptShape)
	for _, n := range c {
		b = binary.AppendVarint(b, n)
	}
	return b
}

// decodeCounts reads what encode wrote; nil for what another program wrote.
func decodeCounts(b []byte) counts {
	if len(b) < 8 || binary.LittleEndian.Uint64(b) != keptShape {
		return nil
	}
	c := make(counts, 2*len(keptNumbers))
	b = b[8:]
	for i := range c {
		n, size := binary.Varint(b)
		if size <= 0 {
			return nil
		}
		c[i], b = n, b[size:]
	}
	return c
}

// keptPart is a month or a year of what an organisation itself holds, and the stamp under which it was counted.
type keptPart struct {
	org    uid.ID
	part   string // 2023-03, 2023
	n      int64
	counts counts // nil: to be counted
}

func (p keptPart) year() bool { return len(p.part) == len("2023") }

// usesKept reports whether the query asks of whole months, of all records, by no more than time.
func (c *counting) usesKept() bool {
	timely := c.q.By == "" || c.q.By == metric.ByMonth || c.q.By == metric.ByQuarter
	return timely && c.q.Tag == "" && c.area == nil && wholeMonths(c.q.Span) && wholeMonths(c.q.Span.YearBefore(1))
}

func wholeMonths(s calendar.Span) bool {
	return s.From.Day() == 1 && s.To.Day() == calendar.DaysIn(s.To.Year(), s.To.Month())
}

// readKept fills the numbers that are kept, and gives those that are left to count.
func (c *counting) readKept() (rest []*number, err error) {
	slots := map[*number]int{}
	for _, n := range c.numbers {
		if i, kept := keptPlace[n.def.Key]; kept && n.def.Same(keptNumbers[i]) {
			slots[n] = i
		} else {
			rest = append(rest, n)
		}
	}
	if len(slots) == 0 {
		return rest, nil
	}
	places := c.keptPlaces()
	parts, err := c.keptParts(places)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		for n, i := range slots {
			if n.def.Alone && p.org != c.org.id {
				continue
			}
			for _, at := range places[p.part] {
				n.cells[at].records += p.counts[2*i]
				n.cells[at].value += p.counts[2*i+1]
			}
		}
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

// addGuests adds the joint records of owners that lie outside what is asked for.
func (c *counting) addGuests(slots map[*number]int) error {
	guests := *c
	guests.only, guests.numbers = guestGrounds, nil
	for n := range slots {
		if n.def.From().Joint {
			guests.numbers = append(guests.numbers, n)
		}
	}
	return guests.readStraight()
}
