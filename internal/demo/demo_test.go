package demo_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/demo"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// books are those of one test, filled on a day.
type books struct {
	*testing.T
	*store.Store
	ctx   context.Context
	today calendar.Date
}

func open(t *testing.T, today calendar.Date) *books {
	noon := time.Date(today.Year(), time.Month(today.Month()), today.Day(), 12, 0, 0, 0, storetest.Noon.Location())
	s := storetest.Open(t, t.TempDir(), func() time.Time { return noon })
	return &books{t, s, access.With(t.Context(), access.Caller{ID: uid.New(), Role: access.Admin}), today}
}

func (b *books) fill() {
	b.Helper()
	begun := time.Now()
	if err := demo.Fill(context.Background(), b.Store, b.today); err != nil {
		b.Fatal(err)
	}
	b.Logf("filled on %s in %s", b.today, time.Since(begun).Round(time.Millisecond))
}

// all reads every record of a kind.
func all[R record.Record](b *books, fresh func() R) (records []R) {
	b.Helper()
	for q := (store.Query{Limit: 200}); ; {
		page, err := b.List(b.ctx, fresh(), q)
		if err != nil {
			b.Fatal(err)
		}
		for _, kept := range page.Items {
			r := fresh()
			if err := json.Unmarshal(kept.Body, r); err != nil {
				b.Fatal(err)
			}
			records = append(records, r)
		}
		if q.After = page.Next; q.After.ID.IsZero() {
			return records
		}
	}
}

func (b *books) orgs(kind record.OrgKind) []*record.Org {
	return slices.DeleteFunc(all(b, func() *record.Org { return new(record.Org) }), func(o *record.Org) bool { return o.Kind != kind })
}

// values are all numbers of the street in a year.
func (b *books) values(year int) map[string]metric.Value {
	b.Helper()
	list, err := b.Values(b.ctx, metric.Query{OrgID: b.orgs(record.Committee)[0].ID, Span: calendar.YearSpan(year), Subtree: true, By: metric.ByMonth})
	if err != nil {
		b.Fatal(err)
	}
	values := map[string]metric.Value{}
	for _, v := range list {
		values[v.Metric] = v
	}
	return values
}

var days = []calendar.Date{
	calendar.MustDay(2023, 12, 31), calendar.MustDay(2024, 1, 1), calendar.MustDay(2024, 2, 29), calendar.MustDay(2026, 7, 15),
}

func TestFill(t *testing.T) {
	for _, today := range days {
		t.Run(today.String(), func(t *testing.T) {
			b := open(t, today)
			b.fill()
			b.hasEveryNumber()
			b.hasEveryStatus()
			b.isWarnedOfNothing()
			if ok, err := b.Verify(b.ctx, func(line string) { t.Log(line) }); err != nil || !ok {
				t.Errorf("verify: %t, %v", ok, err)
			}
			lines := b.audit()
			t.Log(lines)
			if b.fill(); !maps.Equal(lines, b.audit()) {
				t.Errorf("filled twice: %v", b.audit())
			}
		})
	}
}

// hasEveryNumber looks at last year: no number of the catalogue is nothing, and all dues have gone up.
func (b *books) hasEveryNumber() {
	last := b.today.Year() - 1
	values := b.values(last)
	for _, d := range metric.Catalogue {
		if v := values[d.Key]; v.Value == nil || *v.Value == 0 {
			b.Errorf("%s %s is %s", d.Key, d.Name, v.Display)
		}
	}
	if *values["figures:传单"].Value == 0 || *values["anti_fraud.sessions"].Value < 6 {
		b.Errorf("figures %v, own metric %v", values["figures:传单"], values["anti_fraud.sessions"])
	}
	for _, o := range append(b.orgs(record.Committee), b.orgs(record.Community)...) {
		balance, err := b.DuesBalance(b.ctx, o.ID, last)
		if err != nil || !balance.FullyRemitted || balance.RemittedFen != balance.CollectedFen {
			b.Errorf("%s: %+v, %v", o.Name, balance, err)
		}
	}
}

