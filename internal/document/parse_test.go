package document

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	long := strings.Repeat("很", 50)
	title := func(s string) Text { return Text{Title: Line{Text: s}} }
	lines := func(l ...Line) Text { return Text{Lines: l} }
	for name, c := range map[string]struct {
		in   string
		want Text
	}{
		"nothing":             {" \n\r\n　\n", Text{}},
		"title alone":         {"\ufeff\n  述职报告 \n", title("述职报告")},
		"title and lines":     {"报告\r\n\r\n一\r二", Text{Title: Line{Text: "报告"}, Lines: []Line{{}, {Text: "一"}, {Text: "二"}}}},
		"greeting":            {"各位领导：", lines(Line{Text: "各位领导："})},
		"sentence":            {"现述职如下。", lines(Line{Text: "现述职如下。"})},
		"too long for one":    {strings.Repeat("长", 61), lines(Line{Text: strings.Repeat("长", 61)})},
		"level 1":             {"十二、问题", lines(Line{Text: "十二、问题", Level: 1})},
		"level 1 with a stop": {"一、问题。", lines(Line{Text: "一、问题。", Level: 1})},
		"level 2":             {"（一）学习", lines(Line{Text: "（一）学习", Level: 2})},
		"level 2 in ASCII":    {"(十)学习", lines(Line{Text: "(十)学习", Level: 2})},
		"level 3":             {"1.食堂", lines(Line{Text: "1.食堂", Level: 3})},
		"level 3, wide":       {"１２、食堂", lines(Line{Text: "１２、食堂", Level: 3})},
		"lead-in":             {"（一）学习。共24次。", lines(Line{Text: "（一）学习。共24次。", Level: 2, Lead: 6})},
		"numbered sentence":   {"1.食堂办了。", lines(Line{Text: "1.食堂办了。"})},
		"long numbered":       {"（一）" + long + "。共", lines(Line{Text: "（一）" + long + "。共"})},
		"item of a list":      {"（一）学习；", lines(Line{Text: "（一）学习；"})},
		"not a heading":       {"一是学习。", lines(Line{Text: "一是学习。"})},
		"a number":            {"1.5万元。", lines(Line{Text: "1.5万元。"})},
		"indent":              {"　　走访。\n\t走访。", lines(Line{Text: "走访。"}, Line{Text: "走访。"})},
		"signature":           {"述职。\n　　　　　社区", lines(Line{Text: "述职。"}, Line{Text: "　　　　　社区"})},
	} {
		if got, want := fmt.Sprintf("%+v", Parse(c.in)), fmt.Sprintf("%+v", c.want); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestParseMarks(t *testing.T) {
	s := "xx报告\r\n　　走访x户、\r\nx户。"
	var marks []Range
	for i, c := range []rune(s) {
		if c == 'x' {
			marks = append(marks, Range{i, i + 1})
		}
	}
	got := Parse(s, append(marks, Range{-9, 1}, Range{14, 900}, Range{9, 9})...)
	want := Text{
		Title: Line{Text: "xx报告", Marks: []Range{{0, 1}, {1, 2}, {0, 1}}},
		Lines: []Line{{Text: "走访x户、", Marks: []Range{{2, 3}}}, {Text: "x户。", Marks: []Range{{0, 1}, {0, 3}}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
