// Package calendar knows days, months and spans of days. It has no clock: whoever needs today is told.
package calendar

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// Date is a day of the proleptic Gregorian calendar, kept as the number yyyymmdd so that <, == and > compare days.
// The zero Date is no day.
type Date int32

// Years of the ledger run from FirstYear to LastYear.
const (
	FirstYear = 1900
	LastYear  = 2999
)

// ErrDate says that a text is no day in the form 2006-01-02 within the ledger's years.
var ErrDate = errors.New("calendar: not a date")

// Day makes a Date; ok is false for days that do not exist, such as 30 February.
func Day(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, false
	}
	return Date(year*10000 + month*100 + day), true
}

// MustDay is Day for days known to exist; it panics otherwise.
func MustDay(year, month, day int) Date {
	d, ok := Day(year, month, day)
	if !ok {
		panic(fmt.Sprintf("calendar: no day %d-%d-%d", year, month, day))
	}
	return d
}

// ParseDate reads YYYY-MM-DD, years 1900 to 2999. Any other text is ErrDate.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, ErrDate
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	n, okD := digits(s[8:])
	d, ok := Day(y, m, n)
	if !okY || !okM || !okD || !ok || y < FirstYear || y > LastYear {
		return 0, ErrDate
	}
	return d, nil
}

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// Of gives the day of an instant in the instant's own zone.
func Of(t time.Time) Date {
	y, m, d := t.Date()
	return Date(y*10000 + int(m)*100 + d)
}

// DaysIn says how many days a month has.
func DaysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Year, Month and Day are the parts of a Date.
func (d Date) Year() int { return int(d) / 10000 }

// Month is the calendar month, from 1 to 12.
func (d Date) Month() int { return int(d) / 100 % 100 }

// Day is the day of the month, from 1 to 31.
func (d Date) Day() int { return int(d) % 100 }

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == 0 }

// String writes YYYY-MM-DD; no day is the empty text.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return string(d.append(make([]byte, 0, 10)))
}

func (d Date) append(b []byte) []byte {
	y, m, n := d.Year(), d.Month(), d.Day()
	return append(b, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+n/10), byte('0'+n%10))
}

// AddDays moves a day by n days.
func (d Date) AddDays(n int) Date {
	return Of(time.Date(d.Year(), time.Month(d.Month()), d.Day()+n, 0, 0, 0, 0, time.UTC))
}

// AddMonths moves a day by n calendar months; a day that the month lacks becomes its last (31 January + 1 month is 28 or 29 February).
func (d Date) AddMonths(n int) Date {
	months := d.Year()*12 + d.Month() - 1 + n
	y, m := months/12, months%12+1
	return Date(y*10000 + m*100 + min(d.Day(), DaysIn(y, m)))
}

// AddYears moves a day by n years, and the last day of a month stays the last day of its month.
func (d Date) AddYears(n int) Date {
	y, m := d.Year()+n, d.Month()
	if d.Day() == DaysIn(d.Year(), m) {
		return Date(y*10000 + m*100 + DaysIn(y, m))
	}
	return Date(y*10000 + m*100 + d.Day())
}

// MarshalJSON writes "YYYY-MM-DD", and null for no day.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return append(d.append(append(make([]byte, 0, 12), '"')), '"'), nil
}

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = 0
		return nil
	}
	return d.UnmarshalText(unquote(b))
}

// unquote drops the quotes of a JSON text; dates hold nothing that is escaped.
func unquote(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		return b[1 : len(b)-1]
	}
	return nil
}

// Value keeps a Date as the text YYYY-MM-DD, and no day as NULL.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value keeps.
func (d *Date) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
		*d = 0
	case string:
		*d, err = ParseDate(v)
	case []byte:
		*d, err = ParseDate(string(v))
	default:
		err = fmt.Errorf("calendar: cannot scan %T as a date", v)
	}
	return err
}
