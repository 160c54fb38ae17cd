package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// elements counts an SVG's elements, and fails on one that is no XML.
func elements(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return counts
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		if e, is := token.(xml.StartElement); is {
			counts[e.Name.Local]++
			for _, a := range e.Attr {
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s has %s=%s", e.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestBars(t *testing.T) {
	svg := Bars("a < b & c", []Bar{{"one", "1 ×", 1, 0.9, 1.1}, {"poor", "0.001 ×", 0.001, 0.0001, 0.002}, {"good", "9 ×", 9, 8, 2000}})
	if got := elements(t, svg)["rect"]; got != 4 { // the ground, and one a bar
		t.Errorf("%d rects", got)
	}
	if good, poor := strings.Count(string(svg), good), strings.Count(string(svg), poor); good != 2 || poor != 1 {
		t.Errorf("%d bars meet their goal and %d do not", good, poor)
	}
}

func TestLines(t *testing.T) {
	svg := Lines("growth", "x", "y", []Line{{"rises", []float64{10, 100}, []float64{3, 40}}, {"a single point", []float64{10}, []float64{10}}})
	if got := elements(t, svg); got["polyline"] != 2 || got["circle"] != 3 {
		t.Errorf("%v", got)
	}
}
