package document

import (
	"slices"
	"strconv"
	"strings"
)

// sheetMover writes a sheet anew in which rows move, or whose formulas refer to such a sheet.
type sheetMover struct {
	*scanner
	movements
	moved  movement // of this sheet, nil if none
	name   string
	part   *filePart
	list   []edit
	shared map[string]sharedFormula
	grown  int // bytes of those that are written out
	row    int // as it was
	copy   int // which time over it is being read
}

// sharedFormula is one that other cells have too, as if it were copied to them.
type sharedFormula struct {
	text        string
	row, column int
}

// unmoved are the elements of a sheet that know no rows, or whose rows are looked at elsewhere.
var unmoved = []string{
	"sheetPr", "sheetFormatPr", "sheetCalcPr", "cols", "sheetProtection", "phoneticPr", "printOptions", "pageMargins", "pageSetup", "headerFooter",
	"colBreaks", "drawing", "legacyDrawing", "legacyDrawingHF", "picture",
}

// sheet gives the bytes of a sheet after the movements, or ErrRepeat.
func (m movements) sheet(name string, part *filePart) ([]byte, error) {
	w := sheetMover{scanner: newScanner(part.name, part.src), movements: m, moved: m.of(name), name: name, part: part, shared: map[string]sharedFormula{}}
	if err := w.each(func(token) error { return w.each(w.element) }); err != nil {
		return nil, err
	}
	return part.with(w.list)
}

// refuse is the error for what stands in the way.
func refuse(part, what string) error {
	return &FileError{Code: ErrRepeat.Code, Part: part, Detail: what}
}

// element reads what stands directly in the root.
func (w *sheetMover) element(t token) error {
	switch name := string(t.name); name {
	case "sheetData":
		return w.each(w.tableRow)
	case "conditionalFormatting", "dataValidations":
		return w.conditions(t)
	case "hyperlinks":
		return w.each(func(token) error {
			if where, ok := w.attr(spaceNone, "location"); ok {
				moved, why := w.formula(where, standing{sheet: w.name, rule: ofPlace})
				if why != "" {
					return refuse(w.part.name, "a link: "+why)
				}
				w.set("location", where, moved)
			}
			w.areas()
			return nil
		})
	case "extLst":
		return w.within(func(t token) error {
			if name := string(t.name); w.moved != nil && name == "sqref" {
				return refuse(w.part.name, "an extension")
			} else if name != "f" && name != "formula" {
				return nil
			}
			return w.unchanged(standing{sheet: w.name, rule: ofName})
		})
	case "mergeCells":
		return w.mergeCells()
	case "rowBreaks":
		return w.each(func(token) error {
			if id, ok := w.number(spaceNone, "id"); ok && w.moved != nil {
				w.set("id", strconv.Itoa(id), strconv.Itoa(w.moved.end(id)))
			}
			return nil
		})
	case "dimension", "sheetViews", "autoFilter", "ignoredErrors", "protectedRanges":
		w.areas()
		return w.within(func(token) error {
			w.areas()
			return nil
		})
	default:
		if w.moved != nil && !slices.Contains(unmoved, name) {
			return refuse(w.part.name, name)
		}
		return nil
	}
}

// set notes another value of an attribute of the start tag just read, which has no prefix.
func (w *sheetMover) set(name, was, is string) {
	for _, a := range w.attrs {
		if string(w.src[a.name:a.equals]) == name && was != is {
			w.list = append(w.list, edit{Range{a.value, a.to}, []byte(strings.ReplaceAll(markup.Replace(is), `"`, "&quot;"))})
		}
	}
}

// areas moves the ranges that the attributes of the start tag just read tell.
func (w *sheetMover) areas() {
	if w.moved == nil {
		return
	}
	for _, name := range []string{"ref", "sqref"} {
		if refs, ok := w.attr(spaceNone, name); ok {
			w.set(name, refs, w.moved.areas(refs))
		}
	}
	for _, name := range []string{"activeCell", "topLeftCell"} {
		ref, _ := w.attr(spaceNone, name)
		if row, column, ok := place(ref); ok {
			w.set(name, ref, address(min(w.moved.start(row), maxRows), column))
		}
	}
}

// tableRow reads a row, which stands as many times over as it is to be written.
func (w *sheetMover) tableRow(t token) error {
	if !t.is(spaceSheet, "row") {
		return nil
	}
	number, named := w.number(spaceNone, "r")
	switch {
	case !named:
		w.row, w.copy = w.row+1, 0
	case number == w.row:
		w.copy++
	default:
		w.row, w.copy = number, 0
	}
	now := w.row
	if w.moved != nil {
		if now = w.moved.start(w.row) + w.copy; now > maxRows {
			return refuse(w.part.name, "no room below")
		}
		w.set("r", strconv.Itoa(w.row), strconv.Itoa(now))
	}
	column := 0
	return w.each(func(t token) error {
		if !t.is(spaceSheet, "c") {
			return nil
		}
		column++
		if at, ok := w.attr(spaceNone, "r"); ok {
			if _, c, ok := place(at); ok {
				column = c
			}
			w.set("r", at, address(now, column))
		}
		return w.each(func(t token) error {
			if t.is(spaceSheet, "f") {
				return w.cellFormula(t, column)
			}
			return nil
		})
	})
}

