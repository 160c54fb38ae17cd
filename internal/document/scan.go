package document

import (
	"bytes"
	"strconv"
	"strings"
)

// maxDepth is how deep the elements of a part may lie in one another; Word's own tables in tables in text boxes need some fifty.
const maxDepth = 256

// scanner goes over the tags of a part and says at which bytes they stand, so that the part can be changed in place. It copies
// nothing. It refuses tags that are not well-formed or wrongly nested, and a DOCTYPE, and with it every entity but XML's own five.
type scanner struct {
	part   string
	src    []byte
	at     int
	closed int         // where the end tag that was read last begins
	hollow bool        // the tag just read was <x/>: its end comes next
	rooted bool        // the root element has begun
	open   []element   // not yet closed
	bound  []binding   // namespaces in force, the innermost last
	attrs  []attribute // of the start tag that was read last
	prefix []byte      // the prefix that was looked up last, and what it stands for
	known  space
}

type element struct {
	from, to int // its name, with the prefix
	bound    int // how many namespaces were in force outside
	preserve bool
}

type binding struct {
	prefix []byte
	space  space
}

// attribute is one of a start tag, in bytes of the part; from is the blank before its name, end lies behind its quote.
type attribute struct{ from, name, equals, value, to, end int }

type tokenKind uint8

const (
	tokenEnd   tokenKind = iota // of the part
	tokenOpen                   // a start tag; of <x/> too, a tokenClose of no width follows
	tokenClose                  // an end tag
	tokenText                   // characters, with references
	tokenCDATA                  // characters as they are
)

// token is a piece of a part and the bytes at which it stands.
type token struct {
	kind     tokenKind
	from, to int
	hollow   bool // <x/>
	space    space
	prefix   []byte // with its colon
	name     []byte // without a prefix
}

// is tells whether the token is that element.
func (t token) is(s space, name string) bool { return t.space == s && string(t.name) == name }

// space is a namespace that matters here; the strict and the transitional form of OOXML are one.
type space uint8

const (
	spaceOther      space = iota
	spaceNone             // of an attribute without a prefix
	spaceWord             // w:
	spaceSheet            // of workbooks
	spaceCompat           // mc:
	spaceRelation         // r:
	spaceLinks            // of .rels
	spaceProperties       // of docProps/custom.xml
)

var spaces = map[string]space{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":            spaceWord,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                        spaceWord,
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":               spaceSheet,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                           spaceSheet,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":             spaceCompat,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":     spaceRelation,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                 spaceRelation,
	"http://schemas.openxmlformats.org/package/2006/relationships":            spaceLinks,
	"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": spaceProperties,
	"http://purl.oclc.org/ooxml/officeDocument/customProperties":              spaceProperties,
}

func newScanner(part string, src []byte) *scanner {
	s := &scanner{part: part, src: src}
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		s.at = len("\ufeff")
	}
	return s
}

func (s *scanner) fail(what string) error {
	return &FileError{Code: ErrMalformed.Code, Part: s.part, Detail: what + " at byte " + strconv.Itoa(s.at)}
}

// next reads one token. The attributes of a start tag are known until the next one.
func (s *scanner) next() (token, error) {
	if s.hollow {
		s.hollow = false
		return s.end(s.at), nil
	}
	for s.at < len(s.src) {
		rest := s.src[s.at:]
		switch {
		case rest[0] != '<':
			return s.characters(tokenText, 0, "<")
		case bytes.HasPrefix(rest, []byte("</")):
			return s.endTag()
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			return s.characters(tokenCDATA, len("<![CDATA["), "]]>")
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := s.pass("-->"); err != nil {
				return token{}, err
			}
		case bytes.HasPrefix(rest, []byte("<?")):
			if err := s.pass("?>"); err != nil {
				return token{}, err
			}
		case bytes.HasPrefix(rest, []byte("<!")):
			return token{}, &FileError{Code: ErrDoctype.Code, Part: s.part}
		default:
			return s.startTag()
		}
	}
	if len(s.open) > 0 || !s.rooted {
		return token{}, s.fail("the part ends too early")
	}
	return token{kind: tokenEnd, from: s.at, to: s.at}, nil
}

// root reads up to the start tag of the root.
func (s *scanner) root() (token, error) {
	for {
		t, err := s.next()
		if err != nil || t.kind == tokenOpen {
			return t, err
		}
	}
}

// pass goes on behind what ends so.
func (s *scanner) pass(end string) error {
	n := bytes.Index(s.src[s.at:], []byte(end))
	if n < 0 {
		return s.fail("no " + end)
	}
	s.at += n + len(end)
	return nil
}

// characters reads up to the end, which belongs to a CDATA section but not to a text.
func (s *scanner) characters(kind tokenKind, begin int, end string) (token, error) {
	t := token{kind: kind, from: s.at + begin}
	n := bytes.Index(s.src[t.from:], []byte(end))
	switch {
	case n >= 0:
		t.to = t.from + n
	case kind == tokenCDATA:
		return t, s.fail("no " + end)
	default:
		t.to = len(s.src)
	}
	if len(s.open) == 0 && (kind == tokenCDATA || len(bytes.TrimSpace(s.src[t.from:t.to])) > 0) {
		return t, s.fail("text outside the root")
	}
	if s.at = t.to; kind == tokenCDATA {
		s.at += len(end)
	}
	return t, nil
}

