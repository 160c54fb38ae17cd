package report

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// sentence is what the labels of a cell say of its numbers: the headings in lines of their own, then one line with ▢ where a number
// stands.
type sentence struct {
	text  string
	total bool // a number over all that the table lists
}

// box is the sign for a number in a sentence.
const box = "▢"

// gist is what the labels of a cell say.
type gist struct {
	times  []string
	name   string
	body   bool     // the name says so by its end: 柳荫社区
	change string   // 同比
	fell   bool     // and how: 下降
	units  []string // the likeliest first
	titles []string
	corner string    // 矛盾纠纷 of the row 矛盾纠纷 排查 化解
	words  [2]string // of the row and of the column
	total  bool
	thing  [2]bool   // labels name something that is counted
	beside [2]string // the labels of the other side, of the row's words those of the column
	odd    int       // runes of the words that no lexicon knows
	counts bool      // so do the words that are left of them
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
		body.WriteString(string(t.text[at:slot.Place.From]) + box)
		at = slot.Place.To
	}
	body.WriteString(string(t.text[at:c.To]))
	text := strings.TrimSpace(body.String())
	if !t.alone(c, slots) {
		if !s.body { // 主要做法 is no name of those who did it
			s.name = ""
		}
		said := strings.FieldsFunc(text, func(r rune) bool { return r == '。' || isBreak(r) })
		return []sentence{{t.context(s) + s.lead() + strings.Join(said, "。"+s.lead()), s.total}}
	}
	if !ok {
		return nil
	}
	if strings.HasSuffix(text, box) && len(s.units) > 0 {
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
	for _, years := range []bool{true, false} {
		for i, w := range s.times {
			if ofYear(w) == years && !slices.Contains(s.times[:i], w) {
				out += w
			}
		}
	}
	return out
}

// headYear is the year that a heading names.
var headYear = regexp.MustCompile(`\d{4}年`)

// ofYear reports whether a time names a year: 去年, 2022年, 2022年上半年. It stands before 上半年.
func ofYear(time string) bool {
	return dated.MatchString(time) || strings.HasSuffix(time, "年") && !strings.HasSuffix(time, "半年")
}

// narrowing reports whether the labels of a cell say of whom or when the words in it are.
func (t *table) narrowing(i int) bool {
	s, _ := t.gist(i)
	return s.name != "" && s.body || len(s.times) > 0
}

// gist reads the labels of a cell.
func (t *table) gist(i int) (s gist, ok bool) {
	t.note(i)
	var sides [2][]caption
	for _, text := range t.row(i) {
		sides[0] = append(sides[0], t.label(text))
	}
	above := t.said(t.cells[i].Above)
	for _, text := range above {
		sides[1] = append(sides[1], t.label(text))
	}
	for n, text := range above {
		s.corner = cmp.Or(s.corner, t.rows[plain(text)].corner)
		if l := &sides[1][n]; l.sort == saysWords && len(t.cells[i].Left) > 0 && !bodiesBelow.MatchString(l.words) && t.rows[plain(text)].single {
			l.state = true
		}
	}
	s.beside = [2]string{strings.Join(above, " "), strings.Join(t.cells[i].Left, " ")}
	ok = !t.refuses(i, sides)
	for side, labels := range sides {
		s.thing[side] = slices.ContainsFunc(labels, func(l caption) bool { return l.sort == saysWords && l.some && !l.state })
	}
	for side, labels := range sides {
		s.words[side] = t.words(&s, side, labels)
	}
	t.rate(&s)
	if t.checking && !slices.ContainsFunc(s.times, ofYear) {
		for _, heading := range append(slices.Clone(s.titles), t.over, t.title) {
			if year := headYear.FindString(heading); year != "" && year != figures(t.scope.Period.To.Year())+"年" {
				s.times = append(s.times, year)
				break
			}
		}
	}
	if t.named != "" && !slices.ContainsFunc(above, func(l string) bool { return plain(l) == t.named }) {
		s.titles = append(s.titles, cmp.Or(t.label(t.named).words, t.named))
	}
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
	c := t.cells[i]
	above := t.said(c.Above)
	if len(above) == 0 {
		return c.From == c.To && t.besideNothing(c, sides[0])
	}
	row := t.rows[plain(above[0])]
	if len(sides[0]) > 0 {
		whole := slices.ContainsFunc(sides[0], func(l caption) bool { return l.sort == saysTime || l.total || l.sort == saysNothing && l.unit == "" })
		return row.events && !whole
	}
	listed := len(above) > 1 && row.first && !row.single && !t.rows[plain(above[1])].single
	return row.events || row.names || listed || sides[1][0].unit == "" && lists.MatchString(plain(above[0]))
}

// besideNothing reports whether an empty cell with no label above stands right of a title, or of another number.
func (t *table) besideNothing(c Cell, left []caption) bool {
	if len(left) == 0 || len(t.said(c.Left[:1])) == 0 {
		return true
	}
	return left[0].unit == "" && (left[0].state || chapter.MatchString(plain(c.Left[0])))
}

// chapter is how the title of a table begins that is no label of a number.
var chapter = regexp.MustCompile(`^(第?[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])`)

// words gives what the labels of a side name, and notes what else they say.
func (t *table) words(s *gist, side int, labels []caption) string {
	words := []string{}
	for n, l := range labels {
		s.total = s.total || l.total
		if l.time != "" {
			s.times = append(s.times, l.time)
		}
		switch l.sort {
		case saysTitle:
			s.titles = append(s.titles, l.words)
		case saysChange:
			if s.change == "" {
				s.change, s.fell = l.words, l.fell
			}
		case saysWords:
			switch {
			case s.name == "" && l.names(s.thing[1-side]):
				s.name, s.body = l.words, l.below || bodiesBelow.MatchString(l.words)
			case l.state && (side == 1 || s.thing[1-side] || len(words) > 0), len(words) > 0 && !l.thing && !l.part:
				s.titles = append(s.titles, l.words)
			default:
				words = append(words, t.part(s, side, n, labels))
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
		t.recent[side] = earlier{strings.TrimSuffix(strings.TrimPrefix(all, "其中"), "数"), s.beside[side]}
	}
	return all
}

// rate lets 办结率 be of what the row or the column before counts.
func (t *table) rate(s *gist) {
	for side, words := range s.words {
		if strings.HasSuffix(words, "率") && !s.counts && s.odd == 0 {
			s.words[side] = t.recent[side].said(s.beside[side]) + words
		}
	}
}

// part gives the words of a label, those of what it is some of before them.
func (t *table) part(s *gist, side, n int, labels []caption) string {
	l, whole := labels[n], t.whole[side].said(s.beside[side])
	switch {
	case !l.part:
		if n == 0 {
			t.whole[side] = earlier{l.words, s.beside[side]}
		}
		return l.words
	case slices.ContainsFunc(labels[n+1:], func(l caption) bool { return l.sort == saysWords }) || whole == "":
		return "其中" + l.words
	}
	return whole + "，其中" + l.words
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
