package record

import (
	"strconv"
	"strings"
	"unicode"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// at is the pointer of an element of a list.
func at(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

// took wants a day on which something took place: given, and not after today.
func took(c *problem.Check, day calendar.Date, pointer string, today calendar.Date) {
	c.Want(!day.IsZero(), pointer, "required")
	c.Want(day <= today, pointer, "future")
}

// past wants a day, if there is one, not after today.
func past(c *problem.Check, day calendar.Date, pointer string, today calendar.Date) {
	c.Want(day <= today, pointer, "future")
}

// lasting wants the first day without something not before its first day; either may be none.
func lasting(c *problem.Check, since, until calendar.Date, pointer string) {
	c.Want(until.IsZero() || until >= since, pointer, "before-since", since)
}

// Money is bounded so that no sum of a city's books overflows.
const mostFen int64 = 1_000_000_000_000

// money wants an amount of at least one fen.
func money(c *problem.Check, fen int64, pointer string) {
	c.Want(fen >= 1, pointer, "minimum", 1)
	c.Want(fen <= mostFen, pointer, "maximum", mostFen)
}

// filled wants a text that says something.
func filled(c *problem.Check, s, pointer string) {
	c.Want(strings.TrimFunc(s, unicode.IsSpace) != "", pointer, "required")
}

func unique(c *problem.Check, ids IDs, pointer string) {
	seen := make(map[uid.ID]bool, len(ids))
	for i, id := range ids {
		c.Want(!seen[id], at(pointer, i), "repeated")
		seen[id] = true
	}
}

// tags wants each tag to say something, and once.
func tags(c *problem.Check, list Strings) { eachOnce(c, list, "/tags") }

func eachOnce(c *problem.Check, list Strings, pointer string) {
	seen := make(map[string]bool, len(list))
	for i, s := range list {
		filled(c, s, at(pointer, i))
		c.Want(!seen[s], at(pointer, i), "repeated")
		seen[s] = true
	}
}

func (n *Noted) validate(c *problem.Check) { unique(c, n.AttachmentIDs, "/attachment_ids") }

// Column keeps a list of one-line texts in one column, each between line breaks, so that a whole text can be found in it; the empty list is the empty text.
func (s Strings) Column() string {
	if len(s) == 0 {
		return ""
	}
	return "\n" + strings.Join(s, "\n") + "\n"
}

// words is the column that ?q= is looked for in: the texts in lower case.
func words(texts ...string) string { return strings.ToLower(strings.Join(texts, "\n")) }

// number widens an optional count for its column.
func number(n *int) *int64 {
	if n == nil {
		return nil
	}
	wide := int64(*n)
	return &wide
}
