package api

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/document"
	"shuzhi/internal/photo"
	"shuzhi/internal/problem"
	"shuzhi/internal/record"
	"shuzhi/internal/uid"
)

const (
	maxAttachment = 10 << 20
	maxForm       = maxAttachment + 1<<20 // with its other fields and boundaries
)

// createAttachment keeps a file, a photograph without its place and device. Its type is told by its bytes, not by its name.
//
//	@Summary  Upload a file that records may name
//	@Tags     attachments
//	@Accept   multipart/form-data
//	@Param    file    formData  file    true   "jpeg, png, webp, pdf, docx or xlsx, at most 10 MiB"
//	@Param    id      formData  string  false  "an id of your own"  format(uuid)
//	@Param    org_id  formData  string  false  "whose it is; default yours"  format(uuid)
//	@Success  201      {object}  record.Attachment
//	@Success  200      {object}  record.Attachment  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /attachments [post]
func (a *API) createAttachment(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	form, err := readForm(c, maxForm, "file", "id", "org_id")
	if err != nil {
		return err
	}
	content, name, err := form.file("file", maxAttachment)
	if err != nil {
		return err
	}
	media := mediaType(content)
	content = photo.Bare(content)
	sum := sha256.Sum256(content)
	kept := &record.Attachment{Name: name, MediaType: media, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), Content: content}
	var check problem.Check
	kept.ID = form.id(&check, "id")
	kept.OrgID = form.id(&check, "org_id")
	check.Want(kept.MediaType != "", "/file", "media-type")
	if err := check.Err(); err != nil {
		return err
	}
	if kept.OrgID.IsZero() {
		kept.OrgID = callerOf(c).OrgID
	}
	if kept.OrgID.IsZero() {
		return fieldProblem("/org_id", "required")
	}
	if kept.ID.IsZero() {
		kept.ID = uid.New()
	}
	sent := digest(a.store.Key(), "POST attachments "+kept.OrgID.String()+kept.SHA256, quoted(name))
	stored, created, err := a.store.Create(c.Request().Context(), kept, sent)
	if err != nil {
		return err
	}
	return a.made(c, stored, created)
}

// getAttachment answers the file itself.
//
//	@Summary  Download a file
//	@Tags     attachments
//	@Produce  image/jpeg,image/png,image/webp,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {file}    binary
//	@Header   200      {string}  ETag  "the file's SHA-256"
//	@Failure  default  {object}  Problem
//	@Router   /attachments/{id} [get]
func (a *API) getAttachment(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	kept, content, err := a.store.Content(c.Request().Context(), id)
	if err != nil {
		return err
	}
	var described record.Attachment
	if err := json.Unmarshal(kept.Body, &described); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("ETag", `"`+described.SHA256+`"`)
	if ifNoneMatch(c, h.Get("ETag")) {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set("Content-Security-Policy", "sandbox")
	h.Set(echo.HeaderContentDisposition, document.Disposition(strings.TrimSuffix(described.Name, path.Ext(described.Name)), extensions[described.MediaType]))
	return c.Blob(http.StatusOK, described.MediaType, content)
}

// extensions are the media types that are kept, and how their files end.
var extensions = map[string]string{
	"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       "xlsx",
}

// mediaOf is the media type of a format.
func mediaOf(format string) string {
	for media, extension := range extensions {
		if extension == format {
			return media
		}
	}
	media, _ := document.MediaType(format)
	return media
}

// mediaType tells what a file is by its bytes; empty if it is nothing that is kept.
func mediaType(content []byte) string {
	sniffed, _, _ := strings.Cut(http.DetectContentType(content), ";")
	if sniffed == "application/zip" {
		return officeType(content)
	}
	if _, kept := extensions[sniffed]; !kept {
		return ""
	}
	return sniffed
}

// officeType tells .docx from .xlsx by the part that each must have; nothing is inflated.
func officeType(content []byte) string {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return ""
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		case "xl/workbook.xml":
			return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		}
	}
	return ""
}

// form is a multipart body, read whole within its bound.
type form struct{ *multipart.Form }

// readForm reads a multipart body; a field that is not among the known ones, or comes twice, is refused.
func readForm(c echo.Context, limit int64, known ...string) (form, error) {
	r := c.Request()
	if !strings.HasPrefix(r.Header.Get(echo.HeaderContentType), "multipart/form-data") {
		return form{}, problem.New(problem.WrongType, "wrong-type", "multipart/form-data")
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
	if err := r.ParseMultipartForm(limit); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) || errors.Is(err, multipart.ErrMessageTooLarge) {
			return form{}, problem.New(problem.TooLarge, "too-large", limit)
		}
		return form{}, problem.New(problem.Malformed, "malformed-form").Because(err)
	}
	var check problem.Check
	count := map[string]int{}
	for name, values := range r.MultipartForm.Value {
		count[name] += len(values)
	}
	for name, files := range r.MultipartForm.File {
		count[name] += len(files)
	}
	for name, n := range count {
		check.Want(slices.Contains(known, name), "/"+name, "unknown-field")
		check.Want(n == 1, "/"+name, "repeated")
	}
	return form{r.MultipartForm}, check.Err()
}

// file reads a file of the form, and its name without any folder.
func (f form) file(field string, limit int64) (content []byte, name string, err error) {
	files := f.File[field]
	if len(files) == 0 || files[0].Size == 0 {
		return nil, "", fieldProblem("/"+field, "required")
	}
	if files[0].Size > limit {
		return nil, "", problem.New(problem.TooLarge, "too-large", limit)
	}
	opened, err := files[0].Open()
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = opened.Close() }()
	content, err = io.ReadAll(opened)
	name = path.Base(strings.ReplaceAll(files[0].Filename, `\`, "/"))
	return content, cleanName(name), err
}

// cleanName keeps what a file may be called: one line of at most 200 characters.
func cleanName(name string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "")))
	return string(runes[:min(len(runes), 200)])
}

// text gives a field's value; empty where it is not there.
func (f form) text(field string) string {
	if values := f.Value[field]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// id reads an id of the form, noting a bad one.
func (f form) id(c *problem.Check, field string) uid.ID {
	s := f.text(field)
	if s == "" {
		return uid.ID{}
	}
	id, err := uid.Parse(s)
	c.Want(err == nil, "/"+field, "id")
	return id
}

// fieldProblem is a problem with one bad field.
func fieldProblem(pointer, code string, args ...any) error {
	var c problem.Check
	c.Want(false, pointer, code, args...)
	return c.Err()
}
