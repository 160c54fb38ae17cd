package report

import (
	"slices"
	"strings"
	"unicode"
)

// family is a sort of mark that blanks are written with.
type family uint8

const (
	none    family = iota
	letters        // x X
	veils          // A, for names only
	stars
	lines // underscores
	times // ×
	circles
	boxes
	someone // 某
	dots    // ……
	gaps    // nothing, or blanks, where a value was
)

func familyOf(r rune) family {
	switch r {
	case 'x', 'X', 'ｘ', 'Ｘ':
		return letters
	case 'A', 'Ａ':
		return veils
	case '*', '＊', '∗', '﹡':
		return stars
	case '_', '＿':
		return lines
	case '×', '✕', '✖', '╳':
		return times
	case '○', '〇', '◯':
		return circles
	case '□', '☐':
		return boxes
	case '某':
		return someone
	case '…':
		return dots
	}
	return none
}

// mark is a run of marks that may be a blank, with the digits, points and brackets that belong to it.
type mark struct {
	from, to int
	family   family
	n        int // how many marks
	digits   int // known ones before the marks: 20XX
	brackets bool
}

// run reads marks of one family at i, with X.X and X,XXX as one. Marks that go on in another family are none.
func (f *finder) run(i int) mark {
	m := mark{from: i, to: i, family: familyOf(f.text[i])}
	for {
		part := m.to
		for familyOf(f.rune(m.to)) == m.family {
			m.to++
		}
		m.n += m.to - part
		if m.family == dots || !strings.ContainsRune(".．,", f.rune(m.to)) || familyOf(f.rune(m.to+1)) != m.family {
			break
		}
		if f.rune(m.to) == ',' && !f.thousand(m) {
			break
		}
		m.to++
	}
	if next := familyOf(f.rune(m.to)); next != none && next != veils && next != someone && next != dots {
		for familyOf(f.rune(m.to)) != none && f.rune(i-1) != '二' { // 二〇XX年
			m.to++
		}
		m.family = none
	}
	return m
}

// thousand reports whether exactly three marks follow the comma at the run's end.
func (f *finder) thousand(m mark) bool {
	n := m.to + 1
	for familyOf(f.rune(n)) == m.family {
		n++
	}
	return n == m.to+4
}

// partner is the bracket that closes another; 0 for what is no bracket.
func partner(r rune) rune {
	switch r {
	case '(':
		return ')'
	case '（':
		return '）'
	case '[':
		return ']'
	case '〔':
		return '〕'
	case '［':
		return '］'
	case '【':
		return '】'
	}
	return 0
}

// toFill are words in brackets that ask for a value.
var toFill = []string{"", "填写", "请填写", "待填", "填数", "待填写", "数字"}

// bracket reads a bracket that holds nothing but a blank: 〔*〕, (*,***), （ ）, （填写）. A number must be what follows.
func (f *finder) bracket(i int) int {
	from := i + 1
	for isSpace(f.rune(from)) {
		from++
	}
	m := mark{from: from, to: from, family: gaps}
	if r := f.rune(from); r != 0 && familyOf(r) != none && familyOf(r) != dots {
		m = f.run(from)
	} else {
		for to := from; to < from+6; to++ {
			if f.rune(to) == partner(f.text[i]) && slices.Contains(toFill, string(f.text[from:to])) {
				m.to = to
			}
		}
	}
	end := m.to
	for isSpace(f.rune(end)) {
		end++
	}
	if m.family == none || f.rune(end) != partner(f.text[i]) || f.lineStart(i) {
		return i + 1
	}
	if m.from, m.to = i, end+1; f.unit(m.to) == nil || isLatin(f.rune(i-1)) || m.family == gaps && !isHan(f.rune(i-1)) {
		if m.family == letters && f.text[i] == '[' {
			return end + 1 // [x] is a task done
		}
		return i + 1
	}
	m.brackets = true
	f.mark(m)
	return m.to
}

// unit gives the unit that stands behind a number which ends at i, blanks and 余 between them; nil if there is none.
func (f *finder) unit(i int) *word {
	w, _ := unitAt(builtin, f.text, i)
	return w
}

// unitAt gives a unit and where it begins, or nil. 万, 亿 and 余 may stand before it.
func unitAt(l *lexicon, text []rune, i int) (*word, int) {
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	whole := l.at(text, i)
	for at := i; at < min(len(text), i+3); at++ {
		if !strings.ContainsRune("万亿千百余多来", text[at]) {
			break
		}
		if w := l.at(text, at+1); w.is(isUnit) {
			return w, at + 1
		}
	}
	if whole.is(isUnit) {
		return whole, i
	}
	return nil, i
}

