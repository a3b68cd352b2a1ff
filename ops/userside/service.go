package userside

import "context"

type changeTariffParams struct {
	ofCustomer
	Tariff ID `us:"tarif,required"`
}

func changeTariff(ctx context.Context, c *Call, id int64, in *changeTariffParams) (Answer, error) {
	line, err := c.AvailableTariff(ctx, in.Tariff.N)
	if err != nil {
		return Answer{}, about("tarif", err)
	}
	return done(c.Tx.SetAbonentTariff(id, line.ID))
}

type addServiceParams struct {
	ofCustomer
	Service ID    `us:"service_id,required"`
	Price   Price `us:"price"`
	Comment Text  `us:"comment"`
}

// service_add attaches a line that the partner may sell (O5).
func addService(ctx context.Context, c *Call, id int64, in *addServiceParams) (Answer, error) {
	line, err := c.AvailableTariff(ctx, in.Service.N)
	if err != nil {
		return Answer{}, about("service_id", err)
	}
	attached, err := c.Tx.AddAbonentService(id, line.ID, in.Price.N, in.Comment.S)
	return answerID(attached), about("service_id", err)
}

type removeServiceParams struct {
	ofCustomer
	Service ID `us:"service_id,required"`
}

func removeService(_ context.Context, c *Call, id int64, in *removeServiceParams) (Answer, error) {
	return done(about("service_id", c.Tx.RemoveAbonentService(id, in.Service.N)))
}
