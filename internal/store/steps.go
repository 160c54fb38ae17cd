package store

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// A step is a row of its own, and what a record says of itself follows from all its living steps. One sub-record stands
// behind claim, release, fulfil, withdraw, transitions, development and transfers.

// Stepped is what a step answers: the record as it stands, and the step itself.
type Stepped struct {
	Record   Kept
	Step     []byte // the JSON of the step
	StepID   uid.ID
	Created  bool // false: the same step was sent before
	Warnings []record.Warning
}

// AddStep adds a step to a record. sent is the digest of what the client sent: the same step again changes nothing.
// Problems: NotFound, Forbidden, Conflict "voided", "id-taken" and where the record's state refuses the step, Invalid.
func (s *Store) AddStep(ctx context.Context, of record.Record, id uid.ID, step record.Step, sent []byte) (answer Stepped, err error) {
	answer.StepID = step.ID
	answer.Record, err = s.alter(ctx, kindOf(of), id, alteration{
		what: string(step.Sort),
		sent: sent,
		known: func(t *tx) (bool, error) {
			answer.Created = true
			var first []byte
			var body string
			known, err := t.one("SELECT sent, body FROM steps WHERE record = ? AND id = ?", []any{id, step.ID}, &first, &body)
			if err != nil || !known {
				return false, err
			}
			if sent == nil || !bytes.Equal(first, sent) {
				return false, problem.New(problem.Conflict, "id-taken")
			}
			answer.Created, answer.Step = false, []byte(body)
			return true, nil
		},
		change: func(t *tx, r record.Record, steps *[]record.Step) error {
			added := step
			added.RecordID, added.CreatedAt = id, t.s.now().Truncate(time.Millisecond)
			for _, other := range *steps {
				added.Seq = max(added.Seq, other.Seq+1)
			}
			*steps = append(*steps, added)
			return nil
		},
		kept: answer.tell,
	})
	return answer, err
}

// tell notes the step as it was kept, and what there is to say about it.
func (s *Stepped) tell(_ *tx, steps []record.Step) (err error) {
	i := slices.IndexFunc(steps, func(step record.Step) bool { return step.ID == s.StepID })
	s.Warnings = steps[i].Warnings(steps)
	s.Step, err = json.Marshal(&steps[i])
	return err
}

// AmendStep corrects a step; version is the record's. Problems: as AddStep, and Stale.
func (s *Store) AmendStep(ctx context.Context, of record.Record, id, stepID uid.ID, version int, change func(*record.Step) error) (answer Stepped, err error) {
	answer.StepID = stepID
	var sort record.StepSort
	answer.Record, err = s.alter(ctx, kindOf(of), id, alteration{
		what: "amend", of: &sort, version: version,
		change: func(t *tx, r record.Record, steps *[]record.Step) error {
			i := slices.IndexFunc(*steps, func(s record.Step) bool { return s.ID == stepID })
			if i < 0 {
				return problem.New(problem.NotFound, "not-found")
			}
			(*steps)[i].Version++
			sort = (*steps)[i].Sort
			return change(&(*steps)[i])
		},
		kept: answer.tell,
	})
	return answer, err
}

// DeleteStep takes back the last step of its sort; version is the record's. Problems: as AmendStep, Conflict "not-the-last-step".
func (s *Store) DeleteStep(ctx context.Context, of record.Record, id, stepID uid.ID, version int, reason string) error {
	var sort record.StepSort
	_, err := s.alter(ctx, kindOf(of), id, alteration{
		what: "delete", of: &sort, version: version, deleted: stepID, reason: reason,
		change: func(t *tx, r record.Record, steps *[]record.Step) error {
			i := slices.IndexFunc(*steps, func(s record.Step) bool { return s.ID == stepID })
			if i < 0 {
				return problem.New(problem.NotFound, "not-found")
			}
			for _, later := range (*steps)[i+1:] {
				if record.SameSort(later, (*steps)[i]) {
					return problem.New(problem.Conflict, "not-the-last-step")
				}
			}
			sort = (*steps)[i].Sort
			*steps = slices.Delete(*steps, i, i+1)
			return nil
		},
	})
	return err
}

