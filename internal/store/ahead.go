package store

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"shuzhi/internal/uid"
)

// Months that were written to are counted once they have been left alone for a while, so that whoever opens a city's totals in the
// morning finds kept what thousands of communities wrote the day before. Nothing hangs on it: what was not counted, whoever asks counts.

// ahead are the months that this program wrote to since it counted them, and when it last did.
type ahead struct {
	mutex  sync.Mutex
	months map[orgMonth]time.Time
}

const (
	aheadQuiet  = 5 * time.Minute // how long a month is left alone
	aheadPause  = time.Minute
	aheadAtOnce = 120     // months of one snapshot
	mostAhead   = 100_000 // months; of more, whoever asks counts
)

// note remembers months that are to be counted.
func (a *ahead) note(months iter.Seq[orgMonth], now time.Time) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.months == nil {
		a.months = map[orgMonth]time.Time{}
	}
	for at := range months {
		if _, known := a.months[at]; known || len(a.months) < mostAhead {
			a.months[at] = now
		}
	}
}

// ripe gives the months that nobody wrote to since, those of an organisation together, and forgets them.
func (a *ahead) ripe(since time.Time) (months []orgMonth) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for at, last := range a.months {
		if last.Before(since) {
			months = append(months, at)
			delete(a.months, at)
		}
	}
	slices.SortFunc(months, orgMonth.compare)
	return months
}

// CountAhead counts months that were left alone, until the store closes.
func (s *Store) CountAhead() {
	s.work.Go(func() {
		for s.rest(aheadPause) {
			if err := s.countRipe(s.working); err != nil && s.working.Err() == nil {
				s.log.Info("totals could not be counted ahead; whoever asks for them counts them", "error", err)
			}
		}
	})
}

// countRipe counts the months that were left alone, and their years, and rests half of the time.
func (s *Store) countRipe(ctx context.Context) error {
	for months := s.ahead.ripe(s.now().Add(-aheadQuiet)); len(months) > 0; {
		some := months[:min(len(months), aheadAtOnce)]
		begun := s.now()
		if err := s.countSome(ctx, some); err != nil {
			s.ahead.note(slices.Values(months), s.now())
			return err
		}
		months = months[len(some):]
		if !s.rest(min(s.now().Sub(begun), aheadPause)) {
			return nil
		}
	}
	return nil
}

func (s *Store) countSome(ctx context.Context, months []orgMonth) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked("a count", cause)
		}
	}()
	return s.snapshot(ctx, func(t *tx) error { return t.countAt(months) })
}

// countAt counts what is not kept of some months and of their years.
func (t *tx) countAt(months []orgMonth) error {
	var all []*keptPart
	for len(months) > 0 {
		var org uid.ID
		var keys []string
		for org = months[0].org; len(months) > 0 && months[0].org == org; months = months[1:] {
			month := months[0].month
			keys = append(keys, month)
			if year := month[:len("2023")]; !slices.Contains(keys, year) {
				keys = append(keys, year)
			}
		}
		parts, err := t.keptRows("t.org = ?", []any{org}, keys, false)
		if err != nil {
			return err
		}
		all = append(all, parts...)
	}
	return t.countKept(all)
}
