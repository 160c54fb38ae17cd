package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// kept is a street with two communities, whose totals are kept after every step.
type kept struct {
	*testing.T
	s                               *store.Store
	ctx                             context.Context
	street, north, south, northOwns uid.ID
}

func (k *kept) add(r record.Record) uid.ID {
	k.Helper()
	r.Head().ID = uid.New()
	if _, _, err := k.s.Create(k.ctx, r, nil); err != nil {
		k.Fatal(err)
	}
	return r.Head().ID
}

func (k *kept) amend(r record.Record, id uid.ID, change func(record.Record)) {
	k.Helper()
	_, err := k.s.Amend(k.ctx, r, id, 0, nil, func(r record.Record) error { change(r); return nil })
	if err != nil {
		k.Fatal(err)
	}
}

// holds wants what is kept to be what the records say, for every organisation, year and cut; and lets it be kept.
func (k *kept) holds(after string) {
	k.Helper()
	for _, org := range []uid.ID{k.street, k.north, k.south, k.northOwns} {
		for _, q := range []metric.Query{
			{OrgID: org, Subtree: true, Span: calendar.YearSpan(2022)}, {OrgID: org, Subtree: true, Span: calendar.YearSpan(2023)}, {OrgID: org, Span: calendar.YearSpan(2023), By: metric.ByMonth},
			{OrgID: org, Subtree: true, Span: calendar.YearSpan(2023), By: metric.ByOrg}, {OrgID: org, Subtree: true, Span: calendar.YearSpan(2023), By: metric.ByQuarter},
			{OrgID: org, Subtree: true, Span: calendar.Span{From: 20230201, To: 20230430}},
		} {
			values, err := k.s.Values(k.ctx, q)
			if err != nil {
				k.Fatal(err)
			}
			straight, err := k.s.Straight(k.ctx, q)
			if err != nil {
				k.Fatal(err)
			}
			if wrong := answersOtherwise(k.ctx, k.s, q, straight); wrong != "" {
				k.Errorf("after %s: %s", after, wrong)
			}
			for i := range values {
				if !reflect.DeepEqual(values[i], straight[i]) {
					k.Errorf("after %s: kept is %+v, counted is %+v", after, values[i], straight[i])
				}
			}
		}
	}
	k.s.KeepNow()
}

// answersOtherwise compares what is answered, with what is remembered of the answer before, with a straight count.
func answersOtherwise(ctx context.Context, s *store.Store, q metric.Query, straight []metric.Value) string {
	answer, err := s.Answer(ctx, q, func(v []metric.Value) ([]byte, error) { return json.Marshal(v) })
	want, wantErr := json.Marshal(straight)
	if err := errors.Join(err, wantErr); err != nil {
		return err.Error()
	}
	if bytes.Equal(answer.Body, want) {
		return ""
	}
	return fmt.Sprintf("%+v is answered by %s, counted are %s", q, answer.Body, want)
}

