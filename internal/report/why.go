package report

import (
	"fmt"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
)

// whys says in words why a blank is of a kind that its own form tells.
var whys = map[Kind]string{
	KindOrgName:       "后面是社区、党支部一类的词：填本组织的名称。",
	KindSuperiorName:  "后面是党工委、街道一类的词：填上级党组织的名称。",
	KindBrandName:     "说的是品牌：填党建品牌的名称。",
	KindChatGroupName: "说的是群：填工作群的名称。",
	KindYear:          "后面是“年”：填报告年度。",
	KindNextYear:      "说的是计划或打算：填下一年度。",
	KindLiteral:       "不是空白，原文保留。",
	KindText:          "不是本组织的名称，也不是报告年度：请手工填写。",
	KindMetric:        "写明了指标。",
}

// whyListed is why of what is written from the ledger as it stands, entry by entry or as a passage.
const whyListed = "按台账写出，不必填写。"

// chosen is why of what a person corrected.
const chosen = "由人选定。"

// why says in words what decided over a blank.
func (v *stand) why(s *Slot) string {
	if s.Kind != KindMetric {
		return v.whyText(s)
	}
	d := definition(string(s.Metric), v.known)
	var words []string
	for _, role := range []role{roleDeed, roleThing} {
		if w := v.wordFor(d.Key, role); w != "" {
			words = append(words, "“"+w+"”")
		}
	}
	if v.unit != nil {
		words = append(words, "“"+string(v.unit.text)+"”")
	}
	why := strings.Join(words, "") + "：" + d.Name
	if w := v.timeOf(d); w != nil && v.time.to > v.time.from {
		if days := w.inWords(s.Span); days != ownDays {
			why += "；“" + v.say(v.time) + "”：" + days
		}
	} else if s.Span != nil {
		why += "；标题写明：" + s.Span.inWords()
	}
	switch s.Measure {
	case MeasureIncrease:
		why += "；比上年同期增减多少"
	case MeasureGrowth:
		why += "；比上年同期增减百分之几"
	}
	if len(s.Filter) > 0 {
		why += "；只计" + filterWords(d.From(), s.Filter)
	}
	if s.Named != "" {
		why += "；只计“" + s.Named + "”"
	}
	switch s.Reason {
	case unmatchedFilter:
		why += "，台账里没有这样的标签或分类"
	case unmatchedOrg:
		why += "，下级组织和区域里没有这个名称"
	case unmatchedTime:
		why += "，在报告的截止日之后"
	}
	return why + "。"
}

// say is a token as it stands.
func (s *scene) say(t token) string { return string(s.text[t.from:t.to]) }

// wordFor finds a word that has a role in a rule of the metric.
func (v *stand) wordFor(key string, role role) string {
	for _, words := range [][]token{v.own, v.next, v.sentence} {
		for i := len(words) - 1; i >= 0; i-- {
			for _, u := range words[i].mentions() {
				if u.role == role && v.rules[u.rule].metric == key {
					return v.say(words[i])
				}
			}
		}
	}
	return ""
}

// whyText says in words why a blank stays to be typed.
func (v *stand) whyText(s *Slot) string {
	if v.unit.is(isTime) {
		return "“" + string(v.unit.text) + "”是时间，不是台账里的数：请手工填写。"
	}
	for _, c := range []struct {
		sense sense
		words []token
		why   string
	}{
		{isPlan, v.between(v.from, v.place.From), "还没有做到，不取台账里的数"},
		{isGoal, v.own, "是目标，不取台账里的数"},
		{isNorm, v.own, "是要求，不是实际数"},
		{isPart, append(v.own[:len(v.own):len(v.own)], v.next...), "台账不记，或不进报表"},
		{isSplit, v.own, "几个数各是什么，说不准"},
	} {
		for _, t := range c.words {
			if t.is(c.sense) && !t.has(roleThing) {
				return "“" + v.say(t) + "”：" + c.why + "，请手工填写。"
			}
		}
	}
	switch {
	case v.ahead:
		return "这一部分说的是以后的打算：请手工填写。"
	case v.time.when != nil && v.time.when.sort == anyTime:
		return "“" + v.say(v.time) + "”从哪天到哪天说不准：请手工填写。"
	case v.vague:
		return "“" + v.say(v.against) + "”比的不是上年同期：请手工填写。"
	case len(s.Candidates) > 1 && s.Candidates[1].Confidence >= tied*s.Candidates[0].Confidence:
		return fmt.Sprintf("可能是%s，也可能是%s，说不准：请选定或手工填写。", v.called(s.Candidates[0]), v.called(s.Candidates[1]))
	case len(s.Candidates) > 0:
		return fmt.Sprintf("可能是%s，把握不大：请选定或手工填写。", v.called(s.Candidates[0]))
	}
	return "前后文里没有台账能算的事项：请手工填写。"
}

// unchecked says of a claim what why says of a blank.
func unchecked(why string) string {
	for _, ask := range []string{"：请选定或手工填写。", "：请手工填写。", "，请手工填写。"} {
		if rest, ok := strings.CutSuffix(why, ask); ok {
			return rest + "，无法核对。"
		}
	}
	return why
}

func (v *stand) called(c Candidate) string { return definition(c.Metric, v.known).Name }

// filterWords are the conditions of a filter.
func filterWords(source *metric.Source, f metric.Filter) string {
	var all []string
	for _, field := range source.Fields {
		values, asked := f[field.Name]
		if !asked {
			continue
		}
		var names []string
		for _, value := range values {
			for _, w := range field.Values {
				if w.Kind == value {
					value = w.Word
				}
			}
			names = append(names, value)
		}
		all = append(all, field.Word+"“"+strings.Join(names, "、")+"”")
	}
	return strings.Join(all, "、")
}

// ownDays are those of the report, which need no word.
const ownDays = "报告的起止日"

// inWords says which days a time is.
func (w *when) inWords(s *SlotSpan) string {
	if s != nil {
		return s.inWords()
	}
	switch w.sort {
	case thisMonth, monthBefore, thisQuarter, quarterBefore:
		return "出报告时按末日定"
	}
	return ownDays
}

// inWords says which days a span is.
func (s *SlotSpan) inWords() string {
	years, back := number(s.Years, 1), number(s.YearsBack, 0)
	from, whole, _ := day(s.From)
	to, _, _ := day(s.To)
	say := func(d calendar.Date) string { return fmt.Sprintf("%d月%d日", d.Month(), d.Day()) }
	if whole {
		say = dayInWords
	}
	days := "同一起止日"
	if s.From != "" {
		days = say(from) + "至" + say(to)
	}
	switch {
	case back == 1:
		days = "上一年" + days
	case back > 1:
		days = fmt.Sprintf("%d年前", back) + days
	}
	if years > 1 {
		days = fmt.Sprintf("%d年，", years) + days
	}
	return days
}
