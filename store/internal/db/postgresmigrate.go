package db

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// migrationLock is the key of the advisory lock that migrations are made under.
const migrationLock = 7_061_972

// postgresFiles returns the migrations of PostgreSQL: the folder's own, which begins
// with a whole schema, and of later versions that it does not have the text that both
// engines share.
func postgresFiles(opts Options) ([]migration, error) {
	own, err := migrationFiles("migrations/postgres", opts)
	if err != nil {
		return nil, err
	}
	shared, err := migrationFiles("migrations", opts)
	if err != nil {
		return nil, err
	}
	for _, m := range shared {
		same := func(o migration) bool { return o.version == m.version }
		if m.version > own[0].version && !slices.ContainsFunc(own, same) {
			own = append(own, m)
		}
	}
	slices.SortFunc(own, func(a, b migration) int { return a.version - b.version })
	return own, nil
}

// migratePostgres brings the database to the program's version. Of several servers
// that start at once, one does so, and the others wait for it however long it takes.
func migratePostgres(c *Conn, opts Options) error {
	files, err := postgresFiles(opts)
	if err != nil {
		return err
	}
	if err := c.Script(`BEGIN; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(` + strconv.Itoa(migrationLock) + `);
  SET LOCAL lock_timeout TO DEFAULT`); err != nil {
		return err
	}
	if err := applyPostgres(c, files, opts); err != nil {
		return errors.Join(err, rollback(c))
	}
	return c.Script(`COMMIT`)
}

func applyPostgres(c *Conn, files []migration, opts Options) error {
	if err := c.Script(`CREATE TABLE IF NOT EXISTS migration (version BIGINT PRIMARY KEY, applied BIGINT NOT NULL)`); err != nil {
		return err
	}
	have, _, err := c.Int(`SELECT coalesce(max(version), 0) FROM migration`)
	newest := files[len(files)-1].version
	switch {
	case err != nil:
		return err
	case have > int64(newest):
		return fmt.Errorf("%w: its schema is %d, this program knows %d; run the newer version", ErrNewer, have, newest)
	case have == int64(newest):
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(opts.Counters)) {
		if slices.Contains(opts.Unbroken, name) {
			continue
		}
		if err := c.Script(fmt.Sprintf(`CREATE SEQUENCE IF NOT EXISTS %s START %d`, sequence(name), opts.Counters[name])); err != nil {
			return err
		}
	}
	for _, m := range files {
		if int64(m.version) <= have {
			continue
		}
		if err := m.apply(c, postgresSchema, opts); err != nil {
			return err
		}
	}
	return nil
}
