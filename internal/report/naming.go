package report

import (
	"slices"
	"strings"
)

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
	mixed     = 0.75 // where several activities stand before those who took part
	akin      = 1.15 // where the blank before is of the same family
	again     = 0.5  // where those who took part were just told: 参加x人次，服务居民x人次
	deviant   = 0.5  // where a deed is needed, so that people are meant
)

// things gives for each rule how well its thing is named.
func (v *stand) things() []float64 {
	n := naming{stand: v, found: make([]float64, len(v.rules))}
	n.before()
	n.behind()
	n.earlier()
	n.rates()
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
		deeds := n.between(t.to, n.place.From)
		acted := slices.ContainsFunc(deeds, func(t token) bool { return t.has(roleDeed) })
		w := weight * far(n.strange(t.to, n.place.From))
		if n.unit == nil && n.measure == "" && n.strange(t.to, n.place.From) > 0 {
			w *= another // 党支部书记：
		}
		if n.way(t.to) {
			w *= another // 社区微信群x个
		}
		fits := n.note(t, w, acted)
		if fits && acted { // 由党员认领x个: what was done is not the thing's
			fits = slices.ContainsFunc(t.mentions(), func(u use) bool {
				return u.role == roleThing && n.unitFits(u.rule) > 0 && as(u.rule, roleDeed, deeds)
			})
		}
		if fits {
			weight, n.told = weight*shadowed, true
		}
	}
}

// way reports whether the way in which matters come to be known stands right before the blank, behind a place: it is counted itself.
func (n *naming) way(from int) bool {
	words := n.between(from, n.place.From)
	last := len(words) - 1
	return last >= 0 && words[last].is(isFilter) && words[last].value == "online" && words[last].to == n.place.From
}

// behind reads the words behind the unit. A thing that comes after another deed, or belongs to the next blank, says less.
func (n *naming) behind() {
	weight, acted := behind, false
	for _, t := range n.next {
		acted = acted || t.has(roleDeed) && !t.has(roleThing)
		strange := n.strange(n.unitEnd, t.from)
		if acted || strange > 0 {
			weight = min(weight, farther)
			if n.shared && !n.took() {
				weight = min(weight, farther*hinted)
			}
		}
		if n.note(t, weight*far(strange), false) {
			weight, n.told = weight*shadowed, true
		}
	}
}

// took reports whether what people took part in is said behind the blank: x人次参与环境整治等志愿服务x场.
func (n *naming) took() bool {
	return n.unitIs("人次") && (hasAt(n.text, n.unitEnd, "参与") || hasAt(n.text, n.unitEnd, "参加"))
}

// earlier reads the words before the blank's own: what is counted goes on where nothing else is named.
func (n *naming) earlier() {
	weight := inherited
	if n.told {
		weight *= another
	} else if (n.strange(n.ownFrom, n.place.From) > 0 || strings.ContainsRune(string(n.text[n.ownFrom:n.place.From]), '“')) && !n.reached {
		weight *= unknown
	}
	for _, t := range slices.Backward(n.sentence) {
		if t.has(roleThing) && n.note(t, weight*n.part(t), true) {
			weight *= shadowed
		}
	}
}

// rates lets the rate of the numbers before stand without its thing, and who took part without the activity: 解决民生问题x件，办结率x%.
func (n *naming) rates() {
	family, _, _ := strings.Cut(n.last, ".")
	for r := range n.rules {
		key := n.rules[r].metric
		who, took := strings.CutPrefix(key, "attendance.")
		if took && n.like == "activities."+who && n.activities == 1 || strings.HasPrefix(key, family+".") && family != "" && as(r, roleDeed, n.own) && n.rate(key) {
			w := inherited
			if took && n.otherwise(r) {
				w *= unknown // 交流发言x人次, 述职x人次
			}
			n.found[r] = max(n.found[r], w)
		}
	}
}

// otherwise reports whether the blank's own words tell of something that a rule does not know.
func (n *naming) otherwise(r int) bool {
	if as(r, roleDeed, n.own) || as(r, roleThing, n.own) {
		return false
	}
	return n.strange(n.ownFrom, n.place.From) > 0 || slices.ContainsFunc(n.own, func(t token) bool {
		return t.has(roleWith) && !t.is(isFiller|isLight)
	})
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
	if n.inside(t) {
		return false
	}
	strange := t.from > n.ownFrom && t.from <= n.to && n.strange(t.from-1, t.from) > 0 && !n.about(t)
	for _, u := range t.uses {
		if u.role != roleThing {
			continue
		}
		if apart {
			u.rule = n.inherits(u.rule)
		}
		if u.rule < 0 {
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

// inside reports whether a word stands within a name in quotes, not at its end: “一支部一品牌” counts no branches.
func (v *stand) inside(t token) bool {
	for _, q := range v.quotes {
		if q.From < t.from && t.to < q.To && v.text[t.to] != '+' {
			return true
		}
	}
	return false
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
