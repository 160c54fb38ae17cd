package document

import (
	"slices"
	"strconv"
	"strings"
)

// sheet is a sheet of a workbook while it is read, and afterwards what it takes to change its cells.
type sheet struct {
	*scanner
	file    *File
	name    string
	part    *filePart
	prefix  string // of its elements
	dataTo  int    // where the end tag of sheetData begins
	rows    []sheetRow
	cells   []*sheetCell // by row and column
	columns []columnStyle
	merged  []gridCell
	fixed   []gridCell // headings of Excel's tables, which have to be called so
}

// sheetRow is a row that the sheet stores, in bytes of its part.
type sheetRow struct {
	Range
	number int
	tag    int // where its start tag ends
	end    int // where its end tag begins
	hollow bool
	spans  bool // it says which columns it has
	style  int  // of cells that it does not store, -1: none
}

// sheetCell is a cell, stored or not: From and To are equal then.
type sheetCell struct {
	Range
	*sheet
	row, column int
	tag         int // where its start tag ends
	style       int
	kind        string // t: s, inlineStr, str, n, b, e, d
	text        string
	source      *sharedString // where its text stands
	fixed       bool
	result      Range // the v of a formula
}

type columnStyle struct{ from, to, style int }

// readSheet reads a sheet into lines and cells.
func (f *File) readSheet(name, part string) (*filePart, error) {
	src, err := f.archive.read(part)
	if err != nil {
		return nil, err
	}
	s := &sheet{scanner: newScanner(part, src), file: f, name: name, part: &filePart{part, src}}
	var tables []string
	err = s.each(func(root token) error {
		s.prefix = string(root.prefix)
		return s.each(func(t token) error {
			if t.space != spaceSheet {
				return nil
			}
			switch string(t.name) {
			case "cols":
				return s.each(s.readColumn)
			case "sheetData":
				err := s.each(s.readRow)
				s.dataTo = s.closed
				return err
			case "mergeCells":
				return s.each(s.readMerged)
			case "tableParts":
				return s.each(func(token) error {
					id, _ := s.attr(spaceRelation, "id")
					tables = append(tables, id)
					return nil
				})
			}
			return nil
		})
	})
	if err == nil {
		err = s.readTables(tables)
	}
	if err != nil {
		return nil, err
	}
	s.scanner = nil // it has done its work
	for _, h := range s.fixed {
		i, _ := slices.BinarySearchFunc(s.cells, h.row, func(c *sheetCell, row int) int { return c.row - row })
		for ; i < len(s.cells) && s.cells[i].row == h.row; i++ {
			c := s.cells[i]
			c.fixed = c.fixed || c.column >= h.column && c.column < h.column+h.columns
		}
	}
	return s.part, s.lay()
}

func (s *sheet) readColumn(token) error {
	from, _ := s.number(spaceNone, "min")
	to, _ := s.number(spaceNone, "max")
	if style, ok := s.number(spaceNone, "style"); ok && len(s.columns) < maxColumns {
		s.columns = append(s.columns, columnStyle{from, to, style})
	}
	return nil
}

func (s *sheet) readMerged(token) error {
	ref, _ := s.attr(spaceNone, "ref")
	if c, ok := area(ref); ok {
		s.merged = append(s.merged, c)
	}
	return nil
}

// area reads A1:B2.
func area(ref string) (c gridCell, ok bool) {
	from, to, _ := strings.Cut(ref, ":")
	row, column, ok := place(from)
	if !ok {
		return c, false
	}
	lastRow, lastColumn, ok := place(to)
	if !ok {
		lastRow, lastColumn = row, column
	}
	return gridCell{row: row, column: column, rows: max(1, lastRow-row+1), columns: max(1, lastColumn-column+1)}, true
}

