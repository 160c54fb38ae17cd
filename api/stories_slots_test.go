package api_test

import (
	"fmt"
	"testing"
)

// TestSlotsOfAReport are corrected in this report alone, and counted anew: other days, a change, a part, one below, an area.
func TestSlotsOfAReport(t *testing.T) {
	v := yearOfNorth(t)
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"完成{{demands.received}}"}`, 201, ""},
		{"recorder north", "POST /reports", `{"id":"$b1","template_id":"$t1","year":2023}`, 201, "slots.0.display=4"},
	})
	for i, each := range []struct{ slot, want string }{
		{`{"span":{"from":"01-01","to":"02-28"}}`, "slots.0.display=1 slots.0.period={from:2023-01-01,to:2023-02-28} slots.0.span={from:01-01,to:02-28,years:1,years_back:0}"},
		{`{"span":{"from":"02-01","to":"02-29"}}`, "slots.0.display=1 slots.0.period={from:2023-02-01,to:2023-02-28}"}, // 02-29 is February's last day
		{`{"span":{"years_back":1}}`, "slots.0.display=1 slots.0.period={from:2022-01-01,to:2022-12-31}"},
		{`{"span":{"years":3}}`, "slots.0.display=5 slots.0.period={from:2021-01-01,to:2023-12-31}"}, // one run
		{`{"span":{"from":"07-01","to":"06-30","years":2}}`, "slots.0.display=5 slots.0.period={from:2022-07-01,to:2023-06-30}"},
		{`{"span":{"from":"03-01","to":"03-31","years_back":1,"years":1}}`, "slots.0.display=0 slots.0.period={from:2022-03-01,to:2022-03-31}"},
		{`{"span":{"from":"2022-12-30","to":"2023-03-01"}}`, "slots.0.display=3 slots.0.span={from:2022-12-30,to:2023-03-01,years:null,years_back:null}"},
		{`{"measure":"increase"}`, "slots.0.display=3 slots.0.value=3"},
		{`{"measure":"growth"}`, "slots.0.display=300% slots.0.value=30000"},
		{`{"measure":"growth","span":{"from":"03-01","to":"03-31"}}`, "slots.0.unfilled=true slots.0.value=null"}, // nothing earlier
		{`{"filter":{"category":["供水"]}}`, "slots.0.display=2"},
		{`{"filter":{"category":["供水"],"tags":["反诈宣传"]}}`, "slots.0.display=1"},
		{`{"org_id":"$north2"}`, "slots.0.display=2 slots.0.org_id=north2"},
		{`{"area_id":"$east"}`, "slots.0.display=2 slots.0.area_id=east"}, // with the areas below
		{`{"area_id":"$house2"}`, "slots.0.display=1"},
		{`{"org_id":"$north","area_id":"$east","span":{"from":"05-01","to":"05-31"},"filter":{"category":["供水"]}}`, "slots.0.display=1"},
		{`{"metric":"demands.resolution_rate"}`, "slots.0.display=66.7% slots.0.value=6667"},
		{`{"metric":"demands.resolution_rate","measure":"increase"}`, "slots.0.display=-33.3% slots.0.value=-3333"}, // in points
		{`{"metric":"members.total","span":{"from":"01-01","to":"02-28"}}`, "slots.0.display=3"},                    // of a stock only to counts
		{`{"metric":"members.total","measure":"increase"}`, "slots.0.display=1"},
		{`{"metric":"figures:阵地"}`, "slots.0.display=800.5"},
		{`{"metric":"dues.collected"}`, "slots.0.display=25.2"},
		{`{"kind":"year"}`, "slots.0.display=2023 slots.0.metric=null"},
		{`{"kind":"org_name"}`, "slots.0.display=北苑社区党委"},
		{`{"kind":"literal"}`, "slots.0.unfilled=false"},
		{`{"kind":"text"}`, "slots.0.unfilled=true"},
	} {
		id := fmt.Sprintf("$c_%c", 'a'+i)
		v.play([]turn{
			{"recorder north", "POST /reports", `{"id":"` + id + `","template_id":"$t1","year":2023}`, 201, "slots.0.display=4"},
			{"recorder north", "PATCH /reports/" + id + " @1", `{"slots":{"0":` + each.slot + `}}`, 200, each.want + " version=2 slots.0.confidence=1"},
		})
		if t.Failed() {
			t.Fatal(each.slot)
		}
	}
	v.play([]turn{
		{"secretary north", "GET /report-templates/$t1", ``, 200, "version=1 slots.0.metric=demands.received slots.0.span=null"}, // of this report alone
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"1":{"metric":"demands.resolved"}}}`, 422, "/slots/1:no-such-slot"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"metric":"nothing"}}}`, 422, "/slots/0/metric:unknown"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"org_id":"$south"}}}`, 422, "/slots/0/org_id:unknown-organisation"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"org_id":"$street"}}}`, 422, "/slots/0/org_id:unknown-organisation"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"area_id":"$north"}}}`, 422, "/slots/0/area_id:unknown-reference"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"metric":"members.total","area_id":"$east"}}}`, 422, "/slots/0/area_id:metric-without-areas"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"filter":{"colour":["红"]}}}}`, 422, "/slots/0/filter/colour:unknown-field"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"span":{"from":"13-01","to":"01-01"}}}}`, 422, ""},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"measure":"half"}}}`, 422, "/slots/0/measure:unknown"},
		{"recorder north", "PATCH /reports/$b1", `{"slots":{"0":{"text":"甲"}}}`, 422, "/slots/0/text:unknown-field"},
		{"recorder north", "GET /reports/$b1", ``, 200, "version=1 slots.0.display=4"},
	})
}

