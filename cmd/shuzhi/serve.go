package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"shuzhi/api"
	"shuzhi/internal/demo"
	"shuzhi/internal/store"
)

// grace is how long the requests under way may take once the program is told to stop.
const grace = 30 * time.Second

// ballast is never touched, so it takes no memory. But the collector reckons with it: it lets the heap grow to twice what is alive,
// and what this program keeps alive is so little that it would else run many times a second.
const ballast = 12 << 20

// serve answers requests until the context is cancelled, then finishes those under way. invented fills empty books first.
func (p *program) serve(ctx context.Context, invented bool) (err error) {
	defer func() {
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			err = nil // told to stop while it was still starting
		}
	}()
	s, err := readSettings(p.env)
	if err != nil {
		return err
	}
	if s.database == "" {
		unlock, err := lockFolder(s.dir)
		if err != nil {
			return err
		}
		defer unlock()
	}
	listener, err := listen(ctx, "SHUZHI_ADDR", s.addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	log, flush := logger(p.errors)
	defer flush()
	still := make([]byte, ballast)
	defer runtime.KeepAlive(still)
	books, err := p.open(ctx, s, log, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, books.Close()) }()
	password, err := books.EnsureAdmin(ctx, s.adminPassword)
	if err != nil {
		return fmt.Errorf("make the first admin: %w", err)
	}
	if password != "" {
		if _, err := fmt.Fprintf(p.out, "管理员 admin 的初始密码（只显示这一次）：%s\n", password); err != nil {
			return err
		}
	}
	if invented {
		if err := demo.Fill(ctx, books, books.Today()); err != nil {
			return fmt.Errorf("fill the books with an invented street: %w", err)
		}
	}
	if err := books.Resume(ctx); err != nil {
		return fmt.Errorf("go on with what was begun: %w", err)
	}
	books.BoundLog()
	books.CountAhead()
	doors := map[net.Listener]*http.Server{listener: {
		Handler:     api.New(books, api.Options{Log: log, TrustedProxies: s.proxies}),
		ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
	}}
	if s.opsAddr != "" {
		listener, err := listen(ctx, "SHUZHI_OPS_ADDR", s.opsAddr)
		if err != nil {
			return err
		}
		defer func() { _ = listener.Close() }()
		log.Info("operations", "address", listener.Addr())
		doors[listener] = &http.Server{Handler: operations(), ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute}
	}
	if _, err := fmt.Fprintf(p.out, "述职已启动 · Shuzhi listens on http://%s\n", listener.Addr()); err != nil {
		return err
	}
	return answer(ctx, doors, log)
}

// open opens the books that the settings name.
func (p *program) open(ctx context.Context, s settings, log *slog.Logger, asIs bool) (*store.Store, error) {
	now := func() time.Time { return time.Now().In(s.zone) }
	return store.Open(ctx, store.Options{Database: s.database, Dir: s.dir, Now: now, Log: log, AsIs: asIs})
}

// answer serves at every door until the context is cancelled or a door fails, and then waits for the requests under way.
func answer(ctx context.Context, doors map[net.Listener]*http.Server, log *slog.Logger) error {
	ended := make(chan error, len(doors))
	for listener, server := range doors {
		server.ReadHeaderTimeout, server.IdleTimeout, server.MaxHeaderBytes = 10*time.Second, 2*time.Minute, 64<<10
		server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
		go func() { ended <- server.Serve(listener) }()
	}
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		log.Info("stopping: finishing the requests under way")
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	for _, server := range doors {
		if late := server.Shutdown(last); late != nil {
			err = errors.Join(err, fmt.Errorf("requests took longer than %s: %w", grace, late), server.Close())
		}
	}
	return err
}

// listen takes the address that a setting names.
func listen(ctx context.Context, setting, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	const windowsInUse = syscall.Errno(10048) // WSAEADDRINUSE
	switch {
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, windowsInUse):
		return nil, &failure{codeAddress, setting + "：" + address + " 已被占用，请停止占用它的程序或换一个端口", "the address is taken: stop what holds it, or choose another port", err}
	case err != nil:
		return nil, &failure{codeUsage, setting + " 有误：不能在 " + address + " 监听", "cannot listen there", err}
	}
	return listener, nil
}

// lockFolder makes the data folder and holds it, so that no second server writes there.
func lockFolder(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	lock := flock.New(filepath.Join(dir, "shuzhi.lock"))
	held, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, unusable(err)
	case !held:
		return nil, &failure{code: codeInUse, zh: "数据文件夹 " + dir + " 正被另一个 shuzhi 使用", en: "another shuzhi serves this data folder"}
	}
	return func() { _ = lock.Close() }, nil
}

// operations answers whoever watches the program; never at the address of the users.
func operations() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.Handler())
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
