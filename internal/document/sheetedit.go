package document

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// edit notes what the changes make of a cell; they are in runes of its text, in order, and do not meet.
func (c *sheetCell) edit(e *edits, text []rune, changes []Change) error {
	if c.fixed {
		return &FileError{Code: ErrFixed.Code, Part: c.part.name, Detail: c.name + "!" + address(c.row, c.column)}
	}
	style := c.style
	if slices.ContainsFunc(changes, func(c Change) bool { return c.Mark }) {
		style = c.file.book.styles.marked(e, c.style)
	}
	same := func(c Change) bool { return c.Number == nil && c.Text == string(text[c.From:c.To]) }
	if !slices.ContainsFunc(changes, func(c Change) bool { return !same(c) }) {
		c.colour(e, style)
		return nil
	}
	e.valued = true
	if v, ok := c.number(text, changes); ok {
		c.put(e, style, "", c.element("v", v))
	} else {
		c.put(e, style, "inlineStr", c.element("is", c.rich(text, changes)))
	}
	return nil
}

// colour gives the cell another style and leaves what it holds.
func (c *sheetCell) colour(e *edits, style int) {
	if c.To == 0 {
		c.put(e, style, "", "")
		return
	}
	e.put(c.part, c.From, c.tag, withAttr(c.part.src[c.From:c.tag], "s", strconv.Itoa(style)))
}

// put writes the cell anew, with what it holds and how that is stored.
func (c *sheetCell) put(e *edits, style int, kind, content string) {
	if c.To == 0 {
		e.cells = append(e.cells, newCell{sheetCell: c, style: style, kind: kind, content: content})
		return
	}
	tag := withAttr(c.part.src[c.From:c.tag], "t", kind)
	if style != c.style {
		tag = withAttr(tag, "s", strconv.Itoa(style))
	}
	e.put(c.part, c.From, c.To, slices.Concat(opened(tag), []byte(content+"</"+c.prefix+"c>")))
}

// element gives an element of the sheet with that content.
func (c *sheetCell) element(name, content string) string {
	tag := c.prefix + name
	if name == "t" && strings.TrimSpace(content) != content {
		return "<" + tag + ` xml:space="preserve">` + content + "</" + tag + ">"
	}
	return "<" + tag + ">" + content + "</" + tag + ">"
}

// plain gives the element for characters.
func (c *sheetCell) plain(text string) string {
	var b strings.Builder
	for i, r := range text {
		if _, ok := escaped(text[i:]); ok {
			b.WriteString("_x005F_") // or it would be read as a character by its number
			continue
		}
		b.WriteRune(r)
	}
	return c.element("t", markup.Replace(b.String()))
}

// number gives what a cell holds if it becomes a number, which shows what the text says: in a cell of percentages 95 % is 0.95. It
// stays a text if it would show something else: in a cell of days, or of thousands, or where the text has a unit.
func (c *sheetCell) number(text []rune, changes []Change) (string, bool) {
	f, change := c.file.book.styles.format(c.style), changes[0]
	if len(changes) > 1 || change.Number == nil || change.From > 0 || change.To < len(text) || f.date != "" || f.scaled {
		return "", false
	}
	more := strings.Trim(change.Text, "+-.,0123456789 ")
	v := strconv.FormatFloat(*change.Number, 'f', -1, 64)
	if f.percent {
		more = strings.TrimPrefix(more, "%")
		v = strconv.FormatFloat(*change.Number/100, 'g', 15, 64)
	}
	return v, more == "" && !math.IsNaN(*change.Number) && !math.IsInf(*change.Number, 0)
}

// rich gives the elements of a text with the changes made: in each of its runs of one format what is left, and in that of the
// first character replaced what replaces it. How characters are spoken (rPh) is left out, since it counts them.
func (c *sheetCell) rich(text []rune, changes []Change) string {
	if len(text) == 0 || c.source == nil || c.source.prefix != c.prefix {
		return c.plain(apply(text, 0, len(text), changes))
	}
	root := "<is>"
	if c.source.preserves {
		root = `<is xml:space="preserve">`
	}
	src := string(c.source.part.src[c.source.From:c.source.To])
	s := newScanner(c.source.part.name, []byte(root+src+"</is>"))
	var out strings.Builder
	at, last := 0, 0 // runes of text, bytes of src that are dealt with
	var visit func(t token) error
	visit = func(t token) error {
		if string(t.prefix) != c.prefix {
			return nil
		}
		from := t.from - len(root)
		switch string(t.name) {
		case "r":
			return s.each(visit)
		case "t":
			preserves := s.preserves()
			raw, err := s.text(nil)
			if err != nil {
				return err
			}
			end := at + len([]rune(decode(string(raw), preserves)))
			if end > at && slices.ContainsFunc(changes, func(c Change) bool { return touches(c, at, end) }) {
				out.WriteString(src[last:from] + c.plain(apply(text, at, end, changes)))
				last = s.at - len(root)
			}
			at = end
		case "rPh":
			out.WriteString(src[last:from])
			err := s.each(func(token) error { return nil })
			last = s.at - len(root)
			return err
		}
		return nil
	}
	_ = s.each(func(token) error { return s.each(visit) }) // it was read before
	return out.String() + src[last:]
}

