package store

import (
	"slices"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Organisations and areas stand in trees. Each row holds the path from the root to itself, so that a subtree is a range.

// deepest is how many organisations may stand above one another.
const deepest = 16

// placeOrg finds where an organisation stands, or is to stand.
func placeOrg(t *tx, was, is record.Record) ([]record.Column, error) {
	o, err := t.place(is.(*record.Org))
	if err != nil {
		return nil, err
	}
	if before, _ := was.(*record.Org); before != nil && (before.ParentID != o.parent || string(before.Kind) != o.kind) {
		if err := t.mayRegroup(o); err != nil {
			return nil, err
		}
	}
	return []record.Column{{Name: "path", Value: o.path}, {Name: "community_id", Value: o.community}}, nil
}

// place reckons the path and the community from the parent. Only admins plant a root, or make one of what stands below another.
func (t *tx) place(r *record.Org) (*org, error) {
	o := &org{id: r.ID, parent: r.ParentID, kind: string(r.Kind), path: r.ID[:]}
	if r.ParentID.IsZero() {
		now, err := t.org(r.ID)
		if err == nil && !t.caller.SeesAll() && (now == nil || !now.parent.IsZero()) {
			err = field("/parent_id", "required")
		}
		if err != nil {
			return nil, err
		}
	} else {
		parent, err := t.org(r.ParentID)
		if err != nil {
			return nil, err
		}
		if parent == nil {
			return nil, field("/parent_id", "unknown-reference")
		}
		if now, err := t.org(r.ID); err != nil || now != nil && parent.below(now) {
			return nil, cmpErr(err, field("/parent_id", "own-descendant"))
		}
		if len(parent.path)/16 >= deepest {
			return nil, field("/parent_id", "too-deep", deepest)
		}
		o.path, o.community = append(slices.Clone(parent.path), r.ID[:]...), parent.community
	}
	if o.kind == string(record.Community) {
		o.community = o.id
	}
	return o, nil
}

// cmpErr is the first of two errors that is one.
func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// moveOrg lets all below an organisation follow it, and takes the names that hold where it now stands.
func moveOrg(t *tx, was, is record.Record, _ []record.Step) error {
	r := is.(*record.Org)
	old := t.orgs[r.ID] // as it stood before this change, if it stood
	delete(t.orgs, r.ID)
	now, err := t.org(r.ID)
	if err != nil {
		return err
	}
	if was == nil {
		return t.inherit(now, []*org{now})
	}
	if old != nil && slices.Equal(old.path, now.path) && old.community == now.community {
		return nil
	}
	return t.replant(old, now)
}

// replant rewrites the paths and communities of all that stands below an organisation.
func (t *tx) replant(old, now *org) error {
	from, until := pathRange(old.path)
	moved := []*org{now}
	err := t.each("SELECT id, kind, path FROM orgs WHERE path >= ? AND path < ? AND id <> ? ORDER BY path", []any{from, until, now.id}, func(scan func(...any) error) error {
		o := &org{}
		err := scan(&o.id, &o.kind, &o.path)
		moved = append(moved, o)
		return err
	})
	if err != nil {
		return err
	}
	community := map[uid.ID]uid.ID{now.id: now.community}
	for _, o := range moved[1:] {
		o.parent = uid.ID(o.path[len(o.path)-32 : len(o.path)-16])
		o.path = append(slices.Clone(now.path), o.path[len(old.path):]...)
		if len(o.path)/16 > deepest {
			return field("/parent_id", "too-deep", deepest)
		}
		if o.community = community[o.parent]; o.kind == string(record.Community) {
			o.community = o.id
		}
		community[o.id] = o.community
		if _, err := t.exec("UPDATE orgs SET path = ?, community_id = ? WHERE id = ?", o.path, o.community, o.id); err != nil {
			return err
		}
		delete(t.orgs, o.id)
	}
	return t.inherit(now, moved)
}

// placeArea reckons the path of an area; a parent is exactly one level up.
func placeArea(t *tx, was, is record.Record) ([]record.Column, error) {
	a := is.(*record.Area)
	if was != nil && was.(*record.Area).Kind != a.Kind {
		if err := t.kindHeld(a); err != nil {
			return nil, err
		}
	}
	path := a.ID[:]
	if !a.ParentID.IsZero() {
		var kind string
		var above []byte
		found, err := t.one("SELECT kind, path FROM areas WHERE id = ?", []any{a.ParentID}, &kind, &above)
		if err != nil {
			return nil, err
		}
		if !found || record.AreaKind(kind) != a.Kind.Parent() {
			return nil, field("/parent_id", "not-one-level-up")
		}
		path = append(above, path...)
	}
	return []record.Column{{Name: "path", Value: path}}, nil
}

// moveArea lets the areas below follow. They keep their kinds, so an area's kind stays while one lies below it.
func moveArea(t *tx, was, is record.Record, _ []record.Step) error {
	if was == nil {
		return nil
	}
	before, now := was.(*record.Area), is.(*record.Area)
	if before.ParentID == now.ParentID {
		return nil
	}
	var path []byte
	if _, err := t.one("SELECT path FROM areas WHERE id = ?", []any{now.ID}, &path); err != nil {
		return err
	}
	type area struct {
		id   uid.ID
		path []byte
	}
	var below []area
	err := t.each("SELECT a.id, a.path FROM areas a JOIN links l ON l.record = a.id WHERE l.role = 'parent' AND l.target = ?", []any{now.ID}, func(scan func(...any) error) error {
		var a area
		err := scan(&a.id, &a.path)
		below = append(below, a)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range below { // a grid's buildings: there is no third level below
		if _, err := t.exec("UPDATE areas SET path = ? WHERE id = ?", append(slices.Clone(path), a.id[:]...), a.id); err != nil {
			return err
		}
	}
	return nil
}

// kindHeld refuses another kind of area while areas lie below or above it, since each is one level from the next.
func (t *tx) kindHeld(a *record.Area) error {
	held, err := t.one("SELECT 1 FROM links WHERE role = 'parent' AND target = ?", []any{a.ID}, new(int))
	if err != nil || !held {
		return err
	}
	return problem.New(problem.Conflict, "still-named")
}
