package userside

import (
	"context"
	"errors"

	"partnerapi/ops"
	"partnerapi/store"
)

type changePasswordParams struct {
	ofCustomer
	New Text `us:"pass_new,required"`
	Old Text `us:"pass_old"`

	before, hash string // the hash that is stored and the new one
}

// hashPasswords is slow on purpose, so it is done before the transaction.
func hashPasswords(ctx context.Context, s *Set, caller ops.Caller, in *changePasswordParams) error {
	tenant, hasher := s.Store.As(caller.Partner), s.Hasher.For(caller.Asker())
	id, err := tenant.FindAbonent(ctx, in.Customer.N)
	if err != nil {
		return about("customer_id", err)
	}
	if in.before, err = tenant.CabinetPassword(ctx, id); err != nil {
		return about("customer_id", err)
	}
	if in.Old.Given {
		right := false
		if in.before != "" {
			if right, err = hasher.Verify(ctx, in.Old.S, in.before); err != nil {
				return err
			}
		}
		if !right {
			return &ops.Error{Kind: ops.Forbidden, Code: CodeBadValue, Operand: "pass_old", Text: "Неверный текущий пароль (параметр pass_old)"}
		}
	}
	in.hash, err = hasher.Hash(ctx, in.New.S)
	return err
}

// pass_change sets the cabinet password (O7), unless another call has set one since
// the current one was read.
func changePassword(_ context.Context, c *Call, id int64, in *changePasswordParams) (Answer, error) {
	err := c.Tx.SetCabinetPassword(id, in.before, in.hash)
	if errors.Is(err, store.ErrState) {
		return Answer{}, conflict("customer_id", "Пароль только что изменен другим запросом, повторите")
	}
	return Answer{}, err
}
