package record

import (
	"fmt"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/uid"
)

func develop(s Stage, on calendar.Date) Step   { return DevelopmentStep{Stage: s, On: on}.Step() }
func transfer(org byte, on calendar.Date) Step { return Transfer{ToOrgID: id(org), On: on}.Step() }

// stood writes where and as what a person stands, and stood.
func stood(p *Person, steps []Step) string {
	said := []string{fmt.Sprintf("%s %c", p.Kind, '0'+p.OrgID[15])}
	for _, s := range p.Standing(steps) {
		from, until := s.From.String(), s.Until.String()
		if s.From == Always {
			from = ""
		}
		if s.Until == Evermore {
			until = ""
		}
		said = append(said, fmt.Sprintf("%s %c %s..%s", s.Kind, '0'+s.Org[15], from, until))
	}
	return strings.Join(said, ", ")
}

func TestPersonFollows(t *testing.T) {
	for name, c := range map[string]struct {
		is    Person
		steps []Step
		sent  *Step
		want  string
	}{
		"none":                   {Person{Kind: Member}, nil, nil, "member 1, member 1 .."},
		"here for a while":       {Person{Kind: Volunteer, Since: 20200101, LeftOn: 20230601}, nil, nil, "volunteer 1, volunteer 1 2020-01-01..2023-06-01"},
		"left as they came":      {Person{Kind: Resident, Since: 20200101, LeftOn: 20200101}, nil, nil, "resident 1"},
		"voided":                 {Person{Header: Header{VoidedOn: today}, Kind: Member}, nil, nil, "member 1"},
		"a volunteer applies":    {Person{Kind: Volunteer}, nil, ptr(develop(StageApplication, 20230105)), "applicant 1, volunteer 1 ..2023-01-05, applicant 1 2023-01-05.."},
		"an applicant's own":     {Person{Kind: Applicant}, nil, ptr(develop(StageApplication, 20230105)), "applicant 1, applicant 1 2023-01-05.."},
		"and one further":        {Person{Kind: Applicant}, noted(develop(StageApplication, 20230105)), ptr(develop(StageActivist, 20230401)), "activist 1, applicant 1 2023-01-05..2023-04-01, activist 1 2023-04-01.."},
		"a candidate's own":      {Person{Kind: Candidate, Since: 20210101}, nil, ptr(develop(StageCandidate, 20230105)), "candidate 1, activist 1 2021-01-01..2023-01-05, candidate 1 2023-01-05.."},
		"passed kinds":           {Person{Kind: Candidate}, nil, ptr(develop(StageProbationary, 20230105)), "probationary 1, candidate 1 ..2023-01-05, probationary 1 2023-01-05.."},
		"own, given later":       {Person{Kind: Candidate}, noted(develop(StageProbationary, 20230105)), ptr(develop(StageCandidate, 20220105)), "probationary 1, activist 1 ..2022-01-05, candidate 1 2022-01-05..2023-01-05, probationary 1 2023-01-05.."},
		"a member's own":         {Person{Kind: Member}, nil, ptr(develop(StageFull, 20230105)), "member 1, probationary 1 ..2023-01-05, member 1 2023-01-05.."},
		"several on one day":     {Person{Kind: Resident}, noted(develop(StageApplication, 20230105)), ptr(develop(StageActivist, 20230105)), "activist 1, resident 1 ..2023-01-05, activist 1 2023-01-05.."},
		"on the first day":       {Person{Kind: Applicant, Since: 20230105}, nil, ptr(develop(StageActivist, 20230105)), "activist 1, activist 1 2023-01-05.."},
		"skipping":               {Person{Kind: Applicant}, nil, ptr(develop(StageCandidate, 20230105)), "/step:out-of-order"},
		"skipping in between":    {Person{Kind: Applicant}, noted(develop(StageActivist, 20220105)), ptr(develop(StageProbationary, 20230105)), "/step:out-of-order"},
		"twice":                  {Person{Kind: Applicant}, noted(develop(StageActivist, 20220105)), ptr(develop(StageActivist, 20230105)), "/step:out-of-order"},
		"two below":              {Person{Kind: Candidate}, nil, ptr(develop(StageActivist, 20220105)), "/step:out-of-order"},
		"a member further":       {Person{Kind: Member}, nil, ptr(develop(StageProbationary, 20220105)), "/step:out-of-order"},
		"before the stage":       {Person{Kind: Applicant}, noted(develop(StageActivist, 20220105)), ptr(develop(StageCandidate, 20220104)), "/on:before-the-last-step"},
		"own, after the next":    {Person{Kind: Candidate}, noted(develop(StageProbationary, 20230105)), ptr(develop(StageCandidate, 20230106)), "/on:after-the-next-step"},
		"unknown":                {Person{Kind: Applicant}, nil, ptr(develop("oath", 0)), "/on:required /step:unknown"},
		"tomorrow":               {Person{Kind: Applicant}, nil, ptr(DevelopmentStep{Stage: StageActivist, On: today + 1, TalkedOn: today + 1, ApprovedOn: today + 1}.Step()), "/on:future /talked_on:future /approved_on:future"},
		"before they came":       {Person{Kind: Applicant, Since: 20230201}, nil, ptr(develop(StageActivist, 20230131)), "/on:before-the-first-day"},
		"when they had left":     {Person{Kind: Applicant, LeftOn: 20230201}, nil, ptr(develop(StageActivist, 20230201)), "/on:after-the-last-day"},
		"moved":                  {Person{Kind: Member}, nil, ptr(transfer(2, 20230601)), "member 2, member 1 ..2023-06-01, member 2 2023-06-01.."},
		"moved and back":         {Person{Kind: Member, Since: 20200101}, noted(transfer(2, 20230601)), ptr(transfer(1, 20230901)), "member 1, member 1 2020-01-01..2023-06-01, member 2 2023-06-01..2023-09-01, member 1 2023-09-01.."},
		"moved twice in a day":   {Person{Kind: Member}, noted(transfer(2, 20230601)), ptr(transfer(3, 20230601)), "member 3, member 1 ..2023-06-01, member 3 2023-06-01.."},
		"there and back at once": {Person{Kind: Member}, noted(transfer(2, 20230601)), ptr(transfer(1, 20230601)), "member 1, member 1 .."},
		"moved to where one is":  {Person{Kind: Member}, noted(transfer(2, 20230601)), ptr(transfer(2, 20230901)), "/to_org_id:already-there"},
		"moved nowhere":          {Person{Kind: Member}, nil, ptr(Transfer{}.Step()), "/on:required /to_org_id:required"},
		"moved back in time":     {Person{Kind: Member}, noted(transfer(2, 20230601)), ptr(transfer(3, 20230501)), "/on:before-the-last-step"},
		"moved and developed":    {Person{Kind: Applicant}, noted(transfer(2, 20230601)), ptr(develop(StageActivist, 20230301)), "activist 2, applicant 1 ..2023-03-01, activist 1 2023-03-01..2023-06-01, activist 2 2023-06-01.."},
	} {
		p, steps := c.is, c.steps
		p.ID, p.OrgID = id(9), id(1)
		got := faults(t, p.Follow(steps, today)) // as it was kept
		if c.sent != nil && got == "" {
			steps = then(steps, *c.sent)
			got = faults(t, p.Follow(steps, today))
		}
		if got == "" {
			got = stood(&p, steps)
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// Taking steps back leads to what was entered, and only then may the kind be patched again.
func TestPersonBackAndForth(t *testing.T) {
	p := Person{Header: Header{ID: id(9)}, Owned: Owned{id(1)}, Kind: Applicant}
	steps := noted(develop(StageActivist, 20220301), transfer(2, 20220601), develop(StageCandidate, 20230401), transfer(3, 20230601))
	for _, c := range []struct {
		steps []Step
		want  string
	}{
		{nil, "applicant 1"}, {steps[:1], "activist 1"}, {steps[:2], "activist 2"}, {steps, "candidate 3"}, {steps, "candidate 3"},
		{steps[:3], "candidate 2"}, {steps[:2], "activist 2"}, {steps[:1], "activist 1"}, {nil, "applicant 1"},
	} {
		if err := p.Follow(c.steps, today); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%s %c", p.Kind, '0'+p.OrgID[15]); got != c.want {
			t.Errorf("after %d steps: got %s, want %s", len(c.steps), got, c.want)
		}
		if has := len(c.steps) > 0; has != (p.Stage != "") || has != (p.EnteredKind == Applicant) || (len(c.steps) > 1) != (p.EnteredOrgID == id(1)) {
			t.Errorf("after %d steps: stage %q, entered %q %s", len(c.steps), p.Stage, p.EnteredKind, p.EnteredOrgID)
		}
	}
	p.Kind = Volunteer
	if err := p.Follow(nil, today); err != nil || p.Kind != Volunteer {
		t.Errorf("patched without steps: %v %v", p.Kind, err)
	}
	p.Kind = Applicant
	if err := p.Follow(steps[:1], today); err != nil {
		t.Fatal(err)
	}
	p.Kind = Member
	if got := faults(t, p.Follow(steps[:1], today)); got != "/kind:follows-steps" {
		t.Errorf("patched with steps: %s", got)
	}
}

// A step of development counts where the person stood on its day, that day's transfer included.
func TestWhereStepsCount(t *testing.T) {
	p := Person{Header: Header{ID: id(9)}, Owned: Owned{id(1)}, Kind: Applicant, Since: 20200101, LeftOn: 20231201}
	steps := noted(develop(StageActivist, 20220531), develop(StageCandidate, 20230601), transfer(2, 20230601), transfer(3, 20230901))
	if err := p.Follow(steps, today); err != nil {
		t.Fatal(err)
	}
	if steps[0].Org != id(1) || steps[1].Org != id(2) || !steps[2].Org.IsZero() || steps[2].FromOrgID != id(1) || steps[3].FromOrgID != id(2) {
		t.Errorf("%v", steps)
	}
	for day, want := range map[calendar.Date]uid.ID{20191231: {}, 20200101: id(1), 20230531: id(1), 20230601: id(2), 20230901: id(3), 20231130: id(3), 20231201: {}} {
		if got := p.OrgOn(day, steps); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
	p.VoidedOn = today
	if err := p.Follow(steps, today); err != nil || !steps[0].Org.IsZero() {
		t.Errorf("a voided person's step counts at %s, %v", steps[0].Org, err)
	}
}

// The person's own days are judged by the steps that were kept, and named themselves.
func TestPersonsOwnDays(t *testing.T) {
	for want, p := range map[string]Person{
		"/since:after-the-first-step":      {Kind: Applicant, Since: 20220302},
		"/left_on:not-after-the-last-step": {Kind: Applicant, LeftOn: 20230401},
		"":                                 {Kind: Applicant, Since: 20220301, LeftOn: 20230402},
	} {
		steps := noted(develop(StageActivist, 20220301), develop(StageCandidate, 20230401))
		if got := faults(t, p.Follow(steps, today)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestIntervals(t *testing.T) {
	talked := func(on, talked calendar.Date) Step {
		return DevelopmentStep{Stage: StageApplication, On: on, TalkedOn: talked}.Step()
	}
	approved := func(s Stage, on, approved calendar.Date) Step {
		return DevelopmentStep{Stage: s, On: on, ApprovedOn: approved}.Step()
	}
	for name, c := range map[string]struct {
		before *Step
		s      Step
		want   string
		source Text
	}{
		"a year to the day":       {ptr(develop(StageActivist, 20220301)), develop(StageCandidate, 20230301), "", ""},
		"a day less":              {ptr(develop(StageActivist, 20220301)), develop(StageCandidate, 20230228), "activist_under_one_year", "《中国共产党发展党员工作细则》（2014年）第十三条"},
		"from a leap day":         {ptr(develop(StageActivist, 20240229)), develop(StageCandidate, 20250228), "", ""},
		"to a leap year":          {ptr(develop(StageActivist, 20230228)), develop(StageCandidate, 20240228), "", ""},
		"edition of 2026":         {ptr(develop(StageProbationary, 20260101)), develop(StageFull, 20260518), "probation_under_one_year", "《中国共产党发展党员工作细则》（2026年修订）第三十一条"},
		"the day before":          {ptr(develop(StageProbationary, 20260101)), develop(StageFull, 20260517), "probation_under_one_year", "《中国共产党发展党员工作细则》（2014年）第三十二条"},
		"before every edition":    {ptr(develop(StageProbationary, 20130101)), develop(StageFull, 20130601), "probation_under_one_year", ""},
		"no activist on file":     {nil, develop(StageCandidate, 20230301), "", ""},
		"activist at once":        {ptr(develop(StageApplication, 20230301)), develop(StageActivist, 20230301), "", ""},
		"talked within a month":   {nil, talked(20230131, 20230228), "", ""},
		"talked later":            {nil, talked(20230131, 20230301), "talk_over_one_month", "《中国共产党发展党员工作细则》（2014年）"},
		"approved in time":        {nil, approved(StageProbationary, 20230131, 20230430), "", ""},
		"approved late":           {nil, approved(StageProbationary, 20230131, 20230501), "approval_over_three_months", "《中国共产党发展党员工作细则》（2014年）"},
		"approved very late":      {nil, approved(StageProbationary, 20260601, 20261202), "approval_over_six_months", "《中国共产党发展党员工作细则》（2026年修订）第二十五条"},
		"full, approved late":     {nil, approved(StageFull, 20230131, 20230501), "approval_over_three_months", "《中国共产党发展党员工作细则》（2014年）第三十四条"},
		"a telephone in the note": {nil, DevelopmentStep{Stage: StageActivist, On: 20230301, Note: "13812345678"}.Step(), "looks-personal", ""},
		"a withdrawn wish":        {nil, Withdrawal{On: 20230301, Reason: "13812345678"}.Step(), "looks-personal", ""},
	} {
		steps := []Step{c.s}
		if c.before != nil {
			steps = append(steps, *c.before)
		}
		found := c.s.Warnings(steps)
		if got := rules(found); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		} else if len(found) > 0 && found[0].Source != c.source {
			t.Errorf("%s: from %q, want %q", name, found[0].Source, c.source)
		}
	}
}

func TestAnonymize(t *testing.T) {
	p := Person{Name: "李明", WorkUnit: "医院", Tags: Strings{"离退休"}, Kind: Member}
	p.Anonymize()
	if p.Name == "李明" || p.WorkUnit != "" || p.Tags != nil || faults(t, p.Validate(today)) != "" {
		t.Errorf("%+v", p)
	}
}

func TestAssess(t *testing.T) {
	p := Person{}
	for _, c := range []struct {
		a    AssessedDues
		news bool
		want string
	}{
		{AssessedDues{2023, 1500}, true, "[{2023 1500}]"}, {AssessedDues{2023, 1500}, false, "[{2023 1500}]"}, {AssessedDues{2022, 0}, true, "[{2022 0} {2023 1500}]"},
		{AssessedDues{2023, 2000}, true, "[{2022 0} {2023 2000}]"}, {AssessedDues{1, 1}, false, "[{2022 0} {2023 2000}]"},
	} {
		news, err := p.Assess(c.a)
		if got := fmt.Sprint(p.Assessed); news != c.news || got != c.want || (err != nil) != (c.a.Year == 1) {
			t.Errorf("%v: %v %s %v", c.a, news, got, err)
		}
	}
}
