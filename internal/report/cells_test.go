package report

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

//go:embed testdata/cells.txt
var celled string

// tableExample is a text with cells, and what belongs in them: of each cell with a blank, and of each empty one.
type tableExample struct {
	name  string
	text  string
	cells []Cell
	want  map[string]string // by the cell's name
	held  bool
}

// tableExamples reads a corpus of tables. A line is a row, its cells between bars; any other line stands outside the table. After => is
// what belongs in a cell; - stands for no slot; < and ^ are merged with the cell left of them or above.
func tableExamples(t *testing.T, file string) (list []tableExample) {
	t.Helper()
	held, start := false, -1
	lines := strings.Split(file+"\n", "\n")
	for n, line := range lines {
		switch {
		case strings.HasPrefix(line, "#"):
			held = held || line == "# held out"
		case line == "" && start >= 0:
			e := tableOf(lines[start:n])
			e.held, start = held, -1
			list = append(list, e)
		case line != "" && start < 0:
			start = n
		}
	}
	return list
}

func tableOf(lines []string) tableExample {
	e := tableExample{name: lines[0], want: map[string]string{}}
	var text []rune
	tops, above := map[int][]string{}, map[int]string{}
	row := 0
	for _, line := range lines {
		if !strings.HasPrefix(line, "|") {
			text = append(text, []rune(line+"\n")...)
			continue
		}
		row++
		var left []string
		last := ""
		fields := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|"), "|")
		for column, field := range fields {
			content, want, blank := strings.Cut(field, "=>")
			content = strings.Trim(content, " ")
			label := tableLabel(content)
			switch content {
			case "<":
				label = last
			case "^":
				label = above[column]
			default:
				from := len(text)
				text = append(text, []rune(strings.ReplaceAll(content, "~", " ")+"\n")...)
				name := fmt.Sprintf("%c%d", 'A'+column, row)
				e.cells = append(e.cells, Cell{Place: Place{from, len(text) - 1}, Name: name, Left: slices.Clone(left), Above: tops[column]})
				if blank {
					e.want[name] = strings.TrimSpace(want)
				}
			}
			above[column], last = label, label
			if label != "" && !slices.Contains(left, label) {
				left = append([]string{label}, left...)
				left = left[:min(3, len(left))]
			}
		}
		for column := range fields {
			if l := above[column]; l != "" && (len(tops[column]) == 0 || tops[column][0] != l) {
				labels := []string{l}
				for _, old := range tops[column] {
					if old != l && len(labels) < 3 {
						labels = append(labels, old)
					}
				}
				tops[column] = labels
			}
		}
	}
	e.text = string(text)
	return e
}

// datedLabel is a time in figures.
var datedLabel = regexp.MustCompile(`^\d[\d—-]*(月|年)$`)

// tableLabel gives a label as files have them: a short text with two different letters, or a time.
func tableLabel(text string) string {
	if datedLabel.MatchString(text) {
		return text
	}
	first := rune(0)
	for _, r := range text {
		if unicode.IsLetter(r) {
			if first != 0 && unicode.ToLower(r) != first && len([]rune(text)) <= 60 {
				return strings.ReplaceAll(text, " ", "")
			}
			first = unicode.ToLower(r)
		}
	}
	return ""
}

// TestCells measures how many cells are bound right, in the part that the reading was tuned on and in the other.
func TestCells(t *testing.T) {
	parts := map[bool]score{false: {}, true: {}}
	calibration := map[bool]score{false: {}, true: {}}
	tables := map[bool]int{}
	for _, e := range tableExamples(t, celled) {
		tables[e.held]++
		got := map[string]Slot{}
		for _, s := range Read(e.text, nil, e.cells...) {
			got[s.Cell] = s
		}
		for _, c := range e.cells {
			want, asked := e.want[c.Name]
			slot, found := got[c.Name]
			if !asked && !found {
				continue
			}
			if !asked {
				want = "-"
			}
			is := "-"
			if found {
				is = label(slot.Binding, slot.Named)
			}
			right := alike(is, want)
			sort := sortOf(want)
			if want == "-" {
				sort = "no slot"
			}
			parts[e.held].note(sort, right)
			if found && slot.Kind == KindMetric {
				calibration[e.held].note(bin(slot.Confidence), right)
			}
			if !right && (!e.held || *heldOut) {
				t.Logf("%s %s: got %s, want %s; %.2f %q %v", e.name, c.Name, is, want, slot.Confidence, slot.Sentence, slot.Candidates)
			}
		}
	}
	for held, floor := range map[bool]float64{false: 97, true: 0} {
		if right, all := parts[held].all(); 100*float64(right) < floor*float64(all) {
			t.Errorf("only %d of %d cells are bound right (held out: %v)", right, all, held)
		}
	}
	for _, held := range []bool{false, true} {
		if held && !*heldOut {
			continue
		}
		t.Logf("%s: %d tables\n%s\nbound to a metric, by confidence\n%s", map[bool]string{false: "tuned on", true: "held out"}[held], tables[held], parts[held], calibration[held])
	}
}
