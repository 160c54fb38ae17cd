package report

import (
	"strings"
	"testing"

	"shuzhi/internal/calendar"
)

func TestBlank(t *testing.T) {
	s, _ := town(calendar.YearSpan(2023))
	for text, want := range map[string]string{
		"2023年，解决群众诉求235件，办结率98.5%，同比提高1.2个百分点。": "{{year}}年，解决群众诉求xx件，办结率xx%，同比提高xx个百分点。",
		"走访群众近200户，收缴党费1.2万元，化解纠纷20余起。":          "走访群众近xx户，收缴党费xx万元，化解纠纷xx余起。",
		"下设三个党支部，百分之九十五的诉求得到解决。":                 "下设xx个党支部，百分之xx的诉求得到解决。",
		"2022年成立，2024年计划发展党员4名。":                 "2022年成立，{{next_year}}年计划发展党员xx名。",
		"2024年发展党员4名，确保每月开展1次主题党日。":              "{{next_year}}年发展党员xx名，确保每月开展1次主题党日。",
		"计划2023年培养积极分子7名，党课不少于4次，年度目标120户。":      "计划{{year}}年培养积极分子xx名，党课不少于4次，年度目标xx户。",
		"三、下一步打算\n打造精品小区5个，发展党员三名，落实两个维护。":       "三、下一步打算\n打造精品小区xx个，发展党员xx名，落实两个维护。",
		"3月5日，召开第1次会议，落实4级网格。":                   "3月5日，召开第1次会议，落实4级网格。",
		"二〇二三年度述职报告":                             "{{year}}年度述职报告",
	} {
		if got := Apply(text, Blank(text, s)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestPlansAreTyped leaves the numbers and years of a plan to whoever makes the next.
func TestPlansAreTyped(t *testing.T) {
	for text, want := range map[string]string{
		"计划{{year}}年培养积极分子xx名。":              "year text",
		"{{next_year}}年发展党员xx名。":             "next_year text",
		"20XX年发展党员x名，力争20XX年发展党员x名。":         "year members.admitted next_year text",
		"三、下一步打算\n力争xxxx年打造品牌x个。":            "next_year text",
		"三、工作计划\nxxxx年，发展党员x名。":              "next_year text",
		"三、工作计划\n在总结xxxx年工作的基础上，发展党员x名。":     "year text",
		"xxxx年，社区将继续发展党员x名。":                 "next_year text",
		"xxxx年，社区将党建融入治理，发展党员x名。":            "year members.admitted",
		"xxxx年党建工作计划\n一、工作安排\nxxxx年，发展党员x名。": "year year text",
	} {
		var got []string
		for _, s := range Read(text, nil) {
			got = append(got, label(s.Binding, ""))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is %v, want %s", text, got, want)
		}
	}
}

// TestBlankIsReadAsItWasChecked holds the two readers against each other: what a number is of in a finished text, its blank is
// of in the template.
func TestBlankIsReadAsItWasChecked(t *testing.T) {
	s, called := village(t)
	same, all := 0, 0
	for _, e := range examples(t, claimed) {
		claims := Check(e.text, s)
		blank := Apply(e.text, Blank(e.text, s))
		slots := Read(blank, nil)
		Resolve(blank, slots, s)
		var numbers []Slot
		for _, slot := range slots {
			if slot.Kind == KindMetric || slot.Kind == KindText {
				numbers = append(numbers, slot)
			}
		}
		for i, c := range claims {
			all++
			if len(numbers) != len(claims) {
				continue
			}
			was, is := labelOf(c, called), label(numbers[i].Binding, called[numbers[i].OrgID]+called[numbers[i].AreaID])
			if numbers[i].Reason != "" || is == "text" {
				is = "?"
			}
			if was == is || was == "sum" || strings.ContainsAny(was, "[") {
				same++
			} else {
				t.Logf("%s: %s %s is read as %s", blank, c.Text, was, is)
			}
		}
	}
	if t.Logf("%d of %d", same, all); same*100 < all*95 {
		t.Errorf("only %d of %d numbers are read as they were checked", same, all)
	}
}
