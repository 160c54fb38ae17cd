package record

import (
	"cmp"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Wish is a small wish (微心愿) of somebody in need, that helpers claim and fulfil.
type Wish struct {
	Header
	Owned
	AreaID        uid.ID        `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	BeneficiaryID uid.ID        `json:"beneficiary_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Content       string        `json:"content" validate:"required" maxLength:"2000" example:"想要一台收音机"`
	Category      Text          `json:"category" swaggertype:"string" maxLength:"50" extensions:"x-nullable"`
	RegisteredOn  calendar.Date `json:"registered_on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-01"`
	PartnerIDs    IDs           `json:"partner_ids" swaggertype:"array,string" maxItems:"200"`
	HelperIDs     IDs           `json:"helper_ids" swaggertype:"array,string" maxItems:"200" extensions:"x-create-only"`
	FulfilledOn   calendar.Date `json:"fulfilled_on" swaggertype:"string" format:"date" extensions:"x-create-only,x-nullable"`
	ClaimedOn     calendar.Date `json:"claimed_on" readonly:"true" swaggertype:"string" format:"date" extensions:"x-nullable"`
	WithdrawnOn   calendar.Date `json:"withdrawn_on" readonly:"true" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Status        WishStatus    `json:"status" readonly:"true" example:"open"`
	Noted
}

// WishStatus is how far a wish has come.
type WishStatus string

// The statuses of a wish.
const (
	WishOpen      WishStatus = "open"      // 待认领
	WishClaimed   WishStatus = "claimed"   // 已认领
	WishFulfilled WishStatus = "fulfilled" // 已完成
	WishWithdrawn WishStatus = "withdrawn" // 已撤回
)

// WishStatusWords lists every status of a wish.
var WishStatusWords = []Word[WishStatus]{{WishOpen, "待认领"}, {WishClaimed, "已认领"}, {WishFulfilled, "已完成"}, {WishWithdrawn, "已撤回"}}

// Validate names every bad field.
func (w *Wish) Validate(today calendar.Date) error {
	var c problem.Check
	filled(&c, w.Content, "/content")
	took(&c, w.RegisteredOn, "/registered_on", today)
	unique(&c, w.PartnerIDs, "/partner_ids")
	unique(&c, w.HelperIDs, "/helper_ids")
	past(&c, w.FulfilledOn, "/fulfilled_on", today)
	c.Want(w.FulfilledOn.IsZero() || w.FulfilledOn >= w.RegisteredOn, "/fulfilled_on", "before-the-first-day", w.RegisteredOn)
	w.Noted.validate(&c)
	return c.Err()
}

// FirstSteps are a fulfilment where fulfilled_on is given, or a claim on registered_on where only helpers are.
func (w *Wish) FirstSteps() []Step {
	switch {
	case !w.FulfilledOn.IsZero():
		return []Step{{RecordID: w.ID, Sort: SortFulfil, On: w.FulfilledOn, HelperIDs: w.HelperIDs, given: "/fulfilled_on"}}
	case len(w.HelperIDs) > 0:
		return []Step{{RecordID: w.ID, Sort: SortClaim, On: w.RegisteredOn, HelperIDs: w.HelperIDs, given: "/registered_on"}}
	}
	return nil
}

// Follow makes status, helper_ids, claimed_on, fulfilled_on and withdrawn_on follow the steps.
// Problems: Conflict "wish-not-open", "wish-not-claimed", "wish-already-fulfilled", "wish-withdrawn"; Invalid.
func (w *Wish) Follow(steps []Step, today calendar.Date) error {
	all := line(steps, wishSorts...)
	var c problem.Check
	life{from: w.RegisteredOn, fromField: "/registered_on"}.check(&c, all, today)
	if !c.OK() {
		return c.Err()
	}
	w.Status, w.HelperIDs, w.ClaimedOn, w.FulfilledOn, w.WithdrawnOn = WishOpen, nil, 0, 0, 0
	for _, s := range all {
		if err := w.take(s); err != nil {
			return err
		}
	}
	ordered(&c, all)
	return c.Err()
}

// take goes on by one step.
func (w *Wish) take(s *Step) error {
	switch {
	case w.Status == WishFulfilled:
		return problem.New(problem.Conflict, "wish-already-fulfilled", w.FulfilledOn)
	case w.Status == WishWithdrawn:
		return problem.New(problem.Conflict, "wish-withdrawn", w.WithdrawnOn)
	case s.Sort == SortClaim && w.Status != WishOpen:
		return problem.New(problem.Conflict, "wish-not-open")
	case s.Sort == SortRelease && w.Status != WishClaimed:
		return problem.New(problem.Conflict, "wish-not-claimed")
	}
	switch s.Sort {
	case SortClaim:
		w.Status, w.HelperIDs, w.ClaimedOn = WishClaimed, s.HelperIDs, cmp.Or(w.ClaimedOn, s.On)
	case SortRelease:
		w.Status, w.HelperIDs = WishOpen, nil
	case SortFulfil:
		w.Status, w.FulfilledOn, w.ClaimedOn = WishFulfilled, s.On, cmp.Or(w.ClaimedOn, s.On)
		if len(s.HelperIDs) > 0 {
			w.HelperIDs = s.HelperIDs
		}
	case SortWithdraw:
		w.Status, w.WithdrawnOn, w.HelperIDs = WishWithdrawn, s.On, nil
	}
	return nil
}

// Row is what is counted, filtered or searched. claimed_on is the day first claimed, given up or not, or fulfilled without a claim.
func (w *Wish) Row() []Column {
	return []Column{
		{"registered_on", w.RegisteredOn}, {"claimed_on", w.ClaimedOn}, {"fulfilled_on", w.FulfilledOn}, {"status", string(w.Status)},
		{"category", string(w.Category)}, {"area_id", w.AreaID}, {"words", words(w.Content)},
	}
}

// Links are the area, beneficiary, helpers, partners and attachments of the wish. People and partners count on the day fulfilled.
func (w *Wish) Links() []Link {
	return slices.Concat(
		link(RoleArea, w.AreaID, w.RegisteredOn, "/area_id"),
		link(RoleBeneficiary, w.BeneficiaryID, w.FulfilledOn, "/beneficiary_id"),
		w.HelperIDs.links(RoleHelper, w.FulfilledOn, "/helper_ids"),
		w.PartnerIDs.links(RolePartner, w.FulfilledOn, "/partner_ids"),
		w.Noted.links(),
	)
}

// Warnings asks about personal details in free text.
func (w *Wish) Warnings() []Warning {
	return personal("内容", w.Content, "分类", string(w.Category))
}
