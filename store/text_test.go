package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/xmltext"
)

// The writer refuses such a text wherever it is bound (O11).
func TestAWriteRefusesWhatXMLCannotCarry(t *testing.T) {
	_, tenant := newTenant(t)
	name := "пакет\x1fпакет"
	err := tenant.Write(context.Background(), func(tx *Tx) error {
		_, err := tx.AddClient(ClientUpdate{Name: &name})
		return err
	})
	require.ErrorIs(t, err, xmltext.ErrCharacter)
}
