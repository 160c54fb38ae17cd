package report

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// A phrase is the sentence of a blank, without what differs from year to year: numbers and blanks are all the same in it, and
// blank space is left out. What a person chose for a phrase holds for the next report with it.

const (
	anyNumber = '▢'
	thisOne   = '▣'
)

// Phrases gives the phrase of each slot as a SHA-256 in hex; empty for a slot that its own form explains, {{key}}.
func Phrases(text string, slots []Slot) []string {
	return phrases([]rune(text), slots)
}

func phrases(text []rune, slots []Slot) []string {
	said := numerals(text, slots)
	places := make([]Place, 0, len(slots)+len(said))
	at := 0
	for _, s := range slots {
		for ; at < len(said) && said[at].From < s.Place.From; at++ {
			places = append(places, said[at].Place)
		}
		places = append(places, s.Place)
	}
	for ; at < len(said); at++ {
		places = append(places, said[at].Place)
	}
	all := make([]string, len(slots))
	first := 0
	for i, s := range slots {
		if s.inner() != "" {
			continue
		}
		if s.Sentence != "" { // of a cell: its labels
			said := []rune(s.Sentence[strings.LastIndexByte(s.Sentence, '\n')+1:])
			all[i] = phrase(said, 0, len(said), nil, Place{-1, -1})
			continue
		}
		from, to := s.Place.From, s.Place.To
		for from > max(0, s.Place.From-longestPhrase) && !endsSentence(text[from-1]) {
			from--
		}
		for to < min(len(text), s.Place.To+longestPhrase) && !endsSentence(text[to]) {
			to++
		}
		for first < len(places) && places[first].To < from {
			first++
		}
		all[i] = phrase(text, from, to, upTo(places[first:], to), s.Place)
	}
	return all
}

// upTo are the places that begin before the end of a sentence, or at it.
func upTo(places []Place, to int) []Place {
	i := 0
	for i < len(places) && places[i].From <= to {
		i++
	}
	return places[:i]
}

// shortestPhrase is how many characters beside numbers a sentence must have to be known again.
const shortestPhrase = 4

// longestPhrase is how many characters of its sentence count on either side of a blank.
const longestPhrase = 150

// phrase gives the phrase of the slot in the sentence from, to; places are the numbers and blanks from there on.
func phrase(text []rune, from, to int, places []Place, this Place) string {
	var words []rune
	said := 0
	write := func(until int) {
		for ; from < until; from++ {
			switch r := text[from]; {
			case isSpace(r):
			case unicode.IsDigit(r):
				if len(words) == 0 || words[len(words)-1] != anyNumber {
					words = append(words, anyNumber)
				}
			default:
				words = append(words, r)
				said++
			}
		}
	}
	for _, p := range places {
		if p.From < from && p != this {
			continue
		}
		write(p.From)
		if p == this {
			words = append(words, thisOne)
		} else if len(words) == 0 || words[len(words)-1] != anyNumber {
			words = append(words, anyNumber)
		}
		from = max(from, p.To)
	}
	write(to)
	if said < shortestPhrase {
		return ""
	}
	sum := sha256.Sum256([]byte(string(words)))
	return hex.EncodeToString(sum[:])
}

// Recall binds slots as a person did before in the same sentences. What a person chose here, and {{keys}}, stay.
func Recall(text string, slots []Slot, s Scope) {
	s.recall([]rune(text), slots)
}

func (s *Scope) recall(text []rune, slots []Slot) {
	if len(s.Corrected) == 0 {
		return
	}
	for i, phrase := range phrases(text, slots) {
		c, known := s.Corrected[phrase]
		if !known || slots[i].Confidence == 1 || !s.holds(c) {
			continue
		}
		slots[i].Binding, slots[i].Confidence, slots[i].Reason, slots[i].Named, slots[i].Why = c, 1, "", "", chosenBefore
	}
}

// holds reports whether the organisation still has what a binding names.
func (s *Scope) holds(b Binding) bool {
	named := func(list []Named, id uid.ID) bool {
		return id.IsZero() || slices.ContainsFunc(list, func(n Named) bool { return n.ID == id })
	}
	var c problem.Check
	if b.Kind == KindMetric {
		b.checkMetric(s.Known, &c, "")
	}
	for _, value := range b.Filter["area_id"] {
		area, _ := uid.Parse(value)
		c.Want(named(s.Words.Areas, area), "/filter/area_id", "unknown-reference")
	}
	return c.OK() && named(s.Words.Orgs, b.OrgID) && named(s.Words.Areas, b.AreaID)
}

// chosenBefore is why of what a person corrected in an earlier report.
const chosenBefore = "同样的句子以前由人选定。"

// Equal reports whether two bindings ask the same.
func (b Binding) Equal(other Binding) bool { return reflect.DeepEqual(b, other) }
