package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// parts is an office file by the names of its parts.
type parts map[string]string

// pack makes a file of its parts.
func (p parts) pack() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sortedKeys(p) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, p[name])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// unpack reads a file's parts.
func unpack(t *testing.T, file []byte) parts {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	p := parts{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		p[f.Name] = string(content)
	}
	return p
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	typesHead = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
	links     = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>`
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	bookMain  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
)

// paragraph is a paragraph of Word, cut into runs at ¦.
func paragraph(text string) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	for i, run := range strings.Split(text, "¦") {
		fmt.Fprintf(&b, `<w:r><w:rPr><w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, 21+i, run)
	}
	return b.String() + "</w:p>"
}

// table is a table of Word, a row a line, its cells between commas.
func table(rows ...string) string {
	var b strings.Builder
	b.WriteString("<w:tbl>")
	for _, row := range rows {
		b.WriteString("<w:tr>")
		for cell := range strings.SplitSeq(row, ",") {
			b.WriteString("<w:tc>")
			if cell == "" {
				b.WriteString("<w:p/>")
			} else {
				b.WriteString(paragraph(cell))
			}
			b.WriteString("</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	return b.String() + "</w:tbl>"
}

// word is the parts of a .docx.
func word(body ...string) parts {
	return parts{
		"[Content_Types].xml": typesHead + `<Override PartName="/word/document.xml" ContentType="` + wordMain + `"/></Types>`,
		"_rels/.rels":         fmt.Sprintf(links, "officeDocument", "word/document.xml"),
		"word/document.xml":   xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + strings.Join(body, "") + `<w:sectPr/></w:body></w:document>`,
		"word/styles.xml":     xmlHead + `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>`,
	}
}

// workbook is the parts of a .xlsx with one sheet, a row a line, its cells between commas. A cell that begins with = is a formula.
func workbook(rows ...string) parts {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for n, cell := range strings.Split(row, ",") {
			at := string(rune('A'+n)) + fmt.Sprint(i+1)
			switch {
			case cell == "":
				fmt.Fprintf(&b, `<c r="%s" s="0"/>`, at)
			case cell[0] == '=':
				fmt.Fprintf(&b, `<c r="%s"><f>%s</f><v>0</v></c>`, at, cell[1:])
			default:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, cell)
			}
		}
		b.WriteString("</row>")
	}
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	return parts{
		"[Content_Types].xml":        typesHead + `<Override PartName="/xl/workbook.xml" ContentType="` + bookMain + `"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                fmt.Sprintf(links, "officeDocument", "xl/workbook.xml"),
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(links, "worksheet", "worksheets/sheet1.xml"),
		"xl/workbook.xml":            xmlHead + `<workbook ` + space + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="汇总" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml":   xmlHead + `<worksheet ` + space + `><sheetData>` + b.String() + `</sheetData></worksheet>`,
	}
}
