// Package record is what is written down: one file a kind of record, with its words, its checks and its steps.
// It is pure: the day of today is told, and references are looked up by the store.
package record

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"shuzhi/internal/calendar"
	"shuzhi/internal/uid"
)

// Record is anything that is created, amended, voided and restored, with every version kept.
//
// The tags of a record's fields say how the wire may use them, and both the decoder and the OpenAPI document obey:
// readonly:"true" is never in a body; validate:"required" must be given; extensions:"x-create-only" is not in a patch;
// extensions:"x-nullable" may be answered null; maxLength (characters), minimum, maximum, maxItems bound a value.
// A text with a maxLength of at most 200 is one line.
type Record interface {
	Head() *Header
	// Org is the organisation that holds the record; an organisation holds itself.
	Org() uid.ID
	// Validate names every bad field, given what day it is.
	Validate(today calendar.Date) error
	// Row is what is counted, filtered or searched, kept in columns beside the body. Names and order never vary.
	Row() []Column
	// Links are the ids that the record names.
	Links() []Link
}

// Header is what every record carries.
type Header struct {
	ID         uid.ID        `json:"id" swaggertype:"string" format:"uuid" extensions:"x-create-only" example:"01890a5d-ac96-774b-bcce-b302099a8057"`
	Version    int           `json:"version" readonly:"true" example:"1"`
	CreatedAt  time.Time     `json:"created_at" readonly:"true" swaggertype:"string" format:"date-time"`
	UpdatedAt  time.Time     `json:"updated_at" readonly:"true" swaggertype:"string" format:"date-time"`
	VoidedOn   calendar.Date `json:"voided_on" readonly:"true" swaggertype:"string" format:"date" extensions:"x-nullable"`
	VoidReason Text          `json:"void_reason" readonly:"true" swaggertype:"string" extensions:"x-nullable"`
}

// Head gives the header, to whoever has only a Record.
func (h *Header) Head() *Header { return h }

// Voided reports whether the record has left every total.
func (h *Header) Voided() bool { return !h.VoidedOn.IsZero() }

// Owned is the organisation that holds a record. It is never patched: a wrong one is voided and entered anew.
type Owned struct {
	OrgID uid.ID `json:"org_id" validate:"required" swaggertype:"string" format:"uuid" extensions:"x-create-only"`
}

// Org gives the organisation that holds the record.
func (o *Owned) Org() uid.ID { return o.OrgID }

// Noted is what every record of the ledger may carry beside its own fields.
type Noted struct {
	AttachmentIDs IDs `json:"attachment_ids" swaggertype:"array,string" maxItems:"50"`
}

func (n *Noted) links() []Link { return n.AttachmentIDs.links(RoleAttachment, 0, "/attachment_ids") }

// Column is a value that stands in a column of its own: a calendar.Date, calendar.Month, uid.ID, string, []byte, int64, bool, or a pointer to a number.
type Column struct {
	Name  string
	Value any
}

// Link is an id that a record names, in which role, and the day on which that counts (zero where it counts nowhere).
type Link struct {
	Role    Role
	Target  uid.ID
	Day     calendar.Date
	Pointer string // the field that names it, for errors
}

// Role is the part that a named id plays in a record.
type Role string

// The roles; what a role's target is says Target.
const (
	RoleArea        Role = "area"
	RoleAttachment  Role = "attachment"
	RoleJoint       Role = "joint"       // an organisation that met jointly
	RoleParticipant Role = "participant" // took part in an activity
	RolePartner     Role = "partner"
	RoleBeneficiary Role = "beneficiary" // whose wish it is
	RoleClaimer     Role = "claimer"     // named by a claim of a wish, given up or not; counts nowhere
	RoleHelper      Role = "helper"      // helps with a wish as it stands
	RoleHandler     Role = "handler"     // handled a grid event
	RolePayer       Role = "payer"
	RoleParent      Role = "parent"    // of an organisation or an area
	RoleSecretary   Role = "secretary" // of an organisation
	RoleCommittee   Role = "committee" // member of an organisation's committee
	RoleTransfer    Role = "transfer"  // an organisation that a person moved to or from
)

// Text is an optional text; the empty one is written as null.
type Text string

// MarshalJSON writes the text, and null for the empty one.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(string(t))
	return []byte(strings.TrimSuffix(b.String(), "\n")), err
}

// Strings is a list of texts that is never null.
type Strings []string

// IDs is a list of identifiers that is never null.
type IDs []uid.ID

func (ids IDs) links(role Role, day calendar.Date, pointer string) []Link {
	links := make([]Link, len(ids))
	for i, id := range ids {
		links[i] = Link{role, id, day, pointer + "/" + strconv.Itoa(i)}
	}
	return links
}

// link is links for a field that names at most one.
func link(role Role, id uid.ID, day calendar.Date, pointer string) []Link {
	if id.IsZero() {
		return nil
	}
	return []Link{{role, id, day, pointer}}
}
