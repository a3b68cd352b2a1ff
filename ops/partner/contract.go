package partner

import (
	"context"
	"errors"

	"partnerapi/ops"
	"partnerapi/store"
)

var contractOperations = ops.Table{
	ops.Define("contract_read", ops.Read, readContracts),
	ops.Define("contract_service_read", ops.Read, readPermissions,
		ops.Alias("contract_service_start_date", "contract_start_date"), ops.Alias("contract_service_end_date", "contract_end_date")), // S2
	ops.Define("contract_service_add", ops.Write, addPermission, ops.Refuses("no_contract", "bad_interval", "service_type_deleted")),
	ops.Define("contract_service_delete", ops.Write, deletePermissions),
}

type contractReadOperands struct {
	Contract ops.RefTo[ownContract] `op:"contract_id"`
	Start    ops.Date               `op:"contract_start_date"`
	End      ops.Date               `op:"contract_end_date"`
	Role     ops.RefTo[anyRole]     `op:"role_id"`
}

type contractRow struct {
	ID    string     `col:"contract_id"`
	Start store.Date `col:"contract_start_date"`
	End   store.Date `col:"contract_end_date"`
	Role  string     `col:"role_id"`
}

// PartnerAPI 1.20 §4 contract_read. Dates compare for equality (S15); the empty
// date as an end selects what has none, as a start it is not given (T2).
func readContracts(ctx context.Context, c *ops.Call, in *contractReadOperands) (ops.Rows[contractRow], error) {
	return ops.Map(c.Contracts(ctx, store.ContractFilter{
		ID: in.Contract.ID, Role: in.Role.ID, Start: in.Start.D, End: in.End.Ptr(),
	}), func(k *store.Contract) (contractRow, error) {
		return contractRow{ID: k.UUID, Start: k.Start, End: k.End, Role: roleText(k.Role)}, nil
	}), nil
}

// permissionRow is the answer of the contract_service operations.
type permissionRow struct {
	Contract    string     `col:"contract_id"`
	ServiceType string     `col:"service_type_id"`
	Start       store.Date `col:"contract_service_start_date"`
	End         store.Date `col:"contract_service_end_date"`
}

func permissionRows(ctx context.Context, c *ops.Call, f store.PermissionFilter) ops.Rows[permissionRow] {
	return ops.Map(c.Permissions(ctx, f), func(p *store.Permission) (permissionRow, error) {
		return permissionRow{Contract: p.ContractUUID, ServiceType: p.ServiceTypeUUID, Start: p.Start, End: p.End}, nil
	})
}

type permissionReadOperands struct {
	Contract    ops.RefTo[ownContract] `op:"contract_id"`
	ServiceType ops.RefTo[knownLine]   `op:"service_type_id"`
	Start       ops.Date               `op:"contract_service_start_date"`
	End         ops.Date               `op:"contract_service_end_date"`
}

// PartnerAPI 1.20 §4 contract_service_read. Dates select what is in force on them
// (S15); the empty one is not given (T2).
func readPermissions(ctx context.Context, c *ops.Call, in *permissionReadOperands) (ops.Rows[permissionRow], error) {
	f := store.PermissionFilter{Contract: in.Contract.ID, ServiceType: in.ServiceType.ID}
	for _, day := range []store.Date{in.Start.D, in.End.D} {
		if day != "" {
			f.InForce = append(f.InForce, day)
		}
	}
	return permissionRows(ctx, c, f), nil
}

type permissionAddOperands struct {
	ServiceType ops.RefTo[exportedLine] `op:"service_type_id"`
	Start       ops.Date                `op:"contract_service_start_date"`
}

// PartnerAPI 1.20 §4 contract_service_add: into the contract with the role
// «Сервисный партнер», from today unless a start is given. A permission that
// begins later begins then. Answers every permission of the line (S15).
func addPermission(ctx context.Context, c *ops.Call, in *permissionAddOperands) (ops.Rows[permissionRow], error) {
	start := in.Start.D
	if start == "" {
		start = c.Today()
	}
	err := c.Tx.AddPermission(in.ServiceType.ID, start)
	switch {
	case errors.Is(err, store.ErrNoContract):
		return nil, conflict("no_contract", "", "Нет действующего договора с ролью «Сервисный партнер»")
	case errors.Is(err, store.ErrInverted):
		return nil, &ops.Error{Kind: ops.Invalid, Code: "bad_interval", Operand: "contract_service_start_date",
			Text: "Операнд contract_service_start_date: дата начала позже даты окончания договора"}
	case err != nil:
		return nil, refusedLine(err)
	}
	return permissionRows(ctx, c, store.PermissionFilter{ServiceType: in.ServiceType.ID}), nil
}

// refusedLine gives what the rules about lines refuse its text. Other errors
// stay as they are.
func refusedLine(err error) error {
	if errors.Is(err, store.ErrLineDeleted) {
		return conflict("service_type_deleted", "service_type_id", "Операнд service_type_id: вид абонемента удален")
	}
	return err
}

type permissionDeleteOperands struct {
	ServiceType ops.RefTo[removableLine] `op:"service_type_id"`
}

// PartnerAPI 1.20 §4 contract_service_delete: from all the partner's contracts;
// answers empty, also when the line was in none (S15).
func deletePermissions(_ context.Context, c *ops.Call, in *permissionDeleteOperands) (ops.Rows[permissionRow], error) {
	return nil, c.Tx.RemovePermissions(in.ServiceType.ID)
}
