package record

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// User is a person who may log in. Admins stand outside the tree of organisations: they have no organisation.
type User struct {
	Header
	Username string      `json:"username" validate:"required" maxLength:"64" example:"zhang.wei"`
	Name     string      `json:"name" validate:"required" maxLength:"50" example:"张伟"`
	Role     access.Role `json:"role" validate:"required" swaggertype:"string" enums:"viewer,recorder,secretary,admin" example:"recorder"`
	OrgID    uid.ID      `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`

	// Secret is the hash of a password that is to replace the kept one; empty, that stays. It is never part of a body.
	Secret string `json:"-"`
}

// Passwords have from ShortestPassword to LongestPassword characters.
const (
	ShortestPassword = 8
	LongestPassword  = 128
)

// NormalUsername writes a username as it is kept and compared: without blanks around it, in lower case, and full-width
// letters (as an input method may leave them) as plain ones.
func NormalUsername(s string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
}

// CheckPassword notes what is wrong with a new password.
func CheckPassword(c *problem.Check, password, pointer string) {
	n := utf8.RuneCountInString(password)
	filled(c, password, pointer)
	c.Want(n >= ShortestPassword, pointer, "too-short", ShortestPassword)
	c.Want(n <= LongestPassword, pointer, "too-long", LongestPassword)
}

// Org gives the user's organisation, none for admins.
func (u *User) Org() uid.ID { return u.OrgID }

// Validate names every bad field. It first writes the username as it is kept.
func (u *User) Validate(calendar.Date) error {
	u.Username = NormalUsername(u.Username)
	var c problem.Check
	n := utf8.RuneCountInString(u.Username)
	filled(&c, u.Username, "/username")
	c.Want(n >= 2, "/username", "too-short", 2)
	c.Want(n <= 64, "/username", "too-long", 64)
	c.Want(!strings.ContainsFunc(u.Username, unfitForUsername), "/username", "bad-username")
	filled(&c, u.Name, "/name")
	granted(&c, u.Role, u.OrgID)
	return c.Err()
}

func unfitForUsername(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
}

// granted wants a known role, and an organisation for all but admins.
func granted(c *problem.Check, role access.Role, org uid.ID) {
	known := slices.Contains(access.Roles, role)
	c.Want(known, "/role", "unknown")
	c.Want(role != access.Admin || org.IsZero(), "/org_id", "not-for-admins")
	c.Want(role == access.Admin || !known || !org.IsZero(), "/org_id", "required")
}

// Row is what is filtered, and what a login reads.
func (u *User) Row() []Column {
	return []Column{{"username", u.Username}, {"role", string(u.Role)}, {"name", u.Name}}
}

// Links are none: a user's organisation is its holder.
func (u *User) Links() []Link { return nil }
