package api

import (
	"fmt"
	"strconv"
	"strings"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

// lang is a language in which people are told things.
type lang uint8

const (
	chinese lang = iota
	english
)

func (l lang) tag() string { return [...]string{"zh-CN", "en"}[l] }

// sentence is what a code says, Chinese first. {0} stands for its first argument, {0:word} for that argument's word in
// wordsSaid; what stands in [ ] is left out where an argument within it is missing or empty.
type sentence [2]string

// explained is a problem's title, which is always the same, and its detail.
type explained [2]sentence

// problemsSaid has every problem's code.
var problemsSaid = map[string]explained{
	// the request itself
	"malformed-json": {{"请求正文不是有效的 JSON", "The body is not valid JSON"},
		{"{0:word}[（第 {1} 字节处）][，位置 {2}]", "{0:word}[ (at byte {1})][, at {2}]"}},
	"bad-request":  {{"请求有误", "Bad request"}, {"服务器读不懂这个请求", "The server cannot make sense of this request"}},
	"body-cut-off": {{"请求正文不完整", "The body is incomplete"}, {"请求正文没有收全，请重新发送", "The body did not arrive in full; send it again"}},
	"too-large":    {{"请求正文过大", "The body is too large"}, {"请求正文过大[，最多 {0}]", "The body is too large[; at most {0}]"}},
}

// fieldsSaid has every bad field's code.
var fieldsSaid = map[string]sentence{}

// wordsSaid has the words that arguments stand for.
var wordsSaid = map[string]sentence{}

// kindsSaid is what is said of a code that nobody has put into words yet.
var kindsSaid = map[problem.Kind]sentence{}

// rulesSaid has the rule of every warning; {0} is what the record said of it.
var rulesSaid = map[string]sentence{}

// saidOf is a problem's title and detail.
func saidOf(e *problem.Error, l lang) (title, detail string) {
	x, known := problemsSaid[e.Code]
	if !known {
		title := kindsSaid[e.Kind].in(l)
		return title, title + sentence{"（", " ("}.in(l) + e.Code + sentence{"）", ")"}.in(l)
	}
	args := e.Args
	if e.Code == "invalid" {
		args = []any{len(e.Fields)}
	}
	return x[0].in(l), x[1].in(l, args...)
}

// fieldSaid is what is wrong with a field; a code without words speaks for itself.
func fieldSaid(f problem.Field, l lang) string {
	s, known := fieldsSaid[f.Code]
	if !known {
		s = sentence{"不符合要求（" + f.Code + "）", "Not acceptable (" + f.Code + ")"}
	}
	return s.in(l, f.Args...)
}

// translate puts warnings into words.
func translate(warnings []record.Warning, l lang) []record.Warning {
	said := make([]record.Warning, len(warnings))
	for i, w := range warnings {
		if s, known := rulesSaid[w.Rule]; known {
			w.Detail = s.in(l, w.Detail)
		}
		said[i] = w
	}
	return said
}

// in puts the arguments into the sentence. One that is missing leaves its brackets out, or else nothing behind.
func (s sentence) in(l lang, args ...any) string {
	var out strings.Builder
	for rest := s[l]; rest != ""; {
		plain, bracket, optional := strings.Cut(rest, "[")
		text, _ := filled(plain, l, args)
		out.WriteString(text)
		if !optional {
			break
		}
		inner, after, _ := strings.Cut(bracket, "]")
		if text, whole := filled(inner, l, args); whole {
			out.WriteString(text)
		}
		rest = after
	}
	return out.String()
}

// filled replaces each {…}; whole is false if an argument is missing or empty.
func filled(format string, l lang, args []any) (text string, whole bool) {
	var out strings.Builder
	whole = true
	for {
		plain, rest, found := strings.Cut(format, "{")
		out.WriteString(plain)
		if !found {
			return out.String(), whole
		}
		var place string
		place, format, _ = strings.Cut(rest, "}")
		number, _, word := strings.Cut(place, ":")
		i, err := strconv.Atoi(number)
		said := ""
		if err == nil && i < len(args) {
			said = fmt.Sprint(args[i])
		}
		if s, known := wordsSaid[said]; word && known {
			said = s.in(l)
		}
		out.WriteString(said)
		whole = whole && said != ""
	}
}
