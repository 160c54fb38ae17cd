package store

import (
	"slices"
	"strings"

	"shuzhi/internal/record"
)

// columns writes the names of a row, with a mark for each value.
func columns(row []record.Column) (names string, marks string) {
	for _, c := range row {
		names += ", " + c.Name
		marks += ", ?"
	}
	return names, marks
}

// placesFor are places for n values in a statement.
func placesFor(n int) string { return "?" + strings.Repeat(", ?", n-1) }

// values are the row's and the store's own; each knows how it is kept.
func values(row, extra []record.Column) []any {
	args := make([]any, 0, len(row)+len(extra))
	for _, c := range slices.Concat(row, extra) {
		args = append(args, c.Value)
	}
	return args
}

func assignments(row []record.Column) string {
	var b strings.Builder
	for _, c := range row {
		b.WriteString(", " + c.Name + " = ?")
	}
	return b.String()
}
