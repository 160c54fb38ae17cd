package report

import "strings"

// characters reads 十三, 一千二百三十四, 两, 百余, 数十.
func (c counter) characters(i int) (n numeral, end int, ok bool) {
	if c.rune(i-1) != 0 && strings.ContainsRune(natives, c.rune(i-1)) {
		return n, i + 1, false
	}
	for end = i; end < len(c.text) && strings.ContainsRune(natives, c.text[end]); end++ {
	}
	if c.text[i] == '上' {
		if end = i + 1; c.rune(end) != '百' && c.rune(end) != '千' && c.rune(end) != '万' {
			return n, end, false
		}
		n = numeral{Place: Place{i, end + 1}, sort: atLeast, native: true}
		n.low = decimal{value: map[rune]int64{'百': 100, '千': 1000, '万': 10000}[c.text[end]]}
		n.high = n.low
		return n, end + 1, true
	}
	low, high, whole := spoken(c.text[i:end])
	if low < 0 {
		return n, end, false
	}
	n = numeral{Place: Place{i, end}, low: decimal{value: low}, high: decimal{value: high}, native: true}
	if whole {
		return n, end, true
	}
	return n, end, false
}

// spoken gives what Chinese characters say: a number, or the ends of 数十, 十几, 三四十. low is -1 for no number.
func spoken(text []rune) (low, high int64, ok bool) {
	switch string(text) {
	case "十几", "十数":
		return 11, 19, true
	case "几十", "数十":
		return 20, 99, true
	case "数百", "几百":
		return 200, 999, true
	case "数千", "几千":
		return 2000, 9999, true
	case "数万", "几万":
		return 20000, 99999, true
	}
	var total, section, last int64
	seen := false
	for i, r := range text {
		d, isDigit := digit(r)
		if r == '两' {
			d, isDigit = 2, true
		}
		if isDigit {
			if last > 0 && i > 0 {
				return -1, -1, false // 一二, 二〇二三
			}
			last, seen = int64(d), true
			continue
		}
		unit := map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10000, '亿': 100000000}[r]
		switch {
		case unit == 0:
			return -1, -1, false
		case unit < 10000:
			if last == 0 && (i == 0 || unit == 10 && section >= 100) {
				last = 1
			}
			if last == 0 {
				return -1, -1, false
			}
			section += last * unit
		default:
			if section += last; section == 0 && i == 0 {
				section = 1 // 近万人次
			}
			if section == 0 {
				return -1, -1, false
			}
			total = (total + section) * unit
			section = 0
		}
		last, seen = 0, true
	}
	if total += section + last; !seen || total == 0 {
		return -1, -1, false
	}
	return total, total, true
}
