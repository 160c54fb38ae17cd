package document

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// What an office file may be, at most. A part is a file in the zip; only the parts that hold text are ever inflated.
const (
	maxParts    = 2000
	maxPart     = 16 << 20                           // bytes of a part that is inflated
	maxInflated = 64 << 20                           // bytes of all parts together, by what the zip says, and again by what comes out
	maxRatio    = 200                                // to one, of a part above freeSize
	freeSize    = 1 << 20                            // bytes
	ole         = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // how Word 97's own files begin, and those that a password locks
)

// archive is a zip with the parts of an office file. Its names are looked up without regard to case, as the norm wants, and
// never touch a disk.
type archive struct {
	zip    *zip.Reader
	parts  map[string]*zip.File
	budget int
}

// openArchive looks at the list of parts, and refuses what is no office file or not safe to read.
func openArchive(content []byte) (*archive, error) {
	switch {
	case bytes.HasPrefix(content, []byte(ole)) && bytes.Contains(content, utf16("EncryptedPackage")):
		return nil, ErrEncrypted
	case bytes.HasPrefix(content, []byte(ole)):
		return nil, ErrLegacy
	case bytes.Count(content, []byte("PK\x01\x02")) > maxParts: // before a list of them is made
		return nil, &FileError{Code: ErrTooLarge.Code, Detail: "too many parts"}
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, &FileError{Code: ErrNotOffice.Code, Detail: err.Error()}
	}
	a := &archive{zip: z, parts: make(map[string]*zip.File, len(z.File)), budget: maxInflated}
	total := uint64(0)
	for _, f := range z.File {
		if err := a.admit(f); err != nil {
			return nil, err
		}
		if total += f.UncompressedSize64; total > maxInflated {
			return nil, &FileError{Code: ErrTooLarge.Code, Part: f.Name, Detail: "too large in all"}
		}
	}
	return a, nil
}

// admit notes a part, if it is fit to be in the file.
func (a *archive) admit(f *zip.File) error {
	name := strings.ToLower(f.Name)
	switch {
	case a.parts[name] != nil:
		return &FileError{Code: ErrDuplicate.Code, Part: f.Name}
	case f.Flags&1 != 0:
		return &FileError{Code: ErrEncrypted.Code, Part: f.Name}
	case strings.HasPrefix(name, "/"), slices.Contains(strings.Split(name, "/"), ".."), strings.ContainsAny(name, "\x00\\"):
		return &FileError{Code: ErrNotOffice.Code, Part: f.Name, Detail: "not a name for a part"}
	case f.UncompressedSize64 > maxInflated:
		return &FileError{Code: ErrTooLarge.Code, Part: f.Name}
	case f.UncompressedSize64 > freeSize && f.UncompressedSize64/maxRatio > f.CompressedSize64:
		return &FileError{Code: ErrTooLarge.Code, Part: f.Name, Detail: "packed too tightly"}
	case path.Base(name) == "vbaproject.bin", strings.HasPrefix(name, "xl/macrosheets/"):
		return &FileError{Code: ErrMacros.Code, Part: f.Name}
	}
	a.parts[name] = f
	return nil
}

// has tells whether there is such a part.
func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// read inflates a part, which must be XML in UTF-8.
func (a *archive) read(name string) ([]byte, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, &FileError{Code: ErrNotOffice.Code, Part: name, Detail: "missing"}
	}
	limit := min(maxPart, a.budget)
	if f.UncompressedSize64 > uint64(limit) {
		return nil, &FileError{Code: ErrTooLarge.Code, Part: name}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &FileError{Code: ErrMalformed.Code, Part: name, Detail: err.Error()}
	}
	defer func() { _ = r.Close() }()
	b := bytes.NewBuffer(make([]byte, 0, f.UncompressedSize64+bytes.MinRead))
	switch _, err = b.ReadFrom(io.LimitReader(r, int64(limit)+1)); {
	case err != nil:
		return nil, &FileError{Code: ErrMalformed.Code, Part: name, Detail: err.Error()}
	case b.Len() > limit:
		return nil, &FileError{Code: ErrTooLarge.Code, Part: name}
	}
	a.budget -= b.Len()
	if !utf8.Valid(b.Bytes()) || bytes.ContainsAny(b.Bytes(), illegal) {
		return nil, &FileError{Code: ErrMalformed.Code, Part: name, Detail: "not XML in UTF-8"}
	}
	return b.Bytes(), nil
}

// write packs the file again, with the parts that changed, by their names. Those without a change are copied as they are packed,
// the others keep their place in the list, and those that are new come last.
func (a *archive) write(w io.Writer, changed map[string][]byte) error {
	z := zip.NewWriter(w)
	if err := z.SetComment(a.zip.Comment); err != nil {
		return err
	}
	put := func(h *zip.FileHeader, part []byte) error {
		p, err := z.CreateHeader(h)
		if err == nil {
			_, err = p.Write(part)
		}
		return err
	}
	byName := make(map[string]string, len(changed))
	for name := range changed {
		byName[strings.ToLower(name)] = name
	}
	for _, f := range a.zip.File {
		name, ok := byName[strings.ToLower(f.Name)]
		if !ok {
			if err := z.Copy(f); err != nil {
				return err
			}
			continue
		}
		err := put(&zip.FileHeader{
			Name: f.Name, Comment: f.Comment, Method: f.Method, Modified: f.Modified, CreatorVersion: f.CreatorVersion, ExternalAttrs: f.ExternalAttrs,
		}, changed[name])
		if err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if a.has(name) {
			continue
		}
		if err := put(&zip.FileHeader{Name: name, Method: zip.Deflate}, changed[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

// utf16 gives ASCII as the directory of an OLE file spells it.
func utf16(s string) []byte {
	return []byte(strings.Join(strings.Split(s, ""), "\x00") + "\x00")
}

// link is what one part says of another (.rels); its kind is the last word of the type.
type link struct{ id, kind, target string }

// links reads the relations of a part; that of the whole file has the name "". A part without any has none.
func (a *archive) links(of string) ([]link, error) {
	dir, base := path.Split(of)
	name := dir + "_rels/" + base + ".rels"
	if !a.has(name) {
		return nil, nil
	}
	src, err := a.read(name)
	if err != nil {
		return nil, err
	}
	var links []link
	s := newScanner(name, src)
	err = s.each(func(token) error {
		return s.each(func(t token) error {
			kind, _ := s.attr(spaceNone, "Type")
			target, _ := s.attr(spaceNone, "Target")
			id, _ := s.attr(spaceNone, "Id")
			if mode, _ := s.attr(spaceNone, "TargetMode"); !t.is(spaceLinks, "Relationship") || mode == "External" {
				return nil
			}
			if !strings.HasPrefix(target, "/") {
				target = "/" + dir + target
			}
			links = append(links, link{id, path.Base(kind), strings.TrimPrefix(path.Clean(target), "/")})
			return nil
		})
	})
	return links, err
}

// to gives the parts that are linked by a relation of that kind, in the order of their names (header2 before header10).
func to(links []link, kind string) (parts []string) {
	for _, l := range links {
		if l.kind == kind && !slices.Contains(parts, l.target) {
			parts = append(parts, l.target)
		}
	}
	slices.SortFunc(parts, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return parts
}
