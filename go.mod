module shuzhi

go 1.26

// gorm.io/driver/sqlite imports the cgo driver for its side effect; we use the pure Go one. See internal/store/nomattn.
replace github.com/mattn/go-sqlite3 => ./internal/store/nomattn

require github.com/google/uuid v1.6.0 // indirect
