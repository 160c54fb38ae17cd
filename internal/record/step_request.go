package record

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// What is sent to make a step of each sort. The ids of the record and, where the client gives none, of the step are set by who receives it.

// Claim is how helpers take a wish upon themselves.
type Claim struct {
	ID        uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	HelperIDs IDs           `json:"helper_ids" validate:"required" swaggertype:"array,string" maxItems:"200"`
	On        calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-05"`
}

// Release is how a claim is given up.
type Release struct {
	ID uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	On calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-07"`
}

// Fulfilment is how a wish comes true. Without helpers those who claimed it made it so.
type Fulfilment struct {
	ID        uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	HelperIDs IDs           `json:"helper_ids" swaggertype:"array,string" maxItems:"200"`
	On        calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-09"`
}

// Withdrawal is how a wish is taken back.
type Withdrawal struct {
	ID     uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	On     calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-09"`
	Reason Text          `json:"reason" swaggertype:"string" maxLength:"500" extensions:"x-nullable"`
}

// Transition is how a grid event goes on to another status.
type Transition struct {
	ID        uid.ID          `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	To        GridEventStatus `json:"to" validate:"required" example:"accepted"`
	On        calendar.Date   `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-10"`
	Note      Text            `json:"note" swaggertype:"string" maxLength:"2000" extensions:"x-nullable"`
	HandlerID uid.ID          `json:"handler_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
}

// DevelopmentStep is how a person goes on towards membership. on is the day of the meeting that decided; talked_on and
// approved_on are kept only to be warned by.
type DevelopmentStep struct {
	ID         uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	Stage      Stage         `json:"step" validate:"required" example:"activist"`
	On         calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-06-28"`
	Note       Text          `json:"note" swaggertype:"string" maxLength:"2000" extensions:"x-nullable"`
	TalkedOn   calendar.Date `json:"talked_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	ApprovedOn calendar.Date `json:"approved_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
}

// Transfer is how a person moves to another organisation, that day included.
type Transfer struct {
	ID      uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
	ToOrgID uid.ID        `json:"to_org_id" validate:"required" swaggertype:"string" format:"uuid"`
	On      calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-09-01"`
}

const given = "/on"

// Step is the step that the claim asks for.
func (c Claim) Step() Step {
	return Step{ID: c.ID, Sort: SortClaim, On: c.On, HelperIDs: c.HelperIDs, given: given}
}

// Step is the step that the release asks for.
func (r Release) Step() Step { return Step{ID: r.ID, Sort: SortRelease, On: r.On, given: given} }

// Step is the step that the fulfilment asks for.
func (f Fulfilment) Step() Step {
	return Step{ID: f.ID, Sort: SortFulfil, On: f.On, HelperIDs: f.HelperIDs, given: given}
}

// Step is the step that the withdrawal asks for.
func (w Withdrawal) Step() Step {
	return Step{ID: w.ID, Sort: SortWithdraw, On: w.On, Reason: w.Reason, given: given}
}

// Step is the step that the transition asks for.
func (t Transition) Step() Step {
	return Step{ID: t.ID, Sort: SortTransition, On: t.On, To: t.To, Note: t.Note, HandlerID: t.HandlerID, given: given}
}

// Step is the step that the step of development asks for.
func (d DevelopmentStep) Step() Step {
	return Step{ID: d.ID, Sort: SortDevelopment, On: d.On, Stage: d.Stage, Note: d.Note, TalkedOn: d.TalkedOn, ApprovedOn: d.ApprovedOn, given: given}
}

// Step is the step that the transfer asks for.
func (t Transfer) Step() Step {
	return Step{ID: t.ID, Sort: SortTransfer, On: t.On, ToOrgID: t.ToOrgID, given: given}
}

// StepPatch is what may be corrected of a step. step, to and to_org_id say what took place, and may be corrected as long as
// Follow still finds all steps of the record in order.
type StepPatch struct {
	On         calendar.Date   `json:"on" swaggertype:"string" format:"date"`
	Stage      Stage           `json:"step" extensions:"x-nullable"`
	To         GridEventStatus `json:"to" extensions:"x-nullable"`
	ToOrgID    uid.ID          `json:"to_org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	HelperIDs  IDs             `json:"helper_ids" swaggertype:"array,string" maxItems:"200"`
	HandlerID  uid.ID          `json:"handler_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Note       Text            `json:"note" swaggertype:"string" maxLength:"2000" extensions:"x-nullable"`
	Reason     Text            `json:"reason" swaggertype:"string" maxLength:"500" extensions:"x-nullable"`
	TalkedOn   calendar.Date   `json:"talked_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	ApprovedOn calendar.Date   `json:"approved_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
}

// stepFields says which fields a step of each sort has, beside its day.
var stepFields = map[StepSort][]string{
	SortClaim:       {"/helper_ids"},
	SortFulfil:      {"/helper_ids"},
	SortWithdraw:    {"/reason"},
	SortTransition:  {"/to", "/note", "/handler_id"},
	SortDevelopment: {"/step", "/note", "/talked_on", "/approved_on"},
	SortTransfer:    {"/to_org_id"},
}

// Patch is what may be corrected of the step, as it stands: a merge patch goes over it, and then to Correct.
func (s *Step) Patch() StepPatch {
	return StepPatch{s.On, s.Stage, s.To, s.ToOrgID, slices.Clone(s.HelperIDs), s.HandlerID, s.Note, s.Reason, s.TalkedOn, s.ApprovedOn}
}

// Correct sets the step to the patch. Invalid names every field that changes and that a step of this sort does not have.
// The record must Follow its steps anew.
func (s *Step) Correct(p StepPatch) error {
	was, fields := s.Patch(), stepFields[s.Sort]
	var c problem.Check
	for _, f := range []struct {
		pointer string
		same    bool
	}{
		{"/step", p.Stage == was.Stage}, {"/to", p.To == was.To}, {"/to_org_id", p.ToOrgID == was.ToOrgID},
		{"/helper_ids", slices.Equal(p.HelperIDs, was.HelperIDs)}, {"/handler_id", p.HandlerID == was.HandlerID},
		{"/note", p.Note == was.Note}, {"/reason", p.Reason == was.Reason},
		{"/talked_on", p.TalkedOn == was.TalkedOn}, {"/approved_on", p.ApprovedOn == was.ApprovedOn},
	} {
		c.Want(f.same || slices.Contains(fields, f.pointer), f.pointer, "not-of-this-step")
	}
	s.On, s.Stage, s.To, s.ToOrgID, s.HelperIDs, s.HandlerID = p.On, p.Stage, p.To, p.ToOrgID, p.HelperIDs, p.HandlerID
	s.Note, s.Reason, s.TalkedOn, s.ApprovedOn, s.given = p.Note, p.Reason, p.TalkedOn, p.ApprovedOn, given
	return c.Err()
}
