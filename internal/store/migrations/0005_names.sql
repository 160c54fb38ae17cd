-- Distinct counts are kept too: whom the records of a month or a year name, each once.

-- +goose Up

DELETE FROM kept; -- counted without names; they are counted again where somebody asks
ALTER TABLE kept ADD COLUMN names bytea NOT NULL DEFAULT '';
