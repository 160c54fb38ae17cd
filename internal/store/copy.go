package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// Copying is what Copy copies, and who is told. Neither function is called twice at the same time.
type Copying struct {
	From, To Options
	Progress func(Progress)
	Complain func(string) // once for each difference that was found
}

// Progress is how far a copy is.
type Progress struct {
	Stage     Stage
	Table     string // of Loading and Comparing
	Done, All int64  // rows of the table, or organisations; 0 of 0 where nobody can say
}

// Stage is a part of a copy.
type Stage uint8

// The stages of a copy, in their order.
const (
	Loading   Stage = iota // rows go over
	Indexing               // their indexes are made
	Comparing              // they are read back
	Counting               // the totals of every organisation
	Verifying              // Verify of the target
)

// Failures of Copy beside those of Open, which open the source or the target.
var (
	ErrNoBooks    = errors.New("there are no books")
	ErrOlder      = errors.New("the books were written by an older program: start this one on them once")
	ErrNotEmpty   = errors.New("the target is not empty")
	ErrHalfCopied = errors.New("the books are a copy that was not finished")
)

// Copy copies all books to an empty place, from one moment of a source that is only read and may be served meanwhile. The rows
// go over in one transaction. A mark stands in the target until every row was compared, the totals of every organisation in
// the last three years are equal, and Verify found no fault; until then nobody can open it. right says that all that holds.
// A target that holds anything is ErrNotEmpty, and stays as it is.
func Copy(ctx context.Context, c Copying) (right bool, err error) {
	ctx = asProgram(ctx)
	from, err := openSource(ctx, c.From)
	if err != nil {
		return false, fmt.Errorf("open the source: %w", err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := openTarget(ctx, c.To)
	if err != nil {
		return false, fmt.Errorf("open the target: %w", err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	right = true
	k := &copying{from: from, to: to, progress: c.Progress, fault: func(format string, args ...any) {
		right = false
		c.Complain(fmt.Sprintf(format, args...))
	}}
	if err := from.snapshot(ctx, k.carry); err != nil {
		return false, err
	}
	k.progress(Progress{Stage: Verifying})
	if sound, err := to.Verify(ctx, c.Complain); err != nil || !sound || !right {
		return false, err
	}
	return true, to.unmark(ctx)
}

// copying is a copy under way.
type copying struct {
	from, to *Store
	progress func(Progress)
	fault    func(format string, args ...any)
}

// carry takes all rows over from a snapshot of the source, and holds what arrived against it.
func (k *copying) carry(source *tx) error {
	tables, _, err := source.tables()
	if err != nil {
		return err
	}
	left, err := k.loadAll(source, tables)
	if err != nil {
		return err
	}
	k.progress(Progress{Stage: Comparing})
	return k.to.snapshot(source.ctx, func(target *tx) error {
		if err := k.compare(target, tables, left); err != nil {
			return err
		}
		return k.count(source, target)
	})
}

// loadAll fills the target in one transaction, and says what left the source.
func (k *copying) loadAll(source *tx, tables []table) (left []imprint, err error) {
	ctx := source.ctx
	pool, err := k.to.writer.DB()
	if err != nil {
		return nil, err
	}
	connection, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	begun, err := connection.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = begun.Rollback() // the failure that led here is the one to tell
		}
	}()
	l := loading{connection, begun}
	indexes, err := l.dropIndexes(ctx, k.to.dialect)
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		sum, err := k.load(source, l, t)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", t.name, err)
		}
		left = append(left, sum)
	}
	if k.to.dialect.shared {
		if _, err := begun.ExecContext(ctx, "INSERT INTO "+takenIDs+" (id) SELECT DISTINCT record FROM audit"); err != nil {
			return nil, err
		}
	}
	k.progress(Progress{Stage: Indexing})
	for _, index := range indexes {
		if _, err := begun.ExecContext(ctx, index); err != nil {
			return nil, err
		}
	}
	if err := begun.Commit(); err != nil {
		return nil, err
	}
	return left, k.to.measure(ctx, tables)
}

