package document

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// wordParagraph is a paragraph of a .docx as its part stores it. All places are bytes of the part.
type wordParagraph struct {
	Range
	part   *filePart
	tag    int            // where its start tag ends
	end    int            // where its end tag begins
	hollow bool           // <w:p/>
	prefix string         // w:
	props  Range          // w:pPr, if any
	mark   Range          // w:rPr in it: how the end of the paragraph looks, and with it an empty one
	style  string         // its name
	like   *wordParagraph // of an empty cell whose look nothing tells: that of the label beside it
	plain  bool           // holds runs of text and nothing else
	code   bool           // ends within the code of a field, where nothing can be shown
	runs   []wordRun
	pieces []wordPiece
}

// wordRun is a stretch of one format.
type wordRun struct {
	Range
	tag   int   // where its start tag ends
	end   int   // where its end tag begins
	props Range // w:rPr, if any
}

// wordPiece is a w:t, or what stands for a character of its own.
type wordPiece struct {
	Range
	run       int
	size      int  // in runes
	text      bool // a w:t
	preserves bool // blanks at its ends
}

// wordReader reads the parts of a .docx into lines.
type wordReader struct {
	*scanner
	file   *File
	part   *filePart
	lines  []fileLine
	para   *wordParagraph // that is being read, nil between paragraphs
	text   []byte         // of para
	run    int            // of para, that is being read
	fields []bool         // of each field that is open, whether its result has begun
	copies int            // how many times over that is stored again which is being read
	inRow  int            // the row of a table that is being read, or -1
	tables []*grid
	pieces int
}

// readWord reads the parts of a .docx that hold text.
func (f *File) readWord(main string, src []byte) error {
	links, err := f.archive.links(main)
	if err != nil {
		return err
	}
	r := &wordReader{file: f, inRow: -1}
	if err := r.read(&filePart{main, src}); err != nil {
		return err
	}
	for _, kind := range []string{"header", "footer", "footnotes", "endnotes"} {
		for _, name := range to(links, kind) {
			if !f.archive.has(name) {
				continue // Word opens it too
			}
			src, err := f.archive.read(name)
			if err != nil {
				return err
			}
			if err := r.read(&filePart{name, src}); err != nil {
				return err
			}
		}
	}
	f.lines = r.lines
	f.join()
	for i, t := range r.tables {
		f.cells = append(f.cells, t.cellsOf(f, strconv.Itoa(i+1))...)
	}
	slices.SortStableFunc(f.cells, func(a, b Cell) int { return cmp.Or(a.From-b.From, b.To-a.To) })
	for i, c := range f.cells {
		for line := f.lineAt(c.From); line < len(f.lines) && f.starts[line] <= c.To; line++ {
			f.lines[line].within = i
		}
	}
	return nil
}

func (r *wordReader) read(p *filePart) error {
	r.scanner, r.part, r.fields = newScanner(p.name, p.src), p, nil
	return r.each(r.block)
}

// block reads what stands where paragraphs do.
func (r *wordReader) block(t token) error {
	if t.is(spaceCompat, "AlternateContent") {
		return r.alternatives(r.block)
	}
	if t.space != spaceWord {
		return r.each(r.block)
	}
	switch string(t.name) {
	case "p":
		return r.paragraph(t)
	case "tbl":
		return r.table()
	case "del", "moveFrom", "sdtPr", "sectPr":
		return nil
	case "footnote", "endnote":
		if kind, ok := r.attr(spaceWord, "type"); ok && kind != "normal" {
			return nil // the lines between text and notes
		}
	case "txbxContent":
		fields := r.fields
		r.fields = nil
		defer func() { r.fields = fields }()
	}
	return r.each(r.block)
}

// paragraph reads a w:p into a line, and what lies in text boxes on it into lines behind that.
func (r *wordReader) paragraph(t token) error {
	if len(r.lines) >= maxLines {
		return &FileError{Code: ErrTooLarge.Code, Part: r.part.name, Detail: "too many paragraphs"}
	}
	line := len(r.lines)
	r.lines = append(r.lines, fileLine{row: r.inRow, within: -1})
	outer, text, run := r.para, r.text, r.run
	p := &wordParagraph{part: r.part, tag: t.to, hollow: t.hollow, prefix: string(t.prefix), plain: true}
	r.para, r.text = p, nil
	if err := r.each(r.inline); err != nil {
		return err
	}
	p.Range, p.end = Range{t.from, r.at}, r.closed
	p.code = slices.Contains(r.fields, false)
	r.lines[line].text = string(r.text)
	r.lines[line].copies = []wordParagraph{*p}
	r.para, r.text, r.run = outer, text, run
	return nil
}

// inline reads what stands in a paragraph.
func (r *wordReader) inline(t token) error {
	switch {
	case t.is(spaceWord, "r"):
		return r.readRun(t)
	case t.is(spaceWord, "pPr"):
		return r.properties(t)
	case t.is(spaceWord, "proofErr"), t.is(spaceWord, "bookmarkStart"), t.is(spaceWord, "bookmarkEnd"):
		return nil
	}
	r.para.plain = false
	switch {
	case t.is(spaceCompat, "AlternateContent"):
		return r.alternatives(r.inline)
	case t.is(spaceWord, "del"), t.is(spaceWord, "moveFrom"), t.is(spaceWord, "sdtPr"):
		return nil
	}
	return r.each(r.inline)
}

