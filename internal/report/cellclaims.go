package report

import (
	"cmp"
	"slices"
)

// checkCells gives what the bound places of a text claim, those in cells by their labels, and what the numbers claim that stand
// alone in cells.
func (b *binder) checkCells(places []Slot, cells []Cell) []Claim {
	t, p := newTable(b, cells), newPage(b)
	var outside, numbers []Slot
	var of []Cell
	for i, c := range cells {
		for len(places) > 0 && places[0].Place.From < c.From {
			outside, places = append(outside, places[0]), places[1:]
		}
		n := within(places, c.Place)
		found, ok := t.numbers(i, places[:n])
		if c.Fixed || ok {
			places = places[n:]
		}
		if c.Fixed || !ok {
			continue
		}
		for _, s := range t.sentences(i, found) {
			p.add(s, found, len(numbers))
		}
		for range found {
			of = append(of, c)
		}
		numbers = append(numbers, found...)
	}
	claims := append(b.claims(append(outside, places...)), p.claimsOf(b.text, numbers, of)...)
	slices.SortFunc(claims, func(a, b Claim) int { return cmp.Compare(a.Start, b.Start) })
	return claims
}

// numbers are the numbers of a cell for which its labels may speak. ok is false where it is running text, or holds none.
func (t *table) numbers(i int, found []Slot) (numbers []Slot, ok bool) {
	c := t.cells[i]
	if c.To-c.From > longestCell || len(c.Left)+len(c.Above) == 0 {
		return nil, false
	}
	for _, s := range found {
		if n := t.binder.numbers[s.Place.From]; n != nil && n.Place == s.Place {
			numbers = append(numbers, s)
		}
	}
	if len(numbers) == 0 {
		at, is := t.figure(c)
		if !is {
			return nil, false
		}
		numbers = []Slot{{Text: string(t.text[at.From:at.To]), Place: at}}
	}
	for n := range numbers {
		numbers[n].Binding, numbers[n].Confidence = Binding{Kind: KindText, Measure: MeasureValue}, 0
	}
	return numbers, t.alone(c, numbers) || len(found) > 0 && t.narrowing(i)
}

// figure finds the number that a cell holds and nothing else. Years, telephone numbers and codes are none.
func (t *table) figure(c Cell) (at Place, ok bool) {
	from := c.From
	for from < c.To && !isFigure(t.text[from]) {
		from++
	}
	if from == c.To {
		return at, false
	}
	if from > c.From && (counter{t.text}).signed(from-1) {
		from--
	}
	n, _, _ := counter{t.text}.read(from)
	bare := n.Place == n.full && n.To == c.To && n.low.places == 0
	switch {
	case n.full.To == n.full.From || n.full.To > c.To, !t.alone(c, []Slot{{Place: n.Place}}):
	case t.text[from] == '0' && n.To > n.From+1 && n.low.places == 0:
	case bare && (n.To-n.From >= 7 && !slices.Contains(t.text[n.From:n.To], ',') || n.To-n.From == 4 && 1950 <= n.low.value && n.low.value < 2100):
	default:
		return n.Place, true
	}
	return at, false
}

// claimsOf gives what the numbers of cells claim.
func (p *page) claimsOf(text []rune, numbers []Slot, of []Cell) (claims []Claim) {
	for i := range p.places {
		s := &p.places[i]
		if n, _, _ := (counter{p.text}).read(s.Place.From); n.full.To > n.full.From {
			s.Place, p.numbers[n.From] = n.Place, &n
		}
	}
	p.bind(p.places)
	for i := 0; i < len(p.readings); {
		best, next, split := p.best(i)
		for n, read := range p.slots(best) {
			first := p.readings[best].slot
			if c, ok := p.claimed(read, numbers[first+n], of[first+n]); ok {
				c.Text = string(text[c.Start:c.End])
				if split {
					c = Claim{Text: c.Text, Start: c.Start, End: c.End, Measure: MeasureValue, Claimed: c.Claimed, Verdict: Unknown, Why: disagree, core: c.core}
				}
				if p.readings[best].total { // what else there is nobody knows
					c.confidence = min(c.confidence, certain-0.01)
				}
				claims = append(claims, c)
			}
		}
		i = next
	}
	return claims
}

// claimed gives what a number of a cell claims by its reading.
func (p *page) claimed(read, number Slot, cell Cell) (c Claim, ok bool) {
	found := p.claims([]Slot{read})
	if len(found) == 0 || found[0].Metric == "" && len(cell.Left) == 0 {
		return c, false
	}
	c = found[0]
	n := p.numbers[read.Place.From]
	c.core = number.Place
	c.Start = max(cell.From, number.Place.From-(n.From-n.full.From))
	c.End = min(cell.To, number.Place.To+n.full.To-n.To)
	return c, true
}
