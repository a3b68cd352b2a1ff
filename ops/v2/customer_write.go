package v2

import (
	"context"
	"errors"
	"strconv"

	"partnerapi/store"
)

// customerLimits are the limits and addresses that creating and updating share.
// Creating wants the addresses, though [] will do.
type customerLimits struct {
	MonthlyBaseLimit         Money  `v2:"monthly_base_limit"`
	MonthlyBaseNotifyLimit   Money  `v2:"monthly_base_notify_limit"`
	MonthlyBaseNotifyEmails  Emails `v2:"monthly_base_notify_emails,created"`
	MonthlyCallsLimit        Count  `v2:"monthly_calls_limit"`
	MonthlyCallsNotifyLimit  Count  `v2:"monthly_calls_notify_limit"`
	MonthlyCallsNotifyEmails Emails `v2:"monthly_calls_notify_emails,created"`
	DailyCallsLimit          Count  `v2:"daily_calls_limit"`
	DailyCallsNotifyLimit    Count  `v2:"daily_calls_notify_limit"`
	DailyCallsNotifyEmails   Emails `v2:"daily_calls_notify_emails,created"`
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

type createCustomerParams struct {
	Name        Name     `v2:"name,required"`
	Description Text     `v2:"description"`
	TariffPlan  ID       `v2:"tariff_plan_id,required"`
	Email       Email    `v2:"email,required"`
	Password    Password `v2:"password,required"`
	customerLimits

	hash string // of the password
}

// hashPassword is slow on purpose, so it is done before the transaction.
func hashPassword(ctx context.Context, s *Set, caller Caller, in *createCustomerParams) (err error) {
	in.hash, err = s.Hasher.For(caller.Asker()).Hash(ctx, in.Password.S)
	return err
}

// create.customers: a waiting customer with one user (O1, O6, O7).
func createCustomer(ctx context.Context, c *Call, in *createCustomerParams) (Result, error) {
	plan, err := c.AvailableTariff(ctx, in.TariffPlan.N)
	if err != nil {
		return Result{}, orNotFound(err, "tariff_plan_id", in.TariffPlan)
	}
	number, err := c.Tx.AddCustomer(store.CustomerAdd{
		Name: in.Name.S, Description: in.Description.S, TariffPlan: plan.ID, Email: in.Email.S, PasswordHash: in.hash, Limits: in.limits(),
	})
	switch {
	case errors.Is(err, store.ErrNoRegion):
		return Result{}, &Error{Mnemonic: Forbidden, Cause: err}
	case errors.Is(err, store.ErrTaken):
		return Result{}, &Error{Mnemonic: AlreadyInUse, Field: "email", Value: in.Email.sent}
	case err != nil:
		return Result{}, err
	}
	return Result{Data: append(strconv.AppendInt([]byte(`{"id":`), number, 10), '}'), Created: &number}, nil
}

// updated is the answer of every update.
func updated(err error) (Result, error) { return Result{Data: []byte("{}")}, err }

type updateCustomerParams struct {
	ID          ID   `v2:"id,required"`
	Name        Name `v2:"name"`
	Description Text `v2:"description"`
	customerLimits
}

// update.customers changes what is named and nothing else.
func updateCustomer(ctx context.Context, c *Call, in *updateCustomerParams) (Result, error) {
	id, err := c.FindCustomer(ctx, in.ID.N)
	if err != nil {
		return Result{}, orNotFound(err, "id", in.ID)
	}
	u := store.CustomerUpdate{}
	if in.Name.Given {
		u.Name = &in.Name.S
	}
	if in.Description.Given {
		u.Description = &in.Description.S
	}
	u.MonthlyBase, u.MonthlyCalls, u.DailyCalls = in.update()
	return updated(c.Tx.UpdateCustomer(id, u))
}

type customerStatusParams struct {
	Customer ID        `v2:"customer_id,required"`
	Status   NewStatus `v2:"status,required"`
}

// update.customer_status: the transitions that v2 knows (O1); the archive is
// PartnerAPI's client_delete (O2).
func setCustomerStatus(ctx context.Context, c *Call, in *customerStatusParams) (Result, error) {
	id, err := c.FindCustomer(ctx, in.Customer.N)
	if err != nil {
		return Result{}, orNotFound(err, "customer_id", in.Customer)
	}
	err = c.Tx.SetCustomerStatus(id, in.Status.Status)
	if errors.Is(err, store.ErrState) {
		return Result{}, &Error{Mnemonic: InvalidState, Field: "status", Value: in.Status.sent}
	}
	return updated(err)
}

type customerTariffParams struct {
	Customer   ID `v2:"customer_id,required"`
	TariffPlan ID `v2:"tariff_plan_id,required"`
}

// update.customer_tariff_plans.
func setCustomerTariff(ctx context.Context, c *Call, in *customerTariffParams) (Result, error) {
	id, err := c.FindCustomer(ctx, in.Customer.N)
	if err != nil {
		return Result{}, orNotFound(err, "customer_id", in.Customer)
	}
	plan, err := c.AvailableTariff(ctx, in.TariffPlan.N)
	if err != nil {
		return Result{}, orNotFound(err, "tariff_plan_id", in.TariffPlan)
	}
	return updated(c.Tx.SetCustomerTariff(id, plan.ID))
}
