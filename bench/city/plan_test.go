package city

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/uuid"
)

// A seed gives the same city again, whoever asks first; another gives another.
func TestPlanIsReproducible(t *testing.T) {
	p := Plan{Seed: 7, Streets: 2, Communities: 3, FirstYear: 2025, Years: 1}
	said := func(p Plan, n int) string {
		b, err := json.Marshal([]any{p.Founding(n), p.Month(n, 2025, 6), slices.Collect(p.Orgs())})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := said(p, 4)
	said(p, 2)
	if said(p, 4) != first {
		t.Error("the same plan gave other records")
	}
	other := p
	other.Seed++
	if said(other, 4) == first || said(p, 3) == first {
		t.Error("another seed or community gave the same records")
	}
}

// A community's year is as large as a real one's, its ids are of version 7 and each is given once, and records name only who was founded.
func TestYearIsLikeARealOne(t *testing.T) {
	p := Plan{Seed: 1, Streets: 1, Communities: 20, FirstYear: 2025, Years: 1}
	seen := map[uuid.UUID]bool{}
	meet := func(id uuid.UUID) {
		if id.Version() != 7 || seen[id] {
			t.Fatalf("id %s is of version %d or given twice", id, id.Version())
		}
		seen[id] = true
	}
	for n := range p.Size() {
		people := map[uuid.UUID]bool{}
		for _, item := range p.Founding(n) {
			if person, is := item.Body.(Person); is {
				people[person.ID] = true
				meet(person.ID)
			}
		}
		counts := map[string]int{}
		for month := 1; month <= 12; month++ {
			for _, item := range p.Month(n, 2025, month) {
				counts[item.Resource]++
				if a, is := item.Body.(Activity); is {
					meet(a.ID)
					for i, id := range a.ParticipantIDs {
						if !people[id] || slices.Contains(a.ParticipantIDs[:i], id) {
							t.Fatalf("activity %s names %s, who is not there or there twice", a.ID, id)
						}
					}
				}
			}
		}
		for resource, within := range map[string][2]int{"activities": {285, 915}, "grid-events": {285, 1215}, "wishes": {40, 215}, "dues/remittances": {4, 4}} {
			if got := counts[resource]; got < within[0] || got > within[1] {
				t.Errorf("community %d has %d %s a year, want %v", n, got, resource, within)
			}
		}
		if len(people) < 100 || len(people) > 300 {
			t.Errorf("community %d has %d people", n, len(people))
		}
	}
}
