package city

import "github.com/google/uuid"

// Item is a record as POST /api/v1/batch takes it.
type Item struct {
	Resource string `json:"resource"`
	Body     any    `json:"body"`
}

// Org is an organisation.
type Org struct {
	ID       uuid.UUID  `json:"id"`
	Kind     string     `json:"kind"`
	Name     string     `json:"name"`
	ParentID *uuid.UUID `json:"parent_id,omitempty"`
}

// Area is a part of a community's ground.
type Area struct {
	ID       uuid.UUID  `json:"id"`
	OrgID    uuid.UUID  `json:"org_id"`
	Kind     string     `json:"kind"`
	Name     string     `json:"name"`
	ParentID *uuid.UUID `json:"parent_id,omitempty"`
}

// Person is somebody whom records name.
type Person struct {
	ID        uuid.UUID `json:"id"`
	OrgID     uuid.UUID `json:"org_id"`
	Name      string    `json:"name"`
	Kind      string    `json:"kind"`
	InService bool      `json:"in_service"`
	Since     string    `json:"since"`
}

// Partner is a unit that builds jointly with the community.
type Partner struct {
	ID    uuid.UUID `json:"id"`
	OrgID uuid.UUID `json:"org_id"`
	Kind  string    `json:"kind"`
	Name  string    `json:"name"`
}

// Activity is a gathering that took place. Peers decode into it too.
type Activity struct {
	ID             uuid.UUID   `json:"id"`
	OrgID          uuid.UUID   `json:"org_id"`
	AreaID         *uuid.UUID  `json:"area_id,omitempty"`
	Kind           string      `json:"kind"`
	Topic          string      `json:"topic"`
	HeldOn         string      `json:"held_on"`
	Place          string      `json:"place"`
	Host           string      `json:"host,omitempty"`
	IncludesStudy  bool        `json:"includes_study"`
	ParticipantIDs []uuid.UUID `json:"participant_ids,omitempty"`
	Headcount      *Headcount  `json:"headcount,omitempty"`
	Households     *int        `json:"households,omitempty"`
	PartnerIDs     []uuid.UUID `json:"partner_ids,omitempty"`
	Tags           []string    `json:"tags,omitempty"`
	Summary        string      `json:"summary,omitempty"`
}

// Headcount is how many took part.
type Headcount struct {
	Members    int `json:"members"`
	Volunteers int `json:"volunteers"`
	Residents  int `json:"residents"`
}

// GridEvent is a demand, dispute, hazard or service.
type GridEvent struct {
	ID          uuid.UUID `json:"id"`
	OrgID       uuid.UUID `json:"org_id"`
	AreaID      uuid.UUID `json:"area_id"`
	Type        string    `json:"type"`
	Category    string    `json:"category"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	Source      string    `json:"source"`
	ReportedOn  string    `json:"reported_on"`
	ResolvedOn  string    `json:"resolved_on,omitempty"`
	Tags        []string  `json:"tags,omitempty"`
}

// Wish is a small wish of somebody in need.
type Wish struct {
	ID            uuid.UUID   `json:"id"`
	OrgID         uuid.UUID   `json:"org_id"`
	AreaID        uuid.UUID   `json:"area_id"`
	BeneficiaryID uuid.UUID   `json:"beneficiary_id"`
	Content       string      `json:"content"`
	Category      string      `json:"category"`
	RegisteredOn  string      `json:"registered_on"`
	FulfilledOn   string      `json:"fulfilled_on,omitempty"`
	HelperIDs     []uuid.UUID `json:"helper_ids,omitempty"`
}

// Payment is dues that one person paid for one month, in fen.
type Payment struct {
	ID        uuid.UUID `json:"id"`
	OrgID     uuid.UUID `json:"org_id"`
	PersonID  uuid.UUID `json:"person_id"`
	Month     string    `json:"month"`
	AmountFen int       `json:"amount_fen"`
	PaidOn    string    `json:"paid_on"`
}

// Remittance is dues that a community sent up, in fen.
type Remittance struct {
	ID         uuid.UUID `json:"id"`
	OrgID      uuid.UUID `json:"org_id"`
	AmountFen  int       `json:"amount_fen"`
	RemittedOn string    `json:"remitted_on"`
}
