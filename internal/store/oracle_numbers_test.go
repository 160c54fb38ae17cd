package store_test

import (
	"slices"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// answer is what a naive count says. named is whom a distinct count counts.
type answer struct {
	value   *int64
	records int64
	named   map[string]bool
}

// naive says how a number is counted by going through the records one by one.
type naive struct {
	count          func(*book, sight) answer
	tagged, placed bool // whether its records carry tags, areas
	rare           bool // few records stand behind it: look at them oftener
}

// numbers is every number there is, said a second time.
var numbers = map[string]naive{
	"theory_study.sessions": activities(func(a *record.Activity) bool {
		return is(a, record.CollectiveStudy, record.PartyLecture) || a.IncludesStudy
	}, held),
	"demands.resolved":           events(record.Demand, resolvedOn),
	"disputes.mediated":          events(record.Dispute, resolvedOn),
	"hazards.resolved":           events(record.Hazard, resolvedOn),
	"services.done":              events(record.Service, resolvedOn),
	"demands.received":           events(record.Demand, reportedOn),
	"disputes.found":             events(record.Dispute, reportedOn),
	"hazards.found":              events(record.Hazard, reportedOn),
	"services.received":          events(record.Service, reportedOn),
	"wishes.fulfilled":           wishes(fulfilledOn, nil),
	"wishes.collected":           wishes(registeredOn, nil),
	"wishes.claimed":             wishes(func(w *record.Wish) calendar.Date { return w.ClaimedOn }, nil),
	"wishes.helpers":             wishes(fulfilledOn, func(w *record.Wish) record.IDs { return w.HelperIDs }),
	"wishes.beneficiaries":       wishes(fulfilledOn, func(w *record.Wish) record.IDs { return only(w.BeneficiaryID) }),
	"debriefs.held":              activities(ofKind(record.DebriefMeeting), held),
	"debriefs.organizations":     activities(ofKind(record.DebriefMeeting), presenters),
	"members.admitted":           steps(record.StageProbationary),
	"members.confirmed":          steps(record.StageFull),
	"activists.admitted":         steps(record.StageActivist),
	"applicants.received":        steps(record.StageApplication),
	"dues.collected":             {count: func(b *book, s sight) answer { return b.collected(s) }},
	"dues.remitted":              {count: func(b *book, s sight) answer { s.subtree = false; return b.remitted(s) }},
	"strict_governance.sessions": activities(ofKind(record.StrictGovernanceSession), held),
	"party_building.sessions":    activities(ofKind(record.PartyBuildingSession), held),
	"activities.total":           activities(every, held),
	"attendance.total":           activities(every, attendance),
	"participants.distinct":      activities(every, participants),
	"visits.households":          activities(ofKind(record.Visit), households),
	"three_meetings.sessions":    activities(ofKind(record.MemberAssembly, record.CommitteeMeeting, record.GroupMeeting, record.PartyLecture), held),
	"rectifications.total":       rectifications(func(r *record.Rectification) calendar.Date { return calendar.MustDay(r.Year, 1, 1) }),
	"rectifications.done":        rectifications(func(r *record.Rectification) calendar.Date { return r.DoneOn }),
	"branches.founded":           {count: (*book).founded, tagged: true},
	"partners.active":            {count: (*book).active, tagged: true, placed: true},
	"demands.resolution_rate":    eventRate(record.Demand),
	"disputes.success_rate":      eventRate(record.Dispute),
	"services.completion_rate":   eventRate(record.Service),
	"wishes.fulfilment_rate":     {count: (*book).wishRate, placed: true},
	"rectifications.done_rate":   {count: (*book).rectificationRate},
	"members.total":              people(false, record.Member, record.Probationary),
	"members.full.total":         people(false, record.Member),
	"members.probationary.total": people(false, record.Probationary),
	"members.in_service":         people(true, record.Member, record.Probationary),
	"activists.total":            peopleOf(record.Activist),
	"applicants.total":           peopleOf(record.Applicant),
	"volunteers.total":           peopleOf(record.Volunteer),
	"branches.total":             orgs(record.Branch),
	"groups.total":               orgs(record.Group),
	"communities.total":          orgs(record.Community),
	"orgs.total":                 orgs(record.Committee, record.Community, record.Branch),
	"partners.total":             {count: (*book).partnersTotal, tagged: true},
	"grids.total":                areas(record.Grid),
	"precincts.total":            areas(record.Precinct),
	"buildings.total":            areas(record.Building),
	"figures:传单":                 figures(func(f *record.Figure) bool { return f.Name == "传单" }),
	"figures:志愿队":                figures(func(f *record.Figure) bool { return f.Name == "志愿队" }),

	"own.sessions": activities(func(a *record.Activity) bool {
		return is(a, record.Visit, record.PartyLecture) && (slices.Contains(a.Tags, "反诈") || slices.Contains(a.Tags, "Tag"))
	}, held),
	"own.study": activities(func(a *record.Activity) bool { return a.IncludesStudy }, func(a *record.Activity) contribution {
		return optional(a.StudyMinutes)
	}),
	"own.participants": activities(ofKind(record.Visit, record.ThemeDay, record.Talk), participants),
	"own.places":       {count: (*book).places, tagged: true, placed: true},
	"own.helpers":      wishesWhere(func(w *record.Wish) bool { return w.Category == "物品" }, registeredOn, func(w *record.Wish) record.IDs { return w.HelperIDs }),
	"own.grid":         {count: (*book).precinctWishes, placed: true},
	"own.payers":       {count: (*book).payers},
	"own.sent":         {count: (*book).remitted},
	"own.roles": peopleWhere(func(p stepped, kind record.PersonKind) bool {
		return (kind == record.Member || kind == record.Volunteer) && slices.Contains(p.Roles, "网格员")
	}),
	"own.orgs":       {count: (*book).taggedOrgs, tagged: true},
	"own.figures":    figures(func(f *record.Figure) bool { return slices.Contains(f.Tags, "反诈宣传") }),
	"own.candidates": steps(record.StageCandidate, record.StageFull),
}

func init() {
	for _, w := range record.ActivityWords {
		numbers["activities."+string(w.Kind)] = activities(ofKind(w.Kind), held)
		numbers["attendance."+string(w.Kind)] = activities(ofKind(w.Kind), attendance)
	}
}

// contribution is what a record adds to a number.
type contribution struct {
	counts bool // whether it stands behind the number
	amount int64
	names  []string
	naming bool
}

func (a *answer) add(c contribution) {
	if a.value == nil {
		a.value = new(int64)
	}
	if c.naming && a.named == nil {
		a.named = map[string]bool{}
	}
	if !c.counts {
		return
	}
	a.records++
	*a.value += c.amount
	for _, name := range c.names {
		a.named[name] = true
	}
	if c.naming {
		*a.value = int64(len(a.named))
	}
}

func held(*record.Activity) contribution { return contribution{counts: true, amount: 1} }

func optional(n *int) contribution {
	if n == nil {
		return contribution{}
	}
	return contribution{counts: true, amount: int64(*n)}
}

func households(a *record.Activity) contribution { return optional(a.Households) }

func attendance(a *record.Activity) contribution {
	n := a.Attendance()
	if n == nil {
		n = new(int64)
	}
	return contribution{counts: true, amount: *n}
}

func naming(ids record.IDs) contribution {
	c := contribution{naming: true, counts: len(ids) > 0}
	for _, id := range ids {
		c.names = append(c.names, id.String())
	}
	return c
}

func participants(a *record.Activity) contribution { return naming(a.Participants) }

func presenters(a *record.Activity) contribution {
	c := contribution{naming: true, counts: len(a.Presenters) > 0}
	for _, p := range a.Presenters {
		c.names = append(c.names, strings.TrimPrefix(strings.ReplaceAll(p.Organization, " ", ""), "社区"))
	}
	return c
}

func only(id uid.ID) record.IDs {
	if id.IsZero() {
		return nil
	}
	return record.IDs{id}
}

func is(a *record.Activity, kinds ...record.ActivityKind) bool {
	return slices.ContainsFunc(kinds, func(k record.ActivityKind) bool { return a.Kind == k || slices.Contains(a.AlsoKinds, k) })
}

func every(*record.Activity) bool { return true }

func ofKind(kinds ...record.ActivityKind) func(*record.Activity) bool {
	return func(a *record.Activity) bool { return is(a, kinds...) }
}

// attended reports whether an activity counts for what is looked at: of one that took part jointly too.
func (b *book) attended(a *record.Activity, s sight) bool {
	return slices.ContainsFunc(append(record.IDs{a.OrgID}, a.JointOrgIDs...), func(o uid.ID) bool { return b.in(o, s) }) &&
		s.span.Contains(a.HeldOn) && b.at(a.AreaID, s) && s.tagged(a.Tags)
}

func activities(ok func(*record.Activity) bool, add func(*record.Activity) contribution) naive {
	return naive{tagged: true, placed: true, count: func(b *book, s sight) answer {
		var n answer
		n.add(contribution{naming: add(&record.Activity{}).naming})
		for _, a := range b.activities {
			if b.attended(a, s) && ok(a) {
				n.add(add(a))
			}
		}
		return n
	}}
}

func fulfilledOn(w *record.Wish) calendar.Date  { return w.FulfilledOn }
func registeredOn(w *record.Wish) calendar.Date { return w.RegisteredOn }

func wishes(day func(*record.Wish) calendar.Date, who func(*record.Wish) record.IDs) naive {
	return wishesWhere(func(*record.Wish) bool { return true }, day, who)
}

func wishesWhere(ok func(*record.Wish) bool, day func(*record.Wish) calendar.Date, who func(*record.Wish) record.IDs) naive {
	return naive{placed: true, count: func(b *book, s sight) answer {
		var n answer
		n.add(contribution{naming: who != nil})
		for _, w := range b.wishes {
			switch seen := b.in(w.OrgID, s) && s.span.Contains(day(w)) && b.at(w.AreaID, s) && ok(w); {
			case seen && who != nil:
				n.add(naming(who(w)))
			case seen:
				n.add(contribution{counts: true, amount: 1})
			}
		}
		return n
	}}
}

func (b *book) precinctWishes(s sight) answer {
	n := 0
	for _, w := range b.wishes {
		if b.in(w.OrgID, s) && s.span.Contains(w.RegisteredOn) && b.at(w.AreaID, s) && b.at(w.AreaID, sight{area: b.precinct}) {
			n++
		}
	}
	return plain(n)
}

func resolvedOn(e *record.GridEvent) calendar.Date { return e.ResolvedOn }
func reportedOn(e *record.GridEvent) calendar.Date { return e.ReportedOn }

func (b *book) eventsBy(s sight, day func(*record.GridEvent) calendar.Date, ok func(*record.GridEvent) bool) (found []*record.GridEvent) {
	for _, e := range b.events {
		if b.in(e.OrgID, s) && s.span.Contains(day(e)) && b.at(e.AreaID, s) && s.tagged(e.Tags) && ok(e) {
			found = append(found, e)
		}
	}
	return found
}

func events(of record.GridEventType, day func(*record.GridEvent) calendar.Date) naive {
	return naive{tagged: true, placed: true, count: func(b *book, s sight) answer {
		return plain(len(b.eventsBy(s, day, func(e *record.GridEvent) bool { return e.Type == of })))
	}}
}

func plain(n int) answer {
	value := int64(n)
	return answer{value: &value, records: value}
}

func rate(hits, of int) answer {
	if of == 0 {
		return answer{}
	}
	value := int64((20000*hits + of) / (2 * of))
	return answer{value: &value, records: int64(of)}
}

func eventRate(of record.GridEventType) naive {
	return naive{tagged: true, placed: true, count: func(b *book, s sight) answer {
		all := b.eventsBy(s, reportedOn, func(e *record.GridEvent) bool { return e.Type == of && e.Status != record.EventRejected })
		hits := 0
		for _, e := range all {
			if !e.ResolvedOn.IsZero() {
				hits++
			}
		}
		return rate(hits, len(all))
	}}
}

func (b *book) wishRate(s sight) answer {
	hits, of := 0, 0
	for _, w := range b.wishes {
		if b.in(w.OrgID, s) && s.span.Contains(w.RegisteredOn) && b.at(w.AreaID, s) && w.Status != record.WishWithdrawn {
			of++
			if !w.FulfilledOn.IsZero() {
				hits++
			}
		}
	}
	return rate(hits, of)
}

func rectifications(day func(*record.Rectification) calendar.Date) naive {
	return naive{count: func(b *book, s sight) answer {
		n := 0
		for _, r := range b.rectifications {
			if b.in(r.OrgID, s) && s.span.Contains(day(r)) {
				n++
			}
		}
		return plain(n)
	}}
}

func (b *book) rectificationRate(s sight) answer {
	hits, of := 0, 0
	for _, r := range b.rectifications {
		if b.in(r.OrgID, s) && s.span.Contains(calendar.MustDay(r.Year, 1, 1)) {
			of++
			if !r.DoneOn.IsZero() {
				hits++
			}
		}
	}
	return rate(hits, of)
}

func (b *book) collected(s sight) (n answer) {
	n.add(contribution{})
	for _, p := range b.payments {
		if b.in(p.OrgID, s) && s.span.Contains(p.PaidOn) {
			n.add(contribution{counts: true, amount: p.AmountFen})
		}
	}
	return n
}

func (b *book) payers(s sight) (n answer) {
	n.add(contribution{naming: true})
	for _, p := range b.payments {
		if b.in(p.OrgID, s) && s.span.Contains(p.PaidOn) && !p.Large {
			n.add(naming(only(p.PersonID)))
		}
	}
	return n
}

func (b *book) remitted(s sight) (n answer) {
	n.add(contribution{})
	for _, r := range b.remittances {
		if b.in(r.OrgID, s) && s.span.Contains(r.RemittedOn) {
			n.add(contribution{counts: true, amount: r.AmountFen})
		}
	}
	return n
}

func (b *book) places(s sight) (n answer) {
	n.add(contribution{naming: true})
	for _, e := range b.eventsBy(s, reportedOn, func(e *record.GridEvent) bool {
		return e.Category == "邻里纠纷" && (e.Status == record.EventResolved || e.Status == record.EventReported)
	}) {
		n.add(naming(only(e.AreaID)))
	}
	return n
}

func (b *book) active(s sight) (n answer) {
	n.add(contribution{naming: true})
	for _, a := range b.activities {
		if b.attended(a, s) {
			n.add(naming(a.PartnerIDs))
		}
	}
	for _, w := range b.wishes {
		if s.tag == "" && b.in(w.OrgID, s) && s.span.Contains(w.FulfilledOn) && b.at(w.AreaID, s) {
			n.add(naming(w.PartnerIDs))
		}
	}
	return n
}
