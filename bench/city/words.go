package city

// weight is a word and how often it is used beside the others.
type weight struct {
	word  string
	times int
}

var communityNames = []string{"翠湖", "柳荫", "青山", "红星", "桃源", "建设", "和平", "新华", "滨河", "东风"}

var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高", "罗"}

var givenNames = []string{"伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀兰", "霞", "平", "桂英", "建国", "志强", "玉梅", "红", "海燕"}

// seasons are how many of a hundred activities fall in each month: most before 1 July and at the year's end, fewest at the Spring Festival.
var seasons = [12]int{6, 4, 10, 8, 8, 12, 10, 7, 8, 8, 9, 10}

var activityKinds = []weight{
	{"volunteer_service", 22}, {"visit", 18}, {"outreach", 9}, {"talk", 8}, {"theme_day", 6}, {"collective_study", 6}, {"committee_meeting", 5},
	{"group_meeting", 5}, {"deliberation", 4}, {"party_lecture", 3}, {"member_assembly", 3}, {"joint_building", 3}, {"inspection", 3}, {"training", 2},
	{"discussion", 1}, {"party_building_session", 1}, {"strict_governance_session", 1},
}

var topics = []string{"楼道清扫志愿服务", "走访慰问高龄老人", "反诈宣传进小区", "学习党的二十大精神", "主题党日：重温入党志愿", "文明交通劝导", "老旧小区改造意见征集", "暑期儿童托管",
	"消防安全检查", "垃圾分类宣讲", "书记讲党课", "支委会研究一老一小", "健康义诊", "文体活动", "纳凉晚会"}

var places = []string{"社区二楼会议室", "党群服务中心", "小区广场", "楼道", "议事亭", "共建单位", "居民家中", "学校", "养老服务站"}

var activityTags = []string{"理论学习", "志愿服务", "反诈", "一老一小", "环境整治", "安全生产", "二十大", "共建", "文体", "健康", "普法", "双拥"}

var eventTypes = []weight{{"demand", 45}, {"hazard", 25}, {"dispute", 18}, {"service", 12}}

var eventSources = []weight{{"patrol", 40}, {"visit", 20}, {"hotline", 18}, {"deliberation", 12}, {"online", 10}}

var categories = map[string][]string{
	"demand":  {"环境卫生", "公共设施", "停车", "物业", "噪音", "供水供电", "社会保障"},
	"hazard":  {"消防", "楼道堆物", "飞线充电", "用气", "高空坠物"},
	"dispute": {"邻里", "家庭", "物业", "漏水", "宠物"},
	"service": {"代办", "助餐", "就医", "政策咨询"},
}

var eventTitles = []string{"楼道灯不亮", "垃圾堆放", "下水道堵塞", "电动车占道", "楼上漏水", "路面破损", "广场噪音", "消防栓无水", "井盖松动", "车位争执", "代办社保认证"}

var wishCategories = []string{"生活物资", "家电维修", "学习用品", "就医陪护", "心理关怀", "就业"}

var wishContents = []string{"想要一台收音机", "希望有人陪同去医院复查", "想要一套书桌椅", "家里水管需要维修", "想学会用手机视频", "希望孩子有人辅导功课", "想要一副老花镜"}

const summary = "先由书记说明来由，再由参加人员分组进行，最后就楼道充电、老旧小区改造和一老一小服务听取了居民意见，由网格员逐条认领，一周内回复。"
