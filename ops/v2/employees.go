package v2

import (
	"context"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

// employeeTexts say what the names of employees are, which customers have others for.
var employeeTexts = map[string]described{
	"id":        {"Уникальный идентификатор сотрудника", "The employee's number"},
	"full_name": {"Фамилия Имя Отчество", "Family name, first name and patronymic, as far as they are known"},
	"email":     {"Адрес электронной почты сотрудника", "The employee's e-mail address"},
}

const exampleEmployee = `"last_name":"Петрова","first_name":"Анна","patronymic":"Сергеевна","email":"anna@partner.example","phone_numbers":[{"phone_number":"74951234567"}]`

var employeeMethods = []Method{
	listing(Method{Name: "get.employees",
		Ru: "Получение списка сотрудников", En: "Employees of the partner; deleted ones are not shown",
		texts: employeeTexts,
		example: example{`{"limit":100,"offset":0,"filter":{"field":"full_name","operator":"ilike","value":"%дарья%"},"fields":["id","full_name"],"sort":[{"field":"last_name"}]}`,
			`[{"id":100003,"full_name":"Кольчугина Дарья Романовна"}]`},
	}, employees),
	Define(Method{Name: "create.employees", Kind: ops.Write, Creates: true,
		Ru: "Создание сотрудника", En: "Adds an employee of the partner",
		texts: map[string]described{
			"email":  employeeTexts["email"],
			"id":     employeeTexts["id"],
			"result": {"Идентификатор нового сотрудника: и рядом с data, и внутри data", "The new employee's number, beside data and in data"},
			"ext_id": {"Идентификатор (UUID) нового сотрудника, он же partner_user_id в PartnerAPI", "The new employee's UUID, its partner_user_id in PartnerAPI"},
		},
		example: example{`{` + exampleEmployee + `}`, `{"id":100000,"ext_id":"55188273-c1ad-4032-bc13-2821c556ccf3"}`},
	}, object([]string{"id", "ext_id"}, property{"id", integer()}, property{"ext_id", uuid()}), createEmployee, nil),
	Define(Method{Name: "update.employees", Kind: ops.Write, Updates: true, Errors: []Mnemonic{EntityNotFound},
		Ru: "Редактирование сотрудника", En: "Changes the parameters of an employee that are named; an array is replaced whole",
		texts:   employeeTexts,
		example: example{`{"id":100003,` + exampleEmployee + `}`, `{}`},
	}, nothing(), updateEmployee, nil),
	Define(Method{Name: "delete.employees", Kind: ops.Write, Errors: []Mnemonic{EntityNotFound},
		Ru: "Удаление сотрудника", En: "Marks an employee as deleted and switches its agents off, as partner_user_delete does",
		texts:   employeeTexts,
		example: example{`{"id":100006}`, `{}`},
	}, nothing(), deleteEmployee, nil),
}

// employees is the table of get.employees: the published columns that PartnerAPI has
// something for, then ext_id.
var employees = table(list[store.PartnerUser]{
	id: func(u *store.PartnerUser) int64 { return u.Number },
	columns: []column[store.PartnerUser]{
		{name: "id", kind: kindNumber, filter: true, key: true, get: func(u *store.PartnerUser) scalar { return number(u.Number) }},
		{name: "first_name", kind: kindText, null: true, filter: true, sort: true, get: func(u *store.PartnerUser) scalar { return unset(u.Name) }},
		{name: "last_name", kind: kindText, null: true, filter: true, sort: true, get: func(u *store.PartnerUser) scalar { return unset(u.FamilyName) }},
		{name: "patronymic", kind: kindText, null: true, sort: true, get: func(u *store.PartnerUser) scalar { return unset(u.FatherName) }},
		{name: "full_name", kind: kindText, null: true, filter: true, sort: true, get: func(u *store.PartnerUser) scalar { return unset(u.FullName()) }},
		{name: "email", kind: kindText, null: true, filter: true, get: func(u *store.PartnerUser) scalar { return unset(u.Email) }},
		{name: "phone_numbers", parts: []string{"phone_number"}, schema: arrayOf(object(nil, property{"phone_number", text()})), append: appendPhones},
		{name: "ext_id", kind: kindUUID, filter: true, hidden: true, key: true, get: func(u *store.PartnerUser) scalar { return textual(u.UUID) }},
	},
	rows: func(ctx context.Context, c *Call, b bounds) store.Seq[store.PartnerUser] {
		return c.PartnerUsers(ctx, store.PartnerUserFilter{Numbers: b.ids, UUIDs: b.extIDs})
	},
})

func appendPhones(b []byte, u *store.PartnerUser) []byte {
	b = append(b, '[')
	for i, phone := range u.Phones {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(jsonvalue.AppendString(append(b, `{"phone_number":`...), phone), '}')
	}
	return append(b, ']')
}

// employeeFields are what creating and updating an employee share beside the family name.
type employeeFields struct {
	FirstName  Text     `v2:"first_name"`
	Patronymic Text     `v2:"patronymic"`
	Email      OneEmail `v2:"email"`
	Phones     Phones   `v2:"phone_numbers"`
}

func (f *employeeFields) update(lastName Name) store.EmployeeUpdate {
	u := store.EmployeeUpdate{Name: f.FirstName.change(), FatherName: f.Patronymic.change()}
	if lastName.Given {
		u.FamilyName = &lastName.S
	}
	return u
}

// fits refuses more telephone numbers than there are contact types for.
func (f *employeeFields) fits(ctx context.Context, c *Call) error {
	places, err := c.PhonePlaces(ctx)
	if err == nil && len(f.Phones.List) > places {
		err = &Error{Mnemonic: InvalidValue, Field: "phone_numbers", Value: f.Phones.sent}
	}
	return err
}

// contacts writes the contacts that are given.
func (f *employeeFields) contacts(tx *store.Tx, employee int64) error {
	if email := f.Email.change(); email != nil {
		if err := tx.SetEmployeeEmail(employee, *email); err != nil {
			return err
		}
	}
	if !f.Phones.Given {
		return nil
	}
	return tx.SetEmployeePhones(employee, f.Phones.List)
}

type createEmployeeParams struct {
	LastName Name `v2:"last_name,required"`
	employeeFields
}

// create.employees: PartnerAPI's partner_user_add with contacts.
func createEmployee(ctx context.Context, c *Call, in *createEmployeeParams) (Result, error) {
	if err := in.fits(ctx, c); err != nil {
		return Result{}, err
	}
	id, err := c.Tx.AddPartnerUser(in.update(in.LastName))
	if err != nil {
		return Result{}, err
	}
	if err := in.contacts(c.Tx, id); err != nil {
		return Result{}, err
	}
	made, err := c.PartnerUser(ctx, id)
	return created(made.Number, made.UUID), err
}

type updateEmployeeParams struct {
	ID       ID   `v2:"id,required"`
	LastName Name `v2:"last_name"`
	employeeFields
}

// update.employees changes what is named and nothing else.
func updateEmployee(ctx context.Context, c *Call, in *updateEmployeeParams) (Result, error) {
	id, err := c.FindWorkingPartnerUser(ctx, in.ID.N)
	if err != nil {
		return Result{}, orNotFound(err, "id", in.ID.sent)
	}
	if err := in.fits(ctx, c); err != nil {
		return Result{}, err
	}
	if err := c.Tx.EditEmployee(id, in.update(in.LastName)); err != nil {
		return Result{}, err
	}
	return updated(in.contacts(c.Tx, id))
}

type deleteEmployeeParams struct {
	ID ID `v2:"id,required"`
}

// delete.employees: PartnerAPI's partner_user_delete, which alone restores.
func deleteEmployee(ctx context.Context, c *Call, in *deleteEmployeeParams) (Result, error) {
	id, err := c.FindWorkingPartnerUser(ctx, in.ID.N)
	if err != nil {
		return Result{}, orNotFound(err, "id", in.ID.sent)
	}
	return updated(c.Tx.DeleteEmployee(id))
}
