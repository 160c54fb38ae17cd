package record

import (
	"errors"
	"slices"
	"strconv"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Org is an organisation of the Party, from the street's committee down to a group. It holds itself.
type Org struct {
	Header
	Kind          OrgKind       `json:"kind" validate:"required" example:"community"`
	Name          string        `json:"name" validate:"required" maxLength:"100" example:"青山社区党总支"`
	ParentID      uid.ID        `json:"parent_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	SuperiorName  Text          `json:"superior_name" swaggertype:"string" maxLength:"100" extensions:"x-nullable" example:"青山街道党工委"`
	BrandName     Text          `json:"brand_name" swaggertype:"string" maxLength:"100" extensions:"x-nullable" example:"红心青山"`
	ChatGroupName Text          `json:"chat_group_name" swaggertype:"string" maxLength:"100" extensions:"x-nullable" example:"党员先锋群"`
	Tags          Strings       `json:"tags" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	HasCommittee  *bool         `json:"has_committee" extensions:"x-nullable"`
	ActsAsBranch  bool          `json:"acts_as_branch"`
	SecretaryID   uid.ID        `json:"secretary_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	CommitteeIDs  IDs           `json:"committee_ids" swaggertype:"array,string" maxItems:"50"`
	TermEndsOn    calendar.Date `json:"term_ends_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	RemitShare    Share         `json:"remit_share" swaggertype:"integer" minimum:"0" maximum:"100" default:"100" example:"100"`
	Since         calendar.Date `json:"since" swaggertype:"string" format:"date" extensions:"x-nullable"`
	ClosedOn      calendar.Date `json:"closed_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Noted
}

// OrgKind is where in the tree of the Party an organisation stands.
type OrgKind string

// The kinds of organisation.
const (
	Committee OrgKind = "committee" // 街道党工委
	Community OrgKind = "community" // 社区党委、党总支
	Branch    OrgKind = "branch"    // 党支部
	Group     OrgKind = "group"     // 党小组
)

// OrgWords lists every kind of organisation.
var OrgWords = []Word[OrgKind]{{Committee, "街道党工委"}, {Community, "社区党组织"}, {Branch, "党支部"}, {Group, "党小组"}}

// Share is how much of the dues goes up, in percent. It is kept as what stays below 100, so that its zero value, and null, is all.
type Share int

// ShareOf is the Share of a percentage.
func ShareOf(percent int) Share { return Share(100 - percent) }

// Percent is the share as it is written: 0 to 100.
func (s Share) Percent() int { return 100 - int(s) }

// MarshalJSON writes the percentage.
func (s Share) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, int64(s.Percent()), 10), nil
}

// UnmarshalJSON reads a percentage, and null as 100. Problems: "minimum", "maximum".
func (s *Share) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = 0
		return nil
	}
	percent, err := strconv.Atoi(string(b))
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return err
	case percent < 0:
		return problem.New(problem.Invalid, "minimum", 0)
	case percent > 100:
		return problem.New(problem.Invalid, "maximum", 100)
	}
	*s = ShareOf(percent)
	return nil
}

// Org gives the organisation itself.
func (o *Org) Org() uid.ID { return o.ID }

// Validate names every bad field.
func (o *Org) Validate(today calendar.Date) error {
	var c problem.Check
	c.Want(known(OrgWords, o.Kind), "/kind", "unknown")
	filled(&c, o.Name, "/name")
	c.Want(o.ParentID.IsZero() || o.ParentID != o.ID, "/parent_id", "own-descendant")
	tags(&c, o.Tags)
	unique(&c, o.CommitteeIDs, "/committee_ids")
	c.Want(o.RemitShare.Percent() >= 0, "/remit_share", "minimum", 0)
	c.Want(o.RemitShare.Percent() <= 100, "/remit_share", "maximum", 100)
	past(&c, o.Since, "/since", today)
	lasting(&c, o.Since, o.ClosedOn, "/closed_on")
	o.Noted.validate(&c)
	return c.Err()
}

// Row is what is counted, filtered or searched; path and community_id are the store's.
func (o *Org) Row() []Column {
	return []Column{
		{"kind", string(o.Kind)}, {"name", o.Name}, {"parent_id", o.ParentID}, {"since", o.Since}, {"closed_on", o.ClosedOn},
		{"tags", o.Tags.Column()}, {"words", words(o.Name)},
	}
}

// Links are the parent, the secretary, the committee and the attachments of the organisation.
func (o *Org) Links() []Link {
	return slices.Concat(
		link(RoleParent, o.ParentID, 0, "/parent_id"),
		link(RoleSecretary, o.SecretaryID, 0, "/secretary_id"),
		o.CommitteeIDs.links(RoleCommittee, 0, "/committee_ids"),
		o.Noted.links(),
	)
}
