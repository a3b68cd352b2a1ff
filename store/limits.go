package store

// What values are bounded by that every interface and the import take.
const (
	// MaxText is the most characters of a name or text that has no documented limit of
	// its own (T4, O4).
	MaxText = 1000
	// MaxNumber bounds ids, counts and amounts: every whole number up to it is exact in
	// the usual readers of JSON (O9).
	MaxNumber = 1<<53 - 1
)
