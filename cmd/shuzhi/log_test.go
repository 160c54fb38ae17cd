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
		if s, _ := out.said(); s != "" {
			t.Errorf("written at once: %s", s)
		}
		time.Sleep(logDelay)
		synctest.Wait()
		if s, times := out.said(); strings.Count(s, "\n") != 2 || times != 1 || strings.Index(s, "one") > strings.Index(s, "two") {
			t.Errorf("after a while, %d writes: %s", times, s)
		}
		log.Info("three")
		log.With("who", "x").Warn("four")
		if s, _ := out.said(); !strings.Contains(s, "three") || !strings.HasSuffix(s, "msg=four who=x\n") {
			t.Errorf("a warning waits: %s", s)
		}
		for range 3000 {
			log.Info("many")
		}
		if s, _ := out.said(); !strings.Contains(s, "many") {
			t.Error("a full buffer waits")
		}
		flush()
		s, times := out.said()
		if n := strings.Count(s, "many"); n != 3000 {
			t.Errorf("%d lines of 3000", n)
		}
		time.Sleep(2 * logDelay)
		synctest.Wait()
		if _, later := out.said(); later != times {
			t.Error("something is written after the end")
		}
	})
}

// written keeps what was written, and how often.
type written struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
	times  int
}

func (w *written) Write(b []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.times++
	return w.buffer.Write(b)
}

func (w *written) said() (string, int) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.buffer.String(), w.times
}
