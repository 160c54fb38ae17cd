package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// community is a community with all that lies in it.
type community struct {
	*record.Org
	of       place
	branches []*branch
	grids    []*record.Area
	houses   []*record.Area
	partners []*record.Partner
	helpers  []*person // in-service members and volunteers
	grid     []*person // who look after the grids
	needy    []*person // whom they serve
}

// branch is a branch with its groups.
type branch struct {
	*record.Org
	groups []*record.Org
	board  []*person // its committee, the secretary first; the secretary alone where it has none
}

// person is somebody with all that befalls them until today.
type person struct {
	*record.Person
	steps     []record.Step
	standing  []record.Standing
	fen       int64 // dues a month
	quarterly bool  // pays three months at once
	home      *record.Area
	need      *need
}

// settle founds the organisations and areas, and lets people and partners come.
func (d *demo) settle() error {
	d.street = &record.Org{Kind: record.Committee, Name: streetName, SuperiorName: districtName, Tags: record.Strings{"演示"}}
	d.plant(d.street, nil)
	for _, of := range places {
		c := &community{of: of, Org: &record.Org{
			Kind: record.Community, Name: of.name + "社区党总支", SuperiorName: streetName, BrandName: of.brand, ChatGroupName: of.chat,
			TermEndsOn: on(d.year+3, 6, 30),
		}}
		d.communities = append(d.communities, c)
		d.plant(c.Org, d.street)
		d.divide(c)
		for _, b := range of.branches {
			d.found(c, b)
		}
		d.gather(c)
	}
	d.develop()
	d.transfer()
	return d.arrive()
}

// plant writes an organisation down below another.
func (d *demo) plant(o, above *record.Org) {
	o.ID = uid.New()
	if above != nil {
		o.ParentID = above.ID
	}
	d.add(cmp.Or(o.Since, on(d.year, 1, 1)), o)
}

// divide cuts the community's ground into precincts, grids and buildings.
func (d *demo) divide(c *community) {
	area := func(kind record.AreaKind, above uid.ID, name string) *record.Area {
		a := &record.Area{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: c.ID}, Kind: kind, ParentID: above, Name: name}
		d.add(on(d.year, 1, 1), a)
		return a
	}
	for _, name := range c.of.precincts {
		precinct := area(record.Precinct, uid.ID{}, name+"片区")
		for range 2 {
			grid := area(record.Grid, precinct.ID, fmt.Sprintf("第%s网格", chinese[len(c.grids)]))
			c.grids = append(c.grids, grid)
			for range 2 {
				c.houses = append(c.houses, area(record.Building, grid.ID, fmt.Sprintf("%s%d号楼", name, len(c.houses)+1)))
			}
		}
	}
}

var chinese = []string{"一", "二", "三", "四", "五", "六", "七", "八"}

// found founds a branch with its groups and its members.
func (d *demo) found(c *community, of cell) {
	board := of.members >= 7
	b := &branch{Org: &record.Org{Kind: record.Branch, Name: c.of.name + of.name + "党支部", HasCommittee: &board, TermEndsOn: on(d.year+2, 6, 30)}}
	if of.tag != "" {
		b.Tags = record.Strings{of.tag}
	}
	if of.founded > 0 {
		b.Since = on(d.year, of.founded, 10)
	}
	d.plant(b.Org, c.Org)
	for i := range of.groups {
		g := &record.Org{Kind: record.Group, Name: fmt.Sprintf("%s第%s党小组", b.Name, chinese[i])}
		d.plant(g, b.Org)
		b.groups = append(b.groups, g)
	}
	for i := range of.members {
		p := d.come(b.Org, record.Member)
		p.fen, p.quarterly, p.StudyExempt = pick(d, duesFen), i == 3, i == 5
		p.Since = b.Since
		if i == 0 || board && i < 3 {
			b.board = append(b.board, p)
		}
	}
	c.branches = append(c.branches, b)
}

// come lets somebody with a name come to an organisation.
func (d *demo) come(o *record.Org, kind record.PersonKind) *person {
	name := ""
	for name == "" || d.named[name] {
		name = pick(d, surnames) + pick(d, givenNames)
	}
	return d.enter(o, kind, name)
}

func (d *demo) enter(o *record.Org, kind record.PersonKind, name string) *person {
	d.named[name] = true
	p := &person{Person: &record.Person{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: o.ID}, Name: name, Kind: kind}}
	d.people = append(d.people, p)
	return p
}

// gather lets partners, helpers and those whom they serve come to the community.
func (d *demo) gather(c *community) {
	for i, of := range partners {
		p := &record.Partner{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: c.ID}, Name: of.name, Kind: of.kind, Tags: record.Strings{of.tag}}
		if i%3 == 2 { // some came while the books were kept
			p.Since = on(d.year, 2+i, 15)
		}
		if d.add(cmp.Or(p.Since, on(d.year, 1, 1)), p) {
			c.partners = append(c.partners, p)
		}
	}
	for i := range 12 {
		p := d.come(c.Org, record.Member)
		p.InService, p.WorkUnit = true, record.Text(workUnits[i%len(workUnits)])
		c.helpers = append(c.helpers, p)
	}
	for i := range 10 {
		p := d.come(c.Org, record.Volunteer)
		c.helpers = append(c.helpers, p)
		if i < len(gridRoles) {
			p.Roles = record.Strings{gridRoles[i]}
			c.grid = append(c.grid, p)
		}
	}
	for i := range needs {
		for n := range needs[i].people {
			p := d.enter(c.Org, record.Resident, fmt.Sprintf("%s%s%02d", c.of.name, needs[i].label, n+1))
			p.need, p.home = &needs[i], c.houses[len(c.needy)%len(c.houses)]
			c.needy = append(c.needy, p)
		}
	}
}

