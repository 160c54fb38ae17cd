package store

import (
	"maps"
	"math/bits"
	"sync"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/uid"
)

// pulse counts the commits of this process that may change an answer. Where no other server writes, an answer holds while its beat
// does. It goes on after a commit and before anybody is told of it, so whoever reads later sees another beat.
type pulse struct {
	mutex  sync.RWMutex
	tree   uint64
	logins uint64
	orgs   map[uid.ID]*facetBeats // of the organisation, and all below it
}

// facetBeats count the changes of each facet.
type facetBeats [facetBits]uint64

// beat is a moment of the pulse, for one organisation.
type beat struct {
	tree, logins uint64
	facets       facetBeats
}

// leaves reports whether nothing that a number of these facets is made of has changed between two beats.
func (b *beat) leaves(f facets, then *beat) bool {
	if b.tree != then.tree {
		return false
	}
	for ; f != 0; f &= f - 1 {
		if bit := bits.TrailingZeros32(uint32(f)); b.facets[bit] != then.facets[bit] {
			return false
		}
	}
	return true
}

func (p *pulse) of(org uid.ID) beat {
	p.mutex.RLock()
	defer p.mutex.RUnlock()
	b := beat{tree: p.tree, logins: p.logins}
	if has := p.orgs[org]; has != nil {
		b.facets = *has
	}
	return b
}

// beat goes on for all that a group marked.
func (p *pulse) beat(m *marks) {
	if !m.tree && !m.logins && len(m.orgs) == 0 {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if m.tree {
		p.tree++
	}
	if m.logins {
		p.logins++
	}
	if p.orgs == nil {
		p.orgs = map[uid.ID]*facetBeats{}
	}
	for org, f := range m.orgs {
		has := p.orgs[org]
		if has == nil {
			has = new(facetBeats)
			p.orgs[org] = has
		}
		for ; f != 0; f &= f - 1 {
			has[bits.TrailingZeros32(uint32(f))]++
		}
	}
}

// above adds to the marked organisations all that stand above them: their answers hold what is below.
func (g *group) above(t *tx) error {
	for id, f := range maps.Clone(g.marks.orgs) {
		o, err := t.org(id)
		if err != nil {
			return err
		}
		for i := 0; o != nil && i+16 <= len(o.path); i += 16 {
			g.marks.orgs[uid.ID(o.path[i:i+16])] |= f
		}
	}
	return nil
}

// callers are who showed a secret lately. A login that ends, or changes, ends it at once: the pulse says so. What another program
// does to the file (shuzhi password) is seen when an entry is old.
type callers struct {
	mutex sync.RWMutex
	known map[[32]byte]known
}

type known struct {
	caller access.Caller
	logins uint64
	until  time.Time
}

const (
	knownFor    = 2 * time.Second
	mostCallers = 10_000
)

func (c *callers) get(hash [32]byte, logins uint64, now time.Time) (access.Caller, bool) {
	c.mutex.RLock()
	k, found := c.known[hash]
	c.mutex.RUnlock()
	return k.caller, found && k.logins == logins && now.Before(k.until)
}

func (c *callers) put(hash [32]byte, k known) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.known == nil || len(c.known) >= mostCallers {
		c.known = map[[32]byte]known{}
	}
	c.known[hash] = k
}
