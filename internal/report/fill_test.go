package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
)

var here = Subject{
	Period: calendar.YearSpan(2023), Name: "幸福社区党委", SuperiorName: "青山街道党工委", BrandName: "红心驿站", ChatGroupName: "幸福党员之家群",
}

// answer is a value, and what it was a year earlier where that is said.
func answer(key string, value int64, earlier ...int64) Answer {
	d := metric.BuiltIn(key)
	a := Answer{Value: metric.Value{Metric: key, Unit: d.Unit, Value: &value, Records: 3}, Scale: d.Scale()}
	if len(earlier) > 0 {
		a.Previous = &earlier[0]
	}
	return a
}

// one fills a text with one blank by one value.
func one(text, key string, m Measure, a Answer) Filled {
	slots := Find(text)
	slots[0].Binding = Binding{Kind: KindMetric, Metric: "demands.resolved", Measure: m}
	return Fill(Template{Text: text, Slots: slots}, here, map[int]Answer{0: a}, nil)
}

func TestNumbersInWords(t *testing.T) {
	for _, c := range []struct {
		text, key string
		value     int64
		want      string
	}{
		{"解决诉求xx件", "demands.resolved", 12, "解决诉求12件"},
		{"解决诉求xx件", "demands.resolved", 0, "解决诉求0件"},
		{"收缴党费x元", "dues.collected", 120050, "收缴党费1200.5元"},
		{"收缴党费x元", "dues.collected", 120000, "收缴党费1200元"},
		{"收缴党费x万元", "dues.collected", 123456789, "收缴党费123.46万元"},
		{"收缴党费x万余元", "dues.collected", 123456789, "收缴党费123.46万余元"},
		{"收缴党费x亿元", "dues.collected", 12345678900, "收缴党费1.23亿元"},
		{"收缴党费x万元", "dues.collected", 1200, "收缴党费0.0012万元"}, // nothing would be left of two decimals
		{"收缴党费x万元", "dues.collected", 345, "收缴党费0.000345万元"},
		{"参加xx万人次", "attendance.total", 12345, "参加1.23万人次"},
		{"办结率xx%", "demands.resolution_rate", 9231, "办结率92.3%"},
		{"办结率达xx％以上", "demands.resolution_rate", 9200, "办结率达92％以上"},
		{"办结率达xx，", "demands.resolution_rate", 10000, "办结率达100%，"},
		{"百分之xx的诉求", "demands.resolution_rate", 9231, "百分之92.3的诉求"},
		{"解决诉求xx余件", "demands.resolved", 23, "解决诉求20余件"},
		{"解决诉求xx余件", "demands.resolved", 145, "解决诉求140余件"},
		{"解决诉求xx余件", "demands.resolved", 1234, "解决诉求1200余件"},
		{"解决诉求xx多件", "demands.resolved", 12345, "解决诉求12000多件"},
		{"解决诉求xx余件", "demands.resolved", 20, "解决诉求20件"},
		{"解决诉求xx余件", "demands.resolved", 5, "解决诉求5件"},
		{"解决诉求xx 余件", "demands.resolved", 5, "解决诉求5件"},
		{"解决诉求超过xx件", "demands.resolved", 23, "解决诉求超过20件"},
		{"解决诉求近xx件", "demands.resolved", 23, "解决诉求近23件"},
	} {
		if f := one(c.text, c.key, MeasureValue, answer(c.key, c.value)); f.Text != c.want {
			t.Errorf("%s with %d: %s, want %s", c.text, c.value, f.Text, c.want)
		}
	}
}

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		text    string
		m       Measure
		a       Answer
		want    string
		value   int64
		warning string
	}{
		{"比去年多x件", MeasureIncrease, answer("demands.resolved", 12, 9), "比去年多3件", 3, ""},
		{"比去年少x件", MeasureIncrease, answer("demands.resolved", 9, 12), "比去年少3件", -3, ""},
		{"同比增长x%", MeasureGrowth, answer("demands.resolved", 12, 9), "同比增长33.3%", 3333, ""},
		{"同比下降x%", MeasureGrowth, answer("demands.resolved", 9, 12), "同比下降25%", -2500, ""},
		{"同比增长x%", MeasureGrowth, answer("demands.resolved", 9, 12), "同比增长-25%", -2500, "fall-behind-rise"},
		{"同比减少了x%", MeasureGrowth, answer("demands.resolved", 12, 9), "同比减少了33.3%", 3333, "rise-behind-fall"},
		{"同比x，", MeasureGrowth, answer("demands.resolved", 9, 12), "同比-25%，", -2500, ""},
		{"增长x%", MeasureGrowth, answer("demands.resolved", 9, 9), "增长0%", 0, ""},
		{"办结率提高x个百分点", MeasureIncrease, answer("demands.resolution_rate", 9231, 9100), "办结率提高1.3个百分点", 131, ""},
		{"党费增加x元", MeasureIncrease, answer("dues.collected", 120050, 100000), "党费增加200.5元", 20050, ""},
	} {
		f := one(c.text, "", c.m, c.a)
		if f.Text != c.want || *f.Slots[0].Value != c.value {
			t.Errorf("%s: %s %d, want %s %d", c.text, f.Text, *f.Slots[0].Value, c.want, c.value)
		}
		got := ""
		for _, w := range f.Warnings {
			got += w.Rule
		}
		if got != c.warning {
			t.Errorf("%s: warns of %q, want %q", c.text, got, c.warning)
		}
	}
	for _, a := range []Answer{answer("demands.resolved", 12), answer("demands.resolved", 12, 0), {}} {
		if f := one("同比增长x%", "", MeasureGrowth, a); !f.Slots[0].Unfilled || f.Text != "同比增长x%" || f.Slots[0].Value != nil {
			t.Errorf("growth of nothing: %+v", f)
		}
	}
}

