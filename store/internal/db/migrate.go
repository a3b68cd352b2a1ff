package db

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the database to the program's version: every file of
// migrations/ that it has not had, in order, in one transaction, after a copy of
// what was there. The caller holds the write lock.
func migrate(c *Conn, dir string, opts Options) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	if opts.Schema > 0 {
		files = files[:opts.Schema]
	}
	have, err := schemaVersion(c)
	if err != nil {
		return err
	}
	if have > len(files) {
		return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewer, have, len(files))
	}
	if have == len(files) {
		return nil
	}
	if have == 0 {
		if err := onlyNew(dir); err != nil {
			return err
		}
	} else {
		if err := backup(c, filepath.Join(dir, fmt.Sprintf("backup-schema-%d.db", have))); err != nil {
			return err
		}
	}
	if _, err := c.Exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	err = apply(c, files[have:], opts)
	if err != nil {
		_, rollback := c.Exec(`ROLLBACK`)
		return errors.Join(err, rollback)
	}
	_, err = c.Exec(`COMMIT`)
	return err
}

// onlyNew refuses to make tables in a database that was not made just now: it is
// another program's, or what is left of ours.
func onlyNew(dir string) error {
	isNew, err := exists(filepath.Join(dir, newFile))
	if err != nil || isNew {
		return err
	}
	return fmt.Errorf("%s is not a database of this program: restore it from the backup; for a new database give an empty directory", filepath.Join(dir, DatabaseFile))
}

func schemaVersion(c *Conn) (int, error) {
	_, found, err := c.Int(`SELECT 1 FROM sqlite_master WHERE name = 'migration'`)
	if err != nil || !found {
		return 0, err
	}
	n, _, err := c.Int(`SELECT coalesce(max(version), 0) FROM migration`)
	return int(n), err
}

func apply(c *Conn, files []string, opts Options) error {
	if err := c.Script(`CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL)`); err != nil {
		return err
	}
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			return err
		}
		version, err := strconv.Atoi(strings.SplitN(filepath.Base(file), "_", 2)[0])
		if err != nil {
			return fmt.Errorf("migration %s has no number: %w", file, err)
		}
		if err := c.Script(string(text)); err != nil {
			return fmt.Errorf("migration %s: %w", file, err)
		}
		if _, err := c.Exec(`INSERT INTO migration (version, applied) VALUES (?1, ?2)`, version, opts.Now().Unix()); err != nil {
			return err
		}
	}
	return startCounters(c, opts.Counters)
}

// backup writes a consistent copy of the database, replacing an older copy of
// the same version.
func backup(c *Conn, file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup before migration: %w", err)
	}
	if _, err := c.Exec(`VACUUM INTO ?1`, file); err != nil {
		return fmt.Errorf("backup before migration: %w", err)
	}
	return os.Chmod(file, 0o600)
}
