package main

import (
	"errors"
	"fmt"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/store"
)

// withOperator runs fn on the store of an existing data directory, beside a
// server or not. Only serve and import make one: a mistyped path must not.
func (p *program) withOperator(c *config.Config, fn func(o store.Operator) error) (err error) {
	if err := isDataDirectory(c.Data); err != nil {
		return err
	}
	st, err := store.Open(c.Data, server.StoreOptions(c))
	if err != nil {
		return &failure{exitFailed, err}
	}
	if err := errors.Join(fn(st.Operator()), st.Close()); err != nil {
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
