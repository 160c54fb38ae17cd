package report

import (
	"strings"

	"shuzhi/internal/record"
)

// when is a time that a text names: 上半年, 1—10月, 截至2023年8月底, 去年同期, 三年来.
type when struct {
	sort  whenSort
	span  SlotSpan
	open  bool // 以来: it goes on to the report's last day
	end   bool // 截至, 底: what stood at its end
	year  bool // a whole year and nothing else
	blank bool // the report's year, which the text leaves blank
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
	if n, ok := c.fourDigits(); ok && (c.took("年", "年度", " 年", " 年度") || c.ahead("上半年", "下半年", "以来")) {
		return yearOf{literal: n}, true
	}
	c.at = start
	return yearOf{}, false
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
