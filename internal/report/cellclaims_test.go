package report

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// borough is whose tables they are: it has every name and tag that they ask for.
func borough(tables []tableExample) (Scope, map[uid.ID]string) {
	s, called := Scope{Period: calendar.YearSpan(2023)}, map[uid.ID]string{}
	values := map[string]map[string][]string{"activities": {}, "grid-events": {}, "wishes": {}, "people": {}, "orgs": {}, "partners": {}}
	for _, e := range tables {
		for _, want := range e.want {
			if _, who, ok := strings.Cut(want, "@"); ok && !slices.Contains(slices.Collect(maps.Values(called)), who) {
				id := uid.New()
				called[id] = who
				if strings.HasSuffix(who, "网格") || strings.HasSuffix(who, "片区") {
					s.Words.Areas = append(s.Words.Areas, Named{who, id})
				} else {
					s.Words.Orgs = append(s.Words.Orgs, Named{who, id})
				}
			}
			if _, f, ok := strings.Cut(strings.TrimSuffix(want, "}"), "{"); ok {
				field, value, _ := strings.Cut(f, "=")
				for source := range values {
					if metric.SourceOf(source).Field(field) != nil {
						values[source][field] = append(values[source][field], value)
					}
				}
			}
		}
	}
	s.Words.Values = values
	return s, called
}

// finished fills every blank of a table with a number.
func (e tableExample) finished() (text string, cells []Cell) {
	slots := map[string][]Slot{}
	for _, s := range Read(e.text, nil, e.cells...) {
		slots[s.Cell] = append(slots[s.Cell], s)
	}
	runes, grown := []rune(e.text), 0
	for _, c := range e.cells {
		c.From, c.To = c.From+grown, c.To+grown
		if _, asked := e.want[c.Name]; asked {
			at := Place{c.From, c.To}
			if own := slots[c.Name]; len(own) == 1 {
				at = Place{own[0].Place.From + grown, own[0].Place.To + grown}
			}
			value := []rune("12")
			runes = slices.Replace(runes, at.From, at.To, value...)
			grown, c.To = grown+len(value)-(at.To-at.From), c.To+len(value)-(at.To-at.From)
		}
		cells = append(cells, c)
	}
	return string(runes), cells
}

// TestCellsAreChecked fills the tables, and holds what each number claims against what its blank asks for. What is surely bound to
// something else would be called wrong, although it is not.
func TestCellsAreChecked(t *testing.T) {
	tables := tableExamples(t, celled)
	s, called := borough(tables)
	type sums struct{ right, unknown, wrong, all int }
	parts := map[bool]*sums{false: {}, true: {}}
	for _, e := range tables {
		part := parts[e.held]
		text, cells := e.finished()
		claims := map[string]Claim{}
		for _, c := range Check(text, s, cells...) {
			for _, cell := range cells {
				if cell.From <= c.Start && c.End <= cell.To {
					claims[cell.Name] = c
				}
			}
		}
		for name, want := range e.want {
			c, found := claims[name]
			is := "?"
			if found {
				is = labelOf(c, called)
			}
			want = strings.Replace(want, "[2023-01-01..2023-12-31]", "", 1)
			if !strings.Contains(want, ".") {
				want = "?"
			}
			part.all++
			switch {
			case alike(is, want):
				part.right++
			case is == "?" || c.confidence < certain:
				part.unknown++
			case e.held && !*heldOut:
				part.wrong++
			case e.held:
				part.wrong++
				t.Logf("%s %s: %s is %s, want %s, %.2f", e.name, name, c.Text, is, want, c.confidence)
			default:
				t.Errorf("%s %s: %s is %s, want %s, %.2f", e.name, name, c.Text, is, want, c.confidence)
			}
		}
	}
	for held, part := range parts {
		t.Logf("held out %v: right, unknown, wrong, all: %v", held, *part)
	}
	if tuned := parts[false]; tuned.right*100 < tuned.all*95 {
		t.Errorf("only %d of %d numbers in tables are understood", tuned.right, tuned.all)
	}
}

// TestJudgeCells holds what the numbers of a table come to, beside a ledger.
func TestJudgeCells(t *testing.T) {
	e := rowsOf(`
2022年度工作统计
|项目|数量|上半年|同比增长（%）|
|解决群众诉求（件）|235=>|100=>|5=>|
|收缴党费（万元）|1.2=>|0.6=>|-3=>|
|合计|12=>|9=>|=>|
|编号|20230001=>|年度目标|300=>|`)
	s := Scope{Period: calendar.YearSpan(2023)}
	claims := Check(e.text, s, e.cells...)
	answers := map[int]Answer{}
	for _, q := range Ask(claims) {
		value, before := int64(235), int64(220)
		if q.Metric == "dues.collected" {
			value, before = 1200000, 1237113 // 3 % more
		}
		for _, i := range q.Slots {
			answers[i] = answer(q.Metric, value, before)
		}
	}
	Judge(claims, answers)
	var got []string
	for _, c := range claims {
		line := c.Text + " " + string(c.Metric) + " " + string(c.Verdict)
		if c.Period != nil {
			line += " " + c.Period.From.String() + " " + c.Period.To.String()
		}
		got = append(got, line)
	}
	want := []string{
		"235 demands.resolved agrees 2022-01-01 2022-12-31", "100 demands.resolved differs 2022-01-01 2022-06-30", "5 demands.resolved unknown 2022-01-01 2022-12-31",
		"1.2 dues.collected agrees 2022-01-01 2022-12-31", "0.6 dues.collected differs 2022-01-01 2022-06-30", "-3 dues.collected agrees 2022-01-01 2022-12-31",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
