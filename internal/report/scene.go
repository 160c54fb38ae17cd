package report

import (
	"slices"
	"unicode"

	"shuzhi/internal/metric"
)

// scene is a sentence with the blanks in it.
type scene struct {
	*binder
	from, to int
	words    []token
	loose    []int   // how many runes before each are letters that no word covers
	quotes   []Place // short names in quotes
	before   *token  // the time of an earlier sentence, once it was looked for
	past
}

// past is what the blanks before in a sentence leave to those behind.
type past struct {
	seen       int           // how many there are
	tail       int           // how far the words reach that belong to them
	last       string        // the metric of the one before
	told       []string      // all metrics before
	asked      []asked       // and what was asked of them
	sure       float64       // and how sure it is
	like       string        // the metric of everybody's that it is, or a part of which it is
	lastFilter metric.Filter // and what narrows that to it
	several    bool          // it was told of several topics, one by one: 邻里纠纷x起、物业纠纷x起
	part       int           // where the part of the sentence begins in which they stand, behind ；
	activities int           // how many of that part are of activities
}

// longestScene is how far a sentence is looked at on either side of its first blank.
const longestScene = 120

// scene reads the sentence around a slot.
func (b *binder) scene(slots []Slot, i int) *scene {
	at := slots[i].Place
	s := &scene{binder: b, from: at.From, to: at.To}
	for s.from > max(0, at.From-longestScene) && !b.stops(s.from-1) {
		s.from--
	}
	for s.to < min(len(b.text), at.To+longestScene) && !b.stops(s.to) {
		s.to++
	}
	if hasAt(b.text, s.from, "其中") || hasAt(b.text, s.from, "（其中") { // it goes on with the sentence before
		for s.from = max(0, s.from-1); s.from > max(0, at.From-2*longestScene) && !b.stops(s.from-1); {
			s.from--
		}
	}
	first := i
	for first > 0 && slots[first-1].Place.To > s.from {
		first--
	}
	s.tail = s.from
	s.words = b.tokens(s.from, s.to, slots[first:])
	s.loose = make([]int, s.to-s.from+1)
	t, n, quoted := 0, first, s.from
	for at := s.from; at < s.to; at++ {
		if b.text[at] == '“' {
			if quoted = b.quote(at, s.to); quoted > at {
				s.quotes = append(s.quotes, Place{at, quoted})
			}
		}
		for t < len(s.words) && s.words[t].to <= at {
			t++
		}
		for n < len(slots) && slots[n].Place.To <= at {
			n++
		}
		covered := t < len(s.words) && s.words[t].from <= at && s.words[t].tells() && !s.adrift(s.words[t], slots[:n]) ||
			n < len(slots) && slots[n].Place.From <= at
		s.loose[at-s.from+1] = s.loose[at-s.from]
		if !covered && at >= quoted && unicode.IsLetter(b.text[at]) {
			s.loose[at-s.from+1]++
		}
	}
	return s
}

// adrift reports whether a word that is a unit and nothing else measures nothing, but is part of a word that nobody knows: 写字楼, 换届.
func (s *scene) adrift(t token, before []Slot) bool {
	if len(t.text) > 1 || t.sense != isUnit || slices.ContainsFunc(t.uses, func(u use) bool { return u.role != roleUnit }) {
		return false
	}
	return len(before) == 0 || before[len(before)-1].Place.To != t.from
}

// stops reports whether a sentence ends at i. What stands behind ； is told with what stands before it.
func (b *binder) stops(i int) bool {
	r := b.text[i]
	return endsSentence(r) && r != '；' && r != ';'
}

// longestQuote is how long a name in quotes may be that says nothing of what is counted.
const longestQuote = 10

// quote gives the end of the quotation that begins at i; i if it is long.
func (b *binder) quote(i, to int) int {
	for at := i + 1; at < min(to, i+longestQuote); at++ {
		if b.text[at] == '”' {
			return at
		}
	}
	return i
}

// strange counts the letters between two places that no word covers.
func (s *scene) strange(from, to int) int {
	if from >= to {
		return 0
	}
	return s.loose[to-s.from] - s.loose[from-s.from]
}

// between gives the words that lie within a stretch.
func (s *scene) between(from, to int) []token {
	i, _ := slices.BinarySearchFunc(s.words, from, func(t token, at int) int { return t.from - at })
	n, _ := slices.BinarySearchFunc(s.words, to, func(t token, at int) int { return t.from - at })
	if i >= n {
		return nil
	}
	return s.words[i:n]
}
