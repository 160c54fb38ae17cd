package report

import "strings"

// token is a word that stands in the text.
type token struct {
	*word
	from, to int
	when     *when // of a time
}

// Words that no list can hold: a time that is told in figures, a year to come that is left blank, and an organisation below.
var (
	timed   = &word{sense: isTimed}
	coming  = &word{sense: isTimed | isPlan}
	beneath = &word{sense: isBelow}
)

// What a word of a list says of time.
var (
	unknowable = &when{sort: anyTime}
	now        = &when{sort: nowTime}
	reported   = &when{sort: nowTime, blank: true}
	wholly     = &when{sort: wholeTime}
)

// tokens cuts a stretch of the text into the words that the lexicon knows; what lies in a slot is left out.
func (b *binder) tokens(from, to int, slots []Slot) (found []token) {
	for i := from; i < to; {
		for len(slots) > 0 && slots[0].Place.To <= i {
			slots = slots[1:]
		}
		if len(slots) > 0 && slots[0].Place.From <= i {
			i = slots[0].Place.To
			if t, ok := b.blankTime(&slots[0], i, to); ok {
				found = append(found, t)
				i = t.to
			}
			continue
		}
		t, ok := b.token(i)
		if !ok {
			i++
			continue
		}
		if len(slots) > 0 && t.to > slots[0].Place.From {
			t.to = slots[0].Place.From
		}
		found = append(found, t)
		i = t.to
	}
	return found
}

// blankTime reads the time of which a slot is a part: x月, 20XX年 where that is not the report's.
func (b *binder) blankTime(s *Slot, at, to int) (token, bool) {
	switch {
	case at >= to || s.Text == "":
	case s.Kind == KindYear && b.text[at] == '年':
		end := at + 1
		for _, w := range []string{"年以来", "年初以来", "年初起", "年起"} {
			if hasAt(b.text, at, w) {
				end = max(end, at+len([]rune(w)))
			}
		}
		return token{timed, at, min(end, to), reported}, true
	case s.Kind == KindNextYear && b.text[at] == '年' && !b.planAt(at):
		return token{coming, s.Place.From, at + 1, nil}, true
	case strings.ContainsRune("月日", b.text[at]), s.Kind == KindText && b.text[at] == '年':
		return token{timed, at, at + 1, unknowable}, true
	}
	return token{}, false
}

// token reads the word at i: a time, an organisation or an area below, or what the lexicon knows.
func (b *binder) token(i int) (token, bool) {
	w := b.at(b.text, i)
	if t, end := whenAt(b.text, i); t != nil && (w == nil || end >= i+len(w.text)) {
		if w == nil || end > i+len(w.text) {
			w = timed
		}
		return token{w, i, end, t}, true
	}
	if t, ok := b.below[i]; ok && (!w.is(isBelow) || t.to > i+len(w.text)) {
		return t, true
	}
	if end := b.numbered(i); end > i && (w == nil || end > i+len(w.text)) {
		return token{beneath, i, end, nil}, true
	}
	if w == nil {
		return token{}, false
	}
	if w.text[0] == '已' && len(w.text) > 1 { // 已走访居民 tells of 走访居民
		if inner := b.at(b.text, i+1); inner.has(roleThing) && len(inner.text) >= len(w.text)-1 {
			w = b.at(w.text[:1], 0)
		}
	}
	t := token{w, i, i + len(w.text), nil}
	switch {
	case w.is(isNarrow):
		t.when = unknowable
	case w.is(isNow):
		t.when = now
	case w.is(isWhole):
		t.when = wholly
	}
	return t, true
}

// parts of an organisation or its ground are told apart by numbers.
var parts = []string{"网格党支部", "网格党小组", "党支部", "支部", "党小组", "党总支", "网格", "片区", "居民小组", "村民小组"}

// numbered gives the end of 第三网格党支部; i if nothing of the kind stands there.
func (b *binder) numbered(i int) int {
	if b.text[i] != '第' {
		return i
	}
	end := i + 1
	for end < len(b.text) && (isDigit(b.text[end]) || strings.ContainsRune("一二三四五六七八九十", b.text[end])) {
		end++
	}
	longest := i
	for _, w := range parts {
		if end > i+1 && hasAt(b.text, end, w) {
			longest = max(longest, end+len([]rune(w)))
		}
	}
	return longest
}
