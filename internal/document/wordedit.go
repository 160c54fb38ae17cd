package document

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// edit notes what the changes make of the paragraph; they are in runes of its text, in order, and do not meet.
func (p *wordParagraph) edit(e *edits, text []rune, changes []Change) error {
	switch {
	case len(p.pieces) == 0 && p.code:
		return &FileError{Code: ErrChange.Code, Part: p.part.name, Detail: "in the code of a field"}
	case len(p.pieces) == 0:
		p.begin(e, changes[0])
		return nil
	}
	if len(changes) == 1 && p.spreads(text, changes[0]) {
		first, lines := changes[0], strings.Split(changes[0].Text, "\n")
		first.Text = lines[0]
		changes = []Change{first}
		p.add(e, first, lines[1:])
	}
	at := 0
	for i, piece := range p.pieces {
		for len(changes) > 0 && changes[0].To < at {
			changes = changes[1:]
		}
		if parts := p.divide(i, at, text, changes); parts != nil {
			p.rewrite(e, piece, parts)
		}
		at += piece.size
	}
	return nil
}

// spreads tells whether the change makes several paragraphs of one: it has several lines, and there is nothing else in it.
func (p *wordParagraph) spreads(text []rune, c Change) bool {
	blank := func(r []rune) bool { return !slices.ContainsFunc(r, func(c rune) bool { return !unicode.IsSpace(c) }) }
	return p.plain && strings.Contains(c.Text, "\n") && blank(text[:c.From]) && blank(text[c.To:])
}

// fragment is what stands in place of a piece, or of some of it.
type fragment struct {
	text   string
	kept   bool // as it was, an element of its own
	marked bool
}

// divide gives what the changes make of the piece that begins at a place of the text, nil if they leave it.
func (p *wordParagraph) divide(piece, at int, text []rune, changes []Change) (parts []fragment) {
	from, end := at, at+p.pieces[piece].size
	keep := func(to int) {
		if from < to {
			parts = append(parts, fragment{text: string(text[from:to]), kept: !p.pieces[piece].text})
		}
	}
	for _, c := range changes {
		if c.From > end {
			break
		}
		if !touches(c, at, end) {
			continue
		}
		keep(c.From)
		part := fragment{marked: c.Mark}
		if c.From >= at { // it begins here
			part.text = c.Text
		}
		parts = append(parts, part)
		from = min(c.To, end)
	}
	if parts != nil {
		keep(end)
	}
	return parts
}

// touches tells whether a change concerns the characters from at to end, of which there are some. What is inserted belongs to the
// character before.
func touches(c Change, at, end int) bool {
	if c.From == c.To {
		return c.From > at && c.From <= end || c.From == 0 && at == 0
	}
	return c.From < end && c.To > at
}

// rewrite puts fragments in place of a piece. A fragment that is marked becomes a run of its own, since a run has one format.
func (p *wordParagraph) rewrite(e *edits, piece wordPiece, parts []fragment) {
	parts = slices.DeleteFunc(parts, func(f fragment) bool { return f.text == "" })
	run, src := p.runs[piece.run], p.part.src
	content := run.tag
	if run.props.To > 0 {
		content = run.props.To
	}
	w := runWriter{p: p, run: run, piece: piece}
	if len(parts) > 0 && parts[0].marked && len(bytes.TrimSpace(src[content:piece.From])) == 0 {
		w.marked = true // the run begins so
		e.put(p.part, run.tag, content, p.format(run.props, true))
	}
	for _, f := range parts {
		w.write(f)
	}
	w.flush()
	if w.marked && len(bytes.TrimSpace(src[piece.To:run.end])) > 0 {
		w.next(false)
	}
	e.put(p.part, piece.From, piece.To, w.out)
}

// runWriter writes the content of a run, and goes on in another where the mark changes.
type runWriter struct {
	p      *wordParagraph
	run    wordRun
	piece  wordPiece
	marked bool
	text   strings.Builder // not yet written
	out    []byte
}

func (w *runWriter) write(f fragment) {
	if f.marked != w.marked {
		w.next(f.marked)
	}
	if f.kept {
		w.flush()
		w.out = append(w.out, w.p.part.src[w.piece.From:w.piece.To]...)
		return
	}
	w.text.WriteString(f.text)
}

// next ends the run and begins another of the same format.
func (w *runWriter) next(marked bool) {
	w.flush()
	w.marked = marked
	w.out = append(w.out, "</"+w.p.prefix+"r>"...)
	w.out = append(w.out, w.p.part.src[w.run.From:w.run.tag]...)
	w.out = append(w.out, w.p.format(w.run.props, marked)...)
}

func (w *runWriter) flush() {
	w.out = append(w.out, w.p.content(w.text.String(), w.piece.text && w.piece.preserves)...)
	w.text.Reset()
}

