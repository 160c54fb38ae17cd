package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// picture is a gradient, so that there is something to be seen.
func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		m.Set(i%16, i/16, color.RGBA{uint8(i), uint8(255 - i), 90, 255})
	}
	return m
}

func segment(marker byte, content string) string {
	return "\xFF" + string([]byte{marker, byte((len(content) + 2) >> 8), byte(len(content) + 2)}) + content
}

// taken is Exif with a place, a device and which side is up.
func taken(side byte) string {
	const order = "II\x2A\x00\x08\x00\x00\x00"
	return exif + order + "\x03\x00" +
		"\x0F\x01\x02\x00\x06\x00\x00\x00\x32\x00\x00\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00" + string([]byte{side, 0}) + "\x00\x00" +
		"\x25\x88\x04\x00\x01\x00\x00\x00\x38\x00\x00\x00" +
		"\x00\x00\x00\x00" + "HUAWEI\x00\x00GPSLatitude"
}

func chunk(name, content string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(b, name+content...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

func riff(chunks ...string) string {
	body := "WEBP" + strings.Join(chunks, "")
	return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
}

func block(name, content string) string {
	b := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(content)))) + content
	if len(content)%2 == 1 {
		b += "\x00"
	}
	return b
}

func TestBare(t *testing.T) {
	var plainJPEG, plainPNG bytes.Buffer
	if err := jpeg.Encode(&plainJPEG, picture(), nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&plainPNG, picture()); err != nil {
		t.Fatal(err)
	}
	j, p := plainJPEG.String(), plainPNG.String()
	head, rest := p[:8+25], p[8+25:]
	vp8 := block("VP8 ", "drawn")
	for name, each := range map[string]struct{ picture, want string }{
		"nothing to take":        {j, j},
		"Exif":                   {j[:2] + segment(app1, taken(1)) + j[2:], j},
		"which side is up":       {j[:2] + segment(app1, taken(6)) + j[2:], j[:2] + string(upright(6)) + j[2:]},
		"up said once more":      {j[:2] + string(upright(6)) + j[2:], j[:2] + string(upright(6)) + j[2:]},
		"XMP, IPTC, MPF, a word": {j[:2] + segment(app1, "http://ns.adobe.com/xap/1.0/\x00GPS") + segment(0xED, "Photoshop 3.0\x00") + segment(app2, "MPF\x00") + segment(comment, "HUAWEI") + j[2:], j},
		"colours stay":           {j[:2] + segment(app2, "ICC_PROFILE\x00\x01\x01") + segment(app14, "Adobe") + j[2:], j[:2] + segment(app2, "ICC_PROFILE\x00\x01\x01") + segment(app14, "Adobe") + j[2:]},
		"another behind it":      {j + j[:2] + segment(app1, taken(1)) + j[2:], j},
		"cut off":                {j[:2] + segment(app1, taken(1)) + "\xFF\xE0\x00", j[:2] + "\xFF\xE0\x00"},
		"no length":              {j[:2] + "\xFF\xE1\x00\x00xx", j[:2] + "\xFF\xE1\x00\x00xx"},
		"cut off in a scan":      {j[:len(j)-20], j[:len(j)-20]},
		"PNG":                    {p, p},
		"PNG that tells":         {head + chunk("eXIf", "GPS") + chunk("tEXt", "Software\x00HUAWEI") + chunk("tIME", "1234567") + chunk("pHYs", "123456789") + rest + "GPS", head + chunk("pHYs", "123456789") + rest},
		"PNG cut off":            {p[:40], p[:40]},
		"WebP":                   {riff(vp8), riff(vp8)},
		"WebP that tells":        {riff(block("VP8X", "\x1C\x00\x00\x00123456"), vp8, block("EXIF", "GPS"), block("XMP ", "GPS!")) + "GPS", riff(block("VP8X", "\x10\x00\x00\x00123456"), vp8)},
		"WebP cut off":           {riff(vp8)[:20], "RIFF\x0C\x00\x00\x00" + riff(vp8)[8:20]},
		"no picture":             {"%PDF-1.4 Exif", "%PDF-1.4 Exif"},
		"nothing":                {"", ""},
	} {
		got := string(Bare([]byte(each.picture)))
		if got != each.want {
			t.Errorf("%s: %q\nwant %q", name, got, each.want)
		}
		if again := string(Bare([]byte(got))); again != got {
			t.Errorf("%s: not the same again", name)
		}
	}
	if _, err := jpeg.Decode(bytes.NewReader(Bare([]byte(j[:2] + segment(app1, taken(6)) + j[2:])))); err != nil {
		t.Error(err)
	}
	if _, err := png.Decode(bytes.NewReader(Bare([]byte(head + chunk("eXIf", "GPS") + rest)))); err != nil {
		t.Error(err)
	}
}

func FuzzBare(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x08Exif\x00\x00"))
	f.Add([]byte("\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFFtEXt"))
	f.Add([]byte("RIFF\xFF\xFF\xFF\xFFWEBPVP8X\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, picture []byte) {
		if len(Bare(picture)) > len(picture)+64 {
			t.Error("it grew")
		}
	})
}
