package store

import (
	"fmt"
	"reflect"
	"slices"

	"shuzhi/internal/access"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
)

// kind is how the books keep one kind of record: its table, who changes it, who else reads it, and what follows from a change.
// Every kind of record lives the same life (lifecycle.go); what differs stands here.
type kind struct {
	resource string // on the wire and in the audit
	table    string
	fresh    func() record.Record
	day      string      // the column of the first day, by which lists are ordered; none: by id
	least    access.Role // that may create and change
	anywhere bool        // the organisation is not looked at here, but in before
	filters  filters
	// also says who may read it, beside the organisation that holds it and those above, by conditions of which any is enough; alone:
	// they may not, unless it says so.
	also  func(*org, access.Caller) []where
	alone bool
	// veil takes from an answer what the caller may not see; inside says that the record lies at or below the caller's organisation,
	// or, where the kind is communal, is held by the caller's community itself.
	veil     func(r record.Record, inside bool)
	communal bool
	// warn adds what only the store can know to the record's own warnings.
	warn func(*tx, record.Record) ([]record.Warning, error)
	// personal says that reading it is a look at personal details, which is noted.
	personal bool
	// before looks at what is the kind's own and gives the columns that only the store can fill (extra names them).
	// was is nil for a new record.
	extra  []string
	before func(t *tx, was, is record.Record) ([]record.Column, error)
	// after writes what follows from the change elsewhere.
	after func(t *tx, was, is record.Record, steps []record.Step) error

	// stale says what a change of it leaves no longer true.
	stale stale

	inserts map[bool]string // by whether other servers write too: there ids are taken in a table of their own, else the audit knows them
	update  string
	days    []int // places in its row of the days by which it is counted month by month
	facing  facing
}

// filters are the conditions that a list knows, by the parameter's name.
type filters map[string]filter

// filter is a condition of a list: the SQL, with one ? for the value.
type filter struct {
	sql   string
	value func(string) any // nil: as it is
	words []string         // of a closed list
}

// among is the filter for a field that has one of the words.
func among[K ~string](f filter, words []record.Word[K]) filter {
	for _, w := range words {
		f.words = append(f.words, string(w.Kind))
	}
	return f
}

// kindOf finds how the books keep a record.
func kindOf(r record.Record) *kind {
	k := kinds[reflect.TypeOf(r)]
	if k == nil {
		panic(fmt.Sprintf("store: no kind for %T", r))
	}
	return k
}

// Resource is what the wire and the audit call this kind of record.
func Resource(r record.Record) string { return kindOf(r).resource }

// Filters names the conditions that a list of this kind of record knows, beside org_id, subtree, voided, limit and cursor.
func Filters(r record.Record) (names []string) {
	k := kindOf(r)
	for name := range k.filters {
		names = append(names, name)
	}
	if k.day != "" {
		names = append(names, "from", "to")
	}
	slices.Sort(names)
	return names
}

// Words are the values that a condition of a list may have; none where it is no closed list.
func Words(r record.Record, name string) []string { return kindOf(r).filters[name].words }

var (
	byKind   = filter{sql: "kind = ?"}
	byMask   = filter{sql: "kinds & ? <> 0", value: func(s string) any { return record.ActivityKind(s).Bit() }}
	byType   = filter{sql: "type = ?"}
	byStatus = filter{sql: "status = ?"}
	byTag    = filter{sql: "replace(tags, ?, '') <> tags", value: func(s string) any { return record.Strings{s}.Column() }}
	byWords  = filter{sql: `words LIKE ? ESCAPE '!'`, value: likeWords}
	byPerson = filter{sql: "person_id = ?", value: idOrNone}
	byArea   = filter{} // inArea says it
)

// kinds is every kind of record.
var kinds = map[reflect.Type]*kind{}

// byResource finds a kind by its word.
var byResource = map[string]*kind{}

func keep(k *kind) {
	r := k.fresh()
	names, marks := columns(r.Row())
	sets := assignments(r.Row())
	for _, name := range k.extra {
		names, marks, sets = names+", "+name, marks+", ?", sets+", "+name+" = ?"
	}
	insert, rest := "INSERT INTO "+k.table+" (id, org_id, version, voided_on, shape, sent, changed, body"+names+") SELECT ", ", ?, ?, ?, ?, ?, ?, ?"+marks
	k.inserts = map[bool]string{
		false: insert + "?" + rest + " WHERE NOT EXISTS (SELECT 1 FROM audit WHERE record = ?1) ON CONFLICT (id) DO NOTHING",
		true:  "WITH taken AS (INSERT INTO " + takenIDs + " (id) VALUES (?) ON CONFLICT (id) DO NOTHING RETURNING id) " + insert + "taken.id" + rest + " FROM taken ON CONFLICT (id) DO NOTHING",
	}
	k.update = "UPDATE " + k.table + " SET org_id = ?, version = ?, voided_on = ?, shape = ?, changed = ?, body = ?" + sets + " WHERE id = ? AND version = ?"
	k.days, k.facing = daysOf(k.table, r.Row()), facingOf(k.table, r.Row())
	kinds[reflect.TypeOf(r)] = k
	byResource[k.resource] = k
}

