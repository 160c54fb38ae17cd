// Package city invents a city's books: the same plan gives the same records, ids and all. It is pure.
package city

import (
	"encoding/binary"
	"iter"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Plan is how large a city is. Its communities are numbered from 0, street by street.
type Plan struct {
	Seed           uint64
	Streets        int
	Communities    int // of a street
	FirstYear      int
	Years          int
	Scale          float64 // times the usual number of records of a community's year; 0 is once
	ActivitiesOnly bool    // no grid events, wishes and dues
}

// Size is how many communities there are.
func (p Plan) Size() int { return p.Streets * p.Communities }

// City is the organisation above all others.
func (p Plan) City() uuid.UUID { return p.id(ofCity, 0, 0, p.began()) }

// Street is the organisation above the communities of a street.
func (p Plan) Street(n int) uuid.UUID { return p.id(ofStreet, n, 0, p.began()) }

// Community is the organisation that holds the records.
func (p Plan) Community(n int) uuid.UUID { return p.id(ofCommunity, n, 0, p.began()) }

// Orgs are all organisations, parents first.
func (p Plan) Orgs() iter.Seq[Org] {
	return func(yield func(Org) bool) {
		city := p.City()
		if !yield(Org{ID: city, Kind: "committee", Name: "云川市基层党建"}) {
			return
		}
		for s := range p.Streets {
			if !yield(Org{ID: p.Street(s), Kind: "committee", Name: "第" + strconv.Itoa(s+1) + "街道党工委", ParentID: &city}) {
				return
			}
		}
		for n := range p.Size() {
			street := p.Street(n / p.Communities)
			if !yield(Org{ID: p.Community(n), Kind: "community", Name: communityNames[n%len(communityNames)] + strconv.Itoa(n+1) + "社区党委", ParentID: &street}) {
				return
			}
		}
	}
}

// What an id is of.
const (
	ofCity = iota
	ofStreet
	ofCommunity
	ofArea
	ofPerson
	ofPartner
	ofMonth
)

// random is the chance of one thing in one place: nothing that is drawn elsewhere changes it.
func (p Plan) random(what, place, n int) *rand.Rand {
	return rand.New(rand.NewPCG(p.Seed<<8|uint64(what), uint64(place)<<32|uint64(n)))
}

// id is an identifier of version 7 of that instant, as a program would give it.
func (p Plan) id(what, place, n int, at time.Time) uuid.UUID {
	return newID(p.random(what, place, n), at)
}

func newID(r *rand.Rand, at time.Time) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[:], uint64(at.UnixMilli())<<16|r.Uint64()&0x0FFF|0x7000)
	binary.BigEndian.PutUint64(id[8:], r.Uint64()>>2|1<<63)
	return id
}

// began is when the books were opened.
func (p Plan) began() time.Time { return time.Date(p.FirstYear, 1, 1, 0, 0, 0, 0, time.UTC) }

// volume is how many of a thing a community has: between the ends, and more often few than many.
func volume(r *rand.Rand, few, many int) int {
	u := r.Float64()
	return few + int(float64(many-few)*u*u)
}

// pick is one of a list, of which the first stand out: a few words are used often, most seldom.
func pick[T any](r *rand.Rand, from []T) T {
	u := r.Float64()
	return from[int(u*u*float64(len(from)))]
}

// weighted is one of the words, each as often as its weight says.
func weighted(r *rand.Rand, words []weight) string {
	sum := 0
	for _, w := range words {
		sum += w.times
	}
	at := r.IntN(sum)
	for _, w := range words {
		if at -= w.times; at < 0 {
			return w.word
		}
	}
	panic("the weights add up to less than their sum")
}

// chance is true so many times in a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
