package report

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// caption is what a label of a table says.
type caption struct {
	sort  labelSort
	words string // what is counted or done, without number, unit and time
	unit  string
	time  string
	part  bool // 其中：
	total bool // 合计: of the whole
	odd   int  // runes of words that the lexicon does not know
	fell  bool // 同比下降
	thing bool // words name something that is counted
	below bool // words are the name of an organisation or area below
	vague bool // 数量（件）: the unit stands beside nothing
	state bool // 矛盾纠纷调处情况: heads others, or is counted itself
	some  bool // words name something, if only people
	topic bool // words can be what a table is about, and nothing else
	deed  bool // words begin with what was done
}

// labelSort is what a label is good for.
type labelSort uint8

const (
	saysNothing labelSort = iota // 数量
	saysWords
	saysTime
	saysChange // 同比增长（%）
	saysTitle  // 2023年度矛盾纠纷调处情况统计表
	saysName   // 项目, 单位: a blank below it is a word, right of it a number
	saysOther  // 备注, 联系电话: a blank of it is no number
)

// A label's parts.
var (
	ordinal   = regexp.MustCompile(`^(第?[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}(\.\d{1,2})*[.．、]|[①-⑳]|[★▲●•\-—]+)`)
	inBracket = regexp.MustCompile(`^(.*?)[（(【\[]([^（()）【】]*(?:（次）)?)[）)】\]]$`)
	ofUnit    = regexp.MustCompile(`^(?:计量)?单位[:：]?(.+)$`)
	partOf    = regexp.MustCompile(`^其中[:：，、]?`)
	summing   = regexp.MustCompile(`^(全年|年度|本年)?(合计|小计|总计|共计)数?$`)
	sumOf     = regexp.MustCompile(`(合计|小计|总计)$`)
	lastYears = regexp.MustCompile(`^(上一?年度?|去年)(同期)?(完成|实际|实绩|数|值|情况)*$`)
	timeEnds  = regexp.MustCompile(`(实际)?(累计|完成|数|值|情况|份)*$`)
	ownYear   = regexp.MustCompile(`(20[xX*＊_＿○]{2}|[xX*＊_＿○]{2,4}|\{\{year\}\})年度?`)
	dated     = regexp.MustCompile(`^\d{4}年`)
	planOf    = regexp.MustCompile(`^.{0,4}(目标|计划)(数|值|量)?$|^(年度|全年|本年度?|年初|当年)?(工作)?(目标|计划|任务|指标|预期)(任务|完成|发展|次数|数|值|量)*$|应完成|^(下|明|来|下一)年`)
	changeOf  = regexp.MustCompile(`^(.*?)((?:与|比|较)?(?:上年|去年)(?:同期)?(?:相比)?|同比|环比|(?:比|较)上[月季]度?|(?:比|较)年初)?(增减|增长|增加|增幅|上升|下降|减少|降幅)(率|比例|百分比|幅度|幅|数|量|额|值|情况)*$`)
	titled    = regexp.MustCompile(`(统计|汇总|一览|情况|登记|进度|明细|月报|年报|季报|报)表$|台账$|一览$|汇总$|报告单?$`)
	stateOf   = regexp.MustCompile(`(工作|开展|落实|统计|完成)*情况$`)
	events    = regexp.MustCompile(`(时间|日期|地点|姓名|主持人)$`)
	lists     = regexp.MustCompile(`(名称|单位|对象|内容|主题|项目|形式|类型|类别|事项)$`)
	elsewhere = regexp.MustCompile(`序号|编号|行次|备注|说明|姓名|填表人|填报人|负责人|联系人|审核人|责任人|经办人|制表人|主持人|联系方式|电话|手机|日期|时间|时限|期限|签名|签字|盖章|地点|地址|措施|标准|分值|得分|评分|权重|排名|名次|简介|职务|性别|民族|学历|年龄|身份证|邮箱|是否|方式|依据|牵头|责任单位|年初|上年末|期初|建议|原因|代码|档次|等次|部门`)
	unitEnds  = regexp.MustCompile(`^(.*?)(人次|场次|户次|件次|次|人|户|件|起|场|个|条|名|项|家|份)数?$`)
)

