package document

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func FuzzWord(f *testing.F) {
	for _, body := range []string{
		`<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>走访x</w:t></w:r><w:r><w:t>x户&#x4e2d;&lt;</w:t><w:tab/></w:r></w:p><w:p/>`,
		`<w:p><w:r><w:t>xx</w:t>` + box("框xx", "框xx") + `<w:br/></w:r></w:p>`,
		`<w:tbl>` + row(cell(`<w:gridSpan w:val="2"/>`, "甲"), cell(`<w:vMerge/>`, "")) + `</w:tbl>`,
		`<w:p xml:space="preserve"><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t><![CDATA[xx]]></w:t></w:r></w:p>`,
	} {
		f.Add(body, 1, 2, "12\n<", true)
	}
	f.Fuzz(func(t *testing.T, body string, from, to int, text string, mark bool) {
		file, err := Open(wordFile(t, body))
		if err != nil {
			return
		}
		survive(t, file, Change{From: from, To: to, Text: text, Mark: mark})
		var out bytes.Buffer
		if file.Replace(&out, Revision{Repeats: []Repeat{{from, [][]Change{nil, nil}}}}) == nil {
			openFile(t, out.Bytes())
		}
	})
}

func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1" spans="1:2"><c r="A1" s="1" t="s"><v>2</v></c><c r="B1"/></row>`, bookStrings, 1, 2, "=12", true)
	f.Add(`<row><c t="inlineStr"><is><t>活动_x000D_</t></is></c><c><v>1</v></c></row><row r="3"/>`, bookStrings, 0, 1, "_x0041_", false)
	f.Add(`<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f>A2</f></c></row><row r="5"><c r="A5"><f>SUM(A2:A2)</f></c><c t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells><sheetData>`, bookStrings, 0, 0, "", true)
	f.Add(`<row r="1"><c r="A1"><f>A2</f><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><sheetData>`, "<sst/>", 0, 0, "", true)
	f.Fuzz(func(t *testing.T, rows, list string, from, to int, text string, mark bool) {
		content := pack(t, "[Content_Types].xml", bookTypes, "_rels/.rels", bookRels, "xl/workbook.xml", book,
			"xl/_rels/workbook.xml.rels", relsHead+`<Relationship Id="rId1" Type="/worksheet" Target="s.xml"/><Relationship Id="rId3" Type="/sharedStrings" Target="t.xml"/><Relationship Id="rId4" Type="/styles" Target="styles.xml"/></Relationships>`,
			"xl/s.xml", sheetHead+rows+`</sheetData></worksheet>`, "xl/t.xml", list, "xl/styles.xml", styleSheet)
		file, err := Open(content)
		if err != nil {
			return
		}
		n := float64(from) / 8
		survive(t, file, Change{From: from, To: to, Text: text, Mark: mark})
		var out bytes.Buffer
		if file.Replace(&out, Revision{Repeats: []Repeat{{from, [][]Change{nil, nil}}}}) == nil {
			openFile(t, out.Bytes())
		}
		survive(t, file, Change{From: from, To: to, Text: text, Number: &n})
		surviveRepeat(t, file, from)
	})
}

func FuzzProperties(f *testing.F) {
	f.Add(noProperties, "AIGC", "1")
	f.Add(`<c:Properties xmlns:c="http://purl.oclc.org/ooxml/officeDocument/customProperties"><c:property pid="2" name="甲"><i4>1</i4></c:property></c:Properties>`, "甲", "<&>")
	f.Fuzz(func(t *testing.T, part, name, value string) {
		file, err := Open(pack(t, "[Content_Types].xml", wordTypes, "word/document.xml", wordRoot+wordEnd, "docProps/custom.xml", part,
			"_rels/.rels", strings.Replace(mainRels, "</Relationships>", `<Relationship Id="c" Type="`+propertiesLink+`" Target="docProps/custom.xml"/></Relationships>`, 1)))
		if err != nil {
			return
		}
		given, err := distinct([]Property{{name, value}})
		var out bytes.Buffer
		if file.Replace(&out, Revision{Properties: []Property{{name, value}}}) != nil || err != nil {
			return
		}
		again := openFile(t, out.Bytes())
		if !slices.Contains(again.Properties(), given[0]) {
			t.Errorf("%v has no %v in %s", again.Properties(), given, open(t, out.String())["docProps/custom.xml"])
		}
	})
}

// survive makes a change and wants the new file to say what it was told, and to be otherwise as before.
func survive(t *testing.T, f *File, c Change) {
	var out bytes.Buffer
	if err := f.Replace(&out, Revision{Changes: []Change{c}}); err != nil {
		if out.Len() > 0 {
			t.Fatalf("%v after %d bytes", err, out.Len())
		}
		return
	}
	again, err := Open(out.Bytes())
	if err != nil {
		t.Fatalf("%v of\n%v", err, open(t, out.String()))
	}
	runes := []rune(f.Text())
	if f.Format() == "docx" {
		want := string(runes[:c.From]) + fit(c.Text) + string(runes[c.To:])
		if got := again.Text(); got != want {
			t.Fatalf("%q, want %q in\n%s", got, want, open(t, out.String())["word/document.xml"])
		}
		return
	}
	cell := f.Cells()[f.lineAt(c.From)]
	want := string(runes[cell.From:c.From]) + fit(c.Text) + string(runes[c.To:cell.To])
	for _, is := range again.Cells() {
		if got := string([]rune(again.Text())[is.From:is.To]); is.Address() == cell.Address() && got != want && c.Number == nil {
			t.Fatalf("%q, want %q in\n%s", got, want, open(t, out.String()))
		}
	}
}

// surviveRepeat writes a row three times and wants the cells of it three times over, and those below two rows further down.
func surviveRepeat(t *testing.T, f *File, at int) {
	row, ok := f.CellAt(at)
	var out bytes.Buffer
	if err := f.Replace(&out, Revision{Repeats: []Repeat{{at, [][]Change{nil, nil, nil}}}}); err != nil || !ok {
		if out.Len() > 0 {
			t.Fatalf("%v after %d bytes", err, out.Len())
		}
		return
	}
	again := openFile(t, out.Bytes())
	is := map[string]string{}
	for _, c := range again.Cells() {
		is[c.Address()] = string([]rune(again.Text())[c.From:c.To])
	}
	for _, c := range f.Cells() {
		text := string([]rune(f.Text())[c.From:c.To])
		if c.Fixed || text == "" {
			continue
		}
		first, last := c.Row, c.Row
		if c.Row > row.Row {
			first, last = c.Row+2, c.Row+2
		} else if c.Row == row.Row {
			last += 2
		}
		for n := first; n <= last; n++ {
			if got := is[address(n, c.Column)]; got != text {
				t.Fatalf("%s is %q, want %q in\n%s", address(n, c.Column), got, text, open(t, out.String()))
			}
		}
	}
}
