package main

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"shuzhi/internal/store/storetest"
)

// TestCopy moves books to another place and back by the command, serves what arrived, and wants each refusal with its code.
func TestCopy(t *testing.T) {
	v := books(t.TempDir())
	v["SHUZHI_ADMIN_PASSWORD"] = tourPassword
	from, middle, to := v["SHUZHI_DATA_DIR"], filepath.Join(t.TempDir(), "new", "data"), filepath.Join(t.TempDir(), "shuzhi.db")
	if storetest.OnPostgres() {
		middle = storetest.Database(t)
	}
	copies := func(from, to string, want int, says string) {
		t.Helper()
		code, out, said := command(t, v, "", "copy", "--from", from, "--to="+to)
		if code != want || !strings.Contains(out+said, says) {
			t.Errorf("copy from %s to %s ends with %d, want %d; it does not say %q:\n%s%s", from, to, code, want, says, out, said)
		}
	}
	copies(from, middle, codeOther, "来源没有台账")
	s := serve(t, v)
	logIn(t, s.address)
	copies(from, middle, 0, "核对无误") // while it is served
	copies(from, middle, codeOccupied, "目标不是空的")
	copies(middle, to, 0, "核对无误")
	copies(middle, from, codeInUse, "正被另一个")
	copies(filepath.Join(from, "shuzhi.lock"), to, codeUsage, "--from 有误")
	copies(from, "mysql://x", codeUsage, "--to 有误")
	copies(from, "postgres://x:secret@h:port/x", codeUsage, "--to 有误")
	copies(from, "postgres://x:secret@127.0.0.1:1/x", codeAway, "--to")
	if code, _, _ := command(t, v, "", "copy", "--from", from); code != codeUsage {
		t.Errorf("copy without a target ends with %d", code)
	}
	arrived := variables{"SHUZHI_ADDR": "127.0.0.1:0", "SHUZHI_DATA_DIR": filepath.Dir(to)}
	moved := serve(t, arrived)
	logIn(t, moved.address)
	if moved.stop(); len(moved.said) != 0 {
		t.Errorf("the copy is taken for new books: %q", moved.said)
	}
	db, err := sql.Open("sqlite", to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "INSERT INTO settings (name, value) VALUES ('unfinished-copy', x'')")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"serve", "verify"} {
		if code, _, said := command(t, arrived, "", c); code != codeOccupied || !strings.Contains(said, "没有完成的复制") {
			t.Errorf("%s of half a copy ends with %d: %s", c, code, said)
		}
	}
}
