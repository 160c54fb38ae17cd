package document

import (
	"io"
	"regexp"
	"strings"
)

// txt is the text alone, a line each, in UTF-8 without a mark.
type txt struct{}

func (txt) Write(w io.Writer, t Text) error {
	var b strings.Builder
	if t.Title.Text != "" {
		b.WriteString(clean(t.Title.Text) + "\n")
	}
	for _, l := range t.Lines {
		b.WriteString(clean(l.Text) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// md is CommonMark: the title is # and headings are ## to ####. Lead-ins and marks are not told, blank lines not kept.
type md struct{}

func (md) Write(w io.Writer, t Text) error {
	var paragraphs []string
	add := func(prefix, s string) {
		if s = strings.TrimSpace(clean(s)); s != "" {
			paragraphs = append(paragraphs, prefix+escapeMarkdown(s)+"\n")
		}
	}
	add("# ", t.Title.Text)
	for _, l := range t.Lines {
		prefix := ""
		if l.heading() {
			prefix = "#" + strings.Repeat("#", l.Level) + " "
		}
		add(prefix, l.Text)
	}
	_, err := io.WriteString(w, strings.Join(paragraphs, "\n"))
	return err
}

var (
	markdown = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `#`, `\#`, `~`, `\~`, `$`, `\$`,
		`[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `&`, `\&`)
	// listItem is what makes a list or a rule of a line, by its last character.
	listItem = regexp.MustCompile(`^([0-9]{0,9})([-+.)])`)
)

// escapeMarkdown makes a line that renders as the characters it is given.
func escapeMarkdown(s string) string { return listItem.ReplaceAllString(markdown.Replace(s), `$1\$2`) }
