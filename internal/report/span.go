package report

import (
	"strconv"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

// SlotSpan is the time that a sentence speaks of, where it is not the report's own. There are three forms:
//
//   - from and to are days of a year (01-01, 06-30): those of the report's last year, moved YearsBack years, and over Years
//     years one run from the first year's from to the last year's to. 02-29 is February's last day.
//   - neither is there: the report's own days, moved and lengthened in the same way.
//   - both are whole dates (2023-03-01): those, and YearsBack and Years are null.
//
// Of a stock only the last day counts.
type SlotSpan struct {
	From      record.Text `json:"from" swaggertype:"string" extensions:"x-nullable" example:"01-01"`
	To        record.Text `json:"to" swaggertype:"string" extensions:"x-nullable" example:"06-30"`
	YearsBack *int        `json:"years_back" minimum:"0" maximum:"50" extensions:"x-nullable" example:"0"`
	Years     *int        `json:"years" minimum:"1" maximum:"50" extensions:"x-nullable" example:"1"`
}

// The bounds of YearsBack and Years.
const (
	mostYearsBack = 50
	mostYears     = 50
)

// Resolve gives the days that are meant in a report of the given span. The problem is Invalid if they are none of the ledger's.
// A nil SlotSpan is the report's own.
func (s *SlotSpan) Resolve(report calendar.Span) (calendar.Span, error) {
	if s == nil {
		return report, nil
	}
	var c problem.Check
	s.check(&c, "/span")
	if err := c.Err(); err != nil {
		return calendar.Span{}, err
	}
	span := s.days(report)
	c.Want(span.From.Year() >= calendar.FirstYear && span.To.Year() <= calendar.LastYear && span.From <= span.To, "/span", "outside-the-ledger")
	return span, c.Err()
}

// days gives what a good span means.
func (s *SlotSpan) days(report calendar.Span) calendar.Span {
	back, years := number(s.YearsBack, 0), number(s.Years, 1)
	if s.From == "" {
		return calendar.Span{From: report.From.AddYears(-back - years + 1), To: report.To.AddYears(-back)}
	}
	if from, err := calendar.ParseDate(string(s.From)); err == nil {
		to, _ := calendar.ParseDate(string(s.To))
		return calendar.Span{From: from, To: to}
	}
	last := report.To.Year() - back
	return calendar.Span{From: dayOf(last-years+1, s.From), To: dayOf(last, s.To)}
}

// check notes what is bad in a span.
func (s *SlotSpan) check(c *problem.Check, at string) {
	c.Want(number(s.YearsBack, 0) >= 0, at+"/years_back", "minimum", 0)
	c.Want(number(s.YearsBack, 0) <= mostYearsBack, at+"/years_back", "maximum", mostYearsBack)
	c.Want(number(s.Years, 1) >= 1, at+"/years", "minimum", 1)
	c.Want(number(s.Years, 1) <= mostYears, at+"/years", "maximum", mostYears)
	if s.From == "" && s.To == "" {
		return
	}
	c.Want(s.From != "", at+"/from", "required")
	c.Want(s.To != "", at+"/to", "required")
	from, wholeFrom, okFrom := day(s.From)
	to, wholeTo, okTo := day(s.To)
	c.Want(okFrom || s.From == "", at+"/from", "date")
	c.Want(okTo || s.To == "", at+"/to", "date")
	if !okFrom || !okTo {
		return
	}
	c.Want(wholeFrom == wholeTo, at+"/to", "not-like-from")
	c.Want(wholeFrom != wholeTo || from <= to || !wholeFrom && number(s.Years, 1) > 1, at+"/from", "after-to")
	if wholeFrom && wholeTo {
		c.Want(number(s.YearsBack, 0) == 0, at+"/years_back", "with-whole-dates")
		c.Want(number(s.Years, 1) == 1, at+"/years", "with-whole-dates")
	}
}

// tidy gives a good span its usual form: YearsBack and Years are said, or null beside whole dates. A span that changes nothing is none.
func (s *SlotSpan) tidy() *SlotSpan {
	t := SlotSpan{From: s.From, To: s.To}
	if _, whole, _ := day(s.From); !whole {
		back, years := number(s.YearsBack, 0), number(s.Years, 1)
		if s.From == "" && back == 0 && years == 1 {
			return nil
		}
		t.YearsBack, t.Years = &back, &years
	}
	return &t
}

// day reads 2023-03-01, or 03-01 as a day of any year.
func day(s record.Text) (d calendar.Date, whole, ok bool) {
	if d, err := calendar.ParseDate(string(s)); err == nil {
		return d, true, true
	}
	if len(s) != len("01-01") {
		return 0, false, false
	}
	d, err := calendar.ParseDate("2000-" + string(s)) // a leap year
	return d, false, err == nil
}

// dayOf is 03-01 in a year.
func dayOf(year int, s record.Text) calendar.Date {
	month, _ := strconv.Atoi(string(s[:2]))
	n, _ := strconv.Atoi(string(s[3:]))
	return calendar.Date(year*10000 + month*100 + min(n, calendar.DaysIn(year, month)))
}

func number(n *int, none int) int {
	if n == nil {
		return none
	}
	return *n
}
