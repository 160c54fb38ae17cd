package report

import (
	"regexp"
	"slices"
	"strings"
)

// What stands behind a name that is veiled, and what only begins like that.
var (
	nameEnds = []string{"社区", "街道", "党工委", "党委", "党总支", "党支部", "支部", "小区", "村", "镇", "乡", "县", "市", "省", "区", "路", "群", "微信群", "工作群", "公司", "集团", "学校", "医院", "中学", "小学",
		"大学", "学院", "银行", "同志", "书记", "单位", "品牌", "党建品牌", "网格", "片区", "局", "物业", "居委会", "企业", "主任", "先生", "女士"}
	noNames = []string{"村民", "镇村", "乡村", "乡镇", "县域", "市场", "市民", "省级", "市级", "县级", "区级", "镇级", "村级", "区域", "区别", "路径", "路线", "路上", "群众", "群体", "群团", "群策", "局面", "局部", "村居", "市区", "群防", "区县", "区间"}
)

// nameAfter reports whether a word stands at i before which a name belongs.
func (f *finder) nameAfter(i int) bool {
	for f.rune(i) == ' ' {
		i++
	}
	return f.follows(i, nameEnds...) && !f.follows(i, noNames...)
}

// names is how the words behind a blank say whose name it is. The first that fits decides.
var names = []struct {
	kind       Kind
	behind     *regexp.Regexp
	confidence float64
}{
	{KindBrandName, regexp.MustCompile(`^([”"’」』》]\p{Han}{0,6}|(党建|服务|特色|治理|工作|志愿服务|为民|创建)*)品牌`), 0.9},
	{KindChatGroupName, regexp.MustCompile(`^(\p{Han}{0,4}[”"’」』》])?(微信|QQ|qq|工作|党员|党建|居民|网格|业主|学习|交流|通知|联系|服务|党群)*群(里|内|中|聊|发|转|推|组|和|，|、|。|等|及时|$|[^众体团策防落岛情])`), 0.85},
	{KindSuperiorName, regexp.MustCompile(`^(街道)?(党工委|工委|办事处|街道办)`), 0.93},
	{KindSuperiorName, regexp.MustCompile(`^街道`), 0.85},
	{KindSuperiorName, regexp.MustCompile(`^(镇|乡)(党委|政府|党政)`), 0.85},
	{KindSuperiorName, regexp.MustCompile(`^(党委|党组织)(、政府|和政府|政府)?的?(正确|坚强|统一|有力)?(领导|指导|部署|安排|要求|支持|关心)`), 0.85},
	{KindOrgName, regexp.MustCompile(`^(社区|居委会|居民委员会)`), 0.9},
	{KindOrgName, regexp.MustCompile(`^村(党|支|两委|委|20|_|x|X)`), 0.75},
	{KindOrgName, regexp.MustCompile(`^(党总支|党支部|党委)(书记|委员|班子|全体|20|x|X|\*)`), 0.7},
}

// others are words before a name that is not one's own: where one went, and with whom.
var others = []string{"与", "和", "同", "对口", "赴", "前往", "参观", "学习", "走进", "邻近", "兄弟", "周边", "联合", "结对", "考察", "观摩", "来自", "以及"}

// visited is what one does at other people's.
var visited = regexp.MustCompile(`参观|观摩|考察|学习|交流|调研|取经`)

// name gives the kind of a blank before a name's end.
func (f *finder) name(m mark) (Kind, float64) {
	if m.family == gaps {
		return KindText, 0
	}
	before, after := f.clause(m)
	for _, n := range names {
		if !n.behind.MatchString(after) {
			continue
		}
		switch n.kind {
		case KindBrandName, KindChatGroupName:
		case KindOrgName:
			if visited.MatchString(after) && strings.HasSuffix(before, "到") || slices.ContainsFunc(others, func(w string) bool { return strings.HasSuffix(before, w) }) || f.listed(m) || strings.HasSuffix(before, "“") {
				return KindText, 0.7
			}
		default:
			if f.listed(m) {
				return KindText, 0.7
			}
		}
		return n.kind, n.confidence
	}
	if f.branded(m, before) {
		return KindBrandName, 0.85
	}
	if f.unit(m.to) == nil && f.nameAfter(m.to) {
		return KindText, 0.9
	}
	return KindText, 0
}

// listed reports whether the name is one of several: X社区、X社区等.
func (f *finder) listed(m mark) bool {
	for i := m.to; i < min(len(f.text), m.to+lookForward); i++ {
		switch r := f.text[i]; {
		case r == '、' || r == '等':
			for n := i + 1; n < min(len(f.text), i+3); n++ {
				if familyOf(f.text[n]) == m.family {
					return true
				}
			}
			return false
		case !isHan(r) || familyOf(r) != none:
			return false
		}
	}
	return false
}

// branded reports whether what is named by a brand stands before the quoted blank: 打造党建品牌“xxxx”.
func (f *finder) branded(m mark, before string) bool {
	before, quoted := strings.CutSuffix(before, "“")
	if !quoted {
		if before, quoted = strings.CutSuffix(before, `"`); !quoted {
			return false
		}
	}
	for _, w := range []string{"品牌", "品牌：", "品牌名称", "品牌名称：", "品牌为", "品牌—", "品牌——", "品牌名称为"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}
