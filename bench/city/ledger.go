package city

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
)

const (
	areas    = 6 // a precinct and its grids
	partners = 6
)

// community is what a community's records name, and how many there are of each kind in a year.
type community struct {
	id                         uuid.UUID
	areas, people, partners    []uuid.UUID
	members                    int // the first so many of the people pay dues; the next helpers are volunteers, the rest is in need
	helpers                    int
	activities, events, wishes int
}

func (p Plan) community(n int) community {
	r := p.random(ofCommunity, n, 1)
	scale := p.Scale
	if scale == 0 {
		scale = 1
	}
	scaled := func(few, many int) int { return int(scale * float64(volume(r, few, many))) }
	c := community{id: p.Community(n), activities: scaled(300, 900), events: scaled(300, 1200), wishes: scaled(50, 200)}
	people := scaled(100, 300)
	c.members, c.helpers = people*35/100, people*60/100
	for i := range people {
		c.people = append(c.people, p.id(ofPerson, n, i, p.began()))
	}
	for i := range areas {
		c.areas = append(c.areas, p.id(ofArea, n, i, p.began()))
	}
	for i := range partners {
		c.partners = append(c.partners, p.id(ofPartner, n, i, p.began()))
	}
	return c
}

// Founding is what a community has before the first day: its grids, people and partners.
func (p Plan) Founding(n int) []Item {
	c, r := p.community(n), p.random(ofCommunity, n, 2)
	var items []Item
	items = append(items, Item{"areas", Area{ID: c.areas[0], OrgID: c.id, Kind: "precinct", Name: "第一片区"}})
	for i, id := range c.areas[1:] {
		items = append(items, Item{"areas", Area{id, c.id, "grid", "第" + strconv.Itoa(i+1) + "网格", &c.areas[0]}})
	}
	for i, id := range c.partners {
		items = append(items, Item{"partners", Partner{id, c.id, "joint", "共建单位" + strconv.Itoa(i+1)}})
	}
	since := day(p.FirstYear-1, 12, 31)
	for i, id := range c.people {
		kind := "resident"
		switch {
		case i < c.members:
			kind = "member"
		case i < c.helpers:
			kind = "volunteer"
		}
		name := pick(r, surnames) + givenNames[r.IntN(len(givenNames))]
		items = append(items, Item{"people", Person{id, c.id, name, kind, kind == "member" && chance(r, 30), since}})
	}
	return items
}

// Year is what community n writes down in a year.
func (p Plan) Year(n, year int) (items []Item) {
	for month := 1; month <= 12; month++ {
		items = append(items, p.Month(n, year, month)...)
	}
	return items
}

// Month is what a community writes down in a month: what it may name was founded.
func (p Plan) Month(n, year, month int) []Item {
	m := &monthly{community: p.community(n), rand: p.random(ofMonth, n, year*12+month), year: year, month: month}
	for range m.share(m.activities) {
		m.add("activities", m.activity())
	}
	if p.ActivitiesOnly {
		return m.items
	}
	for range m.share(m.events) {
		m.add("grid-events", m.event())
	}
	for range m.share(m.wishes) {
		m.add("wishes", m.wish())
	}
	m.pay()
	return m.items
}

// monthly is a community's month while it is invented.
type monthly struct {
	community
	rand        *rand.Rand
	year, month int
	items       []Item
}

func (m *monthly) add(resource string, body any) { m.items = append(m.items, Item{resource, body}) }

// share is how many of a year's things fall in the month.
func (m *monthly) share(ofYear int) int {
	exactly := float64(ofYear*seasons[m.month-1]) / 100
	return int(exactly + m.rand.Float64())
}

// day is a day of the month, and an id given on it.
func (m *monthly) day() (on time.Time, id uuid.UUID) {
	on = time.Date(m.year, time.Month(m.month), 1+m.rand.IntN(28), 0, 0, 0, 0, time.UTC)
	return on, newID(m.rand, on.Add(time.Duration(m.rand.IntN(86_400_000))*time.Millisecond))
}

