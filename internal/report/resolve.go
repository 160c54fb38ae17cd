package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// Scope is whose text it is, and of which days: all that sentences are read by beside their own words.
type Scope struct {
	Period calendar.Span
	Known  []metric.Definition // that the organisation has
	Words  Words

	Corrected map[string]Binding // what people of the organisation bound blanks to before, by Phrases
}

// Words are what an organisation calls things by, as far as a sentence may narrow its number to them.
type Words struct {
	Values map[string]map[string][]string // by source and field (tags, category, roles): those that its records carry
	Orgs   []Named                        // the organisations below it
	Areas  []Named                        // its areas
	Own    []string                       // the names by which it is called itself, and those above it
}

// Named is an organisation or an area by its name.
type Named struct {
	Name string
	ID   uid.ID
}

// Why a slot is not asked for in a report.
const (
	unmatchedFilter = "unmatched-filter"       // the organisation has no such tag or category
	unmatchedOrg    = "unmatched-organisation" // nor an organisation or area of that name
	unmatchedTime   = "unmatched-time"         // the time that the sentence compares with is not the year before, or it speaks of days after the report's
)

// Resolve binds what hangs on whose report it is: 本月 and 以来 by its days, topics by the organisation's own tags and categories,
// 第三网格党支部 by the names below it. A blank that stayed text may find its metric among the organisation's own. Where nothing
// matches, the slot says why, and is not asked for. What a person chose is left as it is.
func Resolve(text string, slots []Slot, s Scope) {
	b := newBinder(text, s.Known)
	b.scope = &s
	b.lexicon = b.lexicon.named(s.Words)
	open := map[Place]bool{} // bound by words alone: no form or key tells, and no person chose
	for _, found := range Find(text) {
		open[found.Place] = found.Kind == KindText && found.Confidence == 0 && found.Reason == "" && !strings.HasPrefix(found.Text, "{{")
	}
	b.resolveCells(slots)
	anew := slices.Clone(slots)
	for i := range anew {
		p := &anew[i]
		if open[p.Place] = open[p.Place] && p.Confidence < 1 && (p.Kind == KindMetric || p.Kind == KindText); open[p.Place] {
			p.Binding, p.Confidence, p.Reason = Binding{Kind: KindText, Measure: MeasureValue}, 0, ""
		}
	}
	places := b.places(anew)
	b.bind(places)
	at := 0
	for _, is := range places {
		if at == len(slots) || is.Place != slots[at].Place {
			continue
		}
		switch was := &slots[at]; {
		case !open[is.Place], was.Sentence != "":
		case was.Kind == KindMetric && is.Kind == KindText:
			was.Reason, was.Why = unmatchedTime, is.Why
		default:
			*was = is
		}
		at++
	}
}

// Settled reports whether nothing hangs on whose report it is: the form of each slot tells, {{key}}, or a person chose. Resolve and
// Recall then change nothing, whatever the scope.
func Settled(slots []Slot) bool {
	return !slices.ContainsFunc(slots, func(s Slot) bool { return s.inner() == "" && s.Confidence < 1 })
}

// named is the lexicon with the names of organisations and areas.
func (l *lexicon) named(w Words) *lexicon {
	more := &lexicon{rules: l.rules, words: make(map[rune][]*word, len(l.words))}
	for r, list := range l.words {
		more.words[r] = slices.Clone(list)
	}
	for _, o := range w.Orgs {
		for _, text := range spellings(o.Name, w.Own) {
			more.call(text, func(called *word) { called.orgs = append(called.orgs, o.ID) })
		}
	}
	for _, a := range w.Areas {
		for _, text := range spellings(a.Name, w.Own) {
			more.call(text, func(called *word) { called.areas = append(called.areas, a.ID) })
		}
	}
	for source, field := range topicField {
		for _, value := range w.Values[source][field] {
			more.topic(value)
		}
	}
	for _, own := range w.Own {
		for _, text := range spellings(own, nil) {
			more.call(text, func(called *word) { called.sense = called.sense&^isBelow | isFiller })
		}
	}
	return more
}

