package userside

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

type addMessageParams struct {
	ofCustomer
	Text     LongText `us:"text,required"`
	Archived Flag     `us:"is_arc"`
}

func addMessage(_ context.Context, c *Call, id int64, in *addMessageParams) (Answer, error) {
	message, err := c.Tx.AddMessage(id, 0, in.Text.S, in.Archived.Set)
	return answerID(message), err
}

type addMessageToCustomerParams struct {
	Employee ID `us:"employee_id,required"`
	addMessageParams
}

func addMessageToCustomer(ctx context.Context, c *Call, id int64, in *addMessageToCustomerParams) (Answer, error) {
	employee, err := c.FindWorkingPartnerUser(ctx, in.Employee.N)
	if err != nil {
		return Answer{}, as("employee_id", err)
	}
	message, err := c.Tx.AddMessage(id, employee, in.Text.S, in.Archived.Set)
	return answerID(message), err
}

type messagesParams struct {
	Customer ID     `us:"customer_id"`
	From     Moment `us:"date_add_from"`
	To       Moment `us:"date_add_to"`
	Employee ID     `us:"employee_id"`
}

// check wants one condition at least.
func (p *messagesParams) check() *ops.Error {
	if !p.Customer.Given && !p.From.Given && !p.To.Given && !p.Employee.Given {
		return noCondition()
	}
	return nil
}

func messages(ctx context.Context, c *Call, in *messagesParams) (Answer, error) {
	filter := store.MessageFilter{From: in.From.from(), To: in.To.to()}
	var err error
	if in.Customer.Given {
		if filter.Client, err = c.customer(ctx, "customer_id", in.Customer); err != nil {
			return Answer{}, err
		}
	}
	if in.Employee.Given {
		if filter.Employee, err = c.FindPartnerUser(ctx, in.Employee.N); err != nil {
			return Answer{}, as("employee_id", err)
		}
	}
	return listed(ctx, c.Messages(ctx, filter), func(b []byte, m *store.Message) []byte {
		b = appendInt(append(b, `{"Id":`...), m.ID)
		b = c.clock.Append(append(b, `,"DateMsg":`...), int64(m.Time))
		b = appendInt(append(b, `,"employee_id":`...), zero(m.Employee))
		if m.Employee == nil {
			b = append(b, `,"MsgTyper":"in","Text":`...)
		} else {
			b = append(b, `,"MsgTyper":"out","Text":`...)
		}
		b = jsonvalue.AppendString(b, m.Text)
		return append(appendInt(append(b, `,"customer_id":`...), m.Customer), '}')
	})
}
