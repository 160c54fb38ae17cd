package report

import (
	"regexp"
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// topicField is the field by which the records of a source are told apart as words of a topic or a group tell them.
var topicField = map[string]string{"activities": "tags", "grid-events": "category", "wishes": "category", "people": "tags", "orgs": "tags", "partners": "tags"}

// grouped are the sources of which a group is some, and no topic.
var grouped = map[string]bool{"people": true, "orgs": true, "partners": true}

// modifier is a word that tells which of the things are counted.
type modifier struct {
	field  string
	values []string
}

// filter is what the words before the blank's thing narrow it to; nil where they say nothing that the metric's records carry.
func (v *stand) filter(d *metric.Definition) metric.Filter {
	if d == nil {
		return nil
	}
	f := metric.Filter{}
	if kinds := v.sum(); len(kinds) > 0 && d.Key == "activities.total" {
		f["kind"] = kinds
	}
	if m, ok := v.modifier(d); ok && m.field != "" {
		f[m.field] = m.values
	}
	if d.From().Field("source") != nil {
		if ways := v.ways(d); len(ways) > 0 {
			f["source"] = ways
		}
	}
	for _, t := range v.between(v.from, v.nextTo) {
		if t.is(isFilter) && t.field != "source" && d.From().Field(t.field) != nil && v.chosen(t, d) && !slices.Contains(f[t.field], t.value) {
			f[t.field] = append(f[t.field], t.value)
		}
	}
	if len(f) == 0 {
		return nil
	}
	return f
}

// chosen reports whether a word like 大额 is said of the blank's own records.
func (v *stand) chosen(t token, d *metric.Definition) bool {
	if thing, ok := v.thing(d.Key); ok && thing.from == t.from {
		return true // 大额党费x笔，共x元
	}
	return t.from >= v.ownFrom
}

// thing finds the word that names what the metric counts: among the blank's own words, behind its unit, else earlier.
func (v *stand) thing(key string) (token, bool) {
	is := func(t token) bool {
		return slices.ContainsFunc(t.mentions(), func(u use) bool { return u.role == roleThing && v.rules[u.rule].metric == key })
	}
	for _, words := range [][]token{v.own, v.next, v.sentence} {
		backward := slices.Clone(words)
		if &words != &v.next {
			slices.Reverse(backward)
		}
		if i := slices.IndexFunc(backward, is); i >= 0 {
			return backward[i], true
		}
	}
	return token{}, false
}

// mentions are the roles that the word has in rules.
func (t token) mentions() []use {
	if t.word == nil {
		return nil
	}
	return t.uses
}

// modifier finds the topic of the blank, or the group of which it speaks. field is empty where the metric's records carry none.
func (v *stand) modifier(d *metric.Definition) (m modifier, ok bool) {
	if m.field = topicField[d.Source]; v.topical(d.Key) {
		m.field = ""
	}
	sense := isTopic
	switch {
	case grouped[d.Source]:
		sense = isGroup
	case m.field == "":
		sense = isTopic | isGroup
	}
	thing, found := v.thing(d.Key)
	if m.values = v.carried(d, thing, m.field); len(m.values) > 0 {
		return m, true
	}
	if (!found || thing.to <= v.ownFrom) && d.Key != "visits.households" {
		if t, found := v.bare(sense); found { // 其中邻里x起
			m.values = []string{string(v.text[t.from:t.to])}
			return m, true
		}
		if name, listed := v.portion(d.Key); name != "" {
			if m.values = []string{name}; !listed {
				m.field = ""
			}
			return m, true
		}
	}
	if !found || thing.to <= v.ownFrom && v.apart(thing) {
		return m, false
	}
	if m.values = v.modifying(thing, sense); len(m.values) == 0 && d.Key == "activities.training" {
		m.values = v.trained(thing)
	}
	if len(m.values) == 0 && strings.HasSuffix(d.Key, ".outreach") {
		m.values = v.preached(thing)
	}
	if len(m.values) == 0 && d.Source == "activities" {
		for _, t := range v.own { // 理论学习中心组开展集中学习
			if t.is(isBody) {
				m.values = []string{v.say(t)}
			}
		}
	}
	return m, len(m.values) > 0
}

// carried gives the topics of the number before, where the blank's number is of the same: 劳动争议x起，调解成功x起, and 文体活动x场，
// 参与居民x人次. thing is what the metric counts; if it is named anew, nothing is carried.
func (v *stand) carried(d *metric.Definition, thing token, field string) []string {
	if field == "" || v.several {
		return nil
	}
	family, kind, _ := strings.Cut(d.Key, ".")
	before, of, _ := strings.Cut(v.like, ".")
	switch {
	case family == "attendance" && before == "activities" && kind == of:
		if slices.ContainsFunc(v.own, func(t token) bool { return v.names(t, d.Key) }) {
			return nil
		}
	case family != before || !thing.has(roleDeed) || hasSense(v.between(v.from, v.place.From), isPartOf):
		return nil
	}
	return v.lastFilter[field]
}

// names reports whether a word surely names what a metric counts.
func (v *stand) names(t token, key string) bool {
	return slices.ContainsFunc(t.mentions(), func(u use) bool { return u.role == roleThing && !u.weak && v.rules[u.rule].metric == key })
}

// topical reports whether a metric is itself about a topic: 专题研究意识形态 is no part of 专题研究党建.
func (l *lexicon) topical(key string) bool {
	return slices.ContainsFunc(l.rules, func(r rule) bool { return r.metric == key && r.with && strings.HasSuffix(key, ".sessions") })
}

// apart reports whether 其中 stands before an earlier thing: what it is about is only that part.
func (v *stand) apart(thing token) bool {
	return slices.ContainsFunc(v.between(v.from, thing.from), func(t token) bool { return t.is(isPartOf) }) && !hasSense(v.own, isPartOf)
}

// bare is a topic right before the blank, without a thing of its own.
func (v *stand) bare(s sense) (token, bool) {
	for _, t := range slices.Backward(v.own) {
		switch {
		case t.is(s) && v.strange(t.to, v.place.From) == 0:
			return t, true
		case t.is(isFiller|isUnit) && !t.has(roleThing) && !t.has(roleDeed):
		default:
			return token{}, false
		}
	}
	return token{}, false
}

// longestModifier is how many strange letters before a thing may say what it is about.
const longestModifier = 6

// modifying gives the topics that stand before a thing, each with the thing where nothing lies between them.
func (v *stand) modifying(thing token, s sense) (values []string) {
	end := thing.from
	for _, t := range slices.Backward(v.between(v.from, thing.from)) {
		if !t.is(s) && len(values) > 0 && t.word == thing.word && v.joins(t.to, end) {
			end = t.from // 宪法宣传、禁毒宣传
			continue
		}
		if !t.is(s) && v.joins(t.from, end) {
			continue
		}
		if !t.is(s) || !v.joins(t.to, end) && (len(values) > 0 || v.strange(t.to, end) != 2 || end-t.to != 2) {
			break
		}
		if v.partOfName(t) {
			break // “书记讲党史”党课
		}
		if strings.ContainsRune(string(v.text[t.to:end]), '等') || len(values) > 0 && thing.to < v.to && v.text[thing.to] == '等' {
			return nil // 漏水、停车等问题, 宪法宣传、禁毒宣传等活动
		}
		value := string(v.text[t.from:t.to])
		switch {
		case len(values) > 0 && t.to == end: // 家庭邻里纠纷
			values[len(values)-1] = value + values[len(values)-1]
			end = t.from
			continue
		case len(values) > 0:
			value += string(v.text[thing.from:thing.to])
		case v.strange(t.to, thing.from) == thing.from-t.to: // 反诈宣传, 停车难问题
			value = string(v.text[t.from:thing.to])
		}
		values = append(values, value)
		end = t.from
	}
	slices.Reverse(values)
	if len(values) == 0 && s == isTopic {
		if from := v.unfamiliar(thing.from); from < thing.from {
			values = []string{string(v.text[from:thing.to])}
		}
	}
	return values
}

// partOfName reports whether a word is the end of a name in quotes.
func (v *stand) partOfName(t token) bool {
	return slices.ContainsFunc(v.quotes, func(q Place) bool { return q.From+1 < t.from && t.to <= q.To })
}

// notTopic are strange letters that say where, how, or for whom: no topic.
var notTopic = regexp.MustCompile(`^[到赴在为对向把将与和以按随由]|(干部|党员|书记|群众|居民|职工|员|队|人|次|场|化|了|性|地|度|站|中心|室)$`)

// unfamiliar gives where strange letters before a thing begin, if they are a word of their own: 乡村振兴宣讲, 师德专题培训.
func (v *stand) unfamiliar(thing int) int {
	at := thing
	words := v.between(v.from, thing)
	if n := len(words) - 1; n >= 0 && words[n].is(isTheme) && words[n].to == thing {
		at, words = words[n].from, words[:n]
	}
	from := at
	for from > v.from && isHan(v.text[from-1]) && v.strange(from-1, from) > 0 {
		from--
	}
	run := string(v.text[from:at])
	if n := at - from; n < 2 || n > longestModifier || from == v.from || notTopic.MatchString(run) {
		return thing
	}
	if endsClause(v.text[from-1]) {
		return from
	}
	if len(words) == 0 || words[len(words)-1].to != from {
		return thing
	}
	if last := words[len(words)-1]; !last.is(isLight|isFiller) && !last.has(roleDeed) {
		return thing
	}
	return from
}

// sum gives the kinds of activities that a blank adds up: 召开党员大会、支委会共x次.
func (v *stand) sum() (kinds []string) {
	last := v.place.From
	for _, t := range slices.Backward(v.own) {
		kind := ""
		for _, u := range t.mentions() {
			if k, ok := strings.CutPrefix(v.rules[u.rule].metric, "activities."); ok && u.role == roleThing && !u.weak && k != "total" {
				kind = k
			}
		}
		switch {
		case kind == "" && t.is(isTotal) && v.strange(t.to, last) == 0 && len(kinds) == 0:
			last = -t.from
		case kind == "":
			if len(kinds) == 0 && last > 0 {
				continue
			}
		case last < 0 && v.strange(t.to, -last) == 0, last > 0 && len(kinds) > 0 && v.joins(t.to, last):
			kinds, last = append(kinds, kind), t.from
		default:
			return nil
		}
	}
	slices.Reverse(kinds)
	if kinds = slices.Compact(kinds); len(kinds) < 2 {
		return nil
	}
	return kinds
}

// joins reports whether nothing but 、, 和, 类, 等 or one strange letter lies between two places.
func (v *stand) joins(from, to int) bool {
	if to-from > 2 {
		return false
	}
	for i := from; i < to; i++ {
		if !strings.ContainsRune("、和及与类等的 ”“", v.text[i]) && (to-from > 1 || v.strange(i, i+1) == 0) {
			return false
		}
	}
	return true
}
