package report

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

//go:embed bindings.txt
var bindings string

// sense is what a word says by itself, whatever the metric.
type sense uint32

const (
	isUnit    sense = 1 << iota
	isTime          // a unit of time
	isWord          // begins like another word, and is a word of its own
	isFiller        // says little
	isLight         // a deed that says little
	isPlan          // not yet done
	isGoal          // what should be reached, said of its own clause
	isNorm          // how often or how much it should be
	isDone          // done after all
	isPart          // only some of what is counted
	isNarrow        // a time of which nobody can say the days
	isNow           // the report's own time
	isWhole         // the same, whatever a heading says
	isPartOf        // what follows is some of what was counted before
	isAhead         // a heading under which numbers are plans
	isTopic         // what an activity or a matter is about
	isGroup         // which people, organisations or partners
	isFilter        // a value of a field: Source
	isTimed         // a time in figures
	isBelow         // an organisation or an area below
	isPresent       // what is there today: 现有
	isChange        // a number rose or fell
	isYearly        // against the same days of the year before: 同比
	isVersus        // against something else: 环比
	isSplit         // one number for each of several
	isTotal         // the number is a sum
	isTheme         // leads in what an activity is about
	isBody          // whose activities are a series of their own: 中心组
)

var sections = map[string]sense{
	"@unit": isUnit, "@time": isUnit | isTime, "@word": isWord, "@filler": isFiller, "@light": isLight, "@plan": isPlan, "@goal": isGoal, "@norm": isNorm,
	"@done": isDone, "@part": isPart, "@narrow": isNarrow, "@now": isNow, "@whole": isWhole, "@part-of": isPartOf, "@ahead": isAhead,
	"@topic": isTopic, "@group": isGroup, "@filter": isFilter, "@present": isPresent,
	"@change": isChange, "@yearly": isYearly, "@versus": isVersus, "@split": isSplit, "@total": isTotal, "@theme": isTheme, "@body": isBody,
}

// role is what a word is to a rule: a column of bindings.txt.
type role uint8

const (
	roleUnit role = iota
	roleThing
	roleDeed
	roleWith
	roleAfter // with, but only behind the blank
	roleNever
	roleNot // never, and not earlier in the sentence either
)

// use is a word's role in a rule.
type use struct {
	rule int
	role role
	weak bool
}

// word is an entry of a lexicon: all that it can mean.
type word struct {
	text  []rune
	sense sense
	uses  []use
	field string // of a filter, with its value
	value string
	orgs  []uid.ID // that are called so
	areas []uid.ID
}

func (w *word) is(s sense) bool { return w != nil && w.sense&s != 0 }

func (w *word) has(r role) bool {
	return w != nil && slices.ContainsFunc(w.uses, func(u use) bool { return u.role == r })
}

// as reports whether the word has the role in a rule.
func (w *word) as(r int, role role) bool {
	return slices.ContainsFunc(w.uses, func(u use) bool { return u.rule == r && u.role == role })
}

// tells reports whether a word is more than a word.
func (w *word) tells() bool {
	return w.sense != isWord || slices.ContainsFunc(w.uses, func(u use) bool { return u.role < roleNever })
}

// rule is a line of bindings.txt: a way to speak of a metric.
type rule struct {
	metric string
	deeds  bool // it knows deeds
	needs  bool // one of them must be named
	with   bool // it wants another word in the sentence
	after  bool // behind the blank
	named  bool // a metric of the organisation, told by its name
}

// lexicon is every word that the binding knows, by its first rune, the longest first.
type lexicon struct {
	rules []rule
	words map[rune][]*word
}

// builtin is the lexicon of bindings.txt.
var builtin = read(bindings)

func read(file string) *lexicon {
	l := &lexicon{words: map[rune][]*word{}}
	things := map[string]string{}
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			list := strings.Fields(line)
			s, ok := sections[list[0]]
			if !ok {
				panic("report: bindings.txt has no section " + list[0])
			}
			words, field, value := list[1:], "", ""
			if s == isFilter {
				field, value, _ = strings.Cut(list[1], "=")
				words = list[2:]
			}
			for _, text := range words {
				w := l.word(strings.TrimSuffix(text, "?"))
				w.sense |= s
				if s == isFilter {
					w.field, w.value = field, value
				}
			}
		case strings.HasPrefix(line, "attendance.*"):
			for _, a := range record.ActivityWords {
				kind := string(a.Kind)
				one := strings.Replace(line, "*", kind, 1)
				l.rule(strings.Replace(one, "@activities", things["activities."+kind], 1))
			}
		default:
			key, rest, _ := strings.Cut(line, "|")
			if column := strings.Split(rest, "|"); len(column) > 1 {
				things[strings.TrimSpace(key)] = column[1]
			}
			l.rule(line)
		}
	}
	l.spread()
	return l
}

