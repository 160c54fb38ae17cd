package record

import (
	"encoding/hex"
	"slices"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Attachment is a file that records may name: 签到表, 现场照片. What it says of itself is told by its bytes.
type Attachment struct {
	Header
	OrgID     uid.ID `json:"org_id" swaggertype:"string" format:"uuid" extensions:"x-create-only,x-nullable"`
	Name      string `json:"name" readonly:"true" example:"签到表.pdf"`
	MediaType string `json:"media_type" readonly:"true" example:"application/pdf"`
	Size      int64  `json:"size" readonly:"true" example:"48213"`
	SHA256    string `json:"sha256" readonly:"true" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`

	// Content is the file itself, while it is being kept. It is never part of a body.
	Content []byte `json:"-"`
}

// MediaTypes lists what an attachment may be: jpeg, png, webp, pdf, docx, xlsx.
var MediaTypes = []string{
	"image/jpeg", "image/png", "image/webp", "application/pdf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// LargestAttachment is how many bytes an attachment may have.
const LargestAttachment = 10 << 20

// Org gives the organisation that holds the attachment; an admin's may have none.
func (a *Attachment) Org() uid.ID { return a.OrgID }

// Validate names every bad field.
func (a *Attachment) Validate(calendar.Date) error {
	var c problem.Check
	filled(&c, a.Name, "/name")
	c.Want(slices.Contains(MediaTypes, a.MediaType), "/media_type", "unknown")
	c.Want(a.Size >= 1, "/size", "minimum", 1)
	c.Want(a.Size <= LargestAttachment, "/size", "maximum", LargestAttachment)
	c.Want(len(a.Sum()) == 32, "/sha256", "unknown")
	return c.Err()
}

// Sum is the SHA-256 of the file, by which it is kept once; nothing where sha256 is none.
func (a *Attachment) Sum() []byte {
	b, err := hex.DecodeString(a.SHA256)
	if err != nil {
		return nil
	}
	return b
}

// Row is what is filtered or searched; the uploader is the store's.
func (a *Attachment) Row() []Column {
	return []Column{{"media_type", a.MediaType}, {"sha256", a.Sum()}}
}

// Links are none: records name attachments, not the other way round.
func (a *Attachment) Links() []Link { return nil }
