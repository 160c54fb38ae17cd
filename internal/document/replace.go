package document

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// Change says what stands in place of a range of the text, which lies within one paragraph or cell.
type Change struct {
	From, To int // runes of Text, half-open; equal ones insert
	Text     string
	Number   *float64 // what Text says, as a number (95.7 of 95.7%): a cell that holds nothing else becomes it
	Mark     bool     // highlight it: a person has to look at it
}

// Repeat writes a row of a table or of a sheet once for each of Rows, with those changes in it; there must be one at least. The rows
// below move down.
//
// In a .xlsx what else tells the places of cells follows: formulas of all sheets and defined names, merged cells, links, conditions,
// areas to print. A range that holds the row grows: SUM(C4:C4) below a row that is written three times becomes SUM(C4:C6). A formula
// in the row speaks of its own row each time. Where that cannot be done surely, it is ErrRepeat, and Detail says what stands in
// the way: a table, a pivot table, a chart or a name of these rows, a picture or comment at or below them, cells merged over several
// rows, a formula that refers to the row alone, to cells that only reckoning finds (OFFSET, INDIRECT), or from the row to others.
type Repeat struct {
	At   int // a place in the row, in runes of Text; of tables in tables the innermost counts
	Rows [][]Change
}

// Revision is all that changes in a file at once.
type Revision struct {
	Changes    []Change // in any order
	Repeats    []Repeat
	Properties []Property // that the file is to have, beside those of other names
}

// Replace writes the file with a revision made. Nothing else of the file changes: parts without a change are copied as they are
// packed, and in the others only the runs or cells that are touched are written anew. A replacement takes the format of the first
// character that it replaces; in an empty paragraph that of its end, and in an empty cell of a table where that says nothing, that of
// the label beside or above, without its emphasis.
//
// In a .docx a line break in a replacement begins a new paragraph of the same kind where the line held nothing else, and is a
// break in the paragraph elsewhere. In a .xlsx a cell that is touched carries its text itself, no longer by the common list,
// and never as a formula; Mark colours the cell. Where a cell has changed, what formulas gave before is dropped, and the workbook
// told to reckon anew.
//
// A change to a wrong place fails, before anything is written, with ErrChange, ErrFixed or ErrRepeat, and a property without a
// name with ErrChange.
func (f *File) Replace(w io.Writer, r Revision) error {
	changed, err := f.revise(r)
	if err != nil {
		return err
	}
	return f.archive.write(w, changed)
}

// revise gives the parts that a revision changes, by their names.
func (f *File) revise(r Revision) (changed map[string][]byte, err error) {
	e := newEdits()
	var rows []int
	var again sheetRepeats
	if f.book == nil {
		rows, err = f.repeat(e, r.Repeats)
	} else {
		again, err = f.repeatInSheets(e, r.Repeats)
	}
	if err != nil {
		return nil, err
	}
	err = f.perLine(r.Changes, func(line int, changes []Change) error {
		if f.repeated(line, rows) || again.hold(f.lines[line].cell) {
			return badChange(changes[0], "in a row that is repeated")
		}
		return f.edit(e, line, changes)
	})
	if err == nil && f.book != nil {
		err = f.book.finish(e, again)
	}
	if err == nil {
		err = f.properties.set(e, r.Properties)
	}
	if err != nil {
		return nil, err
	}
	changed = make(map[string][]byte, len(e.parts))
	for part, list := range e.parts {
		if changed[part.name], err = part.with(list); err != nil {
			return nil, err
		}
	}
	return changed, f.move(again.movements(), changed)
}

// perLine checks the changes, and calls do for each line with some, in runes of that line and in order.
func (f *File) perLine(changes []Change, do func(line int, changes []Change) error) error {
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b Change) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	for i := 0; i < len(sorted); {
		line := f.lineAt(sorted[i].From)
		if line < 0 {
			return badChange(sorted[i], "outside the text")
		}
		first, begin, end := i, f.starts[line], f.rangeOf(line, line+1).To
		for ; i < len(sorted) && sorted[i].From <= end; i++ {
			c := sorted[i]
			switch {
			case c.To < c.From || c.To > end:
				return badChange(c, "not within a line")
			case i > first && (c.From < sorted[i-1].To+begin || c.From == c.To && c.From == sorted[i-1].From+begin):
				return badChange(c, "over another change")
			}
			sorted[i].From, sorted[i].To = c.From-begin, c.To-begin
		}
		if err := do(line, sorted[first:i]); err != nil {
			return err
		}
	}
	return nil
}

func badChange(c Change, what string) error {
	return &FileError{Code: ErrChange.Code, Detail: fmt.Sprintf("%d to %d is %s", c.From, c.To, what)}
}

// edit notes what the changes to a line, in its own runes, make of the bytes of its parts.
func (f *File) edit(e *edits, line int, changes []Change) error {
	l := &f.lines[line]
	runes := []rune(l.text)
	changes = slices.Clone(changes)
	for i := range changes {
		changes[i].Text = fit(changes[i].Text)
	}
	changes = slices.DeleteFunc(changes, func(c Change) bool {
		return !c.Mark && c.Number == nil && string(runes[c.From:c.To]) == c.Text
	})
	if len(changes) == 0 {
		return nil
	}
	if l.cell != nil {
		return l.cell.edit(e, runes, changes)
	}
	for i := range l.copies {
		if err := l.copies[i].edit(e, runes, changes); err != nil {
			return err
		}
	}
	return nil
}
