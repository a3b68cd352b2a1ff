package v2

import (
	"context"
	"errors"
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/store"
)

// customerLimits are the limits and addresses that creating and updating share.
// Creating wants the addresses, though [] will do.
type customerLimits struct {
	MonthlyBaseLimit         Money  `v2:"monthly_base_limit"`
	MonthlyBaseNotifyLimit   Money  `v2:"monthly_base_notify_limit"`
	MonthlyBaseNotifyEmails  Emails `v2:"monthly_base_notify_emails,created,unless=without_user"`
	MonthlyCallsLimit        Count  `v2:"monthly_calls_limit"`
	MonthlyCallsNotifyLimit  Count  `v2:"monthly_calls_notify_limit"`
	MonthlyCallsNotifyEmails Emails `v2:"monthly_calls_notify_emails,created,unless=without_user"`
	DailyCallsLimit          Count  `v2:"daily_calls_limit"`
	DailyCallsNotifyLimit    Count  `v2:"daily_calls_notify_limit"`
	DailyCallsNotifyEmails   Emails `v2:"daily_calls_notify_emails,created,unless=without_user"`
}

func (l *customerLimits) update() (base, monthly, daily store.LimitUpdate) {
	base = store.LimitUpdate{Most: l.MonthlyBaseLimit.change(), NotifyAt: l.MonthlyBaseNotifyLimit.change(), NotifyEmails: l.MonthlyBaseNotifyEmails.change()}
	monthly = store.LimitUpdate{Most: l.MonthlyCallsLimit.change(), NotifyAt: l.MonthlyCallsNotifyLimit.change(), NotifyEmails: l.MonthlyCallsNotifyEmails.change()}
	daily = store.LimitUpdate{Most: l.DailyCallsLimit.change(), NotifyAt: l.DailyCallsNotifyLimit.change(), NotifyEmails: l.DailyCallsNotifyEmails.change()}
	return base, monthly, daily
}

func (l *customerLimits) limits() store.Limits {
	base, monthly, daily := l.update()
	return store.Limits{MonthlyBase: made(base), MonthlyCalls: made(monthly), DailyCalls: made(daily)}
}

// made is the limit of a new customer.
func made(u store.LimitUpdate) store.Limit {
	limit := store.Limit{Most: u.Most.Value, NotifyAt: u.NotifyAt.Value}
	if u.NotifyEmails != nil {
		limit.NotifyEmails = *u.NotifyEmails
	}
	return limit
}

// customerDetails are what PartnerAPI keeps of a client beside its name. They have
// PartnerAPI's rules.
type customerDetails struct {
	INN       INN       `v2:"inn"`
	KPP       KPP       `v2:"kpp"`
	FullName  FullName  `v2:"full_name"`
	RegNumber RegNumber `v2:"reg_number"`
	Region    ExtID     `v2:"region_id"`
	PayMethod PayMethod `v2:"pay_method_id"`
	Attribute Text      `v2:"attribute"`
}

// update is what the details set, but for the region.
func (d *customerDetails) update() store.ClientUpdate {
	return store.ClientUpdate{
		INN: d.INN.change(), KPP: d.KPP.change(), FullName: d.FullName.change(), RegNum: d.RegNumber.change(),
		PayMethod: d.PayMethod.change(), Attribute: d.Attribute.change(),
	}
}

type createCustomerParams struct {
	Name        Name     `v2:"name,required"`
	Description Text     `v2:"description"`
	TariffPlan  ID       `v2:"tariff_plan_id,required"`
	Email       Email    `v2:"email,required,unless=without_user"`
	Password    Password `v2:"password,required,unless=without_user"`
	customerLimits
	customerDetails
	WithoutUser Flag `v2:"without_user"`

	hash string // of the password
}

// hashPassword is slow on purpose, so it is done before the transaction.
func hashPassword(ctx context.Context, s *Set, caller Caller, in *createCustomerParams) (err error) {
	if in.Password.Given {
		in.hash, err = s.Hasher.For(caller.Asker()).Hash(ctx, in.Password.S)
	}
	return err
}

