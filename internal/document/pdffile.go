package document

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	wide "unicode/utf16"
)

// pdfFile writes the objects of a .pdf (ISO 32000) as they come, and the table of their places in the end. It remembers no
// text, and a failure to write only till Flush.
type pdfFile struct {
	out    *bufio.Writer
	size   int
	places []int // of each object, by its number less 1
	z      *zlib.Writer
}

func newPDFFile(w io.Writer) *pdfFile {
	f := &pdfFile{out: bufio.NewWriter(w), z: zlib.NewWriter(nil)}
	f.printf("%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n") // four bytes that say: no text
	return f
}

func (f *pdfFile) printf(format string, args ...any) {
	n, _ := fmt.Fprintf(f.out, format, args...) // a bufio.Writer keeps its failure
	f.size += n
}

// reserve gives the number of an object that is yet to come.
func (f *pdfFile) reserve() int {
	f.places = append(f.places, 0)
	return len(f.places)
}

func (f *pdfFile) object(id int, format string, args ...any) {
	f.places[id-1] = f.size
	f.printf("%d 0 obj\n"+format+"\nendobj\n", append([]any{id}, args...)...)
}

// stream writes a compressed stream as the next object. The entries are added to its dictionary.
func (f *pdfFile) stream(entries string, data []byte) (id int) {
	var b bytes.Buffer
	f.z.Reset(&b)
	_, _ = f.z.Write(data) // a Buffer never fails
	_ = f.z.Close()
	id = f.reserve()
	f.object(id, "<</Filter /FlateDecode /Length %d%s>>\nstream\n%s\nendstream", b.Len(), entries, b.Bytes())
	return id
}

// close writes the table of places.
func (f *pdfFile) close(root, info int) error {
	start := f.size
	f.printf("xref\n0 %d\n0000000000 65535 f \n", len(f.places)+1)
	for _, at := range f.places {
		f.printf("%010d 00000 n \n", at)
	}
	f.printf("trailer\n<</Size %d /Root %d 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.places)+1, root, info, start)
	return f.out.Flush()
}

// font writes what a face needs to draw the characters as its glyphs 1, 2, 3 …, and to give them back to who copies or searches.
func (f *pdfFile) font(id int, face *face, name string, characters []rune) {
	data := face.subset(characters)
	name = subsetTag(characters) + "+" + name
	var widths strings.Builder
	for _, c := range characters {
		fmt.Fprintf(&widths, "%d ", face.shape(c).advance)
	}
	descriptor, descendant := f.reserve(), f.reserve()
	program := f.stream(fmt.Sprintf(" /Length1 %d", len(data)), data)
	unicode := f.stream("", toUnicode(characters))
	head, hhea := face.tables["head"], face.tables["hhea"]
	number := func(table []byte, at int) int { return face.thousandths(signed(table[at:])) }
	f.object(id, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, unicode)
	f.object(descendant, "<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) "+
		"/Supplement 0>> /CIDToGIDMap /Identity /FontDescriptor %d 0 R /DW 1000 /W [1 [%s]]>>", name, descriptor, widths.String())
	f.object(descriptor, "<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d "+
		"/CapHeight %d /StemV 80 /FontFile2 %d 0 R>>", name, number(head, 36), number(head, 38), number(head, 40), number(head, 42),
		number(hhea, 4), number(hhea, 6), 714, program)
}

// subsetTag is six letters, which differ from those of other subsets.
func subsetTag(characters []rune) string {
	hash := fnv.New64()
	_, _ = hash.Write([]byte(string(characters))) // a hash never fails
	tag := make([]byte, 6)
	sum := hash.Sum64()
	for i := range tag {
		tag[i] = byte('A' + sum%26)
		sum /= 26
	}
	return string(tag)
}

// toUnicode tells the characters of glyphs 1, 2, 3 ….
func toUnicode(characters []rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(characters); from += 100 { // more at a time are not allowed
		some := characters[from:min(from+100, len(characters))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for i, c := range some {
			fmt.Fprintf(&b, "<%04X> <%s>\n", from+i+1, utf16Hex(string(c)))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// pdfName writes a name, in which all but letters, digits and a few signs are told by their bytes.
func pdfName(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.:", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "#%02X", c)
		}
	}
	return b.String()
}

// pdfString writes a text: as it is where that is ASCII, else in UTF-16.
func pdfString(s string) string {
	if strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c > '~' }) {
		return "<FEFF" + utf16Hex(s) + ">"
	}
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, c := range wide.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", c)
	}
	return b.String()
}

// bookmark is a heading in the tree that a reader shows beside the pages.
type bookmark struct {
	text        string
	level       int
	page, y     int // the page's object, and the height on it in thousandths of a point
	parent      int // by their numbers in the list, 0 the root
	first, last int
	prev, next  int
	below       int // how many are below it
}

// outline writes the tree of the bookmarks, and gives its root; 0 if there are none.
func (f *pdfFile) outline(marks []bookmark) (root int) {
	if len(marks) == 0 {
		return 0
	}
	tree := append([]bookmark{{}}, marks...)
	path := []int{0}
	for i := 1; i < len(tree); i++ {
		for len(path) > 1 && tree[path[len(path)-1]].level >= tree[i].level {
			path = path[:len(path)-1]
		}
		up := path[len(path)-1]
		tree[i].parent = up
		if tree[i].prev = tree[up].last; tree[up].last == 0 {
			tree[up].first = i
		} else {
			tree[tree[up].last].next = i
		}
		tree[up].last = i
		for _, p := range path {
			tree[p].below++
		}
		path = append(path, i)
	}
	root = len(f.places) + 1
	for i, t := range tree {
		var b strings.Builder
		link := func(key string, to int) {
			if to > 0 {
				fmt.Fprintf(&b, " /%s %d 0 R", key, root+to)
			}
		}
		if i > 0 {
			fmt.Fprintf(&b, " /Parent %d 0 R /Title <FEFF%s> /Dest [%d 0 R /XYZ null %s null]", root+t.parent, utf16Hex(t.text), t.page, points(t.y))
		}
		link("First", t.first)
		link("Last", t.last)
		link("Prev", t.prev)
		link("Next", t.next)
		f.object(f.reserve(), "<</Count %d%s>>", t.below, b.String())
	}
	return root
}
