package api_test

import (
	"testing"
)

// TestDevelopment goes from application to full membership, step by step.
func TestDevelopment(t *testing.T) {
	v := newTown(t)
	const admitted = "/metrics/values?org_id=$north&year=2023&metrics=applicants.received,activists.admitted,members.admitted,members.confirmed"
	v.play([]turn{
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"volunteer"}`, 201, ""},
		{"recorder north1", "POST /people/$li/development-steps", `{}`, 422, "/step:required /on:required"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"oath","on":"2023-01-01"}`, 422, "/step:unknown"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"activist","on":"2023-01-01"}`, 422, "/step:out-of-order"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"application","on":"2023-12-21","talked_on":"2023-12-22"}`, 422, "/on:future /talked_on:future"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s1","step":"application","on":"2023-01-31","talked_on":"2023-02-28","note":"自愿申请"}`, 201,
			"id=s1 record_id=li sort=development step=application on=2023-01-31 talked_on=2023-02-28 approved_on=null note=自愿申请 version=1 warnings=null"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s1","step":"application","on":"2023-01-31","talked_on":"2023-02-28","note":"自愿申请"}`, 200, "id=s1"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s1","step":"application","on":"2023-01-31"}`, 409, "id-taken"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"probationary","on":"2023-06-28"}`, 422, "/step:out-of-order"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"activist","on":"2023-01-30"}`, 422, "/on:before-the-last-step"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s2","step":"activist","on":"2023-01-31"}`, 201, ""}, // on one day they are in order
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s3","step":"candidate","on":"2023-01-31"}`, 201, "warnings.*.rule=[activist_under_one_year]"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s4","step":"probationary","on":"2023-06-28","approved_on":"2023-09-29"}`, 201, "warnings.*.rule=[approval_over_three_months]"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s5","step":"full","on":"2023-12-20"}`, 201, "warnings.*.rule=[probation_under_one_year] warnings.0.source=《中国共产党发展党员工作细则》（2014年）第三十二条"},
		{"recorder north1", "POST /people/$li/development-steps", `{"step":"full","on":"2023-12-20"}`, 422, "/step:out-of-order"},
		{"recorder north1", "GET /people/$li", ``, 200, "kind=member stage=full entered_kind=volunteer version=6"}, // every step raises the version
		{"recorder north1", "GET /people/$li/steps", ``, 200, "items.*.id=[s1,s2,s3,s4,s5]"},
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[1,1,1,1]"},
		{"viewer north", "GET /metrics/values?org_id=$north&from=2023-01-01&to=2023-12-31&by=month&metrics=volunteers.total,applicants.total,activists.total,members.probationary.total,members.full.total", ``, 200,
			"values.0.series.*.value=[0,0,0,0,0,0,0,0,0,0,0,0] values.3.series.*.value=[0,0,0,0,0,1,1,1,1,1,1,0] values.4.series.*.value=[0,0,0,0,0,0,0,0,0,0,0,1]"},
		{"viewer north", "GET /metrics/values?org_id=$north&from=2022-01-01&to=2022-12-31&metrics=volunteers.total", ``, 200, "values.0.value=1"},
		{"recorder north1", "PATCH /people/$li @6", `{"kind":"activist"}`, 422, "/kind:follows-steps"},
		{"recorder north1", "PATCH /people/$li @6", `{"since":"2023-02-01"}`, 422, ""},
		// A voided person's steps leave the totals.
		{"recorder north1", "DELETE /people/$li?reason=重复 @6", ``, 204, ""},
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[0,0,0,0] values.*.records=[0,0,0,0]"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s1","step":"application","on":"2023-01-31","talked_on":"2023-02-28","note":"自愿申请"}`, 200, "id=s1"},
		{"recorder north1", "PATCH /people/$li/steps/$s5 @7", `{"note":"x"}`, 409, "voided"},
		{"recorder north1", "POST /people/$li/restore", ``, 200, "version=8 kind=member"},
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[1,1,1,1]"},
	})
}

// TestDevelopmentIsCorrected with the record's If-Match; of each sort of step only the last may be deleted.
func TestDevelopmentIsCorrected(t *testing.T) {
	v := newTown(t)
	v.play([]turn{
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"applicant","since":"2022-01-01"}`, 201, ""},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s2","step":"activist","on":"2022-03-01"}`, 201, ""},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s3","step":"candidate","on":"2023-04-01"}`, 201, "warnings=null"},
		{"recorder north1", "PATCH /people/$li/steps/$s3 @2", `{"on":"2023-03-31"}`, 412, "stale"},
		{"recorder north1", "PATCH /people/$li/steps/$s3 @3", `{"on":"2023-02-28","note":"公示"}`, 200, "on=2023-02-28 note=公示 version=2 warnings.*.rule=[activist_under_one_year]"},
		{"recorder north1", "PATCH /people/$li/steps/$s3 @3", `{"on":"2023-02-28","note":"公示"}`, 412, "stale"}, // no resend
		{"recorder north1", "PATCH /people/$li/steps/$s3 @4", `{"on":"2022-02-28"}`, 422, "/on:before-the-last-step"},
		{"recorder north1", "PATCH /people/$li/steps/$s3 @4", `{"on":"2022-03-01"}`, 200, ""}, // the same day is allowed
		{"recorder north1", "PATCH /people/$li/steps/$s2 @5", `{"on":"2022-03-02"}`, 422, "/on:after-the-next-step"},
		{"recorder north1", "PATCH /people/$li/steps/$s2 @5", `{"on":"2021-12-31"}`, 422, "/on:before-the-first-day"},
		{"recorder north1", "PATCH /people/$li/steps/$s2 @5", `{"on":null}`, 422, "/on:required"},
		{"recorder north1", "PATCH /people/$li/steps/$s2 @5", `{"to":"closed"}`, 422, "/to:not-of-this-step"},
		{"recorder north1", "PATCH /people/$li/steps/$s2 @5", `{"step":"full"}`, 422, ""},
		{"recorder north1", "PATCH /people/$li/steps/$nothing @5", `{"on":"2022-03-01"}`, 404, ""},
		{"recorder north1", "DELETE /people/$li/steps/$s2?reason=x @5", ``, 409, "not-the-last-step"},
		{"recorder north1", "DELETE /people/$li/steps/$s3?reason=误记 @5", ``, 204, ""},
		{"recorder north1", "GET /people/$li", ``, 200, "kind=activist version=6"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s1","step":"application","on":"2022-02-01"}`, 201, ""}, // it makes the entered kind
		{"recorder north1", "GET /people/$li/steps", ``, 200, "items.*.id=[s1,s2]"},
		{"recorder north1", "DELETE /people/$li/steps/$s1?reason=误记 @7", ``, 409, "not-the-last-step"},
		{"recorder north1", "DELETE /people/$li/steps/$s2?reason=误记 @7", ``, 204, ""},
		{"recorder north1", "DELETE /people/$li/steps/$s1?reason=误记 @8", ``, 204, ""},
		{"recorder north1", "GET /people/$li", ``, 200, "kind=applicant stage=null entered_kind=null version=9"},
		{"recorder north1", "PATCH /people/$li @9", `{"kind":"resident"}`, 200, "kind=resident"},
		{"recorder north1", "POST /people/$li/development-steps", `{"id":"$s3","step":"application","on":"2023-04-01"}`, 409, "id-taken"}, // a step taken back keeps its id
	})
}

