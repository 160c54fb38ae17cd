package store

// Everywhere says of a table that it is small, and kept whole on every machine of a distributed database.
const Everywhere = ""

// Spread is how the tables are spread where one database is many machines: by which column, or Everywhere. What is spread by
// the same ids lies together, a record beside its links, steps and versions. Every unique key holds the column, no foreign key
// leaves the record, and no sequence or trigger counts for all machines.
var Spread = map[string]string{
	"settings": Everywhere, "orgs": Everywhere, "areas": Everywhere, "users": Everywhere, "usernames": Everywhere, "sessions": Everywhere, "tokens": Everywhere,
	"figure_names": Everywhere, "own_metrics": Everywhere, "metric_keys": Everywhere, "report_templates": Everywhere, "report_batches": Everywhere,

	"ids": "id", "people": "id", "partners": "id", "activities": "id", "wishes": "id", "grid_events": "id", "payments": "id", "remittances": "id",
	"rectifications": "id", "figures": "id", "attachments": "id", "reports": "id",
	"links": "record", "steps": "record", "versions": "record", "standing": "person",

	"audit": "org", "chains": "org", "looks": "org", "corrections": "org", "touched": "org", "kept": "org", "stamps": "org",
	"contents": "sha256",
}