func (k *kind) extras(t *tx, was, is record.Record) ([]record.Column, error) {
	if k.before == nil {
		return nil, nil
	}
	return k.before(t, was, is)
}

func (k *kind) follow(t *tx, was, is record.Record, steps []record.Step) error {
	if k.after == nil {
		return nil
	}
	return k.after(t, was, is, steps)
}

func init() {
	keep(&kind{resource: "orgs", table: "orgs", stale: staleTree, fresh: func() record.Record { return new(record.Org) },
		least: access.Secretary, anywhere: true, also: namely, veil: veilOrg, filters: filters{"kind": among(byKind, record.OrgWords), "tag": byTag, "q": byWords},
		extra: []string{"path", "community_id"}, before: placeOrg, after: moveOrg})
	keep(&kind{resource: "areas", table: "areas", stale: staleTree, fresh: func() record.Record { return new(record.Area) },
		least: access.Secretary, also: communal, filters: filters{"kind": among(byKind, record.AreaWords), "q": byWords},
		extra: []string{"path"}, before: placeArea, after: moveArea})
	keep(&kind{resource: "people", table: "people", fresh: func() record.Record { return new(record.Person) },
		least: access.Recorder, also: stood, veil: veilPerson, communal: true, personal: true, filters: filters{"kind": among(byKind, record.PersonWords), "tag": byTag, "q": byWords}, before: stoodBefore, after: stand})
	keep(&kind{resource: "partners", table: "partners", fresh: func() record.Record { return new(record.Partner) },
		least: access.Recorder, also: communal, filters: filters{"kind": among(byKind, record.PartnerWords), "tag": byTag, "q": byWords}})
	keep(&kind{resource: "activities", table: "activities", fresh: func() record.Record { return new(record.Activity) }, day: "held_on",
		least: access.Recorder, also: jointly, filters: filters{"kind": among(byMask, record.ActivityWords), "tag": byTag, "q": byWords, "area_id": byArea}})
	keep(&kind{resource: "wishes", table: "wishes", fresh: func() record.Record { return new(record.Wish) }, day: "registered_on",
		least: access.Recorder, filters: filters{"status": among(byStatus, record.WishStatusWords), "q": byWords, "area_id": byArea}})
	keep(&kind{resource: "grid-events", table: "grid_events", fresh: func() record.Record { return new(record.GridEvent) }, day: "reported_on",
		least: access.Recorder, filters: filters{"type": among(byType, record.GridEventTypeWords), "status": among(byStatus, record.GridEventStatusWords), "tag": byTag, "q": byWords, "area_id": byArea}})
	keep(&kind{resource: "dues/payments", table: "payments", fresh: func() record.Record { return new(record.Payment) }, day: "paid_on",
		least: access.Recorder, filters: filters{"person_id": byPerson}, warn: warnInService})
	keep(&kind{resource: "dues/remittances", table: "remittances", fresh: func() record.Record { return new(record.Remittance) }, day: "remitted_on", least: access.Recorder})
	keep(&kind{resource: "rectifications", table: "rectifications", fresh: func() record.Record { return new(record.Rectification) }, day: "counted_on",
		least: access.Secretary, filters: filters{"status": among(byStatus, record.RectificationStatusWords), "q": byWords}})
	keep(&kind{resource: "figures", table: "figures", fresh: func() record.Record { return new(record.Figure) }, day: "noted_on",
		least: access.Recorder, filters: filters{"kind": among(byKind, record.FigureWords), "tag": byTag, "q": byWords, "area_id": byArea}, before: figureName, after: nameFigure})
	keep(&kind{resource: "attachments", table: "attachments", stale: staleNothing, fresh: func() record.Record { return new(record.Attachment) },
		least: access.Recorder, also: shown, alone: true, extra: []string{"uploader"}, before: uploaded, after: keepContent})
	keep(&kind{resource: "report-templates", table: "report_templates", stale: staleNothing, fresh: func() record.Record { return new(report.Template) },
		least: access.Secretary, anywhere: true, also: downward, filters: filters{"q": byWords}, before: templateFits, after: keepTemplateFile})
	keep(&kind{resource: "reports", table: "reports", stale: staleNothing, fresh: func() record.Record { return new(report.Draft) }, day: "from_day",
		least: access.Recorder, filters: filters{"status": among(byStatus, report.StatusWords)}, before: reportFits})
	keep(&kind{resource: "report-batches", table: "report_batches", stale: staleNothing, fresh: func() record.Record { return new(report.Batch) },
		least: access.Recorder, anywhere: true, extra: []string{"who", "role", "home"}, before: batchFits})
	keep(&kind{resource: "metrics", table: "own_metrics", stale: staleTree, fresh: func() record.Record { return new(metric.OwnMetric) },
		least: access.Secretary, also: downward, before: metricKey, after: takeKey})
}
