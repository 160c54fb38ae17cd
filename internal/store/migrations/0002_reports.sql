-- Reports that are final, what a person corrected in their sentences, and many reports at once.

-- +goose Up

-- code: by which a final report is found from a file in hand.
ALTER TABLE reports ADD COLUMN code TEXT;
CREATE INDEX reports_code ON reports (code);

-- What a person bound a blank to, by the SHA-256 of its sentence: the next report with the same sentence is bound so.
CREATE TABLE corrections (
	org uuid NOT NULL, phrase bytea NOT NULL, binding TEXT NOT NULL,
	PRIMARY KEY (org, phrase));

-- One template filled for many organisations. who: on whose behalf; done: nothing is left to do.
CREATE TABLE report_batches (
	id uuid PRIMARY KEY, org_id uuid, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	done BOOLEAN NOT NULL, who uuid NOT NULL, role TEXT NOT NULL, home uuid);
CREATE INDEX report_batches_open ON report_batches (done);