// create.customers: a waiting customer with one user, or without (O1, O6, O7).
func createCustomer(ctx context.Context, c *Call, in *createCustomerParams) (Result, error) {
	plan, err := c.AvailableTariff(ctx, in.TariffPlan.N)
	if err != nil {
		return Result{}, orNotFound(err, "tariff_plan_id", in.TariffPlan.sent)
	}
	add := store.CustomerAdd{
		ClientUpdate: in.customerDetails.update(), Description: in.Description.S, TariffPlan: plan.ID, Email: in.Email.S, PasswordHash: in.hash,
		WithoutUser: in.WithoutUser.B, Limits: in.limits(),
	}
	add.Name = &in.Name.S
	if in.Region.Given {
		region, err := c.FindRegion(ctx, in.Region.UUID)
		if err != nil {
			return Result{}, orNotFound(err, "region_id", in.Region.sent)
		}
		add.Region = &region
	}
	if add.PayMethod == nil {
		method, err := c.DefaultPayMethod(ctx, in.RegNumber.S, c.Today())
		if err != nil {
			return Result{}, err
		}
		add.PayMethod = &method
	}
	made, err := c.Tx.AddCustomer(add)
	switch {
	case errors.Is(err, store.ErrNoRegion):
		return Result{}, &Error{Mnemonic: Forbidden, Cause: err}
	case errors.Is(err, store.ErrTaken):
		return Result{}, &Error{Mnemonic: AlreadyInUse, Field: "email", Value: in.Email.sent}
	case err != nil:
		return Result{}, err
	}
	return created(made.Number, made.UUID), nil
}

// created is the answer of every create.
func created(number int64, uuid string) Result {
	data := strconv.AppendInt([]byte(`{"id":`), number, 10)
	data = jsonvalue.AppendString(append(data, `,"ext_id":`...), uuid)
	return Result{Data: append(data, '}'), Created: &number}
}

// updated is the answer of every update.
func updated(err error) (Result, error) { return Result{Data: []byte("{}")}, err }

// findCustomer returns the key of the customer that an update names: by its number, whose
// parameter has a name of its own in each, or by its UUID.
func findCustomer(ctx context.Context, c *Call, number ID, name string, extID ExtID) (int64, error) {
	if extID.Given {
		id, err := c.FindCustomerByUUID(ctx, extID.UUID)
		return id, orNotFound(err, "customer_ext_id", extID.sent)
	}
	id, err := c.FindCustomer(ctx, number.N)
	return id, orNotFound(err, name, number.sent)
}

type updateCustomerParams struct {
	ID          ID   `v2:"id,required"`
	Name        Name `v2:"name"`
	Description Text `v2:"description"`
	customerLimits
	customerDetails
	ExtID ExtID `v2:"customer_ext_id,instead=id"`
}

// update.customers changes what is named and nothing else.
func updateCustomer(ctx context.Context, c *Call, in *updateCustomerParams) (Result, error) {
	id, err := findCustomer(ctx, c, in.ID, "id", in.ExtID)
	if err != nil {
		return Result{}, err
	}
	u := store.CustomerUpdate{ClientUpdate: in.customerDetails.update(), Description: in.Description.change()}
	if in.Name.Given {
		u.Name = &in.Name.S
	}
	if u.Region, err = newRegion(ctx, c, id, in.Region); err != nil {
		return Result{}, err
	}
	u.MonthlyBase, u.MonthlyCalls, u.DailyCalls = in.customerLimits.update()
	return updated(c.Tx.UpdateCustomer(id, u))
}

// newRegion returns the region that an update gives to a customer (S4); nil leaves it.
func newRegion(ctx context.Context, c *Call, customer int64, region ExtID) (*int64, error) {
	if !region.Given {
		return nil, nil
	}
	client, err := c.Client(ctx, customer)
	if err != nil {
		return nil, err
	}
	id, err := c.FindRegionFor(ctx, &client, region.UUID)
	return &id, orNotFound(err, "region_id", region.sent)
}

type customerStatusParams struct {
	Customer ID        `v2:"customer_id,required"`
	Status   NewStatus `v2:"status,required"`
	ExtID    ExtID     `v2:"customer_ext_id,instead=customer_id"`
}

// update.customer_status: the transitions that v2 knows (O1); the archive is
// PartnerAPI's client_delete (O2).
func setCustomerStatus(ctx context.Context, c *Call, in *customerStatusParams) (Result, error) {
	id, err := findCustomer(ctx, c, in.Customer, "customer_id", in.ExtID)
	if err != nil {
		return Result{}, err
	}
	err = c.Tx.SetCustomerStatus(id, in.Status.Status)
	if errors.Is(err, store.ErrState) {
		return Result{}, &Error{Mnemonic: InvalidState, Field: "status", Value: in.Status.sent}
	}
	return updated(err)
}

type customerTariffParams struct {
	Customer   ID    `v2:"customer_id,required"`
	TariffPlan ID    `v2:"tariff_plan_id,required"`
	ExtID      ExtID `v2:"customer_ext_id,instead=customer_id"`
}

// update.customer_tariff_plans.
func setCustomerTariff(ctx context.Context, c *Call, in *customerTariffParams) (Result, error) {
	id, err := findCustomer(ctx, c, in.Customer, "customer_id", in.ExtID)
	if err != nil {
		return Result{}, err
	}
	plan, err := c.AvailableTariff(ctx, in.TariffPlan.N)
	if err != nil {
		return Result{}, orNotFound(err, "tariff_plan_id", in.TariffPlan.sent)
	}
	return updated(c.Tx.SetCustomerTariff(id, plan.ID))
}
