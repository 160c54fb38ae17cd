package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// revised gives the file after a revision.
func revised(t testing.TB, f *File, r Revision) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Replace(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPropertiesAreAdded: to any file, with its two entries and nothing else.
func TestPropertiesAreAdded(t *testing.T) {
	all := files(t)
	all["word"], all["book"] = wordFile(t, "<w:p/>"), bookFile(t, "", "")
	given := []Property{{"生成方式", "人工<智能>&\"\n"}, {"AIGC", `{"Label":"1"}`}}
	for name, content := range all {
		f := openFile(t, content)
		before := f.Properties()
		file := revised(t, f, Revision{Properties: given})
		is, was := open(t, file), open(t, string(content))
		for part := range was {
			if part != "[Content_Types].xml" && part != "_rels/.rels" && part != propertiesPart && is[part] != was[part] {
				t.Errorf("%s: %s has changed", name, part)
			}
		}
		for part, entry := range map[string]string{"[Content_Types].xml": "Override", "_rels/.rels": "Relationship"} {
			if was[propertiesPart] == "" && strings.Count(is[part], "<"+entry+" ") != strings.Count(was[part], "<"+entry+" ")+1 {
				t.Errorf("%s: %s is %s", name, part, is[part])
			}
			if strings.Count(is[part], "docProps/custom.xml") != 1 {
				t.Errorf("%s: %s is %s", name, part, is[part])
			}
		}
		again := openFile(t, []byte(file))
		if got := again.Properties(); !reflect.DeepEqual(got, append(before, given...)) || again.Text() != f.Text() {
			t.Errorf("%s has %v", name, got)
		}
		pids(t, is[propertiesPart])
		ids := map[string]bool{}
		walk(t, is["_rels/.rels"], func(token xml.Token) {
			tag, _ := token.(xml.StartElement)
			for _, a := range tag.Attr {
				if a.Name.Local == "Id" && ids[a.Value] {
					t.Errorf("%s: two relations %s", name, a.Value)
				} else if a.Name.Local == "Id" {
					ids[a.Value] = true
				}
			}
		})
		if second := revised(t, again, Revision{Properties: given}); !reflect.DeepEqual(open(t, second), is) {
			t.Errorf("%s: the same again changes it", name)
		}
		if file != revised(t, f, Revision{Properties: given}) {
			t.Errorf("%s: equal revisions gave different bytes", name)
		}
	}
}

// pids wants the numbers of properties to be their own, and from 2 on.
func pids(t *testing.T, part string) {
	t.Helper()
	seen := map[string]bool{"": true, "0": true, "1": true}
	walk(t, part, func(token xml.Token) {
		if tag, ok := token.(xml.StartElement); ok && tag.Name.Local == "property" {
			for _, a := range tag.Attr {
				if a.Name.Local == "pid" && seen[a.Value] {
					t.Errorf("pid %s in %s", a.Value, part)
				} else if a.Name.Local == "pid" {
					seen[a.Value] = true
				}
			}
		}
	})
}

func TestPropertiesAreReplaced(t *testing.T) {
	const (
		space  = `xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"`
		strict = `xmlns:c="http://purl.oclc.org/ooxml/officeDocument/customProperties" xmlns:vt="http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"`
		build  = `<property fmtid="{D}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-12.1</vt:lpwstr></property>`
		count  = `<property fmtid="{D}" pid="4" name="aigc"><vt:i4>7</vt:i4></property>`
	)
	vt := func(space string) string { return `<vt:lpwstr xmlns:vt="` + space + `">` }
	written := `property fmtid="` + propertiesSet + `" pid="%d" name="AIGC">` + vt("http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes") + "%s</vt:lpwstr></property>"
	for name, c := range map[string]struct{ part, want string }{
		"beside others":    {`<Properties ` + space + `>` + build + `</Properties>`, `<Properties ` + space + `>` + build + fmt.Sprintf("<"+written, 3, "1") + `</Properties>`},
		"of the same name": {`<Properties ` + space + `>` + count + build + count + `</Properties>`, `<Properties ` + space + `>` + fmt.Sprintf("<"+written, 4, "1") + build + `</Properties>`},
		"without a number": {`<Properties ` + space + `>` + build + strings.Replace(count, ` pid="4"`, "", 1) + `</Properties>`, `<Properties ` + space + `>` + build + fmt.Sprintf("<"+written, 3, "1") + `</Properties>`},
		"none yet":         {`<Properties ` + space + `/>`, `<Properties ` + space + `>` + fmt.Sprintf("<"+written, 2, "1") + `</Properties>`},
		"strict":           {`<c:Properties ` + strict + `></c:Properties>`, `<c:Properties ` + strict + `><c:property fmtid="` + propertiesSet + `" pid="2" name="AIGC">` + vt("http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes") + `1</vt:lpwstr></c:property></c:Properties>`},
	} {
		content := pack(t, "[Content_Types].xml", strings.Replace(wordTypes, "</Types>", `<Override PartName="/docProps/Custom.xml" ContentType="`+propertiesType+`"/></Types>`, 1),
			"_rels/.rels", strings.Replace(mainRels, "</Relationships>", `<Relationship Id="c" Type="`+propertiesLink+`" Target="/docProps/custom.xml"/></Relationships>`, 1),
			"word/document.xml", wordRoot+wordEnd, "DocProps/custom.xml", c.part)
		f := openFile(t, content)
		file := revised(t, f, Revision{Properties: []Property{{"aigc", "0"}, {" AIGC", "1"}}})
		same(t, name, content, []byte(file), "DocProps/custom.xml")
		if got := open(t, file)["DocProps/custom.xml"]; got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func TestPropertiesElsewhere(t *testing.T) {
	damaged := func(rels, part string) []byte {
		return pack(t, "[Content_Types].xml", wordTypes, "_rels/.rels", rels, "word/document.xml", wordRoot+wordEnd, "docProps/custom.xml", part)
	}
	linked := strings.Replace(mainRels, "</Relationships>", `<Relationship Id="c" Type="`+propertiesLink+`" Target="docProps/custom.xml"/></Relationships>`, 1)
	for name, c := range map[string]struct {
		part string
		want error
	}{
		"a tag left open": {"<Properties>", ErrMalformed},
		"another root":    {"<Properties/>", ErrMalformed},
		"a DOCTYPE":       {"<!DOCTYPE a><Properties/>", ErrDoctype},
		"too many":        {`<Properties xmlns="http://purl.oclc.org/ooxml/officeDocument/customProperties">` + repeat(maxProperties+1, "<property/>") + "</Properties>", ErrTooLarge},
	} {
		if _, err := Open(damaged(linked, c.part)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	given := []Property{{"甲", "乙"}}
	f := openFile(t, damaged(mainRels, "<Properties>")) // which nothing names
	is := open(t, revised(t, f, Revision{Properties: given}))
	if is["docProps/custom.xml"] != "<Properties>" || !strings.Contains(is["docProps/custom2.xml"], "甲") || !strings.Contains(is["_rels/.rels"], `Target="docProps/custom2.xml"`) {
		t.Error(is)
	}
	f = openFile(t, pack(t, "[Content_Types].xml", wordTypes, "_rels/.rels", linked, "word/document.xml", wordRoot+wordEnd)) // named, but missing
	is = open(t, revised(t, f, Revision{Properties: given}))
	if is["_rels/.rels"] != linked || !strings.Contains(is["docProps/custom.xml"], "甲") || strings.Count(is["[Content_Types].xml"], "custom.xml") != 1 {
		t.Error(is)
	}
	if err := f.Replace(full{}, Revision{Properties: []Property{{"\x00 ", "1"}}}); !errors.Is(err, ErrChange) {
		t.Error(err)
	}
}
