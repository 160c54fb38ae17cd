package store

import "github.com/jackc/pgx/v5"

// Traced gives the options a tracer that sees every statement sent to PostgreSQL.
func (o Options) Traced(t pgx.QueryTracer) Options {
	o.tracer = t
	return o
}
