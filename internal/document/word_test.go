package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// pack makes a file of parts, given as pairs of a name and its content.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
	wordRoot  = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"><w:body>`
	wordEnd   = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`
	officeRel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relsHead  = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	mainRels  = relsHead + `<Relationship Id="rId1" Type="` + officeRel + `/officeDocument" Target="word/document.xml"/></Relationships>`
	wordTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
)

// wordFile is a .docx with that body, and with further parts.
func wordFile(t testing.TB, body string, more ...string) []byte {
	return pack(t, append([]string{"[Content_Types].xml", wordTypes, "_rels/.rels", mainRels, "word/document.xml", xmlHead + wordRoot + body + wordEnd}, more...)...)
}

func openFile(t testing.TB, content []byte) *File {
	t.Helper()
	f, err := Open(content)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// replaced gives the parts of the file after the changes.
func replaced(t testing.TB, f *File, changes []Change, repeats ...Repeat) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Replace(&b, Revision{Changes: changes, Repeats: repeats}); err != nil {
		t.Fatal(err)
	}
	return open(t, b.String())
}

// at gives the change of the n-th place where the text says so.
func at(f *File, n int, old, text string) Change {
	from := 0
	for ; n >= 0; n-- {
		i := strings.Index(f.Text()[from:], old)
		if i < 0 {
			return Change{From: -1, To: -1}
		}
		from += i + len(old)
	}
	from = utf8.RuneCountInString(f.Text()[:from-len(old)])
	return Change{From: from, To: from + utf8.RuneCountInString(old), Text: text}
}

func TestWordText(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"runs":        {`<w:p><w:r><w:t xml:space="preserve">开展 </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>x</w:t></w:r><w:r><w:t>x次</w:t></w:r></w:p><w:p/>`, "开展 xx次\n"},
		"blanks":      {"<w:p><w:r><w:t> 甲\n乙 </w:t></w:r></w:p>", "甲 乙"},
		"inherited":   {`<w:p xml:space="preserve"><w:r><w:t> 甲 </w:t></w:r></w:p>`, " 甲 "},
		"characters":  {`<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0A8"/><w:cr/></w:r></w:p>`, "甲\t乙\n丙\u2011□\n"},
		"references":  {`<w:p><w:r><w:t>&lt;&amp;&#x4e2d;&#25991;&gt;<![CDATA[<&amp;]]><!-- no --></w:t></w:r></w:p>`, "<&中文><&amp;"},
		"revisions":   {`<w:p><w:ins w:id="1"><w:r><w:t>新</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom w:id="3"><w:r><w:t>去</w:t></w:r></w:moveFrom><w:moveTo w:id="4"><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>`, "新来"},
		"controls":    {`<w:sdt><w:sdtPr><w:alias w:val="名"/></w:sdtPr><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt><w:hyperlink><w:r><w:t>乙</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>`, "甲乙"},
		"fields":      {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>码</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>果</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>`, "果1"},
		"ruby":        {`<w:p><w:r><w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>`, "汉"},
		"table":       {`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>尾</w:t></w:r></w:p>`, "甲\n\n尾"},
		"text box":    {`<w:p><w:r><w:t>前</w:t></w:r><w:r>` + box("框xx", "框xx") + `</w:r><w:r><w:t>后</w:t></w:r></w:p><w:p><w:r><w:t>尾</w:t></w:r></w:p>`, "前后\n框xx\n尾"},
		"fallback":    {`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="w16"><w:x/></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "\n框"},
		"not Word's":  {`<w:p><o:r xmlns:o="urn:o"><o:t>甲</o:t></o:r><q:r xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:t>乙</q:t></q:r></w:p>`, "乙"},
		"emoji":       {`<w:p><w:r><w:t>𠮷👍xx</w:t></w:r></w:p>`, "𠮷👍xx"},
		"field stays": {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>` + box("框", "框") + `</w:r><w:r><w:t>码</w:t></w:r></w:p>`, "\n框"},
	} {
		if got := openFile(t, wordFile(t, c.body)).Text(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// box is a text box as Word stores it.
func box(text, again string) string {
	content := func(s string) string {
		return `<w:txbxContent><w:p><w:r><w:t>` + s + `</w:t></w:r></w:p></w:txbxContent>`
	}
	return `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>` + content(text) +
		`</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>` + content(again) + `</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`
}

// TestWordReplace fills every xx of a body with 12; a _ in the new text is a line break.
func TestWordReplace(t *testing.T) {
	const bold = `<w:rPr><w:b/><w:sz w:val="28"/><w:u w:val="single"/></w:rPr>`
	const marked = `<w:rPr><w:b/><w:sz w:val="28"/><w:highlight w:val="yellow"/><w:u w:val="single"/></w:rPr>`
	for name, c := range map[string]struct{ body, old, text, want string }{
		"one run": {`<w:p><w:r>` + bold + `<w:t>走访xx户</w:t></w:r></w:p>`, "xx", "1286",
			`<w:p><w:r>` + bold + `<w:t>走访1286户</w:t></w:r></w:p>`},
		"over runs": {`<w:p><w:r><w:t>走访x</w:t></w:r><w:proofErr w:type="a"/><w:r>` + bold + `<w:t>x</w:t></w:r><w:r><w:t>x户</w:t></w:r></w:p>`, "xxx", "12",
			`<w:p><w:r><w:t>走访12</w:t></w:r><w:proofErr w:type="a"/><w:r>` + bold + `</w:r><w:r><w:t>户</w:t></w:r></w:p>`},
		"blanks kept": {`<w:p><w:r><w:t>走访</w:t></w:r><w:r><w:t>xx</w:t></w:r></w:p>`, "xx", " 12 ",
			`<w:p><w:r><w:t>走访</w:t></w:r><w:r><w:t xml:space="preserve"> 12 </w:t></w:r></w:p>`},
		"markup": {`<w:p><w:r><w:t>&quot;&amp;xx</w:t></w:r></w:p>`, "xx", "<b>&\x00\x1b",
			`<w:p><w:r><w:t>"&amp;&lt;b&gt;&amp;</w:t></w:r></w:p>`},
		"break within": {`<w:p><w:r>` + bold + `<w:t>一xx二</w:t></w:r></w:p>`, "xx", "甲\n乙\t丙",
			`<w:p><w:r>` + bold + `<w:t>一甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙二</w:t></w:r></w:p>`},
		"paragraphs": {`<w:p w14:paraId="1"><w:pPr><w:jc w:val="both"/></w:pPr><w:r>` + bold + `<w:t>xx</w:t></w:r></w:p><w:p/>`, "xx", "甲\n\n乙",
			`<w:p w14:paraId="1"><w:pPr><w:jc w:val="both"/></w:pPr><w:r>` + bold + `<w:t>甲</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="both"/></w:pPr></w:p><w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r>` + bold + `<w:t>乙</w:t></w:r></w:p><w:p/>`},
		"a section's end is not doubled": {`<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>xx</w:t></w:r></w:p>`, "xx", "甲\n乙",
			`<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>`},
		"tab": {`<w:p><w:r><w:t>名：</w:t></w:r><w:r><w:tab/><w:t>尾</w:t></w:r></w:p>`, "\t", "李四",
			`<w:p><w:r><w:t>名：</w:t></w:r><w:r><w:t>李四</w:t><w:t>尾</w:t></w:r></w:p>`},
		"erased": {`<w:p><w:r><w:t>党员</w:t></w:r><w:r>` + bold + `<w:t xml:space="preserve">   </w:t></w:r><w:r><w:t>名</w:t></w:r></w:p>`, "   ", "12",
			`<w:p><w:r><w:t>党员</w:t></w:r><w:r>` + bold + `<w:t xml:space="preserve">12</w:t></w:r><w:r><w:t>名</w:t></w:r></w:p>`},
		"text box": {`<w:p><w:r><w:t>xx前</w:t></w:r><w:r>` + box("框xx", "框xx") + `</w:r></w:p>`, "xx", "12",
			`<w:p><w:r><w:t>12前</w:t></w:r><w:r>` + box("框12", "框12") + `</w:r></w:p>`},
		"text box in the run": {`<w:p><w:r><w:t>xx前</w:t>` + box("xx", "xx") + `<w:t>xx后</w:t></w:r></w:p>`, "xx", "12",
			`<w:p><w:r><w:t>12前</w:t>` + box("12", "12") + `<w:t>12后</w:t></w:r></w:p>`},
		"text boxes that differ": {`<w:p><w:r>` + box("框xx", "别的xx") + `</w:r></w:p>`, "xx", "12",
			`<w:p><w:r>` + box("框12", "别的xx") + `</w:r></w:p>`},
		"marked whole": {`<w:p><w:r>` + bold + `<w:t>xx</w:t></w:r></w:p>`, "xx", "!xx",
			`<w:p><w:r>` + marked + `<w:t>xx</w:t></w:r></w:p>`},
		"marked within": {`<w:p><w:r w:rsidR="1">` + bold + `<w:t>走xx户</w:t><w:tab/></w:r></w:p>`, "xx", "!xx",
			`<w:p><w:r w:rsidR="1">` + bold + `<w:t>走</w:t></w:r><w:r w:rsidR="1">` + marked + `<w:t>xx</w:t></w:r><w:r w:rsidR="1">` + bold + `<w:t>户</w:t><w:tab/></w:r></w:p>`},
		"marked first": {`<w:p><w:r><w:t>xx</w:t><w:tab/></w:r></w:p>`, "xx", "!xx",
			`<w:p><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>xx</w:t></w:r><w:r><w:tab/></w:r></w:p>`},
		"marked last": {`<w:p><w:r><w:tab/><w:t>xx</w:t></w:r></w:p>`, "xx", "!xx",
			`<w:p><w:r><w:tab/></w:r><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>xx</w:t></w:r></w:p>`},
		"marked beside text boxes": {`<w:p><w:r><w:t>xx</w:t>` + box("xx", "xx") + `</w:r></w:p>`, "xx", "!xx",
			`<w:p><w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>xx</w:t></w:r><w:r>` + strings.ReplaceAll(box("xx", "xx"), `<w:t>xx`, `<w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>xx`) + `</w:r></w:p>`},
		"highlighted before": {`<w:p><w:r><w:rPr><w:highlight w:val="red"/><w14:x/><w:rPrChange w:id="1"><w:rPr/></w:rPrChange></w:rPr><w:t>xx</w:t></w:r></w:p>`, "xx", "!xx",
			`<w:p><w:r><w:rPr><w:highlight w:val="yellow"/><w14:x/><w:rPrChange w:id="1"><w:rPr/></w:rPrChange></w:rPr><w:t>xx</w:t></w:r></w:p>`},
		"two in a run": {`<w:p><w:r><w:t>甲xx乙xx丙</w:t></w:r></w:p>`, "xx", "12",
			`<w:p><w:r><w:t>甲12乙12丙</w:t></w:r></w:p>`},
		"another prefix": {`<w:p><q:r xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:t>甲</q:t></q:r></w:p><q:p xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:r><q:t>xx</q:t></q:r></q:p>`, "xx", "1\n2",
			`<w:p><q:r xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:t>甲</q:t></q:r></w:p><q:p xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:r><q:t>1</q:t></q:r></q:p><q:p><q:r><q:t>2</q:t></q:r></q:p>`},
	} {
		t.Run(name, func(t *testing.T) {
			f := openFile(t, wordFile(t, c.body))
			var changes []Change
			text, mark := strings.CutPrefix(c.text, "!")
			for i := range strings.Count(f.Text(), c.old) {
				change := at(f, i, c.old, text)
				change.Mark = mark
				changes = append(changes, change)
			}
			slices.Reverse(changes) // any order is good
			got := replaced(t, f, changes)["word/document.xml"]
			if want := xmlHead + wordRoot + c.want + wordEnd; got != want {
				t.Errorf("\n%s\nwant\n%s", got[len(xmlHead+wordRoot):], c.want)
			}
		})
	}
}

