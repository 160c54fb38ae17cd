package document

import (
	"slices"
)

// filePart is an inflated part of an office file.
type filePart struct {
	name string
	src  []byte
}

// edits are what changes in the bytes of each part.
type edits struct {
	parts  map[*filePart][]edit
	valued bool // a cell of a workbook holds something else
	cells  []newCell
	marks  []int // styles of a workbook's cells of which a coloured one is needed, in the order of their new numbers
}

// edit puts text in place of some bytes of a part.
type edit struct {
	Range // in bytes
	text  []byte
}

func newEdits() *edits { return &edits{parts: map[*filePart][]edit{}} }

func (e *edits) put(p *filePart, from, to int, text []byte) {
	e.parts[p] = append(e.parts[p], edit{Range{from, to}, text})
}

// append puts text behind all else in the root of a part; it is told the prefix of the root's name.
func (e *edits) append(p *filePart, text func(prefix string) string) error {
	s := newScanner(p.name, p.src)
	root, err := s.root()
	if err != nil {
		return err
	}
	prefix := string(root.prefix)
	if root.hollow {
		end := "</" + prefix + string(root.name) + ">"
		e.put(p, root.from, root.to, slices.Concat(opened(p.src[root.from:root.to]), []byte(text(prefix)+end)))
		return nil
	}
	if err := s.each(func(token) error { return nil }); err != nil {
		return err
	}
	e.put(p, s.closed, s.closed, []byte(text(prefix)))
	return nil
}

// with gives the part with the edits made.
func (p *filePart) with(list []edit) ([]byte, error) { return p.slice(Range{0, len(p.src)}, list) }

// slice gives some bytes of the part with the edits made, all of which must lie in them. Insertions at one place keep their order.
func (p *filePart) slice(in Range, list []edit) ([]byte, error) {
	slices.SortStableFunc(list, func(a, b edit) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return a.To - b.To
	})
	size := in.To - in.From
	for _, e := range list {
		size += len(e.text)
	}
	out := make([]byte, 0, size)
	at := in.From
	for _, e := range list {
		if e.From < at || e.To > in.To {
			return nil, &FileError{Code: ErrChange.Code, Part: p.name, Detail: "two changes meet"}
		}
		out = append(append(out, p.src[at:e.From]...), e.text...)
		at = e.To
	}
	return append(out, p.src[at:in.To]...), nil
}