// TestDisplaysLeaveOut what the text already says beside them, and take the text's unit.
func TestDisplaysLeaveOut(t *testing.T) {
	v := yearOfNorth(t)
	for i, each := range []struct{ template, want, warnings string }{
		{"在{{superior_name}}的领导下", "在青山街道党工委的领导下", ""},
		{"在xxx党工委的领导下", "在青山街道党工委的领导下", ""},
		{"xxx社区召开大会", "北苑社区召开大会", ""},
		{"通过{{chat_group_name}}群推送", "通过先锋群推送", ""},
		{"打造“xxxx”党建品牌", "打造“红心北苑”党建品牌", ""},
		{"解决率{{demands.resolution_rate}}", "解决率66.7%", ""},
		{"解决率达{{demands.resolution_rate}}%", "解决率达66.7%", ""},
		{"解决率百分之{{demands.resolution_rate}}", "解决率百分之66.7", ""},
		{"收缴党费{{dues.collected}}元", "收缴党费25.2元", ""},
		{"收缴党费{{dues.collected}}万元", "收缴党费0.00252万元", ""},
		{"发放传单{{figures:传单}}份", "发放传单20000份", ""},
		{"发放传单{{figures:传单}}万份", "发放传单2万份", ""},
		{"参加活动{{attendance.total}}余人次", "参加活动410余人次", ""},
		{"参加活动{{attendance.other}}人次", "参加活动124人次", ""},
		{"{{next_year}}年将更进一步", "2024年将更进一步", ""},
		{"{{nothing.known}}项", "____项", ""},
		{"收缴党费x元，尚未全部上缴", "收缴党费25.2元，尚未全部上缴", "[]"},
		{"收缴党费{{dues.collected}}元，已按时足额上缴", "收缴党费25.2元，已按时足额上缴", "[dues-outstanding]"},
		{"上缴党费{{dues.remitted}}元{{dues.remittance}}。", "上缴党费20元，尚有5.2元未上缴。", "[]"},
	} {
		id, report := fmt.Sprintf("$t_%c", 'a'+i), fmt.Sprintf("$b_%c", 'a'+i)
		v.take(turn{"secretary north", "POST /report-templates", fmt.Sprintf(`{"id":"%s","name":"甲","text":"%s"}`, id, each.template), 201, ""})
		want := "text=" + each.want
		if each.warnings != "" {
			want += " warnings.*.rule=" + each.warnings
		}
		v.take(turn{"recorder north", "POST /reports", fmt.Sprintf(`{"id":"%s","template_id":"%s","year":2023}`, report, id), 201, want})
	}
	// A fall behind 增长, or a rise behind 下降, deserves a word; behind 下降 the number stands without its sign.
	v.play([]turn{
		{"secretary north", "POST /report-templates", `{"id":"$t1","name":"甲","text":"诉求同比增长{{demands.received}}%，隐患同比下降{{hazards.found}}件，解决率比去年提高{{demands.resolution_rate}}个百分点，心愿比去年减少{{wishes.collected}}件"}`, 201, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/0", `{"measure":"growth"}`, 200, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/1", `{"measure":"increase"}`, 200, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/2", `{"measure":"increase"}`, 200, ""},
		{"secretary north", "PATCH /report-templates/$t1/slots/3", `{"measure":"increase"}`, 200, ""},
		{"recorder north", "POST /reports", `{"template_id":"$t1","year":2023}`, 201,
			"text=诉求同比增长300%，隐患同比下降0件，解决率比去年提高-33.3个百分点，心愿比去年减少2件 warnings.*.rule=[fall-behind-rise,rise-behind-fall] warnings.*.index=[2,3]"},
	})
}