// TestKeptTotalsFollowEveryChange of a day, an organisation, a step, a void.
func TestKeptTotalsFollowEveryChange(t *testing.T) {
	k := &kept{T: t, s: storetest.New(t), ctx: access.With(context.Background(), access.Caller{ID: uid.New(), Role: access.Admin})}
	k.street = k.add(&record.Org{Kind: record.Committee, Name: "街道"})
	k.north = k.add(&record.Org{Kind: record.Community, Name: "北苑", ParentID: k.street})
	k.south = k.add(&record.Org{Kind: record.Community, Name: "南苑", ParentID: k.street})
	k.northOwns = k.add(&record.Org{Kind: record.Branch, Name: "第一党支部", ParentID: k.north})
	own := record.Owned{OrgID: k.northOwns}
	k.holds("nothing")

	members := 7
	a := k.add(&record.Activity{Owned: own, Kind: record.ThemeDay, Topic: "甲", HeldOn: 20230315, Headcount: &record.Headcount{Members: &members}, JointOrgIDs: record.IDs{k.north}})
	k.holds("an activity")
	k.amend(new(record.Activity), a, func(r record.Record) { r.(*record.Activity).HeldOn = 20230401 })
	k.holds("another month")
	k.amend(new(record.Activity), a, func(r record.Record) { r.(*record.Activity).HeldOn = 20221231 })
	k.holds("another year")
	k.amend(new(record.Activity), a, func(r record.Record) { r.(*record.Activity).Kind = record.Visit })
	k.holds("another kind")
	if err := k.s.Void(k.ctx, new(record.Activity), a, 0, nil, "重复"); err != nil {
		t.Fatal(err)
	}
	k.holds("a void")
	if _, err := k.s.Restore(k.ctx, new(record.Activity), a); err != nil {
		t.Fatal(err)
	}
	k.holds("a restored activity")
	k.add(&record.Activity{Owned: record.Owned{OrgID: k.south}, Kind: record.Visit, Topic: "共建", HeldOn: 20230405, JointOrgIDs: record.IDs{k.north}})
	k.holds("a joint activity of another owner")

	w := k.add(&record.Wish{Owned: own, Content: "收音机", RegisteredOn: 20221230})
	k.holds("a wish")
	p := k.add(&record.Person{Owned: own, Name: "李明", Kind: record.Applicant})
	claim, fulfil := record.Claim{ID: uid.New(), HelperIDs: record.IDs{p}, On: 20230202}, record.Fulfilment{ID: uid.New(), On: 20230303}
	if _, err := k.s.AddStep(k.ctx, new(record.Wish), w, claim.Step(), nil); err != nil {
		t.Fatal(err)
	}
	k.holds("a claim")
	if _, err := k.s.AddStep(k.ctx, new(record.Wish), w, fulfil.Step(), nil); err != nil {
		t.Fatal(err)
	}
	k.holds("a fulfilment, by which the rate of its month of registration changes too")
	if err := k.s.DeleteStep(k.ctx, new(record.Wish), w, fulfil.ID, 0, "误"); err != nil {
		t.Fatal(err)
	}
	k.holds("a fulfilment taken back")
	partner := k.add(&record.Partner{Owned: own, Name: "供电所", Kind: record.JointPartner})
	k.add(&record.Wish{Owned: own, Content: "台灯", RegisteredOn: 20230203, FulfilledOn: 20230204, HelperIDs: record.IDs{p}, PartnerIDs: record.IDs{partner}})
	k.holds("a wish that a partner fulfilled, new in a month that was counted")
	k.add(&record.Activity{Owned: own, Kind: record.DebriefMeeting, Topic: "述职", HeldOn: 20230205, Presenters: record.Presenters{{Organization: "妇联"}}, PartnerIDs: record.IDs{partner}, Participants: record.IDs{p}})
	k.holds("an activity that names somebody, new in a month that was counted")

	e := k.add(&record.GridEvent{Owned: own, Type: record.Demand, Title: "路灯", ReportedOn: 20230110, ResolvedOn: 20230212})
	k.holds("a demand")
	k.amend(new(record.GridEvent), e, func(r record.Record) { r.(*record.GridEvent).Type = record.Hazard })
	k.holds("a hazard of it")
	pay := k.add(&record.Payment{Owned: own, PersonID: p, Month: 202303, AmountFen: 1500, PaidOn: 20230305})
	k.add(&record.Remittance{Owned: record.Owned{OrgID: k.north}, AmountFen: 700, RemittedOn: 20230330})
	k.holds("dues")
	k.amend(new(record.Payment), pay, func(r record.Record) { r.(*record.Payment).AmountFen = 1600 })
	k.holds("another amount")
	x := k.add(&record.Rectification{Owned: record.Owned{OrgID: k.north}, Year: 2022, Problem: "甲"})
	k.amend(new(record.Rectification), x, func(r record.Record) { r.(*record.Rectification).DoneOn = 20230401 })
	k.holds("a rectification")

	develop := record.DevelopmentStep{ID: uid.New(), Stage: record.StageActivist, On: 20230310}
	if _, err := k.s.AddStep(k.ctx, new(record.Person), p, develop.Step(), nil); err != nil {
		t.Fatal(err)
	}
	k.holds("a step of development")
	move := record.Transfer{ID: uid.New(), ToOrgID: k.south, On: 20230301}
	if _, err := k.s.AddStep(k.ctx, new(record.Person), p, move.Step(), nil); err != nil {
		t.Fatal(err)
	}
	k.holds("a transfer before it, by which it counts elsewhere")
	if err := k.s.Void(k.ctx, new(record.Payment), pay, 0, nil, "误"); err != nil {
		t.Fatal(err)
	}
	k.holds("dues voided")
	gone := k.add(&record.Person{Owned: own, Name: "王芳", Kind: record.Applicant})
	apply := record.DevelopmentStep{ID: uid.New(), Stage: record.StageActivist, On: 20230411}
	if _, err := k.s.AddStep(k.ctx, new(record.Person), gone, apply.Step(), nil); err != nil {
		t.Fatal(err)
	}
	k.holds("another's step")
	if err := k.s.Void(k.ctx, new(record.Person), gone, 0, nil, "误"); err != nil {
		t.Fatal(err)
	}
	k.holds("a person voided, with the steps")
	if _, err := k.s.Restore(k.ctx, new(record.Person), gone); err != nil {
		t.Fatal(err)
	}
	k.holds("a person restored")
	k.amend(new(record.Org), k.south, func(r record.Record) { r.(*record.Org).ParentID = k.north })
	k.holds("a moved organisation")
	if right, err := k.s.Verify(k.ctx, func(fault string) { t.Error(fault) }); err != nil || !right {
		t.Errorf("verify: %v %v", right, err)
	}
}

// TestOldDefinitionIsCountedByItself: a final report keeps the definitions by which it was counted. Where the program has another by
// now, under the same key, what is kept is of another number.
func TestOldDefinitionIsCountedByItself(t *testing.T) {
	k := &kept{T: t, s: storetest.New(t), ctx: access.With(t.Context(), access.Caller{Role: access.Admin})}
	k.north = k.add(&record.Org{Kind: record.Community, Name: "北苑"})
	k.add(&record.Activity{Owned: record.Owned{OrgID: k.north}, Kind: record.Visit, Topic: "走访", HeldOn: 20230301})
	was := *metric.BuiltIn("theory_study.sessions")
	was.Where = metric.Filter{"kind": {"collective_study", "visit"}}
	for _, to := range []calendar.Date{20231230, 20231231} { // counted straight, and kept
		v, err := k.s.CountBy(k.ctx, &was, metric.Query{OrgID: k.north, Subtree: true, Span: calendar.Span{From: 20230101, To: to}})
		if err != nil {
			t.Fatal(err)
		}
		if v[0].Value == nil || *v[0].Value != 1 {
			t.Errorf("to %s: %+v, want 1", to, v[0])
		}
	}
}
