package report

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// table goes over the cells of a text in their order, and makes sentences of their labels.
type table struct {
	*binder
	cells   []Cell
	labels  map[string]caption // by their text
	texts   []string           // of the cells, without blanks
	isLabel []bool             // which of the cells hold labels
	until   int                // how far the text outside the cells is read
	heads   [len(numbering)]string
	title   string            // the first line
	over    string            // the line above the table
	single  map[string]bool   // labels that stand alone in their row
	corner  map[string]string // the label with which the row of another begins
	list    map[string]bool   // labels of columns in whose row a name or a day is one of the others
	event   map[string]bool   // of columns of which each row tells one event
	whole   [2]string         // of the row and of the column: what 其中 is some of
	recent  [2]string         // what the label before counts, of which a rate may be
}

func newTable(b *binder, cells []Cell) *table {
	t := &table{binder: b, cells: cells, labels: map[string]caption{}, single: map[string]bool{}, corner: map[string]string{}, list: map[string]bool{}, event: map[string]bool{}, texts: make([]string, len(cells)), isLabel: make([]bool, len(cells))}
	for i, c := range cells {
		if c.From < c.To && c.To-c.From <= longestCell {
			t.texts[i] = plain(string(b.text[c.From:c.To]))
			t.isLabel[i] = t.labelling(t.texts[i])
			t.place(i)
		}
	}
	return t
}

// place notes where a label stands: alone in its row, as titles do, or in a row that begins with another.
func (t *table) place(i int) {
	left := t.cells[i].Left
	switch {
	case !t.isLabel[i]:
		return
	case len(left) == 0:
		t.single[t.texts[i]] = i+1 == len(t.cells) || !slices.Contains(t.cells[i+1].Left, t.texts[i])
	case len(left) < nearest:
		t.corner[t.texts[i]] = left[len(left)-1]
	}
	for _, l := range left {
		is := t.label(l)
		t.list[t.texts[i]] = t.list[t.texts[i]] || is.sort == saysName && !bodiesBelow.MatchString(is.words) || is.sort == saysOther || is.unit == "" && lists.MatchString(plain(l))
		t.event[t.texts[i]] = t.event[t.texts[i]] || events.MatchString(plain(l))
	}
}

// nearest is how many labels of a row and of a column a cell knows.
const nearest = 3

// label reads a label once.
func (t *table) label(text string) caption {
	l, ok := t.labels[text]
	if !ok {
		l = t.binder.label(text)
		t.labels[text] = l
	}
	return l
}

// sentence is what the labels of a cell say of its numbers: the headings in lines of their own, then one line with ▢ where a number stands.
type sentence struct {
	text  string
	total bool // a number over all that the table lists
}

// place is the sign for a number in a sentence.
const place = "▢"

// gist is what the labels of a cell say.
type gist struct {
	times  []string
	name   string
	change string   // 同比
	fell   bool     // and how: 下降
	units  []string // the likeliest first
	titles []string
	corner string    // 矛盾纠纷 of the row 矛盾纠纷 排查 化解
	words  [2]string // of the row and of the column
	total  bool
	thing  [2]bool // labels name something that is counted
	odd    int
	counts bool // so do the words that are left of them
}

// sentences gives the sentences by which the slots of a cell may be read; none if its labels say that it is no number.
func (t *table) sentences(i int, slots []Slot) []sentence {
	c := t.cells[i]
	t.outside(c.From)
	if len(slots) == 1 && slots[0].Kind != KindText {
		return nil
	}
	s, ok := t.gist(i)
	var body strings.Builder
	at := c.From
	for _, slot := range slots {
		body.WriteString(string(t.text[at:slot.Place.From]) + place)
		at = slot.Place.To
	}
	body.WriteString(string(t.text[at:c.To]))
	text := strings.TrimSpace(body.String())
	if !t.alone(c, slots) {
		return []sentence{{t.context(s) + s.lead() + text, s.total}}
	}
	if !ok {
		return nil
	}
	if strings.HasSuffix(text, place) && len(s.units) > 0 {
		text += s.units[0]
	}
	if s.change != "" {
		share := strings.HasSuffix(text, "%") || strings.HasSuffix(text, "％")
		s.change += map[bool]map[bool]string{true: {true: "下降", false: "增长"}, false: {true: "减少", false: "增加"}}[share][s.fell]
	}
	left, above := s.words[0], s.words[1]
	if !s.counts && s.change == "" && left+above != "" {
		left = join(t.subject(s), left)
	}
	if left+above+s.change == "" && len(s.titles) == 0 {
		return nil
	}
	orders := []string{join(left, above)}
	if left != "" && above != "" {
		orders = append(orders, join(above, left))
	}
	var out []sentence
	for _, words := range orders {
		out = append(out, sentence{t.context(s) + s.lead() + words + s.change + text, s.total})
	}
	return out
}

