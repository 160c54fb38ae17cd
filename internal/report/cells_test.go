package report

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"shuzhi/internal/calendar"
)

//go:embed testdata/cells.txt
var celled string

// tableExample is a text with cells, and what belongs in them: of each cell with a blank, and of each empty one.
type tableExample struct {
	name  string
	text  string
	cells []Cell
	want  map[string]string // by the cell's name
	held  bool
}

// tableExamples reads a corpus of tables. A line is a row, its cells between bars; any other line stands outside the table. After => is
// what belongs in a cell; - stands for no slot; < and ^ are merged with the cell left of them or above.
func tableExamples(t *testing.T, file string) (list []tableExample) {
	t.Helper()
	held, start := false, -1
	lines := strings.Split(file+"\n", "\n")
	for n, line := range lines {
		switch {
		case strings.HasPrefix(line, "#"):
			held = held || line == "# held out"
		case line == "" && start >= 0:
			e := tableOf(lines[start:n])
			e.held, start = held, -1
			list = append(list, e)
		case line != "" && start < 0:
			start = n
		}
	}
	return list
}

func tableOf(lines []string) tableExample {
	e := tableExample{name: lines[0], want: map[string]string{}}
	var text []rune
	tops, above := map[int][]string{}, map[int]string{}
	row := 0
	for _, line := range lines {
		if !strings.HasPrefix(line, "|") {
			text = append(text, []rune(line+"\n")...)
			continue
		}
		row++
		var left []string
		last := ""
		fields := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|"), "|")
		for column, field := range fields {
			content, want, blank := strings.Cut(field, "=>")
			content = strings.Trim(content, " ")
			label := tableLabel(content)
			switch content {
			case "<":
				label = last
			case "^":
				label = above[column]
			default:
				from := len(text)
				text = append(text, []rune(strings.ReplaceAll(content, "~", " ")+"\n")...)
				name := fmt.Sprintf("%c%d", 'A'+column, row)
				e.cells = append(e.cells, Cell{Place: Place{from, len(text) - 1}, Name: name, Left: slices.Clone(left), Above: tops[column]})
				if blank {
					e.want[name] = strings.TrimSpace(want)
				}
			}
			above[column], last = label, label
			if label != "" && !slices.Contains(left, label) {
				left = append([]string{label}, left...)
				left = left[:min(3, len(left))]
			}
		}
		for column := range fields {
			if l := above[column]; l != "" && (len(tops[column]) == 0 || tops[column][0] != l) {
				labels := []string{l}
				for _, old := range tops[column] {
					if old != l && len(labels) < 3 {
						labels = append(labels, old)
					}
				}
				tops[column] = labels
			}
		}
	}
	e.text = string(text)
	return e
}

// What a short text is as a label: a time is one, a number or a blank with its unit is none.
var (
	timeLabel = regexp.MustCompile(`^\d[\d—-]*(月|年)$`)
	unlabel   = regexp.MustCompile(`^([\d.,]+|[xX×*_]{2,})[^\P{Han}年月]{1,2}$`)
)

// tableLabel gives a label as files have them: a short text with two different letters, or a time.
func tableLabel(text string) string {
	switch text = plain(text); {
	case timeLabel.MatchString(text):
		return text
	case unlabel.MatchString(text):
		return ""
	}
	first := rune(0)
	for _, r := range text {
		if unicode.IsLetter(r) {
			if first != 0 && unicode.ToLower(r) != first && len([]rune(text)) <= 60 {
				return text
			}
			first = unicode.ToLower(r)
		}
	}
	return ""
}

// TestCells measures how many cells are bound right, in the part that the reading was tuned on and in the other.
func TestCells(t *testing.T) {
	parts := map[bool]score{false: {}, true: {}}
	calibration := map[bool]score{false: {}, true: {}}
	tables := map[bool]int{}
	for _, e := range tableExamples(t, celled) {
		tables[e.held]++
		got := map[string]Slot{}
		for _, s := range Read(e.text, nil, e.cells...) {
			got[s.Cell] = s
		}
		for _, c := range e.cells {
			want, asked := e.want[c.Name]
			slot, found := got[c.Name]
			if !asked && !found {
				continue
			}
			if !asked {
				want = "-"
			}
			is := "-"
			if found {
				is = label(slot.Binding, slot.Named)
			}
			right := alike(is, want)
			sort := sortOf(want)
			if want == "-" {
				sort = "no slot"
			}
			parts[e.held].note(sort, right)
			if found && slot.Kind == KindMetric {
				calibration[e.held].note(bin(slot.Confidence), right)
			}
			if !right && (!e.held || *heldOut) {
				t.Logf("%s %s: got %s, want %s; %.2f %q %v", e.name, c.Name, is, want, slot.Confidence, slot.Sentence, slot.Candidates)
			}
		}
	}
	for held, floor := range map[bool]float64{false: 97, true: 90} {
		if right, all := parts[held].all(); 100*float64(right) < floor*float64(all) {
			t.Errorf("only %d of %d cells are bound right (held out: %v)", right, all, held)
		}
	}
	for _, held := range []bool{false, true} {
		if held && !*heldOut {
			continue
		}
		t.Logf("%s: %d tables\n%s\nbound to a metric, by confidence\n%s", map[bool]string{false: "tuned on", true: "held out"}[held], tables[held], parts[held], calibration[held])
	}
}

