package store

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Methods are the methods of v2 that a token may call, as patterns: each a method's name, in
// which * stands for any number of characters. None is every method.
type Methods []string

var methodPattern = regexp.MustCompile(`^[A-Za-z0-9_.*]+$`)

// Allow reports whether a method may be called, by its name.
func (m Methods) Allow(name string) bool {
	return len(m) == 0 || slices.ContainsFunc(m, func(pattern string) bool {
		matched, err := path.Match(pattern, name) // there is no / in the name of a method
		return err == nil && matched
	})
}

// check returns an error for a pattern that cannot be stored.
func (m Methods) check() error {
	for _, pattern := range m {
		if !methodPattern.MatchString(pattern) {
			return fmt.Errorf("%q is no name of a method", pattern)
		}
	}
	return nil
}

// String returns the patterns with commas between them, as they are stored.
func (m Methods) String() string { return strings.Join(m, ",") }

// storedMethods reads what String has written.
func storedMethods(text string) Methods {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
