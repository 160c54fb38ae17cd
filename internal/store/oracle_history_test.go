package store_test

import (
	"context"
	"errors"
	"fmt"

	"pgregory.net/rapid"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// history is what random people did with one tree of organisations: a street, two communities, their branches and groups.
type history struct {
	*rapid.T
	s                             *store.Store
	ctx                           context.Context
	street                        uid.ID
	orgs, areas, people, partners []uid.ID
	parent, community, holder     map[uid.ID]uid.ID // of organisations; of areas, people and partners
	made                          []record.Record
	asked                         []metric.Query
}

// days of a history: three years, the last of them unfinished.
var (
	firstDay = calendar.MustDay(2021, 1, 1)
	lastDay  = calendar.MustDay(2023, 9, 15)
)

func pick[T any](h *rapid.T, from ...T) T { return rapid.SampledFrom(from).Draw(h, "of") }

func (h *history) chance(percent int) bool {
	return rapid.IntRange(1, 100).Draw(h.T, "chance") <= percent
}

func (h *history) day() calendar.Date {
	if h.chance(30) { // crowd on the edges of months and years
		return pick(h.T, calendar.MustDay(2022, 12, 31), calendar.MustDay(2023, 1, 1), calendar.MustDay(2023, 2, 28), calendar.MustDay(2022, 2, 28), calendar.MustDay(2023, 6, 30), lastDay)
	}
	return firstDay.AddDays(rapid.IntRange(0, 987).Draw(h.T, "day"))
}

// someDay may also be to come.
func (h *history) someDay() calendar.Date { return h.day().AddDays(pick(h.T, 0, 90)) }

// maybe gives a value, or the zero one.
func maybe[T any](h *history, percent int, value func() T) (none T) {
	if h.chance(percent) {
		return value()
	}
	return none
}

// some are a few distinct ids.
func (h *history) some(from []uid.ID, most int) (ids record.IDs) {
	if len(from) == 0 {
		return nil
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, min(most, len(from)), func(id uid.ID) uid.ID { return id }).Draw(h.T, "some")
}

func (h *history) one(from []uid.ID) uid.ID {
	if len(from) == 0 {
		return uid.ID{}
	}
	return pick(h.T, from...)
}

// near are those that an organisation may name, mostly: now and then one that it may not, and is refused.
func (h *history) near(org uid.ID, all []uid.ID) (ids []uid.ID) {
	if h.chance(10) {
		return all
	}
	for _, id := range all {
		for o := h.holder[id]; !o.IsZero(); o = h.parent[o] {
			if o == org || h.holder[id] == h.community[org] {
				ids = append(ids, id)
				break
			}
		}
	}
	return ids
}

// together are organisations that may meet with another: those of its community, or the communities of its street.
func (h *history) together(org uid.ID) (ids []uid.ID) {
	for _, o := range h.orgs {
		same := h.community[o] == h.community[org] && !h.community[o].IsZero()
		streets := h.community[o] == o && h.community[org] == org
		if o != org && (same || streets) {
			ids = append(ids, o)
		}
	}
	return ids
}

func (h *history) tags() record.Strings {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"反诈宣传", "反诈", "养老%_", "Tag", "tag"}), 0, 2, func(s string) string { return s }).Draw(h.T, "tags")
}

func number(n int) *int { return &n }

// keep writes a record, if the rules allow it.
func (h *history) keep(r record.Record) bool {
	r.Head().ID = uid.New()
	_, _, err := h.s.Create(h.ctx, r, nil)
	if h.refused(err) {
		return false
	}
	h.made = append(h.made, r)
	return true
}

// refused tells a problem, which is the caller's, from a fault, which is ours.
func (h *history) refused(err error) bool {
	var p *problem.Error
	if err != nil && !errors.As(err, &p) {
		h.Fatal(err)
	}
	return err != nil
}

