package calendar

import (
	"database/sql/driver"
	"errors"
	"fmt"
)

// Span is a run of whole days, both ends included.
type Span struct {
	From Date `json:"from" swaggertype:"string" format:"date"`
	To   Date `json:"to" swaggertype:"string" format:"date"`
}

// YearSpan is 1 January to 31 December.
func YearSpan(year int) Span { return Span{Date(year*10000 + 101), Date(year*10000 + 1231)} }

// Contains reports whether the day lies within the span.
func (s Span) Contains(d Date) bool { return s.From <= d && d <= s.To }

// YearBefore is the same span n years earlier: each end moves by its years, and the last day of a month stays the last day.
func (s Span) YearBefore(n int) Span { return Span{s.From.AddYears(-n), s.To.AddYears(-n)} }

// Part is a piece of a span with the name that answers give it: 2023-01 or 2023-Q1.
type Part struct {
	Key  string
	Span Span
}

// Months cuts the span into calendar months, the first and the last perhaps broken.
func (s Span) Months() []Part {
	return s.cut(1, func(d Date) string { return fmt.Sprintf("%04d-%02d", d.Year(), d.Month()) })
}

// Quarters cuts the span into calendar quarters, the first and the last perhaps broken.
func (s Span) Quarters() []Part {
	return s.cut(3, func(d Date) string { return fmt.Sprintf("%04d-Q%d", d.Year(), (d.Month()+2)/3) })
}

func (s Span) cut(months int, key func(Date) string) (parts []Part) {
	for from := s.From; from <= s.To; {
		last := (from.Month()-1)/months*months + months
		end := Date(from.Year()*10000 + last*100 + DaysIn(from.Year(), last))
		parts = append(parts, Part{key(from), Span{from, min(end, s.To)}})
		from = end.AddDays(1)
	}
	return parts
}

// Month is a calendar month, kept as the number yyyymm. The zero Month is none.
type Month int32

// ErrMonth says that a text is no month in the form 2006-01 within the ledger's years.
var ErrMonth = errors.New("calendar: not a month")

// ParseMonth reads YYYY-MM, years 1900 to 2999. Any other text is ErrMonth.
func ParseMonth(s string) (Month, error) {
	d, err := ParseDate(s + "-01")
	if err != nil || len(s) != 7 {
		return 0, ErrMonth
	}
	return Month(d / 100), nil
}

// Year is the month's year.
func (m Month) Year() int { return int(m) / 100 }

// First is the month's first day.
func (m Month) First() Date { return Date(m*100 + 1) }

// String writes YYYY-MM; no month is the empty text.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return m.First().String()[:7]
}

// MarshalJSON writes "YYYY-MM", and null for no month.
func (m Month) MarshalJSON() ([]byte, error) {
	if m == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + m.String() + `"`), nil
}

// UnmarshalText reads YYYY-MM.
func (m *Month) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMonth(string(b))
	return err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Month) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = 0
		return nil
	}
	return m.UnmarshalText(unquote(b))
}

// Value keeps a Month as the text YYYY-MM, and no month as NULL.
func (m Month) Value() (driver.Value, error) {
	if m == 0 {
		return nil, nil
	}
	return m.String(), nil
}