func TestNamesLeaveOutWhatIsSaid(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
	}{
		{"青山街道党工委", "在xxx党工委的领导下", "在青山街道党工委的领导下"},
		{"青山街道党工委", "在xxx街道党工委的领导下", "在青山街道党工委的领导下"},
		{"青山街道党工委", "在xx街道办事处的支持下", "在青山街道办事处的支持下"},
		{"青山街道党工委", "上缴到xx党委", "上缴到青山街道党委"},
		{"青山街道党工委", "在青山xx党工委领导下", "在青山街道党工委领导下"},
		{"青山街道党工委", "在{{superior_name}}领导下", "在青山街道党工委领导下"},
		{"幸福社区", "xxx社区党组织书记", "幸福社区党组织书记"},
		{"幸福社区党委", "xxx社区党总支书记", "幸福社区党总支书记"},
		{"幸福社区党委", "xx党委书记", "幸福社区党委书记"},
		{"红心驿站", "打造“xxxx”党建品牌", "打造“红心驿站”党建品牌"},
		{"“红心驿站”党建品牌", "打造“xxxx”党建品牌", "打造“红心驿站”党建品牌"},
		{"红心驿站党建品牌", "打造xx党建品牌", "打造红心驿站党建品牌"},
		{"幸福党员之家群", "通过AAA群转发", "通过幸福党员之家群转发"},
		{"幸福党员之家", "通过AAA群转发", "通过幸福党员之家群转发"},
		{"幸福党员之家群", "在“xx”微信群转发", "在“幸福党员之家”微信群转发"},
		{"村", "xx村", "村村"},
	} {
		slots := Find(c.text)
		slots[0].Kind = KindOrgName
		if f := Fill(Template{Text: c.text, Slots: slots}, Subject{Name: c.name, Period: here.Period}, nil, nil); f.Text != c.want {
			t.Errorf("%s in %s: %s, want %s", c.name, c.text, f.Text, c.want)
		}
	}
}

func TestFillWords(t *testing.T) {
	text := "20**年，在xxx党工委的领导下，打造“xx”党建品牌，二〇XX年度工作及XXX年工作计划，党的XX大，面积x平方公里，解决诉求xx件，{{year}}，{{wishes.helpers}}名。"
	tpl := Template{Text: text, Slots: Read(text, nil)}
	f := Fill(tpl, here, map[int]Answer{7: answer("demands.resolved", 12)}, map[int]string{6: " 1.2 ", 9: " "})
	want := "2023年，在青山街道党工委的领导下，打造“红心驿站”党建品牌，二〇二三年度工作及2024年工作计划，党的XX大，面积1.2平方公里，解决诉求12件，2023，____名。"
	if f.Text != want {
		t.Errorf("\n got %s\nwant %s", f.Text, want)
	}
	runes := []rune(f.Text)
	for _, s := range f.Slots {
		if shown := string(runes[s.Start:s.End]); shown != s.InRow(0) {
			t.Errorf("slot %d stands in the text as %q, and says %q", s.Index, shown, s.InRow(0))
		}
	}
	if len(f.Marks) != 1 || string(runes[f.Marks[0].From:f.Marks[0].To]) != line || !f.Slots[9].Unfilled {
		t.Errorf("marks %v", f.Marks)
	}
	if s := f.Slots[7]; *s.Value != 12 || s.Display != "12" || *s.Period != here.Period || *s.Records != 3 || s.Unfilled {
		t.Errorf("%+v", s)
	}
	if s := Fill(tpl, here, map[int]Answer{7: answer("demands.resolved", 12)}, map[int]string{7: "十二"}).Slots[7]; s.Display != "十二" || s.Value != nil {
		t.Errorf("what was typed gives way to the number: %+v", s)
	}
}

