package report

import "testing"

// TestPhrases are the same for a sentence of another year, and tell blanks of one sentence apart.
func TestPhrases(t *testing.T) {
	phrases := func(text string) []string { return Phrases(text, Find(text)) }
	first := phrases("2023年以来，社区走访企业xx家，帮助解决难题 xx 个。全年化解xx件。")
	if len(first) != 3 || first[0] == "" || first[0] == first[1] || first[1] == first[2] {
		t.Fatal(first)
	}
	for _, same := range []string{
		"前言。20XX年以来，社区走访企业___家，帮助解决难题 × 个。",
		"2024年以来，社区走访企业（  ）家，帮助解决难题**个。",
		"2025年以来，社区走访企业xx家，帮助解决难题18个。",
	} {
		var found bool
		for _, p := range phrases(same) {
			found = found || p == first[0]
		}
		if !found {
			t.Errorf("%s does not know its sentence again", same)
		}
	}
	for _, other := range []string{"2023年以来，街道走访企业xx家，帮助解决难题xx个。", "走访企业xx家。"} {
		if phrases(other)[0] == first[0] {
			t.Errorf("%s is taken for another sentence", other)
		}
	}
	for _, bare := range []string{"xx件", "____", "{{demands.resolved}}件诉求都已解决"} {
		for _, p := range phrases(bare) {
			if p != "" {
				t.Errorf("%s is no sentence to be known again", bare)
			}
		}
	}
}

// TestRecall binds what was corrected in an earlier report, and leaves what a person chose here.
func TestRecall(t *testing.T) {
	const text = "全年走访企业xx家，解决群众诉求xx件。"
	slots := Read(text, nil)
	was := slots[1].Binding
	chosen := Binding{Kind: KindMetric, Metric: "figures:走访企业", Measure: MeasureValue}
	Recall(text, slots, Scope{Corrected: map[string]Binding{Phrases(text, slots)[0]: chosen}})
	if !slots[0].Equal(chosen) || slots[0].Confidence != 1 || !slots[1].Equal(was) {
		t.Errorf("%+v", slots)
	}
	Recall(text, slots, Scope{Corrected: map[string]Binding{Phrases(text, slots)[0]: {Kind: KindText, Measure: MeasureValue}}})
	if !slots[0].Equal(chosen) {
		t.Errorf("what stands at 1 was bound anew: %+v", slots[0])
	}
	slots = Read(text, nil)
	Recall(text, slots, Scope{Corrected: map[string]Binding{Phrases(text, slots)[0]: {Kind: KindMetric, Metric: "gone.metric"}}})
	if slots[0].Metric == "gone.metric" {
		t.Error("bound to a metric that the organisation no longer has")
	}
}
