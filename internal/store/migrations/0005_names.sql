-- Distinct counts are kept too: whom the records of a month or a year name, each once. What was kept without names is of another
-- shape, and is counted again where somebody asks.

-- +goose Up

ALTER TABLE kept ADD COLUMN names bytea NOT NULL DEFAULT '';
