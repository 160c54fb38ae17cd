package document

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strconv"
)

// fitRow finds how many glyphs make the next row, and by how much it is too long, to be squeezed into the signs, or too short.
// Blanks at its end take no room.
func fitRow(gs []glyph, x, width int) (n, over int) {
	inner, fits, ink := 0, 0, x
	for i, g := range gs {
		x += g.advanceFrom(x)
		slack := inner
		if !g.space {
			ink = x
			inner += g.inner()
			if g.closes {
				slack += g.slack
			} else {
				slack = inner
			}
		}
		excess := ink - width
		if excess <= 0 {
			fits = i + 1
		}
		if excess > max(slack, inner) {
			break
		}
		if i+1 < len(gs) && g.glued {
			continue
		}
		switch {
		case excess <= 0:
			n, over = i+1, excess
		case excess <= slack && (n == 0 || excess <= -over):
			return i + 1, excess
		}
	}
	if n == 0 { // there is no good place, so at the margin
		n = max(fits, 1)
	}
	return n, over
}

// textRow is one line of the page.
type textRow struct {
	glyphs  []glyph
	size    int
	keep    bool   // not the last of its page
	heading string // what begins here, if anything does
	level   int
}

// paragraph sets a line of the text. Its first row is drawn in by two characters, unless wider blanks place it.
func (p *press) paragraph(l Line, gs []glyph) []textRow {
	first, blank := 0, 0
	for first < len(gs) && gs[first].space {
		blank += gs[first].advanceFrom(blank)
		first++
	}
	if first == len(gs) {
		return []textRow{{keep: len(p.rows) > 0 && p.rows[len(p.rows)-1].keep}}
	}
	x := 2 * square
	if blank > 2*square {
		x = 0
	}
	var rows []textRow
	for len(gs) > 0 {
		n, over := fitRow(gs, x, measure)
		r := textRow{glyphs: gs[:n], size: bodySize, keep: l.heading()}
		r.trim()
		if over > 0 {
			r.squeeze(over)
		} else if n < len(gs) {
			r.stretch(-over)
		}
		r.place(x)
		rows = append(rows, r)
		gs, x = gs[n:], 0
	}
	if n := len(rows); n > 1 {
		rows[0].keep, rows[n-2].keep = true, true
	}
	if l.ranked() {
		rows[0].level, rows[0].heading = l.Level, drawn(string([]rune(l.Text)[:leadLength(l)]))
	}
	return rows
}

// leadLength gives the length of what is a heading in the line.
func leadLength(l Line) int {
	n := len([]rune(l.Text))
	if l.heading() {
		return n
	}
	return min(l.Lead, n)
}

// title sets the title in the middle, in rows that are as even as its characters allow.
func (p *press) title(l Line) []textRow {
	gs := p.glyphs(l, titleSize)
	for i := range gs {
		gs[i].slack = 0
	}
	broken := func(width int) (rows []textRow) {
		for rest := gs; len(rest) > 0; {
			n, _ := fitRow(rest, 0, width)
			rows = append(rows, textRow{glyphs: rest[:n], size: titleSize, keep: true})
			rest = rest[n:]
		}
		return rows
	}
	whole := func(rows []textRow) bool { // no word is broken
		return !slices.ContainsFunc(rows[:len(rows)-1], func(r textRow) bool { return r.glyphs[len(r.glyphs)-1].glued })
	}
	rows := broken(measure)
	if n := len(rows); n > 1 && n < rowsAPage && whole(rows) {
		rows = broken(sort.Search(measure, func(width int) bool {
			rows := broken(width)
			return len(rows) <= n && whole(rows)
		}))
	}
	for i := range rows {
		r := &rows[i]
		r.trim()
		r.place(0)
		r.move((measure - r.width()) / 2)
	}
	return rows
}

// trim leaves out blanks at the end.
func (r *textRow) trim() {
	for n := len(r.glyphs); n > 0 && r.glyphs[n-1].space; n-- {
		r.glyphs = r.glyphs[:n-1]
	}
}

