package store

import (
	"context"
	"fmt"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Content gives an attachment's bytes to whoever may see the attachment. Problems: NotFound.
func (s *Store) Content(ctx context.Context, id uid.ID) (kept Kept, content []byte, err error) {
	k := kindOf(new(record.Attachment))
	err = s.snapshot(ctx, func(t *tx) error {
		r, err := t.find(k, id)
		if err != nil {
			return err
		}
		if r.voided {
			return problem.New(problem.NotFound, "not-found")
		}
		kept = r.Kept
		_, err = t.one("SELECT c.content FROM attachments a JOIN contents c ON c.sha256 = a.sha256 WHERE a.id = ?", []any{id}, &content)
		return err
	})
	return kept, content, err
}

// keepContent keeps the bytes once, whoever attached them before.
func keepContent(t *tx, was, is record.Record, _ []record.Step) error {
	a := is.(*record.Attachment)
	if was != nil {
		return nil
	}
	return t.keepBytes(a.Sum(), a.Content)
}

// keepBytes keeps bytes once, by their SHA-256.
func (t *tx) keepBytes(sum, content []byte) error {
	_, err := t.exec("INSERT INTO contents (sha256, content) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING", sum, content)
	return err
}

// bytesOf gives what was kept under a SHA-256.
func (t *tx) bytesOf(sum []byte) (content []byte, err error) {
	found, err := t.one("SELECT content FROM contents WHERE sha256 = ?", []any{sum}, &content)
	if err == nil && !found {
		err = fmt.Errorf("the content %x is not there", sum)
	}
	return content, err
}

// uploaded adds the uploader, who alone sees an attachment until a record names it.
func uploaded(t *tx, was, is record.Record) ([]record.Column, error) {
	uploader := t.caller.ID
	if was != nil {
		if _, err := t.one("SELECT uploader FROM attachments WHERE id = ?", []any{is.Head().ID}, &uploader); err != nil {
			return nil, err
		}
	}
	return []record.Column{{Name: "uploader", Value: uploader}}, nil
}

// look notes that somebody looked at personal details; what they saw is not kept.
func (s *Store) look(ctx context.Context, what string, org, id uid.ID) error {
	return s.tx(ctx, org, func(t *tx) error {
		if org.IsZero() {
			org = t.caller.OrgID
		}
		if org.IsZero() {
			org = noOrg
		}
		_, err := t.exec("INSERT INTO looks (org, at, who, what, record) VALUES (?, ?, ?, ?, ?)", org, moment(s.now()), t.caller.ID, what, id)
		return err
	})
}
