package report

import (
	"regexp"
	"strings"
)

// signs are the ways to write a minus.
const signs = "-－−﹣–"

// signed reports whether a minus stands at i, and its number right behind it.
func (c counter) signed(i int) bool {
	r := c.rune(i)
	return r != 0 && strings.ContainsRune(signs, r) && isFigure(c.rune(i+1))
}

// negative reports whether the minus at i belongs to its number, behind words that let it: no dash between the ends of a run or
// in a date, no hyphen in a name.
func (c counter) negative(i int) bool {
	if !c.signed(i) {
		return false
	}
	before := strings.TrimRight(string(c.text[max(0, i-8):i]), " \u3000")
	return rises.MatchString(before) || falls.MatchString(before) || opposed.MatchString(before)
}

// opposed is what a negative number may stand behind, beside rises and falls.
var opposed = regexp.MustCompile(`(同比|环比|上年|去年|同期|变化|变动|增减|增速|为|是|[：:（(])$`)
