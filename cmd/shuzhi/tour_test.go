package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestTour runs the commands of both READMEs' tours as they stand, and wants the filled report at the end.
func TestTour(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the tour is written for a shell with %s", tool)
		}
	}
	for _, readme := range []string{"../../README.md", "../../README.zh-CN.md"} {
		text, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		var tour strings.Builder
		for _, block := range regexp.MustCompile("(?s)```sh tour\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
			tour.WriteString(block[1])
		}
		v := books(t.TempDir())
		v["SHUZHI_ADMIN_PASSWORD"] = tourPassword
		s := serve(t, v)
		shell := exec.CommandContext(t.Context(), "bash", "-euc", tour.String())
		shell.Env = append(os.Environ(), "SHUZHI_URL=http://"+s.address, "no_proxy=127.0.0.1")
		said, err := shell.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", readme, err, said)
		}
		if strings.Contains(string(said), "urn:shuzhi:problem") {
			t.Errorf("%s: a command of the tour was refused:\n%s", readme, said)
		}
		const report = `2023年度党建述职报告
一年来，在青山街道党工委的领导下，组织理论学习2次；通过议事会解决居民诉求2件，调处矛盾纠纷1起；发动2名在职党员和志愿者，为1名困难群众实现微心愿。
新吸收入党积极分子1名，收缴党费15.5元，已全部上缴。专题研究全面从严治党1次、基层党建1次。
明年继续打造“翠湖先锋”党建品牌，学习贯彻党的XX大精神，制定2024年的工作计划。`
		for _, want := range []string{report, `{"items":[]}`, `"verdict":"agrees"`, `"verdict":"differs"`, `"verdict":"unknown"`} {
			if !strings.Contains(string(said), want) {
				t.Errorf("%s: the tour lacks %s; it ends so:\n%s", readme, want, said[max(0, len(said)-1500):])
			}
		}
		s.stop()
	}
}
