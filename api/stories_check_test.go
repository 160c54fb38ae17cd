package api_test

import (
	"testing"

	"shuzhi/internal/apitest"
)

// TestFinishedReportsAreChecked claim by claim, each where it stands.
func TestFinishedReportsAreChecked(t *testing.T) {
	v := yearOfNorth(t)
	const text = "2023年，社区党委解决群众诉求3件，完成微心愿5个，走访企业12家。党课每月1次。上半年解决群众诉求2件。"
	r := v.take(turn{"recorder north", "POST /reports/check", `{"year":2023,"text":"` + text + `"}`, 200,
		"org_id=north period={from:2023-01-01,to:2023-12-31} text=" + text +
			" claims.*.text=[3,5,12,2] claims.*.verdict=[agrees,differs,unknown,agrees] claims.*.metric=[demands.resolved,wishes.fulfilled,null,demands.resolved]" +
			" claims.1.claimed=5 claims.1.recorded=3 claims.3.period={from:2023-01-01,to:2023-06-30}"})
	for i, want := range []string{"3", "5", "12", "2"} {
		place := "claims." + string(rune('0'+i))
		if got := string([]rune(text)[r.Int(place+".start"):r.Int(place+".end")]); got != want {
			t.Errorf("claim %d is %q, want %q", i, got, want)
		}
	}
	v.play([]turn{
		{"secretary north1", "POST /reports/check", `{"from":"2023-01-01","to":"2023-12-31","text":"解决群众诉求2件"}`, 200, "org_id=north1 claims.0.verdict=agrees"},
		{"recorder north", "POST /reports/check", `{"org_id":"$north1","year":2023,"text":"解决群众诉求3件"}`, 200, "claims.0.verdict=differs claims.0.recorded=2"},
		{"recorder north", "POST /reports/check", `{"year":2023,"text":"没有数字"}`, 200, "claims=[]"},
		{"viewer north", "POST /reports/check", `{"year":2023,"text":"解决群众诉求3件"}`, 403, "role-may-not"},
		{"recorder north", "POST /reports/check", `{"org_id":"$south","year":2023,"text":"解决群众诉求3件"}`, 422, "/org_id:unknown-organisation"},
		{"", "POST /reports/check", `{"year":2023,"text":"解决群众诉求3件"}`, 422, "/org_id:required"},
		{"recorder north", "POST /reports/check", `{"text":"","colour":"red"}`, 422, "/text:required /colour:unknown-field /year:required"},
		{"recorder north", "POST /reports/check", `{"year":2023,"from":"2023-01-01","text":"甲"}`, 422, "/year:year-or-days /from:from-and-to"},
	})
	me := v.as("recorder north")
	form := func(name string, content []byte, more ...string) apitest.Form {
		f := apitest.Form{"file": apitest.File{Name: name, Content: content}}
		for i := 0; i < len(more); i += 2 {
			f[more[i]] = more[i+1]
		}
		return f
	}
	file := word(paragraph("解决群众诉求¦3件。"), table("完成微心愿9个,备注")).pack()
	r = me.Want("POST", "/reports/check", form("述职.docx", file, "year", "2023"), 200)
	if got := v.say(v.placed(r, "claims.*.verdict")); got != "[agrees,differs]" || r.String("text") != "解决群众诉求3件。\n完成微心愿9个\n备注" {
		t.Errorf("%s", r.Body)
	}
	me.Want("POST", "/reports/check", form("述职.txt", []byte("解决群众诉求3件"), "from", "2023-01-01", "to", "2023-12-31"), 200)
	for fault, form := range map[string]apitest.Form{
		"/file:required":            {"year": "2023"},
		"/file:template-type":       form("述职.odt", []byte("甲"), "year", "2023"),
		"/year:out-of-range":        form("述职.docx", file, "year", "23"),
		"/from:date /to:date":       form("述职.docx", file, "from", "1月", "to", "2月", "year", "2023"),
		"/org_id:id /year:required": form("述职.docx", file, "org_id", "7"),
		"/text:unknown-field":       form("述职.docx", file, "year", "2023", "text", "甲"),
	} {
		if r := me.Do("POST", "/reports/check", form); r.Status != 422 || r.Faults() != fault {
			t.Errorf("%d %s, want %s", r.Status, r.Body, fault)
		}
	}
}
