package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/metric"
)

var (
	//go:embed testdata/sentences.txt
	sentences string
	//go:embed testdata/debrief.txt
	debrief string
)

// means says in a word what a slot is bound to.
func means(s Slot) string {
	if s.Kind == KindMetric {
		return string(s.Metric)
	}
	return string(s.Kind)
}

func TestSentences(t *testing.T) {
	right, all := 0, 0
	for line := range strings.Lines(sentences) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		text, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("no => in %q", line)
		}
		var got []string
		for _, s := range Read(text, nil) {
			got = append(got, means(s))
		}
		if all++; strings.Join(got, " ") == strings.TrimSuffix(want, "-") {
			right++
			continue
		}
		t.Errorf("%s\n got %s\nwant %s", text, strings.Join(got, " "), want)
		for _, s := range Read(text, nil) {
			t.Logf("   %q %v %v", s.Text, s.Confidence, s.Candidates)
		}
	}
	t.Logf("%d of %d sentences", right, all)
}

// TestDebrief reads a whole report with every trap that such a report sets.
func TestDebrief(t *testing.T) {
	want := `xx superior_name · XX literal · XX literal · X literal · XX theory_study.sessions · XX demands.resolved · xxx disputes.mediated · ` +
		`** wishes.helpers · ** wishes.beneficiaries · xxx year · xxx next_year · x members.admitted · x activists.admitted · xx applicants.received · ` +
		`x dues.collected · xx superior_name · xx strict_governance.sessions · x party_building.sessions · XX literal · AAA chat_group_name · xxxx brand_name · ` +
		`x text · xx text · xxx text`
	var got []string
	for _, s := range Read(debrief, nil) {
		got = append(got, s.Text+" "+means(s))
		if s.Kind == KindMetric && s.Confidence < 0.8 {
			t.Errorf("%s is bound to %s with %v only", s.Before, s.Metric, s.Confidence)
		}
	}
	if strings.Join(got, " · ") != want {
		t.Errorf(" got %s\nwant %s", strings.Join(got, " · "), want)
	}
}

func TestSlotIsAsTheContractSays(t *testing.T) {
	slots := Read("坚持共治共享，用好议事长廊，解决群众的诉求xx件，化解矛盾纠纷xxx起。", nil)
	s := slots[0]
	if s.Index != 0 || s.Text != "xx" || s.Before != "…解决群众的诉求" || s.After != "件" || s.Kind != KindMetric || s.Metric != "demands.resolved" ||
		s.Span != nil || s.Measure != MeasureValue || s.Filter != nil || !s.OrgID.IsZero() || !s.AreaID.IsZero() || s.Confidence != 0.97 ||
		s.Candidates[0] != (Candidate{"demands.resolved", 0.97}) {
		t.Errorf("%+v", s)
	}
	if s = slots[1]; s.Before != "…化解矛盾纠纷" || s.After != "起" {
		t.Errorf("%+v", s)
	}
}

func TestTextOfSlots(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"收缴党费(*,***)元", "(*,***)"}, {"召开会议〔*〕次", "〔*〕"}, {"面积X.X平方公里", "X.X"}, {"党员X,XXX名", "X,XXX"}, {"20**年度", "20**"}, {"201X年", "201X"},
		{"20_年", "20_"}, {"组织xx余次", "xx"}, {"面积为 平方公里", " "}, {"现有党员　 名", "　 "}, {"面积为平方公里。", ""}, {"二〇XX年", "二〇XX"}, {"20  年度", "20  "},
		{"AAA群", "AAA"}, {"解决 {{ demands.resolved }} 件", "{{ demands.resolved }}"}, {"召开会议（ ）次", "（ ）"}, {"召开会议（填写）次", "（填写）"}, {"共×××次", "×××"},
		{"化解纠纷……起。", "……"}, {"□□社区", "□□"}, {"慰问ＸＸ户", "ＸＸ"},
	} {
		slots := Find(c.text)
		if len(slots) != 1 || slots[0].Text != c.want {
			t.Errorf("%s: %+v", c.text, slots)
		}
	}
}

func TestPlansAndPartsAreNeverSure(t *testing.T) {
	for _, text := range []string{"启动以来化解矛盾纠纷xx起", "春节期间收缴党费x元", "计划发展党员x名", "每月开展主题党日x次", "其中女党员x名", "35岁以下党员x名", "诉求较上季度增长x%"} {
		for _, s := range Read(text, nil) {
			if s.Kind != KindText || slices.ContainsFunc(s.Candidates, func(c Candidate) bool { return c.Confidence >= threshold }) {
				t.Errorf("%s: %s %v", text, s.Kind, s.Candidates)
			}
		}
	}
}

// TestEveryMetricHasWords holds the binding against the catalogue: no number without a line, no line without a number.
func TestEveryMetricHasWords(t *testing.T) {
	for _, d := range metric.Catalogue {
		if !builtin.knows(d.Key) {
			t.Errorf("bindings.txt has no line for %s %s", d.Key, d.Name)
		}
	}
	for _, r := range builtin.rules {
		if metric.BuiltIn(r.metric) == nil {
			t.Errorf("bindings.txt has a line for %s, which is no metric", r.metric)
		}
	}
}

