package store

import (
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	postgresLanes   = 4
	postgresReaders = 16
)

// openPostgres opens one pool for the lanes and one for readers.
func openPostgres(address string) (d dialect, writer, readers *gorm.DB, err error) {
	d = dialect{name: "postgres", numbered: true, savepoints: true, shared: true, forUpdate: " FOR UPDATE", breach: postgresBreach, check: postgresCheck}
	if writer, err = openGORM(postgres.Open(address), postgresLanes); err != nil {
		return d, nil, nil, err
	}
	readers, err = openGORM(postgres.Open(address), postgresReaders)
	return d, writer, readers, err
}

func postgresBreach(err error) breach {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch {
		case e.Code == "23505":
			return duplicate
		case e.Code == "40001", e.Code == "40P01":
			return again
		case e.Code[:2] == "53", e.Code[:2] == "57", e.Code[:2] == "58", e.Code[:2] == "08":
			return away
		}
		return none
	}
	var dial *net.OpError
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || errors.As(err, &dial) || pgconn.SafeToRetry(err) {
		return away
	}
	return none
}

// postgresCheck asks nothing: the server checks its pages as it reads them.
func postgresCheck(*gorm.DB) ([]string, error) { return nil, nil }
