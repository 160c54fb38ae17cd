package report

import (
	"math"

	"shuzhi/internal/metric"
)

// boundless is as much as a number may be that is said to be at least so much.
const boundless = math.MaxInt64 / 4

// in gives a number in the base unit of a scale, 万 being four zeros more. whole is false where that is none.
func (d decimal) in(s metric.Scale, zeros int) (value int64, whole bool) {
	places := d.places - zeros
	if s != metric.Whole {
		places -= 2
	}
	return d.shifted(-places)
}

// shifted moves the point by so many places to the right; to the left half is rounded up, and whole is false if anything is lost.
func (d decimal) shifted(by int) (value int64, whole bool) {
	value = d.value
	for ; by > 0; by-- {
		if value > boundless/10 {
			return boundless, false
		}
		value *= 10
	}
	whole = true
	for ; by < 0; by++ {
		whole = whole && value%10 == 0
		value = (value + 5) / 10
	}
	return value, whole
}

// means gives the values that a number may stand for, both ends included: those that would be written so at its precision.
func (n *numeral) means(s metric.Scale) (least, most int64) {
	least, most = n.size(s)
	if n.minus {
		return -most, -least
	}
	return least, most
}

// size is means without the sign.
func (n *numeral) size(s metric.Scale) (least, most int64) {
	low, _ := n.low.in(s, n.zeros)
	high, _ := n.high.in(s, n.zeros)
	one, _ := decimal{1, n.low.places}.in(s, n.zeros) // of its last figure
	half := one / 2
	switch n.sort {
	case over:
		return low, low + n.step(one) - 1
	case nearly:
		return low - (low*15+50)/100, high
	case about:
		return low - (low*10+50)/100, high + (high*10+50)/100
	case atLeast:
		return low - max(half-1, 0), boundless
	case atMost:
		return -boundless, high + max(half-1, 0)
	}
	if half == 0 {
		return low, high
	}
	return low - half, high + half - 1
}

// says gives a number as it is said, in the base unit; whole is false where that is none.
func (n *numeral) says(s metric.Scale) (value int64, whole bool) {
	if value, whole = n.low.in(s, n.zeros); n.minus {
		value = -value
	}
	return value, whole
}

// step is how far 余 goes: from 20 to 29, from 120 to 129, from 300 to 399, from 1.2万 to 1.29万. one is the worth of the last figure.
func (n *numeral) step(one int64) int64 {
	value, step := n.low.value, one
	for value != 0 && value%10 == 0 {
		value, step = value/10, step*10
	}
	if step == 1 && n.low.value > 10 { // 15余
		return 10 - n.low.value%10
	}
	return step
}
