package store_test

import (
	"cmp"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// The naive counts of people, organisations, areas, partners and figures.

func (b *book) founded(s sight) answer {
	n := 0
	for _, o := range b.orgs {
		if b.in(o.ID, s) && o.Kind == record.Branch && s.span.Contains(o.Since) && s.tagged(o.Tags) {
			n++
		}
	}
	return plain(n)
}

func steps(stages ...record.Stage) naive {
	return naive{count: func(b *book, s sight) answer {
		n := 0
		for _, p := range b.people {
			for _, step := range p.steps {
				if step.Sort == record.SortDevelopment && slices.Contains(stages, step.Stage) && s.span.Contains(step.On) && b.in(p.OrgOn(step.On, p.steps), s) {
					n++
				}
			}
		}
		return plain(n)
	}}
}

// stock counts what stands on the last day, or today; nothing is known of days to come.
func stock(b *book, s sight, count func(day calendar.Date) int) answer {
	if s.span.From > b.today {
		return answer{}
	}
	return plain(count(min(s.span.To, b.today)))
}

func stands(since, until, day calendar.Date) bool {
	return since <= day && day < cmp.Or(until, record.Evermore)
}

func peopleWhere(ok func(p stepped, kind record.PersonKind) bool) naive {
	return naive{tagged: true, count: func(b *book, s sight) answer {
		return stock(b, s, func(day calendar.Date) (n int) {
			for _, p := range b.people {
				for _, at := range p.Standing(p.steps) {
					if stands(at.From, at.Until, day) && b.in(at.Org, s) && s.tagged(p.Tags) && ok(p, at.Kind) {
						n++
					}
				}
			}
			return n
		})
	}}
}

func peopleOf(kinds ...record.PersonKind) naive {
	return peopleWhere(func(_ stepped, kind record.PersonKind) bool { return slices.Contains(kinds, kind) })
}

func people(inService bool, kinds ...record.PersonKind) naive {
	return peopleWhere(func(p stepped, kind record.PersonKind) bool {
		return p.InService == inService && slices.Contains(kinds, kind)
	})
}

func (b *book) orgsWhere(s sight, ok func(*record.Org) bool) answer {
	return stock(b, s, func(day calendar.Date) (n int) {
		for _, o := range b.orgs {
			if b.in(o.ID, s) && stands(o.Since, o.ClosedOn, day) && s.tagged(o.Tags) && ok(o) {
				n++
			}
		}
		return n
	})
}

func orgs(kinds ...record.OrgKind) naive {
	return naive{tagged: true, count: func(b *book, s sight) answer {
		return b.orgsWhere(s, func(o *record.Org) bool { return slices.Contains(kinds, o.Kind) })
	}}
}

func (b *book) taggedOrgs(s sight) answer {
	return b.orgsWhere(s, func(o *record.Org) bool { return slices.Contains(o.Tags, "tag") })
}

func (b *book) partnersTotal(s sight) answer {
	return stock(b, s, func(day calendar.Date) (n int) {
		for _, p := range b.partners {
			if b.in(p.OrgID, s) && stands(p.Since, p.LeftOn, day) && s.tagged(p.Tags) {
				n++
			}
		}
		return n
	})
}

func areas(kind record.AreaKind) naive {
	return naive{placed: true, count: func(b *book, s sight) answer {
		return stock(b, s, func(day calendar.Date) (n int) {
			for _, a := range b.areas {
				if b.in(a.OrgID, s) && a.Kind == kind && stands(a.Since, a.ClosedOn, day) && b.at(a.ID, s) {
					n++
				}
			}
			return n
		})
	}}
}

func figures(ok func(*record.Figure) bool) naive {
	return naive{tagged: true, placed: true, rare: true, count: func(b *book, s sight) answer {
		type spot struct {
			name      string
			org, area uid.ID
		}
		var n answer
		n.add(contribution{})
		latest := map[spot]*record.Figure{}
		units, stocks := map[string]bool{}, false
		for _, f := range b.figures {
			if !ok(f) || !b.in(f.OrgID, s) || !b.at(f.AreaID, s) || !s.tagged(f.Tags) {
				continue
			}
			units[f.Unit+string(f.Kind)] = true
			stocks = stocks || f.Kind == record.FigureStock
			if at := (spot{f.Name, f.OrgID, f.AreaID}); f.Kind == record.FigureStock && f.On <= s.span.To {
				if old := latest[at]; old == nil || old.On < f.On || old.On == f.On && slices.Compare(old.ID[:], f.ID[:]) < 0 {
					latest[at] = f
				}
			}
			if f.Kind == record.FigureFlow && s.span.Contains(f.On) {
				n.add(contribution{counts: true, amount: int64(f.Amount)})
			}
		}
		for _, f := range latest {
			n.add(contribution{counts: true, amount: int64(f.Amount)})
		}
		if len(units) > 1 || stocks && s.span.From > b.today {
			n.value = nil
		}
		return n
	}}
}
