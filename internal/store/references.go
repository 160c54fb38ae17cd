package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// notFound is for where a parameter is called is.
func notFound(err error) bool { return problem.Is(err, problem.NotFound) }

// field is a problem with one bad field.
func field(pointer, code string, args ...any) error {
	return &problem.Error{Kind: problem.Invalid, Code: "invalid", Fields: []problem.Field{{Pointer: pointer, Code: code, Args: args}}}
}

// allLinks are the ids that a record and its living steps name, each once in a role; a day on which it counts wins over none.
func allLinks(r record.Record, steps []record.Step) []record.Link {
	links := r.Links()
	for i := range steps {
		links = append(links, steps[i].Links()...)
	}
	type key struct {
		role   record.Role
		target uid.ID
	}
	place := make(map[key]int, len(links))
	once := links[:0:0]
	for _, l := range links {
		i, seen := place[key{l.Role, l.Target}]
		switch {
		case !seen:
			place[key{l.Role, l.Target}] = len(once)
			once = append(once, l)
		case once[i].Day.IsZero():
			once[i].Day = l.Day
		}
	}
	return once
}

// references wants every id that is named anew to be there, living, and within what the record may name: what its own
// organisations (its own and the joint ones) hold, or those below them, or their community itself. The same is refused for everybody.
func (t *tx) references(k *kind, r record.Record, links, before []record.Link) error {
	own, err := t.own(r, links, before)
	if err != nil {
		return err
	}
	return t.named(r, own, true, byTable(k, links, before))
}

// own are the organisations whose a record is: its own, where it is to stand, and those that it meets with and may.
func (t *tx) own(r record.Record, links, before []record.Link) (own []*org, err error) {
	o, err := t.org(r.Org())
	if itself, is := r.(*record.Org); is && err == nil {
		o, err = t.placed(itself, before)
	}
	if err == nil && o != nil {
		own = append(own, o)
	}
	for _, id := range targetsOf(links, record.RoleJoint) {
		if err != nil {
			return nil, err
		}
		may := slices.Contains(targetsOf(before, record.RoleJoint), id) // it might when it was written
		if !may {
			may, err = t.mayJoin(r.Org(), id)
		}
		if may {
			if o, err = t.org(id); o != nil {
				own = append(own, o)
			}
		}
	}
	return own, err
}

// placed is where an organisation is to stand; nil where that is not there or out of reach, and it does not stand there yet.
func (t *tx) placed(r *record.Org, before []record.Link) (*org, error) {
	if !r.ParentID.IsZero() && !slices.Contains(targetsOf(before, record.RoleParent), r.ParentID) {
		if within, err := t.inside(r.ParentID); err != nil || !within {
			return nil, err
		}
	}
	return t.place(r)
}

// named wants what is named, by its table, to be there, living, and such as the record may name. Where not all of its own organisations
// are known, nothing is said of what these do not hold, be it there or not.
func (t *tx) named(r record.Record, own []*org, all bool, tables map[string][]record.Link) error {
	var c problem.Check
	for _, table := range slices.Sorted(maps.Keys(tables)) { // so that the same faults come in the same order
		named := tables[table]
		found, err := t.held(table, named)
		if err != nil {
			return err
		}
		for _, l := range named {
			n, there := found[l.Target]
			allowed := false
			switch {
			case l.Role == record.RoleJoint:
				if there {
					allowed, err = t.mayJoin(r.Org(), l.Target)
				}
			case l.Role == record.RoleTransfer, table == "orgs":
				if there {
					allowed, err = t.inside(l.Target)
				}
			default:
				if there {
					allowed, err = t.mayName(own, table, l.Target, n.org)
				}
				if !allowed && !all && err == nil {
					continue
				}
			}
			if err != nil {
				return err
			}
			c.Want(allowed, l.Pointer, "unknown-reference")
			c.Want(!n.voided, l.Pointer, "voided-reference")
		}
	}
	return c.Err()
}

// Amiss adds to what is bad about the content of a record that is to be created what it names and may not, so that all bad fields are
// told at once: as far as that can be asked, and does not hang on what is bad.
func (s *Store) Amiss(ctx context.Context, r record.Record, bad error) error {
	if !problem.Is(bad, problem.Invalid) {
		return bad
	}
	all := bad
	err := s.snapshot(ctx, func(t *tx) error {
		all = t.amiss(r, bad)
		return nil
	})
	if err != nil {
		return bad
	}
	return all
}

