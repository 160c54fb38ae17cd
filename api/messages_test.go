package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

func TestSentence(t *testing.T) {
	s := sentence{"甲{0}乙[丙{1:type}丁]戊[，{2:size}]", "a{0}b"}
	for _, test := range []struct {
		args []any
		want string
	}{
		{nil, "甲乙戊"},
		{[]any{1}, "甲1乙戊"},
		{[]any{"[{0}]", "date"}, "甲[{0}]乙丙日期文本 YYYY-MM-DD丁戊"},
		{[]any{1, "", int64(4 << 20)}, "甲1乙戊，4 MiB"},
		{[]any{1, "else"}, "甲1乙丙else丁戊"},
	} {
		if got := s.in(chinese, test.args...); got != test.want {
			t.Errorf("%v: got %s, want %s", test.args, got, test.want)
		}
	}
	if got := s.in(english, "x"); got != "axb" {
		t.Error(got)
	}
}

func TestSaid(t *testing.T) {
	for _, test := range []struct {
		e           *problem.Error
		l           lang
		title, want string
	}{
		{problem.New(problem.Malformed, "malformed-json", "syntax", int64(11)), chinese, "不是有效的 JSON", "请求正文不符合 JSON 语法（第 11 字节处）"},
		{problem.New(problem.Malformed, "malformed-json", "duplicate-key", int64(11), "/a"), chinese, "不是有效的 JSON", "请求正文中有重复的键（第 11 字节处）：/a"},
		{problem.New(problem.Malformed, "malformed-json", "empty"), english, "Malformed JSON", "The body is empty"},
		{problem.New(problem.TooLarge, "too-large", int64(4<<20)), chinese, "请求正文过大", "请求正文超过 4 MiB，太大"},
		{problem.New(problem.TooLarge, "too-large"), english, "Body too large", "The body is too large"},
		{problem.New(problem.Stale, "stale", 3), english, "Version is stale", "It was changed meanwhile (now version 3); read it again before you change it"},
		{problem.New(problem.Conflict, "transition-not-allowed", record.EventClosed, record.EventAccepted), chinese, "不能这样流转", "事件现为“已归档”，不能转为“已受理”"},
		{problem.New(problem.Conflict, "year-closed", 2023, "submitted", "书记"), chinese, "年度已关闭", "2023 年度已上报待审核，不能再增改；可由书记重新开放"},
		{problem.New(problem.Invalid, "two-decimals"), chinese, "内容有误", "最多两位小数"},
		{problem.New(problem.Conflict, "nobody-has-said", 1), chinese, "与现有状态冲突", "不符合要求（nobody-has-said）"},
	} {
		if title, detail := saidOf(test.e, test.l); title != test.title || detail != test.want {
			t.Errorf("%v: %s: %s", test.e, title, detail)
		}
	}
	if got := fieldSaid(problem.Field{Code: "type", Args: []any{"date"}}, chinese); got != "类型不对，应为日期文本 YYYY-MM-DD" {
		t.Error(got)
	}
}

func TestTranslate(t *testing.T) {
	warnings := []record.Warning{{Rule: "looks-personal", Detail: "主题中有…"}, {Rule: "new", Detail: "新"}}
	got := translate(warnings, english)
	if !strings.HasPrefix(got[0].Detail, "A text") || got[1].Detail != "新" || warnings[0].Detail != "主题中有…" || translate(warnings, chinese)[0] != warnings[0] {
		t.Error(got)
	}
}

var (
	codeSyntax = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
	han        = regexp.MustCompile(`\p{Han}`)
	places     = regexp.MustCompile(`\{\d+(:[a-z]+)?\}`)
)

