package partner

import (
	"context"
	"errors"
	"fmt"

	"partnerapi/ops"
	"partnerapi/store"
)

// employees is what the operations of both sides do, a partner's employees
// (partner_user_*) and its clients' (client_user_*). R is the row they answer.
type employees[R any] struct {
	side store.Side
	row  func(*store.Employee) (R, error)
}

func (e employees[R]) read(ctx context.Context, c *ops.Call, id, client int64, includeDeleted ops.Bool) (ops.Rows[R], error) {
	return ops.Map(c.Employees(ctx, store.EmployeeFilter{Side: e.side, ID: id, Client: client, IncludeDeleted: includeDeleted.B}), e.row), nil
}

// rows returns one employee as it stands.
func (e employees[R]) rows(ctx context.Context, c *ops.Call, id int64) (ops.Rows[R], error) {
	stored, err := c.Employee(ctx, e.side, id)
	if err != nil {
		return nil, err
	}
	row, err := e.row(&stored)
	return ops.Slice(row), err
}

func (e employees[R]) edit(ctx context.Context, c *ops.Call, id int64, u store.EmployeeUpdate) (ops.Rows[R], error) {
	if err := c.Tx.EditEmployee(id, u); err != nil {
		return nil, err
	}
	return e.rows(ctx, c, id)
}

// toggle deletes and, called again, restores (S9).
func (e employees[R]) toggle(ctx context.Context, c *ops.Call, id int64, operand string) (ops.Rows[R], error) {
	stored, err := c.Employee(ctx, e.side, id)
	if err != nil {
		return nil, err
	}
	if stored.Deleted {
		err = c.Tx.RestoreEmployee(id)
	} else {
		err = c.Tx.DeleteEmployee(id)
	}
	if err != nil {
		return nil, deletedAbove(err, operand, e.side)
	}
	return e.rows(ctx, c, id)
}

// setBirthday changes the birthday; the empty date clears it (T2).
func setBirthday(c *ops.Call, id int64, birthday ops.Date) (ops.Flag, error) {
	if err := c.Tx.EditEmployee(id, store.EmployeeUpdate{Birthday: birthday.Ptr()}); err != nil {
		return false, err
	}
	return true, nil
}

// blankName refuses a new employee without a name (S1).
func blankName(name ops.Text, operand string) *ops.Error {
	if !name.Blank() {
		return nil
	}
	return &ops.Error{Kind: ops.Invalid, Code: "required", Operand: operand, Text: fmt.Sprintf("Операнд %s: имя сотрудника не должно быть пустым", operand)}
}

// deletedAbove says what to restore first, when a row cannot be added or
// restored under what is deleted (S9, S11, S25). Other errors stay as they are.
func deletedAbove(err error, operand string, side store.Side) error {
	var code, text string
	switch {
	case errors.Is(err, store.ErrClientDeleted):
		code, text = "client_deleted", "клиент удален, сначала восстановите его операцией client_delete"
	case errors.Is(err, store.ErrEmployeeDeleted) && side == store.OfClient:
		code, text = "client_user_deleted", "сотрудник удален, сначала восстановите его операцией client_user_delete"
	case errors.Is(err, store.ErrEmployeeDeleted):
		code, text = "partner_user_deleted", "сотрудник удален, сначала восстановите его операцией partner_user_delete"
	default:
		return err
	}
	return conflict(code, operand, fmt.Sprintf("Операнд %s: %s", operand, text))
}
