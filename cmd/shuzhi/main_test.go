package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets the test binary be the program itself, for what only a process of its own can show: signals.
func TestMain(m *testing.M) {
	if os.Getenv("SHUZHI_TEST_AS_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

type variables map[string]string

func (v variables) env(name string) string { return v[name] }

// command runs one command to its end.
func command(t *testing.T, v variables, in string, args ...string) (code int, out, errors string) {
	t.Helper()
	var stdout, stderr strings.Builder
	code = run(t.Context(), args, v.env, strings.NewReader(in), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// server is a running `shuzhi serve` of the test's own process.
type server struct {
	address string   // host:port
	said    []string // on standard output, before it listened
	stop    func() int
}

func serve(t *testing.T, v variables) server {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve"}, v.env, strings.NewReader(""), w, t.Output())
		_ = w.Close()
	}()
	s := server{stop: func() int {
		cancel()
		code := <-ended
		ended <- code
		return code
	}}
	t.Cleanup(func() { s.stop() })
	s.address, s.said = awaitAddress(t, r)
	return s
}

// awaitAddress reads standard output up to the address on which the server listens.
func awaitAddress(t *testing.T, out io.Reader) (address string, before []string) {
	t.Helper()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, after, found := strings.Cut(lines.Text(), "http://"); found {
			return after, before
		}
		before = append(before, lines.Text())
	}
	t.Fatalf("the server ended before it listened; it said %q", before)
	return "", nil
}

func books(dir string) variables {
	return variables{"SHUZHI_ADDR": "127.0.0.1:0", "SHUZHI_DATA_DIR": dir}
}

func status(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestServe(t *testing.T) {
	v := books(filepath.Join(t.TempDir(), "new", "data"))
	s := serve(t, v)
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := status(t, "http://"+s.address+path); got != http.StatusOK {
			t.Errorf("%s answered %d", path, got)
		}
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if got := status(t, "http://"+s.address+path); got != http.StatusNotFound {
			t.Errorf("%s answered %d at the users' address", path, got)
		}
	}
	var password []string
	for _, line := range s.said {
		if strings.Contains(line, "密码") {
			password = append(password, line)
		}
	}
	if len(password) != 1 {
		t.Errorf("the first start said %q, want one line with 密码", s.said)
	}
	if code, _, said := command(t, variables{"SHUZHI_ADDR": s.address}, "", "health"); code != 0 {
		t.Errorf("health ended with %d: %s", code, said)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("a stopped server ended with %d", code)
	}
	if code, _, _ := command(t, variables{"SHUZHI_ADDR": s.address}, "", "health"); code != codeOther {
		t.Errorf("health of a stopped server ended with %d", code)
	}
	if again := serve(t, v); len(again.said) != 0 {
		t.Errorf("the second start said %q", again.said)
	}
}

func TestServeKnownPassword(t *testing.T) {
	v := books(t.TempDir())
	v["SHUZHI_ADMIN_PASSWORD"] = "a long enough password"
	if s := serve(t, v); len(s.said) != 0 {
		t.Errorf("the start said %q", s.said)
	}
}

func TestOperations(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := books(t.TempDir())
	v["SHUZHI_OPS_ADDR"] = listener.Addr().String()
	if code, _, said := command(t, v, "", "serve"); code != codeAddress || !strings.Contains(said, "SHUZHI_OPS_ADDR") {
		t.Errorf("with a taken address it ended with %d: %s", code, said)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	serve(t, v)
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if got := status(t, "http://"+v["SHUZHI_OPS_ADDR"]+path); got != http.StatusOK {
			t.Errorf("%s answered %d", path, got)
		}
	}
}

// TestExit holds each way in which a start fails against its exit code and what it says.
func TestExit(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "not a folder")
	garbage, newer, running := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(garbage, "shuzhi.db"), strings.Repeat("no database at all\n", 500))
	outgrow(t, newer)
	serve(t, books(running))

	for name, c := range map[string]struct {
		args string
		set  variables
		code int
		says []string
	}{
		"no command":         {"", nil, 2, []string{"shuzhi help"}},
		"unknown command":    {"dance", nil, 2, []string{"dance", "shuzhi help"}},
		"too many arguments": {"verify all", nil, 2, []string{"shuzhi help"}},
		"no user":            {"password", nil, 2, []string{"shuzhi help"}},
		"address":            {"serve", variables{"SHUZHI_ADDR": "8080"}, 2, []string{"SHUZHI_ADDR 有误", "expected host:port"}},
		"port":               {"serve", variables{"SHUZHI_ADDR": "127.0.0.1:80800"}, 2, []string{"SHUZHI_ADDR 有误", "expected host:port"}},
		"foreign address":    {"serve", variables{"SHUZHI_ADDR": "192.0.2.1:8080"}, 2, []string{"SHUZHI_ADDR 有误"}},
		"operations address": {"serve", variables{"SHUZHI_OPS_ADDR": "nonsense"}, 2, []string{"SHUZHI_OPS_ADDR 有误", "expected host:port"}},
		"time zone":          {"serve", variables{"SHUZHI_TIMEZONE": "Mars/Base"}, 2, []string{"SHUZHI_TIMEZONE 有误", "expected the name of a time zone"}},
		"proxies":            {"serve", variables{"SHUZHI_TRUSTED_PROXIES": "10.0.0.0/8, 10.0.0.0/33"}, 2, []string{"SHUZHI_TRUSTED_PROXIES 有误", "expected networks"}},
		"database":           {"serve", variables{"SHUZHI_DATABASE": "mysql://root:secret@db/x"}, 2, []string{"SHUZHI_DATABASE 有误", "expected postgres://"}},
		"database port":      {"serve", variables{"SHUZHI_DATABASE": "postgres://root:secret@db:port/x"}, 2, []string{"SHUZHI_DATABASE 有误", "expected postgres://"}},
		"short password":     {"serve", variables{"SHUZHI_ADMIN_PASSWORD": "short"}, 2, []string{"SHUZHI_ADMIN_PASSWORD", "8 to 128 characters"}},
		"several at once":    {"serve", variables{"SHUZHI_ADDR": "x", "SHUZHI_TIMEZONE": "x"}, 2, []string{"SHUZHI_ADDR 有误", "SHUZHI_TIMEZONE 有误"}},
		"taken port":         {"serve", variables{"SHUZHI_ADDR": taken.Addr().String()}, 3, []string{"SHUZHI_ADDR", taken.Addr().String(), "已被占用", "is taken"}},
		"file for folder":    {"serve", variables{"SHUZHI_DATA_DIR": file}, 4, []string{"SHUZHI_DATA_DIR", "cannot be used"}},
		"below a file":       {"serve", variables{"SHUZHI_DATA_DIR": filepath.Join(file, "data")}, 4, []string{"SHUZHI_DATA_DIR", "cannot be used"}},
		"nothing to verify":  {"verify", nil, 4, []string{"SHUZHI_DATA_DIR", "cannot be used"}},
		"nobody to help":     {"password admin", nil, 4, []string{"SHUZHI_DATA_DIR", "cannot be used"}},
		"newer database":     {"serve", variables{"SHUZHI_DATA_DIR": newer}, 5, []string{"更新版本", "newer program", "9999"}},
		"newer verified":     {"verify", variables{"SHUZHI_DATA_DIR": newer}, 5, []string{"newer program"}},
		"garbage":            {"serve", variables{"SHUZHI_DATA_DIR": garbage}, 6, []string{"不是数据库", "is no database"}},
		"no PostgreSQL":      {"serve", variables{"SHUZHI_DATABASE": "postgres://root:secret@127.0.0.1:1/x?connect_timeout=5"}, 7, []string{"连不上 PostgreSQL", "cannot be reached"}},
		"second server":      {"serve", variables{"SHUZHI_DATA_DIR": running}, 8, []string{running, "另一个", "another shuzhi"}},
	} {
		t.Run(name, func(t *testing.T) {
			v := books(filepath.Join(t.TempDir(), "data"))
			for name, value := range c.set {
				v[name] = value
			}
			code, out, said := command(t, v, "new password\n", strings.Fields(c.args)...)
			if code != c.code || out != "" {
				t.Errorf("exit code %d, want %d; standard output %q", code, c.code, out)
			}
			for _, part := range c.says {
				if !strings.Contains(said, part) {
					t.Errorf("it does not say %q", part)
				}
			}
			if strings.Contains(said, "secret") {
				t.Error("it tells a password")
			}
			t.Log(said)
		})
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// outgrow leaves a database in dir that a program of the future has migrated.
func outgrow(t *testing.T, dir string) {
	t.Helper()
	s := serve(t, books(dir))
	if code := s.stop(); code != 0 {
		t.Fatalf("the server ended with %d", code)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "shuzhi.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestUpkeep(t *testing.T) {
	v := books(t.TempDir())
	serve(t, v) // both commands may run beside a server
	if code, out, said := command(t, v, "", "verify"); code != 0 || !strings.Contains(out, "all is right") {
		t.Errorf("verify ended with %d: %s%s", code, out, said)
	}
	if code, out, said := command(t, v, "a new and longer password\r\n", "password", "admin"); code != 0 || strings.Contains(out, "longer") {
		t.Errorf("password ended with %d: %s%s", code, out, said)
	}
	if code, _, said := command(t, v, "short\n", "password", "admin"); code != codeUsage || !strings.Contains(said, "8 to 128 characters") {
		t.Errorf("a short password ended with %d: %s", code, said)
	}
	if code, _, said := command(t, v, "a new and longer password\n", "password", "nobody"); code != codeUsage || !strings.Contains(said, "no such user") {
		t.Errorf("the password of nobody ended with %d: %s", code, said)
	}
}

func TestVersionAndHelp(t *testing.T) {
	if code, out, _ := command(t, nil, "", "version"); code != 0 || !strings.HasPrefix(out, "shuzhi ") {
		t.Errorf("version ended with %d: %s", code, out)
	}
	code, out, _ := command(t, nil, "", "help")
	if code != 0 {
		t.Errorf("help ended with %d", code)
	}
	for exit := range codeOccupied + 1 {
		if !strings.Contains(out, fmt.Sprintf("\n  %-3d ", exit)) {
			t.Errorf("help does not tell exit code %d", exit)
		}
	}
}

// TestSignals sends a process the signals of an init system, while a request of it is under way.
func TestSignals(t *testing.T) {
	for name, signals := range map[string]int{"one finishes the request": 1, "the second ends it at once": 2} {
		t.Run(name, func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			program := exec.CommandContext(t.Context(), self, "serve")
			program.Env = append(os.Environ(), "SHUZHI_TEST_AS_PROGRAM=1", "SHUZHI_ADDR=127.0.0.1:0", "SHUZHI_DATA_DIR="+t.TempDir(), "SHUZHI_DATABASE=", "SHUZHI_OPS_ADDR=")
			out, err := program.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			said, err := program.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			address, _ := awaitAddress(t, out)
			const body = `{"username":"nobody","password":"nothing at all"}`
			connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			_, err = fmt.Fprintf(connection, "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
			if err != nil {
				t.Fatal(err)
			}
			answer := bufio.NewReader(connection)
			if line, err := answer.ReadString('\n'); err != nil || !strings.Contains(line, " 100 ") { // the handler waits for the body now
				t.Fatalf("%q, %v", line, err)
			}
			if _, err := answer.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(said)
			for range signals {
				if err := program.Process.Signal(syscall.SIGTERM); err != nil {
					t.Fatal(err)
				}
				for lines.Scan() && !strings.Contains(lines.Text(), "stopping") {
				}
			}
			if signals == 1 {
				if _, err := io.WriteString(connection, body); err != nil {
					t.Fatal(err)
				}
				if line, err := answer.ReadString('\n'); err != nil || !strings.Contains(line, " 401 ") {
					t.Errorf("the request under way was answered %q, %v", line, err)
				}
			}
			if err := program.Wait(); (err == nil) != (signals == 1) {
				t.Errorf("the program ended with %v", err)
			}
		})
	}
}

func TestReachable(t *testing.T) {
	for address, want := range map[string]string{
		":80": "127.0.0.1:80", "0.0.0.0:80": "127.0.0.1:80", "[::]:80": "[::1]:80", "10.0.0.1:80": "10.0.0.1:80", "office:80": "office:80",
	} {
		if got := reachable(address); got != want {
			t.Errorf("%s is reached at %s, want %s", address, got, want)
		}
	}
}

func TestReadNetworks(t *testing.T) {
	for list, want := range map[string]string{
		"": "[]", "10.0.0.5/8": "[10.0.0.0/8]", "192.168.1.5, fd00::/8 ::1": "[192.168.1.5/32 fd00::/8 ::1/128]", "::ffff:10.0.0.1": "[10.0.0.1/32]",
	} {
		if got, err := readNetworks(list); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q reads as %v, %v; want %s", list, got, err, want)
		}
	}
}
