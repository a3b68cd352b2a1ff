package userside

import "context"

type markParams struct {
	ofCustomer
	Mark ID `us:"mark_id,required"`
}

func addMark(_ context.Context, c *Call, id int64, in *markParams) (Answer, error) {
	return done(about("mark_id", c.Tx.AddMark(id, in.Mark.N)))
}

func deleteMark(_ context.Context, c *Call, id int64, in *markParams) (Answer, error) {
	return done(about("mark_id", c.Tx.RemoveMark(id, in.Mark.N)))
}
