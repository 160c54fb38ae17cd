package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"shuzhi/internal/uid"
)

const tourPassword = "five-minute-tour"

// client asks a running server as the admin.
type client struct {
	t             *testing.T
	address, said string // said: the session's token
}

func logIn(t *testing.T, address string) client {
	t.Helper()
	c := client{t: t, address: address}
	status, body := c.do(http.MethodPost, "sessions", `{"username":"admin","password":"`+tourPassword+`"}`)
	if status != http.StatusCreated {
		t.Fatalf("login answered %d: %s", status, body)
	}
	var session struct{ Token string }
	if err := json.Unmarshal(body, &session); err != nil {
		t.Fatal(err)
	}
	c.said = session.Token
	return c
}

// do gives status 0 when nobody answers.
func (c client) do(method, path, body string) (status int, answer []byte) {
	request, err := http.NewRequestWithContext(c.t.Context(), method, "http://"+c.address+"/api/v1/"+path, strings.NewReader(body))
	if err != nil {
		return 0, nil
	}
	request.Header.Set("Content-Type", "application/json")
	if method == http.MethodPatch {
		request.Header.Set("If-Match", `"1"`)
	}
	request.Header.Set("Authorization", "Bearer "+c.said)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil
	}
	defer func() { _ = response.Body.Close() }()
	if answer, err = io.ReadAll(response.Body); err != nil {
		return 0, nil
	}
	return response.StatusCode, answer
}

// TestKill kills the program under load, twice, and wants every record that it acknowledged.
func TestKill(t *testing.T) {
	v := books(t.TempDir())
	v["SHUZHI_ADMIN_PASSWORD"] = tourPassword
	org := uid.New()
	var acknowledged []uid.ID
	for round := range 3 {
		p := start(t, v)
		c := logIn(t, p.address)
		if round == 0 {
			if status, body := c.do(http.MethodPost, "orgs", fmt.Sprintf(`{"id":"%s","kind":"community","name":"翠湖社区"}`, org)); status != http.StatusCreated {
				t.Fatalf("%d: %s", status, body)
			}
		}
		var totals struct {
			Values []struct{ Value int } `json:"values"`
		}
		if status, body := c.do(http.MethodGet, "metrics/values?metrics=activities.talk&year=2023&org_id="+org.String(), ""); status != http.StatusOK ||
			json.Unmarshal(body, &totals) != nil || totals.Values[0].Value < len(acknowledged) {
			t.Errorf("%d talks were acknowledged, the totals say %s", len(acknowledged), body)
		}
		for _, id := range acknowledged {
			if status, body := c.do(http.MethodGet, "activities/"+id.String(), ""); status != http.StatusOK || !bytes.Contains(body, []byte(id.String())) {
				t.Fatalf("a record that was acknowledged is lost: %s answers %d", id, status)
			}
		}
		if round == 2 {
			p.stop()
			break
		}
		acknowledged = append(acknowledged, postUntilKilled(c, p, org, 150)...)
	}
	if code, _, said := command(t, v, "", "verify"); code != 0 {
		t.Errorf("verify exits %d: %s", code, said)
	}
}

// postUntilKilled posts from 16 clients until enough was acknowledged, while totals are asked for, and kills the program in the midst of it.
func postUntilKilled(c client, p *process, org uid.ID, enough int) (acknowledged []uid.ID) {
	var mutex sync.Mutex
	var clients sync.WaitGroup
	clients.Go(func() { // so that something is kept, and goes stale
		for status := http.StatusOK; status == http.StatusOK; {
			status, _ = c.do(http.MethodGet, "metrics/values?year=2023&org_id="+org.String(), "")
			time.Sleep(20 * time.Millisecond)
		}
	})
	for range 16 {
		clients.Go(func() {
			for {
				id := uid.New()
				status, _ := c.do(http.MethodPost, "activities", fmt.Sprintf(`{"id":"%s","org_id":"%s","kind":"talk","topic":"谈心","held_on":"2023-03-15"}`, id, org))
				if status != http.StatusCreated {
					return
				}
				mutex.Lock()
				if acknowledged = append(acknowledged, id); len(acknowledged) == enough {
					p.kill()
				}
				mutex.Unlock()
			}
		})
	}
	clients.Wait()
	return acknowledged
}
