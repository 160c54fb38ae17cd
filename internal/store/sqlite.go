package store

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	lite "modernc.org/sqlite" // registers the driver "sqlite"
	codes "modernc.org/sqlite/lib"
)

// openSQLite opens the file twice: once for the only writer, once for readers who can never write.
// Both addresses carry their settings, so that every connection has them.
func openSQLite(file string) (d dialect, writer, readers *gorm.DB, err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return d, nil, nil, err
	}
	if f, err := os.OpenFile(file, os.O_CREATE, 0o600); err != nil { // nobody else on the machine reads it
		return d, nil, nil, err
	} else if err := f.Close(); err != nil {
		return d, nil, nil, err
	}
	writer, err = openGORM(sqlite.New(sqlite.Config{DriverName: "sqlite", DSN: sqliteAddress(file, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {busyTimeout, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages), fmt.Sprintf("journal_size_limit(%d)", keptLog), "cache_size(-20000)"},
	})}), 1)
	if err != nil {
		return d, nil, nil, err
	}
	var mode, synchronous string
	if err := errors.Join(writer.Raw("PRAGMA journal_mode").Scan(&mode).Error, writer.Raw("PRAGMA synchronous").Scan(&synchronous).Error); err != nil {
		return d, nil, nil, err
	}
	if mode != "wal" || synchronous != "2" {
		return d, nil, nil, fmt.Errorf("sqlite: journal_mode is %s and synchronous is %s; wal and 2 (FULL) are needed", mode, synchronous)
	}
	readers, err = openSQLiteReaders(file)
	return sqliteDialect, writer, readers, err
}

// openSQLiteReaders gives each reader 2 MB for pages. A reader drops them all once somebody has written, and more than these cost more
// to get from the system and to give back than they save.
func openSQLiteReaders(file string) (*gorm.DB, error) {
	return openGORM(sqlite.New(sqlite.Config{DriverName: "sqlite", DSN: sqliteAddress(file, url.Values{
		"_pragma": {busyTimeout, "query_only(1)", "foreign_keys(1)", "cache_size(-2000)"},
	})}), sqliteReaders)
}

const (
	sqliteReaders   = 8
	busyPatience    = 10 * time.Second // for other connections, and other processes
	checkpointPages = 16000            // pages of the log after which a commit brings it into the database
)

var busyTimeout = fmt.Sprintf("busy_timeout(%d)", busyPatience.Milliseconds())

var sqliteDialect = dialect{name: "sqlite3", breach: sqliteBreach, check: sqliteCheck,
	columns: `SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY t.name, c.cid`,
	indexes: "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
	load:    loadSQLite}

func sqliteAddress(file string, settings url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath(), RawQuery: settings.Encode()}).String()
}

func sqliteBreach(err error) breach {
	var e *lite.Error
	if !errors.As(err, &e) {
		return none
	}
	switch e.Code() {
	case codes.SQLITE_CONSTRAINT_UNIQUE, codes.SQLITE_CONSTRAINT_PRIMARYKEY:
		return duplicate
	case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_BUSY, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN:
		return away
	}
	if e.Code()&0xff == codes.SQLITE_IOERR {
		return away
	}
	return none
}

// sqliteCheck is the database's own check of itself.
func sqliteCheck(db *gorm.DB) (complaints []string, err error) {
	var lines []string
	if err := db.Raw("PRAGMA integrity_check").Scan(&lines).Error; err != nil {
		return nil, err
	}
	for _, line := range lines {
		if line != "ok" {
			complaints = append(complaints, line)
		}
	}
	return complaints, nil
}
