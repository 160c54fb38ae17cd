package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// table is a table as the catalogue has it. Copies know no other: what a later migration makes is copied like all else.
type table struct {
	name    string
	columns []string
	types   []string // uuid, bytea, text, bigint or boolean
}

// ledgerOfMigrations is the migration tool's own table.
const ledgerOfMigrations = "goose_db_version"

// takenIDs is the table of every id that a record has or had, of whatever sort. It stands between servers that take the same id at
// the same moment; where one program alone writes, the audit says which are taken, and the table stays empty.
const takenIDs = "ids"

// tables reads the catalogue, without what the migration tool keeps for itself and the ids that are taken. migrated says that the
// tool was at work here.
func (t *tx) tables() (all []table, migrated bool, err error) {
	err = t.each(t.s.dialect.columns, nil, func(scan func(...any) error) error {
		var name, column, kind string
		if err := scan(&name, &column, &kind); err != nil {
			return err
		}
		migrated = migrated || name == ledgerOfMigrations
		if strings.HasPrefix(name, "goose_") || name == takenIDs {
			return nil
		}
		if kind = strings.ToLower(kind); holderOf(kind) == nil {
			return fmt.Errorf("%s.%s: nobody knows how to copy %s", name, column, kind)
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, table{name: name})
		}
		last := &all[len(all)-1]
		last.columns, last.types = append(last.columns, column), append(last.types, kind)
		return nil
	})
	slices.SortFunc(all, func(a, b table) int { return strings.Compare(a.name, b.name) })
	return all, migrated, err
}

// holderOf makes what a cell of the type is read into; nil for a type that no migration should use.
func holderOf(kind string) holder {
	switch kind {
	case "uuid":
		return new(idHolder)
	case "bytea":
		return new(bytesHolder)
	case "text":
		return new(textHolder)
	case "bigint":
		return new(numberHolder)
	case "boolean":
		return new(truthHolder)
	}
	return nil
}

// holder takes what a driver gives of a cell; value is nil for NULL.
type holder interface {
	sql.Scanner
	value() any
}

type (
	idHolder     struct{ id any }
	bytesHolder  struct{ bytes any }
	textHolder   struct{ sql.NullString }
	numberHolder struct{ sql.NullInt64 }
	truthHolder  struct{ sql.NullBool }
)

// Scan reads 16 bytes (SQLite) or text (PostgreSQL).
func (c *idHolder) Scan(v any) error {
	if c.id = nil; v == nil {
		return nil
	}
	if b, are := v.([]byte); are && len(b) == 16 {
		c.id = [16]byte(b)
		return nil
	}
	var id uuid.UUID
	err := id.Scan(v)
	c.id = [16]byte(id)
	return err
}

func (c *idHolder) value() any { return c.id }

// Scan keeps apart no bytes and NULL: one driver gives a nil slice for the first.
func (c *bytesHolder) Scan(v any) error {
	b, are := v.([]byte)
	switch {
	case v == nil:
		c.bytes = nil
	case !are:
		return fmt.Errorf("bytes are wanted, not %T", v)
	default:
		c.bytes = append([]byte{}, b...)
	}
	return nil
}

func (c *bytesHolder) value() any { return c.bytes }

func (c *textHolder) value() any {
	if !c.Valid {
		return nil
	}
	return c.String
}

func (c *numberHolder) value() any {
	if !c.Valid {
		return nil
	}
	return c.Int64
}

func (c *truthHolder) value() any {
	if !c.Valid {
		return nil
	}
	return c.Bool
}

// rows are the rows of a table, read one after the other.
type rows struct {
	*sql.Rows
	cells  []any
	values []any
}

// rows asks for all rows of a table, but for the mark of a copy.
func (t *tx) rows(of table) (*rows, error) {
	query := "SELECT " + strings.Join(of.columns, ", ") + " FROM " + of.name
	var args []any
	if of.name == "settings" {
		query, args = query+" WHERE name <> ?", []any{unfinished}
	}
	found, err := t.conn.QueryContext(t.ctx, t.s.dialect.bind(query), args...)
	if err != nil {
		return nil, err
	}
	return newRows(found, of), nil
}

func newRows(found *sql.Rows, of table) *rows {
	r := &rows{Rows: found, values: make([]any, len(of.columns))}
	for _, kind := range of.types {
		r.cells = append(r.cells, holderOf(kind))
	}
	return r
}

// next gives the values of the next row, which stand until the one after it; nil at the end.
func (r *rows) next() ([]any, error) {
	if !r.Next() {
		return nil, r.Err()
	}
	if err := r.Scan(r.cells...); err != nil {
		return nil, err
	}
	for i, c := range r.cells {
		r.values[i] = c.(holder).value()
	}
	return r.values, nil
}

// imprint is how many rows a table has and a sum over their content, whatever their order.
type imprint struct {
	rows int64
	sum  uint64
}

var seed = maphash.MakeSeed()

func (i *imprint) add(values []any) {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			_ = h.WriteByte(0)
		case [16]byte:
			_, _ = h.Write(v[:])
		case []byte:
			frame(&h, 1, len(v))
			_, _ = h.Write(v)
		case string:
			frame(&h, 2, len(v))
			_, _ = h.WriteString(v)
		case int64:
			frame(&h, 3, int(v))
		case bool:
			_ = h.WriteByte(4)
			maphash.WriteComparable(&h, v)
		}
	}
	i.rows++
	i.sum += h.Sum64()
}

// frame writes what a cell is and a number: its length, or itself.
func frame(h *maphash.Hash, kind byte, n int) {
	_, _ = h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(n)))
}

// imprint reads a table through; read is told how far it is.
func (t *tx) imprint(of table, read func(rows int64, ended bool)) (sum imprint, err error) {
	r, err := t.rows(of)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for {
		values, err := r.next()
		if values == nil {
			read(sum.rows, true)
			return sum, err
		}
		sum.add(values)
		read(sum.rows, false)
	}
}

// loadPostgres streams the rows by the COPY protocol.
func loadPostgres(ctx context.Context, l loading, t table, next func() ([]any, error)) error {
	return l.connection.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(next))
		return err
	})
}

// loadSQLite inserts row by row: there is no way across a network to save.
func loadSQLite(ctx context.Context, l loading, t table, next func() ([]any, error)) (err error) {
	insert, err := l.tx.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.columns, ", ")+") VALUES ("+placesFor(len(t.columns))+")")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for {
		values, err := next()
		if values == nil {
			return err
		}
		for i, v := range values {
			if id, is := v.([16]byte); is {
				values[i] = id[:]
			}
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
}