// endTag reads </x> and wants it to end what was opened last.
func (s *scanner) endTag() (token, error) {
	n := bytes.IndexByte(s.src[s.at:], '>')
	if n < 0 || len(s.open) == 0 {
		return token{}, s.fail("a wrong end tag")
	}
	last := s.open[len(s.open)-1]
	if name := bytes.TrimRight(s.src[s.at+2:s.at+n], " \t\r\n"); !bytes.Equal(name, s.src[last.from:last.to]) {
		return token{}, s.fail("a wrong end tag")
	}
	from := s.at
	s.at += n + 1
	return s.end(from), nil
}

func (s *scanner) end(from int) token {
	last := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	if len(s.bound) != last.bound {
		s.bound, s.prefix = s.bound[:last.bound], nil
	}
	s.closed = from
	return token{kind: tokenClose, from: from, to: s.at}
}

// startTag reads <x a="b"> or <x/>.
func (s *scanner) startTag() (token, error) {
	if len(s.open) == 0 && s.rooted {
		return token{}, s.fail("two roots")
	}
	if len(s.open) >= maxDepth {
		return token{}, &FileError{Code: ErrTooLarge.Code, Part: s.part, Detail: "nested too deep"}
	}
	t := token{kind: tokenOpen, from: s.at}
	e := element{from: s.at + 1, bound: len(s.bound)}
	e.to = s.name(e.from)
	if e.to == e.from {
		return t, s.fail("a tag without a name")
	}
	if len(s.open) > 0 {
		e.preserve = s.open[len(s.open)-1].preserve
	}
	i, err := s.attributes(e.to)
	if err != nil {
		return t, err
	}
	if s.src[i] == '/' {
		t.hollow, s.hollow = true, true
		i++
	}
	s.at, t.to, s.rooted = i+1, i+1, true
	s.declare(&e)
	s.open = append(s.open, e)
	t.prefix, t.name = divide(s.src[e.from:e.to])
	t.space = s.resolve(t.prefix)
	return t, nil
}

// name gives where the name at i ends.
func (s *scanner) name(i int) int {
	for i < len(s.src) && strings.IndexByte(" \t\r\n/>=<\"'&!?", s.src[i]) < 0 {
		i++
	}
	return i
}

func (s *scanner) blanks(i int) int {
	for i < len(s.src) && strings.IndexByte(" \t\r\n", s.src[i]) >= 0 {
		i++
	}
	return i
}

// attributes reads those of a start tag from i on, and gives where its > or /> stands.
func (s *scanner) attributes(i int) (int, error) {
	s.attrs = s.attrs[:0]
	for {
		a := attribute{from: i}
		i = s.blanks(i)
		switch {
		case i >= len(s.src):
			return i, s.fail("a tag without an end")
		case s.src[i] == '>', s.src[i] == '/' && i+1 < len(s.src) && s.src[i+1] == '>':
			return i, nil
		}
		a.name = i
		a.equals = s.name(i)
		i = s.blanks(a.equals)
		if a.name == a.from || a.equals == a.name || i+1 >= len(s.src) || s.src[i] != '=' {
			return i, s.fail("a wrong attribute")
		}
		i = s.blanks(i + 1)
		if i >= len(s.src) || s.src[i] != '"' && s.src[i] != '\'' {
			return i, s.fail("a wrong attribute")
		}
		a.value = i + 1
		n := bytes.IndexByte(s.src[a.value:], s.src[i])
		if n < 0 || bytes.IndexByte(s.src[a.value:a.value+n], '<') >= 0 {
			return i, s.fail("a wrong attribute")
		}
		a.to = a.value + n
		a.end = a.to + 1
		s.attrs = append(s.attrs, a)
		i = a.end
	}
}

// declare puts into force what the attributes say of namespaces and of blanks.
func (s *scanner) declare(e *element) {
	for _, a := range s.attrs {
		name := s.src[a.name:a.equals]
		switch {
		case name[0] != 'x':
		case string(name) == "xml:space":
			e.preserve = string(s.src[a.value:a.to]) == "preserve"
		case string(name) == "xmlns":
			s.bound, s.prefix = append(s.bound, binding{nil, spaces[string(s.src[a.value:a.to])]}), nil
		case bytes.HasPrefix(name, []byte("xmlns:")):
			prefix := s.src[a.name+len("xmlns:") : a.equals+1]
			s.bound, s.prefix = append(s.bound, binding{prefix[:len(prefix)-1], spaces[string(s.src[a.value:a.to])]}), nil
		}
	}
}

// divide gives a name's prefix, with its colon, and the rest.
func divide(name []byte) (prefix, local []byte) {
	i := bytes.IndexByte(name, ':') + 1
	return name[:i], name[i:]
}

// resolve says what a prefix stands for; the empty one too.
func (s *scanner) resolve(prefix []byte) space {
	if s.prefix != nil && bytes.Equal(prefix, s.prefix) {
		return s.known
	}
	bare := bytes.TrimSuffix(prefix, []byte(":"))
	s.prefix, s.known = prefix, spaceOther
	for i := len(s.bound) - 1; i >= 0; i-- {
		if bytes.Equal(s.bound[i].prefix, bare) {
			s.known = s.bound[i].space
			break
		}
	}
	return s.known
}