// cellFormula moves the formula of a cell.
func (w *sheetMover) cellFormula(t token, column int) error {
	where := w.name + "!" + address(w.row, column)
	kind, _ := w.attr(spaceNone, "t")
	id, _ := w.attr(spaceNone, "si")
	raw, err := w.text(nil)
	if err != nil {
		return err
	}
	text, why, end := string(raw), "", w.closed
	if first, ok := w.shared[id]; kind == "shared" {
		switch {
		case text != "":
			w.shared[id] = sharedFormula{text, w.row, column}
		case ok:
			text, why = filled(first.text, w.row-first.row, column-first.column)
		default:
			why = "a shared formula"
		}
	}
	if !w.concern(text, w.name) {
		return nil
	}
	if kind == "array" || kind == "dataTable" {
		why = "a formula of several cells"
	}
	moved := text
	if why == "" {
		moved, why = w.formula(text, standing{sheet: w.name, row: w.row, copy: w.copy, rule: ofCell})
	}
	switch {
	case why != "":
		return refuse(w.part.name, where+": "+why)
	case kind == "shared":
		if w.grown += len(moved); w.grown > maxPart {
			return &FileError{Code: ErrTooLarge.Code, Part: w.part.name, Detail: "too many formulas"}
		}
		tag := string(t.prefix) + "f>"
		w.list = append(w.list, edit{Range{t.from, w.at}, []byte("<" + tag + markup.Replace(moved) + "</" + tag)})
	case moved != text:
		w.list = append(w.list, edit{Range{t.to, end}, []byte(markup.Replace(moved))})
	}
	return nil
}

// unchanged wants the formula in the element opened last to stay as it is.
func (w *sheetMover) unchanged(at standing) error {
	raw, err := w.text(nil)
	if err != nil {
		return err
	}
	switch moved, why := w.formula(string(raw), at); {
	case why != "":
		return refuse(w.part.name, why)
	case moved != string(raw):
		return refuse(w.part.name, "a reference to the rows that move")
	}
	return nil
}

// conditions moves ranges that have formulas of their own: conditional formats, and what may be typed.
func (w *sheetMover) conditions(t token) error {
	row := 0
	here := func() {
		refs, ok := w.attr(spaceNone, "sqref")
		if !ok {
			return
		}
		row = maxRows
		for _, ref := range strings.Fields(refs) {
			if c, ok := area(ref); ok {
				row = min(row, c.row)
			}
		}
		w.areas()
	}
	here()
	return w.within(func(t token) error {
		here()
		switch string(t.name) {
		case "formula", "formula1", "formula2":
			raw, err := w.text(nil)
			if err != nil {
				return err
			}
			moved, why := w.formula(string(raw), standing{sheet: w.name, row: row, rule: ofRange})
			if why != "" {
				return refuse(w.part.name, "a condition: "+why)
			}
			if moved != string(raw) {
				w.list = append(w.list, edit{Range{t.to, w.closed}, []byte(markup.Replace(moved))})
			}
		case "cfvo":
			value, _ := w.attr(spaceNone, "val")
			if moved, why := w.formula(value, standing{sheet: w.name, row: row, rule: ofRange}); why != "" || moved != value {
				return refuse(w.part.name, "a condition of a scale")
			}
		}
		return nil
	})
}

// mergeCells moves merged cells. Those within a row that is repeated are repeated with it.
func (w *sheetMover) mergeCells() error {
	if w.moved == nil {
		return nil
	}
	count, counted, merged := w.attribute("count"), 0, []string(nil)
	err := w.each(func(t token) error {
		ref, _ := w.attr(spaceNone, "ref")
		c, ok := area(ref)
		if counted++; !ok {
			return nil
		}
		for _, r := range w.moved {
			if c.rows > 1 && c.row <= r.number && r.number < c.row+c.rows {
				return refuse(w.part.name, "merged cells "+ref)
			}
		}
		at := func(row int) string {
			return address(row, c.column) + ":" + address(row+c.rows-1, c.column+c.columns-1)
		}
		now := w.moved.start(c.row)
		if w.moved.end(c.row+c.rows-1) > maxRows {
			return refuse(w.part.name, "no room below")
		}
		w.set("ref", ref, at(now))
		if len(merged)+w.moved.times(c.row) > maxPieces {
			return &FileError{Code: ErrTooLarge.Code, Part: w.part.name, Detail: "too many merged cells"}
		}
		for row := now + 1; row <= w.moved.end(c.row); row++ {
			merged = append(merged, "<"+string(t.prefix)+`mergeCell ref="`+at(row)+`"/>`)
		}
		return nil
	})
	w.list = append(w.list, edit{Range{w.closed, w.closed}, []byte(strings.Join(merged, ""))})
	if count.To > 0 {
		w.list = append(w.list, edit{count, []byte(strconv.Itoa(counted + len(merged)))})
	}
	return err
}

// attribute gives where the value of an attribute of the start tag just read stands.
func (w *sheetMover) attribute(name string) (at Range) {
	for _, a := range w.attrs {
		if string(w.src[a.name:a.equals]) == name {
			at = Range{a.value, a.to}
		}
	}
	return at
}