// stands reports whether a run of marks stands where a value belongs, and is no word, sign, rule or ornament.
func (f *finder) stands(m mark) bool {
	left, right := f.rune(m.from-1), f.rune(m.to)
	if isDigit(left) || isDigit(right) || isLatin(left) || isLatin(right) || f.joined(m) || f.fileName(m) || f.forInk(m) {
		return false
	}
	value := f.unit(m.to) != nil || f.nameAfter(m.to)
	if m.digits > 0 {
		if familyOf(left) != none {
			return false // **5**
		}
		return f.halfYear(m) || f.unit(m.to) != nil && m.n > 1
	}
	switch m.family {
	case letters:
		return !f.latinAround(m) && !f.roman(m) && !(m.n == 1 && f.follows(m.to, "光", "射线", "线", "轴", "型", "染色体", "片", "档案"))
	case veils:
		return !f.latinAround(m) && f.nameAfter(m.to) && (m.n > 1 && !f.follows(m.to, "区") || f.follows(m.to, "群"))
	case stars, lines:
		return f.written(m, value)
	case times:
		if m.n == 1 && (f.formula(m) || f.lineStart(m.from) && !f.nameAfter(m.to)) {
			return false
		}
		return m.n > 1 || value || f.veiled(m)
	case circles:
		if strings.ContainsRune("一二三四五六七八九十零百", left) || strings.ContainsRune("一二三四五六七八九十零百", right) {
			return false
		}
		return (m.n > 1 || f.counts(m)) && !(f.lineStart(m.from) && m.n == 1 && !f.nameAfter(m.to))
	case boxes:
		return m.n > 1 && value && !f.optional(m) || m.n == 1 && f.counts(m)
	case someone:
		return f.some(m)
	case dots:
		return isHan(left) && left != '等' && f.unit(m.to) != nil && f.boundary(m.to)
	}
	return false
}

// counts is for a single mark that is often a bullet or a box: between a word and a unit that ends there, or before a name.
func (f *finder) counts(m mark) bool {
	return isHan(f.rune(m.from-1)) && f.unit(m.to) != nil && f.boundary(m.to) || m.family != boxes && f.nameAfter(m.to)
}

// boundary reports whether the unit behind i ends its clause, or something is counted behind it.
func (f *finder) boundary(i int) bool {
	u, at := unitAt(builtin, f.text, i)
	end := f.rune(at + len(u.text))
	return end == 0 || isPunct(end) || isBreak(end) || builtin.at(f.text, at+len(u.text)).has(roleThing)
}

// optional reports whether other boxes stand close by: they are there to be ticked.
func (f *finder) optional(m mark) bool {
	for i := max(0, m.from-8); i < min(len(f.text), m.to+8); i++ {
		if (i < m.from || i >= m.to) && strings.ContainsRune("□☐☑√☒", f.text[i]) {
			return true
		}
	}
	return false
}

// written is for the marks that Markdown, rules and forms use too.
func (f *finder) written(m mark, value bool) bool {
	if f.ruled(m) || f.emphasis(m) {
		return false
	}
	if m.n == 1 {
		return (value || f.veiled(m)) && !isSpace(f.rune(m.to)) && !(f.lineStart(m.from) && f.unit(m.to) != nil)
	}
	return value || m.family == lines || !f.lineStart(m.from) // **注：
}

// longestRule is how far a line of marks and blanks is followed to see that it holds nothing else.
const longestRule = 200

// ruled reports whether the line holds nothing but such marks.
func (f *finder) ruled(m mark) bool {
	from, to := m.from, m.to
	for from > max(0, m.from-longestRule) && (isSpace(f.text[from-1]) || familyOf(f.text[from-1]) == m.family) {
		from--
	}
	for to < min(len(f.text), m.to+longestRule) && (isSpace(f.text[to]) || familyOf(f.text[to]) == m.family) {
		to++
	}
	return f.lineStart(from) && (to == len(f.text) || isBreak(f.text[to]))
}

// lineStart reports whether nothing but blanks stands between the line's beginning and i.
func (f *finder) lineStart(i int) bool {
	for i > 0 && isSpace(f.text[i-1]) {
		i--
	}
	return i == 0 || isBreak(f.text[i-1])
}

// formula is for a single ×: numbers, letters or brackets beside it, or an equation around it.
func (f *finder) formula(m mark) bool {
	left, right := m.from-1, m.to
	for isSpace(f.rune(left)) {
		left--
	}
	for isSpace(f.rune(right)) {
		right++
	}
	for _, r := range []rune{f.rune(left), f.rune(right)} {
		if isDigit(r) || isLatin(r) || strings.ContainsRune("）)]", r) || unicode.IsDigit(r) {
			return true
		}
	}
	for i := max(0, m.from-12); i < min(len(f.text), m.to+12); i++ {
		if strings.ContainsRune("=＝÷", f.text[i]) {
			return true
		}
	}
	return false
}

// some is for 某: part of a word, of a person's veiled name, or a blank.
func (f *finder) some(m mark) bool {
	if m.n > 1 {
		return true
	}
	return f.nameAfter(m.to) || f.follows(m.to, "年", "月") || f.surname(m.from-1) && !f.follows(m.to, "个", "些", "种", "人", "地", "一", "方", "项", "时", "天")
}
