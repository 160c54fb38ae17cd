package api_test

import (
	"bytes"
	"testing"

	"shuzhi/internal/apitest"
)

// TestSentAgain: a phone that did not hear the answer asks the same again, and is told the same, warnings too.
func TestSentAgain(t *testing.T) {
	v := newTown(t)
	const warned = "warnings.*.rule=[looks-personal]"
	v.play([]turn{
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","tags":["13800138000"]}`, 201, warned},
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","tags":["13800138000"]}`, 200, warned},
		{"recorder north1", "PATCH /activities/$a @1", `{"topic":"走访两户"}`, 200, warned},
		{"recorder north1", "PATCH /activities/$a @1", `{"topic":"走访两户"}`, 200, "version=2 " + warned},
		{"recorder north1", "DELETE /activities/$a?reason=误 @2", ``, 204, ""},
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","tags":["13800138000"]}`, 200, "voided_on=2023-12-20"},
		{"recorder north1", "POST /grid-events", `{"id":"$g","org_id":"$north1","type":"demand","title":"路灯不亮","reported_on":"2023-03-15"}`, 201, ""},
		{"recorder north1", "POST /grid-events/$g/transitions", `{"id":"$t","to":"accepted","on":"2023-03-16","note":"13800138000"}`, 200, warned},
	})
}

// TestWhereAStepStands: its Location answers it, with the person's version.
func TestWhereAStepStands(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"applicant"}`, 201, ""},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s","step":"application","on":"2023-01-05"}`, 201, ""},
		{"recorder north1", "GET /people/$li/steps/$s", ``, 200, "id=s on=2023-01-05"},
		{"recorder north1", "GET /people/$li/steps/$li", ``, 404, "not-found"},
		{"recorder south1", "GET /people/$li/steps/$s", ``, 404, ""},
		{"viewer north1", "GET /people/$li/steps/$s", ``, 403, ""},
		{"recorder north1", "DELETE /people/$li/steps/$s?reason=误 @2", ``, 204, ""},
		{"recorder north1", "GET /people/$li/steps/$s", ``, 404, ""},
	})
}

// TestNobodyGrantsMoreThanTheyHave: it is forbidden, whatever else is wrong.
func TestNobodyGrantsMoreThanTheyHave(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"secretary north", "POST /users", `{"username":"wang","password":"海棠依旧-2023","name":"王","role":"admin","org_id":"$north"}`, 403, "role-above-own"},
		{"secretary north", "POST /users", `{"id":"$w","username":"wang","password":"海棠依旧-2023","name":"王","role":"recorder","org_id":"$north"}`, 201, ""},
		{"secretary north", "PATCH /users/$w @1", `{"role":"admin"}`, 403, "role-above-own"},
		{"secretary north", "POST /tokens", `{"name":"集成","role":"admin","org_id":"$north"}`, 403, "role-above-own"},
	})
}

// TestAVoidedRecordShowsItsFiles to whoever may read it still.
func TestAVoidedRecordShowsItsFiles(t *testing.T) {
	v := newTown(t)
	v.as("recorder north1").Want("POST", "/attachments", apitest.Form{"file": apitest.File{Name: "签到表.pdf", Content: bytes.Clone(sheet)}, "id": v.id("s")}, 201)
	v.play([]turn{
		{"recorder north1", "POST /activities", `{"id":"$a","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","attachment_ids":["$s"]}`, 201, ""},
		{"secretary north", "GET /attachments/$s", ``, 200, ""},
		{"recorder north1", "DELETE /activities/$a?reason=误 @1", ``, 204, ""},
		{"secretary north", "GET /activities/$a", ``, 200, "voided_on=2023-12-20"},
		{"secretary north", "GET /attachments/$s", ``, 200, ""},
		{"secretary south", "GET /attachments/$s", ``, 404, ""},
		{"recorder north1", "POST /activities/$a/restore", ``, 200, ""},
		{"secretary north", "GET /attachments/$s", ``, 200, ""},
	})
	if r := v.raw("secretary north", "GET", "/attachments/"+v.id("s")+"?x=1", ""); !bytes.Contains([]byte(r), []byte("unknown-parameter")) {
		t.Error(r)
	}
}
