package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// Permission is a row of contract_service_read with its internal key: a contract of the
// partner covers a line.
type Permission struct {
	ID              int64
	ContractUUID    string
	ServiceTypeUUID string
	Start           Date
	// End is the permission's own end or the contract's, whichever comes first
	// (S15); "" is without end.
	End Date
}

// PermissionFilter selects permissions; zero selects all (S24).
type PermissionFilter struct {
	Contract    int64
	ServiceType int64
	// InForce are days on each of which permission and contract are in force
	// (S15, S26).
	InForce []Date
}

// A permission ends with its contract (S15); min is null when one of the two is.
const permissionsRead = `SELECT cs.id, k.contract_id, l.service_type_id, cs.contract_service_start_date,
    coalesce(min(cs.contract_service_end_date, k.contract_end_date), cs.contract_service_end_date, k.contract_end_date)
  FROM contract_service cs JOIN contract k ON k.partner = cs.partner AND k.id = cs.contract JOIN service_type l ON l.id = cs.service_type
  WHERE cs.partner = ?1 AND cs.removed = 0`

var bothInForce = inForce("cs.contract_service", "?") + ` AND ` + inForce("k.contract", "?")

// Permissions reads the permissions in the partner's contracts, ended ones too,
// in order of creation.
func (t *Tenant) Permissions(ctx context.Context, f PermissionFilter) Seq[Permission] {
	s := t.selectRows(permissionsRead)
	s.andKey("cs.contract", f.Contract)
	s.andKey("cs.service_type", f.ServiceType)
	for _, day := range f.InForce {
		s.and(bothInForce, day)
	}
	return streamSelection(ctx, t, s, "cs.id", func(p *Permission) int64 { return p.ID }, func(r db.Row) Permission {
		return Permission{ID: r.Int(0), ContractUUID: r.Text(1), ServiceTypeUUID: r.Text(2), Start: Date(r.Text(3)), End: Date(r.Text(4))}
	}, nil)
}

// AddPermission permits a line, own or exported, from a day on, in the partner's contract in
// force with the role «Сервисный партнер»; of several in the one that began last, then in
// the one with the lowest id (S15). A permission that exists stays, and begins on that day
// if it would begin later; one that has ended is replaced. The refusals are ErrLineDeleted,
// ErrNoContract and ErrInverted: the contract ends before that day.
func (tx *Tx) AddPermission(line int64, start Date) error {
	if err := tx.lineTakes(line); err != nil {
		return err
	}
	today := tx.Today()
	var contract int64
	var end Date
	found, err := tx.c.One(servingContract, []any{int64(tx.partner), RoleServicePartner, today}, func(r db.Row) { contract, end = r.Int(0), Date(r.Text(1)) })
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNoContract
	case inverted(start, end):
		return ErrInverted
	}
	there, found, err := tx.c.Int(permissionThere, int64(tx.partner), contract, line, today)
	if err != nil {
		return err
	}
	if found {
		_, err = tx.c.Exec(`UPDATE contract_service SET contract_service_start_date = ?3 WHERE partner = ?1 AND id = ?2
    AND contract_service_start_date > ?3`, int64(tx.partner), there, start)
		return err
	}
	if _, err := tx.c.Exec(`UPDATE contract_service SET removed = 1 WHERE partner = ?1 AND contract = ?2 AND service_type = ?3 AND removed = 0`,
		int64(tx.partner), contract, line); err != nil {
		return err
	}
	_, err = tx.addPermission(contract, line, start)
	return err
}

// addPermission adds the row of a permission without end and returns its id.
func (tx *Tx) addPermission(contract, line int64, start Date) (id int64, err error) {
	if id, err = tx.ids.Take("contract_service"); err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO contract_service (partner, id, contract, service_type, contract_service_start_date) VALUES (?1, ?2, ?3, ?4, ?5)`,
		int64(tx.partner), id, contract, line, start)
	return id, err
}

// The role's name may be written with ё or without.
var servingContract = `SELECT k.id, k.contract_end_date FROM contract k JOIN role r ON r.id = k.role
  WHERE k.partner = ?1 AND replace(r.role_name, 'ё', 'е') = ?2
  AND ` + inForce("k.contract", "?3") + ` ORDER BY coalesce(k.contract_start_date, '') DESC, k.contract_id LIMIT 1`

var permissionThere = `SELECT cs.id FROM contract_service cs WHERE cs.partner = ?1 AND cs.contract = ?2 AND cs.service_type = ?3
  AND cs.removed = 0 AND ` + notEnded("cs.contract_service", "?4")

// RemovePermissions removes a line from all contracts of the partner. Their rows are marked
// and stay: no operation deletes one (T5).
func (tx *Tx) RemovePermissions(line int64) error {
	_, err := tx.c.Exec(`UPDATE contract_service SET removed = 1 WHERE partner = ?1 AND service_type = ?2 AND removed = 0`, int64(tx.partner), line)
	return err
}

// The rules about permissions, as SQL: what a contract of a partner allows. The
// arguments are SQL themselves.

// inForce returns the condition that the row with the columns dates_start_date and
// dates_end_date is in force on the day (S26).
func inForce(dates, day string) string {
	return `coalesce(` + dates + `_start_date, '') <= ` + day + ` AND ` + notEnded(dates, day)
}

// notEnded returns the condition that the row is in force on the day or will be.
func notEnded(dates, day string) string {
	return `coalesce(` + dates + `_end_date, '9999-12-31') >= ` + day
}

// covers returns the condition that a contract of the partner covers the line on the day:
// contract and permission are both in force (S26).
func covers(partner, line, day string) string { return permits(partner, line, inForce, day) }

// willCover returns the condition that a contract of the partner covers the line on the day
// or will cover it: neither contract nor permission has ended (S13, S16).
func willCover(partner, line, day string) string { return permits(partner, line, notEnded, day) }

func permits(partner, line string, holds func(dates, day string) string, day string) string {
	return `EXISTS (SELECT 1 FROM contract_service cs JOIN contract k ON k.partner = cs.partner AND k.id = cs.contract
    WHERE cs.partner = ` + partner + ` AND cs.service_type = ` + line + ` AND cs.removed = 0
      AND ` + holds("cs.contract_service", day) + ` AND ` + holds("k.contract", day) + `)`
}

// imports returns the condition that a contract of the importer has a permission for an
// exported line of the vendor. Contracts and permissions that have ended do not count (S15);
// those that have not begun do.
func imports(importer, vendor, day string) string {
	return `EXISTS (SELECT 1 FROM contract_service cs JOIN contract k ON k.partner = cs.partner AND k.id = cs.contract
      JOIN service_type l ON l.id = cs.service_type
    WHERE cs.partner = ` + importer + ` AND l.partner = ` + vendor + ` AND l.exported = 1 AND cs.removed = 0
      AND ` + notEnded("cs.contract_service", day) + ` AND ` + notEnded("k.contract", day) + `)`
}

// active returns the condition that the service s is in force on the day or will be (S17).
func active(s, day string) string {
	return s + `.stopped = 0 AND ` + notEnded(s+".service", day)
}
