package api_test

import (
	"testing"
)

// TestOrgsLiveTheLifeOfRecords from their creation to their end, and back.
func TestOrgsLiveTheLifeOfRecords(t *testing.T) {
	v := newTown(t)
	const all = `{"id":"$north3","kind":"branch","name":"物业党支部","parent_id":"$north","superior_name":"北苑社区党委","brand_name":"红心物业","chat_group_name":"红心群",
		"tags":["两新"],"has_committee":true,"acts_as_branch":false,"secretary_id":"$li","committee_ids":["$li","$wang"],"term_ends_on":"2026-06-30","remit_share":80,"since":"2021-07-01","closed_on":null}`
	v.play([]turn{
		{"", "POST /people", `{"id":"$li","org_id":"$north","name":"李明","kind":"member"}`, 201, ""},
		{"", "POST /people", `{"id":"$wang","org_id":"$north1","name":"王芳","kind":"member"}`, 201, ""},
	})
	v.golden("orgs/created.json", v.take(turn{"secretary north", "POST /orgs", all, 422, "/committee_ids/1:unknown-reference"}).Body)
	v.play([]turn{
		{"", "POST /people", `{"id":"$zhao","org_id":"$north","name":"赵刚","kind":"member"}`, 201, ""},
		{"secretary north", "POST /orgs", `{}`, 422, "/kind:required /name:required"},
		{"secretary north", "POST /orgs", `{"kind":"cell","name":" ","parent_id":"$north","remit_share":101,"since":"2023-12-21","tags":["",""]}`, 422, ""},
	})
}