// properties notes where the format of a paragraph stands.
func (r *wordReader) properties(t token) error {
	p := r.para
	err := r.each(func(t token) error {
		switch {
		case t.is(spaceWord, "rPr"):
			if err := r.each(func(token) error { return nil }); err != nil {
				return err
			}
			p.mark = Range{t.from, r.at}
		case t.is(spaceWord, "pStyle"):
			p.style, _ = r.attr(spaceWord, "val")
		case t.is(spaceWord, "sectPr"):
			p.plain = false // a copy would be a second section
		}
		return nil
	})
	p.props = Range{t.from, r.at}
	return err
}

// readRun reads a w:r.
func (r *wordReader) readRun(t token) error {
	p, outer := r.para, r.run
	run := len(p.runs)
	p.runs = append(p.runs, wordRun{tag: t.to})
	r.run = run
	if err := r.each(r.content); err != nil {
		return err
	}
	p.runs[run].Range, p.runs[run].end = Range{t.from, r.at}, r.closed
	r.run = outer
	return nil
}

// content reads what stands in a run.
func (r *wordReader) content(t token) error {
	if t.space == spaceWord {
		switch string(t.name) {
		case "t":
			return r.characters(t)
		case "tab", "ptab":
			return r.character(t, '\t')
		case "br", "cr":
			return r.character(t, '\n')
		case "noBreakHyphen":
			return r.character(t, '\u2011')
		case "sym":
			char, _ := r.attr(spaceWord, "char")
			n, err := strconv.ParseUint(char, 16, 16)
			if err != nil || !legal(rune(n)) || n < ' ' {
				return nil
			}
			return r.character(t, symbol(rune(n)))
		case "rPr":
			err := r.each(func(token) error { return nil })
			if run := &r.para.runs[r.run]; len(bytes.TrimSpace(r.part.src[run.tag:t.from])) == 0 { // elsewhere it means nothing
				run.props = Range{t.from, r.at}
			}
			return err
		case "lastRenderedPageBreak", "softHyphen":
			return nil
		}
	}
	r.para.plain = false
	switch {
	case t.is(spaceWord, "fldChar"):
		r.field()
		return nil
	case t.is(spaceWord, "ruby"):
		return r.each(func(t token) error {
			if t.is(spaceWord, "rubyBase") {
				return r.each(r.inline)
			}
			return nil // how it is spoken
		})
	case t.is(spaceCompat, "AlternateContent"):
		return r.alternatives(r.block)
	}
	return r.each(r.block)
}

// field follows where a field's code and its result begin and end.
func (r *wordReader) field() {
	kind, _ := r.attr(spaceWord, "fldCharType")
	switch last := len(r.fields) - 1; {
	case kind == "begin":
		r.fields = append(r.fields, false)
	case last < 0:
	case kind == "separate":
		r.fields[last] = true
	case kind == "end":
		r.fields = r.fields[:last]
	}
}

// characters reads a w:t.
func (r *wordReader) characters(t token) error {
	preserves, from := r.preserves(), len(r.text)
	text, err := r.scanner.text(r.text)
	if err != nil {
		return err
	}
	added := seen(text[from:], preserves)
	return r.piece(wordPiece{Range: Range{t.from, r.at}, text: true, preserves: preserves}, append(text[:from], added...))
}

// character reads an element that stands for a character.
func (r *wordReader) character(t token, c rune) error {
	if err := r.each(func(token) error { return nil }); err != nil {
		return err
	}
	return r.piece(wordPiece{Range: Range{t.from, r.at}}, utf8.AppendRune(r.text, c))
}

// piece notes a piece with which the text of the paragraph has become this.
func (r *wordReader) piece(p wordPiece, text []byte) error {
	if slices.Contains(r.fields, false) {
		return nil
	}
	p.size, p.run = utf8.RuneCount(text[len(r.text):]), r.run
	if p.size == 0 {
		return nil
	}
	if r.pieces++; r.pieces > maxPieces {
		return &FileError{Code: ErrTooLarge.Code, Part: r.part.name, Detail: "too many runs"}
	}
	r.text = text
	r.para.pieces = append(r.para.pieces, p)
	return nil
}

// seen gives the characters of a w:t as they are seen: breaks are blanks, and blanks at the ends only count if they are kept.
func seen(text []byte, preserves bool) []byte {
	if !preserves {
		text = bytes.Trim(text, " \t\r\n")
	}
	for i, c := range text {
		if c == '\n' || c == '\r' {
			text[i] = ' '
		}
	}
	return text
}

// symbol gives a character of the fonts Wingdings and Symbol, of which forms use the check boxes and little else.
func symbol(r rune) rune {
	switch r {
	case 0xf0a8, 0xf06f, 0xf0a3:
		return '□'
	case 0xf0fe, 0xf052:
		return '☑'
	case 0xf0fd, 0xf054:
		return '☒'
	case 0xf0fc:
		return '✓'
	case 0xf06c, 0xf0b7:
		return '●'
	case 0xf0b4:
		return '×'
	}
	return r
}
