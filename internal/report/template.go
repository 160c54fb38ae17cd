package report

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Template is a text with slots, ready to be filled.
type Template struct {
	record.Header
	OrgID uid.ID `json:"org_id" readonly:"true" swaggertype:"string" format:"uuid" extensions:"x-nullable"` // seen there and below; null: by everybody
	Name  string `json:"name" readonly:"true" example:"述职报告"`
	Text  string `json:"text" readonly:"true"`
	Slots []Slot `json:"slots" readonly:"true"`
}

// The bounds of a template: a report of 200 pages, and no blank without end.
const (
	longestText = 400_000 // characters
	mostSlots   = 5_000
)

// Org is the organisation that holds the template; none where it is everybody's.
func (t *Template) Org() uid.ID { return t.OrgID }

// Validate names every bad field.
func (t *Template) Validate(calendar.Date) error {
	var c problem.Check
	c.Want(strings.TrimSpace(t.Name) != "", "/name", "required")
	c.Want(strings.TrimSpace(t.Text) != "", "/text", "required")
	c.Want(utf8.RuneCountInString(t.Text) <= longestText, "/text", "too-long", longestText)
	c.Want(len(t.Slots) <= mostSlots, "/text", "too-many-blanks", mostSlots)
	return c.Err()
}

// Row is what is searched.
func (t *Template) Row() []record.Column {
	return []record.Column{{Name: "words", Value: strings.ToLower(t.Name)}}
}

// Links are none.
func (t *Template) Links() []record.Link { return nil }

// AnnualDebriefID is what the built-in template is called by.
const AnnualDebriefID = "annual-debrief"

//go:embed annual-debrief.txt
var annualDebrief string

// AnnualDebrief is the built-in template: a community secretary's yearly debrief on Party building.
func AnnualDebrief() Template {
	return Template{Name: "社区党组织书记抓基层党建工作述职报告", Text: annualDebrief, Slots: Read(annualDebrief, nil)}
}
