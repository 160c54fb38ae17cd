package document

import "slices"

// position is a place in a sheet.
type position struct{ row, column int }

// order notes which cells are hidden under another that covers them, and which are headings that must stay.
func (s *sheet) order() {
	for _, h := range s.fixed {
		for _, c := range s.cells {
			if c.row == h.row && c.column >= h.column && c.column < h.column+h.columns {
				c.fixed = true
			}
		}
	}
}

// lay makes lines of the cells that hold text, and of empty ones: those directly right of a label or directly below one, and
// those that have a label both left of and above them, as in the midst of a table.
func (s *sheet) lay() error {
	covered, spans := s.covered()
	w := walker{columns: map[int][]string{}}
	var below []int // columns in which a label stands directly above the row
	rows := s.byRow()
	for i, last := 0, 0; i < len(rows) || len(below) > 0; {
		number, stored := last+1, []*sheetCell(nil)
		if i < len(rows) && (len(below) == 0 || rows[i][0].row == number) {
			number, stored = rows[i][0].row, rows[i]
			i++
		}
		last = number
		cells := s.row(&w, number, stored, covered, spans, below)
		below = below[:0]
		for _, c := range cells {
			if err := s.line(&w, c); err != nil {
				return err
			}
		}
		for _, c := range w.row {
			if c.row+c.rows == number+1 && len(below) < maxReach {
				below = append(below, c.column)
			}
		}
		w.end()
	}
	return nil
}

// line adds the cell to the lines of the file.
func (s *sheet) line(w *walker, c *sheetCell) error {
	f := s.file
	if len(f.lines) >= maxLines+maxOffered {
		return &FileError{Code: ErrTooLarge.Code, Part: s.part.name, Detail: "too many cells"}
	}
	f.lines = append(f.lines, fileLine{text: c.text, row: -1, within: len(f.cells), cell: c})
	c.text = "" // join keeps it
	f.cells = append(f.cells, Cell{
		Sheet: s.name, Row: c.row, Column: c.column, Left: w.left(c.column), Above: w.above(c.column), Fixed: c.fixed,
	})
	return nil
}

// row gives the cells of a row that are lines.
func (s *sheet) row(w *walker, number int, stored []*sheetCell, covered map[position]bool, spans map[position]gridCell, below []int) (cells []*sheetCell) {
	labels := []gridCell{{row: number}} // so that the walker knows the row
	empty := map[int]*sheetCell{}
	for _, c := range stored {
		at := position{number, c.column}
		switch {
		case covered[at]:
		case c.text == "":
			empty[c.column] = c
		default:
			cells = append(cells, c)
			span := gridCell{row: number, column: c.column, rows: 1, columns: 1}
			if merged, ok := spans[at]; ok {
				span = merged
			}
			span.label = labelOf(c.text)
			if c.source == nil { // a number
				span.label = ""
			}
			labels = append(labels, span)
		}
	}
	w.begin(labels)
	if s.file.book.offered >= maxOffered {
		return cells
	}
	columns := slices.Clone(below)
	for column := range empty {
		columns = append(columns, column)
	}
	for _, l := range w.row {
		columns = append(columns, l.column+l.columns)
	}
	for column := range w.columns {
		if len(w.row) > 0 && w.row[0].column < column {
			columns = append(columns, column)
		}
	}
	slices.Sort(columns)
	full := map[int]bool{}
	for _, c := range cells {
		full[c.column] = true
	}
	for _, column := range slices.Compact(columns) {
		if full[column] || covered[position{number, column}] || column > maxColumns || number > maxRows {
			continue
		}
		if w.beside(column) || slices.Contains(below, column) || len(w.left(column)) > 0 && len(w.above(column)) > 0 {
			c := empty[column]
			if c == nil {
				c = &sheetCell{sheet: s, row: number, column: column, style: s.styleOf(number, column)}
			}
			if !c.fixed {
				cells = append(cells, c)
				s.file.book.offered++
			}
		}
	}
	slices.SortFunc(cells, func(a, b *sheetCell) int { return a.column - b.column })
	return cells
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

// covered gives the places that merged cells cover but for their first, and their sizes by that.
func (s *sheet) covered() (covered map[position]bool, spans map[position]gridCell) {
	covered, spans = map[position]bool{}, map[position]gridCell{}
	enough := maxPieces
	for _, m := range s.merged {
		spans[position{m.row, m.column}] = m
		for row := m.row; row < m.row+min(m.rows, maxReach); row++ {
			for column := m.column; column < m.column+min(m.columns, maxReach) && enough > 0; column++ {
				if enough--; row != m.row || column != m.column {
					covered[position{row, column}] = true
				}
			}
		}
	}
	return covered, spans
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