// squeeze takes so much from the blanks of signs: from the last one first, where nobody misses it, then evenly.
func (r *textRow) squeeze(over int) {
	n := len(r.glyphs) - 1
	total := 0
	for _, g := range r.glyphs[:n] {
		total += g.inner()
	}
	if last := &r.glyphs[n]; last.closes {
		less := min(over, last.slack)
		last.width -= less
		over -= less
	} else {
		n++
		total += last.inner()
	}
	for i := range r.glyphs[:n] {
		g := &r.glyphs[i]
		if total == 0 || over == 0 {
			return
		}
		less := over * g.inner() / total
		g.width -= less
		if g.opens {
			g.shift -= less
		}
	}
}

// stretch puts so much between the characters, if the eye can bear it; never into a word or between columns.
func (r *textRow) stretch(missing int) {
	var gaps []int
	most := square / 2 // between words; between Chinese characters it would tear the row apart
	for i := range len(r.glyphs) - 1 {
		a, b := r.glyphs[i], r.glyphs[i+1]
		if a.char == '\t' {
			return
		}
		if (a.wide || b.wide || a.space) && !(a.word && b.word) && !twin(r.glyphs, i) {
			gaps = append(gaps, i)
			if !a.space {
				most = square / 4
			}
		}
	}
	if len(gaps) == 0 || missing/len(gaps) > most {
		return
	}
	for _, i := range gaps {
		r.glyphs[i].width += missing / len(gaps)
	}
}

// place gives each glyph its place from x on.
func (r *textRow) place(x int) {
	for i := range r.glyphs {
		g := &r.glyphs[i]
		g.width = g.advanceFrom(x)
		g.x = x
		x += g.width
	}
}

func (r *textRow) move(x int) {
	for i := range r.glyphs {
		r.glyphs[i].x += x
	}
}

func (r *textRow) width() int {
	if len(r.glyphs) == 0 {
		return 0
	}
	last := r.glyphs[len(r.glyphs)-1]
	return last.x + last.width - r.glyphs[0].x
}

// print writes the row in the operators of a page, on a base line at y from the lower edge.
func (r *textRow) print(b *bytes.Buffer, y int) {
	for from := 0; from < len(r.glyphs); from++ {
		to := from
		for to < len(r.glyphs) && r.glyphs[to].marked {
			to++
		}
		if to > from {
			first, last := r.glyphs[from], r.glyphs[to-1]
			fmt.Fprintf(b, "1 1 0 rg %s %s %s %s re f 0 g\n", points(leftMargin+first.x), points(y-r.size*220),
				points(last.x+last.width-first.x), points(r.size*1180))
			from = to
		}
	}
	var inked []glyph
	for _, g := range r.glyphs {
		if g.id > 0 {
			inked = append(inked, g)
		}
	}
	if len(inked) == 0 {
		return
	}
	between := spacing(inked, r.size)
	pen := inked[0].x + inked[0].shift
	fmt.Fprintf(b, "BT /F %d Tf %s Tc 1 0 0 1 %s %s Tm", r.size, points(between), points(leftMargin+pen), points(y))
	for i, g := range inked {
		switch {
		case i > 0 && g.stroke == inked[i-1].stroke:
		case g.stroke > 0:
			fmt.Fprintf(b, " 2 Tr %s w [<", points(g.stroke))
		default:
			b.WriteString(" 0 Tr [<")
		}
		if at := g.x + g.shift; at != pen {
			b.WriteString(">" + strconv.FormatFloat(float64(pen-at)/float64(r.size), 'f', 2, 64) + "<")
			pen = at
		}
		fmt.Fprintf(b, "%04X", g.id)
		pen += g.advance*r.size + between
		if i+1 == len(inked) || inked[i+1].stroke != g.stroke {
			b.WriteString(">] TJ")
		}
	}
	b.WriteString(" ET\n")
}

// spacing is what comes between most of the characters.
func spacing(gs []glyph, size int) int {
	for i := range len(gs) - 1 {
		if a, b := gs[i], gs[i+1]; a.wide && b.wide {
			return b.x + b.shift - a.x - a.shift - a.advance*size
		}
	}
	return 0
}

// points writes a length of the .pdf, which is told in points.
func points(thousandths int) string {
	return strconv.FormatFloat(float64(thousandths)/1000, 'f', -1, 64)
}
