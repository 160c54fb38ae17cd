package report

import (
	"slices"
	"strings"
)

// numeral is a number that a text says, and how exactly.
type numeral struct {
	Place        // its figures
	full   Place // with what belongs to it: 1.2万, 20余, 85.7%, 百分之九十五
	low    decimal
	high   decimal // of a run of numbers: 20—30; else low
	sort   nearness
	zeros  int  // 万 is 4, 亿 is 8
	minus  bool // a sign before it makes it negative: its figures begin with it, low and high are without it
	share  bool // a percentage
	native bool // in Chinese characters
}

// decimal is a number in tenths to the power of its places.
type decimal struct {
	value  int64
	places int
}

// nearness is how a number is meant.
type nearness uint8

const (
	exactly nearness = iota
	over             // 20余, 20多
	nearly           // 近20
	about            // 约20, 20左右
	atLeast          // 20以上, 超过20
	atMost           // 20以内
)

// mostDigits is how long a number may be; longer ones are codes.
const mostDigits = 12

// numerals finds the numbers of a text that count or measure something: no dates, ordinals, codes, levels or slogans. What
// lies in a slot is left out.
func numerals(text []rune, slots []Slot) (found []numeral) {
	r := counter{text: text}
	for i := 0; i < len(text); {
		for len(slots) > 0 && slots[0].Place.To <= i {
			slots = slots[1:]
		}
		if len(slots) > 0 && slots[0].Place.From <= i {
			i = max(slots[0].Place.To, i+1)
			continue
		}
		if hasAt(text, i, "百分之") {
			i += 3
		}
		if i >= len(text) || !r.begins(i) {
			i++
			continue
		}
		if w, end := whenAt(text, i); w != nil {
			i = end
			continue
		}
		n, end, ok := r.read(i)
		if ok && (len(slots) == 0 || n.full.To <= slots[0].Place.From) {
			found = append(found, n)
		}
		i = max(end, i+1)
	}
	return found
}

// counter reads numbers in a text.
type counter struct{ text []rune }

func (c counter) rune(i int) rune {
	if i < 0 || i >= len(c.text) {
		return 0
	}
	return c.text[i]
}

func (c counter) at(i int, words ...string) string {
	longest := ""
	for _, w := range words {
		if len(w) > len(longest) && hasAt(c.text, i, w) {
			longest = w
		}
	}
	return longest
}

func (c counter) ends(i int, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { n := i - len([]rune(w)); return n >= 0 && hasAt(c.text, n, w) })
}

func isFigure(r rune) bool { return isDigit(r) || '０' <= r && r <= '９' }

// natives are the characters of which Chinese numbers are made.
const natives = "〇零一二三四五六七八九十百千万亿两几数"

// begins reports whether a number may begin at i.
func (c counter) begins(i int) bool {
	return isFigure(c.text[i]) || c.negative(i) || strings.ContainsRune("一二三四五六七八九十百千两几数上", c.text[i]) || c.text[i] == '万' && c.ends(i, "近", "超", "逾", "约", "超过")
}

// read reads the number that begins at i, and says where to go on.
func (c counter) read(i int) (n numeral, end int, ok bool) {
	switch {
	case isFigure(c.text[i]):
		n, end, ok = c.figures(i, c.rune(i-1))
	case c.signed(i):
		n, end, ok = c.figures(i+1, 0)
		n.From, n.minus = i, true
	default:
		n, end, ok = c.characters(i)
	}
	if !ok {
		return n, end, false
	}
	n.full = n.Place
	c.magnitude(&n)
	c.percent(&n)
	c.around(&n)
	return n, max(end, n.full.To), c.counts(&n)
}

// figures reads 1,234.5, and 20—30 as one. before is what stands before it.
func (c counter) figures(i int, before rune) (n numeral, end int, ok bool) {
	d, end, ok := c.decimal(i)
	n = numeral{Place: Place{i, end}, low: d, high: d}
	after := c.rune(end)
	coded := func(r rune) bool { return isLatin(r) || r != 0 && strings.ContainsRune("_/\\:：=#@&~^", r) }
	if !ok || isLatin(before) || isLatin(after) && !strings.ContainsRune("m", after) || before != 0 && strings.ContainsRune("+＋-–_/\\.:#@&~^", before) || after != 0 && strings.ContainsRune("+＋_/\\:#@&^~=×*", after) && !coded(0) {
		for end < len(c.text) && (isFigure(c.text[end]) || isLatin(c.text[end]) || strings.ContainsRune("-–_/\\.:+＋~", c.text[end])) {
			end++
		}
		return n, end, false
	}
	if c.rune(end) == ':' || c.rune(end) == '：' && isFigure(c.rune(end+1)) && i > 0 && c.rune(i-1) != ' ' {
		return n, end + 1, false // 9:00, 5:4:1
	}
	dash := c.at(end, "—", "——", "-", "－", "–", "~", "～", "至", "到")
	if dash == "" {
		return n, end, true
	}
	next := end + len([]rune(dash))
	if d, stop, ok := c.decimal(next); ok && isFigure(c.rune(next)) {
		if more(n.low, d) && c.unit(stop) != nil {
			n.high, n.Place.To = d, stop
			return n, stop, true
		}
		if dash != "至" && dash != "到" {
			for stop < len(c.text) && (isFigure(c.text[stop]) || c.text[stop] == '-') {
				stop++
			}
			return n, stop, false // 0571-8888
		}
	}
	return n, end, true
}

