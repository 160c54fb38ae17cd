package document

import (
	"slices"
	"strconv"
	"strings"
)

// workbook is what is known of a .xlsx beside its lines.
type workbook struct {
	part     *filePart // xl/workbook.xml
	sheets   []sheetLink
	strings  []sharedString
	styles   styles
	formulas bool         // there are some, in a sheet that is read or not
	results  []*sheetCell // those of the sheets that are read
	reckon   Range        // the start tag of calcPr
	sheetsTo int          // where the element that calcPr may follow ends
	offered  int          // empty cells that are lines
	from1904 bool         // days are counted from 1904, as Macs once did
}

// sharedString is an entry of the list, or the text of a cell: the bytes between its tags, and the prefix of its elements.
type sharedString struct {
	Range
	part         *filePart
	preserves    bool // blanks at the ends of its pieces
	prefix, text string
}

// sheetLink is a sheet as the workbook names it.
type sheetLink struct {
	name, id string
	number   string // its sheetId
	hidden   bool
	part     *filePart // of one that is read
}

// readWorkbook reads the visible sheets of a .xlsx.
func (f *File) readWorkbook(main string, src []byte) error {
	b := &workbook{part: &filePart{main, src}}
	f.book = b
	links, err := f.archive.links(main)
	if err != nil {
		return err
	}
	if err := b.read(); err != nil {
		return err
	}
	for _, name := range to(links, "sharedStrings") {
		if err := b.readStrings(f.archive, name); err != nil {
			return err
		}
	}
	for _, name := range to(links, "styles") {
		if err := b.styles.read(f.archive, name); err != nil {
			return err
		}
	}
	b.formulas = len(to(links, "calcChain")) > 0
	for i := range b.sheets {
		sheet := &b.sheets[i]
		target, ok := sheet.target(links)
		if !ok || sheet.hidden {
			continue
		}
		if sheet.part, err = f.readSheet(sheet.name, target); err != nil {
			return err
		}
	}
	f.join()
	for i := range f.cells {
		f.cells[i].Range = f.rangeOf(i, i+1)
	}
	return nil
}

// target gives the part of a sheet; a chart that is a sheet has none.
func (l *sheetLink) target(links []link) (part string, ok bool) {
	i := slices.IndexFunc(links, func(other link) bool { return other.id == l.id && other.kind == "worksheet" })
	if i < 0 {
		return "", false
	}
	return links[i].target, true
}

// read reads xl/workbook.xml.
func (b *workbook) read() error {
	s := newScanner(b.part.name, b.part.src)
	return s.each(func(token) error {
		return s.each(func(t token) error {
			if t.space != spaceSheet {
				return nil
			}
			switch string(t.name) {
			case "workbookPr":
				old, _ := s.attr(spaceNone, "date1904")
				b.from1904 = old == "1" || old == "true"
			case "calcPr":
				b.reckon = Range{t.from, t.to}
			case "sheets":
				err := s.each(func(t token) error {
					name, _ := s.attr(spaceNone, "name")
					id, _ := s.attr(spaceRelation, "id")
					number, _ := s.attr(spaceNone, "sheetId")
					if state, _ := s.attr(spaceNone, "state"); t.is(spaceSheet, "sheet") {
						b.sheets = append(b.sheets, sheetLink{name: name, id: id, number: number, hidden: state != "" && state != "visible"})
					}
					return nil
				})
				b.sheetsTo = s.at
				return err
			case "functionGroups", "externalReferences", "definedNames": // these stand between sheets and calcPr
				err := s.each(func(token) error { return nil })
				b.sheetsTo = s.at
				return err
			}
			return nil
		})
	})
}

// readStrings reads the list of strings.
func (b *workbook) readStrings(a *archive, name string) error {
	src, err := a.read(name)
	if err != nil {
		return err
	}
	part := &filePart{name, src}
	s := newScanner(name, src)
	return s.each(func(token) error {
		return s.each(func(t token) error {
			if !t.is(spaceSheet, "si") {
				return nil
			}
			if len(b.strings) >= maxPieces {
				return &FileError{Code: ErrTooLarge.Code, Part: name, Detail: "too many strings"}
			}
			preserves := s.preserves()
			text, err := richText(s)
			b.strings = append(b.strings, sharedString{Range{t.to, s.closed}, part, preserves, string(t.prefix), text})
			return err
		})
	})
}

// richText gives the characters of the si or is that was opened last.
func richText(s *scanner) (string, error) {
	var buf []byte
	var visit func(t token) error
	visit = func(t token) error {
		switch {
		case t.is(spaceSheet, "r"):
			return s.each(visit)
		case !t.is(spaceSheet, "t"):
			return nil
		}
		preserves, from := s.preserves(), len(buf)
		text, err := s.text(buf)
		if err != nil {
			return err
		}
		buf = append(text[:from], decode(string(text[from:]), preserves)...)
		return nil
	}
	err := s.each(visit)
	return string(buf), err
}

// decode gives the characters of a t in a workbook: _x000D_ is a character by its number, and a break is \n.
func decode(s string, preserves bool) string {
	if !preserves {
		s = strings.Trim(s, " \t\r\n")
	}
	if !strings.Contains(s, "_x") && !strings.Contains(s, "\r") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if n, ok := escaped(s[i:]); ok {
			if legal(n) {
				b.WriteRune(n)
			}
			i += len("_x0000_")
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\r", "\n")
}

// escaped tells whether a string begins with a character by its number.
func escaped(s string) (r rune, ok bool) {
	if !strings.HasPrefix(s, "_x") || len(s) < len("_x0000_") || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

// finish notes what a change of cells brings with it: new styles, and that formulas are reckoned anew. What they gave before is
// dropped, since not every program reckons when it opens a file, and a sum of other numbers would be a lie.
func (b *workbook) finish(e *edits, again sheetRepeats) error {
	addCells(e)
	b.styles.finish(e)
	if !e.valued || !b.formulas {
		return nil
	}
	for _, c := range b.results {
		if !again.hold(c) { // there it has been dropped in each row
			e.put(c.part, c.result.From, c.result.To, nil)
		}
	}
	if b.reckon.To > 0 {
		tag := b.part.src[b.reckon.From:b.reckon.To]
		e.put(b.part, b.reckon.From, b.reckon.To, withAttr(tag, "fullCalcOnLoad", "1"))
		return nil
	}
	if b.sheetsTo > 0 {
		s := newScanner(b.part.name, b.part.src)
		root, err := s.root()
		if err != nil {
			return err
		}
		e.put(b.part, b.sheetsTo, b.sheetsTo, []byte("<"+string(root.prefix)+`calcPr fullCalcOnLoad="1"/>`))
	}
	return nil
}
