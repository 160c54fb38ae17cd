package record

import (
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// GridEvent is what somebody in a grid asked for, quarrelled about, found or needed, and what became of it.
type GridEvent struct {
	Header
	Owned
	AreaID      uid.ID          `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Type        GridEventType   `json:"type" validate:"required" example:"demand"`
	Category    Text            `json:"category" swaggertype:"string" maxLength:"50" extensions:"x-nullable" example:"邻里纠纷"`
	Title       string          `json:"title" validate:"required" maxLength:"200" example:"3栋楼道灯不亮"`
	Description Text            `json:"description" swaggertype:"string" maxLength:"5000" extensions:"x-nullable"`
	Source      GridEventSource `json:"source" extensions:"x-nullable" example:"patrol"`
	ReportedOn  calendar.Date   `json:"reported_on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-15"`
	ResolvedOn  calendar.Date   `json:"resolved_on" swaggertype:"string" format:"date" extensions:"x-create-only,x-nullable"`
	Status      GridEventStatus `json:"status" readonly:"true" example:"reported"`
	Tags        Strings         `json:"tags" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	Noted
}

// GridEventType is what sort of grid event it is.
type GridEventType string

// The types of grid event.
const (
	Demand  GridEventType = "demand"  // 群众诉求
	Dispute GridEventType = "dispute" // 矛盾纠纷
	Hazard  GridEventType = "hazard"  // 隐患
	Service GridEventType = "service" // 服务
)

// GridEventTypeWords lists every type of grid event.
var GridEventTypeWords = []Word[GridEventType]{{Demand, "群众诉求"}, {Dispute, "矛盾纠纷"}, {Hazard, "隐患"}, {Service, "服务"}}

// GridEventSource is how a grid event came to be known; where nobody said it is empty, and null in JSON.
type GridEventSource string

// The sources of grid events.
const (
	FromDeliberation GridEventSource = "deliberation" // 议事会
	FromPatrol       GridEventSource = "patrol"       // 巡查
	FromVisit        GridEventSource = "visit"        // 走访
	FromHotline      GridEventSource = "hotline"      // 热线
	FromOnline       GridEventSource = "online"       // 网上
)

// GridEventSourceWords lists every source of grid events.
var GridEventSourceWords = []Word[GridEventSource]{{FromDeliberation, "议事会"}, {FromPatrol, "巡查"}, {FromVisit, "走访"}, {FromHotline, "热线"}, {FromOnline, "网上"}}

// MarshalJSON writes the source, and null for none.
func (s GridEventSource) MarshalJSON() ([]byte, error) { return Text(s).MarshalJSON() }

// GridEventStatus is how far a grid event has come. In a step that is no transition it is empty, and null in JSON.
type GridEventStatus string

// The statuses of a grid event.
const (
	EventReported  GridEventStatus = "reported"  // 已上报
	EventAccepted  GridEventStatus = "accepted"  // 已受理
	EventEscalated GridEventStatus = "escalated" // 已上交
	EventResolved  GridEventStatus = "resolved"  // 已办结
	EventClosed    GridEventStatus = "closed"    // 已归档
	EventRejected  GridEventStatus = "rejected"  // 不予受理
)

// GridEventStatusWords lists every status of a grid event.
var GridEventStatusWords = []Word[GridEventStatus]{
	{EventReported, "已上报"}, {EventAccepted, "已受理"}, {EventEscalated, "已上交"}, {EventResolved, "已办结"}, {EventClosed, "已归档"}, {EventRejected, "不予受理"},
}

// MarshalJSON writes the status, and null for none.
func (s GridEventStatus) MarshalJSON() ([]byte, error) { return Text(s).MarshalJSON() }

// onward says to which statuses a grid event may go from each.
var onward = map[GridEventStatus][]GridEventStatus{
	EventReported:  {EventAccepted, EventRejected},
	EventAccepted:  {EventResolved, EventEscalated},
	EventEscalated: {EventResolved},
	EventResolved:  {EventClosed},
}

// Validate names every bad field.
func (e *GridEvent) Validate(today calendar.Date) error {
	var c problem.Check
	c.Want(known(GridEventTypeWords, e.Type), "/type", "unknown")
	filled(&c, e.Title, "/title")
	c.Want(e.Source == "" || known(GridEventSourceWords, e.Source), "/source", "unknown")
	took(&c, e.ReportedOn, "/reported_on", today)
	past(&c, e.ResolvedOn, "/resolved_on", today)
	c.Want(e.ResolvedOn.IsZero() || e.ResolvedOn >= e.ReportedOn, "/resolved_on", "before-the-first-day", e.ReportedOn)
	tags(&c, e.Tags)
	e.Noted.validate(&c)
	return c.Err()
}

// FirstSteps are, where resolved_on is given, the acceptance on reported_on and the resolution.
func (e *GridEvent) FirstSteps() []Step {
	if e.ResolvedOn.IsZero() {
		return nil
	}
	return []Step{
		{RecordID: e.ID, Sort: SortTransition, On: e.ReportedOn, To: EventAccepted, given: "/reported_on"},
		{RecordID: e.ID, Sort: SortTransition, On: e.ResolvedOn, To: EventResolved, given: "/resolved_on"},
	}
}

// Follow makes status and resolved_on follow the transitions. Problems: Conflict "transition-not-allowed", Invalid.
func (e *GridEvent) Follow(steps []Step, today calendar.Date) error {
	all := line(steps, SortTransition)
	var c problem.Check
	life{from: e.ReportedOn, fromField: "/reported_on"}.check(&c, all, today)
	if !c.OK() {
		return c.Err()
	}
	e.Status, e.ResolvedOn = EventReported, 0
	for _, s := range all {
		if !slices.Contains(onward[e.Status], s.To) {
			return problem.New(problem.Conflict, "transition-not-allowed", e.Status, s.To)
		}
		if e.Status = s.To; s.To == EventResolved {
			e.ResolvedOn = s.On
		}
	}
	ordered(&c, all)
	return c.Err()
}

// Row is what is counted, filtered or searched.
func (e *GridEvent) Row() []Column {
	return []Column{
		{"reported_on", e.ReportedOn}, {"resolved_on", e.ResolvedOn}, {"type", string(e.Type)}, {"category", string(e.Category)}, {"source", string(e.Source)},
		{"status", string(e.Status)}, {"area_id", e.AreaID}, {"tags", e.Tags.Column()}, {"words", words(e.Title, string(e.Description))},
	}
}

// Links are the area and the attachments of the grid event; who handled it is named by its steps.
func (e *GridEvent) Links() []Link {
	return slices.Concat(link(RoleArea, e.AreaID, e.ReportedOn, "/area_id"), e.Noted.links())
}

// Warnings asks about personal details in free text.
func (e *GridEvent) Warnings() []Warning {
	return personal("标题", e.Title, "描述", string(e.Description), "分类", string(e.Category), "标签", e.Tags.Column())
}
