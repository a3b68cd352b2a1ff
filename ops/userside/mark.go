package userside

import "context"

type markParams struct {
	Customer ID `us:"customer_id,required"`
	Mark     ID `us:"mark_id,required"`
}

func addMark(ctx context.Context, c *Call, in *markParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, as("mark_id", c.Tx.AddMark(id, in.Mark.N))
}

func deleteMark(ctx context.Context, c *Call, in *markParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, as("mark_id", c.Tx.RemoveMark(id, in.Mark.N))
}
