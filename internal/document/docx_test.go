package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// open reads the parts of a .docx.
func open(t testing.TB, file string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(part)
	}
	return parts
}

// walk calls visit for each start tag, text and end tag of a part, and fails if it is not well-formed.
func walk(t testing.TB, part string, visit func(xml.Token)) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(part)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, part)
		}
		visit(token)
	}
}

// textOf gives the paragraphs of a .docx, a line each.
func textOf(t testing.TB, file string) string {
	t.Helper()
	var b strings.Builder
	inText := false
	walk(t, open(t, file)["word/document.xml"], func(token xml.Token) {
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "t"
			if token.Name.Local == "tab" {
				b.WriteByte('\t')
			}
		case xml.CharData:
			if inText {
				b.Write(token)
			}
		case xml.EndElement:
			inText = false
			if token.Name.Local == "p" {
				b.WriteByte('\n')
			}
		}
	})
	return b.String()
}

// squeeze leaves out what setting may change: blanks and what no file can hold.
func squeeze(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, clean(s))
}

func TestDocxHoldsTheText(t *testing.T) {
	for _, s := range append(hostile, sample) {
		holds(t, Text{Title: Line{Text: s}, Lines: []Line{{Text: "起", Level: 7}, {Text: s, Level: 2, Lead: 3, Marks: []Range{{1, 2}, {-5, 1 << 40}}}}})
		holds(t, Parse(s))
	}
}

// holds checks that a .docx of the text says what its .txt says.
func holds(t *testing.T, text Text) {
	t.Helper()
	want := write(t, "txt", text)
	if text.Title.Text != "" { // the style Title leaves the blank line itself
		title, body, _ := strings.Cut(want, "\n")
		want = title + "\n" + strings.TrimLeft(body, "\n")
	}
	if got := textOf(t, write(t, "docx", text)); got != want {
		t.Errorf("%q: .docx has %q", want, got)
	}
}

func FuzzParseToDocx(f *testing.F) {
	for _, s := range append(hostile, sample) {
		f.Add(s, 3, 9)
	}
	f.Fuzz(func(t *testing.T, s string, from, to int) {
		text := Parse(s, Range{from, to})
		holds(t, text)
		if got := squeeze(textOf(t, write(t, "docx", text))); got != squeeze(s) {
			t.Errorf("%q became %q", squeeze(s), got)
		}
	})
}

func TestDocxStyles(t *testing.T) {
	text := Parse("报告\n一、情况\n（二）服务。办结xx件。", Range{16, 18})
	_, got, _ := strings.Cut(open(t, write(t, "docx", text))["word/document.xml"], "<w:body>")
	got = strings.NewReplacer(`<w:rFonts w:hint="eastAsia"/>`, "", ` xml:space="preserve"`, "").Replace(got)
	got = strings.ReplaceAll(got, "<w:rPr></w:rPr>", "")
	want := `
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>报告</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>一、情况</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:rStyle w:val="Heading2Char"/></w:rPr><w:t>（二）服务。</w:t></w:r>` +
		`<w:r><w:t>办结</w:t></w:r><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>xx</w:t></w:r><w:r><w:t>件。</w:t></w:r></w:p>
`
	if !strings.HasPrefix(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// A file is whole when its parts are well-formed, typed and linked, and name only styles and fonts that it defines.
func TestDocxIsWhole(t *testing.T) {
	parts := open(t, write(t, "docx", Parse(sample)))
	var typed, styles, used, fonts, set []string
	for name, part := range parts {
		walk(t, part, func(token xml.Token) {
			tag, _ := token.(xml.StartElement)
			for _, a := range tag.Attr {
				switch tag.Name.Local + " " + a.Name.Local {
				case "Override PartName":
					typed = append(typed, a.Value[1:])
				case "Relationship Target":
					if target := path.Join(path.Dir(path.Dir(name)), a.Value); parts[target] == "" {
						t.Errorf("%s links to %s, which is not there", name, target)
					}
				case "style styleId":
					styles = append(styles, a.Value)
				case "pStyle val", "rStyle val", "basedOn val", "next val", "link val":
					used = append(used, a.Value)
				case "font name":
					fonts = append(fonts, a.Value)
				case "rFonts ascii", "rFonts eastAsia", "rFonts hAnsi":
					set = append(set, a.Value)
				}
			}
		})
	}
	for name := range parts {
		if !strings.HasSuffix(name, ".rels") && name != "[Content_Types].xml" && !slices.Contains(typed, name) {
			t.Errorf("%s has no content type", name)
		}
	}
	for _, s := range used {
		if !slices.Contains(styles, s) {
			t.Errorf("style %s is not defined", s)
		}
	}
	for _, s := range set {
		if !slices.Contains(fonts, s) {
			t.Errorf("font %s is not in the font table", s)
		}
	}
}

func BenchmarkDocx(b *testing.B) {
	text := Parse(strings.Repeat(sample, 20))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, "docx", text); err != nil {
			b.Fatal(err)
		}
	}
}
