package store

import (
	"context"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// stoodBefore marks where a person stood before a change.
func stoodBefore(t *tx, was, is record.Record) ([]record.Column, error) {
	if was == nil {
		return nil, nil
	}
	return nil, t.markPerson(is.Head().ID)
}

// stand rebuilds who stood where from the person's steps and transfers, and marks it.
func stand(t *tx, _, is record.Record, steps []record.Step) error {
	p := is.(*record.Person)
	if _, err := t.exec("DELETE FROM standing WHERE person = ?", p.ID); err != nil {
		return err
	}
	if p.Voided() {
		return t.markPerson(p.ID)
	}
	for _, s := range p.Standing(steps) {
		_, err := t.exec("INSERT INTO standing (person, org, kind, in_service, from_day, until_day) VALUES (?, ?, ?, ?, ?, ?)", s.Person, s.Org, string(s.Kind), s.InService, s.From, s.Until)
		if err != nil {
			return err
		}
	}
	return t.markPerson(p.ID)
}

// veilPerson leaves the name and the kind to those of whom the person is no longer, or not yet, one.
func veilPerson(r record.Record, inside bool) {
	p := r.(*record.Person)
	if !inside {
		*p = record.Person{Header: p.Header, Owned: p.Owned, Name: p.Name, Kind: p.Kind}
		p.VoidReason = ""
	}
}

// veilOrg leaves an organisation's name and place to those outside it, and keeps the ids of people from those who read no records.
func veilOrg(r record.Record, inside bool) {
	o := r.(*record.Org)
	o.SecretaryID, o.CommitteeIDs, o.VoidReason = uid.ID{}, nil, ""
	if !inside {
		*o = record.Org{Header: o.Header, Kind: o.Kind, Name: o.Name, ParentID: o.ParentID}
	}
}

// warnInService warns of dues taken from somebody who pays them where their formal membership is.
func warnInService(t *tx, r record.Record) ([]record.Warning, error) {
	p := r.(*record.Payment)
	inService := false
	if _, err := t.one("SELECT in_service FROM people WHERE id = ?", []any{p.PersonID}, &inService); err != nil || !inService {
		return nil, err
	}
	return []record.Warning{record.InServiceDues()}, nil
}

// Assess sets what a person owes a month in a year. Problems: as Amend.
func (s *Store) Assess(ctx context.Context, id uid.ID, a record.AssessedDues) error {
	_, err := s.alter(ctx, kindOf(new(record.Person)), id, alteration{what: "assess", change: func(_ *tx, r record.Record, _ *[]record.Step) error {
		news, err := r.(*record.Person).Assess(a)
		if err == nil && !news {
			err = errNoNews
		}
		return err
	}})
	return err
}

// Anonymize takes away what tells who a person is, earlier versions and notes included; ids and counts stay, and the
// audit says that it was done. It cannot be undone. Problems: as Amend.
func (s *Store) Anonymize(ctx context.Context, id uid.ID) (Kept, error) {
	return s.alter(ctx, kindOf(new(record.Person)), id, alteration{
		what: "anonymize",
		change: func(_ *tx, r record.Record, steps *[]record.Step) error {
			r.(*record.Person).Anonymize()
			for i := range *steps {
				(*steps)[i].Note = ""
			}
			return nil
		},
		kept: func(t *tx, _ []record.Step) error {
			if _, err := t.exec("DELETE FROM versions WHERE record = ?", id); err != nil {
				return err
			}
			if _, err := t.exec("UPDATE audit SET salt = NULL WHERE record = ? AND version < (SELECT version FROM people WHERE id = ?)", id, id); err != nil {
				return err
			}
			if err := t.forgetSteps(id); err != nil {
				return err
			}
			_, err := t.exec("UPDATE people SET sent = NULL, changed = NULL WHERE id = ?", id)
			return err
		},
	})
}

// forgetSteps takes away what was noted of a person's steps that were deleted.
func (t *tx) forgetSteps(id uid.ID) error {
	bodies := map[uid.ID]string{}
	err := t.each("SELECT id, body FROM steps WHERE record = ? AND deleted_on IS NOT NULL", []any{id}, func(scan func(...any) error) error {
		var step uid.ID
		var body string
		err := scan(&step, &body)
		bodies[step] = body
		return err
	})
	if err != nil {
		return err
	}
	for step, body := range bodies {
		var s record.Step
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			return err
		}
		s.Note, s.Reason = "", ""
		bare, err := json.Marshal(&s)
		if err != nil {
			return err
		}
		if _, err := t.exec("UPDATE steps SET body = ?, deleted_reason = '' WHERE record = ? AND id = ?", string(bare), id, step); err != nil {
			return err
		}
	}
	return nil
}