// plant makes the tree with its areas, people and partners.
func (h *history) plant() {
	org := func(kind record.OrgKind, parent uid.ID) uid.ID {
		o := &record.Org{Kind: kind, Name: string(kind), ParentID: parent, Tags: h.tags(), Since: maybe(h, 30, h.day)}
		if o.Since == 0 {
			o.ClosedOn = maybe(h, 10, h.someDay)
		}
		if !h.keep(o) {
			h.Fatalf("no %s", kind)
		}
		h.orgs, h.parent[o.ID], h.community[o.ID] = append(h.orgs, o.ID), parent, h.community[parent]
		if kind == record.Community {
			h.community[o.ID] = o.ID
		}
		return o.ID
	}
	area := func(kind record.AreaKind, holder, parent uid.ID) uid.ID {
		a := &record.Area{Owned: record.Owned{OrgID: holder}, Kind: kind, Name: string(kind), ParentID: parent, Since: maybe(h, 30, h.day)}
		if h.keep(a) {
			h.areas, h.holder[a.ID] = append(h.areas, a.ID), holder
		}
		return a.ID
	}
	h.street = org(record.Committee, uid.ID{})
	for range 2 {
		community := org(record.Community, h.street)
		for range 2 {
			org(record.Group, org(record.Branch, community))
			area(record.Building, community, area(record.Grid, community, area(record.Precinct, community, uid.ID{})))
		}
	}
	for range 12 {
		h.person()
	}
	for range 3 {
		p := &record.Partner{Owned: h.owned(), Name: "医院", Kind: pick(h.T, record.ReportingPartner, record.JointPartner, ""), Since: maybe(h, 40, h.day), Tags: h.tags()}
		if h.keep(p) {
			h.partners, h.holder[p.ID] = append(h.partners, p.ID), p.OrgID
		}
	}
}

// place is an area for a record, or none.
func (h *history) place(own record.Owned) uid.ID {
	return maybe(h, 40, func() uid.ID { return h.one(h.near(own.OrgID, h.areas)) })
}

func (h *history) owned() record.Owned { return record.Owned{OrgID: pick(h.T, h.orgs...)} }

func (h *history) person() {
	p := &record.Person{Owned: h.owned(), Name: fmt.Sprint("人", len(h.people)), InService: h.chance(25), Since: maybe(h, 40, h.day), LeftOn: maybe(h, 15, h.someDay),
		Kind: pick(h.T, record.Member, record.Probationary, record.Activist, record.Candidate, record.Applicant, record.Volunteer, record.Resident),
		Tags: h.tags(), Roles: maybe(h, 30, func() record.Strings { return record.Strings{"网格员"} })}
	if h.keep(p) {
		h.people, h.holder[p.ID] = append(h.people, p.ID), p.OrgID
	}
}

func (h *history) activity() {
	kinds := make([]record.ActivityKind, len(record.ActivityWords))
	for i, w := range record.ActivityWords {
		kinds[i] = w.Kind
	}
	own := h.owned()
	people, partners := h.near(own.OrgID, h.people), h.near(own.OrgID, h.partners)
	a := &record.Activity{Owned: own, AreaID: h.place(own), Topic: "会", HeldOn: h.day(), Kind: pick(h.T, kinds...),
		AlsoKinds: maybe(h, 40, func() record.ActivityKinds { return record.ActivityKinds{pick(h.T, kinds...)} }), IncludesStudy: h.chance(30),
		Participants: h.some(people, 3), PartnerIDs: h.some(partners, 2), JointOrgIDs: maybe(h, 50, func() record.IDs { return h.some(h.together(own.OrgID), 3) }),
		Households: maybe(h, 30, func() *int { return number(rapid.IntRange(0, 9).Draw(h.T, "households")) }), StudyMinutes: maybe(h, 20, func() *int { return number(90) }), Tags: h.tags()}
	if h.chance(25) {
		a.Kind = pick(h.T, record.DebriefMeeting, record.Visit, record.PartyLecture)
	}
	if h.chance(40) {
		a.Headcount = &record.Headcount{Members: maybe(h, 70, func() *int { return number(7) }), Residents: maybe(h, 30, func() *int { return number(2) })}
	}
	for range rapid.IntRange(0, 2).Draw(h.T, "presenters") {
		a.Presenters = append(a.Presenters, record.Presenter{Organization: pick(h.T, "妇联", "社区妇联", " 妇 联", "物业", "团委")})
	}
	h.keep(a)
}

