package report

import "strings"

// Replacement is what stands in the place of a part of a text.
type Replacement struct {
	Place
	Text string
}

// Blank makes a finished report a template: every number that it claims becomes a blank, its year {{year}} and the year after
// {{next_year}}. What says how exactly a number is meant, and its unit, stay: 近xx户, xx余件, xx.x万元. Plans, norms, dates and facts
// without a number stay as they were, for a person to look at. Read then binds the blanks.
func Blank(text string, s Scope) (all []Replacement) {
	runes := []rune(text)
	claims := Check(text, s)
	for i := 0; i < len(runes); {
		for len(claims) > 0 && claims[0].core.To <= i {
			claims = claims[1:]
		}
		if len(claims) > 0 && claims[0].core.From == i {
			all = append(all, Replacement{claims[0].core, "xx"})
			i = claims[0].core.To
			continue
		}
		key, end := yearKey(runes, i, s.Period.To.Year())
		if key != "" {
			all = append(all, Replacement{Place{i, end}, key})
		}
		i = max(end, i+1)
	}
	return all
}

// Apply gives the text with the replacements, which are in order.
func Apply(text string, all []Replacement) string {
	runes := []rune(text)
	var out strings.Builder
	at := 0
	for _, r := range all {
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
