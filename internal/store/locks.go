package store

import (
	"slices"

	"shuzhi/internal/uid"
)

// Where several write to one database, a transaction sees what others have committed and nothing of what they are about to. So whoever
// relies on what another may change holds a lock until the commit, and reads after it has it. Each is one row, found by its key:
//
//   - an organisation's chain: what is written to its own records comes one after another (lock, head);
//   - the tree's stamp: organisations, areas and own metrics are planted, moved and voided one after another;
//   - an organisation's row, shared: something that it holds is named; alone: something that it holds is voided, or a figure's name is
//     taken within it.
//
// SQLite has one writer, and needs none of them.
type locks struct {
	tree   bool
	shared map[uid.ID]bool
	alone  map[uid.ID]bool
}

func newLocks() locks { return locks{shared: map[uid.ID]bool{}, alone: map[uid.ID]bool{}} }

// hold takes what a change of such a record of an organisation needs alone, before anything else is read.
func (t *tx) hold(k *kind, org uid.ID) (err error) {
	switch {
	case k.stale == staleTree:
		err = t.holdTree()
	case k.table == "figures" && t.s.dialect.shared && !org.IsZero():
		_, err = t.holdScope(org)
	}
	return err
}

// holdTree keeps all others from changing the tree.
func (t *tx) holdTree() error {
	if !t.s.dialect.shared || t.group.locks.tree {
		return nil
	}
	const stamp = "SELECT 1 FROM stamps WHERE org = ?"
	there, err := t.one(stamp+t.s.dialect.forUpdate, []any{noOrg}, new(int))
	if err == nil && !there { // before the first change of the tree
		if _, err = t.exec("INSERT INTO stamps (org, n) VALUES (?, 0) ON CONFLICT (org) DO NOTHING", noOrg); err == nil {
			_, err = t.one(stamp+t.s.dialect.forUpdate, []any{noOrg}, new(int))
		}
	}
	if err != nil {
		return err
	}
	clear(t.orgs)
	t.group.locks.tree = true
	t.undo = append(t.undo, func() { t.group.locks.tree = false })
	return nil
}

// holdShared keeps what organisations hold from being voided by others. fresh says that it may have been a moment ago, so that what
// was read of it must be read again.
func (t *tx) holdShared(orgs ...uid.ID) (fresh bool, err error) {
	if t.group == nil || !t.s.dialect.shared {
		return false, nil
	}
	g := t.group
	slices.SortFunc(orgs, uid.Compare)
	for _, org := range orgs {
		if org.IsZero() || g.heads[org] != nil || g.locks.shared[org] || g.locks.alone[org] {
			continue
		}
		if err := t.holdRow(org, t.s.dialect.forShare, g.locks.shared); err != nil {
			return false, err
		}
		fresh = true
	}
	return fresh, nil
}

// holdWhole keeps others from naming what an organisation holds: those who write to it, and those who do not.
func (t *tx) holdWhole(org uid.ID) error {
	if org.IsZero() || !t.s.dialect.shared {
		return nil
	}
	if _, err := t.head(org); err != nil {
		return err
	}
	_, err := t.holdAlone(org)
	return err
}

// holdAlone takes an organisation's row. fresh is as holdShared says.
func (t *tx) holdAlone(org uid.ID) (fresh bool, err error) {
	if org.IsZero() || !t.s.dialect.shared || t.group.locks.alone[org] {
		return false, nil
	}
	return true, t.holdRow(org, t.s.dialect.forUpdate, t.group.locks.alone)
}

func (t *tx) holdRow(org uid.ID, strength string, held map[uid.ID]bool) error {
	if _, err := t.one("SELECT 1 FROM orgs WHERE id = ?"+strength, []any{org}, new(int)); err != nil {
		return err
	}
	delete(t.orgs, org)
	held[org] = true
	t.undo = append(t.undo, func() { delete(held, org) }) // its lock goes with the savepoint
	return nil
}
