package store

import (
	"bytes"
	"context"
	"fmt"

	"shuzhi/internal/uid"
)

// Verify holds the books against themselves: the database's own check, and each audit chain from its first entry to its
// head and length, with the content of every version that it speaks of, and all that is counted with the records it was made of. complain is told each fault. right says there was none.
func (s *Store) Verify(ctx context.Context, complain func(string)) (right bool, err error) {
	right = true
	fault := func(format string, args ...any) {
		right = false
		complain(fmt.Sprintf(format, args...))
	}
	complaints, err := s.dialect.check(s.readers.WithContext(ctx))
	if err != nil {
		return false, fmt.Errorf("check the database: %w", err)
	}
	for _, c := range complaints {
		fault("database: %s", c)
	}
	err = s.snapshot(ctx, func(t *tx) error {
		if err := t.verifyChains(fault); err != nil {
			return err
		}
		if err := t.verifyRows(fault); err != nil {
			return err
		}
		return t.verifyKept(fault)
	})
	return right && err == nil, err
}

func (t *tx) verifyChains(fault func(string, ...any)) error {
	type end struct {
		n    int64
		head []byte
	}
	ends := map[uid.ID]end{}
	err := t.each("SELECT org, n, head FROM chains", nil, func(scan func(...any) error) error {
		var org uid.ID
		var e end
		err := scan(&org, &e.n, &e.head)
		ends[org] = e
		return err
	})
	if err != nil {
		return err
	}
	var last entry
	close := func() {
		if e, known := ends[last.org]; last.n > 0 && (!known || e.n != last.n || !bytes.Equal(e.head, last.hash())) {
			fault("organisation %s: the audit ends at entry %d, its head says %d", last.org, last.n, e.n)
		}
		delete(ends, last.org)
	}
	err = t.each("SELECT org, n, prev, at, who, what, resource, record, version, salt, digest FROM audit ORDER BY org, n", nil, func(scan func(...any) error) error {
		var e entry
		var salt []byte
		if err := scan(&e.org, &e.n, &e.prev, &e.at, &e.who, &e.what, &e.resource, &e.record, &e.version, &salt, &e.digest); err != nil {
			return err
		}
		if e.org != last.org {
			close()
			last = entry{org: e.org}
		}
		if e.n != last.n+1 || last.n == 0 && len(e.prev) > 0 || last.n > 0 && !bytes.Equal(e.prev, last.hash()) {
			fault("organisation %s: audit entry %d does not follow entry %d", e.org, e.n, last.n)
		}
		last = e
		return nil
	})
	if err != nil {
		return err
	}
	close()
	for org, e := range ends {
		if e.n > 0 {
			fault("organisation %s: the audit's %d entries are gone", org, e.n)
		}
	}
	return t.verifyContent(fault)
}

// verifyContent compares what the audit says of each version with the version itself. Where the salt was erased with
// the content there is nothing to compare.
func (t *tx) verifyContent(fault func(string, ...any)) error {
	for _, k := range byResource {
		for _, q := range []string{
			"SELECT a.org, a.n, a.salt, a.digest, r.body FROM audit a JOIN " + k.table + " r ON r.id = a.record AND r.version = a.version WHERE a.salt IS NOT NULL AND a.resource = ?",
			"SELECT a.org, a.n, a.salt, a.digest, v.body FROM audit a JOIN versions v ON v.record = a.record AND v.version = a.version WHERE a.salt IS NOT NULL AND a.resource = ?",
		} {
			err := t.each(q, []any{k.resource}, func(scan func(...any) error) error {
				var e entry
				var salt []byte
				var body string
				if err := scan(&e.org, &e.n, &salt, &e.digest, &body); err != nil {
					return err
				}
				if !bytes.Equal(saltedDigest(salt, []byte(body)), e.digest) {
					fault("organisation %s: the %s of audit entry %d is not what was written", e.org, k.resource, e.n)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		// Every living version must have its entry, and every entry its version.
		lost, err := t.one("SELECT 1 FROM "+k.table+" r WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.record = r.id AND a.version = r.version) LIMIT 1", nil, new(int))
		if err != nil {
			return err
		}
		if lost {
			fault("%s: a record has a version that the audit does not know", k.resource)
		}
		gone, err := t.one(`SELECT 1 FROM audit a WHERE a.resource = ? AND a.salt IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `+k.table+` r WHERE r.id = a.record AND r.version = a.version)
			AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.record = a.record AND v.version = a.version) LIMIT 1`, []any{k.resource}, new(int))
		if err != nil {
			return err
		}
		if gone {
			fault("%s: the audit knows a version that is gone", k.resource)
		}
	}
	return nil
}
