package report

import (
	"strconv"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
)

// passages are the texts behind {{key}} that are written anew for each report. Where there is nothing to tell they say so,
// and are not filled.
var passages = map[string]func(Subject) (text string, filled bool){
	"dues.remittance":         remittance,
	"rectifications.problems": problems,
	"rectifications.measures": measures,
	"rectifications":          rectified,
}

// remittance goes on behind the dues that were remitted. It says 已全部上缴 only where that is true.
func remittance(s Subject) (string, bool) {
	var collected, remitted, outstanding int64
	for _, d := range s.Dues {
		if s.Period.From.Year() <= d.Year && d.Year <= s.Period.To.Year() {
			collected, remitted, outstanding = collected+d.CollectedFen, remitted+d.RemittedFen, outstanding+d.OutstandingFen
		}
	}
	switch {
	case collected == 0:
		return "（台账中暂无党费收缴记录）", true
	case outstanding > 0:
		return "，尚有" + metric.Hundredths.Display(outstanding) + "元未上缴", true
	case remitted < collected:
		return "，应上缴部分已全部上缴", true
	}
	return "，已全部上缴", true
}

// problems lists what was found, one a line.
func problems(s Subject) (string, bool) {
	var lines []string
	for _, r := range s.Rectifications {
		lines = append(lines, item(len(lines), r.Problem))
	}
	return listing(lines, "（问题整改台账中暂无本年度的问题，请查摆后补充。）")
}

// measures lists what is done about it, and how far it is at the end of the period.
func measures(s Subject) (string, bool) {
	var lines []string
	for _, r := range s.Rectifications {
		what := "针对“" + strings.TrimRight(oneLine(r.Problem), "。；，") + "”的问题，"
		if m := strings.TrimRight(oneLine(r.Measures), "。；，"); m != "" {
			what += m + "，"
		}
		lines = append(lines, item(len(lines), what+r.progress(s.Period.To)))
	}
	return listing(lines, "（问题整改台账中暂无本年度的整改措施，请补充。）")
}

// rectified lists what was found with what is done about it, one a line.
func rectified(s Subject) (string, bool) {
	var lines []string
	for _, r := range s.Rectifications {
		what := strings.TrimRight(oneLine(r.Problem), "。；，")
		if m := strings.TrimRight(oneLine(r.Measures), "。；，"); m != "" {
			what += "。整改措施：" + m
		}
		lines = append(lines, item(len(lines), what+"；"+r.progress(s.Period.To)))
	}
	return listing(lines, "（问题整改台账中暂无本年度的问题，请查摆后补充。）")
}

// progress says how far a rectification is on a day.
func (r Rectification) progress(on calendar.Date) string {
	switch {
	case !r.DoneOn.IsZero() && r.DoneOn <= on:
		return "已于" + dayInWords(r.DoneOn) + "完成整改"
	case !r.DueOn.IsZero():
		return "整改时限为" + dayInWords(r.DueOn)
	}
	return "正在推进整改"
}

func listing(lines []string, none string) (string, bool) {
	if len(lines) == 0 {
		return none, false
	}
	return strings.Join(lines, "\n"), true
}

// item is a line of a list: （一）….
func item(i int, text string) string {
	return "（" + inWords(i+1) + "）" + strings.TrimRight(oneLine(text), "。；，") + "。"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), "") }

// inWords writes a number below 100 in Chinese.
func inWords(n int) string {
	const digits = "〇一二三四五六七八九"
	digit := func(n int) string { return string([]rune(digits)[n]) }
	switch {
	case n >= 100:
		return strconv.Itoa(n)
	case n < 10:
		return digit(n)
	}
	s := "十"
	if n >= 20 {
		s = digit(n/10) + s
	}
	if n%10 != 0 {
		s += digit(n % 10)
	}
	return s
}

func dayInWords(d calendar.Date) string {
	return strconv.Itoa(d.Year()) + "年" + strconv.Itoa(d.Month()) + "月" + strconv.Itoa(d.Day()) + "日"
}
