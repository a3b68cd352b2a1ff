package v2

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/password"
	"partnerapi/internal/xmltext"
	"partnerapi/ops"
	"partnerapi/store"
)

// Set is the table over a store: the only way to its methods.
type Set struct {
	Store *store.Store
	// Zone is the account's time zone (O10).
	Zone *time.Location
	// Hasher hashes cabinet passwords.
	Hasher *password.Hasher
	// Sessions make and end what login.user and logout.user answer.
	Sessions Sessions

	// PartnerAPI has the operations that are methods too, as partnerapi.NAME; nil: none.
	PartnerAPI *ops.Set

	// URL is the address of the API, for the OpenRPC document.
	URL string

	methods  map[string]*Method
	names    []string
	document []byte
}

// Sessions are the logins behind login.user; package auth has them.
type Sessions interface {
	// Login returns a new session's token and its end, or a refusal as ops.Callers has
	// them; or admit's error, who is asked before the session begins.
	Login(ctx context.Context, login, password string, address netip.Addr, admit func(caller ops.Caller) error) (token string, until time.Time, err error)
	// Logout ends a session.
	Logout(ctx context.Context, token string) error
}

// Bind completes the set, whose exported fields must be set before. The error
// says what a row of the table lacks.
func (s *Set) Bind() (*Set, error) {
	return s.bind(slices.Concat(Methods, operationMethods(s.PartnerAPI)))
}

func (s *Set) bind(table []Method) (*Set, error) {
	s.methods = map[string]*Method{}
	for i := range table {
		m := &table[i]
		s.names = append(s.names, m.Name)
		for _, name := range append([]string{m.Name}, m.Aliases...) {
			if s.methods[name] != nil {
				return nil, fmt.Errorf("method %s stands twice in the table", name)
			}
			s.methods[name] = m
		}
	}
	var err error
	s.document, err = s.discoverable()
	return s, err
}

// Find returns a method.
func (s *Set) Find(name string) (*Method, bool) {
	m, ok := s.methods[name]
	return m, ok
}

// Names are the methods' names, in the table's order.
func (s *Set) Names() []string { return s.names }

// Writes says that a read-only token may not call the method. An operation of
// PartnerAPI that talks to other servers sends mail.
func (m *Method) Writes() bool {
	return m.Kind == ops.Write || m.operation != nil && m.Kind == ops.External
}

// Do runs a method. The error is an *Error for what the caller may read;
// anything else is internal.
func (s *Set) Do(ctx context.Context, m *Method, caller Caller, params *jsonvalue.Value) (Result, error) {
	result, err := m.call(ctx, s, caller, params)
	if errors.Is(err, xmltext.ErrCharacter) {
		err = &Error{Mnemonic: InvalidValue, Cause: err}
	}
	return result, Outward(err)
}
