package store_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestValuesAreWhatTheRecordsSay holds every number, its series, the year before and the records behind it against a naive
// count over the records as they are answered, for random histories and questions.
func TestValuesAreWhatTheRecordsSay(t *testing.T) {
	now := time.Date(lastDay.Year(), time.Month(lastDay.Month()), lastDay.Day(), 12, 0, 0, 0, storetest.Noon.Location())
	s := storetest.Open(t, t.TempDir(), func() time.Time { return now })
	rapid.Check(t, func(t *rapid.T) {
		h := live(t, s)
		for range 2 { // what was counted is kept, and more happens
			b := h.read()
			for range 3 {
				h.ask(b)
			}
			s.KeepNow()
			for range rapid.IntRange(0, 4).Draw(t, "more") {
				pick(t, h.activity, h.wish, h.event, h.money, h.rectification, h.figures, h.person, h.step, h.change, h.change)()
			}
		}
	})
}

// ask compares the answers to one random question.
func (h *history) ask(b *book) {
	q := metric.Query{OrgID: pick(h.T, h.orgs...), Subtree: h.chance(70), By: pick(h.T, "", metric.ByMonth, metric.ByQuarter, metric.ByOrg, metric.ByArea)}
	if b.orgs[q.OrgID] == nil {
		q.OrgID = h.street
	}
	switch pick(h.T, 0, 0, 0, 1, 2, 3) {
	case 0:
		q.Span = calendar.YearSpan(pick(h.T, 2021, 2022, 2023, 2024))
	case 1:
		q.Span = calendar.Span{From: calendar.MustDay(2021, 7, 1), To: calendar.MustDay(2023, 2, 28)}
	case 3:
		from := calendar.MustDay(pick(h.T, 2021, 2022, 2023), pick(h.T, 1, 4, 9), 1)
		q.Span = calendar.Span{From: from, To: from.AddMonths(pick(h.T, 1, 3, 14)).AddDays(-1)}
	default:
		a, c := h.day(), h.day()
		q.Span = calendar.Span{From: min(a, c), To: max(a, c)}
	}
	if h.chance(25) {
		if q.AreaID = pick(h.T, h.areas...); b.areas[q.AreaID] == nil {
			q.AreaID = uid.ID{}
		}
	}
	q.Tag = maybe(h, 25, func() string { return pick(h.T, "反诈", "反诈宣传", "tag", "养老%_", "无") })
	values, err := h.s.Values(h.ctx, q)
	if err != nil {
		h.Fatalf("%+v: %v", q, err)
	}
	if straight, err := h.s.Straight(h.ctx, q); err != nil || !reflect.DeepEqual(straight, values) {
		h.Errorf("%+v: what is kept comes to %+v, what is counted to %+v, %v", q, values, straight, err)
	}
	h.asked = append(h.asked, q)
	for range 2 { // again, after what was changed since
		again := pick(h.T, h.asked...)
		straight, err := h.s.Straight(h.ctx, again)
		if err != nil {
			h.Fatal(err)
		}
		if wrong := answersOtherwise(h.ctx, h.s, again, straight); wrong != "" {
			h.Error(wrong)
		}
	}
	seen := map[string]bool{}
	for _, v := range values {
		seen[v.Metric] = true
		h.compare(b, q, v)
	}
	for key, n := range numbers {
		lacks := q.Tag != "" && !n.tagged || (q.By == metric.ByArea || !q.AreaID.IsZero()) && !n.placed
		if seen[key] == lacks && !strings.HasPrefix(key, metric.FiguresPrefix) {
			h.Errorf("%s is answered for %+v: %t", key, q, seen[key])
		}
	}
}

