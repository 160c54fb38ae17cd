package record

import (
	"cmp"
	"slices"
	"time"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Stepped is a record of which some fields follow: from its steps, or (a rectification) from its other fields.
type Stepped interface {
	Record
	// FirstSteps are the steps that a new record brings along in its create-only fields. Their ids are the store's to give.
	FirstSteps() []Step
	// Follow makes the record's following fields what all its living steps make of them, in whatever order they come, and
	// sets what follows of the steps themselves (FromOrgID, Org). It refuses steps that the record cannot take:
	// Invalid with the bad fields, Conflict where the record's state does not allow one. The record is then spoilt.
	Follow(steps []Step, today calendar.Date) error
}

// Step is what befell a record on a day: a claim, a fulfilment, a transition, a step of development, a transfer.
// It is a row of its own. Fields that its sort does not have are null, helper_ids empty.
type Step struct {
	ID         uid.ID          `json:"id" swaggertype:"string" format:"uuid"`
	RecordID   uid.ID          `json:"record_id" swaggertype:"string" format:"uuid"`
	Sort       StepSort        `json:"sort" example:"development"`
	On         calendar.Date   `json:"on" swaggertype:"string" format:"date" example:"2023-03-15"`
	Stage      Stage           `json:"step" extensions:"x-nullable" example:"activist"`
	To         GridEventStatus `json:"to" extensions:"x-nullable"`
	ToOrgID    uid.ID          `json:"to_org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	FromOrgID  uid.ID          `json:"from_org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	HelperIDs  IDs             `json:"helper_ids" swaggertype:"array,string"`
	HandlerID  uid.ID          `json:"handler_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Note       Text            `json:"note" swaggertype:"string" extensions:"x-nullable"`
	Reason     Text            `json:"reason" swaggertype:"string" extensions:"x-nullable"`
	TalkedOn   calendar.Date   `json:"talked_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	ApprovedOn calendar.Date   `json:"approved_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Version    int             `json:"version" readonly:"true" example:"1"`
	CreatedAt  time.Time       `json:"created_at" readonly:"true" swaggertype:"string" format:"date-time"`

	Seq int64  `json:"-"` // the order in which the steps of a record were noted
	Org uid.ID `json:"-"` // where a step of development counts: where the person stood on its day; none while the person is voided

	given string // the field that gives the day in the request under way; empty for a step as it was kept
}

// StepSort is what sort of step a step is.
type StepSort string

// The sorts of step.
const (
	SortClaim       StepSort = "claim"       // 认领
	SortRelease     StepSort = "release"     // 放弃认领
	SortFulfil      StepSort = "fulfil"      // 完成
	SortWithdraw    StepSort = "withdraw"    // 撤回
	SortTransition  StepSort = "transition"  // 流转
	SortDevelopment StepSort = "development" // 发展党员
	SortTransfer    StepSort = "transfer"    // 组织关系转接
)

// StepSortWords lists every sort of step.
var StepSortWords = []Word[StepSort]{
	{SortClaim, "认领"}, {SortRelease, "放弃认领"}, {SortFulfil, "完成"}, {SortWithdraw, "撤回"},
	{SortTransition, "流转"}, {SortDevelopment, "发展党员"}, {SortTransfer, "组织关系转接"},
}

// wishSorts are the steps of a wish: they depend on one another, and so are one sort where order matters.
var wishSorts = []StepSort{SortClaim, SortRelease, SortFulfil, SortWithdraw}

// SameSort reports whether two steps of a record stand in one order, in which only the last may be deleted.
func SameSort(a, b Step) bool {
	return a.Sort == b.Sort || slices.Contains(wishSorts, a.Sort) && slices.Contains(wishSorts, b.Sort)
}

// Word is what the step is in a word that totals ask for: the stage, the status it led to, or its sort.
func (s *Step) Word() string { return cmp.Or(string(s.Stage), string(s.To), string(s.Sort)) }

// Links are the people and the organisation that the step names. None of them counts by it.
func (s *Step) Links() []Link {
	role := RoleHelper
	if s.Sort == SortClaim {
		role = RoleClaimer
	}
	return slices.Concat(
		s.HelperIDs.links(role, 0, "/helper_ids"),
		link(RoleHandler, s.HandlerID, 0, "/handler_id"),
		link(RoleTransfer, s.ToOrgID, 0, "/to_org_id"),
	)
}

// Warnings asks about personal details in free text, and about intervals shorter or longer than the rules on admitting
// members want. steps are all living steps of the record.
func (s *Step) Warnings(steps []Step) []Warning {
	return slices.Concat(personal("备注", string(s.Note), "理由", string(s.Reason)), s.intervals(steps))
}

// check names what is bad in a step by itself.
func (s *Step) check(c *problem.Check, today calendar.Date) {
	took(c, s.On, cmp.Or(s.given, "/on"), today)
	switch s.Sort {
	case SortClaim:
		c.Want(len(s.HelperIDs) > 0, "/helper_ids", "required")
	case SortTransition:
		c.Want(known(GridEventStatusWords, s.To), "/to", "unknown")
	case SortDevelopment:
		c.Want(known(StageWords, s.Stage), "/step", "unknown")
	case SortTransfer:
		c.Want(!s.ToOrgID.IsZero(), "/to_org_id", "required")
	}
	unique(c, s.HelperIDs, "/helper_ids")
	past(c, s.TalkedOn, "/talked_on", today)
	past(c, s.ApprovedOn, "/approved_on", today)
}

// line gives the steps of some sorts in the order that they must keep: that in which they were noted, and development by its
// stages. They are the caller's own, not copies.
func line(steps []Step, sorts ...StepSort) []*Step {
	var of []*Step
	for i := range steps {
		if slices.Contains(sorts, steps[i].Sort) {
			of = append(of, &steps[i])
		}
	}
	slices.SortStableFunc(of, func(a, b *Step) int {
		return cmp.Or(cmp.Compare(place(StageWords, a.Stage), place(StageWords, b.Stage)), cmp.Compare(a.Seq, b.Seq))
	})
	return of
}

// life is the days on which a record can take steps: from its first, until the first without it. Either may be none.
// The fields are those of the record that give them.
type life struct {
	from, until           calendar.Date
	fromField, untilField string
}

// check names what is bad in steps by themselves, and days outside the record's life. Whose fault that is depends on what was
// just given: the step, or the record's own day.
func (l life) check(c *problem.Check, steps []*Step, today calendar.Date) {
	for _, s := range steps {
		s.check(c, today)
		early, late := s.On < l.from, !l.until.IsZero() && s.On >= l.until
		switch {
		case s.given != "":
			c.Want(!early, s.given, "before-the-first-day", l.from)
			c.Want(!late, s.given, "after-the-last-day", l.until)
		default:
			c.Want(!early, l.fromField, "after-the-first-step", s.On)
			c.Want(!late, l.untilField, "not-after-the-last-step", s.On)
		}
	}
}

// ordered names the days that do not keep the order of a line; one day may hold several steps.
func ordered(c *problem.Check, steps []*Step) {
	for i, s := range steps {
		if i == 0 || s.On >= steps[i-1].On {
			continue
		}
		if before := steps[i-1]; s.given == "" && before.given != "" {
			c.Want(false, before.given, "after-the-next-step", s.On)
		} else {
			c.Want(false, cmp.Or(s.given, "/on"), "before-the-last-step", before.On)
		}
	}
}