func (t *tx) amiss(r record.Record, bad error) error {
	if known, err := t.org(r.Head().ID); known != nil || err != nil || badAt(bad, "/org_id") { // an organisation of somebody's, of which nothing is told; or of no organisation
		return bad
	}
	k := kindOf(r)
	all := t.permit(k, r)
	if all == nil {
		all = t.besides(bad, k, r, allLinks(r, firstSteps(r)), nil)
	}
	if !problem.Is(all, problem.Invalid) {
		return bad
	}
	return problem.Merge(bad, all)
}

// besides adds to what is bad about a record what it names and may not. What hangs on its organisations is not judged where one of these is bad.
func (t *tx) besides(bad error, k *kind, r record.Record, links, before []record.Link) error {
	if !problem.Is(bad, problem.Invalid) {
		return bad
	}
	own, err := t.own(r, links, before)
	if err == nil {
		_, placed := r.(*record.Org)
		all := !badAt(bad, "/joint_org_ids") && !(placed && badAt(bad, "/parent_id"))
		err = t.named(r, own, all, byTable(k, links, before))
	}
	return problem.Merge(bad, err)
}

// badAt reports whether a problem names a field, or one within it; or all of the record.
func badAt(bad error, pointer string) bool {
	var p *problem.Error
	return errors.As(bad, &p) && slices.ContainsFunc(p.Fields, func(f problem.Field) bool {
		return f.Pointer == "" || f.Pointer == pointer || strings.HasPrefix(f.Pointer, pointer+"/")
	})
}

// stillThere wants nobody whom a record names, nor its organisation, to have been voided meanwhile. Whether it might name them was asked when it did.
func (t *tx) stillThere(k *kind, r record.Record, links []record.Link) error {
	conflict := problem.New(problem.Conflict, "reference-voided")
	if o, err := t.org(r.Org()); err != nil {
		return err
	} else if o != nil && o.voided && o.id != r.Head().ID {
		conflict.Fields = append(conflict.Fields, problem.Field{Pointer: "/org_id", Code: "voided-reference"})
	}
	for table, named := range byTable(k, links, nil) {
		found, err := t.held(table, named)
		if err != nil {
			return err
		}
		for _, l := range named {
			if found[l.Target].voided {
				conflict.Fields = append(conflict.Fields, problem.Field{Pointer: l.Pointer, Code: "voided-reference"})
			}
		}
	}
	if conflict.Fields == nil {
		return nil
	}
	return conflict
}

func targetsOf(links []record.Link, role record.Role) (ids []uid.ID) {
	for _, l := range links {
		if l.Role == role {
			ids = append(ids, l.Target)
		}
	}
	return ids
}

// byTable sorts what is named anew by the table in which it stands.
func byTable(k *kind, links, before []record.Link) map[string][]record.Link {
	tables := map[string][]record.Link{}
	for _, l := range links {
		if slices.ContainsFunc(before, func(b record.Link) bool { return b.Role == l.Role && b.Target == l.Target }) {
			continue
		}
		table := targets[l.Role]
		if l.Role == record.RoleParent {
			table = k.table
		}
		tables[table] = append(tables[table], l)
	}
	return tables
}

// target is what a reference needs to know of what it names.
type target struct {
	org    uid.ID
	voided bool
}

// held finds what is named, and keeps it as it is until the commit.
func (t *tx) held(table string, links []record.Link) (map[uid.ID]target, error) {
	found, err := t.targets(table, links)
	if err != nil {
		return nil, err
	}
	holders := make([]uid.ID, 0, len(found))
	for _, n := range found {
		holders = append(holders, n.org)
	}
	if fresh, err := t.holdShared(holders...); err != nil || !fresh {
		return found, err
	}
	return t.targets(table, links)
}

