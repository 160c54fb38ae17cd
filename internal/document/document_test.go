package document

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const sample = `柳荫社区党组织书记述职报告

　　一年来，共开展学习活动24次，走访居民xx户。
一、工作情况
（一）把学习摆在首位
书记讲党课4次，王建国、欧阳淑芬等听课1286人次。
（二）把服务做到门口。受理诉求1032件，办结xxx件。
1.办好食堂
每日供餐约120份。
`

// hostile is what a text may hold and a file must survive.
var hostile = []string{
	"", "\n\n", "\ufeff标题\r\n正文。\r正文\u2028尾", "]]><w:t>&amp;&#x9;</w:t>\"'", "{{body}}{{title}}", "a\x00b\x1bc\u0085d\x7f",
	"\xff\xfe坏\xc3(", "𠮷野家👨‍👩‍👧，\u202e反", "  前后  有 空　格  \n\t列\t\t表\t尾", "\ufffe\uffff", strings.Repeat("长", 5000),
}

func write(t testing.TB, format string, text Text) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, format, text); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	for format, want := range map[string]string{
		"txt": strings.NewReplacer("　", "").Replace(sample),
		"md": `# 柳荫社区党组织书记述职报告

一年来，共开展学习活动24次，走访居民xx户。

## 一、工作情况

### （一）把学习摆在首位

书记讲党课4次，王建国、欧阳淑芬等听课1286人次。

（二）把服务做到门口。受理诉求1032件，办结xxx件。

#### 1\.办好食堂

每日供餐约120份。
`,
	} {
		if got := write(t, format, Parse(sample)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", format, got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	if got := Formats(); !slices.Equal(got, []string{"docx", "md", "pdf", "txt"}) {
		t.Errorf("Formats() = %v", got)
	}
	for _, f := range Formats() {
		if media, ok := MediaType(f); !ok || media == "" {
			t.Errorf("MediaType(%q) = %q, %v", f, media, ok)
		}
		if first, second := write(t, f, Parse(sample)), write(t, f, Parse(sample)); first != second {
			t.Errorf("%s: equal texts gave different bytes", f)
		}
		if err := Write(full{}, f, Parse(sample)); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: a full disk gave %v", f, err)
		}
	}
	if _, ok := MediaType("exe"); ok {
		t.Error("exe has a media type")
	}
	var b bytes.Buffer
	if err := Write(&b, "exe", Text{}); !errors.Is(err, ErrFormat) || b.Len() > 0 {
		t.Errorf("Write as exe: %v, %d bytes", err, b.Len())
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestMarkdownMeansNothingElse(t *testing.T) {
	for s, want := range map[string]string{
		"# 不是标题":                  `\# 不是标题`,
		"- 不是列表":                  `\- 不是列表`,
		"12) 也不是":                 `12\) 也不是`,
		"2023.5":                  `2023\.5`,
		"4.5万元":                   `4\.5万元`,
		"共4.5万元":                  "共4.5万元",
		"---":                     `\---`,
		"    缩进不是代码":              "缩进不是代码",
		"*党*_员_ ~~删~~ `码` $x$ \\": "\\*党\\*\\_员\\_ \\~\\~删\\~\\~ \\`码\\` \\$x\\$ \\\\",
		"<b>&lt; [x](y) ![z]":     `\<b\>\&lt; \[x\](y) !\[z\]`,
		"两\n行":                    "两 行",
	} {
		if got := write(t, "md", Text{Lines: []Line{{Text: s}}}); got != want+"\n" {
			t.Errorf("%q = %q, want %q", s, got, want)
		}
	}
}

func TestDisposition(t *testing.T) {
	for _, c := range []struct{ name, format, ascii, file string }{
		{"2023年度述职报告", "docx", "2023.docx", "2023年度述职报告.docx"},
		{"述职报告", "txt", "document.txt", "述职报告.txt"},
		{"../../etc/passwd", "md", "etcpasswd.md", "etcpasswd.md"},
		{`..\ .隐"藏:*?<>|`, "md", "document.md", "隐藏.md"},
		{"换\r\nX-Bad: 1\x00行", "md", "X-Bad 1.md", "换X-Bad 1行.md"},
		{"倒\u202exe.码", "md", "xe.md", "倒xe.码.md"},
		{"100%; a='b'", "txt", "100; a='b'.txt", "100%; a='b'.txt"},
		{"\xff坏", "../exe", "document", "坏"},
		{"照片", "jpg", "document.jpg", "照片.jpg"},
		{"", "docx", "document.docx", "document.docx"},
		{strings.Repeat("长", 300), "docx", "document.docx", strings.Repeat("长", 66) + ".docx"},
	} {
		header := Disposition(c.name, c.format)
		if !strings.HasPrefix(header, `attachment; filename="`+c.ascii+`"; filename*=UTF-8''`) {
			t.Errorf("%q: %s", c.name, header)
		}
		_, extended, _ := strings.Cut(header, "filename*")
		_, params, err := mime.ParseMediaType("attachment; filename*" + extended)
		if err != nil || params["filename"] != c.file || !utf8.ValidString(c.file) {
			t.Errorf("%q: %v, %v, want %q", c.name, params, err, c.file)
		}
	}
}