// Both languages say the same, each in its own words, and only of words that there are.
func TestMessagesAreWhole(t *testing.T) {
	check := func(what string, s sentence) {
		zh, en := places.FindAllString(s[chinese], -1), places.FindAllString(s[english], -1)
		slices.Sort(zh)
		slices.Sort(en)
		if s[chinese] == "" || s[english] == "" || han.MatchString(strings.ReplaceAll(s[english], "大额党费", "")) || !slices.Equal(zh, en) {
			t.Errorf("%s: %q", what, s)
		}
		for _, place := range zh {
			_, as, ok := strings.Cut(strings.Trim(place, "{}"), ":")
			if ok && as != "size" && wordsSaid[as] == nil {
				t.Errorf("%s: no words for %s", what, place)
			}
		}
		for _, text := range s {
			if strings.Count(text, "[") != strings.Count(text, "]") || strings.Count(text, "{") != len(zh) || strings.HasSuffix(text, "。") || strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s", what, text)
			}
		}
	}
	for code, said := range problemsSaid {
		check(code, said[0])
		check(code, said[1])
		if !codeSyntax.MatchString(code) || strings.Contains(said[0][chinese], "{") {
			t.Error(code)
		}
	}
	for code, said := range fieldsSaid {
		check(code, said)
		if !codeSyntax.MatchString(code) {
			t.Error(code)
		}
	}
	for _, words := range wordsSaid {
		for word, said := range words {
			if said[chinese] == "" || said[english] == "" {
				t.Error(word)
			}
		}
	}
}

// Every code that stands in the source has its words here.
func TestEveryCodeIsSaid(t *testing.T) {
	problems, fields, rules := map[string]string{}, map[string]string{}, map[string]string{}
	for _, root := range []string{"../internal", "../api"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Logf("%s is being written: %v", path, err)
				return nil
			}
			ast.Inspect(file, func(n ast.Node) bool {
				place := func() string { return set.Position(n.Pos()).String() }
				switch n := n.(type) {
				case *ast.CallExpr:
					switch name := called(n); name {
					case "problem.New":
						if code := literal(n.Args, 1); code != "" && kindNamed(n.Args) == "Invalid" {
							fields[code] = place()
						} else if code != "" {
							problems[code] = place()
						}
					case "Want":
						fields[literal(n.Args, 2)] = place()
					case "note", "field", "fieldProblem":
						fields[literal(n.Args, 1)] = place()
					case "bad":
						fields[literal(n.Args, 0)] = place()
					case "warn":
						rules[literal(n.Args, 1)] = place()
					}
				case *ast.KeyValueExpr:
					if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
						rules[literal([]ast.Expr{n.Value}, 0)] = place()
					} else if ok && key.Name == "Code" {
						fields[literal([]ast.Expr{n.Value}, 0)] = place()
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	delete(fields, "")
	delete(rules, "")
	for _, code := range slices.Sorted(maps.Keys(problems)) {
		if _, known := problemsSaid[code]; !known {
			t.Errorf("problemsSaid lacks %q (%s)", code, problems[code])
		}
	}
	for _, code := range slices.Sorted(maps.Keys(fields)) {
		_, known := fieldsSaid[code]
		if _, whole := problemsSaid[code]; !known && !whole {
			t.Errorf("fieldsSaid lacks %q (%s)", code, fields[code])
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		if _, known := rulesSaid[rule]; !known {
			t.Errorf("rulesSaid lacks %q (%s)", rule, rules[rule])
		}
	}
}

// called names what is called: problem.New in full, else the last word.
func called(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "problem" {
			return "problem." + f.Sel.Name
		}
		return f.Sel.Name
	}
	return ""
}

// literal is an argument that is a text of the form of a code, or empty.
func literal(args []ast.Expr, i int) string {
	if i >= len(args) {
		return ""
	}
	lit, ok := args[i].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	if !regexp.MustCompile(`^[a-z]+([-_][a-z0-9]+)*$`).MatchString(s) {
		return ""
	}
	return s
}

func kindNamed(args []ast.Expr) string {
	if kind, ok := args[0].(*ast.SelectorExpr); ok {
		return kind.Sel.Name
	}
	return ""
}
