package report

import (
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// hotline is the way that says by itself where a matter came from, wherever it stands.
const hotline = "hotline"

// ways gives by which ways the blank's matters came to be known: those that its own words name, else those of the number before,
// if that is of the same matters: 热线受理诉求x件，办结x件.
func (v *stand) ways(d *metric.Definition) []string {
	own := v.between(v.ownFrom, v.nextTo)
	ways := values(own, func(t token) bool { return v.governs(t, d) })
	before := v.lastFilter["source"]
	family, _, _ := strings.Cut(d.Key, ".")
	last, _, _ := strings.Cut(v.last, ".")
	switch {
	case len(ways) > 0:
		return ways
	case len(before) > 0: // 热线解决诉求x件，议事会解决诉求x件
		if ways = values(v.own, func(t token) bool { return t.value != "" }); len(ways) > 0 {
			return ways
		}
		if family == last {
			return before
		}
	case v.seen == 1:
		return values(v.between(v.from, v.ownFrom), func(t token) bool { return t.value == hotline })
	}
	return nil
}

// values are the ways that words name, each once.
func values(words []token, named func(token) bool) (list []string) {
	for _, t := range words {
		if t.is(isFilter) && t.field == "source" && named(t) && !slices.Contains(list, t.value) {
			list = append(list, t.value)
		}
	}
	return list
}

// What stands before the way in which a matter came to be known, and before that in which it was solved.
var (
	through = []string{"通过", "依托", "经由", "经", "来自", "来源于", "由", "借助", "利用", "从", "在", "据"}
	by      = []string{"通过", "依托", "经由", "经", "借助", "利用"}
)

// governs reports whether a word like 热线 says where the blank's matters came from: it is led in by 通过, or names its field alone.
func (v *stand) governs(t token, d *metric.Definition) bool {
	if t.from > v.place.From {
		return false
	}
	if next := string(v.text[t.to:min(len(v.text), t.to+4)]); strings.HasPrefix(next, "等渠道") || strings.HasPrefix(next, "等方式") {
		return true
	}
	if next := v.between(t.to, t.to+1); t.value == hotline || (t.value == "online" || t.value == "visit") && d.On == "" && len(next) > 0 && next[0].has(roleDeed) {
		return true // 线上平台受理
	}
	if d.On != "" {
		return v.led(t, by) && v.solves(t) && !v.frames(t, d)
	}
	return v.led(t, through) || slices.ContainsFunc([]string{"中", "时", "过程中", "期间"}, func(w string) bool { return hasAt(v.text, t.to, w) }) // 走访中收集
}

// led reports whether one of the words stands shortly before a way.
func (v *stand) led(t token, in []string) bool {
	for at := max(v.from, t.from-6); at < t.from; at++ {
		if slices.ContainsFunc(in, func(w string) bool { return hasAt(v.text, at, w) && at+len([]rune(w)) <= t.from }) {
			return true
		}
	}
	return false
}

// longestHow is how many runes may stand between a way and what was done by it: 通过议事会协商解决.
const longestHow = 4

// solves reports whether a way and what was done by it stand in one clause. 召开议事会，解决诉求x件 only tells what else was done.
func (v *stand) solves(t token) bool {
	return slices.ContainsFunc(v.between(t.to, v.place.From), func(deed token) bool {
		return deed.has(roleDeed) && deed.from-t.to <= longestHow && !slices.ContainsFunc(v.text[t.to:deed.from], isPunct)
	})
}

// frames reports whether several sorts of matters are told behind a way: then it says how the community works, and not where these
// came from. 通过议事会解决诉求x件，调处矛盾纠纷x起.
func (v *stand) frames(way token, d *metric.Definition) bool {
	family, _, _ := strings.Cut(d.Key, ".")
	for _, t := range v.between(way.to, v.to) {
		if t.is(isFilter) && t.field == "source" {
			return false
		}
		for _, u := range t.mentions() {
			key := v.rules[u.rule].metric
			if other := metric.BuiltIn(key); u.role == roleThing && !u.weak && other != nil && other.Source == d.Source && !strings.HasPrefix(key, family+".") {
				return true
			}
		}
	}
	return false
}