// more reports whether the second is the greater.
func more(a, b decimal) bool {
	for ; a.places < b.places; a.places++ {
		a.value *= 10
	}
	for ; b.places < a.places; b.places++ {
		b.value *= 10
	}
	return a.value < b.value
}

// decimal reads digits with commas between thousands and at most one point.
func (c counter) decimal(i int) (d decimal, end int, ok bool) {
	start, point := i, false
	for ; i < len(c.text); i++ {
		switch r := c.text[i]; {
		case isFigure(r):
			v, _ := digit(r)
			if i-start > mostDigits {
				for i < len(c.text) && isFigure(c.text[i]) {
					i++
				}
				return d, i, false
			}
			d.value = d.value*10 + int64(v)
			if point {
				d.places++
			}
		case (r == ',' || r == '，') && !point && c.thousands(i, start):
		case (r == '.' || r == '．') && !point && isFigure(c.rune(i+1)):
			point = true
		case (r == '.' || r == '．') && point && isFigure(c.rune(i+1)):
			for i < len(c.text) && (isFigure(c.text[i]) || c.text[i] == '.') {
				i++
			}
			return d, i, false // 2023.8.31
		default:
			return d, i, i > start
		}
	}
	return d, i, i > start
}

// thousands reports whether the comma at i stands between the thousands of a number.
func (c counter) thousands(i, start int) bool {
	if i-start > 3 && c.rune(i-4) != ',' && c.rune(i-4) != '，' {
		return false
	}
	for n := 1; n <= 3; n++ {
		if !isFigure(c.rune(i + n)) {
			return false
		}
	}
	if c.text[i] == '，' { // 18，200名 is rare: only between full-width digits
		return !isDigit(c.rune(i+1)) && !isFigure(c.rune(i+4))
	}
	return !isFigure(c.rune(i + 4))
}

// magnitude reads 万, 亿 and 余 behind the figures.
func (c counter) magnitude(n *numeral) {
	at := c.spaces(n.full.To)
	rest := func(w string) bool { at += len([]rune(w)); n.full.To = at; return true }
	if w := c.at(at, "余", "多"); w != "" && (c.unit(at+1) != nil || c.at(at+1, "万", "亿", "%", "％", "个") != "") {
		n.sort = over
		rest(w)
	}
	if !n.native || n.sort == over {
		if w := c.at(at, "万", "亿", "千", "百"); w != "" && !n.share && (c.unit(at) != nil || c.unit(at+1) != nil || c.at(at+1, "余", "多") != "" || isPunct(c.rune(at+1))) {
			n.zeros = map[string]int{"万": 4, "亿": 8, "千": 3, "百": 2}[w]
			rest(w)
		}
	}
	if w := c.at(at, "余", "多"); w != "" && n.sort != over && (c.unit(at+1) != nil || isPunct(c.rune(at+1))) {
		n.sort = over
		rest(w)
	}
}

// percent reads the sign behind, 百分之 before, 成, and 率达99 without a sign.
func (c counter) percent(n *numeral) {
	at := c.spaces(n.full.To)
	switch {
	case c.at(at, "%", "％") != "":
		n.share, n.full.To = true, at+1
	case c.ends(n.From, "百分之"):
		n.share, n.full.From = true, n.From-3
	case c.at(at, "成") != "" && builtin.at(c.text, at) != nil && string(builtin.at(c.text, at).text) == "成" && n.low.value < 10 && n.zeros == 0:
		n.share, n.full.To = true, at+1
		n.low.value, n.high.value = n.low.value*10, n.high.value*10
	case c.unit(at) == nil && rateEnd(string(c.text[max(0, n.From-6):n.From])):
		n.share = true
	}
}

// rateEnd reports whether words name a rate whose number comes next: 成功率达.
func rateEnd(before string) bool {
	before = strings.TrimRight(before, " \u3000")
	for _, w := range []string{"达到", "达", "为", "保持在", "约", "是", "：", ":", "至", "到"} {
		if rest, ok := strings.CutSuffix(before, w); ok {
			before = rest
			break
		}
	}
	return strings.HasSuffix(before, "率") || strings.HasSuffix(before, "满意度")
}

// around reads the words that say how exactly a number is meant.
func (c counter) around(n *numeral) {
	from := n.full.From
	for from > 0 && isSpace(c.text[from-1]) {
		from--
	}
	at := n.full.To
	if _, end := unitAt(builtin, c.text, at); c.unit(at) != nil {
		at = end + len(c.unit(at).text)
	}
	switch {
	case c.ends(from, "近", "将近", "接近") && !c.ends(from, "最近", "附近"):
		n.sort = nearly
	case c.ends(from, "超过", "超", "逾", "突破", "多于", "高于", "不少于", "不低于", "至少"):
		if n.sort != over {
			n.sort = atLeast
		}
	case c.ends(from, "不超过", "不多于", "不到", "少于", "低于"):
		n.sort = atMost
	case c.ends(from, "约", "大约", "大概"), c.at(at, "左右", "上下") != "":
		n.sort = about
	case c.at(at, "以上", "之上") != "":
		n.sort = atLeast
	case c.at(at, "以内", "以下") != "":
		n.sort = atMost
	}
}

func (c counter) spaces(i int) int {
	for isSpace(c.rune(i)) {
		i++
	}
	return i
}

// unit is the unit behind a number that ends at i.
func (c counter) unit(i int) *word {
	w, _ := unitAt(builtin, c.text, i)
	return w
}
