package metric

import "shuzhi/internal/record"

// Word is a value beside its Chinese word.
type Word struct{ Value, Word string }

func activityKinds() (words []Word) {
	for _, w := range record.ActivityWords {
		words = append(words, Word{string(w.Kind), w.Word})
	}
	return words
}

var (
	wishStatuses          = []Word{{"open", "待认领"}, {"claimed", "已认领"}, {"fulfilled", "已完成"}, {"withdrawn", "已撤回"}}
	eventTypes            = []Word{{"demand", "群众诉求"}, {"dispute", "矛盾纠纷"}, {"hazard", "隐患"}, {"service", "服务"}}
	eventStatuses         = []Word{{"reported", "已上报"}, {"accepted", "已受理"}, {"escalated", "已上交"}, {"resolved", "已办结"}, {"closed", "已归档"}, {"rejected", "不予受理"}}
	eventSources          = []Word{{"deliberation", "议事会"}, {"patrol", "巡查"}, {"visit", "走访"}, {"hotline", "热线"}, {"online", "网上"}}
	rectificationStatuses = []Word{{"open", "整改中"}, {"done", "已整改"}}
	personKinds           = []Word{{"member", "正式党员"}, {"probationary", "预备党员"}, {"activist", "入党积极分子"}, {"candidate", "发展对象"}, {"applicant", "入党申请人"}, {"volunteer", "志愿者"}, {"resident", "服务对象"}}
	orgKinds              = []Word{{"committee", "街道党工委"}, {"community", "社区党组织"}, {"branch", "党支部"}, {"group", "党小组"}}
	areaKinds             = []Word{{"precinct", "片区"}, {"grid", "网格"}, {"building", "楼栋"}}
	partnerKinds          = []Word{{"reporting", "报到单位"}, {"joint", "共建单位"}, {"other", "其他"}}
	figureKinds           = []Word{{"flow", "发生数"}, {"stock", "现有数"}}
	developmentSteps      = []Word{{"application", "递交入党申请书"}, {"activist", "确定为积极分子"}, {"candidate", "确定为发展对象"}, {"probationary", "接收为预备党员"}, {"full", "转正"}}
)
