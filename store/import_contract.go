package store

var (
	contractRegister    = register{table: "contract", column: "contract_id", key: "contract_id", owned: true, ids: contractIDs}
	serviceTypeRegister = register{table: "service_type", column: "service_type_id", key: "service_type_id", owned: true}
)

// ContractEntry is a line of the register of contracts.
type ContractEntry struct {
	UUID    string
	Partner int64
	Role    int64
	Start   Date
	End     Date
}

// PutContract writes a contract.
func (i *ImportTx) PutContract(k ContractEntry) error {
	e, err := i.entry(contractRegister, k.UUID, k.Partner)
	if err != nil {
		return err
	}
	e.set("role", k.Role)
	e.set("contract_start_date", k.Start)
	e.set("contract_end_date", k.End)
	return e.save()
}

// ServiceTypeEntry is a line of the register of support lines; nil leaves alone.
type ServiceTypeEntry struct {
	UUID     string
	Partner  int64 // the owner
	Name     string
	FullName *string
	Exported *bool
	Deleted  *bool
	Number   *int64
}

// PutServiceType writes a support line.
func (i *ImportTx) PutServiceType(l ServiceTypeEntry) error {
	e, err := i.entry(serviceTypeRegister, l.UUID, l.Partner)
	if err != nil {
		return err
	}
	e.set("service_type_name", l.Name)
	setGiven(e, "service_type_full_name", l.FullName)
	setGiven(e, "exported", l.Exported)
	setGiven(e, "service_type_del", l.Deleted)
	if err := e.number(seqServiceTypeNumber, l.Number, nil); err != nil {
		return err
	}
	return e.save()
}

// ContractServiceEntry is a permission to support a line; nil leaves alone.
type ContractServiceEntry struct {
	Contract    Found
	ServiceType int64
	Start       Date
	End         *Date
}

// PutContractService writes a permission. One that was removed stays removed, and the same
// contract and line get a new one (S26).
func (i *ImportTx) PutContractService(p ContractServiceEntry) error {
	if err := i.lock(p.Contract.Partner); err != nil {
		return err
	}
	id, found, err := i.tx.c.Int(`SELECT id FROM contract_service WHERE partner = ?1 AND contract = ?2 AND service_type = ?3 AND removed = 0`, p.Contract.Partner, p.Contract.ID, p.ServiceType)
	if err != nil {
		return err
	}
	if !found {
		id, err = i.forPartner(Partner(p.Contract.Partner)).addPermission(p.Contract.ID, p.ServiceType, p.Start)
	} else {
		_, err = i.tx.c.Exec(`UPDATE contract_service SET contract_service_start_date = ?3 WHERE partner = ?1 AND id = ?2`, p.Contract.Partner, id, p.Start)
	}
	if err != nil || p.End == nil {
		return err
	}
	_, err = i.tx.c.Exec(`UPDATE contract_service SET contract_service_end_date = ?3 WHERE partner = ?1 AND id = ?2`, p.Contract.Partner, id, *p.End)
	return err
}

// PutITSContract writes an ITS contract of a registration number. Its key is the number and
// the start (S27).
func (i *ImportTx) PutITSContract(regNumber string, k ITSContract) error {
	_, err := i.tx.c.Exec(`INSERT INTO its_contract (reg_number, date_from, date_to, inn, level) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (reg_number, date_from) DO UPDATE SET date_to = excluded.date_to, inn = excluded.inn, level = excluded.level`,
		normalRegNumber(regNumber), k.DateFrom, k.DateTo, k.INN, k.Level)
	return err
}
