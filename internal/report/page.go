package report

import (
	"slices"
	"strings"
)

// page is a text made of the sentences of cells, for the binder to read.
type page struct {
	*binder
	context  string
	places   []Slot
	readings []reading
}

// reading is a sentence of a page.
type reading struct {
	sentence
	slot   int // the first slot of its cell
	places Place
}

// newPage begins a page for what a binder reads.
func newPage(b *binder) *page {
	fresh := &binder{lexicon: b.lexicon, known: b.known, scope: b.scope, checking: b.checking, plans: b.plans}
	fresh.text, fresh.numbers, fresh.below = []rune("。\n"), map[int]*numeral{}, map[int]token{}
	return &page{binder: fresh}
}

// levels is how the headings of a sentence stand on the page.
var levels = [...]string{"# ", "### ", "1. "}

// add writes a sentence with the values of a cell's slots, the first of which has that index.
func (p *page) add(s sentence, slots []Slot, first int) {
	lines := strings.Split(s.text, "\n")
	words := lines[len(lines)-1]
	if strings.Count(words, box) != len(slots) {
		return // a label holds the sign
	}
	if context := strings.TrimSuffix(s.text, words); context != p.context {
		p.context = context
		if len(lines) == 1 {
			p.write(levels[0] + "\n")
		}
		for i, heading := range lines[:len(lines)-1] {
			p.write(levels[min(i, len(levels)-1)] + heading + "\n")
		}
	}
	start := len(p.text)
	from := len(p.places)
	for i, part := range strings.Split(words, box) {
		if i > 0 {
			value := box
			if p.checking {
				value = slots[i-1].Text
			}
			at := Place{len(p.text), len(p.text) + runes(value)}
			p.write(value)
			p.places = append(p.places, Slot{Text: value, Binding: Binding{Kind: KindText, Measure: MeasureValue}, Place: at})
		}
		p.write(part)
	}
	p.name(start)
	p.write("\n")
	p.readings = append(p.readings, reading{s, first, Place{from, len(p.places)}})
}

// name notes where the name stands with which the last line begins, and each of its sentences again.
func (p *page) name(from int) {
	line := string(p.text[from:])
	name, _, ok := strings.Cut(line, "：")
	if !ok || p.own(name) {
		return
	}
	w := p.called(name)
	for _, sentence := range strings.SplitAfter(line, "。") {
		if strings.HasPrefix(sentence, name+"：") {
			p.below[from] = token{w, from, from + runes(name), nil}
		}
		from += runes(sentence)
	}
}

func (p *page) write(s string) { p.text = append(p.text, []rune(s)...) }

// own reports whether a name is the organisation's own.
func (p *page) own(name string) bool {
	return p.scope != nil && slices.ContainsFunc(p.scope.Words.Own, func(own string) bool { return own == name || stem(own) == name })
}

// called gives the word that a name is: with the organisation or area below that alone is called so, once that is known.
func (p *page) called(name string) *word {
	w := &word{text: []rune(name), sense: isBelow}
	if p.scope == nil {
		return w
	}
	for _, o := range p.scope.Words.Orgs {
		if bare := stem(o.Name); o.Name == name || bare == name || strings.TrimSuffix(bare, "社区") == name {
			w.orgs = append(w.orgs, o.ID)
		}
	}
	for _, a := range p.scope.Words.Areas {
		if a.Name == name {
			w.areas = append(w.areas, a.ID)
		}
	}
	return w
}

// best gives the reading of a cell that stands, of those from i on, and where those of the next begin. split says that two are
// as sure, and do not agree.
func (p *page) best(i int) (best, next int, split bool) {
	best, next = i, i+1
	for ; next < len(p.readings) && p.readings[next].slot == p.readings[i].slot; next++ {
		a, b := p.sure(best), p.sure(next)
		if a > 0 && b > tied*a && p.agree(best, next) && p.filters(next) > p.filters(best) {
			best = next
			continue
		}
		differ := a > 0 && b > 0 && !p.agree(best, next)
		split = differ && min(a, b) >= tied*max(a, b)
		if b > a {
			best = next
		}
	}
	return best, next, split
}

// sure is how sure a reading is of its metrics.
func (p *page) sure(i int) (sum float64) {
	for _, s := range p.slots(i) {
		if s.Kind == KindMetric {
			sum += s.Confidence
		}
	}
	return sum
}

// filters counts what a reading narrows its numbers to.
func (p *page) filters(i int) (n int) {
	for _, s := range p.slots(i) {
		n += len(s.Filter)
	}
	return n
}

func (p *page) slots(i int) []Slot {
	return p.places[p.readings[i].places.From:p.readings[i].places.To]
}

// agree reports whether two readings say the same.
func (p *page) agree(a, b int) bool {
	return slices.EqualFunc(p.slots(a), p.slots(b), func(a, b Slot) bool { return a.Metric == b.Metric && a.Measure == b.Measure })
}

// choose gives the slots of cells the bindings of the sentences that read them best.
func (p *page) choose(slots []Slot) {
	for i := 0; i < len(p.readings); {
		best, next, split := p.best(i)
		for n, read := range p.slots(best) {
			s := &slots[p.readings[i].slot+n]
			s.Sentence = p.readings[best].text
			p.give(s, read)
			if split {
				other := p.slots(i + next - 1 - best)[n]
				s.Binding, s.Confidence = Binding{Kind: KindText, Measure: MeasureValue}, round(1-torn*read.Confidence)
				s.Candidates = []Candidate{{string(read.Metric), round(torn * read.Confidence)}, {string(other.Metric), round(torn * other.Confidence)}}
				s.Why = disagree
			}
		}
		i = next
	}
}

// disagree is why of a number of which the labels say two things.
const disagree = "行和列的表头说的是两回事，说不准：请选定或手工填写。"

// give binds a slot as its sentence was read.
func (p *page) give(s *Slot, read Slot) {
	s.Binding, s.Confidence, s.Candidates, s.Reason, s.Named, s.Why = read.Binding, read.Confidence, read.Candidates, read.Reason, read.Named, read.Why
	from, to := read.Place.From, read.Place.To
	for from > 0 && !isBreak(p.text[from-1]) {
		from--
	}
	for to < len(p.text) && !isBreak(p.text[to]) {
		to++
	}
	s.Before, s.After = string(p.text[from:read.Place.From]), string(p.text[read.Place.To:to])
}
