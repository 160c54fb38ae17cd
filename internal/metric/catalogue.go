package metric

import "slices"

// Conditions that several numbers share.
var (
	demands  = Filter{"type": {"demand"}}
	disputes = Filter{"type": {"dispute"}}
	hazards  = Filter{"type": {"hazard"}}
	services = Filter{"type": {"service"}}

	resolved  = Filter{"status": {"resolved", "closed"}}
	fulfilled = Filter{"status": {"fulfilled"}}
	done      = Filter{"status": {"done"}}
)

// Catalogue is the numbers that everybody has, one line a number, in the order in which they are answered.
var Catalogue = slices.Concat(
	[]Definition{
		{Key: "theory_study.sessions", Name: "理论学习活动", Unit: "次", Source: "activities", Where: ofKind("collective_study", "party_lecture"), Or: Filter{"includes_study": {"true"}}, Aggregate: Count},
		{Key: "demands.resolved", Name: "解决群众诉求", Unit: "件", Source: "grid-events", On: "resolved_on", Where: demands, Aggregate: Count},
		{Key: "disputes.mediated", Name: "排查调处矛盾纠纷", Unit: "起", Source: "grid-events", On: "resolved_on", Where: disputes, Aggregate: Count},
		{Key: "wishes.fulfilled", Name: "完成微心愿", Unit: "个", Source: "wishes", On: "fulfilled_on", Aggregate: Count},
		{Key: "wishes.helpers", Name: "在职党员、志愿者", Unit: "名", Source: "wishes", On: "fulfilled_on", Aggregate: Distinct("helper_ids")},
		{Key: "wishes.beneficiaries", Name: "困难群众", Unit: "名", Source: "wishes", On: "fulfilled_on", Aggregate: Distinct("beneficiary_id")},
		{Key: "debriefs.held", Name: "述职会", Unit: "次", Source: "activities", Where: ofKind("debrief_meeting"), Aggregate: Count},
		{Key: "debriefs.organizations", Name: "述职组织", Unit: "个", Source: "activities", Where: ofKind("debrief_meeting"), Aggregate: Distinct("presenters")},
		{Key: "members.admitted", Name: "发展党员", Unit: "名", Source: "development-steps", Where: ofStep("probationary"), Aggregate: Count},
		{Key: "members.confirmed", Name: "预备党员转正", Unit: "名", Source: "development-steps", Where: ofStep("full"), Aggregate: Count},
		{Key: "activists.admitted", Name: "吸收入党积极分子", Unit: "名", Source: "development-steps", Where: ofStep("activist"), Aggregate: Count},
		{Key: "applicants.received", Name: "入党申请人", Unit: "名", Source: "development-steps", Where: ofStep("application"), Aggregate: Count},
		{Key: "dues.collected", Name: "收缴党费", Unit: "元", Source: "dues/payments", Aggregate: Sum("amount_fen")},
		{Key: "dues.remitted", Name: "上缴党费", Unit: "元", Source: "dues/remittances", Aggregate: Sum("amount_fen"), Alone: true},
		{Key: "strict_governance.sessions", Name: "专题研究全面从严治党", Unit: "次", Source: "activities", Where: ofKind("strict_governance_session"), Aggregate: Count},
		{Key: "party_building.sessions", Name: "专题研究基层党建", Unit: "次", Source: "activities", Where: ofKind("party_building_session"), Aggregate: Count},
	},
	eachKind("activities.", "", "次", Count),
	eachKind("attendance.", "参加人次", "人次", Sum("headcount")),
	[]Definition{
		{Key: "activities.total", Name: "各类活动", Unit: "次", Source: "activities", Aggregate: Count},
		{Key: "attendance.total", Name: "各类活动参加人次", Unit: "人次", Source: "activities", Aggregate: Sum("headcount")},
		{Key: "participants.distinct", Name: "参加活动的人", Unit: "名", Source: "activities", Aggregate: Distinct("participant_ids")},
		{Key: "visits.households", Name: "走访慰问户数", Unit: "户", Source: "activities", Where: ofKind("visit"), Aggregate: Sum("households")},
		{Key: "three_meetings.sessions", Name: "三会一课", Unit: "次", Source: "activities", Where: ofKind("member_assembly", "committee_meeting", "group_meeting", "party_lecture"), Aggregate: Count},
		{Key: "demands.received", Name: "收到群众诉求", Unit: "件", Source: "grid-events", Where: demands, Aggregate: Count},
		{Key: "disputes.found", Name: "排查矛盾纠纷", Unit: "起", Source: "grid-events", Where: disputes, Aggregate: Count},
		{Key: "hazards.found", Name: "发现隐患", Unit: "处", Source: "grid-events", Where: hazards, Aggregate: Count},
		{Key: "services.received", Name: "受理服务", Unit: "件", Source: "grid-events", Where: services, Aggregate: Count},
		{Key: "wishes.collected", Name: "征集微心愿", Unit: "个", Source: "wishes", Aggregate: Count},
		{Key: "hazards.resolved", Name: "整改隐患", Unit: "处", Source: "grid-events", On: "resolved_on", Where: hazards, Aggregate: Count},
		{Key: "services.done", Name: "办结服务", Unit: "件", Source: "grid-events", On: "resolved_on", Where: services, Aggregate: Count},
		{Key: "wishes.claimed", Name: "认领微心愿", Unit: "个", Source: "wishes", On: "claimed_on", Aggregate: Count},
		{Key: "rectifications.total", Name: "查摆问题", Unit: "个", Source: "rectifications", Aggregate: Count},
		{Key: "rectifications.done", Name: "完成整改", Unit: "个", Source: "rectifications", On: "done_on", Aggregate: Count},
		{Key: "branches.founded", Name: "新成立党支部", Unit: "个", Source: "orgs", On: "since", Where: ofKind("branch"), Aggregate: Count},
		{Key: "partners.active", Name: "参与共建的单位", Unit: "家", Source: "activities", Aggregate: Distinct("partner_ids"), Also: &Definition{Source: "wishes", On: "fulfilled_on", Aggregate: Distinct("partner_ids")}},
		{Key: "demands.resolution_rate", Name: "群众诉求解决率", Unit: "%", Source: "grid-events", Where: accepted(demands), Aggregate: Rate, Share: resolved},
		{Key: "disputes.success_rate", Name: "矛盾纠纷调处成功率", Unit: "%", Source: "grid-events", Where: accepted(disputes), Aggregate: Rate, Share: resolved},
		{Key: "services.completion_rate", Name: "服务办结率", Unit: "%", Source: "grid-events", Where: accepted(services), Aggregate: Rate, Share: resolved},
		{Key: "wishes.fulfilment_rate", Name: "微心愿完成率", Unit: "%", Source: "wishes", Where: Filter{"status": {"open", "claimed", "fulfilled"}}, Aggregate: Rate, Share: fulfilled},
		{Key: "rectifications.done_rate", Name: "整改完成率", Unit: "%", Source: "rectifications", Aggregate: Rate, Share: done},
		{Key: "members.total", Name: "党员", Unit: "名", Source: "people", Where: here("member", "probationary"), Aggregate: Stock},
		{Key: "members.full.total", Name: "正式党员", Unit: "名", Source: "people", Where: here("member"), Aggregate: Stock},
		{Key: "members.probationary.total", Name: "预备党员", Unit: "名", Source: "people", Where: here("probationary"), Aggregate: Stock},
		{Key: "members.in_service", Name: "双报到在职党员", Unit: "名", Source: "people", Where: Filter{"kind": {"member", "probationary"}, "in_service": {"true"}}, Aggregate: Stock},
		{Key: "activists.total", Name: "现有入党积极分子", Unit: "名", Source: "people", Where: ofKind("activist"), Aggregate: Stock},
		{Key: "applicants.total", Name: "现有入党申请人", Unit: "名", Source: "people", Where: ofKind("applicant"), Aggregate: Stock},
		{Key: "volunteers.total", Name: "志愿者", Unit: "名", Source: "people", Where: ofKind("volunteer"), Aggregate: Stock},
		{Key: "branches.total", Name: "党支部", Unit: "个", Source: "orgs", Where: ofKind("branch"), Aggregate: Stock},
		{Key: "groups.total", Name: "党小组", Unit: "个", Source: "orgs", Where: ofKind("group"), Aggregate: Stock},
		{Key: "communities.total", Name: "社区", Unit: "个", Source: "orgs", Where: ofKind("community"), Aggregate: Stock},
		{Key: "orgs.total", Name: "党组织", Unit: "个", Source: "orgs", Where: ofKind("committee", "community", "branch"), Aggregate: Stock},
		{Key: "partners.total", Name: "报到和共建单位", Unit: "家", Source: "partners", Aggregate: Stock},
		{Key: "grids.total", Name: "网格", Unit: "个", Source: "areas", Where: ofKind("grid"), Aggregate: Stock},
		{Key: "precincts.total", Name: "片区", Unit: "个", Source: "areas", Where: ofKind("precinct"), Aggregate: Stock},
		{Key: "buildings.total", Name: "楼栋", Unit: "栋", Source: "areas", Where: ofKind("building"), Aggregate: Stock},
	},
)

// BuiltIn finds a number of the catalogue; nil for a key that is not there.
func BuiltIn(key string) *Definition {
	return find(Catalogue, func(d *Definition) bool { return d.Key == key })
}

func ofKind(kinds ...string) Filter { return Filter{"kind": kinds} }

func ofStep(step string) Filter { return Filter{"step": {step}} }

// here are people whose 组织关系 is here: not those who report to the community where they live.
func here(kinds ...string) Filter { return Filter{"kind": kinds, "in_service": {"false"}} }

// accepted is what was reported and not rejected.
func accepted(f Filter) Filter {
	return Filter{"type": f["type"], "status": {"reported", "accepted", "escalated", "resolved", "closed"}}
}

// eachKind is a number for each kind of activity.
func eachKind(prefix, suffix, unit string, a Aggregate) (list []Definition) {
	for _, w := range activityKinds {
		list = append(list, Definition{Key: prefix + w.Kind, Name: w.Word + suffix, Unit: unit, Source: "activities", Where: ofKind(w.Kind), Aggregate: a})
	}
	return list
}