func TestDuesWarnings(t *testing.T) {
	owing := []DuesYear{{2022, 100, 100, 0}, {2023, 120050, 100000, 20050}}
	for _, c := range []struct {
		text string
		dues []DuesYear
		want int
	}{
		{"全年收党费x元，已全部上缴至xx街道党工委专户。", owing, 1},
		{"共收缴党费x元，已足额上交xx党工委。", owing, 1},
		{"党费已按时全额上缴。", owing, 1},
		{"全年党费全部缴纳。", owing, 1},
		{"收党费x元，已全部上缴。", owing[:1], 0},
		{"共收缴党费x元，尚未全部上缴。", owing, 0},
		{"党费计划全部上缴。共收缴x元。", owing, 0},
		{"税款已全部缴纳。", owing, 0},
		{"共收缴党费x元，上缴x元。", owing, 0},
		{"收党费x元，已全部上缴。", []DuesYear{{2021, 100, 0, 100}}, 0},
	} {
		s := here
		s.Dues = c.dues
		f := Fill(Template{Text: c.text, Slots: Read(c.text, nil)}, s, nil, nil)
		if len(f.Warnings) != c.want {
			t.Errorf("%s: %+v", c.text, f.Warnings)
		}
		for _, w := range f.Warnings {
			if w.Rule != "dues-outstanding" || !strings.Contains(w.Detail, "2023年") || !strings.Contains(w.Detail, "200.5元") || len(f.Slots) > 0 && *w.Index != 0 {
				t.Errorf("%s: %+v", c.text, w)
			}
		}
	}
	text := "去年收党费x元，已全部上缴。" // a slot about last year touches last year
	slots := Find(text)
	slots[0].Binding = Binding{Kind: KindMetric, Metric: "dues.collected", Measure: MeasureValue, Span: of("", "", 1)}
	s := here
	s.Dues = []DuesYear{{2022, 100, 0, 100}, {2023, 100, 100, 0}}
	if f := Fill(Template{Text: text, Slots: slots}, s, nil, nil); len(f.Warnings) != 1 || !strings.Contains(f.Warnings[0].Detail, "2022年") {
		t.Errorf("%+v", f.Warnings)
	}
	if years := Years(slots, here.Period); !slices.Equal(years, []int{2022, 2023}) {
		t.Error(years)
	}
}

