package api_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"testing"

	"shuzhi/internal/apitest"
)

// drawn is a small picture.
func drawn(encode func(*bytes.Buffer, image.Image) error) []byte {
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// office is a file of Word or Excel, as far as its parts tell.
func office(part string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", part} {
		if _, err := z.Create(name); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var (
	photo = drawn(func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) })
	chart = drawn(func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) })
	sheet = []byte("%PDF-1.4\n%签到表\n")
)

// TestAttachmentsAreToldByTheirBytes not by their names.
func TestAttachmentsAreToldByTheirBytes(t *testing.T) {
	v := newTown(t)
	me := v.as("recorder north1")
	for _, each := range []struct {
		name    string
		content []byte
		media   string // none: refused
		called  string
	}{
		{"签到表.pdf", sheet, "application/pdf", "签到表.pdf"},
		{"签到表.docx", sheet, "application/pdf", "签到表.docx"},
		{`C:\照片\现场.exe`, photo, "image/jpeg", "现场.exe"},
		{"../../图.png", chart, "image/png", "图.png"},
		{"图.webp", []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"), "image/webp", "图.webp"},
		{"通知", office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "通知"},
		{"台账.zip", office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "台账.zip"},
		{"压缩.zip", office("photo.jpg"), "", ""},
		{"图.jpg", []byte("GIF89a\x01\x00\x01\x00"), "", ""},
		{"签到表.pdf", []byte("MZ\x90\x00"), "", ""},
		{"说明.txt", []byte("说明"), "", ""},
		{"网页.pdf", []byte("<html><script>alert(1)</script>"), "", ""},
	} {
		r := me.Do("POST", "/attachments", apitest.Form{"file": apitest.File{Name: each.name, Content: each.content}})
		if each.media == "" {
			if r.Status != 422 || r.Faults() != "/file:media-type" {
				t.Errorf("%s: %d %s", each.name, r.Status, r.Body)
			}
			continue
		}
		if r.Status != 201 {
			t.Errorf("%s: %d %s", each.name, r.Status, r.Body)
			continue
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(each.content))
		if r.String("name") != each.called || r.String("media_type") != each.media || r.Int("size") != len(each.content) || r.String("sha256") != sum || r.String("org_id") != v.id("north1") {
			t.Errorf("%s: %s", each.name, r.Body)
		}
		file := me.Want("GET", "/attachments/"+r.ID(), nil, 200)
		if !bytes.Equal(file.Body, each.content) || file.Header.Get("Content-Type") != each.media {
			t.Errorf("%s: %s, %d bytes", each.name, file.Header.Get("Content-Type"), len(file.Body))
		}
	}
}

// TestAttachmentsHaveBounds of 10 MiB, and of what a form may say.
func TestAttachmentsHaveBounds(t *testing.T) {
	v := newTown(t)
	me := v.as("recorder north1")
	whole := append(bytes.Clone(sheet), make([]byte, 10<<20-len(sheet))...)
	file := func(content []byte) apitest.File { return apitest.File{Name: "签到表.pdf", Content: content} }
	me.Want("POST", "/attachments", apitest.Form{"file": file(whole)}, 201)
	me.Want("POST", "/attachments", apitest.Form{"file": file(append(whole, 0))}, http.StatusRequestEntityTooLarge)
	me.Want("POST", "/attachments", apitest.Form{"file": file(append(whole, make([]byte, 2<<20)...))}, http.StatusRequestEntityTooLarge)
	for _, each := range []struct {
		body   any
		status int
		fault  string
	}{
		{apitest.Form{"file": file(nil)}, 422, "/file:required"},
		{apitest.Form{"name": "甲"}, 422, "/name:unknown-field"},
		{apitest.Form{"file": file(sheet), "id": "7"}, 422, "/id:id"},
		{apitest.Form{"file": file(sheet), "org_id": v.id("north2")}, 422, "/org_id:unknown-organisation"},
		{`{"file":"x"}`, 415, ""},
	} {
		if r := me.Do("POST", "/attachments", each.body); r.Status != each.status || each.fault != "" && r.Faults() != each.fault {
			t.Errorf("%v: %d %s, want %d %s", each.body, r.Status, r.Body, each.status, each.fault)
		}
	}
	if r := v.Do("POST", "/attachments", apitest.Form{"file": file(sheet)}); r.Status != 422 || r.Faults() != "/org_id:required" { // an admin has none
		t.Errorf("%d %s", r.Status, r.Body)
	}
	// Resent with its id it is the same; with another content, or name, the id is taken.
	r := me.Want("POST", "/attachments", apitest.Form{"file": file(sheet), "id": v.id("s1")}, 201)
	if r.Header.Get("Location") != "/api/v1/attachments/"+v.id("s1") {
		t.Error(r.Header.Get("Location"))
	}
	me.Want("POST", "/attachments", apitest.Form{"file": file(sheet), "id": v.id("s1")}, 200)
	me.Want("POST", "/attachments", apitest.Form{"file": file(photo), "id": v.id("s1")}, 409)
	me.Want("POST", "/attachments", apitest.Form{"file": apitest.File{Name: "乙.pdf", Content: sheet}, "id": v.id("s1")}, 409)
	me.Want("POST", "/attachments", apitest.Form{"file": apitest.File{Name: "乙.pdf", Content: sheet}, "id": v.id("s2")}, 201) // the same bytes are kept once
}

// TestPhotographsTellNoPlace and no device: both are removed.
func TestPhotographsTellNoPlace(t *testing.T) {
	v := newTown(t)
	me := v.as("recorder north1")
	told := append(bytes.Clone(photo[:2]), "\xFF\xE1\x00\x1AExif\x00\x00HUAWEI GPSLatitude"...)
	told = append(told, photo[2:]...)
	r := me.Want("POST", "/attachments", apitest.Form{"file": apitest.File{Name: "现场.jpg", Content: told}, "id": v.id("s1")}, 201)
	if r.Int("size") != len(photo) || r.String("sha256") != fmt.Sprintf("%x", sha256.Sum256(photo)) {
		t.Errorf("%s", r.Body)
	}
	if got := me.Want("GET", "/attachments/"+v.id("s1"), nil, 200); !bytes.Equal(got.Body, photo) {
		t.Errorf("%q", got.Body)
	}
	me.Want("POST", "/attachments", apitest.Form{"file": apitest.File{Name: "现场.jpg", Content: told}, "id": v.id("s1")}, 200)
}

// TestAttachmentsAreSeenWithTheirRecords by whoever may see one that names them; until then by their uploader.
func TestAttachmentsAreSeenWithTheirRecords(t *testing.T) {
	v := newTown(t)
	upload := func(who, name string) {
		v.as(who).Want("POST", "/attachments", apitest.Form{"file": apitest.File{Name: name + ".pdf", Content: append(bytes.Clone(sheet), name...)}, "id": v.id(name)}, 201)
	}
	upload("recorder north1", "s1")
	upload("recorder north1", "s2")
	upload("recorder north", "s3")
	upload("recorder south", "s4")
	v.play([]turn{
		{"recorder north1", "GET /attachments/$s1", ``, 200, ""},
		{"secretary north1", "GET /attachments/$s1", ``, 404, "not-found"},
		{"secretary north", "GET /attachments/$s1", ``, 404, ""},
		{"recorder north2", "GET /attachments/$s1", ``, 404, ""},
		{"viewer north1", "GET /attachments/$s1", ``, 403, "role-may-not"},
		{"recorder north1", "POST /activities", `{"id":"$a1","org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","attachment_ids":["$s1"],"joint_org_ids":["$north2"]}`, 201, "attachment_ids=[s1]"},
		{"secretary north1", "GET /attachments/$s1", ``, 200, ""},
		{"secretary north", "GET /attachments/$s1", ``, 200, ""},
		{"recorder north2", "GET /attachments/$s1", ``, 200, ""}, // held jointly
		{"recorder south", "GET /attachments/$s1", ``, 404, ""},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","attachment_ids":["$s1","$s1"]}`, 422, "/attachment_ids/1:repeated"},
		{"recorder north1", "POST /activities", `{"org_id":"$north1","kind":"visit","topic":"走访","held_on":"2023-03-15","attachment_ids":["$s4"]}`, 422, "/attachment_ids/0:unknown-reference"},
		// Every record takes them; what the community itself holds is seen by all of it.
		{"recorder north", "POST /partners", `{"id":"$school","org_id":"$north","name":"第一小学","attachment_ids":["$s3"]}`, 201, "attachment_ids=[s3]"},
		{"recorder north1", "GET /attachments/$s3", ``, 200, ""},
		{"recorder south1", "GET /attachments/$s3", ``, 404, ""},
		{"recorder north1", "POST /wishes", `{"org_id":"$north1","content":"甲","registered_on":"2023-03-01","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"recorder north1", "POST /grid-events", `{"org_id":"$north1","type":"demand","title":"甲","reported_on":"2023-03-01","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"recorder north1", "POST /figures", `{"org_id":"$north1","name":"传单","unit":"份","kind":"flow","amount":1,"on":"2023-03-05","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"recorder north1", "POST /people", `{"id":"$li","org_id":"$north1","name":"李明","kind":"member","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"recorder north1", "POST /dues/payments", `{"org_id":"$north1","person_id":"$li","month":"2023-03","amount_fen":1500,"paid_on":"2023-03-05","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"recorder north1", "POST /dues/remittances", `{"org_id":"$north1","amount_fen":1500,"remitted_on":"2023-03-05","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"secretary north1", "POST /rectifications", `{"org_id":"$north1","year":2023,"problem":"甲","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"secretary north1", "POST /areas", `{"org_id":"$north1","kind":"precinct","name":"甲","attachment_ids":["$s2"]}`, 201, "attachment_ids=[s2]"},
		{"secretary north", "PATCH /orgs/$north1 @1", `{"attachment_ids":["$s2"]}`, 200, "attachment_ids=[s2]"},
		// Named no longer, it is its uploader's again.
		{"recorder north1", "PATCH /activities/$a1 @1", `{"attachment_ids":[]}`, 200, ""},
		{"recorder north2", "GET /attachments/$s1", ``, 404, ""},
		{"secretary north", "GET /attachments/$s1", ``, 404, ""},
		{"recorder north1", "GET /attachments/$s1", ``, 200, ""},
	})
}
