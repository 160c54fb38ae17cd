package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"

	"shuzhi/bench/city"
	"shuzhi/bench/drive"
)

// post is work for drive: each request is one of the activities under an id of its own. Shuzhi and most peers answer 201, PocketBase 200.
func post(path string, activities []city.Activity) (func(*drive.Client) error, error) {
	if len(activities) == 0 {
		return nil, errors.New("there are no activities to post")
	}
	bodies := make([][]byte, len(activities))
	for i, a := range activities {
		var err error
		if bodies[i], err = json.Marshal(a); err != nil {
			return nil, err
		}
	}
	const idAt = len(`{"id":"`)
	var next atomic.Uint64
	return func(c *drive.Client) error {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		body := bytes.Clone(bodies[next.Add(1)%uint64(len(bodies))])
		copy(body[idAt:], id.String())
		status, answer, err := c.Do("POST", path, body)
		if err == nil && status != 201 && status != 200 {
			err = fmt.Errorf("POST %s answers %d: %.400s", path, status, answer)
		}
		return err
	}, nil
}

// get is work for drive.
func get(path string) func(*drive.Client) error {
	return func(c *drive.Client) error {
		_, err := c.Want(200, "GET", path, nil)
		return err
	}
}

// plain are activities of some 580 bytes as a phone sends most: nobody is named, and they were held on one of three days.
func plain(org uuid.UUID) []city.Activity { return spread(org, 3, 12) }

// imported are the same of every day of eleven months, as somebody sends who catches up with a year.
func imported(org uuid.UUID) []city.Activity { return spread(org, 11*28, 1) }

// spread are activities of so many days, from the first of a month on. A month has 28.
func spread(org uuid.UUID, days, month int) (activities []city.Activity) {
	for n := range days {
		activities = append(activities, city.Activity{OrgID: org, Kind: "collective_study", Topic: "集中学习党的二十大精神，交流研讨“四下基层”的做法",
			HeldOn: fmt.Sprintf("%d-%02d-%02d", year, n/28+month, n%28+1), Place: "社区二楼会议室", Host: "张书记", IncludesStudy: true, Headcount: &city.Headcount{Members: 23, Volunteers: 4},
			Tags: []string{"理论学习", "二十大"}, Summary: "先由书记领学原文，再由三名党员结合岗位交流体会，最后就楼道充电、老旧小区改造和一老一小服务提出了七条意见，会后由网格员逐条认领。"})
	}
	return activities
}

// mixed are a community's activities as its city has them: near half name those who took part.
func mixed(p city.Plan, n int) (activities []city.Activity) {
	for month := 1; month <= 12; month++ {
		activities = append(activities, held(p, n, month)...)
	}
	return activities
}

// naming are those of the last three months that name somebody.
func naming(p city.Plan, n int) []city.Activity {
	return slices.DeleteFunc(slices.Concat(held(p, n, 10), held(p, n, 11), held(p, n, 12)), func(a city.Activity) bool { return len(a.ParticipantIDs) == 0 })
}

// held are the activities of a month.
func held(p city.Plan, n, month int) (activities []city.Activity) {
	for _, item := range p.Month(n, year, month) {
		if a, is := item.Body.(city.Activity); is {
			activities = append(activities, a)
		}
	}
	return activities
}

// valueOf finds a number among a year's totals without decoding them all, since whoever measures shares the processors.
func valueOf(answer []byte, metric string) (int64, error) {
	_, after, found := strings.Cut(string(answer), `"metric":"`+metric+`"`)
	if found {
		_, after, found = strings.Cut(after, `"value":`)
	}
	if end := strings.IndexAny(after, ",}"); found && end > 0 {
		return strconv.ParseInt(after[:end], 10, 64)
	}
	return 0, fmt.Errorf("the totals hold no %s: %.200s", metric, answer)
}
