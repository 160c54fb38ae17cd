package document

import "slices"

// position is a place in a sheet.
type position struct{ row, column int }

// layout is a sheet while lines are made of it.
type layout struct {
	*sheet
	walker
	covered map[position]bool     // under the first of merged cells
	spans   map[position]gridCell // merged cells, by their first
	under   map[int]gridCell      // the labels directly above the row, by column
	over    map[int]gridCell      // those directly above these
	grown   map[int]bool          // columns in which an empty cell that is not stored was offered in the row above
}

// lay makes lines of the cells that hold text, and of empty ones that a label asks for (see asks).
func (s *sheet) lay() error {
	l := layout{sheet: s, walker: walker{tops: map[int][]string{}}, under: map[int]gridCell{}}
	l.cover()
	rows, likely := s.byRow(), min(len(s.cells), maxLines)
	s.file.lines, s.file.cells = slices.Grow(s.file.lines, likely), slices.Grow(s.file.cells, likely)
	for i, last := 0, 0; i < len(rows) || len(l.under) > 0; {
		number, stored := last+1, []*sheetCell(nil)
		if i < len(rows) && (len(l.under) == 0 || rows[i][0].row == number) {
			number, stored = rows[i][0].row, rows[i]
			i++
		}
		if number > maxRows {
			break
		}
		last = number
		for _, c := range l.line(number, stored) {
			if err := l.add(c); err != nil {
				return err
			}
		}
		l.end()
		l.over, l.under = l.under, map[int]gridCell{}
		for _, c := range l.row {
			if c.row+c.rows == number+1 && c.column < maxReach {
				l.under[c.column] = c
			}
		}
	}
	return nil
}

// add makes a cell a line of the file.
func (l *layout) add(c *sheetCell) error {
	f := l.file
	if len(f.lines) >= maxLines+maxOffered {
		return &FileError{Code: ErrTooLarge.Code, Part: l.part.name, Detail: "too many cells"}
	}
	f.lines = append(f.lines, fileLine{text: c.text, row: -1, within: len(f.cells), cell: c})
	c.text = "" // join keeps it
	f.cells = append(f.cells, Cell{
		Sheet: l.name, Row: c.row, Column: c.column, Left: l.left(c.column), Above: l.above(c.column), Fixed: c.fixed,
	})
	return nil
}

// line gives the cells of a row that are lines.
func (l *layout) line(number int, stored []*sheetCell) (cells []*sheetCell) {
	labels := []gridCell{{row: number}} // so that the walker knows the row
	empty, full := map[int]*sheetCell{}, map[int]bool{}
	for _, c := range stored {
		at := position{number, c.column}
		switch {
		case l.covered[at]:
		case c.text == "":
			empty[c.column] = c
		default:
			cells, full[c.column] = append(cells, c), true
			span, merged := l.spans[at]
			if !merged {
				span = gridCell{row: number, column: c.column, rows: 1, columns: 1}
			}
			if span.label = labelOf(c.text); c.source == nil { // a number
				span.label = ""
			}
			labels = append(labels, span)
		}
	}
	l.begin(labels)
	grown := map[int]bool{}
	for _, column := range l.candidates(empty) {
		c := empty[column]
		if full[column] || l.covered[position{number, column}] || !l.asks(column, c != nil) {
			continue
		}
		if c == nil {
			c, grown[column] = &sheetCell{sheet: l.sheet, row: number, column: column, style: l.styleOf(number, column)}, true
		}
		if !c.fixed {
			cells = append(cells, c)
			l.file.book.offered++
		}
	}
	l.grown = grown
	slices.SortFunc(cells, func(a, b *sheetCell) int { return a.column - b.column })
	return cells
}

// candidates gives the columns of the row in which an empty cell may be asked for, in order.
func (l *layout) candidates(empty map[int]*sheetCell) (columns []int) {
	if l.file.book.offered >= maxOffered {
		return nil
	}
	for column := range empty {
		columns = append(columns, column)
	}
	for column := range l.under {
		columns = append(columns, column)
	}
	for _, c := range l.row {
		if right := c.column + c.columns; right <= maxColumns {
			columns = append(columns, right)
		}
	}
	for column := range l.tops {
		if len(l.row) > 0 && l.row[0].column < column {
			columns = append(columns, column)
		}
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// asks tells whether a label asks for what belongs in an empty cell: one directly left of it or directly above it, or one in its
// row and one in its column. A cell that the sheet does not even store has no border and may be no part of a form: not asked for
// it is right of a title, or of the last of a row of labels, below the last of a column of labels, and below cells that are stored.
func (l *layout) asks(column int, stored bool) bool {
	label, beside := l.beside(column)
	above, under := l.under[column]
	table := len(l.left(column)) > 0 && len(l.above(column)) > 0
	if stored {
		return beside || under || table
	}
	if beside && label.columns == 1 {
		if _, pair := l.beside(label.column); !pair {
			return true
		}
	}
	if under && above.columns == 1 {
		if over, pair := l.over[column]; !pair || over.row+over.rows != above.row || over.columns > 1 {
			return true
		}
	}
	return table && (under || l.grown[column])
}

// byRow cuts the cells into rows.
func (s *sheet) byRow() (rows [][]*sheetCell) {
	for i := 0; i < len(s.cells); {
		first := i
		for ; i < len(s.cells) && s.cells[i].row == s.cells[first].row; i++ {
		}
		rows = append(rows, s.cells[first:i])
	}
	return rows
}

// cover notes what merged cells cover.
func (l *layout) cover() {
	l.covered, l.spans = map[position]bool{}, map[position]gridCell{}
	enough := maxPieces
	for _, m := range l.merged {
		l.spans[position{m.row, m.column}] = m
		for row := m.row; row < m.row+min(m.rows, maxReach); row++ {
			for column := m.column; column < m.column+min(m.columns, maxReach) && enough > 0; column++ {
				if enough--; row != m.row || column != m.column {
					l.covered[position{row, column}] = true
				}
			}
		}
	}
}

// styleOf gives the style of a cell that is not stored: its row's, else its column's.
func (s *sheet) styleOf(row, column int) int {
	if i, ok := slices.BinarySearchFunc(s.rows, row, func(r sheetRow, row int) int { return r.number - row }); ok && s.rows[i].style >= 0 {
		return s.rows[i].style
	}
	for _, c := range s.columns {
		if c.from <= column && column <= c.to {
			return c.style
		}
	}
	return 0
}
