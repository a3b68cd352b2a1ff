package userside

import (
	"fmt"
	"slices"
	"strings"
)

// Dialect is the spelling of an answer's envelope, which each key asks for
// (usersidehttp/README.md, Envelope). Who has no key is answered in both.
type Dialect string

// The dialects of keys.
const (
	DialectBoth   Dialect = "both"
	DialectModern Dialect = "modern" // result, data, error: USERSIDE 3.18 and later
	DialectLegacy Dialect = "legacy" // Result, Data, ErrorText: up to 3.17
)

var dialects = []string{string(DialectBoth), string(DialectModern), string(DialectLegacy)}

// ParseDialect reads the name of a dialect. The error continues the sentence
// that starts with the text.
func ParseDialect(text string) (Dialect, error) {
	if !slices.Contains(dialects, text) {
		return "", fmt.Errorf("is none of %s", strings.Join(dialects, ", "))
	}
	return Dialect(text), nil
}
