package document

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// cell is a w:tc with a line for each text.
func cell(props string, texts ...string) string {
	var b strings.Builder
	b.WriteString("<w:tc>")
	if props != "" {
		b.WriteString("<w:tcPr>" + props + "</w:tcPr>")
	}
	for _, t := range texts {
		if t == "" {
			b.WriteString("<w:p/>")
			continue
		}
		b.WriteString(`<w:p w14:paraId="0A"><w:r><w:t>` + t + "</w:t></w:r></w:p>")
	}
	return b.String() + "</w:tc>"
}

func row(cells ...string) string {
	return `<w:tr w14:paraId="0B">` + strings.Join(cells, "") + "</w:tr>"
}

func TestWordParts(t *testing.T) {
	const root = `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">`
	part := func(text string) string { return root + `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:hdr>` }
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="` + officeRel + "/" + kind + `" Target="` + target + `"/>`
	}
	notes := root + `<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>注xx</w:t></w:r></w:p></w:footnote></w:hdr>`
	f := openFile(t, wordFile(t, `<w:p><w:r><w:t>正文</w:t></w:r></w:p>`,
		"word/_rels/document.xml.rels", relsHead+rel("a", "footer", "footer1.xml")+rel("b", "header", "header10.xml")+rel("c", "header", "/word/header2.xml")+
			rel("d", "footnotes", "footnotes.xml")+rel("e", "endnotes", "gone.xml")+rel("f", "header", "header2.xml")+"</Relationships>",
		"word/header2.xml", part("二"), "word/header10.xml", part("十"), "word/footer1.xml", part("脚xx"), "word/footnotes.xml", notes, "word/header3.xml", part("无人要")))
	if want := "正文\n二\n十\n脚xx\n注xx"; f.Text() != want || f.Format() != "docx" {
		t.Errorf("%s: %q, want %q", f.Format(), f.Text(), want)
	}
	got := replaced(t, f, []Change{at(f, 0, "xx", "3"), at(f, 1, "xx", "4")})
	if got["word/footer1.xml"] != part("脚3") || got["word/footnotes.xml"] != strings.Replace(notes, "注xx", "注4", 1) {
		t.Errorf("%s\n%s", got["word/footer1.xml"], got["word/footnotes.xml"])
	}
}

func TestWordCells(t *testing.T) {
	f := openFile(t, wordFile(t, `<w:p/><w:tbl>`+
		row(cell(`<w:gridSpan w:val="3"/>`, "年度统计表"))+
		row(cell("", "单 位"), cell("", "活动", "次数"), cell("", "备注"))+
		row(cell(`<w:vMerge w:val="restart"/>`, "柳荫社区"), cell("", ""), cell("", "xx"))+
		row(cell(`<w:vMerge/>`, ""), cell("", "12"), cell("", ""))+
		`</w:tbl>`))
	var got []string
	for _, c := range f.Cells() {
		got = append(got, c.Address()+" "+string([]rune(f.Text())[c.From:c.To])+" ← "+strings.Join(c.Left, " ")+" ↑ "+strings.Join(c.Above, " "))
	}
	want := []string{
		"A1 年度统计表 ←  ↑ ",
		"A2 单 位 ←  ↑ 年度统计表",
		"B2 活动\n次数 ← 单位 ↑ 年度统计表",
		"C2 备注 ← 活动次数 单位 ↑ 年度统计表",
		"A3 柳荫社区 ←  ↑ 单位 年度统计表",
		"B3  ← 柳荫社区 ↑ 活动次数 年度统计表",
		"C3 xx ← 柳荫社区 ↑ 备注 年度统计表",
		"B4 12 ← 柳荫社区 ↑ 活动次数 年度统计表",
		"C4  ← 柳荫社区 ↑ 备注 年度统计表",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWordRepeat(t *testing.T) {
	head, tail := row(cell("", "问题")), row(cell("", "合计xx"))
	f := openFile(t, wordFile(t, `<w:tbl>`+head+row(cell("", "xx"), cell("", "", "完成"))+tail+`</w:tbl><w:p><w:r><w:t>尾xx</w:t></w:r></w:p>`))
	problem := at(f, 0, "xx", "")
	empty := problem.To + 1
	if r, ok := f.Row(problem.From); !ok || string([]rune(f.Text())[r.From:r.To]) != "xx\n\n完成" {
		t.Errorf("row at %v", r)
	}
	fill := func(a, b string) []Change {
		return []Change{{From: empty, To: empty, Text: b}, {From: problem.From, To: problem.To, Text: a}}
	}
	got := replaced(t, f, []Change{at(f, 1, "xx", "2"), at(f, 2, "xx", "9")}, Repeat{At: empty, Rows: [][]Change{fill("路灯", "社区"), fill("车位", "物业"), nil}})
	bare := strings.NewReplacer(` w14:paraId="0A"`, "", ` w14:paraId="0B"`, "")
	second := func(s string) string {
		return strings.Replace(s, "<w:p/>", "<w:p><w:r><w:t>物业</w:t></w:r></w:p>", 1)
	}
	want := `<w:tbl>` + head +
		strings.Replace(row(cell("", "路灯"), cell("", "", "完成")), "<w:p/>", "<w:p><w:r><w:t>社区</w:t></w:r></w:p>", 1) +
		second(bare.Replace(row(cell("", "车位"), cell("", "", "完成")))) + bare.Replace(row(cell("", "xx"), cell("", "", "完成"))) +
		row(cell("", "合计2")) + `</w:tbl><w:p><w:r><w:t>尾9</w:t></w:r></w:p>`
	if got := got["word/document.xml"]; got != xmlHead+wordRoot+want+wordEnd {
		t.Errorf("\n%s\nwant\n%s", got[len(xmlHead+wordRoot):], want)
	}
	once := [][]Change{nil}
	for name, c := range map[string]struct {
		changes []Change
		repeats []Repeat
		want    error
	}{
		"no row":      {nil, []Repeat{{problem.From, nil}}, ErrRepeat},
		"not a row":   {nil, []Repeat{{at(f, 2, "xx", "").From, once}}, ErrRepeat},
		"twice":       {nil, []Repeat{{problem.From, once}, {empty, once}}, ErrRepeat},
		"also within": {[]Change{at(f, 0, "xx", "1")}, []Repeat{{problem.From, once}}, ErrChange},
		"outside":     {nil, []Repeat{{problem.From, [][]Change{{at(f, 1, "xx", "1")}}}}, ErrChange},
	} {
		if err := f.Replace(full{}, Revision{Changes: c.changes, Repeats: c.repeats}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestWordRepeatInTables(t *testing.T) {
	inner := `<w:tbl>` + row(cell("", "内xx")) + `</w:tbl>`
	f := openFile(t, wordFile(t, `<w:tbl>`+row(`<w:tc>`+inner+`<w:p><w:r>`+box("框xx", "框xx")+`</w:r></w:p></w:tc>`, cell("", "外xx"))+`</w:tbl>`))
	inside, boxed, outside := at(f, 0, "xx", "1"), at(f, 1, "xx", "2"), at(f, 2, "xx", "3")
	for _, c := range []Change{inside, boxed, outside} {
		if cell, ok := f.CellAt(c.From); !ok || cell.Sheet+cell.Address() != map[int]string{inside.From: "2A1", boxed.From: "1A1", outside.From: "1B1"}[c.From] {
			t.Errorf("%d is in cell %v", c.From, cell)
		}
	}
	got := replaced(t, f, []Change{outside, boxed}, Repeat{At: inside.From, Rows: [][]Change{{inside}, {inside}}})["word/document.xml"]
	if strings.Count(got, "内1") != 2 || strings.Count(got, "框2") != 2 || strings.Count(got, "外3") != 1 {
		t.Error(got)
	}
	got = replaced(t, f, nil, Repeat{At: outside.From, Rows: [][]Change{{inside, boxed, outside}, {outside}}})["word/document.xml"]
	if strings.Count(got, "内1") != 1 || strings.Count(got, "框2") != 2 || strings.Count(got, "外3") != 2 || strings.Count(got, "框xx") != 2 {
		t.Error(got)
	}
	both := []Repeat{{inside.From, [][]Change{nil}}, {outside.From, [][]Change{nil}}}
	for range 2 {
		if err := f.Replace(full{}, Revision{Repeats: both}); !errors.Is(err, ErrRepeat) {
			t.Errorf("a row in a repeated row: %v", err)
		}
		both[0], both[1] = both[1], both[0]
	}
	if err := f.Replace(full{}, Revision{Changes: []Change{inside}, Repeats: both[1:]}); !errors.Is(err, ErrChange) {
		t.Errorf("a change in a table in a repeated row: %v", err)
	}
	table := `<w:txbxContent><w:tbl>` + row(cell("", "xx")) + `</w:tbl></w:txbxContent>`
	f = openFile(t, wordFile(t, `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>`+table+`</w:drawing></mc:Choice><mc:Fallback><w:pict>`+table+`</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`))
	if err := f.Replace(full{}, Revision{Repeats: []Repeat{{at(f, 0, "xx", "").From, [][]Change{nil}}}}); !errors.Is(err, ErrRepeat) {
		t.Errorf("a row that is stored twice: %v", err)
	}
}

// TestWordEmptyCells: each is a line and a cell, and what fills it looks like the paragraph's end, or like what stands beside it.
func TestWordEmptyCells(t *testing.T) {
	const (
		label  = `<w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/><w:color w:val="FFFFFF"/><w:sz w:val="24"/></w:rPr>`
		value  = `<w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="24"/></w:rPr>`
		ending = `<w:pPr><w:jc w:val="center"/><w:rPr><w:sz w:val="21"/></w:rPr></w:pPr>`
		styled = `<w:pPr><w:pStyle w:val="a"/></w:pPr>`
	)
	in := func(props string, paragraphs ...string) string {
		return `<w:tc><w:tcPr>` + props + `</w:tcPr>` + strings.Join(paragraphs, "") + `</w:tc>`
	}
	text := func(props, format, text string) string {
		return `<w:p>` + props + `<w:r>` + format + `<w:t>` + text + `</w:t></w:r></w:p>`
	}
	nested := `<w:tbl>` + row(in("", text("", label, "内项")), in("", "<w:p/>")) + `</w:tbl>`
	for name, c := range map[string]struct{ table, cell, want string }{
		"end":           {row(in("", text("", label, "姓名")), in("", `<w:p>`+ending+`</w:p>`)), "B1", text(ending, `<w:rPr><w:sz w:val="21"/></w:rPr>`, "12")},
		"label":         {row(in("", text("", label, "姓名")), in("", `<w:p/>`, `<w:p/>`)), "B1", text("", value, "12") + `<w:p/>`},
		"nothing said":  {row(in("", text("", label, "姓名")), in("", `<w:p><w:pPr><w:rPr></w:rPr></w:pPr><w:r><w:rPr></w:rPr></w:r></w:p>`)), "B1", `<w:r>` + value + `<w:t>12</w:t></w:r></w:p>`},
		"run":           {row(in("", text("", label, "姓名")), in("", `<w:p><w:r><w:rPr><w:i/></w:rPr></w:r></w:p>`)), "B1", `<w:r><w:rPr><w:i/></w:rPr><w:t>12</w:t></w:r></w:p>`},
		"above":         {row(in("", text("", label, "姓名")), in("", text("", label, "年龄"))) + row(in("", "<w:p/>"), in("", "<w:p/>")), "B2", text("", value, "12")},
		"plain label":   {row(in("", text("", "", "姓名")), in("", `<w:p/>`)), "B1", text("", "", "12")},
		"another style": {row(in("", text("", label, "姓名")), in("", `<w:p>`+styled+`</w:p>`)), "B1", text(styled, "", "12")},
		"same style":    {row(in("", text(styled, label, "姓名")), in("", `<w:p>`+styled+`</w:p>`)), "B1", text(styled, value, "12")},
		"no label":      {row(in("", `<w:p/>`)), "A1", text("", "", "12")},
		"merged": {row(in(`<w:vMerge w:val="restart"/>`, text("", label, "姓名")), in("", text("", "", "张三"))) + row(in(`<w:vMerge/>`, `<w:p/>`), in("", `<w:p/>`)), "B2",
			text("", value, "12")},
		"nested": {row(in("", text("", "", "外项")), in("", nested, `<w:p/>`)), "2B1", text("", value, "12")},
	} {
		f := openFile(t, wordFile(t, `<w:tbl>`+c.table+`</w:tbl>`))
		found := 0
		for _, cell := range f.Cells() {
			if cell.Address() != c.cell && cell.Sheet+cell.Address() != c.cell {
				continue
			}
			found++
			got := replaced(t, f, []Change{{From: cell.From, To: cell.From, Text: "12"}})["word/document.xml"]
			if strings.Count(got, c.want) != 1 || strings.Count(got, ">12<") != 1 {
				t.Errorf("%s: %s", name, got[len(xmlHead+wordRoot):])
			}
			marked := replaced(t, f, []Change{{From: cell.From, To: cell.From, Text: "12", Mark: true}})["word/document.xml"]
			if strings.Count(marked, `<w:highlight w:val="yellow"/></w:rPr><w:t>12<`) != 1 {
				t.Errorf("%s: %s", name, marked[len(xmlHead+wordRoot):])
			}
		}
		if found != 1 {
			t.Errorf("%s: %d cells %s", name, found, c.cell)
		}
	}
}
