package drive

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// page is a page of a database, with what a log writes before it.
const (
	page   = 4096
	header = 24
)

// Syncs is how often a second so many pages can be written over in a file of the folder, and brought to the disk, one time after the
// other: what no program can pass that keeps what it acknowledges. The file is as long as a log that has been round.
func Syncs(dir string, pages int, d time.Duration) (rate float64, err error) {
	f, err := os.Create(filepath.Join(dir, "syncs"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	const rounds = 500
	each := int64(page + header)
	if _, err := f.Write(make([]byte, rounds*int64(pages)*each)); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	block := make([]byte, each)
	n := 0
	begin := time.Now()
	for ; time.Since(begin) < d; n++ {
		at := int64(n%rounds) * int64(pages) * each
		for range pages {
			for _, part := range [][]byte{block[:header], block[header:]} {
				if _, err := f.WriteAt(part, at); err != nil {
					return 0, err
				}
				at += int64(len(part))
			}
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(begin).Seconds(), nil
}
