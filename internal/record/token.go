package record

import (
	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Token lets another program in, with a role and for an organisation, until its last day. An admin's has no organisation.
type Token struct {
	Header
	Name      string        `json:"name" validate:"required" maxLength:"50" example:"街道数据平台"`
	Role      access.Role   `json:"role" validate:"required" swaggertype:"string" enums:"viewer,recorder,secretary,admin" example:"recorder"`
	OrgID     uid.ID        `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	ExpiresOn calendar.Date `json:"expires_on" swaggertype:"string" format:"date" extensions:"x-nullable"` // the last day on which it is good; null: for ever

	// Secret is the hash of what the other program shows; it is set when the token is made. It is never part of a body.
	Secret []byte `json:"-"`
}

// Org gives the token's organisation, none for an admin's.
func (t *Token) Org() uid.ID { return t.OrgID }

// Validate names every bad field.
func (t *Token) Validate(today calendar.Date) error {
	var c problem.Check
	filled(&c, t.Name, "/name")
	granted(&c, t.Role, t.OrgID)
	c.Want(t.ExpiresOn.IsZero() || t.ExpiresOn >= today, "/expires_on", "past")
	return c.Err()
}

// Row is what showing the token reads.
func (t *Token) Row() []Column {
	return []Column{{"role", string(t.Role)}, {"name", t.Name}, {"expires_on", t.ExpiresOn}}
}

// Links are none: a token's organisation is its holder.
func (t *Token) Links() []Link { return nil }
