package document

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"
	wide "unicode/utf16"
)

// pdfObjects gives the objects of a .pdf by their numbers, each from the place that the file's table tells, its stream inflated.
func pdfObjects(t testing.TB, file string) map[int]string {
	t.Helper()
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindStringSubmatch(file)
	if tail == nil {
		t.Fatalf("no table: %q", file[max(0, len(file)-80):])
	}
	start, _ := strconv.Atoi(tail[1])
	table := file[start:]
	objects := map[int]string{}
	for id, m := range regexp.MustCompile(`(\d{10}) \d{5} [nf] \n`).FindAllStringSubmatch(table, -1)[1:] {
		at, _ := strconv.Atoi(m[1])
		object, ok := strings.CutPrefix(file[at:], fmt.Sprintf("%d 0 obj\n", id+1))
		if !ok {
			t.Fatalf("object %d is not at %d", id+1, at)
		}
		head, _, _ := strings.Cut(object, "\nendobj")
		if length := regexp.MustCompile(`^<</Filter /FlateDecode /Length (\d+)`).FindStringSubmatch(head); length != nil {
			dictionary, data, _ := strings.Cut(object, "\nstream\n")
			n, _ := strconv.Atoi(length[1])
			if !strings.HasPrefix(data[n:], "\nendstream\nendobj\n") {
				t.Fatalf("object %d is not %d bytes long", id+1, n)
			}
			z, err := zlib.NewReader(strings.NewReader(data[:n]))
			if err != nil {
				t.Fatal(err)
			}
			inflated, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			head = dictionary + "\n" + string(inflated)
		}
		objects[id+1] = head
	}
	return objects
}

