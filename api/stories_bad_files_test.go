package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/apitest"
)

// changed is the parts with one of them otherwise.
func (p parts) changed(name, content string) parts {
	q := parts{name: content}
	for other, content := range p {
		if other != name {
			q[other] = content
		}
	}
	return q
}

// twice is a file with a part of that name two times.
func twice(name string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 2 {
		if _, err := z.Create(name); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// digits is a text of that many characters at least, which no zip packs too tightly.
func digits(length int) string {
	var b strings.Builder
	for i := 0; b.Len() < length; i++ {
		fmt.Fprint(&b, i*7919%100_003)
	}
	return b.String()
}

// TestBadFilesAreRefused by name of what is wrong, as templates and to be checked; none of them is kept.
func TestBadFilesAreRefused(t *testing.T) {
	v := newTown(t)
	form := word(paragraph("解决群众诉求xx件"))
	many := parts{}
	for i := range 10_000 {
		many[fmt.Sprintf("word/media/%d.png", i)] = "x"
	}
	const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	document := form["word/document.xml"]
	for name, test := range map[string]struct {
		file    string
		content []byte
		fault   string
	}{
		"empty":                {"表.docx", nil, "required"},
		"no zip":               {"表.docx", []byte("解决群众诉求xx件"), "not-office"},
		"half a zip":           {"表.docx", form.pack()[:200], "not-office"},
		"another zip":          {"表.docx", parts{"a.txt": "甲"}.pack(), "not-office"},
		"a slide show":         {"表.pptx", word().changed("_rels/.rels", fmt.Sprintf(links, "officeDocument", "ppt/presentation.xml")).changed("ppt/presentation.xml", "<p/>").pack(), "not-office"},
		"a picture":            {"表.png", photo, "template-type"},
		"a .pdf":               {"表.pdf", sheet, "template-type"},
		"Word 97":              {"表.doc", []byte(ole + strings.Repeat("\x00", 600)), "legacy-format"},
		"a password":           {"表.docx", []byte(ole + strings.Repeat("\x00", 600) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "encrypted"},
		"macros":               {"表.docx", form.changed("word/vbaProject.bin", "x").pack(), "macros"},
		"a bomb":               {"表.docx", form.changed("word/document.xml", document+strings.Repeat(" ", 40<<20)).pack(), "file-too-large"},
		"10,000 parts":         {"表.docx", many.changed("word/document.xml", document).pack(), "file-too-large"},
		"external entities":    {"表.docx", form.changed("word/document.xml", strings.Replace(document, "?>\n", `?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`, 1)).pack(), "doctype"},
		"broken XML":           {"表.docx", form.changed("word/document.xml", document[:len(document)-20]).pack(), "malformed"},
		"two parts of a name":  {"表.docx", twice("word/document.xml"), "duplicate-part"},
		"a way out":            {"表.docx", form.changed("../../etc/passwd", "x").pack(), "not-office"},
		"5,001 blanks":         {"表.docx", word(paragraph(strings.Repeat("解决诉求xx件。", 5001))).pack(), "too-many-blanks"},
		"too long":             {"表.docx", word(paragraph(digits(400_001))).pack(), "too-long"},
		"nothing in it":        {"表.docx", word().pack(), "required"},
		"UTF-16":               {"表.txt", []byte("\xFF\xFE\x2e\x89\x00\x00\xb3\x51"), "not-utf-8"},
		"a text of zero bytes": {"表.txt", []byte("解决\x00诉求"), "not-utf-8"},
	} {
		r := v.as("secretary north").Do("POST", "/report-templates", apitest.Form{"name": "甲", "file": apitest.File{Name: test.file, Content: test.content}})
		if r.Status != 422 || r.Faults() != "/file:"+test.fault {
			t.Errorf("%s: %d %s, want %s", name, r.Status, r.Body, test.fault)
		}
		if test.fault == "too-many-blanks" || test.fault == "too-long" || name == "nothing in it" {
			continue
		}
		r = v.as("recorder north").Do("POST", "/reports/check", apitest.Form{"year": "2023", "file": apitest.File{Name: test.file, Content: test.content}})
		if r.Status != 422 || r.Faults() != "/file:"+test.fault {
			t.Errorf("%s, to be checked: %d %s, want %s", name, r.Status, r.Body, test.fault)
		}
	}
	if r := v.as("secretary north").Do("POST", "/report-templates", apitest.Form{"file": apitest.File{Name: "表.docx", Content: make([]byte, 10<<20+1)}}); r.Status != 413 {
		t.Errorf("more than 10 MiB: %d %s", r.Status, r.Body)
	}
	v.take(turn{"secretary north", "GET /report-templates", ``, 200, "items.*.id=[annual-debrief]"})
}

// TestOddTexts: braces that nothing ends are named with their place, and thousands of blanks are found at once.
func TestOddTexts(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"name":"甲","text":"甲\n\n解决{{demands.{{demands.resolved}}件"}`, 422, "/text:unclosed-braces"},
		{"secretary north", "POST /report-templates", `{"name":"甲","text":"解决{{year 年"}`, 422, "/text:unclosed-braces"},
		{"secretary north", "POST /report-templates", `{"name":"甲","text":"{{year\n}}年"}`, 422, "/text:unclosed-braces"},
		{"secretary north", "POST /report-templates", `{"name":"甲","text":"解决{{no.such}}件，{{ }}，}}，{ {year}}"}`, 201, "slots.*.reason=[unknown-metric,unknown-form]"},
	})
	r := v.take(turn{"secretary north", "POST /report-templates", `{"name":"甲","text":"甲\n\n解决{{demands.{{demands.resolved}}件"}`, 422, ""})
	if detail := r.String("errors.0.detail"); !strings.Contains(detail, "第 3 行") || !strings.Contains(detail, "{{demands.{{") {
		t.Error(detail)
	}
	// One sentence without an end, of thousands of blanks or numbers.
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"name":"甲","text":"` + strings.Repeat("解决诉求xx件，", 30_000) + `"}`, 422, "/text:too-many-blanks"},
		{"recorder north", "POST /reports/check", `{"year":2023,"text":"` + strings.Repeat("解决诉求1件，", 30_000) + `"}`, 200, "claims.#=30000"},
	})
	begun := time.Now()
	v.template("secretary north", "t3", "长.docx", word(strings.Repeat(paragraph("解决群众诉求xx件，化解矛盾纠纷xx起，完成微心愿xx个，"+strings.Repeat("一年来认真履职，", 20)), 1600)).pack())
	v.take(turn{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t3","year":2023}`, 201, "slots.#=4800"})
	v.take(turn{"recorder north", "GET /reports/$b1/document?format=docx", ``, 200, ""})
	t.Logf("a document of 300,000 characters with 4,800 blanks was read, filled and written in %s", time.Since(begun))
}
