package store_test

import (
	"database/sql"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
)

// TestSpread holds PostgreSQL's own catalogue to the rules by which the tables can be spread over many machines.
func TestSpread(t *testing.T) {
	if !storetest.OnPostgres() {
		t.Skip("the catalogue of PostgreSQL is asked")
	}
	o := place(t, storetest.Database(t))
	makeTables(t, o)
	db := raw(t, o)
	tables := texts(t, db, "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname NOT LIKE 'goose!_%' ESCAPE '!'")
	if known := slices.Sorted(maps.Keys(store.Spread)); !slices.Equal(known, slices.Sorted(slices.Values(tables))) {
		t.Errorf("the tables are %q, store.Spread knows %q", tables, known)
	}
	for _, table := range tables {
		column := store.Spread[table]
		if column == store.Everywhere {
			continue
		}
		keys := texts(t, db, `SELECT i.indexrelid::regclass || ' (' || string_agg(a.attname, ', ' ORDER BY a.attnum) || ')' FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
			WHERE i.indisunique AND i.indrelid = $1::regclass GROUP BY i.indexrelid HAVING NOT bool_or(a.attname = $2)`, table, column)
		if len(keys) > 0 {
			t.Errorf("%s is spread by %s, which these unique keys do not hold: %q", table, column, keys)
		}
		if there := texts(t, db, "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2 AND attnotnull", table, column); len(there) == 0 {
			t.Errorf("%s is spread by %s, which it lacks or may be NULL", table, column)
		}
	}
	for _, key := range texts(t, db, "SELECT conrelid::regclass || ' ' || confrelid::regclass FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace") {
		from, to, _ := strings.Cut(key, " ")
		if store.Spread[to] != store.Everywhere && (store.Spread[from] == store.Everywhere || store.Spread[to] != "id") {
			t.Errorf("%s has a foreign key to %s, which is spread otherwise", from, to)
		}
	}
	if foreign := texts(t, db, "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('S', 'm', 'f', 'v') AND relname NOT LIKE 'goose!_%' ESCAPE '!'"); len(foreign) > 0 {
		t.Errorf("there are sequences, views or foreign tables: %q", foreign)
	}
	if triggers := texts(t, db, "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal"); len(triggers) > 0 {
		t.Errorf("there are triggers: %q", triggers)
	}
}

// TestSpreadTold wants docs/operations.md to name every table where store.Spread puts it.
func TestSpreadTold(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for line := range strings.Lines(string(text)) {
		switch words := strings.Split(strings.TrimSpace(line), "'"); {
		case strings.HasPrefix(line, "SELECT create_reference_table('"):
			told[words[1]] = store.Everywhere
		case strings.HasPrefix(line, "SELECT create_distributed_table('"):
			told[words[1]] = words[3]
		}
	}
	for table := range told {
		if _, known := store.Spread[table]; !known || told[table] != store.Spread[table] {
			t.Errorf("docs/operations.md spreads %s by %q, store.Spread by %q", table, told[table], store.Spread[table])
		}
	}
	for table := range store.Spread {
		if _, said := told[table]; !said {
			t.Errorf("docs/operations.md does not say how %s is spread", table)
		}
	}
}

func texts(t *testing.T, db *sql.DB, query string, args ...any) (all []string) {
	t.Helper()
	found, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var s string
		if err := found.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
