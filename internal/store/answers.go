package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// Answer is totals as they are sent, with a hash of the bytes.
type Answer struct {
	Body []byte
	Tag  string
}

// Answer gives the totals that a query asks for, encoded, from memory while nothing changed that could make them others.
// Several who ask for the same at once wait for one count. Problems: as Values.
func (s *Store) Answer(ctx context.Context, q metric.Query, encode func([]metric.Value) ([]byte, error)) (Answer, error) {
	if err := q.Validate(); err != nil {
		return Answer{}, err
	}
	key := answerOf(access.From(ctx), q, s.Today())
	now, err := s.moment(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	return s.answers.get(ctx, &s.work, key, now, func(ctx context.Context, last *answer) (a Answer, values []metric.Value, err error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.working, cancel)()
		err = s.snapshot(ctx, func(t *tx) error {
			values, err = t.values(q, last.since(now))
			return err
		})
		if err != nil {
			return a, nil, err
		}
		a.Body, err = encode(values)
		sum := sha256.Sum256(a.Body)
		a.Tag = `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		return a, values, err
	})
}

// since gives the values of an answer that nothing has changed since.
func (a *answer) since(now beat) still {
	if a == nil {
		return nil
	}
	of := make(map[string]metric.Value, len(a.values))
	for _, v := range a.values {
		of[v.Metric] = v
	}
	return func(d *metric.Definition) (metric.Value, bool) {
		v, known := of[d.Key]
		return v, known && now.leaves(facetsOf(d), &a.beat)
	}
}

// answerKey is what was asked, by whom as far as that decides what they may ask, and on which day.
type answerKey struct {
	org, home, area uid.ID
	all, subtree    bool
	span            calendar.Span
	today           calendar.Date
	tag, metrics    string
	by              metric.By
}

func answerOf(c access.Caller, q metric.Query, today calendar.Date) answerKey {
	return answerKey{q.OrgID, c.OrgID, q.AreaID, c.SeesAll(), q.Subtree, q.Span, today, q.Tag, strings.Join(q.Metrics, ","), q.By}
}

// moment is what an answer's freshness is told by: the pulse, or where servers share the database the stamps of all at or below
// the organisation. It is read before the records are, so an answer is never newer than it says.
func (s *Store) moment(ctx context.Context, q metric.Query) (b beat, err error) {
	if !s.dialect.shared {
		b = s.pulse.of(q.OrgID)
		b.logins = 0
		return b, nil
	}
	var tree, sum int64
	_, err = s.glance(ctx, `SELECT CAST(COALESCE((SELECT n FROM stamps WHERE org = ?), 0) AS BIGINT), CAST(COALESCE(sum(s.n), 0) AS BIGINT)
		FROM orgs top JOIN orgs o ON o.path >= top.path AND o.path < top.path || ? JOIN stamps s ON s.org = o.id WHERE top.id = ?`,
		[]any{noOrg, pathEnd, q.OrgID}, &tree, &sum)
	for i := range b.facets { // one stamp stands for all
		b.facets[i] = uint64(sum)
	}
	b.tree = uint64(tree)
	return b, err
}

// pathEnd lies behind all that a path can go on with.
var pathEnd = []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")

// answers are those given lately.
type answers struct {
	mutex sync.Mutex
	known map[answerKey]*answer
	bytes int
	left  int // counts that go on though nobody waits
}

const (
	mostLeft  = 2                // of those: a city that is asked for the first time may take longer than its caller waits
	countTime = 10 * time.Minute // and no count takes longer
)

// answer is an answer, or one that is being counted.
type answer struct {
	beat   beat
	done   chan struct{}
	given  Answer
	values []metric.Value
	err    error
	last   *answer // that was counted before, while this one is
	size   int     // of what is remembered; 0 while it is counted
}

// latest is the answer itself where it was counted, else the last that was. The caller holds the answers' mutex.
func (a *answer) latest() *answer {
	if a == nil || a.size > 0 {
		return a
	}
	return a.last
}

// mostAnswers bounds what is remembered, in bytes.
const mostAnswers = 32 << 20

type count func(ctx context.Context, last *answer) (Answer, []metric.Value, error)

// get gives the answer that holds now, or lets it be made, of the last that was counted if one is known. Who asks while the first of all
// is being counted waits for it, and goes on from there. A caller who cannot wait leaves, and the count goes on for whoever asks next.
func (a *answers) get(ctx context.Context, work *sync.WaitGroup, key answerKey, now beat, count count) (Answer, error) {
	a.mutex.Lock()
	has := a.known[key]
	if holds := has != nil && has.beat == now; holds || has != nil && has.latest() == nil {
		a.mutex.Unlock()
		select {
		case <-has.done:
		case <-ctx.Done():
			return Answer{}, ctx.Err()
		}
		if holds && has.err == nil {
			return has.given, nil
		}
		return a.get(ctx, work, key, now, count) // where the one who was first had bad luck one of those who waited is the next
	}
	mine := &answer{beat: now, done: make(chan struct{}), last: has.latest()}
	a.keep(key, mine)
	a.mutex.Unlock()
	counting, cancel := context.WithTimeout(context.WithoutCancel(ctx), countTime)
	work.Go(func() {
		defer cancel()
		a.make(counting, key, mine, count)
	})
	select {
	case <-mine.done:
		return mine.given, mine.err
	case <-ctx.Done():
		a.leave(mine, cancel)
		return Answer{}, ctx.Err()
	}
}

// make counts, and tells all who wait, after a panic too.
func (a *answers) make(ctx context.Context, key answerKey, mine *answer, count count) {
	defer func() {
		if cause := recover(); cause != nil {
			mine.err = panicked("a count", cause)
		}
		a.counted(key, mine) // before those who wait look again
		close(mine.done)
	}()
	mine.given, mine.values, mine.err = count(ctx, mine.last)
}

// leave lets a count go on without the caller who began it, unless too many do.
func (a *answers) leave(mine *answer, cancel func()) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.left == mostLeft {
		cancel()
		return
	}
	a.left++
	go func() {
		<-mine.done
		a.mutex.Lock()
		defer a.mutex.Unlock()
		a.left--
	}()
}

// counted remembers what an answer takes, unless another has its place by now; one that failed is forgotten.
func (a *answers) counted(key answerKey, mine *answer) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	mine.last = nil
	if mine.err == nil {
		mine.size = 3 * len(mine.given.Body) // its values take some twice that
	}
	switch {
	case a.known[key] != mine:
	case mine.err != nil:
		delete(a.known, key)
	default:
		a.bytes += mine.size
	}
}

// keep remembers an answer, and forgets all where there are too many.
func (a *answers) keep(key answerKey, mine *answer) {
	if a.known == nil || a.bytes > mostAnswers {
		a.known, a.bytes = map[answerKey]*answer{}, 0
	}
	if old := a.known[key]; old != nil {
		a.bytes -= old.size
	}
	a.known[key] = mine
}
