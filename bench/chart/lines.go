package chart

import (
	"bytes"
	"fmt"
	"math"
)

// Line is a curve through points.
type Line struct {
	Label string
	X, Y  []float64 // as many of one as of the other, all above 0
}

// colours tell lines apart, in print too.
var colours = []string{"#1b6ca8", "#b5482a", "#2a7f62", "#7a4fa3", "#946c00", "#a3336b", "#444444", "#3a8fb7"}

// Lines draws curves with both scales by powers of ten.
func Lines(title, across, up string, lines []Line) []byte {
	const left, top, width, height, said = 72, 56, 640, 420, 250
	xs, ys := scale(lines, func(l Line) []float64 { return l.X }), scale(lines, func(l Line) []float64 { return l.Y })
	x := func(v float64) float64 { return left + width*xs.share(v) }
	y := func(v float64) float64 { return top + height*(1-ys.share(v)) }
	var b bytes.Buffer
	begin(&b, left+width+said, top+height+56, title)
	for power := xs.from; power <= xs.to; power++ {
		at := x(math.Pow10(power))
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/>`+"\n", at, top, at, top+height, rule)
		text(&b, at, top+height+18, "middle", muted, fmt.Sprintf("%.10g", math.Pow10(power)))
	}
	for power := ys.from; power <= ys.to; power++ {
		at := y(math.Pow10(power))
		fmt.Fprintf(&b, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="%s"/>`+"\n", left, at, left+width, at, rule)
		text(&b, left-8, at+4, "end", muted, fmt.Sprintf("%.10g", math.Pow10(power)))
	}
	text(&b, left+width/2, top+height+42, "middle", ink, across)
	text(&b, left, top-10, "start", ink, up)
	for i, l := range lines {
		colour := colours[i%len(colours)]
		fmt.Fprintf(&b, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, colour)
		for j := range l.X {
			fmt.Fprintf(&b, "%.1f,%.1f ", x(l.X[j]), y(l.Y[j]))
		}
		b.WriteString(`"/>` + "\n")
		for j := range l.X {
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>`+"\n", x(l.X[j]), y(l.Y[j]), colour)
		}
		text(&b, left+width+16, float64(top+20*i+12), "start", colour, l.Label)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// powers is a scale between two powers of ten.
type powers struct{ from, to int }

func (p powers) share(v float64) float64 {
	return (math.Log10(v) - float64(p.from)) / float64(p.to-p.from)
}

func scale(lines []Line, of func(Line) []float64) powers {
	least, most := math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, v := range of(l) {
			least, most = min(least, math.Log10(v)), max(most, math.Log10(v))
		}
	}
	p := powers{int(math.Floor(least)), int(math.Ceil(most))}
	p.to = max(p.to, p.from+1)
	return p
}
