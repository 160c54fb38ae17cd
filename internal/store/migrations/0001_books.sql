-- The books. Written for SQLite and PostgreSQL alike: days are TEXT 2023-03-15, money BIGINT fen, ids 16 bytes in a column
-- declared uuid, bytes in one declared bytea. Every record's table begins with the same columns:
--   id, org_id   whose the record is (an organisation is its own)
--   version      1, 2, …
--   voided_on    the day it left every total, or NULL
--   shape        the shape of body; an older one is encoded anew when read
--   sent         digest of the POST that made it, so that a resend is known
--   changed      digest of the change that made the present version
--   body         the JSON that is answered
-- and goes on with what is counted, filtered or searched.

-- +goose Up

CREATE TABLE settings (name TEXT PRIMARY KEY, value bytea NOT NULL);

-- path: the ids from the root down to the organisation itself, 16 bytes each, so that a subtree is a range of bytes.
-- community_id: the nearest community at or above it, or NULL.
CREATE TABLE orgs (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	kind TEXT NOT NULL, name TEXT NOT NULL, parent_id uuid, since TEXT, closed_on TEXT, tags TEXT NOT NULL, words TEXT NOT NULL,
	path bytea NOT NULL, community_id uuid);
CREATE UNIQUE INDEX orgs_path ON orgs (path);
CREATE INDEX orgs_parent ON orgs (parent_id);

CREATE TABLE areas (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	kind TEXT NOT NULL, parent_id uuid, since TEXT, closed_on TEXT, words TEXT NOT NULL,
	path bytea NOT NULL);
CREATE INDEX areas_org ON areas (org_id, id);
CREATE INDEX areas_path ON areas (path);

