package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// table goes over the cells of a text in their order, and makes sentences of their labels.
type table struct {
	*binder
	cells   []Cell
	labels  map[string]caption // by their text
	texts   []string           // of the cells, without blanks
	isLabel []bool             // which of the cells hold labels
	until   int                // how far the text outside the cells is read
	heads   [len(numbering)]string
	title   string            // the first line
	over    string            // the line above the table
	named   string            // the title that stands in a cell of the table
	noted   int               // how many cells are
	rows    map[string]header // of labels, by their text: the last row in which each stood
	whole   [2]earlier        // of the row and of the column: what 其中 is some of
	recent  [2]earlier        // what the label before counts, of which a rate may be
}

// header is the row of a label.
type header struct {
	single bool   // nothing else stands in it: a title
	first  bool   // the label begins it
	corner string // the label with which it begins: 矛盾纠纷 of 矛盾纠纷 排查 化解
	names  bool   // a name is among its labels: what stands below is a list
	events bool   // a day, a place or a person is: each row below tells one event
}

// earlier is what a label said, with the labels on the other side: those of another row or table say nothing of this one.
type earlier struct{ words, beside string }

func newTable(b *binder, cells []Cell) *table {
	t := &table{binder: b, cells: cells, labels: map[string]caption{}, rows: map[string]header{}, texts: make([]string, len(cells)), isLabel: make([]bool, len(cells))}
	for i, c := range cells {
		if c.From < c.To && c.To-c.From <= longestHead {
			t.texts[i] = plain(string(b.text[c.From:c.To]))
			t.isLabel[i] = t.labelling(t.texts[i])
		}
	}
	return t
}

// note reads in which rows the labels before a cell stand.
func (t *table) note(to int) {
	for ; t.noted < to; t.noted++ {
		i := t.noted
		left, h := t.cells[i].Left, header{}
		if len(left) == 0 && len(t.cells[i].Above) == 0 { // another table begins
			clear(t.rows)
			t.named, t.whole, t.recent = "", [2]earlier{}, [2]earlier{}
		}
		if !t.isLabel[i] {
			continue
		}
		h.first = len(left) == 0
		h.single = h.first && t.single(i)
		if len(left) > 0 && len(left) < nearest {
			h.corner = left[len(left)-1]
		}
		for _, text := range left {
			l, text := t.label(text), plain(text)
			h.names = h.names || l.sort == saysName && !bodiesBelow.MatchString(l.words) || l.sort == saysOther || l.unit == "" && lists.MatchString(text)
			h.events = h.events || events.MatchString(text)
		}
		t.rows[t.texts[i]] = h
		if l := t.label(t.texts[i]); h.single && (l.sort == saysTitle || l.state || chapter.MatchString(t.texts[i])) {
			t.named = t.texts[i]
		}
	}
}

// longestHead is how many runes a cell has at most that is a label.
const longestHead = 60

// single reports whether nothing is written in the row behind a label.
func (t *table) single(i int) bool {
	for n := i + 1; n < min(len(t.cells), i+farthest) && slices.Contains(t.cells[n].Left, t.texts[i]); n++ {
		if t.texts[n] != "" {
			return false
		}
	}
	return true
}

// nearest is how many labels of a row and of a column a cell knows.
const nearest = 3

// label reads a label once.
func (t *table) label(text string) caption {
	l, ok := t.labels[text]
	if !ok {
		l = t.binder.label(text)
		t.labels[text] = l
	}
	return l
}

// units gives the unit of a cell's number: of labels that are a unit, of the column's label, of the row's, of the unit's own column.
func (t *table) units(i int, sides [2][]caption) (units []string) {
	var bare, words, rest []string
	for _, side := range []int{1, 0} {
		for n, l := range sides[side] {
			switch {
			case l.unit == "":
			case l.unit == "%" || l.unit == "％":
				units = append(units, l.unit)
			case l.words == "" && l.sort == saysNothing && n == 0 && !l.vague:
				bare = append(bare, l.unit)
			case l.words != "" && n == 0:
				words = append(words, l.unit)
			default:
				rest = append(rest, l.unit)
			}
		}
	}
	if u := t.beside(i); u != "" {
		words = append(words, u)
	}
	return slices.Concat(units, bare, words, rest)
}

