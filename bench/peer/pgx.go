package peer

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"

	"shuzhi/bench/city"
)

// connections is how many the pool may hold; PostgreSQL itself allows 100 by default.
const connections = 64

// PGX serves activities kept in PostgreSQL with as little as can be: one table, an insert and a commit a request, no audit, no caller.
// The database is a postgres:// address. It returns when serving fails.
//
//	POST /activities           keeps the body and answers it with 201
//	GET /totals?org_id&from&to  answers count and attendance by kind: one query
func PGX(ctx context.Context, out io.Writer, database string) error {
	config, err := pgxpool.ParseConfig(database)
	if err != nil {
		return err
	}
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS bench_peer;
		CREATE TABLE IF NOT EXISTS bench_peer.activities (id uuid PRIMARY KEY, org_id uuid NOT NULL, held_on text NOT NULL, kind text NOT NULL, attendance bigint, body jsonb NOT NULL);
		CREATE INDEX IF NOT EXISTS activities_org ON bench_peer.activities (org_id, held_on, kind, attendance)`); err != nil {
		return err
	}
	e := echo.New()
	e.POST("/activities", func(c echo.Context) error { return keep(c, pool) })
	e.GET("/totals", func(c echo.Context) error { return total(c, pool) })
	return serve(out, e)
}

func keep(c echo.Context, pool *pgxpool.Pool) error {
	var a city.Activity
	if err := c.Bind(&a); err != nil {
		return err
	}
	body, err := json.Marshal(&a)
	if err != nil {
		return err
	}
	var attendance *int
	if h := a.Headcount; h != nil {
		sum := h.Members + h.Volunteers + h.Residents
		attendance = &sum
	}
	if _, err := pool.Exec(c.Request().Context(), "INSERT INTO bench_peer.activities (id, org_id, held_on, kind, attendance, body) VALUES ($1, $2, $3, $4, $5, $6)",
		a.ID.String(), a.OrgID.String(), a.HeldOn, a.Kind, attendance, body); err != nil {
		return err
	}
	return c.JSONBlob(http.StatusCreated, body)
}

// kindTotal is what the activities of a kind add up to.
type kindTotal struct {
	Kind       string `json:"kind"`
	Count      int64  `json:"count"`
	Attendance *int64 `json:"attendance"`
}

func total(c echo.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(c.Request().Context(), "SELECT kind, count(*), sum(attendance)::bigint FROM bench_peer.activities WHERE org_id = $1 AND held_on BETWEEN $2 AND $3 GROUP BY kind",
		c.QueryParam("org_id"), c.QueryParam("from"), c.QueryParam("to"))
	if err != nil {
		return err
	}
	totals, err := pgx.CollectRows(rows, pgx.RowToStructByPos[kindTotal])
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, totals)
}
