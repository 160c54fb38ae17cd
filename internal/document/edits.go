package document

import (
	"bytes"
	"slices"
	"strings"
)

// filePart is an inflated part of an office file.
type filePart struct {
	name string
	src  []byte
}

// edits are what changes in the bytes of each part.
type edits map[*filePart][]edit

// edit puts text in place of some bytes of a part.
type edit struct {
	Range // in bytes
	text  []byte
}

func (e edits) put(p *filePart, from, to int, text []byte) {
	e[p] = append(e[p], edit{Range{from, to}, text})
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

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// withAttr gives a start tag with an attribute, that has no prefix, set to a value which needs no escaping, or without it.
func withAttr(tag []byte, name, value string) []byte {
	text := ""
	if value != "" {
		text = " " + name + `="` + value + `"`
	}
	s := newScanner("", tag)
	if _, err := s.next(); err != nil {
		return tag
	}
	for _, a := range s.attrs {
		if string(tag[a.name:a.equals]) == name {
			return slices.Concat(tag[:a.from], []byte(text), tag[a.end:])
		}
	}
	end := len(tag) - 1
	if bytes.HasSuffix(tag, []byte("/>")) {
		end--
	}
	return slices.Concat(tag[:end], []byte(text), tag[end:])
}

// opened gives a start tag that has content: <x> of <x/>.
func opened(tag []byte) []byte {
	if bare, ok := bytes.CutSuffix(tag, []byte("/>")); ok {
		return append(slices.Clone(bare), '>')
	}
	return tag
}
