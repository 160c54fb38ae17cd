package demo

import (
	"cmp"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// gathering is a line of the year's plan: who holds what sort of activity, when, with whom and about what.
type gathering struct {
	kind       record.ActivityKind
	by         seats
	months     []int
	day        int
	topics     []string // one for each month, or some to be taken in turn
	tags       []string // one for each topic, or none
	also       record.ActivityKinds
	study      int // minutes of study
	who        audience
	heads      [3]int // about how many members, volunteers and residents came, where they were counted
	households int
	place      string // empty: where the holder always meets
	joint      bool   // the community holds it for its branches
	partners   bool
	outside    bool // in one of the grids
	presenters record.Presenters
}

// seats are the organisations of one level.
type seats uint8

const (
	theStreet seats = iota
	everyCommunity
	everyBranch
	everyBoard // branches with a committee
	everyGroup
)

// audience is who is named as having taken part.
type audience uint8

const (
	nobody     audience = iota
	members             // nearly all of the holder's
	pair                // two of them
	board               // the branch's committee
	leaders             // the community's committee
	developing          // activists and candidates of the community
	helpers             // some who serve the community
)

// seat is an organisation that holds meetings.
type seat struct {
	*record.Org
	in        *community // nil for the street
	secretary *person
}

func (d *demo) seats(level seats) (all []seat) {
	if level == theStreet {
		return []seat{{Org: d.street}}
	}
	for _, c := range d.communities {
		if level == everyCommunity {
			all = append(all, seat{c.Org, c, c.secretary()})
			continue
		}
		for _, b := range c.branches {
			switch {
			case level == everyGroup:
				for _, g := range b.groups {
					all = append(all, seat{g, c, nil})
				}
			case level == everyBranch || *b.HasCommittee:
				all = append(all, seat{b.Org, c, b.secretary()})
			}
		}
	}
	return all
}

// meet holds the year's activities.
func (d *demo) meet(year int) {
	for i := range plan {
		g := &plan[i]
		for n, h := range d.seats(g.by) {
			for i, month := range g.months {
				if often := len(g.months) > 10 && g.by != everyCommunity; often && d.chance(4) {
					continue // even good books have gaps
				}
				topic := i
				if len(g.topics) != len(g.months) {
					topic = (i + n + year) % len(g.topics)
				}
				d.hold(g, h, on(year, month, g.day+n%3), topic)
			}
		}
	}
	for _, p := range d.people {
		for _, s := range p.steps {
			if topic := slices.Index(votedOn, s.Stage); topic >= 0 && s.On.Year() == year {
				org, _ := p.stood(s.On)
				c := d.communityOf(org)
				b := c.branches[slices.IndexFunc(c.branches, func(b *branch) bool { return b.ID == org })]
				d.hold(&vote, seat{b.Org, c, b.secretary()}, s.On, topic)
			}
		}
	}
}

// hold lets an organisation that stands by then hold an activity.
func (d *demo) hold(g *gathering, h seat, day calendar.Date, topic int) {
	if day > d.today || day < h.Since {
		return
	}
	a := &record.Activity{
		Owned: record.Owned{OrgID: h.ID}, Kind: g.kind, AlsoKinds: g.also, Topic: g.topics[topic], HeldOn: day, IncludesStudy: g.study > 0,
		Place: record.Text(g.place), Presenters: g.presenters,
	}
	if g.study > 0 {
		a.StudyMinutes = &g.study
	}
	if g.tags != nil {
		a.Tags = record.Strings{g.tags[topic]}
	}
	if h.secretary != nil {
		a.Host = record.Text(h.secretary.Name)
	}
	if g.heads != [3]int{} {
		a.Headcount = d.headcount(g.heads)
	}
	if g.households > 0 {
		households := d.about(g.households)
		a.Households = &households
	}
	if h.in != nil {
		d.invite(a, g, h)
	}
	d.add(day, a)
}

// invite names who took part in an activity of a community, or of what lies below it, and where.
func (d *demo) invite(a *record.Activity, g *gathering, h seat) {
	c := h.in
	orgs := []uid.ID{h.ID}
	if g.joint {
		for _, b := range c.branches {
			if b.Since <= a.HeldOn {
				a.JointOrgIDs, orgs = append(a.JointOrgIDs, b.ID), append(orgs, b.ID)
			}
		}
	}
	var who []*person
	switch g.who {
	case members:
		who = d.standing(a.HeldOn, orgs, record.Member, record.Probationary)
		who = some(d, who, len(who)-d.rand.IntN(len(who)/4+1))
	case pair:
		who = some(d, d.standing(a.HeldOn, orgs, record.Member, record.Probationary), 2)
	case board:
		who = c.branches[slices.IndexFunc(c.branches, func(b *branch) bool { return b.ID == h.ID })].board
	case leaders:
		who = slices.DeleteFunc(c.leaders(), func(p *person) bool { return p.Since > a.HeldOn })
	case developing:
		who = d.standing(a.HeldOn, c.orgs(), record.Activist, record.Candidate)
	case helpers:
		who = some(d, c.helpers, 4+d.rand.IntN(4))
	}
	a.Participants = idsOf(who)
	if g.partners {
		for _, p := range some(d, c.partnersOn(a.HeldOn), 2) {
			a.PartnerIDs = append(a.PartnerIDs, p.ID)
		}
	}
	if g.outside {
		a.AreaID = pick(d, c.grids).ID
	} else {
		a.Place = cmp.Or(a.Place, c.of.hall)
	}
}

// headcount is about as many as usual; whoever usually stays away was not counted.
func (d *demo) headcount(usual [3]int) *record.Headcount {
	var h record.Headcount
	for i, n := range []**int{&h.Members, &h.Volunteers, &h.Residents} {
		if usual[i] > 0 {
			count := d.about(usual[i])
			*n = &count
		}
	}
	return &h
}
