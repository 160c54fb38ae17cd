package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

func TestOpenRefuses(t *testing.T) {
	body := `<w:p><w:r><w:t>xx</w:t></w:r></w:p>`
	good := wordFile(t, body)
	with := func(more ...string) []byte { return wordFile(t, body, more...) }
	main := func(s string) []byte {
		return pack(t, "[Content_Types].xml", wordTypes, "_rels/.rels", mainRels, "word/document.xml", s)
	}
	locked := bytes.Clone(good)
	for i := 0; ; i++ {
		n := bytes.Index(locked[i:], []byte("PK\x01\x02"))
		if n < 0 {
			break
		}
		i += n
		locked[i+8] |= 1
	}
	var many []string
	for i := range maxParts {
		many = append(many, fmt.Sprintf("word/media/%d.png", i), "")
	}
	for name, c := range map[string]struct {
		content []byte
		want    error
		says    string
	}{
		"nothing":            {nil, ErrNotOffice, ""},
		"a text":             {[]byte("述职报告"), ErrNotOffice, ""},
		"half a file":        {good[:len(good)/2], ErrNotOffice, ""},
		"any zip":            {pack(t, "a.txt", "a"), ErrNotOffice, "[Content_Types].xml: missing"},
		"no document":        {pack(t, "[Content_Types].xml", wordTypes, "_rels/.rels", mainRels), ErrNotOffice, "word/document.xml: missing"},
		"slides":             {main(`<p:presentation xmlns:p="urn:p"/>`), ErrNotOffice, "word/document.xml"},
		"OpenDocument":       {pack(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<a/>"), ErrNotOffice, ""},
		"Word 97":            {[]byte(ole + "W\x00o\x00r\x00d\x00"), ErrLegacy, ""},
		"a password":         {[]byte(ole + "..E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), ErrEncrypted, ""},
		"a locked zip":       {locked, ErrEncrypted, ""},
		"a program":          {with("word/vbaProject.bin", "x"), ErrMacros, "word/vbaProject.bin"},
		"a macro's type":     {pack(t, "[Content_Types].xml", strings.Replace(wordTypes, "officedocument.wordprocessingml.document", "ms-word.document.macroEnabled", 1)), ErrMacros, ""},
		"two of a name":      {with("WORD/Document.xml", "<a/>"), ErrDuplicate, "WORD/Document.xml"},
		"a path upwards":     {with("word/../../etc/passwd", "x"), ErrNotOffice, "../"},
		"a path from above":  {with("/etc/passwd", "x"), ErrNotOffice, "/etc/passwd"},
		"many parts":         {pack(t, append([]string{"[Content_Types].xml", wordTypes}, many...)...), ErrTooLarge, "too many"},
		"a bomb":             {with("word/media/image1.png", strings.Repeat("\x00", 20<<20)), ErrTooLarge, "image1.png: packed"},
		"large in all":       {claim(claim(with("a.png", "", "b.png", ""), "a.png", 40<<20, 40<<20), "b.png", 40<<20, 40<<20), ErrTooLarge, "b.png: too large in all"},
		"a large part":       {claim(good, "word/document.xml", 8<<20, maxPart+1), ErrTooLarge, "word/document.xml"},
		"many paragraphs":    {main(wordRoot + repeat(maxLines+1, "<w:p/>") + wordEnd), ErrTooLarge, "paragraphs"},
		"depth":              {main(wordRoot + strings.Repeat("<w:p>", maxDepth) + strings.Repeat("</w:p>", maxDepth) + wordEnd), ErrTooLarge, "deep"},
		"a DOCTYPE":          {main(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + wordRoot + wordEnd), ErrDoctype, "word/document.xml"},
		"a tag left open":    {main(wordRoot + "<w:p>" + wordEnd), ErrMalformed, "word/document.xml: a wrong end tag at byte"},
		"an end too early":   {main(wordRoot), ErrMalformed, "too early"},
		"two roots":          {main(wordRoot + wordEnd + "<a/>"), ErrMalformed, "two roots"},
		"text outside":       {main(wordRoot + wordEnd + "x"), ErrMalformed, "outside"},
		"UTF-16":             {main("\xff\xfe<\x00"), ErrMalformed, "UTF-8"},
		"control characters": {main(wordRoot + "\x01" + wordEnd), ErrMalformed, "UTF-8"},
		"a wrong index":      {bookFile(t, `<row r="1"><c t="s"><v>9</v></c></row>`, ""), ErrMalformed, "xl/worksheets/sheet1.xml: a text that is not in the list"},
		"rows in disorder":   {bookFile(t, `<row r="2"/><row r="2"/>`, ""), ErrMalformed, "a row out of order"},
		"cells in disorder":  {bookFile(t, `<row r="2"><c r="B2"/><c r="A2"/></row>`, ""), ErrMalformed, "a cell out of order"},
		"a cell elsewhere":   {bookFile(t, `<row r="2"><c r="B3"/></row>`, ""), ErrMalformed, "a cell out of order"},
		"a cell nowhere":     {bookFile(t, `<row r="1"><c r="XFE1"/></row>`, ""), ErrMalformed, "a cell out of order"},
	} {
		f, err := Open(c.content)
		if f != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.want, c.says)
		}
	}
	if _, err := Open(good); err != nil {
		t.Error(err)
	}
}

// noise is text that packs badly.
func noise(n int) string {
	b := make([]byte, n)
	state := uint32(1)
	for i := range b {
		state = state*1664525 + 1013904223
		b[i] = 'a' + byte(state>>24)%26
	}
	return string(b)
}

// TestOpenDoubtsTheSizes: what the zip says of a part is not believed.
func TestOpenDoubtsTheSizes(t *testing.T) {
	content := wordFile(t, strings.Repeat("<w:p/>", 1000))
	if _, err := Open(claim(content, "word/document.xml", 300, 100)); !errors.Is(err, ErrMalformed) {
		t.Error(err)
	}
}

// claim gives a zip that says a part were so large, packed and not.
func claim(content []byte, name string, packed, size uint32) []byte {
	content = bytes.Clone(content)
	i := bytes.Index(content, []byte("PK\x01\x02"))
	for !bytes.HasPrefix(content[i+46:], []byte(name)) {
		i += 4 + bytes.Index(content[i+4:], []byte("PK\x01\x02"))
	}
	binary.LittleEndian.PutUint32(content[i+20:], packed)
	binary.LittleEndian.PutUint32(content[i+24:], size)
	return content
}

// repeat gives an element n times, with noise between so that it does not pack too tightly.
func repeat(n int, element string) string {
	var b strings.Builder
	hiss := noise(n)
	for i := range n {
		b.WriteString(element)
		if i%8 == 0 {
			b.WriteString("<!--" + hiss[i:min(i+8, n)] + "-->")
		}
	}
	return b.String()
}

// TestSlowFiles: what is large but allowed is read in time and space.
func TestSlowFiles(t *testing.T) {
	var header, rows strings.Builder
	for i := range 256 {
		fmt.Fprintf(&header, `<c t="inlineStr"><is><t>标题%d</t></is></c>`, i)
	}
	for i := range 60_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="IV%d" t="inlineStr"><is><t>单位%d</t></is></c></row>`, i+2, i+2, i)
	}
	merged := repeat(100_000, `<mergeCell ref="A1:XFD1048576"/>`)
	for name, content := range map[string][]byte{
		"labels":      bookFile(t, `<row r="1">`+header.String()+`</row>`+rows.String(), ""),
		"merged":      bookFile(t, `<row r="1">`+header.String()+`</row>`, `<mergeCells>`+merged+`</mergeCells>`),
		"branches":    wordFile(t, repeat(20_000, `<w:p><w:r>`+box(`甲`, `乙`)+`</w:r></w:p>`)),
		"short runs":  wordFile(t, `<w:p>`+repeat(400_000, `<w:r><w:t>x</w:t></w:r>`)+`</w:p>`),
		"open fields": wordFile(t, `<w:p>`+repeat(100_000, `<w:r><w:fldChar w:fldCharType="begin"/><w:t>x</w:t></w:r>`)+`</w:p>`),
		"names":       wordFile(t, `<w:p>`+repeat(200_000, `<q:r xmlns:q="urn:q" a="1"/>`)+`</w:p>`),
	} {
		began := time.Now()
		if _, err := Open(content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s %v", name, took)
		}
	}
}

// files are those in testdata, which LibreOffice has made.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	names, _ := filepath.Glob("testdata/*.*x")
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = content
	}
	return all
}

// TestUntouched holds the bytes of each part, packed and not, against those before.
func TestUntouched(t *testing.T) {
	for name, content := range files(t) {
		f := openFile(t, content)
		var out bytes.Buffer
		if err := f.Replace(&out, Revision{}); err != nil {
			t.Fatal(err)
		}
		same(t, name, content, out.Bytes())
		blanks := strings.Count(f.Text(), "xx")
		if blanks == 0 {
			t.Errorf("%s has no blank", name)
		}
		for i := range blanks {
			change := at(f, i, "xx", "1286")
			out.Reset()
			if err := f.Replace(&out, Revision{Changes: []Change{change}}); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			part, within := touched(f, change.From)
			same(t, name, content, out.Bytes(), part.name, "xl/workbook.xml")
			walk(t, open(t, out.String())[part.name], func(xml.Token) {})
			results := strings.NewReplacer("</f><v>0</v>", "</f>") // of formulas
			was, is := string(part.src), open(t, out.String())[part.name]
			if !strings.HasPrefix(is, was[:within.From]) || !strings.HasSuffix(is, results.Replace(was[within.To:])) {
				t.Errorf("%s: blank %d changes more than its own run", name, i)
			}
			if again := openFile(t, out.Bytes()); again.Format() == "docx" && string([]rune(f.Text())[:change.From])+"1286"+string([]rune(f.Text())[change.To:]) != again.Text() || strings.Count(again.Text(), "xx") != blanks-1 {
				t.Errorf("%s: blank %d: %q", name, i, again.Text())
			}
		}
	}
}

// touched gives the bytes of the runs, or the cell, in which a place of the text stands.
func touched(f *File, at int) (*filePart, Range) {
	line := f.lines[f.lineAt(at)]
	if c := line.cell; c != nil {
		return c.part, c.Range
	}
	first, last := line.copies[0], line.copies[len(line.copies)-1]
	return first.part, Range{first.From, last.To}
}

// same wants two files to have the same parts, packed in the same bytes, but for some.
func same(t *testing.T, name string, before, after []byte, but ...string) {
	t.Helper()
	raw := func(content []byte) (names []string, parts map[string]string) {
		z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		parts = map[string]string{}
		for _, f := range z.File {
			r, err := f.OpenRaw()
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(r)
			names, parts[f.Name] = append(names, f.Name), string(b)
		}
		return names, parts
	}
	names, was := raw(before)
	list, is := raw(after)
	if strings.Join(names, " ") != strings.Join(list, " ") {
		t.Errorf("%s: parts are %v, were %v", name, list, names)
	}
	for _, n := range names {
		if !slices.Contains(but, n) && was[n] != is[n] {
			t.Errorf("%s: %s is not the same", name, n)
		}
	}
}

func TestReplaceAtOnce(t *testing.T) {
	f := openFile(t, wordFile(t, `<w:tbl>`+row(cell("", "xx"))+`</w:tbl><w:p><w:r><w:t>xx</w:t></w:r></w:p>`))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			n := fmt.Sprint(i)
			got := replaced(t, f, []Change{at(f, 1, "xx", n+"\n"+n)}, Repeat{0, [][]Change{{at(f, 0, "xx", n)}, nil}})
			if strings.Count(got["word/document.xml"], "<w:t>"+n+"<") != 3 {
				t.Error(got["word/document.xml"])
			}
		})
	}
	all.Wait()
}

// template is a .docx of so many pages of dense text, with so many blanks, in runs as Word cuts them.
func template(t testing.TB, pages, blanks int) []byte {
	const run = `<w:r w:rsidRPr="00A77427"><w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:hint="eastAsia"/><w:color w:val="000000"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr><w:t>`
	var b strings.Builder
	for i := range pages * 20 { // paragraphs of 30 characters, in five runs
		fmt.Fprintf(&b, `<w:p w:rsidR="00A77427" w:rsidRDefault="00A77427" w14:paraId="%08X"><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr>`, i)
		for range 3 {
			b.WriteString(run + noise(i%7) + "组织党员开展活动，" + `</w:t></w:r>`)
		}
		if i < blanks {
			b.WriteString(run + `走访居民x</w:t></w:r>` + run + `x户。</w:t></w:r>`)
		} else {
			b.WriteString(run + `走访居民</w:t></w:r>` + run + `九十户。</w:t></w:r>`)
		}
		b.WriteString("</w:p>")
	}
	return wordFile(t, b.String())
}

func TestLargeTemplate(t *testing.T) {
	content := template(t, 200, 4000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	f := openFile(t, content)
	opened := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	var changes []Change
	text := f.Text()
	for from, n := 0, 0; ; {
		i := strings.Index(text[from:], "xx")
		if i < 0 {
			break
		}
		n += utf8.RuneCountInString(text[from : from+i])
		changes = append(changes, Change{From: n, To: n + 2, Text: "12", Mark: len(changes)%2 == 0})
		n += 2
		from += i + 2
	}
	began = time.Now()
	if err := f.Replace(io.Discard, Revision{Changes: changes}); err != nil {
		t.Fatal(err)
	}
	replaced := time.Since(began)
	t.Logf("200 pages, %d blanks: opened in %v with %d kB, filled in %v", len(changes), opened, (after.HeapAlloc-before.HeapAlloc)>>10, replaced)
	if opened+replaced > 5*time.Second || len(changes) != 4000 {
		t.Errorf("%d changes; opened in %v, filled in %v", len(changes), opened, replaced)
	}
}

func BenchmarkFillWord(b *testing.B) {
	content := template(b, 20, 100)
	f := openFile(b, content)
	var changes []Change
	for i := range strings.Count(f.Text(), "xx") {
		changes = append(changes, at(f, i, "xx", "1286"))
	}
	if len(changes) != 100 {
		b.Fatal(len(changes))
	}
	b.ReportAllocs()
	for b.Loop() {
		f := openFile(b, content)
		if err := f.Replace(io.Discard, Revision{Changes: changes}); err != nil {
			b.Fatal(err)
		}
	}
}
