package soap

import (
	"crypto/rand"
	"encoding/hex"
)

// newRequestID makes the name under which a call stands in its fault and in the
// log: 12 hexadecimal digits.
func newRequestID() string {
	var id [6]byte
	rand.Read(id[:]) // never fails: the runtime ends the program instead
	return hex.EncodeToString(id[:])
}