// compare holds one value against the naive count.
func (h *history) compare(b *book, q metric.Query, v metric.Value) {
	n, known := numbers[v.Metric]
	if !known {
		h.Fatalf("nobody knows how to count %s", v.Metric)
	}
	asked := sight{q.OrgID, q.Subtree, q.Span, q.AreaID, q.Tag}
	want := n.count(b, asked)
	if show(v.Value) != show(want.value) || v.Records != want.records {
		h.Errorf("%s of %+v is %s with %d records, want %s with %d", v.Metric, q, show(v.Value), v.Records, show(want.value), want.records)
	}
	before := asked
	before.span = q.Span.YearBefore(1)
	earlier := n.count(b, before)
	if earlier.records == 0 {
		earlier.value = nil
	}
	if show(v.Previous) != show(earlier.value) {
		h.Errorf("%s of %+v was %s before, want %s", v.Metric, q, show(v.Previous), show(earlier.value))
	}
	series := b.parts(q, asked)
	if len(series) != len(v.Series) {
		h.Fatalf("%s of %+v has %d parts, want %d", v.Metric, q, len(v.Series), len(series))
	}
	for i, p := range series {
		if got, want := v.Series[i], n.count(b, p.sight); got.Key != p.key || show(got.Value) != show(want.value) {
			h.Errorf("%s of %+v is %s in %s, want %s in %s", v.Metric, q, show(got.Value), got.Key, show(want.value), p.key)
		}
	}
	if h.chance(10) || n.rare && h.chance(50) {
		h.compareRecords(b, q, v, want)
	}
}

// compareRecords turns the pages of the records behind a value.
func (h *history) compareRecords(b *book, q metric.Query, v metric.Value, want answer) {
	var ids []uid.ID
	var after store.Place
	for page := 0; ; page++ {
		behind, err := h.s.MetricRecords(h.ctx, v.Metric, q, 3, after)
		if err != nil || page > 100 {
			h.Fatalf("%s of %+v: %v", v.Metric, q, err)
		}
		for _, r := range behind.Items {
			ids = append(ids, r.ID)
		}
		if want.value != nil && (behind.Named == nil) != (want.named == nil) || len(behind.Named) != len(want.named) {
			h.Errorf("%s of %+v names %d, want %d", v.Metric, q, len(behind.Named), len(want.named))
		}
		if after = behind.Next; after.ID.IsZero() {
			break
		}
	}
	slices.SortFunc(ids, func(a, b uid.ID) int { return slices.Compare(a[:], b[:]) })
	if ids = slices.Compact(ids); int64(len(ids)) != want.records {
		h.Errorf("behind %s of %+v stand %d records, want %d", v.Metric, q, len(ids), want.records)
	}
}

func show(n *int64) string {
	if n == nil {
		return "null"
	}
	return fmt.Sprint(*n)
}

// book is every living record of a history, as it is answered.
type book struct {
	today          calendar.Date
	orgs           map[uid.ID]*record.Org
	areas          map[uid.ID]*record.Area
	orgOrder       []uid.ID
	people         []stepped
	partners       []*record.Partner
	activities     []*record.Activity
	wishes         []*record.Wish
	events         []*record.GridEvent
	payments       []*record.Payment
	remittances    []*record.Remittance
	rectifications []*record.Rectification
	figures        []*record.Figure
	precinct       uid.ID // that an own metric is about
}

// stepped is a person with their steps.
type stepped struct {
	*record.Person
	steps []record.Step
}

// all reads every page of a list.
func all[T any, R interface {
	*T
	record.Record
}](h *history) (found []*T) {
	q := store.Query{OrgID: h.street, Limit: 200}
	for {
		page, err := h.s.List(h.ctx, R(new(T)), q)
		if err != nil {
			h.Fatal(err)
		}
		for _, kept := range page.Items {
			r := new(T)
			if err := json.Unmarshal(kept.Body, r); err != nil {
				h.Fatal(err)
			}
			found = append(found, r)
		}
		if q.After = page.Next; q.After.ID.IsZero() {
			return found
		}
	}
}

