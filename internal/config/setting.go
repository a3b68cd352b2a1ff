package config

import (
	"fmt"
	"strings"
)

// EnvPrefix begins the name of every variable that the program reads.
const EnvPrefix = "PARTNERAPI_"

// Scope tells which commands have a setting as a flag. The configuration file
// and the variables may hold all of them, whichever command runs.
type Scope int

// The scopes of settings.
const (
	Store Scope = iota + 1 // every command that opens the data directory
	Serve                  // serve alone
)

// Setting declares one setting, once: flag, variable, key of the file, sample
// and documentation follow from it.
type Setting struct {
	// Key is its name in the file and, with two dashes before it, as a flag.
	Key   string
	Scope Scope
	// Default is the value as an operator would write it.
	Default string
	// En and Ru say what it does, one line each.
	En, Ru string

	kind kind
}

// Env is the name of the setting's variable: PARTNERAPI_PUBLIC_URL.
func (s Setting) Env() string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(s.Key, "-", "_"))
}

// Kind names the form of the value: "address", "duration", "yes/no".
func (s Setting) Kind() string { return s.kind.name }

// set parses and checks text and puts the value into c.
func (s Setting) set(c *Config, text string) error {
	if err := s.kind.parse(c, text); err != nil {
		return fmt.Errorf("%q %w", text, err)
	}
	return nil
}
