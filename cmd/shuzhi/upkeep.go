package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shuzhi/internal/store"
)

// existing opens books that are there already: what only looks after them must not make new ones in a wrong folder.
func (p *program) existing(ctx context.Context) (*store.Store, error) {
	s, err := readSettings(p.env)
	if err != nil {
		return nil, err
	}
	if s.database == "" {
		if _, err := os.Stat(filepath.Join(s.dir, "shuzhi.db")); err != nil {
			return nil, unusable(err)
		}
	}
	return p.open(ctx, s, slog.New(slog.NewTextHandler(p.errors, nil)), true)
}

// verify holds the books against themselves and says what differs.
func (p *program) verify(ctx context.Context) (err error) {
	books, err := p.existing(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, books.Close()) }()
	ok, err := books.Verify(ctx, func(line string) { _, _ = fmt.Fprintln(p.out, line) })
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if !ok {
		return &failure{code: codeDiffers, zh: "核对发现不符", en: "verify found differences"}
	}
	_, err = fmt.Fprintln(p.out, "核对无误 · all is right")
	return err
}

// password gives a user a new password, which is one line of standard input.
func (p *program) password(ctx context.Context, user string) (err error) {
	line, err := bufio.NewReader(io.LimitReader(p.in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the password: %w", err)
	}
	books, err := p.existing(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, books.Close()) }()
	if err := books.SetPassword(ctx, user, strings.TrimRight(line, "\r\n")); err != nil {
		return fmt.Errorf("set the password: %w", err)
	}
	_, err = fmt.Fprintf(p.out, "已设置 %s 的新密码 · the password is set\n", user)
	return err
}

// health asks the server that runs with the same settings whether it is ready.
func (p *program) health(ctx context.Context) error {
	s, err := readSettings(p.env)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(s.addr)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return &failure{codeOther, "服务没有应答", "the server does not answer", err}
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return &failure{code: codeOther, zh: "服务尚未就绪", en: "the server is not ready: " + response.Status}
	}
	_, err = fmt.Fprintln(p.out, "就绪 · ready")
	return err
}

// reachable is the address at which a server that listens everywhere is found from its own machine.
func reachable(address string) string {
	host, port, _ := net.SplitHostPort(address)
	switch ip, err := netip.ParseAddr(host); {
	case host == "", err == nil && ip.IsUnspecified() && ip.Is4():
		host = "127.0.0.1"
	case err == nil && ip.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}
