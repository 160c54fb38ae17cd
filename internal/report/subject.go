package report

import (
	"regexp"
	"slices"
	"strings"
)

// trainees are who is trained, where that is not everybody: 党务干部培训, 入党积极分子培训班.
var trainees = regexp.MustCompile(`(工作者|积极分子|发展对象|网格员|网格长|楼栋长|调解员|宣讲员|志愿者|指导员|组织员|带头人|党务干部|年轻干部|青年干部|后备干部|新党员|委员|骨干|医生|教师)$`)

// trained gives whose training it is: the words between what was done and the thing.
func (v *stand) trained(thing token) []string {
	from := max(v.ownFrom, thing.from-longestModifier)
	if from > thing.from {
		return nil
	}
	for _, t := range v.between(v.ownFrom, thing.from) {
		if t.is(isLight | isTotal | isTimed | isNow | isWhole) {
			from = max(from, t.to)
		}
	}
	who := strings.TrimLeft(string(v.text[from:thing.from]), "、，和及 ")
	if !trainees.MatchString(who) || strings.ContainsFunc(who, func(r rune) bool { return !isHan(r) }) {
		return nil
	}
	return []string{who + string(v.text[thing.from:thing.to])}
}

// preached gives the topic that stands right behind 宣讲 or 宣传: 宣讲党的二十大精神x场.
func (v *stand) preached(thing token) []string {
	for _, t := range v.between(thing.to, v.place.From) {
		if t.is(isTopic) && t.from-thing.to <= len([]rune("党的")) && !slices.ContainsFunc(v.text[thing.to:t.from], isPunct) {
			return []string{string(v.text[t.from:t.to])}
		}
	}
	return nil
}
