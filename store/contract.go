package store

import (
	"context"
	"fmt"
	"strconv"

	"partnerapi/store/internal/db"
)

// Contract is a row of contract_read with its internal key.
type Contract struct {
	ID    int64
	UUID  string
	Start Date
	End   Date  // "" is without end
	Role  int64 // role_id (T6)
}

// ContractFilter selects contracts; nil, zero and "" select all (S24).
type ContractFilter struct {
	ID    int64
	Role  int64 // the role's internal key
	Start Date
	// End compares for equality; the empty date selects what has no end (T2).
	End *Date
}

const contractsRead = `SELECT k.id, k.contract_id, k.contract_start_date, k.contract_end_date, r.role_id
  FROM contract k JOIN role r ON r.id = k.role WHERE k.partner = ?1`

// Contracts reads the partner's contracts in order of creation.
func (t *Tenant) Contracts(ctx context.Context, f ContractFilter) Seq[Contract] {
	s := t.selectRows(contractsRead)
	s.andKey("k.id", f.ID)
	s.andKey("k.role", f.Role)
	s.andDate("k.contract_start_date", f.Start)
	s.andEnd("k.contract_end_date", f.End)
	return streamSelection(ctx, t, s, "k.id", func(k *Contract) int64 { return k.ID }, func(r db.Row) Contract {
		return Contract{ID: r.Int(0), UUID: r.Text(1), Start: Date(r.Text(2)), End: Date(r.Text(3)), Role: r.Int(4)}
	}, nil)
}

// FindContract returns the id of a contract of the partner, in force or not; or
// ErrNotFound.
func (t *Tenant) FindContract(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT id FROM contract WHERE partner = ?1 AND contract_id = ?2`, id)
}

// FindRole returns the internal key of the role with a role_id (T6), or
// ErrNotFound. Roles belong to nobody.
func (t *Tenant) FindRole(ctx context.Context, number string) (int64, error) {
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("role %q: %w", number, ErrNotFound)
	}
	var id int64
	err = t.read(ctx, func(c *db.Conn) error {
		var found bool
		id, found, err = c.Int(`SELECT id FROM role WHERE role_id = ?1`, n)
		if err == nil && !found {
			err = ErrNotFound
		}
		return err
	})
	return id, err
}
