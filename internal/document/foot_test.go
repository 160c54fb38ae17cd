package document

import (
	"encoding/xml"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// footed is a text of several pages with a foot and properties.
func footed() Text {
	text := Parse(strings.Repeat(sample, 12))
	text.Foot = "本报告由程序填写数字 <AI>"
	text.Properties = []Property{{"AIGC", `{"Label":"1"}`}, {"来源 (甲)", "述职(1)"}, {"aigc", `a\(b)`}}
	return text
}

func TestFootAndProperties(t *testing.T) {
	text := footed()
	plain := text
	plain.Foot, plain.Properties = "", nil
	for _, format := range Formats() {
		with, without := write(t, format, text), write(t, format, plain)
		if with != write(t, format, text) {
			t.Errorf("%s: equal texts gave different bytes", format)
		}
		if (format == "txt" || format == "md") != (with == without) {
			t.Errorf("%s is not as it should be", format)
		}
	}
}

func TestDocxFoot(t *testing.T) {
	text := footed()
	is := open(t, write(t, "docx", text))
	for _, part := range []string{"word/footer1.xml", "word/footer2.xml"} {
		if n := strings.Count(is[part], `<w:sz w:val="18"/>`); n != 1 || !strings.Contains(is[part], "本报告由程序填写数字 &lt;AI&gt;") || !strings.Contains(is[part], " PAGE ") {
			t.Errorf("%s: %s", part, is[part])
		}
		walk(t, is[part], func(xml.Token) {})
	}
	f := openFile(t, []byte(write(t, "docx", text)))
	if want := []Property{{"来源 (甲)", "述职(1)"}, {"aigc", `a\(b)`}}; !reflect.DeepEqual(f.Properties(), want) {
		t.Errorf("%v", f.Properties())
	}
	for _, part := range open(t, write(t, "docx", Parse(sample))) {
		if strings.Contains(part, "{{") || strings.Contains(part, "docProps/custom") {
			t.Error(part)
		}
	}
}

func TestPDFFoot(t *testing.T) {
	text := footed()
	file := write(t, "pdf", text)
	pages := pdfPages(t, file)
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, rows := range pages {
		if got := squeeze(rows[len(rows)-2]); got != squeeze(text.Foot) {
			t.Errorf("at the foot of page %d stands %q", i+1, got)
		}
	}
	var y []string // of the note and of the number: one line
	for _, m := range regexp.MustCompile(`BT /F (9|14) Tf \S+ Tc 1 0 0 1 \S+ (\S+) Tm`).FindAllStringSubmatch(find1(t, pdfObjects(t, file), "/F 9 Tf"), -1) {
		y = append(y, m[2])
	}
	if !reflect.DeepEqual(y, []string{"75.6", "75.6"}) {
		t.Errorf("the note and the number stand at %v", y)
	}
	info := find1(t, pdfObjects(t, file), "/aigc")
	if want := `<</Title <FEFF` + utf16Hex("柳荫社区党组织书记述职报告") + `>/#E6#9D#A5#E6#BA#90#20#28#E7#94#B2#29 <FEFF` + utf16Hex("述职(1)") + `>/aigc (a\\\(b\))>>`; info != want {
		t.Errorf("%s, want %s", info, want)
	}
	text.Foot = strings.Repeat("很长", 40) // goes on below
	rows := pdfPages(t, write(t, "pdf", text))[0]
	if got := strings.Join(rows[len(rows)-3:len(rows)-1], ""); got != text.Foot {
		t.Errorf("%q", got)
	}
	text.Foot = "𠮷"
	if err := Write(full{}, "pdf", text); err == nil || !strings.Contains(err.Error(), "𠮷") {
		t.Error(err)
	}
}
