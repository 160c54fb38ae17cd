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
	b := newBinder(text, known)
	places := b.places(slots)
	b.bind(places)
	at := 0
	for i := range places {
		if at < len(slots) && places[i].Place == slots[at].Place {
			slots[at] = places[i]
			at++
		}
	}
}

// places are the slots and, between them, the numbers that are said already: these too take their words and their neighbours'.
func (b *binder) places(slots []Slot) []Slot {
	said := numerals(b.text, slots)
	b.numbers = make(map[int]*numeral, len(said))
	for i := range said {
		b.numbers[said[i].From] = &said[i]
	}
	places := make([]Slot, 0, len(slots)+len(said))
	for _, n := range said {
		for len(slots) > 0 && slots[0].Place.From < n.From {
			places, slots = append(places, slots[0]), slots[1:]
		}
		places = append(places, Slot{Text: string(b.text[n.From:n.To]), Binding: Binding{Kind: KindText, Measure: MeasureValue}, Place: n.Place})
	}
	return append(places, slots...)
}

// bind binds every place that may be a number.
func (b *binder) bind(slots []Slot) {
	var s *scene
	for i := range slots {
		b.headings(slots[i].Place.From)
		b.putOff(&slots[i])
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
	known    []metric.Definition
	scope    *Scope // whose text it is, once that is known
	checking bool   // the text is finished
	plans    bool   // and the numbers of plans are wanted too
	text     []rune
	numbers  map[int]*numeral // the numbers in it, by where they begin
	line     int              // where the next line to be read begins
	start    int              // where the one before it begins
	above    [3][]token       // the headings above, by level
	ahead    bool             // they say that numbers are plans
	opened   bool             // a line was read that is not empty
	title    *when            // the time of which the whole text speaks
	entitled []token          // the words of the title, and where it ends
	titled   int
	below    map[int]token // names of organisations or areas below that stand in the labels of cells
}

func newBinder(text string, known []metric.Definition) *binder {
	if known == nil {
		known = metric.Catalogue
	}
	return &binder{text: []rune(text), lexicon: builtin.with(known), known: known}
}

// ownKey binds {{key}} to a metric that is the organisation's own.
func (b *binder) ownKey(s *Slot) {
	k, _, _ := cut(s.inner())
	if b.knows(k) {
		s.Kind, s.Metric, s.Confidence, s.Reason, s.Why = KindMetric, record.Text(k), 1, "", whys[KindMetric]
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
		b.entitle(b.line, end)
		b.start, b.line = b.line, end+1
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
