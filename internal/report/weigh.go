package report

import (
	"slices"
	"unicode"
)

// scene is a sentence with the blanks in it.
type scene struct {
	*binder
	from, to int
	words    []token
	loose    []int // how many runes before each are letters that no word covers
	tail     int   // how far the words reach that belong to the blanks before
}

// longestScene is how far a sentence is looked at on either side of its first blank.
const longestScene = 160

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
	first := i
	for first > 0 && slots[first-1].Place.To > s.from {
		first--
	}
	s.tail = s.from
	s.words = b.tokens(s.from, s.to, slots[first:])
	s.loose = make([]int, s.to-s.from+1)
	t, n := 0, first
	for at := s.from; at < s.to; at++ {
		for t < len(s.words) && s.words[t].to <= at {
			t++
		}
		for n < len(slots) && slots[n].Place.To <= at {
			n++
		}
		covered := t < len(s.words) && s.words[t].from <= at && s.words[t].tells() ||
			n < len(slots) && slots[n].Place.From <= at
		s.loose[at-s.from+1] = s.loose[at-s.from]
		if !covered && unicode.IsLetter(b.text[at]) {
			s.loose[at-s.from+1]++
		}
	}
	return s
}

// tells reports whether a word is more than a word.
func (w *word) tells() bool {
	return w.sense != isWord || slices.ContainsFunc(w.uses, func(u use) bool { return u.role != roleNever })
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
	place     Place
	unit      *word
	unitEnd   int
	ownFrom   int     // where the words before the blank begin that are its own
	nextTo    int     // where the words behind it end
	shared    bool    // another blank follows within the clause
	own, next []token // words before it and behind its unit
	earlier   []token // words of the sentence before its own
}

