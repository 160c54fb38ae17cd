package record

import (
	"cmp"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Person is somebody whom records name: a member, one on the way to membership, a volunteer, or whom they serve.
// No identity number, birth date or sex is taken; a resident needs only a label.
//
// org_id is where the person stands today. Once there are steps of development, kind is what the last of them made and
// stage and entered_kind are not null; once there are transfers, org_id is where the last led and entered_org_id is not null.
type Person struct {
	Header
	Owned
	Name         string        `json:"name" validate:"required" maxLength:"50" example:"李明"`
	Kind         PersonKind    `json:"kind" validate:"required" example:"member"`
	WorkUnit     Text          `json:"work_unit" swaggertype:"string" maxLength:"100" extensions:"x-nullable"`
	InService    bool          `json:"in_service"`
	Since        calendar.Date `json:"since" swaggertype:"string" format:"date" extensions:"x-nullable"`
	LeftOn       calendar.Date `json:"left_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Roles        Strings       `json:"roles" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	Tags         Strings       `json:"tags" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	StudyExempt  bool          `json:"study_exempt"`
	Stage        Stage         `json:"stage" readonly:"true" extensions:"x-nullable"`
	EnteredKind  PersonKind    `json:"entered_kind" readonly:"true" extensions:"x-nullable"`
	EnteredOrgID uid.ID        `json:"entered_org_id" readonly:"true" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Assessed     Assessments   `json:"assessed_dues" readonly:"true"`
	Noted
}

// PersonKind is what a person is to the organisation. Where there is none it is empty, and null in JSON.
type PersonKind string

// The kinds of person.
const (
	Member       PersonKind = "member"       // 正式党员
	Probationary PersonKind = "probationary" // 预备党员
	Activist     PersonKind = "activist"     // 入党积极分子
	Candidate    PersonKind = "candidate"    // 发展对象
	Applicant    PersonKind = "applicant"    // 入党申请人
	Volunteer    PersonKind = "volunteer"    // 志愿者
	Resident     PersonKind = "resident"     // 服务对象
)

// PersonWords lists every kind of person.
var PersonWords = []Word[PersonKind]{
	{Member, "正式党员"}, {Probationary, "预备党员"}, {Activist, "入党积极分子"}, {Candidate, "发展对象"}, {Applicant, "入党申请人"},
	{Volunteer, "志愿者"}, {Resident, "服务对象"},
}

// MarshalJSON writes the kind, and null for none.
func (k PersonKind) MarshalJSON() ([]byte, error) { return Text(k).MarshalJSON() }

// Validate names every bad field.
func (p *Person) Validate(today calendar.Date) error {
	var c problem.Check
	filled(&c, p.Name, "/name")
	c.Want(known(PersonWords, p.Kind), "/kind", "unknown")
	past(&c, p.Since, "/since", today)
	lasting(&c, p.Since, p.LeftOn, "/left_on")
	eachOnce(&c, p.Roles, "/roles")
	tags(&c, p.Tags)
	p.Noted.validate(&c)
	return c.Err()
}

// FirstSteps are none: a person is entered as they stand.
func (p *Person) FirstSteps() []Step { return nil }

// Follow makes kind and org_id follow the steps; what was entered is kept beside them. A kind that was patched although
// it follows steps is refused. Problems: Invalid.
func (p *Person) Follow(steps []Step, today calendar.Date) error {
	stages, moves := line(steps, SortDevelopment), line(steps, SortTransfer)
	var c problem.Check
	c.Want(p.Stage == "" || p.Kind == p.Stage.Makes(), "/kind", "follows-steps")
	alive := life{p.Since, p.LeftOn, "/since", "/left_on"}
	alive.check(&c, stages, today)
	alive.check(&c, moves, today)
	if !c.OK() {
		return c.Err()
	}
	p.move(&c, moves)
	p.develop(&c, stages)
	for _, s := range stages {
		if s.Org = p.orgOn(s.On, moves); p.Voided() {
			s.Org = uid.ID{}
		}
	}
	return c.Err()
}

// move takes the person from where they were entered through all transfers.
func (p *Person) move(c *problem.Check, moves []*Step) {
	entered := cmp.Or(p.EnteredOrgID, p.OrgID)
	at := entered
	for _, s := range moves {
		c.Want(s.ToOrgID != at, "/to_org_id", "already-there")
		s.FromOrgID, at = at, s.ToOrgID
	}
	ordered(c, moves)
	if p.OrgID, p.EnteredOrgID = at, entered; len(moves) == 0 {
		p.EnteredOrgID = uid.ID{}
	}
}

// develop takes the person from the kind that was entered through all stages. Each leads one further; what the entered
// kind has behind it counts as steps without a day, of which the last may still be given.
func (p *Person) develop(c *problem.Check, stages []*Step) {
	entered := cmp.Or(p.EnteredKind, p.Kind)
	if len(stages) == 0 {
		p.Kind, p.Stage, p.EnteredKind = entered, "", ""
		return
	}
	behind := entered.stages()
	first := place(StageWords, stages[0].Stage)
	c.Want(first == behind || first == behind-1, "/step", "out-of-order")
	for i, s := range stages {
		c.Want(place(StageWords, s.Stage) == first+i, "/step", "out-of-order")
	}
	ordered(c, stages)
	p.Stage, p.EnteredKind = stages[len(stages)-1].Stage, entered
	p.Kind = p.Stage.Makes()
}

// Anonymize takes away what tells who the person is. What was counted stays.
func (p *Person) Anonymize() { p.Name, p.WorkUnit, p.Tags = "已匿名", "", nil }

// Row is what is counted, filtered or searched.
func (p *Person) Row() []Column {
	return []Column{
		{"kind", string(p.Kind)}, {"in_service", p.InService}, {"since", p.Since}, {"left_on", p.LeftOn},
		{"tags", p.Tags.Column()}, {"roles", p.Roles.Column()}, {"words", words(p.Name)},
	}
}

// Links are the attachments of the person, and the organisation from which transfers led away.
func (p *Person) Links() []Link {
	return slices.Concat(link(RoleTransfer, p.EnteredOrgID, 0, "/entered_org_id"), p.Noted.links())
}

// Warnings asks about personal details in free text.
func (p *Person) Warnings() []Warning {
	return personal("姓名", p.Name, "工作单位", string(p.WorkUnit), "标签", p.Tags.Column(), "身份", p.Roles.Column())
}

// Assess sets what the person owes a month in a year, and reports whether that is news. Problems: Invalid.
func (p *Person) Assess(a AssessedDues) (news bool, err error) {
	if err := a.Validate(); err != nil {
		return false, err
	}
	i, known := slices.BinarySearchFunc(p.Assessed, a.Year, func(b AssessedDues, year int) int { return b.Year - year })
	if !known {
		p.Assessed = slices.Insert(p.Assessed, i, a)
		return true, nil
	}
	news = p.Assessed[i] != a
	p.Assessed[i] = a
	return news, nil
}

// Assessments are assessed dues by year, the earliest first; never null.
type Assessments []AssessedDues

// AssessedDues is what a person owes a month in a year; never the pay it comes from. 0 is dues that were waived.
type AssessedDues struct {
	Year       int   `json:"year" readonly:"true" example:"2023"`
	MonthlyFen int64 `json:"monthly_fen" validate:"required" minimum:"0" maximum:"100000000" example:"1500"`
}

// Validate names every bad field.
func (a *AssessedDues) Validate() error {
	var c problem.Check
	c.Want(a.Year >= calendar.FirstYear && a.Year <= calendar.LastYear, "/year", "unknown")
	c.Want(a.MonthlyFen >= 0, "/monthly_fen", "minimum", 0)
	return c.Err()
}