func (b *books) hasEveryStatus() {
	seen := map[string]int{}
	for _, w := range all(b, func() *record.Wish { return new(record.Wish) }) {
		seen["wish "+string(w.Status)]++
	}
	for _, e := range all(b, func() *record.GridEvent { return new(record.GridEvent) }) {
		seen["event "+string(e.Status)]++
		seen["type "+string(e.Type)]++
		seen["source "+string(e.Source)]++
	}
	for _, r := range all(b, func() *record.Rectification { return new(record.Rectification) }) {
		seen["rectification "+string(r.Status)]++
	}
	for _, w := range slices.Concat(words("wish ", record.WishStatusWords), words("event ", record.GridEventStatusWords), words("type ", record.GridEventTypeWords),
		words("source ", record.GridEventSourceWords), words("rectification ", record.RectificationStatusWords)) {
		if seen[w] == 0 {
			b.Errorf("no %s among %v", w, seen)
		}
	}
}

func words[K ~string](prefix string, list []record.Word[K]) (words []string) {
	for _, w := range list {
		words = append(words, prefix+string(w.Kind))
	}
	return words
}

// isWarnedOfNothing wants every stage to be taken in the intervals of the rules, one transfer, and no personal details.
func (b *books) isWarnedOfNothing() {
	people := all(b, func() *record.Person { return new(record.Person) })
	seen := map[record.Stage]int{}
	for _, p := range people {
		bodies, err := b.Steps(b.ctx, p, p.ID)
		if err != nil {
			b.Fatal(err)
		}
		steps := make([]record.Step, len(bodies))
		for i, body := range bodies {
			if err := json.Unmarshal(body, &steps[i]); err != nil {
				b.Fatal(err)
			}
		}
		for i := range steps {
			seen[steps[i].Stage]++
			if found := steps[i].Warnings(steps); found != nil {
				b.Errorf("%s, %s: %v", p.Name, steps[i].On, found)
			}
		}
	}
	for _, w := range record.StageWords {
		if seen[w.Kind] == 0 {
			b.Errorf("nobody took the step %s", w.Word)
		}
	}
	if seen[""] != 1 {
		b.Errorf("%d transfers, want 1", seen[""])
	}
	warned(b, people)
	warned(b, all(b, func() *record.Activity { return new(record.Activity) }))
	warned(b, all(b, func() *record.Payment { return new(record.Payment) }))
}

func warned[R record.Warner](b *books, records []R) {
	for _, r := range records {
		if found := r.Warnings(); found != nil {
			b.Errorf("%+v: %v", r, found)
		}
	}
}

// audit says how often what was done to which sort of record.
func (b *books) audit() map[string]int {
	lines := map[string]int{}
	for q := (store.AuditQuery{Limit: 200}); ; {
		page, err := b.Audit(b.ctx, q)
		if err != nil {
			b.Fatal(err)
		}
		for _, line := range page.Items {
			lines[line.What+" "+line.Resource]++
			lines[line.What]++
		}
		if q.After = page.Next; q.After.ID.IsZero() {
			return lines
		}
	}
}

func TestTheSameDayMakesTheSameStreet(t *testing.T) {
	var answers []string
	for range 2 {
		b := open(t, calendar.MustDay(2024, 1, 1))
		b.fill()
		answer, err := json.Marshal([]any{b.values(2023), b.values(2024)})
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, string(answer))
	}
	if answers[0] != answers[1] {
		t.Errorf("two streets of one day differ:\n%s\n%s", answers[0], answers[1])
	}
}

func TestBooksWithAnOrganisationStayAsTheyAre(t *testing.T) {
	b := open(t, calendar.MustDay(2024, 1, 1))
	o := &record.Org{Header: record.Header{ID: uid.New()}, Kind: record.Community, Name: "青山社区党总支"}
	if _, _, err := b.Create(b.ctx, o, nil); err != nil {
		t.Fatal(err)
	}
	b.fill()
	if err := b.Void(b.ctx, o, o.ID, 0, nil, "录入有误"); err != nil {
		t.Fatal(err)
	}
	b.fill()
	if orgs := all(b, func() *record.Org { return new(record.Org) }); len(orgs) != 0 {
		t.Errorf("%d organisations beside the voided one", len(orgs))
	}
}
