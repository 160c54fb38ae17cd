package api_test

import (
	"fmt"
	"strings"
	"testing"

	"shuzhi/internal/apitest"
)

// entry is a line of the audit as it is answered.
type entry struct {
	OrgID        *string `json:"org_id"`
	N            int
	What         string
	Resource     string
	ID           string
	Version      int
	Before       map[string]any
	After        map[string]any
	Hash         string
	PreviousHash string `json:"previous_hash"`
	Who          string
	WhoName      string `json:"who_name"`
	At           string
}

// audit reads all entries, page by page.
func (v *town) audit(who, query string) (all []entry) {
	v.t.Helper()
	for path := "/audit?limit=7" + v.with(query); path != ""; {
		r := v.as(who).Want("GET", path, nil, 200)
		var page struct{ Items []entry }
		r.JSON(&page)
		all = append(all, page.Items...)
		path = ""
		if link := nextLink.FindStringSubmatch(r.Header.Get("Link")); link != nil {
			path = link[2]
		}
	}
	return all
}

// TestAudit: every change stands in it, with who, when, what, before and after, chained to the entry before.
func TestAudit(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /people", `{"id":"$p","org_id":"$north1","name":"李明","kind":"applicant"}`, 201, ""},
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`, 201, ""},
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈心","held_on":"2023-03-01"}`, 200, ""},
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"talk","topic":"谈","held_on":"2023-03-01"}`, 409, ""},
		{"recorder north1", "PATCH /activities/$a @1", `{"topic":"谈心谈话"}`, 200, ""},
		{"recorder north1", "PATCH /activities/$a @1", `{"topic":"谈心谈话"}`, 200, ""},
		{"recorder north1", "PATCH /activities/$a @2", `{"topic":""}`, 422, ""},
		{"secretary north", "DELETE /activities/$a?reason=重复 @2", "", 204, ""},
		{"secretary north", "DELETE /activities/$a?reason=重复 @3", "", 204, ""},
		{"secretary north", "POST /activities/$a/restore", "", 200, ""},
		{"secretary north", "POST /activities/$a/restore", "", 200, ""},
		{"recorder north1", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"收音机","registered_on":"2023-03-01"}`, 201, ""},
		{"recorder north1", "POST /wishes/$w/claim", `{"id":"$c","helper_ids":["$p"],"on":"2023-03-02"}`, 200, ""},
		{"recorder north1", "PATCH /wishes/$w/steps/$c @2", `{"on":"2023-03-03"}`, 200, ""},
		{"recorder north1", "DELETE /wishes/$w/steps/$c?reason=x @3", "", 204, ""},
		{"recorder north1", "POST /people/$p/development-steps", `{"id":"$d","step":"activist","on":"2023-03-02"}`, 201, ""},
		{"recorder north", "POST /people/$p/transfers", `{"id":"$m","to_org_id":"$north2","on":"2023-06-01"}`, 201, ""},
	})
	all := v.audit("secretary north", "")
	var said []string
	for i, e := range all {
		if *e.OrgID == v.id("north1") && e.Resource != "orgs" && e.Resource != "tokens" {
			said = append(said, fmt.Sprintf("%s %s %s %d", e.What, e.Resource, v.names[e.ID], e.Version))
		}
		if e.Version == 1 && e.Before != nil || e.Version > 1 && (e.Before["version"] != float64(e.Version-1)) || e.After["version"] != float64(e.Version) || e.WhoName == "" || e.At == "" || i > 0 && e.At > all[i-1].At {
			t.Errorf("%+v", e)
		}
	}
	const want = "transfer people p 3, development people p 2, delete-claim wishes w 4, amend-claim wishes w 3, claim wishes w 2, create wishes w 1, restore activities a 4, void activities a 3, amend activities a 2, create activities a 1, create people p 1"
	if got := strings.Join(said, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	v.chained(all)
	of := v.audit("secretary north", "&resource=activities&id=$a")
	if len(of) != 4 || of[2].Before["topic"] != "谈心" || of[2].After["topic"] != "谈心谈话" || of[1].After["void_reason"] != "重复" || of[0].After["voided_on"] != nil || of[1].WhoName != "secretary north" || of[2].WhoName != "recorder north1" {
		t.Errorf("%+v", of)
	}
	moved := v.audit("secretary north", "&resource=people&id=$p&org_id=$north2")
	if len(moved) != 1 || moved[0].What != "transfer" || moved[0].After["org_id"] != v.id("north2") { // a transfer is in both chains
		t.Errorf("%+v", moved)
	}
	if n := len(v.audit("secretary south", "")); n != 3 { // its organisations and its own token
		t.Errorf("the neighbour reads %d entries", n)
	}
	v.play([]turn{
		{"secretary south", "GET /audit?org_id=$north", "", 404, "not-found"},
		{"secretary south", "GET /audit?id=$a", "", 200, "items=[]"},
		{"recorder north", "GET /audit", "", 403, "role-may-not"},
		{"viewer north", "GET /audit", "", 403, "role-may-not"},
		{"secretary north", "GET /audit?org_id=$north1&subtree=false&resource=wishes", "", 200, "items.*.what=[delete-claim,amend-claim,claim,create]"},
		{"secretary north", "GET /audit?resource=development-steps", "", 200, "items.*.version=[2]"},
	})
	for method := range strings.FieldsSeq("POST PUT PATCH DELETE") {
		v.Want(method, "/audit", []byte("{}"), 405)
	}
	v.right()
}

// chained wants each entry to name the hash of the one before it in its organisation.
func (v *town) chained(all []entry) {
	v.t.Helper()
	next := map[string]entry{}
	for _, e := range all {
		org := ""
		if e.OrgID != nil {
			org = *e.OrgID
		}
		if after, known := next[org]; known && (after.N != e.N+1 || after.PreviousHash != e.Hash) {
			v.t.Errorf("entry %d of %s is %s, and the next says %s", e.N, v.names[org], e.Hash, after.PreviousHash)
		}
		next[org] = e
	}
	for org, first := range next {
		if first.N != 1 || first.PreviousHash != "" {
			v.t.Errorf("the chain of %s begins with %d after %s", v.names[org], first.N, first.PreviousHash)
		}
	}
}

// TestChainOfNobody: what has no organisation has a chain of its own, which admins read.
func TestChainOfNobody(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"", "POST /users", `{"id":"$boss","username":"boss","password":"` + apitest.Password + `","name":"管","role":"admin"}`, 201, ""},
		{"", "POST /report-templates", `{"id":"$tpl","name":"x","text":"诉求xx件"}`, 201, "org_id=null"},
		{"", "POST /tokens", `{"id":"$tok","name":"集成","role":"admin"}`, 201, "org_id=null"},
	})
	nobody := 0
	all := v.audit("", "")
	for _, e := range all {
		if e.OrgID == nil {
			nobody++
		}
	}
	if nobody != 4 { // and the first admin
		t.Errorf("%d entries of nobody", nobody)
	}
	v.chained(all)
	for _, e := range v.audit("secretary street", "") {
		if e.OrgID == nil {
			t.Errorf("a secretary reads %+v", e)
		}
	}
	v.right()
}
