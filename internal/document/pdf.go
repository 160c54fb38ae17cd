package document

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The page of GB/T 9704, as docx has it, in thousandths of a point: whole numbers are the same on every machine.
const (
	pageWidth, pageHeight = 595276, 841890
	leftMargin, topMargin = 79370, 104882 // 28 and 37 mm
	square                = 15793         // 28 of them are the 156 mm between the margins
	measure               = 28 * square
	leading               = 28990 // 22 of them are the 225 mm
	rowsAPage             = 22
	longestTable          = 500   // lines whose columns are set below each other
	footLine              = 75600 // from the lower edge to the number's base line: its dashes are 7 mm below the text
	inkMiddle             = 357   // from the base line to the middle of a Chinese character, in thousandths of its size
)

// The sizes of letters, in points.
const (
	titleSize = 22
	bodySize  = 16
	footSize  = 14
	noteSize  = 9
)

// pdf is set by us, the same everywhere: in the one font that we carry, since those of the norm are not free. Headings of levels
// 1 and 2 are bolder instead. Characters that have no look of their own, such as joiners and marks of direction, are left out.
type pdf struct{}

// ErrGlyph is the error for characters that the font of a .pdf does not have, each once.
type ErrGlyph struct{ Runes []rune }

func (e ErrGlyph) Error() string {
	const most = 20
	var names []string
	for _, c := range e.Runes[:min(len(e.Runes), most)] {
		names = append(names, fmt.Sprintf("%c (%U)", c, c))
	}
	if len(e.Runes) > most {
		names = append(names, "…")
	}
	return "no glyph for " + strings.Join(names, ", ")
}

func (pdf) Write(w io.Writer, t Text) error {
	f, err := microHeiFace()
	if err != nil {
		return fmt.Errorf("read the font: %w", err)
	}
	cs, err := characters(f, t)
	if err != nil {
		return err
	}
	info, err := distinct(t.Properties)
	if err != nil {
		return err
	}
	file := newPDFFile(w)
	p := &press{pdfFile: file, tree: file.reserve(), fonts: file.reserve(), types: cast(f, cs), note: t.Foot}
	p.set(t)
	return p.close(f, cs, clean(t.Title.Text), info)
}

