package record

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
)

// Remittance is dues that an organisation sent up.
type Remittance struct {
	Header
	Owned
	AmountFen  int64         `json:"amount_fen" validate:"required" minimum:"1" maximum:"1000000000000" example:"1500"`
	RemittedOn calendar.Date `json:"remitted_on" validate:"required" swaggertype:"string" format:"date" example:"2024-01-05"`
	Account    Text          `json:"account" swaggertype:"string" maxLength:"200" extensions:"x-nullable" example:"党工委党费专户"`
	ForYear    *int          `json:"for_year" minimum:"1900" maximum:"2999" extensions:"x-nullable"`
	Noted
}

// Year is the year whose dues were sent up: December's go up in January.
func (r *Remittance) Year() int {
	if r.ForYear != nil {
		return *r.ForYear
	}
	return r.RemittedOn.Year()
}

// Validate names every bad field.
func (r *Remittance) Validate(today calendar.Date) error {
	var c problem.Check
	money(&c, r.AmountFen, "/amount_fen")
	took(&c, r.RemittedOn, "/remitted_on", today)
	r.Noted.validate(&c)
	return c.Err()
}

// Row is what is counted, filtered or searched.
func (r *Remittance) Row() []Column {
	return []Column{{"remitted_on", r.RemittedOn}, {"for_year", int64(r.Year())}, {"amount_fen", r.AmountFen}}
}

// Links are the attachments of the remittance.
func (r *Remittance) Links() []Link { return r.Noted.links() }
