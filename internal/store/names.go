package store

import (
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Names that must be one are rows of tables with a unique key, and whoever takes one keeps others from it until the commit (locks.go):
// a figure's unit and kind within its community, and an own metric's key on its path of the tree.

// scopeOf is where a figure's name is one: the community, or the organisation itself where none stands above.
func (o *org) scope() uid.ID {
	if o.community.IsZero() {
		return o.id
	}
	return o.community
}

// figureName refuses another unit or kind than the name has in the community while a living figure bears it.
func figureName(t *tx, _, is record.Record) ([]record.Column, error) {
	f := is.(*record.Figure)
	if f.Voided() {
		return nil, nil
	}
	scope, err := t.holdScope(f.OrgID)
	if err != nil || scope.IsZero() {
		return nil, err
	}
	return nil, t.figureFits(scope, f.Name, f.Unit, string(f.Kind), f.ID)
}

// holdScope finds where the names of an organisation's figures are one, and keeps others from taking any there. Zero: no such organisation.
func (t *tx) holdScope(org uid.ID) (scope uid.ID, err error) {
	for {
		o, err := t.org(org)
		if err != nil || o == nil || o.scope() == scope {
			return scope, err
		}
		scope = o.scope()
		if fresh, err := t.holdAlone(scope); err != nil || !fresh {
			return scope, err
		}
		delete(t.orgs, org) // it may have moved until now
	}
}

func (t *tx) figureFits(scope uid.ID, name, unit, kind string, but uid.ID) error {
	var hasUnit, hasKind string
	found, err := t.one("SELECT unit, kind FROM figure_names WHERE org = ? AND name = ?", []any{scope, name}, &hasUnit, &hasKind)
	if err != nil || !found || hasUnit == unit && hasKind == kind {
		return err
	}
	var w where
	w.and("name = ? AND voided_on IS NULL AND org_id IN (SELECT id FROM orgs WHERE community_id = ? OR id = ?)", name, scope, scope)
	if !but.IsZero() {
		w.and("id <> ?", but)
	}
	borne, err := t.one("SELECT 1 FROM figures WHERE "+w.sql+" LIMIT 1", w.args, new(int))
	if err != nil || !borne {
		return err
	}
	var c problem.Check
	c.Want(hasUnit == unit, "/unit", "figure-unit", hasUnit)
	c.Want(hasKind == kind, "/kind", "figure-kind", hasKind)
	return c.Err()
}

// nameFigure keeps the name's unit and kind.
func nameFigure(t *tx, _, is record.Record, _ []record.Step) error {
	f := is.(*record.Figure)
	if f.Voided() {
		return nil
	}
	o, err := t.org(f.OrgID)
	if err != nil {
		return err
	}
	return t.takeFigureName(o.scope(), f.Name, f.Unit, string(f.Kind))
}

func (t *tx) takeFigureName(scope uid.ID, name, unit, kind string) error {
	rows, err := t.exec("INSERT INTO figure_names (org, name, unit, kind) VALUES (?, ?, ?, ?) ON CONFLICT (org, name) DO NOTHING", scope, name, unit, kind)
	if err != nil || rows == 1 {
		return err
	}
	_, err = t.exec("UPDATE figure_names SET unit = ?, kind = ? WHERE org = ? AND name = ? AND (unit <> ? OR kind <> ?)", unit, kind, scope, name, unit, kind)
	return err
}

// metricKey refuses a key that another own metric has on a path of the tree through its organisation.
func metricKey(t *tx, _, is record.Record) ([]record.Column, error) {
	m := is.(*metric.OwnMetric)
	o, err := t.org(m.OrgID)
	if err != nil || o == nil || m.Voided() {
		return nil, err
	}
	sql, args := below("org", o)
	taken, err := t.one("SELECT 1 FROM metric_keys WHERE key = ? AND metric <> ? AND "+sql+" LIMIT 1", append([]any{m.Key, m.ID}, args...), new(int))
	if err == nil && taken {
		err = problem.New(problem.Conflict, "key-taken")
	}
	return nil, err
}

// takeKey takes the key for the organisation and all below it; a voided metric gives it back.
func takeKey(t *tx, _, is record.Record, _ []record.Step) error {
	m := is.(*metric.OwnMetric)
	if _, err := t.exec("DELETE FROM metric_keys WHERE metric = ?", m.ID); err != nil || m.Voided() {
		return err
	}
	o, err := t.org(m.OrgID)
	if err != nil {
		return err
	}
	from, until := pathRange(o.path)
	_, err = t.exec("INSERT INTO metric_keys (org, key, metric) SELECT id, ?, ? FROM orgs WHERE path >= ? AND path < ?", m.Key, m.ID, from, until)
	return err
}

// figures that an organisation and all below it hold, by name.
type figureNamed struct{ name, unit, kind string }

// mayRegroup refuses a move under which two names would clash.
func (t *tx) mayRegroup(to *org) error {
	here, err := t.org(to.id)
	if err != nil || here == nil {
		return err
	}
	sql, args := below("org", here)
	clash, err := t.one(`SELECT 1 FROM metric_keys above JOIN metric_keys moved ON moved.key = above.key AND moved.metric <> above.metric
		WHERE above.org = ? AND moved.metric IN (SELECT id FROM own_metrics WHERE org_id IN (SELECT id FROM orgs WHERE path >= ? AND path < ?)) AND moved.`+sql+" LIMIT 1",
		append([]any{to.parent, args[0], args[1]}, args...), new(int))
	if err != nil {
		return err
	}
	if clash {
		return problem.New(problem.Conflict, "key-taken")
	}
	if here.scope() == to.scope() {
		return nil
	}
	for _, scope := range []uid.ID{here.scope(), to.scope()} {
		if _, err := t.holdAlone(scope); err != nil {
			return err
		}
	}
	if here, err = t.org(to.id); err != nil || here == nil { // it was forgotten with the lock, and whoever moves it wants it
		return err
	}
	figures, err := t.figuresBelow(here)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if err := t.figureFits(to.scope(), f.name, f.unit, f.kind, uid.ID{}); err != nil {
			return problem.New(problem.Conflict, "figure-unit").Because(err)
		}
	}
	return nil
}

func (t *tx) figuresBelow(o *org) (figures []figureNamed, err error) {
	sql, args := below("org_id", o)
	err = t.each("SELECT DISTINCT name, unit, kind FROM figures WHERE voided_on IS NULL AND "+sql, args, func(scan func(...any) error) error {
		var f figureNamed
		err := scan(&f.name, &f.unit, &f.kind)
		figures = append(figures, f)
		return err
	})
	return figures, err
}

// inherit gives organisations that were planted or moved the names that hold above them.
func (t *tx) inherit(root *org, moved []*org) error {
	for _, o := range moved {
		if _, err := t.exec(`DELETE FROM metric_keys WHERE org = ? AND metric NOT IN
			(SELECT id FROM own_metrics WHERE org_id IN (SELECT id FROM orgs WHERE path >= ? AND path < ?))`, rangeArgs(o.id, root)...); err != nil {
			return err
		}
		if root.parent.IsZero() {
			continue
		}
		if _, err := t.exec("INSERT INTO metric_keys (org, key, metric) SELECT ?, key, metric FROM metric_keys WHERE org = ?", o.id, root.parent); err != nil {
			return err
		}
	}
	figures, err := t.figuresBelow(root)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if err := t.takeFigureName(root.scope(), f.name, f.unit, f.kind); err != nil {
			return err
		}
	}
	return nil
}

func rangeArgs(id uid.ID, o *org) []any {
	from, until := pathRange(o.path)
	return []any{id, from, until}
}
