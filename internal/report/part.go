package report

import (
	"slices"
	"strings"

	"shuzhi/internal/metric"
)

// longestPart is how many runes the name of a part may have.
const longestPart = 8

// portion gives the name by which a blank is told apart from what was counted before, if it begins with a topic: 其中养老服务x场、环境整治x场.
// listed says that it is one of several such parts; else it may be something of its own. What was done to the metric's things is no name.
func (v *stand) portion(key string) (name string, listed bool) {
	from := v.ownFrom
	listed = from < v.place.From && strings.ContainsRune("、和及", v.text[from])
	for _, t := range v.own {
		listed = listed || t.is(isPartOf)
		switch {
		case slices.ContainsFunc(t.uses, func(u use) bool { return u.role == roleDeed && v.rules[u.rule].metric == key }):
			return "", false
		case t.is(isTopic):
			name = string(v.text[t.from:v.place.From])
			if n := len([]rune(name)); n > longestPart || strings.ContainsFunc(name, func(r rune) bool { return !isHan(r) }) || slices.ContainsFunc(v.between(t.from, v.place.From), v.countable) {
				return "", false
			}
			return name, listed
		case !t.is(isPartOf|isFiller|isLight|isTotal) && t.when == nil, v.strange(from, t.from) > 0:
			return "", false
		}
		from = t.to
	}
	return "", false
}

// countable reports whether a word surely names what may be counted in the blank's unit.
func (v *stand) countable(t token) bool {
	return slices.ContainsFunc(t.mentions(), func(u use) bool { return u.role == roleThing && !u.weak && v.unitFits(u.rule) > 0 })
}

// wider gives the metric of everybody's that counts what an organisation's own does, whatever it is about; none if there is no such.
func wider(d *metric.Definition) *metric.Definition {
	topic := topicField[d.Source]
	if len(d.Where[topic]) == 0 {
		return nil
	}
	i := slices.IndexFunc(metric.Catalogue, func(c metric.Definition) bool {
		if c.Source != d.Source || c.Aggregate != d.Aggregate || c.Day() != d.Day() || len(c.Where) != len(d.Where)-1 {
			return false
		}
		for field, values := range c.Where {
			if !slices.Equal(values, d.Where[field]) {
				return false
			}
		}
		return len(c.Or)+len(c.And)+len(d.Or)+len(d.And) == 0
	})
	if i < 0 {
		return nil
	}
	return &metric.Catalogue[i]
}

// general gives the metric of everybody's of which a slot's number is, and what narrows that to it.
func (v *stand) general(s *Slot) (key string, filter metric.Filter) {
	d := definition(string(s.Metric), v.known)
	if all := wider(d); all != nil {
		topic := topicField[d.Source]
		return all.Key, metric.Filter{topic: d.Where[topic]}
	}
	return d.Key, s.Filter
}

// inherits gives the rule that an earlier thing leaves to the blank; -1 for none. A metric that is itself about a topic leaves another
// one what both are of: behind 反诈宣传x场 消防安全x场 is no 反诈宣传, but a 宣传 all the same.
func (v *stand) inherits(r int) int {
	if !v.rules[r].named {
		return r
	}
	d := definition(v.rules[r].metric, v.known)
	about := d.Where[topicField[d.Source]]
	if len(about) == 0 || !v.aboutElse(about) {
		return r
	}
	all := wider(d)
	if all == nil {
		return -1
	}
	return slices.IndexFunc(v.rules, func(r rule) bool { return r.metric == all.Key })
}

// aboutElse reports whether the blank's own words tell of another topic than those.
func (v *stand) aboutElse(about []string) bool {
	return slices.ContainsFunc(append(v.own[:len(v.own):len(v.own)], v.next...), func(t token) bool {
		return t.is(isTopic) && !slices.ContainsFunc(about, func(own string) bool { return likeness(v.say(t), own) > 0 })
	})
}
