package document

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// styles are the formats of a workbook's cells.
type styles struct {
	part    *filePart
	prefix  string
	formats map[int]string // of numbers, by id, where the workbook defines them itself
	cells   []cellStyle
	fills   [2]Range // the start and the end tag of fills
	styles  [2]Range // and of cellXfs
	filled  int      // how many fills there are
}

// cellStyle is an xf: its bytes, and its format of numbers.
type cellStyle struct {
	Range
	tag    int // where its start tag ends
	format int
}

func (s *styles) read(a *archive, name string) error {
	src, err := a.read(name)
	if err != nil {
		return err
	}
	*s = styles{part: &filePart{name, src}, formats: map[int]string{}}
	r := newScanner(name, src)
	return r.each(func(root token) error {
		s.prefix = string(root.prefix)
		return r.each(func(t token) (err error) {
			switch {
			case t.is(spaceSheet, "numFmts"):
				return r.each(func(token) error {
					id, _ := r.number(spaceNone, "numFmtId")
					s.formats[id], _ = r.attr(spaceNone, "formatCode")
					return nil
				})
			case t.is(spaceSheet, "fills"):
				err = r.each(func(token) error {
					s.filled++
					return nil
				})
				s.fills = [2]Range{{t.from, t.to}, {r.closed, r.at}}
			case t.is(spaceSheet, "cellXfs"):
				err = r.each(func(t token) error {
					if len(s.cells) >= maxLines {
						return &FileError{Code: ErrTooLarge.Code, Part: name, Detail: "too many styles"}
					}
					c := cellStyle{tag: t.to}
					c.format, _ = r.number(spaceNone, "numFmtId")
					err := r.each(func(token) error { return nil })
					c.Range = Range{t.from, r.at}
					s.cells = append(s.cells, c)
					return err
				})
				s.styles = [2]Range{{t.from, t.to}, {r.closed, r.at}}
			}
			return err
		})
	})
}

// marked gives the number of a style that is like that one but coloured, and the same one where none can be made.
func (s *styles) marked(e *edits, style int) int {
	style = max(style, 0)
	if style >= len(s.cells) || s.filled == 0 {
		return style
	}
	i := slices.Index(e.marks, style)
	if i < 0 {
		i = len(e.marks)
		e.marks = append(e.marks, style)
	}
	return len(s.cells) + i
}

// finish adds the coloured styles that are needed, and their fill.
func (s *styles) finish(e *edits) {
	if len(e.marks) == 0 {
		return
	}
	src := s.part.src
	e.count(s.part, s.fills[0], s.filled+1)
	e.put(s.part, s.fills[1].From, s.fills[1].From, []byte(strings.NewReplacer("</", "</"+s.prefix, "<", "<"+s.prefix).Replace(
		`<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill>`)))
	e.count(s.part, s.styles[0], len(s.cells)+len(e.marks))
	var out []byte
	for _, style := range e.marks {
		c := s.cells[style]
		tag := withAttr(withAttr(src[c.From:c.tag], "fillId", strconv.Itoa(s.filled)), "applyFill", "1")
		out = append(append(out, tag...), src[c.tag:c.To]...)
	}
	e.put(s.part, s.styles[1].From, s.styles[1].From, out)
}

// count sets how many elements a list says it has.
func (e *edits) count(p *filePart, tag Range, n int) {
	e.put(p, tag.From, tag.To, withAttr(p.src[tag.From:tag.To], "count", strconv.Itoa(n)))
}

