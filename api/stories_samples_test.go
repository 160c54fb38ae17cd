package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// sample is one of a sort of record: what its POST must have and no more, and what would be another content.
type sample struct {
	path  string
	body  string
	null  string // a member that may be null
	field string // of which another value is good, too
	other string
	fixed bool // it has no PATCH of its own
}

// samples are one of each sort of record, of the branch north1.
var samples = []sample{
	{"/orgs", `{"name":"第二党小组","kind":"group","parent_id":"$north1"}`, "tags", "name", `"第三党小组"`, false},
	{"/areas", `{"org_id":"$north1","name":"东片区","kind":"precinct"}`, "parent_id", "name", `"西片区"`, false},
	{"/people", `{"org_id":"$north1","name":"王芳","kind":"volunteer"}`, "since", "name", `"王芳芳"`, false},
	{"/partners", `{"org_id":"$north1","name":"市第三人民医院"}`, "kind", "name", `"市第四人民医院"`, false},
	{"/activities", `{"org_id":"$north1","kind":"theme_day","topic":"清明祭扫","held_on":"2023-04-05"}`, "headcount", "topic", `"清明扫墓"`, false},
	{"/wishes", `{"org_id":"$north1","content":"想要一台收音机","registered_on":"2023-03-01"}`, "area_id", "content", `"想要一台缝纫机"`, false},
	{"/grid-events", `{"org_id":"$north1","type":"demand","title":"楼道灯不亮","reported_on":"2023-03-02"}`, "source", "title", `"楼道灯又不亮"`, false},
	{"/dues/payments", `{"org_id":"$north1","person_id":"$payer","month":"2023-03","amount_fen":1500,"paid_on":"2023-03-15"}`, "attachment_ids", "amount_fen", `1600`, false},
	{"/dues/remittances", `{"org_id":"$north1","amount_fen":9000,"remitted_on":"2023-12-05"}`, "account", "amount_fen", `9100`, false},
	{"/rectifications", `{"org_id":"$north1","year":2023,"problem":"学习形式单一"}`, "due_on", "problem", `"学习形式较单一"`, false},
	{"/figures", `{"org_id":"$north1","name":"宣传单","unit":"份","kind":"flow","amount":20000.5,"on":"2023-03-15"}`, "note", "amount", `20001`, false},
	{"/metrics", `{"org_id":"$north1","key":"anti_fraud","name":"反诈宣传","unit":"场","source":"activities","aggregate":"count"}`, "filter", "name", `"反诈宣讲"`, false},
	{"/report-templates", `{"org_id":"$north1","name":"小结","text":"解决群众诉求xx件。"}`, "", "name", `"总结"`, true},
	{"/reports", `{"template_id":"annual-debrief","org_id":"$north1","year":2023}`, "from", "year", `2022`, true},
	{"/users", `{"username":"wang.fang","password":"海棠依旧-2023","name":"王芳","role":"recorder","org_id":"$north1"}`, "", "name", `"王芳芳"`, false},
	{"/tokens", `{"name":"平台","role":"viewer","org_id":"$north1"}`, "expires_on", "name", `"平台二"`, true},
}

// newLedger is a town in which the samples can be written down.
func newLedger(t *testing.T) *town {
	t.Helper()
	v := newTown(t)
	v.take(turn{"", "POST /people", `{"id":"$payer","org_id":"$north1","name":"李明","kind":"member"}`, 201, ""})
	return v
}

// name is what the sample's record is called: one_dues_payments.
func (s sample) name() string { return "one" + strings.NewReplacer("/", "_", "-", "_").Replace(s.path) }

// at is the path of the sample's record.
func (s sample) at() string { return s.path + "/$" + s.name() }

// patch is a merge patch that makes another content.
func (s sample) patch() string { return `{"` + s.field + `":` + s.other + `}` }

// sent is the body with the client's own id, and with other members: pairs of a name and its JSON, empty for none.
func (s sample) sent(pairs ...string) string {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(s.body), &members); err != nil {
		panic(err)
	}
	members["id"] = json.RawMessage(`"$` + s.name() + `"`)
	for i := 0; i < len(pairs); i += 2 {
		members[pairs[i]] = json.RawMessage(pairs[i+1])
		if pairs[i+1] == "" {
			delete(members, pairs[i])
		}
	}
	var b strings.Builder
	for i, name := range slices.Sorted(maps.Keys(members)) {
		b.WriteString([]string{"{", ","}[min(i, 1)] + `"` + name + `":` + string(members[name]))
	}
	return b.String() + "}"
}

// otherwise is the same content in another order, with blanks and with a null.
func (s sample) otherwise() string {
	body := " {\n" + strings.TrimSuffix(s.body[1:], "}") + ` , "id" : "$` + s.name() + `"`
	if s.null != "" {
		body += `, "` + s.null + `": null`
	}
	return body + "\n} "
}

// listed is how many records a path lists.
func (v *town) listed(path string) int {
	v.t.Helper()
	query := "?limit=200"
	if path == "/metrics" { // everybody's are listed with an organisation's own
		query = "?org_id=$north1"
	}
	return v.ask("", "GET "+path+query, "").Len("items")
}

// right holds the books against themselves.
func (v *town) right() {
	v.t.Helper()
	if ok, err := v.Store.Verify(v.t.Context(), func(fault string) { v.t.Error(fault) }); err != nil || !ok {
		v.t.Errorf("the books are right: %v, %v", ok, err)
	}
}

// tallied says how often each status came, as 200:49 201:1.
func tallied(statuses []int) string {
	times := map[int]int{}
	for _, status := range statuses {
		times[status]++
	}
	var words []string
	for _, status := range slices.Sorted(maps.Keys(times)) {
		words = append(words, fmt.Sprint(status, ":", times[status]))
	}
	return strings.Join(words, " ")
}
