package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestBatch writes many records down, in order and each on its own: an item may name an earlier one.
func TestBatch(t *testing.T) {
	v := newTown(t)
	const all = `{"items":[
		{"resource":"areas","body":{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}},
		{"resource":"areas","body":{"id":"$grid1","org_id":"$north","kind":"grid","name":"第一网格","parent_id":"$east"}},
		{"resource":"people","body":{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}},
		{"resource":"partners","body":{"id":"$school","org_id":"$north","name":"第一小学"}},
		{"resource":"activities","body":{"id":"$a1","org_id":"$north1","area_id":"$grid1","kind":"visit","topic":"走访","held_on":"2023-03-15","participant_ids":["$li"],"partner_ids":["$school"]}},
		{"resource":"wishes","body":{"id":"$w1","org_id":"$north1","content":"收音机","registered_on":"2023-03-01","helper_ids":["$li"],"fulfilled_on":"2023-03-02"}},
		{"resource":"grid-events","body":{"id":"$e1","org_id":"$north1","type":"demand","title":"路灯","reported_on":"2023-03-15","resolved_on":"2023-03-16"}},
		{"resource":"dues/payments","body":{"id":"$d1","org_id":"$north1","person_id":"$li","month":"2023-03","amount_fen":1500,"paid_on":"2023-03-05"}},
		{"resource":"dues/remittances","body":{"id":"$m1","org_id":"$north","amount_fen":1500,"remitted_on":"2023-03-05"}},
		{"resource":"rectifications","body":{"id":"$r1","org_id":"$north","year":2023,"problem":"甲"}},
		{"resource":"figures","body":{"id":"$f1","org_id":"$north","name":"传单","unit":"份","kind":"flow","amount":20000,"on":"2023-03-05"}}]}`
	v.play([]turn{
		{"secretary north", "POST /batch", all, 200, "results.*.status=[201,201,201,201,201,201,201,201,201,201,201] results.*.id=[east,grid1,li,school,a1,w1,e1,d1,m1,r1,f1]"},
		{"secretary north", "POST /batch", all, 200, "results.*.status=[200,200,200,200,200,200,200,200,200,200,200] results.*.id=[east,grid1,li,school,a1,w1,e1,d1,m1,r1,f1]"},
		// What a single POST kept is the same record to a batch, and the other way round.
		{"secretary north", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 200, ""},
		{"recorder north1", "POST /wishes", `{"id":"$w2","org_id":"$north1","content":"甲","registered_on":"2023-03-01"}`, 201, ""},
		{"recorder north1", "POST /batch", `{"items":[{"resource":"wishes","body":{"registered_on":"2023-03-01","content":"甲","org_id":"$north1","id":"$w2"}}]}`, 200, "results=[{id:w2,status:200}]"},
		{"viewer north", "POST /batch", all, 403, ""},
	})
}

// TestBatchGoesOn where an item is refused, and says of each why.
func TestBatchGoesOn(t *testing.T) {
	v := newTown(t)
	v.golden("batch/mixed.json", v.take(turn{"recorder north1", "POST /batch", `{"items":[
		{"resource":"activities","body":{"org_id":"$north1","kind":"party","held_on":"2023-12-21","colour":"red"}},
		{"resource":"people","body":{"id":"$li","org_id":"$north1","name":"李明","kind":"member"}},
		{"resource":"activities","body":{"id":"$a1","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","participant_ids":["$li","$nobody"]}},
		{"resource":"activities","body":{"id":"$a2","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","participant_ids":["$li"]}},
		{"resource":"people","body":{"id":"$li","org_id":"$north1","name":"李明明","kind":"member"}},
		{"resource":"rectifications","body":{"org_id":"$north1","year":2023,"problem":"甲"}},
		{"resource":"activities","body":{"org_id":"$north2","kind":"visit","topic":"走访","held_on":"2023-03-15"}}]}`, 200, "results.*.status=[422,201,422,201,409,403,422]"}).Body)
	v.play([]turn{
		{"recorder north1", "GET /activities", ``, 200, "items.*.id=[a2]"},
		{"recorder north1", "POST /batch", `{}`, 422, "/items:required"},
		{"recorder north1", "POST /batch", `{"items":[]}`, 200, "results=[]"},
	})
	// What no batch holds is refused by itself too, though the document warns of it.
	for _, item := range []string{`{"resource":"orgs","body":{"kind":"group","name":"甲","parent_id":"$north1"}}`, `{"resource":"development-steps","body":{}}`, `{"resource":"people","body":[]}`,
		`{"resource":"people"}`, `{"resource":"people","body":{},"id":"$x"}`, `[]`} {
		if r := v.raw("recorder north1", "POST", "/batch", `{"items":[`+item+`,{"resource":"wishes","body":{"org_id":"$north1","content":"甲","registered_on":"2022-03-01"}}]}`); !strings.Contains(r, `"status":422`) || !strings.Contains(r, `"status":201`) {
			t.Errorf("%s: %s", item, r)
		}
	}
	var items []string
	for i := range 501 {
		items = append(items, fmt.Sprintf(`{"resource":"wishes","body":{"id":"018b0000-0000-7000-9000-%012d","org_id":"$north1","content":"甲","registered_on":"2023-03-01"}}`, i))
	}
	v.play([]turn{
		{"recorder north1", "POST /batch", `{"items":[` + strings.Join(items, ",") + `]}`, 422, "/items:too-many-items"},
		{"recorder north1", "POST /batch", `{"items":[` + strings.Join(items[:500], ",") + `]}`, 200, "results.#=500 results.499.status=201"},
		{"viewer north1", "GET /metrics/values?year=2023&metrics=wishes.collected", ``, 200, "values.0.value=500"},
	})
}
