package document

import (
	"slices"
	"strconv"
)

// sheetRepeats are the rows of a workbook's sheets that are written anew, once or several times.
type sheetRepeats []sheetRepeat

type sheetRepeat struct {
	*sheet
	number, times int
}

// hold tells whether a cell stands in one of them.
func (all sheetRepeats) hold(c *sheetCell) bool {
	return slices.ContainsFunc(all, func(r sheetRepeat) bool { return c != nil && r.sheet == c.sheet && r.number == c.row })
}

// movements tells what becomes of the other rows: nothing, if each row is written once.
func (all sheetRepeats) movements() movements {
	m := movements{}
	for _, r := range all {
		if r.times > 1 {
			m.add(r.name, r.number, r.times)
		}
	}
	return m
}

// repeatInSheets notes the rows of sheets that are written several times, all with the number that they have now: workbook.move
// then gives them, and all below, their own.
func (f *File) repeatInSheets(e *edits, repeats []Repeat) (all sheetRepeats, err error) {
	for _, again := range repeats {
		line := f.lineAt(again.At)
		switch {
		case line < 0:
			return nil, &FileError{Code: ErrRepeat.Code, Detail: "outside the text"}
		case len(again.Rows) == 0:
			return nil, &FileError{Code: ErrRepeat.Code, Detail: "no row at all"}
		case all.hold(f.lines[line].cell):
			return nil, &FileError{Code: ErrRepeat.Code, Detail: "a row in a row that is repeated"}
		}
		c := f.lines[line].cell
		var rows []byte
		for _, changes := range again.Rows {
			text, err := f.sheetRowWith(e, c, changes)
			if err != nil {
				return nil, err
			}
			if rows = append(rows, text...); len(rows) > maxPart {
				return nil, &FileError{Code: ErrTooLarge.Code, Part: c.part.name}
			}
		}
		if at, stored := c.bytesOf(c.row); stored {
			e.put(c.part, at.From, at.To, rows)
		} else {
			e.cells = append(e.cells, newCell{sheetCell: c, repeated: rows})
		}
		e.valued = true
		all = append(all, sheetRepeat{c.sheet, c.row, len(again.Rows)})
	}
	return all, nil
}

// bytesOf gives the bytes of a row, or where it belongs.
func (s *sheet) bytesOf(row int) (at Range, stored bool) {
	i, stored := slices.BinarySearchFunc(s.rows, row, func(r sheetRow, row int) int { return r.number - row })
	if stored {
		return s.rows[i].Range, true
	}
	return Range{s.rowAt(row), s.rowAt(row)}, false
}

// sheetRowWith gives the row of a cell with the changes made, without what its formulas gave.
func (f *File) sheetRowWith(e *edits, c *sheetCell, changes []Change) ([]byte, error) {
	v := newEdits()
	v.marks = e.marks
	err := f.perLine(changes, func(line int, changes []Change) error {
		if other := f.lines[line].cell; other.sheet != c.sheet || other.row != c.row {
			return badChange(changes[0], "outside the row that is repeated")
		}
		return f.edit(v, line, changes)
	})
	if err != nil {
		return nil, err
	}
	e.marks = v.marks
	addCells(v)
	i, _ := slices.BinarySearchFunc(c.cells, c.row, func(other *sheetCell, row int) int { return other.row - row })
	for ; i < len(c.cells) && c.cells[i].row == c.row; i++ {
		if result := c.cells[i].result; result.To > 0 {
			v.put(c.part, result.From, result.To, nil)
		}
	}
	at, _ := c.bytesOf(c.row)
	text, err := c.part.slice(at, v.parts[c.part])
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		text = []byte("<" + c.prefix + "row/>")
	}
	s := newScanner(c.part.name, text)
	tag, err := s.root()
	if err != nil {
		return nil, err
	}
	return slices.Concat(withAttr(text[:tag.to], "r", strconv.Itoa(c.row)), text[tag.to:]), nil
}
