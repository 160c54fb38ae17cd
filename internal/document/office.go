package document

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// What the text of an office file may be, at most; a report of 200 pages has some 6,000 lines in 30,000 pieces.
const (
	maxLines   = 100_000 // paragraphs, or cells that hold text
	maxOffered = 20_000  // empty cells of a workbook; the others are no lines
	maxPieces  = 500_000 // stretches of text with a format of their own, entries of a workbook's list of strings
)

// File is a .docx or .xlsx as a text, and the same file with parts of that text replaced. Its lines are the paragraphs, or the
// cells, that hold text.
//
// Of a .docx these are the body's, with tables and text boxes where they stand, then those of headers, footers, footnotes and
// endnotes. Deleted text, field codes and comments are no text. Tabs are \t; a break within a paragraph is \n, like its end.
//
// Of a .xlsx these are the cells of each visible sheet, row by row, nearly as they are shown; and empty cells that a label asks
// for, so that they can be filled. A break within a cell is \n, like its end. Shapes, charts and comments are no text.
//
// Nothing of a File changes once it is open, and any number of Replace may run at once. It keeps the content that it was opened
// with, the parts that hold text, which are maxInflated bytes at most, and some 60 MB that say where what stands.
type File struct {
	archive    *archive
	format     string
	text       string
	starts     []int // where each line begins, in runes of text
	lines      []fileLine
	cells      []Cell
	rows       []tableRow
	book       *workbook // of a .xlsx
	properties properties
}

// fileLine is a line of the text: a paragraph, which Word may store twice, or a cell.
type fileLine struct {
	text   string
	copies []wordParagraph
	row    int // the innermost row of a table that it stands in, or -1
	within int // the innermost of File.cells that it stands in, or -1
	cell   *sheetCell
}

// FileError says what is wrong with a file, or with a change to it.
type FileError struct {
	Code   string // stable: "encrypted"
	Part   string // the part of the file that it lies in, if in one
	Detail string
}

// What can be wrong. Compare with errors.Is; the error itself also says in which part.
var (
	ErrNotOffice = &FileError{Code: "not-office"}     // no .docx or .xlsx
	ErrLegacy    = &FileError{Code: "legacy-format"}  // .doc, .xls, .wps: to be saved anew
	ErrEncrypted = &FileError{Code: "encrypted"}      // locked by a password
	ErrMacros    = &FileError{Code: "macros"}         // holds a program
	ErrTooLarge  = &FileError{Code: "file-too-large"} // or too deep, or packed too tightly
	ErrMalformed = &FileError{Code: "malformed"}      // damaged
	ErrDoctype   = &FileError{Code: "doctype"}        // defines entities, which no office file does
	ErrDuplicate = &FileError{Code: "duplicate-part"} // two parts of one name
	ErrChange    = &FileError{Code: "bad-change"}     // outside the text, over another change, or over the end of a line
	ErrFixed     = &FileError{Code: "fixed-cell"}     // a change of a formula
	ErrRepeat    = &FileError{Code: "cannot-repeat"}  // not in a row, or in one that cannot be repeated
)

func (e *FileError) Error() string {
	s := e.Code
	for _, more := range []string{e.Part, e.Detail} {
		if more != "" {
			s += ": " + more
		}
	}
	return s
}

// Is tells whether the target is of the same code.
func (e *FileError) Is(target error) bool {
	t, ok := target.(*FileError)
	return ok && t.Code == e.Code
}

// Open reads a .docx or .xlsx, whatever its name. A part that it reads and finds damaged, properties too, is an error. It keeps content, which must not change any more.
func Open(content []byte) (*File, error) {
	a, err := openArchive(content)
	if err != nil {
		return nil, err
	}
	types, err := a.read("[Content_Types].xml")
	switch {
	case err != nil:
		return nil, err
	case strings.Contains(string(types), "macroEnabled"):
		return nil, ErrMacros
	}
	f := &File{archive: a}
	links, err := a.links("")
	if err != nil {
		return nil, err
	}
	main := to(links, "officeDocument")
	if len(main) == 0 {
		return nil, &FileError{Code: ErrNotOffice.Code, Part: "_rels/.rels", Detail: "names no document"}
	}
	src, err := a.read(main[0])
	if err != nil {
		return nil, err
	}
	root, err := newScanner(main[0], src).root()
	switch {
	case err != nil:
		return nil, err
	case root.is(spaceWord, "document"):
		f.format = "docx"
		err = f.readWord(main[0], src)
	case root.is(spaceSheet, "workbook"):
		f.format = "xlsx"
		err = f.readWorkbook(main[0], src)
	default:
		err = &FileError{Code: ErrNotOffice.Code, Part: main[0], Detail: "neither a text nor a workbook"}
	}
	if err == nil {
		err = f.readProperties(types)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Format is docx or xlsx.
func (f *File) Format() string { return f.format }

// Text gives the lines, joined by \n.
func (f *File) Text() string { return f.text }

// join makes the text of the lines.
func (f *File) join() {
	var b strings.Builder
	at := 0
	f.starts = make([]int, len(f.lines))
	for i := range f.lines {
		if i > 0 {
			b.WriteByte('\n')
			at++
		}
		f.starts[i] = at
		b.WriteString(f.lines[i].text)
		at += utf8.RuneCountInString(f.lines[i].text)
	}
	f.text = b.String()
	rest := f.text // so that each text is kept once
	for i := range f.lines {
		n := len(f.lines[i].text)
		f.lines[i].text = rest[:n]
		rest = rest[min(n+1, len(rest)):]
	}
}

// rangeOf gives where lines stand in the text, from the first to before the last.
func (f *File) rangeOf(first, last int) Range {
	return Range{f.starts[first], f.starts[last-1] + utf8.RuneCountInString(f.lines[last-1].text)}
}

// lineAt gives the line in which a place of the text lies, or -1.
func (f *File) lineAt(at int) int {
	i := sort.SearchInts(f.starts, at+1) - 1
	if i < 0 || at > f.rangeOf(i, i+1).To {
		return -1
	}
	return i
}
