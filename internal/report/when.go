package report

import (
	"fmt"
	"slices"
	"strings"

	"shuzhi/internal/record"
)

// when is a time that a text names: 上半年, 1—10月, 截至2023年8月底, 去年同期, 三年来.
type when struct {
	sort whenSort
	span SlotSpan
	open bool // 以来: it goes on to the report's last day
	end  bool // 截至, 底: what stood at its end
	year bool // a whole year and nothing else
}

// whenSort is what can be said of a time.
type whenSort uint8

const (
	anyTime       whenSort = iota // it cannot be told: 启动以来, 春节期间
	nowTime                       // 今年, 目前: the report's own
	wholeTime                     // 全年, 1—12月: the report's own, whatever a heading says
	knownTime                     // its span
	thisMonth                     // 本月: the last of the report's span
	monthBefore                   // 上月
	thisQuarter                   // 本季度
	quarterBefore                 // 上季度
	noTime                        // 同期: it tells nothing by itself
)

// clock reads a time in a text.
type clock struct {
	text []rune
	at   int
}

// whenAt reads the time that begins at i, and gives where it ends.
func whenAt(text []rune, i int) (w *when, end int) {
	if i >= len(text) || !startsTime(text[i]) {
		return nil, i
	}
	c := clock{text, i}
	if w = c.read(); w == nil {
		return nil, i
	}
	return w, c.at
}

