package record

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
)

// Partner is a unit that reported to the community (单位报到), or builds jointly with it.
type Partner struct {
	Header
	Owned
	Name   string        `json:"name" validate:"required" maxLength:"100" example:"市第三人民医院"`
	Kind   PartnerKind   `json:"kind" extensions:"x-nullable" example:"reporting"`
	Since  calendar.Date `json:"since" swaggertype:"string" format:"date" extensions:"x-nullable"`
	LeftOn calendar.Date `json:"left_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Tags   Strings       `json:"tags" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	Noted
}

// PartnerKind is how a partner belongs to the community; where nobody said it is empty, and null in JSON.
type PartnerKind string

// The kinds of partner.
const (
	ReportingPartner PartnerKind = "reporting" // 报到单位
	JointPartner     PartnerKind = "joint"     // 共建单位
	OtherPartner     PartnerKind = "other"     // 其他
)

// PartnerWords lists every kind of partner.
var PartnerWords = []Word[PartnerKind]{{ReportingPartner, "报到单位"}, {JointPartner, "共建单位"}, {OtherPartner, "其他"}}

// MarshalJSON writes the kind, and null for none.
func (k PartnerKind) MarshalJSON() ([]byte, error) { return Text(k).MarshalJSON() }

// Validate names every bad field.
func (p *Partner) Validate(today calendar.Date) error {
	var c problem.Check
	filled(&c, p.Name, "/name")
	c.Want(p.Kind == "" || known(PartnerWords, p.Kind), "/kind", "unknown")
	past(&c, p.Since, "/since", today)
	lasting(&c, p.Since, p.LeftOn, "/left_on")
	tags(&c, p.Tags)
	p.Noted.validate(&c)
	return c.Err()
}

// Row is what is counted, filtered or searched.
func (p *Partner) Row() []Column {
	return []Column{{"kind", string(p.Kind)}, {"since", p.Since}, {"left_on", p.LeftOn}, {"tags", p.Tags.Column()}, {"words", words(p.Name)}}
}

// Links are the attachments of the partner.
func (p *Partner) Links() []Link { return p.Noted.links() }
