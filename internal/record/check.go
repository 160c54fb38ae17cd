package record

import (
	"regexp"
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

// Warning is a word about a record that was kept all the same.
type Warning struct {
	Rule   string `json:"rule" validate:"required" example:"looks-personal"`
	Detail string `json:"detail" validate:"required"`
	Source Text   `json:"source" swaggertype:"string" extensions:"x-nullable"`
}

// An identity number has 18 characters, the last perhaps X; a mobile number has 11 digits and begins with 1.
var personalNumber = regexp.MustCompile(`(?:^|\D)([1-9]\d{16}[\dXx]|1[3-9]\d{9})(?:\D|$)`)

// personal warns of what looks like an identity or telephone number. Arguments are pairs of a pointer and its text.
func personal(pairs ...string) (found []Warning) {
	for i := 0; i < len(pairs); i += 2 {
		if personalNumber.MatchString(pairs[i+1]) {
			found = append(found, Warning{Rule: "looks-personal", Detail: pairs[i]})
		}
	}
	return found
}
