package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// openPostgres opens the database of a DSN, with the key file that all its servers share.
// An empty database gets a new key file; any other remembers which key it is used with.
func openPostgres(dsn string, opts Options) (*Store, error) {
	ctx := context.Background()
	opened, err := db.OpenPostgres(ctx, dsn, opts.ofDB())
	if err != nil {
		return nil, err
	}
	s := withDB("", opts, nil, opened)
	if err := s.markTarget(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.key, err = keyOfPostgres(ctx, opened, opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.read(ctx, s.fits); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// keyOfPostgres opens the key file of a database, and makes the file for a database that was
// used with no key yet. If two processes do so with different files, the second gets an
// error.
func keyOfPostgres(ctx context.Context, opened db.DB, opts Options) (*seal.Key, error) {
	file := opts.KeyFile
	known, err := knownKey(ctx, opened)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) && known != "" {
		return nil, fmt.Errorf("the key file %s is missing, and the database has been used with one: restore it from the backup", file)
	}
	key, err := opts.openKey(file)
	if err != nil {
		return nil, err
	}
	if known == "" {
		err := opened.Write(ctx, db.Nobody, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO sealing_key (id, key_id) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING`, key.ID())
			return err
		})
		if err != nil {
			return nil, err
		}
		if known, err = knownKey(ctx, opened); err != nil {
			return nil, err
		}
	}
	if known != key.ID() {
		return nil, fmt.Errorf("the key file %s is not the one of this database: restore it from the backup (%w)", file, seal.ErrOtherKey)
	}
	return key, nil
}

// knownKey returns the id of the key that the database is used with; "" for a new one.
func knownKey(ctx context.Context, opened db.DB) (id string, err error) {
	err = opened.Read(ctx, db.Nobody, func(c *db.Conn) error {
		_, err := c.One(`SELECT key_id FROM sealing_key WHERE id = 1`, nil, func(r db.Row) { id = r.Text(0) })
		return err
	})
	return id, err
}
