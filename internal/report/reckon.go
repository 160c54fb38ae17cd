package report

import (
	"regexp"
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// sum is what the numbers of a sentence make of one another.
type sum struct {
	values []int64 // what may be meant, in the base unit
	sure   bool    // nothing else can be meant
	what   string  // in words
}

// Words right before a number that is a sum or a share of those before it.
var (
	adds   = regexp.MustCompile(`(合计|共计|总计|累计|共|总共|一共|总数)(为|达|达到|是|有)?$`)
	addsUp = regexp.MustCompile(`(合计|共计|总计|总共|一共)(为|达|达到|是|有)?$`)
	shares = regexp.MustCompile(`(占|占比|占比为|占比达|比例为|占比约|占了|约占|分别占)(\p{Han}{0,8}的)?(约|近|超|超过|达)?$`)
)

// reckon finds the sums and shares whose parts stand in the same sentence.
func (b *binder) reckon(places []Slot) {
	from := 0 // the first number of the sentence
	for i := range places {
		if i > 0 && b.parted(places[i-1].Place.To, places[i].Place.From) {
			from = i
		}
		n := b.numbers[places[i].Place.From]
		if n == nil || n.Place != places[i].Place {
			continue
		}
		begin := max(0, n.full.From-12)
		if i > 0 {
			begin = min(max(begin, places[i-1].Place.To), n.full.From)
		}
		before := string(b.text[begin:n.full.From])
		switch {
		case n.share && places[i].Kind != KindMetric && shares.MatchString(before):
			places[i].sum = b.share(places[from:i])
		case !n.share && adds.MatchString(before):
			places[i].sum = b.addition(places[from:i], n, addsUp.MatchString(before))
		}
	}
}

// parted reports whether a sentence ends between two places. 其中 goes on with the one before.
func (b *binder) parted(from, to int) bool {
	for i := from; i < to; i++ {
		if endsSentence(b.text[i]) && b.text[i] != '；' && b.text[i] != ';' && !hasAt(b.text, i+1, "其中") {
			return true
		}
	}
	return false
}

// part is an earlier number of a sentence, with its unit.
type part struct {
	value int64
	unit  string
	at    int
}

// parts are the exact numbers among places that are no shares; ok is false where one is not known.
func (b *binder) parts(places []Slot) (list []part, ok bool) {
	ok = true
	for _, p := range places {
		n := b.numbers[p.Place.From]
		if n == nil || n.Place != p.Place {
			ok = ok && p.Kind != KindText && p.Kind != KindMetric
			continue
		}
		value, whole := n.says(metric.Whole)
		if n.share || !whole || n.low != n.high {
			continue
		}
		ok = ok && n.sort == exactly
		unit := ""
		if u, _ := unitAt(b.lexicon, b.text, p.Place.To); u != nil {
			unit = string(u.text)
		}
		list = append(list, part{value, unit, p.Place.From})
	}
	return list, ok
}

// share reckons 占x%: of the number before, in a greater one before that.
func (b *binder) share(places []Slot) *sum {
	list, ok := b.parts(places)
	if len(list) < 2 {
		return nil
	}
	last := len(list) - 1
	s := &sum{what: "按句中的数计算"}
	for _, whole := range slices.Backward(list[:last]) {
		s.sure = ok && b.within(whole.at, list[last].at)
		if whole.value > 0 && whole.value >= list[last].value && (whole.unit == list[last].unit || people(whole.unit) && people(list[last].unit)) {
			s.values = append(s.values, *metric.Share(list[last].value, whole.value))
		}
	}
	if s.sure = s.sure && len(s.values) == 1; len(s.values) == 0 {
		return nil
	}
	return s
}

// within reports whether 其中 stands between two places, so that the second is a part of the first.
func (b *binder) within(from, to int) bool {
	return strings.Contains(string(b.text[from:to]), "其中")
}

// people reports whether a unit counts people.
func people(unit string) bool { return unit == "名" || unit == "人" || unit == "位" }

// addition reckons 合计x次 from the numbers with the same unit before it.
func (b *binder) addition(places []Slot, n *numeral, sure bool) *sum {
	list, ok := b.parts(places)
	unit := ""
	if u, _ := unitAt(b.lexicon, b.text, n.To); u != nil {
		unit = string(u.text)
	}
	var total int64
	parts := 0
	for _, p := range slices.Backward(list) {
		if p.unit != unit && p.unit != "" && unit != "" {
			break
		}
		total, parts = total+p.value, parts+1
	}
	value, _ := n.says(metric.Whole)
	if parts < 2 || parts < len(list) && total != value || !sure && total != value {
		return nil
	}
	return &sum{values: []int64{total}, sure: sure && ok && parts == len(list), what: "按句中的数合计"}
}

// judgeSum compares a claim with what its sentence makes of it. Whoever reckons a share by hand may drop its last figures.
func (c *Claim) judgeSum(s *sum) {
	c.Why = s.what + "。"
	c.Recorded = &s.values[0]
	most := c.most
	if c.scale == metric.Percent {
		most += (c.most - c.least + 1) / 2
	}
	for i, v := range s.values {
		if c.least <= v && v <= most {
			c.Recorded, c.Verdict = &s.values[i], Agrees
			return
		}
	}
	if s.sure {
		c.Verdict = Differs
	}
}
