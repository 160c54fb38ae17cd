package report

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shuzhi/internal/metric"
)

// telling is what a sentence says of a blank's number beside the metric.
type telling struct {
	time    token   // whose days are meant; none where nothing is said
	late    float64 // how sure that is
	measure Measure
	against token // what a change is measured by
	vague   bool  // nobody can say by what
	points  bool  // it is a difference of percentages
	reached bool  // 增长到: the number itself, after a change
	who     token // an organisation or area below
	both    bool  // and another beside it: 第一网格、第二网格共x起
}

// look gathers what is told of the blank.
func (v *stand) look() {
	v.late = 1
	v.change()
	v.time, v.late = v.whose()
	if w, t := v.against.when, v.time.when; w != nil && w.end && t != nil && t.sort == knownTime && !strings.HasSuffix(string(t.span.To), "12-31") {
		v.vague = true // 截至6月底x名，较去年底增加x名
	}
	v.who = v.named()
}

// reaches is how a text says what a number rose or fell to.
var reaches = regexp.MustCompile(`(增长|增加|提高|提升|上升|上涨|扩大|拓展|扩展|发展|压缩|缩短|下降|减少|降低|回落|降|升|增|总数达|总数)(到了?|至|为)(了|约|近|达|今年的?|目前的?|现在的?|现有的?)?$`)

// single are rises and falls in one character, which say so only beside what they are measured by: 比去年多收x元.
var single = regexp.MustCompile(`[多少]\p{Han}{0,2}$`)

// starts is how a text says what a number was before it changed.
var starts = regexp.MustCompile(`(由|从)(原来|原先|年初|最初|过去|之前|起初)?的?$`)

// goesTo is what comes behind such a number.
var goesTo = regexp.MustCompile(`(增|提高|提升|上升|下降|降|减|升|扩|拓展|发展|压缩|缩短)\p{Han}{0,3}(到|至|为)`)

// fresh are words that end like a rise, and are none.
var fresh = regexp.MustCompile(`(新增|至多|最多|不少|至少|更多|很多|诸多|许多|多少|大多)$`)

// change reads whether the blank is the change of a number, and against what.
func (v *stand) change() {
	before := strings.TrimRight(string(v.text[max(v.from, v.place.From-10):v.place.From]), " \u3000")
	if reaches.MatchString(before) {
		v.reached = true
		return
	}
	if after := string(v.text[v.place.To:min(v.to, v.place.To+16)]); starts.MatchString(before) && goesTo.MatchString(after) {
		v.vague = !slices.ContainsFunc(v.own, func(t token) bool { return t.when != nil && t.when.sort == knownTime })
	}
	n := v.numbers[v.place.From]
	fell := n != nil && n.minus // 同比-15%
	if !rises.MatchString(before) && !falls.MatchString(before) && !fell || fresh.MatchString(before) {
		return
	}
	base, found := v.base()
	percent := v.unit != nil && slices.Contains([]string{"%", "％", "个百分点", "百分点", "成"}, string(v.unit.text))
	one := single.MatchString(before)
	if !found && !percent && !strings.HasSuffix(before, "净增") && !strings.HasSuffix(before, "净减") || one && !found {
		return
	}
	v.measure, v.against = MeasureIncrease, base
	v.vague = found && !v.yearly(base)
	if percent {
		v.points = strings.HasSuffix(string(v.unit.text), "百分点")
		if !v.points {
			v.measure = MeasureGrowth
		}
		v.unit = nil
		if strings.Contains(string(v.text[v.ownFrom:v.place.From]), "人次") { // 参与人次同比增长x%
			v.unit = v.at([]rune("人次"), 0)
		}
	}
}

// base finds what a change is measured by, the nearest first.
func (v *stand) base() (token, bool) {
	for _, t := range slices.Backward(v.between(v.from, v.place.From)) {
		if t.is(isYearly) || t.is(isVersus) || t.when != nil && v.compared(t) {
			return t, true
		}
	}
	return v.beforeThat()
}

// beforeThat finds the year before, if an earlier number of the sentence is of it and the last of this year: 去年x元，今年x元，增加x元.
func (v *stand) beforeThat() (token, bool) {
	var times []token
	for _, t := range v.between(v.from, v.place.From) {
		if t.when != nil {
			times = append(times, t)
		}
	}
	n := len(times)
	if n < 2 || v.last == "" || times[n-1].from >= v.ownFrom || !v.yearly(times[n-2]) {
		return token{}, false
	}
	this, before := times[n-1].when, times[n-2].when
	if this.sort == nowTime || this.sort == wholeTime {
		return times[n-2], true
	}
	return times[n-2], this.year && before.year && before.span.YearsBack == nil && this.span.From[:4] > before.span.From[:4]
}

// yearly reports whether a base is the same days a year earlier.
func (v *stand) yearly(base token) bool {
	w := base.when
	switch {
	case base.is(isYearly):
		return true
	case w == nil:
		return false
	case w.sort == noTime:
		return true
	case w.sort != knownTime || w.open:
		return false
	case w.span.YearsBack == nil:
		year := w.span.From[:4]
		return year == w.span.To[:4] && (v.scope == nil || string(year) == strconv.Itoa(v.scope.Period.To.Year()-1))
	}
	return *w.span.YearsBack == 1 && *w.span.Years == 1
}

