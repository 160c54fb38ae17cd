package record

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Area is a part of a community's ground: 社区—片区—网格—楼栋, of which the community is no area but an organisation.
type Area struct {
	Header
	Owned
	Kind     AreaKind      `json:"kind" validate:"required" example:"grid"`
	Name     string        `json:"name" validate:"required" maxLength:"100" example:"第三网格"`
	ParentID uid.ID        `json:"parent_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Since    calendar.Date `json:"since" swaggertype:"string" format:"date" extensions:"x-nullable"`
	ClosedOn calendar.Date `json:"closed_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Noted
}

// AreaKind is the level of an area.
type AreaKind string

// The kinds of area, from wide to narrow.
const (
	Precinct AreaKind = "precinct" // 片区
	Grid     AreaKind = "grid"     // 网格
	Building AreaKind = "building" // 楼栋
)

// AreaWords lists every kind of area, from wide to narrow.
var AreaWords = []Word[AreaKind]{{Precinct, "片区"}, {Grid, "网格"}, {Building, "楼栋"}}

// Parent is the kind of area one level up; none above a precinct.
func (k AreaKind) Parent() AreaKind {
	if i := place(AreaWords, k); i > 0 {
		return AreaWords[i-1].Kind
	}
	return ""
}

// Validate names every bad field. That the parent is of the kind one level up is looked at by the store.
func (a *Area) Validate(today calendar.Date) error {
	var c problem.Check
	c.Want(known(AreaWords, a.Kind), "/kind", "unknown")
	filled(&c, a.Name, "/name")
	if a.Kind == Precinct {
		c.Want(a.ParentID.IsZero(), "/parent_id", "precinct-has-no-parent")
	} else {
		c.Want(!a.ParentID.IsZero() || !known(AreaWords, a.Kind), "/parent_id", "required")
	}
	past(&c, a.Since, "/since", today)
	lasting(&c, a.Since, a.ClosedOn, "/closed_on")
	a.Noted.validate(&c)
	return c.Err()
}

// Row is what is counted, filtered or searched; path is the store's.
func (a *Area) Row() []Column {
	return []Column{{"kind", string(a.Kind)}, {"parent_id", a.ParentID}, {"since", a.Since}, {"closed_on", a.ClosedOn}, {"words", words(a.Name)}}
}

// Links are the parent and the attachments of the area.
func (a *Area) Links() []Link {
	return slices.Concat(link(RoleParent, a.ParentID, 0, "/parent_id"), a.Noted.links())
}
