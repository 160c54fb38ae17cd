package record

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
)

// Rectification is a problem found in a year, and what puts it right. It counts on 1 January of its year.
type Rectification struct {
	Header
	Owned
	Year     int                 `json:"year" validate:"required" minimum:"1900" maximum:"2999" example:"2023"`
	Problem  string              `json:"problem" validate:"required" maxLength:"2000" example:"开展理论学习的形式还比较单一"`
	Measures Text                `json:"measures" swaggertype:"string" maxLength:"5000" extensions:"x-nullable"`
	Owner    Text                `json:"owner" swaggertype:"string" maxLength:"200" extensions:"x-nullable"`
	DueOn    calendar.Date       `json:"due_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	DoneOn   calendar.Date       `json:"done_on" swaggertype:"string" format:"date" extensions:"x-nullable"`
	Status   RectificationStatus `json:"status" readonly:"true" example:"open"`
	Noted
}

// RectificationStatus says whether a problem was put right.
type RectificationStatus string

// The statuses of a rectification.
const (
	RectificationOpen RectificationStatus = "open" // 整改中
	RectificationDone RectificationStatus = "done" // 已整改
)

// RectificationStatusWords lists every status of a rectification.
var RectificationStatusWords = []Word[RectificationStatus]{{RectificationOpen, "整改中"}, {RectificationDone, "已整改"}}

// CountedOn is 1 January of the year.
func (r *Rectification) CountedOn() calendar.Date { return calendar.YearSpan(r.Year).From }

// Validate names every bad field. What is found in December may be put down for the year that follows, no later one.
func (r *Rectification) Validate(today calendar.Date) error {
	var c problem.Check
	c.Want(r.Year >= calendar.FirstYear, "/year", "minimum", calendar.FirstYear)
	c.Want(r.Year <= today.Year()+1, "/year", "future")
	filled(&c, r.Problem, "/problem")
	past(&c, r.DoneOn, "/done_on", today)
	r.Noted.validate(&c)
	return c.Err()
}

// FirstSteps are none: a rectification takes no steps.
func (r *Rectification) FirstSteps() []Step { return nil }

// Follow makes the status follow from done_on.
func (r *Rectification) Follow([]Step, calendar.Date) error {
	if r.Status = RectificationOpen; !r.DoneOn.IsZero() {
		r.Status = RectificationDone
	}
	return nil
}

// Row is what is counted, filtered or searched.
func (r *Rectification) Row() []Column {
	return []Column{{"counted_on", r.CountedOn()}, {"done_on", r.DoneOn}, {"due_on", r.DueOn}, {"status", string(r.Status)}, {"words", words(r.Problem)}}
}

// Links are the attachments of the rectification.
func (r *Rectification) Links() []Link { return r.Noted.links() }

// Warnings asks about personal details in free text.
func (r *Rectification) Warnings() []Warning {
	return personal("问题", r.Problem, "整改措施", string(r.Measures), "责任人", string(r.Owner))
}
