package report

import (
	"regexp"
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// Cell is a cell of a table or a sheet: what its number is of stands in the labels left of it and above it.
type Cell struct {
	Place                // in the text, without the break that ends it; From and To are equal where nothing stands in it
	Name        string   // as a person calls it: 汇总!B7, 表1 第3行第2列
	Left, Above []string // the labels in its row and in its column, the nearest first
	Fixed       bool     // a formula: neither a slot nor a claim
}

// offered is how sure the labels of an empty cell must be of its number.
const offered = 0.65

// longestCell is how many runes a cell has at most that its labels speak for; a longer one is running text.
const longestCell = 400

// readCells binds the slots that stand in cells by their labels, takes those out that stand in formulas, and adds the empty
// cells whose labels name a number.
func readCells(text string, slots []Slot, known []metric.Definition, cells []Cell) []Slot {
	t := newTable(newBinder(text, known), cells)
	p := newPage(t.binder)
	p.places = make([]Slot, 0, len(cells))
	out := make([]Slot, 0, len(slots)+len(cells))
	for i := range cells {
		for len(slots) > 0 && slots[0].Place.From < cells[i].From {
			out, slots = append(out, slots[0]), slots[1:]
		}
		n := within(slots, cells[i].Place)
		if cells[i].Fixed {
			slots = slots[n:]
			continue
		}
		for k := range slots[:n] {
			slots[k].Cell = cells[i].Name
		}
		blanks, ok := t.blanks(i, slots[:n])
		if !ok {
			continue
		}
		sentences := t.sentences(i, blanks)
		if len(sentences) == 0 {
			blanks[0].Before, blanks[0].Sentence = cells[i].beside(), box
		}
		for _, s := range sentences {
			p.add(s, blanks, len(out))
		}
		out, slots = append(out, blanks...), slots[n:]
	}
	out = append(out, slots...)
	p.bind(p.places)
	p.choose(out)
	out = slices.DeleteFunc(out, func(s Slot) bool {
		return s.Cell != "" && s.Text == "" && s.Place.From == s.Place.To && (s.Kind == KindText || s.Confidence < offered)
	})
	for i := range out {
		out[i].Index = i
	}
	return out
}

// beside gives the nearest labels of a cell, for a person.
func (c *Cell) beside() string {
	return strings.Join(slices.Concat(c.Left[:min(1, len(c.Left))], c.Above[:min(1, len(c.Above))]), " ")
}

// within counts the first slots that stand in a place.
func within(slots []Slot, p Place) (n int) {
	for n < len(slots) && slots[n].Place.From >= p.From && slots[n].Place.To <= p.To {
		n++
	}
	return n
}

// Blanks that fill a cell, which in running text would be rules, bullets or nothing: ____, （ ）件, a unit behind blanks.
var (
	marked  = regexp.MustCompile(`^[\s\x{3000}]*([xXｘＸ*＊×○◯]{2,}|[_＿]+|[（(〔\[][\s\x{3000}_＿xX*＊]*[）)〕\]]|[xX*＊×])[\s\x{3000}]*(.*?)[\s\x{3000}]*$`)
	emptied = regexp.MustCompile(`^([ \x{3000}\x{a0}]{2,})(\S+)$`)
)

// blanks are the slots of a cell that its labels may speak for: those that are found in it, or the cell itself, if it holds
// nothing but a blank and its unit. ok is false where it is running text.
func (t *table) blanks(i int, found []Slot) (blanks []Slot, ok bool) {
	c := t.cells[i]
	text := string(t.text[c.From:c.To])
	if c.To-c.From > longestCell || len(c.Left)+len(c.Above) == 0 {
		return nil, false
	}
	for _, s := range found {
		if s.Reason == "unknown-metric" || strings.HasPrefix(s.Text, "{{") || s.Kind != KindText && s.Kind != KindMetric {
			return nil, false
		}
	}
	blanks = slices.Clone(found)
	if len(blanks) == 0 {
		at, is := t.blank(c, text)
		if !is {
			return nil, false
		}
		blanks = []Slot{{Text: string(t.text[at.From:at.To]), Place: at}}
	}
	for n := range blanks {
		s := &blanks[n]
		s.Binding, s.Confidence, s.Candidates = Binding{Kind: KindText, Measure: MeasureValue}, 0, []Candidate{}
		s.Cell, s.Why = c.Name, "表头说的不是台账里的数：请手工填写。"
	}
	if !t.alone(c, blanks) {
		return blanks, len(found) > 0 && t.narrowing(i)
	}
	if kind := t.kind(i); kind != "" {
		s := &blanks[0]
		s.Kind, s.Confidence, s.Why = kind, 0.85, whys[kind]
	}
	return blanks, true
}

// blank finds the blank that a cell is, without its unit.
func (t *table) blank(c Cell, text string) (at Place, ok bool) {
	if strings.TrimSpace(text) == "" {
		return Place{c.From, c.From}, c.From == c.To
	}
	if m := marked.FindStringSubmatchIndex(text); m != nil {
		mark, behind := text[m[2]:m[3]], text[m[4]:m[5]]
		if behind == "" && (runes(mark) > 1 || mark == "_" || mark == "＿") || t.unitOf(behind) != "" {
			return Place{c.From + runes(text[:m[2]]), c.From + runes(text[:m[3]])}, true
		}
	}
	if m := emptied.FindStringSubmatch(text); m != nil && t.unitOf(m[2]) != "" {
		return Place{c.From, c.From + runes(m[1])}, true
	}
	return at, false
}

func runes(s string) int { return len([]rune(s)) }

// alone reports whether a cell holds one number, or one blank, and nothing that says what it is of.
func (t *table) alone(c Cell, blanks []Slot) bool {
	if len(blanks) != 1 {
		return false
	}
	before, after := string(t.text[c.From:blanks[0].Place.From]), string(t.text[blanks[0].Place.To:c.To])
	return nearby.MatchString(strings.TrimSpace(before)) && t.counted(strings.TrimSpace(after))
}

// nearby are words that say how exactly a number is meant, and no more.
var nearby = regexp.MustCompile(`^(约|近|超|超过|逾|共|共计|合计|累计|计|百分之|大约)?$`)

// counted reports whether a text is a unit, or nothing, with what may stand around one.
func (t *table) counted(text string) bool {
	for _, w := range []string{"万", "亿", "余", "多"} {
		text = strings.TrimPrefix(text, w)
	}
	for _, w := range []string{"左右", "以上"} {
		text = strings.TrimSuffix(text, w)
	}
	return text == "" || t.unitOf(text) != ""
}

// Labels of names.
var (
	ownName  = regexp.MustCompile(`^(填报|报送|上报|申报|本)?(社区)?(党组织|组织|单位|社区)(名称|全称)$|^(填报|报送|上报|申报)(党组织|组织|单位|社区)$|^(社区|村（社区）|社区（村）)党(组织|委|总支)(名称|全称)?$`)
	yearName = regexp.MustCompile(`^(填报|报告|述职|统计|所属)?年[度份]$`)
)

// kind gives the kind of a cell of a form whose only label asks for a name or the year.
func (t *table) kind(i int) Kind {
	c := t.cells[i]
	if len(c.Left) == 0 || len(c.Above) > 0 && t.label(c.Above[0]).sort == saysTime {
		return ""
	}
	name := strings.TrimRight(strings.Join(strings.Fields(c.Left[0]), ""), "：:")
	name = strings.TrimSuffix(strings.TrimSuffix(name, "（盖章）"), "（公章）")
	switch {
	case ownName.MatchString(name):
		return KindOrgName
	case yearName.MatchString(name):
		return KindYear
	}
	return ""
}

// around gives what stands before and behind a slot: of one in a cell its unit, which may stand in a label, and whether that says
// how much less it is.
func (s *Slot) around(text []rune) (before, after string) {
	before = string(text[max(0, s.Place.From-8):s.Place.From])
	after = string(text[s.Place.To:min(len(text), s.Place.To+8)])
	if s.Sentence == "" {
		return before, after
	}
	if falls.MatchString(s.Before) {
		before = s.Before
	}
	return before, s.After
}

// resolveCells binds anew the slots that were read by the labels of their cells, as Resolve does those of running text.
func (b *binder) resolveCells(slots []Slot) {
	p := newPage(b)
	for i := 0; i < len(slots); {
		first := i
		for i++; i < len(slots) && slots[i].Cell == slots[first].Cell && slots[i].Sentence == slots[first].Sentence; i++ {
		}
		if s := slots[first].Sentence; s != "" && strings.Count(s, box) == i-first {
			p.add(sentence{text: s}, slots[first:i], first)
		}
	}
	p.bind(p.places)
	for i, r := range p.readings {
		for n, is := range p.slots(i) {
			switch was := &slots[r.slot+n]; {
			case was.Confidence == 1 || was.Kind != KindMetric && was.Kind != KindText:
			case was.Kind == KindText && len(was.Candidates) > 1 && was.Candidates[1].Confidence >= tied*was.Candidates[0].Confidence:
			case was.Kind == KindText || is.Metric == was.Metric:
				p.give(was, is)
			case is.Kind == KindText:
				was.Reason, was.Why = unmatchedTime, is.Why
			}
		}
	}
}
