package main

import (
	"os"
	"os/exec"
	"testing"
)

// process is the program as a process of its own: the test binary, told to be it.
type process struct {
	address string
	command *exec.Cmd
	ended   chan struct{}
}

func start(t *testing.T, v variables) *process {
	t.Helper()
	p := &process{command: exec.Command(os.Args[0], "serve"), ended: make(chan struct{})}
	p.command.Env = append(os.Environ(), "SHUZHI_TEST_AS_PROGRAM=1")
	for name, value := range v {
		p.command.Env = append(p.command.Env, name+"="+value)
	}
	p.command.Stderr = t.Output()
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	p.address, _ = awaitAddress(t, out)
	go func() {
		_ = p.command.Wait() // a killed process ends with an error
		close(p.ended)
	}()
	return p
}

// kill is SIGKILL: the program has no say.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// stop asks the program to finish what it acknowledged.
func (p *process) stop() {
	_ = p.command.Process.Signal(os.Interrupt)
	<-p.ended
}
