package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"shuzhi/internal/store/storetest"
	"shuzhi/internal/uid"
)

// TestServers runs three servers on one PostgreSQL, begun at once on an empty database, and wants what one did to hold at once on the others.
func TestServers(t *testing.T) {
	if !storetest.OnPostgres() {
		t.Skip("several servers need PostgreSQL")
	}
	database := storetest.Database(t)
	servers := make([]*process, 3)
	var starts sync.WaitGroup
	for i := range servers {
		v := books(t.TempDir())
		v["SHUZHI_DATABASE"], v["SHUZHI_ADMIN_PASSWORD"] = database, tourPassword
		starts.Go(func() { servers[i] = start(t, v) })
	}
	if starts.Wait(); t.Failed() {
		return
	}
	session := logIn(t, servers[0].address)
	at := make([]client, len(servers))
	for i, p := range servers {
		at[i] = client{t, p.address, session.said}
	}
	org := uid.New()
	at[0].want(http.StatusCreated, http.MethodPost, "orgs", fmt.Sprintf(`{"id":"%s","kind":"community","name":"翠湖社区"}`, org))
	writeAcross(t, at, org)
	postAtOnce(t, at, org)
	loginsAcross(t, at)
	for _, p := range servers {
		p.stop()
	}
	if code, _, said := command(t, variables{"SHUZHI_DATABASE": database}, "", "verify"); code != 0 {
		t.Errorf("verify exits %d: %s", code, said)
	}
}

// want asks and gives the answer, which must have the status.
func (c client) want(status int, method, path, body string) string {
	c.t.Helper()
	got, answer := c.do(method, path, body)
	if got != status {
		c.t.Errorf("%s %s of %s answers %d, want %d: %s", method, path, c.address, got, status, answer)
	}
	return string(answer)
}

// writeAcross writes at one server, changes at the next, and reads at the third: the record, its totals and the tree.
func writeAcross(t *testing.T, at []client, org uid.ID) {
	t.Helper()
	for i := range 30 {
		one, two, three := at[i%3], at[(i+1)%3], at[(i+2)%3]
		id := uid.New()
		one.want(http.StatusCreated, http.MethodPost, "activities", fmt.Sprintf(`{"id":"%s","org_id":"%s","kind":"talk","topic":"谈心","held_on":"2023-03-15"}`, id, org))
		two.want(http.StatusOK, http.MethodPatch, "activities/"+id.String(), fmt.Sprintf(`{"topic":"第%d次谈心"}`, i))
		if said := three.want(http.StatusOK, http.MethodGet, "activities/"+id.String(), ""); !strings.Contains(said, fmt.Sprintf("第%d次谈心", i)) {
			t.Errorf("another server shows %s", said)
		}
		for _, c := range at {
			path := fmt.Sprintf("metrics/values?org_id=%s&year=2023&metrics=activities.talk", org)
			if said := c.want(http.StatusOK, http.MethodGet, path, ""); !strings.Contains(said, fmt.Sprintf(`"records":%d,`, i+1)) {
				t.Errorf("after %d records %s says %s", i+1, c.address, said)
			}
		}
	}
	branch := uid.New()
	at[1].want(http.StatusCreated, http.MethodPost, "orgs", fmt.Sprintf(`{"id":"%s","kind":"branch","name":"第一党支部","parent_id":"%s"}`, branch, org))
	at[2].want(http.StatusCreated, http.MethodPost, "activities", fmt.Sprintf(`{"org_id":"%s","kind":"talk","topic":"谈心","held_on":"2023-03-16"}`, branch))
	if said := at[0].want(http.StatusOK, http.MethodGet, fmt.Sprintf("metrics/values?org_id=%s&year=2023&metrics=activities.talk", org), ""); !strings.Contains(said, `"records":31,`) {
		t.Errorf("what a new organisation holds is not counted above: %s", said)
	}
}

// postAtOnce sends one record to all servers at once, as one sort of record and as two: it is kept once.
func postAtOnce(t *testing.T, at []client, org uid.ID) {
	t.Helper()
	talk := `{"id":"%s","org_id":"%s","kind":"talk","topic":"谈心","held_on":"2023-04-15"}`
	event := `{"id":"%s","org_id":"%s","type":"demand","title":"路灯不亮","reported_on":"2023-04-15"}`
	for range 40 {
		same, taken := uid.New(), uid.New()
		answers := map[string]map[int]int{"same": {}, "taken": {}}
		var mutex sync.Mutex
		var clients sync.WaitGroup
		post := func(c client, name, path, body string) {
			clients.Go(func() {
				status, _ := c.do(http.MethodPost, path, body)
				mutex.Lock()
				defer mutex.Unlock()
				answers[name][status]++
			})
		}
		for i, c := range at {
			post(c, "same", "activities", fmt.Sprintf(talk, same, org))
			if i%2 == 0 {
				post(c, "taken", "activities", fmt.Sprintf(talk, taken, org))
			} else {
				post(c, "taken", "grid-events", fmt.Sprintf(event, taken, org))
			}
		}
		clients.Wait()
		if a := answers["same"]; a[http.StatusCreated] != 1 || a[http.StatusOK] != 2 {
			t.Errorf("one record, sent to three servers, is answered %v", a)
		}
		if a := answers["taken"]; a[http.StatusCreated] != 1 || a[http.StatusOK]+a[http.StatusConflict] != 2 || a[http.StatusConflict] == 0 {
			t.Errorf("one id of two sorts of record, sent to three servers, is answered %v", a)
		}
	}
}

// loginsAcross ends sessions at one server, and wants them ended at the others.
func loginsAcross(t *testing.T, at []client) {
	t.Helper()
	for i := range at {
		here, there := at[i], at[(i+1)%3]
		one := logIn(t, here.address)
		other := client{t, there.address, one.said}
		other.want(http.StatusOK, http.MethodGet, "me", "")
		one.want(http.StatusNoContent, http.MethodDelete, "sessions/current", "")
		other.want(http.StatusUnauthorized, http.MethodGet, "me", "")
	}
	const fresh = "another-long-password"
	at[1].want(http.StatusOK, http.MethodPatch, "me", fmt.Sprintf(`{"password":"%s","current_password":"%s"}`, fresh, tourPassword))
	for _, c := range at {
		c.want(http.StatusUnauthorized, http.MethodGet, "me", "")
		c.want(http.StatusUnauthorized, http.MethodPost, "sessions", fmt.Sprintf(`{"username":"admin","password":"%s"}`, tourPassword))
		c.want(http.StatusCreated, http.MethodPost, "sessions", fmt.Sprintf(`{"username":"admin","password":"%s"}`, fresh))
	}
}