// startsTime reports whether a time may begin with the rune.
func startsTime(r rune) bool {
	return isDigit(r) || '０' <= r && r <= '９' || strings.ContainsRune("一二三四五六七八九十〇上下前第本当去今同截自从到至近过最两年岁这", r)
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

// read reads a time, with the words before and behind it that say which of its ends is meant.
func (c *clock) read() *when {
	lead := c.word("截至", "截止", "截止到", "截至到", "截止至", "自", "从", "到", "至")
	w := c.span()
	if w == nil {
		return nil
	}
	back := c.at
	switch {
	case c.took("以来", "开始", "至今", "以来至今", "起至今", "起") && !c.ahead("草", "步", "到", "点"):
		w.open = true
	default:
		c.at = back
	}
	if c.took("止", "为止") || strings.HasPrefix(lead, "截") {
		w.end = true
	}
	switch {
	case lead == "到" && w.year && w.span.YearsBack == nil && !isHan(c.rune()):
		*w = when{sort: anyTime} // 到2025年，
	case lead != "" && strings.Contains("到至", lead) && !w.end && !w.open:
		return nil
	case c.ahead("之前", "以前", "前", "后", "之后", "以后") && !c.ahead("前往", "前来", "前后", "后续", "前列"):
		*w = when{sort: anyTime}
	case w.open:
		w.goOn()
	case w.end:
		w.upTo()
	}
	return w
}

// goOn lets a time go on to the end of the report's year, or of its own where it says which.
func (w *when) goOn() {
	switch {
	case w.sort != knownTime:
		w.open = false
	case w.span.From == "":
		*w = when{sort: anyTime} // 去年同期以来
	case w.span.YearsBack == nil:
		w.span.To = w.span.To[:5] + "12-31"
	default:
		w.span.To, w.span.Years, w.span.YearsBack = "12-31", count(*w.span.YearsBack+1), count(0)
	}
}

// upTo lets a time that is only an end begin with its year.
func (w *when) upTo() {
	if w.sort != knownTime || w.span.From == "" {
		return
	}
	year := w.span.From[:len(w.span.From)-len("01-01")]
	if w.span.From = year + "01-01"; year == "" && w.span.To == "12-31" && *w.span.YearsBack == 0 {
		*w = when{sort: wholeTime, end: true}
	}
}

// span reads a time without what stands around it.
func (c *clock) span() *when {
	start := c.at
	for _, r := range relatives {
		if c.took(r.words...) {
			c.took("同期")
			return &when{sort: r.sort}
		}
	}
	if w := c.years(); w != nil {
		return w
	}
	c.at = start
	if w := c.yearRun(); w != nil {
		return w
	}
	c.at = start
	y, named := c.year()
	c.space()
	if w := c.within(y, named); w != nil {
		return w
	}
	if named {
		return c.whole(y)
	}
	c.at = start
	return nil
}

// relatives hang on the report's last day.
var relatives = []struct {
	sort  whenSort
	words []string
}{
	{thisMonth, []string{"本月", "当月", "这个月"}}, {monthBefore, []string{"上月", "上个月"}},
	{thisQuarter, []string{"本季度", "当季", "当季度", "这个季度"}}, {quarterBefore, []string{"上季度", "上个季度", "上一季度"}},
}

// years reads 三年来, 近五年, 过去3年.
func (c *clock) years() *when {
	lead := c.word("近", "过去", "最近", "这", "过去的")
	n, ok := c.number(2)
	if !ok || n < 2 || n > mostYears || !c.took("年", "个年头") || c.ahead("级", "制", "度", "前", "后", "党龄", "以上", "规划", "行动") {
		return nil
	}
	if tail := c.word("来", "以来", "间", "多来"); tail == "" && (lead == "" || lead == "这") {
		return nil
	}
	return &when{sort: knownTime, span: SlotSpan{YearsBack: count(0), Years: count(n)}}
}

// yearRun reads 2021—2023年. A school year is none of the calendar's.
func (c *clock) yearRun() *when {
	from, ok := c.fourDigits()
	if !ok || !c.took(dashes...) {
		return nil
	}
	to, ok := c.fourDigits()
	if !ok || to <= from || !c.ahead("年", "学年") {
		return nil
	}
	if strings.HasPrefix(c.word("年", "年度", "学年", "学年度"), "学") {
		return &when{sort: anyTime}
	}
	return &when{sort: knownTime, span: SlotSpan{From: closing(from, "01-01"), To: closing(to, "12-31")}}
}

// dashes stand between the ends of a run.
var dashes = []string{"—", "——", "-", "--", "－", "–", "~", "～", "至", "到"}

// yearOf is a year that a time names: back from the report's, or in figures.
type yearOf struct{ back, literal int }

// year reads 2023年, 今年, 去年.
func (c *clock) year() (y yearOf, named bool) {
	switch {
	case c.took("今年", "本年", "本年度", "今年度"):
		return yearOf{}, true
	case c.took("去年", "上年", "上年度", "上一年", "上一年度", "去年度"):
		return yearOf{back: 1}, true
	case c.took("前年"):
		return yearOf{back: 2}, true
	}
	start := c.at
	if n, ok := c.fourDigits(); ok && (c.took("年", "年度", " 年", " 年度") || c.ahead("上半年", "下半年")) {
		return yearOf{literal: n}, true
	}
	c.at = start
	return yearOf{}, false
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

// within reads a part of a year: 上半年, 第三季度, 3月, 1—10月, 8月底, 3月15日, 同期.
func (c *clock) within(y yearOf, named bool) *when {
	switch {
	case c.took("上半年", "上半年度"):
		return y.days("01-01", "06-30")
	case c.took("下半年", "下半年度"):
		return y.days("07-01", "12-31")
	case c.took("同期"):
		if y.back == 0 {
			return &when{sort: noTime}
		}
		return &when{sort: knownTime, span: SlotSpan{YearsBack: count(y.back), Years: count(1)}}
	case c.took("年底", "年末", "岁末"), named && c.took("底", "末"):
		w := y.days("01-01", "12-31")
		w.end = true
		w.upTo()
		return w
	case named && c.took("年初", "初"):
		return y.days("01-01", "12-31")
	}
	if w := c.quarter(y); w != nil {
		return w
	}
	return c.months(y)
}

// quarter reads 第三季度, 前三季度, 3季度.
func (c *clock) quarter(y yearOf) *when {
	start := c.at
	lead := c.word("第", "前")
	n, ok := c.number(1)
	switch {
	case !ok || n < 1 || n > 4 || !c.took("季度", "个季度"):
		c.at = start
		return nil
	case lead == "前":
		return y.days("01-01", monthDay(3*n, 31))
	}
	return y.days(monthDay(3*n-2, 1), monthDay(3*n, 31))
}

// months reads a month, a day, or a run of them.
func (c *clock) months(y yearOf) *when {
	start := c.at
	from, ok := c.point()
	if !ok {
		c.at = start
		return nil
	}
	end, to := c.at, from
	if from.part != "底" && c.took(dashes...) {
		c.space()
		c.took("今年", "本年", "当年")
		if c.took("本月", "当月") {
			return &when{sort: knownTime, span: SlotSpan{From: from.first(), To: "12-31", YearsBack: count(y.back), Years: count(1)}, open: true}
		}
		if later, named := c.year(); named && later != y {
			return c.acrossYears(y, later, from, start)
		}
		if later, ok := c.runsTo(from); ok {
			end, to = c.at, later
			from.bare = false
		}
	}
	c.at = end
	if from.bare || to.bare {
		c.at = start
		return nil // 1 without 月
	}
	w := y.days(from.first(), to.last())
	if to == from && to.part == "底" {
		w.end = true
		w.upTo()
	}
	c.took("期间", "份", "内")
	return w
}

// acrossYears reads the end of 2022年10月至2023年8月.
func (c *clock) acrossYears(y, later yearOf, from point, start int) *when {
	to, ok := c.point()
	if !ok || from.bare || to.bare || y.literal == 0 || later.literal <= y.literal {
		c.at = start
		return nil
	}
	return &when{sort: knownTime, span: SlotSpan{From: closing(y.literal, from.first()), To: closing(later.literal, to.last())}}
}

// runsTo reads the end of a run: 8月, or 20日 of the month in which it began.
func (c *clock) runsTo(from point) (to point, ok bool) {
	start := c.at
	if to, ok = c.point(); ok && !to.bare {
		return to, to.month >= from.month
	}
	c.at = start
	n, ok := c.number(2)
	return point{month: from.month, day: n}, ok && from.day > 0 && from.day < n && n <= 31 && c.took("日", "号")
}

// point is a month, a part or a day of it.
type point struct {
	month, day int
	part       string // 底, 上旬
	bare       bool   // a number before a dash, as in 1—10月
}

func (c *clock) point() (p point, ok bool) {
	if p.month, ok = c.number(2); !ok || p.month < 1 || p.month > 12 {
		return p, false
	}
	c.space()
	if !c.took("月份", "月") {
		p.bare = true
		return p, c.ahead(dashes...)
	}
	c.space()
	if p.part = c.word("底", "末", "上旬", "中旬", "下旬"); p.part == "末" {
		p.part = "底"
	}
	start := c.at
	if n, counted := c.number(2); p.part == "" && counted && 1 <= n && n <= 31 && c.took("日", "号") {
		p.day = n
		return p, true
	}
	c.at = start
	return p, true
}

// first and last are the days that a point holds.
func (p point) first() record.Text {
	return monthDay(p.month, max(p.day, map[string]int{"中旬": 11, "下旬": 21}[p.part], 1))
}

func (p point) last() record.Text {
	if p.day > 0 {
		return monthDay(p.month, p.day)
	}
	if n := map[string]int{"上旬": 10, "中旬": 20}[p.part]; n > 0 {
		return monthDay(p.month, n)
	}
	return monthDay(p.month, 31)
}

// monthDay is a day of any year; 29 February is that month's last.
func monthDay(month, day int) record.Text {
	return record.Text(fmt.Sprintf("%02d-%02d", month, min(day, []int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1])))
}

// days is a run of days in a year.
func (y yearOf) days(from, to record.Text) *when {
	switch {
	case y.literal != 0:
		return &when{sort: knownTime, span: SlotSpan{From: closing(y.literal, from), To: closing(y.literal, to)}}
	case y.back == 0 && from == "01-01" && to == "12-31":
		return &when{sort: wholeTime}
	}
	return &when{sort: knownTime, span: SlotSpan{From: from, To: to, YearsBack: count(y.back), Years: count(1)}}
}

// closing is a day in a year, the last of February as that year has it.
func closing(year int, day record.Text) record.Text { return record.Text(dayOf(year, day).String()) }

// whole reads what follows a year that stands alone: 2021年至2023年, 去年.
func (c *clock) whole(y yearOf) *when {
	if (y == yearOf{}) {
		if c.took("全年") {
			return &when{sort: wholeTime}
		}
		return &when{sort: nowTime}
	}
	w := y.days("01-01", "12-31")
	c.took("全年")
	start := c.at
	if y.literal != 0 && c.took(dashes...) {
		if later, named := c.year(); named && later.literal > y.literal {
			w.span.To = closing(later.literal, "12-31")
			return w
		}
		c.at = start
	}
	w.year = true
	return w
}

func count(n int) *int { return &n }

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
