package record

import (
	"errors"
	"strings"
	"testing"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

const today = calendar.Date(20231220)

// id makes an id that is easy to tell from others.
func id(n byte) uid.ID { return uid.ID{0: 0x01, 15: n} }

// faults writes an error as "conflict code" or as "/pointer:code /pointer:code"; empty for none.
func faults(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var p *problem.Error
	if !errors.As(err, &p) {
		t.Fatalf("not a problem: %v", err)
	}
	if p.Kind == problem.Conflict {
		return "conflict " + p.Code
	}
	var found []string
	for _, f := range p.Fields {
		found = append(found, f.Pointer+":"+f.Code)
	}
	return strings.Join(found, " ")
}

func rules(warnings []Warning) string {
	var found []string
	for _, w := range warnings {
		found = append(found, w.Rule)
	}
	return strings.Join(found, " ")
}

// noted numbers steps in the order in which they are given, as the store does when it keeps them.
func noted(steps ...Step) []Step {
	for i := range steps {
		steps[i].ID, steps[i].Seq, steps[i].given = id(byte(100+i)), int64(i), ""
	}
	return steps
}

// then adds a step that was just sent.
func then(steps []Step, s Step) []Step {
	s.Seq = int64(len(steps))
	return append(steps, s)
}
