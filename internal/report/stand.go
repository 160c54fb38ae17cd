package report

import (
	"slices"
)

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
	partFrom   int     // where its part of the sentence begins, behind ；
	sentence   []token // the sentence before its own words, without what stands in brackets
	telling
}

// bracketed is the unit that a form tells before its blank, and where its bracket begins: 党课（次）：____; nil if there is none.
func (s *scene) bracketed(at int) (*word, int) {
	for at > s.from && (isSpace(s.text[at-1]) || s.text[at-1] == '：' || s.text[at-1] == ':') {
		at--
	}
	if at <= s.from || s.text[at-1] != '）' && s.text[at-1] != ')' {
		return nil, at
	}
	for from := at - 2; from > max(s.from, at-6); from-- {
		if r := s.text[from-1]; r != '（' && r != '(' {
			continue
		}
		if w := s.at(s.text, from); w.is(isUnit) && from+len(w.text) == at-1 {
			return w, from - 1
		}
	}
	return nil, at
}

// mostEarlier is how many earlier words of a sentence may say what is counted.
const mostEarlier = 24

// stand looks around a blank.
func (s *scene) stand(slots []Slot, i int) *stand {
	at := slots[i].Place
	v := &stand{scene: s, place: at, unitEnd: at.To, ownFrom: max(s.from, min(s.tail, at.From))}
	begins := v.measureIn(at)
	for n := begins; n > v.ownFrom; n-- {
		if endsClause(s.text[n-1]) && s.text[n-1] != '：' && s.text[n-1] != ':' {
			v.ownFrom = n
			break
		}
	}
	for _, w := range []string{"其中，", "其中,", "其中：", "其中:"} {
		if n := v.ownFrom - len([]rune(w)); n >= s.from && hasAt(s.text, n, w) {
			v.ownFrom = n
		}
	}
	v.own = s.between(v.ownFrom, at.From)
	v.forward(slots[i+1:])
	if begins < at.From {
		v.next = nil // the next label of the form
	}
	for v.partFrom = at.From; v.partFrom > s.from && !endsSentence(s.text[v.partFrom-1]); v.partFrom-- {
	}
	for v.clauseFrom = at.From; v.clauseFrom > s.from && !endsClause(s.text[v.clauseFrom-1]); v.clauseFrom-- {
	}
	if v.sentence = s.outside(s.between(s.from, v.ownFrom), at.From); len(v.sentence) > mostEarlier {
		v.sentence = v.sentence[len(v.sentence)-mostEarlier:]
	}
	return v
}

// measureIn finds the unit of a blank: behind it, or in brackets before it, or of a percentage. It gives where the blank begins,
// such a bracket included.
func (v *stand) measureIn(at Place) (begins int) {
	if u, n := unitAt(v.lexicon, v.text, at.To); u != nil {
		v.unit, v.unitEnd = u, n+len(u.text)
	}
	begins = at.From
	if v.unit == nil {
		if u, n := v.bracketed(at.From); u != nil {
			v.unit, begins = u, n
		}
	}
	n := v.numbers[at.From]
	if n != nil && n.share || v.unit == nil && at.From-v.from >= 3 && hasAt(v.text, at.From-3, "百分之") {
		v.unit = v.at([]rune("%"), 0)
	}
	if n != nil && n.share {
		v.unitEnd = max(at.To, n.full.To)
	}
	return begins
}

// forward finds the words behind the unit, up to the next blank, and those behind the list to which the blank belongs.
func (v *stand) forward(later []Slot) {
	v.nextTo = min(v.unitEnd, v.to)
	for v.nextTo < v.to && !endsClause(v.text[v.nextTo]) && (v.text[v.nextTo] != '、' || v.nextTo > v.unitEnd) {
		v.nextTo++
	}
	if len(later) > 0 && later[0].Place.From < v.nextTo {
		v.nextTo, v.shared = max(v.unitEnd, later[0].Place.From), true
	}
	v.next = v.between(v.unitEnd, v.nextTo)
	if n := len(v.next) - 1; v.shared && n > 0 && v.next[n].has(roleDeed) && v.next[n].text[0] == '已' && v.next[n].to == v.nextTo {
		v.next = v.next[:n] // x件实事已办结x件
	}
	if v.shared || v.nextTo < v.to && v.text[v.nextTo] == '、' {
		end := v.nextTo
		for end < v.to && !endsClause(v.text[end]) {
			end++
		}
		v.coda = v.between(v.unitEnd, end)
	}
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
		if t.text[len(t.text)-1] != '为' { // x名志愿者为x名老人: that belongs to whom it was done for
			reach = t.to
		}
	}
	return reach
}
