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
	case c.Store != "" && !isAddress(c.Store):
		return fmt.Errorf("store is not the address of a PostgreSQL database: %s", addressForm)
	case c.Store != "" && c.StoreFile != "":
		return errors.New("store and store-file name one database: give one of them")
	case c.StoreReplica != "" && !isAddress(c.StoreReplica):
		return fmt.Errorf("store-replica is not the address of a PostgreSQL database: %s", addressForm)
	case c.StoreReplica != "" && c.StoreReplicaFile != "":
		return errors.New("store-replica and store-replica-file name one standby: give one of them")
	case !c.onPostgres() && (c.StoreReplica != "" || c.StoreReplicaFile != ""):
		return errors.New("store-replica and store-replica-file belong to store or store-file: a data directory has no standby")
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
	if !c.onPostgres() {
		return c.Data, nil
	}
	return addressOf("store-file", c.Store, c.StoreFile)
}

// Replica returns the DSN of the database's standby, which may hold a password; empty:
// none is used.
func (c *Config) Replica() (string, error) {
	return addressOf("store-replica-file", c.StoreReplica, c.StoreReplicaFile)
}

// addressOf returns an address, or else the one in the file that a setting names, if it
// does.
func addressOf(setting, address, file string) (string, error) {
	if file == "" {
		return address, nil
	}
	address, err := AddressIn(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", setting, err)
	}
	if !isAddress(address) {
		return "", fmt.Errorf("%s: %s does not hold the address of a PostgreSQL database: %s", setting, file, addressForm)
	}
	return address, nil
}

// AddressIn reads where a store is from a file that its owner alone may read: the
// address of a PostgreSQL database may hold a password.
func AddressIn(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("other users may read %s, which may hold a password; forbid it with: chmod 600 %[1]s", file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	address := strings.TrimSpace(string(raw))
	if address == "" {
		return "", fmt.Errorf("%s is empty", file)
	}
	return address, nil
}

// addressForm is what is wanted of store. No error shows the text that was given: it
// may hold a password.
const addressForm = "postgres://user:password@host/database"

func isAddress(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}