// mute are labels that say nothing of what is counted; nouns those that head a column of words.
var (
	mute = strings.Fields(`数量 数 数值 数据 数额 金额 总数 总量 完成情况 实际完成 实际完成数 实际完成情况 实际 实际数 实绩 完成值 本年 本年数 本年度 本年实际 本年完成 本年完成数 本年累计 今年 今年数 今年完成 今年累计 当年
		本期 本期数 全年 全年数 全年累计 全年完成 年度累计 累计 累计数 累计完成 累计完成数 统计 统计数 统计情况 统计结果 填报数 上报数 开展情况 落实情况 工作情况 基本情况 情况 年末数 期末数 年底数 年度数 年度完成 年度完成情况 结果 工作成效 成效 填报内容 其中`)
	nouns = strings.Fields(`项目 指标 内容 名称 类别 类型 类 单位 计量单位 工作内容 工作项目 指标名称 项目名称 统计项目 统计指标 工作指标 工作类别 活动类型 事项 工作事项 活动名称 组织 社区 党支部 支部 党组织 网格 片区 社区名称 支部名称 党支部名称 网格名称 单位名称 月份 季度 时段 年份 领域 板块 分类 条目 要素`)
)

// label reads a label by the words that the organisation has.
func (b *binder) label(text string) (l caption) {
	s := ownYear.ReplaceAllString(plain(text), "今年")
	if lone.MatchString(s) && !b.time(s, &caption{}) {
		return l
	}
	for i := 0; i < 2; i++ {
		s = strings.TrimPrefix(s, ordinal.FindString(s))
	}
	s = strings.TrimRight(s, ":：")
	if lead := partOf.FindString(s); lead != "" && lead != s {
		l.part, s = true, strings.TrimPrefix(s, lead)
	}
	if m := ofUnit.FindStringSubmatch(s); m != nil {
		if u := b.unitOf(m[1]); u != "" {
			return caption{unit: u}
		}
	}
	s = b.bracket(s, &l)
	if sumOf.MatchString(s) {
		l.total = true
		if !summing.MatchString(s) {
			s = sumOf.ReplaceAllString(s, "")
		}
	}
	switch {
	case s == "" || summing.MatchString(s) || slices.Contains(mute, s):
		l.vague = l.unit != ""
		return l
	case slices.Contains(nouns, s) && l.unit == "":
		l.sort, l.words = saysName, s
		return l
	case lastYears.MatchString(s):
		l.sort, l.time = saysTime, "去年"
		return l
	case planOf.MatchString(s):
		l.sort, l.words = saysWords, "年度目标"
		return l
	case b.change(s, &l), b.time(s, &l):
		return l
	case titled.MatchString(s), utf8.RuneCountInString(s) > longestItem, dated.MatchString(s) && utf8.RuneCountInString(s) > 8:
		l.sort, l.words = saysTitle, s
		return l
	case elsewhere.MatchString(s), strings.HasSuffix(s, "人") && l.unit == "" && !b.ends(s):
		l.sort, l.words = saysOther, s
		return l
	}
	l.sort = saysWords
	b.item(s, &l)
	return l
}

// longestItem is how many runes a label has at most that names what is counted.
const longestItem = 20

// bracket takes what stands in brackets behind a label: a unit, a time, a sign that says nothing.
func (b *binder) bracket(s string, l *caption) string {
	for range 2 {
		m := inBracket.FindStringSubmatch(s)
		if m == nil {
			return s
		}
		inner := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(m[2], "单位"), "："), ":")
		switch u := b.unitOf(inner); {
		case u != "":
			l.unit = u
		case strings.Trim(inner, "+-±/＋－—%.、0123456789") == "", slices.Contains([]string{"盖章", "公章", "签章", "必填", "选填", "全称"}, inner):
		case b.time(inner, &caption{}):
			l.time = inner
		default:
			return s
		}
		s = m[1]
	}
	return s
}

// unitOf gives the unit that a text is, the first of several: 次, 场/次, 人（次）; none if it is none.
func (b *binder) unitOf(text string) string {
	first := text
	if i := strings.IndexAny(text, "/／、或"); i > 0 {
		first = text[:i]
	}
	for _, u := range []string{text, first} {
		if w := b.at([]rune(u), 0); w.is(isUnit) && !w.is(isTime) && string(w.text) == u {
			return u
		}
	}
	return ""
}

