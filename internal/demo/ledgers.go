package demo

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
)

// Dues are paid from payday on, and what was collected goes up on the days of remittance, after the last of them.
const (
	payday      = 21
	remitDay    = 28
	districtDay = 30
)

// purse is what a community collects in a quarter.
type purse struct {
	of            *community
	year, quarter int
}

// pay collects the year's dues and sends them up: each quarter to the street, each half-year from there.
func (d *demo) pay(year int) {
	for n, p := range d.people {
		for month := 1; p.fen > 0 && month <= 12; month++ {
			due := on(year, month, payday+n%6)
			paid := due
			if p.quarterly {
				paid = on(year, (month+2)/3*3, payday+n%6)
			}
			_, kind := p.stood(due)
			org, _ := p.stood(paid)
			late := paid.AddMonths(1) > d.today && year > d.year && d.chance(25)
			if kind != record.Member && kind != record.Probationary || late {
				continue
			}
			payment := &record.Payment{Owned: record.Owned{OrgID: org}, PersonID: p.ID, Month: calendar.Month(due / 100), AmountFen: p.fen, PaidOn: paid}
			if d.add(paid, payment) {
				d.collected[purse{d.communityOf(org), year, (month + 2) / 3}] += p.fen
			}
		}
	}
	for half := range 2 {
		var sum int64
		for quarter := half*2 + 1; quarter <= half*2+2; quarter++ {
			for _, c := range d.communities {
				fen := d.collected[purse{c, year, quarter}]
				d.remit(c.Org, "街道党工委党费专户", fen, on(year, quarter*3, remitDay))
				sum += fen
			}
		}
		d.remit(d.street, "区委组织部党费专户", sum, on(year, half*6+6, districtDay))
	}
}

func (d *demo) remit(o *record.Org, account record.Text, fen int64, day calendar.Date) {
	if fen > 0 {
		d.add(day, &record.Remittance{Owned: record.Owned{OrgID: o.ID}, AmountFen: fen, RemittedOn: day, Account: account})
	}
}

// wish collects the year's wishes, three in two months, and fulfils most of them.
func (d *demo) wish(year int) {
	for _, c := range d.communities {
		for n := range 18 {
			needy := pick(d, c.needy)
			day := on(year, n*2/3+1, 1+d.rand.IntN(27))
			w := &record.Wish{
				Owned: record.Owned{OrgID: c.ID}, AreaID: needy.home.ID, BeneficiaryID: needy.ID, RegisteredOn: day,
				Category: record.Text(needy.need.category), Content: pick(d, needy.need.wishes),
			}
			if !d.add(day, w) {
				continue
			}
			if d.chance(30) {
				w.PartnerIDs = record.IDs{pick(d, c.partnersOn(day)).ID}
			}
			claim := record.Claim{HelperIDs: idsOf(some(d, c.helpers, 1+d.rand.IntN(2))), On: day.AddDays(2 + d.rand.IntN(5))}
			fulfil := record.Fulfilment{On: claim.On.AddDays(3 + d.rand.IntN(16))}
			switch fresh := day.AddMonths(2) > d.today; {
			case fresh && n%3 == 0: // waits for somebody
			case fresh && n%3 == 1:
				d.walk(w, claim.Step())
			case n%9 == 2 || n%9 == 4 || n%9 == 7: // fulfilled at once by whoever came along
				if w.FulfilledOn, w.HelperIDs = fulfil.On, claim.HelperIDs; fulfil.On > d.today {
					w.FulfilledOn, w.HelperIDs = 0, nil
				}
			case n%9 == 5: // claimed, given up, and claimed by others
				again := record.Claim{HelperIDs: idsOf(some(d, c.helpers, 2)), On: claim.On.AddDays(6)}
				fulfil.On = again.On.AddDays(5)
				d.walk(w, claim.Step(), record.Release{On: claim.On.AddDays(4)}.Step(), again.Step(), fulfil.Step())
			case n%9 == 6:
				d.walk(w, record.Withdrawal{On: fulfil.On, Reason: "家人已代为办好"}.Step())
			default:
				d.walk(w, claim.Step(), fulfil.Step())
			}
		}
	}
}

