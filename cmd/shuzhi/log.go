package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// logDelay is how long a line of information may wait to be written, and logFull at how many bytes all that wait are.
const (
	logDelay = 100 * time.Millisecond
	logFull  = 64 << 10
)

// gatherer writes lines together, since a write a request would cost some requests more than all else they do.
type gatherer struct {
	mutex   sync.Mutex
	to      io.Writer
	waiting bytes.Buffer
	due     bool // a flush is on its way
}

// Write takes a line.
func (g *gatherer) Write(line []byte) (int, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.waiting.Write(line)
	if g.waiting.Len() >= logFull {
		g.write()
	} else if !g.due {
		g.due = true
		time.AfterFunc(logDelay, g.flush)
	}
	return len(line), nil
}

// flush writes all that waits.
func (g *gatherer) flush() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.due = false
	g.write()
}

func (g *gatherer) write() {
	if g.waiting.Len() == 0 { // also when the program has ended since the flush was ordered
		return
	}
	_, _ = g.to.Write(g.waiting.Bytes()) // there is nobody left to tell
	g.waiting.Reset()
}

// logger gives a log whose lines of information are gathered; what is worse is written at once, with all before it. flush is to be
// called at the end.
func logger(to io.Writer) (log *slog.Logger, flush func()) {
	g := &gatherer{to: to}
	return slog.New(urgent{slog.NewTextHandler(g, nil), g.flush}), g.flush
}

// urgent is a handler that lets nothing worse than information wait.
type urgent struct {
	slog.Handler
	flush func()
}

// Handle logs a line.
func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level > slog.LevelInfo {
		u.flush()
	}
	return err
}

// WithAttrs gives a handler whose lines have more to say.
func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.flush}
}

// WithGroup opens a group.
func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.flush}
}
