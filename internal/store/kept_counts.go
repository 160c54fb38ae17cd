package store

import (
	"encoding/binary"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/uid"
)

// counts are what the records of a part come to.
type counts struct {
	sums  []int64 // two for each of keptNumbers: how many records stand behind it, and what they add up to
	names []names // whom, for each of the first of them
}

func newCounts() *counts {
	return &counts{make([]int64, 2*len(keptNumbers)), make([]names, keptNames)}
}

func (c *counts) clone() *counts { return &counts{slices.Clone(c.sums), slices.Clone(c.names)} }

func (c *counts) add(other *counts) {
	for i, n := range other.sums {
		c.sums[i] += n
	}
	for i, n := range other.names {
		c.names[i] = c.names[i].and(n)
	}
}

// give sets what a number came to.
func (c *counts) give(place int, from *cell) {
	c.sums[2*place], c.sums[2*place+1] = from.records, from.value
	if place < keptNames {
		c.names[place] = namesOf(from)
	}
}

// take adds what a number came to.
func (c *cell) take(from *counts, place int) {
	c.records += from.sums[2*place]
	c.value += from.sums[2*place+1]
	if place >= keptNames {
		return
	}
	texts := keptNumbers[place].Distinct().Column != ""
	for who := range from.names[place].each {
		if !texts {
			var id uid.ID
			copy(id[:], who)
			c.name(id)
		} else if _, known := c.texts[who]; !known {
			c.call(strings.Clone(who)) // and not all of the part's names with it
		}
	}
}

// keptShape tells counts of other definitions apart: those of an older program are counted anew.
var keptShape = func() uint64 {
	h := fnv.New64a()
	_ = json.MarshalWrite(h, keptNumbers, json.Deterministic(true)) // definitions can always be written
	return h.Sum64()
}()

// encode writes counts in few bytes, since most are zero; and the names apart, since most who read the counts need none.
func (c *counts) encode() (sums, named []byte) {
	sums = binary.LittleEndian.AppendUint64(make([]byte, 0, 8+len(c.sums)), keptShape)
	for _, n := range c.sums {
		sums = binary.AppendVarint(sums, n)
	}
	named = []byte{}
	for _, n := range c.names {
		named = appendText(named, string(n))
	}
	return sums, named
}

// decodeCounts reads what encode wrote; nil for what another program wrote.
func decodeCounts(sums []byte) *counts {
	if len(sums) < 8 || binary.LittleEndian.Uint64(sums) != keptShape {
		return nil
	}
	c := newCounts()
	sums = sums[8:]
	for i := range c.sums {
		n, size := binary.Varint(sums)
		if size <= 0 {
			return nil
		}
		c.sums[i], sums = n, sums[size:]
	}
	return c
}

// decodeNames reads the names.
func (c *counts) decodeNames(named string) {
	for i := range c.names {
		var n string
		n, named = cutText(named)
		c.names[i] = names(n)
	}
}

// names are distinct names in order, each behind its length.
type names string

func namesOf(c *cell) names {
	all := slices.Collect(maps.Keys(c.texts))
	for id := range c.ids {
		all = append(all, string(id[:]))
	}
	slices.Sort(all)
	var b []byte
	for _, who := range all {
		b = appendText(b, who)
	}
	return names(b)
}

// each gives every name.
func (n names) each(yield func(string) bool) {
	for rest := string(n); rest != ""; {
		var who string
		if who, rest = cutText(rest); !yield(who) {
			return
		}
	}
}

// and is the names of both.
func (n names) and(others names) names {
	if n == "" {
		return others
	}
	both := make([]byte, 0, len(n)+len(others))
	mine, theirs := string(n), string(others)
	for mine != "" && theirs != "" {
		a, afterA := cutText(mine)
		b, afterB := cutText(theirs)
		if a <= b {
			both, mine = appendText(both, a), afterA
		} else {
			both = appendText(both, b)
		}
		if b <= a {
			theirs = afterB
		}
	}
	both = append(append(both, mine...), theirs...)
	if len(both) == len(n) {
		return n
	}
	return names(both)
}

// appendText writes a text behind its length.
func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// cutText reads what appendText wrote. Of what else stands there it gives something, and comes to an end.
func cutText(b string) (text, rest string) {
	if b != "" && len(b) > int(b[0]) && b[0] < 1<<7 { // as most are
		return b[1 : 1+b[0]], b[1+b[0]:]
	}
	n, size := binary.Uvarint([]byte(b[:min(len(b), binary.MaxVarintLen64)]))
	if size <= 0 || n > uint64(len(b)-size) {
		return b, ""
	}
	return b[size : size+int(n)], b[size+int(n):]
}
