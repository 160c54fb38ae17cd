package report

import (
	"regexp"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
)

var blanks = regexp.MustCompile(`x+`)

// TestOneSpan holds that a blank is filled for the days by which its number is checked, whatever year the text names and wherever.
func TestOneSpan(t *testing.T) {
	year, half := calendar.YearSpan(2026), calendar.Span{From: 20260101, To: 20260630}
	for _, c := range []struct {
		text   string
		period calendar.Span
		want   string
	}{
		{"2024年度工作述职报告\n召开支部党员大会xx次。", year, ""},
		{"2026年度工作述职报告\n召开支部党员大会xx次。", year, ""},
		{"2026年度工作述职报告\n召开支部党员大会xx次，2026年上党课x次。", half, " "},
		{"2024年度工作述职报告\n2024年以来，召开支部党员大会xx次。", year, "[2024-01-01..2026-12-31]"},
		{"2024年度工作述职报告\n2023年以来，召开支部党员大会xx次。", year, "[2023-01-01..2026-12-31]"},
		{"2024年度工作述职报告\n上半年召开支部党员大会xx次，全年召开支委会x次，去年上党课x次，5月以来发展党员x名。", year,
			"[01-01..06-30]  [01-01..12-31^1] [05-01..12-31]"},
		{"2024年度工作述职报告\n2026年，召开支部党员大会xx次。2024年召开支委会x次。", year, " [2024-01-01..2024-12-31]"},
		{"2024年度工作述职报告\n解决群众诉求xx件，同比增长x%，比2023年增加x件。", year, "  "},
		{"一、2024年工作回顾\n召开支部党员大会xx次。", year, ""},
		{"一、2026年工作回顾\n召开支部党员大会xx次。", year, ""},
		{"2024年以来，召开支部党员大会xx次，上党课x次。", year, "[2024-01-01..2026-12-31] [2024-01-01..2026-12-31]"},
		{"2025年7月至2026年6月，召开支部党员大会xx次。", year, "[2025-07-01..2026-06-30]"},
		{"阳光社区成立于2003年\n召开支部党员大会xx次。", year, ""},
	} {
		s := Scope{Period: c.period, Known: metric.Catalogue}
		slots := Read(c.text, nil)
		Resolve(c.text, slots, s)
		claims := Check(blanks.ReplaceAllString(c.text, "12"), s)
		var filled, checked []string
		for _, slot := range slots {
			filled = append(filled, days(slot.Span))
		}
		for _, claim := range claims {
			checked = append(checked, days(claim.span))
		}
		if got := strings.Join(filled, " "); got != c.want {
			t.Errorf("%s: filled for %q, want %q", c.text, got, c.want)
		}
		if got := strings.Join(checked, " "); got != c.want {
			t.Errorf("%s: checked for %q, want %q", c.text, got, c.want)
		}
	}
}

func days(s *SlotSpan) string {
	if s == nil {
		return ""
	}
	return "[" + spanText(s) + "]"
}

func TestAnotherYearIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"2024年度工作述职报告\n召开支部党员大会xx次，上党课x次。":                 "0:正文写的是2024年，报告是2026年的：这里的数按报告的起止日统计",
		"2024年度工作述职报告\n面积x平方公里。解决诉求{{demands.resolved}}件。": "1:正文写的是2024年，报告是2026年的：这里的数按报告的起止日统计",
		"2026年度工作述职报告\n2024年以来，召开支部党员大会xx次。":               "0:正文写的是2024年，报告是2026年的：这里的数按2024年统计",
		"2024年，上党课x次。2025年，上党课x次。2024年发展党员x名。":             "0:正文写的是2024年，报告是2026年的：这里的数按2024年统计 1:正文写的是2025年，报告是2026年的：这里的数按2025年统计",
		"{{year}}年，上党课x次。2027年计划发展党员x名。":                   "",
		"2003年建成党群服务中心，上党课x次，解决诉求比2025年增加x件。":              "",
		"2019年，社区获评先进。\n上党课x次。":                            "",
		"去年上党课x次，三年来发展党员x名。":                               "",
	} {
		slots := Read(text, nil)
		Resolve(text, slots, Scope{Period: calendar.YearSpan(2026), Known: metric.Catalogue})
		f := Fill(Template{Text: text, Slots: slots}, Subject{Period: calendar.YearSpan(2026)}, nil, nil)
		var got []string
		for _, w := range f.Warnings {
			if w.Rule != "another-year" {
				t.Errorf("%s: %+v", text, w)
			}
			got = append(got, string(rune('0'+*w.Index))+":"+w.Detail)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", text, strings.Join(got, " "), want)
		}
	}
}
