package store

import "fmt"

// sealPassword seals an agent's password for its row: elsewhere it cannot be
// opened (S10).
func (s *Store) sealPassword(partner Partner, agentUUID, password string) ([]byte, error) {
	return s.key.Seal([]byte(password), agentPlace(partner, agentUUID))
}

// agentPlace names the row that a password is sealed for: table, agent, partner.
func agentPlace(partner Partner, agentUUID string) []byte {
	return fmt.Appendf(nil, "agent\x00%s\x00%d", agentUUID, partner)
}

// openPassword answers what sealPassword was given.
func (s *Store) openPassword(partner Partner, agentUUID string, sealed []byte) (string, error) {
	plain, err := s.key.Open(sealed, agentPlace(partner, agentUUID))
	if err != nil {
		return "", fmt.Errorf("password of agent %s: %w", agentUUID, err)
	}
	return string(plain), nil
}
