package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/swaggo/swag"
)

// code is what the source says.
type code struct {
	swagger  *openapi2.T
	handlers map[string]handler // by "GET /activities"
}

// handler is a function that answers an operation, and its comment.
type handler struct{ name, comment string }

// readCode reads the package in the folder, and what it imports of this module.
func readCode(folder string) (code, error) {
	p := swag.New(
		swag.SetDebugger(log.New(io.Discard, "", 0)),
		swag.SetStrict(true),
		swag.ParseUsingGoList(true),
		swag.SetPackagePrefix("shuzhi"),
		swag.SetFieldParserFactory(newField),
	)
	p.ParseDependency = swag.ParseModels // not by its option, which would check the types of echo too
	if err := p.ParseAPI(folder, "api.go", 1); errors.Is(err, swag.ErrRecursiveParseStruct) {
		return code{}, fmt.Errorf("%w (or one of its fields has a type that is not there)", err)
	} else if err != nil {
		return code{}, err
	}
	if err := alsoDefine(p, folder); err != nil {
		return code{}, err
	}
	written, err := json.Marshal(p.GetSwagger())
	if err != nil {
		return code{}, err
	}
	var c code
	if err := json.Unmarshal(written, &c.swagger); err != nil {
		return code{}, err
	}
	c.handlers, err = readHandlers(folder)
	return c, err
}

// alsoDefine reads the types that no operation may name, and that the document needs all the same.
func alsoDefine(p *swag.Parser, folder string) error {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, "lifecycle.go"), nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	for _, name := range []string{"record.Warning", "Problem"} {
		if err := swag.NewOperation(p).ParseResponseComment("200 {object} "+name, file); err != nil {
			return err
		}
	}
	return nil
}

var routerLine = regexp.MustCompile(`^@Router\s+(\S+)\s+\[(\w+)\]`)

// readHandlers finds out which function answers what.
func readHandlers(folder string) (map[string]handler, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	found := map[string]handler{}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, entry.Name()), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			routes, h := annotated(f)
			for _, route := range routes {
				found[route] = h
			}
		}
	}
	return found, nil
}

// annotated gives the routes of a function, and what stands before its annotations.
func annotated(f *ast.FuncDecl) (routes []string, h handler) {
	h.name = f.Name.Name
	prose := true
	for line := range strings.SplitSeq(f.Doc.Text(), "\n") {
		line = strings.TrimSpace(line)
		prose = prose && !strings.HasPrefix(line, "@")
		if prose {
			h.comment += line + "\n"
		}
		if m := routerLine.FindStringSubmatch(line); m != nil {
			routes = append(routes, fmt.Sprintf("%s %s", strings.ToUpper(m[2]), m[1]))
		}
	}
	h.comment = sentence(strings.TrimPrefix(h.comment, h.name))
	return routes, h
}

// sentence is a comment without the name that it began with.
func sentence(comment string) string {
	words := []rune(strings.Join(strings.Fields(comment), " "))
	if len(words) > 0 {
		words[0] = unicode.ToUpper(words[0])
	}
	return string(words)
}
