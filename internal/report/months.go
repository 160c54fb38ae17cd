package report

import (
	"fmt"

	"shuzhi/internal/record"
)

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
	first, end := n, c.at
	if c.took(dashes...) {
		c.took("第")
		if last, ok := c.number(1); ok && first < last && last <= 4 && c.took("季度") {
			n, end = last, c.at
		}
	}
	c.at = end
	return y.days(monthDay(3*first-2, 1), monthDay(3*n, 31))
}

// months reads a month, a day, or a run of them: 3月, 3月15日, 1—10月, 前10个月.
func (c *clock) months(y yearOf) *when {
	start := c.at
	if c.took("前") {
		if n, ok := c.number(2); ok && 2 <= n && n <= 12 && c.took("个月") {
			return y.days("01-01", monthDay(n, 31))
		}
		c.at = start
	}
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
