package api

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// query reads the parameters of a request. Each reading method gives the value, or the zero or usual one where there is none
// or a bad one; err names all that was bad, and every parameter that nobody read.
type query struct {
	path   string
	names  []string // in the order in which they came
	values map[string]string
	read   map[string]bool
	faults
}

func newQuery(c echo.Context) *query {
	u := c.Request().URL
	q := &query{path: u.Path, values: map[string]string{}, read: map[string]bool{}}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if part == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(part, "=")
		name, badName := url.QueryUnescape(rawName)
		value, badValue := url.QueryUnescape(rawValue)
		_, again := q.values[name]
		switch {
		case badName != nil || !utf8.ValidString(name):
			q.note("?"+rawName, "encoding")
			continue
		case again:
			q.note("?"+name, "repeated-parameter")
			continue
		case badValue != nil || !utf8.ValidString(value):
			q.note("?"+name, "encoding")
			value = ""
		case strings.TrimSpace(value) == "":
			q.note("?"+name, "empty")
			value = ""
		}
		q.names, q.values[name] = append(q.names, name), value
	}
	return q
}

// err is an Invalid problem if anything was bad. It is asked when all parameters have been read.
func (q *query) err() error {
	for _, name := range q.names {
		if !q.read[name] {
			q.note("?"+name, "unknown-parameter")
		}
	}
	return q.faults.err()
}

// noQuery is an Invalid problem for a request with parameters, where there are none to be given.
func noQuery(c echo.Context) error { return newQuery(c).err() }

// has reports whether the parameter was given, be it bad.
func (q *query) has(name string) bool { return slices.Contains(q.names, name) }

// get gives a parameter that may be looked at; ok is false for one that is not there, or was named as bad.
func (q *query) get(name string) (value string, ok bool) {
	q.read[name] = true
	value = q.values[name]
	return value, value != ""
}

// text is one line of 200 characters at most.
func (q *query) text(name string) string {
	s, _ := q.get(name)
	if code, args := wrongText(s, usualLength, false); code != "" {
		q.note("?"+name, code, args...)
		return ""
	}
	return s
}

// reason is why something is done; it must be given.
func (q *query) reason() string {
	s := q.text("reason")
	if !q.has("reason") {
		q.note("?reason", "required")
	}
	return s
}

// oneOf is one of the words.
func (q *query) oneOf(name string, words ...string) string {
	s, ok := q.get(name)
	if ok && !slices.Contains(words, s) {
		q.note("?"+name, "one-of", strings.Join(words, ", "))
		return ""
	}
	return s
}

// list is several words with commas between them, each once.
func (q *query) list(name string) []string {
	s, ok := q.get(name)
	if !ok {
		return nil
	}
	words := strings.Split(s, ",")
	for i, word := range words {
		code, args := wrongText(word, usualLength, true)
		switch {
		case code == "required":
			code = "empty-item"
		case code == "" && slices.Contains(words[:i], word):
			code, args = "repeated", []any{word}
		case code == "" && i == usualItems:
			code, args = "too-many-items", []any{usualItems}
		}
		if code != "" {
			q.note("?"+name, code, args...)
			return nil
		}
	}
	return words
}

func (q *query) id(name string) uid.ID { return readAs(q, name, "id", uid.Parse) }

func (q *query) date(name string) calendar.Date { return readAs(q, name, "date", calendar.ParseDate) }

func readAs[T any](q *query, name, code string, parse func(string) (T, error)) (t T) {
	s, ok := q.get(name)
	if !ok {
		return t
	}
	t, err := parse(s)
	if err != nil {
		q.note("?"+name, code)
	}
	return t
}

// bool is true or false, spelled so.
func (q *query) bool(name string, usual bool) bool {
	s, ok := q.get(name)
	if !ok {
		return usual
	}
	if s != "true" && s != "false" {
		q.note("?"+name, "type", "boolean")
		return usual
	}
	return s == "true"
}

// int is a whole number from least to most.
func (q *query) int(name string, usual, least, most int) int {
	s, ok := q.get(name)
	if !ok {
		return usual
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), s[0] == '+':
		q.note("?"+name, "type", "integer")
	case n < least:
		q.note("?"+name, "minimum", least)
	case n > most:
		q.note("?"+name, "maximum", most)
	default:
		return n
	}
	return usual
}

// year is a year of the ledger, 0 where none was asked for.
func (q *query) year() int { return q.int("year", 0, calendar.FirstYear, calendar.LastYear) }

// spanOrNone is the year asked for, or the days from the one to the other; the zero span where neither was.
func (q *query) spanOrNone() calendar.Span {
	year, from, to := q.year(), q.date("from"), q.date("to")
	switch hasFrom, hasTo := q.has("from"), q.has("to"); {
	case q.has("year") && (hasFrom || hasTo):
		q.note("?year", "year-or-span")
	case q.has("year") && year != 0:
		return calendar.YearSpan(year)
	case hasFrom != hasTo && hasFrom:
		q.note("?to", "required")
	case hasFrom != hasTo:
		q.note("?from", "required")
	case from > to && to != 0:
		q.note("?from", "after-to")
	case from != 0 && to != 0:
		return calendar.Span{From: from, To: to}
	}
	return calendar.Span{}
}

// span is spanOrNone, or this year.
func (q *query) span(today calendar.Date) calendar.Span {
	if s := q.spanOrNone(); s.To != 0 {
		return s
	}
	return calendar.YearSpan(today.Year())
}

// fingerprint tells this list from others: what was asked for, but the page of it.
func (q *query) fingerprint() string {
	h := sha256.New()
	io.WriteString(h, q.path)
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if name != "cursor" && name != "limit" {
			fmt.Fprintf(h, "\n%q=%q", name, q.values[name])
		}
	}
	return string(h.Sum(nil))
}

