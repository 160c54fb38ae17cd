package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// object warns of a slot if the fault is there.
func (f *filling) object(fault bool, s *FilledSlot, rule, detail string) {
	if fault {
		f.Warnings = append(f.Warnings, SentenceWarning{record.Warning{Rule: rule, Detail: detail}, &s.Index})
	}
}

// allRemitted is how a text says that all dues went up; before it, a word of denial or intent.
var allRemitted = regexp.MustCompile(`([未没将拟非不]|尚未|没有|计划|争取|确保)?.?(全部|全额|足额|如数|悉数|按时足额)(及时|按时|准时)?(上缴|上交|上解|解缴|缴纳|交纳|缴清|交清)`)

// warn looks for sentences that say all dues went up while some did not.
func (f *filling) warn(text []rune) {
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && !endsSentence(text[to]) {
			to++
		}
		f.dues(text, from, to)
		from = to + 1
	}
}

func (f *filling) dues(text []rune, from, to int) {
	sentence := string(text[from:to])
	claim := allRemitted.FindStringSubmatch(sentence)
	if claim == nil || claim[1] != "" {
		return
	}
	span := f.Subject.Period
	said := strings.Contains(sentence, "党费")
	var near *FilledSlot
	for i := range f.Slots {
		s := &f.Slots[i]
		if s.Start < from || s.End > to {
			continue
		}
		if near == nil || s.aboutDues() && !near.aboutDues() {
			near = s
		}
		if s.aboutDues() && s.Period != nil {
			said = true
			span = calendar.Span{From: min(span.From, s.Period.From), To: max(span.To, s.Period.To)}
		}
	}
	if !said {
		return
	}
	for _, d := range f.Dues {
		if d.OutstandingFen > 0 && span.From.Year() <= d.Year && d.Year <= span.To.Year() {
			detail := fmt.Sprintf("正文写%s%s，台账中%s年的党费尚有%s元未上缴", claim[2], claim[4], strconv.Itoa(d.Year), metric.Hundredths.Display(d.OutstandingFen))
			w := SentenceWarning{record.Warning{Rule: "dues-outstanding", Detail: detail}, nil}
			if near != nil {
				w.Index = &near.Index
			}
			f.Warnings = append(f.Warnings, w)
		}
	}
}