func (h *history) read() *book {
	b := &book{today: h.s.Today(), precinct: h.areas[0], orgs: map[uid.ID]*record.Org{}, areas: map[uid.ID]*record.Area{},
		partners: all[record.Partner](h), activities: all[record.Activity](h), wishes: all[record.Wish](h), events: all[record.GridEvent](h), payments: all[record.Payment](h),
		remittances: all[record.Remittance](h), rectifications: all[record.Rectification](h), figures: all[record.Figure](h)}
	for _, o := range all[record.Org](h) {
		b.orgs[o.ID], b.orgOrder = o, append(b.orgOrder, o.ID)
	}
	for _, a := range all[record.Area](h) {
		b.areas[a.ID] = a
	}
	for _, p := range all[record.Person](h) {
		bodies, err := h.s.Steps(h.ctx, p, p.ID)
		if err != nil {
			h.Fatal(err)
		}
		with := stepped{p, make([]record.Step, len(bodies))}
		for i, body := range bodies {
			if err := json.Unmarshal(body, &with.steps[i]); err != nil {
				h.Fatal(err)
			}
			with.steps[i].Seq = int64(i)
		}
		b.people = append(b.people, with)
	}
	return b
}

// sight is what a count looks at.
type sight struct {
	org     uid.ID
	subtree bool
	span    calendar.Span
	area    uid.ID
	tag     string
}

type part struct {
	key   string
	sight sight
}

// parts cuts a question as its series does.
func (b *book) parts(q metric.Query, asked sight) (parts []part) {
	cut := func(of []calendar.Part) {
		for _, p := range of {
			s := asked
			s.span = p.Span
			parts = append(parts, part{p.Key, s})
		}
	}
	switch q.By {
	case metric.ByMonth:
		cut(q.Span.Months())
	case metric.ByQuarter:
		cut(q.Span.Quarters())
	case metric.ByOrg:
		for _, id := range b.orgOrder {
			if b.orgs[id].ParentID == q.OrgID {
				s := asked
				s.org, s.subtree = id, true
				parts = append(parts, part{id.String(), s})
			}
		}
	case metric.ByArea:
		for _, id := range b.areaOrder() {
			s := asked
			if b.nameable(b.areas[id].OrgID, q.OrgID) && b.at(id, asked) {
				s.area = id
				parts = append(parts, part{id.String(), s})
			}
		}
	}
	return parts
}

// areaOrder is parents first, each followed by what lies below it.
func (b *book) areaOrder() (order []uid.ID) {
	var path func(id uid.ID) string
	path = func(id uid.ID) string {
		if id.IsZero() {
			return ""
		}
		return path(b.areas[id].ParentID) + string(id[:])
	}
	for id := range b.areas {
		order = append(order, id)
	}
	slices.SortFunc(order, func(a, c uid.ID) int { return strings.Compare(path(a), path(c)) })
	return order
}

// nameable reports whether an organisation may name what the holder keeps: it lies at or below it, or is its community.
func (b *book) nameable(holder, org uid.ID) bool {
	if b.below(holder, org) {
		return true
	}
	for o := b.orgs[org]; o != nil; o = b.orgs[o.ParentID] {
		if o.Kind == record.Community {
			return o.ID == holder
		}
	}
	return false
}

func (b *book) below(org, top uid.ID) bool {
	for ; !org.IsZero(); org = b.orgs[org].ParentID {
		if org == top {
			return true
		}
		if b.orgs[org] == nil {
			return false
		}
	}
	return false
}

// in reports whether what an organisation holds is looked at.
func (b *book) in(org uid.ID, s sight) bool { return org == s.org || s.subtree && b.below(org, s.org) }

// at reports whether what lies in an area is looked at.
func (b *book) at(area uid.ID, s sight) bool {
	for ; !area.IsZero() && !s.area.IsZero(); area = b.areas[area].ParentID {
		if area == s.area {
			return true
		}
	}
	return s.area.IsZero()
}

func (s sight) tagged(tags record.Strings) bool { return s.tag == "" || slices.Contains(tags, s.tag) }
