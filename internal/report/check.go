package report

import (
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Claim is a number that a finished text says, with what it is of, and how it stands beside the ledger.
type Claim struct {
	Text     string         `json:"text" example:"35"`   // as it stands: 1.2万, 20余, 85.7%
	Start    int            `json:"start" example:"120"` // in Unicode code points, half-open
	End      int            `json:"end" example:"122"`
	Metric   record.Text    `json:"metric" swaggertype:"string" extensions:"x-nullable" example:"demands.resolved"`
	Period   *calendar.Span `json:"period" extensions:"x-nullable"`
	Measure  Measure        `json:"measure" enums:"value,increase,growth" example:"value"`
	Filter   metric.Filter  `json:"filter" extensions:"x-nullable"`
	OrgID    uid.ID         `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`  // one below that the sentence names
	AreaID   uid.ID         `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"` // or an area
	Claimed  *int64         `json:"claimed" extensions:"x-nullable" example:"35"`                       // in the metric's base unit, of a run of numbers the least; of no metric a whole number, or hundredths of a percent
	Recorded *int64         `json:"recorded" extensions:"x-nullable" example:"35"`                      // what the ledger says, or the arithmetic of the sentence
	Verdict  Verdict        `json:"verdict" enums:"agrees,differs,unknown" example:"agrees"`
	Why      string         `json:"why,omitempty" example:"“诉求”“件”：解决群众诉求。"` // in words, for a person

	core       Place // its figures alone
	span       *SlotSpan
	scale      metric.Scale
	least      int64 // what it means, in the base unit, both ends included
	most       int64
	fell       bool    // 下降x%: claimed without its sign
	earlier    bool    // it speaks of days before the report's own
	confidence float64 // of the binding
	reckoned   bool    // by the arithmetic of its sentence
} // @name ReportClaim

// Verdict is how a claim stands beside the ledger.
type Verdict string // @name ClaimVerdict

// The verdicts.
const (
	Agrees  Verdict = "agrees"  // 一致
	Differs Verdict = "differs" // 不一致
	Unknown Verdict = "unknown" // 无法核对
)

// Check finds every number that a finished text claims, and what each is of; sums and shares of numbers in the same sentence are
// judged at once, by arithmetic. Ask then says what the store is to count, and Judge what comes of it. Dates, ordinals, plans and
// norms claim nothing. A number that stands alone in one of the cells is bound by its labels; what stands in formulas claims nothing.
func Check(text string, s Scope, cells ...Cell) []Claim { return check(text, s, cells, false) }

// check is Check; with plans it gives their numbers too.
func check(text string, s Scope, cells []Cell, plans bool) []Claim {
	b := newBinder(text, s.Known)
	b.scope, b.checking, b.plans = &s, true, plans
	b.lexicon = b.lexicon.named(s.Words)
	places := b.places(Find(text))
	b.bind(places)
	s.recall(b.text, places)
	b.reckon(places)
	if len(cells) > 0 {
		return b.checkCells(places, cells)
	}
	return b.claims(places)
}

// claims gives what the bound places claim.
func (b *binder) claims(places []Slot) []Claim {
	claims := []Claim{}
	for i := range places {
		p := &places[i]
		n := b.numbers[p.Place.From]
		if n != nil && n.Place == p.Place && b.wanted(p, n) {
			claims = append(claims, b.claim(p, n))
		}
	}
	return claims
}

// wanted reports whether a number says something that was done, or is one of a plan where these are wanted. One to nine in
// characters are words where nothing is known that they count.
func (b *binder) wanted(p *Slot, n *numeral) bool {
	word := n.native && n.low.value < 10
	if coming := b.toCome(p); p.unreal || coming {
		return b.plans && (p.planned || coming) && (!word || len(p.Candidates) > 0)
	}
	return !word || p.Kind == KindMetric || p.sum != nil
}

// toCome reports whether a number is of days after the report's: what it says is a plan.
func (b *binder) toCome(p *Slot) bool {
	if b.scope == nil {
		return false
	}
	span, err := p.Span.Resolve(b.scope.Period)
	return p.Kind == KindMetric && err == nil && span.From > b.scope.Period.To
}

// claim says what a number claims.
func (b *binder) claim(p *Slot, n *numeral) Claim {
	c := Claim{
		Text: string(b.text[n.full.From:n.full.To]), Start: n.full.From, End: n.full.To, Measure: MeasureValue, Verdict: Unknown,
		Why: unchecked(p.Why), core: n.Place, confidence: p.Confidence,
	}
	if n.share {
		c.scale = metric.Percent
	}
	switch {
	case p.sum != nil:
		c.reckoned = true
	case p.Kind == KindMetric && p.Reason == "":
		b.bound(&c, p)
	}
	c.least, c.most = n.means(c.scale)
	if claimed, whole := n.says(c.scale); whole || c.Metric != "" || n.share {
		if c.fell {
			claimed, c.least, c.most = -claimed, -c.most, -c.least
		}
		c.Claimed = &claimed
	}
	if c.reckoned {
		c.judgeSum(p.sum)
	}
	return c
}

// bound gives a claim the metric of which it is, and the days and records.
func (b *binder) bound(c *Claim, p *Slot) {
	d := definition(string(p.Metric), b.known)
	span, err := p.Span.Resolve(b.scope.Period)
	if err != nil {
		return
	}
	c.Metric, c.Measure, c.Filter, c.OrgID, c.AreaID, c.Period = p.Metric, p.Measure, p.Filter, p.OrgID, p.AreaID, &span
	c.span, c.earlier = p.Span, span.From < b.scope.Period.From
	if c.scale = d.Scale(); p.Measure == MeasureGrowth {
		c.scale = metric.Percent
	}
	before := strings.TrimRight(string(b.text[max(0, p.Place.From-8):p.Place.From]), " \u3000近约超过")
	c.fell = p.Measure != MeasureValue && falls.MatchString(before)
}

// Ask gives the distinct numbers that claims ask of the store: Question.Slots are their indexes among the claims.
func Ask(claims []Claim) []Question {
	var q questions
	for i, c := range claims {
		if c.Metric != "" {
			q.ask(i, Question{Metric: string(c.Metric), Span: *c.Period, Change: c.Measure != MeasureValue, Filter: c.Filter, OrgID: c.OrgID, AreaID: c.AreaID})
		}
	}
	return q.list
}

// How sure a binding must be for a number that is not the ledger's to be called wrong.
const certain = 0.85

// Judge gives every claim its verdict by the answers to Ask, by the claim's index.
func Judge(claims []Claim, answers map[int]Answer) {
	for i := range claims {
		c := &claims[i]
		a, ok := answers[i]
		if c.Metric == "" || !ok {
			continue
		}
		c.Recorded = measured(c.Measure, a.Value)
		switch {
		case c.Recorded == nil:
		case c.least <= *c.Recorded && *c.Recorded <= c.most:
			c.Verdict = Agrees
		case c.confidence < certain, a.Records == 0 && c.doubtful():
		default:
			c.Verdict = Differs
		}
	}
}

// doubtful reports whether it says little of a claim that the ledger holds no record for it: a part that nobody tells apart
// there, a stock that nobody keeps, or days before the ledger began.
func (c *Claim) doubtful() bool {
	return c.earlier || len(c.Filter) > 0 || c.Measure != MeasureValue || strings.HasSuffix(string(c.Metric), ".total") || strings.HasPrefix(string(c.Metric), metric.FiguresPrefix)
}