// cursor is the place where the page before ended, if the cursor was made by encodeCursor for the same fingerprint.
func (q *query) cursor(key []byte, fingerprint string) (day string, last uid.ID) {
	s, ok := q.get("cursor")
	if !ok {
		return "", last
	}
	day, last, ok = decodeCursor(key, s, fingerprint)
	if !ok {
		q.note("?cursor", "cursor")
	}
	return day, last
}

const macSize = 16

// encodeCursor seals a place in a list: a day (or another word, as its order has it) and an id. Nobody can make one up, or use it for another list.
func encodeCursor(key []byte, day string, last uid.ID, fingerprint string) string {
	place := append(last[:], day...)
	return base64.RawURLEncoding.EncodeToString(append(cursorMAC(key, place, fingerprint), place...))
}

func decodeCursor(key []byte, cursor, fingerprint string) (day string, last uid.ID, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || strings.ContainsAny(cursor, "\r\n") || len(b) < macSize+len(last) || !hmac.Equal(b[:macSize], cursorMAC(key, b[macSize:], fingerprint)) {
		return "", uid.ID{}, false
	}
	copy(last[:], b[macSize:])
	return string(b[macSize+len(last):]), last, true
}

func cursorMAC(key, place []byte, fingerprint string) []byte {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "cursor %d %s", len(fingerprint), fingerprint)
	mac.Write(place)
	return mac.Sum(nil)[:macSize]
}

// readBody reads a JSON body of at most limit bytes; an absent one is empty. Its type must be JSON, for PATCH perhaps a merge patch, in UTF-8.
// What has such a body takes no parameters.
func readBody(c echo.Context, limit int64) ([]byte, error) {
	if err := noQuery(c); err != nil {
		return nil, err
	}
	r := c.Request()
	wrong := wrongType(r)
	switch {
	case r.ContentLength == 0 || r.Body == nil:
		return nil, nil
	case r.ContentLength > limit:
		return nil, problem.New(problem.TooLarge, "too-large", limit)
	case wrong != nil && r.ContentLength > 0:
		return nil, wrong
	}
	room := min(max(r.ContentLength, 512), 64<<10) + 1 // a caller who says much may still send little
	b := bytes.NewBuffer(make([]byte, 0, room))
	if _, err := b.ReadFrom(http.MaxBytesReader(c.Response().Writer, r.Body, limit)); err != nil {
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			return nil, err
		}
		return nil, cmp.Or(r.Context().Err(), error(problem.New(problem.Malformed, "body-cut-off").Because(err)))
	}
	if b.Len() > 0 && wrong != nil {
		return nil, wrong
	}
	return b.Bytes(), nil
}

func wrongType(r *http.Request) error {
	kinds := []string{"application/json"}
	if r.Method == http.MethodPatch {
		kinds = append(kinds, "application/merge-patch+json")
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, coding := parameters["charset"], r.Header.Get("Content-Encoding")
	if err != nil || !slices.Contains(kinds, kind) || charset != "" && !strings.EqualFold(charset, "utf-8") ||
		coding != "" && !strings.EqualFold(coding, "identity") {
		return problem.New(problem.WrongType, "wrong-type", strings.Join(kinds, ", "))
	}
	return nil
}

// ifMatch reads the version that a change was made from. 0 is *: whichever there is. None is a Precondition problem; a tag
// that no version ever has is Stale, since it can't match; what is no tag, or several, is Malformed.
func ifMatch(c echo.Context) (version int, err error) {
	header := strings.Join(c.Request().Header.Values("If-Match"), ",")
	if strings.TrimSpace(header) == "" {
		return 0, problem.New(problem.Precondition, "if-match-required")
	}
	tags, ok := etags(header)
	if !ok || slices.ContainsFunc(tags, func(tag string) bool { return tag != tags[0] }) {
		return 0, problem.New(problem.Malformed, "if-match-malformed")
	}
	if tags[0] == "*" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.Trim(tags[0], `"`)) // a weak tag keeps its W/ and so is no number
	if err != nil || n < 1 || etag(n) != tags[0] {
		return 0, problem.New(problem.Stale, "stale")
	}
	return n, nil
}

// ifNoneMatch reports whether the caller has what carries the tag already, by weak comparison (RFC 9110, 13.1.2).
func ifNoneMatch(c echo.Context, etag string) bool {
	tags, _ := etags(strings.Join(c.Request().Header.Values("If-None-Match"), ","))
	return slices.ContainsFunc(tags, func(tag string) bool {
		return tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/")
	})
}

// etags reads a list of entity tags as they stand, or a * alone. It is not ok for anything else.
func etags(list string) (tags []string, ok bool) {
	for rest := strings.TrimLeft(list, " \t,"); rest != ""; {
		if rest == "*" && tags == nil {
			return []string{"*"}, true
		}
		opaque := strings.TrimPrefix(rest, "W/")
		end := strings.IndexByte(strings.TrimPrefix(opaque, `"`), '"')
		if opaque[:min(1, len(opaque))] != `"` || end < 0 {
			return nil, false
		}
		size := len(rest) - len(opaque) + end + 2
		tag := rest[:size]
		rest = strings.TrimLeft(rest[size:], " \t")
		if strings.ContainsFunc(tag, func(c rune) bool { return c <= ' ' || c == 0x7f }) || rest != "" && rest[0] != ',' {
			return nil, false
		}
		rest = strings.TrimLeft(rest, " \t,")
		tags = append(tags, tag)
	}
	return tags, tags != nil
}
