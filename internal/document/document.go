// Package document sets a plain text as a file: .docx, .md, .pdf, .txt; and it reads the .docx and .xlsx that people have as
// texts, and fills them. It knows no domain and imports no package of ours.
package document

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Text is a text ready to be set: a title, empty where there is none, and a body.
type Text struct {
	Title      Line
	Lines      []Line
	Foot       string     // a short line in small type at the foot of every page of a .docx and .pdf; none where empty
	Properties []Property // custom properties of a .docx, information of a .pdf; of two of one name the last counts
}

// Line is one paragraph. It has no indent of its own; an empty one is a blank line.
type Line struct {
	Text  string
	Level int     // 1 to 3: a heading of that level; 0: body
	Lead  int     // with a Level: only so many runes are set as the heading, and the line is body
	Marks []Range // what is highlighted
}

// Range is a stretch of a text in runes, half-open.
type Range struct{ From, To int }

// ErrFormat is the error for a format that Formats does not list.
var ErrFormat = errors.New("unknown format")

// format is one guise of a text.
type format interface {
	Write(w io.Writer, t Text) error
}

// guise is a format with its name, which is its files' extension, and its media type.
type guise struct {
	name, media string
	format
}

var guises = []guise{
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx{}},
	{"md", "text/markdown; charset=utf-8", md{}},
	{"pdf", "application/pdf", pdf{}},
	{"txt", "text/plain; charset=utf-8", txt{}},
}

// Write sets the text in a format, or fails with ErrFormat before anything is written. Equal texts give equal bytes.
// Control characters are left out of every format, and a line break within a Line is a space. A property without a name is ErrChange.
func Write(w io.Writer, format string, t Text) error {
	i := find(format)
	if i < 0 {
		return fmt.Errorf("%w: %q", ErrFormat, format)
	}
	if err := guises[i].Write(w, t); err != nil {
		return fmt.Errorf("write %s: %w", format, err)
	}
	return nil
}

// MediaType gives the Content-Type of a format, and false if it is unknown.
func MediaType(format string) (string, bool) {
	if i := find(format); i >= 0 {
		return guises[i].media, true
	}
	return "", false
}

// Formats lists the formats that Write knows, sorted.
func Formats() (names []string) {
	for _, g := range guises {
		names = append(names, g.name)
	}
	return names
}

func find(name string) int {
	return slices.IndexFunc(guises, func(g guise) bool { return g.name == name })
}

// clean leaves out what XML 1.0 cannot hold and what no reader can see, and makes valid UTF-8 of the rest.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case breaks(c):
			return ' '
		case c == '\t':
			return c
		case unicode.IsControl(c), c == '\ufeff', c == '\ufffe', c == '\uffff':
			return -1
		}
		return c
	}, s)
}

// breaks tells whether the rune ends a line.
func breaks(c rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", c) }
