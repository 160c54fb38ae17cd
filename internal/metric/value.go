package metric

import (
	"encoding/json"
	"strconv"
)

// Filter is a closed list of field conditions: and between fields, or between the values of one.
type Filter map[string][]string

// MarshalJSON writes the conditions in the order of their fields, and null for none at all.
func (f Filter) MarshalJSON() ([]byte, error) { return json.Marshal(map[string][]string(f)) }

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
	Series      []Point `json:"series,omitzero"`
}

// Point is a part of a value: a month, a quarter, an organisation with all below it, or an area with the areas below.
type Point struct {
	Key   string `json:"key" example:"2023-01"`
	Value *int64 `json:"value" extensions:"x-nullable" example:"1"`
}

// Scale is how a value's base unit relates to what a report prints.
type Scale int

// The scales: pieces; hundredths (fen of a yuan, of a figure); hundredths of a percent.
const (
	Whole Scale = iota
	Hundredths
	Percent
)

// Display prints a value as a report does: whole, with at most two decimals, or as a percentage with at most one,
// rounded half up. Trailing zeros are left out.
func (s Scale) Display(value int64) string {
	switch s {
	case Hundredths:
		return decimal(value, 2)
	case Percent:
		half := int64(5)
		if value < 0 {
			half = -half
		}
		return decimal((value+half)/10, 1) + "%"
	}
	return strconv.FormatInt(value, 10)
}

// decimal writes a number that is given in tenths, hundredths … (places) without trailing zeros.
func decimal(value int64, places int) string {
	for ; places > 0 && value%10 == 0; places-- {
		value /= 10
	}
	sign, digits := "", strconv.FormatInt(value, 10)
	if value < 0 {
		sign, digits = "-", digits[1:]
	}
	if places == 0 {
		return sign + digits
	}
	for len(digits) <= places {
		digits = "0" + digits
	}
	return sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// Share is a rate in hundredths of a percent, rounded half up; nil where there is nothing to share.
func Share(numerator, denominator int64) *int64 {
	if denominator == 0 {
		return nil
	}
	share := (numerator*20000/denominator + 1) / 2
	return &share
}
