package document

import (
	"errors"
	"io"
	"strings"
	"testing"
)

const again = "xl/worksheets/sheet1.xml"

// formSheet is a list with one row for its entries, and what stands below it.
const formSheet = `<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>次数</t></is></c><c r="C1" t="inlineStr"><is><t>占比</t></is></c></row>` +
	`<row r="2" ht="30" customHeight="1"><c r="A2" s="3" t="s"><v>1</v></c><c r="B2" s="3"/><c r="C2" s="1"><f>B2/SUM($B$2:$B$2)</f><v>1</v></c></row>` +
	`<row r="3"><c r="A3" t="inlineStr"><is><t>合计</t></is></c><c r="B3"><f>SUM(B2:B2)</f><v>0</v></c></row>` +
	`<row r="9"><c r="A9" t="s"><v>1</v></c></row>`

// fills gives changes of a row: a name and a number.
func fills(f *File, name string, n float64, text string) []Change {
	var count Cell
	for _, c := range f.Cells() {
		if c.Address() == "B2" {
			count = c
		}
	}
	return []Change{at(f, 0, "xx", name), {From: count.From, To: count.To, Text: text, Number: &n}}
}

func TestSheetRepeat(t *testing.T) {
	f := openFile(t, bookFile(t, formSheet, ""))
	blank := at(f, 0, "xx", "")
	if r, ok := f.Row(blank.From); !ok || string([]rune(f.Text())[r.From:r.To]) != "xx\n\n100.00%" {
		t.Errorf("row at %v in %q", r, f.Text())
	}
	rows := [][]Change{fills(f, "张三", 3, "3"), fills(f, "李四", 5, "5"), nil}
	got := replaced(t, f, []Change{at(f, 1, "xx", "尾")}, Repeat{At: blank.From, Rows: rows})
	entry := func(row, name, number string) string {
		text := strings.NewReplacer(`<row r="2"`, `<row r="`+row+`"`, `"A2"`, `"A`+row+`"`, `"B2"`, `"B`+row+`"`, `"C2"`, `"C`+row+`"`, "B2/", "B"+row+"/", "$B$2:$B$2", "$B$2:$B$4", "</f><v>1</v>", "</f>").
			Replace(`<row r="2" ht="30" customHeight="1"><c r="A2" s="3" t="s"><v>1</v></c><c r="B2" s="3"/><c r="C2" s="1"><f>B2/SUM($B$2:$B$2)</f><v>1</v></c></row>`)
		if name != "" {
			text = strings.Replace(text, ` t="s"><v>1</v></c>`, ` t="inlineStr"><is><t>`+name+`</t><phoneticPr fontId="1"/></is></c>`, 1)
			text = strings.Replace(text, `s="3"/>`, `s="3"><v>`+number+`</v></c>`, 1)
		}
		return text
	}
	head, _, _ := strings.Cut(formSheet, `<row r="2"`)
	want := head + entry("2", "张三", "3") + entry("3", "李四", "5") + entry("4", "", "") +
		`<row r="5"><c r="A5" t="inlineStr"><is><t>合计</t></is></c><c r="B5"><f>SUM(B2:B4)</f></c></row>` +
		`<row r="11"><c r="A11" t="inlineStr"><is><t>尾</t><phoneticPr fontId="1"/></is></c></row>`
	if got[again] != sheetHead+want+`</sheetData></worksheet>` {
		t.Errorf("\n%s\nwant\n%s", got[again][len(sheetHead):], want)
	}
	if !strings.Contains(got["xl/workbook.xml"], `<calcPr fullCalcOnLoad="1"/>`) {
		t.Error(got["xl/workbook.xml"])
	}
	if got := replaced(t, f, nil, Repeat{At: blank.From, Rows: rows[:1]}); got[again] != sheetHead+head+strings.Replace(entry("2", "张三", "3"), "$B$4", "$B$2", 1)+
		strings.Replace(formSheet[strings.Index(formSheet, `<row r="3"`):], "</f><v>0</v>", "</f>", 1)+`</sheetData></worksheet>` {
		t.Errorf("one row:\n%s", got[again])
	}
	for name, c := range map[string]struct {
		changes []Change
		repeats []Repeat
		want    error
	}{
		"no row":      {nil, []Repeat{{blank.From, nil}}, ErrRepeat},
		"no place":    {nil, []Repeat{{-1, rows}}, ErrRepeat},
		"twice":       {nil, []Repeat{{blank.From, rows}, {blank.To + 1, rows}}, ErrRepeat},
		"also within": {[]Change{blank}, []Repeat{{blank.From, rows}}, ErrChange},
		"outside":     {nil, []Repeat{{blank.From, [][]Change{{at(f, 1, "xx", "1")}}}}, ErrChange},
		"a formula":   {nil, []Repeat{{blank.From, [][]Change{{at(f, 0, "100", "1")}}}}, ErrFixed},
	} {
		if err := f.Replace(full{}, Revision{Changes: c.changes, Repeats: c.repeats}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestSheetRepeatMarks: coloured cells of repeated and of other rows have styles of their own.
func TestSheetRepeatMarks(t *testing.T) {
	f := openFile(t, bookFile(t, formSheet, ""))
	first, last := at(f, 0, "xx", "甲"), at(f, 1, "xx", "乙")
	first.Mark, last.Mark = true, true
	got := replaced(t, f, []Change{last}, Repeat{At: first.From, Rows: [][]Change{{first}, {first}}})
	if strings.Count(got[again], `s="5" t="inlineStr"`) != 2 || strings.Count(got[again], `t="inlineStr" s="6"`) != 1 || !strings.Contains(got["xl/styles.xml"], `cellXfs count="7"`) {
		t.Errorf("%s\n%s", got[again], got["xl/styles.xml"])
	}
}

// TestSheetRepeatNotStored: rows and cells that the sheet does not store or name, and two rows that are repeated.
func TestSheetRepeatNotStored(t *testing.T) {
	f := openFile(t, bookFile(t, `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="8"><c r="A8" t="s"><v>3</v></c></row><row><c t="s"><v>1</v></c></row>`, ""))
	var empty, below Cell
	for _, c := range f.Cells() {
		switch c.Address() {
		case "A2":
			empty = c
		case "B8":
			below = c
		}
	}
	fill := func(text string) []Change { return []Change{{From: empty.From, To: empty.To, Text: text}} }
	got := replaced(t, f, []Change{{From: below.From, To: below.To, Text: "五"}}, Repeat{at(f, 0, "xx", "").From, [][]Change{nil, {at(f, 0, "xx", "二")}}}, Repeat{empty.From, [][]Change{fill("一"), nil, fill("三")}})
	text := func(s string) string { return ` t="inlineStr"><is><t>` + s + `</t></is></c></row>` }
	want := `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"` + text("一") + `<row r="3"/><row r="4"><c r="A4"` + text("三") +
		`<row r="10"><c r="A10" t="s"><v>3</v></c><c r="B10" s="1"` + text("五") + `<row r="11"><c t="s"><v>1</v></c></row><row r="12"><c t="inlineStr"><is><t>二</t><phoneticPr fontId="1"/></is></c></row>`
	if got[again] != sheetHead+want+`</sheetData></worksheet>` {
		t.Errorf("\n%s\nwant\n%s", got[again][len(sheetHead):], want)
	}
}

// repeatThrice writes the row of the first blank three times.
func repeatThrice(f *File) Revision {
	return Revision{Repeats: []Repeat{{at(f, 0, "xx", "").From, [][]Change{nil, nil, nil}}}}
}

const listRow = `<row r="4"><c r="A4" t="s"><v>1</v></c></row>`

// TestSheetRepeatMoves: all that tells the places of cells.
func TestSheetRepeatMoves(t *testing.T) {
	for name, c := range map[string]struct{ rows, behind, wantRows, wantBehind string }{
		"merged": {listRow, `<mergeCells count="4"><mergeCell ref="A1:B3"/><mergeCell ref="B4:C4"/><mergeCell ref="D4:E4"/><mergeCell ref="A5:A6"/></mergeCells>`, "",
			`<mergeCells count="8"><mergeCell ref="A1:B3"/><mergeCell ref="B4:C4"/><mergeCell ref="D4:E4"/><mergeCell ref="A7:A8"/><mergeCell ref="B5:C5"/><mergeCell ref="B6:C6"/><mergeCell ref="D5:E5"/><mergeCell ref="D6:E6"/></mergeCells>`},
		"areas": {listRow, `<autoFilter ref="A3:C9"><sortState ref="A5:C9"/></autoFilter><hyperlinks><hyperlink ref="A4" location="表一!B9" display="x"/><hyperlink ref="A9"/></hyperlinks><rowBreaks count="2"><brk id="3"/><brk id="4"/></rowBreaks><ignoredErrors><ignoredError sqref="A1 A4:B5"/></ignoredErrors>`, "",
			`<autoFilter ref="A3:C11"><sortState ref="A7:C11"/></autoFilter><hyperlinks><hyperlink ref="A4:A6" location="表一!B11" display="x"/><hyperlink ref="A11"/></hyperlinks><rowBreaks count="2"><brk id="3"/><brk id="6"/></rowBreaks><ignoredErrors><ignoredError sqref="A1 A4:B7"/></ignoredErrors>`},
		"conditions": {listRow, `<conditionalFormatting sqref="A4:A8"><cfRule><formula>AND(A4&gt;1,$B$9&lt;2)</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation sqref="A4"><formula1>$D$1:$D$9</formula1></dataValidation></dataValidations>`, "",
			`<conditionalFormatting sqref="A4:A10"><cfRule><formula>AND(A4&gt;1,$B$11&lt;2)</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation sqref="A4:A6"><formula1>$D$1:$D$11</formula1></dataValidation></dataValidations>`},
		"shared formulas": {`<row r="3"><c r="C3"><f t="shared" ref="C3:C5" si="0">B3*2&amp;"x"</f><v>1</v></c></row><row r="4"><c r="A4" t="s"><v>1</v></c><c r="C4"><f t="shared" si="0"/><v>1</v></c></row><row r="5"><c r="C5"><f t="shared" si="0"/></c></row>`, "",
			`<row r="3"><c r="C3"><f>B3*2&amp;"x"</f></c></row><row r="4"><c r="A4" t="s"><v>1</v></c><c r="C4"><f>B4*2&amp;"x"</f></c></row><row r="5"><c r="A5" t="s"><v>1</v></c><c r="C5"><f>B5*2&amp;"x"</f></c></row><row r="6"><c r="A6" t="s"><v>1</v></c><c r="C6"><f>B6*2&amp;"x"</f></c></row><row r="7"><c r="C7"><f>B7*2&amp;"x"</f></c></row>`, ""},
		"an extension": {listRow, `<extLst><ext uri="a"><x14:b xmlns:x14="urn:x"/></ext></extLst>`, "", `<extLst><ext uri="a"><x14:b xmlns:x14="urn:x"/></ext></extLst>`},
	} {
		if c.wantRows == "" {
			c.wantRows = listRow + strings.ReplaceAll(listRow, "4", "5") + strings.ReplaceAll(listRow, "4", "6")
		}
		f := openFile(t, bookFile(t, c.rows, c.behind))
		got := open(t, revised(t, f, repeatThrice(f)))[again]
		if want := sheetHead + c.wantRows + `</sheetData>` + c.wantBehind + `</worksheet>`; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got[len(sheetHead):], want[len(sheetHead):])
		}
	}
	view := `<dimension ref="A1:C9"/><sheetViews><sheetView topLeftCell="A5"><pane topLeftCell="A4"/><selection activeCell="B9" sqref="B9"/></sheetView></sheetViews>`
	f := openFile(t, withPart(t, bookFile(t, listRow, ""), again, sheetHead+listRow+`</sheetData></worksheet>`, `<cols>`, view+`<cols>`))
	if got, want := open(t, revised(t, f, repeatThrice(f)))[again], `<dimension ref="A1:C11"/><sheetViews><sheetView topLeftCell="A7"><pane topLeftCell="A4"/><selection activeCell="B11" sqref="B11"/></sheetView></sheetViews>`; !strings.Contains(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// withPart gives a file in which a part is that text, with something replaced.
func withPart(t *testing.T, content []byte, name, text, old, is string) []byte {
	t.Helper()
	var parts []string
	for n, part := range open(t, string(content)) {
		if n != name {
			parts = append(parts, n, part)
		}
	}
	return pack(t, append(parts, name, strings.Replace(text, old, is, 1))...)
}

// TestSheetRepeatElsewhere: formulas of other sheets, hidden ones too, names, and the order of reckoning.
func TestSheetRepeatElsewhere(t *testing.T) {
	hidden := `<worksheet ` + sheetSpace + `><sheetData><row r="4"><c r="B4"><f>SUM(表一!A2:A4,A4)+表一!A9</f><v>1</v></c></row></sheetData></worksheet>`
	names := strings.Replace(book, `<definedName name="a">1<`, `<definedName name="_xlnm.Print_Area" localSheetId="0">表一!$A$1:$F$9</definedName><definedName name="a">藏!$A$9<`, 1)
	chain := `<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B9" i="1"/><c r="B3"/><c r="B4" i="2"/></calcChain>`
	content := bookFile(t, listRow+`<row r="9"><c r="B9"><f>A4:A4</f></c></row>`, "", "xl/calcChain.xml", chain)
	content = withPart(t, content, "xl/worksheets/sheet2.xml", hidden, "", "")
	content = withPart(t, content, "xl/workbook.xml", names, "", "")
	rels := open(t, string(content))["xl/_rels/workbook.xml.rels"]
	content = withPart(t, content, "xl/_rels/workbook.xml.rels", rels, "</Relationships>", `<Relationship Id="rId9" Type="`+officeRel+`/calcChain" Target="calcChain.xml"/></Relationships>`)
	f := openFile(t, content)
	file := revised(t, f, repeatThrice(f))
	same(t, "elsewhere", content, []byte(file), again, "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/calcChain.xml")
	got := open(t, file)
	for part, want := range map[string]string{
		again:                      `<row r="11"><c r="B11"><f>A4:A6</f></c></row>`,
		"xl/worksheets/sheet2.xml": strings.Replace(hidden, "SUM(表一!A2:A4,A4)+表一!A9", "SUM(表一!A2:A6,A4)+表一!A11", 1),
		"xl/workbook.xml":          `表一!$A$1:$F$11</definedName><definedName name="a">藏!$A$9</definedName></definedNames><calcPr fullCalcOnLoad="1"/>`,
		"xl/calcChain.xml":         strings.Replace(chain, "B9", "B11", 1),
	} {
		if !strings.Contains(got[part], want) {
			t.Errorf("%s:\n%s\nwant %s", part, got[part], want)
		}
	}
}

func TestSheetRepeatRefuses(t *testing.T) {
	rel := func(kind, target string) string {
		return relsHead + `<Relationship Id="rId1" Type="` + officeRel + "/" + kind + `" Target="` + target + `"/></Relationships>`
	}
	const sheetRels = "xl/worksheets/_rels/sheet1.xml.rels"
	anchor := func(row string) string {
		return `<xdr:wsDr xmlns:xdr="urn:d"><xdr:twoCellAnchor><xdr:from><xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:row>` + row + `</xdr:row></xdr:to></xdr:twoCellAnchor></xdr:wsDr>`
	}
	chart := func(ref string) []string {
		return []string{"xl/charts/chart1.xml", `<c:chartSpace xmlns:c="urn:c"><c:ser><c:f>` + ref + `</c:f></c:ser></c:chartSpace>`}
	}
	for name, c := range map[string]struct {
		rows, behind string
		more         []string
		says         string // empty: it can be done
	}{
		"merged over rows":          {listRow, `<mergeCells><mergeCell ref="B4:B5"/></mergeCells>`, nil, "merged cells B4:B5"},
		"a table":                   {listRow, `<tableParts count="1"><tablePart r:id="rId1"/></tableParts>`, nil, "tableParts"},
		"a control":                 {listRow, `<controls><control/></controls>`, nil, "controls"},
		"an extension":              {listRow, `<extLst><x14:a xmlns:x14="urn:x"><xm:sqref xmlns:xm="urn:m">A1</xm:sqref></x14:a></extLst>`, nil, "an extension"},
		"a formula of the row":      {listRow + `<row r="5"><c r="B5"><f>A4*2</f></c></row>`, "", nil, "表一!B5: a reference to the row that is repeated"},
		"a formula in the row":      {`<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4"><f>A3*2</f></c></row>`, "", nil, "表一!B4: a reference to another row"},
		"an array":                  {listRow + `<row r="5"><c r="B5"><f t="array" ref="B5:B6">A5:A6</f></c></row>`, "", nil, "表一!B5: a formula of several cells"},
		"a shared one without text": {listRow + `<row r="5"><c r="B5"><f t="shared" si="7"/></c></row>`, "", nil, "表一!B5: a shared formula"},
		"a picture below":           {listRow, "", []string{sheetRels, rel("drawing", "../drawings/drawing1.xml"), "xl/drawings/drawing1.xml", anchor("3")}, "drawing at the rows that move"},
		"a picture above":           {listRow, "", []string{sheetRels, rel("drawing", "../drawings/drawing1.xml"), "xl/drawings/drawing1.xml", anchor("2")}, ""},
		"a comment below":           {listRow, "", []string{sheetRels, rel("comments", "../comments1.xml"), "xl/comments1.xml", `<comments><commentList><comment ref="A9"/></commentList></comments>`}, "comments at"},
		"a pivot table":             {listRow, "", []string{sheetRels, rel("pivotTable", "../p.xml")}, "pivotTable"},
		"a pivot table's source":    {listRow, "", []string{"xl/pivotCache/pivotCacheDefinition1.xml", `<p><cacheSource><worksheetSource sheet="表一" ref="A1:B3"/></cacheSource></p>`}, "a pivot table"},
		"a chart of these rows":     {listRow, "", chart(`表一!$A$1:$A$5`), "a reference to the rows that move"},
		"a chart of others":         {listRow, "", chart(`表一!$A$1:$A$3`), ""},
		"a condition":               {listRow, `<conditionalFormatting sqref="A1:A9"><cfRule><formula>A9&gt;1</formula></cfRule></conditionalFormatting>`, nil, "a condition: a relative reference"},
		"a scale":                   {listRow, `<conditionalFormatting sqref="A1:A9"><cfRule><colorScale><cfvo type="formula" val="$A$9"/></colorScale></cfRule></conditionalFormatting>`, nil, "a condition of a scale"},
		"no room":                   {listRow + `<row r="1048575"><c r="A1048575"><v>1</v></c></row>`, "", nil, "no room below"},
	} {
		f := openFile(t, bookFile(t, c.rows, c.behind, c.more...))
		switch err := f.Replace(full{}, repeatThrice(f)); {
		case c.says == "" && !errors.Is(err, io.ErrShortWrite):
			t.Errorf("%s: %v", name, err)
		case c.says != "" && (!errors.Is(err, ErrRepeat) || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// TestSheetRepeatBounds: what a small file could make large.
func TestSheetRepeatBounds(t *testing.T) {
	long := strings.Repeat("+A1", 8000)
	for name, content := range map[string][]byte{
		"shared formulas": bookFile(t, listRow+`<row r="5"><c r="A5"><f t="shared" si="0">A1`+long+`</f></c>`+repeat(1000, `<c><f t="shared" si="0"/></c>`)+`</row>`, ""),
		"merged cells":    bookFile(t, listRow, `<mergeCells>`+repeat(300_000, `<mergeCell ref="A4"/>`)+`</mergeCells>`),
		"a row":           bookFile(t, strings.Replace(listRow, "</row>", `<c t="inlineStr"><is><t>`+noise(8<<20)+`</t></is></c></row>`, 1), ""),
	} {
		f := openFile(t, content)
		r := repeatThrice(f)
		r.Repeats[0].Rows = make([][]Change, 10)
		if err := f.Replace(full{}, r); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
