package store

import (
	"fmt"
	"slices"

	"shuzhi/internal/uid"
)

// verifyKept holds every total that is kept and holds against the records.
func (t *tx) verifyKept(fault func(string, ...any)) error {
	var orgs []uid.ID
	err := t.each("SELECT DISTINCT org FROM kept ORDER BY org", nil, func(scan func(...any) error) error {
		var org uid.ID
		err := scan(&org)
		orgs = append(orgs, org)
		return err
	})
	if err != nil {
		return err
	}
	for _, org := range orgs {
		if err := t.verifyKeptOf(org, fault); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) verifyKeptOf(org uid.ID, fault func(string, ...any)) error {
	var keys []string
	err := t.each("SELECT month FROM touched WHERE org = ? ORDER BY month", []any{org}, func(scan func(...any) error) error {
		var part string
		err := scan(&part)
		keys = append(keys, part)
		return err
	})
	if err != nil || len(keys) == 0 {
		return err
	}
	kept, err := t.keptRows("t.org = ?", []any{org}, keys, true)
	if err != nil {
		return err
	}
	var months []*keptPart
	years := map[string]*counts{}
	for _, p := range kept {
		if !p.year() {
			months = append(months, &keptPart{org: org, part: p.part})
		}
	}
	if err := t.countMonths(slices.Clone(months)); err != nil {
		return err
	}
	is := map[string]*counts{}
	for _, m := range months {
		year := m.part[:len("2023")]
		if years[year] == nil {
			years[year] = newCounts()
		}
		years[year].add(m.counts)
		is[m.part] = m.counts
	}
	for _, p := range kept {
		want := is[p.part]
		if p.year() {
			want = years[p.part]
		}
		if want == nil {
			want = newCounts()
		}
		if p.counts != nil {
			p.counts.verify(want, func(key, is, should string) {
				fault("organisation %s: %s of %s is kept as %s, the records say %s", org, key, p.part, is, should)
			})
		}
	}
	return nil
}

// verify holds counts against those of the records.
func (c *counts) verify(want *counts, fault func(key, is, should string)) {
	for i, d := range keptNumbers {
		is, should := c.of(i), want.of(i)
		switch {
		case is != should:
			fault(d.Key, is, should)
		case i < keptNames && c.names[i] != want.names[i]:
			fault(d.Key, "the same number of others", should)
		}
	}
}

// of says what a number came to.
func (c *counts) of(place int) string {
	records, value := c.sums[2*place], c.sums[2*place+1]
	if place < keptNames {
		value = 0
		for range c.names[place].each {
			value++
		}
	}
	return fmt.Sprintf("%d from %d records", value, records)
}
