package store

import (
	"partnerapi/internal/password"
	"partnerapi/store/internal/db"
)

var employeeRegisters = map[Side]register{
	OfPartner: {table: "employee", column: "employee_id", key: "partner_user_id", owned: true, ids: employeeIDs, numbers: employeeNumbers[OfPartner]},
	OfClient:  {table: "employee", column: "employee_id", key: "client_user_id", owned: true, ids: employeeIDs, numbers: employeeNumbers[OfClient]},
}

var agentRegisters = map[Side]register{
	OfPartner: {table: "agent", column: "agent_id", key: "agent_partner_id", owned: true, ids: agentIDs, numbers: agentNumbers[OfPartner], numberKey: "agent_partner_number"},
	OfClient:  {table: "agent", column: "agent_id", key: "agent_user_id", owned: true, ids: agentIDs, numbers: agentNumbers[OfClient], numberKey: "agent_user_number"},
}

// EmployeeEntry is a line of one of the registers of employees.
type EmployeeEntry struct {
	Side       Side
	UUID       string
	Partner    int64
	Client     int64 // 0 of a partner's employee
	Name       string
	FamilyName string
	FatherName string
	Birthday   Date
	Deleted    bool
}

// PutEmployee writes an employee. It must stay with its client, whose its agents are.
// Deleting one switches its agents off, as the operations do (S9); lines of the same import
// about those agents come later and win.
func (i *ImportTx) PutEmployee(m EmployeeEntry) error {
	if err := i.living("client_id", m.Partner, m.Client); err != nil {
		return err
	}
	e, err := i.entry(employeeRegisters[m.Side], m.UUID, m.Partner)
	if err != nil {
		return err
	}
	if err := i.stays(e, m.Side, m.Client); err != nil {
		return err
	}
	e.set("name", m.Name)
	e.set("family_name", m.FamilyName)
	e.set("father_name", m.FatherName)
	e.set("birthday", m.Birthday)
	deletes, err := i.deletes(e, m.Deleted)
	if err != nil {
		return err
	}
	e.set("del", m.Deleted)
	if e.isNew() {
		e.set("type", int64(m.Side))
		e.set("client", reference(m.Client))
		sequence := seqPartnerUserNumber
		if m.Side == OfClient {
			sequence = seqClientUserNumber
		}
		if err := e.number(sequence, nil, nil); err != nil {
			return err
		}
	}
	if err := e.save(); err != nil || !deletes {
		return err
	}
	return i.forPartner(Partner(m.Partner)).DeleteEmployee(e.id)
}

// deletes reports whether the entry deletes an employee that exists and is not deleted.
func (i *ImportTx) deletes(e *entry, deleted bool) (bool, error) {
	if !deleted || e.isNew() {
		return false, nil
	}
	current, _, err := i.tx.c.Int(`SELECT del FROM employee WHERE partner = ?1 AND id = ?2`, e.partner, e.id)
	return current == 0, err
}

// stays returns a Refusal for an employee or agent that would move to the other side or to
// another client.
func (i *ImportTx) stays(e *entry, side Side, client int64) error {
	if err := e.same("type", e.of.key, int64(side), "the id is one of the other side's"); err != nil {
		return err
	}
	return e.same("coalesce(client, 0)", e.of.key, client, "the row belongs to another client already")
}

// AgentEntry is a line of one of the registers of agents.
type AgentEntry struct {
	Side     Side
	UUID     string
	Number   string
	Password string // "": a new agent gets one, another keeps its own (S10)
	Partner  int64
	Client   int64 // 0 of a partner's agent
	Employee int64
	Active   bool
}

// passwordLength is the length, in characters, of a password that is made for an agent
// without one (S10).
const passwordLength = 12

// PutAgent writes an agent.
func (i *ImportTx) PutAgent(a AgentEntry) error {
	if err := i.living("client_id", a.Partner, a.Client); err != nil {
		return err
	}
	e, err := i.entry(agentRegisters[a.Side], a.UUID, a.Partner)
	if err != nil {
		return err
	}
	if err := i.stays(e, a.Side, a.Client); err != nil {
		return err
	}
	_, has, found, err := i.tx.c.Holder(e.of.numbers, a.Number)
	if err != nil {
		return err
	}
	if found && has != e.id {
		return refuse(e.of.numberKey, "%s is another agent's", a.Number)
	}
	if err := raiseAgentNumber(i.tx.ids, a.Side, a.Number); err != nil {
		return err
	}
	e.set("number", a.Number)
	e.set("employee", a.Employee)
	e.set("activity", a.Active)
	if e.isNew() {
		e.set("type", int64(a.Side))
		e.set("client", reference(a.Client))
		if a.Password == "" {
			a.Password = password.Generate(passwordLength)
		}
	}
	if err := i.sealIfNew(e, a); err != nil {
		return err
	}
	return e.save()
}

// sealIfNew seals the password unless the row has the same one: sealing it again would
// change the row.
func (i *ImportTx) sealIfNew(e *entry, a AgentEntry) error {
	if a.Password == "" {
		return nil
	}
	var sealed []byte
	if _, err := i.tx.c.One(`SELECT password FROM agent WHERE partner = ?1 AND id = ?2`, []any{a.Partner, e.id}, func(r db.Row) { sealed = r.Blob(0) }); err != nil {
		return err
	}
	if sealed != nil {
		current, err := i.s.openPassword(Partner(a.Partner), a.UUID, sealed)
		if err != nil || current == a.Password {
			return err
		}
	}
	sealed, err := i.s.sealPassword(Partner(a.Partner), a.UUID, a.Password)
	e.set("password", sealed)
	return err
}
