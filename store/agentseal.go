package store

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"

	"partnerapi/internal/seal"
	"partnerapi/store/internal/db"
)

// keyFits returns an error if the key file is not the one with which the passwords were
// sealed, as after a restore that mixed two backups: the passwords could not be read, and
// new ones would be sealed with a second key.
func (s *Store) keyFits(c *db.Conn) error {
	var sealed []byte
	found, err := c.One(`SELECT password FROM agent LIMIT 1`, nil, func(r db.Row) { sealed = r.Blob(0) })
	if err != nil || !found {
		return err
	}
	if err := s.key.Made(sealed); errors.Is(err, seal.ErrOtherKey) {
		return fmt.Errorf("the key file %s is not the one of this database: restore it from the backup (%w)", s.keyFile(), err)
	}
	return nil // one broken password is no reason to refuse all calls
}

// keyFile returns the path of the sealing key.
func (s *Store) keyFile() string {
	return cmp.Or(s.opts.KeyFile, filepath.Join(s.dir, db.KeyFile))
}

// sealPassword seals an agent's password for its row; in another row it cannot be opened
// (S10).
func (s *Store) sealPassword(partner Partner, agentUUID, password string) ([]byte, error) {
	return s.key.Seal([]byte(password), agentPlace(partner, agentUUID))
}

// agentPlace names the row that a password is sealed for: table, agent, partner.
func agentPlace(partner Partner, agentUUID string) []byte {
	return fmt.Appendf(nil, "agent\x00%s\x00%d", agentUUID, partner)
}

// openPassword returns the password that sealPassword has sealed.
func (s *Store) openPassword(partner Partner, agentUUID string, sealed []byte) (string, error) {
	plain, err := s.key.Open(sealed, agentPlace(partner, agentUUID))
	if err != nil {
		return "", fmt.Errorf("password of agent %s: %w", agentUUID, err)
	}
	return string(plain), nil
}
