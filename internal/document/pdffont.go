package document

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
	"unicode"
)

//go:embed fonts/wqy-microhei.ttf.gz
var microHei string

// microHeiFace reads the one font that a .pdf is set in, once.
var microHeiFace = sync.OnceValues(func() (*face, error) {
	z, err := gzip.NewReader(strings.NewReader(microHei))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	return readFace(data)
})

var be = binary.BigEndian

// face is a TrueType font, read where it lies. Its measures are units of which em make the size of the letters.
type face struct {
	tables  map[string][]byte
	em      int
	metrics int // so many glyphs have a width of their own, the rest has that of the last
	groups  []byte
}

// readFace reads a font that has its characters in the full Unicode table (format 12) and its glyphs' places in 32 bits.
func readFace(data []byte) (*face, error) {
	f := &face{tables: map[string][]byte{}}
	for i := range int(be.Uint16(data[4:])) {
		e := data[12+16*i:]
		from, length := be.Uint32(e[8:]), be.Uint32(e[12:])
		f.tables[string(e[:4])] = data[from : from+length]
	}
	f.em = int(be.Uint16(f.tables["head"][18:]))
	f.metrics = int(be.Uint16(f.tables["hhea"][34:]))
	characters := f.tables["cmap"]
	for i := range int(be.Uint16(characters[2:])) {
		table := characters[be.Uint32(characters[8+8*i:]):]
		if be.Uint16(table) == 12 {
			f.groups = table[16:][:12*be.Uint32(table[12:])]
		}
	}
	if f.groups == nil || be.Uint16(f.tables["head"][50:]) != 1 {
		return nil, fmt.Errorf("font with %d tables is not of the sort that is read here", len(f.tables))
	}
	return f, nil
}

// standIns draw what Micro Hei leaves out, or, the signs of degrees and two of the Roman numerals, has as blank glyphs.
var standIns = map[rune]string{'℃': "°C", '℉': "°F", 'Ⅴ': "V", 'Ⅹ': "X", '\u2011': "-", '☐': "□"}

// draws tells whether the font can draw a character. A glyph without an outline is no glyph, save for a space; and what it
// has for private use is not what the writer meant.
func (f *face) draws(c rune) bool {
	_, stood := standIns[c]
	return stood || unicode.IsSpace(c) && f.index(c) > 0 || !unicode.Is(unicode.Co, c) && len(f.outline(f.index(c))) > 0
}

// index gives the glyph of a character, 0 if there is none.
func (f *face) index(c rune) int {
	n := len(f.groups) / 12
	i := sort.Search(n, func(i int) bool { return be.Uint32(f.groups[12*i+4:]) >= uint32(c) })
	if i == n || be.Uint32(f.groups[12*i:]) > uint32(c) {
		return 0
	}
	return int(be.Uint32(f.groups[12*i+8:]) + uint32(c) - be.Uint32(f.groups[12*i:]))
}

// outline gives what the table glyf says of a glyph; nothing where it is blank.
func (f *face) outline(glyph int) []byte {
	if glyph == 0 {
		return nil
	}
	places := f.tables["loca"][4*glyph:]
	return f.tables["glyf"][be.Uint32(places):be.Uint32(places[4:])]
}

// shape is where a character's ink lies in its cell.
type shape struct{ advance, left, right int }

// shape measures a character in thousandths of its size.
func (f *face) shape(c rune) shape {
	parts, advance := f.parts(c)
	s := shape{advance: f.thousandths(advance)}
	for i, p := range parts {
		if o := f.outline(p.glyph); len(o) > 0 {
			left, right := p.dx+signed(o[2:]), p.dx+signed(o[6:])
			if i > 0 {
				left, right = min(left, s.left), max(right, s.right)
			}
			s.left, s.right = left, right
		}
	}
	s.left, s.right = f.thousandths(s.left), f.thousandths(s.right)
	return s
}

func (f *face) thousandths(units int) int { return (2000*units + f.em) / (2 * f.em) }

// glyphPart is one glyph of those that draw a character, moved to the right by dx.
type glyphPart struct{ glyph, dx int }

// parts gives the glyphs that draw a character, and how far it reaches. A stand-in is as wide as what it stands for, if the
// font knows that, and set in its middle.
func (f *face) parts(c rune) (parts []glyphPart, advance int) {
	stand, ok := standIns[c]
	if !ok {
		g := f.index(c)
		return []glyphPart{{g, 0}}, f.advance(g)
	}
	for _, s := range stand {
		g := f.index(s)
		parts = append(parts, glyphPart{g, advance})
		advance += f.advance(g)
	}
	if g := f.index(c); g > 0 {
		for i := range parts {
			parts[i].dx += (f.advance(g) - advance) / 2
		}
		advance = f.advance(g)
	}
	return parts, advance
}

func (f *face) advance(glyph int) int {
	return int(be.Uint16(f.tables["hmtx"][4*min(glyph, f.metrics-1):]))
}

func signed(b []byte) int { return int(int16(be.Uint16(b))) }

