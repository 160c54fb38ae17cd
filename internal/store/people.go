package store

import "shuzhi/internal/record"

// stand rebuilds who stood where from the person's steps and transfers.
func stand(t *tx, _, is record.Record, steps []record.Step) error {
	p := is.(*record.Person)
	if _, err := t.exec("DELETE FROM standing WHERE person = ?", p.ID); err != nil || p.Voided() {
		return err
	}
	for _, s := range p.Standing(steps) {
		_, err := t.exec("INSERT INTO standing (person, org, kind, in_service, from_day, until_day) VALUES (?, ?, ?, ?, ?, ?)", s.Person, s.Org, string(s.Kind), s.InService, s.From, s.Until)
		if err != nil {
			return err
		}
	}
	return nil
}
