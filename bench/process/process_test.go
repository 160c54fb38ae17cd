package process

import (
	"bytes"
	"io"
	"testing"
)

// A program that logs for minutes must not fill the memory of the bench: the buffer's growth once stopped all its clients for a second.
func TestOfWhatAProcessSaysOnlyTheBeginIsKept(t *testing.T) {
	var said head
	all := bytes.Repeat([]byte("0123456789\n"), 100_000)
	n, err := io.Copy(&said, struct{ io.Reader }{bytes.NewReader(all)})
	if err != nil || n != int64(len(all)) {
		t.Fatalf("%d of %d bytes were taken: %v", n, len(all), err)
	}
	if said.String() != string(all[:4096]) {
		t.Errorf("%d bytes are kept, want the first 4,096", len(said.String()))
	}
}
