// Package chart draws SVG. It knows nothing of what is drawn.
package chart

import (
	"bytes"
	"fmt"
	"html"
	"math"
)

// Bar is a ratio with its ends.
type Bar struct {
	Label            string
	Said             string // the number behind it
	Value, Low, High float64
}

const (
	ink, muted, rule = "#222222", "#666666", "#dddddd"
	good, poor       = "#2a7f62", "#b5482a"
)

// Bars draws one bar a line from 1, on a scale of powers: 2 is as far right of 1 as 0.5 is left of it.
func Bars(title string, bars []Bar) []byte {
	const labels, plot, numbers, line, top = 520, 420, 260, 24, 56
	least, most := 0.5, 2.0
	for _, b := range bars {
		least, most = min(least, b.Low), max(most, b.High)
	}
	from, to := math.Floor(math.Log2(max(least, 1.0/1024))), math.Ceil(math.Log2(min(most, 1024)))
	x := func(value float64) float64 {
		return labels + plot*(min(max(math.Log2(value), from), to)-from)/(to-from)
	}
	height := top + line*len(bars) + 32
	var b bytes.Buffer
	begin(&b, labels+plot+numbers, height, title)
	for power := from; power <= to; power++ {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/>`+"\n", x(math.Exp2(power)), top, x(math.Exp2(power)), height-28, rule)
		said := fmt.Sprintf("%.0f", math.Exp2(math.Abs(power)))
		if power < 0 {
			said = "1/" + said
		}
		text(&b, x(math.Exp2(power)), float64(height-10), "middle", muted, said)
	}
	for i, bar := range bars {
		y, colour := float64(top+line*i+line/2), good
		if bar.Value < 1 {
			colour = poor
		}
		left, right := min(x(1), x(bar.Value)), max(x(1), x(bar.Value))
		fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="12" fill="%s"/>`+"\n", left, y-6, max(right-left, 1), colour)
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="2"/>`+"\n", x(bar.Low), y, x(bar.High), y, ink)
		text(&b, labels-12, y+4, "end", ink, bar.Label)
		text(&b, labels+plot+12, y+4, "start", muted, bar.Said)
	}
	fmt.Fprintf(&b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/>`+"\n</svg>\n", x(1), top, x(1), height-28, ink)
	return b.Bytes()
}

func begin(b *bytes.Buffer, width, height int, title string) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="system-ui, sans-serif" font-size="12">`+"\n", width, height, width)
	fmt.Fprintf(b, `<rect width="100%%" height="100%%" fill="#ffffff"/>`+"\n")
	fmt.Fprintf(b, `<text x="16" y="28" font-size="15" fill="%s">%s</text>`+"\n", ink, html.EscapeString(title))
}

func text(b *bytes.Buffer, x, y float64, anchor, colour, s string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, colour, html.EscapeString(s))
}
