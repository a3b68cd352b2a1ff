package db

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed migrations
var migrations embed.FS

// migration is a file of migrations/.
type migration struct {
	version int
	file    string
}

// migrationFiles returns the files of a folder, in order; ended by Options.Schema.
func migrationFiles(folder string, opts Options) (list []migration, err error) {
	files, err := fs.Glob(migrations, folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		version, err := strconv.Atoi(strings.SplitN(path.Base(file), "_", 2)[0])
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", file, err)
		}
		if opts.Schema == 0 || version <= opts.Schema {
			list = append(list, migration{version, file})
		}
	}
	return list, nil
}

// migrate brings the database to the program's version: every file of
// migrations/ that it has not had, in order, in one transaction, after a copy of
// what was there. The caller holds the write lock.
func migrate(c *Conn, dir string, opts Options) error {
	files, err := migrationFiles("migrations", opts)
	if err != nil {
		return err
	}
	have, err := schemaVersion(c)
	if err != nil {
		return err
	}
	newest := files[len(files)-1].version
	if have > newest {
		return fmt.Errorf("%w: its schema is %d, this program knows %d; run the newer version", ErrNewer, have, newest)
	}
	if have == newest {
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
	err = apply(c, files, have, opts)
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

func apply(c *Conn, files []migration, have int, opts Options) error {
	if err := c.Script(`CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL)`); err != nil {
		return err
	}
	for _, m := range files {
		if m.version <= have {
			continue
		}
		if err := m.apply(c, func(text string) string { return text }, opts); err != nil {
			return err
		}
	}
	return startCounters(c, opts.Counters)
}

// apply makes the changes of a migration's text, as the engine reads it, and notes
// its version.
func (m migration) apply(c *Conn, asEngineReads func(text string) string, opts Options) error {
	text, err := migrations.ReadFile(m.file)
	if err != nil {
		return err
	}
	if err := c.Script(asEngineReads(string(text))); err != nil {
		return fmt.Errorf("migration %s: %w", m.file, err)
	}
	_, err = c.Exec(`INSERT INTO migration (version, applied) VALUES (?1, ?2)`, m.version, opts.Now().Unix())
	return err
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
