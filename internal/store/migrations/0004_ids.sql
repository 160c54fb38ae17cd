-- Every id that a record has or had, of whatever sort. Versions, links and steps know records by their ids alone, so the first
-- record to come takes its id for good: on PostgreSQL in this table, on SQLite by its entry in the audit.

-- +goose Up

CREATE TABLE ids (id uuid PRIMARY KEY);
INSERT INTO ids (id) SELECT DISTINCT record FROM audit;
