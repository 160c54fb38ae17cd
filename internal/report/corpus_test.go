package report

import (
	_ "embed"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/corpus.txt
var corpus string

// heldOut shows what is wrong in the part that nothing may be tuned on.
var heldOut = flag.Bool("heldout", false, "measure the held-out part of the corpora too, and show its faults")

// example is a line of a corpus.
type example struct {
	text string
	want []string
	held bool
}

// examples reads a corpus; what follows "# held out" is held out.
func examples(t *testing.T, file string) (list []example) {
	t.Helper()
	held := false
	for line := range strings.Lines(file) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			held = held || line == "# held out"
			continue
		}
		text, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("no => in %q", line)
		}
		e := example{text: strings.ReplaceAll(text, "⏎", "\n"), want: strings.Fields(want), held: held}
		if want == "-" {
			e.want = nil
		}
		list = append(list, e)
	}
	return list
}

// label writes what a blank is bound to as the corpus does. who is the organisation below that its sentence names.
func label(b Binding, who string) string {
	if b.Kind != KindMetric {
		return string(b.Kind)
	}
	out := string(b.Metric) + map[Measure]string{MeasureValue: "", MeasureIncrease: "+", MeasureGrowth: "%"}[b.Measure]
	if b.Span != nil {
		out += "[" + spanText(b.Span) + "]"
	}
	if len(b.Filter) > 0 {
		var fields []string
		for _, f := range slices.Sorted(maps.Keys(b.Filter)) {
			fields = append(fields, f+"="+strings.Join(b.Filter[f], ","))
		}
		out += "{" + strings.Join(fields, ";") + "}"
	}
	if who != "" {
		out += "@" + who
	}
	return out
}

// alike reports whether two labels mean the same: a topic may be told with or without its thing (反诈, 反诈宣传), since it is
// matched with the organisation's own words later.
func alike(got, want string) bool {
	if got == want {
		return true
	}
	gotHead, gotTail, ok := strings.Cut(got, "{")
	wantHead, wantTail, wanted := strings.Cut(want, "{")
	gotField, got, _ := strings.Cut(gotTail, "=")
	wantField, want, _ := strings.Cut(wantTail, "=")
	if !ok || !wanted || gotHead != wantHead || gotField != wantField || strings.ContainsAny(got+want, ",;") {
		return false
	}
	got, want = strings.TrimSuffix(got, "}"), strings.TrimSuffix(want, "}")
	return strings.Contains(got, want) || strings.Contains(want, got)
}

// sort says of which sort a label is, for the table.
func sortOf(want string) string {
	switch {
	case want == "text":
		return "stays text"
	case !strings.Contains(want, "."):
		return "names, years, no blank"
	case strings.Contains(want, "@"):
		return "an organisation below"
	case strings.Contains(want, "{"):
		return "filter"
	case strings.HasSuffix(want, "+"), strings.Contains(want, "%"), strings.Contains(want, "+["):
		return "increase, growth"
	case strings.Contains(want, "["):
		return "span"
	case strings.Contains(want, ".total") && !strings.HasPrefix(want, "rect"), want == "members.in_service":
		return "stock"
	}
	return "the year's number"
}

// score counts what is right, by sort.
type score map[string]*[2]int

func (s score) note(sort string, right bool) {
	if s[sort] == nil {
		s[sort] = new([2]int)
	}
	s[sort][1]++
	if right {
		s[sort][0]++
	}
}

func (s score) all() (right, all int) {
	for _, n := range s {
		right, all = right+n[0], all+n[1]
	}
	return right, all
}

func (s score) String() string {
	var b strings.Builder
	for _, sort := range slices.Sorted(maps.Keys(s)) {
		n := s[sort]
		fmt.Fprintf(&b, "%-24s %4d of %4d  %5.1f %%\n", sort, n[0], n[1], 100*float64(n[0])/float64(n[1]))
	}
	right, all := s.all()
	fmt.Fprintf(&b, "%-24s %4d of %4d  %5.1f %%\n", "all", right, all, 100*float64(right)/float64(all))
	return b.String()
}

// bins are the confidences of the table of calibration.
var bins = []float64{0.95, 0.9, 0.8, 0.7, 0.6}

func bin(confidence float64) string {
	for _, b := range bins {
		if confidence >= b {
			return fmt.Sprintf("≥ %.2f", b)
		}
	}
	return "below"
}

// TestCorpus measures how many blanks are bound right, in the part that the binding was tuned on and in the other.
func TestCorpus(t *testing.T) {
	parts := map[bool]score{false: {}, true: {}}
	calibration := map[bool]score{false: {}, true: {}}
	whole := score{}
	for _, e := range examples(t, corpus) {
		slots := Read(e.text, nil)
		var got []string
		for _, s := range slots {
			got = append(got, label(s.Binding, s.Named))
		}
		all := true
		for i, want := range e.want {
			right := len(got) == len(e.want) && alike(got[i], want)
			all = all && right
			parts[e.held].note(sortOf(want), right)
			if right || len(got) == len(e.want) {
				if slots[i].Kind == KindMetric {
					calibration[e.held].note(bin(slots[i].Confidence), right)
				}
			}
			if !right && (!e.held || *heldOut) {
				t.Logf("%s\n       blank %d: got %s, want %s", strings.ReplaceAll(e.text, "\n", "⏎"), i, at(got, i), want)
			}
		}
		if len(got) != len(e.want) {
			all = false
		}
		if len(e.want) == 0 {
			parts[e.held].note("names, years, no blank", all)
		}
		whole.note(map[bool]string{false: "tuned", true: "held out"}[e.held], all)
	}
	if !*heldOut {
		delete(whole, "held out")
	}
	t.Logf("sentences wholly right\n%s", whole)
	for held, floor := range map[bool]float64{false: 97, true: 90} {
		if right, all := parts[held].all(); 100*float64(right) < floor*float64(all) {
			t.Errorf("only %d of %d blanks are bound right (held out: %v)", right, all, held)
		}
	}
	for _, held := range []bool{false, true} {
		if held && !*heldOut {
			continue
		}
		t.Logf("%s\n%s\nbound to a metric, by confidence\n%s", map[bool]string{false: "tuned on", true: "held out"}[held], parts[held], calibration[held])
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "nothing"
}