// apply gives the characters from one place to another with the changes made.
func apply(text []rune, from, to int, changes []Change) string {
	var b strings.Builder
	at := from
	for _, c := range changes {
		if c.From > to {
			break
		}
		if !touches(c, from, to) {
			continue
		}
		if at < c.From {
			b.WriteString(string(text[at:c.From]))
		}
		if c.From >= from {
			b.WriteString(c.Text)
		}
		at = min(c.To, to)
	}
	return b.String() + string(text[at:to])
}

// newCell is a cell that the sheet does not store yet.
type newCell struct {
	*sheetCell
	style         int
	kind, content string
	repeated      []byte // instead: the rows in which it stands already
}

// addCells writes the new cells into their rows; those of a row come in the order of the text.
func addCells(e *edits) {
	slices.SortStableFunc(e.cells, func(a, b newCell) int { return cmp.Or(strings.Compare(a.part.name, b.part.name), a.row-b.row) })
	for i := 0; i < len(e.cells); {
		first := e.cells[i]
		from := i
		for ; i < len(e.cells) && e.cells[i].sheet == first.sheet && e.cells[i].row == first.row; i++ {
		}
		if first.repeated != nil {
			at := first.rowAt(first.row)
			e.put(first.part, at, at, first.repeated)
			continue
		}
		first.sheet.addTo(e, first.row, e.cells[from:i])
	}
}

// rowAt gives where a row belongs that is not stored.
func (s *sheet) rowAt(row int) int {
	i, _ := slices.BinarySearchFunc(s.rows, row, func(r sheetRow, row int) int { return r.number - row })
	if i < len(s.rows) {
		return s.rows[i].From
	}
	return s.dataTo
}

// addTo writes new cells into one row.
func (s *sheet) addTo(e *edits, row int, cells []newCell) {
	i, stored := slices.BinarySearchFunc(s.rows, row, func(r sheetRow, row int) int { return r.number - row })
	var all strings.Builder
	for _, c := range cells {
		text := c.written()
		if all.WriteString(text); stored && !s.rows[i].hollow {
			at := s.behind(s.rows[i], c.column)
			e.put(s.part, at, at, []byte(text))
		}
	}
	end := "</" + s.prefix + "row>"
	switch {
	case !stored:
		at := s.rowAt(row)
		e.put(s.part, at, at, []byte("<"+s.prefix+`row r="`+strconv.Itoa(row)+`">`+all.String()+end))
	case s.rows[i].hollow:
		r := s.rows[i]
		e.put(s.part, r.From, r.To, slices.Concat(opened(withAttr(s.part.src[r.From:r.tag], "spans", "")), []byte(all.String()+end)))
	case s.rows[i].spans:
		r := s.rows[i]
		e.put(s.part, r.From, r.tag, withAttr(s.part.src[r.From:r.tag], "spans", "")) // the columns that it says it has
	}
}

// behind gives where in a row a cell of that column belongs.
func (s *sheet) behind(r sheetRow, column int) int {
	i := sort.Search(len(s.cells), func(i int) bool {
		return s.cells[i].row > r.number || s.cells[i].row == r.number && s.cells[i].column > column
	})
	if i < len(s.cells) && s.cells[i].row == r.number {
		return s.cells[i].From
	}
	return r.end
}

// written gives the element of a new cell.
func (c newCell) written() string {
	tag := "<" + c.prefix + `c r="` + address(c.row, c.column) + `"`
	if c.style > 0 {
		tag += ` s="` + strconv.Itoa(c.style) + `"`
	}
	if c.kind != "" {
		tag += ` t="` + c.kind + `"`
	}
	return tag + ">" + c.content + "</" + c.prefix + "c>"
}
