package report

import (
	"regexp"
	"slices"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// key is how the key of a metric looks.
var key = regexp.MustCompile(`^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$`)

// named gives what belongs in {{key}}, and the reason why nothing can be said of it.
func named(k string) (b Binding, reason string) {
	if b, reason, ok := listed(k); ok {
		return b, reason
	}
	switch kind := Kind(k); {
	case slices.Contains(Kinds, kind) && kind != KindMetric && kind != KindLiteral:
		return Binding{Kind: kind}, ""
	case passages[k] != nil:
		return Binding{Kind: KindText}, ""
	case builtin.knows(k), strings.HasPrefix(k, metric.FiguresPrefix):
		return Binding{Kind: KindMetric, Metric: record.Text(k)}, ""
	case key.MatchString(k):
		return Binding{Kind: KindText}, "unknown-metric"
	}
	return Binding{Kind: KindText}, "unknown-form"
}

// kind gives what the neighbours of a run of marks say it is, and how surely; text, with no confidence, where it may be a number.
func (f *finder) kind(m mark) (Kind, float64) {
	switch {
	case f.congress(m):
		return KindLiteral, 0.97
	case f.veiled(m):
		return KindLiteral, 0.9
	case m.family == someone && f.surname(m.from-1) && !f.nameAfter(m.to):
		return KindLiteral, 0.8
	}
	if kind, confidence := f.year(m); kind != "" {
		return kind, confidence
	}
	return f.name(m)
}

// congress reports whether the marks number a congress or a plenum: 党的XX大, XX届X中全会.
func (f *finder) congress(m mark) bool {
	switch {
	case f.follows(m.to, "大") && f.precedes(m.from, "党的"), f.follows(m.to, "大精神", "大报告", "大以来", "大召开", "大胜利", "大代表", "大部署"), f.follows(m.to, "中全会"):
		return true
	case f.follows(m.to, "次全国代表大会", "次代表大会", "次党代会", "次全代会"):
		return f.precedes(m.from, "第")
	case f.follows(m.to, "届"):
		next := f.rune(m.to + 1)
		return familyOf(next) != none || f.follows(m.to+1, "中央", "全国", "中纪委", "一中", "二中", "三中", "四中", "五中", "六中", "七中")
	}
	return false
}

// Words of which one letter is veiled, told by what is left of them; and what only begins like them.
var (
	veiledEnds = []string{"员", "建", "课", "章", "性", "纪", "史", "龄", "籍", "徽", "旗", "费", "工委", "总支", "群服务", "风廉政", "务公开", "政机关", "政领导", "小组会", "代会",
		"的建设", "的领导", "的二十大", "的十九大", "的路线", "的政策", "的光辉", "的理论", "的纪律", "的初心"}
	unveiled    = []string{"员工", "课时", "课题", "性别", "建筑", "建材", "费用", "章节", "史诗", "课程", "建行"}
	veiledWhole = []struct{ before, after string }{{"主题", "日"}, {"入", "申请"}, {"入", "积极分子"}, {"听", "话"}, {"跟", "走"}, {"爱", "爱"}, {"建", "周年"}, {"建", "百年"}}
)

// veiled reports whether the marks only hide part of a word that everybody reads all the same: *建引领, X员.
func (f *finder) veiled(m mark) bool {
	if m.digits > 0 || m.brackets || m.family == gaps {
		return false
	}
	if m.n >= 2 {
		return f.follows(m.to, "新时代中国特色社会主义", "总书记")
	}
	if f.follows(m.to, veiledEnds...) && !f.follows(m.to, unveiled...) {
		return true
	}
	return slices.ContainsFunc(veiledWhole, func(w struct{ before, after string }) bool {
		return f.precedes(m.from, w.before) && f.follows(m.to, w.after)
	})
}

// halfYear reports whether known digits and marks are a year: 20XX, 201*, 20_年.
func (f *finder) halfYear(m mark) bool {
	length := m.to - m.from
	if !f.follows(m.from, "20") || m.digits > 3 || m.digits+m.n != length { // 20X.X is no year
		return false
	}
	if f.follows(m.to, "年", " 年", "学年") {
		return length <= 6 // 20____年
	}
	u := f.unit(m.to)
	return length == 4 && m.family != lines && (u == nil || u.is(isTime))
}

// What tells a number of years, and a year of which something is known, from the year of the report.
var (
	lasting  = []string{"年级", "年制", "年以上", "年以下", "年内", "年间", "年期", "年龄", "年轻", "年来", "年之", "年时间", "年前", "年后", "年多", "年余", "年规划", "年左右", "年任期"}
	howLong  = []string{"近", "过去", "未来", "连续", "第", "满", "约", "任职", "工作", "党龄", "历时", "为期", "每", "这", "前", "后", "长达", "超过", "不少于", "至少", "工龄", "已有", "了"}
	facts    = []string{"成立", "始建", "建于", "建成", "建造", "入党", "出生", "竣工", "搬迁", "参加工作", "毕业", "组建于", "投入使用"}
	plans    = []string{"计划", "打算", "安排", "思路", "目标", "展望", "规划", "工作要点", "努力方向"}
	achieved = []string{"完成", "落实情况", "执行", "总结"}
)

// year gives the kind of a blank before 年; none if it is not the report's year or the next.
func (f *finder) year(m mark) (Kind, float64) {
	half := m.digits > 0 && f.halfYear(m) || m.family == gaps && m.digits > 0 || f.follows(m.from, "二〇", "二○", "二零", "二Ｏ")
	to := m.to
	for isSpace(f.rune(to)) {
		to++
	}
	if !half && (!f.follows(to, "年") || f.follows(to, lasting...) || f.precedes(m.from, howLong...)) {
		return "", 0
	}
	before, after := f.clause(m)
	has := func(s string) func(string) bool { return func(w string) bool { return strings.Contains(s, w) } }
	switch {
	case f.precedes(m.from, "-", "—", "－", "~", "至"), f.precedes(m.from, "与", "比", "较", "同") && strings.Contains(after, "相比"), f.precedes(m.from, "比", "较"):
		return KindText, 0.6 // another year than these two
	case slices.ContainsFunc(facts, has(after)), slices.ContainsFunc(facts, has(before)):
		return KindText, 0.6
	case slices.ContainsFunc(plans, has(after)) && !slices.ContainsFunc(achieved, has(after)):
		return f.planned(m, before)
	case intends.MatchString(before), intended.MatchString(string(f.text[to:min(len(f.text), to+lookForward)])):
		return KindNextYear, 0.85
	case half:
		return KindYear, 0.95
	case m.n > 1:
		return KindYear, 0.85
	}
	return KindYear, 0.7
}

// How a sentence says of a year that it is still to come: right before it, and right behind.
var (
	intends  = regexp.MustCompile(`(力争|计划|打算|争取|预计|力求|拟|展望|谋划|确保)(在|于|到|至|用)?$`)
	intended = regexp.MustCompile(`^年度?(将|拟|[，,]?(我们|我|社区|我社区|党委|党总支|支部|街道){0,2}(将(继续|进一步|持续|重点|着力|努力|围绕|以|从|全面|深入|大力|坚持|聚焦|紧扣)|拟|计划|力争|打算|争取))`)
)

// planned tells the next year from the year of a text that is itself a plan.
func (f *finder) planned(m mark, before string) (Kind, float64) {
	earlier := strings.LastIndex(before, "年")
	switch {
	case earlier >= 0, strings.Contains(before, "下一步"):
		return KindNextYear, 0.95
	case strings.HasSuffix(before, "、"), strings.HasSuffix(before, "）"):
		return KindNextYear, 0.85 // 四、20XX年工作打算
	case m.from < f.title:
		return KindYear, 0.7 // the title of a plan
	}
	return KindNextYear, 0.75
}

// How many runes of a clause before and behind a blank are looked at.
const (
	lookBack    = 24
	lookForward = 14
)

// clause gives the words around a blank: before it those of its sentence, behind it those of its clause.
func (f *finder) clause(m mark) (before, after string) {
	from, to := m.from, m.to
	for from > max(0, m.from-lookBack) && !endsSentence(f.text[from-1]) {
		from--
	}
	for to < min(len(f.text), m.to+lookForward) && !endsClause(f.text[to]) && (familyOf(f.text[to]) == none || to == m.to) {
		to++
	}
	return string(f.text[from:m.from]), strings.TrimLeftFunc(string(f.text[m.to:to]), isSpace)
}

// surnames are those of four in five people.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"

func (f *finder) surname(i int) bool {
	return i >= 0 && strings.ContainsRune(surnames, f.text[i])
}