// spread lets a longer word be with a rule as the one that it holds is: 居民微心愿 as 微心愿. So does a longer thing that a rule
// must not follow: 安全隐患 as 隐患.
func (l *lexicon) spread() {
	var short []*word
	for _, list := range l.words {
		for _, w := range list {
			if bare, ok := strings.CutPrefix(string(w.text), "已"); ok && bare != "" {
				if of := l.at([]rune(bare), 0); of.is(isLight) && string(of.text) == bare {
					w.sense |= isLight
				}
			}
			if w.has(roleWith) || w.has(roleNot) {
				short = append(short, w)
			}
		}
	}
	for _, list := range l.words {
		for _, w := range list {
			for _, held := range short {
				if w == held || !w.tells() || !strings.Contains(string(w.text), string(held.text)) {
					continue
				}
				ends := w.has(roleThing) && strings.HasSuffix(string(w.text), string(held.text))
				for _, u := range held.uses {
					if (u.role == roleWith || u.role == roleNot && ends) && !w.as(u.rule, u.role) {
						w.uses = append(w.uses, u)
					}
				}
			}
		}
	}
}

// rule reads a line: metric | units | things | deeds | with | never.
func (l *lexicon) rule(line string) {
	column := strings.Split(line, "|")
	if len(column) < 3 || len(column) > 6 {
		panic(fmt.Sprintf("report: bindings.txt: %d columns in %q", len(column), line))
	}
	r := rule{metric: strings.TrimSpace(column[0])}
	for i, roles := range []role{roleUnit, roleThing, roleDeed, roleWith, roleNever} {
		if i+1 >= len(column) {
			break
		}
		for _, text := range strings.Fields(column[i+1]) {
			role := roles
			switch {
			case role == roleDeed:
				r.deeds = true
				r.needs = r.needs || text[0] == '!'
			case text[0] == '>':
				role, r.after = roleAfter, true
			case role == roleWith:
				r.with = true
			}
			if strings.HasPrefix(text, "<") {
				role = roleNot
			}
			text = strings.TrimLeft(text, "!><")
			l.use(text, role)
			if role == roleDeed { // 已解决
				l.use("已"+text, role)
				l.word("已" + strings.TrimSuffix(text, "?")).sense |= isDone
			}
		}
	}
	l.rules = append(l.rules, r)
}

// use notes a word of the rule that is being read.
func (l *lexicon) use(text string, r role) {
	bare := strings.TrimSuffix(text, "?")
	w := l.word(bare)
	w.uses = append(w.uses, use{len(l.rules), r, bare != text})
	if r == roleUnit {
		w.sense |= isUnit
	}
}

// word gives the entry of a text, a new one if there is none.
func (l *lexicon) word(text string) *word {
	runes := []rune(text)
	list := l.words[runes[0]]
	i, found := slices.BinarySearchFunc(list, runes, func(w *word, t []rune) int {
		if len(w.text) != len(t) {
			return len(t) - len(w.text)
		}
		return slices.Compare(w.text, t)
	})
	if !found {
		list = slices.Insert(list, i, &word{text: runes})
		l.words[runes[0]] = list
	}
	return list[i]
}

// at gives the longest word that begins at i; nil if there is none.
func (l *lexicon) at(text []rune, i int) *word {
	if i >= len(text) {
		return nil
	}
	for _, w := range l.words[text[i]] {
		if len(w.text) <= len(text)-i && slices.Equal(w.text, text[i:i+len(w.text)]) {
			return w
		}
	}
	return nil
}

// with is the lexicon and the names of the metrics that it has no line for: an organisation's own, and its figures.
func (l *lexicon) with(known []metric.Definition) *lexicon {
	if len(known) == 0 {
		return l
	}
	more := &lexicon{rules: slices.Clone(l.rules), words: maps.Clone(l.words)}
	for _, d := range known {
		if strings.TrimSpace(d.Name) == "" || l.knows(d.Key) {
			continue
		}
		for text, r := range map[string]role{d.Name: roleThing, d.Unit: roleUnit} {
			if text != "" {
				more.own(text, r)
			}
		}
		more.rules = append(more.rules, rule{metric: d.Key, named: true})
	}
	return more
}

// own notes a word of an organisation without touching what other organisations read.
func (l *lexicon) own(text string, r role) {
	first := []rune(text)[0]
	l.words[first] = slices.Clone(l.words[first])
	old := l.word(text)
	i := slices.Index(l.words[first], old)
	w := new(word)
	*w = *old
	w.uses = slices.Clone(old.uses)
	l.words[first][i] = w
	w.uses = append(w.uses, use{len(l.rules), r, false})
	if r == roleUnit {
		w.sense |= isUnit
	}
}

// knows reports whether a rule is about the metric.
func (l *lexicon) knows(key string) bool {
	return slices.ContainsFunc(l.rules, func(r rule) bool { return r.metric == key })
}
