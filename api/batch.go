package api

import (
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// batch is many records at once, each on its own.
type batch struct {
	Items []batchItem `json:"items" validate:"required" maxItems:"500"`
}

// batchItem is a record of a resource, as its own POST would take it.
type batchItem struct {
	Resource string         `json:"resource" validate:"required" enums:"activities,wishes,grid-events,dues/payments,dues/remittances,rectifications,people,areas,partners,figures" example:"activities"`
	Body     jsontext.Value `json:"body" validate:"required" swaggertype:"object"`
}

// batchResults are what became of the items, in their order.
type batchResults struct {
	Results []batchResult `json:"results" validate:"required"`
}

// batchResult is an item's status, and the id of its record or the problem.
type batchResult struct {
	Status  int      `json:"status" validate:"required" example:"201"`
	ID      *uid.ID  `json:"id,omitempty" swaggertype:"string" format:"uuid"`
	Problem *Problem `json:"problem,omitempty"`
}

// batchable are the resources that a batch may hold.
var batchable = map[string]func() record.Record{
	"activities": func() record.Record { return new(record.Activity) }, "wishes": func() record.Record { return new(record.Wish) },
	"grid-events": func() record.Record { return new(record.GridEvent) }, "dues/payments": func() record.Record { return new(record.Payment) },
	"dues/remittances": func() record.Record { return new(record.Remittance) }, "rectifications": func() record.Record { return new(record.Rectification) },
	"people": func() record.Record { return new(record.Person) }, "areas": func() record.Record { return new(record.Area) },
	"partners": func() record.Record { return new(record.Partner) }, "figures": func() record.Record { return new(record.Figure) },
}

// createBatch writes many records down, in order and each on its own: an item may name an earlier one.
//
//	@Summary  Record many things at once
//	@Tags     batch
//	@Param    body     body      batch  true  "at most 500 records"
//	@Success  200      {object}  batchResults
//	@Failure  default  {object}  Problem
//	@Router   /batch [post]
func (a *API) createBatch(c echo.Context) error {
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	var asked struct { // as batch says; an item that is none has a result of its own
		Items []jsontext.Value `json:"items" validate:"required" maxItems:"500"`
	}
	if err := decode(body, &asked); err != nil {
		return err
	}
	made := make([]*store.Made, len(asked.Items))
	var records []*store.Made
	for i, item := range asked.Items {
		made[i] = &store.Made{}
		if made[i].Err = a.readItem(made[i], item); made[i].Record != nil {
			records = append(records, made[i])
		}
	}
	a.store.CreateAll(c.Request().Context(), records)
	results := batchResults{make([]batchResult, len(made))}
	for i, m := range made {
		results.Results[i] = a.resultOf(c, m)
	}
	return c.JSON(http.StatusOK, results)
}

// readItem reads the record of an item as its own POST would.
func (a *API) readItem(m *store.Made, sent jsontext.Value) error {
	var item batchItem
	if err := decode(sent, &item); err != nil {
		return err
	}
	fresh := batchable[item.Resource]
	if fresh == nil {
		return fieldProblem("/resource", "unknown")
	}
	m.Record = fresh()
	if err := decode(item.Body, m.Record); err != nil {
		return a.unsound(m.Record, err)
	}
	if m.Record.Head().ID.IsZero() {
		m.Record.Head().ID = uid.New()
	}
	m.Sent = digest(a.store.Key(), "POST "+item.Resource, item.Body)
	return nil
}

func (a *API) resultOf(c echo.Context, m *store.Made) batchResult {
	if m.Err != nil {
		_, p := a.tell(c, m.Err)
		return batchResult{Status: p.Status, Problem: &p}
	}
	if m.Created {
		return batchResult{Status: http.StatusCreated, ID: &m.Kept.ID}
	}
	return batchResult{Status: http.StatusOK, ID: &m.Kept.ID}
}