// patrol notes the year's grid events, four a month, and sees to most of them.
func (d *demo) patrol(year int) {
	for _, c := range d.communities {
		for n := range 48 {
			m := &matters[n%len(matters)]
			house := pick(d, c.houses)
			day := on(year, n/4+1, 1+d.rand.IntN(27))
			e := &record.GridEvent{
				Owned: record.Owned{OrgID: c.ID}, AreaID: house.ID, Type: m.of, Category: record.Text(m.category), Title: house.Name + pick(d, m.titles),
				Source: pick(d, sources[m.of]), ReportedOn: day,
			}
			if m.tag != "" {
				e.Tags = record.Strings{m.tag}
			}
			if d.add(day, e) {
				d.follow(c, e, n)
			}
		}
	}
}

// follow sees to a grid event, as far as that has come by today.
func (d *demo) follow(c *community, e *record.GridEvent, n int) {
	handler := pick(d, c.grid).ID
	to := func(status record.GridEventStatus, days int, note record.Text) record.Step {
		return record.Transition{To: status, On: e.ReportedOn.AddDays(days), Note: note, HandlerID: handler}.Step()
	}
	days, fate := 2+d.rand.IntN(9), d.rand.IntN(100)
	resolved := e.ReportedOn.AddDays(days)
	switch fresh := e.ReportedOn.AddMonths(1) > d.today; {
	case fresh && n%3 == 0: // just came in
	case fresh && n%3 == 1:
		d.walk(e, to(record.EventAccepted, 1, ""))
	case fate < 5 && e.Type == record.Demand:
		d.walk(e, to(record.EventRejected, 1, "不属社区职责，已告知办理渠道"))
	case fate < 9 && e.Type == record.Demand:
		d.walk(e, to(record.EventAccepted, 1, ""), to(record.EventEscalated, 6, "涉及多个部门，提请街道协调"))
	case fate < 9 && e.Type == record.Dispute:
		d.walk(e, to(record.EventAccepted, 1, ""), to(record.EventEscalated, 12, "两次调解未成，提请街道协调"))
	case fate < 16 && e.Type != record.Service:
		d.walk(e, to(record.EventAccepted, 1, ""), to(record.EventEscalated, 4, "需街道协调"), to(record.EventResolved, 18, "街道已协调办结"))
	case fate < 28:
		d.walk(e, to(record.EventAccepted, 0, ""), to(record.EventResolved, days, ""), to(record.EventClosed, days+3, "已回访"))
	case resolved > d.today:
		d.walk(e, to(record.EventAccepted, 1, ""))
	default:
		e.ResolvedOn = resolved
	}
}

// figure notes the numbers that are no record of their own.
func (d *demo) figure(year int) {
	for n, c := range d.communities {
		for _, of := range figures {
			for i, month := range of.months {
				amount, cents := of.amount+n*of.amount/10+(year-d.year)*of.growth+i*of.growth/2, 0
				switch {
				case of.kind == record.FigureFlow:
					amount = d.about(of.amount)
				case of.unit == "元":
					cents = d.rand.IntN(100)
				}
				day := on(year, month, of.day)
				d.add(day, &record.Figure{Owned: record.Owned{OrgID: c.ID}, Name: of.name, Unit: of.unit, Kind: of.kind, Amount: record.Hundredths(amount*100 + cents), On: day})
			}
		}
	}
	if year == d.year {
		own := ownMetric
		own.OrgID = d.street.ID
		d.add(on(year, 1, 1), &own)
	}
}

// rectify notes what was wrong, and puts most of it right.
func (d *demo) rectify(year int) {
	for n, c := range d.communities {
		for i := range 3 {
			of := problems[((year-d.year)*3+i+n*2)%len(problems)]
			r := &record.Rectification{
				Owned: record.Owned{OrgID: c.ID}, Year: year, Problem: of.problem, Measures: record.Text(of.measures), Owner: record.Text(of.owner), DueOn: on(year, 6+i*3, 30),
			}
			done := on(year, 5+i*3, 20)
			if i == 2 { // the last one is put right after New Year, or not yet
				done = on(year+1, 2+n*6, 20)
			}
			if done <= d.today {
				r.DoneOn = done
			}
			d.add(on(year, 1, 10), r)
		}
	}
}
