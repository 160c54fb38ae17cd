package report

import (
	"slices"
	"unicode"

	"shuzhi/internal/metric"
)

// scene is a sentence with the blanks in it.
type scene struct {
	*binder
	from, to   int
	words      []token
	loose      []int  // how many runes before each are letters that no word covers
	tail       int    // how far the words reach that belong to the blanks before
	last       string // the metric of the blank before
	lastFilter metric.Filter
	before     *token // the time of an earlier sentence, once it was looked for
}

// longestScene is how far a sentence is looked at on either side of its first blank.
const longestScene = 120

// scene reads the sentence around a slot.
func (b *binder) scene(slots []Slot, i int) *scene {
	at := slots[i].Place
	s := &scene{binder: b, from: at.From, to: at.To}
	for s.from > max(0, at.From-longestScene) && !endsSentence(b.text[s.from-1]) {
		s.from--
	}
	for s.to < min(len(b.text), at.To+longestScene) && !endsSentence(b.text[s.to]) {
		s.to++
	}
	if hasAt(b.text, s.from, "其中") || hasAt(b.text, s.from, "（其中") { // it goes on with the sentence before
		for s.from = max(0, s.from-1); s.from > max(0, at.From-2*longestScene) && !endsSentence(b.text[s.from-1]); {
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
			quoted = b.quote(at, s.to)
		}
		for t < len(s.words) && s.words[t].to <= at {
			t++
		}
		for n < len(slots) && slots[n].Place.To <= at {
			n++
		}
		covered := t < len(s.words) && s.words[t].from <= at && s.words[t].tells() ||
			n < len(slots) && slots[n].Place.From <= at
		s.loose[at-s.from+1] = s.loose[at-s.from]
		if !covered && at >= quoted && unicode.IsLetter(b.text[at]) {
			s.loose[at-s.from+1]++
		}
	}
	return s
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

// stand is what surrounds one blank.
type stand struct {
	*scene
	place      Place
	unit       *word
	unitEnd    int
	ownFrom    int     // where the words before the blank begin that are its own
	nextTo     int     // where the words behind it end
	shared     bool    // another blank follows within the clause
	own, next  []token // words before it and behind its unit
	coda       []token // those behind the other blanks of its list: x家单位、x名党员到社区报到
	clauseFrom int     // where its clause begins
	sentence   []token // the sentence before its own words, without what stands in brackets
	telling
}

// mostEarlier is how many earlier words of a sentence may say what is counted.
const mostEarlier = 24

// stand looks around a blank.
func (s *scene) stand(slots []Slot, i int) *stand {
	at := slots[i].Place
	v := &stand{scene: s, place: at, unitEnd: at.To, ownFrom: max(s.from, min(s.tail, at.From))}
	if u, n := unitAt(s.lexicon, s.text, at.To); u != nil {
		v.unit, v.unitEnd = u, n+len(u.text)
	}
	if v.unit == nil && at.From-s.from >= 3 && hasAt(s.text, at.From-3, "百分之") {
		v.unit = s.at([]rune("%"), 0)
	}
	for n := at.From; n > v.ownFrom; n-- {
		if endsClause(s.text[n-1]) && s.text[n-1] != '：' && s.text[n-1] != ':' {
			v.ownFrom = n
			break
		}
	}
	v.nextTo = min(v.unitEnd, s.to)
	for v.nextTo < s.to && !endsClause(s.text[v.nextTo]) && (s.text[v.nextTo] != '、' || v.nextTo > v.unitEnd) {
		v.nextTo++
	}
	if i+1 < len(slots) && slots[i+1].Place.From < v.nextTo {
		v.nextTo, v.shared = max(v.unitEnd, slots[i+1].Place.From), true
	}
	v.own, v.next = s.between(v.ownFrom, at.From), s.between(v.unitEnd, v.nextTo)
	for v.clauseFrom = at.From; v.clauseFrom > s.from && !endsClause(s.text[v.clauseFrom-1]); v.clauseFrom-- {
	}
	if v.shared || v.nextTo < s.to && s.text[v.nextTo] == '、' {
		end := v.nextTo
		for end < s.to && !endsClause(s.text[end]) {
			end++
		}
		v.coda = s.between(v.unitEnd, end)
	}
	if v.sentence = s.outside(s.between(s.from, v.ownFrom), at.From); len(v.sentence) > mostEarlier {
		v.sentence = v.sentence[len(v.sentence)-mostEarlier:]
	}
	return v
}

// outside leaves out what stands in brackets that are closed before a place.
func (s *scene) outside(words []token, at int) []token {
	open := -1
	for i := s.from; i < at; i++ {
		switch s.text[i] {
		case '（', '(':
			open = i
		case '）', ')':
			from := open
			words = slices.DeleteFunc(slices.Clone(words), func(t token) bool { return from >= 0 && from < t.from && t.from < i })
		}
	}
	return words
}

// ends reports whether nothing is said behind a blank without a unit.
func (v *stand) ends() bool {
	at := v.place.To
	for at < len(v.text) && isSpace(v.text[at]) {
		at++
	}
	return at == len(v.text) || isBreak(v.text[at]) || isPunct(v.text[at]) && v.text[at] != '”' && v.text[at] != '》'
}

// reach gives how far the words behind a blank are its own: its unit, and what is counted behind it unless that stands before.
func (v *stand) reach() int {
	reach := v.unitEnd
	if len(v.own) > 0 {
		last := v.own[len(v.own)-1]
		if last.has(roleThing) && v.strange(last.to, v.place.From) == 0 {
			return reach
		}
	}
	for _, t := range v.next {
		if !t.has(roleThing) && !t.is(isFiller) || v.strange(reach, t.from) > 0 {
			break
		}
		reach = t.to
	}
	return reach
}
