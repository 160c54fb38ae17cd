package report

import (
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// bind weighs the metrics that a slot may be, and settles it.
func (s *scene) bind(slots []Slot, i int) {
	v := s.stand(slots, i)
	slot := &slots[i]
	s.tail = v.reach()
	v.look()
	if v.unit.is(isTime) || v.unit == nil && !v.ends() && v.measure == "" || v.place.From > 0 && s.text[v.place.From-1] == '第' {
		slot.Confidence = 0.9
		slot.Why = v.why(slot)
		return
	}
	best := v.same()
	for r, thing := range v.things() {
		if key := s.rules[r].metric; thing > 0 && (!v.points || v.rate(key)) {
			best[key] = max(best[key], min(surest, thing*v.fits(r)*v.kin(key)*surest))
		}
	}
	if len(v.sum()) > 0 {
		best = map[string]float64{"activities.total": summed}
	}
	doubt := v.doubt()
	var found []Candidate
	for key, c := range best {
		if c > 0 {
			found = append(found, Candidate{key, c * doubt * v.partly(key)})
		}
	}
	settle(slot, found)
	if s.last = string(slot.Metric); s.last != "" {
		v.narrow(slot)
	}
	s.lastFilter = slot.Filter
	slot.Why = v.why(slot)
}

// same is the metric of the number before, where a blank tells how that changed and names nothing itself.
func (v *stand) same() map[string]float64 {
	best := map[string]float64{}
	if v.points && v.last != "" && !v.rate(v.last) {
		return best
	}
	if (v.measure != "" || v.reached) && v.last != "" && !slices.ContainsFunc(v.own, func(t token) bool { return t.has(roleThing) && !t.is(isFiller) }) {
		best[v.last] = changed
	}
	return best
}

func (v *stand) rate(key string) bool {
	d := definition(key, v.known)
	return d != nil && d.Aggregate == metric.Rate
}

// kin is how much likelier a metric is beside another of its family: 收集诉求x件，解决x件.
func (v *stand) kin(key string) float64 {
	family, kind, _ := strings.Cut(key, ".")
	before, of, _ := strings.Cut(v.last, ".")
	if before == family || family == "attendance" && before == "activities" && kind == of {
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
	titular   = 0.64 // in the title
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
		if n.titled < n.from {
			for _, t := range n.entitled {
				n.note(t, titular, true)
			}
		}
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
	} else if n.strange(n.ownFrom, n.place.From) > 0 && !n.reached {
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
	strange := t.from > n.ownFrom && t.from <= n.to && n.strange(t.from-1, t.from) > 0 && !n.about(t)
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
		fits = fits || !u.weak && n.unitFits(u.rule) > 0 && n.may(u.rule)
	}
	return fits
}

// about reports whether a topic stands before the thing, a strange letter between them: 停车难问题.
func (v *stand) about(thing token) bool {
	words := v.between(v.from, thing.from)
	return len(words) > 0 && words[len(words)-1].is(isTopic) && v.joins(words[len(words)-1].to, thing.from)
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
	if as(r, roleNever, v.own) || as(r, roleNever, v.next) || as(r, roleNot, v.own) || as(r, roleNot, v.sentence) {
		fit *= forbidden
	}
	if rule.deeds {
		fit *= v.deedFits(r)
	}
	return fit
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
	if v.reached {
		return arises(v.rules[r].metric)
	}
	acts := func(t token) bool { return t.as(r, roleDeed) || t.has(roleDeed) && !t.is(isLight|isFiller) }
	near := v.own
	if !slices.ContainsFunc(near, acts) {
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

// What makes a number less sure whatever it counts.
const (
	changed  = 0.95
	summed   = 0.95
	narrowed = 0.5
	unsure   = 0.96
	planned  = 0.2
	partial  = 0.45
)

// doubt gives how far the words around a blank are from speaking of the whole, the past, and the report's own time.
func (v *stand) doubt() float64 {
	doubt := v.late
	back := v.between(v.from, v.place.From)
	if v.time.when != nil && v.time.when.sort == anyTime || v.vague || v.measure == "" && hasSense(v.own, isChange) && !v.reached {
		doubt *= narrowed
	}
	if v.who.is(isBelow) {
		doubt *= unsure
	}
	if v.nearest(back, isPlan, isDone) || hasSense(v.own, isNorm) || hasSense(v.own, isGoal) || v.ahead {
		doubt *= planned
	}
	if hasSense(v.own, isPart) || hasSense(v.next, isPart) && !v.shared || hasSense(v.between(v.clauseFrom, v.place.From), isSplit) {
		doubt *= partial
	}
	return doubt
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
