package report

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Draft is what is kept of a report: the template as it was, what was corrected in it and typed into it. Its numbers are
// counted whenever it is read, until it is final.
type Draft struct {
	record.Header
	record.Owned
	TemplateID   string         `json:"template_id"`
	TemplateName string         `json:"template_name"`
	Year         *int           `json:"year"` // null: the period is no calendar year
	Period       calendar.Span  `json:"period"`
	Status       Status         `json:"status"`
	Text         string         `json:"text"` // of the template
	Slots        []Slot         `json:"slots"`
	Texts        map[int]string `json:"texts"` // typed, by the slot's index
	File         *File          `json:"file,omitempty"`
	Final        *Final         `json:"final,omitempty"` // once it is final

	Typed map[string]string `json:"-"` // what came with the request for it
}

// Status is how far a report is.
type Status string // @name ReportStatus

// The statuses.
const (
	StatusDraft Status = "draft" // 草稿, shows today's numbers
	StatusFinal Status = "final" // 定稿, never changes
)

// StatusWords lists every status of a report.
var StatusWords = []record.Word[Status]{{Kind: StatusDraft, Word: "草稿"}, {Kind: StatusFinal, Word: "定稿"}}

// Validate names every bad field. Slots are there once the store has loaded the template.
func (d *Draft) Validate(calendar.Date) error {
	var c problem.Check
	c.Want(d.TemplateID != "", "/template_id", "required")
	c.Want(!d.Period.From.IsZero(), "/year", "required")
	c.Want(d.Period.From <= d.Period.To, "/from", "after-to")
	return c.Err()
}

// Edit is what a person may change of a draft: what is typed, and what slots are bound to in this report alone, both by
// the slot's index. A merge patch goes over it as it stands, and then to Correct.
type Edit struct {
	Texts map[string]string  `json:"texts" maxLength:"20000" maxItems:"5000"`
	Slots map[string]Binding `json:"slots" maxItems:"5000"`
}

// Edit is the draft's as it stands.
func (d *Draft) Edit() Edit {
	e := Edit{Texts: make(map[string]string, len(d.Texts)), Slots: make(map[string]Binding, len(d.Slots))}
	for i, text := range d.Texts {
		e.Texts[strconv.Itoa(i)] = text
	}
	for _, s := range d.Slots {
		e.Slots[strconv.Itoa(s.Index)] = s.Binding
	}
	return e
}

// Correct sets the draft to an edit, and names every bad value. known are the metrics that the organisation has.
func (d *Draft) Correct(e Edit, known []metric.Definition) error {
	var c problem.Check
	d.Texts = map[int]string{}
	for _, key := range slices.Sorted(maps.Keys(e.Texts)) {
		i, ok := d.slot(key)
		c.Want(ok, "/texts/"+key, "no-such-slot")
		if text := e.Texts[key]; ok && text != "" {
			d.Texts[i] = text
		}
	}
	was := d.Edit().Slots
	for _, key := range slices.Sorted(maps.Keys(e.Slots)) {
		i, ok := d.slot(key)
		c.Want(ok, "/slots/"+key, "no-such-slot")
		if b := e.Slots[key]; ok && !reflect.DeepEqual(b, was[key]) {
			d.Slots[i].Correct(b, known, &c, "/slots/"+key)
		}
	}
	return c.Err()
}

// slot is the index that a key names.
func (d *Draft) slot(key string) (int, bool) {
	i, err := strconv.Atoi(key)
	return i, err == nil && strconv.Itoa(i) == key && i >= 0 && i < len(d.Slots)
}

// Row is what is filtered.
func (d *Draft) Row() []record.Column {
	return []record.Column{{Name: "from_day", Value: d.Period.From}, {Name: "to_day", Value: d.Period.To}, {Name: "status", Value: string(d.Status)}, {Name: "code", Value: d.code()}}
}

// Links are none: what a report names is looked at when it is filled.
func (d *Draft) Links() []record.Link { return nil }

// Report is a draft with today's numbers in it, or what was frozen of it.
type Report struct {
	record.Header
	OrgID        uid.ID            `json:"org_id" swaggertype:"string" format:"uuid"`
	TemplateID   string            `json:"template_id" example:"annual-debrief"`
	TemplateName string            `json:"template_name" example:"述职报告"`
	Year         *int              `json:"year" extensions:"x-nullable" example:"2023"`
	Period       calendar.Span     `json:"period"`
	Status       Status            `json:"status" example:"draft"`
	Slots        []FilledSlot      `json:"slots"`
	Text         string            `json:"text"`
	Warnings     []SentenceWarning `json:"warnings"`
	Texts        map[int]string    `json:"texts" swaggertype:"object,string"` // typed, by the slot's index
	File         *File             `json:"file,omitempty"`                    // of the template, which is filled in place
	FinalizedAt  *time.Time        `json:"finalized_at" extensions:"x-nullable" example:"2023-12-20T10:00:00+08:00"`
	SHA256       record.Text       `json:"sha256" swaggertype:"string" extensions:"x-nullable"`                        // of what was frozen
	Code         record.Text       `json:"code" swaggertype:"string" extensions:"x-nullable" example:"7K3M-9QXA-2B4D"` // by which a file in hand is told
	Marks        []Place           `json:"-"`                                                                          // in Text: what nobody filled
}

// Filled fills the draft: Fill for a draft.
func (d *Draft) Filled(s Subject, answers map[int]Answer) Report {
	return d.report(Fill(Template{Name: d.TemplateName, Text: d.Text, Slots: d.Slots}, s, answers, d.Texts))
}

// report is the draft with what was filled.
func (d *Draft) report(f Filled) Report {
	r := Report{
		Header: d.Header, OrgID: d.OrgID, TemplateID: d.TemplateID, TemplateName: d.TemplateName, Year: d.Year, Period: d.Period, Status: d.Status,
		Slots: f.Slots, Text: f.Text, Warnings: f.Warnings, Texts: d.Texts, File: d.File, Marks: f.Marks,
	}
	if r.Texts == nil {
		r.Texts = map[int]string{}
	}
	if d.Final != nil {
		r.FinalizedAt, r.SHA256, r.Code = &d.Final.At, record.Text(d.Final.SHA256), record.Text(d.Final.Code)
	}
	return r
}

// FileName is what its file is called, without the ending: the template's name and the year, or its days.
func (r *Report) FileName() string {
	if r.Year != nil {
		return fmt.Sprintf("%s（%d年）", r.TemplateName, *r.Year)
	}
	return fmt.Sprintf("%s（%s至%s）", r.TemplateName, r.Period.From, r.Period.To)
}
