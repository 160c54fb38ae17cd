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
	right, unknown, all := 0, 0, 0
	for _, e := range tables {
		if e.held {
			continue
		}
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
			all++
			switch {
			case alike(is, want):
				right++
			case is == "?" || c.confidence < certain:
				unknown++
			default:
				t.Errorf("%s %s: %s is %s, want %s, %.2f", e.name, name, c.Text, is, want, c.confidence)
			}
		}
	}
	if t.Logf("%d right and %d unknown of %d numbers", right, unknown, all); right*100 < all*90 {
		t.Errorf("only %d of %d numbers in tables are understood", right, all)
	}
}
