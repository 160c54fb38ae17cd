//go:build ignore

// Cut takes the first face of a TrueType collection out as a font of its own, no table altered, and compresses it.
//
//	go run cut.go /usr/share/fonts/truetype/wqy/wqy-microhei.ttc wqy-microhei.ttf.gz
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"log"
	"os"
)

func main() {
	ttc, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := z.Write(face(ttc)); err != nil {
		log.Fatal(err)
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[2], b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func face(ttc []byte) []byte {
	be := binary.BigEndian
	at := be.Uint32(ttc[12:])
	directory := 12 + 16*int(be.Uint16(ttc[at+4:]))
	ttf := bytes.Clone(ttc[at:][:directory])
	for i := 12; i < directory; i += 16 {
		from, length := be.Uint32(ttf[i+8:]), be.Uint32(ttf[i+12:])
		be.PutUint32(ttf[i+8:], uint32(len(ttf)))
		ttf = append(ttf, ttc[from:from+length]...)
		ttf = append(ttf, make([]byte, (4-length%4)%4)...)
	}
	return ttf
}
