package record

import "shuzhi/internal/calendar"

// Stage is how far a step of development leads. In a step of another sort it is empty, and null in JSON.
type Stage string

// The stages of development.
const (
	StageApplication  Stage = "application"  // 递交入党申请书
	StageActivist     Stage = "activist"     // 确定为积极分子
	StageCandidate    Stage = "candidate"    // 确定为发展对象
	StageProbationary Stage = "probationary" // 接收为预备党员
	StageFull         Stage = "full"         // 转正
)

// StageWords lists every stage in order.
var StageWords = []Word[Stage]{
	{StageApplication, "递交入党申请书"}, {StageActivist, "确定为积极分子"}, {StageCandidate, "确定为发展对象"},
	{StageProbationary, "接收为预备党员"}, {StageFull, "转正"},
}

// made lists what each stage makes of a person, in order.
var made = []PersonKind{Applicant, Activist, Candidate, Probationary, Member}

// MarshalJSON writes the stage, and null for none.
func (s Stage) MarshalJSON() ([]byte, error) { return Text(s).MarshalJSON() }

// Makes is what the stage makes of a person; nothing for an unknown stage.
func (s Stage) Makes() PersonKind {
	if i := place(StageWords, s); i >= 0 {
		return made[i]
	}
	return ""
}

// stages says how many stages a kind has behind it.
func (k PersonKind) stages() int {
	for i, m := range made {
		if m == k {
			return i + 1
		}
	}
	return 0
}

// before is the kind one stage lower; none below an applicant.
func (k PersonKind) before() PersonKind {
	if n := k.stages(); n > 1 {
		return made[n-2]
	}
	return ""
}

// The editions of the rules on admitting members, each from its day on. A step keeps the edition of its day.
const (
	edition2014 calendar.Date = 20140528
	edition2026 calendar.Date = 20260518
)

// articles are where a rule stands in each edition; empty where the article was not read.
type articles struct{ of2014, of2026 string }

// source cites the edition of the day; none before the first that we know.
func (a articles) source(day calendar.Date) Text {
	switch {
	case day >= edition2026:
		return Text("《中国共产党发展党员工作细则》（2026年修订）" + a.of2026)
	case day >= edition2014:
		return Text("《中国共产党发展党员工作细则》（2014年）" + a.of2014)
	}
	return ""
}

// intervals asks about a step of development that came sooner, or whose talk or approval came later, than the rules want.
func (s *Step) intervals(steps []Step) (found []Warning) {
	warn := func(yes bool, rule, detail string, a articles) {
		if yes {
			found = append(found, Warning{rule, detail, a.source(s.On)})
		}
	}
	underOneYear := func(after Stage) bool {
		for i := range steps {
			if steps[i].Sort == SortDevelopment && steps[i].Stage == after {
				return s.On < steps[i].On.AddMonths(12)
			}
		}
		return false
	}
	later := func(day calendar.Date, months int) bool { return day > s.On.AddMonths(months) }
	switch s.Stage {
	case StageApplication:
		warn(later(s.TalkedOn, 1), "talk_over_one_month", "派人谈话距递交入党申请书超过一个月，请核实", articles{"", "第七条"})
	case StageCandidate:
		warn(underOneYear(StageActivist), "activist_under_one_year", "确定为入党积极分子后培养教育不满一年，请核实", articles{"第十三条", "第十三条"})
	case StageProbationary:
		long := later(s.ApprovedOn, 6)
		warn(long, "approval_over_six_months", "审批距支部大会超过六个月，请核实", articles{"", "第二十五条"})
		warn(!long && later(s.ApprovedOn, 3), "approval_over_three_months", "审批距支部大会超过三个月，请核实", articles{"", "第二十五条"})
	case StageFull:
		warn(underOneYear(StageProbationary), "probation_under_one_year", "预备期不满一年，请核实", articles{"第三十二条", "第三十一条"})
		warn(later(s.ApprovedOn, 3), "approval_over_three_months", "审批距支部大会超过三个月，请核实", articles{"第三十四条", "第三十三条"})
	}
	return found
}
