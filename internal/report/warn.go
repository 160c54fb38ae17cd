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

// warn looks for sentences that the numbers do not bear out, and for years that are not the report's.
func (f *filling) warn(text []rune) {
	f.years(text)
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

// years warns once of each year in figures that is not the report's, if a number is told of it, or stands under it.
func (f *filling) years(text []rune) {
	b := &binder{text: text}
	first, last := f.Subject.Period.From.Year(), f.Subject.Period.To.Year()
	warned := map[int]bool{}
	next := 0 // the first slot that ends behind
	for i := 0; i < len(text); {
		for next < len(f.Slots) && f.Slots[next].End <= i {
			next++
		}
		w, end := whenAt(text, i)
		year := w.named()
		if year == 0 || next < len(f.Slots) && f.Slots[next].Start < end || first <= year && year <= last || warned[year] || b.factual(token{from: i, to: end}, len(text)) {
			i = max(end, i+1)
			continue
		}
		if s := f.under(text, f.Slots[next:], end, year); s != nil {
			warned[year] = true
			how := "这里的数按报告的起止日统计"
			if s.of(year) {
				how = fmt.Sprintf("这里的数按%d年统计", year)
			}
			f.object(true, s, "another-year", fmt.Sprintf("正文写的是%d年，报告是%d年的：%s", year, last, how))
		}
		i = max(end, i+1)
	}
}

// named is the year in figures that a time names, the last of several; 0 for none.
func (w *when) named() int {
	if w == nil || w.sort != knownTime || w.span.YearsBack != nil {
		return 0
	}
	day := w.span.To
	if w.open {
		day = w.span.From
	}
	d, _ := calendar.ParseDate(string(day))
	return d.Year()
}

// under finds the first number that is told of a year that ends at a place, or that a {{key}} puts behind it: in its sentence, and in
// all that stands below if the line is a title or a heading.
func (f *filling) under(text []rune, slots []FilledSlot, at, year int) *FilledSlot {
	to := at
	for to < len(text) && !endsSentence(text[to]) {
		to++
	}
	from := at
	for from > 0 && !isBreak(text[from-1]) {
		from--
	}
	heads := to-from <= longestHeading && (to == len(text) || isBreak(text[to]))
	if heads {
		to = len(text)
	}
	for i := range slots {
		s := &slots[i]
		if s.Start >= at && s.End <= to && s.Kind == KindMetric && (heads || s.inner() != "" || s.of(year)) {
			return s
		}
	}
	return nil
}

// of reports whether a number is of days in a year.
func (s *FilledSlot) of(year int) bool {
	return s.Period != nil && s.Period.From.Year() <= year && year <= s.Period.To.Year()
}
