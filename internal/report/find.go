package report

import (
	"strings"
	"unicode"
)

// Find gives every blank of a plain text in order: {{key}}, bare marks standing where a value belongs, half-blank years, and
// gaps where a number was erased. What its own form and neighbours tell is bound: years, names, literals; numbers are for Bind.
func Find(text string) []Slot {
	f := finder{text: []rune(text), slots: []Slot{}}
	for f.title < len(f.text) && !isBreak(f.text[f.title]) {
		f.title++
	}
	for i := 0; i < len(f.text); {
		i = f.step(i)
	}
	for i := range f.slots {
		f.slots[i].Index = i
		f.context(i)
	}
	return f.slots
}

// finder goes over a text once, and looks only a little around itself.
type finder struct {
	text   []rune
	slots  []Slot
	title  int          // where the first line ends
	strong map[int]bool // where emphasis of Markdown begins and ends, in the line up to until
	until  int
}

// step looks at the rune at i, and gives where to go on.
func (f *finder) step(i int) int {
	r := f.text[i]
	switch {
	case r == '{' && f.rune(i+1) == '{':
		return f.explicit(i)
	case partner(r) != 0:
		return f.bracket(i)
	case '0' <= r && r <= '9':
		return f.number(i)
	case familyOf(r) != none:
		return f.bare(i)
	case isSpace(r):
		return f.gap(i)
	}
	f.erased(i, i)
	return i + 1
}

// rune gives the rune at i, and 0 outside the text.
func (f *finder) rune(i int) rune {
	if i < 0 || i >= len(f.text) {
		return 0
	}
	return f.text[i]
}

// follows reports whether one of the words stands at i.
func (f *finder) follows(i int, words ...string) bool {
	for _, w := range words {
		n := i
		for _, r := range w {
			if f.rune(n) != r {
				n = -1
				break
			}
			n++
		}
		if n >= 0 {
			return true
		}
	}
	return false
}

// precedes reports whether one of the words ends at i.
func (f *finder) precedes(i int, words ...string) bool {
	for _, w := range words {
		if n := i - len([]rune(w)); n >= 0 && f.follows(n, w) {
			return true
		}
	}
	return false
}

// slot notes a blank.
func (f *finder) slot(from, to int, b Binding, confidence float64) {
	b.Measure = MeasureValue
	f.slots = append(f.slots, Slot{
		Text: string(f.text[from:to]), Binding: b, Confidence: confidence, Candidates: []Candidate{}, Why: whys[b.Kind], Place: Place{from, to},
	})
}

// longestKey is how many runes may stand between {{ and }}.
const longestKey = 200

// explicit reads {{key}} at i. Without an end it is plain text.
func (f *finder) explicit(i int) int {
	for to := i + 2; to < len(f.text) && to < i+2+longestKey && !isBreak(f.text[to]); to++ {
		if f.follows(to, "{{") {
			break
		}
		if !f.follows(to, "}}") {
			continue
		}
		b, reason := named(strings.TrimSpace(string(f.text[i+2 : to])))
		confidence := 1.0
		if reason != "" {
			confidence = 0
		}
		f.slot(i, to+2, b, confidence)
		switch s := &f.slots[len(f.slots)-1]; {
		case reason != "":
			s.Reason, s.Why = reason, "没有这样的指标或写法：请改正，或手工填写。"
		case b.Kind == KindText && s.inner() != string(KindText):
			s.Why = whyListed
		}
		return to + 2
	}
	return i + 2
}

// bare reads a run of marks at i.
func (f *finder) bare(i int) int {
	m := f.run(i)
	if m.family != none && f.stands(m) {
		if f.precedes(m.from, "二〇", "二○", "二零", "二Ｏ") && f.follows(m.to, "年") {
			m.from -= 2 // 二〇XX年
		}
		f.mark(m)
	}
	return m.to
}

// number reads digits at i, and the marks in which they end: 20XX, 201*.
func (f *finder) number(i int) int {
	to := i
	for '0' <= f.rune(to) && f.rune(to) <= '9' {
		to++
	}
	if isLatin(f.rune(i - 1)) {
		return to
	}
	if n := to; string(f.text[i:to]) == "20" && isSpace(f.rune(to)) { // 20  年, erased; 20 年 is how long
		for isSpace(f.rune(n)) {
			n++
		}
		if n > to+1 && f.follows(n, "年") {
			f.mark(mark{from: i, to: n, family: gaps, digits: 2})
		}
		return n
	}
	if familyOf(f.rune(to)) == none {
		return to
	}
	m := f.run(to)
	m.from, m.digits = i, to-i
	if m.family != none && f.stands(m) {
		f.mark(m)
	}
	return m.to
}

// mark notes the blank that a run of marks is, bound by what its neighbours say.
func (f *finder) mark(m mark) {
	kind, confidence := f.kind(m)
	f.slot(m.from, m.to, Binding{Kind: kind}, confidence)
}

// How much of its sentence a slot shows on either side: up to near runes, another slot counting as one, and no further
// than the clause once there are enough.
const (
	near   = 16
	enough = 6
)

// context notes the words on both sides of a slot, … where the sentence goes on.
func (f *finder) context(i int) {
	s := &f.slots[i]
	from := s.Place.From
	for n, last := 0, i-1; from > 0 && !endsSentence(f.text[from-1]); n++ {
		if n == near || n >= enough && endsClause(f.text[from-1]) {
			s.Before = "…"
			break
		}
		if from--; last >= 0 && f.slots[last].Place.To == from+1 {
			from = f.slots[last].Place.From
			last--
		}
	}
	s.Before += strings.TrimLeftFunc(string(f.text[from:s.Place.From]), unicode.IsSpace)
	to := s.Place.To
	for n, next := 0, i+1; to < len(f.text) && !endsSentence(f.text[to]); n++ {
		if n > 0 && endsClause(f.text[to]) {
			break
		}
		if n == near {
			s.After = "…"
			break
		}
		if to++; next < len(f.slots) && f.slots[next].Place.From == to-1 {
			to = max(to, f.slots[next].Place.To)
			next++
		}
	}
	s.After = strings.TrimRightFunc(string(f.text[s.Place.To:to]), unicode.IsSpace) + s.After
}

func isBreak(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\u3000', '\u00a0', '\u2002', '\u2003':
		return true
	}
	return false
}

func isLatin(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) && r != '〇' }

// endsSentence: what is said before it says little of what comes after.
func endsSentence(r rune) bool {
	switch r {
	case '。', '！', '？', '!', '?', '；', ';':
		return true
	}
	return isBreak(r)
}

func endsClause(r rune) bool {
	switch r {
	case '，', ',', '：', ':', '（', '）', '(', ')':
		return true
	}
	return endsSentence(r)
}

// isPunct reports whether the rune neither belongs to a word nor is 0, an end of the text.
func isPunct(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) && r != '%' }
