package document

import (
	"bytes"
	"slices"
)

// tableRow is a w:tr: bytes of its part, and the lines that stand in it.
type tableRow struct {
	Range
	part  *filePart
	lines Range
	outer int // the row in which its table stands, or -1
}

// wordTable is a w:tbl while it is read.
type wordTable struct {
	*wordReader
	grid
	row, column int // of the next cell, from 1
}

// table reads a w:tbl.
func (r *wordReader) table() error {
	t := &wordTable{wordReader: r}
	if r.copies == 0 {
		r.tables = append(r.tables, &t.grid)
	}
	return r.each(t.inside)
}

// inside reads what stands in a table; its rows and cells may lie in content controls.
func (t *wordTable) inside(tag token) error {
	switch {
	case tag.is(spaceWord, "tr"):
		return t.tableRow(tag)
	case tag.is(spaceWord, "tc"):
		return t.tableCell()
	case tag.is(spaceWord, "gridBefore"):
		n, _ := t.number(spaceWord, "val")
		t.column += min(n, maxColumns)
		return nil
	case tag.is(spaceWord, "del"), tag.is(spaceWord, "moveFrom"), tag.is(spaceWord, "sdtPr"):
		return nil
	}
	return t.each(t.inside)
}

func (t *wordTable) tableRow(tag token) error {
	t.row, t.column = t.row+1, 1
	if t.copies > 0 {
		return t.each(t.inside)
	}
	outer, row := t.inRow, len(t.file.rows)
	t.file.rows = append(t.file.rows, tableRow{part: t.part, lines: Range{len(t.lines), 0}, outer: outer})
	t.inRow = row
	err := t.each(t.inside)
	t.inRow = outer
	t.file.rows[row].Range, t.file.rows[row].lines.To = Range{tag.from, t.at}, len(t.lines)
	return err
}

func (t *wordTable) tableCell() error {
	c := gridCell{row: t.row, column: t.column, rows: 1, columns: 1, lines: Range{len(t.lines), 0}}
	below := false // it goes on with the cell above
	err := t.each(func(tag token) error {
		if !tag.is(spaceWord, "tcPr") {
			return t.block(tag)
		}
		return t.each(func(tag token) error {
			switch {
			case tag.is(spaceWord, "gridSpan"):
				n, _ := t.number(spaceWord, "val")
				c.columns = max(1, min(n, maxColumns))
			case tag.is(spaceWord, "vMerge"):
				kind, _ := t.attr(spaceWord, "val")
				below = kind != "restart"
			}
			return nil
		})
	})
	c.lines.To = len(t.lines)
	t.column += c.columns
	if !below || !t.lengthen(c) {
		t.cells = append(t.cells, c)
	}
	return err
}

// repeat notes the rows that are written several times, and gives them.
func (f *File) repeat(e *edits, repeats []Repeat) (rows []int, err error) {
	for _, again := range repeats {
		line := f.lineAt(again.At)
		switch {
		case line < 0 || f.lines[line].row < 0:
			return nil, &FileError{Code: ErrRepeat.Code, Detail: "not in a row of a text's table"}
		case len(again.Rows) == 0:
			return nil, &FileError{Code: ErrRepeat.Code, Detail: "no row at all"}
		}
		row := f.lines[line].row
		for r := row; r >= 0; r = f.rows[r].outer {
			for _, other := range rows {
				if f.within(other, row) || f.within(r, other) {
					return nil, &FileError{Code: ErrRepeat.Code, Detail: "a row in a row that is repeated"}
				}
			}
		}
		var out []byte
		for i, changes := range again.Rows {
			text, err := f.rowWith(row, changes)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				text = unnamed(text)
			}
			if out = append(out, text...); len(out) > maxPart {
				return nil, &FileError{Code: ErrTooLarge.Code, Part: f.rows[row].part.name}
			}
		}
		at := f.rows[row]
		e.put(at.part, at.From, at.To, out)
		rows = append(rows, row)
	}
	return rows, nil
}

// repeated tells whether a line stands in one of the rows.
func (f *File) repeated(line int, rows []int) bool {
	return slices.ContainsFunc(rows, func(row int) bool { return f.within(f.lines[line].row, row) })
}

// within tells whether the row is that other one or in it.
func (f *File) within(row, other int) bool {
	for ; row >= 0; row = f.rows[row].outer {
		if row == other {
			return true
		}
	}
	return false
}

// rowWith gives a row with the changes made.
func (f *File) rowWith(row int, changes []Change) ([]byte, error) {
	at := f.rows[row]
	for line := at.lines.From; line < at.lines.To; line++ {
		for _, c := range f.lines[line].copies {
			if c.From < at.From || c.To > at.To {
				return nil, &FileError{Code: ErrRepeat.Code, Part: at.part.name, Detail: "a text box that is stored twice"}
			}
		}
	}
	e := newEdits()
	err := f.perLine(changes, func(line int, changes []Change) error {
		if line < at.lines.From || line >= at.lines.To {
			return badChange(changes[0], "outside the row that is repeated")
		}
		return f.edit(e, line, changes)
	})
	if err != nil {
		return nil, err
	}
	return at.part.slice(at.Range, e.parts[at.part])
}

// unnamed leaves out of a row the numbers by which Word tells paragraphs and rows apart: no two may have one.
func unnamed(row []byte) []byte {
	var out []byte
	s := newScanner("", row)
	last := 0
	for {
		t, err := s.next()
		if err != nil || t.kind == tokenEnd {
			return append(out, row[last:]...)
		}
		if t.kind != tokenOpen {
			continue
		}
		for _, a := range s.attrs {
			if name := row[a.name:a.equals]; bytes.HasSuffix(name, []byte(":paraId")) || bytes.HasSuffix(name, []byte(":textId")) {
				out = append(out, row[last:a.from]...)
				last = a.end
			}
		}
	}
}
