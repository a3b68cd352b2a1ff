package partner

import (
	"context"

	"partnerapi/ops"
	"partnerapi/store"
)

var listOperations = ops.Table{
	ops.Define("contact_type_read", ops.Read, readContactTypes),
	ops.Define("role_read", ops.Read, readRoles),
	ops.Define("call_status_type_read", ops.Read, fixed(callStatuses)),
	ops.Define("remote_status_type_read", ops.Read, fixed(remoteStatuses)),
	ops.Define("remote_access_type_read", ops.Read, fixed(remoteAccessTypes)),
	ops.Define("pay_method_type_read", ops.Read, fixed(payMethods)),
}

// noOperands is what an operation without operands takes.
type noOperands struct{}

type contactTypeRow struct {
	ID   string `col:"contact_type_id"`
	Name string `col:"contact_type_name"`
	Code int64  `col:"contact_type_code"`
}

// PartnerAPI 1.20 §4 contact_type_read.
func readContactTypes(ctx context.Context, c *ops.Call, _ *noOperands) (ops.Rows[contactTypeRow], error) {
	return ops.Map(c.ContactTypes(ctx), func(t *store.ContactType) (contactTypeRow, error) {
		return contactTypeRow{ID: t.UUID, Name: t.Name, Code: t.Code}, nil
	}), nil
}

type roleRow struct {
	ID   int64  `col:"role_id"`
	Name string `col:"role_name"`
}

// PartnerAPI 1.20 §4 role_read.
func readRoles(ctx context.Context, c *ops.Call, _ *noOperands) (ops.Rows[roleRow], error) {
	return ops.Map(c.Roles(ctx), func(r *store.Role) (roleRow, error) {
		return roleRow{ID: r.Number, Name: r.Name}, nil
	}), nil
}

// fixed is the body of an operation whose list the text itself fixes (S23).
func fixed[R any](rows []R) ops.Handler[noOperands, ops.Rows[R]] {
	return func(context.Context, *ops.Call, *noOperands) (ops.Rows[R], error) {
		return ops.Slice(rows...), nil
	}
}

type callStatusRow struct {
	ID   int64  `col:"call_status_type_id"`
	Name string `col:"call_status_type_name"`
}

// PartnerAPI 1.20 §4 call_status_type_read.
var callStatuses = []callStatusRow{
	{0, "Успех"},
	{1, "НеБылоДоступныхИлиСвободныхСпециалистов"},
	{2, "ПользовательНеВзялТрубку"},
	{3, "СпециалистНеВзялТрубку"},
	{4, "СпециалистОтменилВызов"},
	{5, "СпециалистОтклонилВызов"},
	{6, "ПользовательОтклонилВызов"},
	{7, "ПользовательОтменилВызов"},
}

type remoteStatusRow struct {
	ID   int64  `col:"remote_status_type_id"`
	Name string `col:"remote_status_type_name"`
}

// PartnerAPI 1.20 §4 remote_status_type_read.
var remoteStatuses = []remoteStatusRow{
	{0, "Не инициировано"},
	{1, "TeamViewer"},
	{2, "Основное средство"},
}

type remoteAccessTypeRow struct {
	ID   int64  `col:"remote_access_type_id"`
	Name string `col:"remote_access_type_name"`
}

// PartnerAPI 1.20 §4 remote_access_type_read.
var remoteAccessTypes = []remoteAccessTypeRow{
	{1, "TeamViewer"},
	{2, "Основное средство"},
}

type payMethodRow struct {
	ID   int64  `col:"pay_method_type_id"`
	Name string `col:"pay_method_type_name"`
}

// PartnerAPI 1.20 §4 pay_method_type_read.
var payMethods = []payMethodRow{
	{0, "Пустое значение"},
	{1, "Оплата взимается сразу до конца действия договора ИТС"},
	{store.PayMonthly, "Оплата взимается ежемесячно"},
	{3, "Оплата за 6 месяцев"},
	{store.PayTwelveMonths, "Оплата за 12 месяцев"},
}
