package report

import (
	"slices"
	"strings"
)

// toBe is how sure it is that the year of a plan is the next.
const toBe = 0.85

// lookedBack are words of what was done, of which plans tell too: 在总结20XX年工作的基础上, 针对20XX年查摆的问题.
var lookedBack = append([]string{"回顾", "查摆", "存在", "取得", "以来"}, achieved...)

// putOff makes the year of a plan the next one, under a heading that says so. In a text that is nothing but a plan it is the text's own.
func (b *binder) putOff(s *Slot) {
	if s.Kind != KindYear || !b.ahead || s.Confidence == 1 || b.allPlan() {
		return
	}
	from, to := s.Place.From, s.Place.To
	for from > max(0, s.Place.From-lookBack) && !endsClause(b.text[from-1]) {
		from--
	}
	for to < min(len(b.text), s.Place.To+lookForward) && !endsClause(b.text[to]) {
		to++
	}
	if !anyOf(string(b.text[from:to]), lookedBack) {
		s.Kind, s.Confidence, s.Why = KindNextYear, toBe, whys[KindNextYear]
	}
}

// allPlan reports whether the title is that of a plan, and not of a report with one.
func (b *binder) allPlan() bool {
	title := string(b.text[:b.titled])
	return !numbering[0].MatchString(title) && anyOf(title, plans) && !anyOf(title, achieved) && !strings.Contains(title, "报告")
}

func anyOf(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
