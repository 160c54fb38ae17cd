package api

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// digest recognises a POST that is sent again: an HMAC-SHA256 of its JSON that knows no difference between orders of keys,
// spellings of a text or number, blanks, and members that are null or left out. Top-level members named in omit don't
// count. The body has been decoded before; of one that is no JSON every byte counts.
func digest(key []byte, prefix string, body []byte, omit ...string) []byte {
	return keyedDigest(key, prefix, body, false, omit)
}

// digestPatch is digest for a merge patch, where null is content: {"place": null} and {"host": null} are two changes.
func digestPatch(key []byte, prefix string, body []byte, omit ...string) []byte {
	return keyedDigest(key, prefix, body, true, omit)
}

func keyedDigest(key []byte, prefix string, body []byte, nulls bool, omit []string) []byte {
	n := normalizers.Get().(*normalizer)
	n.in, n.at, n.members, n.nulls = body, 0, n.members[:0], nulls
	n.out = append(binary.AppendUvarint(n.out[:0], uint64(len(prefix))), prefix...)
	head := len(n.out)
	n.out = append(n.out, 'J')
	if !n.value(0, omit) || n.peek() != 0 {
		n.out = append(append(n.out[:head], '!'), body...)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(n.out)
	if n.in = nil; cap(n.out) < 64<<10 { // one long body does not stay in memory for ever
		normalizers.Put(n)
	}
	return mac.Sum(nil)
}

var normalizers = sync.Pool{New: func() any { return new(normalizer) }}

// normalizer writes a JSON value in a form that only equal values share: every name and text with its length before it,
// members in the order of their names. Its methods report whether that worked.
type normalizer struct {
	in      []byte
	at      int // of the next byte of in
	out     []byte
	members []canonMember // of the objects that are open, the innermost last
	moved   []byte
	nulls   bool
}

// canonMember is where a member of an object stands in out.
type canonMember struct{ name, value, end int }

// peek gives the next byte that is no blank, 0 at the end.
func (n *normalizer) peek() byte {
	for ; n.at < len(n.in); n.at++ {
		if c := n.in[n.at]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

// next takes the byte c, blanks before it, if it comes next.
func (n *normalizer) next(c byte) bool {
	if n.peek() != c || c == 0 {
		return false
	}
	n.at++
	return true
}

func (n *normalizer) value(depth int, omit []string) bool {
	switch n.peek() {
	case '{':
		return depth < deepest && n.object(depth+1, omit)
	case '[':
		return depth < deepest && n.array(depth+1)
	case '"':
		return n.text()
	case 't':
		return n.literal("true")
	case 'f':
		return n.literal("false")
	case 'n':
		return n.literal("null")
	}
	return n.number()
}

func (n *normalizer) literal(word string) bool {
	if !bytes.HasPrefix(n.in[n.at:], []byte(word)) {
		return false
	}
	n.at += len(word)
	n.out = append(n.out, word[0])
	return true
}

func (n *normalizer) array(depth int) bool {
	n.out = append(n.out, '[')
	n.at++
	for first := true; !n.next(']'); first = false {
		if !first && !n.next(',') || !n.value(depth, nil) {
			return false
		}
	}
	n.out = append(n.out, ']')
	return true
}

func (n *normalizer) object(depth int, omit []string) bool {
	n.out = append(n.out, '{')
	n.at++
	outer := len(n.members)
	sorted := true
	for first := true; !n.next('}'); first = false {
		if !first && !n.next(',') || n.peek() != '"' {
			return false
		}
		m := canonMember{name: len(n.out)}
		if !n.text() || !n.next(':') {
			return false
		}
		m.value = len(n.out)
		null := n.peek() == 'n'
		if !n.value(depth, nil) {
			return false
		}
		m.end = len(n.out)
		if null && !n.nulls || len(omit) > 0 && slices.Contains(omit, n.said(m)) {
			n.out = n.out[:m.name]
			continue
		}
		sorted = sorted && (len(n.members) == outer || n.compare(n.members[len(n.members)-1], m) < 0)
		n.members = append(n.members, m)
	}
	if !sorted {
		n.sort(n.members[outer:])
	}
	n.members = n.members[:outer]
	n.out = append(n.out, '}')
	return true
}

// said is a member's name without the length before it.
func (n *normalizer) said(m canonMember) string {
	_, size := binary.Uvarint(n.out[m.name+1 : m.value])
	return string(n.out[m.name+1+size : m.value])
}

// compare orders by the names as they stand in out: any fixed order will do.
func (n *normalizer) compare(a, b canonMember) int {
	return bytes.Compare(n.out[a.name:a.value], n.out[b.name:b.value])
}

// sort moves the members, the last part of out, into the order of their names.
func (n *normalizer) sort(members []canonMember) {
	from := members[0].name
	slices.SortFunc(members, n.compare)
	n.moved = n.moved[:0]
	for _, m := range members {
		n.moved = append(n.moved, n.out[m.name:m.end]...)
	}
	copy(n.out[from:], n.moved)
}

// text writes the length of a text and then what it says.
func (n *normalizer) text() bool {
	escaped := false
	for end := n.at + 1; end < len(n.in); end++ {
		switch n.in[end] {
		case '\\':
			escaped = true
			end++
		case '"':
			raw := n.in[n.at : end+1]
			n.at = end + 1
			n.out = append(n.out, '"')
			if !escaped {
				n.out = append(binary.AppendUvarint(n.out, uint64(len(raw)-2)), raw[1:len(raw)-1]...)
				return true
			}
			said, err := jsontext.AppendUnquote(nil, raw)
			n.out = append(binary.AppendUvarint(n.out, uint64(len(said))), said...)
			return err == nil
		}
	}
	return false
}

func (n *normalizer) number() bool {
	end := n.at
	for end < len(n.in) && (n.in[end] >= '0' && n.in[end] <= '9' || bytes.IndexByte([]byte("+-.eE"), n.in[end]) >= 0) {
		end++
	}
	raw := n.in[n.at:end]
	n.at = end
	d, ok := decimalOf(raw)
	switch {
	case len(raw) == 0:
		return false
	case !ok:
		n.out = append(append(n.out, '?'), raw...)
	default:
		if d.negative {
			n.out = append(n.out, '-')
		}
		n.out = strconv.AppendInt(append(append(n.out, d.digits...), 'e'), int64(d.exp), 10)
	}
	n.out = append(n.out, ';')
	return true
}

// decimal is a number as digits × 10^exp. The digits have no zero at either end; those of nought are none.
type decimal struct {
	negative bool
	digits   []byte
	exp      int
}

// decimalOf reads a JSON number. It is not ok for an exponent beyond all reason.
func decimalOf(raw []byte) (d decimal, ok bool) {
	d.digits = raw
	if e := bytes.IndexAny(raw, "eE"); e >= 0 {
		var err error
		if d.exp, err = strconv.Atoi(string(raw[e+1:])); err != nil || d.exp > math.MaxInt32 || d.exp < math.MinInt32 {
			return d, false
		}
		d.digits = raw[:e]
	}
	d.digits, d.negative = bytes.CutPrefix(d.digits, []byte("-"))
	if whole, part, found := bytes.Cut(d.digits, []byte(".")); found {
		d.digits = slices.Concat(whole, part)
		d.exp -= len(part)
	}
	d.digits = bytes.TrimLeft(d.digits, "0")
	significant := bytes.TrimRight(d.digits, "0")
	d.exp += len(d.digits) - len(significant)
	d.digits = significant
	if len(d.digits) == 0 {
		d = decimal{}
	}
	return d, true
}

// wholeNumber reads a JSON number that is exactly a whole one, as 1, 1.0 and 1e2 are. One that doesn't fit becomes the
// nearest that does.
func wholeNumber(raw []byte) (n int64, fits, exact bool) {
	d, ok := decimalOf(raw)
	if !ok || d.exp < 0 {
		return 0, false, false
	}
	far, sign := int64(math.MaxInt64), int64(1)
	if d.negative {
		far, sign = math.MinInt64, -1
	}
	if len(d.digits)+d.exp > 19 {
		return far, false, true
	}
	var u uint64 // nineteen digits fit
	for i := range len(d.digits) + d.exp {
		u *= 10
		if i < len(d.digits) {
			u += uint64(d.digits[i] - '0')
		}
	}
	if u > math.MaxInt64 {
		return far, d.negative && u == 1<<63, true
	}
	return sign * int64(u), true, true
}
