package report

import (
	"regexp"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
)

// TestPartsBesideAnOwnMetric lets no topic take the number of another: what an organisation counts by itself under 反诈宣传 is no 消防安全.
func TestPartsBesideAnOwnMetric(t *testing.T) {
	s, _ := town(calendar.YearSpan(2023))
	s.Words.Values["activities"]["tags"] = append(s.Words.Values["activities"]["tags"], "养老服务", "环境整治", "消防安全", "文艺演出")
	s.Known = append(s.Known[:len(s.Known):len(s.Known)], metric.Definition{
		Key: "anti_fraud.sessions", Name: "反诈宣传", Unit: "场", Source: "activities", Where: metric.Filter{"kind": {"outreach"}, "tags": {"反诈宣传"}}, Aggregate: metric.Count,
	})
	for text, want := range map[string]string{
		"开展宣传宣讲xx场，其中反诈宣传x场、养老服务x场":    "activities.outreach anti_fraud.sessions activities.outreach{tags=养老服务}",
		"开展反诈宣传x场、消防安全x场、垃圾分类x场":       "anti_fraud.sessions activities.outreach{tags=消防安全} ?",
		"开展志愿服务活动xx场次，其中养老服务x场、环境整治x场": "activities.volunteer_service activities.volunteer_service{tags=养老服务} activities.volunteer_service{tags=环境整治}",
		"开展志愿服务活动xx场次，其中文艺演出x场、垃圾分类x场": "activities.volunteer_service activities.volunteer_service{tags=文艺演出} ?",
		"开展志愿服务活动xx场次，其中义务植树x场、送医下乡x场": "activities.volunteer_service ? ?",
		"开展反诈宣传x场，其中上半年x场":             "anti_fraud.sessions anti_fraud.sessions[01-01..06-30]",
		"开展反诈宣传x场，参与居民x人次":             "anti_fraud.sessions attendance.outreach{tags=反诈宣传}",
		"开展反诈宣传x场，同比增长x%":              "anti_fraud.sessions anti_fraud.sessions%",
		"解决群众诉求xx件，其中物业服务x件、停车x件":      "demands.resolved demands.resolved{category=物业纠纷} demands.resolved{category=停车}",
		"整改隐患xx处，其中消防整改x处":             "hazards.resolved ?",
	} {
		slots := Read(text, s.Known)
		Resolve(text, slots, s)
		late := Read(text, nil) // a template that came from above
		Resolve(text, late, s)
		said := regexp.MustCompile(`x+`).ReplaceAllString(text, "12")
		claims := Check(said, s)
		var filled, above, checked []string
		for i := range slots {
			filled, above = append(filled, askedFor(slots[i])), append(above, askedFor(late[i]))
		}
		for _, c := range claims {
			checked = append(checked, labelOf(c, nil))
		}
		for reader, got := range map[string][]string{"filled": filled, "filled by a template from above": above, "checked": checked} {
			if strings.Join(got, " ") != want {
				t.Errorf("%s is %s as\n     %s\nwant %s", text, reader, strings.Join(got, " "), want)
			}
		}
	}
}

// askedFor writes what a slot asks of the ledger as the corpus does; ? where nothing.
func askedFor(s Slot) string {
	if s.Kind != KindMetric || s.Reason != "" {
		return "?"
	}
	return label(s.Binding, "")
}