// TestKindsAlreadyPassed count as steps without a day, in no total; the step that makes the entered kind may still be given.
func TestKindsAlreadyPassed(t *testing.T) {
	v := newTown(t)
	const admitted = "/metrics/values?org_id=$north&year=2023&metrics=applicants.received,activists.admitted,members.admitted,members.confirmed"
	const stock = "/metrics/values?org_id=$north&from=2023-01-01&to=2023-06-30&metrics=applicants.total,activists.total,members.probationary.total,members.full.total"
	v.play([]turn{
		{"", "POST /people", `{"id":"$p1","org_id":"$north","name":"甲","kind":"probationary"}`, 201, ""},
		{"", "POST /people", `{"id":"$p2","org_id":"$north","name":"乙","kind":"applicant"}`, 201, ""},
		{"", "POST /people", `{"id":"$p3","org_id":"$north","name":"丙","kind":"member"}`, 201, ""},
		{"viewer north", "GET " + stock, ``, 200, "values.*.value=[1,0,1,1]"},
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[0,0,0,0]"},
		{"", "POST /people/$p1/development-steps", `{"step":"candidate","on":"2023-07-01"}`, 422, "/step:out-of-order"},
		{"", "POST /people/$p1/development-steps", `{"step":"full","on":"2023-07-01"}`, 201, "warnings=null"},
		{"viewer north", "GET " + stock, ``, 200, "values.*.value=[1,0,1,1]"}, // before its day the kind is the one entered
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[0,0,0,1]"},
		{"", "POST /people/$p1/development-steps", `{"step":"probationary","on":"2023-05-01"}`, 201, ""},
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[0,0,1,1]"},
		{"viewer north", "GET /metrics/values?org_id=$north&from=2023-01-01&to=2023-04-30&metrics=members.total,members.probationary.total", ``, 200, "values.*.value=[1,0]"}, // a candidate until then
		{"", "POST /people/$p2/development-steps", `{"step":"application","on":"2023-03-01"}`, 201, ""},
		{"viewer north", "GET /metrics/values?org_id=$north&from=2023-01-01&to=2023-02-28&metrics=applicants.total", ``, 200, "values.0.value=0"}, // in no stock
		{"viewer north", "GET " + stock, ``, 200, "values.*.value=[1,0,1,1]"},
		{"", "POST /people/$p3/development-steps", `{"step":"full","on":"2023-03-01"}`, 201, ""},
		{"viewer north", "GET " + admitted, ``, 200, "values.*.value=[1,0,1,2]"},
		{"viewer north", "GET /metrics/values?org_id=$north&from=2023-01-01&to=2023-02-28&metrics=members.full.total,members.probationary.total", ``, 200, "values.*.value=[0,1]"},
	})
}

