// Package process starts the servers that are measured, each as a process of its own, and looks at what they use.
package process

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Process is a server that runs.
type Process struct {
	Address string        // host:port
	Took    time.Duration // from its start until it listened
	command *exec.Cmd
	said    *head
}

// Start runs a program until it says on standard output that it listens on http://host:port.
func Start(env []string, program string, args ...string) (*Process, error) {
	p := &Process{command: exec.Command(program, args...), said: &head{}}
	p.command.Env = append(os.Environ(), env...)
	p.command.Stderr = p.said
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, after, found := strings.Cut(lines.Text(), "http://"); found {
			p.Address, p.Took = strings.TrimSpace(after), time.Since(begin)
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return p, nil
		}
	}
	err = p.command.Wait()
	return nil, fmt.Errorf("%s %s ends before it listens: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, p.said)
}

// grace is how long a process may take to end.
const grace = time.Minute

// Stop asks the process to end, and waits. One that has ended is left alone.
func (p *Process) Stop() error {
	if p.command.ProcessState != nil {
		return nil
	}
	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	late := time.AfterFunc(grace, func() { _ = p.command.Process.Kill() })
	defer late.Stop()
	err := p.command.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && !exit.Exited() {
		return nil // the signal ended it: peers do not listen to any
	}
	return err
}

// Memory is how many bytes of the process are in memory now (RSS). It is known on Linux alone; elsewhere 0.
func (p *Process) Memory() int64 {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.command.Process.Pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if kilobytes, found := strings.CutPrefix(line, "VmRSS:"); found {
			n, _ := strconv.ParseInt(strings.Fields(kilobytes)[0], 10, 64)
			return n << 10
		}
	}
	return 0
}

// head keeps the first and thus telling part of what a process complains of. It embeds no buffer: a buffer's ReadFrom would be
// what os/exec calls, and would keep all.
type head struct{ kept []byte }

func (h *head) Write(b []byte) (int, error) {
	h.kept = append(h.kept, b[:min(len(b), 4096-len(h.kept))]...)
	return len(b), nil
}

func (h *head) String() string { return string(h.kept) }
