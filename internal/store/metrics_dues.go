package store

import (
	"context"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Balance is what of a year's dues went up. Collected is with all organisations below; remitted by the organisation alone.
type Balance struct {
	CollectedFen   int64 `json:"collected_fen" example:"123450"`
	RemittedFen    int64 `json:"remitted_fen" example:"123450"`
	OutstandingFen int64 `json:"outstanding_fen" example:"0"`
	FullyRemitted  bool  `json:"fully_remitted"`
}

// DuesBalance says what is still to be remitted of the dues collected on days of the year. A remittance is for the year
// that it names, whenever it was made. Problems: NotFound.
func (s *Store) DuesBalance(ctx context.Context, org uid.ID, year int) (b Balance, err error) {
	err = s.snapshot(ctx, func(t *tx) error {
		b, err = t.duesBalance(org, year)
		return err
	})
	return b, err
}

func (t *tx) duesBalance(id uid.ID, year int) (b Balance, err error) {
	values, err := t.count([]*metric.Definition{metric.BuiltIn("dues.collected")}, metric.Query{OrgID: id, Span: calendar.YearSpan(year), Subtree: true})
	if err != nil {
		return b, err
	}
	b.CollectedFen = *values[0].Value
	if _, err := t.one("SELECT CAST(COALESCE(sum(amount_fen), 0) AS BIGINT) FROM remittances WHERE org_id = ? AND for_year = ? AND voided_on IS NULL", []any{id, year}, &b.RemittedFen); err != nil {
		return b, err
	}
	var body string
	if _, err := t.one("SELECT body FROM orgs WHERE id = ?", []any{id}, &body); err != nil {
		return b, err
	}
	var o record.Org
	if err := json.Unmarshal([]byte(body), &o); err != nil {
		return b, err
	}
	owed := b.CollectedFen * int64(o.RemitShare.Percent()) / 100
	b.OutstandingFen = max(owed-b.RemittedFen, 0)
	b.FullyRemitted = b.CollectedFen > 0 && b.RemittedFen >= owed
	return b, nil
}
