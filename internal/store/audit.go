package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"

	"shuzhi/internal/uid"
)

// head is the end of an organisation's chain as the group has it; it is written once, when the group ends.
type head struct {
	n     int64
	hash  []byte
	dirty bool
}

// entry is a line of the audit: who did what to which version of a record. It holds no content, only the salted
// digest of the body that it made, so that content can be erased one day and the chain still holds.
type entry struct {
	org      uid.ID
	n        int64
	prev     []byte
	at       string // RFC 3339, UTC
	who      uid.ID
	what     string // create, amend, void, restore …
	resource string
	record   uid.ID
	version  int
	digest   []byte
}

// instant is how moments stand in columns: UTC, and of one length, so that they sort as texts.
const instant = "2006-01-02T15:04:05.000000000Z"

// hash covers every field but the organisation's name for it; texts are led by their length, so no two entries read alike.
func (e entry) hash() []byte {
	b := make([]byte, 0, 256)
	b = append(b, e.prev...)
	b = append(b, e.org[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(e.n))
	b = append(b, e.who[:]...)
	b = append(b, e.record[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(e.version))
	for _, s := range []string{e.at, e.what, e.resource} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	sum := sha256.Sum256(append(b, e.digest...))
	return sum[:]
}

func saltedDigest(salt, body []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	return h.Sum(nil)
}

// noOrg is the chain of what belongs to no organisation: admins' users, everybody's templates.
var noOrg = uid.ID{15: 1}

// program is who did what nobody asked for, such as making the first admin.
var program = uid.ID{15: 2}

// audit appends an entry to the organisation's chain, in the transaction of the change.
func (t *tx) audit(org uid.ID, what, resource string, record uid.ID, version int, body []byte) error {
	if org.IsZero() {
		org = noOrg
	}
	h, err := t.head(org)
	if err != nil {
		return err
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return err
	}
	who := t.caller.ID
	if who.IsZero() {
		who = program
	}
	e := entry{org, h.n + 1, h.hash, moment(t.s.now()), who, what, resource, record, version, saltedDigest(salt, body)}
	_, err = t.exec("INSERT INTO audit (org, n, prev, at, who, what, resource, record, version, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.org, e.n, e.prev, e.at, e.who, e.what, e.resource, e.record, e.version, salt, e.digest)
	if err != nil {
		return err
	}
	was := *h
	t.undo = append(t.undo, func() { *h = was })
	h.n, h.hash, h.dirty = e.n, e.hash(), true
	return nil
}

// head reads the end of a chain once a group, and locks it until the group ends.
func (t *tx) head(org uid.ID) (*head, error) {
	if h := t.group.heads[org]; h != nil {
		return h, nil
	}
	h := &head{hash: []byte{}}
	found, err := t.one("SELECT n, head FROM chains WHERE org = ?"+t.s.dialect.forUpdate, []any{org}, &h.n, &h.hash)
	if err != nil {
		return nil, err
	}
	if !found {
		rows, err := t.exec("INSERT INTO chains (org, n, head) VALUES (?, 0, ?) ON CONFLICT (org) DO NOTHING", org, h.hash)
		if err == nil && rows == 0 { // another server has begun it by now
			_, err = t.one("SELECT n, head FROM chains WHERE org = ?"+t.s.dialect.forUpdate, []any{org}, &h.n, &h.hash)
		}
		if err != nil {
			return nil, err
		}
	}
	t.group.heads[org] = h
	t.undo = append(t.undo, func() { delete(t.group.heads, org) }) // its lock goes with the savepoint
	return h, nil
}

// settle writes the new ends of the chains, and the stamps of what became stale.
func (g *group) settle(t *tx) error {
	for org, h := range g.heads {
		if !h.dirty {
			continue
		}
		if _, err := t.exec("UPDATE chains SET n = ?, head = ? WHERE org = ?", h.n, h.hash, org); err != nil {
			return err
		}
	}
	if err := g.marks.raise(t); err != nil {
		return err
	}
	if t.s.dialect.shared { // stamps say it
		return nil
	}
	return g.above(t)
}
