package api_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"shuzhi/api"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// Speed is a ratio: how the program stands beside an empty Echo handler in one run.
//
//	go test ./api -run '^$' -bench BenchmarkPost -count 5
//
// Each of 64 clients waits for its answer, over a socket.

const clients = 64

// activity is a body of about 580 bytes.
const activity = `{"id":"%s","org_id":"%s","kind":"collective_study","topic":"集中学习党的二十大精神，交流研讨“四下基层”的做法","held_on":"2023-%02d-%02d",` +
	`"place":"社区二楼会议室","host":"张书记","includes_study":true,"headcount":{"members":23,"volunteers":4,"residents":0},"tags":["理论学习","二十大"],` +
	`"summary":"先由书记领学原文，再由三名党员结合岗位交流体会，最后就楼道充电、老旧小区改造和一老一小服务提出了七条意见，会后由网格员逐条认领。"}`

func BenchmarkPostEmptyEcho(b *testing.B) {
	e := echo.New()
	e.POST("/api/v1/activities", func(c echo.Context) error {
		var body map[string]any
		if err := c.Bind(&body); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, body)
	})
	post(b, e, "", uid.New())
}

func BenchmarkPostActivity(b *testing.B) {
	handler, token, org := benchBooks(b)
	post(b, handler, token, org)
}

func benchBooks(b *testing.B) (http.Handler, string, uid.ID) {
	b.Helper()
	now := func() time.Time { return time.Date(2023, 12, 20, 12, 0, 0, 0, time.FixedZone("", 8*3600)) }
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir(), Now: now, Log: log})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	const password = "海棠依旧-2023"
	if _, err := s.EnsureAdmin(b.Context(), password); err != nil {
		b.Fatal(err)
	}
	session, err := s.Login(b.Context(), "admin", password)
	if err != nil {
		b.Fatal(err)
	}
	handler, org := api.New(s, api.Options{Log: log}), uid.New()
	request := httptest.NewRequest(http.MethodPost, "/api/v1/orgs", bytes.NewReader(fmt.Appendf(nil, `{"id":"%s","kind":"community","name":"翠湖社区"}`, org)))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+session.Token)
	answer := httptest.NewRecorder()
	if handler.ServeHTTP(answer, request); answer.Code != http.StatusCreated {
		b.Fatal(answer.Body)
	}
	return handler, session.Token, org
}

func post(b *testing.B, handler http.Handler, token string, org uid.ID) {
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	b.SetParallelism(clients / 2) // times two processors
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			body := fmt.Appendf(nil, activity, uid.New(), org, n%11+1, n%28+1)
			request, err := http.NewRequest(http.MethodPost, server.URL+"/api/v1/activities", bytes.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Authorization", "Bearer "+token)
			response, err := client.Do(request)
			if err != nil {
				b.Error(err)
				return
			}
			answer, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if response.StatusCode != http.StatusCreated {
				b.Errorf("%d: %s", response.StatusCode, answer)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}
