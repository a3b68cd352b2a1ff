package userside

import (
	"context"
	"strconv"

	"partnerapi/store"
)

// customer answers the internal key of the customer that a parameter names.
func (c *Call) customer(ctx context.Context, name string, id ID) (int64, error) {
	key, err := c.FindAbonent(ctx, id.N)
	return key, as(name, err)
}

// onlyCustomer are the parameters of an action on a customer alone.
type onlyCustomer struct {
	Customer ID `us:"customer_id,required"`
}

func answerID(id int64) Answer { return Answer{ID: strconv.AppendInt(nil, id, 10)} }

type addParams struct {
	Name            Name `us:"fio"`
	Potential       Flag `us:"is_potential"`
	Corporate       Flag `us:"is_corporate"`
	Billing         ID   `us:"billing_id"`
	BillingCustomer Word `us:"billing_customer_id"`
}

// add makes a customer (O1, O4, O6). Who is not potential is in a billing.
func add(_ context.Context, c *Call, in *addParams) (Answer, error) {
	switch {
	case in.Potential.Set:
	case !in.Billing.Given:
		return Answer{}, Missing("billing_id")
	case !in.BillingCustomer.Given:
		return Answer{}, Missing("billing_customer_id")
	}
	number, err := c.Tx.AddAbonent(store.AbonentAdd{Name: in.Name.S, Potential: in.Potential.Set, AbonentEdit: store.AbonentEdit{
		Corporate: in.Corporate.ptr(), Billing: in.Billing.change(), BillingCustomerID: in.BillingCustomer.ptr(),
	}})
	return answerID(number), err
}

type editParams struct {
	ID              ID     `us:"id,required"`
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
func edit(ctx context.Context, c *Call, in *editParams) (Answer, error) {
	id, err := c.customer(ctx, "id", in.ID)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, c.Tx.EditAbonent(id, store.AbonentEdit{
		Name: in.Name.ptr(), Comment: in.Comment.ptr(), Potential: in.Potential.ptr(),
		AccountNumber: in.AccountNumber.ptr(), AgreementNumber: in.AgreementNumber.ptr(), AgreementDate: in.AgreementDate.ptr(),
		House: in.House.change(), Apartment: in.Apartment.ptr(), Entrance: in.Entrance.ptr(), Floor: in.Floor.ptr(), Coordinates: in.Coordinates.ptr(),
		Login: in.Login.ptr(), Email: in.Email.ptr(), Corporate: in.Corporate.ptr(),
		DateConnect: in.DateConnect.ptr(), Activity: in.Activity.change(), ActivityInet: in.ActivityInet.change(),
		Group: in.Group.change(), Manager: in.Manager.change(), Parent: in.Parent.change(),
		Phones: [...]*string{in.Phone0.ptr(), in.Phone1.ptr(), in.Phone2.ptr(), in.Phone3.ptr(), in.Phone4.ptr()},
	})
}

type changeBillingParams struct {
	Customer        ID   `us:"customer_id,required"`
	Billing         ID   `us:"billing_id,required"`
	BillingCustomer Word `us:"billing_user_id"`
}

// change_billing moves a customer to another billing; without billing_user_id its
// id there is the one it has.
func changeBilling(ctx context.Context, c *Call, in *changeBillingParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, c.Tx.EditAbonent(id, store.AbonentEdit{Billing: store.Change{Set: true, Value: &in.Billing.N}, BillingCustomerID: in.BillingCustomer.ptr()})
}

type changeDateConnectParams struct {
	Customer ID   `us:"customer_id,required"`
	Value    Date `us:"value,required"`
}

func changeDateConnect(ctx context.Context, c *Call, in *changeDateConnectParams) (Answer, error) {
	id, err := c.customer(ctx, "customer_id", in.Customer)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, c.Tx.EditAbonent(id, store.AbonentEdit{DateConnect: in.Value.ptr()})
}

type deleteParams struct {
	ID ID `us:"id,required"`
}

// delete leaves a tombstone (O3).
func remove(ctx context.Context, c *Call, in *deleteParams) (Answer, error) {
	id, err := c.customer(ctx, "id", in.ID)
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, c.Tx.DeleteAbonent(id)
}

type mergeParams struct {
	Dst ID `us:"dst_id,required"`
	Src ID `us:"src_id,required"`
}

// merge moves to dst_id what src_id has (O12).
func merge(_ context.Context, c *Call, in *mergeParams) (Answer, error) {
	if in.Dst.N == in.Src.N {
		return Answer{}, Bad("src_id", "абонент не объединяется с самим собой")
	}
	return Answer{}, as("src_id", c.Tx.MergeAbonents(in.Dst.N, in.Src.N))
}