func TestOwnMetricsAreToldByTheirNames(t *testing.T) {
	known := append(slices.Clone(metric.Catalogue),
		metric.Definition{Key: "anti_fraud.sessions", Name: "反诈宣传", Unit: "场", Source: "activities", Aggregate: metric.Count},
		metric.FigureMetric("传单", "份", "flow"), metric.FigureMetric("活动阵地", "平方米", "stock"), metric.FigureMetric("年末结存", "元", "stock"))
	for _, c := range []struct{ text, want string }{
		{"开展反诈宣传xx场，发放传单xxxx份", "anti_fraud.sessions figures:传单"},
		{"建成活动阵地xxx平方米，党费年末结存x元", "figures:活动阵地 figures:年末结存"},
		{"发展党员x名，收缴党费x元", "members.admitted dues.collected"},
		{"{{anti_fraud.sessions}}场，{{figures:传单}}份，{{other.own}}次", "anti_fraud.sessions figures:传单 text"},
		{"上半年发放传单xx份", "figures:传单"},
	} {
		var got []string
		for _, s := range Read(c.text, known) {
			got = append(got, means(s))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, strings.Join(got, " "), c.want)
		}
	}
	if len(Read("发放传单xx份", nil)[0].Candidates) != 0 {
		t.Error("one organisation's words are read by another")
	}
}

func TestReasons(t *testing.T) {
	for text, want := range map[string]string{"{{no.such}}": "unknown-metric", "{{demands.resolved|by=month}}": "", "{{demands.resolved|by=week}}": "unknown-form", "{{orgs/demands.resolved}}": "", "{{orgs/no.such}}": "unknown-metric", "{{towns/name}}": "unknown-form", "{{kinds/demands.resolved}}": "unknown-form", "{{ }}": "unknown-form", "{{metric}}": "unknown-metric", "{{year}}": ""} {
		if s := Read(text, nil)[0]; s.Reason != want || want != "" && s.Kind != KindText {
			t.Errorf("%s: %s %q", text, s.Kind, s.Reason)
		}
	}
}

// properties checks what holds for every text.
func properties(t *testing.T, text string) {
	t.Helper()
	runes := []rune(text)
	slots := Read(text, nil)
	at, out := 0, ""
	for i, s := range slots {
		if s.Index != i || s.Place.From < at || s.Place.To < s.Place.From || s.Place.To > len(runes) || s.Candidates == nil || s.Confidence < 0 || s.Confidence > 1 {
			t.Fatalf("%q: slot %+v after %d", text, s, at)
		}
		if (s.Kind == KindMetric) != (s.Metric != "") || !slices.Contains(Kinds, s.Kind) || !slices.Contains(Measures, s.Measure) || s.Why == "" {
			t.Fatalf("%q: slot %+v", text, s)
		}
		out += string(runes[at:s.Place.From]) + s.Text
		at = s.Place.To
	}
	if out += string(runes[at:]); out != string(runes) {
		t.Fatalf("%q: put back %q", text, out)
	}
	if strings.Contains(text, "{{") || slices.ContainsFunc(slots, func(s Slot) bool { return s.Kind == KindYear || s.Kind == KindNextYear }) {
		return
	}
	if f := Fill(Template{Text: text, Slots: slots}, Subject{}, nil, nil); f.Text != string(runes) {
		t.Fatalf("%q: filled with nothing %q", text, f.Text)
	}
}

func TestProperties(t *testing.T) {
	properties(t, debrief)
	properties(t, sentences)
	properties(t, annualDebrief)
	for line := range strings.Lines(sentences) {
		text, _, _ := strings.Cut(line, " => ")
		properties(t, text)
		for i, r := range []rune(text) { // cut anywhere
			if r > 0x7f && i%5 == 0 {
				properties(t, string([]rune(text)[i:]))
				properties(t, string([]rune(text)[:i]))
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for line := range strings.Lines(sentences) {
		text, _, _ := strings.Cut(line, " => ")
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { properties(t, strings.ToValidUTF8(text, "�")) })
}

// long is about 100,000 characters: 200 pages of such reports.
func long() string {
	return strings.Repeat(debrief+sentences, 100_000/len([]rune(debrief+sentences))+1)
}

func BenchmarkRead(b *testing.B) {
	text := long()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Read(text, nil)
	}
	b.ReportMetric(float64(len([]rune(text))), "runes")
}

// BenchmarkHardTexts reads what makes careless searches look at everything for each blank: eight times the text should take
// about eight times as long.
func BenchmarkHardTexts(b *testing.B) {
	for _, part := range []string{"x", "x ", "_ ", "* ", "**x", "x名", "党员x名", "党员x名，", "(x", "（ ", "{{", "{{x", " ", "　名", "20x", "xx年计划", "□", "X、", "……", "某", "诉求x件、", "第x"} {
		for _, n := range []int{1000, 8000} {
			text := strings.Repeat(part, n)
			b.Run(fmt.Sprintf("%s×%d", strings.ReplaceAll(part, " ", "·"), n), func(b *testing.B) {
				for b.Loop() {
					Read(text, nil)
				}
			})
		}
	}
}

func ExampleRead() {
	for _, s := range Read("发展党员x名，确定积极分子x名，计划发展x名。", nil) {
		fmt.Println(s.Before, s.Text, s.After, s.Kind, s.Metric)
	}
	// Output:
	// 发展党员 x 名 metric members.admitted
	// …确定积极分子 x 名 metric activists.admitted
	// …确定积极分子x名，计划发展 x 名 text
}