func day(year, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", year, month, day) }

// area is one of the grids.
func (m *monthly) area() uuid.UUID { return m.areas[1+m.rand.IntN(areas-1)] }

// some are n distinct people between two places of the list; a few come often.
func (m *monthly) some(from, to, n int) (ids []uuid.UUID) {
	seen := map[int]bool{}
	for range min(n, to-from) {
		u := m.rand.Float64()
		at := from + int(u*u*float64(to-from))
		for seen[at] {
			at = from + (at-from+1)%(to-from)
		}
		seen[at] = true
		ids = append(ids, m.people[at])
	}
	return ids
}

func (m *monthly) activity() Activity {
	on, id := m.day()
	a := Activity{ID: id, OrgID: m.id, Kind: weighted(m.rand, activityKinds), Topic: pick(m.rand, topics), HeldOn: on.Format(time.DateOnly),
		Place: pick(m.rand, places), IncludesStudy: chance(m.rand, 15)}
	if chance(m.rand, 70) {
		area := m.area()
		a.AreaID = &area
	}
	if chance(m.rand, 45) {
		a.ParticipantIDs = m.some(0, m.helpers, volume(m.rand, 3, 40))
	} else {
		a.Headcount = &Headcount{volume(m.rand, 2, 60), volume(m.rand, 0, 20), volume(m.rand, 0, 50)}
	}
	if a.Kind == "visit" {
		households := volume(m.rand, 1, 30)
		a.Households = &households
	}
	if a.Kind == "joint_building" {
		a.PartnerIDs = []uuid.UUID{pick(m.rand, m.partners)}
	}
	a.Tags = tags(m.rand)
	if chance(m.rand, 60) {
		a.Summary = summary
	}
	return a
}

func (m *monthly) event() GridEvent {
	on, id := m.day()
	e := GridEvent{ID: id, OrgID: m.id, AreaID: m.area(), Type: weighted(m.rand, eventTypes), Title: pick(m.rand, eventTitles), Description: "居民反映后由网格员到场核实。",
		Source: weighted(m.rand, eventSources), ReportedOn: on.Format(time.DateOnly)}
	e.Category = pick(m.rand, categories[e.Type])
	if chance(m.rand, 88) {
		e.ResolvedOn = on.AddDate(0, 0, volume(m.rand, 0, 30)).Format(time.DateOnly)
	}
	return e
}

func (m *monthly) wish() Wish {
	on, id := m.day()
	w := Wish{ID: id, OrgID: m.id, AreaID: m.area(), BeneficiaryID: m.some(m.helpers, len(m.people), 1)[0], Content: pick(m.rand, wishContents),
		Category: pick(m.rand, wishCategories), RegisteredOn: on.Format(time.DateOnly)}
	if chance(m.rand, 80) {
		w.FulfilledOn, w.HelperIDs = on.AddDate(0, 0, volume(m.rand, 1, 30)).Format(time.DateOnly), m.some(0, m.helpers, 1+m.rand.IntN(2))
	}
	return w
}

// pay collects the month's dues, and sends those of a quarter up.
func (m *monthly) pay() {
	sum := 0
	for _, person := range m.people[:m.members] {
		on, id := m.day()
		fen := volume(m.rand, 200, 8000)
		sum += fen
		m.add("dues/payments", Payment{id, m.id, person, fmt.Sprintf("%04d-%02d", m.year, m.month), fen, on.Format(time.DateOnly)})
	}
	if m.month%3 == 0 {
		_, id := m.day()
		m.add("dues/remittances", Remittance{id, m.id, 3 * sum, day(m.year, m.month, 28)})
	}
}

// tags are none, one or two: a few are on most activities.
func tags(r *rand.Rand) (chosen []string) {
	for range r.IntN(3) {
		if tag := pick(r, activityTags); !slices.Contains(chosen, tag) {
			chosen = append(chosen, tag)
		}
	}
	return chosen
}
