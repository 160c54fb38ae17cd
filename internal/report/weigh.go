package report

import (
	"slices"
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
			best[key] = max(best[key], thing*v.fits(r)*surest)
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
func (v *stand) things() []float64 {
	found := make([]float64, len(v.rules))
	note := func(t token, weight float64, apart bool) (fits bool) {
		strange := t.from > v.from && t.from <= v.to && v.strange(t.from-1, t.from) > 0
		for _, u := range t.uses {
			if u.role != roleThing {
				continue
			}
			w := weight
			if u.weak {
				w *= hinted
			}
			if apart && v.other(u.rule) {
				w *= unknown // 社区下辖x个党总支
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
			acted := slices.ContainsFunc(v.between(t.to, v.place.From), func(t token) bool { return t.has(roleDeed) })
			if note(t, weight*far(v.strange(t.to, v.place.From)), acted) {
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
		if note(t, weight*far(strange), false) {
			weight, any = weight*shadowed, true
		}
	}
	weight = inherited
	if any {
		weight *= 0.5
	} else if v.strange(v.ownFrom, v.place.From) > 0 {
		weight *= unknown
	}
	for _, t := range slices.Backward(v.earlier) {
		if t.has(roleThing) {
			if note(t, weight*v.part(t), true) {
				weight *= shadowed
			}
		}
	}
	if !any {
		for _, above := range v.above {
			for _, t := range above {
				if t.has(roleThing) {
					note(t, headed, true)
				}
			}
		}
	}
	return found
}

// part is how much an earlier thing loses because its clause speaks only of some.
func (v *stand) part(of token) float64 {
	for _, t := range v.earlier {
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