// load fills one table.
func (k *copying) load(source *tx, l loading, t table) (left imprint, err error) {
	p := Progress{Stage: Loading, Table: t.name}
	if _, err := source.one("SELECT count(*) FROM "+t.name, nil, &p.All); err != nil {
		return left, err
	}
	rows, err := source.rows(t)
	if err != nil {
		return left, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	err = k.to.dialect.load(source.ctx, l, t, func() ([]any, error) {
		cells, err := rows.next()
		if cells != nil {
			left.add(cells)
		}
		k.tell(p, left.rows, cells == nil)
		return cells, err
	})
	return left, err
}

// tell tells of every 1,000th row and of the end.
func (k *copying) tell(p Progress, done int64, ended bool) {
	if p.Done = done; ended || done%1000 == 0 && done < p.All {
		k.progress(p)
	}
}

// compare reads back what arrived.
func (k *copying) compare(target *tx, tables []table, left []imprint) error {
	there, _, err := target.tables()
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(there, tables) {
		k.fault("the tables of the source and of the target are not the same")
		return nil
	}
	for i, t := range tables {
		p := Progress{Stage: Comparing, Table: t.name, All: left[i].rows}
		arrived, err := target.imprint(t, func(rows int64, ended bool) { k.tell(p, rows, ended) })
		switch {
		case err != nil:
			return fmt.Errorf("read %s: %w", t.name, err)
		case arrived.rows != left[i].rows:
			k.fault("%s: %d rows left the source, %d arrived", t.name, left[i].rows, arrived.rows)
		case arrived != left[i]:
			k.fault("%s: %d rows arrived, but not as they were", t.name, arrived.rows)
		}
	}
	return nil
}

// count compares the totals of every organisation in the last three years, each with all below it.
func (k *copying) count(source, target *tx) error {
	orgs, err := source.ids("SELECT id FROM orgs ORDER BY path")
	if err != nil {
		return err
	}
	this := k.from.Today().Year()
	p := Progress{Stage: Counting, All: int64(len(orgs))}
	for _, org := range orgs {
		for year := this - 2; year <= this; year++ {
			q := metric.Query{OrgID: org, Subtree: true, Span: calendar.YearSpan(year)}
			here, err := source.values(q, nil)
			there, thereErr := target.values(q, nil)
			if err := cmp.Or(err, thereErr); err != nil {
				return fmt.Errorf("count %d of organisation %s: %w", year, org, err)
			}
			for i, v := range here {
				if i >= len(there) || !reflect.DeepEqual(v, there[i]) {
					k.fault("organisation %s: %s of %d differs", org, v.Metric, year)
				}
			}
		}
		p.Done++
		k.progress(p)
	}
	return nil
}

func (t *tx) ids(query string) (ids []uid.ID, err error) {
	err = t.each(query, nil, func(scan func(...any) error) error {
		var id uid.ID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// loading is the connection that fills a target, and its only transaction.
type loading struct {
	connection *sql.Conn
	tx         *sql.Tx
}

// dropIndexes drops all but the keys, and gives the statements that make them anew: sorted at once they are made faster than row by row.
func (l loading) dropIndexes(ctx context.Context, d dialect) (anew []string, err error) {
	found, err := l.tx.QueryContext(ctx, d.indexes)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var names []string
	for found.Next() {
		var name, statement string
		if err := found.Scan(&name, &statement); err != nil {
			return nil, err
		}
		names, anew = append(names, name), append(anew, statement)
	}
	if err := errors.Join(found.Err(), found.Close()); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := l.tx.ExecContext(ctx, "DROP INDEX "+name); err != nil {
			return nil, err
		}
	}
	return anew, nil
}

// loader fills a table from rows that next gives; nil ends them. A cell is nil, bool, int64, string, []byte or [16]byte, which is an id.
type loader func(ctx context.Context, l loading, t table, next func() ([]any, error)) error
