package calendar

import (
	"fmt"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Date{
		"2023-03-15": 20230315, "2024-02-29": 20240229, "1900-01-01": 19000101, "2999-12-31": 29991231,
		"2023-02-30": 0, "2023-02-29": 0, "1900-02-29": 0, "1899-12-31": 0, "3000-01-01": 0, "2023-3-15": 0, "2023-03-15 ": 0,
		"2023/03/15": 0, "２０２３-03-15": 0, "": 0, "+023-03-15": 0, "2023-00-10": 0, "2023-13-10": 0, "2023-01-00": 0,
	} {
		if got, err := ParseDate(in); got != want || (err == nil) != (want != 0) {
			t.Errorf("ParseDate(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
}

func TestMoving(t *testing.T) {
	day := func(s string) Date { d, _ := ParseDate(s); return d }
	for _, c := range []struct{ got, want Date }{
		{day("2023-12-31").AddDays(1), day("2024-01-01")},
		{day("2024-03-01").AddDays(-1), day("2024-02-29")},
		{day("2023-01-31").AddMonths(1), day("2023-02-28")},
		{day("2023-01-31").AddMonths(13), day("2024-02-29")},
		{day("2023-03-31").AddMonths(-13), day("2022-02-28")},
		{day("2024-02-29").AddYears(-1), day("2023-02-28")},
		{day("2023-02-28").AddYears(1), day("2024-02-29")},
		{day("2024-02-28").AddYears(1), day("2025-02-28")},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	s := Span{20221115, 20230402}
	if got := fmt.Sprint(s.Months()); got != "[{2022-11 {2022-11-15 2022-11-30}} {2022-12 {2022-12-01 2022-12-31}} {2023-01 {2023-01-01 2023-01-31}} {2023-02 {2023-02-01 2023-02-28}} {2023-03 {2023-03-01 2023-03-31}} {2023-04 {2023-04-01 2023-04-02}}]" {
		t.Error(got)
	}
	if got := fmt.Sprint(s.Quarters()); got != "[{2022-Q4 {2022-11-15 2022-12-31}} {2023-Q1 {2023-01-01 2023-03-31}} {2023-Q2 {2023-04-01 2023-04-02}}]" {
		t.Error(got)
	}
	if got := YearSpan(2023).YearBefore(1); got != YearSpan(2022) {
		t.Error(got)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2023-02-28", "2023-02-30", "0000-00-00", "２０２３-１-１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		_, std := time.Parse(time.DateOnly, s)
		if err == nil && (std != nil || d.String() != s) {
			t.Errorf("%q: read as %v, time.Parse says %v", s, d, std)
		}
	})
}
