package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/store"
)

// The exit codes, as help.txt lists them.
const (
	codeOther = iota + 1
	codeUsage
	codeAddress
	codeFolder
	codeNewer
	codeBroken
	codeAway
	codeInUse
	codeDiffers
	codeOccupied
)

// failure is why the program ended, said in one line to whoever runs it.
type failure struct {
	code   int
	zh, en string
	cause  error
}

func (f *failure) Error() string {
	said := f.zh
	if f.en != "" {
		said += " · " + f.en
	}
	if f.cause != nil {
		said += " · " + strings.Join(strings.Fields(f.cause.Error()), " ")
	}
	return said
}

func (f *failure) Unwrap() error { return f.cause }

// explain says what err means to whoever runs the program.
func explain(err error) *failure {
	var f *failure
	var newer store.ErrNewer
	var lite *sqlite.Error
	var address *pgconn.ParseConfigError
	var connect *pgconn.ConnectError
	var said *problem.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &newer):
		return &failure{codeNewer, "数据库由更新版本的程序写成，请使用新版程序", "the database was written by a newer program: start that one", err}
	case errors.Is(err, store.ErrOlder):
		return &failure{codeOther, "台账由旧版程序写成，请先用本版程序启动一次（serve）", "the books were written by an older program: serve them once with this one", err}
	case errors.Is(err, store.ErrHalfCopied):
		return &failure{codeOccupied, "这里是没有完成的复制，不能使用：请清空后重新 copy", "this is a copy that was not finished: empty it and copy again", err}
	case errors.As(err, &address):
		return &failure{codeUsage, "SHUZHI_DATABASE 有误：应为 postgres://用户:密码@主机:端口/数据库", "expected postgres://user:password@host:port/database", nil} // it repeats the address
	case errors.As(err, &connect):
		return &failure{codeAway, "连不上 PostgreSQL，请检查 SHUZHI_DATABASE 与数据库服务", "PostgreSQL cannot be reached: check SHUZHI_DATABASE and the server", err}
	case errors.As(err, &lite):
		return explainSQLite(lite.Code()&0xff, err)
	case errors.Is(err, fs.ErrPermission):
		return unusable(err)
	case errors.As(err, &said) && said.Kind == problem.Invalid: // no command hands in anything else that could be invalid
		return &failure{codeUsage, fmt.Sprintf("密码（SHUZHI_ADMIN_PASSWORD 或标准输入）应为 %d 至 %d 个字符", record.ShortestPassword, record.LongestPassword),
			fmt.Sprintf("a password (SHUZHI_ADMIN_PASSWORD, or standard input) has %d to %d characters", record.ShortestPassword, record.LongestPassword), nil}
	case errors.As(err, &said) && said.Kind == problem.NotFound:
		return &failure{codeUsage, "没有这个用户", "there is no such user", nil}
	}
	return &failure{codeOther, "意外错误", "something unforeseen failed", err}
}

func explainSQLite(code int, err error) *failure {
	switch code {
	case codes.SQLITE_NOTADB, codes.SQLITE_CORRUPT:
		return &failure{codeBroken, "shuzhi.db 已损坏或不是数据库，请用备份恢复", "shuzhi.db is broken or is no database: restore a backup", err}
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return &failure{codeInUse, "shuzhi.db 正被另一个程序占用", "another program holds shuzhi.db", err}
	case codes.SQLITE_CANTOPEN, codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_FULL, codes.SQLITE_IOERR:
		return unusable(err)
	}
	return &failure{codeOther, "意外错误", "something unforeseen failed", err}
}

// unusable says that the data folder cannot be written, be it missing, forbidden or full.
func unusable(cause error) *failure {
	return &failure{codeFolder, "数据文件夹不能用（不存在、无权限、只读或已满），请检查 SHUZHI_DATA_DIR",
		"the data folder cannot be used: missing, forbidden, read-only or full; check SHUZHI_DATA_DIR", cause}
}
