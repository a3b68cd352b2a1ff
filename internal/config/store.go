package config

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// onPostgres reports whether the store is a PostgreSQL database.
func (c *Config) onPostgres() bool { return c.Store != "" || c.StoreFile != "" }

// checkStore finds what the settings of the store's place say against each other.
func (c *Config) checkStore() error {
	switch {
	case c.Store != "" && c.StoreFile != "":
		return errors.New("store and store-file name one database: give one of them")
	case c.onPostgres() && c.KeyFile == "":
		return errors.New("key-file is missing: a PostgreSQL database does not hold its sealing key")
	case !c.onPostgres() && c.KeyFile != "":
		return errors.New("key-file belongs to store or store-file: a data directory holds its own key")
	}
	return nil
}

// Place returns where the store is: a data directory, or the DSN of a PostgreSQL
// database, which may hold a password.
func (c *Config) Place() (string, error) {
	switch {
	case c.Store != "":
		return c.Store, nil
	case c.StoreFile == "":
		return c.Data, nil
	}
	info, err := os.Stat(c.StoreFile)
	if err != nil {
		return "", fmt.Errorf("store-file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("store-file: other users may read %s, which may hold a password; forbid it with: chmod 600 %[1]s", c.StoreFile)
	}
	raw, err := os.ReadFile(c.StoreFile)
	if err != nil {
		return "", fmt.Errorf("store-file: %w", err)
	}
	place, err := parseDSN(strings.TrimSpace(string(raw)))
	if err == nil && place == "" {
		err = errors.New("is empty")
	}
	if err != nil {
		return "", fmt.Errorf("store-file: %s %w", c.StoreFile, err)
	}
	return place, nil
}

// dsn is the address of a PostgreSQL database. Its errors show nothing of the text.
func dsn(at func(*Config) *string) kind { return stored("address", at, parseDSN) }

func parseDSN(text string) (string, error) {
	if text != "" && !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		return "", errors.New("is not the address of a PostgreSQL database: postgres://user:password@host/database")
	}
	return text, nil
}
