package invariants

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"
)

// row is a row of the database by its columns; NULL is nil.
type row map[string]any

func (r row) int(column string) int64 { n, _ := r[column].(int64); return n }

// text is a column as text, "" for NULL.
func (r row) text(column string) string {
	if r[column] == nil {
		return ""
	}
	return fmt.Sprint(r[column])
}

// without is the row as text but for some columns.
func (r row) without(columns ...string) string {
	rest := row{}
	for name, value := range r {
		if !slices.Contains(columns, name) {
			rest[name] = value
		}
	}
	return fmt.Sprint(rest)
}

// snapshot is the database as it stands, by tables, each in the order of its key.
type snapshot map[string][]row

// tables are all that the interfaces write to, but for counters and statistics of use.
var tables = []string{
	"client", "client_contact", "client_notify_email", "client_site", "employee", "employee_contact", "agent", "service", "service_type",
	"customer_data", "customer_phone", "customer_mark", "customer_service", "customer_ip", "customer_subnet", "mac_history", "commutation", "customer_message", "ledger",
	"customer_history", "customer_alias", "customer_request",
}

// snapshot is the rows of those who take the steps; of lines everybody's, which may
// be given to customers of others.
func (r *run) snapshot() snapshot {
	s := snapshot{}
	for _, table := range tables {
		query := `SELECT * FROM ` + table
		if len(r.partners) == 1 && table != "service_type" {
			query += fmt.Sprint(` WHERE partner = `, r.partners[0].id)
		}
		rows, err := r.db.Query(query)
		require.NoError(r, err)
		columns, err := rows.Columns()
		require.NoError(r, err)
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			require.NoError(r, rows.Scan(into...))
			one := row{}
			for i, name := range columns {
				if bytes, ok := values[i].([]byte); ok {
					values[i] = string(bytes)
				}
				one[name] = values[i]
			}
			s[table] = append(s[table], one)
		}
		require.NoError(r, rows.Err())
		require.NoError(r, rows.Close())
	}
	return s
}

// where are the rows of a table for which all columns have the values.
func (s snapshot) where(table string, want row) (rows []row) {
	for _, r := range s[table] {
		fits := true
		for column, value := range want {
			fits = fits && r[column] == value
		}
		if fits {
			rows = append(rows, r)
		}
	}
	return rows
}

// of are the rows of one partner.
func (s snapshot) of(p *partner) snapshot {
	own := snapshot{}
	for _, table := range tables {
		own[table] = s.where(table, row{"partner": p.id})
	}
	return own
}

// The statuses of clients (docs/one-store.md).
const (
	waiting = 1 + iota
	active
	manualLock
	limitLock
	debtLock
	archive
	deleted
)

// customers are a partner's that are not deleted.
func (s snapshot) customers(p *partner) (rows []row) {
	for _, c := range s.where("client", row{"partner": p.id}) {
		if c.int("status") != deleted {
			rows = append(rows, c)
		}
	}
	return rows
}

// customer is a partner's customer of a number, nil when there is none.
func (s snapshot) customer(p *partner, number int64) row {
	for _, c := range s.customers(p) {
		if c.int("number") == number {
			return c
		}
	}
	return nil
}

// data is a customer's row of customer_data, empty when there is none.
func (s snapshot) data(client int64) row {
	if rows := s.where("customer_data", row{"client": client}); len(rows) > 0 {
		return rows[0]
	}
	return row{}
}

// number is the number of the client of a key.
func (s snapshot) number(client int64) int64 {
	return s.where("client", row{"id": client})[0].int("number")
}

// survivor is the client of a number, or the one that it was merged into in the
// end; nil when the partner never had it.
func (s snapshot) survivor(p *partner, number int64) row {
	found := s.where("client", row{"partner": p.id, "number": number})
	if found == nil {
		return nil
	}
	c := found[0]
	for into := s.data(c.int("id"))["merged_into"]; into != nil; into = s.data(c.int("id"))["merged_into"] {
		c = s.where("client", row{"id": into})[0]
	}
	return c
}

// children are the numbers of those below a customer.
func (s snapshot) children(client int64) (numbers []int64) {
	for _, d := range s.where("customer_data", row{"parent": client}) {
		numbers = append(numbers, s.number(d.int("client")))
	}
	return numbers
}

// tariff is the number of a line of a key, 0 for none.
func (s snapshot) tariff(line any) int64 {
	if line == nil {
		return 0
	}
	return s.where("service_type", row{"id": line})[0].int("number")
}
