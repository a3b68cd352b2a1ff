package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var contactOperations = ops.Table{
	ops.Define("client_contact_read", ops.Read, readClientContacts),
	ops.Define("client_contact_edit", ops.Write, editClientContact),
	ops.Define("client_user_contact_read", ops.Read, readClientUserContacts),
	ops.Define("client_user_contact_edit", ops.Write, editClientUserContact),
	ops.Define("partner_user_contact_read", ops.Read, readPartnerUserContacts),
	ops.Define("partner_user_contact_edit", ops.Write, editPartnerUserContact),
}

// contact is what every row of contacts ends in.
type contact struct {
	Type string `col:"contact_type_id"`
	View string `col:"contact_view"`
}

func newContact(k *store.Contact) contact { return contact{k.TypeUUID, k.View} }

// contactView is what an edit sets: null stores "", and any value replaces what
// is there (S12).
type contactView struct {
	View ops.Text `op:"contact_view,cut"`
}

type clientContactRow struct {
	Client string `col:"client_id"`
	contact
}

func newClientContactRow(k *store.Contact) (clientContactRow, error) {
	return clientContactRow{k.OwnerUUID, newContact(k)}, nil
}

type clientContactKey struct {
	Client ops.RefTo[ownClient]         `op:"client_id"`
	Type   ops.RefTo[clientContactType] `op:"contact_type_id"`
}

func (key *clientContactKey) rows(ctx context.Context, c *ops.Call) ops.Rows[clientContactRow] {
	return ops.Map(c.ClientContacts(ctx, store.ContactFilter{Owner: key.Client.ID, Type: key.Type.ID}), newClientContactRow)
}

// PartnerAPI 1.20 §4 client_contact_read.
func readClientContacts(ctx context.Context, c *ops.Call, in *clientContactKey) (ops.Rows[clientContactRow], error) {
	return in.rows(ctx, c), nil
}

type clientContactEditOperands struct {
	clientContactKey
	contactView
}

// PartnerAPI 1.20 §4 client_contact_edit.
func editClientContact(ctx context.Context, c *ops.Call, in *clientContactEditOperands) (ops.Rows[clientContactRow], error) {
	if err := c.Tx.SetClientContact(in.Client.ID, in.Type.ID, in.View.S); err != nil {
		return nil, err
	}
	return in.rows(ctx, c), nil
}

type clientUserContactRow struct {
	User string `col:"client_user_id"`
	contact
}

func newClientUserContactRow(k *store.Contact) (clientUserContactRow, error) {
	return clientUserContactRow{k.OwnerUUID, newContact(k)}, nil
}

type clientUserContactKey struct {
	User ops.RefTo[ownClientUser]   `op:"client_user_id"`
	Type ops.RefTo[userContactType] `op:"contact_type_id"`
}

func (key *clientUserContactKey) rows(ctx context.Context, c *ops.Call) ops.Rows[clientUserContactRow] {
	return ops.Map(c.EmployeeContacts(ctx, store.OfClient, store.ContactFilter{Owner: key.User.ID, Type: key.Type.ID}), newClientUserContactRow)
}

// PartnerAPI 1.20 §4 client_user_contact_read.
func readClientUserContacts(ctx context.Context, c *ops.Call, in *clientUserContactKey) (ops.Rows[clientUserContactRow], error) {
	return in.rows(ctx, c), nil
}

type clientUserContactEditOperands struct {
	clientUserContactKey
	contactView
}

// PartnerAPI 1.20 §4 client_user_contact_edit.
func editClientUserContact(ctx context.Context, c *ops.Call, in *clientUserContactEditOperands) (ops.Rows[clientUserContactRow], error) {
	if err := c.Tx.SetEmployeeContact(in.User.ID, in.Type.ID, in.View.S); err != nil {
		return nil, err
	}
	return in.rows(ctx, c), nil
}

type partnerUserContactRow struct {
	User string `col:"partner_user_id"`
	contact
}

func newPartnerUserContactRow(k *store.Contact) (partnerUserContactRow, error) {
	return partnerUserContactRow{k.OwnerUUID, newContact(k)}, nil
}

type partnerUserContactKey struct {
	User ops.RefTo[ownPartnerUser]  `op:"partner_user_id"`
	Type ops.RefTo[userContactType] `op:"contact_type_id"`
}

func (key *partnerUserContactKey) rows(ctx context.Context, c *ops.Call) ops.Rows[partnerUserContactRow] {
	return ops.Map(c.EmployeeContacts(ctx, store.OfPartner, store.ContactFilter{Owner: key.User.ID, Type: key.Type.ID}), newPartnerUserContactRow)
}

// PartnerAPI 1.20 §4 partner_user_contact_read.
func readPartnerUserContacts(ctx context.Context, c *ops.Call, in *partnerUserContactKey) (ops.Rows[partnerUserContactRow], error) {
	return in.rows(ctx, c), nil
}

type partnerUserContactEditOperands struct {
	partnerUserContactKey
	contactView
}

// PartnerAPI 1.20 §4 partner_user_contact_edit; the code 2 of its text is a
// misprint for 3 (S12).
func editPartnerUserContact(ctx context.Context, c *ops.Call, in *partnerUserContactEditOperands) (ops.Rows[partnerUserContactRow], error) {
	if err := c.Tx.SetEmployeeContact(in.User.ID, in.Type.ID, in.View.S); err != nil {
		return nil, err
	}
	return in.rows(ctx, c), nil
}
