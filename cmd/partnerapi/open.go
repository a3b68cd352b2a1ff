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

// withStore runs fn on a store that exists, beside a server or not. Only serve and
// import make one: a mistyped place must not.
func (p *program) withStore(c *config.Config, fn func(st *store.Store) error) (err error) {
	place, err := existing(c)
	if err != nil {
		return err
	}
	st, err := store.Open(place, p.storeOptions(c))
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

// existing returns the place of a store that is there.
func existing(c *config.Config) (place string, err error) {
	place, err = c.Place()
	if err != nil {
		return "", &failure{exitUsage, err}
	}
	switch there, err := store.Exists(place); {
	case err != nil:
		return "", &failure{exitUsage, err}
	case !there && store.IsPostgres(place):
		return "", &failure{exitUsage, errors.New("the PostgreSQL database is empty; serve and import make the tables")}
	case !there:
		return "", &failure{exitUsage, fmt.Errorf("%s is no data directory; serve and import make one", place)}
	}
	return place, nil
}
