package report

import (
	"strconv"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Batch is one template filled for many organisations.
type Batch struct {
	record.Header
	OrgID      uid.ID        `json:"org_id" readonly:"true" swaggertype:"string" format:"uuid" extensions:"x-nullable"` // of whoever asked; null: an admin
	TemplateID string        `json:"template_id" readonly:"true" example:"annual-debrief"`
	Year       *int          `json:"year" readonly:"true" extensions:"x-nullable" example:"2023"`
	Period     calendar.Span `json:"period" readonly:"true"`
	Status     BatchStatus   `json:"status" readonly:"true" enums:"running,done" example:"running"`
	Total      int           `json:"total" readonly:"true" example:"20"`
	Made       int           `json:"made" readonly:"true" example:"12"` // reports that are there
	Failed     int           `json:"failed" readonly:"true" example:"0"`
	Items      []BatchItem   `json:"items" readonly:"true"`
} // @name ReportBatch

// BatchItem is the report of one organisation.
type BatchItem struct {
	OrgID    uid.ID      `json:"org_id" swaggertype:"string" format:"uuid"`
	ReportID uid.ID      `json:"report_id" swaggertype:"string" format:"uuid"` // there once status is done
	Status   ItemStatus  `json:"status" enums:"pending,done,failed" example:"done"`
	Problem  record.Text `json:"problem" swaggertype:"string" extensions:"x-nullable" example:"unknown-organisation"` // the code, where it failed
} // @name ReportBatchItem

// BatchStatus is how far a batch is.
type BatchStatus string // @name ReportBatchStatus

// ItemStatus is how far one of its reports is.
type ItemStatus string // @name ReportBatchItemStatus

// How far a batch, and each of its reports, can be.
const (
	BatchRunning BatchStatus = "running" // 正在生成
	BatchDone    BatchStatus = "done"    // 已完成

	ItemPending ItemStatus = "pending" // 待生成
	ItemDone    ItemStatus = "done"    // 已生成
	ItemFailed  ItemStatus = "failed"  // 未生成
)

// MostOrgs is how many organisations a batch may have.
const MostOrgs = 5000

// NewBatch is a batch for organisations, each of whose reports gets its id at once.
func NewBatch(templateID string, year *int, period calendar.Span, orgs []uid.ID) *Batch {
	b := &Batch{TemplateID: templateID, Year: year, Period: period, Status: BatchRunning, Total: len(orgs), Items: []BatchItem{}}
	for _, id := range orgs {
		b.Items = append(b.Items, BatchItem{OrgID: id, ReportID: uid.New(), Status: ItemPending})
	}
	return b
}

// Draft is the report of an item.
func (b *Batch) Draft(i int) *Draft {
	d := &Draft{TemplateID: b.TemplateID, Year: b.Year, Period: b.Period, Status: StatusDraft}
	d.ID, d.OrgID = b.Items[i].ReportID, b.Items[i].OrgID
	return d
}

// Org is that of whoever asked.
func (b *Batch) Org() uid.ID { return b.OrgID }

// Validate names every bad field.
func (b *Batch) Validate(calendar.Date) error {
	var c problem.Check
	c.Want(b.TemplateID != "", "/template_id", "required")
	c.Want(len(b.Items) > 0, "/org_ids", "required")
	c.Want(len(b.Items) <= MostOrgs, "/org_ids", "too-many", MostOrgs)
	seen := map[uid.ID]bool{}
	for i, item := range b.Items {
		c.Want(!seen[item.OrgID], "/org_ids/"+strconv.Itoa(i), "repeated")
		seen[item.OrgID] = true
	}
	return c.Err()
}

// Row says whether anything is left to do.
func (b *Batch) Row() []record.Column {
	return []record.Column{{Name: "done", Value: b.Status == BatchDone}}
}

// Links are none.
func (b *Batch) Links() []record.Link { return nil }

// Count sets the numbers by the items.
func (b *Batch) Count() {
	b.Made, b.Failed = 0, 0
	for _, item := range b.Items {
		switch item.Status {
		case ItemDone:
			b.Made++
		case ItemFailed:
			b.Failed++
		}
	}
}
