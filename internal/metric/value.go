package metric

import (
	"strconv"
)

// Filter is a closed list of field conditions: and between fields, or between the values of one.
type Filter map[string][]string

// Value is an answered number.
type Value struct {
	Metric      string  `json:"metric" example:"wishes.helpers"`
	Name        string  `json:"name" example:"在职党员、志愿者"`
	Value       *int64  `json:"value" extensions:"x-nullable" example:"12"` // in the base unit: fen, hundredths of a percent, hundredths of a figure
	Unit        string  `json:"unit" example:"名"`
	Display     string  `json:"display" example:"12"` // what a report prints; empty where value is null
	Records     int64   `json:"records" example:"31"` // how many records stand behind it: a zero that was recorded differs from nothing recorded
	Previous    *int64  `json:"previous" extensions:"x-nullable" example:"9"`
	Numerator   *int64  `json:"numerator,omitempty" extensions:"x-nullable"`
	Denominator *int64  `json:"denominator,omitempty" extensions:"x-nullable"`
	Reason      string  `json:"reason,omitempty"` // why value is null, where that needs a word
	Series      []Point `json:"series,omitempty"`
}

// Point is a part of a value: a month, a quarter, an organisation with all below it, or an area with the areas below.
type Point struct {
	Key   string `json:"key" example:"2023-01"`
	Value *int64 `json:"value" extensions:"x-nullable" example:"1"`
}

// Scale is how many base units make one unit that a report prints, as a power of ten.
type Scale int

// The scales: pieces, and hundredths (fen of a yuan, of a percent, of a figure).
const (
	Whole      Scale = 0
	Hundredths Scale = 2
)

// Display prints a value as a report does: whole, or with at most two decimals and no trailing zeros.
func (s Scale) Display(value int64) string {
	if s == Whole {
		return strconv.FormatInt(value, 10)
	}
	sign := ""
	if value < 0 {
		sign, value = "-", -value
	}
	whole, rest := strconv.FormatInt(value/100, 10), value%100
	switch {
	case rest == 0:
		return sign + whole
	case rest%10 == 0:
		return sign + whole + "." + strconv.FormatInt(rest/10, 10)
	case rest < 10:
		return sign + whole + ".0" + strconv.FormatInt(rest, 10)
	}
	return sign + whole + "." + strconv.FormatInt(rest, 10)
}
