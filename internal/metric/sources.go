package metric

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Source is a kind of record as it is counted. Only what stands here ever reaches SQL; values are always parameters.
type Source struct {
	Name   string // on the wire
	Word   string // 中文
	Unit   string // 中文, what one of them is counted in
	Table  string // whose rows are the records
	From   string // the table joined with what it needs; empty: the table alone
	Bare   string // From without the table, where rows are counted of which nothing in it is asked (SQLite leaves out no join that it could)
	Living string // the condition under which a row counts at all
	Org    string // the column of the organisation for which it counts
	Area   string // the column of its area; empty where records have none
	Days   []Day  // by which records can count, the first day first
	Since  string // of a stock: the column of the first day of standing, NULL for always
	Until  string // of a stock: the column of the first day no longer
	Joint  bool   // a record may count for several organisations: see links of role joint
	Fields []Field
	Sums   []Amount
	Named  []Naming
}

// Day is a day of a record.
type Day struct {
	Column string
	Word   string
}

// Field is what a filter may ask of a record.
type Field struct {
	Name   string
	Word   string
	Column string
	Sort   Sort
	Values []Word // of a closed list
}

// Sort is how a field holds its values.
type Sort uint8

// The sorts of fields.
const (
	Kinds Sort = iota + 1 // a mask with a bit for each kind that an activity is or is also
	Known                 // one of a closed list
	Free                  // a free text, wanted whole
	Few                   // the same, where all records together have few different ones
	Many                  // a list of free texts, each between line breaks
	Flag                  // true or false
	Place                 // an area, with all below it
)

// Amount is a field that can be added up.
type Amount struct {
	Name   string
	Word   string
	Column string
	Scale  Scale
	Always bool // a record stands behind the sum even where it says nothing of the amount
}

// Naming is a field that names somebody: by links of a role, or (presenters) by a column like that of tags.
type Naming struct {
	Name   string
	Word   string
	Role   record.Role
	Day    string // the column of the day that its links bear
	Column string
}

// Figures is the source whose records carry numbers of their own.
const Figures = "figures"

const living = "voided_on IS NULL"

// What several sources share.
var (
	tagged = Field{Name: "tags", Word: "标签", Column: "tags", Sort: Many}
	placed = Field{Name: "area_id", Word: "区域", Column: "area_id", Sort: Place}
	called = Field{Name: "category", Word: "分类", Column: "category", Sort: Free}
	fen    = Amount{Name: "amount_fen", Word: "金额", Column: "amount_fen", Scale: Hundredths, Always: true}
)

