package demo

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// All names of people, places and units are invented.

const (
	districtName = "澄宁区委"
	streetName   = "禾风街道党工委"
)

// place is a community as it is founded.
type place struct {
	name              string
	brand, chat, hall record.Text
	precincts         []string
	branches          []cell
}

// cell is a branch as it is founded: in a month of the first year, or before the books begin.
type cell struct {
	name, tag                string
	members, groups, founded int
}

var places = []place{
	{"棠梨", "棠梨暖巷", "棠梨邻里群", "棠梨社区党群服务中心", []string{"南院", "北院"}, []cell{
		{name: "第一", members: 7, groups: 2}, {name: "第二", members: 4}, {name: "两新联合", tag: "两新", members: 3, founded: 4}}},
	{"望渠", "渠畔先锋", "望渠先锋群", "望渠社区党群服务中心", []string{"东里", "西里"}, []cell{
		{name: "第一", members: 7}, {name: "第二", members: 3}, {name: "离退休", tag: "离退休", members: 3}}},
}

var (
	surnames = []string{"程", "邹", "潘", "袁", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "余", "杜", "夏", "钟", "汪", "田", "任", "姜", "范",
		"方", "石", "姚", "谭", "廖", "熊", "陆", "郝", "崔", "康", "邱", "秦", "顾", "侯", "邵", "孟", "段", "龚", "黎", "常"}
	givenNames = []string{"桂芬", "秀珍", "玉芹", "长顺", "德厚", "福田", "月娥", "素芬", "守义", "淑贤", "来顺", "连喜", "春桃", "佩兰", "巧云",
		"广田", "家荣", "立秋", "若楠", "锦程", "沐阳", "知夏", "书瑶", "明澈", "景行", "思齐", "云舟", "嘉禾", "乐怡", "致远", "文渊", "念慈", "学勤", "晓棠"}
	workUnits = []string{"澄宁区图书馆", "澄宁区税务局", "澄宁实验小学", "澄宁供水公司", "澄宁公交公司", "澄宁区医院", "澄宁区住建局"}
	gridRoles = []string{"网格长", "网格员", "网格员", "调解员", "楼栋长"}
	duesFen   = []int64{300, 500, 800, 1000, 1500, 2000, 2600, 3200}
)

var partners = []struct {
	name string
	kind record.PartnerKind
	tag  string
}{
	{"澄宁区图书馆", record.ReportingPartner, "文化"}, {"澄宁实验小学", record.ReportingPartner, "教育"}, {"禾风卫生服务中心", record.JointPartner, "医疗"},
	{"澄宁供水公司", record.ReportingPartner, "民生"}, {"禾风养老驿站", record.JointPartner, "养老"}, {"禾风律师事务所", record.JointPartner, "法律"},
}

// path leads somebody towards membership. The days keep the intervals that the rules want.
type path struct {
	entered record.PersonKind
	steps   []milestone
}

// milestone is a step of development in the first year of the books (0) or the one after it (1).
type milestone struct {
	stage            record.Stage
	year, month, day int
}

// on is the day of the step in the n-th community.
func (m milestone) on(first, n int) calendar.Date { return on(first+m.year, m.month, m.day-2*n) }

var paths = []path{
	{record.Probationary, []milestone{{record.StageFull, 0, 6, 20}}},
	{record.Candidate, []milestone{{record.StageProbationary, 0, 6, 20}, {record.StageFull, 1, 6, 20}}},
	{record.Activist, []milestone{{record.StageCandidate, 0, 9, 5}, {record.StageProbationary, 1, 3, 20}}},
	{record.Applicant, []milestone{{record.StageActivist, 0, 5, 18}, {record.StageCandidate, 1, 6, 10}}},
	{record.Applicant, []milestone{{record.StageApplication, 0, 2, 20}, {record.StageActivist, 0, 9, 5}, {record.StageCandidate, 1, 9, 20}}},
	{record.Applicant, []milestone{{record.StageApplication, 0, 10, 11}, {record.StageActivist, 1, 5, 8}}},
	{record.Applicant, []milestone{{record.StageApplication, 1, 2, 10}, {record.StageActivist, 1, 9, 5}}},
}

// need is who is served, and what they wish for.
type need struct {
	label    string
	people   int
	category string
	wishes   []string
}