// rowsOf makes an example of rows.
func rowsOf(rows string) tableExample { return tableOf(strings.Split(strings.TrimSpace(rows), "\n")) }

// TestCellsInAReport resolves the tables for an organisation that has every name and tag, and then for one that has none.
func TestCellsInAReport(t *testing.T) {
	tables := tableExamples(t, celled)
	s, called := borough(tables)
	same, all := 0, 0
	for _, e := range tables {
		if e.held {
			continue
		}
		slots := Read(e.text, nil, e.cells...)
		bare := slices.Clone(slots)
		Resolve(e.text, slots, s)
		Resolve(e.text, bare, Scope{Period: s.Period})
		for i := range slots {
			slot := slots[i]
			want, who, below := strings.Cut(e.want[slot.Cell], "@")
			if slot.Kind != KindMetric || !strings.Contains(want, ".") || slot.Sentence == "" {
				continue
			}
			if all++; alike(label(slot.Binding, called[slot.OrgID]+called[slot.AreaID]), strings.Replace(e.want[slot.Cell], "[2023-01-01..2023-12-31]", "", 1)) {
				same++
			}
			if (below || len(slot.Filter["tags"])+len(slot.Filter["category"]) > 0) && bare[i].Reason == "" {
				t.Errorf("%s: nothing is called so, yet %s is asked for", slot.Sentence, bare[i].Metric)
			}
			if below && slot.Reason == "" && slot.OrgID.IsZero() && slot.AreaID.IsZero() {
				t.Errorf("%s is not of %s", slot.Sentence, who)
			}
		}
	}
	if t.Logf("%d of %d", same, all); same*100 < all*97 {
		t.Errorf("only %d of %d cells are bound in a report as they were read", same, all)
	}
}

