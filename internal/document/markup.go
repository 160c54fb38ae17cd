package document

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// illegal are the characters that no XML holds.
const illegal = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

// unescape appends characters with their references resolved; one that means nothing stays as it is.
func unescape(buf, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(buf, raw...)
		}
		buf = append(buf, raw[:i]...)
		raw = raw[i:]
		n := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		r, ok := reference(string(raw[1:max(n, 1)]))
		if !ok {
			n, r = 0, '&'
		}
		buf = utf8.AppendRune(buf, r)
		raw = raw[n+1:]
	}
}

func reference(name string) (rune, bool) {
	if number, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(number, "x"); ok {
			number, base = hex, 16
		}
		n, err := strconv.ParseUint(number, base, 21)
		return rune(n), err == nil && legal(rune(n))
	}
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	return 0, false
}

// legal tells whether XML 1.0 can hold the character.
func legal(r rune) bool {
	return r >= ' ' && utf8.ValidRune(r) && r != '\ufffe' && r != '\uffff' || r == '\t' || r == '\n' || r == '\r'
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// withAttr gives a start tag with an attribute, that has no prefix, set to a value which needs no escaping, or without it.
func withAttr(tag []byte, name, value string) []byte {
	text := ""
	if value != "" {
		text = " " + name + `="` + value + `"`
	}
	s := newScanner("", tag)
	if _, err := s.root(); err != nil {
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

// fit leaves out what no office file can hold, and makes \n of every break.
func fit(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case breaks(c):
			return '\n'
		case !legal(c), c == '\ufeff', unicode.IsControl(c) && c != '\t':
			return -1
		}
		return c
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}
