package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// textEngine is an empty store on one engine, which says how it would run a text.
type textEngine struct {
	name string
	// foreign finds the texts that name what the other engine alone has: this one has to
	// refuse them.
	foreign *regexp.Regexp
	explain func(c *db.Conn, text string, ints []bool) (plan []string, err error)
	// walks returns the steps of a plan that walk one of the tables, whose rows are
	// partners'.
	walks  func(tables map[string]bool, text string, plan []string) []string
	tables map[string]bool
	walked map[string]bool // what of the variable walks does walk one

	st     *Store
	remove func() error
}

var (
	postgresAlone = regexp.MustCompile(`\b(pg_\w+|regclass|nextval|setval|seq_\w+|set_config|generate_series|bytea|inet_server_addr)\b|FOR NO KEY UPDATE|\b(directory|directory_rows|\w+_directory|sealing_key)\b`)
	sqliteAlone   = regexp.MustCompile(`\b(sqlite_\w+|pragma_\w+)\b`)
)

// openTextEngines opens an empty SQLite store, and in a run for PostgreSQL one there.
func openTextEngines(ctx context.Context) (engines []*textEngine, err error) {
	dir, err := os.MkdirTemp("", "partnerapi-texts-")
	if err != nil {
		return nil, err
	}
	e := &textEngine{walked: map[string]bool{}, name: "SQLite", foreign: postgresAlone, explain: explainSQLite, walks: walksSQLite, remove: func() error { return os.RemoveAll(dir) }}
	if e.st, err = Open(filepath.Join(dir, "data"), Options{}); err != nil {
		return nil, err
	}
	if err := e.read(ctx, partnersTablesSQLite); err != nil {
		return nil, err
	}
	engines = append(engines, e)
	if enginetest.OnPostgres() {
		place, err := enginetest.Make()
		if err != nil {
			return nil, err
		}
		e := &textEngine{walked: map[string]bool{}, name: "PostgreSQL", foreign: sqliteAlone, explain: explainPostgres, walks: walksPostgres, remove: place.Remove}
		if e.st, err = Open(place.Store, Options{KeyFile: place.KeyFile, Readers: 1}); err != nil {
			return nil, err
		}
		if err := errors.Join(e.st.Operator().PrepareMonths(ctx), e.st.write(ctx, withoutExported), e.read(ctx, partnersTablesPostgres)); err != nil {
			return nil, err
		}
		engines = append(engines, e)
	}
	return engines, nil
}

// withoutExported drops an index of some rows alone: of an empty table PostgreSQL thinks
// that there are none of them, and would rather walk it than look for a key.
func withoutExported(tx *Tx) error { return tx.c.Script(`DROP INDEX service_type_exported`) }

func (e *textEngine) read(ctx context.Context, tables string) error {
	return e.st.read(ctx, func(c *db.Conn) (err error) {
		e.tables, err = readTables(c, tables)
		return err
	})
}

func (e *textEngine) close() error { return errors.Join(e.st.Close(), e.remove()) }

// problems returns what is wrong with a text on the engine.
func (e *textEngine) problems(ctx context.Context, text string, ints []bool) (problems []string) {
	var plan []string
	err := e.st.read(ctx, func(c *db.Conn) (err error) {
		plan, err = e.explain(c, text, ints)
		return err
	})
	switch foreign := e.foreign.FindString(text); {
	case foreign != "" && err == nil:
		return []string{fmt.Sprintf("%s prepares it for all its %s: %s", e.name, foreign, text)}
	case foreign != "":
		return nil
	case err != nil:
		return []string{fmt.Sprintf("%s: %v: %s", e.name, err, text)}
	}
	if !reads.MatchString(text) {
		return nil
	}
	steps := e.walks(e.tables, text, plan)
	if begins := walkFor(text); begins != "" {
		e.walked[begins] = e.walked[begins] || len(steps) > 0
		return nil
	}
	for _, step := range steps {
		problems = append(problems, fmt.Sprintf("%s walks a table (%s): %s", e.name, step, text))
	}
	return problems
}

var reads = regexp.MustCompile(`^\s*(SELECT|WITH)\b`)

// parameters is how many parameters a text has.
func parameters(text string) (n int) {
	for _, found := range parameter.FindAllStringSubmatch(text, -1) {
		number, _ := strconv.Atoi(found[1])
		n = max(n, number)
	}
	return n
}

var parameter = regexp.MustCompile(`\?(\d+)`)

func explainSQLite(c *db.Conn, text string, _ []bool) (plan []string, err error) {
	err = c.EachOnce(`EXPLAIN QUERY PLAN `+text, make([]any, parameters(text)), func(r db.Row) error {
		plan = append(plan, r.Text(3))
		return nil
	})
	return plan, err
}

// explainPostgres returns the plan for any arguments. What is read row by row there is
// no other way to read.
func explainPostgres(c *db.Conn, text string, ints []bool) (plan []string, err error) {
	if err := c.Script(`SET enable_seqscan = off; SET enable_partition_pruning = off; SET plan_cache_mode = force_generic_plan`); err != nil {
		return nil, err
	}
	types, values := make([]string, parameters(text)), make([]string, parameters(text))
	for n := range types {
		types[n], values[n] = "unknown", "NULL"
		if n < len(ints) && ints[n] {
			types[n] = "bigint"
		}
	}
	list := func(of []string) string {
		if len(of) == 0 {
			return ""
		}
		return ` (` + strings.Join(of, ", ") + `)`
	}
	if err := c.Script(`PREPARE explained` + list(types) + ` AS ` + text); err != nil {
		return nil, err
	}
	err = c.EachOnce(`EXPLAIN (COSTS OFF) EXECUTE explained`+list(values), nil, func(r db.Row) error {
		plan = append(plan, r.Text(0))
		return nil
	})
	return plan, errors.Join(err, c.Script(`DEALLOCATE explained`))
}