// Steps gives all living steps of a record in order. Problems: NotFound.
func (s *Store) Steps(ctx context.Context, of record.Record, id uid.ID) (bodies [][]byte, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		if _, err := t.findWhole(kindOf(of), id); err != nil {
			return err
		}
		bodies = [][]byte{}
		return t.each("SELECT body FROM steps WHERE record = ? AND deleted_on IS NULL ORDER BY day, seq", []any{id}, func(scan func(...any) error) error {
			var body string
			err := scan(&body)
			bodies = append(bodies, []byte(body))
			return err
		})
	})
	return bodies, err
}

// Step gives a living step of a record, with the record's version. Problems: NotFound.
func (s *Store) Step(ctx context.Context, of record.Record, id, step uid.ID) (kept Kept, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.findWhole(kindOf(of), id)
		if err != nil {
			return err
		}
		var body string
		found, err := t.one("SELECT body FROM steps WHERE record = ? AND id = ? AND deleted_on IS NULL", []any{id, step}, &body)
		if err == nil && !found {
			err = problem.New(problem.NotFound, "not-found")
		}
		kept = Kept{ID: step, Version: r.Version, Body: []byte(body)}
		return err
	})
	return kept, err
}

// findWhole reads a record of which the caller may see all.
func (t *tx) findWhole(k *kind, id uid.ID) (r row, err error) {
	if r, err = t.find(k, id); err != nil {
		return r, err
	}
	inside, err := t.whole(k, r.org)
	if err == nil && !inside {
		err = problem.New(problem.NotFound, "not-found")
	}
	return r, err
}

// steps reads the living steps of a record in order.
func (t *tx) steps(id uid.ID) (steps []record.Step, err error) {
	err = t.each("SELECT body, seq FROM steps WHERE record = ? AND deleted_on IS NULL ORDER BY day, seq", []any{id}, func(scan func(...any) error) error {
		var body string
		var s record.Step
		if err := scan(&body, &s.Seq); err != nil {
			return err
		}
		seq := s.Seq
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			return err
		}
		s.Seq = seq
		steps = append(steps, s)
		return nil
	})
	return steps, err
}

// begin gives a new record the steps that it was made with, and lets it follow them.
func begin(r record.Record, now time.Time) ([]record.Step, error) {
	steps := firstSteps(r)
	for i := range steps {
		steps[i].ID, steps[i].RecordID, steps[i].Seq, steps[i].CreatedAt = uid.New(), r.Head().ID, int64(i), now.Truncate(time.Millisecond)
	}
	return steps, follow(r, steps, calendar.Of(now))
}

// firstSteps are those that a record is made with.
func firstSteps(r record.Record) []record.Step {
	if stepped, ok := r.(record.Stepped); ok {
		return stepped.FirstSteps()
	}
	return nil
}

// lastDay is the day of today where none may lie ahead of it.
var lastDay = calendar.MustDay(calendar.LastYear, 12, 31)

// follow lets a record say what its steps make of it.
func follow(r record.Record, steps []record.Step, today calendar.Date) error {
	if stepped, ok := r.(record.Stepped); ok {
		slices.SortStableFunc(steps, func(a, b record.Step) int {
			if a.On != b.On {
				return int(a.On - b.On)
			}
			return int(a.Seq - b.Seq)
		})
		return stepped.Follow(steps, today)
	}
	return nil
}

// keepSteps writes the steps that are new or differ from what is kept. sent is the digest of the new one.
func (t *tx) keepSteps(id uid.ID, steps []record.Step, sent []byte) error {
	for i := range steps {
		s := &steps[i]
		fresh := s.Version == 0
		if fresh {
			s.Version = 1
		}
		body, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if fresh {
			_, err = t.exec("INSERT INTO steps (record, id, seq, sort, day, word, org, version, sent, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				id, s.ID, s.Seq, string(s.Sort), s.On, s.Word(), s.Org, s.Version, sent, string(body))
		} else {
			_, err = t.exec("UPDATE steps SET day = ?, word = ?, org = ?, version = ?, body = ? WHERE record = ? AND id = ?",
				s.On, s.Word(), s.Org, s.Version, string(body), id, s.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
