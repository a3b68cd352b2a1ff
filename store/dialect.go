package store

import "fmt"

// Dialect says which spelling of an answer's envelope a key of USERSIDE gets
// (userside/README.md, Envelope).
type Dialect uint8

// The dialects of keys.
const (
	DialectBoth   Dialect = iota
	DialectModern         // result, data, error: USERSIDE 3.18 and later
	DialectLegacy         // Result, Data, ErrorText: up to 3.17
)

var dialectNames = []string{"both", "modern", "legacy"}

// String is the dialect as ParseDialect reads it.
func (d Dialect) String() string {
	if int(d) >= len(dialectNames) {
		return fmt.Sprintf("dialect %d", uint8(d))
	}
	return dialectNames[d]
}

// ParseDialect reads the name of a dialect. The error continues the sentence
// that starts with the text.
func ParseDialect(text string) (Dialect, error) {
	i, err := nameIndex(dialectNames, text)
	return Dialect(i), err
}
