package store

import (
	"context"
	"fmt"

	"partnerapi/store/internal/db"
)

// Side is the side that an employee or an agent belongs to. The values are those of
// agent_type.
type Side int64

// The two sides.
const (
	OfPartner Side = iota + 1 // partner_user, agent_partner
	OfClient                  // client_user, agent_user
)

// Employee is a row of partner_user_read or client_user_read with its internal
// key. Texts and the birthday are "" when unset.
type Employee struct {
	ID          int64
	UUID        string
	PartnerUUID string
	ClientUUID  string // "" of a partner's employee
	Name        string
	FamilyName  string
	FatherName  string
	Birthday    Date
	Deleted     bool
}

// EmployeeFilter selects employees of one side; zero selects all (S24). Deleted
// ones need IncludeDeleted, whether ID names one or not.
type EmployeeFilter struct {
	Side           Side
	ID             int64
	Client         int64
	IncludeDeleted bool
}

const employeeColumns = `SELECT e.id, e.birthday, e.del, concat_ws(char(31), e.employee_id, e.name, e.family_name, e.father_name)`

// employeesOf are the queries of the employees of a side. Employees of a client that was
// deleted for good are left out, as it is (O3).
var employeesOf = map[Side]string{
	OfPartner: employeeColumns + `, NULL FROM employee e WHERE e.partner = ?1 AND e.type = 1`,
	OfClient: employeeColumns + `, c.client_id FROM employee e JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE e.partner = ?1 AND e.type = 2 AND c.` + isKnown,
}

// Employees reads the employees of the partner, or of its clients, in order of
// creation.
func (t *Tenant) Employees(ctx context.Context, f EmployeeFilter) Seq[Employee] {
	return streamSelection(ctx, t, f.selection(t), "e.id", func(e *Employee) int64 { return e.ID }, func(r db.Row) Employee {
		e := Employee{ID: r.Int(0), Birthday: Date(r.Text(1)), Deleted: r.Bool(2), ClientUUID: r.Text(4)}
		r.Unpack(3, &e.UUID, &e.Name, &e.FamilyName, &e.FatherName)
		return e
	}, func(c *db.Conn, rows []Employee) error {
		id, err := t.s.partners.uuid(c, int64(t.partner))
		for i := range rows {
			rows[i].PartnerUUID = id
		}
		return err
	})
}

func (f EmployeeFilter) selection(t *Tenant) *selection {
	s := t.selectRows(employeesOf[f.Side])
	s.andKey("e.id", f.ID)
	s.andKey("e.client", f.Client)
	if !f.IncludeDeleted {
		s.and("e.del = ?", 0)
	}
	return s
}

// Employee returns one employee by its internal key, deleted or not.
func (t *Tenant) Employee(ctx context.Context, side Side, id int64) (Employee, error) {
	return single(t.Employees(ctx, EmployeeFilter{Side: side, ID: id, IncludeDeleted: true}))
}

var findEmployeeOf = map[Side]string{
	OfPartner: `SELECT id FROM employee WHERE partner = ?1 AND employee_id = ?2 AND type = 1`,
	OfClient: `SELECT e.id FROM employee e JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE e.partner = ?1 AND e.employee_id = ?2 AND e.type = 2 AND c.` + isKnown,
}

// FindEmployee returns the id of an employee of the partner, or of one of its
// clients, deleted or not; or ErrNotFound.
func (t *Tenant) FindEmployee(ctx context.Context, side Side, id string) (int64, error) {
	return t.find(ctx, findEmployeeOf[side], id)
}

