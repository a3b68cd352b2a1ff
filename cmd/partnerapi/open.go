package main

import (
	"errors"
	"fmt"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/store"
)

// withOperator runs fn with the operator's handle, as withStore does.
func (p *program) withOperator(c *config.Config, fn func(o store.Operator) error) error {
	return p.withStore(c, func(st *store.Store) error { return fn(st.Operator()) })
}

// storeOptions are those of a store that a command has open: the audit knows it.
func (p *program) storeOptions(c *config.Config) store.Options {
	options := server.StoreOptions(c)
	options.Command = p.command
	return options
}

// withStore runs fn on the store of an existing data directory, beside a server
// or not. Only serve and import make one: a mistyped path must not.
func (p *program) withStore(c *config.Config, fn func(st *store.Store) error) (err error) {
	if err := isDataDirectory(c.Data); err != nil {
		return err
	}
	st, err := store.Open(c.Data, p.storeOptions(c))
	if err != nil {
		return &failure{exitFailed, err}
	}
	if err := errors.Join(fn(st), st.Close()); err != nil {
		var failed *failure
		if errors.As(err, &failed) {
			return failed
		}
		return &failure{exitFailed, err}
	}
	return nil
}

func isDataDirectory(dir string) error {
	switch there, err := store.Exists(dir); {
	case err != nil:
		return &failure{exitUsage, err}
	case !there:
		return &failure{exitUsage, fmt.Errorf("%s is no data directory; serve and import make one", dir)}
	}
	return nil
}
