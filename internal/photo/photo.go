// Package photo takes out of photographs what tells where, when and with which device they were taken. It imports no package
// of ours, and never draws a picture anew: what is seen stays as it is, to the byte.
package photo

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Bare gives a picture in JPEG, PNG or WebP without Exif, XMP, IPTC, comments and whatever was hung on behind its end. Which
// side of a JPEG is up is kept. Anything else, and what cannot be read any further, stays as it is.
func Bare(picture []byte) []byte {
	switch {
	case bytes.HasPrefix(picture, []byte("\xFF\xD8\xFF")):
		return bareJPEG(picture)
	case bytes.HasPrefix(picture, []byte("\x89PNG\r\n\x1A\n")):
		return barePNG(picture)
	case len(picture) >= 12 && string(picture[:4]) == "RIFF" && string(picture[8:12]) == "WEBP":
		return bareWebP(picture)
	}
	return picture
}

// Markers of a JPEG.
const (
	startOfImage = 0xD8
	endOfImage   = 0xD9
	startOfScan  = 0xDA
	app0         = 0xE0
	app1         = 0xE1
	app2         = 0xE2
	app14        = 0xEE
	app15        = 0xEF
	comment      = 0xFE
)

// bareJPEG walks over the segments. Of those for applications it keeps what colours need.
func bareJPEG(p []byte) []byte {
	out := append(make([]byte, 0, len(p)), p[:2]...)
	side := byte(0)
	for at := 2; ; {
		if at+4 > len(p) || p[at] != 0xFF {
			return append(out, p[at:]...)
		}
		marker := p[at+1]
		if marker == endOfImage {
			return append(out, p[at:at+2]...)
		}
		end := at + 2 + int(binary.BigEndian.Uint16(p[at+2:]))
		if end > len(p) || end < at+4 {
			return append(out, p[at:]...)
		}
		content := p[at+4 : end]
		switch {
		case marker == app1:
			if s := orientation(content); side == 0 && s > 1 {
				side = s
				out = append(out, upright(s)...)
			}
		case marker == app2 && !bytes.HasPrefix(content, []byte("ICC_PROFILE\x00")), app2 < marker && marker < app14, marker == app15, marker == comment:
		default:
			out = append(out, p[at:end]...)
		}
		if at = end; marker == startOfScan {
			end = scanned(p, at)
			out = append(out, p[at:end]...)
			at = end
		}
	}
}

// scanned gives the end of what is drawn from i on: where the next marker stands that is no part of it.
func scanned(p []byte, i int) int {
	for ; i+1 < len(p); i++ {
		if p[i] == 0xFF && p[i+1] != 0 && p[i+1] != 0xFF && (p[i+1] < 0xD0 || p[i+1] > 0xD7) {
			return i
		}
	}
	return len(p)
}

const exif = "Exif\x00\x00"

// orientation is which side is up, from 1 to 8, as Exif says it; 0 where it does not.
func orientation(content []byte) byte {
	tiff, isExif := bytes.CutPrefix(content, []byte(exif))
	if !isExif || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	first := int(order.Uint32(tiff[4:]))
	if first < 8 || first+2 > len(tiff) {
		return 0
	}
	for i := range int(order.Uint16(tiff[first:])) {
		entry := first + 2 + 12*i
		if entry+12 > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if side := order.Uint16(tiff[entry+8:]); side <= 8 {
				return byte(side)
			}
		}
	}
	return 0
}

// upright is a segment of Exif that says which side is up, and nothing else.
func upright(side byte) []byte {
	content := exif + "MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string([]byte{side}) + "\x00\x00\x00\x00\x00\x00"
	return append([]byte{0xFF, app1, 0, byte(len(content) + 2)}, content...)
}

// seen are the chunks of a PNG that a viewer needs, those that move included.
var seen = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "pHYs", "bKGD", "acTL", "fcTL", "fdAT"}

func barePNG(p []byte) []byte {
	out := append(make([]byte, 0, len(p)), p[:8]...)
	for at := 8; ; {
		if at+12 > len(p) {
			return append(out, p[at:]...)
		}
		end := at + 12 + int(binary.BigEndian.Uint32(p[at:]))
		if end > len(p) || end < at+12 {
			return append(out, p[at:]...)
		}
		name := string(p[at+4 : at+8])
		if slices.Contains(seen, name) {
			out = append(out, p[at:end]...)
		}
		if at = end; name == "IEND" {
			return out
		}
	}
}

// What the first chunk of a WebP says of the others.
const hasXMP, hasExif = 0x04, 0x08

func bareWebP(p []byte) []byte {
	out := append(make([]byte, 0, len(p)), p[:12]...)
	whole := min(len(p), 8+int(binary.LittleEndian.Uint32(p[4:])))
	for at := 12; at < whole; {
		if at+8 > whole {
			out = append(out, p[at:whole]...)
			break
		}
		size := int(binary.LittleEndian.Uint32(p[at+4:]))
		end := min(whole, at+8+size+size%2)
		switch name := string(p[at : at+4]); name {
		case "EXIF", "XMP ":
		default:
			if out = append(out, p[at:end]...); name == "VP8X" && end > at+8 {
				out[len(out)-(end-at)+8] &^= hasXMP | hasExif
			}
		}
		at = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}
