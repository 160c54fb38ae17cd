package record

import (
	"cmp"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/uid"
)

// Standing is where a person stood, and as what, on the days from From until the day before Until. Stocks are counted from it.
type Standing struct {
	Person    uid.ID
	Org       uid.ID
	Kind      PersonKind
	InService bool
	From      calendar.Date
	Until     calendar.Date
}

// A person without a first day stood from Always, and one who did not leave stands until Evermore: the first day of the
// ledger's years and the first after them. Evermore is compared, as a number and as text, and read from no body.
const (
	Always   = calendar.Date(calendar.FirstYear*10000 + 101)
	Evermore = calendar.Date((calendar.LastYear+1)*10000 + 101)
)

// Standing gives, in order and without overlap, the days on which the person stood somewhere as something, after Follow.
// It is empty for a voided person.
func (p *Person) Standing(steps []Step) (rows []Standing) {
	if p.Voided() {
		return nil
	}
	stages, moves := line(steps, SortDevelopment), line(steps, SortTransfer)
	from, until := cmp.Or(p.Since, Always), cmp.Or(p.LeftOn, Evermore)
	turns := []calendar.Date{from}
	for _, s := range slices.Concat(stages, moves) {
		if from < s.On && s.On < until {
			turns = append(turns, s.On)
		}
	}
	slices.Sort(turns)
	turns = append(slices.Compact(turns), until)
	for i, day := range turns[:len(turns)-1] {
		now := Standing{p.ID, p.orgOn(day, moves), p.kindOn(day, stages), p.InService, day, turns[i+1]}
		if now.Kind == "" || now.From >= now.Until {
			continue
		}
		if last := len(rows) - 1; last >= 0 && rows[last].Until == day && rows[last].Kind == now.Kind && rows[last].Org == now.Org {
			rows[last].Until = now.Until
			continue
		}
		rows = append(rows, now)
	}
	return rows
}

// OrgOn is where the person stood on a day, that day's transfer included; none before the first day and from left_on on.
func (p *Person) OrgOn(day calendar.Date, steps []Step) uid.ID {
	if day < p.Since || !p.LeftOn.IsZero() && day >= p.LeftOn {
		return uid.ID{}
	}
	return p.orgOn(day, line(steps, SortTransfer))
}

func (p *Person) orgOn(day calendar.Date, moves []*Step) uid.ID {
	org := cmp.Or(p.EnteredOrgID, p.OrgID)
	for _, s := range moves {
		if s.On <= day {
			org = s.ToOrgID
		}
	}
	return org
}

// kindOn is what the person was on a day. Before the step that makes the entered kind it is one stage lower, or nothing.
func (p *Person) kindOn(day calendar.Date, stages []*Step) PersonKind {
	kind := cmp.Or(p.EnteredKind, p.Kind)
	if len(stages) > 0 && stages[0].Stage.Makes() == kind {
		kind = kind.before()
	}
	for _, s := range stages {
		if s.On <= day {
			kind = s.Stage.Makes()
		}
	}
	return kind
}
