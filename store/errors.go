package store

import "errors"

// Refusals of the rules that all doors share. The ops packages give each the
// code and text of their contract.
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
	// ErrTaken: what may be there once is there (S18).
	ErrTaken = errors.New("it is there already")
)
