package api

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/document"
	"shuzhi/internal/report"
)

// What is done about blanks in which nothing could be said.
const (
	missingKeep   = "keep"   // they stay, highlighted
	missingRefuse = "refuse" // there is no file
)

// getDocument answers a report as a file. One of a .docx or .xlsx template is that file, filled in place; a workbook has no other guise.
//
//	@Summary  Download a report
//	@Tags     reports
//	@Produce  application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/pdf,text/plain,text/markdown
//	@Param    id       path      string  true   "id"  format(uuid)
//	@Param    format   query     string  true   "in which guise; xlsx of a workbook alone"  Enums(docx, xlsx, pdf, txt, md)
//	@Param    missing  query     string  false  "keep blanks that nobody filled, highlighted; or refuse"  Enums(keep, refuse)  default(keep)
//	@Success  200      {file}    binary
//	@Failure  default  {object}  Problem
//	@Router   /reports/{id}/document [get]
func (a *API) getDocument(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	q := newQuery(c)
	format := q.oneOf("format", guises()...)
	missing := q.oneOf("missing", missingKeep, missingRefuse)
	if !q.has("format") {
		q.note("?format", "required")
	}
	if err := q.err(); err != nil {
		return err
	}
	filled, file, err := a.store.ReportFile(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if missing == missingRefuse {
		if err := report.Unfilled(filled.Slots); err != nil {
			return err
		}
	}
	content, err := write(filled, file, format)
	if err != nil {
		return err
	}
	return answerFile(c, filled.FileName(), format, content)
}

// guises are all formats of files.
func guises() []string { return append(document.Formats(), "xlsx") }

// formatsOf are the guises in which a report is to be had.
func formatsOf(r report.Report) []string {
	if r.File != nil && r.File.Format == "xlsx" {
		return []string{"xlsx"}
	}
	return document.Formats()
}

// write makes a report a file; template is the file that it is filled into.
func write(r report.Report, template []byte, format string) ([]byte, error) {
	if !slices.Contains(formatsOf(r), format) {
		return nil, fieldProblem("?format", "format-of-template", strings.Join(formatsOf(r), "、"))
	}
	var out bytes.Buffer
	t := text(r)
	if r.File != nil {
		file, err := document.Open(template)
		if err != nil {
			return nil, err
		}
		own := r.File.Format == format
		if own || len(file.Cells()) > 0 {
			if err = file.Replace(&out, revision(r, file)); err != nil || own {
				return out.Bytes(), at("?format", err)
			}
			if file, err = document.Open(bytes.Clone(out.Bytes())); err != nil {
				return nil, err
			}
			rows := document.Parse(byRows(file))
			t.Title, t.Lines = rows.Title, rows.Lines
			out.Reset()
		}
	}
	err := document.Write(&out, format, t)
	var unknown document.ErrGlyph
	if errors.As(err, &unknown) {
		return nil, fieldProblem("?format", "no-glyph", string(unknown.Runes))
	}
	return out.Bytes(), err
}

// byRows is the text of a file with the cells of each row of its tables in one line.
func byRows(file *document.File) string {
	runes := []rune(file.Text())
	var last document.Cell
	for _, c := range file.Cells() {
		if c.Sheet == last.Sheet && c.Row == last.Row && c.From > last.To && c.From > 0 {
			runes[c.From-1] = '\u3000'
		}
		last = c
	}
	return string(runes)
}

// text is a report ready to be set; what is final says so at its foot.
func text(r report.Report) document.Text {
	marks := make([]document.Range, len(r.Marks))
	for i, m := range r.Marks {
		marks[i] = document.Range{From: m.From, To: m.To}
	}
	t := document.Parse(r.Text, marks...)
	if t.Properties = properties(r); t.Properties != nil {
		t.Foot = footWord + string(r.Code)
	}
	return t
}

// By what a file of a final report is known: the word before the code at its foot, and its properties.
const (
	footWord       = "核验码 "
	propertyReport = "ShuzhiReport"
	propertySHA256 = "ShuzhiSHA256"
	propertyCode   = "ShuzhiCode"
)

// properties tell a file of a final report from all others.
func properties(r report.Report) []document.Property {
	if r.Status != report.StatusFinal {
		return nil
	}
	return []document.Property{{Name: propertyReport, Value: r.ID.String()}, {Name: propertySHA256, Value: string(r.SHA256)}, {Name: propertyCode, Value: string(r.Code)}}
}

// revision is what a report puts into the file of its template. A row of a table with a list is written once for each entry; so is
// a paragraph elsewhere.
func revision(r report.Report, file *document.File) document.Revision {
	rev := document.Revision{Properties: properties(r)}
	runes := []rune(file.Text())
	for i := 0; i < len(r.Slots); {
		unit, inRow := around(runes, file, r.Slots[i])
		first := i
		for i++; i < len(r.Slots) && r.Slots[i].Place.From <= unit.To; i++ {
		}
		some := r.Slots[first:i]
		entries := report.Entries(some)
		switch {
		case entries == 0:
			for _, s := range some {
				rev.Changes = append(rev.Changes, change(s, 0))
			}
		case inRow:
			rev.Repeats = append(rev.Repeats, document.Repeat{At: some[0].Place.From, Rows: changes(some, entries)})
		default:
			var lines []string
			for _, row := range changes(some, entries) {
				lines = append(lines, apply(runes, unit, row))
			}
			rev.Changes = append(rev.Changes, document.Change{From: unit.From, To: unit.To, Text: strings.Join(lines, "\n")})
		}
	}
	return rev
}

// around is what is written again for a list: the row of a table in which a slot stands, or its line.
func around(text []rune, file *document.File, s report.FilledSlot) (unit document.Range, inRow bool) {
	if row, ok := file.Row(s.Place.From); ok {
		return row, true
	}
	line := document.Range{From: s.Place.From, To: s.Place.To}
	for line.From > 0 && text[line.From-1] != '\n' {
		line.From--
	}
	for line.To < len(text) && text[line.To] != '\n' {
		line.To++
	}
	return line, false
}

// changes are those of each entry's row.
func changes(slots []report.FilledSlot, entries int) [][]document.Change {
	rows := make([][]document.Change, entries)
	for i := range rows {
		for _, s := range slots {
			rows[i] = append(rows[i], change(s, i))
		}
	}
	return rows
}

// apply is a line with changes in it.
func apply(text []rune, line document.Range, changes []document.Change) string {
	var b strings.Builder
	at := line.From
	for _, c := range changes {
		b.WriteString(string(text[at:c.From]) + c.Text)
		at = c.To
	}
	return b.String() + string(text[at:line.To])
}

// change puts what is said in a slot in its place, of a list what stands in the row. A cell that holds nothing else becomes the number.
func change(s report.FilledSlot, row int) document.Change {
	c := document.Change{From: s.Place.From, To: s.Place.To, Text: s.InRow(row), Mark: s.Unfilled}
	if s.Kind == report.KindMetric && !s.Unfilled {
		if n, err := strconv.ParseFloat(strings.TrimSuffix(c.Text, "%"), 64); err == nil {
			c.Number = &n
		}
	}
	return c
}
