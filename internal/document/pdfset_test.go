package document

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
)

// setRows sets lines as a .pdf does, and gives the rows of each.
func setRows(t testing.TB, lines ...Line) (rows [][]textRow) {
	t.Helper()
	f, err := microHeiFace()
	if err != nil {
		t.Fatal(err)
	}
	cs, err := characters(f, Text{Lines: lines})
	if err != nil {
		t.Fatal(err)
	}
	p := &press{types: cast(f, cs)}
	for _, l := range lines {
		rows = append(rows, p.paragraph(l, p.glyphs(l, bodySize)))
	}
	return rows
}

func (r textRow) text() string {
	var b strings.Builder
	for _, g := range r.glyphs {
		b.WriteRune(g.char)
	}
	return b.String()
}

func TestPDFRows(t *testing.T) {
	han := func(n int) string { return strings.Repeat("国", n) }
	for name, c := range map[string]struct{ in, want string }{
		"the grid":               {han(26 + 28 + 1), han(26) + "|" + han(28) + "|国"},
		"a stop is pulled in":    {han(10) + "，" + han(5) + "，" + han(9) + "。" + han(3), han(10) + "，" + han(5) + "，" + han(9) + "。|" + han(3)},
		"or pulls one over":      {han(26) + "。", han(25) + "|国。"},
		"an opening goes along":  {han(25) + "（国）", han(25) + "|（国）"},
		"quotes and stops":       {han(24) + "”。" + han(2), han(24) + "”。|" + han(2)},
		"a number stays whole":   {han(24) + "12,345.6元", han(24) + "|12,345.6元"},
		"and its sign":           {han(24) + "95.5%", han(24) + "|95.5%"},
		"a span stays whole":     {han(24) + "1—10月", han(24) + "|1—10月"},
		"a year stays whole":     {han(23) + "2023年", han(23) + "|2023年"},
		"a word stays whole":     {han(24) + "WeChat", han(24) + "|WeChat"},
		"full-width digits":      {han(24) + "１２３次", han(24) + "|１２３次"},
		"a dash is not parted":   {han(25) + "——国", han(25) + "|——国"},
		"nor is an ellipsis":     {han(25) + "……国", han(24) + "|国……国"},
		"blanks at the end":      {han(26) + "   国", han(26) + "|国"},
		"a signature is placed":  {strings.Repeat("　", 20) + han(8), strings.Repeat("　", 20) + han(8)},
		"an address breaks":      {han(20) + "https://www.example.gov.cn/community/party", han(20) + "https://www.|example.gov.cn/community/party"},
		"what has no good place": {strings.Repeat("々", 30), strings.Repeat("々", 26) + "|々々々々"},
		"ASCII quotes":           {han(25) + `"国"国`, han(25) + `|"国"国`},
		"a mark of direction":    {"a\u202eb\ufe0f", "ab"},
	} {
		var got []string
		for _, r := range setRows(t, Line{Text: c.in})[0] {
			got = append(got, r.text())
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Whatever is written, a row keeps the rules and the margins.
func TestPDFRowsKeepTheRules(t *testing.T) {
	some := []string{"国", "家", "社区", "，", "。", "、", "；", "“", "”", "（", "）", "《", "》", "12", "3.5%", "1—10", "App", "——", "……", "国 家", "！", "xx", "____", "·"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var b strings.Builder
		b.WriteString("国")
		last := ""
		for b.Len() < 300 {
			s := some[random.IntN(len(some))]
			if strings.ContainsAny(last, noLast+noFirst) && strings.ContainsAny(s, noLast+noFirst) {
				continue // signs upon signs need not fit
			}
			if random.IntN(3) > 0 {
				s = "国家"
			}
			b.WriteString(s)
			last = s
		}
		rows := setRows(t, Line{Text: b.String(), Marks: []Range{{3, 9}}})[0]
		for i, r := range rows {
			first, end := r.glyphs[0], r.glyphs[len(r.glyphs)-1]
			if i > 0 && strings.ContainsRune(noFirst, first.char) && !strings.HasPrefix(r.text(), "——") {
				t.Errorf("%q begins a row in %q", first.char, b.String())
			}
			if i < len(rows)-1 && strings.ContainsRune(noLast, end.char) {
				t.Errorf("%q ends a row in %q", end.char, b.String())
			}
			if i > 0 && rows[i-1].glyphs[len(rows[i-1].glyphs)-1].word && first.word {
				t.Errorf("%q is split in %q", first.char, b.String())
			}
			if reach := end.x + end.width; reach > measure+30 || i < len(rows)-1 && reach < measure-square*5 {
				t.Errorf("row %q reaches %d of %d", r.text(), reach, measure)
			}
			for j, g := range r.glyphs[1:] {
				if before := r.glyphs[j]; g.x < before.x+before.width-1 || g.width < 0 {
					t.Errorf("%q lies over %q in %q", g.char, before.char, r.text())
				}
			}
		}
	}
}

func TestPDFTitleIsEven(t *testing.T) {
	for in, want := range map[string]string{
		strings.Repeat("题", 20): strings.Repeat("题", 20),
		strings.Repeat("题", 24): strings.Repeat("题", 12) + "|" + strings.Repeat("题", 12),
		"柳荫街道向阳社区党组织书记2023年度抓党建工作述职报告":             "柳荫街道向阳社区党组织书记|2023年度抓党建工作述职报告",
		"关于Internationalization of Communities的报告": "关于Internationalization|of Communities的报告",
	} {
		rows := pdfPages(t, write(t, "pdf", Text{Title: Line{Text: in}}))[0]
		if got := strings.Join(rows[:len(rows)-1], "|"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// No page ends with a heading, or with the first row of a paragraph; none begins with the last.
func TestPDFPages(t *testing.T) {
	for body := range 40 {
		var b strings.Builder
		for i := range 30 {
			fmt.Fprintf(&b, "%c、工作\n（一）学习\n正文%s尾\n\n", []rune("一二三四五六七八九十")[i%10], strings.Repeat("国", (body+i*7)%120))
		}
		for i, rows := range pdfPages(t, write(t, "pdf", Parse(b.String()))) {
			rows = rows[:len(rows)-1]
			if len(rows) > rowsAPage {
				t.Errorf("page %d has %d rows", i+1, len(rows))
			}
			if last := rows[len(rows)-1]; numbered(last) > 0 {
				t.Errorf("page %d ends with %s", i+1, last)
			} else if strings.HasPrefix(last, "正文") && !strings.HasSuffix(last, "尾") {
				t.Errorf("page %d ends with the beginning of %s", i+1, last)
			}
			if first := rows[0]; i > 0 && strings.HasSuffix(first, "尾") && !strings.HasPrefix(first, "正文") {
				t.Errorf("page %d begins with the end, %s", i+1, first)
			}
		}
	}
	if pages := pdfPages(t, write(t, "pdf", Text{})); len(pages) != 1 {
		t.Errorf("no text has %d pages", len(pages))
	}
	if pages := pdfPages(t, write(t, "pdf", Parse(strings.Repeat("一、工作\n", 100)))); len(pages) != 5 {
		t.Errorf("100 headings have %d pages", len(pages))
	}
}

func TestPDFMarks(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		mark Range
		want int // rectangles
	}{
		"one":         {"走访xx户", Range{2, 4}, 1},
		"over a row":  {strings.Repeat("x", 200), Range{10, 190}, 4},
		"an open gap": {strings.Repeat("国", 26) + "  人", Range{26, 28}, 1},
		"none":        {"走访xx户", Range{9, 9}, 0},
	} {
		var contents string
		for _, o := range pdfObjects(t, write(t, "pdf", Text{Lines: []Line{{Text: c.in, Marks: []Range{c.mark}}}})) {
			if strings.Contains(o, " Tf ") {
				contents = o
			}
		}
		if got := strings.Count(contents, "1 1 0 rg"); got != c.want {
			t.Errorf("%s: %d marks", name, got)
		}
	}
}

// Columns stand below each other.
func TestPDFColumns(t *testing.T) {
	lines := []Line{{Text: "社区\t党员\t走访"}, {Text: "向阳社区\t128\t1,286"}, {Text: "中共柳荫街道工作委员会\txx\t9"}}
	f, err := microHeiFace()
	if err != nil {
		t.Fatal(err)
	}
	cs, err := characters(f, Text{Lines: lines})
	if err != nil {
		t.Fatal(err)
	}
	p := &press{types: cast(f, cs)}
	var set [][]glyph
	for _, l := range lines {
		set = append(set, p.glyphs(l, bodySize))
	}
	align(set)
	columns := map[string]bool{}
	for i, l := range lines {
		var at []int
		for _, g := range p.paragraph(l, set[i])[0].glyphs {
			if unicode.Is(unicode.Cc, g.char) {
				at = append(at, g.x+g.width)
			}
		}
		columns[fmt.Sprint(at)] = true
	}
	if len(columns) != 1 {
		t.Errorf("columns at %v", columns)
	}
}
