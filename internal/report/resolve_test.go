package report

import (
	"encoding/json"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// town is what an organisation of these tests calls things by. An id is told by its name.
func town(period calendar.Span) (s Scope, called map[uid.ID]string) {
	called = map[uid.ID]string{}
	name := func(list ...string) (all []Named) {
		for _, n := range list {
			id := uid.New()
			called[id] = n
			all = append(all, Named{n, id})
		}
		return all
	}
	return Scope{
		Period: period,
		Known:  metric.Catalogue,
		Words: Words{
			Values: map[string]map[string][]string{
				"activities":  {"tags": {"反诈宣传", "消防", "板凳议事会"}},
				"grid-events": {"category": {"邻里", "物业纠纷", "停车"}, "tags": {"噪音扰民"}},
				"people":      {"tags": {"流动党员"}},
			},
			Orgs:  name("阳光社区第三网格党支部", "阳光社区第1党支部", "红梅苑党支部"),
			Areas: name("第三网格", "第二片区"),
			Own:   []string{"阳光社区党委", "青山街道党工委"},
		},
	}, called
}

func TestResolveInAReport(t *testing.T) {
	year, october := calendar.YearSpan(2023), calendar.Span{From: 20231001, To: 20231031}
	half := calendar.Span{From: 20230101, To: 20230630}
	for _, c := range []struct {
		text   string
		period calendar.Span
		want   string
	}{
		{"本月化解纠纷x起", year, "disputes.mediated[12-01..12-31]"},
		{"本月化解纠纷x起", october, "disputes.mediated"},
		{"上月化解纠纷x起", october, "disputes.mediated[09-01..09-30]"},
		{"上个月化解纠纷x起", calendar.Span{From: 20230101, To: 20230131}, "disputes.mediated[12-01..12-31^1]"},
		{"本季度发展党员x名", half, "members.admitted[04-01..06-30]"},
		{"上季度发展党员x名", half, "members.admitted[01-01..03-31]"},
		{"2023年以来，解决诉求x件", year, "demands.resolved"},
		{"2023年以来，解决诉求x件", half, "demands.resolved"},
		{"2021年以来，解决诉求x件", half, "demands.resolved[2021-01-01..2023-06-30]"},
		{"5月以来，解决诉求x件", half, "demands.resolved[05-01..06-30]"},
		{"2023年，解决诉求x件", year, "demands.resolved"},
		{"2022年，解决诉求x件", year, "demands.resolved[2022-01-01..2022-12-31]"},
		{"诉求较2022年增长x%", year, "demands.received%"},
		{"解决诉求x件，较2019年增长x%", year, "demands.resolved demands.resolved%!unmatched-time"},
		{"其中邻里纠纷x起、物业纠纷x起", year, "disputes.mediated{category=邻里} disputes.mediated{category=物业纠纷}"},
		{"化解噪音纠纷x起", year, "disputes.mediated{tags=噪音扰民}"},
		{"化解劳资纠纷x起", year, "disputes.mediated{category=劳资纠纷}!unmatched-filter"},
		{"开展反诈宣传x场、消防安全宣传x场、禁毒宣传x场", year, "activities.outreach{tags=反诈宣传} activities.outreach{tags=消防} activities.outreach{tags=禁毒宣传}!unmatched-filter"},
		{"召开板凳议事会x场", year, "activities.deliberation{tags=板凳议事会}"},
		{"现有流动党员x名、退役军人党员x名", year, "members.total{tags=流动党员} members.total{tags=退役军人党员}!unmatched-filter"},
		{"通过热线受理诉求x件", year, "demands.received{source=hotline}"},
		{"第三网格党支部召开支委会x次", year, "activities.committee_meeting@阳光社区第三网格党支部"},
		{"第一党支部召开支委会x次", year, "activities.committee_meeting@阳光社区第1党支部"},
		{"第二党支部召开支委会x次", year, "activities.committee_meeting@!unmatched-organisation"},
		{"红梅苑党支部发展党员x名", year, "members.admitted@红梅苑党支部"},
		{"与红梅苑党支部开展共建活动x次", year, "activities.joint_building"},
		{"第3网格化解纠纷x起，第二片区化解纠纷x起", year, "disputes.mediated@第三网格 disputes.mediated@第二片区"},
		{"阳光社区党委发展党员x名", year, "members.admitted"},
	} {
		s, called := town(c.period)
		slots := Read(c.text, nil)
		Resolve(c.text, slots, s)
		var got []string
		for _, slot := range slots {
			who := called[slot.OrgID] + called[slot.AreaID]
			l := label(slot.Binding, who)
			if slot.Named != "" && who == "" {
				l += "@"
			}
			if slot.Reason != "" {
				l += "!" + slot.Reason
			}
			got = append(got, l)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s, %v:\n got %s\nwant %s", c.text, c.period, strings.Join(got, " "), c.want)
		}
	}
}

func TestResolveLeavesWhatAPersonChose(t *testing.T) {
	text := "本月化解邻里纠纷x起，{{demands.resolved}}件"
	s, _ := town(calendar.YearSpan(2023))
	slots := Read(text, nil)
	slots[0].Binding, slots[0].Confidence = Binding{Kind: KindMetric, Metric: "hazards.found", Measure: MeasureValue}, 1
	was, _ := json.Marshal(slots)
	Resolve(text, slots, s)
	if is, _ := json.Marshal(slots); string(was) != string(is) {
		t.Errorf("\n was %s\n is  %s", was, is)
	}
}

// TestSettled holds that whose report it is changes nothing in slots that are settled, and that others are told from them.
func TestSettled(t *testing.T) {
	s, _ := town(calendar.YearSpan(2023))
	s.Known = append(s.Known[:len(s.Known):len(s.Known)], metric.FigureMetric("传单", "份", "flow"))
	debrief := AnnualDebrief()
	const blanks = "本月化解邻里纠纷x起，{{figures:传单}}份，{{demands.resolved}}件。"
	chosen := Read(blanks, nil)
	chosen[0].Binding, chosen[0].Confidence = Binding{Kind: KindMetric, Metric: "hazards.found", Measure: MeasureValue}, 1
	for _, c := range []struct {
		text    string
		slots   []Slot
		settled bool
	}{
		{debrief.Text, debrief.Slots, true},
		{"{{figures:传单}}份，{{no.such}}，{{demands.resolved by month}}", Read("{{figures:传单}}份，{{no.such}}，{{demands.resolved by month}}", nil), true},
		{blanks, chosen, true},
		{blanks, Read(blanks, nil), false},
		{"没有空白", nil, true},
	} {
		if is := Settled(c.slots); is != c.settled {
			t.Errorf("%.60s: settled is %v", c.text, is)
		}
		s.Corrected = map[string]Binding{}
		for _, phrase := range Phrases(c.text, c.slots) {
			s.Corrected[phrase] = Binding{Kind: KindMetric, Metric: "wishes.fulfilled", Measure: MeasureValue}
		}
		was, _ := json.Marshal(c.slots)
		delete(s.Corrected, "") // the phrase of none
		Resolve(c.text, c.slots, s)
		Recall(c.text, c.slots, s)
		if is, _ := json.Marshal(c.slots); string(was) == string(is) != c.settled {
			t.Errorf("\n was %s\n is  %s", was, is)
		}
	}
}

func TestResolveFindsOwnMetrics(t *testing.T) {
	s, _ := town(calendar.YearSpan(2023))
	s.Known = append(s.Known[:len(s.Known):len(s.Known)], metric.FigureMetric("传单", "份", "flow"))
	slots := Read("上半年发放传单xxx份", nil)
	if slots[0].Kind != KindText {
		t.Fatal(slots[0].Metric)
	}
	Resolve("上半年发放传单xxx份", slots, s)
	if got := label(slots[0].Binding, ""); got != "figures:传单[01-01..06-30]" {
		t.Error(got)
	}
}

func TestUnmatchedIsNotAsked(t *testing.T) {
	text := "化解劳资纠纷x起，化解邻里纠纷x起"
	s, _ := town(calendar.YearSpan(2023))
	slots := Read(text, nil)
	Resolve(text, slots, s)
	if q := Questions(slots, s.Period); len(q) != 1 || q[0].Slots[0] != 1 {
		t.Errorf("%+v", q)
	}
}

func TestWhy(t *testing.T) {
	for text, want := range map[string]string{
		"解决群众诉求x件":      "“解决”“群众诉求”“件”：解决群众诉求。",
		"上半年化解邻里纠纷x起":   "“化解”“纠纷”“起”：排查调处矛盾纠纷；“上半年”：1月1日至6月30日；只计分类“邻里纠纷”。",
		"解决诉求x件，同比增长x%": "“解决”“诉求”“件”：解决群众诉求。",
		"计划发展党员x名":      "“计划”：还没有做到，不取台账里的数，请手工填写。",
		"启动以来化解纠纷x起":    "“启动以来”从哪天到哪天说不准：请手工填写。",
		"面积x平方公里":       "前后文里没有台账能算的事项：请手工填写。",
		"XX社区":          "后面是社区、党支部一类的词：填本组织的名称。",
	} {
		if got := Read(text, nil)[0].Why; got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}
