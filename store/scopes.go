package store

import (
	"fmt"
	"slices"
	"strings"
)

// Scopes is a set of what a key of USERSIDE may do (docs/userside.md, Keys).
type Scopes uint8

// The scopes of keys.
const (
	ScopeRead    Scopes = 1 << iota // what changes nothing
	ScopeWrite                      // every write but those of money
	ScopeFinance                    // change_balance
)

var scopeNames = []string{"read", "write", "finance"}

// Has reports whether the set has all of the scopes.
func (s Scopes) Has(some Scopes) bool { return s&some == some }

// String returns the set in the form that ParseScopes reads.
func (s Scopes) String() string {
	var names []string
	for i, name := range scopeNames {
		if s.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// ParseScopes reads names of scopes, at least one, separated by commas. The error's text
// continues a sentence that begins with the text that was read.
func ParseScopes(text string) (s Scopes, err error) {
	for part := range strings.SplitSeq(text, ",") {
		name := strings.TrimSpace(part)
		i := slices.Index(scopeNames, name)
		if i < 0 {
			return 0, fmt.Errorf("%q is none of %s", name, strings.Join(scopeNames, ", "))
		}
		s |= 1 << i
	}
	return s, nil
}
