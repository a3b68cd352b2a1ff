package store

var serviceRegister = register{table: "service", column: "service_id", key: "service_id", owned: true, ids: serviceIDs}

// ServiceEntry is a line of the register of sold services.
type ServiceEntry struct {
	UUID           string
	Partner        int64 // the seller
	Client         int64
	ServicePartner int64
	Start          Date
	End            Date
	Agent          int64
	ServiceType    int64
}

// PutService writes a service. One that was stopped stays so (S26).
func (i *ImportTx) PutService(s ServiceEntry) error {
	if err := i.living("client_id", s.Partner, s.Client); err != nil {
		return err
	}
	e, err := i.entry(serviceRegister, s.UUID, s.Partner)
	if err != nil {
		return err
	}
	e.set("client", s.Client)
	e.set("service_partner", s.ServicePartner)
	e.set("service_start_date", s.Start)
	e.set("service_end_date", s.End)
	e.set("agent", s.Agent)
	e.set("service_type", s.ServiceType)
	return e.save()
}
