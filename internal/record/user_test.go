package record

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"shuzhi/internal/access"
	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// faultsOf lists what an Invalid problem says, as "pointer code".
func faultsOf(err error) (list []string) {
	var p *problem.Error
	if errors.As(err, &p) {
		for _, f := range p.Fields {
			list = append(list, f.Pointer+" "+f.Code)
		}
	}
	return list
}

func TestUser(t *testing.T) {
	org := uid.New()
	for name, c := range map[string]struct {
		user User
		want []string
	}{
		"good":           {User{Username: " Ｚhang.Wei ", Name: "张伟", Role: access.Recorder, OrgID: org}, nil},
		"Chinese":        {User{Username: "张伟_1@社区", Name: "张伟", Role: access.Viewer, OrgID: org}, nil},
		"admin":          {User{Username: "root", Name: "管理员", Role: access.Admin}, nil},
		"all is missing": {User{}, []string{"/username required", "/name required", "/role unknown"}},
		"blank inside":   {User{Username: "zhang wei", Name: "张伟", Role: access.Viewer, OrgID: org}, []string{"/username bad-username"}},
		"short and long": {User{Username: "z", Name: " ", Role: "boss", OrgID: org}, []string{"/username too-short", "/name required", "/role unknown"}},
		"long":           {User{Username: strings.Repeat("长", 65), Name: "张伟", Role: access.Viewer}, []string{"/username too-long", "/org_id required"}},
		"placed admin":   {User{Username: "root", Name: "管理员", Role: access.Admin, OrgID: org}, []string{"/org_id not-for-admins"}},
	} {
		if got := faultsOf(c.user.Validate(0)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if again := NormalUsername(c.user.Username); again != c.user.Username {
			t.Errorf("%s: the username %q is kept as %q", name, again, c.user.Username)
		}
	}
}

func TestPassword(t *testing.T) {
	for password, want := range map[string]string{
		"":                       "/password required",
		"          ":             "/password required",
		"1234567":                "/password too-short",
		"12345678":               "",
		"海棠依旧人间正道":               "",
		strings.Repeat("长", 129): "/password too-long",
		strings.Repeat("长", 128): "",
	} {
		var c problem.Check
		CheckPassword(&c, password, "/password")
		if got := strings.Join(faultsOf(c.Err()), ", "); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

func TestToken(t *testing.T) {
	today := calendar.MustDay(2024, 3, 9)
	for name, c := range map[string]struct {
		token Token
		want  []string
	}{
		"for ever":  {Token{Name: "平台", Role: access.Viewer, OrgID: uid.New()}, nil},
		"last day":  {Token{Name: "平台", Role: access.Admin, ExpiresOn: today}, nil},
		"over":      {Token{Name: "平台", Role: access.Admin, ExpiresOn: today.AddDays(-1)}, []string{"/expires_on past"}},
		"all wrong": {Token{Role: access.Admin, OrgID: uid.New()}, []string{"/name required", "/org_id not-for-admins"}},
	} {
		if got := faultsOf(c.token.Validate(today)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