// content gives the elements for a text.
func (p *wordParagraph) content(text string, preserve bool) []byte {
	var out []byte
	for text != "" {
		n := strings.IndexAny(text, "\n\t")
		if n < 0 {
			n = len(text)
		}
		if n > 0 {
			out = append(out, "<"+p.prefix+"t"...)
			if preserve || strings.TrimSpace(text[:n]) != text[:n] {
				out = append(out, ` xml:space="preserve"`...)
			}
			out = append(out, ">"+markup.Replace(text[:n])+"</"+p.prefix+"t>"...)
		}
		if n == len(text) {
			break
		}
		if text[n] == '\n' {
			out = append(out, "<"+p.prefix+"br/>"...)
		} else {
			out = append(out, "<"+p.prefix+"tab/>"...)
		}
		text = text[n+1:]
	}
	return out
}

// behind are the elements of w:rPr that stand behind w:highlight, as do those of newer Words; all others stand before it.
var behind = []string{
	"u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange",
}

// format gives the w:rPr at a place, highlighted if it is to be, without some elements.
func (p *wordParagraph) format(at Range, marked bool, but ...string) []byte {
	if !marked && len(but) == 0 {
		return p.part.src[at.From:at.To]
	}
	name := p.prefix + "rPr>"
	mark := "<" + p.prefix + `highlight ` + p.prefix + `val="yellow"/>`
	var out []byte
	for _, c := range p.children(at) {
		if c.prefix == p.prefix && slices.Contains(but, c.name) {
			continue
		}
		if marked && (c.prefix != p.prefix || slices.Contains(behind, c.name)) {
			out, marked = append(out, mark...), false
		}
		if c.prefix == p.prefix && c.name == "highlight" {
			continue
		}
		out = append(out, p.part.src[c.From:c.To]...)
	}
	if marked {
		out = append(out, mark...)
	}
	if out == nil {
		return nil
	}
	return slices.Concat([]byte("<"+name), out, []byte("</"+name))
}

// wordProperty is an element of a w:rPr.
type wordProperty struct {
	Range
	prefix, name string
}

// children gives the elements of a w:rPr; bytes of the part.
func (p *wordParagraph) children(at Range) (list []wordProperty) {
	s := newScanner(p.part.name, p.part.src[at.From:at.To])
	_ = s.each(func(token) error { // it was read before
		return s.each(func(t token) error {
			c := wordProperty{prefix: string(t.prefix), name: string(t.name)}
			err := s.each(func(token) error { return nil })
			c.Range = Range{at.From + t.from, at.From + s.at}
			list = append(list, c)
			return err
		})
	})
	return list
}

// begin writes into a paragraph without text, in the format of its last run, or of its end.
func (p *wordParagraph) begin(e *edits, c Change) {
	lines := []string{c.Text}
	if p.plain {
		lines = strings.Split(c.Text, "\n")
	}
	c.Text = lines[0]
	defer p.add(e, c, lines[1:])
	if c.Text == "" {
		return
	}
	text := p.lone(p.lead(c), c.Text)
	if p.hollow {
		tag := opened(p.part.src[p.From:p.To])
		e.put(p.part, p.From, p.To, append(append(tag, text...), "</"+p.prefix+"p>"...))
		return
	}
	e.put(p.part, p.end, p.end, text)
}

// add writes paragraphs of the same kind behind this one.
func (p *wordParagraph) add(e *edits, c Change, lines []string) {
	if len(lines) == 0 {
		return
	}
	var out []byte
	format := p.lead(c)
	for _, line := range lines {
		out = append(out, "<"+p.prefix+"p>"...)
		out = append(out, p.part.src[p.props.From:p.props.To]...)
		out = append(out, p.lone(format, line)...)
		out = append(out, "</"+p.prefix+"p>"...)
	}
	e.put(p.part, p.To, p.To, out)
}

// lone gives a run of a format.
func (p *wordParagraph) lone(format []byte, text string) []byte {
	if text == "" {
		return nil
	}
	out := append([]byte("<"+p.prefix+"r>"), format...)
	out = append(out, p.content(text, false)...)
	return append(out, "</"+p.prefix+"r>"...)
}

// Elements of a w:rPr that tell of changes to it, and those by which a label stands out, white on black perhaps.
var (
	tracked  = []string{"ins", "del", "moveFrom", "moveTo", "rPrChange"}
	emphasis = []string{"b", "bCs", "i", "iCs", "caps", "vanish", "color", "highlight", "u", "bdr", "shd"}
)

// lead gives the format of the first character that a change replaces; else that of the last run, or of the paragraph's end, or of
// the paragraph that this one is to look like.
func (p *wordParagraph) lead(c Change) []byte {
	switch {
	case p.like != nil && p.bare():
		return p.format(p.like.runs[p.like.pieces[0].run].props, c.Mark, slices.Concat(tracked, emphasis)...)
	case len(p.runs) == 0:
		return p.format(p.mark, c.Mark, tracked...)
	}
	run, at := p.runs[len(p.runs)-1], 0
	for _, piece := range p.pieces {
		if at += piece.size; c.From < at {
			run = p.runs[piece.run]
			break
		}
	}
	return p.format(run.props, c.Mark)
}

// bare tells whether nothing in an empty paragraph says how its text is to look.
func (p *wordParagraph) bare() bool {
	said := func(r wordRun) bool { return len(p.children(r.props)) > 0 }
	return len(p.children(p.mark)) == 0 && !slices.ContainsFunc(p.runs, said)
}
