// Package uid is the identifier that every record carries: a UUID (RFC 9562), 16 bytes in a column and text in JSON.
package uid

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// ID identifies a record. The zero ID is none and never names anything.
type ID [16]byte

// ErrID says that a text is no UUID in its canonical form of 36 characters, or the nil UUID.
var ErrID = errors.New("uid: not a UUID")

// New makes an ID of version 7: ids made later sort later.
func New() ID { return ID(uuid.Must(uuid.NewV7())) }

// Parse reads the canonical form in either case, and refuses the nil UUID.
func Parse(s string) (ID, error) {
	if len(s) != 36 {
		return ID{}, ErrID
	}
	u, err := uuid.Parse(s)
	if err != nil || u == uuid.Nil {
		return ID{}, ErrID
	}
	return ID(u), nil
}

// IsZero reports whether the ID is none.
func (id ID) IsZero() bool { return id == ID{} }

// String writes the canonical form in lower case; none is the empty text.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// MarshalJSON writes the canonical form, and null for none.
func (id ID) MarshalJSON() ([]byte, error) {
	if id.IsZero() {
		return []byte("null"), nil
	}
	b := make([]byte, 38)
	b[0], b[37] = '"', '"'
	copy(b[1:], id.String())
	return b, nil
}

// UnmarshalText reads what Parse reads.
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = Parse(string(b))
	return err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (id *ID) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*id = ID{}
		return nil
	}
	if len(b) != 38 {
		return ErrID
	}
	return id.UnmarshalText(b[1:37])
}

// Value keeps an ID as its 16 bytes, and none as NULL.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan reads 16 bytes (SQLite) or text (PostgreSQL through database/sql); NULL is none.
func (id *ID) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
		*id = ID{}
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
		*id, err = Parse(string(v))
	case string:
		*id, err = Parse(v)
	default:
		err = fmt.Errorf("uid: cannot scan %T", v)
	}
	return err
}

// Compare orders ids by their bytes, which is by when they were made.
func Compare(a, b ID) int { return bytes.Compare(a[:], b[:]) }
