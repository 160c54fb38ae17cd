package report

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"shuzhi/internal/metric"
	"shuzhi/internal/record"
)

// How sure a binding must be to stand, how sure one ever is, and how many candidates are offered from which confidence on.
const (
	threshold  = 0.6
	surest     = 0.97
	candidates = 3
	worthwhile = 0.15
	tied       = 0.93 // nobody can tell which of two it is, if the second is as sure as that part of the first
	torn       = 0.85 // and then neither is
)

// Bind gives every slot of the text that may be a number its metric, by the words around it: the unit behind it, what was
// counted and done before it, its neighbours in the list, the heading above. Where that is doubtful the slot stays text, with
// candidates. known are the metrics that the organisation has; its own and its figures are told by their names.
func Bind(text string, slots []Slot, known []metric.Definition) {
	b := binder{text: []rune(text), lexicon: builtin.with(known)}
	var s *scene
	for i := range slots {
		b.headings(slots[i].Place.From)
		if s == nil || slots[i].Place.From >= s.to {
			s = b.scene(slots, i)
		}
		switch slot := &slots[i]; {
		case slot.Reason == "unknown-metric":
			b.ownKey(slot)
		case slot.Kind == KindText && slot.Confidence == 0 && slot.Reason == "" && !strings.HasPrefix(slot.Text, "{{"):
			s.bind(slots, i)
		default:
			s.tail = slot.Place.To
		}
	}
}

// binder goes over a text once.
type binder struct {
	*lexicon
	text  []rune
	line  int        // where the next line to be read begins
	above [3][]token // the headings above, by level
	ahead bool       // they say that numbers are plans
}

// ownKey binds {{key}} to a metric that is the organisation's own.
func (b *binder) ownKey(s *Slot) {
	k := strings.TrimSpace(strings.Trim(s.Text, "{}"))
	if b.knows(k) {
		s.Kind, s.Metric, s.Confidence, s.Reason = KindMetric, record.Text(k), 1, ""
	}
}

// numbering is how a heading of each level begins; longestHeading is how many runes it has at most.
var numbering = [...]*regexp.Regexp{
	regexp.MustCompile(`^\s*(第?[一二三四五六七八九十]{1,3}(、|部分)|#{1,2} )`),
	regexp.MustCompile(`^\s*([（(][一二三四五六七八九十]{1,3}[）)]|#{3,4} )`),
	regexp.MustCompile(`^\s*(\d{1,2}[.．、]|[一二三四五六七八九十]是)[^\d]`),
}

const longestHeading = 40

// headings reads the lines that begin before i.
func (b *binder) headings(i int) {
	for b.line <= i && b.line < len(b.text) {
		end, stop := b.line, -1
		for end < len(b.text) && !isBreak(b.text[end]) {
			if b.text[end] == '。' && stop < 0 {
				stop = end
			}
			end++
		}
		if stop < 0 {
			stop = end
		}
		if stop-b.line <= longestHeading {
			b.heading(b.line, stop)
		}
		b.line = end + 1
	}
}

func (b *binder) heading(from, to int) {
	head := string(b.text[from:to])
	for level, n := range numbering {
		if !n.MatchString(head) {
			continue
		}
		b.above[level] = b.tokens(from, to, nil)
		for below := level + 1; below < len(b.above); below++ {
			b.above[below] = nil
		}
	}
	b.ahead = false
	for _, tokens := range b.above {
		b.ahead = b.ahead || slices.ContainsFunc(tokens, func(t token) bool { return t.is(isAhead) })
	}
}

// token is a word that stands in the text.
type token struct {
	*word
	from, to int
}

// moment and elsewhere are words that no list can hold: a month or a day, and an organisation below.
var (
	moment    = &word{sense: isNarrow}
	wholeYear = &word{sense: isWhole}
	elsewhere = &word{sense: isNarrow}
)

// tokens cuts a stretch of the text into the words that the lexicon knows; what lies in a slot is left out.
func (b *binder) tokens(from, to int, slots []Slot) (found []token) {
	for i := from; i < to; {
		for len(slots) > 0 && slots[0].Place.To <= i {
			slots = slots[1:]
		}
		if len(slots) > 0 && slots[0].Place.From <= i {
			if i = slots[0].Place.To; i < to && strings.ContainsRune("月日", b.text[i]) && slots[0].Text != "" {
				found = append(found, token{moment, i, i + 1})
				i++
			}
			continue
		}
		if t, ok := b.special(i); ok {
			found = append(found, t)
			i = t.to
			continue
		}
		w := b.at(b.text, i)
		if w == nil {
			i++
			continue
		}
		found = append(found, token{w, i, i + len(w.text)})
		i += len(w.text)
	}
	return found
}

// special reads 10月, 3月15日, 1—12月 and 第三网格党支部.
func (b *binder) special(i int) (token, bool) {
	end := i
	switch r := b.text[i]; {
	case isDigit(r):
		for end < len(b.text) && isDigit(b.text[end]) {
			end++
		}
		if end == len(b.text) || !strings.ContainsRune("月日", b.text[end]) {
			return token{}, false
		}
		if string(b.text[i:end]) == "12" && b.text[end] == '月' && (b.wholeBefore(i) || b.hasAt(end+1, "底") || b.hasAt(end+1, "31日")) {
			return token{wholeYear, i, end + 1}, true
		}
		return token{moment, i, end + 1}, true
	case r == '第':
		for end++; end < len(b.text) && (isDigit(b.text[end]) || strings.ContainsRune("一二三四五六七八九十", b.text[end])); {
			end++
		}
		for _, w := range []string{"网格党支部", "党支部", "支部", "党小组", "网格", "片区"} {
			if end > i+1 && b.hasAt(end, w) {
				return token{elsewhere, i, end + len([]rune(w))}, true
			}
		}
	}
	return token{}, false
}

func (b *binder) wholeBefore(i int) bool {
	before := string(b.text[max(0, i-4):i])
	for _, w := range []string{"1—", "1-", "1－", "1~", "1至", "1月至", "1月—", "1月-", "1月到", "1到", "1–"} {
		if head, ok := strings.CutSuffix(before, w); ok {
			return head == "" || !isDigit(rune(head[len(head)-1]))
		}
	}
	return false
}

func (b *binder) hasAt(i int, w string) bool {
	n := i + len([]rune(w))
	return n <= len(b.text) && string(b.text[i:n]) == w
}

// settle gives a slot the metric that fits best, or keeps it text.
func settle(s *Slot, found []Candidate) {
	slices.SortFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), strings.Compare(a.Metric, b.Metric))
	})
	if len(found) > 1 && found[1].Confidence >= tied*found[0].Confidence {
		for i := range found {
			found[i].Confidence *= torn
		}
	}
	for i := range found {
		found[i].Confidence = round(found[i].Confidence)
	}
	found = slices.DeleteFunc(found, func(c Candidate) bool { return c.Confidence < worthwhile })
	s.Candidates = append([]Candidate{}, found[:min(candidates, len(found))]...)
	switch {
	case len(found) == 0:
		s.Confidence = 0.9
	case found[0].Confidence < threshold:
		s.Confidence = round(1 - found[0].Confidence)
	default:
		s.Kind, s.Metric, s.Confidence = KindMetric, record.Text(found[0].Metric), found[0].Confidence
	}
}

func round(c float64) float64 { return float64(int(c*100+0.5)) / 100 }
