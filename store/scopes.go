package store

import (
	"fmt"
	"slices"
	"strings"
)

// Scopes are what a key of USERSIDE may do, a set (docs/userside.md,
// Keys).
type Scopes uint8

// The scopes of keys.
const (
	ScopeRead    Scopes = 1 << iota // what changes nothing
	ScopeWrite                      // every write but those of money
	ScopeFinance                    // change_balance
)

var scopeNames = []string{"read", "write", "finance"}

// Has reports whether all of some scopes are in the set.
func (s Scopes) Has(some Scopes) bool { return s&some == some }

// String is the set as ParseScopes reads it.
func (s Scopes) String() string {
	var names []string
	for i, name := range scopeNames {
		if s.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// ParseScopes reads names of scopes, at least one, with commas between them. The
// error continues the sentence that starts with the text.
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
