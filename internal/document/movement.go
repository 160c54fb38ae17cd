package document

import (
	"cmp"
	"slices"
	"strings"
)

// movement is what becomes of the rows of a sheet: these are written more than once, and those below move down. They are sorted.
type movement []writtenRow

// writtenRow is a row, and how many times it is written.
type writtenRow struct{ number, times int }

// first is the highest row that is written several times.
func (m movement) first() int { return m[0].number }

// times tells how many times a row is written.
func (m movement) times(row int) int {
	for _, r := range m {
		if r.number == row {
			return r.times
		}
	}
	return 1
}

// start gives where a row comes to stand, the first time that it is written; it may be over the edge.
func (m movement) start(row int) int {
	at := row
	for _, r := range m {
		if r.number < row {
			at += r.times - 1
		}
	}
	return at
}

// end gives where a row stands the last time.
func (m movement) end(row int) int { return m.start(row) + m.times(row) - 1 }

// area gives the reference to a range: one that holds a repeated row grows. What is no such reference stays.
func (m movement) area(ref string) string {
	c, ok := area(ref)
	if !ok {
		return ref
	}
	first, last := min(m.start(c.row), maxRows), min(m.end(c.row+c.rows-1), maxRows)
	from := address(first, c.column)
	if last == first && c.columns == 1 && !strings.Contains(ref, ":") {
		return from
	}
	return from + ":" + address(last, c.column+c.columns-1)
}

// areas gives the references to ranges, with blanks between.
func (m movement) areas(refs string) string {
	list := strings.Fields(refs)
	for i := range list {
		list[i] = m.area(list[i])
	}
	return strings.Join(list, " ")
}

// movements are those of a workbook, by the sheets' names in small letters.
type movements map[string]movement

// add notes that a row of a sheet is written several times.
func (m movements) add(sheet string, number, times int) {
	sheet = strings.ToLower(sheet)
	m[sheet] = append(m[sheet], writtenRow{number, times})
	slices.SortFunc(m[sheet], func(a, b writtenRow) int { return cmp.Compare(a.number, b.number) })
}

// of gives the movement of a sheet, nil if it has none.
func (m movements) of(sheet string) movement { return m[strings.ToLower(sheet)] }

// standing is where a formula stands, which says what its references mean.
type standing struct {
	sheet string // that it means where it names none
	row   int    // in which it stands, or from which it is reckoned
	copy  int    // which time over the row is written, from 0
	rule  rule
}

// rule says how a formula is used.
type rule uint8

const (
	ofCell  rule = iota
	ofName       // a defined name, a chart: nothing may be relative
	ofRange      // a condition, reckoned anew for each cell of a range; row is the first
	ofPlace      // a place to jump to
)

// formula gives a formula as it is after the movements, or why it cannot be known.
func (m movements) formula(text string, at standing) (moved, why string) {
	if !m.concern(text, at.sheet) {
		return text, ""
	}
	return rewritten(text, func(r *cellRef) string {
		sheet := at.sheet
		if r.named {
			sheet = r.sheet
		}
		return m.reference(r, sheet, at)
	})
}

// concern tells whether a formula in a sheet may refer to one whose rows move.
func (m movements) concern(text, sheet string) bool {
	text = strings.ToLower(text)
	if m.of(sheet) != nil || strings.Contains(text, "indirect(") {
		return true
	}
	for name := range m {
		if strings.Contains(text, strings.ReplaceAll(name, "'", "''")) {
			return true
		}
	}
	return false
}

// reference changes one reference of a formula.
func (m movements) reference(r *cellRef, sheet string, at standing) string {
	if r.first.row == 0 {
		return "" // whole columns
	}
	relative := !r.first.fixedRow || !r.last.fixedRow
	if own := m.of(at.sheet); at.rule == ofCell && own != nil && own.times(at.row) > 1 && relative {
		if strings.EqualFold(sheet, at.sheet) && r.first.row == at.row && r.last.row == at.row && !r.first.fixedRow && !r.last.fixedRow {
			r.first.row, r.last.row = own.start(at.row)+at.copy, own.start(at.row)+at.copy
			return ""
		}
		return "a reference to another row in the row that is repeated"
	}
	target := m.of(sheet)
	if target == nil {
		return ""
	}
	upper, lower := &r.first, &r.last
	if upper.row > lower.row {
		upper, lower = lower, upper
	}
	from, to := target.start(upper.row), min(target.end(lower.row), maxRows)
	switch {
	case from > maxRows:
		return "a reference over the edge"
	case at.rule == ofName && relative:
		return "a relative reference"
	case at.rule == ofRange && relative:
		by := target.start(at.row) - at.row
		if !strings.EqualFold(sheet, at.sheet) || target.start(upper.row)-upper.row != by || target.start(lower.row)-lower.row != by {
			return "a relative reference"
		}
		to = lower.row + by
	case at.rule == ofPlace && !r.several, at.rule == ofRange && !r.several:
		to = from
	case !r.several && from != to:
		return "a reference to the row that is repeated"
	}
	upper.row = from
	if lower.row = to; !r.several {
		r.first.row, r.last.row = from, from
	}
	return ""
}
