package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var clientUserOperations = ops.Table{
	ops.Define("client_user_read", ops.Read, readClientUsers),
	ops.Define("client_user_read_with_birthday", ops.Read, readClientUsersWithBirthday),
	ops.Define("client_user_add", ops.Write, addClientUser, ops.Refuses("client_deleted")),
	ops.Define("client_user_edit", ops.Write, editClientUser),
	ops.Define("client_user_set_birthday", ops.Write, setClientUserBirthday),
	ops.Define("client_user_delete", ops.Write, deleteClientUser, ops.Refuses("client_deleted")),
}

// clientUserRow is the answer of the client_user operations.
type clientUserRow struct {
	ID         string  `col:"client_user_id"`
	Client     ops.Ref `col:"client_id"`
	Name       string  `col:"client_user_name"`
	FamilyName string  `col:"client_user_family_name"`
	FatherName string  `col:"client_user_father_name"`
	Del        bool    `col:"client_user_del"`
}

type clientUserBirthdayRow struct {
	clientUserRow
	Birthday store.Date `col:"client_user_birthday"`
}

var (
	clientUsers = employees[clientUserRow]{store.OfClient, func(e *store.Employee) (clientUserRow, error) {
		return newClientUserRow(e), nil
	}}
	clientUsersWithBirthday = employees[clientUserBirthdayRow]{store.OfClient, func(e *store.Employee) (clientUserBirthdayRow, error) {
		return clientUserBirthdayRow{newClientUserRow(e), e.Birthday}, nil
	}}
)

func newClientUserRow(e *store.Employee) clientUserRow {
	return clientUserRow{
		ID: e.UUID, Client: ops.Ref(e.ClientUUID), Name: e.Name, FamilyName: e.FamilyName, FatherName: e.FatherName, Del: e.Deleted,
	}
}

type clientUserReadOperands struct {
	User           ops.RefTo[ownClientUser] `op:"client_user_id"`
	Client         ops.RefTo[ownClient]     `op:"client_id"`
	IncludeDeleted ops.Bool                 `op:"include_deleted"`
}

// PartnerAPI 1.20 §4 client_user_read. A deleted employee is read by its id only
// with include_deleted, unlike a client (S24).
func readClientUsers(ctx context.Context, c *ops.Call, in *clientUserReadOperands) (ops.Rows[clientUserRow], error) {
	return clientUsers.read(ctx, c, in.User.ID, in.Client.ID, in.IncludeDeleted)
}

// PartnerAPI 1.20 §4 client_user_read_with_birthday.
func readClientUsersWithBirthday(ctx context.Context, c *ops.Call, in *clientUserReadOperands) (ops.Rows[clientUserBirthdayRow], error) {
	return clientUsersWithBirthday.read(ctx, c, in.User.ID, in.Client.ID, in.IncludeDeleted)
}

// clientUserNames are the operands that adding and editing share.
type clientUserNames struct {
	Name       ops.Text `op:"client_user_name"`
	FamilyName ops.Text `op:"client_user_family_name"`
	FatherName ops.Text `op:"client_user_father_name"`
}

func (n *clientUserNames) update() store.EmployeeUpdate {
	return store.EmployeeUpdate{Name: n.Name.Ptr(), FamilyName: n.FamilyName.Ptr(), FatherName: n.FatherName.Ptr()}
}

type clientUserAddOperands struct {
	Client ops.RefTo[ownClient] `op:"client_id"`
	clientUserNames
}

// PartnerAPI 1.20 §4 client_user_add: not to a deleted client (S25).
func addClientUser(ctx context.Context, c *ops.Call, in *clientUserAddOperands) (ops.Rows[clientUserRow], error) {
	if err := blankName(in.Name, "client_user_name"); err != nil {
		return nil, err
	}
	id, err := c.Tx.AddClientUser(in.Client.ID, in.update())
	if err != nil {
		return nil, deletedAbove(err, "client_id", store.OfClient)
	}
	return clientUsers.rows(ctx, c, id)
}

type clientUserEditOperands struct {
	User ops.RefTo[ownClientUser] `op:"client_user_id"`
	clientUserNames
}

// PartnerAPI 1.20 §4 client_user_edit: null leaves, "" clears (S25).
func editClientUser(ctx context.Context, c *ops.Call, in *clientUserEditOperands) (ops.Rows[clientUserRow], error) {
	return clientUsers.edit(ctx, c, in.User.ID, in.update())
}

type clientUserBirthdayOperands struct {
	User     ops.RefTo[ownClientUser] `op:"client_user_id"`
	Birthday ops.Date                 `op:"birthday"`
}

// PartnerAPI 1.20 §4 client_user_set_birthday.
func setClientUserBirthday(_ context.Context, c *ops.Call, in *clientUserBirthdayOperands) (ops.Flag, error) {
	return setBirthday(c, in.User.ID, in.Birthday)
}

type clientUserDeleteOperands struct {
	User ops.RefTo[ownClientUser] `op:"client_user_id"`
}

// PartnerAPI 1.20 §4 client_user_delete: deletes and, called again, restores (S9).
func deleteClientUser(ctx context.Context, c *ops.Call, in *clientUserDeleteOperands) (ops.Rows[clientUserRow], error) {
	return clientUsers.toggle(ctx, c, in.User.ID, "client_user_id")
}
