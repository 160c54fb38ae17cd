package report

import (
	"slices"
	"strings"
	"unicode"
)

// joined reports whether a sign ties the marks to a word, a path or a number: 党建+X, X-200, a_x, y=x.
func (f *finder) joined(m mark) bool {
	for _, side := range []struct{ at, beyond int }{{m.from - 1, m.from - 2}, {m.to, m.to + 1}} {
		r, next := f.rune(side.at), f.rune(side.beyond)
		switch {
		case strings.ContainsRune("+＋=＝\\@#&^$", r) && r != 0:
			return true
		case strings.ContainsRune("-/~:._", r) && r != 0 && (isLatin(next) && familyOf(next) == none || isDigit(next)):
			return true
		case r == '_' && m.family != lines, m.family == lines && m.n == 1 && r == '.':
			return true
		}
	}
	return false
}

// latinAround reports whether a Latin word stands beside the marks: Model X, x axis.
func (f *finder) latinAround(m mark) bool {
	left, right := m.from-1, m.to
	for f.rune(left) == ' ' {
		left--
	}
	for f.rune(right) == ' ' {
		right++
	}
	if f.rune(left) == '[' && f.rune(right) == ']' {
		return true // a task list
	}
	return isLatin(f.rune(left)) && familyOf(f.rune(left)) == none || isLatin(f.rune(right)) && familyOf(f.rune(right)) == none
}

// roman reports whether the marks are a Roman numeral: the number of a line, or one among others.
func (f *finder) roman(m mark) bool {
	if m.n > 3 || f.text[m.from] != 'X' {
		return false
	}
	if f.lineStart(m.from) && strings.ContainsRune(".．、)）", f.rune(m.to)) {
		return true
	}
	if f.rune(m.from-1) == '(' && f.lineStart(m.from-1) || f.rune(m.from-1) == '（' && f.lineStart(m.from-1) {
		return true
	}
	numeral := func(r rune) bool { return strings.ContainsRune("IVLC", r) && r != 0 }
	beside := func(sep, at, step int) bool {
		if !strings.ContainsRune("、,，-—~至到和与", f.rune(sep)) || f.rune(sep) == 0 {
			return false
		}
		for ; isLatin(f.rune(at)); at += step {
			if numeral(f.rune(at)) {
				return true
			}
		}
		return false
	}
	return beside(m.from-1, m.from-2, -1) || beside(m.to, m.to+1, 1)
}

// extensions end the names of files.
var extensions = []string{".doc", ".docx", ".xls", ".xlsx", ".pdf", ".txt", ".jpg", ".jpeg", ".png", ".ppt", ".pptx", ".zip", ".rar", ".csv", ".md", ".wps", ".et"}

// longestFile is how many runes of a file's name may stand behind a mark.
const longestFile = 40

// fileName reports whether the marks are part of the name of a file.
func (f *finder) fileName(m mark) bool {
	if f.unit(m.to) != nil {
		return false
	}
	for i := m.to; i < min(len(f.text), m.to+longestFile); i++ {
		switch r := f.text[i]; {
		case r == '.':
			if f.follows(i, extensions...) {
				return true
			}
		case r == '_' || r == '-' || r == '(' || r == ')':
		case isSpace(r), isBreak(r), isPunct(r):
			return false
		}
	}
	return false
}

// Labels before a space to be written into by hand: of a signature, and of whoever signs a form.
var (
	signed = []string{"签字", "签名", "签章", "盖章", "公章"}
	signer = []string{"日期", "姓名", "性别", "电话", "联系方式", "联系人", "填表人", "审核人", "负责人", "报告人", "汇报人", "述职人", "填报人", "经办人", "身份证号", "地址", "单位", "时间", "签发人"}
)

// longestLabel is how far before the marks a label may begin.
const longestLabel = 14

// forInk reports whether the marks are a line to sign on, or the date beside it.
func (f *finder) forInk(m mark) bool {
	from := m.from
	for from > max(0, m.from-longestLabel) && !isBreak(f.text[from-1]) {
		from--
	}
	before := strings.TrimFunc(string(f.text[from:m.from]), unicode.IsSpace)
	if m.family == lines && f.dateLine(m) {
		return true
	}
	label, colon := strings.CutSuffix(before, "：")
	if !colon {
		label, colon = strings.CutSuffix(before, ":")
	}
	label = strings.TrimRight(label, "）) \u3000")
	if slices.ContainsFunc(signed, func(w string) bool { return strings.HasSuffix(label, w) }) {
		return colon || m.family == lines
	}
	return colon && m.family == lines && slices.ContainsFunc(signer, func(w string) bool {
		return strings.HasSuffix(label, w) || strings.HasSuffix(strings.ReplaceAll(label, " ", ""), w)
	})
}

// dateLine reports whether the line is a date to be written by hand: ____年__月__日, and at most a label before it.
func (f *finder) dateLine(m mark) bool {
	from, to := m.from, m.to
	only := func(r rune) bool {
		return isSpace(r) || familyOf(r) == lines || strings.ContainsRune("年月日", r)
	}
	for from > max(0, m.from-longestRule) && only(f.text[from-1]) {
		from--
	}
	for to < min(len(f.text), m.to+longestRule) && only(f.text[to]) {
		to++
	}
	if to < len(f.text) && !isBreak(f.text[to]) {
		return false
	}
	line := string(f.text[from:to])
	return strings.Contains(line, "年") && strings.Contains(line, "月") &&
		(f.lineStart(from) || strings.ContainsRune("：:", f.text[from-1]))
}

// emphasis reports whether the marks are Markdown's: **so**, *so*, __so__. It looks at each line once.
func (f *finder) emphasis(m mark) bool {
	if m.n > 3 || f.text[m.from] != '*' && f.text[m.from] != '_' {
		return false
	}
	if m.from >= f.until {
		f.strong = map[int]bool{}
		for f.until = m.from; f.until < len(f.text) && !isBreak(f.text[f.until]); {
			f.until++
		}
		f.pairs(m.from, f.until)
	}
	return f.strong[m.from]
}

// pairs notes the runs of a stretch that open and close emphasis.
func (f *finder) pairs(from, to int) {
	var last mark
	for i := from; i < to; {
		if f.text[i] != '*' && f.text[i] != '_' {
			i++
			continue
		}
		m := mark{from: i, to: i + 1, family: familyOf(f.text[i])}
		for m.to < to && f.text[m.to] == f.text[i] {
			m.to++
		}
		m.n, i = m.to-m.from, m.to
		if last.n == m.n && last.family == m.family && m.n <= 3 && f.encloses(last, m) {
			f.strong[last.from], f.strong[m.from] = true, true
			last = mark{}
			continue
		}
		last = m
	}
}

// shortEmphasis is how many runes between two marks look emphasised even where a unit follows.
const shortEmphasis = 6

// encloses tells emphasis between two runs of marks from two blanks.
func (f *finder) encloses(open, end mark) bool {
	inside := f.text[open.to:end.from]
	if len(inside) == 0 || isSpace(inside[0]) || isSpace(inside[len(inside)-1]) {
		return false
	}
	value := func(m mark) bool { return f.unit(m.to) != nil || f.nameAfter(m.to) || f.veiled(m) }
	outside := func(i int) bool {
		r := f.rune(i)
		return r == 0 || isSpace(r) || isBreak(r) || isPunct(r)
	}
	if value(open) {
		return !value(end) && outside(open.from-1) && outside(end.to)
	}
	if !value(end) {
		return true
	}
	return !slices.ContainsFunc(inside, isPunct) && (len(inside) <= shortEmphasis || slices.ContainsFunc(inside, isDigit))
}
