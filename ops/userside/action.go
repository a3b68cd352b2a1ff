// Package userside is the USERSIDE API `customer`: actions are rows of a table,
// their parameters are declared once, in the struct that the action takes, and
// the checks come from that (the page userside-customer; usersidehttp/README.md).
package userside

import (
	"context"

	"partnerapi/internal/localtime"
	"partnerapi/ops"
	"partnerapi/store"
)

// Action is a row of the table.
type Action struct {
	Name, Summary string
	// Alias is a further name; "" is none.
	Alias string
	Kind  ops.Kind
	// Finance says that the action moves money and needs the scope of its own.
	Finance bool

	params []spec
	call   func(ctx context.Context, s *Set, caller ops.Caller, values Values) (Answer, error)
}

// Allowed reports whether a key of those scopes may call the action.
func (a *Action) Allowed(scopes store.Scopes) bool {
	switch {
	case a.Finance:
		return scopes.Has(store.ScopeFinance)
	case a.Kind == ops.Write:
		return scopes.Has(store.ScopeWrite)
	}
	return scopes.Has(store.ScopeRead)
}

// Call is a call as its action sees it.
type Call struct {
	*ops.Call
	Set   *Set
	clock localtime.Clock
}

// Answer is what an action answered: at most one of data and Id. The zero Answer
// is OK and no more.
type Answer struct {
	// Data is the JSON of data; nil is none. It stands until Release.
	Data Data
	// Count stands after data; nil leaves it out.
	Count *int64
	// ID is the JSON of Id; nil is none.
	ID []byte
}

// Define makes a row. P is a struct whose fields carry a us tag; prepare, which
// may be nil, does before the transaction what is slow.
func Define[P any](a Action, handler func(ctx context.Context, c *Call, in *P) (Answer, error), prepare func(ctx context.Context, s *Set, caller ops.Caller, in *P) error) Action {
	a.params = plan[P](a.Name)
	a.call = func(ctx context.Context, s *Set, caller ops.Caller, values Values) (answer Answer, err error) {
		var in P
		if err := read(a.params, &in, values, s.Zone); err != nil {
			return Answer{}, err
		}
		if checker, ok := any(&in).(interface{ check() *ops.Error }); ok {
			if err := checker.check(); err != nil {
				if err.Code == CodeMissing && err.Operand != "" {
					err = Missing(sentAs(a.params, values, err.Operand)) // it was sent, and blank
				}
				return Answer{}, err
			}
		}
		if prepare != nil {
			if err := prepare(ctx, s, caller, &in); err != nil {
				return Answer{}, refusal(err, func(name string) string { return sentAs(a.params, values, name) })
			}
		}
		err = ops.Enter(ctx, s.Store, caller, a.Name, a.Kind, func(ctx context.Context, c *ops.Call) error {
			attempt := in // a transaction may run twice
			answer, err = handler(ctx, &Call{Call: c, Set: s, clock: localtime.New(s.Zone)}, &attempt)
			return err
		})
		return answer, refusal(err, func(name string) string { return sentAs(a.params, values, name) })
	}
	return a
}
