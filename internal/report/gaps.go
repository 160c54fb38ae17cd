package report

import (
	"slices"
	"strings"
)

// gap reads blanks at i: where a number was erased they are a slot.
func (f *finder) gap(i int) int {
	to := i
	for isSpace(f.rune(to)) {
		to++
	}
	f.erased(i, to)
	return to
}

// sizes are units of which something must be said before them, and leads the words that say it: 面积为…平方公里.
var (
	sizes = []string{"平方公里", "平方米", "万元", "人次", "亩", "公里", "%", "％", "个百分点"}
	leads = []string{"为", "达", "达到", "约", "共", "共计", "总计", "增长", "下降", "提高", "提升", "比例"}
)

// counted are things of which one always says how many, beside their units; nobody writes 党员名 and means it.
var counted = []struct{ thing, units string }{
	{"党员", "名"}, {"积极分子", "名"}, {"志愿者", "名"}, {"群众", "名"}, {"申请人", "名"}, {"纠纷", "起件"}, {"诉求", "件条"},
	{"活动", "次场"}, {"会议", "次"}, {"学习", "次"}, {"培训", "次"}, {"党课", "次"}, {"心愿", "个件"}, {"隐患", "处条"},
}

// erased notes a slot if what stands between from and to, blanks or nothing, is where a number was.
func (f *finder) erased(from, to int) {
	left := f.rune(from - 1)
	u := builtin.at(f.text, to)
	if !u.is(isUnit) || u.is(isTime) || !isHan(left) {
		return
	}
	end := f.rune(to + len(u.text))
	closed := end == 0 || isBreak(end) || isPunct(end) && !strings.ContainsRune("（(“《", end)
	if from == to {
		if closed && (slices.Contains(sizes, string(u.text)) && f.precedes(from, leads...) || end != 0 && f.bareThing(from, u)) {
			f.mark(mark{from: from, to: to, family: gaps})
		}
		return
	}
	if strings.ContainsRune("一二三四五六七八九十百千万亿两几数多半每各这那某本该此首末前后上下同第单年", left) {
		return
	}
	if (closed || f.done(from)) && (isHan(f.rune(from-2)) || f.precedes(from, leads...) || f.precedes(from, "有", "近", "余", "计", "超")) {
		f.mark(mark{from: from, to: to, family: gaps})
	}
}

func (f *finder) bareThing(i int, u *word) bool {
	for _, c := range counted {
		if strings.Contains(c.units, string(u.text)) && f.precedes(i, c.thing) {
			return true
		}
	}
	return false
}

// done reports whether a deed ends at i, so that what was done comes behind the number: 解决 件诉求.
func (f *finder) done(i int) bool {
	for n := 2; n <= 4; n++ {
		w := builtin.at(f.text, max(0, i-n))
		if w != nil && len(w.text) == n && (w.is(isLight) || w.has(roleDeed)) {
			return true
		}
	}
	return false
}
