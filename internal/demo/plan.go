package demo

import "shuzhi/internal/record"

// What a street does in a year. The months of a kind hold what the rules want of it, and what is usual.

var (
	everyMonth   = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	withoutJuly  = []int{1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12} // in July the branches meet jointly
	everyQuarter = []int{3, 6, 9, 12}
)

var plan = []gathering{
	{kind: record.ThemeDay, by: everyBranch, months: withoutJuly, day: 15, study: 120, who: members, topics: []string{
		"回顾上年工作，议定新年安排", "过政治生日，忆入党初心", "学雷锋精神，做身边志愿者", "祭扫烈士纪念设施，传承红色基因",
		"学先进典型，立足岗位作贡献", "走进老旧楼院，为群众办实事", "慰问高温下的一线劳动者", "对照党章找差距",
		"重阳敬老，探望老党员", "冬季消防安全进楼栋", "学宪法，做守法带头人"}},
	{kind: record.ThemeDay, by: everyCommunity, months: []int{7}, day: 1, study: 90, who: members, joint: true, place: "社区文化广场", topics: []string{
		"庆祝建党，重温入党誓词"}},
	{kind: record.CommitteeMeeting, by: everyBoard, months: everyMonth, day: 6, who: board, topics: []string{
		"研究本月主题党日安排", "研究困难党员帮扶", "研究志愿服务排班", "通报网格工作，分派下月任务", "研究发展党员工作", "研究党费收缴和公示"}},
	{kind: record.GroupMeeting, by: everyGroup, months: everyMonth, day: 18, heads: [3]int{4, 0, 0}, topics: []string{
		"交流近期学习体会", "交流党员联户情况", "商量认领楼栋微心愿", "汇总在楼栋里听到的意见", "开展批评和自我批评"}},
	{kind: record.MemberAssembly, by: everyBranch, months: everyQuarter, day: 13, who: members, topics: []string{
		"听取支部工作报告，讨论下季度安排", "通报党费收缴情况，开展民主讨论", "讨论支部重点任务", "总结全年工作，表决有关事项"}},
	{kind: record.PartyLecture, by: everyBranch, months: []int{2, 5, 8, 11}, day: 20, study: 90, who: members, topics: []string{
		"支部工作条例里的规矩", "从党章看党员的权利和义务", "怎样听懂居民的话", "把支部建在网格上", "知敬畏、存戒惧、守底线"}},
	{kind: record.CollectiveStudy, by: everyCommunity, months: []int{1, 3, 5, 7, 9, 11}, day: 8, study: 120, who: leaders, topics: []string{
		"学习党的创新理论", "学习党内法规", "学习基层治理文件", "学习中央八项规定精神", "学习党员教育管理工作条例"}},
	{kind: record.OrgLifeMeeting, also: record.ActivityKinds{record.DemocraticReview}, by: everyBranch, months: []int{12}, day: 18, who: members, topics: []string{
		"年度组织生活会和民主评议党员"}},
	{kind: record.Talk, by: everyBranch, months: []int{4, 10}, day: 10, who: pair, topics: []string{
		"支部书记与党员谈心谈话"}},
	{kind: record.Deliberation, by: everyCommunity, months: everyMonth, day: 12, heads: [3]int{4, 0, 12}, place: "居民议事厅", topics: []string{
		"商议楼道堆物清理", "商议加装电梯的意见", "商议停车位划线方案", "商议垃圾投放点位置", "商议充电桩安装点位", "商议公共收益用途", "商议文明养犬公约"}},
	{kind: record.StrictGovernanceSession, by: everyCommunity, months: []int{5, 11}, day: 22, who: leaders, topics: []string{
		"专题研究上半年全面从严治党工作", "专题研究下半年全面从严治党工作"}},
	{kind: record.StrictGovernanceSession, by: theStreet, months: []int{4, 10}, day: 22, heads: [3]int{11, 0, 0}, place: "街道会议室", topics: []string{
		"专题研究上半年全面从严治党工作", "专题研究下半年全面从严治党工作"}},
	{kind: record.PartyBuildingSession, by: everyCommunity, months: []int{3, 9}, day: 24, who: leaders, topics: []string{
		"专题研究上半年基层党建工作", "专题研究下半年基层党建工作"}},
	{kind: record.PartyBuildingSession, by: theStreet, months: []int{2, 8}, day: 24, heads: [3]int{11, 0, 0}, place: "街道会议室", topics: []string{
		"专题研究上半年基层党建工作", "专题研究下半年基层党建工作"}},
	{kind: record.DebriefMeeting, by: everyCommunity, months: []int{12}, day: 23, heads: [3]int{18, 0, 10}, who: leaders, joint: true, topics: []string{
		"年度述职测评会"}, presenters: record.Presenters{
		{Organization: "社区妇联"}, {Organization: "社区团支部"}, {Organization: "小区物业"}, {Organization: "业主委员会"}}},
	{kind: record.VolunteerService, by: everyCommunity, months: everyMonth, day: 9, who: helpers, heads: [3]int{3, 8, 30}, outside: true, topics: []string{
		"陪独居老人备年货", "返岗时节反诈提醒", "学雷锋便民集市", "清理楼院杂物", "反诈宣传进楼栋", "汛期前巡查低洼楼院",
		"暑期陪读小课堂", "反诈知识摆摊答疑", "垃圾分类入户讲解", "重阳为老人理发", "检查楼道消防通道", "扫雪除冰保出行"},
		tags: []string{"养老", "反诈宣传", "便民", "环境整治", "反诈宣传", "防汛", "助学", "反诈宣传", "垃圾分类", "养老", "消防安全", "环境整治"}},
	{kind: record.Visit, by: everyCommunity, months: []int{1, 6, 10, 12}, day: 19, who: leaders, households: 12, outside: true, topics: []string{
		"春节前走访慰问困难家庭", "七一前走访慰问老党员", "重阳走访高龄老人", "寒潮前走访独居老人"}},
	{kind: record.JointBuilding, by: everyCommunity, months: []int{4, 8, 10}, day: 11, who: leaders, partners: true, heads: [3]int{10, 0, 15}, topics: []string{
		"与共建单位商定年度项目", "与共建单位为户外劳动者送清凉", "与共建单位开展法律咨询"}},
	{kind: record.Training, by: everyCommunity, months: []int{3, 8}, day: 17, study: 240, who: developing, topics: []string{
		"发展对象和入党积极分子培训"}},
	{kind: record.Discussion, by: everyCommunity, months: []int{4, 11}, day: 26, who: leaders, topics: []string{
		"研讨网格工作案例", "交流联系群众的做法"}},
	{kind: record.Outreach, by: everyCommunity, months: []int{3, 5, 6, 11, 12}, day: 12, who: helpers, heads: [3]int{3, 5, 40}, outside: true, topics: []string{
		"消费维权知识宣讲", "防震减灾知识宣讲", "安全生产月宣讲", "消防宣传月入户讲解", "宪法宣传周宣讲"},
		tags: []string{"普法", "防灾减灾", "安全生产", "消防安全", "普法"}},
	{kind: record.Inspection, by: theStreet, months: everyQuarter, day: 20, heads: [3]int{5, 0, 0}, topics: []string{
		"督导春季环境整治", "督导防汛准备", "督导老旧小区改造进度", "督导冬季消防隐患整改"}},
	{kind: record.IntegrityEducation, by: everyCommunity, months: []int{5, 11}, day: 27, study: 60, who: leaders, topics: []string{
		"观看警示教育片并讨论", "通报典型案例，开展廉政提醒"}},
	{kind: record.SiteVisit, by: everyBoard, months: []int{6, 9}, day: 10, who: members, place: "区党史教育基地", topics: []string{
		"参观党史主题展", "参观基层治理展"}},
	{kind: record.Reception, by: everyCommunity, months: []int{5, 9}, day: 16, who: leaders, heads: [3]int{6, 0, 0}, topics: []string{
		"接待外地社区来访交流", "接待高校学生社会实践"}},
	{kind: record.OtherActivity, by: everyCommunity, months: []int{2, 6, 9}, day: 14, heads: [3]int{5, 10, 60}, place: "社区文化广场", topics: []string{
		"元宵猜灯谜", "端午包粽子", "中秋邻里晚会"}},
}

// What the assembly of a branch votes on, outside the plan, and of what it decides.
var (
	votedOn = []record.Stage{record.StageProbationary, record.StageFull}
	vote    = gathering{kind: record.MemberAssembly, who: members, topics: []string{"讨论接收预备党员", "讨论预备党员转正"}}
)