// join sets words behind others. 其中 at the beginning is left out: nobody could tell of what.
func join(a, b string) string {
	a = strings.TrimPrefix(a, "其中")
	if a == "" {
		return strings.TrimPrefix(b, "其中")
	}
	if strings.HasPrefix(b, "其中") {
		return a + "，" + b
	}
	return a + b
}

// abouts are the ends of a heading that say nothing of what it is about.
var abouts = regexp.MustCompile(`(工作|项目|事项|情况|台账|统计|汇总|登记|一览|明细|表)+$`)

// subject is what the headings of a table count, if they say that and nothing else: 矛盾纠纷调处情况.
func (t *table) subject(s gist) string {
	for _, heading := range append(slices.Clone(s.titles), s.corner, t.over, t.heads[2], t.heads[1], t.heads[0], t.title) {
		if heading == "" {
			continue
		}
		l := t.label(abouts.ReplaceAllString(heading, ""))
		if l.sort == saysWords && l.topic {
			return l.words
		}
	}
	return ""
}

// lead is the part of a sentence that says of whom and when: 柳荫社区：去年上半年.
func (s *gist) lead() string {
	out := ""
	if s.name != "" {
		out = s.name + "："
	}
	slices.SortStableFunc(s.times, func(a, b string) int { return yearLast(b) - yearLast(a) })
	for i, w := range s.times {
		if i == 0 || !slices.Contains(s.times[:i], w) {
			out += w
		}
	}
	return out
}

// yearLast orders times: 去年 and 2022年 stand before 上半年.
func yearLast(time string) int {
	if dated.MatchString(time) || strings.HasSuffix(time, "年") && !strings.HasSuffix(time, "半年") {
		return 1
	}
	return 0
}

// narrowing reports whether the labels of a cell say of whom or when the words in it are.
func (t *table) narrowing(i int) bool {
	s, _ := t.gist(i)
	return (s.name != "" || len(s.times) > 0)
}

// gist reads the labels of a cell.
func (t *table) gist(i int) (s gist, ok bool) {
	var sides [2][]caption
	for _, text := range t.row(i) {
		sides[0] = append(sides[0], t.label(text))
	}
	above := t.said(t.cells[i].Above)
	for _, text := range above {
		sides[1] = append(sides[1], t.label(text))
	}
	for n, text := range above {
		s.corner = cmp.Or(s.corner, t.corner[plain(text)])
		if l := &sides[1][n]; l.sort == saysWords && len(t.cells[i].Left) > 0 && !bodiesBelow.MatchString(l.words) && t.single[text] {
			l.state = true
		}
	}
	ok = !t.refuses(i, sides)
	for side, labels := range sides {
		s.thing[side] = slices.ContainsFunc(labels, func(l caption) bool { return l.sort == saysWords && l.some && !l.state })
	}
	for side, labels := range sides {
		s.words[side] = t.words(&s, side, labels)
	}
	t.rate(&s)
	s.units = t.units(i, sides)
	return s, ok
}

// refuses reports whether the labels of a cell say that it holds no number, or one of an entry that only its row tells apart.
func (t *table) refuses(i int, sides [2][]caption) bool {
	for side, labels := range sides {
		first := slices.IndexFunc(labels, func(l caption) bool { return l.sort != saysNothing || l.unit == "" })
		if first >= 0 && (labels[0].sort == saysOther || labels[first].sort == saysOther || side == 1 && labels[0].sort == saysName) {
			return true
		}
	}
	if len(sides[1]) == 0 {
		return false
	}
	column := plain(t.said(t.cells[i].Above)[0])
	whole := slices.ContainsFunc(sides[0], func(l caption) bool { return l.sort == saysTime || l.total || l.sort == saysNothing && l.unit == "" })
	return t.event[column] && !whole || len(sides[0]) == 0 && (t.list[column] || sides[1][0].unit == "" && lists.MatchString(column))
}

