package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// crowd is a street of communities with four years of records.
type crowd struct {
	street      uid.ID
	communities []uid.ID
	people      [][]uid.ID // of each community
}

// gather fills books with a crowd: from each community so many records of four kinds by turns, and a few that are rarer.
func gather(t *testing.T, s *store.Store, communities, each int) (c crowd) {
	t.Helper()
	ctx := access.With(t.Context(), access.Caller{Role: access.Admin})
	c.street = uid.New()
	orgs := []*store.Made{{Record: &record.Org{Header: record.Header{ID: c.street}, Kind: record.Committee, Name: "青山街道党工委"}}}
	for i := range communities {
		id := uid.New()
		c.communities = append(c.communities, id)
		orgs = append(orgs, &store.Made{Record: &record.Org{Header: record.Header{ID: id}, Kind: record.Community, Name: fmt.Sprintf("第%d社区", i+1), ParentID: c.street}})
	}
	write(t, ctx, s, orgs)
	c.people = make([][]uid.ID, communities)
	var all sync.WaitGroup
	for i, org := range c.communities {
		all.Go(func() { c.people[i] = settle(t, ctx, s, org, each) })
	}
	all.Wait()
	return c
}

func write(t *testing.T, ctx context.Context, s *store.Store, made []*store.Made) {
	s.CreateAll(ctx, made)
	for _, m := range made {
		if m.Err != nil {
			t.Errorf("write one of %s: %v", store.Resource(m.Record), m.Err)
			return
		}
	}
}

// settle writes what one community has: a person for each ten records, and the records.
func settle(t *testing.T, ctx context.Context, s *store.Store, org uid.ID, records int) (people []uid.ID) {
	var made []*store.Made
	add := func(r record.Record) { made = append(made, &store.Made{Record: r}) }
	for i := range max(records/10, 2) {
		people = append(people, uid.New())
		add(&record.Person{Header: record.Header{ID: people[i]}, Owned: record.Owned{OrgID: org}, Kind: record.PersonWords[i%len(record.PersonWords)].Kind, Name: fmt.Sprintf("居民%d", i)})
	}
	write(t, ctx, s, made)
	made = nil
	for i := range records {
		h, o, on := record.Header{ID: uid.New()}, record.Owned{OrgID: org}, calendar.MustDay(2020, 1, 1).AddDays(i*7919%(4*365-15))
		one, other := people[i%len(people)], people[(i+1)%len(people)]
		if i%20 == 0 { // what is rare
			add(&record.Partner{Header: record.Header{ID: uid.New()}, Owned: o, Name: fmt.Sprintf("第%d医院", i), Kind: record.ReportingPartner})
			add(&record.Remittance{Header: record.Header{ID: uid.New()}, Owned: o, AmountFen: 1550, RemittedOn: on})
			add(&record.Rectification{Header: record.Header{ID: uid.New()}, Owned: o, Year: on.Year(), Problem: "学习形式单一"})
			add(&record.Figure{Header: record.Header{ID: uid.New()}, Owned: o, Name: "宣传单", Unit: "份", Kind: record.FigureFlow, Amount: 20000, On: on})
		}
		switch i % 4 {
		case 0:
			add(&record.Activity{Header: h, Owned: o, Kind: record.ActivityWords[i/4%len(record.ActivityWords)].Kind, Topic: "学习文件，商量办法", HeldOn: on, Participants: record.IDs{one, other}})
		case 1:
			add(&record.Wish{Header: h, Owned: o, BeneficiaryID: one, Content: "一把轮椅", RegisteredOn: on, HelperIDs: record.IDs{other}, FulfilledOn: on.AddDays(1)})
		case 2:
			add(&record.GridEvent{Header: h, Owned: o, Type: record.GridEventTypeWords[i/4%len(record.GridEventTypeWords)].Kind, Title: "路灯不亮", ReportedOn: on, ResolvedOn: on.AddDays(2)})
		case 3:
			add(&record.Payment{Header: h, Owned: o, PersonID: one, Month: calendar.Month(on / 100), PaidOn: on, AmountFen: 1550})
		}
	}
	write(t, ctx, s, made)
	return people
}
