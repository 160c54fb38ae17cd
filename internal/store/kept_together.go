package store

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"shuzhi/internal/uid"
)

// pieces are the parts of one count, taken piece by piece by whoever has a hand free: the one who asked, and helpers, each on a
// snapshot of its own. A helper counts what bears the same stamp in its snapshot as in the asker's, and so comes to the same.
type pieces struct {
	count   recounter
	mutex   sync.Mutex
	left    [][]*keptPart  // that nobody took
	theirs  []awaited      // that somebody counts who asked for something else
	again   []*keptPart    // that a helper could not count
	helping sync.WaitGroup // helpers that hold a reader
}

// mostHelpers there are at once, so that readers are left to others.
const mostHelpers = 3

// countTogether counts all pieces but for what others count. Helpers are no more than processors are: one that finds no reader free, or fails, is no loss.
func (t *tx) countTogether(w *pieces) error {
	ctx, dismiss := context.WithCancel(t.ctx)
	defer dismiss()
	for range min(len(w.left), runtime.GOMAXPROCS(0)) - 1 {
		select {
		case t.s.helpers <- struct{}{}:
			t.s.work.Go(func() {
				defer func() { <-t.s.helpers }()
				t.s.helpOut(ctx, w)
			})
		default:
		}
	}
	var err error
	for some := w.take(); some != nil; some = w.take() {
		var theirs []awaited
		if theirs, err = t.countPiece(some, w.count); err != nil {
			w.drop()
			dismiss()
		}
		w.give(theirs, nil)
	}
	w.helping.Wait() // not for those who wait for a reader
	if err != nil {
		return err
	}
	for some := range slices.Chunk(w.again, partsAtOnce) {
		theirs, err := t.countPiece(some, w.count)
		if err != nil {
			return err
		}
		w.theirs = append(w.theirs, theirs...)
	}
	return nil
}

// helpOut lets a helper count pieces on a reader of its own.
func (s *Store) helpOut(ctx context.Context, w *pieces) {
	began := false
	defer func() {
		_ = recover() // the asker meets it too, and tells
		if began {
			w.helping.Done() // when the reader was given back
		}
	}()
	_ = s.snapshot(ctx, func(helper *tx) error {
		if began = w.begin(); !began {
			return nil
		}
		return helper.help(w)
	})
}

// help counts pieces until none is left.
func (t *tx) help(w *pieces) error {
	for some := w.take(); some != nil; some = w.take() {
		if err := t.helpWith(w, some); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) helpWith(w *pieces, some []*keptPart) (err error) {
	var theirs []awaited
	again := some // unless all goes well
	defer func() { w.give(theirs, again) }()
	same, others, err := t.bearing(some)
	if err != nil {
		return err
	}
	if theirs, err = t.countPiece(same, w.count); err != nil {
		theirs = nil
		return err
	}
	again = others
	return nil
}

// bearing tells the parts that bear their stamps in this snapshot too from the others.
func (t *tx) bearing(some []*keptPart) (same, others []*keptPart, err error) {
	var org uid.ID
	var stamps map[string]int64
	for _, p := range some {
		if p.org != org || stamps == nil {
			org, stamps = p.org, map[string]int64{}
			err = t.each("SELECT month, n FROM touched WHERE org = ?", []any{org}, func(scan func(...any) error) error {
				var part string
				var n int64
				err := scan(&part, &n)
				stamps[part] = n
				return err
			})
			if err != nil {
				return nil, nil, err
			}
		}
		if stamps[p.part] == p.n {
			same = append(same, p)
		} else {
			others = append(others, p)
		}
	}
	return same, others, nil
}

// begin reports whether there is something left to help with.
func (w *pieces) begin() bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if len(w.left) == 0 {
		return false
	}
	w.helping.Add(1)
	return true
}

// take gives a piece that nobody took; nil where none is left.
func (w *pieces) take() (some []*keptPart) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if len(w.left) == 0 {
		return nil
	}
	some, w.left = w.left[0], w.left[1:]
	return some
}

// give gives a piece back: what others count of it, and what must be counted again.
func (w *pieces) give(theirs []awaited, again []*keptPart) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.theirs, w.again = append(w.theirs, theirs...), append(w.again, again...)
}

// drop leaves no piece to take.
func (w *pieces) drop() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.left = nil
}
