package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
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
	File  *File  `json:"file,omitempty" readonly:"true"` // that the text is of; none where it was text
}

// File is the .docx or .xlsx of a template, which is filled in place.
type File struct {
	Format string `json:"format" enums:"docx,xlsx" example:"docx"`
	Size   int64  `json:"size" example:"48213"` // in bytes
	SHA256 string `json:"sha256" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`

	Content []byte `json:"-"` // while it is being kept
}

// NewFile describes a file.
func NewFile(format string, content []byte) *File {
	sum := sha256.Sum256(content)
	return &File{Format: format, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), Content: content}
}

// Sum is the SHA-256 of the file, by which it is kept once.
func (f *File) Sum() []byte {
	b, _ := hex.DecodeString(f.SHA256)
	return b
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
	line, around := unclosed(t.Text)
	c.Want(line == 0, "/text", "unclosed-braces", line, around)
	return c.Err()
}

// unclosed finds {{ that no }} ends, in its line and before another {{: the line, from 1, and the words there; 0 where there is none.
func unclosed(text string) (line int, around string) {
	lines := strings.Split(strings.Map(func(r rune) rune {
		if isBreak(r) {
			return '\n'
		}
		return r
	}, text), "\n")
	for n, rest := range lines {
		for {
			_, after, found := strings.Cut(rest, "{{")
			if !found {
				break
			}
			inner, next, closed := strings.Cut(after, "}}")
			if !closed || strings.Contains(inner, "{{") || utf8.RuneCountInString(inner) > longestKey {
				runes := []rune("{{" + after)
				return n + 1, string(runes[:min(len(runes), 20)])
			}
			rest = next
		}
	}
	return 0, ""
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
