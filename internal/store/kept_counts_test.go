package store

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestNames: what is kept of names are those of both sides, each once, whatever they are made of; and what else stands there is read
// to its end without harm.
func TestNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"妇联", "居委会", "a", ""})))
		sets := [2]map[string]struct{}{{}, {}}
		all := map[string]struct{}{}
		for i := range sets {
			for _, who := range some.Draw(t, "names") {
				sets[i][who], all[who] = struct{}{}, struct{}{}
			}
		}
		c := newCounts()
		c.names[len(c.names)-1] = namesOf(&cell{texts: sets[0]})
		other := newCounts()
		other.names[len(c.names)-1] = namesOf(&cell{texts: sets[1]})
		c.add(other)
		sums, named := c.encode()
		read := decodeCounts(sums)
		read.decodeNames(string(named))
		if got, want := slices.Collect(read.names[len(c.names)-1].each), slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
			t.Fatalf("%q and %q are %q, want %q", sets[0], sets[1], got, want)
		}
		for _, n := range read.names[:len(c.names)-1] {
			if n != "" {
				t.Fatalf("nobody became %q", n)
			}
		}
		torn := newCounts()
		torn.decodeNames(string(rapid.SliceOf(rapid.Byte()).Draw(t, "what else")))
		for _, n := range torn.names {
			for who := range n.each {
				_ = who
			}
		}
	})
}
