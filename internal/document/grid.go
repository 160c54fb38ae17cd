package document

import (
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A sheet's size, and the part of it in which labels count.
const (
	maxColumns = 16384
	maxRows    = 1 << 20
	maxReach   = 256 // columns from the left; rows of a merged cell
)

// A label is a short text with two letters at least, or a time (1月, 2023年): neither a number nor a blank, with its unit or
// without. Of a cell's row and column the nearest are known.
const (
	longestLabel = 60 // runes
	nearest      = 3
)

// Cell is a cell of a sheet, or of a table in a text.
type Cell struct {
	Range                // of Text; empty where the cell is
	Sheet       string   // the sheet's name; of a .docx the number of the table, from 1
	Row, Column int      // from 1
	Left, Above []string // the labels in its row and its column, the nearest first, three at most
	Fixed       bool     // a formula, or a heading that Excel knows by name: it cannot be changed
}

// Address is the cell's name in its sheet: B7.
func (c Cell) Address() string { return address(c.Row, c.Column) }

func address(row, column int) string { return columnName(column) + strconv.Itoa(row) }

// columnName gives the letters of a column.
func columnName(column int) string {
	var letters []byte
	for ; column > 0; column = (column - 1) / 26 {
		letters = append(letters, byte('A'+(column-1)%26))
	}
	slices.Reverse(letters)
	return string(letters)
}

// place reads an address.
func place(address string) (row, column int, ok bool) {
	i := 0
	for ; i < len(address) && i < 4 && 'A' <= address[i] && address[i] <= 'Z'; i++ {
		column = column*26 + int(address[i]-'A') + 1
	}
	row, err := strconv.Atoi(address[i:])
	return row, column, err == nil && row > 0 && row <= maxRows && column > 0 && column <= maxColumns
}

// Cells gives the cells of sheets and tables, in the order of the text; a cell before those of a table in it. Of a .xlsx they are
// its lines.
func (f *File) Cells() []Cell { return f.cells }

// CellAt gives the innermost cell in which a place of the text stands.
func (f *File) CellAt(at int) (c Cell, ok bool) {
	line := f.lineAt(at)
	if line < 0 || f.lines[line].within < 0 {
		return c, false
	}
	return f.cells[f.lines[line].within], true
}

// Row gives the range of the row of a sheet, or of the innermost row of a table, in which a place stands, for Repeat. Of a sheet's row it
// is what lies between its first and its last line.
func (f *File) Row(at int) (r Range, ok bool) {
	line := f.lineAt(at)
	switch {
	case line < 0:
		return r, false
	case f.lines[line].cell != nil:
		c := f.lines[line].cell
		other := func(l fileLine) bool { return l.cell.sheet != c.sheet || l.cell.row != c.row }
		first, last := line, line+1
		for first > 0 && !other(f.lines[first-1]) {
			first--
		}
		for last < len(f.lines) && !other(f.lines[last]) {
			last++
		}
		return f.rangeOf(first, last), true
	case f.lines[line].row < 0:
		return r, false
	}
	row := f.rows[f.lines[line].row]
	return f.rangeOf(row.lines.From, row.lines.To), true
}

// grid is a table's cells.
type grid struct{ cells []gridCell }

// gridCell is a cell that may cover several.
type gridCell struct {
	row, column, rows, columns int
	lines                      Range
	label                      string // the text of a label
	empty                      bool   // of a text's table: it holds nothing
}

// imitate lets an empty cell look like another, where both are set in one style.
func (f *File) imitate(empty, other gridCell) {
	for line := empty.lines.From; line < empty.lines.To; line++ {
		for i := range f.lines[line].copies {
			p := &f.lines[line].copies[i]
			if from := f.lines[other.lines.From].copies; i < len(from) && len(from[i].pieces) > 0 && from[i].prefix == p.prefix && from[i].style == p.style {
				p.like = &from[i]
			}
		}
	}
}

// lengthen lets the cell above go on in the place of c, if there is one.
func (g *grid) lengthen(c gridCell) bool {
	for i := len(g.cells) - 1; i >= max(0, len(g.cells)-maxReach); i-- {
		if above := &g.cells[i]; above.column == c.column && above.row+above.rows == c.row {
			above.rows++
			return true
		}
	}
	return false
}

// cellsOf gives the cells of a table in a text.
func (g *grid) cellsOf(f *File, sheet string) (cells []Cell) {
	for i := range g.cells {
		c := &g.cells[i]
		if c.lines.From < c.lines.To {
			var text []string
			for _, l := range f.lines[c.lines.From:c.lines.To] {
				text = append(text, l.text)
			}
			c.label = labelOf(strings.Join(text, "\n"))
			c.empty = strings.Join(text, "") == ""
		}
	}
	w := walker{tops: map[int][]string{}}
	last := map[int]gridCell{} // that holds text, by column
	for i := 0; i < len(g.cells); {
		first := i
		for ; i < len(g.cells) && g.cells[i].row == g.cells[first].row; i++ {
		}
		w.begin(g.cells[first:i])
		for _, c := range g.cells[first:i] {
			if c.lines.From < c.lines.To {
				at := f.rangeOf(c.lines.From, c.lines.To)
				if !c.empty {
					last[c.column] = c
				} else if other, ok := w.nearest(c.column, last); ok {
					f.imitate(c, other)
				}
				cells = append(cells, Cell{at, sheet, c.row, c.column, w.left(c.column), w.above(c.column), false})
			}
		}
		w.end()
	}
	return cells
}

// measured is a number or a blank with its unit: 12人次, 1.2万元, xx场次.
var measured = regexp.MustCompile(`^\s*([0-9０-９.,]+|[xX×*_]{2,})\s*[^\P{Han}年月]{1,2}\s*$`)

// labelOf gives a label without the blanks that set it, or nothing.
func labelOf(text string) string {
	if len(text) > longestLabel*utf8.UTFMax || measured.MatchString(text) {
		return ""
	}
	first, two, han, digit := rune(0), false, false, false
	for _, r := range text {
		digit = digit || unicode.IsDigit(r)
		if unicode.IsLetter(r) {
			two = two || first != 0 && unicode.ToLower(r) != first || digit && (r == '年' || r == '月')
			first = unicode.ToLower(r)
			han = han || unicode.Is(unicode.Han, r)
		}
	}
	if !two || utf8.RuneCountInString(text) > longestLabel {
		return ""
	}
	between := " "
	if han {
		between = ""
	}
	return strings.Join(strings.Fields(text), between)
}

// walker goes over a grid row by row and knows the labels left of a place and above it.
type walker struct {
	tops map[int][]string // the labels above the row, by column, the nearest first
	row  []gridCell       // those in the row, by column
}

// begin goes on to the row of those cells.
func (w *walker) begin(cells []gridCell) {
	const many = 64 // labels that stand beside several rows
	w.row = slices.DeleteFunc(w.row, func(c gridCell) bool { return c.row+c.rows <= cells[0].row })
	w.row = w.row[:min(len(w.row), many)]
	for _, c := range cells {
		if c.label != "" {
			w.row = append(w.row, c)
		}
	}
	slices.SortStableFunc(w.row, func(a, b gridCell) int { return a.column - b.column })
}

// left gives the labels left of a column, the nearest first.
func (w *walker) left(column int) (labels []string) {
	const far = 16 // labels
	i := sort.Search(len(w.row), func(i int) bool { return w.row[i].column >= column })
	for n := i - 1; n >= max(0, i-far) && len(labels) < nearest; n-- {
		if l := w.row[n].label; !slices.Contains(labels, l) {
			labels = append(labels, l)
		}
	}
	return labels
}

// beside gives the label directly left of a column.
func (w *walker) beside(column int) (label gridCell, ok bool) {
	i := sort.Search(len(w.row), func(i int) bool { return w.row[i].column >= column })
	if i == 0 || w.row[i-1].column+w.row[i-1].columns != column {
		return label, false
	}
	return w.row[i-1], true
}

// nearest gives the label nearest to the left of a column, or what stands above in it.
func (w *walker) nearest(column int, above map[int]gridCell) (c gridCell, ok bool) {
	if i := sort.Search(len(w.row), func(i int) bool { return w.row[i].column >= column }); i > 0 {
		return w.row[i-1], true
	}
	c, ok = above[column]
	return c, ok
}

func (w *walker) above(column int) []string { return w.tops[column] }

// end notes the labels of the row for the rows below.
func (w *walker) end() {
	for _, c := range w.row {
		for column := c.column; column < min(c.column+c.columns, maxReach); column++ {
			labels := w.tops[column]
			if len(labels) > 0 && labels[0] == c.label {
				continue
			}
			above := []string{c.label}
			for _, l := range labels {
				if l != c.label && len(above) < nearest {
					above = append(above, l)
				}
			}
			w.tops[column] = above
		}
	}
}