// pdfPages gives the rows of each page of a .pdf, the page's number the last, by the file's own table of characters.
func pdfPages(t testing.TB, file string) (pages [][]string) {
	t.Helper()
	objects := pdfObjects(t, file)
	characters := map[string]string{}
	for _, o := range objects {
		for _, m := range regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`).FindAllStringSubmatch(o, -1) {
			var units []uint16
			for i := 0; i < len(m[2]); i += 4 {
				u, _ := strconv.ParseUint(m[2][i:i+4], 16, 16)
				units = append(units, uint16(u))
			}
			characters[m[1]] = string(wide.Decode(units))
		}
	}
	for _, kid := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(find1(t, objects, "/Type /Pages"), -1) {
		id, _ := strconv.Atoi(kid[1])
		contents := regexp.MustCompile(`/Contents (\d+) 0 R`).FindStringSubmatch(objects[id])
		id, _ = strconv.Atoi(contents[1])
		var rows []string
		for _, line := range strings.Split(objects[id], "\n") {
			if !strings.HasPrefix(line, "BT") {
				continue
			}
			var row strings.Builder
			for _, hex := range regexp.MustCompile(`<([0-9A-F]*)>`).FindAllStringSubmatch(strings.ReplaceAll(line, "><", ""), -1) {
				for i := 0; i < len(hex[1]); i += 4 {
					c, ok := characters[hex[1][i:i+4]]
					if !ok {
						t.Fatalf("glyph %s stands for nothing", hex[1][i:i+4])
					}
					row.WriteString(c)
				}
			}
			rows = append(rows, row.String())
		}
		pages = append(pages, rows)
	}
	return pages
}

func find1(t testing.TB, objects map[int]string, what string) string {
	t.Helper()
	for _, o := range objects {
		if strings.Contains(o, what) {
			return o
		}
	}
	t.Fatalf("no %s", what)
	return ""
}

// pdfText gives the text of a .pdf without the numbers of its pages, which it checks.
func pdfText(t testing.TB, file string) string {
	t.Helper()
	var b strings.Builder
	for i, rows := range pdfPages(t, file) {
		last := len(rows) - 1
		if want := fmt.Sprintf("— %d —", i+1); rows[last] != want {
			t.Errorf("at the foot of page %d stands %q", i+1, rows[last])
		}
		b.WriteString(strings.Join(rows[:last], "\n") + "\n")
	}
	return b.String()
}

// settable leaves out what the font cannot draw, if Write names just that.
func settable(t testing.TB, text Text) Text {
	t.Helper()
	var b bytes.Buffer
	err := Write(&b, "pdf", text)
	if err == nil {
		return text
	}
	var missing ErrGlyph
	if !errors.As(err, &missing) || len(missing.Runes) == 0 || b.Len() > 0 {
		t.Fatalf("%v after %d bytes", err, b.Len())
	}
	all := write(t, "txt", text)
	for _, c := range missing.Runes {
		if !strings.ContainsRune(all, c) {
			t.Errorf("%U is not in %q", c, all)
		}
	}
	replace := func(l Line) Line {
		l.Text = strings.Map(func(c rune) rune {
			if slices.Contains(missing.Runes, c) {
				return '某'
			}
			return c
		}, l.Text)
		return l
	}
	text.Title = replace(text.Title)
	text.Lines = slices.Clone(text.Lines)
	for i, l := range text.Lines {
		text.Lines[i] = replace(l)
	}
	return text
}

// holdsAsPDF checks that a .pdf of the text says what its .txt says.
func holdsAsPDF(t *testing.T, text Text) {
	t.Helper()
	text = settable(t, text)
	want := squeeze(drawn(write(t, "txt", text)))
	if got := squeeze(pdfText(t, write(t, "pdf", text))); got != want {
		t.Errorf("%q: .pdf has %q", want, got)
	}
}

func TestPDFHoldsTheText(t *testing.T) {
	for _, s := range append(hostile, sample, odd) {
		holdsAsPDF(t, Text{Title: Line{Text: s}, Lines: []Line{{Text: "起", Level: 7}, {Text: s, Level: 2, Lead: 3, Marks: []Range{{1, 2}, {-5, 1 << 40}}}}})
		holdsAsPDF(t, Parse(s))
	}
}

// odd is what is hard to set.
const odd = `关于“双报到”的报告
名称	党员	走访
向阳社区	128	1,286
中共柳荫街道工作委员会	xx	×××
气温-5℃～38℃，Ⅴ级、Ⅹ级，☐是□否，不` + "\uf967" + `一样，1—10月——占12.5%……“It’s O‘K’”。
详见https://www.example.gov.cn/community/party-building/2023/annual-report?id=1234567890&lang=zh-CN。
This branch held 24 “sessions” — it’s the best since 2019, and ` + "a\u00a0b" + `.
　　　　　　　　　　　　　　　　　　　　中共向阳社区委员会
`

func FuzzParseToPDF(f *testing.F) {
	for _, s := range append(hostile, sample, odd) {
		f.Add(s, 3, 9)
	}
	f.Fuzz(func(t *testing.T, s string, from, to int) { holdsAsPDF(t, Parse(s, Range{from, to})) })
}

// What others read out of the file is the text, too.
func TestPDFByPdftotext(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext")
	}
	for _, s := range []string{sample, odd, strings.Repeat(sample, 12)} {
		text := settable(t, Parse(s, Range{30, 34}))
		c := exec.CommandContext(t.Context(), tool, "-", "-")
		c.Stdin = strings.NewReader(write(t, "pdf", text))
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		got := squeeze(regexp.MustCompile(`—\s*\d+\s*—\s*\f`).ReplaceAllString(string(out), ""))
		if want := squeeze(drawn(write(t, "txt", text))); got != want {
			t.Errorf("%q: pdftotext read %q", want, got)
		}
	}
}

func TestPDFNamesWhatItCannotDraw(t *testing.T) {
	var b bytes.Buffer
	err := Write(&b, "pdf", Text{Title: Line{Text: "㐂"}, Lines: []Line{{Text: "𠮷\ue000好😀㐂"}}})
	var missing ErrGlyph
	if !errors.As(err, &missing) || string(missing.Runes) != "㐂𠮷\ue000😀" || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
	if !strings.Contains(err.Error(), "𠮷 (U+20BB7)") {
		t.Error(err)
	}
}

// No character that passes may leave a gap.
func TestPDFDrawsWhatItTakes(t *testing.T) {
	f, err := microHeiFace()
	if err != nil {
		t.Fatal(err)
	}
	var all []rune
	han := 0
	for c := rune(' '); c <= unicode.MaxRune; c++ {
		if f.draws(c) {
			all = append(all, c)
			if unicode.Is(unicode.Han, c) {
				han++
			}
		}
	}
	if han < 21000 {
		t.Errorf("%d Chinese characters", han)
	}
	for _, c := range "，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·～￥％‰℃㎡×÷±≤≥№①⑳㈠ⅠⅤⅩ□☐○〇√→喆堃翀鱻" {
		if !slices.Contains(all, c) {
			t.Errorf("%c is not drawn", c)
		}
	}
	small, err := readFace(withCharacters(f.subset(all)))
	if err != nil {
		t.Fatal(err)
	}
	count := len(small.tables["loca"])/4 - 1
	for i := 1; i < count; i++ {
		o := small.outline(i)
		blank := i <= len(all) && unicode.IsSpace(all[i-1])
		if (len(o) == 0) != blank {
			t.Errorf("%c: %d bytes of outline", all[i-1], len(o))
		}
		if i <= len(all) && small.thousandths(small.advance(i)) != f.shape(all[i-1]).advance {
			t.Errorf("%c: %d wide", all[i-1], small.advance(i))
		}
		if len(o) > 0 && signed(o) < 0 && int(be.Uint16(o[12:])) >= count {
			t.Errorf("glyph %d has part %d of %d", i, be.Uint16(o[12:]), count)
		}
	}
}

// withCharacters gives a subset the table that readFace asks for, with nothing in it.
func withCharacters(font []byte) []byte {
	n := int(be.Uint16(font[4:]))
	out := bytes.Clone(font[:12+16*n])
	be.PutUint16(out[4:], uint16(n+1))
	for i := range n {
		be.PutUint32(out[12+16*i+8:], be.Uint32(out[12+16*i+8:])+16)
	}
	out = append(out, "cmap\x00\x00\x00\x00"...)
	out = be.AppendUint32(be.AppendUint32(out, uint32(len(font)+16)), 28)
	out = append(out, font[12+16*n:]...)
	out = append(out, 0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12)
	return append(out, 0, 12, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0)
}

func TestPDFTellsItsTitleAndHeadings(t *testing.T) {
	objects := pdfObjects(t, write(t, "pdf", Parse("报告\n一、甲\n（一）乙。共\n（二）丙\n二、丁\n戊。")))
	var all []string
	for _, o := range objects {
		all = append(all, o)
	}
	file := strings.Join(all, "\n")
	for _, want := range []string{"报告", "一、甲", "（一）乙。", "（二）丙", "二、丁"} {
		if !strings.Contains(file, "/Title <FEFF"+utf16Hex(want)+">") {
			t.Errorf("no %s", want)
		}
	}
	for _, secret := range []string{"Date", "Producer", "Author", "Creator"} {
		if strings.Contains(file, secret) {
			t.Errorf("it tells its %s", secret)
		}
	}
	root := find1(t, objects, "/Count 4 /First")
	for _, o := range objects {
		if strings.Contains(o, utf16Hex("一、甲")) && !strings.Contains(o, "<</Count 2 /Parent ") {
			t.Errorf("%s below %s", o, root)
		}
	}
}

func TestPDFIsSetByManyAtOnce(t *testing.T) {
	want := write(t, "pdf", Parse(odd))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := write(t, "pdf", Parse(odd)); got != want {
				t.Error("another file")
			}
		})
	}
	wg.Wait()
}

func TestPDFIsSmall(t *testing.T) {
	f, err := microHeiFace()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for c := rune('一'); b.Len() < 3*22*28*3; c += 7 { // three pages, no character twice
		if f.draws(c) {
			b.WriteRune(c)
		}
	}
	if n := len(write(t, "pdf", Parse(b.String()))); n > 300_000 {
		t.Errorf("%d bytes", n)
	}
	if n := len(write(t, "pdf", Parse(strings.Repeat(sample, 10)))); n > 60_000 {
		t.Errorf("%d bytes", n)
	}
}

func BenchmarkPDF(b *testing.B) {
	text := Parse(strings.Repeat(sample, 6)) // three pages
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, "pdf", text); err != nil {
			b.Fatal(err)
		}
	}
}
