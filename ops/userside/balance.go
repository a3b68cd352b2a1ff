package userside

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
	"partnerapi/store"
)

type changeBalanceParams struct {
	ofCustomer
	Amount    Booked `us:"amount,required"`
	Comment   Text   `us:"comment,required"`
	Employee  ID     `us:"employee_id"`
	RequestID Word   `us:"request_id"`
}

// change_balance books once what is sent more than once: with the same request_id,
// or, without one, within the key's window.
func changeBalance(_ context.Context, c *Call, in *changeBalanceParams) (Answer, error) {
	return done(as("customer_id", c.Tx.Book(in.Customer.N, store.Booking{
		Amount: in.Amount.N, Comment: in.Comment.S, Employee: in.Employee.ptr(),
		Key: c.Caller.Key, RequestID: in.RequestID.S, Window: c.Caller.DuplicateWindow,
	})))
}

// bookingTyper is the Typer of a booking.
const bookingTyper = "balance"

// abon_hist answers bookings only; the misspelling is contract.
func history(ctx context.Context, c *Call, id int64, _ *ofCustomer) (Answer, error) {
	return listed(ctx, c.History(ctx, id), func(b []byte, e *store.Entry) []byte {
		b = append(b, `{"Typer":"`+bookingTyper+`","DateDo":`...)
		b = c.clock.Append(b, int64(e.Time))
		b = appendInt(append(b, `,"empoyee_id":`...), zero(e.Employee))
		b = money.Append(append(b, `,"Amount":`...), e.Amount)
		b = jsonvalue.AppendString(append(b, `,"Comment":`...), e.Comment)
		return append(b, '}')
	})
}
