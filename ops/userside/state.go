package userside

import (
	"context"

	"partnerapi/store"
)

// StateID is USERSIDE's status of a customer: 0 stop, 1 pause, 2 active.
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

const expectedState = "ожидается 0, 1 или 2"

type changeStateParams struct {
	Customer ID `us:"customer_id,required"`
	State    ID `us:"state_id,required"`
}

func changeState(ctx context.Context, c *Call, in *changeStateParams) (Answer, error) {
	to, ok := stateOf[in.State.N]
	if !ok {
		return Answer{}, Bad("state_id", expectedState)
	}
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, as("customer_id", c.Tx.SetAbonentState(id, to))
}

func toEx(ctx context.Context, c *Call, in *onlyCustomer) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, c.Tx.ArchiveAbonent(id)
}

func toNormal(ctx context.Context, c *Call, in *onlyCustomer) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, c.Tx.RestoreAbonent(id)
}
