package store

import (
	"context"
	"strings"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// TestAnonymizeForgetsDeletedSteps too, which no answer shows.
func TestAnonymizeForgetsDeletedSteps(t *testing.T) {
	s, _ := newBooks(t)
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	person := &record.Person{Header: record.Header{ID: uid.New()}, Owned: record.Owned{OrgID: addOrg(t, s, record.Community, "青山社区党委", uid.ID{})}, Name: "李明", Kind: record.Probationary}
	if _, _, err := s.Create(ctx, person, nil); err != nil {
		t.Fatal(err)
	}
	step := record.DevelopmentStep{ID: uid.New(), Stage: record.StageFull, On: 20230628, Note: "李明提前转正"}.Step()
	if _, err := s.AddStep(ctx, person, person.ID, step, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteStep(ctx, person, person.ID, step.ID, 2, "李明的日期写错"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Anonymize(ctx, person.ID); err != nil {
		t.Fatal(err)
	}
	kept := ""
	err := s.snapshot(ctx, func(t *tx) error {
		return t.each("SELECT body, deleted_reason FROM steps", nil, func(scan func(...any) error) error {
			var body, reason string
			err := scan(&body, &reason)
			kept += body + reason
			return err
		})
	})
	if err != nil || !strings.Contains(kept, "2023-06-28") || strings.Contains(kept, "李明") {
		t.Errorf("%v %s", err, kept)
	}
}