// stand looks around a blank.
func (s *scene) stand(slots []Slot, i int) *stand {
	at := slots[i].Place
	v := &stand{scene: s, place: at, unitEnd: at.To, ownFrom: max(s.from, min(s.tail, at.From))}
	if u, n := unitAt(s.lexicon, s.text, at.To); u != nil {
		v.unit, v.unitEnd = u, n+len(u.text)
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
	v.earlier = s.between(s.from, v.ownFrom)
	return v
}

// bind weighs the metrics that a slot may be, and settles it.
func (s *scene) bind(slots []Slot, i int) {
	v := s.stand(slots, i)
	slot := &slots[i]
	s.tail = v.reach()
	if v.unit.is(isTime) || v.unit == nil && !v.ends() || v.place.From > 0 && s.text[v.place.From-1] == '第' {
		slot.Confidence = 0.9
		return
	}
	best := map[string]float64{}
	for r, thing := range v.things() {
		if c := thing * v.fits(r); c > 0 {
			key := s.rules[r].metric
			best[key] = max(best[key], c*surest)
		}
	}
	doubt := v.doubt()
	var found []Candidate
	for key, c := range best {
		found = append(found, Candidate{key, c * doubt})
	}
	settle(slot, found)
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

// How well a thing is named, by where it stands.
const (
	beside    = 1.0  // right before the blank
	behind    = 0.97 // right behind its unit
	farther   = 0.8  // farther behind
	inherited = 0.8  // before the blank's own words, in the same sentence
	headed    = 0.68 // in the heading
	shadowed  = 0.88 // for each other thing in between
	hinted    = 0.7  // by a weak word
	perRune   = 0.06 // less for each strange letter in between
	modified  = 0.72 // by strange letters before it
	unknown   = 0.6  // where something else seems to be counted
	deviant   = 0.5  // where a deed is needed, so that people are meant
)

// things gives for each rule how well its thing is named.
func (v *stand) things() map[int]float64 {
	found := map[int]float64{}
	note := func(t token, weight float64) (fits bool) {
		strange := t.from > v.from && t.from <= v.to && v.strange(t.from-1, t.from) > 0
		for _, u := range t.uses {
			if u.role != roleThing {
				continue
			}
			w := weight
			if u.weak {
				w *= hinted
			}
			switch {
			case !strange || v.rules[u.rule].named || t.from <= v.ownFrom:
			case v.rules[u.rule].needs:
				w *= deviant
			default:
				w *= modified
			}
			found[u.rule] = max(found[u.rule], w)
			fits = fits || !u.weak && v.unitFits(u.rule) > 0
		}
		return fits
	}
	far := func(strange int) float64 { return max(0.5, 1-perRune*float64(strange)) }
	weight, any := beside, false
	for _, t := range slices.Backward(v.own) {
		if t.has(roleThing) {
			w := weight * far(v.strange(t.to, v.place.From))
			if v.other() && slices.ContainsFunc(v.between(t.to, v.place.From), func(t token) bool { return t.has(roleDeed) }) {
				w *= unknown // 社区下辖x个党总支
			}
			if note(t, w) {
				weight, any = weight*shadowed, true
			}
		}
	}
	weight = behind
	acted := false
	for _, t := range v.next {
		acted = acted || t.has(roleDeed) && !t.has(roleThing)
		if !t.has(roleThing) {
			continue
		}
		strange := v.strange(v.unitEnd, t.from)
		if acted || strange > 0 {
			weight = min(weight, farther)
			if v.shared {
				weight = min(weight, farther*hinted)
			}
		}
		if note(t, weight*far(strange)) {
			weight, any = weight*shadowed, true
		}
	}
	weight = inherited
	if any {
		weight *= 0.5
	} else if v.strange(v.ownFrom, v.place.From) > 0 || v.other() {
		weight *= unknown
	}
	if hasSense(v.earlier, isPart) {
		weight *= partial
	}
	for _, t := range slices.Backward(v.earlier) {
		if t.has(roleThing) {
			if note(t, weight) {
				weight *= shadowed
			}
		}
	}
	if !any {
		for _, above := range v.above {
			for _, t := range above {
				if t.has(roleThing) {
					note(t, headed)
				}
			}
		}
	}
	return found
}

// other reports whether a word that nobody knows stands right behind the unit: something else is counted.
func (v *stand) other() bool { return v.unitEnd < v.to && v.strange(v.unitEnd, v.unitEnd+1) > 0 }

// What fits less: another deed, none, none where one is needed, none known before it, no unit.
const (
	otherDeed = 0.55
	noDeed    = 0.92
	needed    = 0.5
	labelled  = 0.75
	earlier   = 0.95
	unlike    = 0.85
	noUnit    = 0.85
	weakUnit  = 0.6
	forbidden = 0.15
)

// fits gives how well a rule fits the unit, the deeds and the other words around the blank.
func (v *stand) fits(r int) float64 {
	fit := v.unitFits(r)
	rule := v.rules[r]
	if fit == 0 || rule.with && !v.said(r, roleWith, v.from) || rule.after && !v.said(r, roleAfter, v.place.To) {
		return 0
	}
	if as(r, roleNever, v.own) || as(r, roleNever, v.next) {
		fit *= forbidden
	}
	if rule.deeds {
		fit *= v.deedFits(r)
	}
	return fit
}

func (v *stand) unitFits(r int) float64 {
	if v.unit == nil {
		return noUnit
	}
	for _, u := range v.unit.uses {
		if u.rule == r && u.role == roleUnit {
			if u.weak {
				return weakUnit
			}
			return 1
		}
	}
	return 0
}

// said reports whether a word that the rule wants stands in the sentence from a place on, or in a heading.
func (v *stand) said(r int, role role, from int) bool {
	return as(r, role, v.between(from, v.to)) || role == roleWith && slices.ContainsFunc(v.above[:], func(above []token) bool { return as(r, role, above) })
}

// as reports whether one of the words has the role in the rule.
func as(r int, role role, words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool { return t.as(r, role) })
}

func (w *word) as(r int, role role) bool {
	return slices.ContainsFunc(w.uses, func(u use) bool { return u.rule == r && u.role == role })
}

// deedFits gives how well what was done fits the rule: the words of the blank's own decide, else those before.
func (v *stand) deedFits(r int) float64 {
	near := v.own
	acts := func(t token) bool { return t.has(roleDeed) && (!t.is(isLight) && !t.is(isFiller) || t.as(r, roleDeed)) }
	if !slices.ContainsFunc(near, acts) {
		near = v.next
	}
	fit, others := 0.0, 0
	for _, t := range slices.Backward(near) {
		switch {
		case t.as(r, roleDeed):
			return max(fit, 1-0.12*float64(others))
		case acts(t):
			others++
		}
	}
	if others > 0 {
		return otherDeed
	}
	for _, t := range slices.Backward(v.earlier) {
		switch {
		case t.as(r, roleDeed):
			return earlier
		case acts(t):
			if v.rules[r].needs {
				return otherDeed
			}
			return unlike
		}
	}
	switch {
	case !v.rules[r].needs:
		return noDeed
	case v.strange(v.ownFrom, v.place.From) == 0 && !slices.ContainsFunc(v.own, func(t token) bool { return t.is(isLight) }):
		return labelled
	}
	return needed
}

// What makes a number less sure whatever it counts.
const (
	narrowed = 0.5
	planned  = 0.2
	partial  = 0.45
)

// doubt gives how far the words around a blank are from speaking of the whole, the past, and the report's own time.
func (v *stand) doubt() float64 {
	doubt := 1.0
	back := v.between(v.from, v.place.From)
	if v.nearest(back, isNarrow, isWhole) {
		doubt *= narrowed
	}
	if v.nearest(back, isPlan, isDone) || hasSense(v.own, isNorm) || v.ahead {
		doubt *= planned
	}
	if hasSense(v.own, isPart) || hasSense(v.next, isPart) && !v.shared {
		doubt *= partial
	}
	if hasSense(v.own, isPartOf) && !v.exact() {
		doubt *= narrowed
	}
	return doubt
}

func hasSense(words []token, s sense) bool {
	return slices.ContainsFunc(words, func(t token) bool { return t.is(s) && !t.has(roleThing) })
}

// nearest reports whether of two senses the first is said last.
func (v *stand) nearest(words []token, this, that sense) bool {
	for _, t := range slices.Backward(words) {
		if t.is(this) {
			return true
		}
		if t.is(that) {
			return false
		}
	}
	return false
}

// exact reports whether a thing is all that stands between 其中 and the blank.
func (v *stand) exact() bool {
	for _, t := range slices.Backward(v.own) {
		switch {
		case t.is(isPartOf):
			return false
		case t.has(roleThing) && !t.is(isFiller):
			return v.strange(v.ownFrom, v.place.From) == 0
		}
	}
	return false
}
