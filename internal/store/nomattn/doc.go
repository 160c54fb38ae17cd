// Package sqlite3 stands in for the cgo driver that gorm.io/driver/sqlite imports for its side effect.
// The store opens SQLite through the pure Go driver instead (sqlite.go), so no C compiler is ever needed.
package sqlite3
