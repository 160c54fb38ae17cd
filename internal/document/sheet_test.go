package document

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

const (
	sheetSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + officeRel + `"`
	bookTypes  = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`
	bookRels   = relsHead + `<Relationship Id="rId1" Type="` + officeRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	book       = xmlHead + `<workbook ` + sheetSpace + `><sheets><sheet name="表一" sheetId="1" r:id="rId1"/><sheet name="藏" sheetId="2" state="hidden" r:id="rId2"/></sheets><definedNames><definedName name="a">1</definedName></definedNames></workbook>`
	styleSheet = xmlHead + `<styleSheet ` + sheetSpace + `><numFmts count="1"><numFmt numFmtId="176" formatCode="0.0&quot;万元&quot;"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
		`<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="10" xfId="0" applyNumberFormat="1"><alignment horizontal="center"/></xf><xf numFmtId="14" xfId="0"/><xf numFmtId="3" xfId="0"/><xf numFmtId="176" xfId="0"/></cellXfs></styleSheet>`
	bookStrings = xmlHead + `<sst ` + sheetSpace + ` count="4" uniqueCount="4"><si><t>活动次数</t></si><si><t>xx</t><phoneticPr fontId="1"/></si>` +
		`<si><r><rPr><b/></rPr><t xml:space="preserve">走访x</t></r><r><rPr><i/></rPr><t>x户</t></r><rPh sb="0" eb="1"><t>zou</t></rPh></si><si><t>单位</t></si></sst>`
)

// bookFile is a .xlsx whose first sheet has those rows, and what follows them.
func bookFile(t testing.TB, rows, behind string, more ...string) []byte {
	t.Helper()
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="` + officeRel + "/" + kind + `" Target="` + target + `"/>`
	}
	return pack(t, append([]string{
		"[Content_Types].xml", bookTypes, "_rels/.rels", bookRels, "xl/workbook.xml", book,
		"xl/_rels/workbook.xml.rels", relsHead + rel("rId1", "worksheet", "worksheets/sheet1.xml") + rel("rId2", "worksheet", "worksheets/sheet2.xml") +
			rel("rId3", "sharedStrings", "sharedStrings.xml") + rel("rId4", "styles", "styles.xml") + `</Relationships>`,
		"xl/worksheets/sheet1.xml", sheetHead + rows + `</sheetData>` + behind + `</worksheet>`,
		"xl/worksheets/sheet2.xml", sheetHead + `<row r="1"><c r="A1" t="inlineStr"><is><t>藏xx</t></is></c></row></sheetData></worksheet>`,
		"xl/sharedStrings.xml", bookStrings, "xl/styles.xml", styleSheet,
	}, more...)...)
}

const sheetHead = xmlHead + `<worksheet ` + sheetSpace + `><cols><col min="2" max="3" width="9" style="1"/></cols><sheetData>`

// lines tells each cell of a file with its labels.
func lines(f *File) string {
	var b strings.Builder
	for _, c := range f.Cells() {
		fixed := ""
		if c.Fixed {
			fixed = " fixed"
		}
		fmt.Fprintf(&b, "%s %q ← %s ↑ %s%s\n", c.Address(), string([]rune(f.Text())[c.From:c.To]), strings.Join(c.Left, " "), strings.Join(c.Above, " "), fixed)
	}
	return b.String()
}