// time reads a label that is a time and nothing else: 1月, 上半年数, 2022年.
func (b *binder) time(s string, l *caption) bool {
	bare := timeEnds.ReplaceAllString(s, "")
	text := []rune(bare)
	w, end := whenAt(text, 0)
	if w == nil || end < len(text) {
		if t, ok := (&binder{lexicon: b.lexicon, text: text}).word(); !ok || !t.is(isNow|isWhole|isNarrow) {
			return false
		}
	}
	l.sort, l.time = saysTime, bare
	return true
}

// word gives the word that the whole text is.
func (b *binder) word() (token, bool) {
	if len(b.text) == 0 {
		return token{}, false
	}
	t, ok := b.token(0)
	return t, ok && t.to == len(b.text)
}

// change reads a label that tells how a number changed, and names it at most before that.
func (b *binder) change(s string, l *caption) bool {
	if !strings.ContainsAny(s, "增升降减") && s != "同比" {
		return false
	}
	m := changeOf.FindStringSubmatch(s)
	if s == "同比" {
		m, l.unit = []string{s, "", s, "增长", ""}, cmp.Or(l.unit, "%")
	}
	if m == nil || m[2] == "" && (m[3] == "增加" || m[3] == "减少" || m[3] == "上升") || strings.HasSuffix(m[1], "新") {
		return false
	}
	if strings.HasSuffix(m[3], "幅") || m[4] == "率" || strings.HasSuffix(m[4], "比") || strings.HasSuffix(m[4], "比例") || strings.HasPrefix(m[4], "幅") {
		l.unit = "%"
	}
	base := "同比"
	if m[2] != "" && !strings.Contains(m[2], "年") || strings.Contains(m[2], "年初") {
		base = m[2]
	}
	l.fell = m[3] == "下降" || m[3] == "减少" || m[3] == "降幅"
	l.sort, l.words = saysChange, m[1]+base
	return true
}

// item reads a label that names what is counted, with the unit in which it ends: 走访户数, 参加人次.
func (b *binder) item(s string, l *caption) {
	if l.unit == "" {
		if u := b.unitOf(s); u != "" {
			*l = caption{unit: u, part: l.part, total: l.total}
			return
		}
		if m := unitEnds.FindStringSubmatch(s); m != nil && (strings.HasSuffix(s, "数") || utf8.RuneCountInString(m[2]) > 1) && b.unitOf(m[2]) != "" {
			l.unit = m[2]
			if m[1] == "" || m[1] == "总" {
				l.sort = saysNothing
				return
			}
			if !b.ends(s) {
				s = m[1]
			}
		}
	} else if m := unitEnds.FindStringSubmatch(s); m != nil && l.unit[:1] == m[2][:1] && !b.ends(s) {
		if s = m[1]; s == "" {
			l.sort = saysNothing
			return
		}
	}
	l.words = stateOf.ReplaceAllString(s, "")
	l.state = l.words != s
	text := &binder{lexicon: b.lexicon, text: []rune(l.words)}
	covered, weak, acts := 0, false, false
	for i, t := range text.tokens(0, len(text.text), nil) {
		if t.tells() && !t.is(isUnit|isFiller) || t.has(roleThing) || t.has(roleDeed) {
			covered += t.to - t.from
		}
		whole := t.from == 0 && t.to == len(text.text)
		l.below = l.below || t.is(isBelow) && whole
		l.thing = l.thing || t.has(roleThing) && (!t.is(isFiller) || whole)
		weak, acts = weak || t.has(roleThing), acts || t.has(roleDeed) && !t.is(isLight)
		l.deed = l.deed || i == 0 && t.from == 0 && t.has(roleDeed) && !t.has(roleThing) && !t.is(isLight)
	}
	if l.deed && l.thing {
		l.words = strings.TrimSuffix(l.words, "数")
	}
	l.odd = len(text.text) - covered
	l.some = l.thing || weak
	l.topic = l.odd == 0 && (l.thing || weak && acts)
}

// ends reports whether a thing ends with the text and its unit: 党员人数.
func (b *binder) ends(s string) bool {
	text := &binder{lexicon: b.lexicon, text: []rune(s)}
	words := text.tokens(0, len(text.text), nil)
	return len(words) > 0 && words[len(words)-1].has(roleThing) && words[len(words)-1].to == len(text.text)
}
