package document

import (
	"archive/zip"
	"embed"
	"encoding/xml"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// docx is Word's format, set by GB/T 9704: on A4, margins of 37, 26, 35 and 28 mm leave 156 by 225 mm for 22 lines of 28.95 pt
// and 28 characters, each drawn in by a quarter of a point. Word's own grid of characters would say the same, but LibreOffice
// then sets 18 a line. The norm asks for 仿宋 throughout, so digits and Latin letters are set in it too: half a character wide,
// they keep the grid, as those of Times New Roman would not.
//
// The parts lie in docx/ as they do in the file, with blanks such as {{title}} to be filled in. In fontTable.xml each font that
// may be missing has one altName: Word takes a list for one name, commas and all.
type docx struct{}

//go:embed all:docx
var parts embed.FS

func (docx) Write(w io.Writer, t Text) error {
	properties, err := written(t.Properties)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	create := func(name string) (io.Writer, error) {
		return z.CreateHeader(&zip.FileHeader{
			Name:     name,
			Method:   zip.Deflate,
			Modified: time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC), // the first that zip knows
		})
	}
	fill := strings.NewReplacer(blanks(t, properties != nil)...)
	err = fs.WalkDir(parts, "docx", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		part, err := parts.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := create(strings.TrimPrefix(path, "docx/"))
		if err != nil {
			return err
		}
		_, err = fill.WriteString(f, string(part))
		return err
	})
	if err != nil {
		return err
	}
	if properties != nil {
		f, err := create(propertiesPart)
		if err != nil {
			return err
		}
		if _, err := f.Write(properties); err != nil {
			return err
		}
	}
	return z.Close()
}

// blanks are those of the parts, and what fills them. The foot stands on the line of the page's number, at its other end.
func blanks(t Text, properties bool) []string {
	fill := map[string]string{"title": escapeXML(t.Title.Text), "body": body(t), "odd": "", "even": "", "outer": "right", "left": "", "right": "", "override": "", "relation": ""}
	if foot := escapeXML(t.Foot); foot != "" {
		const tab = "<w:r><w:tab/></w:r>"
		foot = `<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr><w:t xml:space="preserve">` + foot + "</w:t></w:r>"
		fill["odd"] = `<w:tabs><w:tab w:val="right" w:pos="8565"/></w:tabs>`  // where the number ends
		fill["even"] = `<w:tabs><w:tab w:val="right" w:pos="8845"/></w:tabs>` // at the margin
		fill["outer"], fill["left"], fill["right"] = "left", foot+tab, tab+foot
	}
	if properties {
		fill["override"] = propertiesOverride("", propertiesPart)
		fill["relation"] = propertiesRelation("", "properties", propertiesPart)
	}
	var pairs []string
	for name, text := range fill {
		pairs = append(pairs, "{{"+name+"}}", text)
	}
	return pairs
}

// body gives the paragraphs. The style Title leaves a blank line below itself, so the text's own are dropped there.
func body(t Text) string {
	var b strings.Builder
	lines := t.Lines
	if t.Title.Text != "" {
		paragraph(&b, "Title", t.Title)
		for len(lines) > 0 && clean(lines[0].Text) == "" {
			lines = lines[1:]
		}
	}
	for _, l := range lines {
		style := ""
		if l.heading() {
			style = "Heading" + strconv.Itoa(l.Level)
		}
		paragraph(&b, style, l)
	}
	return b.String()
}

func paragraph(b *strings.Builder, style string, l Line) {
	b.WriteString("<w:p>")
	if style != "" {
		b.WriteString(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	}
	for _, r := range l.runs() {
		b.WriteString("<w:r><w:rPr>")
		if r.lead {
			b.WriteString(`<w:rStyle w:val="Heading` + strconv.Itoa(l.Level) + `Char"/>`)
		}
		b.WriteString(`<w:rFonts w:hint="eastAsia"/>`) // or quotes and dashes would be half as wide
		if r.marked {
			b.WriteString(`<w:highlight w:val="yellow"/>`)
		}
		b.WriteString("</w:rPr>")
		for i, s := range strings.Split(escapeXML(r.text), "&#x9;") {
			if i > 0 {
				b.WriteString("<w:tab/>")
			}
			b.WriteString(`<w:t xml:space="preserve">` + s + "</w:t>")
		}
		b.WriteString("</w:r>")
	}
	b.WriteString("</w:p>\n")
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(clean(s))) // a Builder never fails
	return b.String()
}

// run is a stretch of a line that looks the same throughout.
type run struct {
	text         string
	lead, marked bool
}

func (l Line) runs() (runs []run) {
	text := []rune(l.Text)
	marked := make([]bool, len(text))
	for _, m := range l.Marks {
		for i := max(m.From, 0); i < min(m.To, len(text)); i++ {
			marked[i] = true
		}
	}
	lead := 0
	if l.ranked() {
		lead = l.Lead
	}
	from := 0
	for to := 1; to <= len(text); to++ {
		if to == len(text) || to == lead || marked[to] != marked[to-1] {
			runs = append(runs, run{string(text[from:to]), to <= lead, marked[from]})
			from = to
		}
	}
	return runs
}

func (l Line) ranked() bool { return l.Level >= 1 && l.Level <= 3 }

// heading tells whether the whole line is one.
func (l Line) heading() bool { return l.ranked() && l.Lead <= 0 }
