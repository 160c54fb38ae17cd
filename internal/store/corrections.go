package store

import (
	"encoding/hex"
	"slices"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// corrections are what people bound blanks to by hand, by the phrase of each: the organisation's own before those of the ones above.
func (t *tx) corrections(o *org) (map[string]report.Binding, error) {
	all := map[string]report.Binding{}
	for i := 0; i+16 <= len(o.path); i += 16 {
		err := t.each("SELECT phrase, binding FROM corrections WHERE org = ?", []any{uid.ID(o.path[i : i+16])}, func(scan func(...any) error) error {
			var phrase []byte
			var kept string
			if err := scan(&phrase, &kept); err != nil {
				return err
			}
			var b report.Binding
			err := json.Unmarshal([]byte(kept), &b)
			all[hex.EncodeToString(phrase)] = b
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// remember keeps what a person bound slots to, so that the next report with the same sentence is bound so.
func (t *tx) remember(org uid.ID, text string, slots []report.Slot, corrected []int) error {
	if org.IsZero() || len(corrected) == 0 {
		return nil
	}
	phrases := report.Phrases(text, slots)
	for _, i := range corrected {
		phrase, err := hex.DecodeString(phrases[i])
		if err != nil || len(phrase) == 0 {
			continue
		}
		binding, err := json.Marshal(slots[i].Binding)
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO corrections (org, phrase, binding) VALUES (?, ?, ?) ON CONFLICT (org, phrase) DO UPDATE SET binding = excluded.binding", org, phrase, string(binding)); err != nil {
			return err
		}
	}
	return nil
}

// correctedIn are the indexes of the slots that are bound otherwise.
func correctedIn(was, is []report.Slot) (indexes []int) {
	for i := range is {
		if is[i].Confidence == 1 && !is[i].Binding.Equal(was[i].Binding) {
			indexes = append(indexes, i)
		}
	}
	return slices.Clip(indexes)
}
