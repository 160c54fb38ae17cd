package report

import (
	"slices"
	"strings"
)

// Units that tell what a thing is and not how many, and units before which a number names a place.
var (
	rankUnits = []string{"级", "届", "岁", "号", "类", "点", "时", "分", "度", "年级", "室", "层", "型", "期"}
	houses    = []string{"栋", "幢", "座", "楼"}
)

// slogans go on behind 个 and are no things that are counted: 两个维护, 四个自信, 五个一.
var slogans = []string{"维护", "确立", "意识", "自信", "代表", "全面", "方面", "阶段", "层面", "环节", "维度", "到位", "必须", "务必", "坚持", "带头", "聚焦", "统一", "结合", "没有", "一体",
	"纳入", "注重", "突出", "强化", "围绕", "关键", "一", "第一", "专题", "转变", "提升", "创新", "融合", "着力", "不", "更", "重点", "抓手", "角度", "问题导向", "能力", "清单", "伟大", "先锋", "优先", "文明", "规范", "规定动作", "作用", "革命", "大", "务实", "从", "带动", "引领", "主动", "覆盖", "严格", "责任", "共同", "月", "年头", "工作日", "自然日", "小时", "百分点"}

// counts reports whether a number that was read says how many: whether its unit and neighbours let it.
func (c counter) counts(n *numeral) bool {
	before, after := c.rune(n.full.From-1), c.rune(n.full.To)
	at := c.spaces(n.full.To)
	u := c.unit(n.full.To)
	switch {
	case before == '第' || before == '〔' || before == '[' && after == ']':
		return false
	case n.share:
		return true
	case c.listed(n):
		return false
	case c.ends(n.full.From, "每", "某", "其", "另", "同", "唯", "统", "进", "专", "单", "任", "逐", "之", "头", "热线") && n.native:
		return false
	case u == nil && c.bracketed(n.full.From):
		return !n.native
	case u == nil:
		return c.labelled(n, at)
	case u.is(isTime), slices.Contains(rankUnits, string(u.text)) && !c.sessions(n, u):
		return false
	case slices.Contains(houses, string(u.text)) && c.address(at+len(u.text)):
		return false
	case n.native:
		return c.nativeCounts(n, u)
	}
	return true
}

// sessions lets 期 count trainings, but not the issues of a paper: 举办培训3期 and not 第3期.
func (c counter) sessions(n *numeral, u *word) bool {
	return string(u.text) == "期" && !c.ends(n.full.From, "简报", "第", "专刊") || string(u.text) == "类" && n.low.value > 1 && !n.native
}

// address reports whether a house number goes on at i.
func (c counter) address(i int) bool {
	return isFigure(c.rune(i)) || c.at(i, "单元", "号", "前", "旁", "一单元", "二单元", "三单元", "居民反映", "业主") != ""
}

// listed reports whether the number is that of a line or an item: 1. 2、 （3）.
func (c counter) listed(n *numeral) bool {
	next := c.rune(n.full.To)
	if next == 0 || !strings.ContainsRune(".．、)）", next) {
		return false
	}
	from := n.full.From
	if from > 0 && (c.text[from-1] == '(' || c.text[from-1] == '（') {
		from--
		if next != ')' && next != '）' {
			return false
		}
		return from == 0 || isBreak(c.text[from-1]) || isSpace(c.text[from-1]) || endsClause(c.text[from-1]) || next != 0 && n.low.value < 30 && c.unit(n.full.To+1) == nil
	}
	for from > 0 && isSpace(c.text[from-1]) {
		from--
	}
	return from == 0 || isBreak(c.text[from-1]) || endsSentence(c.text[from-1])
}

// bracketed reports whether a unit in brackets stands before a number that begins at i: 党课（次）12.
func (c counter) bracketed(i int) bool {
	for i > 0 && isSpace(c.rune(i-1)) {
		i--
	}
	if !c.ends(i, "）", ")") {
		return false
	}
	for from := i - 2; from >= max(0, i-5); from-- {
		if c.text[from] == '（' || c.text[from] == '(' {
			w := builtin.at(c.text, from+1)
			return w.is(isUnit) && !w.is(isTime) && from+1+len(w.text) == i-1
		}
	}
	return false
}

// labels end what a number without a unit may follow.
var labels = []string{"：", ":", "数", "数为", "数达", "达", "达到", "共", "共计", "合计", "总计", "次数", "人数", "总数", "户数", "件数"}

// labelled reports whether a number without a unit is the value of what stands before it: 化解纠纷数：35.
func (c counter) labelled(n *numeral, at int) bool {
	if n.native || !n.share && n.low.places > 0 && n.zeros == 0 && !c.ends(n.full.From, "：", ":", "达", "元）：") {
		return false
	}
	end := c.rune(at)
	if end != 0 && !isBreak(end) && (!isPunct(end) || strings.ContainsRune("“（(《-—/+", end)) {
		return false
	}
	if n.To-n.From >= 7 && n.zeros == 0 {
		return false // a telephone number
	}
	from := n.full.From
	for from > 0 && isSpace(c.text[from-1]) {
		from--
	}
	if !c.ends(from, labels...) {
		return false
	}
	return !c.ends(from, "电话：", "电话:", "邮编：", "编号：", "号码：", "日期：", "时间：", "热线：", "序号：")
}

// nativeCounts reports whether a number in characters is more than a word: 三名党员 and 党员一名, not 一名党员 and 两个维护.
func (c counter) nativeCounts(n *numeral, u *word) bool {
	_, begin := unitAt(builtin, c.text, n.full.To)
	end := begin + len(u.text)
	if slices.Contains([]string{"个", "大", "项"}, string(u.text)) && c.at(end, slogans...) != "" {
		return false
	}
	if string(u.text) == "成" || string(u.text) == "倍" || string(u.text) == "面" || string(u.text) == "步" {
		return false
	}
	if n.low.value == 1 && n.sort == exactly && n.low == n.high {
		next := c.rune(end)
		return (next == 0 || isBreak(next) || isPunct(next)) && isHan(c.rune(n.full.From-1)) && !c.ends(n.full.From, "这", "那", "有", "又", "再", "第", "是", "成")
	}
	return true
}
