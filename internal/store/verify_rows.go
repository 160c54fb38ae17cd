package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// verifyRows holds every record against all that was made of it: its columns, its links, its steps, where a person stood, and
// the paths of the trees. Totals are counted from nothing else, so they say what the records say if this holds.
func (t *tx) verifyRows(fault func(string, ...any)) error {
	for _, resource := range slices.Sorted(maps.Keys(byResource)) {
		if err := t.verifyKind(byResource[resource], fault); err != nil {
			return fmt.Errorf("verify %s: %w", resource, err)
		}
	}
	if err := t.verifyTree("orgs", fault); err != nil {
		return err
	}
	if err := t.verifyTree("areas", fault); err != nil {
		return err
	}
	return t.verifyFiles(fault)
}

func (t *tx) verifyKind(k *kind, fault func(string, ...any)) error {
	if free, err := t.one("SELECT 1 FROM "+k.table+" r WHERE NOT EXISTS (SELECT 1 FROM ids i WHERE i.id = r.id) LIMIT 1", nil, new(int)); err != nil {
		return err
	} else if free {
		fault("%s: the id of a record is free for another", k.resource)
	}
	day := "''"
	if k.day != "" {
		day = k.day
	}
	for after := make([]byte, 16); after != nil; {
		var some []row
		var days []string
		err := t.each("SELECT id, org_id, body, "+day+" FROM "+k.table+" WHERE id > ? ORDER BY id LIMIT 500", []any{after}, func(scan func(...any) error) error {
			var r row
			var body, on string
			err := scan(&r.ID, &r.org, &body, &on)
			r.Body = []byte(body)
			some, days = append(some, r), append(days, on)
			return err
		})
		if err != nil {
			return err
		}
		after = nil
		for i, r := range some {
			wrong, err := t.wrongRow(k, r)
			if err != nil {
				return err
			}
			if wrong != "" {
				fault("organisation %s: %s %s of %s: %s", r.org, k.resource, r.ID, days[i], wrong)
			}
			after = some[i].ID[:]
		}
	}
	return nil
}

// wrongRow says what does not follow from a record's body and steps; nothing if all does.
func (t *tx) wrongRow(k *kind, kept row) (wrong string, err error) {
	r := k.fresh()
	if err := json.Unmarshal(kept.Body, r); err != nil {
		return "its body is none", nil
	}
	var steps []record.Step
	if _, stepped := r.(record.Stepped); stepped {
		if steps, err = t.steps(kept.ID); err != nil {
			return "", err
		}
		if err := follow(r, steps, t.s.Today()); err != nil {
			return "its steps cannot be taken", nil
		}
		if body, err := json.Marshal(r); err != nil || !bytes.Equal(body, kept.Body) {
			return "its body is not what its steps make of it", err
		}
	}
	if right, err := t.sameColumns(k, kept.ID, r); err != nil || !right {
		return "its columns are not what its body says", err
	}
	links := []string{}
	if !r.Head().Voided() {
		for _, l := range allLinks(r, steps) {
			links = append(links, fmt.Sprintln(l.Role, l.Target, r.Org(), l.Day))
		}
	}
	if right, err := t.sameTexts(links, "SELECT role, target, org, day FROM links WHERE record = ?", kept.ID, func(scan func(...any) error) (string, error) {
		var l record.Link
		var org uid.ID
		err := scan(&l.Role, &l.Target, &org, &l.Day)
		return fmt.Sprintln(l.Role, l.Target, org, l.Day), err
	}); err != nil || !right {
		return "whom it names is not what its body says", err
	}
	taken := []string{}
	for i := range steps {
		taken = append(taken, fmt.Sprintln(steps[i].On, steps[i].Word(), steps[i].Org, steps[i].Version))
	}
	if right, err := t.sameTexts(taken, "SELECT day, word, org, version FROM steps WHERE record = ? AND deleted_on IS NULL", kept.ID, func(scan func(...any) error) (string, error) {
		var s record.Step
		var word string
		err := scan(&s.On, &word, &s.Org, &s.Version)
		return fmt.Sprintln(s.On, word, s.Org, s.Version), err
	}); err != nil || !right {
		return "the columns of its steps are not what they say", err
	}
	p, person := r.(*record.Person)
	if !person {
		return "", nil
	}
	stood := []string{}
	for _, s := range p.Standing(steps) {
		stood = append(stood, fmt.Sprintln(s.Org, s.Kind, s.InService, s.From, s.Until))
	}
	if right, err := t.sameTexts(stood, "SELECT org, kind, in_service, from_day, until_day FROM standing WHERE person = ?", kept.ID, func(scan func(...any) error) (string, error) {
		var s record.Standing
		var from, until string // no body holds the day of evermore
		err := scan(&s.Org, &s.Kind, &s.InService, &from, &until)
		return fmt.Sprintln(s.Org, s.Kind, s.InService, from, until), err
	}); err != nil || !right {
		return "where they stood is not what their steps say", err
	}
	return "", nil
}

// sameColumns reports whether the row of a record holds what the record says.
func (t *tx) sameColumns(k *kind, id uid.ID, r record.Record) (bool, error) {
	var b strings.Builder
	b.WriteString("SELECT 1 FROM " + k.table + " WHERE id = ? AND version = ? AND org_id IS NOT DISTINCT FROM ? AND voided_on IS NOT DISTINCT FROM ?")
	for _, c := range r.Row() {
		b.WriteString(" AND " + c.Name + " IS NOT DISTINCT FROM ?")
	}
	if r.Head().ID != id {
		return false, nil
	}
	return t.one(b.String(), append([]any{id, r.Head().Version, r.Org(), r.Head().VoidedOn}, values(r.Row(), nil)...), new(int))
}

// sameTexts reports whether a query gives what is wanted, in any order.
func (t *tx) sameTexts(want []string, query string, id uid.ID, read func(scan func(...any) error) (string, error)) (bool, error) {
	found := []string{}
	err := t.each(query, []any{id}, func(scan func(...any) error) error {
		s, err := read(scan)
		found = append(found, s)
		return err
	})
	slices.Sort(want)
	slices.Sort(found)
	return slices.Equal(want, found), err
}

// verifyTree wants every path to be that of the parent, and itself.
func (t *tx) verifyTree(table string, fault func(string, ...any)) error {
	paths := map[uid.ID][]byte{}
	return t.each("SELECT id, parent_id, path FROM "+table+" ORDER BY path", nil, func(scan func(...any) error) error {
		var id, parent uid.ID
		var path []byte
		if err := scan(&id, &parent, &path); err != nil {
			return err
		}
		if paths[id] = path; !bytes.Equal(path, slices.Concat(paths[parent], id[:])) || !parent.IsZero() && paths[parent] == nil {
			fault("%s %s: it does not stand below its parent", table, id)
		}
		return nil
	})
}
