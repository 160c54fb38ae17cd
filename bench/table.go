package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// row is one line of the goals: what was measured, beside what, and what is wanted of it.
type row struct {
	key, work, beside string
	unit              string // ×, /s, ms, s, MiB
	goal              float64
	atMost            bool // the goal is an upper end
	samples           []float64
}

// spread is the median of the samples, and their ends.
func (r *row) spread() (median, least, most float64) {
	if len(r.samples) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	sorted := slices.Sorted(slices.Values(r.samples))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2, sorted[0], sorted[n-1]
}

// met says whether the median meets the goal; nothing where there is none.
func (r *row) met() string {
	median, _, _ := r.spread()
	switch {
	case r.goal == 0:
		return ""
	case r.atMost == (median <= r.goal):
		return "yes"
	}
	return "no"
}

func (r *row) wanted() string {
	switch {
	case r.goal == 0:
		return ""
	case r.atMost:
		return "≤ " + short(r.goal) + " " + r.unit
	}
	return "≥ " + short(r.goal) + " " + r.unit
}

func (r *row) measured() string {
	median, least, most := r.spread()
	if len(r.samples) == 1 {
		return short(median) + " " + r.unit
	}
	return fmt.Sprintf("%s %s (%s–%s)", short(median), r.unit, short(least), short(most))
}

// short writes a number with two or three digits that tell something.
func short(f float64) string {
	switch size := math.Abs(f); {
	case size >= 1000:
		return grouped(fmt.Sprintf("%.0f", f))
	case size >= 100:
		return fmt.Sprintf("%.0f", f)
	case size >= 10:
		return fmt.Sprintf("%.1f", f)
	case size >= 0.1:
		return strings.TrimSuffix(fmt.Sprintf("%.2f", f), ".00")
	}
	return fmt.Sprintf("%.2g", f)
}

// grouped writes 12345 as 12,345.
func grouped(digits string) string {
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// table is rows under a head, written for a terminal or as Markdown.
type table struct {
	head []string
	rows [][]string
}

// goalsTable are the rows that have a goal, ratesTable all others.
func goalsTable(rows []*row) table {
	t := table{head: []string{"work", "beside", "goal", "median (least–most)", "met"}}
	for _, r := range rows {
		if r.goal != 0 && len(r.samples) > 0 {
			t.rows = append(t.rows, []string{r.work, r.beside, r.wanted(), r.measured(), r.met()})
		}
	}
	return t
}

func ratesTable(rows []*row) table {
	t := table{head: []string{"work", "of", "median (least–most)"}}
	for _, r := range rows {
		if r.goal == 0 && len(r.samples) > 0 {
			t.rows = append(t.rows, []string{r.work, r.beside, r.measured()})
		}
	}
	return t
}

// print writes the table for a terminal.
func (t table) print(w io.Writer) error {
	tabs := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range append([][]string{t.head}, t.rows...) {
		if _, err := fmt.Fprintln(tabs, strings.Join(line, "\t")); err != nil {
			return err
		}
	}
	return tabs.Flush()
}

// markdown is the table as Markdown.
func (t table) markdown() string {
	var b strings.Builder
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(t.head)
	line(slices.Repeat([]string{"---"}, len(t.head)))
	for _, cells := range t.rows {
		line(cells)
	}
	return b.String()
}
