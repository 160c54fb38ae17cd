package api

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shuzhi/internal/calendar"
	"shuzhi/internal/document"
	"shuzhi/internal/problem"
	"shuzhi/internal/report"
)

// source is a text to be read, and the .docx or .xlsx that it is of, if it is of one.
type source struct {
	text string
	file *document.File
	kept *report.File
}

// isForm reports whether the body is a form with files.
func isForm(c echo.Context) bool {
	return strings.HasPrefix(c.Request().Header.Get(echo.HeaderContentType), "multipart/")
}

// source reads a .docx, .xlsx or .txt file of the form; which of them it is, its bytes say.
func (f form) source(field string) (s source, name string, err error) {
	content, name, err := f.file(field, maxAttachment)
	if err != nil {
		return s, name, err
	}
	switch {
	case bytes.HasPrefix(content, []byte("PK")), bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		if s, err = openSource(content); err == nil {
			s, err = s.unsealed()
		}
		return s, name, at("/"+field, err)
	case slices.Contains([]string{".docx", ".xlsx"}, strings.ToLower(path.Ext(name))):
		return s, name, fieldProblem("/"+field, document.ErrNotOffice.Code)
	case strings.ToLower(path.Ext(name)) != ".txt":
		return s, name, fieldProblem("/"+field, "template-type")
	}
	text, ok := plainText(content)
	if !ok {
		return s, name, fieldProblem("/"+field, "not-utf-8")
	}
	return source{text: codeAtFoot.ReplaceAllString(text, "")}, name, nil
}

// codeAtFoot is what stands at the foot of a file of a final report.
var codeAtFoot = regexp.MustCompile(footWord + `[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)

// unsealed takes away by which final report a file is known: what is made of it is another.
func (s source) unsealed() (source, error) {
	var rev document.Revision
	for _, p := range s.file.Properties() {
		if slices.Contains([]string{propertyReport, propertySHA256, propertyCode}, p.Name) && p.Value != "" {
			rev.Properties = append(rev.Properties, document.Property{Name: p.Name})
		}
	}
	for _, at := range codeAtFoot.FindAllStringIndex(s.text, -1) {
		from := utf8.RuneCountInString(s.text[:at[0]])
		rev.Changes = append(rev.Changes, document.Change{From: from, To: from + utf8.RuneCountInString(s.text[at[0]:at[1]])})
	}
	if rev.Properties == nil && rev.Changes == nil {
		return s, nil
	}
	return s.revised(rev)
}

// revised is the source of the file with a revision made.
func (s source) revised(rev document.Revision) (source, error) {
	var out bytes.Buffer
	if err := s.file.Replace(&out, rev); err != nil {
		return source{}, at("/file", err)
	}
	return openSource(out.Bytes())
}

// openSource reads a .docx or .xlsx.
func openSource(content []byte) (source, error) {
	file, err := document.Open(content)
	if err != nil {
		return source{}, err
	}
	return source{text: file.Text(), file: file, kept: report.NewFile(file.Format(), content)}, nil
}

// cells are those of the file's tables and sheets, with the labels beside them.
func (s source) cells() []report.Cell {
	if s.file == nil {
		return nil
	}
	all := make([]report.Cell, 0, len(s.file.Cells()))
	for _, c := range s.file.Cells() {
		name := c.Sheet + "!" + c.Address()
		if s.file.Format() == "docx" {
			name = fmt.Sprintf("表%s第%d行第%d列", c.Sheet, c.Row, c.Column)
		}
		all = append(all, report.Cell{Place: report.Place{From: c.From, To: c.To}, Name: name, Left: c.Left, Above: c.Above, Fixed: c.Fixed})
	}
	return all
}

// slots are the blanks of the text, bound.
func (s source) slots(scope report.Scope) []report.Slot {
	slots := report.Read(s.text, scope.Known, s.cells()...)
	report.Recall(s.text, slots, scope)
	return slots
}

// blanked is the source of a finished report with its numbers made blanks.
func (s source) blanked(scope report.Scope) (source, error) {
	blanks := report.Blank(s.text, scope, s.cells()...)
	if s.file == nil {
		return source{text: report.Apply(s.text, blanks)}, nil
	}
	var rev document.Revision
	for _, b := range blanks {
		rev.Changes = append(rev.Changes, document.Change{From: b.From, To: b.To, Text: b.Text})
	}
	return s.revised(rev)
}

// claims are the numbers that the finished text says.
func (s source) claims(scope report.Scope) []report.Claim {
	return report.Check(s.text, scope, s.cells()...)
}

// plainText reads UTF-8, or GB 18030 as Windows writes it, and drops a byte order mark and the line ends of other systems.
func plainText(content []byte) (text string, ok bool) {
	if !utf8.Valid(content) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return "", false
		}
		content = decoded
	}
	text = strings.ReplaceAll(strings.TrimPrefix(string(content), "\uFEFF"), "\r\n", "\n")
	return text, !strings.Contains(text, "\x00")
}

// at names the field whose file is bad.
func at(pointer string, err error) error {
	var bad *document.FileError
	switch {
	case !errors.As(err, &bad):
		return err
	case bad.Code == document.ErrTooLarge.Code && bad.Part == "":
		return fieldProblem(pointer, bad.Code)
	}
	return fieldProblem(pointer, bad.Code, path.Base(bad.Part))
}

// ofFile says of the file what is bad about the text that was read from it.
func (s source) ofFile(err error) error {
	var bad *problem.Error
	if s.kept == nil || !errors.As(err, &bad) {
		return err
	}
	for i, f := range bad.Fields {
		if f.Pointer == "/text" {
			bad.Fields[i].Pointer = "/file"
		}
	}
	return bad
}

// year reads a year of the form, noting a bad one; nil where there is none.
func (f form) year(c *problem.Check, field string) *int {
	s := f.text(field)
	if s == "" {
		return nil
	}
	year, err := strconv.Atoi(s)
	c.Want(err == nil && year >= calendar.FirstYear && year <= calendar.LastYear, "/"+field, "out-of-range", calendar.FirstYear, calendar.LastYear)
	return &year
}