// TestCellsOfTheReport binds what hangs on whose report it is, and of which days.
func TestCellsOfTheReport(t *testing.T) {
	e := rowsOf(`
|单位|本月化解纠纷（起）|上月|集中学习（次）|
|阳光社区党委|xx=>|xx=>|xx=>|
|第3网格党支部|xx=>|xx=>|xx=>|
|红梅苑党支部|xx=>|xx=>|xx=>|
|紫薇苑党支部|xx=>|xx=>|xx=>|`)
	s, called := town(calendar.Span{From: 20231001, To: 20231031})
	slots := Read(e.text, nil, e.cells...)
	Resolve(e.text, slots, s)
	var got []string
	for _, slot := range slots {
		got = append(got, label(slot.Binding, called[slot.OrgID])+" "+slot.Reason)
	}
	want := []string{
		"disputes.mediated ", "text ", "activities.collective_study ",
		"disputes.mediated@阳光社区第三网格党支部 ", "text ", "activities.collective_study@阳光社区第三网格党支部 ",
		"disputes.mediated@红梅苑党支部 ", "text ", "activities.collective_study@红梅苑党支部 ",
		"disputes.mediated unmatched-organisation", "text ", "activities.collective_study unmatched-organisation",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWordsInCells takes only the time and the organisation from the labels of a cell that has words of its own.
func TestWordsInCells(t *testing.T) {
	e := rowsOf(`
|时间|工作成效|
|上半年|走访xx户，化解纠纷xx起=>|
|下半年|走访xx户。化解纠纷xx起=>|
|红梅苑党支部|走访xx户。化解纠纷xx起=>|
|主要做法|走访xx户=>|`)
	s, called := town(calendar.YearSpan(2023))
	slots := Read(e.text, nil, e.cells...)
	Resolve(e.text, slots, s)
	var got []string
	for _, slot := range slots {
		got = append(got, label(slot.Binding, called[slot.OrgID])+" "+slot.Sentence)
	}
	const first, second = "上半年走访▢户，化解纠纷▢起", "下半年走访▢户。下半年化解纠纷▢起"
	const third = "红梅苑党支部：走访▢户。红梅苑党支部：化解纠纷▢起"
	want := []string{
		"visits.households[01-01..06-30] " + first, "disputes.mediated[01-01..06-30] " + first,
		"visits.households[07-01..12-31] " + second, "disputes.mediated[07-01..12-31] " + second,
		"visits.households@红梅苑党支部 " + third, "disputes.mediated@红梅苑党支部 " + third,
		"visits.households ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCellsAreFilled(t *testing.T) {
	e := rowsOf(`
|填报单位|=>|年度|=>|
|收缴党费（万元）|xx=>|诉求办结率（%）|=>|
|走访慰问|____户=>|化解纠纷同比下降（%）|xx=>|
|单位书记|=>|完成微心愿|xx余个=>|`)
	slots := Read(e.text, nil, e.cells...)
	values := map[string]Answer{
		"dues.collected": answer("dues.collected", 123456700), "demands.resolution_rate": answer("demands.resolution_rate", 9570),
		"visits.households": answer("visits.households", 7), "disputes.mediated": answer("disputes.mediated", 8, 10), "wishes.fulfilled": answer("wishes.fulfilled", 123),
	}
	answers := map[int]Answer{}
	for _, q := range Questions(slots, here.Period) {
		for _, i := range q.Slots {
			answers[i] = values[q.Metric]
		}
	}
	f := Fill(Template{Text: e.text, Slots: slots}, here, answers, nil)
	want := "填报单位\n幸福社区党委\n年度\n2023\n收缴党费（万元）\n123.46\n诉求办结率（%）\n95.7\n走访慰问\n7户\n化解纠纷同比下降（%）\n20\n单位书记\n\n完成微心愿\n120余个\n"
	if f.Text != want || len(f.Warnings) > 0 {
		t.Errorf("filled:\n%q\nwant\n%q\n%v", f.Text, want, f.Warnings)
	}
}

// TestFixedCells leaves alone what a formula says, and what no label asks for.
func TestFixedCells(t *testing.T) {
	e := rowsOf("|走访慰问（户）|xx=>|\n|化解矛盾纠纷（起）|=>|\n|合计|12=>|")
	for i := range e.cells {
		e.cells[i].Fixed = true
	}
	if slots := Read(e.text, nil, e.cells...); len(slots) > 0 {
		t.Errorf("a formula is a slot: %v", slots)
	}
	if claims := Check(e.text, Scope{Period: here.Period}, e.cells...); len(claims) > 0 {
		t.Errorf("a formula claims: %v", claims)
	}
}

// TestBlankCells makes a template of a finished table.
func TestBlankCells(t *testing.T) {
	e := rowsOf(`
|2023年工作统计表|<|<|<|
|序号|项目|单位|数量|
|1|解决群众诉求|件|235|
|2|收缴党费|万元|1.2|
|3|走访慰问|户|近200户|
|4|联系电话|=>-|88661234|
|5|成立时间|=>-|2003|`)
	want := "{{year}}年工作统计表\n序号\n项目\n单位\n数量\n1\n解决群众诉求\n件\nxx\n2\n收缴党费\n万元\nxx\n3\n走访慰问\n户\n近xx户\n4\n联系电话\n\n88661234\n5\n成立时间\n\n2003\n"
	if got := Apply(e.text, Blank(e.text, Scope{Period: here.Period}, e.cells...)); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// BenchmarkCells reads a workbook of 20,000 empty cells that labels ask for.
func BenchmarkCells(b *testing.B) {
	rows := []string{"|党支部|集中学习（次）|主题党日（次）|走访慰问（户）|化解矛盾纠纷（起）|"}
	for n := range 5000 {
		rows = append(rows, fmt.Sprintf("|第%d党支部|||||", n))
	}
	e := rowsOf(strings.Join(rows, "\n"))
	for b.Loop() {
		Read(e.text, nil, e.cells...)
	}
}

// FuzzCells reads and checks tables of any words.
func FuzzCells(f *testing.F) {
	for _, rows := range []string{"|项目|数量|\n|走访（户）|xx|", "|月份|化解纠纷|\n|1月|12起|\n|合计||", "标题\n|其中：邻里|办结率|\n|▢：|▢|", "|（）|同比|\n|xx：|-1|"} {
		f.Add(rows)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		e := tableOf(strings.Split(rows, "\n"))
		text := []rune(e.text)
		slots := Read(e.text, nil, e.cells...)
		last := 0
		for i, s := range slots {
			if s.Index != i || s.Place.From < last || s.Place.To > len(text) || s.Text != string(text[s.Place.From:s.Place.To]) {
				t.Fatalf("slot %d of %q: %+v", i, e.text, s)
			}
			last = s.Place.To
		}
		Resolve(e.text, slots, Scope{Period: here.Period})
		if blank := Blank(e.text, Scope{Period: here.Period}, e.cells...); len(blank) > 0 {
			Apply(e.text, blank)
		}
		for _, c := range Check(e.text, Scope{Period: here.Period}, e.cells...) {
			if c.Text != string(text[c.Start:c.End]) {
				t.Fatalf("claim of %q: %+v", e.text, c)
			}
		}
	})
}
