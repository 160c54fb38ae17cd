package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What may not begin a row, and what may not end one.
const (
	noFirst = "。，、；：？！）》”’」』】〕〉〗］｝…—～·・々%％‰°℃℉′″.,:;?!)]}\u00a0\u2007\u202f"
	noLast  = "（《“‘「『【〔〈〖［｛￥№§([{$¥£€\u00a0\u2007\u202f"
)

// glyph is a character as it is set. Lengths are thousandths of a point.
type glyph struct {
	char     rune
	id       int // its number in the file's font; 0: a tab, which only takes room
	shape        // in thousandths of its size
	x, width int // its square
	shift    int // of the ink within the square
	slack    int // how much of the square is blank and may go: right of what closes, left of what opens
	stroke   int // what is drawn around it, to make it bolder
	wide     bool
	space    bool
	word     bool // holds on to its like on both sides
	opens    bool // may not be the last of a row
	closes   bool // may not be the first of a row
	glued    bool // to the next one
	marked   bool
}

// cast gives each character's glyph, to be sized.
func cast(f *face, characters []rune) map[rune]glyph {
	types := map[rune]glyph{'\t': {char: '\t', space: true}}
	for i, c := range characters {
		g := glyph{char: c, id: i + 1, shape: f.shape(c)}
		g.wide = g.advance == 1000
		g.opens, g.closes = strings.ContainsRune(noLast, c), strings.ContainsRune(noFirst, c)
		g.space = unicode.IsSpace(c) && !g.opens
		g.word = !g.space && (!g.wide || c >= '！' && c <= '～' && (unicode.IsLetter(c) || unicode.IsDigit(c)))
		const ink = 80 // with so much of its blank left a character does not touch the next
		switch {
		case g.wide && g.opens:
			g.slack = max(0, g.left-ink)
		case g.wide && g.closes:
			g.slack = max(0, 1000-g.right-ink)
		}
		g.slack = min(g.slack, 500)
		types[c] = g
	}
	return types
}

// inner is how much of a glyph's slack may go within a row, by an eye's measure; at its end all may.
func (g glyph) inner() int { return min(g.slack, square/4) }

// narrow takes the blank away that a quotation mark has for the sake of Chinese.
func (g *glyph) narrow(size int) {
	const ink = 60
	g.wide, g.word, g.slack = false, true, 0
	g.shift = (ink - g.left) * size
	g.width = (g.right - g.left + 2*ink) * size
}

// glyphs gives those of a line, sized and with what its neighbours make of each.
func (p *press) glyphs(l Line, size int) []glyph {
	gs := make([]glyph, 0, utf8.RuneCountInString(l.Text))
	for _, r := range l.runs() {
		for _, c := range drawn(r.text) {
			g := p.types[c]
			g.width, g.slack, g.marked = g.advance*size, g.slack*size, r.marked
			g.space = g.space && !g.marked // a gap that waits for its number is to be seen, at the end of a row too
			if g.wide && size == bodySize {
				g.width = square
			}
			switch {
			case size == titleSize:
				g.stroke = 700
			case (r.lead || l.heading()) && l.Level == 1:
				g.stroke = 500
			case (r.lead || l.heading()) && l.Level == 2:
				g.stroke = 300
			}
			gs = append(gs, g)
		}
	}
	associate(gs, size)
	glue(gs)
	return gs
}

// associate tells signs apart that mean different things in different places.
func associate(gs []glyph, size int) {
	chinese, tabs := false, false
	for _, g := range gs {
		chinese = chinese || unicode.Is(unicode.Han, g.char)
		tabs = tabs || g.char == '\t'
	}
	letter := func(i int) bool { return i >= 0 && i < len(gs) && gs[i].word && unicode.IsLetter(gs[i].char) }
	digit := func(i int) bool { return i >= 0 && i < len(gs) && unicode.IsDigit(gs[i].char) }
	quoted := false
	for i := range gs {
		g := &gs[i]
		switch g.char {
		case '“', '”', '‘', '’':
			if g.wide && (!chinese || letter(i-1) && letter(i+1)) {
				g.narrow(size)
			}
		case '"':
			quoted = !quoted
			g.opens, g.closes = quoted, !quoted
		case '—', '～', '－':
			g.word = digit(i-1) && digit(i+1) // 1—10月
		}
		if g.char == '—' && twin(gs, i) && !twin(gs, i-1) { // brought together, so that one long dash is seen
			g.shift = (1000 - g.right) * size
			gs[i+1].shift = -gs[i+1].left * size
		}
		if tabs { // columns stay
			g.slack = 0
		}
	}
}

// twin tells whether the glyph and the next are halves of —— or ……, which nothing may part.
func twin(gs []glyph, i int) bool {
	return i >= 0 && i+1 < len(gs) && gs[i].char == gs[i+1].char && strings.ContainsRune("—…", gs[i].char)
}

// glue finds where a row may not end. A word wider than half a row, an address say, may be broken after its signs:
// save for a hyphen, which programs that copy the text would take out.
func glue(gs []glyph) {
	inked := false  // before it, blanks are an indent
	opened := false // and blanks after an opening sign go along with it
	for i := range len(gs) - 1 {
		a, b := &gs[i], &gs[i+1]
		inked = inked || !a.space
		opened = a.opens || opened && a.space
		dash := b.char == '—' && twin(gs, i+1) // it may begin a row, as half of it may not
		year := unicode.IsDigit(a.char) && b.char == '年' || a.char == '年' && b.char == '度'
		a.glued = b.space || !inked || opened || b.closes && !dash || a.word && b.word || twin(gs, i) || year
	}
	for from := 0; from < len(gs); {
		to, width := from, 0
		for to < len(gs) && gs[to].word {
			width += gs[to].width
			to++
		}
		if width > measure/2 {
			for i := from; i < to-1; i++ {
				a, b := gs[i], gs[i+1]
				sign := !a.alphanumeric() && a.char != '-' && (b.alphanumeric() || a.char == b.char && a.char != '/')
				gs[i].glued = !sign || a.opens || b.closes
			}
		}
		from = max(to, from+1)
	}
}

func (g glyph) alphanumeric() bool { return unicode.IsLetter(g.char) || unicode.IsDigit(g.char) }

// align widens the tabs of lines that follow each other, so that their columns stand below each other, if the page is wide enough.
func align(lines [][]glyph) {
	const between = square * 3 / 2
	var widths []int // of the columns
	for _, gs := range lines {
		column, width := 0, 0
		for i, g := range gs {
			width += g.width
			if last := i == len(gs)-1; last || g.char == '\t' {
				if column == len(widths) {
					widths = append(widths, 0)
				}
				widths[column] = max(widths[column], width)
				column, width = column+1, 0
			}
		}
	}
	total := (len(widths) - 1) * between
	for _, w := range widths {
		total += w
	}
	if total > measure-2*square {
		return
	}
	for _, gs := range lines {
		column, width := 0, 0
		for i := range gs {
			width += gs[i].width
			if gs[i].char == '\t' {
				gs[i].width = widths[column] + between - width
				column, width = column+1, 0
			}
		}
	}
}

// advanceFrom is how far the glyph takes the pen from x on. Tabs of no table stop at every second square.
func (g glyph) advanceFrom(x int) int {
	if g.char == '\t' && g.width == 0 {
		return 2*square - x%(2*square)
	}
	return g.width
}
