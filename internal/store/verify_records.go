package store

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// proof is a record with all that was made of it, as texts where the order says nothing.
type proof struct {
	row
	day                  string
	columns              map[string]any
	steps                []record.Step
	taken, links, stands []string
}

// handful is how many records are verified together: their rows, links and steps are read by a statement each.
const handful = 500

func (t *tx) verifyKind(k *kind, of table, fault func(string, ...any)) error {
	if t.s.dialect.shared {
		free, err := t.one("SELECT 1 FROM "+k.table+" r WHERE NOT EXISTS (SELECT 1 FROM ids i WHERE i.id = r.id) LIMIT 1", nil, new(int))
		if err != nil {
			return err
		}
		if free {
			fault("%s: the id of a record is free for another", k.resource)
		}
	}
	for after := (uid.ID{}); ; {
		some, err := t.proofs(k, of, after)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, p := range some {
			wrong, err := t.wrong(k, p)
			if err != nil {
				return err
			}
			if wrong != "" {
				fault("organisation %s: %s %s of %s: %s", p.org, k.resource, p.ID, p.day, wrong)
			}
		}
		after = some[len(some)-1].ID
	}
}

// proofs reads a handful of records, in the order of their ids.
func (t *tx) proofs(k *kind, of table, after uid.ID) (some []*proof, err error) {
	rows, err := t.conn.QueryContext(t.ctx,
		t.s.dialect.bind("SELECT "+strings.Join(of.columns, ", ")+" FROM "+of.name+" WHERE id > ? ORDER BY id LIMIT ?"), after[:], handful)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	known := map[uid.ID]*proof{}
	for read := newRows(rows, of); ; {
		values, err := read.next()
		if err != nil {
			return nil, err
		}
		if values == nil {
			break
		}
		p := &proof{columns: map[string]any{}}
		for i, name := range of.columns {
			p.columns[name] = values[i]
		}
		id, _ := p.columns["id"].([16]byte)
		org, _ := p.columns["org_id"].([16]byte)
		body, _ := p.columns["body"].(string)
		p.day, _ = p.columns[k.day].(string)
		p.ID, p.org, p.Body = id, org, []byte(body)
		some, known[p.ID] = append(some, p), p
	}
	if err := rows.Close(); err != nil || len(some) == 0 {
		return nil, err
	}
	return some, t.surroundings(some, known)
}

// surroundings reads the links, steps and standings of records.
func (t *tx) surroundings(some []*proof, known map[uid.ID]*proof) error {
	ids := make([]any, len(some))
	for i, p := range some {
		ids[i] = p.ID
	}
	among := " IN (" + placesFor(len(ids)) + ")"
	err := t.each("SELECT record, role, target, org, day FROM links WHERE record"+among, ids, func(scan func(...any) error) error {
		var id, org uid.ID
		var l record.Link
		err := scan(&id, &l.Role, &l.Target, &org, &l.Day)
		known[id].links = append(known[id].links, fmt.Sprintln(l.Role, l.Target, org, l.Day))
		return err
	})
	if err != nil {
		return err
	}
	err = t.each("SELECT record, body, seq, day, word, org, version FROM steps WHERE record"+among+" AND deleted_on IS NULL ORDER BY record, day, seq", ids, func(scan func(...any) error) error {
		var id uid.ID
		var body, word string
		var s, kept record.Step
		if err := scan(&id, &body, &s.Seq, &s.On, &word, &s.Org, &s.Version); err != nil {
			return err
		}
		known[id].taken = append(known[id].taken, fmt.Sprintln(s.On, word, s.Org, s.Version))
		err := json.Unmarshal([]byte(body), &kept)
		kept.Seq = s.Seq
		known[id].steps = append(known[id].steps, kept)
		return err
	})
	if err != nil {
		return err
	}
	return t.each("SELECT person, org, kind, in_service, from_day, until_day FROM standing WHERE person"+among, ids, func(scan func(...any) error) error {
		var id uid.ID
		var s record.Standing
		var from, until string // no body holds the day of evermore
		err := scan(&id, &s.Org, &s.Kind, &s.InService, &from, &until)
		known[id].stands = append(known[id].stands, fmt.Sprintln(s.Org, s.Kind, s.InService, from, until))
		return err
	})
}

// wrong says what does not follow from a record's body and steps; nothing if all does.
func (t *tx) wrong(k *kind, p *proof) (wrong string, err error) {
	r := k.fresh()
	if err := json.Unmarshal(p.Body, r); err != nil {
		return "its body is none", nil
	}
	if _, stepped := r.(record.Stepped); stepped {
		if err := follow(r, p.steps, lastDay); err != nil { // a clock that was set back makes no step wrong
			return "its steps cannot be taken", nil
		}
		if body, err := json.Marshal(r); err != nil || !bytes.Equal(body, p.Body) {
			return "its body is not what its steps make of it", err
		}
	} else {
		p.steps = nil
	}
	if !p.holds(r) {
		return "its columns are not what its body says", nil
	}
	links, taken, stands := []string{}, []string{}, []string{}
	for _, l := range namedStill(r, allLinks(r, p.steps)) {
		links = append(links, fmt.Sprintln(l.Role, l.Target, r.Org(), l.Day))
	}
	if r.Head().Voided() && len(p.links) == 0 { // by an older program
		links = nil
	}
	for i := range p.steps {
		s := &p.steps[i]
		taken = append(taken, fmt.Sprintln(s.On, s.Word(), s.Org, s.Version))
	}
	if person, is := r.(*record.Person); is {
		for _, s := range person.Standing(p.steps) {
			stands = append(stands, fmt.Sprintln(s.Org, s.Kind, s.InService, s.From, s.Until))
		}
	}
	switch {
	case !sameTexts(links, p.links):
		return "whom it names is not what its body says", nil
	case !sameTexts(taken, p.taken):
		return "the columns of its steps are not what they say", nil
	case !sameTexts(stands, p.stands):
		return "where they stood is not what their steps say", nil
	}
	return "", nil
}

// holds reports whether the columns hold what the record says.
func (p *proof) holds(r record.Record) bool {
	h := r.Head()
	if h.ID != p.ID {
		return false
	}
	says := append(slices.Clone(r.Row()), record.Column{Name: "org_id", Value: r.Org()}, record.Column{Name: "version", Value: h.Version}, record.Column{Name: "voided_on", Value: h.VoidedOn})
	return !slices.ContainsFunc(says, func(c record.Column) bool { return !sameCell(p.columns[c.Name], c.Value) })
}

// sameCell reports whether a cell holds a value, which knows how it is kept.
func sameCell(cell, value any) bool {
	kept, err := driver.DefaultParameterConverter.ConvertValue(value)
	if err != nil {
		return false
	}
	b, are := kept.([]byte)
	if !are {
		return cell == kept
	}
	switch cell := cell.(type) {
	case nil:
		return b == nil
	case [16]byte:
		return bytes.Equal(cell[:], b)
	case []byte:
		return b != nil && bytes.Equal(cell, b)
	}
	return false
}

// sameTexts reports whether two lists hold the same, in any order.
func sameTexts(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
