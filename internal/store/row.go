package store

import (
	"math/bits"
	"slices"
	"strings"

	"shuzhi/internal/record"
	"shuzhi/internal/uid"
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

// mostNamed is how many ids a statement names at most.
const mostNamed = 128

// oneOf is the condition that a column has one of at most so many ids. The last is said again until they are a power of two, so that
// there are few statements to prepare.
func oneOf(column string, ids []uid.ID) (sql string, args []any) {
	n := powerOfTwo(len(ids))
	for i := range n {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return column + " IN (" + placesFor(n) + ")", args
}

// powerOfTwo is the least that is not below n.
func powerOfTwo(n int) int {
	if n < 2 {
		return n
	}
	return 1 << bits.Len(uint(n-1))
}
