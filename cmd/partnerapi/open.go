package main

import (
	"errors"
	"fmt"

	"partnerapi/internal/config"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// withOperator runs fn on the store of an existing data directory, beside a
// server or not. Only serve and import make one: a mistyped path must not.
func (p *program) withOperator(c *config.Config, fn func(o store.Operator) error) (err error) {
	switch there, err := store.Exists(c.Data); {
	case err != nil:
		return &failure{exitUsage, err}
	case !there:
		return &failure{exitUsage, fmt.Errorf("%s is no data directory; serve and import make one", c.Data)}
	}
	st, err := store.Open(c.Data, storeOptions(c))
	if err != nil {
		return &failure{exitFailed, err}
	}
	if err := errors.Join(fn(st.Operator()), st.Close()); err != nil {
		return &failure{exitFailed, err}
	}
	return nil
}

func storeOptions(c *config.Config) store.Options {
	return store.Options{Readers: c.Readers, NumberBase: c.NumberBase}
}

func hasher(c *config.Config) (*password.Hasher, error) {
	h, err := password.NewHasher(password.Params{Memory: c.Argon2.Memory, Time: c.Argon2.Time, Threads: c.Argon2.Threads})
	if err != nil {
		return nil, &failure{exitUsage, err}
	}
	return h, nil
}
