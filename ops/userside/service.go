package userside

import "context"

type changeTariffParams struct {
	Customer ID `us:"customer_id,required"`
	Tariff   ID `us:"tarif,required"`
}

func changeTariff(ctx context.Context, c *Call, in *changeTariffParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	line, err := c.AvailableTariff(ctx, in.Tariff.N)
	if err != nil {
		return Answer{}, as("tarif", err)
	}
	return Answer{}, c.Tx.SetAbonentTariff(id, line.ID)
}

type addServiceParams struct {
	Customer ID    `us:"customer_id,required"`
	Service  ID    `us:"service_id,required"`
	Price    Price `us:"price"`
	Comment  Text  `us:"comment"`
}

// service_add attaches a line that the partner may sell (O5).
func addService(ctx context.Context, c *Call, in *addServiceParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	line, err := c.AvailableTariff(ctx, in.Service.N)
	if err != nil {
		return Answer{}, as("service_id", err)
	}
	attached, err := c.Tx.AddAbonentService(id, line.ID, in.Price.N, in.Comment.S)
	return answerID(attached), as("service_id", err)
}

type removeServiceParams struct {
	Customer ID `us:"customer_id,required"`
	Service  ID `us:"service_id,required"`
}

func removeService(ctx context.Context, c *Call, in *removeServiceParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, as("service_id", c.Tx.RemoveAbonentService(id, in.Service.N))
}