CREATE TABLE people (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	kind TEXT NOT NULL, in_service BOOLEAN NOT NULL, since TEXT, left_on TEXT, tags TEXT NOT NULL, roles TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX people_org ON people (org_id, id);

CREATE TABLE partners (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	kind TEXT NOT NULL, since TEXT, left_on TEXT, tags TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX partners_org ON partners (org_id, id);

-- kinds: a bit for each kind that the activity is or is also. attendance: headcount, else named participants, else NULL.
-- presenters: the distinct organisations that reported, each between line breaks, as tags are. joint: links of role joint stand beside it.
CREATE TABLE activities (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	held_on TEXT NOT NULL, kinds BIGINT NOT NULL, includes_study BOOLEAN NOT NULL, attendance BIGINT, households BIGINT, study_minutes BIGINT, for_year BIGINT,
	area_id uuid, joint BOOLEAN NOT NULL, presenters TEXT NOT NULL, tags TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX activities_org ON activities (org_id, held_on, id, voided_on, kinds, includes_study, attendance, households);

-- claimed_on: the day first claimed, or fulfilled without a claim.
CREATE TABLE wishes (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	registered_on TEXT NOT NULL, claimed_on TEXT, fulfilled_on TEXT, status TEXT NOT NULL, category TEXT NOT NULL, area_id uuid, words TEXT NOT NULL);
CREATE INDEX wishes_org ON wishes (org_id, registered_on, id);
CREATE INDEX wishes_fulfilled ON wishes (org_id, fulfilled_on);

CREATE TABLE grid_events (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	reported_on TEXT NOT NULL, resolved_on TEXT, type TEXT NOT NULL, category TEXT NOT NULL, source TEXT NOT NULL, status TEXT NOT NULL, area_id uuid,
	tags TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX grid_events_org ON grid_events (org_id, reported_on, id, voided_on, type, status);
CREATE INDEX grid_events_resolved ON grid_events (org_id, resolved_on, voided_on, type);

CREATE TABLE payments (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	paid_on TEXT NOT NULL, month TEXT NOT NULL, person_id uuid NOT NULL, amount_fen BIGINT NOT NULL, large BOOLEAN NOT NULL);
CREATE INDEX payments_org ON payments (org_id, paid_on, id, voided_on, amount_fen);

CREATE TABLE remittances (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	remitted_on TEXT NOT NULL, for_year BIGINT NOT NULL, amount_fen BIGINT NOT NULL);
CREATE INDEX remittances_org ON remittances (org_id, remitted_on, id);

-- counted_on: 1 January of the year.
CREATE TABLE rectifications (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	counted_on TEXT NOT NULL, done_on TEXT, due_on TEXT, status TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX rectifications_org ON rectifications (org_id, counted_on, id);

-- amount: hundredths.
CREATE TABLE figures (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	noted_on TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL, amount BIGINT NOT NULL, area_id uuid, tags TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX figures_org ON figures (org_id, name, noted_on, id);

-- One name, one unit, one kind within a community and below (org: that community, or the organisation itself where none stands above).
CREATE TABLE figure_names (
	org uuid NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL,
	PRIMARY KEY (org, name));

CREATE TABLE own_metrics (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	key TEXT NOT NULL);
CREATE INDEX own_metrics_org ON own_metrics (org_id, id);

-- A living own metric takes its key for its organisation and all below, so that no path of the tree meets two.
CREATE TABLE metric_keys (
	org uuid NOT NULL, key TEXT NOT NULL, metric uuid NOT NULL,
	PRIMARY KEY (org, key));
CREATE INDEX metric_keys_metric ON metric_keys (metric);

-- What is kept once of a file, by the SHA-256 of its bytes.
CREATE TABLE contents (sha256 bytea PRIMARY KEY, content bytea NOT NULL);

CREATE TABLE attachments (
	id uuid PRIMARY KEY, org_id uuid, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	uploader uuid NOT NULL, media_type TEXT NOT NULL, sha256 bytea NOT NULL);

-- Every id that a record names: who took part, who helped, which area, which organisations met jointly. day: on which that counts, if it does.
CREATE TABLE links (
	record uuid NOT NULL, role TEXT NOT NULL, target uuid NOT NULL, org uuid NOT NULL, day TEXT,
	PRIMARY KEY (record, role, target));
CREATE INDEX links_target ON links (target, role, day);
CREATE INDEX links_org ON links (org, role, day, record, target);

-- What befell a record: claims, fulfilments, transitions, development, transfers. org: where a step of development counts.
-- seq: the order in which steps of one day were noted. sort: claim, release, fulfil, withdraw, transition, development, transfer.
CREATE TABLE steps (
	record uuid NOT NULL, id uuid NOT NULL, seq BIGINT NOT NULL, sort TEXT NOT NULL, day TEXT NOT NULL, word TEXT NOT NULL, org uuid,
	version BIGINT NOT NULL, deleted_on TEXT, deleted_reason TEXT, sent bytea, body TEXT NOT NULL,
	PRIMARY KEY (record, id));
CREATE INDEX steps_org ON steps (org, word, day);

-- Who stood where, and as what: rebuilt from a person's steps and transfers whenever one changes. Days [from_day, until_day).
CREATE TABLE standing (
	person uuid NOT NULL, org uuid NOT NULL, kind TEXT NOT NULL, in_service BOOLEAN NOT NULL, from_day TEXT NOT NULL, until_day TEXT NOT NULL,
	PRIMARY KEY (person, from_day));
CREATE INDEX standing_org ON standing (org, kind, from_day, until_day);

-- Bodies that were superseded.
CREATE TABLE versions (
	record uuid NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL,
	PRIMARY KEY (record, version));

-- One chain an organisation (the nil UUID: what has none). An entry holds no content, only the salted digest of the body it made:
-- hash = SHA-256 over prev and the entry; head is the hash of the last.
CREATE TABLE audit (
	org uuid NOT NULL, n BIGINT NOT NULL, prev bytea NOT NULL, at TEXT NOT NULL, who uuid NOT NULL, what TEXT NOT NULL,
	resource TEXT NOT NULL, record uuid NOT NULL, version BIGINT NOT NULL, salt bytea, digest bytea NOT NULL,
	PRIMARY KEY (org, n));
CREATE INDEX audit_record ON audit (record);
CREATE TABLE chains (org uuid PRIMARY KEY, n BIGINT NOT NULL, head bytea NOT NULL);

-- Looks at personal details, outside the chain.
CREATE TABLE looks (org uuid NOT NULL, at TEXT NOT NULL, who uuid NOT NULL, what TEXT NOT NULL, record uuid);
CREATE INDEX looks_org ON looks (org, at);

CREATE TABLE users (
	id uuid PRIMARY KEY, org_id uuid, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	username TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, password TEXT NOT NULL);

-- A username is taken while its user lives.
CREATE TABLE usernames (username TEXT PRIMARY KEY, user_id uuid NOT NULL);

CREATE TABLE sessions (secret bytea PRIMARY KEY, user_id uuid NOT NULL, expires_at TEXT NOT NULL, last_used TEXT NOT NULL);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE tokens (
	id uuid PRIMARY KEY, org_id uuid, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	role TEXT NOT NULL, name TEXT NOT NULL, expires_on TEXT, secret bytea NOT NULL);
CREATE UNIQUE INDEX tokens_secret ON tokens (secret);

-- slots and text stand in body; org_id NULL: everybody's.
CREATE TABLE report_templates (
	id uuid PRIMARY KEY, org_id uuid, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	words TEXT NOT NULL);

-- text and slots stand in body; what finalising proves, in contents.
CREATE TABLE reports (
	id uuid PRIMARY KEY, org_id uuid NOT NULL, version BIGINT NOT NULL, voided_on TEXT, shape BIGINT NOT NULL, sent bytea, changed bytea, body TEXT NOT NULL,
	from_day TEXT NOT NULL, to_day TEXT NOT NULL, status TEXT NOT NULL);
CREATE INDEX reports_org ON reports (org_id, from_day, id);