// Sources is every kind of record that is counted.
var Sources = []*Source{
	{Name: "activities", Word: "活动", Unit: "次", Table: "activities", Living: living, Org: "org_id", Area: "area_id", Joint: true,
		Days:   []Day{{"held_on", "举行日期"}},
		Fields: []Field{{"kind", "类别", "kinds", Kinds, activityKinds}, tagged, placed, {"includes_study", "含学习内容", "includes_study", Flag, nil}},
		Sums: []Amount{
			{Name: "headcount", Word: "参加人数（未填人数的按点名的人）", Column: "attendance", Always: true},
			{Name: "households", Word: "户数", Column: "households"}, {Name: "study_minutes", Word: "学习分钟数", Column: "study_minutes"}},
		Named: []Naming{
			{Name: "participant_ids", Word: "参加人", Role: record.RoleParticipant, Day: "held_on"},
			{Name: "partner_ids", Word: "参与单位", Role: record.RolePartner, Day: "held_on"},
			{Name: "area_id", Word: "区域", Role: record.RoleArea, Day: "held_on"},
			{Name: "presenters", Word: "述职的组织", Column: "presenters"}}},
	{Name: "wishes", Word: "微心愿", Unit: "个", Table: "wishes", Living: living, Org: "org_id", Area: "area_id",
		Days:   []Day{{"registered_on", "登记日期"}, {"claimed_on", "首次认领日期"}, {"fulfilled_on", "完成日期"}},
		Fields: []Field{{"status", "状态", "status", Known, wishStatuses}, called, placed},
		Named: []Naming{
			{Name: "helper_ids", Word: "帮助人", Role: record.RoleHelper, Day: "fulfilled_on"},
			{Name: "beneficiary_id", Word: "服务对象", Role: record.RoleBeneficiary, Day: "fulfilled_on"},
			{Name: "partner_ids", Word: "参与单位", Role: record.RolePartner, Day: "fulfilled_on"},
			{Name: "area_id", Word: "区域", Role: record.RoleArea, Day: "registered_on"}}},
	{Name: "grid-events", Word: "网格事项", Unit: "件", Table: "grid_events", Living: living, Org: "org_id", Area: "area_id",
		Days: []Day{{"reported_on", "上报日期"}, {"resolved_on", "办结日期"}},
		Fields: []Field{{"type", "类型", "type", Known, eventTypes}, {"status", "状态", "status", Known, eventStatuses}, called,
			{"source", "来源", "source", Known, eventSources}, tagged, placed},
		Named: []Naming{{Name: "area_id", Word: "区域", Role: record.RoleArea, Day: "reported_on"}}},
	{Name: "dues/payments", Word: "党费收缴", Unit: "笔", Table: "payments", Living: living, Org: "org_id",
		Days:   []Day{{"paid_on", "收缴日期"}},
		Fields: []Field{{"large", "大额党费", "large", Flag, nil}},
		Sums:   []Amount{fen},
		Named:  []Naming{{Name: "person_id", Word: "交纳人", Role: record.RolePayer, Day: "paid_on"}}},
	{Name: "dues/remittances", Word: "党费上缴", Unit: "笔", Table: "remittances", Living: living, Org: "org_id",
		Days: []Day{{"remitted_on", "上缴日期"}},
		Sums: []Amount{fen}},
	{Name: "rectifications", Word: "问题整改", Unit: "个", Table: "rectifications", Living: living, Org: "org_id",
		Days:   []Day{{"counted_on", "年度"}, {"done_on", "完成整改日期"}},
		Fields: []Field{{"status", "状态", "status", Known, rectificationStatuses}}},
	{Name: "people", Word: "人员", Unit: "名", Table: "people", From: "standing LEFT JOIN people ON people.id = standing.person", Bare: "standing", Org: "standing.org",
		Since: "standing.from_day", Until: "standing.until_day",
		Fields: []Field{{"kind", "类别", "standing.kind", Known, personKinds}, {"in_service", "双报到", "standing.in_service", Flag, nil},
			{"roles", "身份", "people.roles", Many, nil}, {"tags", "标签", "people.tags", Many, nil}}},
	{Name: "orgs", Word: "组织", Unit: "个", Table: "orgs", Living: living, Org: "id", Days: []Day{{"since", "成立日期"}}, Since: "since", Until: "closed_on",
		Fields: []Field{{"kind", "类别", "kind", Known, orgKinds}, tagged}},
	{Name: "areas", Word: "区域", Unit: "个", Table: "areas", Living: living, Org: "org_id", Area: "id", Since: "since", Until: "closed_on",
		Fields: []Field{{"kind", "类别", "kind", Known, areaKinds}}},
	{Name: "partners", Word: "共建单位", Unit: "家", Table: "partners", Living: living, Org: "org_id", Since: "since", Until: "left_on",
		Fields: []Field{{"kind", "类别", "kind", Known, partnerKinds}, tagged}},
	{Name: Figures, Word: "其他数据", Unit: "", Table: "figures", Living: living, Org: "org_id", Area: "area_id",
		Days:   []Day{{"noted_on", "日期"}},
		Fields: []Field{{"name", "名称", "name", Few, nil}, {"unit", "单位", "unit", Few, nil}, {"kind", "类别", "kind", Known, figureKinds}, tagged, placed},
		Sums:   []Amount{{Name: "amount", Word: "数值", Column: "amount", Scale: Hundredths, Always: true}}},
	{Name: "development-steps", Word: "发展党员步骤", Unit: "名", Table: "steps", From: "steps JOIN people ON people.id = steps.record",
		Living: "steps.sort = 'development' AND steps.deleted_on IS NULL AND people.voided_on IS NULL", Org: "steps.org",
		Days:   []Day{{"steps.day", "步骤日期"}},
		Fields: []Field{{"step", "步骤", "steps.word", Known, stages}}},
}

// SourceOf finds a source by its name; nil for an unknown one.
func SourceOf(name string) *Source {
	if i := slices.IndexFunc(Sources, func(s *Source) bool { return s.Name == name }); i >= 0 {
		return Sources[i]
	}
	return nil
}

// Field finds what a filter may ask; nil if it may not.
func (s *Source) Field(name string) *Field {
	return find(s.Fields, func(f *Field) bool { return f.Name == name })
}

// Sum finds a field that can be added up; nil if there is none.
func (s *Source) Sum(name string) *Amount {
	return find(s.Sums, func(a *Amount) bool { return a.Name == name })
}

// Naming finds a field that names somebody; nil if there is none.
func (s *Source) Naming(name string) *Naming {
	return find(s.Named, func(n *Naming) bool { return n.Name == name })
}

func find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

// longest is how many characters a value of a filter may have, and most how many values a field.
const longest, most = 200, 100

// check notes every field of a filter that the records do not have, and every value that it cannot have.
func (s *Source) check(c *problem.Check, f Filter) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		pointer := "/filter/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		field := s.Field(name)
		c.Want(field != nil, pointer, "unknown-field")
		c.Want(len(f[name]) > 0, pointer, "required")
		c.Want(len(f[name]) <= most, pointer, "too-many", most)
		for i, value := range f[name] {
			if field != nil {
				c.Want(field.may(value), pointer+"/"+strconv.Itoa(i), "unknown")
			}
		}
	}
}

// may reports whether a field can have the value.
func (f *Field) may(value string) bool {
	switch f.Sort {
	case Flag:
		return value == "true" || value == "false"
	case Place:
		_, err := uid.Parse(value)
		return err == nil
	case Free, Few, Many:
		return strings.TrimSpace(value) != "" && !strings.ContainsAny(value, "\r\n") && utf8.RuneCountInString(value) <= longest
	}
	return slices.ContainsFunc(f.Values, func(w Word) bool { return w.Kind == value })
}