// readTables notes the headings of the sheet's tables.
func (s *sheet) readTables(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	links, err := s.file.archive.links(s.part.name)
	if err != nil {
		return err
	}
	for _, l := range links {
		if !slices.Contains(ids, l.id) || !s.file.archive.has(l.target) {
			continue
		}
		src, err := s.file.archive.read(l.target)
		if err != nil {
			return err
		}
		t := newScanner(l.target, src)
		if _, err := t.root(); err != nil {
			return err
		}
		ref, _ := t.attr(spaceNone, "ref")
		headings, counted := t.number(spaceNone, "headerRowCount")
		if c, ok := area(ref); ok && (!counted || headings > 0) {
			c.rows = 1
			s.fixed = append(s.fixed, c)
		}
	}
	return nil
}

func (s *sheet) readRow(t token) error {
	if !t.is(spaceSheet, "row") {
		return nil
	}
	r := sheetRow{tag: t.to, hollow: t.hollow, number: 1, style: -1}
	if n := len(s.rows); n > 0 {
		r.number = s.rows[n-1].number + 1
	}
	if n, ok := s.number(spaceNone, "r"); ok {
		r.number = n
	}
	if n, ok := s.number(spaceNone, "s"); ok {
		r.style = n
	}
	_, r.spans = s.attr(spaceNone, "spans")
	if n := len(s.rows); r.number < 1 || r.number > maxRows || n > 0 && r.number <= s.rows[n-1].number {
		return s.fail("a row out of order")
	}
	column := 0
	err := s.each(func(t token) error {
		if !t.is(spaceSheet, "c") {
			return nil
		}
		c, err := s.readCell(t, r.number, column+1)
		column = c.column
		return err
	})
	r.Range, r.end = Range{t.from, s.at}, s.closed
	s.rows = append(s.rows, r)
	if len(s.rows) > maxPieces {
		return &FileError{Code: ErrTooLarge.Code, Part: s.part.name, Detail: "too many rows"}
	}
	return err
}

// readCell reads a c, whose place may be left out: it follows the one before.
func (s *sheet) readCell(t token, row, column int) (*sheetCell, error) {
	c := &sheetCell{sheet: s, row: row, column: column, tag: t.to, kind: "n"}
	if name, ok := s.attr(spaceNone, "r"); ok {
		var named int
		if named, c.column, ok = place(name); !ok || named != row || c.column < column {
			return c, s.fail("a cell out of order")
		}
	}
	if kind, ok := s.attr(spaceNone, "t"); ok {
		c.kind = kind
	}
	c.style, _ = s.number(spaceNone, "s")
	var value []byte
	var stored Range
	err := s.each(func(t token) (err error) {
		switch {
		case t.is(spaceSheet, "f"):
			c.fixed, s.file.book.formulas = true, true
		case t.is(spaceSheet, "v"):
			value, err = s.text(nil)
			stored = Range{t.from, s.at}
		case t.is(spaceSheet, "is"):
			c.source = &sharedString{part: s.part, prefix: string(t.prefix), preserves: s.preserves()}
			c.text, err = richText(s.scanner)
			c.source.Range = Range{t.to, s.closed}
		}
		return err
	})
	c.Range = Range{t.from, s.at}
	if err != nil {
		return c, err
	}
	if c.fixed {
		c.result = stored
		s.file.book.results = append(s.file.book.results, c)
	}
	if c.kind != "inlineStr" {
		c.source = nil // what stands in an is means nothing here
	}
	switch v := strings.TrimSpace(string(value)); c.kind {
	case "s":
		if v == "" {
			break
		}
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(s.file.book.strings) {
			return c, s.fail("a text that is not in the list")
		}
		c.source = &s.file.book.strings[i]
		c.text = c.source.text
	case "inlineStr":
	case "n":
		c.text = s.file.book.styles.show(v, c.style, s.file.book.from1904)
	case "b":
		c.text = map[string]string{"0": "FALSE", "1": "TRUE"}[v]
	case "str":
		c.text = decode(string(value), true)
	default:
		c.text = v
	}
	s.cells = append(s.cells, c)
	if len(s.cells) > maxPieces {
		return c, &FileError{Code: ErrTooLarge.Code, Part: s.part.name, Detail: "too many cells"}
	}
	return c, nil
}
