// Package report is what is told: it finds the blanks of a text, binds each to what belongs there, and fills them.
// It is pure: the store counts, and whoever calls says what it counted.
package report

import (
	"shuzhi/internal/metric"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

// Slot is a blank of a text, with what it is bound to.
type Slot struct {
	Index  int    `json:"index" example:"3"`
	Text   string `json:"text" example:"xx"` // as it stands; of an erased blank the gap, which may be empty
	Before string `json:"before" example:"…解决群众的诉求"`
	After  string `json:"after" example:"件"`
	Binding
	Confidence float64     `json:"confidence" minimum:"0" maximum:"1" example:"0.97"` // how sure the binding is; 1 once a person chose it
	Candidates []Candidate `json:"candidates"`                                        // metrics that it may be, the likeliest first
	Reason     string      `json:"reason,omitempty" example:"unknown-metric"`         // why it is not asked for: {{…}} or a name in its sentence could not be understood
	Named      string      `json:"named,omitempty" example:"第三网格"`                    // whom below the sentence names: OrgID or AreaID, once the report is made
	Why        string      `json:"why,omitempty" example:"“诉求”“件”：解决群众诉求。"`           // in words, for a person
	Place      Place       `json:"place"`                                             // where it stands in the template
	Cell       string      `json:"cell,omitempty" example:"汇总!B7"`                    // the cell that it stands in, as a person calls it
	Sentence   string      `json:"sentence,omitempty" example:"上半年解决群众诉求▢件"`          // what the labels of that cell say, ▢ for the number; headings in lines before

	unreal  bool // a plan or a norm is what its sentence speaks of
	planned bool // a plan, or a goal
	sum     *sum // of a number that follows from others in its sentence
}

// Binding is what belongs in a slot: all that a person may correct. What a kind or a metric does not need is empty.
type Binding struct {
	Kind    Kind          `json:"kind" enums:"metric,org_name,superior_name,brand_name,chat_group_name,year,next_year,text,literal" example:"metric"`
	Metric  record.Text   `json:"metric" swaggertype:"string" extensions:"x-nullable" example:"demands.resolved"`
	Span    *SlotSpan     `json:"span" extensions:"x-nullable"` // null: the report's own
	Measure Measure       `json:"measure" enums:"value,increase,growth" example:"value"`
	Filter  metric.Filter `json:"filter" extensions:"x-nullable"`
	OrgID   uid.ID        `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`  // one below the report's; null: the report's own
	AreaID  uid.ID        `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"` // null: all areas

	KindSaid bool `json:"-"` // the kind does not follow the metric: somebody said it
}

// Candidate is a metric that a blank may be.
type Candidate struct {
	Metric     string  `json:"metric" example:"demands.resolved"`
	Confidence float64 `json:"confidence" example:"0.97"`
}

// Place is where a blank stands in its text, in runes, half-open.
type Place struct {
	From int `json:"from" example:"120"`
	To   int `json:"to" example:"122"`
}

// Kind is the sort of thing that belongs in a slot.
type Kind string // @name SlotKind

// The kinds.
const (
	KindMetric        Kind = "metric"          // 数字
	KindOrgName       Kind = "org_name"        // 本组织名称
	KindSuperiorName  Kind = "superior_name"   // 上级党组织名称
	KindBrandName     Kind = "brand_name"      // 党建品牌
	KindChatGroupName Kind = "chat_group_name" // 工作群
	KindYear          Kind = "year"            // 报告年度
	KindNextYear      Kind = "next_year"       // 下一年度
	KindText          Kind = "text"            // 人工填写
	KindLiteral       Kind = "literal"         // 原文保留, no blank at all
)

// Kinds lists every kind.
var Kinds = []Kind{KindMetric, KindOrgName, KindSuperiorName, KindBrandName, KindChatGroupName, KindYear, KindNextYear, KindText, KindLiteral}

// Measure is what a slot says of its number.
type Measure string // @name SlotMeasure

// The measures; both of change are against the same span a year earlier.
const (
	MeasureValue    Measure = "value"    // the number itself
	MeasureIncrease Measure = "increase" // 比上年增减数
	MeasureGrowth   Measure = "growth"   // 同比增减 %, in hundredths of a percent
)

// Measures lists every measure.
var Measures = []Measure{MeasureValue, MeasureIncrease, MeasureGrowth}

// Read finds the blanks of a plain text and binds them. known are the metrics that the organisation has. A blank that stands in
// one of the cells, or is one, is bound by its labels; of empty cells only those become slots whose labels surely name a number.
func Read(text string, known []metric.Definition, cells ...Cell) []Slot {
	slots := Find(text)
	Bind(text, slots, known)
	if len(cells) == 0 {
		return slots
	}
	return readCells(text, slots, known, cells)
}
