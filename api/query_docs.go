package api

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/uid"
)

// The parameters of a query are read one by one, by the methods of query; structs like these tell them to the document alone.

// pageQuery is what every list may be asked for.
type pageQuery struct {
	OrgID   uid.ID // of this organisation; without it all that you may read
	Subtree bool   `default:"true"`                         // with the organisations below
	Voided  bool   `default:"false"`                        // the voided alone
	Limit   int    `minimum:"1" maximum:"200" default:"50"` // how many at most
	Cursor  string // the next_cursor of the page before
}

// partQuery is which page of a list without conditions is asked for.
type partQuery struct {
	Limit  int    `minimum:"1" maximum:"200" default:"50"` // how many at most
	Cursor string // the next_cursor of the page before
}

// spanQuery is the days that a list, or a total, is asked for.
type spanQuery struct {
	Year int           `minimum:"1900" maximum:"2999"` // instead of from and to
	From calendar.Date // the first day; with to
	To   calendar.Date // the last day; with from
}
