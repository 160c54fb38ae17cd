package api_test

import (
	"fmt"
	"testing"

	"shuzhi/internal/metric"
)

// TestFigures are numbers that are no record of their own, kept exactly.
func TestFigures(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /figures", `{}`, 422, "/org_id:required /name:required /unit:required /kind:required /amount:required /on:required"},
		{"recorder north1", "POST /figures", `{"org_id":"$north1","name":"传单,折页","unit":"份","kind":"sum","amount":1.005,"on":"2023-12-21"}`, 422, "/amount:two-decimals /name:comma-or-slash /kind:unknown /on:future"},
		{"recorder north1", "POST /figures", `{"org_id":"$north1","name":"传单/折页","unit":"份","kind":"flow","amount":"20000","on":"2023-03-15"}`, 422, "/amount:type /name:comma-or-slash"},
		{"recorder north1", "POST /figures", `{"org_id":"$north1","name":"传单","unit":"份","kind":"flow","amount":1e14,"on":"2023-03-15"}`, 422, "/amount:too-large"},
		{"recorder north1", "POST /figures", `{"id":"$f1","org_id":"$north1","name":"利息","unit":"元","kind":"flow","amount":20.50,"on":"2023-03-15"}`, 201, "amount=20.5 area_id=null tags=[] note=null version=1"},
		{"recorder north1", "POST /figures", `{"id":"$f2","org_id":"$north1","name":"利息","unit":"元","kind":"flow","amount":-0.05,"on":"2023-03-16","tags":["活期"],"note":"更正"}`, 201, "amount=-0.05"},
		{"recorder north1", "POST /figures", `{"id":"$f3","org_id":"$north1","name":"利息","unit":"元","kind":"flow","amount":0,"on":"2023-03-17"}`, 201, "amount=0"},
		{"recorder north1", "PATCH /figures/$f1 @1", `{"amount":20.51}`, 200, "amount=20.51"},
		{"recorder north1", "GET /figures?kind=flow&q=利息&tag=活期", ``, 200, "items.*.id=[f2]"},
		{"recorder north1", "GET /figures?from=2023-03-16&to=2023-03-31", ``, 200, "items.*.id=[f3,f2]"},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=figures:利息&by=month", ``, 200, "values.0.value=2046 values.0.display=20.46 values.0.unit=元 values.0.records=3 values.0.series.2.value=2046 values.0.series.3.value=0"},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=figures:利息&tag=活期", ``, 200, "values.0.value=-5 values.0.display=-0.05"},
		{"viewer north", "GET /figures", ``, 403, ""},
		{"recorder north1", "POST /figures", `{"id":"$f4","org_id":"$north1","name":"入户率% (上)","unit":"%","kind":"stock","amount":98.5,"on":"2023-03-17"}`, 201, ""},
		{"recorder north1", "GET /metrics/figures:%E5%85%A5%E6%88%B7%E7%8E%87%25%20(%E4%B8%8A)/records", ``, 200, "items.*.id=[f4]"},
		{"recorder north1", "GET /metrics/figures%3A%E5%85%A5%E6%88%B7%E7%8E%87%25%20(%E4%B8%8A)/records", ``, 200, "items.*.id=[f4]"},
		{"recorder north1", "GET /metrics/figures:利息/records?org_id=$north1&year=2023", ``, 200, "items.*.id=[f3,f2,f1]"},
	})
}

// TestFigureNames have one unit and one kind within a community and below; those of several communities may differ.
func TestFigureNames(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /figures", `{"id":"$f1","org_id":"$north1","name":"阵地","unit":"平方米","kind":"stock","amount":800,"on":"2023-03-15"}`, 201, ""},
		{"recorder north2", "POST /figures", `{"org_id":"$north2","name":"阵地","unit":"处","kind":"stock","amount":8,"on":"2023-03-15"}`, 422, "/unit:figure-unit"},
		{"recorder north", "POST /figures", `{"org_id":"$north","name":"阵地","unit":"亩","kind":"flow","amount":8,"on":"2023-03-15"}`, 422, "/unit:figure-unit /kind:figure-kind"},
		{"recorder south", "POST /figures", `{"id":"$f2","org_id":"$south","name":"阵地","unit":"处","kind":"stock","amount":3,"on":"2023-03-15"}`, 201, ""}, // another community
		{"viewer street", "GET /metrics/values?org_id=$street&year=2023&metrics=figures:阵地&by=org", ``, 200,
			"values.0.value=null values.0.display= values.0.reason=figures-differ values.0.records=2 values.0.series=[{key:north,value:80000},{key:south,value:300}]"},
		{"viewer street", "GET /metrics/values?org_id=$north&year=2023&metrics=figures:阵地", ``, 200, "values.0.value=80000 values.0.unit=平方米 values.0.reason=null"},
		{"viewer street", "GET /metrics?org_id=$north", ``, 200, fmt.Sprint("items.#=", len(metric.Catalogue)+1)},
		{"recorder street", "POST /figures", `{"id":"$f3","org_id":"$street","name":"阵地","unit":"亩","kind":"stock","amount":1,"on":"2023-03-15"}`, 201, ""},
		// The only one of its name may be corrected, and a voided one binds nobody.
		{"recorder south", "PATCH /figures/$f2 @1", `{"unit":"平方米","amount":300}`, 200, ""},
		{"recorder street", "DELETE /figures/$f3?reason=x @1", ``, 204, ""},
		{"viewer street", "GET /metrics/values?org_id=$street&year=2023&metrics=figures:阵地", ``, 200, "values.0.value=110000 values.0.unit=平方米"},
		{"recorder north1", "DELETE /figures/$f1?reason=x @1", ``, 204, ""},
		{"recorder north", "POST /figures", `{"id":"$f4","org_id":"$north","name":"阵地","unit":"处","kind":"stock","amount":8,"on":"2023-03-15"}`, 201, ""},
		{"recorder north1", "POST /figures/$f1/restore", ``, 422, ""}, // it would clash now
		// A move under which names would clash is refused.
		{"recorder south1", "POST /figures", `{"org_id":"$south1","name":"志愿队","unit":"支","kind":"stock","amount":8,"on":"2023-03-15"}`, 201, ""},
		{"recorder north2", "POST /figures", `{"org_id":"$north2","name":"志愿队","unit":"人","kind":"stock","amount":8,"on":"2023-03-15"}`, 201, ""},
		{"", "PATCH /orgs/$south1 @1", `{"parent_id":"$north"}`, 409, "figure-unit"},
		{"", "POST /orgs", `{"id":"$part","kind":"community","name":"分社区","parent_id":"$north"}`, 201, ""},
		{"", "POST /figures", `{"org_id":"$part","name":"志愿队","unit":"队","kind":"stock","amount":8,"on":"2023-03-15"}`, 201, ""},
		{"", "PATCH /orgs/$part @1", `{"kind":"branch"}`, 409, "figure-unit"},
	})
}

