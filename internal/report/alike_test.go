package report

import (
	"strings"
	"testing"

	"shuzhi/internal/calendar"
)

// TestFilledIsCheckedAlike fills every sentence of the corpus with numbers and checks what comes of it: what a blank was bound to, its
// number must be a claim of, over the same days and records.
func TestFilledIsCheckedAlike(t *testing.T) {
	s, called := village(t, corpus)
	right, all := 0, 0
	for n, e := range examples(t, corpus) {
		if e.held && !*heldOut {
			continue
		}
		slots := Read(e.text, nil)
		Resolve(e.text, slots, s)
		answers := map[int]Answer{}
		for _, q := range Questions(slots, s.Period) {
			for _, i := range q.Slots {
				answers[i] = answer(q.Metric, []int64{0, 1, 7, 12, 345, 6700, 1234500}[(n+i)%7], 10)
			}
		}
		texts := map[int]string{}
		for _, slot := range slots {
			if slot.Kind == KindText {
				texts[slot.Index] = "12"
			}
		}
		f := Fill(Template{Text: e.text, Slots: slots}, Subject{Period: s.Period, Name: "阳光社区党委", SuperiorName: "青山街道党工委"}, answers, texts)
		claims := map[int]Claim{}
		for _, c := range Check(f.Text, s) {
			claims[c.core.From] = c
		}
		for _, slot := range f.Slots {
			if slot.Kind != KindMetric || slot.Unfilled {
				continue
			}
			all++
			c, claimed := claims[slot.Start]
			who := called[slot.OrgID] + called[slot.AreaID]
			if slot.Span = nil; claimed && c.Period != nil && *c.Period == *slot.Period {
				c.span = nil
			}
			if is, was := label(slot.Binding, who), labelOf(c, called); claimed && (was == is || c.reckoned) {
				right++
			} else {
				t.Logf("%s: %s is filled as %s %v, checked as %s", strings.ReplaceAll(f.Text, "\n", "⏎"), slot.Display, is, slot.Period, was)
			}
		}
	}
	if t.Logf("%d of %d", right, all); right*100 < all*98 {
		t.Errorf("only %d of %d numbers are checked as they were filled", right, all)
	}
}

// TestDaysToCome leaves a blank of days after the report's unfilled, as a number of them is no claim.
func TestDaysToCome(t *testing.T) {
	half, year := calendar.Span{From: 20230101, To: 20230630}, calendar.YearSpan(2023)
	for _, c := range []struct {
		text   string
		period calendar.Span
		filled bool
	}{
		{"下半年解决诉求x件", half, false}, {"第三季度解决诉求x件", half, false}, {"7月解决诉求x件", half, false}, {"2024年解决诉求x件", year, false},
		{"下半年解决诉求x件", year, true}, {"第三季度解决诉求x件", calendar.Span{From: 20230701, To: 20230930}, true}, {"6月解决诉求x件", half, true}, {"2023年解决诉求x件", half, true},
		{"第四季度解决诉求x件", calendar.Span{From: 20230101, To: 20231220}, true},
	} {
		s, _ := town(c.period)
		slots := Read(c.text, nil)
		Resolve(c.text, slots, s)
		claims := Check(strings.ReplaceAll(c.text, "x", "35"), s)
		asked := len(Questions(slots, c.period)) == 1
		if asked != c.filled || asked != (slots[0].Reason == "") || !asked && slots[0].Reason != unmatchedTime || (len(claims) == 1) != c.filled {
			t.Errorf("%s, %v: filled %v (%s), %d claims", c.text, c.period, asked, slots[0].Reason, len(claims))
		}
	}
}