// FindClientPerson returns the id of a client's employee whom the UUID names
// itself or through one of its agents (S21), or ErrNotFound.
func (t *Tenant) FindClientPerson(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT e.id FROM employee e JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE e.partner = ?1 AND e.type = 2 AND c.`+isKnown+`
    AND e.id = coalesce((SELECT p.id FROM employee p WHERE p.partner = ?1 AND p.employee_id = ?2 AND p.type = 2),
      (SELECT a.employee FROM agent a WHERE a.partner = ?1 AND a.agent_id = ?2 AND a.type = 2))`, id)
}

// EmployeeUpdate is what an add sets and an edit changes; nil leaves alone. The
// empty Birthday is none.
type EmployeeUpdate struct {
	Name       *string
	FamilyName *string
	FatherName *string
	Birthday   *Date
}

// AddPartnerUser adds an employee of the partner and returns its internal key.
func (tx *Tx) AddPartnerUser(u EmployeeUpdate) (int64, error) {
	return tx.addEmployee(OfPartner, nil, u)
}

// AddClientUser adds an employee of a client and returns its internal key. The
// refusal is ErrClientDeleted (S25).
func (tx *Tx) AddClientUser(client int64, u EmployeeUpdate) (int64, error) {
	if err := tx.clientTakes(client); err != nil {
		return 0, err
	}
	return tx.addEmployee(OfClient, &client, u)
}

func (tx *Tx) addEmployee(side Side, client *int64, u EmployeeUpdate) (int64, error) {
	id, err := tx.ids.Take("employee")
	if err != nil {
		return 0, err
	}
	sequence := seqPartnerUserNumber
	if side == OfClient {
		sequence = seqClientUserNumber
	}
	number, err := tx.ids.Take(sequence)
	if err != nil {
		return 0, err
	}
	var birthday Date
	if u.Birthday != nil {
		birthday = *u.Birthday
	}
	_, err = tx.c.Exec(`INSERT INTO employee (partner, id, type, employee_id, number, client, name, family_name, father_name, birthday)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
		int64(tx.partner), id, int64(side), newUUID(), number, client, text(u.Name), text(u.FamilyName), text(u.FatherName), birthday)
	return id, err
}

// EditEmployee changes an employee, deleted or not (S25).
func (tx *Tx) EditEmployee(id int64, u EmployeeUpdate) error {
	n, err := tx.c.Exec(`UPDATE employee SET name = coalesce(?3, name), family_name = coalesce(?4, family_name), father_name = coalesce(?5, father_name)
  WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, u.Name, u.FamilyName, u.FatherName)
	if err := expectRow(n, err, ErrNotFound); err != nil || u.Birthday == nil {
		return err
	}
	_, err = tx.c.Exec(`UPDATE employee SET birthday = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, *u.Birthday)
	return err
}

// DeleteEmployee marks an employee as deleted and switches its agents off (S9).
func (tx *Tx) DeleteEmployee(id int64) error {
	if err := tx.markEmployee(id, true); err != nil {
		return err
	}
	_, err := tx.c.Exec(`UPDATE agent SET activity = 0 WHERE partner = ?1 AND employee = ?2`, int64(tx.partner), id)
	return err
}

// RestoreEmployee removes the mark; the agents stay off (S9). The refusal is
// ErrClientDeleted: the client is to be restored first.
func (tx *Tx) RestoreEmployee(id int64) error {
	of, err := tx.employeeState(id)
	if err != nil {
		return err
	}
	if of.clientStatus == StatusArchive {
		return ErrClientDeleted
	}
	return tx.markEmployee(id, false)
}

func (tx *Tx) markEmployee(id int64, del bool) error {
	n, err := tx.c.Exec(`UPDATE employee SET del = ?3 WHERE partner = ?1 AND id = ?2`, int64(tx.partner), id, del)
	return expectRow(n, err, ErrNotFound)
}

// clientTakes returns ErrClientDeleted for an archived client, under which nothing new may
// be put (S25), and ErrNotFound for an unknown one.
func (tx *Tx) clientTakes(client int64) error {
	status, found, err := tx.c.Int(`SELECT status FROM client WHERE partner = ?1 AND id = ?2 AND `+isKnown, int64(tx.partner), client)
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("client %d: %w", client, ErrNotFound)
	case Status(status) == StatusArchive:
		return ErrClientDeleted
	}
	return nil
}

// employeeState is what the rules about agents and restoring need to know of an employee.
type employeeState struct {
	side         Side
	client       int64 // 0 of a partner's employee
	clientStatus Status
	deleted      bool
}

func (tx *Tx) employeeState(id int64) (e employeeState, err error) {
	found, err := tx.c.One(`SELECT e.type, e.client, c.status, e.del FROM employee e LEFT JOIN client c ON c.partner = e.partner AND c.id = e.client
  WHERE e.partner = ?1 AND e.id = ?2`, []any{int64(tx.partner), id}, func(r db.Row) {
		e = employeeState{side: Side(r.Int(0)), client: r.Int(1), clientStatus: Status(r.Int(2)), deleted: r.Bool(3)}
	})
	if err == nil && (!found || e.clientStatus == StatusDeleted) {
		err = fmt.Errorf("employee %d: %w", id, ErrNotFound)
	}
	return e, err
}
