package report

import (
	"slices"
	"strings"
)

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
		if thing > 0 {
			key := s.rules[r].metric
			best[key] = max(best[key], min(surest, thing*v.fits(r)*v.kin(key)*surest))
		}
	}
	doubt := v.doubt()
	var found []Candidate
	for key, c := range best {
		if c > 0 {
			found = append(found, Candidate{key, c * doubt})
		}
	}
	settle(slot, found)
	s.last = string(slot.Metric)
}

// kin is how much likelier a metric is beside another of its family: 收集诉求x件，解决x件.
func (v *stand) kin(key string) float64 {
	family, _, _ := strings.Cut(key, ".")
	if before, _, _ := strings.Cut(v.last, "."); before == family {
		return akin
	}
	return 1
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
	another   = 0.5  // where a thing is named beside the blank
	akin      = 1.15 // where the blank before is of the same family
	deviant   = 0.5  // where a deed is needed, so that people are meant
)

// things gives for each rule how well its thing is named.
func (v *stand) things() []float64 {
	n := naming{stand: v, found: make([]float64, len(v.rules))}
	n.before()
	n.behind()
	n.earlier()
	if !n.told {
		n.headings()
	}
	return n.found
}

// naming gathers the things that are named around a blank.
type naming struct {
	*stand
	found []float64
	told  bool // a thing that goes with the unit stands beside the blank
}

// before reads the blank's own words, the nearest first.
func (n *naming) before() {
	weight := beside
	for _, t := range slices.Backward(n.own) {
		acted := slices.ContainsFunc(n.between(t.to, n.place.From), func(t token) bool { return t.has(roleDeed) })
		if n.note(t, weight*far(n.strange(t.to, n.place.From)), acted) {
			weight, n.told = weight*shadowed, true
		}
	}
}

// behind reads the words behind the unit. A thing that comes after another deed, or belongs to the next blank, says less.
func (n *naming) behind() {
	weight, acted := behind, false
	for _, t := range n.next {
		acted = acted || t.has(roleDeed) && !t.has(roleThing)
		strange := n.strange(n.unitEnd, t.from)
		if acted || strange > 0 {
			weight = min(weight, farther)
			if n.shared {
				weight = min(weight, farther*hinted)
			}
		}
		if n.note(t, weight*far(strange), false) {
			weight, n.told = weight*shadowed, true
		}
	}
}

// earlier reads the words before the blank's own: what is counted goes on where nothing else is named.
func (n *naming) earlier() {
	weight := inherited
	if n.told {
		weight *= another
	} else if n.strange(n.ownFrom, n.place.From) > 0 {
		weight *= unknown
	}
	for _, t := range slices.Backward(n.sentence) {
		if t.has(roleThing) && n.note(t, weight*n.part(t), true) {
			weight *= shadowed
		}
	}
}

func (n *naming) headings() {
	for _, above := range n.above {
		for _, t := range above {
			n.note(t, headed, true)
		}
	}
}

// far is how much a thing loses by strange letters between it and the blank.
func far(strange int) float64 { return max(0.5, 1-perRune*float64(strange)) }

// note weighs a word for each rule whose thing it is. apart says that it does not stand right beside the blank. It reports
// whether the word goes with the unit.
func (n *naming) note(t token, weight float64, apart bool) (fits bool) {
	strange := t.from > n.ownFrom && t.from <= n.to && n.strange(t.from-1, t.from) > 0
	for _, u := range t.uses {
		if u.role != roleThing {
			continue
		}
		w := weight
		if u.weak {
			w *= hinted
		}
		if apart && n.other(u.rule) {
			w *= unknown // 社区下辖x个党总支
		}
		switch r := n.rules[u.rule]; {
		case !strange || r.named:
		case r.needs:
			w *= deviant
		default:
			w *= modified
		}
		n.found[u.rule] = max(n.found[u.rule], w)
		fits = fits || !u.weak && n.unitFits(u.rule) > 0
	}
	return fits
}

// part is how much an earlier thing loses because its clause speaks only of some.
func (v *stand) part(of token) float64 {
	for _, t := range v.sentence {
		if t.is(isPart) && !t.has(roleThing) && !slices.ContainsFunc(v.text[min(t.to, of.to):max(t.from, of.from)], endsClause) {
			return partial
		}
	}
	return 1
}

// other reports whether something that the rule does not know stands right behind the unit: that is what is counted.
func (v *stand) other(r int) bool {
	if v.unitEnd < v.to && v.strange(v.unitEnd, v.unitEnd+1) > 0 {
		return true
	}
	return len(v.next) > 0 && v.next[0].from == v.unitEnd && v.next[0].has(roleThing) && !v.next[0].as(r, roleThing)
}

// What fits less well.
const (
	noUnit    = 0.85 // nothing stands behind the blank
	weakUnit  = 0.6
	besides   = 0.12 // less for each other deed between the rule's and the blank
	goesOn    = 0.95 // the deed stands before the blank's own words
	noDeed    = 0.92
	unlike    = 0.85 // another deed stands before the blank's own words
	labelled  = 0.75 // a deed is needed, and the thing alone is named: 党员：x名
	otherDeed = 0.55
	needed    = 0.5 // a deed is needed, and there is none
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

// deedFits gives how well what was done fits the rule: the words of the blank's own decide, else those before.
func (v *stand) deedFits(r int) float64 {
	acts := func(t token) bool { return t.as(r, roleDeed) || t.has(roleDeed) && !t.is(isLight|isFiller) }
	near := v.own
	if !slices.ContainsFunc(near, acts) {
		near = v.next
	}
	others := 0
	for _, t := range slices.Backward(near) {
		switch {
		case t.as(r, roleDeed):
			return 1 - besides*float64(others)
		case acts(t):
			others++
		}
	}
	if others > 0 {
		return otherDeed
	}
	for _, t := range slices.Backward(v.sentence) {
		switch {
		case t.as(r, roleDeed):
			return goesOn
		case acts(t) && v.rules[r].needs:
			return otherDeed
		case acts(t):
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

// exact reports whether nothing but a thing or a deed stands between 其中 and the blank.
func (v *stand) exact() bool {
	for _, t := range slices.Backward(v.own) {
		switch {
		case t.is(isPartOf):
			return false
		case t.has(roleThing) && !t.is(isFiller), t.has(roleDeed) && !t.is(isLight):
			return v.strange(v.ownFrom, v.place.From) == 0
		}
	}
	return false
}
