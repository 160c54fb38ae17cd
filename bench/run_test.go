package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test binary be the bench, which starts itself for its peers.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "peer" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestQuickRun measures two groups against the real program and holds the rows to what must be true on every machine.
func TestQuickRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts the program")
	}
	dir := t.TempDir()
	var said strings.Builder
	if err := command(t.Context(), &said, []string{"run", "-quick", "-rounds", "1", "-rows", "totals,batch", "-out", dir}); err != nil {
		t.Fatal(err)
	}
	results, err := os.ReadFile(filepath.Join(dir, "results.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| POST /batch of 500 | 500 single POSTs, 1 client | ≥ 10.0 × faster | ", "| GET a year's totals of a community, 64 clients | empty Echo", "The city: 20 communities, "} {
		if !strings.Contains(string(results), want) {
			t.Errorf("results.md lacks %q:\n%s", want, results)
		}
	}
	if strings.Contains(string(results), "NaN") || strings.Contains(string(results), "| 0 ") || strings.Contains(string(results), "phone's first screen,\n") {
		t.Errorf("a row was not measured:\n%s", results)
	}
	if svg, err := os.ReadFile(filepath.Join(dir, "results.svg")); err != nil || strings.Count(string(svg), "<rect") < 3 {
		t.Errorf("the chart: %v\n%s", err, svg)
	}
}
