package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var partnerUserOperations = ops.Table{
	ops.Define("partner_user_read", ops.Read, readPartnerUsers),
	ops.Define("partner_user_read_with_birthday", ops.Read, readPartnerUsersWithBirthday),
	ops.Define("partner_user_add", ops.Write, addPartnerUser),
	ops.Define("partner_user_edit", ops.Write, editPartnerUser),
	ops.Define("partner_user_set_birthday", ops.Write, setPartnerUserBirthday, ops.Alias("partner_user_id", "client_id")), // S2
	ops.Define("partner_user_delete", ops.Write, deletePartnerUser),
}

// partnerUserRow is the answer of the partner_user operations.
type partnerUserRow struct {
	ID         string  `col:"partner_user_id"`
	Partner    ops.Ref `col:"partner_id"`
	Name       string  `col:"partner_user_name"`
	FamilyName string  `col:"partner_user_family_name"`
	FatherName string  `col:"partner_user_father_name"`
	Del        bool    `col:"partner_user_del"`
}

type partnerUserBirthdayRow struct {
	partnerUserRow
	Birthday store.Date `col:"partner_user_birthday"`
}

var (
	partnerUsers = employees[partnerUserRow]{store.OfPartner, func(e *store.Employee) (partnerUserRow, error) {
		return newPartnerUserRow(e), nil
	}}
	partnerUsersWithBirthday = employees[partnerUserBirthdayRow]{store.OfPartner, func(e *store.Employee) (partnerUserBirthdayRow, error) {
		return partnerUserBirthdayRow{newPartnerUserRow(e), e.Birthday}, nil
	}}
)

func newPartnerUserRow(e *store.Employee) partnerUserRow {
	return partnerUserRow{
		ID: e.UUID, Partner: ops.Ref(e.PartnerUUID), Name: e.Name, FamilyName: e.FamilyName, FatherName: e.FatherName, Del: e.Deleted,
	}
}

type partnerUserReadOperands struct {
	User           ops.RefTo[ownPartnerUser] `op:"partner_user_id"`
	IncludeDeleted ops.Bool                  `op:"include_deleted"`
}

// PartnerAPI 1.20 §4 partner_user_read. A deleted employee is read by its id
// only with include_deleted, unlike a client (S24).
func readPartnerUsers(ctx context.Context, c *ops.Call, in *partnerUserReadOperands) (ops.Rows[partnerUserRow], error) {
	return partnerUsers.read(ctx, c, in.User.ID, 0, in.IncludeDeleted)
}

// PartnerAPI 1.20 §4 partner_user_read_with_birthday.
func readPartnerUsersWithBirthday(ctx context.Context, c *ops.Call, in *partnerUserReadOperands) (ops.Rows[partnerUserBirthdayRow], error) {
	return partnerUsersWithBirthday.read(ctx, c, in.User.ID, 0, in.IncludeDeleted)
}

// partnerUserNames are the operands that adding and editing share.
type partnerUserNames struct {
	Name       ops.Text `op:"partner_user_name"`
	FamilyName ops.Text `op:"partner_user_family_name"`
	FatherName ops.Text `op:"partner_user_father_name"`
}

func (n *partnerUserNames) update() store.EmployeeUpdate {
	return store.EmployeeUpdate{Name: n.Name.Ptr(), FamilyName: n.FamilyName.Ptr(), FatherName: n.FatherName.Ptr()}
}

type partnerUserAddOperands struct{ partnerUserNames }

// PartnerAPI 1.20 §4 partner_user_add.
func addPartnerUser(ctx context.Context, c *ops.Call, in *partnerUserAddOperands) (ops.Rows[partnerUserRow], error) {
	if err := blankName(in.Name, "partner_user_name"); err != nil {
		return nil, err
	}
	id, err := c.Tx.AddPartnerUser(in.update())
	if err != nil {
		return nil, err
	}
	return partnerUsers.rows(ctx, c, id)
}

type partnerUserEditOperands struct {
	User ops.RefTo[ownPartnerUser] `op:"partner_user_id"`
	partnerUserNames
}

// PartnerAPI 1.20 §4 partner_user_edit: null leaves, "" clears (S25).
func editPartnerUser(ctx context.Context, c *ops.Call, in *partnerUserEditOperands) (ops.Rows[partnerUserRow], error) {
	return partnerUsers.edit(ctx, c, in.User.ID, in.update())
}

type partnerUserBirthdayOperands struct {
	User     ops.RefTo[ownPartnerUser] `op:"partner_user_id"`
	Birthday ops.Date                  `op:"birthday"`
}

// PartnerAPI 1.20 §4 partner_user_set_birthday; its signature calls the employee
// client_id, which is accepted (S2).
func setPartnerUserBirthday(_ context.Context, c *ops.Call, in *partnerUserBirthdayOperands) (ops.Flag, error) {
	return setBirthday(c, in.User.ID, in.Birthday)
}

type partnerUserDeleteOperands struct {
	User ops.RefTo[ownPartnerUser] `op:"partner_user_id"`
}

// PartnerAPI 1.20 §4 partner_user_delete: deletes and, called again, restores (S9).
func deletePartnerUser(ctx context.Context, c *ops.Call, in *partnerUserDeleteOperands) (ops.Rows[partnerUserRow], error) {
	return partnerUsers.toggle(ctx, c, in.User.ID, "partner_user_id")
}
