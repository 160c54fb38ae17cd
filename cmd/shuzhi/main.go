// Command shuzhi is the program: it reads the settings and the clock, opens the books and serves them.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // Windows has no time zones
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// help is what a person reads who asks for it: commands, settings and exit codes.
//
//go:embed help.txt
var help string

// program is one run of a command: its settings and its three streams.
type program struct {
	env         func(string) string
	in          io.Reader
	out, errors io.Writer
}

// run carries out one command and answers its exit code. Cancelling the context stops a server gracefully.
func run(ctx context.Context, args []string, env func(string) string, in io.Reader, out, errors io.Writer) int {
	p := &program{env, in, out, errors}
	err := p.command(ctx, args)
	if err == nil {
		return 0
	}
	f := explain(err)
	_, _ = fmt.Fprintln(errors, "shuzhi:", f)
	if f.code == codeUsage {
		_, _ = fmt.Fprintln(errors, "shuzhi: 用法见 shuzhi help · see shuzhi help")
	}
	return f.code
}

// command finds the command and gives it its arguments: few enough to be seen at a glance.
func (p *program) command(ctx context.Context, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "serve":
		return p.serve(ctx, false)
	case len(args) == 2 && args[0] == "serve" && (args[1] == "--demo" || args[1] == "-demo"):
		return p.serve(ctx, true)
	case len(args) == 1 && args[0] == "verify":
		return p.verify(ctx)
	case len(args) > 0 && args[0] == "copy":
		return p.copy(ctx, args[1:])
	case len(args) == 2 && args[0] == "password":
		return p.password(ctx, args[1])
	case len(args) == 1 && args[0] == "health":
		return p.health(ctx)
	case len(args) == 1 && (args[0] == "version" || args[0] == "--version"):
		_, err := fmt.Fprintln(p.out, version())
		return err
	case len(args) == 1 && (args[0] == "help" || args[0] == "-h" || args[0] == "--help"):
		_, err := io.WriteString(p.out, help)
		return err
	case len(args) == 0:
		return &failure{code: codeUsage, zh: "缺少命令", en: "a command is missing"}
	}
	return &failure{code: codeUsage, zh: "不认识的命令：" + strings.Join(args, " "), en: "unknown command"}
}

// version says from which commit, by which Go and for which machine the program was built.
func version() string {
	commit := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += " (modified)"
			}
		}
	}
	return fmt.Sprintf("shuzhi %s %s %s/%s", commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