// comparing stands before a time with which another is compared, or around it.
var (
	comparing = []string{"比", "较", "较之", "相较于", "相比于", "相比", "对比", "低于", "高于", "多于", "少于", "超过", "超"}
	compares  = []string{"与", "和", "同", "跟"}
	asBefore  = []string{"相比", "比较", "对比", "持平", "比", "相较"}
)

// compared reports whether a time is only what another is compared with.
func (v *stand) compared(t token) bool {
	ends := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { n := t.from - len([]rune(w)); return n >= v.from && hasAt(v.text, n, w) })
	}
	if ends(comparing) {
		return true
	}
	if !ends(compares) {
		return false
	}
	for at := t.to; at <= t.to+4; at++ {
		if slices.ContainsFunc(asBefore, func(w string) bool { return hasAt(v.text, at, w) }) {
			return true
		}
	}
	return false
}

// named finds the organisation or area below of which the blank's sentence or heading speaks.
func (v *stand) named() token {
	words := v.between(v.from, v.place.From)
	for i, t := range slices.Backward(words) {
		if t.is(isBelow) && !v.partner(t) {
			v.both = i > 0 && words[i-1].is(isBelow) && v.joins(words[i-1].to, t.from)
			return t
		}
	}
	for _, above := range slices.Backward(v.above[:]) {
		for _, t := range above {
			if t.is(isBelow) {
				return t
			}
		}
	}
	return token{}
}

// partner reports whether an organisation is only one with which something was done, or to which something went.
func (v *stand) partner(t token) bool {
	return len(t.areas) == 0 && t.from > v.from && strings.ContainsRune("与和同跟向为给对赴", v.text[t.from-1])
}

// narrow gives a slot the days, the measure and the filter of its number, and whom below it is of.
func (v *stand) narrow(s *Slot) {
	d := definition(string(s.Metric), v.known)
	if w := v.timeOf(d); w != nil {
		s.Span = v.settleTime(w)
	}
	if v.measure != "" {
		s.Measure = v.measure
		if d.Aggregate == metric.Rate {
			s.Measure = MeasureIncrease
		}
	}
	if v.toCome(s) {
		s.Reason = unmatchedTime
	}
	f, ok := v.matched(d.Source, v.filter(d))
	if s.Filter = f; !ok {
		s.Reason = unmatchedFilter
	}
	if v.who.is(isBelow) {
		s.Named = v.say(v.who)
		v.whom(s, d)
	}
}

// whom binds the slot to the organisation or area of the name.
func (v *stand) whom(s *Slot, d *metric.Definition) {
	switch w := v.who.word; {
	case v.scope == nil:
	case len(w.areas) == 1 && d.From().Area != "":
		s.AreaID = w.areas[0]
	case len(w.orgs) == 1:
		s.OrgID = w.orgs[0]
	default:
		s.Reason = unmatchedOrg
	}
}

// timeOf is the time of the blank's number, if it is of a metric: what is there now has no month of an earlier clause.
func (v *stand) timeOf(d *metric.Definition) *when {
	w := v.time.when
	if w == nil || d == nil || d.Aggregate != metric.Stock {
		return w
	}
	if w.sort == knownTime && w.span.From == "" && number(w.span.YearsBack, 0) == 0 {
		return now // of three years a stock shows the last day
	}
	if v.present() && !w.end || w.sort == knownTime && !w.long() && v.time.to < v.ownFrom {
		return now
	}
	return w
}

// present reports whether the blank's own words speak of today: 现有.
func (v *stand) present() bool {
	return slices.ContainsFunc(v.own, func(t token) bool { return t.is(isPresent) })
}

// entitle reads from a line of which time the whole text speaks: from its title, or from 现将上半年工作汇报如下.
func (b *binder) entitle(from, to int) {
	line := string(b.text[from:min(to, from+longestScene)])
	if strings.TrimSpace(line) == "" {
		return
	}
	first := !b.opened && to-from <= longestHeading && !strings.ContainsAny(line, "。，；：")
	b.opened = true
	announced := strings.Contains(line, "现将") || strings.Contains(line, "现就")
	if !first && (!announced || !strings.Contains(line, "如下")) {
		return
	}
	tokens := b.tokens(from, min(to, from+longestScene), nil)
	if first {
		b.entitled, b.titled = tokens, to
	}
	for _, t := range tokens {
		if w := t.when; w != nil && w.sort == knownTime && !w.year && !b.planAt(t.to) && number(w.span.YearsBack, 0) == 0 {
			b.title = w
			return
		}
	}
}

// planAt reports whether a plan is what stands next.
func (b *binder) planAt(at int) bool {
	next := string(b.text[at:min(len(b.text), at+12)])
	return slices.ContainsFunc(plans, func(w string) bool { return strings.Contains(next, w) })
}
