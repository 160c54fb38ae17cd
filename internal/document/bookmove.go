package document

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"
)

// move writes anew what tells the places of cells, after rows of sheets have moved: those sheets, the formulas of all, the names
// that the workbook defines, and the order in which it reckons. changed are the parts that changed before, by their names; it
// fails with ErrRepeat where rows cannot move.
func (f *File) move(m movements, changed map[string][]byte) error {
	if len(m) == 0 {
		return nil
	}
	a := *f.archive
	a.budget = maxInflated // for what was not read at first; f itself may be in use elsewhere
	links, err := a.links(f.book.part.name)
	if err != nil {
		return err
	}
	keep := func(part *filePart, moved []byte) {
		if !bytes.Equal(part.src, moved) {
			changed[part.name] = moved
		}
	}
	for i := range f.book.sheets {
		sheet := &f.book.sheets[i]
		target, ok := sheet.target(links)
		if !ok || !a.has(target) {
			continue
		}
		part, err := a.latest(target, sheet.part, changed)
		if err != nil {
			return err
		}
		if moved := m.of(sheet.name); moved != nil {
			if err := a.anchored(target, moved); err != nil {
				return err
			}
		}
		moved, err := m.sheet(sheet.name, part)
		if err != nil {
			return err
		}
		keep(part, moved)
	}
	part, err := a.latest(f.book.part.name, f.book.part, changed)
	if err != nil {
		return err
	}
	moved, err := m.names(part)
	if err != nil {
		return err
	}
	keep(part, moved)
	for _, name := range to(links, "calcChain") {
		part, err := a.latest(name, nil, changed)
		if err != nil {
			return err
		}
		if moved, err = m.chain(part, f.book.sheets); err != nil {
			return err
		}
		keep(part, moved)
	}
	return a.unmoved(m)
}

// latest gives a part as it is after the changes.
func (a *archive) latest(name string, read *filePart, changed map[string][]byte) (*filePart, error) {
	if src, ok := changed[name]; ok {
		return &filePart{name, src}, nil
	}
	if read != nil {
		return read, nil
	}
	src, err := a.read(name)
	return &filePart{name, src}, err
}

// names moves what the workbook's names stand for.
func (m movements) names(part *filePart) ([]byte, error) {
	var list []edit
	s := newScanner(part.name, part.src)
	err := s.each(func(token) error {
		return s.each(func(t token) error {
			if !t.is(spaceSheet, "definedNames") {
				return nil
			}
			return s.each(func(t token) error {
				name, _ := s.attr(spaceNone, "name")
				raw, err := s.text(nil)
				if err != nil {
					return err
				}
				moved, why := m.formula(string(raw), standing{rule: ofName})
				if why != "" {
					return refuse(part.name, name+": "+why)
				}
				if moved != string(raw) {
					list = append(list, edit{Range{t.to, s.closed}, []byte(markup.Replace(moved))})
				}
				return nil
			})
		})
	})
	if err != nil {
		return nil, err
	}
	return part.with(list)
}

// chain moves the cells with formulas in the order in which they are reckoned. The new ones need not be in it.
func (m movements) chain(part *filePart, sheets []sheetLink) ([]byte, error) {
	var list []edit
	s := newScanner(part.name, part.src)
	number := ""
	err := s.each(func(token) error {
		return s.each(func(token) error {
			if i, ok := s.attr(spaceNone, "i"); ok { // or it is that of the one before
				number = i
			}
			i := slices.IndexFunc(sheets, func(l sheetLink) bool { return l.number == number })
			if i < 0 || m.of(sheets[i].name) == nil {
				return nil
			}
			for _, at := range s.attrs {
				if row, column, ok := place(string(part.src[at.value:at.to])); ok && string(part.src[at.name:at.equals]) == "r" {
					list = append(list, edit{Range{at.value, at.to}, []byte(address(m.of(sheets[i].name).start(row), column))})
				}
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return part.with(list)
}

// anchored fails if something hangs on the rows of a sheet that move, or may.
func (a *archive) anchored(part string, moved movement) error {
	links, err := a.links(part)
	if err != nil {
		return err
	}
	for _, l := range links {
		switch l.kind {
		case "printerSettings", "hyperlink", "image":
		case "vmlDrawing":
			if len(to(links, "comments")) == 0 {
				return refuse(part, "a control")
			}
		case "drawing", "comments":
			if err := a.above(l, moved.first()); err != nil {
				return err
			}
		default:
			return refuse(part, l.kind)
		}
	}
	return nil
}

// above wants what hangs on cells, pictures or comments, to hang on those above a row.
func (a *archive) above(l link, first int) error {
	src, err := a.read(l.target)
	if err != nil {
		return err
	}
	s := newScanner(l.target, src)
	return s.within(func(t token) error {
		row := 0
		switch string(t.name) {
		case "comment":
			ref, _ := s.attr(spaceNone, "ref")
			row, _, _ = place(ref)
		case "row":
			raw, err := s.text(nil)
			if err != nil {
				return err
			}
			n, _ := strconv.Atoi(strings.TrimSpace(string(raw)))
			row = n + 1 // they are counted from 0
		case "absoluteAnchor":
			row = maxRows
		}
		if row >= first {
			return refuse(l.target, l.kind+" at the rows that move")
		}
		return nil
	})
}

// unmoved fails if a chart, a table, a pivot table or a control refers to rows that move.
func (a *archive) unmoved(m movements) error {
	for _, f := range a.zip.File {
		name := strings.ToLower(f.Name)
		if !strings.HasPrefix(name, "xl/") || path.Ext(name) != ".xml" || !slices.Contains([]string{"charts", "tables", "drawings", "pivotcache", "ctrlprops"}, path.Base(path.Dir(name))) {
			continue
		}
		src, err := a.read(f.Name)
		if err != nil {
			return err
		}
		s := newScanner(f.Name, src)
		check := func(formula string) error {
			switch moved, why := m.formula(formula, standing{rule: ofName}); {
			case why != "":
				return refuse(f.Name, why)
			case moved != formula:
				return refuse(f.Name, "a reference to the rows that move")
			}
			return nil
		}
		err = s.within(func(t token) error {
			for _, attribute := range []string{"textlink", "fmlaLink", "fmlaRange"} {
				if formula, ok := s.attr(spaceNone, attribute); ok {
					if err := check(formula); err != nil {
						return err
					}
				}
			}
			switch string(t.name) {
			case "f", "calculatedColumnFormula", "totalsRowFormula":
				raw, err := s.text(nil)
				if err != nil {
					return err
				}
				return check(string(raw))
			case "worksheetSource":
				if sheet, _ := s.attr(spaceNone, "sheet"); m.of(sheet) != nil {
					return refuse(f.Name, "a pivot table")
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
