package server

import (
	"partnerapi/internal/config"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// StoreOptions returns the store's options of a configuration.
func StoreOptions(c *config.Config) store.Options {
	return store.Options{KeyFile: c.KeyFile, Readers: c.Readers, NumberBase: c.NumberBase, MailContactTypes: c.Mail.ContactTypes, Zone: c.Zone}
}

// Hasher returns the hasher of logins' passwords of a configuration. The error is about the
// argon2 settings.
func Hasher(c *config.Config) (*password.Hasher, error) {
	return password.NewHasher(password.Params{Memory: c.Argon2.Memory, Time: c.Argon2.Time, Threads: c.Argon2.Threads})
}