// develop leads people towards membership, in the first two branches.
func (d *demo) develop() {
	for n, c := range d.communities {
		for i, of := range paths {
			p := d.come(c.branches[i%2].Org, of.entered)
			for _, m := range of.steps {
				day := m.on(d.year, n)
				step := record.DevelopmentStep{Stage: m.stage, On: day}
				switch m.stage {
				case record.StageApplication:
					p.Since, step.TalkedOn = day, day.AddDays(12)
				case record.StageProbationary, record.StageFull:
					p.fen, step.ApprovedOn = cmp.Or(p.fen, pick(d, duesFen)), day.AddDays(40)
				}
				if step.TalkedOn > d.today {
					step.TalkedOn = 0
				}
				if step.ApprovedOn > d.today {
					step.ApprovedOn = 0
				}
				p.steps = append(p.steps, step.Step())
			}
		}
	}
}

// transfer lets a member of the first community's second branch move to the second community's.
func (d *demo) transfer() {
	from, to := d.communities[0].branches[1], d.communities[1].branches[1]
	i := slices.IndexFunc(d.people, func(p *person) bool { return p.OrgID == from.ID && p != from.secretary() })
	d.people[i].steps = append(d.people[i].steps, record.Transfer{ToOrgID: to.ID, On: on(d.year, 9, 1)}.Step())
}

// arrive writes everybody down who has come by today, and finds out who stood where.
func (d *demo) arrive() error {
	d.people = slices.DeleteFunc(d.people, func(p *person) bool { return p.Since > d.today })
	for _, p := range d.people {
		p.steps = slices.DeleteFunc(p.steps, func(s record.Step) bool { return s.On > d.today })
		for year := d.year; year <= d.today.Year() && p.fen > 0; year++ {
			if _, err := p.Assess(record.AssessedDues{Year: year, MonthlyFen: p.fen}); err != nil {
				return fmt.Errorf("assess dues: %w", err)
			}
		}
		today := *p.Person
		if err := today.Follow(p.steps, d.today); err != nil {
			return fmt.Errorf("let a person take steps: %w", err)
		}
		p.standing = today.Standing(p.steps)
		d.add(cmp.Or(p.Since, on(d.year, 1, 1)), p.Person)
		d.walk(p.Person, p.steps...)
	}
	return nil
}

// stood says where a person stood on a day, and as what.
func (p *person) stood(day calendar.Date) (org uid.ID, kind record.PersonKind) {
	for _, s := range p.standing {
		if s.From <= day && day < s.Until {
			return s.Org, s.Kind
		}
	}
	return org, kind
}

// standing are the people who were of one of the kinds on a day, in one of the organisations; in-service members are at home elsewhere.
func (d *demo) standing(day calendar.Date, orgs []uid.ID, kinds ...record.PersonKind) (found []*person) {
	for _, p := range d.people {
		if org, kind := p.stood(day); !p.InService && slices.Contains(orgs, org) && slices.Contains(kinds, kind) {
			found = append(found, p)
		}
	}
	return found
}

// communityOf is the community in which an organisation lies; nil for the street.
func (d *demo) communityOf(org uid.ID) *community {
	i := slices.IndexFunc(d.communities, func(c *community) bool { return slices.Contains(c.orgs(), org) })
	if i < 0 {
		return nil
	}
	return d.communities[i]
}

// orgs are the community and its branches.
func (c *community) orgs() []uid.ID {
	ids := []uid.ID{c.ID}
	for _, b := range c.branches {
		ids = append(ids, b.ID)
	}
	return ids
}

// appoint gives branches and communities their secretaries, who must be there first.
func (d *demo) appoint(ctx context.Context, s *store.Store) error {
	name := func(o *record.Org, secretary *person, committee ...*person) error {
		_, err := s.Amend(ctx, o, o.ID, 0, nil, func(r record.Record) error {
			r.(*record.Org).SecretaryID, r.(*record.Org).CommitteeIDs = secretary.ID, idsOf(committee)
			return nil
		})
		if err != nil {
			return fmt.Errorf("name a secretary: %w", err)
		}
		return nil
	}
	for _, c := range d.communities {
		if err := name(c.Org, c.secretary(), c.leaders()...); err != nil {
			return err
		}
		for _, b := range c.branches {
			var board []*person
			if *b.HasCommittee {
				board = b.board
			}
			if err := name(b.Org, b.secretary(), board...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *branch) secretary() *person { return b.board[0] }

// secretary leads the community and, as is usual, its first branch.
func (c *community) secretary() *person { return c.branches[0].secretary() }

// leaders are the community's committee: the secretaries of its branches.
func (c *community) leaders() (leaders []*person) {
	for _, b := range c.branches {
		leaders = append(leaders, b.secretary())
	}
	return leaders
}

// partnersOn are the partners who had come by a day.
func (c *community) partnersOn(day calendar.Date) []*record.Partner {
	return slices.DeleteFunc(slices.Clone(c.partners), func(p *record.Partner) bool { return p.Since > day })
}

func idsOf(people []*person) (ids record.IDs) {
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	return ids
}