// TestStocksOfFigures are the latest on or before the last day of each organisation and area, added up; 0 ends one.
func TestStocksOfFigures(t *testing.T) {
	v := newTown(t)
	add := func(id, org, area, amount, on string) {
		v.take(turn{"", "POST /figures", `{"id":"` + id + `","org_id":"` + org + `","area_id":` + area + `,"name":"户数","unit":"户","kind":"stock","amount":` + amount + `,"on":"` + on + `"}`, 201, ""})
	}
	const stock = "/metrics/values?org_id=$north&metrics=figures:户数"
	v.play([]turn{
		{"", "POST /areas", `{"id":"$east","org_id":"$north","kind":"precinct","name":"东片区"}`, 201, ""},
		{"", "POST /areas", `{"id":"$grid1","org_id":"$north","kind":"grid","name":"第一网格","parent_id":"$east"}`, 201, ""},
	})
	add("$f1", "$north", `null`, "1000", "2022-06-30")
	add("$f2", "$north", `"$east"`, "100", "2023-02-10")
	add("$f3", "$north", `"$grid1"`, "30", "2023-03-31")
	add("$f4", "$north1", `null`, "50", "2023-03-31")
	add("01890000-0000-7000-8000-000000000002", "$north1", `null`, "60", "2023-05-01")
	add("01890000-0000-7000-8000-000000000001", "$north1", `null`, "70", "2023-05-01") // of two on one day the later id
	add("$f7", "$north", `"$grid1"`, "0", "2023-06-15")                                // it has ended
	v.play([]turn{
		{"viewer north", "GET " + stock + "&from=2023-01-01&to=2023-06-30&by=month", ``, 200,
			"values.0.value=116000 values.0.records=4 values.0.previous=100000 values.0.series.*.value=[100000,110000,118000,118000,119000,116000]"},
		{"viewer north", "GET " + stock + "&year=2023&by=month", ``, 200, "values.0.value=116000 values.0.series.11.value=116000"},
		{"viewer north", "GET " + stock + "&year=2023&by=org", ``, 200, "values.0.series=[{key:north1,value:6000},{key:north2,value:0}]"},
		{"viewer north", "GET " + stock + "&from=2023-04-01&to=2023-04-30&by=area", ``, 200, "values.0.series=[{key:east,value:13000},{key:grid1,value:3000}]"},
		{"viewer north", "GET " + stock + "&from=2023-04-01&to=2023-04-30&area_id=$grid1", ``, 200, "values.0.value=3000"},
		{"viewer north", "GET " + stock + "&from=2023-04-01&to=2023-04-30&subtree=false", ``, 200, "values.0.value=113000"},
		{"viewer north", "GET " + stock + "&from=2021-01-01&to=2021-12-31", ``, 200, "values.0.value=0 values.0.records=0"},
		{"viewer north", "GET " + stock + "&from=2024-01-01&to=2024-12-31", ``, 200, "values.0.value=null values.0.display="},
		{"recorder north", "GET /metrics/figures:户数/records?org_id=$north&from=2023-04-01&to=2023-04-30", ``, 200, "items.*.id=[f4,f3,f2,f1]"},
		{"recorder north", "GET /metrics/figures:户数/records?org_id=$north&from=2023-01-01&to=2023-06-30", ``, 200, "items.*.id=[f7,01890000-0000-7000-8000-000000000002,f2,f1]"},
		{"recorder north", "DELETE /figures/$f7?reason=x @1", ``, 204, ""},
		{"viewer north", "GET " + stock + "&year=2023", ``, 200, "values.0.value=119000"}, // the one before stands again
		{"", "POST /figures", `{"org_id":"$south","name":"户数","unit":"户","kind":"flow","amount":1,"on":"2023-05-01"}`, 201, ""},
		{"viewer street", "GET /metrics/values?org_id=$street&year=2023&metrics=figures:户数", ``, 200, "values.0.value=null values.0.reason=figures-differ"},
		{"recorder north", "GET /metrics/figures:没有/records?org_id=$north&year=2023", ``, 200, "items=[]"},
		{"viewer north", "GET /metrics/values?org_id=$north&year=2023&metrics=figures:没有", ``, 200, "values.0.value=0 values.0.records=0"},
	})
}