func TestWordInsert(t *testing.T) {
	const mark = `<w:pPr><w:rPr><w:ins w:id="1"/><w:b/></w:rPr></w:pPr>`
	for name, c := range map[string]struct {
		body string
		at   int
		text string
		want string
	}{
		"empty tag":      {`<w:p/>`, 0, "甲", `<w:p><w:r><w:t>甲</w:t></w:r></w:p>`},
		"empty lines":    {`<w:p/>`, 0, "甲\n乙", `<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>`},
		"empty":          {`<w:p w14:paraId="1">` + mark + `</w:p>`, 0, "甲", `<w:p w14:paraId="1">` + mark + `<w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r></w:p>`},
		"format of runs": {`<w:p>` + mark + `<w:r><w:rPr><w:i/></w:rPr></w:r></w:p>`, 0, "甲", `<w:p>` + mark + `<w:r><w:rPr><w:i/></w:rPr></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>甲</w:t></w:r></w:p>`},
		"between":        {`<w:p><w:r><w:t>党员</w:t></w:r><w:r><w:t>名</w:t></w:r></w:p>`, 2, "9", `<w:p><w:r><w:t>党员9</w:t></w:r><w:r><w:t>名</w:t></w:r></w:p>`},
		"first":          {`<w:p><w:r><w:t>名</w:t></w:r></w:p>`, 0, "9", `<w:p><w:r><w:t>9名</w:t></w:r></w:p>`},
		"last":           {`<w:p><w:r><w:t>名</w:t></w:r></w:p>`, 1, "9", `<w:p><w:r><w:t>名9</w:t></w:r></w:p>`},
		"nothing":        {`<w:p><w:r><w:t>&quot;名</w:t></w:r></w:p>`, 1, "", `<w:p><w:r><w:t>&quot;名</w:t></w:r></w:p>`},
	} {
		f := openFile(t, wordFile(t, c.body))
		got := replaced(t, f, []Change{{From: c.at, To: c.at, Text: c.text}})["word/document.xml"]
		if want := xmlHead + wordRoot + c.want + wordEnd; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got[len(xmlHead+wordRoot):], c.want)
		}
	}
}

func TestWordRefusesChanges(t *testing.T) {
	f := openFile(t, wordFile(t, `<w:p><w:r><w:t>甲xx</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>`))
	for name, changes := range map[string][]Change{
		"before":    {{From: -1, To: 0}},
		"behind":    {{From: 6, To: 6}},
		"beyond":    {{From: 4, To: 9}},
		"lines":     {{From: 1, To: 5}},
		"backwards": {{From: 2, To: 1}},
		"overlap":   {{From: 1, To: 3, Text: "1"}, {From: 2, To: 3, Text: "2"}},
		"twice":     {{From: 1, To: 1, Text: "1"}, {From: 1, To: 1, Text: "2"}},
	} {
		var b bytes.Buffer
		if err := f.Replace(&b, Revision{Changes: changes}); !errors.Is(err, ErrChange) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
	replaced(t, f, []Change{{From: 1, To: 1, Text: "1"}, {From: 1, To: 3, Text: "2"}, {From: 3, To: 3, Text: "3"}})
}