func (h *history) wish() {
	own := h.owned()
	people := h.near(own.OrgID, h.people)
	w := &record.Wish{Owned: own, AreaID: h.place(own), Content: "收音机", BeneficiaryID: maybe(h, 70, func() uid.ID { return h.one(people) }),
		Category: maybe(h, 30, func() record.Text { return "物品" }), RegisteredOn: h.day(), PartnerIDs: h.some(h.near(own.OrgID, h.partners), 2), HelperIDs: h.some(people, 2)}
	if h.chance(40) {
		w.FulfilledOn = min(w.RegisteredOn.AddDays(rapid.IntRange(0, 200).Draw(h.T, "later")), lastDay)
	}
	h.keep(w)
}

func (h *history) event() {
	own := h.owned()
	e := &record.GridEvent{Owned: own, AreaID: h.place(own), Type: pick(h.T, record.Demand, record.Dispute, record.Hazard, record.Service),
		Title: "事", Category: maybe(h, 30, func() record.Text { return "邻里纠纷" }), ReportedOn: h.day(), Tags: h.tags()}
	if h.chance(40) {
		e.ResolvedOn = min(e.ReportedOn.AddDays(rapid.IntRange(0, 200).Draw(h.T, "later")), lastDay)
	}
	h.keep(e)
}

func (h *history) money() {
	fen := rapid.Int64Range(1, 9999).Draw(h.T, "fen")
	if h.chance(40) {
		h.keep(&record.Remittance{Owned: h.owned(), AmountFen: fen, RemittedOn: h.day(), ForYear: maybe(h, 20, func() *int { return number(2022) })})
		return
	}
	own := h.owned()
	h.keep(&record.Payment{Owned: own, PersonID: h.one(h.near(own.OrgID, h.people)), Month: 202301, AmountFen: fen, PaidOn: h.day(), Large: h.chance(20)})
}

func (h *history) rectification() {
	h.keep(&record.Rectification{Owned: h.owned(), Year: pick(h.T, 2021, 2022, 2023), Problem: "问题", DoneOn: maybe(h, 50, h.day)})
}

// figures notes one number several times; the street's organisations do not always agree on units.
func (h *history) figures() {
	own := h.owned()
	f := record.Figure{Owned: own, AreaID: h.place(own), Name: "传单", Unit: "份", Kind: record.FigureFlow}
	if h.chance(60) {
		f.Name, f.Unit, f.Kind = "志愿队", "支", record.FigureStock
	}
	if h.chance(10) {
		f.Unit = "个"
	}
	for range rapid.IntRange(1, 4).Draw(h.T, "times") {
		again := f
		again.Amount, again.On, again.Tags = record.Hundredths(rapid.IntRange(-5, 999).Draw(h.T, "amount")), h.day(), h.tags()
		h.keep(&again)
	}
}

// step lets something befall a record.
func (h *history) step() {
	if len(h.made) == 0 {
		return
	}
	r := pick(h.T, h.made...)
	s := record.Step{ID: uid.New(), On: h.day()}
	switch r.(type) {
	case *record.Wish:
		if s.Sort = pick(h.T, record.SortClaim, record.SortRelease, record.SortFulfil, record.SortFulfil, record.SortWithdraw); s.Sort != record.SortRelease {
			s.HelperIDs = h.some(h.near(r.Org(), h.people), 2)
		}
	case *record.GridEvent:
		s.Sort, s.To = record.SortTransition, pick(h.T, record.EventAccepted, record.EventResolved, record.EventEscalated, record.EventRejected, record.EventClosed)
	case *record.Person:
		if s.Sort = pick(h.T, record.SortDevelopment, record.SortTransfer); s.Sort == record.SortTransfer {
			s.ToOrgID = h.one(h.orgs)
		} else {
			s.Stage = pick(h.T, record.StageApplication, record.StageActivist, record.StageCandidate, record.StageProbationary, record.StageFull)
		}
	default:
		return
	}
	answer, err := h.s.AddStep(h.ctx, r, r.Head().ID, s, nil)
	if !h.refused(err) && h.chance(15) {
		h.refused(h.s.DeleteStep(h.ctx, r, r.Head().ID, answer.StepID, answer.Record.Version, "错"))
	}
}

