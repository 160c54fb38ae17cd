package record

import (
	"slices"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Activity is a gathering that took place: who met, when, and about what.
type Activity struct {
	Header
	Owned
	AreaID        uid.ID        `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Kind          ActivityKind  `json:"kind" validate:"required" example:"member_assembly"`
	AlsoKinds     ActivityKinds `json:"also_kinds"`
	Topic         string        `json:"topic" validate:"required" maxLength:"200" example:"学习贯彻党的二十大精神"`
	HeldOn        calendar.Date `json:"held_on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-15"`
	Place         Text          `json:"place" swaggertype:"string" maxLength:"200" extensions:"x-nullable"`
	Host          Text          `json:"host" swaggertype:"string" maxLength:"200" extensions:"x-nullable"`
	IncludesStudy bool          `json:"includes_study"`
	StudyMinutes  *int          `json:"study_minutes" minimum:"0" maximum:"14400" extensions:"x-nullable"`
	Participants  IDs           `json:"participant_ids" swaggertype:"array,string" maxItems:"2000"`
	Headcount     *Headcount    `json:"headcount" extensions:"x-nullable"`
	Households    *int          `json:"households" minimum:"0" maximum:"1000000" extensions:"x-nullable"`
	JointOrgIDs   IDs           `json:"joint_org_ids" swaggertype:"array,string" maxItems:"200"`
	PartnerIDs    IDs           `json:"partner_ids" swaggertype:"array,string" maxItems:"200"`
	Presenters    Presenters    `json:"presenters" maxItems:"200"`
	Tags          Strings       `json:"tags" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	ForYear       *int          `json:"for_year" minimum:"1900" maximum:"2999" extensions:"x-nullable"`
	Summary       Text          `json:"summary" swaggertype:"string" maxLength:"20000" extensions:"x-nullable"`
	Noted
}

// Headcount is how many took part, where nobody noted who. What was not counted is null.
type Headcount struct {
	Members    *int `json:"members" minimum:"0" maximum:"1000000" extensions:"x-nullable" example:"23"`
	Volunteers *int `json:"volunteers" minimum:"0" maximum:"1000000" extensions:"x-nullable" example:"0"`
	Residents  *int `json:"residents" minimum:"0" maximum:"1000000" extensions:"x-nullable" example:"0"`
}

// Presenter is who reported at a debrief meeting, and for which organisation.
type Presenter struct {
	Organization string `json:"organization" validate:"required" maxLength:"200" example:"妇联"`
	Name         Text   `json:"name" swaggertype:"string" maxLength:"200" extensions:"x-nullable"`
}

// Presenters is a list that is never null.
type Presenters []Presenter

// ActivityKind is what sort of gathering an activity is.
type ActivityKind string

// The kinds of activity. Their order is that of their bits in a mask and must never change; new ones are added at the end.
const (
	MemberAssembly          ActivityKind = "member_assembly"           // 支部党员大会
	CommitteeMeeting        ActivityKind = "committee_meeting"         // 支部委员会会议
	GroupMeeting            ActivityKind = "group_meeting"             // 党小组会
	PartyLecture            ActivityKind = "party_lecture"             // 党课
	ThemeDay                ActivityKind = "theme_day"                 // 主题党日
	CollectiveStudy         ActivityKind = "collective_study"          // 集中学习
	OrgLifeMeeting          ActivityKind = "org_life_meeting"          // 组织生活会
	DemocraticReview        ActivityKind = "democratic_review"         // 民主评议党员
	Deliberation            ActivityKind = "deliberation"              // 议事会
	StrictGovernanceSession ActivityKind = "strict_governance_session" // 专题研究全面从严治党
	PartyBuildingSession    ActivityKind = "party_building_session"    // 专题研究基层党建
	DebriefMeeting          ActivityKind = "debrief_meeting"           // 述职会
	VolunteerService        ActivityKind = "volunteer_service"         // 志愿服务
	Visit                   ActivityKind = "visit"                     // 走访慰问
	Talk                    ActivityKind = "talk"                      // 谈心谈话
	JointBuilding           ActivityKind = "joint_building"            // 共建活动
	Training                ActivityKind = "training"                  // 培训
	Discussion              ActivityKind = "discussion"                // 研讨交流
	Outreach                ActivityKind = "outreach"                  // 宣讲宣传
	Inspection              ActivityKind = "inspection"                // 检查督导
	IntegrityEducation      ActivityKind = "integrity_education"       // 廉政警示教育
	SiteVisit               ActivityKind = "site_visit"                // 参观学习
	Reception               ActivityKind = "reception"                 // 接待来访
	OtherActivity           ActivityKind = "other"                     // 其他
)

// ActivityWords lists every kind of activity in the order of their bits.
var ActivityWords = []Word[ActivityKind]{
	{MemberAssembly, "支部党员大会"}, {CommitteeMeeting, "支部委员会会议"}, {GroupMeeting, "党小组会"}, {PartyLecture, "党课"},
	{ThemeDay, "主题党日"}, {CollectiveStudy, "集中学习"}, {OrgLifeMeeting, "组织生活会"}, {DemocraticReview, "民主评议党员"},
	{Deliberation, "议事会"}, {StrictGovernanceSession, "专题研究全面从严治党"}, {PartyBuildingSession, "专题研究基层党建"}, {DebriefMeeting, "述职会"},
	{VolunteerService, "志愿服务"}, {Visit, "走访慰问"}, {Talk, "谈心谈话"}, {JointBuilding, "共建活动"},
	{Training, "培训"}, {Discussion, "研讨交流"}, {Outreach, "宣讲宣传"}, {Inspection, "检查督导"},
	{IntegrityEducation, "廉政警示教育"}, {SiteVisit, "参观学习"}, {Reception, "接待来访"}, {OtherActivity, "其他"},
}

// Bit is the kind's bit in a mask of kinds; 0 for an unknown kind.
func (k ActivityKind) Bit() int64 {
	if i := place(ActivityWords, k); i >= 0 {
		return 1 << i
	}
	return 0
}

// ActivityKinds is a list that is never null.
type ActivityKinds []ActivityKind

// Mask holds a bit for each kind that the activity is or is also.
func (a *Activity) Mask() int64 {
	mask := a.Kind.Bit()
	for _, k := range a.AlsoKinds {
		mask |= k.Bit()
	}
	return mask
}

// Attendance is how many took part: the headcount, or the named participants where there is none. It is nil where neither was noted.
func (a *Activity) Attendance() *int64 {
	var sum int64
	counted := false
	if h := a.Headcount; h != nil {
		for _, n := range []*int{h.Members, h.Volunteers, h.Residents} {
			if n != nil {
				sum, counted = sum+int64(*n), true
			}
		}
	}
	if !counted {
		sum, counted = int64(len(a.Participants)), len(a.Participants) > 0
	}
	if !counted {
		return nil
	}
	return &sum
}

// Validate names every bad field.
func (a *Activity) Validate(today calendar.Date) error {
	var c problem.Check
	c.Want(a.Kind.Bit() != 0, "/kind", "unknown")
	for i, k := range a.AlsoKinds {
		c.Want(k.Bit() != 0, at("/also_kinds", i), "unknown")
		c.Want(k != a.Kind && !slices.Contains(a.AlsoKinds[:i], k), at("/also_kinds", i), "repeated")
	}
	took(&c, a.HeldOn, "/held_on", today)
	if a.ForYear != nil {
		c.Want(*a.ForYear == a.HeldOn.Year() || *a.ForYear == a.HeldOn.Year()-1 && a.HeldOn.Month() <= 3, "/for_year", "not-the-year-before")
	}
	unique(&c, a.Participants, "/participant_ids")
	unique(&c, a.PartnerIDs, "/partner_ids")
	unique(&c, a.JointOrgIDs, "/joint_org_ids")
	for i, id := range a.JointOrgIDs {
		c.Want(id != a.OrgID, at("/joint_org_ids", i), "own-organisation")
	}
	tags(&c, a.Tags)
	a.Noted.validate(&c)
	return c.Err()
}

// Row is what is counted, filtered or searched.
func (a *Activity) Row() []Column {
	return []Column{
		{"held_on", a.HeldOn}, {"kinds", a.Mask()}, {"includes_study", a.IncludesStudy}, {"attendance", a.Attendance()},
		{"households", number(a.Households)}, {"study_minutes", number(a.StudyMinutes)}, {"for_year", number(a.ForYear)}, {"area_id", a.AreaID}, {"joint", len(a.JointOrgIDs) > 0},
		{"presenters", a.Presenters.organizations()}, {"tags", a.Tags.Column()}, {"words", words(a.Topic)},
	}
}

// Links are the people, partners, organisations, area and attachments of the activity.
func (a *Activity) Links() []Link {
	return slices.Concat(
		link(RoleArea, a.AreaID, a.HeldOn, "/area_id"),
		a.Participants.links(RoleParticipant, a.HeldOn, "/participant_ids"),
		a.JointOrgIDs.links(RoleJoint, a.HeldOn, "/joint_org_ids"),
		a.PartnerIDs.links(RolePartner, a.HeldOn, "/partner_ids"),
		a.Noted.links(),
	)
}

// Warnings asks about personal details in free text.
func (a *Activity) Warnings() []Warning {
	return personal("主题", a.Topic, "内容摘要", string(a.Summary), "地点", string(a.Place), "主持人", string(a.Host), "标签", a.Tags.Column())
}

// organizations are the distinct organisations that reported, spaces and a leading 社区 dropped (述职组织 are counted so), in a column like tags.
func (p Presenters) organizations() string {
	var names Strings
	for _, each := range p {
		name := strings.TrimPrefix(strings.Join(strings.Fields(each.Organization), ""), "社区")
		if name == "" {
			name = "社区"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names.Column()
}