// farthest is how many cells of a row are looked at.
const farthest = 40

// beside finds a unit in a cell of its own in the row.
func (t *table) beside(i int) string {
	for n := i - 1; n >= max(0, i-farthest) && !t.isLabel[n]; n-- {
		if u := t.unitOf(t.texts[n]); u != "" {
			return u
		}
	}
	if i+1 < len(t.cells) && len(t.cells[i+1].Above) > 0 && strings.HasSuffix(t.cells[i+1].Above[0], "单位") {
		return t.unitOf(t.texts[i+1])
	}
	return ""
}

// said leaves out of labels what is a number or a blank with its unit.
func (t *table) said(labels []string) []string {
	is := func(l string) bool { return lone.MatchString(plain(l)) && t.label(l).sort != saysTime }
	if !slices.ContainsFunc(labels, is) {
		return labels
	}
	return slices.DeleteFunc(slices.Clone(labels), is)
}

// row gives the labels left of a cell without those of other numbers in its row: 党员总数 xx 网格数 xx.
func (t *table) row(i int) []string {
	left := t.said(t.cells[i].Left)
	n := i - 1
	for k := range left {
		for n >= max(0, i-farthest) && t.texts[n] != plain(left[k]) {
			if k > 0 && t.isLabel[n] {
				return left // it goes over several rows
			}
			n--
		}
		if n < max(0, i-farthest) {
			return left
		}
		n--
		if k+1 < len(left) && n >= 0 && !t.isLabel[n] && t.unitOf(t.texts[n]) == "" {
			for n >= max(0, i-farthest) && !t.isLabel[n] {
				n--
			}
			if n >= 0 && t.texts[n] == plain(left[k+1]) {
				return left[:k+1]
			}
			return left
		}
	}
	return left
}

// labelling reports whether a cell's text is a label.
func (t *table) labelling(text string) bool {
	first := rune(0)
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) || r == first {
			continue
		}
		if first != 0 {
			return t.unitOf(text) == "" && (!lone.MatchString(text) || t.label(text).sort == saysTime)
		}
		first = r
	}
	return first != 0 && text[0] < 0x80 && t.label(text).sort == saysTime
}

// lone is how a cell looks that holds a number or a blank with a unit.
var lone = regexp.MustCompile(`^[约近共]?([\d０-９.,%]+|[xX*_×]+)\p{Han}{0,3}$`)

// said gives the words, if the labels on the other side are the same.
func (e earlier) said(beside string) string {
	if e.beside != beside {
		return ""
	}
	return e.words
}

// plain is a text without blanks.
func plain(text string) string { return strings.Join(strings.Fields(text), "") }

// outside reads the lines between the cells, up to a place: the title, the headings, what stands above a table.
func (t *table) outside(to int) {
	for t.until < to {
		end := t.until
		for end < len(t.text) && !isBreak(t.text[end]) {
			end++
		}
		if !t.inCell(t.until) {
			t.line(strings.TrimSpace(string(t.text[t.until:end])))
		}
		t.until = end + 1
	}
}

func (t *table) line(line string) {
	if line == "" || runes(line) > longestHeading || strings.ContainsAny(line, "。；") {
		if line != "" {
			t.over = ""
		}
		return
	}
	for level, n := range numbering {
		if n.MatchString(line) {
			t.heads[level], t.over = line, ""
			clear(t.heads[level+1:])
			return
		}
	}
	if t.title == "" {
		t.title = line
		return
	}
	t.over = line
}

// inCell reports whether a place stands in a cell.
func (t *table) inCell(at int) bool {
	i, _ := slices.BinarySearchFunc(t.cells, at, func(c Cell, at int) int { return c.From - at })
	if i < len(t.cells) && t.cells[i].From == at {
		return true
	}
	return i > 0 && at < t.cells[i-1].To
}