// change corrects a record, voids it or brings it back.
func (h *history) change() {
	if len(h.made) == 0 {
		return
	}
	r := pick(h.T, h.made...)
	id := r.Head().ID
	switch rapid.IntRange(0, 3).Draw(h.T, "change") {
	case 0:
		h.refused(h.s.Void(h.ctx, r, id, 0, nil, "错"))
	case 1:
		_, err := h.s.Restore(h.ctx, r, id)
		h.refused(err)
	default:
		day, tags, people, area := h.day(), h.tags(), h.some(h.near(r.Org(), h.people), 2), h.place(record.Owned{OrgID: r.Org()})
		_, err := h.s.Amend(h.ctx, r, id, 0, nil, func(r record.Record) error {
			switch r := r.(type) {
			case *record.Activity:
				r.HeldOn, r.Tags, r.Participants, r.AreaID = day, tags, people, area
			case *record.Wish:
				r.RegisteredOn, r.AreaID = day, area
			case *record.GridEvent:
				r.ReportedOn, r.Tags = day, tags
			case *record.Payment:
				r.PaidOn = day
			case *record.Rectification:
				r.DoneOn = day
			case *record.Person:
				r.Since, r.Tags, r.InService = day, tags, !r.InService
			case *record.Figure:
				r.On, r.AreaID = day, area
			}
			return nil
		})
		h.refused(err)
	}
}

// ownMetrics are numbers of the street beside those that everybody has.
func (h *history) ownMetrics() {
	for key, m := range map[string]metric.OwnMetric{
		"own.sessions":     {Source: "activities", Filter: metric.Filter{"kind": {"visit", "party_lecture"}, "tags": {"反诈", "Tag"}}, Aggregate: metric.Count},
		"own.study":        {Source: "activities", Filter: metric.Filter{"includes_study": {"true"}}, Aggregate: metric.Sum("study_minutes")},
		"own.participants": {Source: "activities", Filter: metric.Filter{"kind": {"visit", "theme_day", "talk"}}, Aggregate: metric.Distinct("participant_ids")},
		"own.places":       {Source: "grid-events", Filter: metric.Filter{"category": {"邻里纠纷"}, "status": {"resolved", "reported"}}, Aggregate: metric.Distinct("area_id")},
		"own.helpers":      {Source: "wishes", Filter: metric.Filter{"category": {"物品"}}, Aggregate: metric.Distinct("helper_ids")},
		"own.grid":         {Source: "wishes", Filter: metric.Filter{"area_id": {h.areas[0].String()}}, Aggregate: metric.Count},
		"own.payers":       {Source: "dues/payments", Filter: metric.Filter{"large": {"false"}}, Aggregate: metric.Distinct("person_id")},
		"own.sent":         {Source: "dues/remittances", Aggregate: metric.Sum("amount_fen")},
		"own.roles":        {Source: "people", Filter: metric.Filter{"roles": {"网格员"}, "kind": {"member", "volunteer"}}, Aggregate: metric.Stock},
		"own.orgs":         {Source: "orgs", Filter: metric.Filter{"tags": {"tag"}}, Aggregate: metric.Stock},
		"own.figures":      {Source: "figures", Filter: metric.Filter{"tags": {"反诈宣传"}}},
		"own.candidates":   {Source: "development-steps", Filter: metric.Filter{"step": {"candidate", "full"}}, Aggregate: metric.Count},
	} {
		m.OrgID, m.Key, m.Name, m.Unit = h.street, key, key, "个"
		if !h.keep(&m) {
			h.Fatalf("%s is refused", key)
		}
		h.made = h.made[:len(h.made)-1] // they stay
	}
}

// live plays a random history.
func live(t *rapid.T, s *store.Store) *history {
	h := &history{T: t, s: s, parent: map[uid.ID]uid.ID{}, community: map[uid.ID]uid.ID{}, holder: map[uid.ID]uid.ID{}, ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})}
	h.plant()
	h.ownMetrics()
	for range rapid.IntRange(5, 60).Draw(t, "length") {
		pick(t, h.activity, h.activity, h.activity, h.wish, h.wish, h.event, h.event, h.money, h.rectification, h.figures, h.person, h.step, h.step, h.step, h.change, h.change)()
	}
	return h
}
