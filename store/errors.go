package store

import (
	"errors"
	"fmt"
)

// Refusals of the rules that all interfaces share. The ops packages give each the code and
// text of their contract.
var (
	// ErrNotFound: the id names nothing that the partner can see (T3).
	ErrNotFound = errors.New("not found")
	// ErrClientDeleted: nothing new may be put under an archived client (S25).
	ErrClientDeleted = errors.New("the client is deleted")
	// ErrEmployeeDeleted: a deleted employee gets no agents (S11).
	ErrEmployeeDeleted = errors.New("the employee is deleted")
	// ErrOtherCompany: an agent's new user must be of the same client or partner
	// (S11).
	ErrOtherCompany = errors.New("the employee is of another company")
	// ErrLineDeleted: nothing new may be put under a deleted line (S25).
	ErrLineDeleted = errors.New("the line is deleted")
	// ErrNoContract: no contract in force has the role that the call needs (S15).
	ErrNoContract = errors.New("no contract in force with that role")
	// ErrNotCovered: no contract of the partner covers the line today (S17).
	ErrNotCovered = errors.New("no contract covers the line")
	// ErrOtherClient: the agent is of another client than the service (S17).
	ErrOtherClient = errors.New("the agent is of another client")
	// ErrAgentInactive: what is sold or assigned needs an active agent (S17, S18).
	ErrAgentInactive = errors.New("the agent is not active")
	// ErrInverted: the end is before the start (S17).
	ErrInverted = errors.New("the end is before the start")
	// ErrState: the status of the customer does not allow the change (O1).
	ErrState = errors.New("not in this status")
	// ErrNoRegion: a customer gets the first of the partner's regions, and the
	// partner has none (O6).
	ErrNoRegion = errors.New("the partner has no region")
	// ErrStopped: what was stopped is not changed and not stopped again (S26).
	ErrStopped = errors.New("it was stopped")
	// ErrTaken: a row or value that may exist once exists already (S18), or is another
	// customer's.
	ErrTaken = errors.New("it is there already")
	// ErrOwnIP: the customer has the address already.
	ErrOwnIP = fmt.Errorf("%w: the customer's own address", ErrTaken)
	// ErrOverlap: an address or a subnet lies in another's subnet, or holds an
	// address of another.
	ErrOverlap = errors.New("it overlaps what is another's")
	// ErrOwnSubnet: the subnet overlaps one of the customer's own.
	ErrOwnSubnet = fmt.Errorf("%w: the customer's own subnet", ErrOverlap)
	// ErrCycle: a customer would be its own parent, directly or through others.
	ErrCycle = errors.New("a customer above itself")
	// ErrMerged: the customer has been merged into another one already (O12).
	ErrMerged = errors.New("it was merged already")
	// ErrBalance: the balance would be larger than the usual readers of JSON keep exact.
	ErrBalance = errors.New("the balance would be too large")
	// ErrOtherRequest: the request_id belongs to another call.
	ErrOtherRequest = errors.New("the request_id belongs to another call")
)

// FieldError is a refusal with the name of the field that was wrong, which is the same in
// USERSIDE and import.md. It wraps one of the refusals above.
type FieldError struct {
	Field string
	Err   error
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap returns the refusal.
func (e *FieldError) Unwrap() error { return e.Err }

// about makes a refusal a FieldError of that name. Other errors are returned unchanged.
func about(name string, err error) error {
	for _, refusal := range []error{ErrNotFound, ErrTaken, ErrOverlap, ErrCycle, ErrState} {
		if errors.Is(err, refusal) {
			return &FieldError{name, err}
		}
	}
	return err
}
