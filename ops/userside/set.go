package userside

import (
	"context"
	"time"

	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/store"
)

// Set is the table over a store: the only way to its actions.
type Set struct {
	Store *store.Store
	// Zone is the deployment's time zone (O10).
	Zone *time.Location
	// Hasher hashes cabinet passwords.
	Hasher *password.Hasher

	actions map[string]*Action
	names   []string
}

// Init binds the table; the fields must be set before.
func (s *Set) Init() *Set {
	s.actions = map[string]*Action{}
	for i := range Actions {
		a := &Actions[i]
		s.names = append(s.names, a.Name)
		for _, name := range []string{a.Name, a.Alias} {
			if name == "" {
				continue
			}
			if s.actions[name] != nil {
				panic("action " + name + " stands twice in the table")
			}
			s.actions[name] = a
		}
	}
	return s
}

// Find returns an action.
func (s *Set) Find(name string) (*Action, bool) {
	a, ok := s.actions[name]
	return a, ok
}

// Names are the actions' names, in the table's order.
func (s *Set) Names() []string { return s.names }

// Do runs an action. The error is an *ops.Error for what the caller may read;
// anything else is internal.
func (s *Set) Do(ctx context.Context, a *Action, caller ops.Caller, values Values) (Answer, error) {
	answer, err := a.call(ctx, s, caller, values)
	return answer, ops.Outward(err)
}