// builtIn are the formats that every workbook knows by their numbers, as Chinese Excel shows them.
var builtIn = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: `yyyy"年"m"月"`, 28: `m"月"d"日"`, 29: `m"月"d"日"`, 30: "m-d-yy", 31: `yyyy"年"m"月"d"日"`, 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: `yyyy"年"m"月"`,
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
	45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
	50: `yyyy"年"m"月"`, 51: `m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `m"月"d"日"`, 55: `yyyy"年"m"月"`, 56: `m"月"d"日"`, 57: `yyyy"年"m"月"`, 58: `m"月"d"日"`,
}

// numberFormat is as much of a format of numbers as it takes to show one, or to tell what a number must be to be shown so.
type numberFormat struct {
	date           string // the code, where it shows days or hours
	general        bool   // as many digits as it takes
	decimals       int
	thousands      bool
	percent        bool
	scaled         bool // shown by thousands or otherwise not as it is
	before, behind string
}

func (s *styles) format(style int) numberFormat {
	if style < 0 || style >= len(s.cells) {
		return numberFormat{general: true}
	}
	id := s.cells[style].format
	code, ok := s.formats[id]
	if !ok {
		code = builtIn[id]
	}
	return parseFormat(code)
}

// parseFormat reads the first section of a format, which is that of positive numbers.
func parseFormat(code string) (f numberFormat) {
	if code == "" || code == "@" || strings.EqualFold(code, "General") {
		return numberFormat{general: true}
	}
	var digits, literal strings.Builder // literal: up to the digits, then behind them
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case c == ';':
			i = len(code)
		case c == '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				n = len(code) - i - 1
			}
			literal.WriteString(code[i+1 : i+1+n])
			i += n + 1
		case c == '[':
			n := strings.IndexByte(code[i:], ']')
			if n > 0 && strings.Trim(strings.ToLower(code[i+1:i+n]), "hms") == "" {
				f.date = code
			}
			i += max(n, 0)
		case c == '\\' && i+1 < len(code):
			i++
			literal.WriteByte(code[i])
		case (c == '_' || c == '*') && i+1 < len(code):
			i++
		case strings.IndexByte("ymdhsYMDHS", c) >= 0:
			f.date = code
		case strings.IndexByte("0#?.,", c) >= 0:
			if digits.Len() == 0 {
				f.before = literal.String()
				literal.Reset()
			}
			digits.WriteByte(c)
		case c == '%':
			f.percent = true
			literal.WriteByte(c)
		case strings.IndexByte("E/@eG", c) >= 0:
			f.scaled = true
		default:
			literal.WriteByte(c)
		}
	}
	f.behind = literal.String()
	whole, fraction, _ := strings.Cut(digits.String(), ".")
	f.decimals = len(fraction)
	f.thousands = strings.Contains(strings.TrimRight(whole, ","), ",")
	f.scaled = f.scaled || strings.HasSuffix(digits.String(), ",") || digits.Len() == 0
	return f
}

// show gives a number as the cell shows it, or nearly so: days as 2023/3/5 or 2023年3月5日, and what is shown by thousands or as a
// fraction as it is.
func (s *styles) show(value string, style int, from1904 bool) string {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return value
	}
	f := s.format(style)
	switch {
	case f.date != "":
		return showDay(n, f.date, from1904)
	case f.general || f.scaled:
		return general(n)
	case f.percent:
		n *= 100
	}
	f.decimals = min(f.decimals, 15)
	if shift := math.Pow10(f.decimals); math.Abs(n)*shift < 1<<53 {
		n = math.Round(n*shift) / shift // 0.5 is 1, where FormatFloat says 0
	}
	text := strconv.FormatFloat(n, 'f', f.decimals, 64)
	if f.thousands {
		whole, fraction, point := strings.Cut(text, ".")
		for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
		if text = whole; point {
			text += "." + fraction
		}
	}
	return f.before + text + f.behind
}

// general gives a number with the eleven digits that Excel shows.
func general(n float64) string {
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 11, 64), 64); err == nil && math.Abs(n) < 1e11 {
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'G', -1, 64)
}

// showDay gives the day or the hour that a number of days means.
func showDay(n float64, code string, from1904 bool) string {
	if n < 0 || n > 2_958_465 { // the last day of 9999
		return general(n)
	}
	first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		first = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	day := first.AddDate(0, 0, int(n)).Add(time.Duration((n-math.Floor(n))*24*60*60+0.5) * time.Second)
	var layout string
	code = strings.ToLower(code)
	has := func(s string) bool { return strings.Contains(code, s) }
	switch {
	case has("年") && has("日"), has("y") && has("d") && has("年"):
		layout = "2006年1月2日"
	case has("年"):
		layout = "2006年1月"
	case has("月"):
		layout = "1月2日"
	case has("y") && has("d"):
		layout = "2006/1/2"
	case has("y"):
		layout = "2006/1"
	case has("d"):
		layout = "1/2"
	}
	if has("h") {
		layout = strings.TrimSpace(layout + " 15:04")
	}
	if layout == "" {
		layout = "04:05"
	}
	return day.Format(layout)
}
