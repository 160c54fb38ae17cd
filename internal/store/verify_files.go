package store

import (
	"bytes"
	"crypto/sha256"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// verifyFiles wants every attachment and template to have its file, every final report its proof, and all of them to be what they were.
func (t *tx) verifyFiles(fault func(string, ...any)) error {
	kept := map[string]bool{}
	err := t.each("SELECT sha256, content FROM contents", nil, func(scan func(...any) error) error {
		var sum, content []byte
		if err := scan(&sum, &content); err != nil {
			return err
		}
		is := sha256.Sum256(content)
		if kept[string(is[:])] = true; !bytes.Equal(is[:], sum) {
			fault("contents: the file of SHA-256 %x is not what was kept", sum)
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = t.each("SELECT id, sha256 FROM attachments", nil, func(scan func(...any) error) error {
		var id uid.ID
		var sum []byte
		err := scan(&id, &sum)
		if err == nil && !kept[string(sum)] {
			fault("attachments %s: its file is gone", id)
		}
		return err
	})
	for _, table := range []string{"report_templates", "reports"} {
		if err != nil {
			return err
		}
		err = t.each("SELECT id, body FROM "+table, nil, func(scan func(...any) error) error {
			var id uid.ID
			var body string
			var names struct {
				File  *report.File  `json:"file"`
				Final *report.Final `json:"final"`
			}
			if err := scan(&id, &body); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(body), &names)
			if f := names.File; err == nil && f != nil && !kept[string(f.Sum())] {
				fault("%s %s: its file is gone", table, id)
			}
			if f := names.Final; err == nil && f != nil && !kept[string(f.Sum())] {
				fault("%s %s: its proof is gone", table, id)
			}
			return err
		})
	}
	return err
}