var needs = []need{
	{"独居老人", 5, "陪伴", []string{"希望有人常来聊聊天", "想拍一张像样的照片", "想学会用手机视频通话", "想有人陪着去公园走走"}},
	{"高龄老人", 4, "生活用品", []string{"想要一台收音机", "想要一床厚棉被", "想要一盏起夜用的小灯", "想要一双防滑棉鞋"}},
	{"留守儿童", 3, "学习用品", []string{"想要一盏护眼台灯", "想要一套课外书", "想要一个新书包", "想要一副羽毛球拍"}},
	{"困难家庭", 3, "家居维修", []string{"厨房水龙头漏水，想请人修一修", "窗户关不严，想换一根胶条", "想要一口新电饭煲", "客厅的灯不亮，想换一盏"}},
}

// matter is what grid events of a type and category are about.
type matter struct {
	of            record.GridEventType
	category, tag string
	titles        []string
}

var matters = []matter{
	{record.Demand, "公共设施", "", []string{"楼道灯不亮", "单元门禁失灵", "门前健身器材松动", "雨棚漏雨"}},
	{record.Dispute, "邻里纠纷", "", []string{"楼上漏水赔偿争执", "夜间噪音争执", "阳台滴水争执", "门口鞋柜占道争执"}},
	{record.Hazard, "消防安全", "消防安全", []string{"楼道堆放纸箱", "一层飞线充电", "灭火器过期", "消防通道被占"}},
	{record.Demand, "环境卫生", "环境整治", []string{"垃圾桶满溢", "下水道返味", "门前绿地积存落叶"}},
	{record.Service, "代办帮办", "便民", []string{"老人请求代办老年卡", "住户请求上门修水龙头", "老人请求协助养老资格认证", "住户请求代取快递"}},
	{record.Demand, "停车秩序", "", []string{"门前乱停车堵住通道", "电动车停放无序"}},
	{record.Dispute, "物业纠纷", "", []string{"物业费催缴争议", "电梯维修分摊争议", "房屋租赁押金争议"}},
	{record.Hazard, "设施隐患", "安全生产", []string{"门前井盖松动", "外墙饰面松动", "树枝压住电线"}},
	{record.Demand, "物业服务", "", []string{"电梯停运报修慢", "二次供水水压不足", "保洁间隔过长"}},
	{record.Dispute, "家庭纠纷", "", []string{"赡养分担协商", "房屋继承协商"}},
}

// sources are how grid events of a type come to be known; of some nobody said it.
var sources = map[record.GridEventType][]record.GridEventSource{
	record.Demand:  {record.FromHotline, record.FromOnline, record.FromDeliberation, record.FromVisit, ""},
	record.Dispute: {record.FromVisit, record.FromPatrol, record.FromHotline, record.FromDeliberation},
	record.Hazard:  {record.FromPatrol, record.FromPatrol, record.FromOnline},
	record.Service: {record.FromVisit, record.FromHotline},
}

// tally is a figure that is noted on a day of some months: about so much each time, or so much and growing by the year.
type tally struct {
	name, unit     string
	kind           record.FigureKind
	amount, growth int
	day            int
	months         []int
}

var figures = []tally{
	{"传单", "份", record.FigureFlow, 300, 0, 25, []int{2, 5, 6, 9, 11}},
	{"志愿服务时长", "小时", record.FigureFlow, 160, 0, 30, everyQuarter},
	{"慰问金", "元", record.FigureFlow, 2400, 0, 20, []int{1, 10}},
	{"志愿队", "支", record.FigureStock, 6, 2, 1, []int{1, 7}},
	{"阵地面积", "平方米", record.FigureStock, 620, 80, 1, []int{1}},
	{"户数", "户", record.FigureStock, 2360, 24, 1, []int{1}},
	{"常住人口", "人", record.FigureStock, 6120, 60, 1, []int{1}},
	{"党建经费结存", "元", record.FigureStock, 18600, -2400, 31, []int{6, 12}},
}

// ownMetric is a number that the street counts beside those that everybody has.
var ownMetric = metric.OwnMetric{
	Key: "anti_fraud.sessions", Name: "反诈宣传", Unit: "场", Source: "activities", Filter: metric.Filter{"tags": {"反诈宣传"}}, Aggregate: metric.Count,
}

var problems = []struct{ problem, measures, owner string }{
	{"理论学习形式比较单一", "每季度安排一次现场学习，请党员轮流领学", "党总支书记"},
	{"年轻党员参加活动偏少", "把主题党日放在周末或晚间，提前一周告知", "组织委员"},
	{"楼道堆物反复出现", "网格员每周巡查，议事会订立楼道公约", "网格长"},
	{"微心愿认领不够及时", "登记三天内发到共建单位和报到党员群", "党建专干"},
	{"议事会议定事项跟进不够", "每次议事先通报上次事项的进展", "党总支副书记"},
	{"两新组织党建联系不紧", "班子成员每月走访一家商户或企业", "组织委员"},
}
