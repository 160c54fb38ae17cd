package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"time"

	"shuzhi/internal/problem"
)

// SQLite appends what is committed to a write-ahead log (shuzhi.db-wal), and begins it anew once all of it stands in the database and
// nobody reads an earlier moment. So a single reader that stays, or many that never leave a gap, would let it grow without end.
// While the program serves, the log is looked at: when it has grown too long, whoever has read for long must give way (503, to be
// asked again), and the writer waits a moment for those who remain. Readings of other processes, such as shuzhi verify, end by themselves.
const (
	mostLog     = 256 << 20              // bytes; the slack is what is written during a long reading
	keptLog     = 128 << 20              // bytes that the file keeps when it is begun anew: what it needs in an ordinary hour
	longReading = 10 * time.Second       // shorter ones are waited for
	logPause    = time.Second            // between two looks
	logPatience = 200 * time.Millisecond // how long the writer waits for readers
	behindLog   = checkpointPages        // pages by which the database may lag behind when the writer is to wait: more tells of a reader that stays
)

// wal is the log's file, and how long it may become.
type wal struct {
	file string // empty where there is none
	most int64
}

// snapshots are those that are open in this process.
type snapshots struct {
	mutex sync.Mutex
	open  map[*held]bool
}

// held is a snapshot that somebody reads.
type held struct {
	since time.Time
	end   context.CancelCauseFunc
}

// begin notes a snapshot until done. Its context ends with errReadTooLong when it must give way.
func (h *snapshots) begin(ctx context.Context, now time.Time) (_ context.Context, done func()) {
	ctx, end := context.WithCancelCause(ctx)
	mine := &held{now, end}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.open == nil {
		h.open = map[*held]bool{}
	}
	h.open[mine] = true
	return ctx, func() {
		end(nil)
		h.mutex.Lock()
		defer h.mutex.Unlock()
		delete(h.open, mine)
	}
}

// endBefore ends the snapshots that began before a moment, and says how many.
func (h *snapshots) endBefore(moment time.Time) (ended int) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for one := range h.open {
		if one.since.Before(moment) {
			one.end(errReadTooLong)
			ended++
		}
	}
	return ended
}

var errReadTooLong = problem.New(problem.Unavailable, "read-too-long").After(5 * time.Second)

// BoundLog keeps SQLite's log within bounds until the store closes. Where there is none it does nothing.
func (s *Store) BoundLog() {
	if s.wal.file == "" {
		return
	}
	s.work.Go(func() {
		for s.rest(logPause) {
			if err := s.lookAtLog(s.working); err != nil && s.working.Err() == nil {
				s.log.Warn("the write-ahead log could not be shortened; the next look tries again", "error", err)
			}
		}
	})
}

// lookAtLog shortens the log if it has become too long.
func (s *Store) lookAtLog(ctx context.Context) error {
	info, err := os.Stat(s.wal.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || info.Size() <= s.wal.most {
		return err
	}
	if ended := s.snapshots.endBefore(s.now().Add(-longReading)); ended > 0 {
		s.log.LogAttrs(ctx, slog.LevelWarn, "long readings were ended: the write-ahead log grew too long", slog.Int("readings", ended), slog.Int64("bytes", info.Size()))
	}
	return s.shortenLog(ctx)
}

// shortenLog lets the log begin anew, unless somebody still reads so early a moment that all writers would wait for nothing.
func (s *Store) shortenLog(ctx context.Context) error {
	pool, err := s.writer.DB()
	if err != nil {
		return err
	}
	writer, err := pool.Conn(ctx) // the lane has its turn before and after
	if err != nil {
		return err
	}
	defer func() { _ = writer.Close() }() // it goes back to the pool
	frames, done, err := checkpoint(ctx, writer, "PASSIVE")
	if err != nil || frames-done > behindLog {
		return err
	}
	if err := patience(ctx, writer, logPatience); err != nil {
		return err
	}
	_, _, err = checkpoint(ctx, writer, "TRUNCATE")
	return errors.Join(err, patience(context.WithoutCancel(ctx), writer, busyPatience))
}

// checkpoint brings the log into the database as far as readers allow, and says of how many of its pages that has been done.
func checkpoint(ctx context.Context, writer *sql.Conn, mode string) (frames, done int, err error) {
	var busy int
	err = writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &done)
	return frames, done, err
}

// patience says how long a connection waits for others.
func patience(ctx context.Context, c *sql.Conn, d time.Duration) error {
	_, err := c.ExecContext(ctx, "PRAGMA busy_timeout = "+strconv.FormatInt(d.Milliseconds(), 10))
	return err
}
