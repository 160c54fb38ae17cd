package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestLinesOfInformationAreGathered: nothing is lost, in order, none waits longer than it may, and what is worse waits for nothing.
func TestLinesOfInformationAreGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out written
		log, flush := logger(&out)
		log.Info("one")
		log.With("who", "x").WithGroup("g").Info("two")
		if out.String() != "" {
			t.Errorf("written at once: %s", out.String())
		}
		time.Sleep(logDelay)
		synctest.Wait()
		if s := out.String(); strings.Count(s, "\n") != 2 || out.times != 1 || strings.Index(s, "one") > strings.Index(s, "two") {
			t.Errorf("after a while, %d writes: %s", out.times, s)
		}
		log.Info("three")
		log.With("who", "x").Warn("four")
		if s := out.String(); !strings.Contains(s, "three") || !strings.HasSuffix(s, "msg=four who=x\n") {
			t.Errorf("a warning waits: %s", s)
		}
		for range 3000 {
			log.Info("many")
		}
		if n := strings.Count(out.String(), "many"); n == 0 {
			t.Error("a full buffer waits")
		}
		flush()
		if n := strings.Count(out.String(), "many"); n != 3000 {
			t.Errorf("%d lines of 3000", n)
		}
	})
}

// written notes how often it was written to.
type written struct {
	mutex sync.Mutex
	bytes.Buffer
	times int
}

func (w *written) Write(b []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.times++
	return w.Buffer.Write(b)
}
