// Package requestid names requests, so that an answer, its fault and the line in
// the log can be found by one another.
package requestid

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
)

// Header carries the id in both directions.
const Header = "X-Request-Id"

// most is how long an id of the caller's may be.
const most = 128

// Take returns the id of a request and puts it into the header of its answer: the
// one that the request brings, when it is good, else a new one. Taking it again
// returns the same.
func Take(w http.ResponseWriter, r *http.Request) string {
	if taken := w.Header()[Header]; len(taken) == 1 {
		return taken[0]
	}
	id := ""
	if brought := r.Header[Header]; len(brought) == 1 && valid(brought[0]) {
		id = brought[0]
	} else {
		id = fresh()
	}
	w.Header()[Header] = []string{id}
	return id
}

// valid reports whether an id of the caller's is kept: 1 to 128 of A–Z, a–z, 0–9,
// dot, underscore and hyphen, so that it can stand in any log.
func valid(id string) bool {
	if id == "" || len(id) > most {
		return false
	}
	for i := range len(id) {
		switch c := id[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// fresh makes an id: 12 hexadecimal digits.
func fresh() string {
	var id [6]byte
	rand.Read(id[:]) // never fails: the runtime ends the program instead
	return hex.EncodeToString(id[:])
}