func TestQuestions(t *testing.T) {
	slots := Read("{{demands.resolved}}件，{{disputes.mediated}}起，{{demands.resolved}}件，{{demands.resolved}}件，{{demands.resolved}}件，{{year}}年", nil)
	slots[2].Measure = MeasureGrowth
	slots[3].Span = of("01-01", "06-30")
	slots[4].Span = of("", "", 50, 50)
	got := ""
	for _, q := range Questions(slots, calendar.YearSpan(1950)) {
		got += fmt.Sprintln(q.Metric, q.Slots, q.Span.From, q.Span.To, q.Change)
	}
	if want := "demands.resolved [0 2] 1950-01-01 1950-12-31 true\ndisputes.mediated [1] 1950-01-01 1950-12-31 false\ndemands.resolved [3] 1950-01-01 1950-06-30 false\n"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// debriefed fills the built-in template with a number for each question.
func debriefed(s Subject) Filled {
	tpl := AnnualDebrief()
	answers := map[int]Answer{}
	for _, q := range Questions(tpl.Slots, s.Period) {
		for _, i := range q.Slots {
			answers[i] = answer(q.Metric, int64(1000+i))
		}
	}
	return Fill(tpl, s, answers, nil)
}

// mustHold are the numbers and words that a secretary's debrief must hold.
const mustHold = `theory_study.sessions demands.resolved disputes.mediated wishes.helpers wishes.beneficiaries debriefs.held debriefs.organizations
members.admitted activists.admitted applicants.received dues.collected dues.remitted strict_governance.sessions party_building.sessions
activities.volunteer_service activities.deliberation activities.group_meeting activities.theme_day grids.total superior_name org_name brand_name chat_group_name year next_year`

func TestAnnualDebrief(t *testing.T) {
	tpl := AnnualDebrief()
	var has []string
	for _, s := range tpl.Slots {
		has = append(has, means(s))
		if s.Reason != "" || s.Confidence != 1 {
			t.Errorf("%s: %s", s.Text, s.Reason)
		}
	}
	for _, key := range strings.Fields(mustHold) {
		if !slices.Contains(has, key) {
			t.Errorf("the template lacks %s", key)
		}
	}
	s := here
	s.Dues = []DuesYear{{2023, 120050, 120050, 0}}
	s.Rectifications = []Rectification{
		{Problem: "理论学习联系实际不够。\n", Measures: "每季度开展一次案例教学；", DueOn: calendar.MustDay(2024, 3, 31)},
		{Problem: "网格力量不均衡", DoneOn: calendar.MustDay(2023, 11, 2)},
		{Problem: "阵地使用率不高", Measures: "错时开放"},
	}
	f := debriefed(s)
	for _, want := range []string{
		"幸福社区党委书记2023年度抓基层党建工作述职报告\n", "，在青山街道党工委的领导和支持下", "向青山街道党工委上缴党费10.31元，已全部上缴。", "“红心驿站”党建品牌", "“幸福党员之家”工作群", "\n2024年，将",
		"\n（一）理论学习联系实际不够。\n（二）网格力量不均衡。\n（三）阵地使用率不高。\n",
		"\n（一）针对“理论学习联系实际不够”的问题，每季度开展一次案例教学，整改时限为2024年3月31日。\n（二）针对“网格力量不均衡”的问题，已于2023年11月2日完成整改。\n（三）针对“阵地使用率不高”的问题，错时开放，正在推进整改。\n",
	} {
		if !strings.Contains(f.Text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.ContainsAny(f.Text, "{}_") || len(f.Marks) > 0 || len(f.Warnings) > 0 {
		t.Errorf("%v %v\n%s", f.Marks, f.Warnings, f.Text)
	}
	if bad := regexp.MustCompile(`，，|。。|、、|，。|  |；。`).FindString(f.Text); bad != "" {
		t.Errorf("the report reads %q\n%s", bad, f.Text)
	}
}

func TestAnnualDebriefTellsNothingUntrue(t *testing.T) {
	for _, c := range []struct {
		dues []DuesYear
		want string
	}{
		{[]DuesYear{{2023, 120050, 100000, 20050}}, "元，尚有200.5元未上缴。"},
		{[]DuesYear{{2023, 0, 0, 0}}, "元（台账中暂无党费收缴记录）。"},
		{[]DuesYear{{2023, 100000, 60000, 0}}, "元，应上缴部分已全部上缴。"},
		{[]DuesYear{{2022, 100000, 0, 100000}, {2023, 100000, 100000, 0}}, "元，已全部上缴。"},
	} {
		s := here
		s.Dues = c.dues
		f := debriefed(s)
		if !strings.Contains(f.Text, c.want) || len(f.Warnings) > 0 {
			t.Errorf("%v: no %s in\n%s\n%v", c.dues, c.want, f.Text, f.Warnings)
		}
	}
	f := debriefed(Subject{Period: here.Period, Name: "幸福社区"})
	var empty []string
	for _, s := range f.Slots {
		if s.Unfilled {
			empty = append(empty, strings.Trim(s.Text, "{}"))
		}
	}
	if want := "superior_name superior_name rectifications.problems rectifications.measures chat_group_name brand_name"; strings.Join(empty, " ") != want || len(f.Marks) != len(empty) {
		t.Errorf("unfilled %v, marked %v", empty, f.Marks)
	}
	if !strings.Contains(f.Text, "（问题整改台账中暂无本年度的问题，请查摆后补充。）") {
		t.Error("an empty list says nothing")
	}
}

func TestWordsForNumbers(t *testing.T) {
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "100"} {
		if got := inWords(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
