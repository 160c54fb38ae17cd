package report

import "strings"

// Replacement is what stands in the template instead of a stretch of a finished report.
type Replacement struct {
	Place        // of the report
	Text  string // xx, {{year}}, {{next_year}}
}

// Blank says what makes a finished report a template, in the order of its text: every number that it claims becomes xx, its year
// {{year}} and the year after {{next_year}}. What says how exactly a number is meant, and its unit, stay: 近xx户, xx余件, xx.x万元.
// The numbers of plans become xx too, which Read leaves to be typed: last year's plan is nobody's next year. Norms, dates, formulas
// and facts without a number stay as they were, for a person to look at. Read then binds the blanks.
func Blank(text string, s Scope, cells ...Cell) []Replacement {
	runes := []rune(text)
	claims := check(text, s, cells, true)
	out := []Replacement{}
	for i := 0; i < len(runes); {
		for len(claims) > 0 && claims[0].core.To <= i {
			claims = claims[1:]
		}
		for len(cells) > 0 && (cells[0].To <= i || !cells[0].Fixed) {
			cells = cells[1:]
		}
		switch {
		case len(cells) > 0 && cells[0].From <= i:
			i = cells[0].To
			continue
		case len(claims) > 0 && claims[0].core.From == i:
			out = append(out, Replacement{claims[0].core, "xx"})
			i = claims[0].core.To
			continue
		}
		key, end := yearKey(runes, i, s.Period.To.Year())
		if key != "" {
			out = append(out, Replacement{Place{i, end}, key})
		}
		i = max(end, i+1)
	}
	return out
}

// Apply gives a text with replacements, which stand in order.
func Apply(text string, replacements []Replacement) string {
	runes := []rune(text)
	var out strings.Builder
	at := 0
	for _, r := range replacements {
		out.WriteString(string(runes[at:r.From]) + r.Text)
		at = r.To
	}
	return out.String() + string(runes[at:])
}

// yearKey gives the key for the report's year or the next, if it stands at i in figures, and where it ends.
func yearKey(text []rune, i, year int) (key string, end int) {
	c := clock{text, i}
	n, ok := c.fourDigits()
	if end = c.at; !ok || !c.took("年", " 年") || strings.HasPrefix(string(text[i:end]), "0") {
		return "", i
	}
	switch n {
	case year:
		return "{{year}}", end
	case year + 1:
		return "{{next_year}}", end
	}
	return "", i
}
