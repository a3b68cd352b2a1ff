package userside

import (
	"context"
	"time"

	"partnerapi/store"
)

// stateID is USERSIDE's status of a customer: 0 stop, 1 pause, 2 active.
func stateID(s store.Status) int64 {
	switch s {
	case store.StatusActive:
		return 2
	case store.StatusManualLock:
		return 1
	}
	return 0
}

// stateOf is what state_change makes of a customer (O1).
var stateOf = map[int64]store.Status{0: store.StatusDebtLock, 1: store.StatusManualLock, 2: store.StatusActive}

// State is a status by USERSIDE's number.
type State struct {
	Given bool
	N     int64
}

func (p *State) take(text string, _ *time.Location) (ok bool) {
	p.Given = true
	if p.N, ok = parseID(text); ok {
		_, ok = stateOf[p.N]
	}
	return ok
}
func (*State) expected() string { return "ожидается 0, 1 или 2" }

// statuses are those that the number stands for.
func (p *State) statuses() []store.Status {
	if !p.Given {
		return nil
	}
	statuses := []store.Status{}
	for _, s := range append(store.ShownStatuses(), store.StatusArchive) {
		if stateID(s) == p.N {
			statuses = append(statuses, s)
		}
	}
	return statuses
}

type changeStateParams struct {
	ofCustomer
	State State `us:"state_id,required"`
}

func changeState(_ context.Context, c *Call, id int64, in *changeStateParams) (Answer, error) {
	return done(about("customer_id", c.Tx.SetAbonentState(id, stateOf[in.State.N])))
}

func toEx(_ context.Context, c *Call, id int64, _ *ofCustomer) (Answer, error) {
	return done(c.Tx.ArchiveAbonent(id))
}

func toNormal(_ context.Context, c *Call, id int64, _ *ofCustomer) (Answer, error) {
	return done(c.Tx.RestoreAbonent(id))
}
