// Package web is the web app, built into the program.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// policy lets a page load what the program itself serves, and nothing from elsewhere.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

type file struct {
	content []byte
	etag    string
}

// files are the files of the build by the path at which they are served; / is the page.
var files = func() map[string]file {
	all := map[string]file{}
	err := fs.WalkDir(dist, "dist", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := dist.ReadFile(name)
		sum := sha256.Sum256(content)
		all[strings.TrimSuffix(strings.TrimPrefix(name, "dist"), "index.html")] = file{content, `"` + hex.EncodeToString(sum[:8]) + `"`}
		return err
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	return all
}()

// Paths are the paths that Handler serves: / and every file of the build.
func Paths() []string { return slices.Sorted(maps.Keys(files)) }

// Handler serves the app. What Vite names by its content (assets/) may be kept for ever, all else is asked for anew.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, found := files[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("ETag", f.etag)
		h.Set("Cache-Control", "no-cache")
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("Content-Security-Policy", policy)
		name := path.Base(r.URL.Path)
		if r.URL.Path == "/" {
			name = "index.html"
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(f.content))
	})
}