func (t *tx) targets(table string, links []record.Link) (map[uid.ID]target, error) {
	found := make(map[uid.ID]target, len(links))
	for chunk := range slices.Chunk(links, mostNamed) {
		ids := make([]uid.ID, len(chunk))
		for i, l := range chunk {
			ids[i] = l.Target
		}
		sql, args := oneOf("id", ids)
		err := t.each("SELECT id, org_id, voided_on FROM "+table+" WHERE "+sql, args, func(scan func(...any) error) error {
			var id uid.ID
			var n target
			var voided *string
			err := scan(&id, &n.org, &voided)
			n.voided = voided != nil
			found[id] = n
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// mayName reports whether organisations may name what the holder keeps.
func (t *tx) mayName(own []*org, table string, id, holder uid.ID) (bool, error) {
	if may, err := t.holds(own, holder); err != nil || may || table != "people" {
		return may, err
	}
	may := false // every organisation in which a person ever stood may name them
	var stood []uid.ID
	err := t.each("SELECT DISTINCT org FROM standing WHERE person = ?", []any{id}, func(scan func(...any) error) error {
		var o uid.ID
		err := scan(&o)
		stood = append(stood, o)
		return err
	})
	for _, o := range stood {
		if holds, err := t.holds(own, o); err != nil {
			return false, err
		} else if holds {
			may = true
		}
	}
	return may, err
}

// holds reports whether the holder is, or lies below, one of the organisations, or is the community of one.
func (t *tx) holds(own []*org, holder uid.ID) (bool, error) {
	h, err := t.org(holder)
	if err != nil || h == nil {
		return false, err
	}
	return slices.ContainsFunc(own, func(o *org) bool { return h.below(o) || h.id == o.community }), nil
}

// mayJoin reports whether two organisations may hold a meeting together: both of one community, or communities of one street.
func (t *tx) mayJoin(a, b uid.ID) (bool, error) {
	one, err := t.org(a)
	if err != nil || one == nil {
		return false, err
	}
	two, err := t.org(b)
	if err != nil || two == nil {
		return false, err
	}
	if !one.community.IsZero() && one.community == two.community {
		return true, nil
	}
	return one.kind == string(record.Community) && two.kind == string(record.Community) && one.parent == two.parent && !one.parent.IsZero(), nil
}

// link writes the ids that a living record names.
func (t *tx) link(r record.Record, links []record.Link) error {
	for _, l := range links {
		if _, err := t.exec("INSERT INTO links (record, role, target, org, day) VALUES (?, ?, ?, ?, ?)", r.Head().ID, string(l.Role), l.Target, r.Org(), l.Day); err != nil {
			return err
		}
	}
	return nil
}

// namedStill are the links that are kept of a record: a voided one names nobody, and shows its files.
func namedStill(r record.Record, links []record.Link) []record.Link {
	if !r.Head().Voided() {
		return links
	}
	return slices.DeleteFunc(slices.Clone(links), func(l record.Link) bool { return l.Role != record.RoleAttachment })
}

// relink writes the links anew where they changed.
func (t *tx) relink(was, is record.Record, links, before []record.Link) error {
	links, before = namedStill(is, links), namedStill(was, before)
	same := func(a, b record.Link) bool { return a.Role == b.Role && a.Target == b.Target && a.Day == b.Day }
	if slices.EqualFunc(links, before, same) && was.Org() == is.Org() {
		return nil
	}
	if _, err := t.exec("DELETE FROM links WHERE record = ?", is.Head().ID); err != nil {
		return err
	}
	return t.link(is, links)
}

// unnamed wants nothing living to refer to what is to be voided.
func (t *tx) unnamed(k *kind, id, holder uid.ID) error {
	if !nameable[k.table] {
		return nil
	}
	if err := t.holdWhole(holder); err != nil {
		return err
	}
	named, err := t.one("SELECT 1 FROM links WHERE target = ? AND record <> ? LIMIT 1", []any{id, id}, new(int))
	if err != nil {
		return err
	}
	if k.table == "orgs" && !named {
		for _, other := range byResource {
			if other == k || other.table == "attachments" || other.table == "report_batches" || named { // nobody voids a file, or a batch of reports, by itself
				continue
			}
			if named, err = t.one("SELECT 1 FROM "+other.table+" WHERE org_id = ? AND voided_on IS NULL LIMIT 1", []any{id}, new(int)); err != nil {
				return err
			}
		}
	}
	if named {
		return problem.New(problem.Conflict, "still-named")
	}
	return nil
}

// likeWords looks for words anywhere in a text, in either case; none of them is a wildcard.
func likeWords(s string) any {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(s)) + "%"
}

func idOrNone(s string) any {
	id, _ := uid.Parse(s)
	return id
}
