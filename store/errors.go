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
)