// words gives what the labels of a side name, and notes what else they say.
func (t *table) words(s *gist, side int, labels []caption) string {
	words := []string{}
	for n, l := range labels {
		s.total = s.total || l.total
		switch l.sort {
		case saysTime:
			s.times = append(s.times, l.time)
		case saysTitle:
			s.titles = append(s.titles, l.words)
		case saysChange:
			if s.change == "" {
				s.change, s.fell = l.words, l.fell
			}
		case saysWords:
			if l.time != "" {
				s.times = append(s.times, l.time)
			}
			switch {
			case s.name == "" && l.names(s.thing[1-side]):
				s.name = l.words
			case l.state && (side == 1 || s.thing[1-side] || len(words) > 0), len(words) > 0 && !l.thing && !l.part:
				s.titles = append(s.titles, l.words)
			default:
				words = append(words, t.part(side, n, l, labels))
				s.counts = s.counts || l.thing
				s.odd += l.odd
			}
		}
	}
	slices.Reverse(words)
	all := ""
	for _, w := range words {
		all = join(all, w)
	}
	if len(words) > 0 && strings.HasPrefix(words[0], "其中") {
		all = "其中" + strings.TrimPrefix(all, "其中")
	}
	if len(words) > 0 && s.thing[side] {
		t.recent[side] = strings.TrimSuffix(strings.TrimPrefix(all, "其中"), "数")
	}
	return all
}

// rate lets 办结率 be of what the row or the column before counts.
func (t *table) rate(s *gist) {
	for side, words := range s.words {
		if strings.HasSuffix(words, "率") && !s.counts && s.odd == 0 {
			s.words[side] = t.recent[side] + words
		}
	}
}

// part gives the words of a label, those of what it is some of before them.
func (t *table) part(side, n int, l caption, labels []caption) string {
	switch {
	case !l.part:
		if n == 0 {
			t.whole[side] = l.words
		}
		return l.words
	case slices.ContainsFunc(labels[n+1:], func(l caption) bool { return l.sort == saysWords }) || t.whole[side] == "":
		return "其中" + l.words
	}
	return t.whole[side] + "，其中" + l.words
}

// bodiesBelow is how a name of an organisation or area below ends.
var bodiesBelow = regexp.MustCompile(`(社区|支部|党委|党总支|党小组|网格|片区|村|街道|小区|园区|楼栋|居委会)$`)

// category is how a label ends that puts others together.
var category = regexp.MustCompile(`党建|治理|服务|民生|思想|作风|平安|文化|宣传|群众|(引领|创新|稳定|阵地|队伍|品牌|共治|自治|共建|安全|培训|学习|工作|建设|服务|治理|管理|教育|生活|类|方面|活动|发展|情况|保障|领域|板块|指标|任务|项目|率|数|比|度)$`)

// names reports whether a label is the name of an organisation or area below. thing says that the other labels name what is counted.
func (l caption) names(thing bool) bool {
	n := runes(l.words)
	return l.below || l.odd == n && n > 1 && !category.MatchString(l.words) || bodiesBelow.MatchString(l.words) && (l.odd > 0 || thing)
}

// units gives the unit of a cell's number: of labels that are a unit, of the column's label, of the row's, of the unit's own column.
func (t *table) units(i int, sides [2][]caption) (units []string) {
	var bare, words, rest []string
	for _, side := range []int{1, 0} {
		for n, l := range sides[side] {
			switch {
			case l.unit == "":
			case l.unit == "%" || l.unit == "％":
				units = append(units, l.unit)
			case l.words == "" && l.sort == saysNothing && n == 0 && !l.vague:
				bare = append(bare, l.unit)
			case l.words != "" && n == 0:
				words = append(words, l.unit)
			default:
				rest = append(rest, l.unit)
			}
		}
	}
	if u := t.beside(i); u != "" {
		words = append(words, u)
	}
	return slices.Concat(units, bare, words, rest)
}

