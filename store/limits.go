package store

import "time"

// Limits of values that every interface and the import share.
const (
	// MaxText is the most characters of a name or text that has no documented limit of
	// its own (T4, O4).
	MaxText = 1000
	// MaxNumber is the largest id, count and amount: every whole number up to it is exact
	// in the usual readers of JSON (O9).
	MaxNumber = 1<<53 - 1
)

// nameCut is how much of a client's name PartnerAPI stores and shows, in characters (O4).
const nameCut = 50

// Cuts are how many characters PartnerAPI and the import store of a text that the contract
// cuts (T4), by the name of the operand and of the import's key.
var Cuts = map[string]int{
	"client_name": nameCut, "client_full_name": 255, "client_inn": 12, "client_kpp": 9, "contact_view": 500,
}

// Fresh is how long what was read is used without reading it again, by counts of rows and
// by package auth: within it what another process changes may not be seen yet.
const Fresh = 500 * time.Millisecond