// topic makes an organisation's own tag or category a topic, unless a word of it says what is counted.
func (l *lexicon) topic(value string) {
	runes := []rune(value)
	if len(runes) < shortest || len(runes) > longestPart {
		return
	}
	for i := range runes {
		if l.at(runes, i).has(roleThing) {
			return
		}
	}
	old := l.word(value)
	i := slices.Index(l.words[runes[0]], old)
	named := *old
	named.sense |= isTopic
	l.words[runes[0]][i] = &named
}

// call lets a text name an organisation or an area.
func (l *lexicon) call(text string, note func(*word)) {
	old := l.word(text)
	i := slices.Index(l.words[old.text[0]], old)
	named := *old
	named.sense |= isBelow
	note(&named)
	l.words[old.text[0]][i] = &named
}

// shortest is how many characters a name must have to be found in a sentence.
const shortest = 3

// spellings are the ways to write a name: whole, without the organisation's own before it, with its number in figures or characters.
func spellings(name string, own []string) (list []string) {
	add := func(s string) {
		if utf8.RuneCountInString(s) >= shortest && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	add(name)
	add(strings.TrimPrefix(name, "中共"))
	for _, o := range own {
		rest, ok := strings.CutPrefix(name, stem(o))
		if ok {
			add(strings.TrimLeft(rest, " ·—-"))
		}
	}
	for _, s := range slices.Clone(list) {
		rest, ok := strings.CutPrefix(s, "第")
		if !ok {
			continue
		}
		for n := 1; n < 100; n++ {
			if tail, ok := strings.CutPrefix(rest, inWords(n)); ok && !startsNumber(tail) {
				add("第" + figures(n) + tail)
			}
			if tail, ok := strings.CutPrefix(rest, figures(n)); ok && !startsNumber(tail) {
				add("第" + inWords(n) + tail)
			}
		}
	}
	return list
}

func startsNumber(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	_, ok := digit(r)
	return ok || r == '十'
}

func figures(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return figures(n/10) + figures(n%10)
}

// stem is a name without its body: 幸福社区 of 幸福社区党委.
func stem(name string) string {
	for _, b := range bodies {
		if rest, ok := strings.CutSuffix(name, b); ok && rest != "" {
			return rest
		}
	}
	return name
}

// matched finds the organisation's own words for those of a sentence. ok is false where it has none.
func (b *binder) matched(source string, f metric.Filter) (metric.Filter, bool) {
	if b.scope == nil || len(f) == 0 {
		return f, true
	}
	out := metric.Filter{}
	for field, values := range f {
		if field != "tags" && field != "category" {
			out[field] = values
			continue
		}
		for _, value := range values {
			in, own, ok := b.match(source, field, value)
			if !ok {
				return f, false
			}
			out[in] = append(out[in], own)
		}
	}
	if len(out["tags"]) > 0 && len(out["category"]) > 0 {
		return f, false // some by one field, some by the other: no filter says or
	}
	return out, true
}

// match finds a value among the organisation's own: the same, else one that is the value without its thing, else one about the
// same. A category is looked for among tags too.
func (b *binder) match(source, field, value string) (in, own string, ok bool) {
	var best int
	for _, f := range []string{field, "tags", "category"} {
		for _, v := range b.scope.Words.Values[source][f] {
			if n := likeness(value, v); n > best {
				in, own, best = f, v, n
			}
		}
	}
	return in, own, best > 0
}

// common are the ends of topics that say nothing of what they are about.
var common = []string{"纠纷", "矛盾", "矛盾纠纷", "诉求", "问题", "隐患", "安全隐患", "宣传", "宣传活动", "宣讲", "培训", "检查", "志愿服务", "活动", "学习", "微心愿", "党员", "党支部", "支部", "类", "服务", "教育", "关系", "知识", "谈话"}

// likeness is 3 for the same words, 2 for the same topic, 1 for a topic that holds the other; 0 for another.
func likeness(said, own string) int {
	if said == own {
		return 3
	}
	bare := func(s string) string {
		for range 2 {
			for _, end := range common {
				if rest, ok := strings.CutSuffix(s, end); ok && utf8.RuneCountInString(rest) > 1 {
					s = rest
				}
			}
		}
		return s
	}
	a, b := bare(said), bare(own)
	switch {
	case a == b:
		return 2
	case utf8.RuneCountInString(b) > 1 && strings.HasPrefix(a, b), utf8.RuneCountInString(a) > 1 && strings.HasPrefix(b, a):
		return 1
	}
	return 0
}
