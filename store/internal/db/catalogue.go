package db

import (
	"fmt"
	"slices"
	"strings"
)

// Table is a table of the store as the database's own catalogue describes it.
type Table struct {
	Name string
	// Columns are in the order of their names, which both engines share.
	Columns []string
	// Key are the columns of the primary key, in its order.
	Key        []string
	references []string // tables
}

// catalogue has an engine's texts of what its catalogue says; ?1 is a table.
type catalogue struct {
	tables, columns, key, references string
	// exists finds a table by its name, identity the columns that a sequence of the
	// engine's own fills; "" where no engine's sequence has to be moved.
	exists, identity string
	// snapshot begins a transaction that sees one moment and writes nothing.
	snapshot string
}

func (c *sqliteConn) catalogue() catalogue {
	return catalogue{
		tables:     `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
		columns:    `SELECT name FROM pragma_table_info(?1) ORDER BY name`,
		key:        `SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk`,
		references: `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?1) ORDER BY 1`,
		exists:     `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1`,
		snapshot:   `BEGIN`,
	}
}

func (c *postgresConn) catalogue() catalogue {
	const table = `CAST(CAST(?1 AS text) AS regclass)`
	const attributes = `SELECT CAST(attname AS text) COLLATE "C" FROM pg_attribute WHERE attrelid = ` + table + ` AND attnum > 0 AND NOT attisdropped`
	return catalogue{
		// A partition's rows are its table's.
		tables: `SELECT CAST(c.relname AS text) COLLATE "C" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
		columns: attributes + ` ORDER BY 1`,
		key: `SELECT CAST(a.attname AS text) FROM pg_index x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(number, at)
  JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number WHERE x.indrelid = ` + table + ` AND x.indisprimary ORDER BY k.at`,
		references: `SELECT DISTINCT CAST(r.relname AS text) COLLATE "C" FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
  WHERE k.conrelid = ` + table + ` AND k.contype = 'f' ORDER BY 1`,
		exists:   `SELECT 1 FROM pg_class WHERE oid = to_regclass(CAST(?1 AS text))`,
		identity: attributes + ` AND attidentity <> ''`,
		snapshot: `BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY`,
	}
}

func (c *sqliteConn) keysCarryPartner() bool   { return false }
func (c *postgresConn) keysCarryPartner() bool { return true }

// notCopied are, beside the registers' directories, the tables that say how a database keeps the others.
var notCopied = []string{"migration", "counter", "directory", "sealing_key", copyTable}

// tables returns the tables that hold what the store holds, each after those that it
// refers to.
func tables(c *Conn) ([]Table, error) {
	texts := c.engine.catalogue()
	names, err := column(c, texts.tables)
	if err != nil {
		return nil, err
	}
	var left []Table
	for _, name := range names {
		if strings.HasPrefix(name, retired) {
			return nil, fmt.Errorf("retention was not finished: run it again (table %s)", name)
		}
		if slices.Contains(notCopied, name) || isDirectory(name) {
			continue
		}
		t := Table{Name: name}
		for text, list := range map[string]*[]string{texts.columns: &t.Columns, texts.key: &t.Key, texts.references: &t.references} {
			if *list, err = column(c, text, name); err != nil {
				return nil, err
			}
		}
		if len(t.Key) == 0 {
			return nil, fmt.Errorf("table %s has no primary key", name)
		}
		left = append(left, t)
	}
	return inOrder(left)
}

// inOrder puts tables after those that they refer to.
func inOrder(left []Table) (sorted []Table, err error) {
	for len(left) > 0 {
		n := slices.IndexFunc(left, func(t Table) bool {
			return !slices.ContainsFunc(t.references, func(to string) bool {
				return slices.ContainsFunc(left, func(other Table) bool { return other.Name == to })
			})
		})
		if n < 0 {
			return nil, fmt.Errorf("table %s and others refer to each other in a circle", left[0].Name)
		}
		sorted = append(sorted, left[n])
		left = slices.Delete(left, n, n+1)
	}
	return sorted, nil
}

// column returns the first column of a query's rows.
func column(c *Conn, text string, args ...any) (list []string, err error) {
	err = c.Each(text, args, func(r Row) error {
		list = append(list, r.Text(0))
		return nil
	})
	return list, err
}