// farthest is how many cells of a row are looked at.
const farthest = 40

// beside finds a unit in a cell of its own in the row.
func (t *table) beside(i int) string {
	for n := i - 1; n >= max(0, i-farthest) && !t.isLabel[n]; n-- {
		if u := t.unitOf(t.texts[n]); u != "" {
			return u
		}
	}
	if i+1 < len(t.cells) && len(t.cells[i+1].Above) > 0 && strings.HasSuffix(t.cells[i+1].Above[0], "单位") {
		return t.unitOf(t.texts[i+1])
	}
	return ""
}

// said leaves out of labels what is a number or a blank with its unit.
func (t *table) said(labels []string) []string {
	is := func(l string) bool { return lone.MatchString(plain(l)) && t.label(l).sort != saysTime }
	if !slices.ContainsFunc(labels, is) {
		return labels
	}
	return slices.DeleteFunc(slices.Clone(labels), is)
}

// row gives the labels left of a cell without those of other numbers in its row: 党员总数 xx 网格数 xx.
func (t *table) row(i int) []string {
	left := t.said(t.cells[i].Left)
	n := i - 1
	for k := range left {
		for n >= max(0, i-farthest) && t.texts[n] != plain(left[k]) {
			if k > 0 && t.isLabel[n] {
				return left // it goes over several rows
			}
			n--
		}
		if n < max(0, i-farthest) {
			return left
		}
		n--
		if k+1 < len(left) && n >= 0 && !t.isLabel[n] && t.unitOf(t.texts[n]) == "" {
			for n >= max(0, i-farthest) && !t.isLabel[n] {
				n--
			}
			if n >= 0 && t.texts[n] == plain(left[k+1]) {
				return left[:k+1]
			}
			return left
		}
	}
	return left
}

// labelling reports whether a cell's text is a label.
func (t *table) labelling(text string) bool {
	first := rune(0)
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) || r == first {
			continue
		}
		if first != 0 {
			return t.unitOf(text) == "" && (!lone.MatchString(text) || t.label(text).sort == saysTime)
		}
		first = r
	}
	return first != 0 && text[0] < 0x80 && t.label(text).sort == saysTime
}

// lone is how a cell looks that holds a number or a blank with a unit.
var lone = regexp.MustCompile(`^[约近共]?([\d０-９.,%]+|[xX*_×]+)\p{Han}{0,3}$`)

// plain is a text without blanks.
func plain(text string) string { return strings.Join(strings.Fields(text), "") }

// outside reads the lines between the cells, up to a place: the title, the headings, what stands above a table.
func (t *table) outside(to int) {
	for t.until < to {
		end := t.until
		for end < len(t.text) && !isBreak(t.text[end]) {
			end++
		}
		if !t.inCell(t.until) {
			t.line(strings.TrimSpace(string(t.text[t.until:end])))
		}
		t.until = end + 1
	}
}

func (t *table) line(line string) {
	if line == "" || runes(line) > longestHeading || strings.ContainsAny(line, "。；") {
		if line != "" {
			t.over = ""
		}
		return
	}
	for level, n := range numbering {
		if n.MatchString(line) {
			t.heads[level], t.over = line, ""
			clear(t.heads[level+1:])
			return
		}
	}
	if t.title == "" {
		t.title = line
		return
	}
	t.over = line
}

// inCell reports whether a place stands in a cell.
func (t *table) inCell(at int) bool {
	i, _ := slices.BinarySearchFunc(t.cells, at, func(c Cell, at int) int { return c.From - at })
	if i < len(t.cells) && t.cells[i].From == at {
		return true
	}
	return i > 0 && at < t.cells[i-1].To
}

// context gives the headings of a cell, a line each: of the text, of the section, of the table.
func (t *table) context(s gist) string {
	section := strings.Join(t.heads[:], " ")
	table := strings.Join(append(slices.Clone(s.titles), t.over), " ")
	out := ""
	for _, l := range []string{t.title, section, table} {
		if l = strings.TrimSpace(l); l != "" {
			out += string([]rune(l)[:min(runes(l), longestHeading-4)]) + "\n"
		}
	}
	return out
}
