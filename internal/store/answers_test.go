package store

import (
	"context"
	"errors"
	"sync"
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
				var work sync.WaitGroup
				count := func(context.Context, *answer) (Answer, []metric.Value, error) {
					n := counts.Add(1)
					time.Sleep(time.Second) // of the bubble: until all others wait, or count too
					if n <= fails {
						return Answer{}, nil, context.Canceled
					}
					return Answer{Body: []byte("42")}, nil, nil
				}
				for range readers {
					go func() {
						switch got, err := a.get(t.Context(), &work, answerKey{}, beat{}, count); {
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

// TestACountOutlivesItsCaller: what takes longer than a caller can wait is there for whoever asks next, and is gone on from if
// something changed meanwhile.
func TestACountOutlivesItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a answers
		var work sync.WaitGroup
		var anew, on atomic.Int64
		count := func(ctx context.Context, last *answer) (Answer, []metric.Value, error) {
			took := 150 * time.Second
			if last == nil {
				anew.Add(1)
			} else {
				on.Add(1)
				took = time.Second
			}
			select {
			case <-time.After(took):
				return Answer{Body: []byte("42")}, nil, nil
			case <-ctx.Done():
				return Answer{}, nil, ctx.Err()
			}
		}
		ask := func(now beat) error {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := a.get(ctx, &work, answerKey{}, now, count)
			return err
		}
		for range 2 { // minutes
			if err := ask(beat{}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("who cannot wait is told %v", err)
			}
		}
		if err := ask(beat{tree: 1}); err != nil {
			t.Errorf("who asks in the third minute, when something changed, is told %v", err)
		}
		work.Wait()
		if anew.Load() != 1 || on.Load() != 1 {
			t.Errorf("%d times all was counted, %d times what changed; want once each", anew.Load(), on.Load())
		}
		if err := ask(beat{tree: 1}); err != nil || a.left != 0 {
			t.Errorf("%v, and %d counts go on", err, a.left)
		}
	})
}

// TestFewCountsOutliveTheirCallers: of many questions that were given up all but two end at once.
func TestFewCountsOutliveTheirCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a answers
		var work sync.WaitGroup
		var ended atomic.Int64
		for n := range 10 {
			go func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := a.get(ctx, &work, answerKey{by: metric.By(rune('a' + n))}, beat{}, func(ctx context.Context, _ *answer) (Answer, []metric.Value, error) {
					<-ctx.Done()
					ended.Add(1)
					return Answer{}, nil, ctx.Err()
				})
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
			}()
		}
		time.Sleep(2 * time.Minute)
		if ended.Load() != 8 {
			t.Errorf("%d of 10 counts ended with their callers, want 8", ended.Load())
		}
		time.Sleep(countTime)
		work.Wait()
		synctest.Wait()
		if ended.Load() != 10 || a.left != 0 || len(a.known) != 0 {
			t.Errorf("in the end %d of 10 counts ended, %d go on", ended.Load(), a.left)
		}
	})
}
