package record

import (
	"regexp"
	"strings"
)

// Warner is a record that may be good and still deserve a word.
type Warner interface {
	Warnings() []Warning
}

// Warning is a word about a record that was kept all the same. It reminds and asks; it never judges.
type Warning struct {
	Rule   string `json:"rule" validate:"required" example:"looks-personal"`
	Detail string `json:"detail" validate:"required" example:"主题中有像身份证号或手机号的数字，请确认确有必要记下"`
	Source Text   `json:"source" swaggertype:"string" extensions:"x-nullable"`
}

// An identity number has 18 characters, the last perhaps X; a mobile number has 11 digits and begins with 1.
var personalNumber = regexp.MustCompile(`(?:^|\D)([1-9]\d{16}[\dXx]|1[3-9]\d{9})(?:\D|$)`)

// personal warns once of what looks like an identity or telephone number. Arguments are pairs of a field's Chinese name and its text.
func personal(pairs ...string) []Warning {
	var where []string
	for i := 0; i < len(pairs); i += 2 {
		if manyDigits(pairs[i+1]) && personalNumber.MatchString(pairs[i+1]) {
			where = append(where, pairs[i])
		}
	}
	if where == nil {
		return nil
	}
	return []Warning{{Rule: "looks-personal", Detail: strings.Join(where, "、") + "中有像身份证号或手机号的数字，请确认确有必要记下"}}
}

// manyDigits reports whether a text has as many digits in a row as the shortest such number: few have, and looking is quick.
func manyDigits(s string) bool {
	row := 0
	for i := range len(s) {
		if row++; s[i] < '0' || s[i] > '9' {
			row = 0
		}
		if row == 11 {
			return true
		}
	}
	return false
}
