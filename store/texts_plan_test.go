package store

import (
	"regexp"
	"strings"

	"partnerapi/store/internal/db"
)

// A read enters each table of rows that are partners' by the partner, by what names a
// row or by what rows belong to: it walks none of them, however an index may help.

// walks are the reads that do walk a table, by what they begin with, and why.
var walks = map[string]string{
	`SELECT password FROM agent LIMIT 1`:                                       "one row, when a store is opened",
	`SELECT password_hash FROM login LIMIT 1000`:                               "the first rows, when a server starts",
	`SELECT partner, day, day_spent, minute, minute_spent FROM points`:         "a row for each partner, when a server starts",
	`SELECT p.partner_id, u.login, u.door, u.operation, sum(u.calls)`:          "the command usage, of all partners",
	`SELECT p.partner_id, p.soap_closed,`:                                      "the same",
	`SELECT c.id, p.partner_id, c.client_id, c.number FROM client c`:           "the command ids, of all partners, in chunks by key",
	`SELECT e.id, p.partner_id, e.employee_id, e.number FROM employee e`:       "the same",
	`SELECT l.id, p.partner_id, l.service_type_id, l.number FROM service_type`: "the same",
	`SELECT employee, number FROM agent WHERE employee BETWEEN ?2 AND ?3`:      "a chunk of a partner's employees, from the first key to the last",
	`SELECT employee, contact_type, contact_view FROM employee_contact`:        "the same",
	`SELECT l.id, l.partner, l.service_type_del, concat_ws(`:                   "lines of any partner that are exported may be covered (S14); there are few",
	`SELECT l.id, l.number, l.service_type_id, l.service_type_name FROM`:       "the same",
	`SELECT p.id, p.partner_id, p.partner_name FROM partner p WHERE p.id <> `:  "whose contracts cover a line (S16): asked partner by partner",
	`SELECT partner, id FROM api_token WHERE hash = ?1`:                        "SQLite's; PostgreSQL asks the directory",
}

// walkFor returns what of walks a text begins with; "" is nothing.
func walkFor(text string) string {
	for begins := range walks {
		if strings.HasPrefix(text, begins) {
			return begins
		}
	}
	return ""
}

const (
	partnersTablesSQLite   = `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) k WHERE m.type = 'table' AND k.name = 'partner'`
	partnersTablesPostgres = `SELECT CAST(c.relname AS text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p') AND a.attname = 'partner'`
)

// readTables returns the tables that a query names.
func readTables(c *db.Conn, query string) (map[string]bool, error) {
	tables := map[string]bool{}
	return tables, c.EachOnce(query, nil, func(r db.Row) error {
		tables[r.Text(0)] = true
		return nil
	})
}

var (
	stepSQLite  = regexp.MustCompile(`^(?:SCAN|SEARCH) (\S+)`)
	valueSQLite = regexp.MustCompile(`\((\w+|<expr>)=\?`)
	kindSQLite  = regexp.MustCompile(`\((type|status|del)=\?(\)| AND \w+[<>])`) // which names no row
	aliased     = regexp.MustCompile(`\b(?:FROM|JOIN) (\w+)(?: AS)? (\w+)`)
)

// walksSQLite returns the steps of a plan that walk one of the tables.
func walksSQLite(tables map[string]bool, text string, plan []string) (steps []string) {
	called := map[string]bool{}
	for _, found := range aliased.FindAllStringSubmatch(text, -1) {
		called[found[2]] = called[found[2]] || tables[found[1]]
	}
	for _, step := range plan {
		found := stepSQLite.FindStringSubmatch(step)
		if found != nil && (tables[found[1]] || called[found[1]]) && (!valueSQLite.MatchString(step) || kindSQLite.MatchString(step)) {
			steps = append(steps, step)
		}
	}
	return steps
}

var (
	stepPostgres  = regexp.MustCompile(`(?:Seq Scan|Index Scan.*|Index Only Scan.*|Bitmap Heap Scan) on (\w+)|Bitmap Index Scan on \w+`)
	valuePostgres = regexp.MustCompile(`Index Cond: .*\w = `)
	kindPostgres  = regexp.MustCompile(`Index Cond: \(+(type|status|del) = \S+\)( AND \(\w+ [<>].*)?$`)
)

// walksPostgres does so for PostgreSQL. A bitmap's indexes stand below its table.
func walksPostgres(tables map[string]bool, _ string, plan []string) (steps []string) {
	table := ""
	for n, step := range append(plan, "")[:len(plan)] {
		found := stepPostgres.FindStringSubmatch(step)
		if found == nil {
			continue
		}
		if found[1] != "" {
			table = found[1]
		}
		below := append(plan, "")[n+1]
		if tables[table] && !strings.Contains(step, "Bitmap Heap Scan") && (!valuePostgres.MatchString(below) || kindPostgres.MatchString(below)) {
			steps = append(steps, strings.TrimSpace(step))
		}
	}
	return steps
}
