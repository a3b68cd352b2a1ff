package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
	"partnerapi/wsdl"
)

var serviceTypeOperations = ops.Table{
	ops.Define("service_type_read", ops.Read, readServiceTypes, ops.Hidden("include_deleted", wsdl.Boolean)), // section 3
	ops.Define("service_type_add", ops.Write, addServiceType, ops.Refuses("role_required")),
	ops.Define("service_type_edit", ops.Write, editServiceType),
	ops.Define("service_type_delete", ops.Write, deleteServiceType),
}

// serviceTypeRow is the answer of all four operations, with section 3's
// service_type_del as its last column (S14).
type serviceTypeRow struct {
	ID       string `col:"service_type_id"`
	Name     string `col:"service_type_name"`
	FullName string `col:"service_type_full_name"`
	Partner  string `col:"partner_id"`
	Del      bool   `col:"service_type_del"`
}

func newServiceTypeRow(l *store.ServiceType) (serviceTypeRow, error) {
	return serviceTypeRow{ID: l.UUID, Name: l.Name, FullName: l.FullName, Partner: l.OwnerUUID, Del: l.Deleted}, nil
}

// serviceTypeRows returns one line as it stands.
func serviceTypeRows(ctx context.Context, c *ops.Call, id int64) (ops.Rows[serviceTypeRow], error) {
	line, err := c.ServiceType(ctx, id)
	if err != nil {
		return nil, err
	}
	row, err := newServiceTypeRow(&line)
	return ops.Slice(row), err
}

type serviceTypeReadOperands struct {
	ServiceType    ops.RefTo[knownLine] `op:"service_type_id"`
	Partner        ops.RefTo[lineOwner] `op:"partner_id"`
	IncludeDeleted ops.Bool             `op:"include_deleted"`
}

// PartnerAPI 1.20 §4 service_type_read: own lines, and exported ones that a
// contract covers; deleted ones with include_deleted. By id, deleted or not, also
// a line that the partner's own rows name (S14).
func readServiceTypes(ctx context.Context, c *ops.Call, in *serviceTypeReadOperands) (ops.Rows[serviceTypeRow], error) {
	return ops.Map(c.ServiceTypes(ctx, store.ServiceTypeFilter{
		ID: in.ServiceType.ID, Owner: in.Partner.ID, IncludeDeleted: in.IncludeDeleted.B,
	}), newServiceTypeRow), nil
}

type serviceTypeAddOperands struct {
	Name     ops.Text `op:"service_type_name"`
	FullName ops.Text `op:"service_type_full_name"`
}

// Check refuses a blank name (S1).
func (in *serviceTypeAddOperands) Check(string) *ops.Error {
	if !in.Name.Blank() {
		return nil
	}
	return &ops.Error{Kind: ops.Invalid, Code: "required", Operand: "service_type_name", Text: "Операнд service_type_name: наименование вида абонемента не должно быть пустым"}
}

// PartnerAPI 1.20 §4 service_type_add: for partners with the role «Франчайзи»
// alone (S14).
func addServiceType(ctx context.Context, c *ops.Call, in *serviceTypeAddOperands) (ops.Rows[serviceTypeRow], error) {
	may, err := c.HasRole(ctx, store.RoleFranchisee)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, &ops.Error{Kind: ops.Forbidden, Code: "role_required", Text: "Добавлять виды абонементов могут только партнеры с ролью «Франчайзи»"}
	}
	id, err := c.Tx.AddServiceType(in.Name.S, in.FullName.S)
	if err != nil {
		return nil, err
	}
	return serviceTypeRows(ctx, c, id)
}

type serviceTypeEditOperands struct {
	ServiceType ops.RefTo[ownLine] `op:"service_type_id"`
	Name        ops.Text           `op:"service_type_name"`
	FullName    ops.Text           `op:"service_type_full_name"`
}

// PartnerAPI 1.20 §4 service_type_edit: own lines alone (S14).
func editServiceType(ctx context.Context, c *ops.Call, in *serviceTypeEditOperands) (ops.Rows[serviceTypeRow], error) {
	if err := c.Tx.EditServiceType(in.ServiceType.ID, in.Name.Ptr(), in.FullName.Ptr()); err != nil {
		return nil, err
	}
	return serviceTypeRows(ctx, c, in.ServiceType.ID)
}

type serviceTypeDeleteOperands struct {
	ServiceType ops.RefTo[ownLine] `op:"service_type_id"`
}

// PartnerAPI 1.20 §4 service_type_delete: marks; again, it changes nothing (S14).
func deleteServiceType(ctx context.Context, c *ops.Call, in *serviceTypeDeleteOperands) (ops.Rows[serviceTypeRow], error) {
	if err := c.Tx.DeleteServiceType(in.ServiceType.ID); err != nil {
		return nil, err
	}
	return serviceTypeRows(ctx, c, in.ServiceType.ID)
}
