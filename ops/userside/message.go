package userside

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

type addMessageParams struct {
	ofCustomer
	Text      LongText  `us:"text,required"`
	Archived  Flag      `us:"is_arc"`
	RequestID RequestID `us:"request_id,clears"`
}

func addMessage(ctx context.Context, c *Call, in *addMessageParams) (Answer, error) {
	return c.addMessage(ctx, "msg_add", in, store.NewMessage{}, nil)
}

type addMessageToCustomerParams struct {
	Employee ID `us:"employee_id,required"`
	addMessageParams
}

// msg_add_to_customer keeps what an employee wrote, or, for 0, nobody in particular.
func addMessageToCustomer(ctx context.Context, c *Call, in *addMessageToCustomerParams) (Answer, error) {
	return c.addMessage(ctx, "msg_add_to_customer", &in.addMessageParams, store.NewMessage{Outgoing: true}, in.Employee.reference())
}

// addMessage keeps a message once. What it refers to is looked up only then: the
// answer to a repetition is that of the first time, whatever has become of it.
func (c *Call) addMessage(ctx context.Context, action string, in *addMessageParams, m store.NewMessage, employee *int64) (Answer, error) {
	request := store.Request{Action: action, ID: in.RequestID.S, Customer: &in.Customer.N, Digest: digest(in.Text.S, in.Archived.Set, zero(employee))}
	return c.once(request, func() (int64, error) {
		id, err := c.customer(ctx, "customer_id", in.Customer)
		if err != nil {
			return 0, err
		}
		if employee != nil {
			if m.Employee, err = c.FindWorkingPartnerUser(ctx, *employee); err != nil {
				return 0, about("employee_id", err)
			}
		}
		m.Text, m.Archived = in.Text.S, in.Archived.Set
		return c.Tx.AddMessage(id, m)
	})
}

type messagesParams struct {
	Customer ID     `us:"customer_id"`
	From     Moment `us:"date_add_from"`
	To       Moment `us:"date_add_to"`
	Employee ID     `us:"employee_id"`
	Archived Flag   `us:"is_arc"`
}

// check wants one condition at least; is_arc only narrows what the others select.
func (p *messagesParams) check() *ops.Error {
	if !p.Customer.Given && !p.From.Given && !p.To.Given && !p.Employee.Given {
		return noCondition()
	}
	return nil
}

func messages(ctx context.Context, c *Call, in *messagesParams) (Answer, error) {
	filter := store.MessageFilter{From: in.From.from(), To: in.To.to(), Archived: in.Archived.ptr()}
	var err error
	if in.Customer.Given {
		if filter.Client, err = c.customer(ctx, "customer_id", in.Customer); err != nil {
			return Answer{}, err
		}
	}
	if in.Employee.Given {
		filter.Employee = new(int64)
		if in.Employee.N != 0 {
			if *filter.Employee, err = c.FindPartnerUser(ctx, in.Employee.N); err != nil {
				return Answer{}, about("employee_id", err)
			}
		}
	}
	return listed(ctx, c.Messages(ctx, filter), func(b []byte, m *store.Message) []byte {
		b = appendInt(append(b, `{"Id":`...), m.ID)
		b = c.clock.Append(append(b, `,"DateMsg":`...), int64(m.Time))
		b = appendInt(append(b, `,"employee_id":`...), zero(m.Employee))
		if m.Outgoing {
			b = append(b, `,"MsgTyper":"out","Text":`...)
		} else {
			b = append(b, `,"MsgTyper":"in","Text":`...)
		}
		b = jsonvalue.AppendString(b, m.Text)
		return append(appendInt(append(b, `,"customer_id":`...), m.Customer), '}')
	})
}
