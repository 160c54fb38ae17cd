package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"shuzhi/internal/calendar"
	"shuzhi/internal/metric"
	"shuzhi/internal/uid"
)

// Final is what stands in a report for good, and where its proof is kept.
type Final struct {
	At     time.Time `json:"at"`
	SHA256 string    `json:"sha256"` // of the proof, as it is kept
	Code   string    `json:"code"`
	Filled
}

// Proof is all that finalising freezes: the words, each number with its definition, and the records behind it. Its JSON is kept
// byte for byte, and its SHA-256 is what a report is told by.
type Proof struct {
	ReportID     uid.ID        `json:"report_id" swaggertype:"string" format:"uuid"`
	OrgID        uid.ID        `json:"org_id" swaggertype:"string" format:"uuid"`
	TemplateID   string        `json:"template_id"`
	TemplateName string        `json:"template_name"`
	TemplateFile string        `json:"template_sha256,omitempty"` // of the file that is filled in place
	Period       calendar.Span `json:"period"`
	FinalizedAt  time.Time     `json:"finalized_at"`
	Filled
	Numbers []Number `json:"numbers"`
}

// Number is a counted number of a proof: what was asked, how it was counted, and what stood behind it.
type Number struct {
	Slots      []int             `json:"slots"` // that show it
	Metric     string            `json:"metric"`
	Definition string            `json:"definition"` // in words
	Counted    metric.Definition `json:"counted"`
	Filter     metric.Filter     `json:"filter" extensions:"x-nullable"`
	Period     calendar.Span     `json:"period"`
	OrgID      uid.ID            `json:"org_id" swaggertype:"string" format:"uuid"`
	AreaID     uid.ID            `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Value      *int64            `json:"value" extensions:"x-nullable"` // in the metric's base unit
	Previous   *int64            `json:"previous" extensions:"x-nullable"`
	Compared   bool              `json:"compared"` // a slot tells the change against Previous
	Records    []Contribution    `json:"records"`
	Before     []Contribution    `json:"before,omitempty"` // behind Previous, if Compared
}

// Contribution is what a record gave to a number. The values add up to it; of a rate they are the numerator, and the records the
// denominator; of a distinct count everybody who is named counts once.
type Contribution struct {
	ID      uid.ID   `json:"id" swaggertype:"string" format:"uuid"`
	Version int      `json:"version"`
	Value   int64    `json:"value"`
	Named   []string `json:"named,omitempty"` // ids; organisations that reported at a debrief are words
}

// Query is what counts the number.
func (n *Number) Query() metric.Query {
	return metric.Query{OrgID: n.OrgID, Span: n.Period, Subtree: true, AreaID: n.AreaID}
}

// Counts reports whether the number is what a question asks.
func (n *Number) Counts(q Question, asked metric.Query) bool {
	asked.By = ""
	own := n.Query()
	return n.Metric == q.Metric && own.Same(asked) && reflect.DeepEqual(n.Filter, q.Filter) && n.Compared == q.Change
}

// Seal gives the bytes of the proof and their SHA-256.
func (p *Proof) Seal() (sealed, sum []byte, err error) {
	sealed, err = json.Marshal(p, json.Deterministic(true))
	hash := sha256.Sum256(sealed)
	return sealed, hash[:], err
}

// Sum is the SHA-256 of the proof, by which it is kept.
func (f *Final) Sum() []byte {
	b, _ := hex.DecodeString(f.SHA256)
	return b
}

// crockford has no letters that are taken for figures.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// The code is the first 60 bits of the hash, in three groups.
const codeGroup = 4

func codeOf(hash []byte) string {
	letters := crockford.EncodeToString(hash)[:3*codeGroup]
	return letters[:codeGroup] + "-" + letters[codeGroup:2*codeGroup] + "-" + letters[2*codeGroup:]
}

// Code reads a code as people type it: in lower case, without hyphens, O for 0, I and L for 1; or the whole SHA-256 in hex.
// ok is false where it is neither.
func Code(typed string) (code string, ok bool) {
	if sum, err := hex.DecodeString(strings.TrimSpace(typed)); err == nil && len(sum) == sha256.Size {
		return codeOf(sum), true
	}
	letters := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(" -\u3000－—‐\t", r):
			return -1
		case r == 'o' || r == 'O':
			return '0'
		case strings.ContainsRune("iIlL", r):
			return '1'
		}
		return r
	}, typed)
	letters = strings.ToUpper(letters)
	if len(letters) != 3*codeGroup || strings.Trim(letters, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
		return "", false
	}
	return letters[:codeGroup] + "-" + letters[codeGroup:2*codeGroup] + "-" + letters[2*codeGroup:], true
}

// code is what a final report is found by; nil for a draft.
func (d *Draft) code() any {
	if d.Final == nil {
		return nil
	}
	return d.Final.Code
}

// Finalize makes the draft final with what was frozen, of which sum is the SHA-256.
func (d *Draft) Finalize(p Proof, sum []byte) {
	d.Status, d.Final = StatusFinal, &Final{At: p.FinalizedAt, SHA256: hex.EncodeToString(sum), Code: codeOf(sum), Filled: p.Filled}
}

// Frozen is the report as it was made final.
func (d *Draft) Frozen() Report {
	f := d.Final.Filled
	for _, s := range f.Slots {
		if s.Unfilled {
			f.Marks = append(f.Marks, Place{s.Start, s.End})
		}
	}
	return d.report(f)
}

// Drift is a number that is no longer what was frozen, with the records that did it.
type Drift struct {
	Slots   []int         `json:"slots"` // that show it
	Metric  string        `json:"metric" example:"demands.resolved"`
	Measure Measure       `json:"measure" example:"value"`
	Period  calendar.Span `json:"period"`
	Frozen  *int64        `json:"frozen" extensions:"x-nullable" example:"35"` // in the metric's base unit
	Now     *int64        `json:"now" extensions:"x-nullable" example:"36"`
	Records []uid.ID      `json:"records" swaggertype:"array,string"`
	Changes []Change      `json:"changes"` // the same records, and what befell them
}

// Change is what befell a record since a report was made final, as far as its number goes.
type Change struct {
	ID   uid.ID     `json:"id" swaggertype:"string" format:"uuid"`
	What ChangeKind `json:"what" enums:"added,removed,amended" example:"added"`
}

// ChangeKind is what befell a record.
type ChangeKind string // @name DriftChange

// What can befall a record behind a number.
const (
	Added   ChangeKind = "added"   // 新增: it counts now and did not
	Removed ChangeKind = "removed" // 不再计入: voided, or amended so that it no longer counts
	Amended ChangeKind = "amended" // 已修改: it counts otherwise
)

// Drifts compares a frozen number with what it is now, slot by slot measure: one for each measure that differs. slots are the report's.
func (n *Number) Drifts(now Number, slots []FilledSlot) (all []Drift) {
	measures := map[Measure][]int{}
	for _, i := range n.Slots {
		measures[slots[i].Measure] = append(measures[slots[i].Measure], i)
	}
	for _, m := range Measures {
		frozen, today := measured(m, n.answer()), measured(m, now.answer())
		if measures[m] == nil || equal(frozen, today) {
			continue
		}
		d := Drift{Slots: measures[m], Metric: n.Metric, Measure: m, Period: n.Period, Frozen: frozen, Now: today, Records: []uid.ID{}, Changes: changes(n.Records, now.Records)}
		if m != MeasureValue {
			d.Changes = append(d.Changes, changes(n.Before, now.Before)...)
		}
		for _, c := range d.Changes {
			d.Records = append(d.Records, c.ID)
		}
		all = append(all, d)
	}
	return all
}

func (n *Number) answer() metric.Value { return metric.Value{Value: n.Value, Previous: n.Previous} }

func equal(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// changes are the records that count otherwise, by id.
func changes(was, is []Contribution) []Change {
	all := []Change{}
	before := make(map[uid.ID]Contribution, len(was))
	for _, c := range was {
		before[c.ID] = c
	}
	for _, c := range is {
		old, had := before[c.ID]
		switch {
		case !had:
			all = append(all, Change{c.ID, Added})
		case old.Value != c.Value || !slices.Equal(old.Named, c.Named):
			all = append(all, Change{c.ID, Amended})
		}
		delete(before, c.ID)
	}
	for id := range before {
		all = append(all, Change{id, Removed})
	}
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(bytes.Compare(a.ID[:], b.ID[:]), strings.Compare(string(a.What), string(b.What)))
	})
	return all
}