func TestSheetText(t *testing.T) {
	for name, c := range map[string]struct{ rows, behind, want string }{
		"kinds of cells": {`<row r="1"><c r="A1" t="s"><v>2</v></c><c r="B1" t="inlineStr"><is><r><t>甲_x000D_` + "\n" + `乙</t></r></is></c><c r="C1"><v>12</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="str"><f>A1</f><v>得</v></c><c t="e"><v>#N/A</v></c></row>`, "",
			"A1 \"走访xx户\" ←  ↑ \nB1 \"甲\\n乙\" ← 走访xx户 ↑ \nC1 \"12\" ← 甲乙 走访xx户 ↑ \nD1 \"TRUE\" ← 甲乙 走访xx户 ↑ \nE1 \"得\" ← 甲乙 走访xx户 ↑  fixed\nF1 \"#N/A\" ← 甲乙 走访xx户 ↑ \nA2 \"\" ←  ↑ 走访xx户\nB2 \"\" ←  ↑ 甲乙\n"},
		"numbers": {`<row r="1"><c r="A1"><v>0.1</v></c><c r="B1" s="1"><v>0.957</v></c><c r="C1" s="2"><v>45000</v></c><c r="D1" s="3"><v>1234567</v></c><c r="E1" s="4"><v>-1.25</v></c><c r="F1"><v>0.30000000000000004</v></c></row>`, "",
			"A1 \"0.1\" ←  ↑ \nB1 \"95.70%\" ←  ↑ \nC1 \"2023/3/15\" ←  ↑ \nD1 \"1,234,567\" ←  ↑ \nE1 \"-1.3万元\" ←  ↑ \nF1 \"0.3\" ←  ↑ \n"},
		"form": {`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/></row><row r="3"><c r="A3" t="s"><v>3</v></c></row>`, "",
			"A1 \"活动次数\" ←  ↑ \nB1 \"\" ← 活动次数 ↑ \nA2 \"\" ←  ↑ 活动次数\nA3 \"单位\" ←  ↑ 活动次数\nB3 \"\" ← 单位 ↑ \nA4 \"\" ←  ↑ 单位 活动次数\n"},
		"merged": {`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"/><c r="C1"/><c r="D1"/></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>1</v></c></row>`, `<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="C1:D1"/></mergeCells>`,
			"A1 \"活动次数\" ←  ↑ \nC1 \"\" ← 活动次数 ↑ \nA2 \"xx\" ←  ↑ 活动次数\nB2 \"xx\" ←  ↑ 活动次数\n"},
		"times": {`<row r="1"><c r="A1" t="inlineStr"><is><t>1月</t></is></c><c r="B1" s="1"/></row><row r="2"><c r="A2" t="inlineStr"><is><t>12件</t></is></c><c r="B2" s="1"/></row><row r="3"><c r="A3" t="inlineStr"><is><t>1.2万元</t></is></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>xx人次</t></is></c></row>`, "",
			"A1 \"1月\" ←  ↑ \nB1 \"\" ← 1月 ↑ \nA2 \"12件\" ←  ↑ 1月\nA3 \"1.2万元\" ←  ↑ 1月\nA4 \"xx人次\" ←  ↑ 1月\n"},
		"in a table": {`<row r="1"><c r="A1" t="s"><v>3</v></c><c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>柳荫</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>荷塘</t></is></c></row>`, "",
			"A1 \"单位\" ←  ↑ \nB1 \"活动次数\" ← 单位 ↑ \nA2 \"柳荫\" ←  ↑ 单位\nB2 \"\" ← 柳荫 ↑ 活动次数\nA3 \"荷塘\" ←  ↑ 柳荫 单位\nB3 \"\" ← 荷塘 ↑ 活动次数\n"},
	} {
		f := openFile(t, bookFile(t, c.rows, c.behind))
		if got := lines(f); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
		if got := strings.Count(f.Text(), "\n"); f.Format() != "xlsx" || got < len(f.Cells())-1 {
			t.Errorf("%s: %q", name, f.Text())
		}
	}
}

