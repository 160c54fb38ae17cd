package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"shuzhi/internal/uid"
)

// verifyRows holds every record against all that was made of it: its columns, its links, its steps, where a person stood, and
// the paths of the trees. Totals are counted from nothing else, so they say what the records say if this holds.
func (t *tx) verifyRows(fault func(string, ...any)) error {
	tables, _, err := t.tables()
	if err != nil {
		return err
	}
	for _, resource := range slices.Sorted(maps.Keys(byResource)) {
		k := byResource[resource]
		i := slices.IndexFunc(tables, func(each table) bool { return each.name == k.table })
		if err := t.verifyKind(k, tables[i], fault); err != nil {
			return fmt.Errorf("verify %s: %w", resource, err)
		}
	}
	if err := t.verifyTree("orgs", fault); err != nil {
		return err
	}
	if err := t.verifyTree("areas", fault); err != nil {
		return err
	}
	if err := t.verifyTogether(fault); err != nil {
		return fmt.Errorf("verify records against each other: %w", err)
	}
	return t.verifyFiles(fault)
}

// verifyTree wants every path to be that of the parent, and itself.
func (t *tx) verifyTree(table string, fault func(string, ...any)) error {
	paths := map[uid.ID][]byte{}
	return t.each("SELECT id, parent_id, path FROM "+table+" ORDER BY path", nil, func(scan func(...any) error) error {
		var id, parent uid.ID
		var path []byte
		if err := scan(&id, &parent, &path); err != nil {
			return err
		}
		if paths[id] = path; !bytes.Equal(path, slices.Concat(paths[parent], id[:])) || !parent.IsZero() && paths[parent] == nil {
			fault("%s %s: it does not stand below its parent", table, id)
		}
		return nil
	})
}
