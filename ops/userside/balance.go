package userside

import (
	"context"
	"errors"

	"partnerapi/store"
)

type changeBalanceParams struct {
	ofCustomer
	Amount    Booked    `us:"amount,required"`
	Comment   Text      `us:"comment,required"`
	Employee  ID        `us:"employee_id"`
	RequestID RequestID `us:"request_id,clears"`
}

// change_balance books once what is sent more than once: with the same request_id,
// or, without one, within the key's window.
func changeBalance(_ context.Context, c *Call, in *changeBalanceParams) (Answer, error) {
	id, err := c.Tx.Book(in.Customer.N, store.Booking{
		Amount: in.Amount.N, Comment: in.Comment.S, Employee: in.Employee.reference(),
		Key: c.Caller.Key, RequestID: in.RequestID.S, Window: c.Caller.DuplicateWindow,
	})
	if errors.Is(err, store.ErrBalance) {
		err = about("amount", err)
	}
	return answerID(id), about("customer_id", asRequest(err))
}
