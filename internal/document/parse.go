package document

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest title and the longest heading, in runes: about three lines of the one, one and a half of the other.
const (
	longestTitle   = 60
	longestHeading = 40
)

// numbering is how a heading of level 1, 2 and 3 begins; 1.5 is a number and no heading.
var numbering = []*regexp.Regexp{
	regexp.MustCompile(`^[一二三四五六七八九十百]+、`),
	regexp.MustCompile(`^[（(][一二三四五六七八九十百]+[）)]`),
	regexp.MustCompile(`^[0-9０-９]{1,2}[.．、][^0-9０-９]`),
}

// Parse reads plain text by the conventions of Chinese official documents: the first line that is not blank is the title,
// 一、 （一） and 1. begin headings. What follows the first 。 of a line numbered 一、 or （一） is body, the rest its lead-in.
// The indent of paragraphs and blanks at the end of lines are dropped. Marks are ranges of s to be highlighted.
func Parse(s string, marks ...Range) Text {
	lines := split([]rune(s), marks)
	for len(lines) > 0 && lines[0].Text == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1].Text == "" {
		lines = lines[:len(lines)-1]
	}
	for i := range lines {
		lines[i].Level, lines[i].Lead = rank(lines[i].Text)
	}
	if len(lines) > 0 && isTitle(lines[0].Text) {
		return Text{Title: lines[0], Lines: lines[1:]}
	}
	return Text{Lines: lines}
}

// split cuts a text into lines, each with the marks that lie in it.
func split(text []rune, marks []Range) (lines []Line) {
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && !breaks(text[to]) {
			to++
		}
		lines = append(lines, cut(text, from, to, marks))
		if to+1 < len(text) && text[to] == '\r' && text[to+1] == '\n' {
			to++
		}
		from = to + 1
	}
	return lines
}

// cut takes one line out of a text, without the blanks around it.
func cut(text []rune, from, to int, marks []Range) Line {
	for to > from && unicode.IsSpace(text[to-1]) {
		to--
	}
	from += indent(text[from:to])
	l := Line{Text: string(text[from:to])}
	for _, m := range marks {
		if a, b := max(m.From, from), min(m.To, to); a < b {
			l.Marks = append(l.Marks, Range{a - from, b - from})
		}
	}
	return l
}

// indent counts the runes that indent a paragraph: blanks at most two characters wide. Wider ones place a signature, and stay.
func indent(line []rune) int {
	halves := 0
	for i, c := range line {
		switch c {
		case '\ufeff':
		case ' ', '\u00a0':
			halves++
		case '\u3000':
			halves += 2
		case '\t':
			halves += 4
		default:
			if halves > 4 {
				return 0
			}
			return i
		}
	}
	return len(line)
}

// numbered gives the level whose numbering the line begins with, or 0.
func numbered(s string) int {
	return 1 + slices.IndexFunc(numbering, func(n *regexp.Regexp) bool { return n.MatchString(s) })
}

// rank gives the Level and the Lead of a line.
func rank(s string) (level, lead int) {
	level = numbered(s)
	head, body, stop := strings.Cut(s, "。")
	length := utf8.RuneCountInString(head)
	switch {
	case length > longestHeading, goesOn(s), stop && level == 3:
		return 0, 0
	case level > 0 && body != "":
		return level, length + 1
	}
	return level, 0
}

func isTitle(s string) bool {
	return numbered(s) == 0 && utf8.RuneCountInString(s) <= longestTitle && !strings.HasSuffix(s, "。") && !goesOn(s)
}

// goesOn tells whether a line ends in the midst of something: no title and no heading does.
func goesOn(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("：；，、:;,", last)
}
