package report

import (
	"slices"

	"shuzhi/internal/metric"
)

// What makes a number less sure whatever it counts.
const (
	changed  = 0.95
	summed   = 0.95
	narrowed = 0.5
	unsure   = 0.96
	repeated = 0.85
	planned  = 0.2
	partial  = 0.45
)

// doubt gives how far the words around a blank are from speaking of the whole, the past, and the report's own time.
func (v *stand) doubt() float64 {
	doubt := v.late
	if v.time.when != nil && v.time.when.sort == anyTime || v.vague || v.measure == "" && hasSense(v.own, isChange) && !v.reached {
		doubt *= narrowed
	}
	if v.who.is(isBelow) {
		doubt *= unsure
	}
	if v.both {
		doubt *= narrowed
	}
	if v.unreal() {
		doubt *= planned
	}
	if hasSense(v.own, isPart) && !v.sessions() || hasSense(v.next, isPart) && !v.shared || hasSense(v.between(v.clauseFrom, v.place.From), isSplit) {
		doubt *= partial
	}
	return doubt
}

// sessions reports whether gatherings are counted and not those who came: 教工支部集中学习x次 is no part of the studies.
func (v *stand) sessions() bool {
	return v.unitIs("次", "场", "期", "场次")
}

// unitIs reports whether the blank is counted in one of the units.
func (v *stand) unitIs(units ...string) bool {
	return v.unit != nil && slices.Contains(units, string(v.unit.text))
}

// unreal reports whether the blank is of a plan or a norm.
func (v *stand) unreal() bool {
	return v.planned() || v.ahead || hasSense(v.own, isNorm)
}

// planned reports whether the blank is of a plan, or of what was to be reached; how often a thing should be done at all is none.
func (v *stand) planned() bool {
	return (v.ahead || v.nearest(v.between(v.partFrom, v.place.From), isPlan, isDone)) && !hasSense(v.own, isNorm) || hasSense(v.own, isGoal)
}

// partly gives how far the words around a blank are from speaking of all that a metric counts. What its records carry is no
// doubt: it becomes the slot's filter.
func (v *stand) partly(key string) float64 {
	d := definition(key, v.known)
	if d == nil {
		return 1
	}
	m, some := v.modifier(d)
	switch {
	case some && m.field == "":
		return partial
	case len(v.filter(d)) > 0:
		return unsure
	case v.themed(d):
		return partial
	case hasSense(v.own, isPartOf) && key == v.last && (v.time.when == nil || v.time.from < v.ownFrom) && v.exact():
		return narrowed // 志愿者x名，其中党员志愿者x名
	case hasSense(v.own, isPartOf) && v.last == "" && v.seen > 1 && key == "members.total":
		return narrowed // 工作人员x名，其中党员x名
	case hasSense(v.own, isPartOf) && !v.exact() && (v.time.when == nil || v.time.from < v.ownFrom):
		return narrowed
	}
	return 1
}

// themed reports whether the clause of the metric's thing tells what it is about in a way that is no filter: 围绕反诈、养老等主题开展宣传.
func (v *stand) themed(d *metric.Definition) bool {
	thing, ok := v.thing(d.Key)
	if !ok || grouped[d.Source] {
		return false
	}
	from := thing.from
	for from > v.from && !endsClause(v.text[from-1]) {
		from--
	}
	before := v.between(from, thing.from)
	return hasSense(before, isTheme) && hasSense(before, isTopic)
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
		case t.has(roleThing), t.has(roleDeed) && !t.is(isLight):
			return v.strange(v.ownFrom, v.place.From) == 0
		}
	}
	return false
}
