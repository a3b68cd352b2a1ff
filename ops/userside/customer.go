package userside

import (
	"context"
	"errors"
	"strconv"

	"partnerapi/ops"
	"partnerapi/store"
)

// customer returns the internal key of the customer that a parameter names.
func (c *Call) customer(ctx context.Context, name string, id ID) (int64, error) {
	key, err := c.FindAbonent(ctx, id.N)
	return key, about(name, err)
}

// ofCustomer begins the parameters of an action on one customer; it is all that
// some have.
type ofCustomer struct {
	Customer ID `us:"customer_id,required"`
}

func (p *ofCustomer) customer() (string, ID) { return "customer_id", p.Customer }

// byID is ofCustomer for the actions that call it id.
type byID struct {
	ID ID `us:"id,required"`
}

func (p *byID) customer() (string, ID) { return "id", p.ID }

// of makes the body of an action on one customer, who is looked up for it.
func of[P any, In interface {
	*P
	customer() (name string, id ID)
}](do func(ctx context.Context, c *Call, id int64, in *P) (Answer, error)) func(ctx context.Context, c *Call, in *P) (Answer, error) {
	return func(ctx context.Context, c *Call, in *P) (Answer, error) {
		name, id := In(in).customer()
		key, err := c.customer(ctx, name, id)
		if err != nil {
			return Answer{}, err
		}
		return do(ctx, c, key, in)
	}
}

// done is the answer of a change.
func done(err error) (Answer, error) { return Answer{}, err }

func answerID(id int64) Answer { return Answer{ID: strconv.AppendInt(nil, id, 10)} }

type addParams struct {
	Name            Name `us:"fio"`
	Potential       Flag `us:"is_potential"`
	Corporate       Flag `us:"is_corporate"`
	Billing         ID   `us:"billing_id"`
	BillingCustomer Word `us:"billing_customer_id"`

	RequestID RequestID `us:"request_id,clears"`
}

// check wants a billing of who is not potential.
func (p *addParams) check() *ops.Error {
	switch {
	case p.Potential.Set:
	case p.Billing.N == 0: // none, as elsewhere
		return Missing("billing_id")
	case !p.BillingCustomer.Given:
		return Missing("billing_customer_id")
	}
	return nil
}

// add makes a customer (O1, O4, O6).
func add(_ context.Context, c *Call, in *addParams) (Answer, error) {
	request := store.Request{Action: "add", ID: in.RequestID.S, Digest: digest(in.Name.S, in.Potential.Set, in.Corporate.Set, in.Billing.N, in.BillingCustomer.S)}
	return c.once(request, func() (int64, error) {
		return c.Tx.AddAbonent(store.AbonentAdd{Name: in.Name.S, Potential: in.Potential.Set, AbonentEdit: store.AbonentEdit{
			Corporate: in.Corporate.ptr(), Billing: in.Billing.change(), BillingCustomerID: in.BillingCustomer.ptr(),
		}})
	})
}

type editParams struct {
	byID
	AccountNumber   Word   `us:"account_number,clears"`
	AgreementDate   Date   `us:"agreement_date,clears"`
	AgreementNumber Word   `us:"agreement_number,clears"`
	Apartment       Word   `us:"apartment_number,clears"`
	Comment         Text   `us:"comment,clears"`
	Coordinates     Word   `us:"coordinates,clears"`
	Activity        Moment `us:"date_activity,clears"`
	ActivityInet    Moment `us:"date_activity_inet,clears"`
	DateConnect     Date   `us:"date_connect,clears"`
	Email           Word   `us:"email,clears"`
	Entrance        Word   `us:"entrance,clears"`
	Corporate       Flag   `us:"flag_corporate,clears"`
	Floor           Word   `us:"floor,clears"`
	Group           ID     `us:"group_id,clears"`
	House           ID     `us:"house_id,clears"`
	Potential       Flag   `us:"is_potential,clears"`
	Login           Word   `us:"login,clears"`
	Manager         ID     `us:"manager_id,clears"`
	Name            Name   `us:"name,clears"`
	Parent          ID     `us:"parent_id,clears"`
	Phone0          Word   `us:"phone0,clears"`
	Phone1          Word   `us:"phone1,clears"`
	Phone2          Word   `us:"phone2,clears"`
	Phone3          Word   `us:"phone3,clears"`
	Phone4          Word   `us:"phone4,clears"`
}

// edit changes what is named: absent stays, empty clears.
func edit(_ context.Context, c *Call, id int64, in *editParams) (Answer, error) {
	return done(c.Tx.EditAbonent(id, store.AbonentEdit{
		Name: in.Name.ptr(), Comment: in.Comment.ptr(), Potential: in.Potential.ptr(),
		AccountNumber: in.AccountNumber.ptr(), AgreementNumber: in.AgreementNumber.ptr(), AgreementDate: in.AgreementDate.ptr(),
		House: in.House.change(), Apartment: in.Apartment.ptr(), Entrance: in.Entrance.ptr(), Floor: in.Floor.ptr(), Coordinates: in.Coordinates.ptr(),
		Login: in.Login.ptr(), Email: in.Email.ptr(), Corporate: in.Corporate.ptr(),
		DateConnect: in.DateConnect.ptr(), Activity: in.Activity.change(), ActivityInet: in.ActivityInet.change(),
		Group: in.Group.change(), Manager: in.Manager.change(), Parent: in.Parent.change(),
		Phones: [...]*string{in.Phone0.ptr(), in.Phone1.ptr(), in.Phone2.ptr(), in.Phone3.ptr(), in.Phone4.ptr()},
	}))
}

type changeBillingParams struct {
	ofCustomer
	Billing         ID   `us:"billing_id,required"`
	BillingCustomer Word `us:"billing_user_id"`
}

// change_billing moves a customer to another billing; without billing_user_id its
// id there is the one it has.
func changeBilling(_ context.Context, c *Call, id int64, in *changeBillingParams) (Answer, error) {
	err := c.Tx.EditAbonent(id, store.AbonentEdit{Billing: store.Change{Set: true, Value: &in.Billing.N}, BillingCustomerID: in.BillingCustomer.ptr()})
	var field *store.FieldError
	if errors.As(err, &field) {
		// What the customer keeps may be another's in the new billing.
		name := "billing_id"
		if field.Field == "billing_customer_id" && in.BillingCustomer.Given {
			name = "billing_user_id"
		}
		err = &store.FieldError{Field: name, Err: field.Err}
	}
	return done(err)
}

type changeDateConnectParams struct {
	ofCustomer
	Value Date `us:"value,required"`
}

func changeDateConnect(_ context.Context, c *Call, id int64, in *changeDateConnectParams) (Answer, error) {
	return done(c.Tx.EditAbonent(id, store.AbonentEdit{DateConnect: in.Value.ptr()}))
}

// delete leaves a tombstone (O3).
func remove(_ context.Context, c *Call, id int64, _ *byID) (Answer, error) {
	return done(c.Tx.DeleteAbonent(id))
}

type mergeParams struct {
	Dst ID `us:"dst_id,required"`
	Src ID `us:"src_id,required"`
}

func (p *mergeParams) check() *ops.Error {
	if p.Dst.N == p.Src.N {
		return Bad("src_id", "нельзя объединить абонента с самим собой")
	}
	return nil
}

// merge moves to dst_id what src_id has (O12).
func merge(_ context.Context, c *Call, in *mergeParams) (Answer, error) {
	return done(about("src_id", c.Tx.MergeAbonents(in.Dst.N, in.Src.N)))
}
