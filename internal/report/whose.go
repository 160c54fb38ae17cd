package report

import (
	"slices"
	"strings"
)

// How sure a time is that stands elsewhere than in the sentence before the blank.
const (
	carried = 0.93 // in an earlier sentence of the paragraph
	overall = 0.95 // in a heading or the title
	astray  = 0.85 // an earlier sentence speaks of a time that cannot be told
)

// whose finds the time that a blank's number is of: the nearest one before it in the sentence, else the one in brackets behind
// it, else that of an earlier sentence, of the heading, of the title.
func (v *stand) whose() (found token, sure float64) {
	words := v.outside(v.between(v.from, v.place.From), v.place.From)
	for _, t := range slices.Backward(words) {
		if t.when == nil || t.when.sort == noTime || v.aside(t) {
			continue
		}
		if t.when.sort == nowTime && v.title != nil && v.titled <= v.from && !(t.when.blank && v.title.year) {
			return token{timed, t.from, t.to, v.title}, overall
		}
		return v.union(t), 1
	}
	if at := v.unitEnd; at < v.to && (v.text[at] == '（' || v.text[at] == '(') {
		end := at
		for end < min(v.to, at+12) && v.text[end] != '）' && v.text[end] != ')' {
			end++
		}
		for _, t := range v.between(at, end) {
			if t.when != nil && t.when.sort != noTime && !v.compared(t) {
				return t, 1
			}
		}
	}
	if t, ok := v.earlierTime(); ok {
		if t.when.sort == anyTime {
			return token{}, astray
		}
		return t, carried
	}
	for _, above := range slices.Backward(v.above[:]) {
		for _, t := range above {
			if t.when != nil && t.when.sort != noTime && !t.when.year && t.when.sort != anyTime {
				return t, overall
			}
		}
	}
	if v.title != nil && v.titled <= v.from {
		return token{timed, v.from, v.from, v.title}, overall
	}
	return token{}, 1
}

// union is the time of a sum over the times before it: 上半年x元，下半年x元，合计x元. Of any other number it is the time itself.
func (v *stand) union(last token) token {
	if last.when.sort != knownTime || len(v.own) == 0 || !addsUp.MatchString(string(v.text[v.ownFrom:v.place.From])) || last.from >= v.ownFrom {
		return last
	}
	all := last.when.span
	for _, t := range v.between(v.from, last.from) {
		if t.when == nil || t.when.sort != knownTime || t.when.span.From == "" || number(t.when.span.YearsBack, 0) != number(all.YearsBack, 0) || len(t.when.span.From) != len(all.From) {
			continue
		}
		all.From, all.To = min(all.From, t.when.span.From), max(all.To, t.when.span.To)
	}
	w := *last.when
	if w.span = all; all.From == "01-01" && all.To == "12-31" && *all.YearsBack == 0 {
		w.sort = wholeTime
	}
	last.when = &w
	return last
}

// aside reports whether a time belongs to something else than the blank.
func (v *stand) aside(t token) bool {
	if v.compared(t) {
		next := strings.TrimPrefix(string(v.text[t.to:min(v.place.From, t.to+2)]), "的")
		return next != "" || v.measure != "" // 比去年的x件: last year's number
	}
	if v.reached && t.when.sort == knownTime && (number(t.when.span.YearsBack, 0) > 0 || t.from >= v.clauseFrom) {
		return true // 由去年的x件增加到x件
	}
	if t.when.year && t.to > t.from && v.text[t.to-1] == '度' && t.from > v.from && isHan(v.text[t.from-1]) && t.to < v.to && isHan(v.text[t.to]) && !t.is(isNow) {
		return true // 召开2022年度组织生活会
	}
	return v.factual(t, v.place.From)
}

// factual reports whether a time is when something came to be: 社区成立于2003年, 2019年建成，.
func (b *binder) factual(t token, to int) bool {
	behind := string(b.text[t.to:max(t.to, min(to, t.to+lookForward))])
	for i, r := range behind {
		if endsClause(r) {
			behind = behind[:i]
			break
		}
	}
	if len(behind) < to-t.to && slices.ContainsFunc(facts, func(w string) bool { return strings.Contains(behind, w) }) {
		return true
	}
	return t.from > 0 && b.text[t.from-1] == '于' && slices.ContainsFunc(facts, func(w string) bool {
		return strings.HasSuffix(string(b.text[max(0, t.from-6):t.from-1]), strings.TrimSuffix(w, "于"))
	})
}

// longestParagraph is how far back a paragraph is read for the time of which it speaks, and lead how far from the beginning
// of its sentence that may stand.
const (
	longestParagraph = 400
	lead             = 8
)

// earlierTime finds the time with which an earlier sentence of the paragraph begins. A day or a month is only its own.
func (s *scene) earlierTime() (found token, ok bool) {
	if s.before != nil {
		return *s.before, s.before.when != nil
	}
	s.before = &token{}
	from := max(s.start, s.from-longestParagraph)
	if from >= s.from {
		return token{}, false
	}
	begins := from
	for _, t := range s.tokens(from, s.from, nil) {
		for i := begins; i < t.from; i++ {
			if endsSentence(s.text[i]) && s.text[i] != '；' && s.text[i] != ';' {
				begins = i + 1
			}
		}
		if t.when != nil && t.when.sort != noTime && t.from-begins <= lead && !s.factual(t, s.from) && (t.when.sort != knownTime || t.when.long()) {
			*s.before = t
		}
	}
	return *s.before, s.before.when != nil
}

// long reports whether a span may be the time of several sentences: more than a month.
func (w *when) long() bool {
	from, to := w.span.From, w.span.To
	return from == "" || w.end || w.open || from[:len(from)-3] != to[:len(to)-3]
}
