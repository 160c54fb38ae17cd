-- Distinct counts are kept too: whom the records of a month or a year name, each once. What was kept without names is counted again
-- where somebody asks.

-- +goose Up

DELETE FROM kept;
ALTER TABLE kept ADD COLUMN names bytea NOT NULL DEFAULT '';

-- Stocks are counted from the index alone.
DROP INDEX standing_org;
CREATE INDEX standing_org ON standing (org, kind, from_day, until_day, in_service);
