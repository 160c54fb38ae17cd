package api_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"shuzhi/api"
	"shuzhi/internal/report"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// Speed is a ratio: how the program stands beside an empty Echo handler in one run.
//
//	go test ./api -run '^$' -bench 'BenchmarkPost|BenchmarkTotals' -count 5
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

// BenchmarkTotals asks for a year's totals at rest, while others post, and beside that for as many bytes of an empty handler.
func BenchmarkTotals(b *testing.B) {
	handler, token, org := benchBooks(b)
	path := "/api/v1/metrics/values?year=2023&org_id=" + org.String()
	for n := range 2000 {
		request := httptest.NewRequest(http.MethodPost, "/api/v1/activities", bytes.NewReader(fmt.Appendf(nil, activity, uid.New(), org, n%11+1, n%28+1)))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		if answer := httptest.NewRecorder(); true {
			handler.ServeHTTP(answer, request)
			if answer.Code != http.StatusCreated {
				b.Fatal(answer.Body)
			}
		}
	}
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Header.Set("Authorization", "Bearer "+token)
	totals := httptest.NewRecorder()
	handler.ServeHTTP(totals, request)
	e := echo.New()
	e.GET("/api/v1/metrics/values", func(c echo.Context) error {
		return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, totals.Body.Bytes())
	})
	b.Run("empty Echo", func(b *testing.B) { get(b, e, token, path) })
	b.Run("at rest", func(b *testing.B) { get(b, handler, token, path) })
	b.Run("while 16 post", func(b *testing.B) {
		server := httptest.NewServer(handler)
		defer server.Close()
		stop := make(chan struct{})
		var writers sync.WaitGroup
		for range 16 {
			writers.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					request, _ := http.NewRequest(http.MethodPost, server.URL+"/api/v1/activities", bytes.NewReader(fmt.Appendf(nil, activity, uid.New(), org, n%11+1, n%28+1)))
					request.Header.Set("Content-Type", "application/json")
					request.Header.Set("Authorization", "Bearer "+token)
					if response, err := http.DefaultClient.Do(request); err == nil {
						_, _ = io.Copy(io.Discard, response.Body)
						_ = response.Body.Close()
					}
				}
			})
		}
		get(b, handler, token, path)
		close(stop)
		writers.Wait()
	})
}

func get(b *testing.B, handler http.Handler, token, path string) {
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	b.SetParallelism(clients / 2)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			request, err := http.NewRequest(http.MethodGet, server.URL+path, nil)
			if err != nil {
				b.Error(err)
				return
			}
			request.Header.Set("Authorization", "Bearer "+token)
			response, err := client.Do(request)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK {
				b.Errorf("%d", response.StatusCode)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "gets/s")
}

// event is a grid event of a few hundred bytes.
const event = `{"id":"%s","org_id":"%s","type":"demand","category":"环境卫生","title":"楼道灯不亮","description":"三单元二楼至四楼的灯不亮，老人上下楼不便，请尽快更换",` +
	`"source":"patrol","reported_on":"2023-%02d-%02d","tags":["楼道"]}`

// BenchmarkReport fills a report of a community's year of 10,000 records and fetches its .docx: from the built-in template, of which
// each slot names its number, and from the same text with blanks, which are told by their words and by those that the records carry.
//
//	go test ./api -run '^$' -bench BenchmarkReport
func BenchmarkReport(b *testing.B) {
	handler, token, org := benchBooks(b)
	ask := func(b *testing.B, method, path string, body []byte, status int) []byte {
		b.Helper()
		request := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(body))
		if body != nil {
			request.Header.Set("Content-Type", "application/json")
		}
		request.Header.Set("Authorization", "Bearer "+token)
		answer := httptest.NewRecorder()
		if handler.ServeHTTP(answer, request); answer.Code != status {
			b.Fatal(answer.Code, answer.Body)
		}
		return answer.Body.Bytes()
	}
	for n := 0; n < 10_000; {
		var items [][]byte
		for ; len(items) < 500; n += 2 {
			day := n * 11 * 28 / 10_000 // in their order, as they are written down
			items = append(items, fmt.Appendf(nil, `{"resource":"activities","body":`+activity+`}`, uid.New(), org, day/28+1, day%28+1),
				fmt.Appendf(nil, `{"resource":"grid-events","body":`+event+`}`, uid.New(), org, day/28+1, day%28+1))
		}
		became := ask(b, "POST", "/batch", slices.Concat([]byte(`{"items":[`), bytes.Join(items, []byte(",")), []byte(`]}`)), http.StatusOK)
		if bytes.Count(became, []byte(`"status":201`)) != len(items) {
			b.Fatalf("%s", became)
		}
	}
	blanks := uid.New()
	text, _ := json.Marshal(regexp.MustCompile(`{{[a-z_.]+}}`).ReplaceAllString(report.AnnualDebrief().Text, "xx"))
	ask(b, "POST", "/report-templates", fmt.Appendf(nil, `{"id":"%s","org_id":"%s","name":"述职报告","text":%s}`, blanks, org, text), http.StatusCreated)
	for _, template := range []string{report.AnnualDebriefID, blanks.String()} {
		b.Run(map[bool]string{true: "blanks", false: "built-in"}[template == blanks.String()], func(b *testing.B) {
			for b.Loop() {
				id := uid.New()
				ask(b, "POST", "/reports", fmt.Appendf(nil, `{"id":"%s","template_id":"%s","org_id":"%s","year":2023}`, id, template, org), http.StatusCreated)
				ask(b, "GET", "/reports/"+id.String()+"/document?format=docx", nil, http.StatusOK)
			}
		})
	}
}
