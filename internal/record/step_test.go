package record

import (
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
)

func claim(on calendar.Date, helpers ...byte) Step {
	return Claim{On: on, HelperIDs: ids(helpers)}.Step()
}
func release(on calendar.Date) Step { return Release{On: on}.Step() }
func fulfil(on calendar.Date, helpers ...byte) Step {
	return Fulfilment{On: on, HelperIDs: ids(helpers)}.Step()
}
func withdraw(on calendar.Date) Step              { return Withdrawal{On: on, Reason: "已搬走"}.Step() }
func to(s GridEventStatus, on calendar.Date) Step { return Transition{To: s, On: on}.Step() }

func ids(numbers []byte) (list IDs) {
	for _, n := range numbers {
		list = append(list, id(n))
	}
	return list
}

func TestWishFollows(t *testing.T) {
	for name, c := range map[string]struct {
		steps []Step // kept before
		sent  *Step
		want  string // status, claimed_on, fulfilled_on, withdrawn_on, helpers; or the problem
	}{
		"none":                         {nil, nil, "open    []"},
		"claimed":                      {nil, ptr(claim(20230305, 4, 5)), "claimed 2023-03-05   [4 5]"},
		"claimed on the first day":     {nil, ptr(claim(20230301, 4)), "claimed 2023-03-01   [4]"},
		"given up":                     {noted(claim(20230305, 4)), ptr(release(20230305)), "open 2023-03-05   []"},
		"claimed again":                {noted(claim(20230305, 4), release(20230306)), ptr(claim(20230307, 5)), "claimed 2023-03-05   [5]"},
		"fulfilled by the claimers":    {noted(claim(20230305, 4, 5)), ptr(fulfil(20230309)), "fulfilled 2023-03-05 2023-03-09  [4 5]"},
		"fulfilled by others":          {noted(claim(20230305, 4)), ptr(fulfil(20230309, 5)), "fulfilled 2023-03-05 2023-03-09  [5]"},
		"fulfilled at once":            {nil, ptr(fulfil(20230309, 5)), "fulfilled 2023-03-09 2023-03-09  [5]"},
		"fulfilled by nobody named":    {nil, ptr(fulfil(20230309)), "fulfilled 2023-03-09 2023-03-09  []"},
		"fulfilled after giving up":    {noted(claim(20230305, 4), release(20230306)), ptr(fulfil(20230309)), "fulfilled 2023-03-05 2023-03-09  []"},
		"withdrawn":                    {noted(claim(20230305, 4)), ptr(withdraw(20230306)), "withdrawn 2023-03-05  2023-03-06 []"},
		"claimed twice":                {noted(claim(20230305, 4)), ptr(claim(20230306, 5)), "conflict wish-not-open"},
		"given up unclaimed":           {nil, ptr(release(20230306)), "conflict wish-not-claimed"},
		"fulfilled twice":              {noted(fulfil(20230309, 4)), ptr(fulfil(20230309, 4)), "conflict wish-already-fulfilled"},
		"withdrawn after fulfilment":   {noted(fulfil(20230309, 4)), ptr(withdraw(20230310)), "conflict wish-already-fulfilled"},
		"claimed after withdrawal":     {noted(withdraw(20230309)), ptr(claim(20230310, 4)), "conflict wish-withdrawn"},
		"claimed by nobody":            {nil, ptr(claim(20230305)), "/helper_ids:required"},
		"helpers twice, no day":        {nil, ptr(fulfil(0, 4, 4)), "/on:required /helper_ids/1:repeated"},
		"tomorrow":                     {nil, ptr(fulfil(today+1, 4)), "/on:future"},
		"before the first day":         {nil, ptr(claim(20230228, 4)), "/on:before-the-first-day"},
		"before the step before":       {noted(claim(20230305, 4)), ptr(fulfil(20230304)), "/on:before-the-last-step"},
		"state is said before the day": {noted(fulfil(20230305, 4)), ptr(withdraw(20230304)), "conflict wish-already-fulfilled"},
	} {
		w := Wish{Header: Header{ID: id(1)}, Content: "c", RegisteredOn: 20230301}
		steps := c.steps
		if c.sent != nil {
			steps = then(steps, *c.sent)
		}
		slices.Reverse(steps) // the order in which they come says nothing
		got := faults(t, w.Follow(steps, today))
		if got == "" {
			got = strings.Join([]string{string(w.Status), w.ClaimedOn.String(), w.FulfilledOn.String(), w.WithdrawnOn.String(), numbers(w.HelperIDs)}, " ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func numbers(list IDs) string {
	said := make([]string, len(list))
	for i, id := range list {
		said[i] = string('0' + id[15])
	}
	return "[" + strings.Join(said, " ") + "]"
}

// What a new wish or grid event brings along is steps, which it then follows; a bad day is named where it was given.
func TestFirstSteps(t *testing.T) {
	for name, c := range map[string]struct {
		is   Stepped
		want string
	}{
		"wish":                       {&Wish{RegisteredOn: 20230301}, ""},
		"wish, helpers":              {&Wish{RegisteredOn: 20230301, HelperIDs: IDs{id(4)}}, "claim 2023-03-01 [4]"},
		"wish, fulfilled":            {&Wish{RegisteredOn: 20230301, FulfilledOn: 20230309}, "fulfil 2023-03-09 []"},
		"wish, both":                 {&Wish{RegisteredOn: 20230301, FulfilledOn: 20230309, HelperIDs: IDs{id(4)}}, "fulfil 2023-03-09 [4]"},
		"wish, too soon":             {&Wish{RegisteredOn: 20230301, FulfilledOn: 20230201}, "/fulfilled_on:before-the-first-day"},
		"wish, no day":               {&Wish{HelperIDs: IDs{id(4)}}, "/registered_on:required"},
		"grid event":                 {&GridEvent{ReportedOn: 20230301}, ""},
		"grid event, resolved":       {&GridEvent{ReportedOn: 20230301, ResolvedOn: 20230302}, "accepted 2023-03-01 [], resolved 2023-03-02 []"},
		"grid event, resolved later": {&GridEvent{ReportedOn: 20230301, ResolvedOn: today + 1}, "/resolved_on:future"},
		"person":                     {&Person{Kind: Member}, ""},
	} {
		steps := c.is.FirstSteps()
		got := faults(t, c.is.Follow(steps, today))
		if got == "" {
			var said []string
			for _, s := range steps {
				said = append(said, s.Word()+" "+s.On.String()+" "+numbers(s.HelperIDs))
			}
			got = strings.Join(said, ", ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	e := GridEvent{ReportedOn: 20230301, ResolvedOn: 20230302}
	if err := e.Follow(e.FirstSteps(), today); err != nil || e.Status != EventResolved || e.ResolvedOn != 20230302 {
		t.Errorf("resolved at once: %v %v %v", e.Status, e.ResolvedOn, err)
	}
	w := Wish{RegisteredOn: 20230301, HelperIDs: IDs{id(4)}}
	if err := w.Follow(w.FirstSteps(), today); err != nil || w.Status != WishClaimed || w.ClaimedOn != 20230301 || len(w.HelperIDs) != 1 {
		t.Errorf("claimed at once: %v %v %v %v", w.Status, w.ClaimedOn, w.HelperIDs, err)
	}
}

func TestGridEventFollows(t *testing.T) {
	path := func(through ...GridEventStatus) (steps []Step) {
		for i, s := range through {
			steps = append(steps, to(s, calendar.Date(20230302+i)))
		}
		return noted(steps...)
	}
	for name, c := range map[string]struct {
		steps []Step
		sent  *Step
		want  string
	}{
		"none":                         {nil, nil, "reported "},
		"accepted":                     {nil, ptr(to(EventAccepted, 20230301)), "accepted "},
		"rejected":                     {nil, ptr(to(EventRejected, 20230302)), "rejected "},
		"resolved":                     {path(EventAccepted), ptr(to(EventResolved, 20230302)), "resolved 2023-03-02"},
		"closed":                       {path(EventAccepted, EventResolved), ptr(to(EventClosed, 20230401)), "closed 2023-03-03"},
		"resolved above":               {path(EventAccepted, EventEscalated), ptr(to(EventResolved, 20230401)), "resolved 2023-04-01"},
		"resolved without acceptance":  {nil, ptr(to(EventResolved, 20230302)), "conflict transition-not-allowed"},
		"rejected after acceptance":    {path(EventAccepted), ptr(to(EventRejected, 20230302)), "conflict transition-not-allowed"},
		"closed from above":            {path(EventAccepted, EventEscalated), ptr(to(EventClosed, 20230401)), "conflict transition-not-allowed"},
		"after rejection":              {path(EventRejected), ptr(to(EventAccepted, 20230401)), "conflict transition-not-allowed"},
		"after closing":                {path(EventAccepted, EventResolved, EventClosed), ptr(to(EventAccepted, 20230401)), "conflict transition-not-allowed"},
		"reported anew":                {nil, ptr(to(EventReported, 20230302)), "conflict transition-not-allowed"},
		"unknown":                      {nil, ptr(to("done", 0)), "/on:required /to:unknown"},
		"before it was reported":       {nil, ptr(to(EventAccepted, 20230228)), "/on:before-the-first-day"},
		"resolved before the handling": {path(EventAccepted), ptr(to(EventResolved, 20230301)), "/on:before-the-last-step"},
	} {
		e := GridEvent{ReportedOn: 20230301}
		steps := c.steps
		if c.sent != nil {
			steps = then(steps, *c.sent)
		}
		got := faults(t, e.Follow(steps, today))
		if got == "" {
			got = string(e.Status) + " " + e.ResolvedOn.String()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// A correction is judged as a new step is, and so is a change of the record's own first day.
func TestCorrections(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Wish, []Step) error
		want   string
	}{
		"helpers of the claim reach the fulfilment": {func(_ *Wish, steps []Step) error {
			p := steps[0].Patch()
			p.HelperIDs = IDs{id(8)}
			return steps[0].Correct(p)
		}, "fulfilled 2023-03-05 2023-03-09 [8]"},
		"the last day": {func(_ *Wish, steps []Step) error {
			p := steps[1].Patch()
			p.On = 20230305
			return steps[1].Correct(p)
		}, "fulfilled 2023-03-05 2023-03-05 [4]"},
		"the last day, too soon": {func(_ *Wish, steps []Step) error {
			p := steps[1].Patch()
			p.On = 20230304
			return steps[1].Correct(p)
		}, "/on:before-the-last-step"},
		"the first day, too late": {func(_ *Wish, steps []Step) error {
			p := steps[0].Patch()
			p.On = 20230310
			return steps[0].Correct(p)
		}, "/on:after-the-next-step"},
		"no day": {func(_ *Wish, steps []Step) error {
			p := steps[0].Patch()
			p.On = 0
			return steps[0].Correct(p)
		}, "/on:required"},
		"what a claim does not have": {func(_ *Wish, steps []Step) error {
			p := steps[0].Patch()
			p.Note, p.Stage, p.To, p.ToOrgID, p.HandlerID, p.Reason, p.TalkedOn, p.ApprovedOn = "n", StageFull, EventClosed, id(1), id(2), "r", today, today
			return steps[0].Correct(p)
		}, "/step:not-of-this-step /to:not-of-this-step /to_org_id:not-of-this-step /handler_id:not-of-this-step /note:not-of-this-step /reason:not-of-this-step /talked_on:not-of-this-step /approved_on:not-of-this-step"},
		"the wish was registered later": {func(w *Wish, _ []Step) error {
			w.RegisteredOn = 20230306
			return nil
		}, "/registered_on:after-the-first-step"},
		"the wish was registered earlier": {func(w *Wish, _ []Step) error {
			w.RegisteredOn = 20230201
			return nil
		}, "fulfilled 2023-03-05 2023-03-09 [4]"},
	} {
		w := Wish{Header: Header{ID: id(1)}, Content: "c", RegisteredOn: 20230301}
		steps := noted(claim(20230305, 4), fulfil(20230309))
		err := c.change(&w, steps)
		if err == nil {
			err = w.Follow(steps, today)
		}
		got := faults(t, err)
		if got == "" {
			got = strings.Join([]string{string(w.Status), w.ClaimedOn.String(), w.FulfilledOn.String(), numbers(w.HelperIDs)}, " ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	steps := noted(to(EventAccepted, 20230302), to(EventResolved, 20230303))
	p := steps[1].Patch()
	p.To, p.HandlerID, p.Note = EventEscalated, id(4), "n"
	if err := steps[1].Correct(p); err != nil {
		t.Fatal(err)
	}
	e := GridEvent{ReportedOn: 20230301}
	if err := e.Follow(steps, today); err != nil || e.Status != EventEscalated || !e.ResolvedOn.IsZero() {
		t.Errorf("corrected to escalated: %v %v %v", e.Status, e.ResolvedOn, err)
	}
}

func TestSameSort(t *testing.T) {
	for _, c := range []struct {
		a, b StepSort
		want bool
	}{
		{SortClaim, SortFulfil, true}, {SortRelease, SortWithdraw, true}, {SortTransition, SortTransition, true},
		{SortDevelopment, SortTransfer, false}, {SortTransfer, SortTransfer, true},
	} {
		if got := SameSort(Step{Sort: c.a}, Step{Sort: c.b}); got != c.want {
			t.Errorf("%s, %s: %v", c.a, c.b, got)
		}
	}
}
