package report

import (
	"slices"
	"strconv"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

// Subject is whose report it is, as far as its blanks ask.
type Subject struct {
	Period         calendar.Span
	Today          calendar.Date // months after it have no numbers yet; none: all have
	Name           string
	SuperiorName   string
	BrandName      string
	ChatGroupName  string
	Rectifications []Rectification    // of the years of the period, in their order
	Dues           []DuesYear         // of the years that Years names
	Kinds          []ActivitiesOfKind // of which there were activities, if Lists asks
	Orgs, Areas    []Named            // directly below; its own: if Lists asks
}

// Rectification is a problem and what is done about it. Whose task it is stays out of the text.
type Rectification struct {
	Problem       string
	Measures      string
	DueOn, DoneOn calendar.Date
}

// DuesYear is what of a year's dues went up.
type DuesYear struct {
	Year                                      int
	CollectedFen, RemittedFen, OutstandingFen int64
}

// Filled is a template with all that could be said in it.
type Filled struct {
	Slots    []FilledSlot      `json:"slots"`
	Text     string            `json:"text"`
	Warnings []SentenceWarning `json:"warnings"`
	Marks    []Place           `json:"-"` // in Text: what nobody filled
}

// FilledSlot is a slot and what stands in it. Its Place is what Display replaces in the template: the slot, and a 余 that would be untrue.
type FilledSlot struct {
	Slot
	Value    *int64         `json:"value" extensions:"x-nullable" example:"12"` // in the metric's base unit
	Display  string         `json:"display" example:"12"`                       // what is printed; empty where unfilled
	Period   *calendar.Span `json:"period" extensions:"x-nullable"`             // of a number
	Records  *int64         `json:"records" extensions:"x-nullable" example:"12"`
	Unfilled bool           `json:"unfilled"`            // nothing could be said
	Rows     []string       `json:"rows,omitempty"`      // of a list: what stands in each row; the first at start
	Start    int            `json:"start" example:"120"` // where it stands in text, in Unicode code points, half-open
	End      int            `json:"end" example:"122"`
}

// SentenceWarning is a word about a sentence that the numbers do not bear out, with the slot in it.
type SentenceWarning struct {
	record.Warning
	Index *int `json:"index" extensions:"x-nullable" example:"3"`
}

// Fill says in every slot what belongs there: what was typed, the answer to its question, the organisation's name, the year.
// Both maps are by the slot's index. What nobody can say stays as it was in the text, {{key}} as a line to write on.
func Fill(t Template, s Subject, answers map[int]Answer, texts map[int]string) Filled {
	f := filling{Subject: s, text: []rune(t.Text), answers: answers, texts: texts}
	f.Slots, f.Warnings, f.Marks = []FilledSlot{}, []SentenceWarning{}, []Place{}
	for _, slot := range t.Slots {
		f.Slots = append(f.Slots, f.slot(slot))
	}
	out := f.write()
	f.Text = string(out)
	f.warn(out)
	return f.Filled
}

// write puts what was said in the place of the slots, line by line. A line with a list is written once for each of its entries.
func (f *filling) write() (out []rune) {
	next := 0
	for from := 0; ; {
		to, first := from, next
		for to < len(f.text) && !isBreak(f.text[to]) {
			to++
		}
		for next < len(f.Slots) && f.Slots[next].Place.From <= to {
			next++
		}
		in := f.Slots[first:next]
		for row := range max(1, Entries(in)) {
			if row > 0 {
				out = append(out, '\n')
			}
			out = f.line(out, from, to, in, row)
		}
		if to == len(f.text) {
			return out
		}
		out = append(out, f.text[to])
		from = to + 1
	}
}

// Entries is how often the line, or the table's row, of some slots is written: as often as its longest list has entries; 0 without a list.
func Entries(in []FilledSlot) (n int) {
	for i := range in {
		n = max(n, len(in[i].Rows))
	}
	return n
}

// line writes a line with its slots, of lists what stands in the row.
func (f *filling) line(out []rune, from, to int, in []FilledSlot, row int) []rune {
	for i := range in {
		s := &in[i]
		out = append(out, f.text[from:s.Place.From]...)
		start := len(out)
		out = append(out, []rune(s.InRow(row))...)
		if row == 0 {
			s.Start, s.End = start, len(out)
		}
		if from = s.Place.To; s.Unfilled {
			f.Marks = append(f.Marks, Place{start, len(out)})
		}
	}
	return append(out, f.text[from:to]...)
}

// Unfilled is a Conflict "report-unfilled" that names every blank in which nothing could be said; nil where there is none.
func Unfilled(slots []FilledSlot) error {
	p := problem.New(problem.Conflict, "report-unfilled")
	for _, s := range slots {
		if s.Unfilled {
			p.Fields = append(p.Fields, problem.Field{Pointer: "/slots/" + strconv.Itoa(s.Index), Code: "unfilled"})
		}
	}
	if p.Fields == nil {
		return nil
	}
	return p
}

// filling is a report while it is filled.
type filling struct {
	Subject
	Filled
	text    []rune
	answers map[int]Answer
	texts   map[int]string
}

// line is what an unfilled {{key}} looks like.
const line = "____"

// InRow is what stands in the text, of a list in that row.
func (s *FilledSlot) InRow(row int) string {
	switch {
	case row < len(s.Rows):
		return s.Rows[row]
	case len(s.Rows) > 0:
		return ""
	case s.Display != "" || !s.Unfilled:
		return s.Display
	case strings.HasPrefix(s.Text, "{{"):
		return line
	}
	return s.Text
}

// slot fills one slot.
func (f *filling) slot(slot Slot) FilledSlot {
	s := FilledSlot{Slot: slot}
	column, of, by := cut(slot.inner())
	switch {
	case slot.Kind == KindMetric && (of != nil || by != ""):
		f.inParts(&s)
	case slot.Kind == KindMetric:
		f.number(&s)
	}
	typed := strings.TrimSpace(f.texts[slot.Index])
	switch {
	case typed != "":
		s.Value, s.Records, s.Display = nil, nil, typed
		s.Place = slot.Place
	case of != nil && slot.Reason == "" && slot.Kind != KindLiteral:
		f.rows(&s, column, of)
	case slot.Kind == KindLiteral:
		s.Display = slot.Text
	case slot.Kind == KindMetric:
		s.Unfilled = s.Value == nil
	default:
		f.words(&s)
	}
	return s
}

// words fills a slot that is no number.
func (f *filling) words(s *FilledSlot) {
	before, after := f.text[:s.Place.From], f.text[s.Place.To:]
	year := f.Subject.Period.To.Year()
	switch s.Kind {
	case KindOrgName:
		s.Display = fit(f.Name, before, after)
	case KindSuperiorName:
		s.Display = fit(f.SuperiorName, before, after)
	case KindBrandName:
		s.Display = fit(f.BrandName, before, after)
	case KindChatGroupName:
		s.Display = fit(f.ChatGroupName, before, after)
	case KindYear:
		s.Display = yearIn(year, s.Text)
	case KindNextYear:
		s.Display = yearIn(year+1, s.Text)
	case KindText:
		if write := passages[strings.TrimSpace(strings.Trim(s.Text, "{}"))]; write != nil && strings.HasPrefix(s.Text, "{{") {
			var filled bool
			s.Display, filled = write(f.Subject)
			s.Unfilled = !filled
			return
		}
	}
	s.Unfilled = s.Display == ""
}

// yearIn writes a year as the blank begins it: in digits, or in characters (二〇XX).
func yearIn(year int, blank string) string {
	inDigits := []rune(string(rune('0'+year/1000)) + string(rune('0'+year/100%10)) + string(rune('0'+year/10%10)) + string(rune('0'+year%10)))
	if !strings.HasPrefix(blank, "二") {
		return string(inDigits)
	}
	for i, r := range inDigits {
		inDigits[i] = []rune("〇一二三四五六七八九")[r-'0']
	}
	return string(inDigits)
}

// unitsOf are bodies of which a text may name another than the organisation's own word: 青山街道党工委 in XX街道办事处.
var unitsOf = []string{"街道", "社区", "镇", "乡", "村"}

// bodies are words for a Party organisation that stand for one another behind its name.
var bodies = []string{"党工委", "党委", "党总支", "党支部", "工委", "总支", "支部", "党组织", "党组"}

// fit leaves out of a name what the text around it already says.
func fit(name string, before, after []rune) string {
	behind, ahead := string(after[:min(len(after), 20)]), string(before[max(0, len(before)-20):])
	behind = strings.TrimLeft(behind, " ”\"’」』》")
	if quoted := strings.HasSuffix(ahead, "“") || strings.HasSuffix(ahead, `"`) || strings.HasSuffix(ahead, "「"); quoted {
		name = strings.NewReplacer("“", "", "”", "", `"`, "", "「", "", "」", "").Replace(name)
	}
	ahead = strings.TrimRight(ahead, " “\"‘「『《")
	runes := []rune(name)
	for n := len(runes) - 1; n > 1; n-- { // what stands before, two characters at least
		if strings.HasSuffix(ahead, string(runes[:n])) {
			runes = runes[n:]
			break
		}
	}
	name = string(runes)
	for n := 1; n < len(runes); n++ { // what stands behind
		if strings.HasPrefix(behind, string(runes[n:])) {
			return string(runes[:n])
		}
	}
	for _, w := range unitsOf {
		if i := strings.LastIndex(name, w); i > 0 && strings.HasPrefix(behind, w) {
			return name[:i]
		}
	}
	if slices.ContainsFunc(bodies, func(b string) bool { return strings.HasPrefix(behind, b) }) {
		for _, b := range bodies {
			if rest, ok := strings.CutSuffix(name, b); ok && rest != "" {
				return rest
			}
		}
	}
	if strings.HasSuffix(name, "群") && chatGroup.MatchString(behind) {
		return strings.TrimSuffix(name, "群")
	}
	return name
}
