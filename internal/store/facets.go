package store

import (
	"slices"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// facets are what of an organisation's records a number is made of, a bit each: of every source what is counted of its records, and
// whom each of its fields names. A change that leaves all facets of a number alone leaves the number alone: an activity that
// names nobody changes no stock, no wish, and not who took part.
type facets uint32

// facetBits are how many facets there are at most.
const facetBits = 32

// countedOf and namedIn are the facets of each source and of each field that names somebody.
var countedOf, namedIn = func() (map[*metric.Source]facets, map[*metric.Naming]facets) {
	counted, named := map[*metric.Source]facets{}, map[*metric.Naming]facets{}
	next := func() facets {
		if n := len(counted) + len(named); n < facetBits {
			return 1 << n
		}
		panic("store: there are more facets than bits")
	}
	for _, s := range metric.Sources {
		counted[s] = next()
		for i := range s.Named {
			named[&s.Named[i]] = next()
		}
	}
	return counted, named
}()

// facetsOf are those that a number is made of.
func facetsOf(d *metric.Definition) (f facets) {
	for ; d != nil; d = d.Also {
		if n := d.Distinct(); n != nil {
			f |= namedIn[n]
		} else {
			f |= countedOf[d.From()]
		}
	}
	return f
}

// facing is how a kind of record bears on facets.
type facing struct {
	counted facets // by any change of its rows
	named   []namedBy
}

// namedBy is a field that names somebody.
type namedBy struct {
	facet facets
	role  record.Role // of the links by which it names, or
	place int         // of its column in a row
}

// facingOf finds how the records of a table, with rows like row, bear on facets.
func facingOf(table string, row []record.Column) (f facing) {
	for _, s := range metric.Sources {
		if s.Table == table || slices.Contains(strings.Fields(s.From), table) {
			f.counted |= countedOf[s]
		}
		if s.Table != table {
			continue
		}
		for i := range s.Named {
			n := &s.Named[i]
			f.named = append(f.named, namedBy{namedIn[n], n.Role, slices.IndexFunc(row, func(c record.Column) bool { return c.Name == n.Column })})
		}
	}
	return f
}

// touched are the facets that a change bears on, of a record that named the links and stood in the row, before it or after.
func (f *facing) touched(links []record.Link, row []record.Column) facets {
	touched := f.counted
	for _, n := range f.named {
		if n.place >= 0 {
			if row[n.place].Value != "" {
				touched |= n.facet
			}
		} else if slices.ContainsFunc(links, func(l record.Link) bool { return l.Role == n.role }) {
			touched |= n.facet
		}
	}
	return touched
}
