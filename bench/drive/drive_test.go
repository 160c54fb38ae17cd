package drive

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// A server that stalls once makes all wait that were due meanwhile: paced latencies tell so, closed ones hide it.
func TestPacedTellsOfAStall(t *testing.T) {
	const stall = 200 * time.Millisecond
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 20 {
			time.Sleep(stall)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	target := Target{Address: server.Listener.Addr().String()}
	do := func(c *Client) error {
		_, err := c.Want(204, "GET", "/", nil)
		return err
	}
	paced, err := Paced(target, 1, 200, 500*time.Millisecond, do)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(paced.Latencies); got != 100 {
		t.Errorf("%d requests at 200/s in half a second, want 100", got)
	}
	if got := paced.Quantile(0.85); got < stall/8 {
		t.Errorf("p85 is %s, though some 40 of 100 requests were due during or soon after a stall of %s", got, stall)
	}
	serial, err := Serial(target, 100, do)
	if err != nil {
		t.Fatal(err)
	}
	if len(serial.Latencies) != 100 || serial.Rate() <= 0 {
		t.Errorf("serial: %d requests at %.0f/s", len(serial.Latencies), serial.Rate())
	}
}

// The first error ends a run and is told.
func TestErrorEndsTheRun(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, err := Closed(Target{Address: server.Listener.Addr().String()}, 8, time.Minute, func(c *Client) error {
		_, err := c.Want(200, "GET", "/", nil)
		return err
	})
	if err == nil {
		t.Error("404 was taken for 200")
	}
}

// Answers that take longer than the run are all counted, over the time that they took.
func TestClosedCountsSlowAnswers(t *testing.T) {
	const slow = 100 * time.Millisecond
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(slow)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	r, err := Closed(Target{Address: server.Listener.Addr().String()}, 4, slow/2, func(c *Client) error {
		_, err := c.Want(204, "GET", "/", nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Latencies) != 4 || r.Took < slow || r.Rate() > 40 {
		t.Errorf("%d answers of %s each in %s by 4 clients", len(r.Latencies), slow, r.Took)
	}
}

// Clients that send at the same moment are all under way at once, each its own request, and latencies count from that moment.
func TestAtOnce(t *testing.T) {
	const clients = 8
	var there atomic.Int64
	all := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if there.Add(1) == clients {
			close(all)
		}
		<-all
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	var asked [clients]atomic.Int64
	r, err := AtOnce(Target{Address: server.Listener.Addr().String()}, clients, func(c *Client, n int) error {
		asked[n].Add(1)
		_, err := c.Want(204, "GET", "/", nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range asked {
		if asked[n].Load() != 1 {
			t.Errorf("client %d asked %d times", n, asked[n].Load())
		}
	}
	if both := r.With(r); len(both.Latencies) != 2*clients || both.Latencies[0] <= 0 || both.Took != 2*r.Took {
		t.Errorf("both runs: %v", both)
	}
}
