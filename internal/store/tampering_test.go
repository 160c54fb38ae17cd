package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/report"
	"shuzhi/internal/uid"
)

// TestTampering: whoever changes the books behind the program's back is found out.
func TestTampering(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing happens at the same time: see alone")
	}
	for name, statements := range map[string][]string{
		"nothing":             nil,
		"a body":              {"UPDATE activities SET body = replace(body, '谈心', '谈天')"},
		"an earlier body":     {"UPDATE versions SET body = replace(body, '收音机', '电视机')"},
		"a record gone":       {"DELETE FROM activities"},
		"a version gone":      {"DELETE FROM versions"},
		"a record of nobody":  {"INSERT INTO partners (id, org_id, version, shape, body, kind, tags, words) SELECT x'00000000000000000000000000000007', org_id, 1, 1, body, '', '', '' FROM activities"},
		"a version of nobody": {"UPDATE activities SET version = 2"},
		"what was done":       {"UPDATE audit SET what = 'void' WHERE resource = 'activities'"},
		"who did it":          {"UPDATE audit SET who = x'00000000000000000000000000000009' WHERE n = 1"},
		"when":                {"UPDATE audit SET at = '2020-01-01T00:00:00.000000000Z' WHERE n = 2"},
		"an entry gone":       {"DELETE FROM audit WHERE resource = 'activities'"},
		"the last entry gone": {"DELETE FROM audit WHERE n = (SELECT max(n) FROM audit b WHERE b.org = audit.org)"},
		"a chain gone":        {"DELETE FROM audit", "DELETE FROM chains"},
		"a length":            {"UPDATE chains SET n = n + 1"},
		"a head":              {"UPDATE chains SET head = zeroblob(32)"},
		"a digest":            {"UPDATE audit SET digest = zeroblob(32)"},
		"a day":               {"UPDATE activities SET held_on = '2022-03-01'"},
		"another's":           {"UPDATE activities SET org_id = (SELECT id FROM orgs WHERE kind = 'community')"},
		"a kind":              {"UPDATE activities SET kinds = 1"},
		"an amount":           {"UPDATE payments SET amount_fen = 1"},
		"a status":            {"UPDATE wishes SET fulfilled_on = '2023-03-02'"},
		"voided in secret":    {"UPDATE activities SET voided_on = '2023-03-01'"},
		"who took part":       {"DELETE FROM links WHERE role = 'participant'"},
		"who else took part":  {"INSERT INTO links (record, role, target, org, day) SELECT record, 'participant', record, org, day FROM links WHERE role = 'participant'"},
		"on which day":        {"UPDATE links SET day = '2022-03-01' WHERE role = 'participant'"},
		"who stood where":     {"UPDATE standing SET kind = 'applicant'"},
		"since when":          {"UPDATE standing SET from_day = '2020-01-01'"},
		"a step":              {"UPDATE steps SET day = '2022-03-01'"},
		"a step's body":       {"UPDATE steps SET body = replace(body, '2023-03-02', '2023-03-03')"},
		"a step gone":         {"DELETE FROM steps"},
		"the tree":            {"UPDATE orgs SET path = id WHERE kind = 'branch'"},
		"a file":              {"UPDATE contents SET content = x'00'"},
		"a file gone":         {"DELETE FROM contents WHERE content = x'666f6f'"},
		"a proof":             {"UPDATE contents SET content = replace(content, '\"numbers\"', '\"Numbers\"') WHERE content <> x'666f6f'"},
		"a proof gone":        {"DELETE FROM contents WHERE content <> x'666f6f'"},
		"what was frozen":     {"UPDATE reports SET body = replace(body, '棠梨', '海棠')"},
		"a kept total":        {"UPDATE kept SET counts = substr(counts, 1, 8) || x'02' || substr(counts, 10)"},
		"a kept name":         {"UPDATE kept SET names = substr(names, 1, 5) || x'ff' || substr(names, 7)"},
		"a total of nothing":  {"DELETE FROM activities", "DELETE FROM links", "UPDATE kept SET n = n"},
		"its code":            {"UPDATE reports SET code = '0000-0000-0000'"},
	} {
		t.Run(name, func(t *testing.T) { tamper(t, statements) })
	}
}

