package api

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// listQuery is what every list may be asked for.
type pageQuery struct {
	OrgID   uid.ID // only what this organisation holds; without it all that you may read
	Subtree bool   `default:"true"`  // with the organisations below
	Voided  bool   `default:"false"` // the voided alone
	Limit   int    `minimum:"1" maximum:"200" default:"50"`
	Cursor  string // of the page before
}

type spanQuery struct {
	Year int           `minimum:"1900" maximum:"2999"` // instead of from and to
	From calendar.Date // the first day; with to
	To   calendar.Date // the last day; with from
}

type activityQuery struct {
	pageQuery
	spanQuery
	AreaID uid.ID              // with the areas below
	Kind   record.ActivityKind // what it is, or is also
	Tag    string
	Q      string // words in it
}
