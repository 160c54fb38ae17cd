package report

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// bind weighs the metrics that a slot may be, and settles it.
func (s *scene) bind(slots []Slot, i int) {
	v := s.stand(slots, i)
	slot := &slots[i]
	s.tail, s.seen = v.reach(), s.seen+1
	if v.partFrom > s.part { // behind ；
		s.part, s.activities = v.partFrom, 0
	}
	v.look()
	slot.unreal, slot.planned = v.unreal(), v.planned()
	if v.unit.is(isTime) || v.unit == nil && !v.ends() && v.measure == "" || v.place.From > 0 && s.text[v.place.From-1] == '第' {
		slot.Confidence = 0.9
		slot.Why = v.why(slot)
		return
	}
	best := v.same()
	for r, thing := range v.things() {
		if key := s.rules[r].metric; thing > 0 && (!v.points || v.rate(key)) {
			best[key] = max(best[key], min(surest, thing*v.fits(r)*v.kin(key)*surest))
		}
	}
	if len(v.sum()) > 0 {
		best = map[string]float64{"activities.total": summed}
	}
	doubt := v.doubt()
	var found []Candidate
	for key, c := range best {
		if who, ok := strings.CutPrefix(key, "attendance."); ok && s.like == "activities."+who {
			c = min(c, s.sure) // no surer than what they took part in
		}
		if c > 0 {
			found = append(found, Candidate{key, c * doubt * v.partly(key)})
		}
	}
	settle(slot, found)
	like, filter := string(slot.Metric), metric.Filter(nil)
	if slot.Metric != "" {
		v.narrow(slot)
		like, filter = v.general(slot)
		s.several = like == s.like && len(s.lastFilter) > 0 && len(filter) > 0 && (s.several || !maps.EqualFunc(s.lastFilter, filter, slices.Equal))
		s.told = append(s.told, string(slot.Metric))
	}
	s.last = string(slot.Metric)
	if s.last != "" && v.repeats(slot) {
		slot.Confidence = round(slot.Confidence * repeated)
		slot.Candidates[0].Confidence = slot.Confidence
	}
	s.sure = slot.Confidence
	if s.like, s.lastFilter = like, filter; strings.HasPrefix(like, "activities.") {
		s.activities++
	}
	slot.Why = v.why(slot)
}

// asked is what a blank was bound to, and the time of which it speaks.
type asked struct {
	binding Binding
	named   string
	time    when
}

// repeats reports whether an earlier blank of the sentence asks for the very same: then one of them is of a part that nobody can
// tell apart. 班子成员讲党课x次，支部书记讲党课x次.
func (v *stand) repeats(slot *Slot) bool {
	now := asked{binding: slot.Binding, named: slot.Named}
	if w := v.time.when; w != nil && w.sort != nowTime && w.sort != wholeTime {
		now.time = *w
	}
	if slices.ContainsFunc(v.asked, func(a asked) bool { return reflect.DeepEqual(a, now) }) {
		return true
	}
	v.asked = append(v.asked, now)
	return false
}

// same is the metric of the number before, where a blank tells how that changed and names nothing itself. Where the change has a
// unit it is of the nearest number that is counted in it: 隐患x处，整改率x%，较上年减少x处.
func (v *stand) same() map[string]float64 {
	best := map[string]float64{}
	last := v.last
	if v.measure != "" && v.unit != nil {
		last = ""
		for _, key := range slices.Backward(v.told) {
			if v.countedIn(key) {
				last = key
				break
			}
		}
	}
	if last == "" || v.points && !v.rate(last) {
		return best
	}
	if (v.measure != "" || v.reached) && !slices.ContainsFunc(v.own, v.namesThing) {
		best[last] = changed
	}
	return best
}

// countedIn reports whether the blank's unit may be that of a metric.
func (v *stand) countedIn(key string) bool {
	for r := range v.rules {
		if v.rules[r].metric == key && v.unitFits(r) > 0 {
			return true
		}
	}
	return v.rate(key) && v.points
}

// namesThing reports whether a word surely names what may be counted in the blank's unit.
func (v *stand) namesThing(t token) bool {
	return slices.ContainsFunc(t.mentions(), func(u use) bool {
		return u.role == roleThing && (!t.is(isFiller) || !u.weak && v.unitFits(u.rule) == 1)
	})
}

// surely reports whether a word names a thing, and not by a hint.
func (v *stand) surely(t token) bool {
	return !t.is(isFiller) && slices.ContainsFunc(t.mentions(), func(u use) bool { return u.role == roleThing && !u.weak })
}

func (v *stand) rate(key string) bool {
	d := definition(key, v.known)
	return d != nil && d.Aggregate == metric.Rate
}

// kin is how much likelier a metric is beside another of its family: 收集诉求x件，解决x件.
func (v *stand) kin(key string) float64 {
	family, kind, _ := strings.Cut(key, ".")
	before, of, _ := strings.Cut(v.like, ".")
	last, _, _ := strings.Cut(v.last, ".")
	if family == "attendance" && v.activities > 1 && !slices.ContainsFunc(v.own, v.surely) {
		return mixed
	}
	if family == "attendance" && v.last == key && v.measure == "" && !slices.ContainsFunc(v.own, func(t token) bool { return t.when != nil || t.to == v.place.From && v.names(t, key) }) {
		return again
	}
	if key == "attendance.visit" {
		return mixed // who was visited, or who visited
	}
	if before == family || last == family || family == "attendance" && before == "activities" && kind == of {
		return akin
	}
	return 1
}
