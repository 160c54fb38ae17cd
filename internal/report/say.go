package report

import (
	"fmt"
	"regexp"
	"strings"

	"shuzhi/internal/metric"
)

// chatGroup is a group's word behind its name.
var chatGroup = regexp.MustCompile(`^(微信|QQ|工作|党员|党建|居民|网格|交流|学习)*群`)

// How a text says that a number rose or fell.
var (
	rises = regexp.MustCompile(`(增长|增加|提高|提升|上升|上涨|攀升|增幅|增长率|净增|增收|增至|多(收|缴|收缴|开展|组织|召开|举办|解决|化解|完成|办理|办结|发展|走访|调解|排查|整改|服务)?|增)(了|约|近|达|达到|为|幅度|幅度达)*$`)
	falls = regexp.MustCompile(`(下降|减少|降低|回落|下滑|降幅|压降|净减|减收|少(收|缴|收缴|开展|组织|召开|举办|解决|化解|完成|办理|办结|发展|走访|调解|排查|整改|服务)?|降)(了|约|近|达|达到|为|幅度|幅度达)*$`)
	tops  = regexp.MustCompile(`(超过|超|逾|突破)$`)
)

// number fills a slot with the answer to its question.
func (f *filling) number(s *FilledSlot) {
	if span, err := s.Span.Resolve(f.Subject.Period); err == nil {
		s.Period = &span
	}
	a, ok := f.answers[s.Index]
	if !ok {
		return
	}
	s.Records = &a.Records
	if a.Reason != "" {
		s.Reason = a.Reason
	}
	if s.Value = measured(s.Measure, a.Value); s.Value == nil {
		return
	}
	before, after := s.around(f.text)
	before, after = strings.TrimRight(before, " \u3000"), strings.TrimLeft(after, " \u3000")
	value, scale := *s.Value, a.Scale
	if s.Measure == MeasureGrowth {
		scale = metric.Percent
	}
	if s.Measure != MeasureValue {
		switch fell, rose := value < 0, value > 0; {
		case falls.MatchString(before):
			value = max(value, -value)
			f.object(rose, s, "rise-behind-fall", "正文写下降或减少，台账中的数字却上升了")
		case rises.MatchString(before):
			f.object(fell, s, "fall-behind-rise", "正文写增长或增加，台账中的数字却下降了")
		}
	}
	shown := inUnit(value, scale, a.Unit, after)
	if strings.HasPrefix(after, "%") || strings.HasPrefix(after, "％") || strings.HasPrefix(after, "个百分点") || strings.HasSuffix(before, "百分之") {
		shown = strings.TrimSuffix(shown, "%")
	}
	more := strings.HasPrefix(after, "余") || strings.HasPrefix(after, "多")
	if more || tops.MatchString(before) {
		round, ok := below(shown)
		if shown = round; more && !ok {
			s.Place.To = f.beyond(s.Place.To) // 5余名 is no more than 5名
		}
	}
	s.Display = shown
}

// beyond gives the end of the 余 that comes next.
func (f *filling) beyond(at int) int {
	for isSpace(f.text[at]) {
		at++
	}
	return at + 1
}

// measured is what a slot tells of a value; nil where nothing can be told.
func measured(m Measure, v metric.Value) *int64 {
	if m == MeasureValue || v.Value == nil {
		return v.Value
	}
	if v.Previous == nil {
		return nil
	}
	change := *v.Value - *v.Previous
	if m == MeasureIncrease {
		return &change
	}
	if *v.Previous == 0 {
		return nil
	}
	earlier := max(*v.Previous, -*v.Previous)
	growth := divided(change*10000, earlier)
	return &growth
}

// divided is a quotient, halves rounded away from zero.
func divided(a, b int64) int64 {
	if a < 0 {
		return -divided(-a, b)
	}
	return (2*a + b) / (2 * b)
}

// larger are the units that a text may use instead of the metric's own: so many zeros.
var larger = []struct {
	word  string
	zeros int
}{{"万", 4}, {"亿", 8}, {"千元", 3}}

// inUnit prints a value in the unit that stands behind it: 万元 of yuan with at most two decimals, unless nothing would be left.
func inUnit(value int64, scale metric.Scale, unit, after string) string {
	after = strings.TrimLeft(after, "余多")
	for _, l := range larger {
		if scale == metric.Percent || !strings.HasPrefix(after, l.word) || strings.HasPrefix(unit, l.word) {
			continue
		}
		if scale == metric.Whole {
			value *= 100
		}
		one := int64(1)
		for range l.zeros {
			one *= 10
		}
		if rounded := divided(value, one); rounded != 0 || value == 0 {
			return metric.Hundredths.Display(rounded)
		}
		return small(value, l.zeros+2)
	}
	return scale.Display(value)
}

// small prints a number that is less than one, with the point so many places before its end.
func small(value int64, places int) string {
	sign := ""
	if value < 0 {
		sign, value = "-", -value
	}
	return sign + "0." + strings.TrimRight(fmt.Sprintf("%0*d", places, value), "0")
}

// below is the round number that 余 is said of: 23 is 20余, 145 is 140余, 1234 is 1200余. ok is false where there is none
// below: 5, 20 or 1.5 stand for themselves.
func below(shown string) (round string, ok bool) {
	kept := max(1, min(2, len(shown)-1))
	if len(shown) < 2 || strings.Trim(shown, "0123456789") != "" || strings.Trim(shown[kept:], "0") == "" {
		return shown, false
	}
	return shown[:kept] + strings.Repeat("0", len(shown)-kept), true
}
