package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"shuzhi/internal/store"
)

// copy copies the books from one place to another, empty one.
func (p *program) copy(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("copy", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the failure says it
	from, to := flags.String("from", "", ""), flags.String("to", "", "")
	if err := flags.Parse(args); err != nil || *from == "" || *to == "" || flags.NArg() > 0 {
		return &failure{code: codeUsage, zh: "copy 需要 --from 和 --to", en: "copy wants --from and --to"}
	}
	s, err := readSettings(p.env)
	if err != nil {
		return err
	}
	source, err := s.place("--from", *from)
	if err != nil {
		return err
	}
	target, err := s.place("--to", *to)
	if err != nil {
		return err
	}
	if target.Database == "" {
		unlock, err := lockFolder(target.Dir)
		if err != nil {
			return err
		}
		defer unlock()
	}
	began := time.Now()
	show := newDisplay(p.errors)
	right, err := store.Copy(ctx, store.Copying{From: source, To: target, Progress: show.progress, Complain: func(line string) {
		show.clear()
		_, _ = fmt.Fprintln(p.out, line)
	}})
	show.clear()
	switch {
	case err != nil:
		return explainCopy(err)
	case !right:
		return &failure{code: codeDiffers, zh: "复制结果与来源不符，目标不可使用", en: "the copy differs from its source, and cannot be served"}
	}
	_, err = fmt.Fprintf(p.out, "复制完成，核对无误 · copied, and all is right (%s)\n", time.Since(began).Round(time.Second/10))
	return err
}

// place reads where books are: postgres://…, a data folder, or the shuzhi.db in one.
func (s settings) place(option, text string) (store.Options, error) {
	o := store.Options{Now: func() time.Time { return time.Now().In(s.zone) }, Log: slog.New(slog.DiscardHandler)}
	const file = "shuzhi.db"
	switch info, err := os.Stat(text); {
	case isPostgres(text):
		if _, err := pgx.ParseConfig(text); err != nil { // the error repeats the address
			return o, &failure{code: codeUsage, zh: option + " 有误：应为 postgres://用户:密码@主机:端口/数据库", en: "expected postgres://user:password@host:port/database"}
		}
		o.Database = text
	case filepath.Base(text) == file:
		o.Dir = filepath.Dir(text)
	case strings.Contains(text, "://"), err == nil && !info.IsDir():
		return o, &failure{code: codeUsage, zh: option + " 有误：应为数据文件夹、" + file + " 或 postgres://…", en: "expected a data folder, its " + file + ", or postgres://…"}
	default:
		o.Dir = text
	}
	return o, nil
}

// explainCopy says what stopped a copy, where it is not what stops any command.
func explainCopy(err error) error {
	var connect *pgconn.ConnectError
	switch {
	case errors.Is(err, store.ErrNoBooks):
		return &failure{codeOther, "来源没有台账", "there are no books at the source", err}
	case errors.Is(err, store.ErrOlder):
		return &failure{codeOther, "来源由旧版程序写成，请先用本版程序启动一次", "the source was written by an older program: serve it once with this one", err}
	case errors.Is(err, store.ErrNotEmpty):
		return &failure{codeOccupied, "目标不是空的，没有改动", "the target is not empty; nothing was changed", err}
	case errors.As(err, &connect):
		return &failure{codeAway, "连不上 PostgreSQL，请检查 --from、--to 与数据库服务", "PostgreSQL cannot be reached: check --from, --to and the server", err}
	}
	return err
}
