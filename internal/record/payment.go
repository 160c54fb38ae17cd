package record

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Payment is dues that a person paid for a month. It counts on the day paid, whatever the month.
type Payment struct {
	Header
	Owned
	PersonID  uid.ID         `json:"person_id" validate:"required" swaggertype:"string" format:"uuid"`
	Month     calendar.Month `json:"month" validate:"required" swaggertype:"string" example:"2023-03"`
	AmountFen int64          `json:"amount_fen" validate:"required" minimum:"1" maximum:"1000000000000" example:"1500"`
	PaidOn    calendar.Date  `json:"paid_on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-15"`
	Large     bool           `json:"large"`
	Noted
}

// What is paid at once from largeFen on goes wholly to the Centre; months up to lateMonths back are no arrears;
// a whole year may be paid ahead.
const (
	largeFen    = 100_000
	lateMonths  = 6
	aheadMonths = 12
)

const duesRules = "《关于中国共产党党费收缴、使用和管理的规定》"

// Validate names every bad field.
func (p *Payment) Validate(today calendar.Date) error {
	var c problem.Check
	c.Want(!p.PersonID.IsZero(), "/person_id", "required")
	c.Want(p.Month != 0, "/month", "required")
	money(&c, p.AmountFen, "/amount_fen")
	took(&c, p.PaidOn, "/paid_on", today)
	c.Want(p.PaidOn.IsZero() || months(p.Month.First()) <= months(p.PaidOn)+aheadMonths, "/month", "too-far-ahead", aheadMonths)
	p.Noted.validate(&c)
	return c.Err()
}

// months counts the calendar months up to a day's.
func months(d calendar.Date) int { return d.Year()*12 + d.Month() }

// Row is what is counted, filtered or searched.
func (p *Payment) Row() []Column {
	return []Column{{"paid_on", p.PaidOn}, {"month", p.Month}, {"person_id", p.PersonID}, {"amount_fen", p.AmountFen}, {"large", p.Large}}
}

// Links are the payer and the attachments of the payment.
func (p *Payment) Links() []Link {
	return slices.Concat(link(RolePayer, p.PersonID, p.PaidOn, "/person_id"), p.Noted.links())
}

// Warnings asks about large sums that are not marked, and about arrears.
func (p *Payment) Warnings() (found []Warning) {
	if p.AmountFen >= largeFen && !p.Large {
		found = append(found, Warning{Rule: "large-dues", Detail: "一次交纳1000元以上，是否大额党费？大额党费全部上缴中央，请标明并单独列出", Source: duesRules + "第十一条"})
	}
	if months(p.PaidOn)-months(p.Month.First()) > lateMonths {
		found = append(found, Warning{Rule: "late-dues", Detail: "所缴月份在交纳日六个月以前，请核实", Source: duesRules + "第十二条"})
	}
	return found
}

// InServiceDues is the warning that the payer only reports here (双报到): such members pay where their 组织关系 is. The store knows who does.
func InServiceDues() Warning {
	return Warning{Rule: "in-service-dues", Detail: "此人为报到的在职党员，党费应在组织关系所在党支部交纳，请核实", Source: duesRules + "第九条"}
}