// subset makes a font whose glyphs 1, 2, 3 … are these characters, with nothing else in it but the parts that they are
// composed of. Each character has a glyph of its own, be they drawn alike or not, so that a reader gets back what was written.
func (f *face) subset(characters []rune) []byte {
	s := subset{face: f, places: make([]byte, 4), numbers: map[int]int{}, first: len(characters) + 1}
	s.add(nil, f.em) // glyph 0 stands for what is missing, which nothing is
	for _, c := range characters {
		parts, advance := f.parts(c)
		if len(parts) == 1 && parts[0].dx == 0 {
			s.add(f.outline(parts[0].glyph), advance)
		} else {
			s.add(f.compose(parts), advance)
		}
	}
	for i := 0; i < len(s.components); i++ { // which grows
		s.add(f.outline(s.components[i]), f.advance(s.components[i]))
	}
	return s.font()
}

// The flags of a part of a composed glyph.
const (
	partWideOffsets = 1 << 0
	partAreOffsets  = 1 << 1
	partScale       = 1 << 3
	partMore        = 1 << 5
	partTwoScales   = 1 << 6
	partFourScales  = 1 << 7
)

// compose draws several glyphs side by side as one.
func (f *face) compose(parts []glyphPart) []byte {
	box := [4]int{1 << 15, 1 << 15, -1 << 15, -1 << 15}
	var body []byte
	for i, p := range parts {
		flags := uint16(partWideOffsets | partAreOffsets)
		if i < len(parts)-1 {
			flags |= partMore
		}
		for _, v := range []uint16{flags, uint16(p.glyph), uint16(p.dx), 0} {
			body = be.AppendUint16(body, v)
		}
		o := f.outline(p.glyph)
		box[0], box[1] = min(box[0], p.dx+signed(o[2:])), min(box[1], signed(o[4:]))
		box[2], box[3] = max(box[2], p.dx+signed(o[6:])), max(box[3], signed(o[8:]))
	}
	head := []byte{0xff, 0xff} // no contours of its own
	for _, v := range box {
		head = be.AppendUint16(head, uint16(v))
	}
	return append(head, body...)
}

// subset is a font in the making.
type subset struct {
	*face
	glyphs, places, metrics []byte
	components              []int       // glyphs of the face that others are composed of
	numbers                 map[int]int // what these are called here
	first                   int         // what the first of them is called
}

// add adds the next glyph. In one that is composed, the names of its parts are changed.
func (s *subset) add(outline []byte, advance int) {
	outline = bytes.Clone(outline)
	left := 0
	if len(outline) > 0 {
		left = signed(outline[2:])
		if signed(outline) < 0 {
			s.rename(outline[10:])
		}
	}
	s.glyphs = append(s.glyphs, outline...)
	s.glyphs = append(s.glyphs, make([]byte, -len(s.glyphs)&3)...)
	s.places = be.AppendUint32(s.places, uint32(len(s.glyphs)))
	s.metrics = be.AppendUint16(be.AppendUint16(s.metrics, uint16(advance)), uint16(left))
}

func (s *subset) rename(parts []byte) {
	for {
		flags, glyph := be.Uint16(parts), int(be.Uint16(parts[2:]))
		number, known := s.numbers[glyph]
		if !known {
			number = s.first + len(s.components)
			s.numbers[glyph] = number
			s.components = append(s.components, glyph)
		}
		be.PutUint16(parts[2:], uint16(number))
		length := 6
		if flags&partWideOffsets != 0 {
			length = 8
		}
		switch {
		case flags&partScale != 0:
			length += 2
		case flags&partTwoScales != 0:
			length += 4
		case flags&partFourScales != 0:
			length += 8
		}
		if flags&partMore == 0 {
			return
		}
		parts = parts[length:]
	}
}

// font puts the tables together that a reader of a .pdf needs.
func (s *subset) font() []byte {
	count := uint16(len(s.metrics) / 4)
	head, maxp, hhea := bytes.Clone(s.tables["head"]), bytes.Clone(s.tables["maxp"]), bytes.Clone(s.tables["hhea"])
	be.PutUint16(maxp[4:], count)
	be.PutUint16(hhea[34:], count)
	be.PutUint32(head[8:], 0) // a checksum of the whole, which nobody asks for here
	tables := []struct {
		tag  string
		data []byte
	}{
		{"cvt ", s.tables["cvt "]}, {"fpgm", s.tables["fpgm"]}, {"glyf", s.glyphs}, {"head", head}, {"hhea", hhea},
		{"hmtx", s.metrics}, {"loca", s.places}, {"maxp", maxp}, {"prep", s.tables["prep"]},
	}
	font := []byte{0, 1, 0, 0, 0, byte(len(tables)), 0, 128, 0, 3, 0, 16} // 9 tables, and what makes a binary search of them
	var body []byte
	for _, t := range tables {
		font = append(font, t.tag...)
		for _, v := range []int{int(checksum(t.data)), 12 + 16*len(tables) + len(body), len(t.data)} {
			font = be.AppendUint32(font, uint32(v))
		}
		body = append(body, t.data...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(font, body...)
}

func checksum(data []byte) (sum uint32) {
	for len(data) > 0 {
		var word [4]byte
		data = data[copy(word[:], data):]
		sum += be.Uint32(word[:])
	}
	return sum
}
