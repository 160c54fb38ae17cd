// Command openapi writes docs/openapi.json from the code of package api. With -check it writes nothing, and fails if the
// file is not what the code says. Both are run in the root of the module.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
)

const (
	source = "api"               // the package whose comments are read
	target = "docs/openapi.json" // the document
)

func main() {
	check := flag.Bool("check", false, "fail if "+target+" is not up to date")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	fresh, err := document(source)
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(target, fresh, 0o644)
	}
	return compare(target, fresh)
}

// compare says at which line the file differs from what the code says now.
func compare(file string, fresh []byte) error {
	kept, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if bytes.Equal(kept, fresh) {
		return nil
	}
	was, is := bytes.Split(kept, []byte("\n")), bytes.Split(fresh, []byte("\n"))
	line := 0
	for line < min(len(was), len(is))-1 && bytes.Equal(was[line], is[line]) {
		line++
	}
	return fmt.Errorf("%s is not up to date; run: go run ./cmd/openapi\nline %d is\n  %s\nand should be\n  %s",
		file, line+1, bytes.TrimSpace(was[line]), bytes.TrimSpace(is[line]))
}
