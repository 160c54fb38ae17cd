package document

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// cellRef is what a formula says of one cell, or of a range: B7, $B$2:$B$9, B:B, 2:9.
type cellRef struct {
	Range       // bytes of the formula, without the name of a sheet
	sheet       string
	named       bool // a sheet's name stands before it
	first, last corner
	several     bool // it has two corners
}

// corner is a cell, or a whole row or column: the other number is 0.
type corner struct {
	row, column           int
	fixedRow, fixedColumn bool
}

// unreckoned are the functions whose references nobody can see.
var unreckoned = []string{"INDIRECT", "OFFSET"}

// elsewhere is the sheet of a reference to another workbook.
const elsewhere = "["

// longestFormula is that of Excel, 8,192 characters, in bytes.
const longestFormula = 8192 * utf8.UTFMax

// references gives those of a formula, or what makes it one that cannot be followed.
func references(formula string) (refs []cellRef, odd string) {
	if len(formula) > longestFormula {
		return nil, "a formula that is too long"
	}
	r := cellRef{}
	for i := 0; i < len(formula); {
		switch c := formula[i]; {
		case c == '"':
			n := quoted(formula[i:])
			if n == 0 {
				return nil, "a text without an end"
			}
			i += n
		case c == '\'':
			n := quoted(formula[i:])
			if n == 0 || !strings.HasPrefix(formula[i+n:], "!") {
				return nil, "a name without a sheet"
			}
			name := strings.ReplaceAll(formula[i+1:i+n-1], "''", "'")
			switch {
			case strings.Contains(name, "["):
				name = elsewhere
			case strings.Contains(name, ":"):
				return nil, "a range of sheets"
			}
			r.sheet, r.named = name, true
			i += n + 1
			continue
		case c == '[':
			n := bracketed(formula[i:])
			if n == 0 {
				return nil, "a bracket without an end"
			}
			i += n
			if m := word(formula[i:]); strings.HasPrefix(formula[i+m:], "!") { // of another workbook
				r.sheet, r.named = elsewhere, true
				i += m + 1
				continue
			}
		case c == '#':
			for i++; i < len(formula) && strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ/0_", formula[i]) >= 0; i++ {
			}
			if i < len(formula) && (formula[i] == '!' || formula[i] == '?') {
				i++
			}
		case c == ':':
			return nil, "a range that is reckoned"
		default:
			n := word(formula[i:])
			if n == 0 {
				i++
				break
			}
			name := formula[i : i+n]
			switch rest := formula[i+n:]; {
			case strings.HasPrefix(rest, "!"):
				r.sheet, r.named = name, true
				i += n + 1
				continue
			case strings.HasPrefix(rest, "("):
				for _, f := range unreckoned {
					if strings.EqualFold(name, f) {
						return nil, f
					}
				}
			default:
				if m := r.read(formula[i:]); m > 0 {
					r.Range = Range{i, i + m}
					refs = append(refs, r)
					n = m
				}
			}
			i += n
		}
		r = cellRef{}
	}
	return refs, ""
}

// quoted gives the length of what stands in marks, which are doubled within; 0 if it has no end.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] == s[0] {
			if i+1 == len(s) || s[i+1] != s[0] {
				return i + 1
			}
			i++
		}
	}
	return 0
}

// bracketed gives the length of what stands in brackets, 0 if it has no end.
func bracketed(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\'': // of a table's column: the next is no bracket
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// word gives the length of the name, reference or number that begins here.
func word(s string) (n int) {
	for n < len(s) && (s[n] >= 0x80 || 'a' <= s[n] && s[n] <= 'z' || 'A' <= s[n] && s[n] <= 'Z' || '0' <= s[n] && s[n] <= '9' || strings.IndexByte("_.$\\?", s[n]) >= 0) {
		n++
	}
	return n
}

// read reads a reference, and gives its length; 0 if there is none.
func (r *cellRef) read(s string) int {
	n := word(s)
	first, ok := readCorner(s[:n])
	if !ok {
		return 0
	}
	r.first, r.last, r.several = first, first, false
	if strings.HasPrefix(s[n:], ":") {
		m := word(s[n+1:])
		last, ok := readCorner(s[n+1 : n+1+m])
		if ok && (last.row > 0) == (first.row > 0) && (last.column > 0) == (first.column > 0) && !strings.HasPrefix(s[n+1+m:], "(") && !strings.HasPrefix(s[n+1+m:], "!") {
			r.last, r.several = last, true
			return n + 1 + m
		}
	}
	if first.row == 0 || first.column == 0 { // a name, or a number
		return 0
	}
	return n
}

func readCorner(s string) (c corner, ok bool) {
	if rest, fixed := strings.CutPrefix(s, "$"); fixed {
		s, c.fixedColumn = rest, true
	}
	letters := 0
	for ; letters < len(s) && letters < 4 && ('a' <= s[letters]|0x20 && s[letters]|0x20 <= 'z'); letters++ {
		c.column = c.column*26 + int(s[letters]&^0x20-'A') + 1
	}
	digits := s[letters:]
	if letters == 0 {
		c.fixedRow, c.fixedColumn = c.fixedColumn, false
	} else if rest, fixed := strings.CutPrefix(digits, "$"); fixed {
		digits, c.fixedRow = rest, true
		ok = digits == ""
	}
	if digits == "" {
		return c, letters > 0 && !ok && c.column <= maxColumns
	}
	n, err := strconv.Atoi(digits)
	c.row = n
	return c, err == nil && digits[0] != '+' && digits[0] != '-' && digits[0] != '0' && n <= maxRows && c.column <= maxColumns
}

// String gives the corner as a formula writes it.
func (c corner) String() string {
	text := ""
	if c.column > 0 {
		if c.fixedColumn {
			text = "$"
		}
		text += columnName(c.column)
	}
	if c.row > 0 {
		if c.fixedRow {
			text += "$"
		}
		text += strconv.Itoa(c.row)
	}
	return text
}

// rewritten gives a formula with its references changed; change says why one cannot be.
func rewritten(formula string, change func(r *cellRef) (why string)) (text, why string) {
	refs, odd := references(formula)
	if odd != "" {
		return formula, odd
	}
	var out strings.Builder
	at := 0
	for _, r := range refs {
		first, last := r.first, r.last
		if why := change(&r); why != "" {
			return formula, why
		}
		if r.first == first && r.last == last {
			continue
		}
		out.WriteString(formula[at:r.From] + r.first.String())
		if r.several {
			out.WriteString(":" + r.last.String())
		}
		at = r.To
	}
	return out.String() + formula[at:], ""
}

// filled gives the formula as it is when it is copied so many rows down and columns to the right.
func filled(formula string, rows, columns int) (text, why string) {
	return rewritten(formula, func(r *cellRef) string {
		for _, c := range []*corner{&r.first, &r.last} {
			was := *c
			if was.row > 0 && !was.fixedRow {
				c.row += rows
			}
			if was.column > 0 && !was.fixedColumn {
				c.column += columns
			}
			if was.row > 0 && (c.row < 1 || c.row > maxRows) || was.column > 0 && (c.column < 1 || c.column > maxColumns) {
				return "a reference over the edge"
			}
		}
		return ""
	})
}