// TestDevelopmentWarnsByTheEditionOfItsDay. Intervals warn, only the order refuses.
func TestDevelopmentWarnsByTheEditionOfItsDay(t *testing.T) {
	v := newTown(t)
	v.MoveTo("2027-06-01")
	v.anew()
	v.play([]turn{
		{"", "POST /people", `{"id":"$p1","org_id":"$north","name":"甲","kind":"applicant"}`, 201, ""},
		{"", "POST /people/$p1/development-steps", `{"step":"activist","on":"2026-01-31"}`, 201, "warnings=null"},
		{"", "POST /people/$p1/development-steps", `{"step":"candidate","on":"2026-05-18"}`, 201, "warnings.*.source=[《中国共产党发展党员工作细则》（2026年修订）第十三条]"},
		{"", "POST /people/$p1/development-steps", `{"step":"probationary","on":"2026-05-31","approved_on":"2026-12-01"}`, 201, "warnings.*.rule=[approval_over_six_months]"},
		{"", "POST /people/$p1/development-steps", `{"id":"$full","step":"full","on":"2027-05-31"}`, 201, "warnings=null"}, // a calendar year, to the day
		{"", "PATCH /people/$p1/steps/$full @5", `{"on":"2027-05-30"}`, 200, "warnings.*.source=[《中国共产党发展党员工作细则》（2026年修订）第三十一条]"},
		{"", "POST /people", `{"id":"$p2","org_id":"$north","name":"乙","kind":"resident"}`, 201, ""},
		{"", "POST /people/$p2/development-steps", `{"step":"application","on":"2023-01-31","talked_on":"2023-03-01"}`, 201, "warnings.*.rule=[talk_over_one_month] warnings.0.source=《中国共产党发展党员工作细则》（2014年）"},
		{"", "POST /people/$p2/development-steps", `{"step":"activist","on":"2025-06-01"}`, 201, ""},
		{"", "POST /people/$p2/development-steps", `{"step":"candidate","on":"2026-05-17"}`, 201, "warnings.*.source=[《中国共产党发展党员工作细则》（2014年）第十三条]"},
	})
	if r := v.Do("POST", v.with("/people/$p2/development-steps"), `{"step":"probationary","on":"2027-01-01","note":"电话13812345678"}`, "Accept-Language", "en"); r.String("warnings.0.rule") != "looks-personal" {
		t.Errorf("%s", r.Body)
	}
}
