package report

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed testdata/sentences.txt
var sentences string

// means says in a word what a slot is bound to.
func means(s Slot) string {
	if s.Kind == KindMetric {
		return string(s.Metric)
	}
	return string(s.Kind)
}

func TestSentences(t *testing.T) {
	right, all := 0, 0
	for line := range strings.Lines(sentences) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		text, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("no => in %q", line)
		}
		var got []string
		for _, s := range Read(text, nil) {
			got = append(got, means(s))
		}
		if len(got) == 0 {
			got = []string{"-"}
		}
		all++
		if strings.Join(got, " ") == want {
			right++
			continue
		}
		t.Errorf("%s\n got %s\nwant %s", text, strings.Join(got, " "), want)
		for _, s := range Read(text, nil) {
			t.Logf("   %q %v %v", s.Text, s.Confidence, s.Candidates)
		}
	}
	t.Logf("%d of %d sentences", right, all)
}
