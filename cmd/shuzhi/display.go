package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"shuzhi/internal/store"
)

// display shows how far a copy is: one line that is drawn over on a terminal, a line for each table elsewhere.
type display struct {
	out      io.Writer
	terminal bool
	drawn    time.Time
	said     string // the part that is under way
	began    time.Time
}

func newDisplay(out io.Writer) *display {
	d := &display{out: out}
	if file, is := out.(*os.File); is {
		info, err := file.Stat()
		d.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return d
}

var stages = map[store.Stage]string{
	store.Loading: "复制 copy", store.Indexing: "索引 indexes", store.Comparing: "比对 compare", store.Counting: "各组织合计 totals", store.Verifying: "核对 verify",
}

func (d *display) progress(p store.Progress) {
	part := strings.TrimSpace(stages[p.Stage] + " " + p.Table)
	now := time.Now()
	if part != d.said {
		d.said, d.began, d.drawn = part, now, time.Time{}
	}
	ended := p.Done == p.All
	switch {
	case !d.terminal && ended && (p.All > 0 || p.Table == ""): // an empty table is not worth a line
		_, _ = fmt.Fprintln(d.out, d.line(p, now))
	case d.terminal && (ended || now.Sub(d.drawn) >= time.Second/10):
		d.drawn = now
		_, _ = fmt.Fprint(d.out, "\r\x1b[K", d.line(p, now))
	}
}

// line says the part that is under way, with a bar of 20 cells and the rows a second where there is something to count.
func (d *display) line(p store.Progress, now time.Time) string {
	if p.All == 0 {
		return d.said
	}
	const width = 20
	full := int(min(p.Done, p.All) * width / p.All)
	speed := float64(p.Done) / max(now.Sub(d.began).Seconds(), 0.001)
	return fmt.Sprintf("%s %s%s %d/%d, %.0f/s", d.said, strings.Repeat("█", full), strings.Repeat("░", width-full), p.Done, p.All, speed)
}

// clear takes the line away, so that others can be written.
func (d *display) clear() {
	if d.terminal {
		_, _ = fmt.Fprint(d.out, "\r\x1b[K")
	}
}
