package report

import "strings"

// Blank makes a finished report a template: every number that it claims becomes a blank, its year {{year}} and the year after
// {{next_year}}. What says how exactly a number is meant, and its unit, stay: 近xx户, xx余件, xx.x万元. Plans, norms, dates and facts
// without a number stay as they were, for a person to look at. Read then binds the blanks.
func Blank(text string, s Scope) string {
	runes := []rune(text)
	claims := Check(text, s)
	var out []rune
	for i := 0; i < len(runes); {
		for len(claims) > 0 && claims[0].core.To <= i {
			claims = claims[1:]
		}
		if len(claims) > 0 && claims[0].core.From == i {
			i = claims[0].core.To
			out = append(out, []rune("xx")...)
			continue
		}
		key, end := yearKey(runes, i, s.Period.To.Year())
		out = append(out, []rune(key)...)
		if i = end; key == "" {
			out = append(out, runes[i])
			i++
		}
	}
	return string(out)
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