// characters gives those that a text is set with, sorted; or an ErrGlyph, in the text's order.
func characters(f *face, t Text) ([]rune, error) {
	seen := map[rune]bool{}
	var missing ErrGlyph
	note := func(s string) {
		for _, c := range drawn(s) {
			if !seen[c] && c != '\t' {
				seen[c] = true
				if !f.draws(c) {
					missing.Runes = append(missing.Runes, c)
				}
			}
		}
	}
	note("— 0123456789")
	note(t.Foot)
	note(t.Title.Text)
	for _, l := range t.Lines {
		note(l.Text)
	}
	if missing.Runes != nil {
		return nil, missing
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// drawn is clean without what has no look.
func drawn(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.In(c, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return c
	}, clean(s))
}

// press sets rows on pages, a page at a time.
type press struct {
	*pdfFile
	types       map[rune]glyph
	tree, fonts int // objects: of the pages, and of the one font
	printed     []int
	rows        []textRow // that wait for their page to be full
	bookmarks   []bookmark
	note        string // at the foot of every page
}

// set sets the whole text. As in docx, a blank line follows the title and the text's own are dropped there.
func (p *press) set(t Text) {
	lines := t.Lines
	if t.Title.Text != "" {
		p.add(p.title(t.Title))
		p.add([]textRow{{keep: true}})
		for len(lines) > 0 && clean(lines[0].Text) == "" {
			lines = lines[1:]
		}
	}
	for len(lines) > 0 {
		n := 1
		if tabbed(lines[0]) {
			for n < min(len(lines), longestTable) && tabbed(lines[n]) {
				n++
			}
		}
		set := make([][]glyph, n)
		for i := range set {
			set[i] = p.glyphs(lines[i], bodySize)
		}
		align(set)
		for i, gs := range set {
			p.add(p.paragraph(lines[i], gs))
		}
		lines = lines[n:]
	}
	for len(p.rows) > 0 || len(p.printed) == 0 {
		p.page(len(p.rows))
	}
}

func tabbed(l Line) bool { return strings.Contains(l.Text, "\t") }

// add takes the rows of one paragraph. No heading stays behind at the foot of a page, nor does the first row of a paragraph, and
// its last is not alone at the head of the next.
func (p *press) add(rows []textRow) {
	p.rows = append(p.rows, rows...)
	for len(p.rows) > rowsAPage {
		n := rowsAPage
		for n > rowsAPage/2 && p.rows[n-1].keep {
			n--
		}
		if n == rowsAPage/2 { // more belongs together than a page should lose
			n = rowsAPage
		}
		p.page(n)
	}
}

// page prints so many rows.
func (p *press) page(n int) {
	id := p.reserve()
	p.printed = append(p.printed, id)
	var b bytes.Buffer
	b.WriteString("1 j\n") // round corners where a letter is made bolder
	for i, r := range p.rows[:n] {
		y := pageHeight - topMargin - i*leading
		if r.level > 0 {
			p.bookmarks = append(p.bookmarks, bookmark{text: r.heading, level: r.level, page: id, y: y})
		}
		r.print(&b, y-leading/2-r.size*inkMiddle)
	}
	p.foot(&b, len(p.printed))
	p.rows = p.rows[n:]
	for len(p.rows) > 0 && len(p.rows[0].glyphs) == 0 { // no page begins with blank lines
		p.rows = p.rows[1:]
	}
	contents := p.stream("", b.Bytes())
	p.object(id, "<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources <</Font <</F %d 0 R>>>> /Contents %d 0 R>>",
		p.tree, points(pageWidth), points(pageHeight), p.fonts, contents)
}

// foot prints the number of a page, and the note at the other end of its line; what has no room there goes on below.
func (p *press) foot(b *bytes.Buffer, page int) {
	number := textRow{size: footSize, glyphs: p.glyphs(Line{Text: "— " + strconv.Itoa(page) + " —"}, footSize)}
	number.place(0)
	odd := page%2 == 1
	if odd {
		number.move(measure - number.width() - footSize*1000)
	} else {
		number.move(footSize * 1000)
	}
	rest := p.glyphs(Line{Text: p.note}, noteSize)
	for y := footLine; len(rest) > 0 && y > 0; y -= noteSize * 4 / 3 * 1000 {
		n, _ := fitRow(rest, 0, measure-number.width()-2*footSize*1000)
		row := textRow{size: noteSize, glyphs: rest[:n]}
		row.trim()
		row.place(0)
		if !odd {
			row.move(measure - row.width())
		}
		row.print(b, y)
		rest = rest[n:]
	}
	number.print(b, footLine)
}

// close writes what all pages share.
func (p *press) close(f *face, characters []rune, title string, info []Property) error {
	p.font(p.fonts, f, "WenQuanYiMicroHei", characters)
	var kids strings.Builder
	for _, id := range p.printed {
		fmt.Fprintf(&kids, "%d 0 R ", id)
	}
	p.object(p.tree, "<</Type /Pages /Count %d /Kids [%s]>>", len(p.printed), kids.String())
	more := ""
	if id := p.outline(p.bookmarks); id > 0 {
		more = fmt.Sprintf(" /Outlines %d 0 R", id)
	}
	about, root := p.reserve(), p.reserve()
	var entries strings.Builder
	if title != "" {
		fmt.Fprintf(&entries, "/Title <FEFF%s>", utf16Hex(title))
		more += " /ViewerPreferences <</DisplayDocTitle true>>"
	}
	for _, one := range info {
		if title == "" || one.Name != "Title" {
			entries.WriteString("/" + pdfName(one.Name) + " " + pdfString(one.Value))
		}
	}
	p.object(about, "<<%s>>", entries.String())
	p.object(root, "<</Type /Catalog /Pages %d 0 R /Lang (zh-CN)%s>>", p.tree, more)
	return p.pdfFile.close(root, about)
}
