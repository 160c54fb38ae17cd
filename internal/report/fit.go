package report

import (
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// What fits less well.
const (
	noUnit    = 0.85 // nothing stands behind the blank
	weakUnit  = 0.6
	besides   = 0.12 // less for each other deed between the rule's and the blank
	goesOn    = 0.95 // the deed stands before the blank's own words
	noDeed    = 0.92
	otherwise = 0.7  // a form asks for what was done
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
	if fit == 0 || !v.may(r) {
		return 0
	}
	if as(r, roleNever, v.counted(v.own)) || as(r, roleNever, v.next) || as(r, roleNot, v.own) || as(r, roleNot, v.sentence) {
		fit *= forbidden
	}
	if rule.deeds {
		fit *= v.deedFits(r)
	}
	return fit
}

// counted leaves out the words that only say by which way a matter came to be known: 通过议事会收集诉求x件.
func (v *stand) counted(words []token) []token {
	demands := metric.BuiltIn("demands.received")
	return slices.DeleteFunc(slices.Clone(words), func(t token) bool {
		return t.is(isFilter) && t.field == "source" && t.from >= v.ownFrom && v.governs(t, demands)
	})
}

// may reports whether the words that a rule wants stand in the sentence.
func (v *stand) may(r int) bool {
	rule := v.rules[r]
	return (!rule.with || v.said(r, roleWith, v.from)) && (!rule.after || v.said(r, roleAfter, v.place.To))
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
	if v.reached && (as(r, roleDeed, v.own) || as(r, roleDeed, v.sentence)) {
		return goesOn
	}
	if v.reached {
		return arises(v.rules[r].metric)
	}
	acts := func(t token) bool { return t.as(r, roleDeed) || t.has(roleDeed) && !t.is(isLight|isFiller) }
	if v.shared && strings.HasSuffix(v.rules[r].metric, ".total") && v.text[v.nextTo-1] == '为' {
		return otherDeed // x名志愿者为x名老人
	}
	near := v.own
	if !slices.ContainsFunc(near, acts) || !as(r, roleDeed, near) && as(r, roleDeed, v.next) {
		near = v.next
	}
	if len(near) == 0 || !slices.ContainsFunc(near, acts) {
		near = v.coda
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
	if v.measure != "" {
		return arises(v.rules[r].metric)
	}
	if strings.HasSuffix(v.rules[r].metric, ".total") && v.acting(r) {
		return otherDeed
	}
	if total := strings.HasSuffix(v.rules[r].metric, ".total"); strings.HasSuffix(v.last, ".total") && !slices.ContainsFunc(v.own, acts) {
		if total {
			return goesOn
		}
		return labelled
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
	case !v.rules[r].needs && v.form() && !strings.HasSuffix(v.rules[r].metric, ".total"):
		return otherwise
	case !v.rules[r].needs:
		return noDeed
	case v.labels(r):
		return labelled
	}
	return needed
}

// acting reports whether what stands behind the unit does something, so that the blank counts only those: x个支部获评先进.
func (v *stand) acting(r int) bool {
	if len(v.next) == 0 || !v.next[0].as(r, roleThing) || v.next[0].from != v.unitEnd || as(r, roleDeed, v.sentence) {
		return false
	}
	for at := v.next[0].to; at < v.nextTo && at < v.to; at++ {
		if v.strange(at, at+1) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(v.next[1:], func(t token) bool { return t.has(roleDeed) })
}

// arises is how well a metric fits a change of which no deed is told: 纠纷同比下降x% is of those that arose, 党员增长x% of those there.
func arises(key string) float64 {
	for _, end := range []string{".total", ".found", ".received", ".collected", ".sessions"} {
		if strings.HasSuffix(key, end) {
			return noDeed
		}
	}
	return otherwise
}

// form reports whether a colon stands before the blank: what is asked for in a form is what there is.
func (v *stand) form() bool {
	return v.place.From > v.ownFrom && strings.ContainsRune("：:", v.text[v.place.From-1])
}

// labels reports whether a stock is named and nothing else: 党员x名.
func (v *stand) labels(r int) bool {
	return as(r, roleThing, v.own) && v.strange(v.ownFrom, v.place.From) == 0 && strings.HasSuffix(v.rules[r].metric, ".total") &&
		!slices.ContainsFunc(v.own, func(t token) bool { return t.is(isLight) })
}