func TestSheetReplace(t *testing.T) {
	number := func(n float64) *float64 { return &n }
	const form = `<row r="1" spans="1:1"><c r="A1" t="s"><v>0</v></c></row>`
	for name, c := range map[string]struct {
		rows, cell, old string
		change          Change
		want            string
	}{
		"shared": {`<row r="1"><c r="A1" s="3" t="s"><v>1</v></c><c r="B1" t="s"><v>1</v></c></row>`, "A1", "xx", Change{Text: "=1+1"},
			`<row r="1"><c r="A1" s="3" t="inlineStr"><is><t>=1+1</t><phoneticPr fontId="1"/></is></c><c r="B1" t="s"><v>1</v></c></row>`},
		"number": {`<row r="1"><c r="A1" s="3" t="s"><v>1</v></c></row>`, "A1", "xx", Change{Text: "1,234", Number: number(1234)},
			`<row r="1"><c r="A1" s="3"><v>1234</v></c></row>`},
		"a share": {`<row r="1"><c r="A1" s="1" t="s"><v>1</v></c></row>`, "A1", "xx", Change{Text: "95.7%", Number: number(95.7)},
			`<row r="1"><c r="A1" s="1"><v>0.957</v></c></row>`},
		"a day is no number": {`<row r="1"><c r="A1" s="2" t="s"><v>1</v></c></row>`, "A1", "xx", Change{Text: "12", Number: number(12)},
			`<row r="1"><c r="A1" s="2" t="inlineStr"><is><t>12</t><phoneticPr fontId="1"/></is></c></row>`},
		"a unit is no number": {`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`, "A1", "xx", Change{Text: "95.7%", Number: number(95.7)},
			`<row r="1"><c r="A1" t="inlineStr"><is><t>95.7%</t><phoneticPr fontId="1"/></is></c></row>`},
		"rich": {`<row r="1"><c r="A1" t="s"><v>2</v></c></row>`, "A1", "xx", Change{Text: " 12&", Number: number(12)},
			`<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>走访 12&amp;</t></r><r><rPr><i/></rPr><t>户</t></r></is></c></row>`},
		"inline": {`<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a&quot;</t></r><r><t>xx</t></r></is></c></row>`, "A1", "xx", Change{Text: "_x0041_ "},
			`<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a&quot;</t></r><r><t xml:space="preserve">_x005F_x0041_ </t></r></is></c></row>`},
		"not its text": {`<row r="1"><c r="A1" t="e"><is><t>活动次数</t></is><v>xx</v></c></row>`, "A1", "xx", Change{Text: "12次"},
			`<row r="1"><c r="A1" t="inlineStr"><is><t>12次</t></is></c></row>`},
		"a number before": {`<row r="1"><c r="A1"><v>12</v></c></row>`, "A1", "12", Change{Text: "13", Number: number(13)},
			`<row r="1"><c r="A1"><v>13</v></c></row>`},
		"an empty cell": {`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="3"/></row>`, "B1", "", Change{Text: "7", Number: number(7)},
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="3"><v>7</v></c></row>`},
		"a cell that is not stored": {form, "B1", "", Change{Text: "7\n8"},
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1" t="inlineStr"><is><t>7` + "\n" + `8</t></is></c></row>`},
		"a row that is not stored": {form, "A2", "", Change{Text: "7", Number: number(7)},
			form + `<row r="2"><c r="A2"><v>7</v></c></row>`},
		"between rows": {form + `<row r="5"><c r="A5"><v>1</v></c></row>`, "A2", "", Change{Text: "7", Number: number(7)},
			form + `<row r="2"><c r="A2"><v>7</v></c></row><row r="5"><c r="A5"><v>1</v></c></row>`},
		"a row without cells": {form + `<row r="2" s="4" ht="20"/>`, "A2", "", Change{Text: "7", Number: number(7)},
			form + `<row r="2" s="4" ht="20"><c r="A2" s="4"><v>7</v></c></row>`},
		"marked": {`<row r="1"><c r="A1" s="1" t="s"><v>1</v></c></row>`, "A1", "xx", Change{Text: "xx", Mark: true},
			`<row r="1"><c r="A1" s="5" t="s"><v>1</v></c></row>`},
		"an empty cell marked": {form, "B1", "", Change{Mark: true},
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="5"></c></row>`},
	} {
		f := openFile(t, bookFile(t, c.rows, ""))
		change := c.change
		for _, cell := range f.Cells() {
			if cell.Address() == c.cell {
				text := string([]rune(f.Text())[cell.From:cell.To])
				change.From = cell.From + len([]rune(text[:strings.Index(text, c.old)]))
				change.To = change.From + len([]rune(c.old))
			}
		}
		got := replaced(t, f, []Change{change})
		if sheet := got["xl/worksheets/sheet1.xml"]; sheet != sheetHead+c.want+`</sheetData></worksheet>` {
			t.Errorf("%s:\n%s\nwant\n%s", name, sheet[len(sheetHead):], c.want)
		}
		if got["xl/sharedStrings.xml"] != bookStrings || got["xl/workbook.xml"] != book {
			t.Errorf("%s: other parts have changed", name)
		}
		styles := styleSheet
		if c.change.Mark {
			styles = strings.NewReplacer(`fills count="2"`, `fills count="3"`, `</fills>`, `<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill></fills>`,
				`cellXfs count="5"`, `cellXfs count="6"`, `</cellXfs>`, `<xf numFmtId="10" xfId="0" applyNumberFormat="1" fillId="2" applyFill="1"><alignment horizontal="center"/></xf></cellXfs>`).Replace(styleSheet)
		}
		if got["xl/styles.xml"] != styles {
			t.Errorf("%s: styles are\n%s\nwant\n%s", name, got["xl/styles.xml"], styles)
		}
	}
}

func TestSheetFormulas(t *testing.T) {
	const sum = `<c r="B3"><f>SUM(B1:B2)</f><v>0</v></c>`
	f := openFile(t, bookFile(t, `<row r="1"><c r="B1" t="s"><v>1</v></c></row><row r="3">`+sum+`</row>`, ""))
	zero := at(f, 0, "0", "9")
	if err := f.Replace(full{}, Revision{Changes: []Change{zero}}); !errors.Is(err, ErrFixed) || !strings.Contains(err.Error(), "表一!B3") {
		t.Error(err)
	}
	if got := replaced(t, f, []Change{{From: 0, To: 2, Text: "xx", Mark: true}}); got["xl/workbook.xml"] != book {
		t.Error(got["xl/workbook.xml"])
	}
	got := replaced(t, f, []Change{at(f, 0, "xx", "9")})
	if !strings.Contains(got["xl/worksheets/sheet1.xml"], `<c r="B3"><f>SUM(B1:B2)</f></c>`) || !strings.Contains(got["xl/workbook.xml"], `</definedNames><calcPr fullCalcOnLoad="1"/></workbook>`) {
		t.Errorf("%s\n%s", got["xl/worksheets/sheet1.xml"], got["xl/workbook.xml"])
	}
	if got := replaced(t, f, nil); got["xl/workbook.xml"] != book {
		t.Error(got["xl/workbook.xml"])
	}
}

func TestSheetHeadingsOfTables(t *testing.T) {
	table := `<table ` + sheetSpace + ` id="1" name="T" displayName="T" ref="A1:B2"><tableColumns count="2"><tableColumn id="1" name="xx"/><tableColumn id="2" name="b"/></tableColumns></table>`
	f := openFile(t, bookFile(t, `<row r="1"><c r="A1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>`, `<tableParts count="1"><tablePart r:id="rId1"/></tableParts>`,
		"xl/worksheets/_rels/sheet1.xml.rels", relsHead+`<Relationship Id="rId1" Type="`+officeRel+`/table" Target="../tables/table1.xml"/></Relationships>`, "xl/tables/table1.xml", table))
	if err := f.Replace(full{}, Revision{Changes: []Change{at(f, 0, "xx", "9")}}); !errors.Is(err, ErrFixed) {
		t.Error(err)
	}
	replaced(t, f, []Change{at(f, 1, "xx", "9")})
}

func TestParseFormat(t *testing.T) {
	for code, want := range map[string]string{
		"General": "1234.5", "@": "1234.5", "0": "1235", "0.00_ ": "1234.50", "#,##0.0;[Red]-#,##0.0": "1,234.5", `"共"0"次"`: "共1235次", "0.0%": "123450.0%",
		`0.0,`: "1234.5", "# ?/?": "1234.5", "0.00E+00": "1234.5", `yyyy"年"m"月"d"日"`: "1903年5月18日", "[$-804]yyyy-mm-dd": "1903/5/18", "[h]:mm": "12:00", `\¥#,##0.00`: "¥1,234.50", `_ * #,##0_ `: "1,235",
	} {
		s := styles{cells: []cellStyle{{format: 200}}, formats: map[int]string{200: code}}
		if got := s.show("1234.5", 0, false); got != want {
			t.Errorf("%q shows %q, want %q", code, got, want)
		}
	}
}
