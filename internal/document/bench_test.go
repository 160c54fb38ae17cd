package document

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// wordForm is a .docx of 20 pages: 15 of text with 100 blanks, and tables with 100 empty cells beside labels.
func wordForm(t testing.TB) []byte {
	text := open(t, string(template(t, 15, 100)))["word/document.xml"]
	body := strings.TrimSuffix(strings.TrimPrefix(text, xmlHead+wordRoot), wordEnd)
	const format = `<w:rPr><w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体"/><w:sz w:val="21"/></w:rPr>`
	label := func(s string) string { return `<w:tc><w:p><w:r>` + format + `<w:t>` + s + `</w:t></w:r></w:p></w:tc>` }
	var b strings.Builder
	for table := range 5 {
		b.WriteString("<w:tbl>")
		for i := range 20 {
			b.WriteString(row(label(fmt.Sprintf("第%c项工作%c", '一'+rune(table), '甲'+rune(i))), `<w:tc><w:p><w:pPr>`+format+`</w:pPr></w:p></w:tc>`, label("备注说明")))
		}
		b.WriteString("</w:tbl><w:p/>")
	}
	return wordFile(t, body+b.String())
}

// bookForm is a .xlsx whose sheet has 1,000 rows of ten cells, and 200 blanks among them.
func bookForm(t testing.TB) []byte {
	var b strings.Builder
	for i := 1; i <= 1000; i++ {
		fmt.Fprintf(&b, `<row r="%d">`, i)
		for column := 1; column <= 10; column++ {
			text := `t="s"><v>0</v></c>`
			if column == 5 && i%5 == 0 {
				text = `t="s"><v>1</v></c>`
			} else if column > 7 {
				text = fmt.Sprintf("><v>%d</v></c>", i*column)
			}
			fmt.Fprintf(&b, `<c r="%s" s="3" %s`, address(i, column), text)
		}
		b.WriteString("</row>")
	}
	return bookFile(t, b.String(), "")
}

// blanksOf gives changes of all blanks, and of all empty cells.
func blanksOf(f *File) (changes []Change) {
	text := []rune(f.Text())
	for i := 0; i+1 < len(text); i++ {
		if text[i] == 'x' && text[i+1] == 'x' {
			changes = append(changes, Change{From: i, To: i + 2, Text: "1286"})
			i++
		}
	}
	for _, c := range f.Cells() {
		if c.From == c.To && f.Format() == "docx" {
			changes = append(changes, Change{From: c.From, To: c.To, Text: "1286", Mark: true})
		}
	}
	return changes
}

// benchmarkReplace opens a file once outside, to see what is to be filled, and again with each filling.
func benchmarkReplace(b *testing.B, content []byte) {
	changes := blanksOf(openFile(b, content))
	if len(changes) != 200 {
		b.Fatalf("%d blanks", len(changes))
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := openFile(b, content).Replace(io.Discard, Revision{Changes: changes, Properties: []Property{{"来源", "述职"}}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReplace20Pages(b *testing.B) { benchmarkReplace(b, wordForm(b)) }

func BenchmarkReplaceBook(b *testing.B) { benchmarkReplace(b, bookForm(b)) }

// BenchmarkRepeatBook writes a row in the midst of a sheet a hundred times.
func BenchmarkRepeatBook(b *testing.B) {
	content := bookForm(b)
	f := openFile(b, content)
	r := Revision{Repeats: []Repeat{{at(f, 100, "xx", "").From, make([][]Change, 100)}}}
	b.ReportAllocs()
	for b.Loop() {
		if err := openFile(b, content).Replace(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen200Pages(b *testing.B) {
	content := template(b, 200, 2000)
	b.ReportAllocs()
	for b.Loop() {
		openFile(b, content)
	}
}