func tamper(t *testing.T, statements []string) {
	s, _ := newBooks(t)
	community := addOrg(t, s, record.Community, "青山社区党委", uid.ID{})
	branch := addOrg(t, s, record.Branch, "第一党支部", community)
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	own := record.Owned{OrgID: branch}
	add := func(r record.Record) uid.ID {
		t.Helper()
		r.Head().ID = uid.New()
		if _, _, err := s.Create(ctx, r, nil); err != nil {
			t.Fatal(err)
		}
		return r.Head().ID
	}
	file := add(&record.Attachment{OrgID: branch, Name: "a.pdf", MediaType: "application/pdf", Size: 3, SHA256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", Content: []byte("foo")})
	person := add(&record.Person{Owned: own, Name: "李明", Kind: record.Member})
	add(&record.Activity{Owned: own, Kind: record.Talk, Topic: "谈心", HeldOn: 20230301, Participants: record.IDs{person}, Noted: record.Noted{AttachmentIDs: record.IDs{file}}})
	add(&record.Payment{Owned: own, PersonID: person, Month: 202303, AmountFen: 1500, PaidOn: 20230305})
	wish := add(&record.Wish{Owned: own, Content: "收音机", RegisteredOn: 20230301})
	claim := record.Claim{ID: uid.New(), HelperIDs: record.IDs{person}, On: 20230302}
	if _, err := s.AddStep(ctx, new(record.Wish), wish, claim.Step(), nil); err != nil {
		t.Fatal(err)
	}
	d := &report.Draft{TemplateID: report.AnnualDebriefID, Status: report.StatusDraft, Period: calendar.YearSpan(2023), Typed: map[string]string{"0": "棠梨"}}
	d.ID, d.OrgID = uid.New(), branch
	if _, _, err := s.CreateReport(ctx, d, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finalize(ctx, d.ID, 0, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Values(ctx, metric.Query{OrgID: community, Span: calendar.YearSpan(2023), Subtree: true}); err != nil {
		t.Fatal(err)
	}
	s.KeepNow()
	err := s.tx(ctx, anyLane, func(t *tx) error {
		for _, statement := range statements {
			if _, err := t.exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	right, err := s.Verify(ctx, func(fault string) { faults = append(faults, fault) })
	if want := statements == nil; err != nil || right != want || (len(faults) == 0) != want {
		t.Errorf("it is right: %v, %v, %v", right, err, faults)
	}
}

// TestTogether: what breaks no record by itself is found out, and named.
func TestTogether(t *testing.T) {
	s, _ := newBooks(t)
	community := addOrg(t, s, record.Community, "青山社区党委", uid.ID{})
	branch := addOrg(t, s, record.Branch, "第一党支部", community)
	ctx := access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})
	for _, r := range []record.Record{
		&record.Person{Owned: record.Owned{OrgID: branch}, Name: "李明", Kind: record.Member},
		&metric.OwnMetric{OrgID: community, Key: "anti_fraud.sessions", Name: "反诈宣传", Unit: "场", Source: "activities", Aggregate: metric.Count},
		&record.Figure{Owned: record.Owned{OrgID: community}, Name: "绿地", Unit: "亩", Kind: record.FigureFlow, On: 20230301, Amount: 100},
		&record.Figure{Owned: record.Owned{OrgID: branch}, Name: "绿地", Unit: "亩", Kind: record.FigureFlow, On: 20230301, Amount: 100},
	} {
		r.Head().ID = uid.New()
		if _, _, err := s.Create(ctx, r, nil); err != nil {
			t.Fatal(err)
		}
		if person, is := r.(*record.Person); is {
			visit := &record.Activity{Header: record.Header{ID: uid.New()}, Owned: person.Owned, Kind: record.Visit, Topic: "走访", HeldOn: 20230301, Participants: record.IDs{person.ID}}
			if _, _, err := s.Create(ctx, visit, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	for statement, says := range map[string]string{
		"UPDATE people SET voided_on = '2023-03-02'":                                                               "of people, which is voided",
		"UPDATE figures SET unit = '公顷' WHERE org_id = (SELECT id FROM orgs WHERE kind = 'branch')":                "绿地 have more than one unit",
		"DELETE FROM metric_keys WHERE org = (SELECT id FROM orgs WHERE kind = 'branch')":                          "lacks the metric anti_fraud.sessions",
		"UPDATE own_metrics SET org_id = (SELECT id FROM orgs WHERE kind = 'branch') WHERE key = 'no such metric'": "",
	} {
		undone := errors.New("undone")
		err := s.tx(ctx, anyLane, func(t *tx) error {
			if _, err := t.exec(statement); err != nil {
				return err
			}
			var faults []string
			if err := t.verifyTogether(func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }); err != nil {
				return err
			}
			if len(faults) == 0 != (says == "") || len(faults) > 0 && !strings.Contains(faults[0], says) {
				return fmt.Errorf("%s: %q, want %q", statement, faults, says)
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Error(err)
		}
	}
}
