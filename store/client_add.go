package store

// newClient is the row of a new client, with all that PartnerAPI, v2 and USERSIDE can give
// it. Texts are "" and pointers nil when unset.
type newClient struct {
	number                           int64  // 0 takes the next one
	uuid                             string // "" takes a new one
	region                           *int64
	name, fullName, inn, kpp, regNum string
	attribute, description           string
	payMethod                        *int64
	status                           Status
	tariff                           int64 // the internal key of a line; 0 is none
	limits                           Limits
	passwordHash, createdEmail       *string
}

// addClient adds a client's row and returns its internal key and its number. AddClient,
// AddCustomer, AddAbonent and the import's userside_customer all add their rows by it. Only
// the import's lines of clients, which bring ids of their own, are inserted by entry.save.
func (tx *Tx) addClient(n newClient) (id, number int64, err error) {
	if id, err = tx.ids.Take("client"); err != nil {
		return 0, 0, err
	}
	if number = n.number; number == 0 {
		if number, err = tx.ids.Take(seqClientNumber); err != nil {
			return 0, 0, err
		}
	}
	if n.uuid == "" {
		n.uuid = newUUID()
	}
	l := &n.limits
	_, err = tx.c.Exec(`INSERT INTO client (partner, id, client_id, number, client_new_id, region, client_name, client_full_name,
    client_inn, client_kpp, client_reg_num, addit_attribute, description, pay_method_id, status, status_time, created, tariff_plan,
    monthly_base_limit, monthly_base_notify_limit, monthly_calls_limit, monthly_calls_notify_limit, daily_calls_limit, daily_calls_notify_limit,
    cabinet_password, created_email)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)`,
		int64(tx.partner), id, n.uuid, number, newUUID(), n.region, n.name, n.fullName,
		n.inn, n.kpp, n.regNum, n.attribute, n.description, n.payMethod, n.status, tx.Now.Unix(), reference(n.tariff),
		l.MonthlyBase.Most, l.MonthlyBase.NotifyAt, l.MonthlyCalls.Most, l.MonthlyCalls.NotifyAt, l.DailyCalls.Most, l.DailyCalls.NotifyAt,
		n.passwordHash, n.createdEmail)
	return id, number, err
}
