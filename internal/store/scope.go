package store

import (
	"bytes"

	"shuzhi/internal/access"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// org is where an organisation stands in the tree.
type org struct {
	id        uid.ID
	path      []byte
	community uid.ID // the nearest at or above it, or none
	parent    uid.ID
	kind      string
	voided    bool
}

// below reports whether o is or lies below the other.
func (o *org) below(other *org) bool { return bytes.HasPrefix(o.path, other.path) }

// org reads where an organisation stands, once a transaction; nil if there is none.
func (t *tx) org(id uid.ID) (*org, error) {
	if o, known := t.orgs[id]; known {
		return o, nil
	}
	o := &org{id: id}
	var voided *string
	found, err := t.one("SELECT path, community_id, parent_id, kind, voided_on FROM orgs WHERE id = ?", []any{id}, &o.path, &o.community, &o.parent, &o.kind, &voided)
	if err != nil {
		return nil, err
	}
	if o.voided = voided != nil; !found {
		o = nil
	}
	t.orgs[id] = o
	return o, nil
}

// home is where the caller's organisation stands; nil for admins, who stand above the tree.
func (t *tx) home() (*org, error) {
	if t.caller.SeesAll() {
		return nil, nil
	}
	o, err := t.org(t.caller.OrgID)
	if err == nil && o == nil {
		return nil, problem.New(problem.Forbidden, "role-may-not")
	}
	return o, err
}

// reach gives the organisation if it is or lies below the caller's; else it is not there.
func (t *tx) reach(id uid.ID) (*org, error) {
	home, err := t.home()
	if err != nil {
		return nil, err
	}
	o, err := t.org(id)
	if err != nil {
		return nil, err
	}
	if o == nil || home != nil && !o.below(home) {
		return nil, problem.New(problem.NotFound, "not-found")
	}
	return o, nil
}

// inside reports whether the organisation is or lies below the caller's. What belongs to none is inside for everybody.
func (t *tx) inside(id uid.ID) (bool, error) {
	if id.IsZero() {
		return true, nil
	}
	_, err := t.reach(id)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// whole reports whether the caller reads all that such a record says: it is inside, or of what the community itself holds for all of it.
func (t *tx) whole(k *kind, holder uid.ID) (bool, error) {
	inside, err := t.inside(holder)
	if err != nil || inside || !k.communal {
		return inside, err
	}
	home, err := t.home()
	return err == nil && holder == home.community, err
}

// where is a condition with its values.
type where struct {
	sql  string
	args []any
}

// and joins conditions; empty ones say nothing.
func (w *where) and(sql string, args ...any) {
	if sql == "" {
		return
	}
	if w.sql != "" {
		w.sql += " AND "
	}
	w.sql += "(" + sql + ")"
	w.args = append(w.args, args...)
}

// pathRange is the range of paths at or below one: no id is longer than 16 bytes of 0xFF.
func pathRange(path []byte) (from, until []byte) {
	return path, append(bytes.Clone(path), bytes.Repeat([]byte{0xFF}, 17)...)
}

// below is the condition that a column names an organisation at or below o.
func below(column string, o *org) (string, []any) {
	from, until := pathRange(o.path)
	return column + " IN (SELECT id FROM orgs WHERE path >= ? AND path < ?)", []any{from, until}
}

// visible is the condition under which the caller may read a record of the kind. What one may see is a WHERE:
// no query reaches a record without it.
func (t *tx) visible(k *kind) (w where, err error) {
	ways, err := t.ways(k)
	return anyOf(ways), err
}

// ways are the conditions of which any lets the caller read a record of the kind; none of them for admins, who read all.
func (t *tx) ways(k *kind) (ways []where, err error) {
	home, err := t.home()
	if err != nil || home == nil {
		return nil, err
	}
	if !k.alone {
		sql, args := below("org_id", home)
		ways = append(ways, where{sql, args})
	}
	if k.also != nil {
		ways = append(ways, k.also(home, t.caller)...)
	}
	return ways, nil
}

// anyOf is the condition that any of them holds; empty for none.
func anyOf(ways []where) (w where) {
	for _, way := range ways {
		if w.sql != "" {
			w.sql += " OR "
		}
		w.sql += way.sql
		w.args = append(w.args, way.args...)
	}
	if w.sql != "" {
		w.sql = "(" + w.sql + ")"
	}
	return w
}

// Who else may read a kind of record, beside the organisation that holds it and those above.

// jointly: every organisation that took part in a joint activity reads it.
func jointly(home *org, _ access.Caller) []where {
	sql, args := below("target", home)
	return []where{{"id IN (SELECT record FROM links WHERE role = 'joint' AND " + sql + ")", args}}
}

// communal: what the community itself holds is read by everybody of it, branches below included.
func communal(home *org, _ access.Caller) []where {
	return []where{{"org_id = ?", []any{home.community}}}
}

// stood: people are read by their community, and by every organisation in which they ever stood.
func stood(home *org, c access.Caller) []where {
	sql, args := below("org", home)
	return append(communal(home, c), where{"id IN (SELECT person FROM standing WHERE " + sql + ")", args})
}

// namely: the names of a community's organisations are read by everybody of it.
func namely(home *org, _ access.Caller) []where {
	return []where{{"community_id = ?", []any{home.community}}}
}

// downward: what an organisation gives to all below it. What belongs to no organisation is everybody's.
func downward(home *org, _ access.Caller) []where {
	sql, args := "org_id IS NULL", []any(nil)
	for i := 0; i+16 <= len(home.path); i += 16 {
		sql += " OR org_id = ?"
		args = append(args, uid.ID(home.path[i:i+16]))
	}
	return []where{{sql, args}}
}

// shown: an attachment is seen by whoever may see a record that names it, held below, jointly or by the community for all of it;
// until then by its uploader.
func shown(home *org, c access.Caller) []where {
	held, args := below("org", home)
	joint, more := below("target", home)
	args = append(append([]any{c.ID}, args...), more...)
	sql := "uploader = ? OR id IN (SELECT target FROM links WHERE role = 'attachment' AND (" + held + " OR record IN (SELECT record FROM links WHERE role = 'joint' AND " + joint + ")"
	for _, table := range []string{"areas", "partners", "people"} {
		sql, args = sql+" OR record IN (SELECT id FROM "+table+" WHERE org_id = ?)", append(args, home.community)
	}
	return []where{{sql + "))", args}}
}

// targets says which table a role names, and who may be named there beside the record's own organisations and its community.
var targets = map[record.Role]string{
	record.RoleArea: "areas", record.RoleAttachment: "attachments", record.RoleJoint: "orgs", record.RoleParticipant: "people",
	record.RolePartner: "partners", record.RoleBeneficiary: "people", record.RoleHelper: "people", record.RoleClaimer: "people", record.RoleHandler: "people",
	record.RolePayer: "people", record.RoleSecretary: "people", record.RoleCommittee: "people", record.RoleTransfer: "orgs",
}

// nameable are the tables of what may be named.
var nameable = func() map[string]bool {
	tables := map[string]bool{}
	for _, table := range targets {
		tables[table] = true
	}
	return tables
}()
