package store

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"shuzhi/internal/metric"
)

// TestStormOfReaders: many who ask for the same at once wait for one count. Where the first goes away, or fails, one of those who wait counts
// for the others.
func TestStormOfReaders(t *testing.T) {
	const readers = 64
	for name, fails := range map[string]int64{"all stay": 0, "the first goes away": 1, "two go away": 2} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var a answers
				var counts, given, gone atomic.Int64
				count := func(*answer) (Answer, []metric.Value, error) {
					n := counts.Add(1)
					time.Sleep(time.Second) // of the bubble: until all others wait, or count too
					if n <= fails {
						return Answer{}, nil, context.Canceled
					}
					return Answer{Body: []byte("42")}, nil, nil
				}
				for range readers {
					go func() {
						switch got, err := a.get(t.Context(), answerKey{}, beat{}, count); {
						case errors.Is(err, context.Canceled):
							gone.Add(1)
						case err == nil && string(got.Body) == "42":
							given.Add(1)
						default:
							t.Errorf("%s: %v", got.Body, err)
						}
					}()
				}
				time.Sleep(time.Minute)
				if c := counts.Load(); c != fails+1 {
					t.Errorf("%d readers counted %d times, want %d", readers, c, fails+1)
				}
				if given.Load() != readers-fails || gone.Load() != fails {
					t.Errorf("%d were answered, %d went away", given.Load(), gone.Load())
				}
			})
		})
	}
}
