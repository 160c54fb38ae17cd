package api_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shuzhi/internal/apitest"
	"shuzhi/internal/store/storetest"
)

// TestClockJumps: the clock is set back or on, and records are written, changed, voided and restored on both sides. The chains go on by
// number whatever their instants say, every list holds every entry once, totals are those of the day, and nobody is shut out who
// was not due to be.
func TestClockJumps(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	for _, jump := range []time.Duration{-hour, -day, -365 * day, hour, day, 365 * day} {
		t.Run(fmt.Sprint(jump), func(t *testing.T) {
			v := newTown(t)
			v.play([]turn{
				{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member","since":"2020-03-01"}`, 201, ""},
				{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2022-03-01","participant_ids":["$li"]}`, 201, ""},
				{"recorder north1", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-12-20"}`, 201, ""},
				{"recorder north1", "POST /wishes", `{"id":"$w","org_id":"$north1","content":"收音机","registered_on":"2023-12-20","helper_ids":["$li"],"fulfilled_on":"2023-12-20"}`, 201, "status=fulfilled"},
				{"viewer north1", "GET /metrics/values?from=2022-01-01&to=2023-12-31&metrics=activities.visit,members.total,wishes.fulfilled", ``, 200, "values.*.value=[2,1,1]"},
			})
			v.Move(storetest.Noon.Add(jump))
			if jump > 14*day { // sessions end, tokens go on
				v.Client.Want("GET", "/me", nil, 401)
				v.anew()
			}
			v.Client.Want("GET", "/me", nil, 200)
			amended := turn{"recorder north1", "PATCH /activities/$a2 @1", `{"topic":"走访慰问"}`, 200, "version=2"}
			if jump <= -day { // it took place on a day that is still to come
				amended.status, amended.want = 422, "/held_on:future"
			}
			v.play([]turn{
				{"recorder north1", "PATCH /activities/$a1 @1", `{"topic":"走访群众"}`, 200, "version=2"},
				amended,
				{"recorder north1", "POST /activities", `{"id":"$a2","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-12-20"}`, 200, ""}, // a resend stays one
				{"recorder north1", "POST /batch", `{"items":[{"resource":"activities","body":{"id":"$a2","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-12-20"}}]}`, 200, "results.0.status=200"},
				{"recorder north1", "DELETE /wishes/$w?reason=重复 @1", "", 204, ""},
				{"recorder north1", "POST /wishes/$w/restore", "", 200, "status=fulfilled version=3"},
				{"recorder north1", "POST /activities", `{"id":"$a3","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2022-03-01"}`, 201, ""},
				{"viewer north1", "GET /metrics/values?from=2022-01-01&to=2023-12-31&metrics=activities.visit,members.total,wishes.fulfilled", ``, 200, "values.*.value=[3,1,1]"},
				{"recorder north1", "GET /activities?limit=1", ``, 200, "items.*.id=[a2]"},
			})
			v.right()
			v.Move(storetest.Noon.Add(time.Minute)) // and it is set right again
			if jump < -14*day {                     // a session that was used in the past is one of the past
				v.Client.Want("GET", "/me", nil, 401)
				v.anew()
			}
			v.play([]turn{
				{"recorder north1", "PATCH /activities/$a1 @2", `{"topic":"走访"}`, 200, "version=3"},
				{"recorder north1", "GET /activities", ``, 200, "items.#=3"},
			})
			v.wholeAudit()
			v.right()
		})
	}
}

// wholeAudit wants every entry of every chain in the audit once, the newest instant first.
func (v *town) wholeAudit() {
	v.t.Helper()
	all := v.audit("", "")
	if !slices.IsSortedFunc(all, func(a, b entry) int { return cmp.Compare(b.At, a.At) }) {
		v.t.Error("the audit is not sorted by instant")
	}
	chains := map[string][]int{}
	for _, e := range all {
		org := ""
		if e.OrgID != nil {
			org = *e.OrgID
		}
		chains[org] = append(chains[org], e.N)
	}
	if len(chains) < 4 {
		v.t.Errorf("the audit has %d chains", len(chains))
	}
	for org, numbers := range chains {
		slices.Sort(numbers)
		for i, n := range numbers {
			if n != i+1 {
				v.t.Errorf("of %s the audit lists the entries %v", org, numbers)
				break
			}
		}
	}
}

// TestClockWasAhead: who logged in by a clock that was a year ahead is logged in for 14 days, not for a year and 14 days.
func TestClockWasAhead(t *testing.T) {
	v := newTown(t)
	v.take(turn{"", "POST /users", `{"username":"wang","password":"` + apitest.Password + `","name":"王芳","role":"recorder","org_id":"$north"}`, 201, ""})
	v.Move(storetest.Noon.AddDate(1, 0, 0))
	me := v.As("wang")
	v.Move(storetest.Noon)
	me.Want("GET", "/me", nil, 200)
	v.MoveTo("2024-01-02")
	me.Want("GET", "/me", nil, 200)
	v.MoveTo("2024-01-04")
	me.Want("GET", "/me", nil, 401)
}

// TestPhonesWithOtherClocks: ids that phones make tell of the phones' clocks, which may be years wrong. Every list goes on from page to page all the same.
func TestPhonesWithOtherClocks(t *testing.T) {
	v := newTown(t)
	var want []string
	for i, made := range []string{"018b", "0001", "7fff", "017f", "018c"} { // the first bits of the instant
		id := fmt.Sprintf("%s0000-0000-7000-8000-%012d", made, i)
		want = append(want, id)
		v.play([]turn{
			{"recorder north1", "POST /people", `{"id":"` + id + `","org_id":"$north1","name":"李明","kind":"resident"}`, 201, ""},
			{"recorder north1", "POST /activities", `{"id":"` + strings.Replace(id, "7000", "7001", 1) + `","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-01"}`, 201, ""},
		})
	}
	slices.Sort(want)
	for path, version := range map[string]string{"/people": "7000", "/activities": "7001"} {
		var got []string
		for next := path + "?limit=1"; next != ""; {
			r := v.as("recorder north1").Want("GET", next, nil, 200)
			got = append(got, strings.Replace(r.String("items.0.id"), version, "7000", 1))
			next = ""
			if link := nextLink.FindStringSubmatch(r.Header.Get("Link")); link != nil {
				next = link[2]
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s holds %v, want %v", path, got, want)
		}
	}
}

// TestTotalsFollowTheClock: who stands somewhere from today on stood nowhere yesterday, though nothing was written since the clock was set back.
func TestTotalsFollowTheClock(t *testing.T) {
	v := newTown(t)
	v.take(turn{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member","since":"2023-12-20"}`, 201, ""})
	for _, at := range []struct{ day, members string }{{"2023-12-20", "1"}, {"2023-12-19", "0"}, {"2024-02-01", "1"}, {"2023-12-20", "1"}, {"2022-12-20", "null"}} {
		v.MoveTo(at.day)
		v.take(turn{"viewer north1", "GET /metrics/values?year=2023&metrics=members.total", "", 200, "values.0.value=" + at.members})
	}
}
