-- Kept totals. Nothing is ever incremented but stamps: a kept total holds only while its stamp does, and is counted anew from the
-- records otherwise, so it can be stale, never wrong.

-- +goose Up

-- touched: raised by whatever changes a record that counts in a month, or a year, of an organisation, in the record's own transaction.
CREATE TABLE touched (org uuid NOT NULL, month TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org, month));

-- kept: what an organisation's own records of a month or a year come to, counted when touched was n.
CREATE TABLE kept (org uuid NOT NULL, month TEXT NOT NULL, n BIGINT NOT NULL, counts bytea NOT NULL, PRIMARY KEY (org, month));

-- stamps: raised by whatever changes an answer of an organisation, for servers that share one database. The nil UUID: the tree.
CREATE TABLE stamps (org uuid PRIMARY KEY, n BIGINT NOT NULL);

INSERT INTO touched (org, month, n)
SELECT org, month, 1 FROM (
	SELECT org_id AS org, substr(held_on, 1, 7) AS month FROM activities
	UNION SELECT org_id, substr(registered_on, 1, 7) FROM wishes
	UNION SELECT org_id, substr(claimed_on, 1, 7) FROM wishes WHERE claimed_on IS NOT NULL
	UNION SELECT org_id, substr(fulfilled_on, 1, 7) FROM wishes WHERE fulfilled_on IS NOT NULL
	UNION SELECT org_id, substr(reported_on, 1, 7) FROM grid_events
	UNION SELECT org_id, substr(resolved_on, 1, 7) FROM grid_events WHERE resolved_on IS NOT NULL
	UNION SELECT org_id, substr(paid_on, 1, 7) FROM payments
	UNION SELECT org_id, substr(remitted_on, 1, 7) FROM remittances
	UNION SELECT org_id, substr(counted_on, 1, 7) FROM rectifications
	UNION SELECT org_id, substr(done_on, 1, 7) FROM rectifications WHERE done_on IS NOT NULL
	UNION SELECT org, substr(day, 1, 7) FROM steps WHERE org IS NOT NULL
) months WHERE month IS NOT NULL;

INSERT INTO touched (org, month, n) SELECT DISTINCT org, substr(month, 1, 4), 1 FROM touched;

-- Debrief meetings are few among activities: who reported there is looked for among these alone.
CREATE INDEX activities_presenters ON activities (org_id, held_on) WHERE presenters <> '';
