package report

import (
	"slices"
)

// clock reads a time in a text.
type clock struct {
	text []rune
	at   int
}

// word takes the longest of the words that stands here.
func (c *clock) word(words ...string) (taken string) {
	for _, w := range words {
		if len(w) > len(taken) && hasAt(c.text, c.at, w) {
			taken = w
		}
	}
	c.at += len([]rune(taken))
	return taken
}

// took is word for those who need not know which.
func (c *clock) took(words ...string) bool { return c.word(words...) != "" }

// ahead reports whether one of the words stands here.
func (c *clock) ahead(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return hasAt(c.text, c.at, w) })
}

func (c *clock) rune() rune {
	if c.at >= len(c.text) {
		return 0
	}
	return c.text[c.at]
}

func (c *clock) space() {
	for isSpace(c.rune()) {
		c.at++
	}
}

// fourDigits reads 2023 or 二〇二三.
func (c *clock) fourDigits() (n int, ok bool) {
	if c.at > 0 && isDigit(c.text[c.at-1]) {
		return 0, false
	}
	for range 4 {
		d, ok := digit(c.rune())
		if !ok {
			return 0, false
		}
		n = n*10 + d
		c.at++
	}
	return n, 1900 <= n && n <= 2999
}

// digit is the value of an Arabic, full-width or Chinese digit.
func digit(r rune) (int, bool) {
	switch {
	case isDigit(r):
		return int(r - '0'), true
	case '０' <= r && r <= '９':
		return int(r - '０'), true
	case r == '零' || r == '○':
		return 0, true
	}
	for i, d := range []rune("〇一二三四五六七八九") {
		if r == d {
			return i, true
		}
	}
	return 0, false
}

// number reads a number below a hundred in so many figures: 10, 十, 二十一, 两.
func (c *clock) number(most int) (n int, ok bool) {
	if c.at > 0 && isDigit(c.text[c.at-1]) && isDigit(c.rune()) {
		return 0, false
	}
	start := c.at
	for c.at-start < most && (isDigit(c.rune()) || '０' <= c.rune() && c.rune() <= '９') {
		d, _ := digit(c.rune())
		n, c.at = n*10+d, c.at+1
	}
	if c.at > start {
		return n, !isDigit(c.rune())
	}
	if c.took("两") {
		return 2, true
	}
	ones, counted := digit(c.rune())
	if counted {
		c.at++
	}
	if !c.took("十") {
		return ones, counted
	}
	if n = 10; counted {
		n = 10 * ones
	}
	if ones, counted = digit(c.rune()); counted {
		n, c.at = n+ones, c.at+1
	}
	return n, true
}

// hasAt reports whether a word stands at i.
func hasAt(text []rune, i int, w string) bool {
	for _, r := range w {
		if i >= len(text) || text[i] != r {
			return false
		}
		i++
	}
	return true
}
